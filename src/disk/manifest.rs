//! What a build wrote into an output folder: the only files that a later one may replace or remove.
//!
//! Two text files in the cache. The *manifest* is what the last whole build left, written at its end.
//! The *journal* is what a build under way claims, each line before the file it names is touched, so
//! that a build that is killed still owns what it wrote. A line is a hash and a path.
#![expect(clippy::disallowed_methods, reason = "this is where the manifest is read and written")]

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::folder::{kept, refuse_link, replace_in_cache};
use super::output::{Cached, Kept};
use crate::hash::{self, Hash};
use crate::path::OutPath;

/// The file of [`Cached::Pages`].
const PAGES: &str = "pages";

/// What an earlier build kept in `cache` of the pages of its hub, whatever its output was.
pub fn recall_pages(cache: &Path) -> Option<Kept> {
    kept(&cache.join(PAGES))
}

/// Removes what earlier builds kept of the pages of a hub, because it was found to be wrong. Another build may have done
/// so, or may be about to keep what is right.
pub fn forget_pages(cache: &Path) {
    // Where it cannot be removed it is found to be wrong again.
    let _ = std::fs::remove_file(cache.join(PAGES));
}

/// What an earlier build into `output` kept in `cache`, read without a lock: another may be writing it anew.
pub fn recall(output: &Path, cache: &Path, cached: Cached) -> Option<Kept> {
    let (output, cache) = (output.canonicalize().ok()?, cache.canonicalize().ok()?);
    kept(&Manifest::of(&output, &cache).cached(cached))
}

/// What is ours in an output folder: each file with every content that it may have if nobody else
/// touched it. There are two when a build was killed around the moment of replacing it.
pub(super) type Owned = BTreeMap<OutPath, Vec<Hash>>;

/// Where the manifest and the journal of one output folder are.
pub(super) struct Manifest {
    manifest: PathBuf,
    journal: PathBuf,
}

/// What the builds before left behind, as it was read: it is understood when somebody asks.
pub(super) struct Left {
    manifest: Option<String>,
    /// What a killed build had claimed; its temporary files are beside these.
    pub(super) begun: Vec<(Hash, OutPath)>,
}

/// What the builds before left behind.
#[derive(Default)]
pub(super) struct Before {
    /// What is ours.
    pub(super) owned: Owned,
    /// What somebody should be told: that the manifest was corrupt.
    pub(super) note: Option<String>,
}

impl Manifest {
    /// The manifest in `cache` of the output folder `output`; both canonical. The name follows from
    /// where the output is, seen from the folder of the cache, so builds into several folders keep
    /// one each and a hub that is moved keeps them.
    pub(super) fn of(output: &Path, cache: &Path) -> Manifest {
        let hub = cache.parent().unwrap_or(cache);
        let place = output.strip_prefix(hub).unwrap_or(output);
        let name = hash::of(place.as_os_str().as_encoded_bytes()).short();
        Manifest {
            manifest: cache.join(format!("outputs-{name}")),
            journal: cache.join(format!("outputs-{name}.begun")),
        }
    }

    /// Where something is kept: what belongs to this output has a name like the manifest's.
    pub(super) fn cached(&self, cached: Cached) -> PathBuf {
        let kept = match cached {
            Cached::Pages => return self.manifest.with_file_name(PAGES),
            Cached::Ledger => "ledger",
            Cached::Again => "again",
        };
        let own = self.manifest.file_name().unwrap_or_default().to_string_lossy();
        self.manifest.with_file_name(own.replacen("outputs", kept, 1))
    }

    /// Reads both.
    pub(super) fn read(&self) -> std::io::Result<Left> {
        // The last line of a journal may be cut off: then its file was not touched yet.
        let journal = read(&self.journal)?.unwrap_or_default();
        let begun = journal.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n').and_then(entry)).collect();
        Ok(Left { manifest: read(&self.manifest)?, begun })
    }

    /// What was read, understood. What cannot be counts as nothing, with a note.
    pub(super) fn understand(&self, left: &Left) -> Before {
        let mut before = Before::default();
        if let Some(text) = &left.manifest {
            match lines(text) {
                Some(lines) => before.owned = lines.into_iter().map(|(hash, path)| (path, vec![hash])).collect(),
                None => before.note = Some(corrupt(&self.manifest)),
            }
        }
        for (hash, path) in &left.begun {
            before.owned.entry(path.clone()).or_default().push(*hash);
        }
        before
    }

    /// Both files, the manifest first.
    pub(super) fn files(&self) -> [&Path; 2] {
        [&self.manifest, &self.journal]
    }

