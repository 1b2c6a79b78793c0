//! An output folder: what stands in it is replaced or removed only if a build of ours wrote it.
//!
//! Each file is written beside its place and renamed onto it. Nothing is ever written through a
//! symbolic link below the folder, and what is in the way and not ours is left alone.
#![expect(clippy::disallowed_methods, reason = "this is where output is written")]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use super::FileStamp;
use super::manifest::{Before, Journal, Left, Manifest};
use super::output::{Cached, Finished, Kept, Put, Stray, lock};
use super::pieces::{self, FileDigest};
use crate::hash::{Hash, Map};
use crate::path::OutPath;

/// What temporary files begin with; the process and a number follow.
const TEMPORARY: &str = ".bulletin-";

/// An output folder that this process has locked.
pub(super) struct Folder {
    /// Canonical, so what is below it is below it.
    root: PathBuf,
    stray: Stray,
    manifest: Manifest,
    left: Left,
    before: OnceLock<Before>,
    journal: Mutex<Journal>,
    /// What this build has put.
    claimed: Mutex<BTreeMap<OutPath, Hash>>,
    /// Folders below the root that are known to be there and to be no links.
    ready: Mutex<Map<String, Ready>>,
    /// Held until dropped.
    _lock: File,
}

impl Folder {
    pub(super) fn open(folder: &Path, cache: &Path, stray: Stray) -> io::Result<Folder> {
        let cache = open_cache(cache)?;
        let lock = super::lock::acquire(&cache, super::lock::BUILD, super::lock::TRIES)?;
        ignore_cache(&cache)?;
        fs::create_dir_all(folder).map_err(|error| super::at(folder, &error))?;
        let root = folder.canonicalize().map_err(|error| super::at(folder, &error))?;
        let manifest = Manifest::of(&root, &cache);
        let left = manifest.read()?;
        sweep(&root, left.begun.iter().map(|(_, path)| path))?;
        sweep(&cache, [].into_iter())?;
        Ok(Folder {
            root,
            stray,
            journal: Mutex::new(manifest.begin()?),
            manifest,
            left,
            before: OnceLock::new(),
            claimed: Mutex::default(),
            ready: Mutex::default(),
            _lock: lock,
        })
    }

    pub(super) fn note(&self) -> Option<&str> {
        self.before().note.as_deref()
    }

    pub(super) fn put(&self, path: &OutPath, bytes: &[u8], hash: Hash) -> io::Result<(Put, FileStamp)> {
        let is_same = |target: &Path| fs::read(target).is_ok_and(|there| there == bytes);
        self.put_new(path, (hash, bytes.len() as u64), &is_same, &mut |file| file.write_all(bytes))
    }

    /// Puts the bytes of `source`, of which the hash and the size are known, without holding them.
    pub(super) fn put_read(
        &self,
        path: &OutPath,
        (hash, size): (Hash, u64),
        source: &mut dyn Read,
    ) -> io::Result<(Put, FileStamp, FileDigest)> {
        let digest = Cell::new(None);
        let is_same = |target: &Path| {
            let there = File::open(target).and_then(|mut file| pieces::digest_of(&mut file, &mut |_| Ok(())));
            digest.set(there.ok().filter(|there| there.hash == hash));
            digest.get().is_some()
        };
        let mut copy = |file: &mut File| {
            let copied = pieces::digest_of(source, &mut |piece| file.write_all(piece))?;
            digest.set(Some(copied));
            match copied.hash == hash {
                true => Ok(()),
                false => Err(io::Error::other("the file that is published there was saved meanwhile: build again")),
            }
        };
        let (put, stamp) = self.put_new(path, (hash, size), &is_same, &mut copy)?;
        let digest = digest.get().ok_or_else(|| io::Error::other("nothing was compared or copied"))?;
        Ok((put, stamp, digest))
    }

