//! The hub's files, walked once.
//!
//! What is remembered of a file's bytes holds as long as its [`FileStamp`] does. Knows which files there are and reads them; finding them is [`super::walk`], and turning their
//! bytes into text is [`super::text`].
#![expect(clippy::disallowed_methods, reason = "this is where files are read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use borsh::{BorshDeserialize, BorshSerialize};

use super::pieces::{self, HELD};
use super::{FileStamp, text, walk};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::hash::{self, Hash};
use crate::instant::Instant;
use crate::path::SourcePath;
use crate::span::{Place, Source};

/// The largest file that is read whole, in bytes.
const LARGEST: u64 = 1 << 30;

/// A folder as it was when it was walked: every file with its size. Names are sorted.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Where it is on disk; none in memory.
    root: Option<PathBuf>,
    files: BTreeMap<SourcePath, Found>,
    /// When it was walked, by the clock of the machine.
    walked: Option<Instant>,
    /// Whether a file was found to have other bytes than its hash says.
    is_outdated: Arc<AtomicBool>,
}

/// What is known of a file without reading it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) stamp: FileStamp,
    /// Its bytes, in memory.
    pub(super) bytes: Option<Arc<[u8]>>,
    /// The hash of its bytes, once somebody knows it.
    pub(super) hash: OnceLock<Hash>,
}

/// What files were when their bytes were last looked at: enough to tell which did not change since.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Fingerprints(Vec<(SourcePath, FileStamp, Hash)>);

/// In which files two sets of fingerprints differ: each with what is known of it in the later one.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Retouched(Vec<(SourcePath, Option<(FileStamp, Hash)>)>);

impl Tree {
    /// Walks `root`. Symbolic links are followed inside the root; `skip` names folders of the root
    /// (relative paths with `/`) that are not looked into. Names that begin with `.` do not exist for
    /// us except below `static/`, nor do `node_modules` and the root's `target`.
    ///
    /// # Errors
    /// Only when the root itself cannot be read. Everything below it that cannot is a diagnostic.
    pub fn open(root: &Path, skip: &[&str]) -> std::io::Result<(Tree, Diagnostics)> {
        let root = root.canonicalize().map_err(|error| super::at(root, &error))?;
        let walked = Instant::try_from(std::time::SystemTime::now()).ok();
        let (files, faults) = walk::walk(&root, skip)?;
        Ok((Tree { root: Some(root), files, walked, is_outdated: Arc::default() }, faults))
    }

