//! What reading made of each source, remembered from one build to the next.
//!
//! A source that has the same bytes and the same place, under the same settings, reads the same: so what was made of it
//! last time is decoded and not made again. Bodies are not remembered; see [`super::Body`].

use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Placing, Read};
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
    bytes: Vec<u8>,
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
    /// Reads what [`Memories::encode`] wrote, from byte `from` to the end; nothing of what cannot be understood.
    pub fn decode(bytes: Vec<u8>, from: usize) -> Option<Memory> {
        let mut rest = bytes.get(from..)?;
        let settings = Hash::deserialize(&mut rest).ok()?;
        let entries: Vec<(SourcePath, Key, u32)> = BorshDeserialize::deserialize(&mut rest).ok()?;
        let mut at = bytes.len() - rest.len();
        let mut known = Map::with_capacity_and_hasher(entries.len(), Default::default());
        for (path, key, length) in entries {
            let end = at + length as usize;
            known.insert(path, (key, at..end));
            at = end;
        }
        (at == bytes.len()).then_some(Memory { settings: Some(settings), known, bytes })
    }

    /// What was made of `path`, if it reads the same by now.
    pub(super) fn find(&self, settings: Hash, path: &SourcePath, key: Key) -> Option<(Read, Entry)> {
        let (known, at) = self.known.get(path)?;
        if self.settings != Some(settings) || *known != key {
            return None;
        }
        let read = Read::try_from_slice(&self.bytes[at.clone()]).ok()?;
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

    /// As bytes; `earlier` is the memory that was used.
    pub fn encode(&self, earlier: &Memory, to: &mut Vec<u8>) -> std::io::Result<()> {
        let index: Vec<(&SourcePath, Key, u32)> =
            self.entries.iter().map(|(path, key, entry)| (path, *key, entry.bytes(earlier).len() as u32)).collect();
        (self.settings, index).serialize(to)?;
        self.entries.iter().for_each(|(_, _, entry)| to.extend_from_slice(entry.bytes(earlier)));
        Ok(())
    }
}

impl Entry {
    /// A reading made now; nothing of one that cannot be encoded, so that it will be made again.
    pub(super) fn new(read: &Read) -> Entry {
        Entry::New(borsh::to_vec(read).unwrap_or_default())
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