    /// Puts a file with this hash and size: `is_same` says whether the file there has its bytes, `write` writes them.
    fn put_new(
        &self,
        path: &OutPath,
        known: (Hash, u64),
        is_same: &dyn Fn(&Path) -> bool,
        write: &mut dyn FnMut(&mut File) -> io::Result<()>,
    ) -> io::Result<(Put, FileStamp)> {
        match self.put_once(path, known, is_same, write) {
            // Somebody has removed a folder since it was looked for, so nothing was written yet.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                lock(&self.ready).clear();
                fs::create_dir_all(&self.root).map_err(|error| super::at(&self.root, &error))?;
                self.put_once(path, known, is_same, write)
            }
            put => put,
        }
    }

    fn put_once(
        &self,
        path: &OutPath,
        (hash, size): (Hash, u64),
        is_same: &dyn Fn(&Path) -> bool,
        write: &mut dyn FnMut(&mut File) -> io::Result<()>,
    ) -> io::Result<(Put, FileStamp)> {
        let folder = self.make_folder(parent(path.as_str()))?;
        let target = self.root.join(path.as_str());
        let found = match folder {
            Ready::Made if !self.is_claimed(path) => There::Nothing,
            Ready::Made | Ready::Found => there(&target, size, is_same)?,
        };
        match found {
            There::Same(stamp) => {
                self.claim(path, hash)?;
                return Ok((Put::Same, stamp));
            }
            There::Nothing => {}
            There::Folder => self.clear_folder(path)?,
            There::File if self.is_ours(path) || self.stray == Stray::Replace => {}
            There::Link if self.stray == Stray::Replace => {}
            There::File | There::Link => return Err(foreign(&target)),
        }
        self.claim(path, hash)?;
        let metadata = replace_by(&target, Durability::Cache, write)?;
        Ok((Put::Written, FileStamp::of(&metadata)))
    }

    pub(super) fn stamp(&self, path: &OutPath) -> Option<FileStamp> {
        let found = self.root.join(path.as_str()).symlink_metadata().ok()?;
        found.is_file().then(|| FileStamp::of(&found))
    }

    pub(super) fn read(&self, path: &OutPath) -> Option<Vec<u8>> {
        fs::read(self.root.join(path.as_str())).ok()
    }

    pub(super) fn hash(&self, path: &OutPath) -> Option<Hash> {
        pieces::hash_of(&mut File::open(self.root.join(path.as_str())).ok()?).ok()
    }

    pub(super) fn recall(&self, cached: Cached) -> Option<Kept> {
        kept(&self.manifest.cached(cached))
    }

    /// How something kept looks.
    pub(super) fn kept_stamp(&self, cached: Cached) -> Option<FileStamp> {
        self.manifest.cached(cached).symlink_metadata().ok().map(|found| FileStamp::of(&found))
    }

    pub(super) fn keep(&self, cached: Cached, bytes: &[u8]) -> io::Result<()> {
        replace_in_cache(&self.manifest.cached(cached), bytes)
    }

    pub(super) fn forget(&self, cached: Cached) -> io::Result<()> {
        let path = self.manifest.cached(cached);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(super::at(&path, &error)),
            _ => Ok(()),
        }
    }

    pub(super) fn keep_more(&self, cached: Cached, old: FileStamp, end: usize, bytes: &[u8]) -> io::Result<()> {
        let path = self.manifest.cached(cached);
        refuse_link(&path)?;
        let add = || -> io::Result<()> {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            let found = file.metadata()?;
            if FileStamp::of(&found) != old {
                return Ok(());
            }
            if found.len() > end as u64 {
                file.set_len(end as u64)?;
            }
            file.seek(SeekFrom::Start(end as u64))?;
            file.write_all(bytes)
        };
        match add() {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(super::at(&path, &error)),
            _ => Ok(()),
        }
    }

    pub(super) fn finish(&self, keep: &BTreeMap<OutPath, Hash>) -> io::Result<Finished> {
        let claimed = lock(&self.claimed).clone();
        let gone: BTreeSet<&OutPath> = without(&self.before().owned, keep).chain(without(&claimed, keep)).collect();
        let mut finished = Finished::default();
        let mut folders = BTreeSet::new();
        for path in gone {
            match self.remove(path, claimed.get(path))? {
                Removal::Removed => {
                    finished.removed += 1;
                    folders.insert(parent(path.as_str()));
                }
                Removal::Changed => finished.left.push(path.clone()),
                Removal::Gone => {}
            }
        }
        folders.into_iter().rev().for_each(|folder| self.prune(folder, ""));
        self.manifest.finish(keep)?;
        lock(&self.journal).clear()?;
        Ok(finished)
    }

    pub(super) fn earlier(&self, path: &OutPath) -> Option<Hash> {
        self.before().owned.get(path)?.last().copied()
    }

    /// How the ledger and the manifest look; nothing if there is only one of them, or if a killed build left a journal.
    pub(super) fn footing(&self) -> Option<[FileStamp; 2]> {
        let [manifest, journal] = self.manifest.files();
        let is_clear = journal.symlink_metadata().is_ok_and(|found| found.len() == 0);
        let manifest = manifest.symlink_metadata().ok().map(|found| FileStamp::of(&found));
        Some([self.kept_stamp(Cached::Ledger)?, manifest?]).filter(|_| is_clear)
    }

    /// What earlier builds left.
    pub(super) fn before(&self) -> &Before {
        self.before.get_or_init(|| self.manifest.understand(&self.left))
    }

    /// Notes that a file is ours, before it is touched.
    fn claim(&self, path: &OutPath, hash: Hash) -> io::Result<()> {
        if self.before().owned.get(path).is_none_or(|hashes| hashes.last() != Some(&hash)) {
            lock(&self.journal).claim(path, hash)?;
        }
        lock(&self.claimed).insert(path.clone(), hash);
        Ok(())
    }

    fn is_ours(&self, path: &OutPath) -> bool {
        self.before().owned.contains_key(path) || self.is_claimed(path)
    }

    fn is_claimed(&self, path: &OutPath) -> bool {
        lock(&self.claimed).contains_key(path)
    }

    /// Makes a folder below the root and all above it, unless it is there.
    fn make_folder(&self, folder: &str) -> io::Result<Ready> {
        if folder.is_empty() {
            return Ok(Ready::Found);
        }
        if let Some(ready) = lock(&self.ready).get(folder) {
            return Ok(*ready);
        }
        let ready = match self.make_folder(parent(folder))? {
            Ready::Made => create(&self.root.join(folder))?,
            Ready::Found => self.find_or_make(folder)?,
        };
        Ok(*lock(&self.ready).entry(folder.to_owned()).or_insert(ready))
    }

    /// Makes a folder in one that was there before, unless it is there too.
    fn find_or_make(&self, folder: &str) -> io::Result<Ready> {
        let path = self.root.join(folder);
        match path.symlink_metadata() {
            Ok(found) if found.is_dir() => Ok(Ready::Found),
            Ok(found) => {
                let ours = found.is_file() && OutPath::new(folder).is_ok_and(|path| self.is_ours(&path));
                if !ours && self.stray == Stray::Refuse {
                    return Err(foreign(&path));
                }
                fs::remove_file(&path).map_err(|error| super::at(&path, &error))?;
                create(&path)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => create(&path),
            Err(error) => Err(super::at(&path, &error)),
        }
    }

    /// Removes a folder where a file is to be, if nothing but unchanged files of ours is in it.
    fn clear_folder(&self, folder: &OutPath) -> io::Result<()> {
        let first = format!("{folder}/");
        let below = self.before().owned.range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded));
        let mut folders = BTreeSet::from([folder.as_str()]);
        for (path, _) in below.take_while(|(path, _)| path.as_str().starts_with(&first)) {
            self.remove(path, None)?;
            folders.insert(parent(path.as_str()));
        }
        // Not the folders above it: the file that comes here is to stand in them.
        folders.into_iter().rev().for_each(|below| self.prune(below, parent(folder.as_str())));
        let path = self.root.join(folder.as_str());
        match path.symlink_metadata() {
            Ok(_) => Err(foreign(&path)),
            Err(_) => Ok(()),
        }
    }

    /// Removes a file of ours, unless somebody has changed it.
    fn remove(&self, path: &OutPath, claimed: Option<&Hash>) -> io::Result<Removal> {
        let target = self.root.join(path.as_str());
        if self.is_behind_link(path) {
            return Ok(Removal::Gone);
        }
        match target.symlink_metadata() {
            Err(_) => return Ok(Removal::Gone),
            Ok(found) if !found.is_file() => return Ok(Removal::Changed),
            Ok(_) => {}
        }
        let hash = File::open(&target).and_then(|mut file| pieces::hash_of(&mut file));
        let hash = hash.map_err(|error| super::at(&target, &error))?;
        let mut ours = self.before().owned.get(path).into_iter().flatten().chain(claimed);
        if !ours.any(|known| *known == hash) {
            return Ok(Removal::Changed);
        }
        fs::remove_file(&target).map_err(|error| super::at(&target, &error))?;
        Ok(Removal::Removed)
    }

    /// Whether a folder on the way to `path` is a link by now: what is behind it is not ours.
    fn is_behind_link(&self, path: &OutPath) -> bool {
        let folders = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
        folders.into_iter().any(|folder| self.root.join(folder).symlink_metadata().is_ok_and(|it| it.is_symlink()))
    }

    /// Removes a folder and those above it that are below `top`, as long as they are empty.
    fn prune(&self, folder: &str, top: &str) {
        let mut folder = folder;
        while folder.len() > top.len() && fs::remove_dir(self.root.join(folder)).is_ok() {
            lock(&self.ready).remove(folder);
            folder = parent(folder);
        }
    }
}