    /// The same files, of which only those in `changed` are looked at again. None if one of them is no file that is known,
    /// or is a link: then the folder is to be walked.
    pub fn looked_again<'a>(&self, changed: impl IntoIterator<Item = &'a SourcePath>) -> Option<Tree> {
        let root = self.root.as_ref()?;
        let walked = Instant::try_from(std::time::SystemTime::now()).ok();
        let mut tree = Tree { walked, is_outdated: Arc::default(), ..self.clone() };
        for path in changed {
            let found = root.join(path.as_str()).symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
            *tree.files.get_mut(path)? = walk::of_file(&found);
        }
        Some(tree)
    }

    /// Takes the hashes of files that have not been touched since from an earlier walk, so that they need not be read.
    pub fn recall(&mut self, earlier: &Fingerprints) {
        // Both are sorted, unless somebody has been at what was remembered: then less is recalled.
        let mut known = earlier.0.iter().peekable();
        for (path, found) in &self.files {
            while known.next_if(|(earlier, ..)| earlier < path).is_some() {}
            let Some((_, stamp, hash)) = known.next_if(|(earlier, ..)| earlier == path) else { continue };
            if found.bytes.is_none() && found.stamp == *stamp {
                found.hash.get_or_init(|| *hash);
            }
        }
    }

    /// The fingerprints of all files whose bytes were looked at. A file whose stamp is not settled has none: it could change
    /// again and look the same. Nor has any file once one was found to be [outdated](Tree::outdate).
    pub fn fingerprints(&self) -> Fingerprints {
        if self.is_outdated() {
            return Fingerprints::default();
        }
        let known = self.files.iter().filter(|(_, found)| self.is_settled(found));
        let known = known.filter_map(|(path, found)| Some((path.clone(), found.stamp, *found.hash.get()?)));
        Fingerprints(known.collect())
    }

    /// Says that a file has other bytes than its hash says: it was saved since, or what was remembered is wrong. Then
    /// nothing of this tree is to be remembered.
    pub fn outdate(&self) {
        self.is_outdated.store(true, Ordering::Relaxed);
    }

    /// Whether a file was found to have other bytes than its hash says.
    pub fn is_outdated(&self) -> bool {
        self.is_outdated.load(Ordering::Relaxed)
    }

    /// Whether every later change of a file leaves another stamp.
    fn is_settled(&self, found: &Found) -> bool {
        self.walked.is_some_and(|walked| found.stamp.is_settled(walked))
    }

    /// A hash of which files there are and how they look: as long as it stays, so does what stands in them. None if the stamp
    /// of one is not settled, as with [`Tree::fingerprints`]. In memory what they hold counts itself.
    pub fn look(&self) -> Option<Hash> {
        let mut all = Vec::with_capacity(self.files.len() * 80);
        for (path, found) in &self.files {
            let look = match &found.bytes {
                Some(bytes) => (None, Some(*found.hash.get_or_init(|| hash::of(bytes)))),
                None if self.is_settled(found) => (Some(found.stamp), None),
                None => return None,
            };
            // Writing to memory does not fail.
            (path, look).serialize(&mut all).ok()?;
        }
        Some(hash::of(&all))
    }

    /// A folder in memory.
    pub fn memory(files: impl IntoIterator<Item = (SourcePath, Vec<u8>)>) -> Tree {
        let found = |bytes: Vec<u8>| Found {
            stamp: FileStamp::of_size(bytes.len() as u64),
            bytes: Some(bytes.into()),
            hash: OnceLock::new(),
        };
        let files = files.into_iter().map(|(path, bytes)| (path, found(bytes))).collect();
        Tree { root: None, files, walked: None, is_outdated: Arc::default() }
    }

    /// Every file, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// Every file below `folder`, sorted; of the root with `""`.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a SourcePath> + use<'a> {
        let folder = folder.trim_matches('/');
        // `0` is the character after `/`.
        let (first, end) = (format!("{folder}/"), format!("{folder}0"));
        let range: (Bound<&str>, Bound<&str>) = match folder.is_empty() {
            true => (Bound::Unbounded, Bound::Unbounded),
            false => (Bound::Included(&first), Bound::Excluded(&end)),
        };
        self.files.range::<str, _>(range).map(|(path, _)| path)
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The size of a file in bytes.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|found| found.stamp.size())
    }

    /// When a file was last changed, if the file system says so; never in memory. It is good for
    /// guessing what did not change, and for nothing that a reader sees.
    pub fn modified(&self, path: &str) -> Option<Instant> {
        self.files.get(path)?.stamp.modified()
    }

    /// The files that came, went, or have another stamp than in `before`.
    pub fn differing(&self, before: &Tree) -> BTreeSet<SourcePath> {
        let stamp = |tree: &Tree, path: &SourcePath| tree.files.get(path).map(|found| found.stamp);
        let paths = self.files.keys().chain(before.files.keys().filter(|path| !self.files.contains_key(*path)));
        paths.filter(|path| stamp(self, path) != stamp(before, path)).cloned().collect()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// `disk/unreadable` when it is not there or cannot be read; `disk/size` above 1 GiB.
    pub fn read(&self, path: &SourcePath) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        self.read_limited(path, LARGEST)
    }

    /// The hash of a file's bytes, whatever its size.
    ///
    /// # Errors
    /// `disk/unreadable` when it is not there or cannot be read.
    pub fn hash(&self, path: &SourcePath) -> Result<Hash, Box<Diagnostic>> {
        let found = self.files.get(path).ok_or_else(|| missing(path))?;
        match found.hash.get() {
            Some(hash) => Ok(*hash),
            None if found.stamp.size() > HELD => {
                let hash =
                    pieces::hash_of(&mut *self.reader(path)?).map_err(|error| unreadable(path.as_str(), &error))?;
                Ok(*found.hash.get_or_init(|| hash))
            }
            None => self.read(path).map(|bytes| *found.hash.get_or_init(|| hash::of(&bytes))),
        }
    }

    /// The bytes of a file of any size, to be read piece by piece.
    ///
    /// # Errors
    /// `disk/unreadable` when it is not there or cannot be read.
    pub fn reader(&self, path: &SourcePath) -> Result<Box<dyn Read + '_>, Box<Diagnostic>> {
        let found = self.files.get(path).ok_or_else(|| missing(path))?;
        if let Some(bytes) = &found.bytes {
            return Ok(Box::new(&bytes[..]));
        }
        let root = self.root.as_ref().ok_or_else(|| missing(path))?;
        let file = File::open(root.join(path.as_str())).map_err(|error| unreadable(path.as_str(), &error))?;
        Ok(Box::new(file))
    }

    /// At most the first `limit` bytes of a file, for reading what kind of file it is.
    ///
    /// # Errors
    /// `disk/unreadable` when it is not there or cannot be read.
    pub fn head(&self, path: &SourcePath, limit: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let found = self.files.get(path).ok_or_else(|| missing(path))?;
        match &found.bytes {
            Some(bytes) => Ok(bytes[..bytes.len().min(limit)].to_vec()),
            None => self.first(path, limit as u64),
        }
    }

    /// The text of a file, without a byte order mark. Line ends stay as they are.
    ///
    /// # Errors
    /// `disk/unreadable`, `disk/encoding`, or `disk/size` above `limit` bytes.
    pub fn text(&self, path: &SourcePath, limit: u64) -> Result<Source, Box<Diagnostic>> {
        let bytes = self.read_limited(path, limit)?;
        Ok(Source { path: path.clone(), text: text::decode(path, &bytes)? })
    }

    /// The text of a file with the hash of its bytes as they are now, which may be others than were found.
    ///
    /// # Errors
    /// As [`Tree::text`].
    pub fn text_now(&self, path: &SourcePath, limit: u64) -> Result<(Source, Hash), Box<Diagnostic>> {
        let bytes = self.read_limited(path, limit)?;
        Ok((Source { path: path.clone(), text: text::decode(path, &bytes)? }, hash::of(&bytes)))
    }

    fn read_limited(&self, path: &SourcePath, limit: u64) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        let found = self.files.get(path).ok_or_else(|| missing(path))?;
        if found.stamp.size() > limit {
            return Err(too_large(path, limit));
        }
        if let Some(bytes) = &found.bytes {
            found.hash.get_or_init(|| hash::of(bytes));
            return Ok(bytes.clone());
        }
        // It may have grown since it was found.
        let bytes = self.first(path, limit + 1)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(path, limit));
        }
        found.hash.get_or_init(|| hash::of(&bytes));
        Ok(bytes.into())
    }

    /// At most the first `limit` bytes of a file on disk.
    fn first(&self, path: &SourcePath, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
        let root = self.root.as_ref().ok_or_else(|| missing(path))?;
        let expected = self.size(path.as_str()).unwrap_or(0).min(limit);
        let mut bytes = Vec::with_capacity(expected as usize + 1);
        File::open(root.join(path.as_str()))
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(|error| unreadable(path.as_str(), &error))?;
        Ok(bytes)
    }
}

