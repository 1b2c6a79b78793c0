//! What reading made of each source, remembered from one build to the next.
//!
//! A source that has the same bytes and the same place, under the same settings, reads the same: so what was made of it
//! last time is decoded and not made again. Bodies are not remembered; see [`super::Body`].

use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;

use super::{Later, Placing, Read};
use crate::hash::{self, Hash, Map};
use crate::health::standing;
use crate::path::SourcePath;
use crate::project::Project;

/// What an earlier build made of sources. The default remembers nothing.
#[derive(Default)]
pub struct Memory {
    /// Of all that reading depends on beside the source.
    settings: Option<Hash>,
    known: Map<SourcePath, (Key, Range<usize>)>,
    bytes: Bytes,
}

/// What this build made of sources, to be remembered.
pub struct Memories {
    settings: Hash,
    /// By source, sorted.
    entries: Vec<(SourcePath, Key, Entry)>,
    /// Whether there is anything that the earlier build did not know, or the other way round.
    pub is_new: bool,
}

/// What decides how a source reads.
#[derive(Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Key {
    hash: Hash,
    place: Placing,
}

/// One source's reading, encoded.
pub(super) enum Entry {
    /// As the earlier build left it.
    Known(Range<usize>),
    /// Made now.
    New(Vec<u8>),
}

impl Memory {
    /// Adds what [`Memories::encode`] wrote, which is the end of what stands at `at` in all that will be [held](Memory::hold).
    /// None of what cannot be understood.
    pub fn take(&mut self, part: &[u8], mut at: usize) -> Option<()> {
        let mut rest = part;
        let settings = Hash::deserialize(&mut rest).ok()?;
        let entries: Vec<(SourcePath, Option<(Key, u32)>)> = BorshDeserialize::deserialize(&mut rest).ok()?;
        let end = at + part.len();
        at = end - rest.len();
        self.settings = Some(settings);
        self.known.reserve(entries.len());
        for (path, entry) in entries {
            let Some((key, length)) = entry else {
                self.known.remove(&path);
                continue;
            };
            self.known.insert(path, (key, at..at + length as usize));
            at += length as usize;
        }
        (at == end).then_some(())
    }

    /// Holds the bytes of which parts were taken.
    pub fn hold(&mut self, bytes: Vec<u8>) {
        self.bytes = bytes.into();
    }

    /// Whether it was made under the settings of `memories`.
    pub fn is_before(&self, memories: &Memories) -> bool {
        self.settings == Some(memories.settings)
    }

    /// What was made of `path`, if it reads the same by now.
    pub(super) fn find(&self, settings: Hash, path: &SourcePath, key: Key) -> Option<(Read, Entry)> {
        let (known, at) = self.known.get(path)?;
        if self.settings != Some(settings) || *known != key {
            return None;
        }
        let mut rest = &self.bytes[at.clone()];
        let mut read = Read::deserialize(&mut rest).ok()?;
        if let Some(page) = &mut read.page {
            page.outline = Later::kept(self.bytes.slice(at.end - rest.len()..at.end));
        }
        Some((read, Entry::Known(at.clone())))
    }

    /// Whether it knows the source.
    pub(super) fn has(&self, path: &SourcePath) -> bool {
        self.known.contains_key(path)
    }

    /// To be remembered instead.
    pub(super) fn next(&self, settings: Hash, entries: Vec<(SourcePath, Key, Entry)>) -> Memories {
        let is_new = entries.len() != self.known.len() || entries.iter().any(|(_, _, entry)| !entry.is_known());
        Memories { settings, entries, is_new: is_new || self.settings != Some(settings) }
    }
}

impl Memories {
    /// The place at which a source was read.
    pub(super) fn place(&self, path: &SourcePath) -> Option<Placing> {
        let at = self.entries.binary_search_by(|(other, ..)| other.cmp(path)).ok()?;
        Some(self.entries[at].1.place)
    }

    /// All of it as bytes; `earlier` is the memory that was used.
    pub fn encode(&self, earlier: &Memory, to: &mut Vec<u8>) -> std::io::Result<()> {
        self.encode_some(earlier, to, |_| true, Vec::new())
    }

    /// What is otherwise than in `earlier`, the memory that was used, as bytes.
    pub fn encode_new(&self, earlier: &Memory, to: &mut Vec<u8>) -> std::io::Result<()> {
        let is_here = |path: &SourcePath| self.entries.binary_search_by(|(other, ..)| other.cmp(path)).is_ok();
        let mut gone: Vec<&SourcePath> = earlier.known.keys().filter(|path| !is_here(path)).collect();
        gone.sort();
        self.encode_some(earlier, to, |entry| !entry.is_known(), gone)
    }

    fn encode_some(
        &self,
        earlier: &Memory,
        to: &mut Vec<u8>,
        is_told: impl Fn(&Entry) -> bool,
        gone: Vec<&SourcePath>,
    ) -> std::io::Result<()> {
        let told = || self.entries.iter().filter(|(_, _, entry)| is_told(entry));
        let index = told().map(|(path, key, entry)| (path, Some((*key, entry.bytes(earlier).len() as u32))));
        let index: Vec<(&SourcePath, Option<(Key, u32)>)> =
            index.chain(gone.into_iter().map(|path| (path, None))).collect();
        (self.settings, index).serialize(to)?;
        told().for_each(|(_, _, entry)| to.extend_from_slice(entry.bytes(earlier)));
        Ok(())
    }
}

impl Entry {
    /// A reading made now; nothing of one that cannot be encoded, so that it will be made again.
    pub(super) fn new(read: &Read) -> Entry {
        let outline = read.page.as_ref().map(|page| &*page.outline);
        let encode = || -> std::io::Result<Vec<u8>> {
            let mut bytes = borsh::to_vec(read)?;
            outline.map_or(Ok(()), |outline| outline.serialize(&mut bytes))?;
            Ok(bytes)
        };
        Entry::New(encode().unwrap_or_default())
    }

    fn is_known(&self) -> bool {
        matches!(self, Entry::Known(_))
    }

    fn bytes<'a>(&'a self, earlier: &'a Memory) -> &'a [u8] {
        match self {
            Entry::Known(at) => &earlier.bytes[at.clone()],
            Entry::New(bytes) => bytes,
        }
    }
}

/// The key of a source with these bytes at this place.
pub(super) fn key(hash: Hash, place: Placing) -> Key {
    Key { hash, place }
}

/// The hash of all that reading depends on beside the source: the configuration, the components of the theme, and the words
/// that titles are marked with.
pub(super) fn settings(project: &Project) -> Hash {
    let components = format!("{:?}", project.theme.components);
    let marks = project.strings.iter().flat_map(|(language, words)| {
        let marks = standing::TITLE_TEXTS.iter().map(|(_, text)| words.text(text).unwrap_or_default());
        [language.as_str()].into_iter().chain(marks)
    });
    let texts = [project.config.source.text.as_ref(), components.as_str()];
    hash::of_parts(texts.into_iter().chain(marks).map(str::as_bytes))
}