/// What is known of a folder that files can be put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ready {
    /// It was there: anything may be in it.
    Found,
    /// We made it: nothing is in it but what we put there.
    Made,
}

/// What became of a file that is to be removed.
enum Removal {
    Removed,
    /// It was not there.
    Gone,
    /// It is not what we wrote.
    Changed,
}

/// What stands where a file is to be.
enum There {
    Nothing,
    /// A file with the very bytes.
    Same(FileStamp),
    /// A file with other bytes.
    File,
    Folder,
    /// A symbolic link, or something stranger.
    Link,
}

fn there(target: &Path, size: u64, is_same: &dyn Fn(&Path) -> bool) -> io::Result<There> {
    let found = match target.symlink_metadata() {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(There::Nothing),
        Err(error) => return Err(super::at(target, &error)),
    };
    Ok(match &found {
        found if found.is_dir() => There::Folder,
        found if !found.is_file() => There::Link,
        found if found.len() != size => There::File,
        _ if is_same(target) => There::Same(FileStamp::of(&found)),
        _ => There::File,
    })
}

/// The keys of `all` that `keep` does not have. Both are in order, so none is looked for.
fn without<'a, T>(all: &'a BTreeMap<OutPath, T>, keep: &BTreeMap<OutPath, Hash>) -> impl Iterator<Item = &'a OutPath> {
    let mut kept = keep.keys().peekable();
    all.keys().filter(move |path| {
        while kept.next_if(|kept| kept < path).is_some() {}
        kept.next_if_eq(path).is_none()
    })
}