impl Fingerprints {
    /// What is otherwise than in `earlier` ones.
    pub fn since(&self, earlier: &Fingerprints) -> Retouched {
        let mut retouched = Vec::new();
        let mut before = earlier.0.iter().peekable();
        for (path, stamp, hash) in &self.0 {
            while let Some((gone, ..)) = before.next_if(|(earlier, ..)| earlier < path) {
                retouched.push((gone.clone(), None));
            }
            match before.next_if(|(earlier, ..)| earlier == path) {
                Some((_, was, old)) if (was, old) == (stamp, hash) => {}
                _ => retouched.push((path.clone(), Some((*stamp, *hash)))),
            }
        }
        retouched.extend(before.map(|(gone, ..)| (gone.clone(), None)));
        Retouched(retouched)
    }

    /// What is known after files were looked at again, once or several times.
    pub fn after(self, retouched: impl IntoIterator<Item = Retouched>) -> Fingerprints {
        let (mut known, mut changes) = (self.0, BTreeMap::new());
        for Retouched(files) in retouched {
            match known.is_empty() && changes.is_empty() {
                true => {
                    known = files.into_iter().filter_map(|(path, now)| now.map(|(it, hash)| (path, it, hash))).collect()
                }
                false => changes.extend(files),
            }
        }
        if !changes.is_empty() {
            known.retain(|(path, ..)| !changes.contains_key(path));
            known.extend(changes.into_iter().filter_map(|(path, now)| now.map(|(stamp, hash)| (path, stamp, hash))));
            known.sort();
        }
        Fingerprints(known)
    }
}

pub(super) fn unreadable(path: &str, error: &std::io::Error) -> Box<Diagnostic> {
    let message = format!("`{path}` cannot be read: {}", super::words(error));
    Box::new(Diagnostic::new(Code::DiskUnreadable, Place::file(path), message, ""))
}

fn missing(path: &SourcePath) -> Box<Diagnostic> {
    let message = format!("there is no file `{path}`");
    Box::new(Diagnostic::new(Code::DiskUnreadable, Place::file(path.as_str()), message, ""))
}

