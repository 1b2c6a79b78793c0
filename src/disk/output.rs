//! Finished files out: into a folder, or into memory.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::folder::Folder;
use super::pieces::{self, FileDigest};
use super::{FileStamp, Tree};
use crate::diag::Diagnostic;
use crate::hash::{self, Hash};
use crate::path::{OutPath, SourcePath};

/// Where a build's files go: a folder, or memory.
pub struct Output {
    place: Place,
}

enum Place {
    Folder(Box<Folder>),
    Memory(Memory),
}

/// An output in memory.
#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<OutPath, Vec<u8>>>,
    kept: Mutex<BTreeMap<Cached, Vec<u8>>>,
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

/// What is kept from one build to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cached {
    /// What was made of sources: the same for every output of the hub.
    Pages,
    /// What stands in this output and why.
    Ledger,
    /// What a build into this output says when it is run again and nothing differs.
    Again,
}

/// What was kept, as it was read.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How its file looked.
    pub stamp: FileStamp,
}

/// What became of a file that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was not there, or other bytes were.
    Written,
    /// The same bytes were there.
    Same,
}

/// A file that was put.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// What became of it.
    pub put: Put,
    /// The hash of its bytes.
    pub hash: Hash,
    /// How it looks from outside.
    pub stamp: FileStamp,
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
        Output { place: Place::Memory(Memory::default()) }
    }

    /// Understands what earlier builds left. Whoever writes first would do it, and others would wait: so this may be
    /// called before, beside other work.
    pub fn recollect(&self) {
        if let Place::Folder(folder) = &self.place {
            folder.before();
        }
    }

    /// What is worth saying about the state that was found: a manifest that could not be understood.
    pub fn note(&self) -> Option<&str> {
        match &self.place {
            Place::Folder(folder) => folder.note(),
            Place::Memory(_) => None,
        }
    }

    /// The hash of what an earlier build wrote at `path`, if one did.
    pub fn earlier(&self, path: &OutPath) -> Option<Hash> {
        match &self.place {
            Place::Folder(folder) => folder.earlier(path),
            Place::Memory(memory) => lock(&memory.files).get(path).map(|bytes| hash::of(bytes)),
        }
    }

    /// Every file that earlier builds wrote.
    pub fn owned(&self) -> Vec<OutPath> {
        match &self.place {
            Place::Folder(folder) => folder.before().owned.keys().cloned().collect(),
            Place::Memory(memory) => lock(&memory.files).keys().cloned().collect(),
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
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> io::Result<Placed> {
        let hash = hash::of(bytes);
        let (put, stamp) = match &self.place {
            Place::Folder(folder) => folder.put(path, bytes, hash)?,
            Place::Memory(memory) => (put_in_memory(&mut lock(&memory.files), path, bytes), FileStamp::of_bytes(bytes)),
        };
        Ok(Placed { put, hash, stamp })
    }

    /// Puts a file of the hub as it is, without holding it: with what [`Output::put`] says, its digest.
    ///
    /// # Errors
    /// As [`Output::put`]; the inner ones when the file of the hub cannot be read.
    pub fn put_file(
        &self,
        path: &OutPath,
        tree: &Tree,
        file: &SourcePath,
    ) -> Result<io::Result<(Placed, FileDigest)>, Box<Diagnostic>> {
        let hash = tree.hash(file)?;
        let size = tree.size(file.as_str()).unwrap_or_default();
        let mut source = tree.reader(file)?;
        Ok(match &self.place {
            Place::Folder(folder) => {
                let put = folder.put_read(path, (hash, size), &mut *source);
                put.map(|(put, stamp, digest)| (Placed { put, hash, stamp }, digest))
            }
            Place::Memory(memory) => {
                let mut bytes = Vec::new();
                let digest = pieces::digest_of(&mut *source, &mut |piece| {
                    bytes.extend_from_slice(piece);
                    Ok(())
                });
                digest.map(|digest| {
                    let put = put_in_memory(&mut lock(&memory.files), path, &bytes);
                    (Placed { put, hash, stamp: FileStamp::of_bytes(&bytes) }, digest)
                })
            }
        })
    }

    /// The hash of the file at `path`, whatever its size; none if there is no file that can be read.
    pub fn hash(&self, path: &OutPath) -> Option<Hash> {
        match &self.place {
            Place::Folder(folder) => folder.hash(path),
            Place::Memory(memory) => lock(&memory.files).get(path).map(|bytes| hash::of(bytes)),
        }
    }

    /// The stamp of the file at `path`; none if there is no file.
    pub fn stamp(&self, path: &OutPath) -> Option<FileStamp> {
        match &self.place {
            Place::Folder(folder) => folder.stamp(path),
            Place::Memory(memory) => lock(&memory.files).get(path).map(|bytes| FileStamp::of_bytes(bytes)),
        }
    }

    /// The bytes of the file at `path`; none if there is no file that can be read.
    pub fn read(&self, path: &OutPath) -> Option<Vec<u8>> {
        match &self.place {
            Place::Folder(folder) => folder.read(path),
            Place::Memory(memory) => lock(&memory.files).get(path).cloned(),
        }
    }

    /// How what tells of earlier builds looks: the ledger, and the list of files that are ours. As long as it looks the
    /// same there is nothing to be removed. None if there is none, or if a build was killed since.
    pub fn footing(&self) -> Option<[FileStamp; 2]> {
        match &self.place {
            Place::Folder(folder) => folder.footing(),
            Place::Memory(memory) => {
                let names: Vec<String> = lock(&memory.files).keys().map(ToString::to_string).collect();
                let kept = lock(&memory.kept);
                Some([
                    FileStamp::of_bytes(kept.get(&Cached::Ledger)?),
                    FileStamp::of_bytes(names.join("\n").as_bytes()),
                ])
            }
        }
    }

    /// What an earlier build kept.
    pub fn recall(&self, cached: Cached) -> Option<Kept> {
        match &self.place {
            Place::Folder(folder) => folder.recall(cached),
            Place::Memory(memory) => {
                let bytes = lock(&memory.kept).get(&cached)?.clone();
                Some(Kept { stamp: FileStamp::of_bytes(&bytes), bytes })
            }
        }
    }

    /// How what an earlier build kept looks; none if it kept nothing.
    pub fn kept_stamp(&self, cached: Cached) -> Option<FileStamp> {
        match &self.place {
            Place::Folder(folder) => folder.kept_stamp(cached),
            Place::Memory(memory) => lock(&memory.kept).get(&cached).map(|bytes| FileStamp::of_bytes(bytes)),
        }
    }

    /// Keeps something for the next build, whole or not at all.
    ///
    /// # Errors
    /// What the file system says, with the path in the message.
    pub fn keep(&self, cached: Cached, bytes: Vec<u8>) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.keep(cached, &bytes),
            Place::Memory(memory) => {
                lock(&memory.kept).insert(cached, bytes);
                Ok(())
            }
        }
    }

    /// Forgets what an earlier build kept, or this one.
    ///
    /// # Errors
    /// What the file system says, with the path in the message.
    pub fn forget(&self, cached: Cached) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.forget(cached),
            Place::Memory(memory) => {
                lock(&memory.kept).remove(&cached);
                Ok(())
            }
        }
    }

    /// Adds to what an earlier build kept: `bytes` take the place of all that stands after its first `end` bytes. Nothing
    /// is done where it does not look like `stamp` any more, as it was read: then somebody else has kept something since.
    /// Who is killed on the way leaves the first `end` bytes and a part of these.
    ///
    /// # Errors
    /// What the file system says, with the path in the message.
    pub fn keep_more(&self, cached: Cached, stamp: FileStamp, end: usize, bytes: &[u8]) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.keep_more(cached, stamp, end, bytes),
            Place::Memory(memory) => {
                let mut kept = lock(&memory.kept);
                if let Some(there) = kept.get_mut(&cached).filter(|there| FileStamp::of_bytes(there) == stamp) {
                    there.truncate(end);
                    there.extend_from_slice(bytes);
                }
                Ok(())
            }
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
            Place::Memory(memory) => {
                let mut files = lock(&memory.files);
                let before = files.len();
                files.retain(|path, _| keep.contains_key(path));
                Ok(Finished { removed: before - files.len(), left: Vec::new() })
            }
        }
    }

    /// What memory holds; nothing for a folder.
    pub fn files(&self) -> BTreeMap<OutPath, Vec<u8>> {
        match &self.place {
            Place::Folder(_) => BTreeMap::new(),
            Place::Memory(memory) => lock(&memory.files).clone(),
        }
    }

    /// Does to memory what somebody could do to a folder: changes a file, or removes it. For tests.
    pub fn meddle(&self, path: &OutPath, bytes: Option<Vec<u8>>) {
        if let Place::Memory(memory) = &self.place {
            match bytes {
                Some(bytes) => lock(&memory.files).insert(path.clone(), bytes),
                None => lock(&memory.files).remove(path),
            };
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

    #[test]
    fn memory_keeps_what_is_named() {
        let output = Output::memory();
        let (a, b) = (OutPath::new("a").unwrap(), OutPath::new("b").unwrap());
        let put = |path, bytes: &[u8]| output.put(path, bytes).unwrap().put;
        assert_eq!(put(&a, b"1"), Put::Written);
        assert_eq!(put(&a, b"1"), Put::Same);
        assert_eq!(put(&b, b"2"), Put::Written);
        assert_eq!(output.finish(&BTreeMap::from([(a.clone(), hash::of(b"1"))])).unwrap().removed, 1);
        assert_eq!(output.files(), BTreeMap::from([(a, b"1".to_vec())]));
    }
}