    /// The journal, to be written on.
    pub(super) fn begin(&self) -> std::io::Result<Journal> {
        refuse_link(&self.journal)?;
        let file = OpenOptions::new().append(true).create(true).open(&self.journal);
        Ok(Journal { file: file.map_err(|error| super::at(&self.journal, &error))?, path: self.journal.clone() })
    }

    /// Writes the manifest, whole. The journal may be cleared after it.
    pub(super) fn finish(&self, written: &BTreeMap<OutPath, Hash>) -> std::io::Result<()> {
        let mut text = Vec::with_capacity(written.len() * 96);
        for (path, hash) in written {
            for part in [hash.to_hex().as_flattened(), b" ", path.as_str().as_bytes(), b"\n"] {
                text.extend_from_slice(part);
            }
        }
        replace_in_cache(&self.manifest, &text)
    }
}

/// A journal under way.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Claims a file, before it is touched.
    pub(super) fn claim(&mut self, path: &OutPath, hash: Hash) -> std::io::Result<()> {
        self.file.write_all(format!("{hash} {path}\n").as_bytes()).map_err(|error| super::at(&self.path, &error))
    }

    /// Forgets every claim: the manifest has them by now.
    pub(super) fn clear(&mut self) -> std::io::Result<()> {
        self.file.set_len(0).map_err(|error| super::at(&self.path, &error))
    }
}

/// The text of a file of ours; none if it is not there, and nothing of what is no UTF-8.
fn read(path: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(super::at(path, &error)),
    }
}

/// Every line, or nothing if one of them is not right.
fn lines(text: &str) -> Option<Vec<(Hash, OutPath)>> {
    if !text.is_empty() && !text.ends_with('\n') {
        return None;
    }
    text.lines().map(entry).collect()
}

fn entry(line: &str) -> Option<(Hash, OutPath)> {
    let (hash, path) = line.split_once(' ')?;
    Some((Hash::from_hex(hash)?, OutPath::new(path).ok().filter(|path| !path.as_str().is_empty())?))
}

fn corrupt(path: &Path) -> String {
    format!("`{}` cannot be understood, so no file in the output folder counts as ours", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written_and_a_journal_up_to_where_it_was_cut_off() {
        let cache = tempfile::tempdir().unwrap();
        let manifest = Manifest::of(Path::new("/hub/public"), cache.path());
        let (a, b) = (OutPath::new("a b/index.html").unwrap(), OutPath::new("b").unwrap());
        let (one, two) = (hash::of(b"one"), hash::of(b"two"));
        manifest.finish(&BTreeMap::from([(a.clone(), one)])).unwrap();
        let mut journal = manifest.begin().unwrap();
        journal.claim(&a, two).unwrap();
        journal.file.write_all(format!("{two} b").as_bytes()).unwrap();
        let left = manifest.read().unwrap();
        let before = manifest.understand(&left);
        assert_eq!(before.owned, Owned::from([(a.clone(), vec![one, two])]));
        assert!(left.begun == [(two, a.clone())] && before.note.is_none());

        manifest.finish(&BTreeMap::from([(b.clone(), two)])).unwrap();
        journal.clear().unwrap();
        assert_eq!(manifest.understand(&manifest.read().unwrap()).owned, Owned::from([(b, vec![two])]));
    }

    #[test]
    fn a_corrupt_manifest_is_none_at_all_with_a_note() {
        let cache = tempfile::tempdir().unwrap();
        let manifest = Manifest::of(Path::new("/hub/public"), cache.path());
        let good = format!("{} a\n", hash::of(b""));
        for bad in ["nonsense", "zz a\n", &format!("{good}cut"), &format!("{good}{} ../../etc\n", hash::of(b""))] {
            std::fs::write(&manifest.manifest, bad).unwrap();
            let before = manifest.understand(&manifest.read().unwrap());
            assert!(before.owned.is_empty() && before.note.is_some(), "{bad}");
        }
    }

    #[test]
    fn each_output_folder_has_its_own_and_a_moved_hub_keeps_it() {
        let name = |output: &str, cache: &str| {
            let manifest = Manifest::of(Path::new(output), Path::new(cache)).manifest;
            manifest.file_name().unwrap().to_owned()
        };
        assert_eq!(name("/a/public", "/a/.bulletin"), name("/b/public", "/b/.bulletin"));
        assert_ne!(name("/a/public", "/a/.bulletin"), name("/a/preview", "/a/.bulletin"));
    }
}