fn too_large(path: &SourcePath, limit: u64) -> Box<Diagnostic> {
    let message = format!("`{path}` is larger than the {limit} bytes that such a file may have");
    let fault = Diagnostic::new(Code::DiskSize, Place::file(path.as_str()), message, "");
    Box::new(fault.help("split it, or keep it outside the hub"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SourcePath {
        SourcePath::new(text).unwrap()
    }

    fn tree(files: &[(&str, &[u8])]) -> Tree {
        Tree::memory(files.iter().map(|(name, bytes)| (path(name), bytes.to_vec())))
    }

    #[test]
    fn below_a_folder_is_what_lies_in_it_and_not_beside_it() {
        let tree = tree(&[("a", b""), ("a.md", b""), ("a/x.md", b""), ("a/b/y.md", b""), ("a0", b""), ("b/z", b"")]);
        let below = |folder| tree.below(folder).map(SourcePath::as_str).collect::<Vec<_>>();
        assert_eq!(below("a"), ["a/b/y.md", "a/x.md"]);
        assert_eq!(below("a/"), ["a/b/y.md", "a/x.md"]);
        assert_eq!(below("").len(), 6);
        assert_eq!(below("c"), [] as [&str; 0]);
    }

    #[test]
    fn disk_and_memory_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), "one\r\ntwo").unwrap();
        let (disk, faults) = Tree::open(folder.path(), &[]).unwrap();
        assert!(faults.is_empty());
        assert!(disk.modified("a.md").is_some());
        for tree in [disk, tree(&[("a.md", b"one\r\ntwo")])] {
            assert_eq!(tree.size("a.md"), Some(8));
            assert_eq!(&*tree.read(&path("a.md")).unwrap(), b"one\r\ntwo");
            assert_eq!(tree.head(&path("a.md"), 3).unwrap(), b"one");
            assert_eq!(tree.head(&path("a.md"), 30).unwrap(), b"one\r\ntwo");
            assert_eq!(&*tree.text(&path("a.md"), 8).unwrap().text, "one\r\ntwo");
            assert_eq!(tree.text(&path("a.md"), 7).unwrap_err().code, Code::DiskSize);
            assert_eq!(tree.read(&path("b.md")).unwrap_err().code, Code::DiskUnreadable);
            assert_eq!(tree.head(&path("b.md"), 3).unwrap_err().code, Code::DiskUnreadable);
        }
    }

    #[test]
    fn a_file_that_changed_since_it_was_found_is_read_as_it_is_and_never_beyond_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.md");
        std::fs::write(&file, "one").unwrap();
        let (tree, _) = Tree::open(folder.path(), &[]).unwrap();
        std::fs::write(&file, "one and more").unwrap();
        assert_eq!(&*tree.text(&path("a.md"), 12).unwrap().text, "one and more");
        assert_eq!(tree.text(&path("a.md"), 11).unwrap_err().code, Code::DiskSize);
        assert_eq!(tree.text_now(&path("a.md"), 12).unwrap().1, hash::of(b"one and more"));
        std::fs::remove_file(&file).unwrap();
        let fault = tree.read(&path("a.md")).unwrap_err();
        assert_eq!((fault.code, fault.place.file.as_str()), (Code::DiskUnreadable, "a.md"));
    }

    #[test]
    fn a_file_that_was_saved_is_looked_at_again_and_what_is_no_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), "one").unwrap();
        let (tree, _) = Tree::open(folder.path(), &[]).unwrap();
        assert_eq!(tree.hash(&path("a.md")).unwrap(), hash::of(b"one"));
        std::fs::write(folder.path().join("a.md"), "three").unwrap();
        let again = tree.looked_again(&[path("a.md")]).unwrap();
        assert_eq!((again.size("a.md"), again.hash(&path("a.md")).unwrap()), (Some(5), hash::of(b"three")));
        assert!(tree.looked_again(&[path("b.md")]).is_none());
        std::fs::remove_file(folder.path().join("a.md")).unwrap();
        assert!(tree.looked_again(&[path("a.md")]).is_none());
    }

    #[test]
    fn fingerprints_are_what_they_were_and_what_was_retouched() {
        let of = |known: &[(&str, u64)]| {
            let known =
                known.iter().map(|(name, size)| (path(name), FileStamp::of_size(*size), hash::of(name.as_bytes())));
            Fingerprints(known.collect())
        };
        let sets = [of(&[]), of(&[("a", 1), ("b", 1), ("c", 1)]), of(&[("a", 1), ("b", 2), ("d", 1)]), of(&[("c", 1)])];
        for (before, after) in sets.iter().flat_map(|before| sets.iter().map(move |after| (before, after))) {
            let retouched = after.since(before);
            assert_eq!(retouched.0.is_empty(), before == after);
            assert_eq!(&before.clone().after([retouched]), after);
        }
        let steps = sets.windows(2).map(|two| two[1].since(&two[0]));
        assert_eq!(Fingerprints::default().after(steps), sets[3]);
    }

    #[test]
    fn what_came_went_or_changed_differs() {
        let before = tree(&[("a", b"1"), ("b", b"1"), ("c", b"1")]);
        let after = tree(&[("a", b"1"), ("b", b"12"), ("d", b"1")]);
        let differing = after.differing(&before);
        assert_eq!(differing.iter().map(SourcePath::as_str).collect::<Vec<_>>(), ["b", "c", "d"]);
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = Tree::open(&folder.path().join("nowhere"), &[]).unwrap_err();
        assert!(error.to_string().contains("nowhere"), "{error}");
    }
}