/// The folder that holds a path; empty for the root.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Makes one folder; another thread may have been faster.
fn create(path: &Path) -> io::Result<Ready> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match path.symlink_metadata() {
            Ok(found) if found.is_dir() => Ok(Ready::Found),
            _ => Err(foreign(path)),
        },
        Err(error) => Err(super::at(path, &error)),
        Ok(()) => Ok(Ready::Made),
    }
}

/// Writes a new file whole: beside its place, then linked there, which fails where something is.
pub(super) fn make(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(target);
    let open = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
    let linked =
        open(&temporary).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all())).and_then(|()| {
            fs::hard_link(&temporary, target).or_else(|error| match error.kind() {
                // Not every file system knows a file by two names.
                ErrorKind::Unsupported | ErrorKind::PermissionDenied => {
                    let mut file = open(target)?;
                    file.write_all(bytes).and_then(|()| file.sync_all())
                }
                _ => Err(error),
            })
        });
    // It may not even be there.
    let _ = fs::remove_file(&temporary);
    sync_folder(target);
    linked
}

/// A name that nothing has, in the folder of `target`.
fn beside(target: &Path) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{TEMPORARY}{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    target.with_file_name(name)
}

/// What a file must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// The end of the process. After a loss of power it may be empty: a build sees that and makes it again.
    Cache,
    /// A loss of power too: it is somebody's only copy.
    Source,
}

/// Writes a file whole: beside its place, then renamed onto it. A link there is replaced, not followed.
pub(super) fn replace(target: &Path, bytes: &[u8], durability: Durability) -> io::Result<Metadata> {
    replace_by(target, durability, &mut |file| file.write_all(bytes))
}

/// The same, where `write` writes the bytes.
fn replace_by(
    target: &Path,
    durability: Durability,
    write: &mut dyn FnMut(&mut File) -> io::Result<()>,
) -> io::Result<Metadata> {
    let temporary = beside(target);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|mut file| write(&mut file).map(|()| file))
        .and_then(|file| match durability {
            Durability::Cache => Ok(file),
            Durability::Source => file.sync_all().map(|()| file),
        })
        // To rename a file is a change of it, of which the system notes the time.
        .and_then(|file| fs::rename(&temporary, target).and_then(|()| file.metadata()));
    let written = written.map_err(|error| {
        // It may not even be there; the first error is the one to report.
        let _ = fs::remove_file(&temporary);
        super::at(target, &error)
    })?;
    if durability == Durability::Source {
        sync_folder(target);
    }
    Ok(written)
}

/// Writes a file of the cache; its folder is made again if somebody has removed it.
pub(super) fn replace_in_cache(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let write = || replace(target, bytes, Durability::Cache).map(drop);
    match (write(), target.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            open_cache(folder)?;
            write()
        }
        (written, _) => written,
    }
}

