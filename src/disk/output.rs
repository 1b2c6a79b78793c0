//! Finished files out: into a folder, or into memory.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::folder::Folder;
use crate::hash::Hash;
use crate::path::OutPath;

/// Where a build's files go: a folder, or memory.
pub struct Output {
    place: Place,
}

enum Place {
    Folder(Box<Folder>),
    Memory(Mutex<BTreeMap<OutPath, Vec<u8>>>),
}

/// What becomes of a file that no earlier build wrote and that stands where one is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// It stays, and putting a file there is an error.
    Refuse,
    /// It is replaced. A link is replaced, not what it leads to; a folder with files of others in it
    /// is refused all the same.
    Replace,
}

/// What became of a file that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was not there, or other bytes were.
    Written,
    /// The same bytes were there.
    Same,
}

/// What the end of a build removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// How many files.
    pub removed: usize,
    /// Files that an earlier build wrote and this one did not, but that somebody has changed since.
    /// They are left where they are and are not ours any more.
    pub left: Vec<OutPath>,
}

impl Output {
    /// Output into `folder`, with the manifest of owned files in `cache` (a folder of our own). Both
    /// are made if missing. Waits up to ten seconds for another build that uses the same cache, then
    /// keeps it locked until dropped. Removes temporary files that a killed build left.
    ///
    /// # Errors
    /// What the file system says, with the path in the message; `WouldBlock` when another build does
    /// not end.
    pub fn folder(folder: &Path, cache: &Path, stray: Stray) -> io::Result<Output> {
        Ok(Output { place: Place::Folder(Box::new(Folder::open(folder, cache, stray)?)) })
    }

    /// Output into memory.
    pub fn memory() -> Output {
        Output { place: Place::Memory(Mutex::default()) }
    }

    /// What is worth saying about the state that was found: a manifest that could not be understood.
    pub fn note(&self) -> Option<&str> {
        match &self.place {
            Place::Folder(folder) => folder.note(),
            Place::Memory(_) => None,
        }
    }

    /// Puts one file, whole: by a temporary file in the same folder and a rename, and only if the bytes
    /// there differ. The same bytes that somebody else wrote become ours. Called from many threads.
    ///
    /// A killed build leaves the old file or the new one. After a loss of power a file may be empty or
    /// cut; the next build sees that it differs and writes it again.
    ///
    /// # Errors
    /// What the file system says, with the path in the message. A file, folder or link in the way that
    /// no earlier build wrote is `AlreadyExists` and left alone.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> io::Result<Put> {
        match &self.place {
            Place::Folder(folder) => folder.put(path, bytes),
            Place::Memory(files) => Ok(put_in_memory(&mut lock(files), path, bytes)),
        }
    }

    /// Removes what this build or earlier ones wrote and `keep` does not name, and folders that are
    /// empty after it; then writes the manifest. `keep` has the hash of each file's bytes, as
    /// [`crate::hash::of`] makes it.
    ///
    /// # Errors
    /// What the file system says. The next build then still knows what is ours.
    pub fn finish(&self, keep: &BTreeMap<OutPath, Hash>) -> io::Result<Finished> {
        match &self.place {
            Place::Folder(folder) => folder.finish(keep),
            Place::Memory(files) => {
                let mut files = lock(files);
                let before = files.len();
                files.retain(|path, _| keep.contains_key(path));
                Ok(Finished { removed: before - files.len(), left: Vec::new() })
            }
        }
    }

    /// What memory holds; nothing for a folder.
    pub fn files(self) -> BTreeMap<OutPath, Vec<u8>> {
        match self.place {
            Place::Folder(_) => BTreeMap::new(),
            Place::Memory(files) => files.into_inner().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

fn put_in_memory(files: &mut BTreeMap<OutPath, Vec<u8>>, path: &OutPath, bytes: &[u8]) -> Put {
    match files.get(path) {
        Some(there) if there == bytes => Put::Same,
        _ => {
            files.insert(path.clone(), bytes.to_vec());
            Put::Written
        }
    }
}

/// What `mutex` holds. A thread that panicked while it held it left it whole: nothing is done in
/// between that could panic.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn memory_keeps_what_is_named() {
        let output = Output::memory();
        let (a, b) = (OutPath::new("a").unwrap(), OutPath::new("b").unwrap());
        assert_eq!(output.put(&a, b"1").unwrap(), Put::Written);
        assert_eq!(output.put(&a, b"1").unwrap(), Put::Same);
        assert_eq!(output.put(&b, b"2").unwrap(), Put::Written);
        assert_eq!(output.finish(&BTreeMap::from([(a.clone(), hash::of(b"1"))])).unwrap().removed, 1);
        assert_eq!(output.files(), BTreeMap::from([(a, b"1".to_vec())]));
    }
}