/// Asks the system to write down the names in the folder of `target`, where it can be asked.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent().and_then(|folder| File::open(folder).ok()) {
        // Some systems cannot; the file itself was written down.
        let _ = folder.sync_all();
    }
}

/// A file of the cache, and how it looked before it was read: who writes on it meanwhile makes it look otherwise.
pub(super) fn kept(path: &Path) -> Option<Kept> {
    let mut file = File::open(path).ok()?;
    let found = file.metadata().ok()?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).ok()?);
    file.read_to_end(&mut bytes).ok()?;
    Some(Kept { bytes, stamp: FileStamp::of(&found) })
}

/// Removes what a killed build left in `root` and beside the files that it had `begun`.
fn sweep<'a>(root: &Path, begun: impl Iterator<Item = &'a OutPath>) -> io::Result<()> {
    let folders: BTreeSet<&str> = begun.map(|path| parent(path.as_str())).chain([""]).collect();
    for folder in folders {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for entry in entries.filter_map(Result::ok) {
            if is_temporary(&entry.file_name().to_string_lossy()) && entry.file_type().is_ok_and(|it| it.is_file()) {
                fs::remove_file(entry.path()).map_err(|error| super::at(&entry.path(), &error))?;
            }
        }
    }
    Ok(())
}

fn is_temporary(name: &str) -> bool {
    let numbers = name.strip_prefix(TEMPORARY).and_then(|rest| rest.split_once('-'));
    numbers.is_some_and(|(process, count)| process.parse::<u32>().is_ok() && count.parse::<usize>().is_ok())
}

/// The cache folder, made and kept out of version control.
pub(super) fn open_cache(cache: &Path) -> io::Result<PathBuf> {
    refuse_link(cache)?;
    fs::create_dir_all(cache).map_err(|error| super::at(cache, &error))?;
    cache.canonicalize().map_err(|error| super::at(cache, &error))
}

/// The cache of a hub whose output goes to `out`: the `usual` one. Where the output is outside the hub and the hub may not be
/// written, because its disk is read-only or the account has no right to it, it is a folder beside the output, which is
/// returned with a note.
pub fn cache_for(usual: &Path, out: &Path) -> (PathBuf, Option<String>) {
    let out = super::root::resolved(out);
    if usual.parent().is_some_and(|hub| out.starts_with(super::root::resolved(hub))) {
        return (usual.to_owned(), None);
    }
    // What is not there yet is made later, if the hub turns out to be one.
    let probe = || {
        let lock = usual.join(super::lock::BUILD);
        refuse_link(usual)?;
        refuse_link(&lock)?;
        match fs::create_dir(usual) {
            Ok(()) => fs::remove_dir(usual),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                OpenOptions::new().write(true).create(true).truncate(false).open(lock).map(drop)
            }
            Err(error) => Err(error),
        }
    };
    match probe() {
        Err(error) if matches!(error.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
            let name = out.file_name().unwrap_or_default().to_string_lossy();
            let cache = out.with_file_name(format!(".bulletin-{name}"));
            if fs::create_dir_all(&cache).is_err() {
                // Then the output cannot be written there either, and the one that is tried first is told.
                return (usual.to_owned(), None);
            }
            let (usual, place) = (usual.display(), cache.display());
            let note = format!("`{usual}` cannot be written, so what is remembered of this build is kept in `{place}`");
            (cache, Some(note))
        }
        // Whatever else is wrong is told by who opens it.
        _ => (usual.to_owned(), None),
    }
}

/// Keeps the cache out of version control. Only who holds the lock may: another build sweeps what it
/// finds half written.
fn ignore_cache(cache: &Path) -> io::Result<()> {
    let ignore = cache.join(".gitignore");
    match ignore.symlink_metadata() {
        Ok(_) => Ok(()),
        Err(_) => replace(&ignore, b"*\n", Durability::Cache).map(drop),
    }
}

/// A file of ours in the cache is never a link: writing through one could write anywhere.
pub(super) fn refuse_link(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => {
            let message = format!("`{}` is a symbolic link, which is not written through: remove it", path.display());
            Err(io::Error::new(ErrorKind::AlreadyExists, message))
        }
        _ => Ok(()),
    }
}

fn foreign(path: &Path) -> io::Error {
    let message = format!("`{}` is in the way, and no build of this hub wrote it", path.display());
    io::Error::new(ErrorKind::AlreadyExists, message)
}

#[cfg(test)]
mod tests;
