//! What is remembered of a hub's sources from one build to the next: what was made of each, and how their files looked.

use borsh::{BorshDeserialize, BorshSerialize};

use super::seal;
use crate::content::{self, Memories};
use crate::disk::{Cached, Fingerprints, Output, Tree};

/// What an earlier build knew of sources. The default knows nothing.
#[derive(Default)]
pub struct Memory {
    pub(super) fingerprints: Fingerprints,
    pub(super) pages: content::Memory,
}

impl Memory {
    /// Reads what a build kept; of what cannot be understood nothing is remembered, and all is read again.
    pub fn decode(bytes: Option<Vec<u8>>) -> Memory {
        bytes.and_then(decoded).unwrap_or_default()
    }

    /// Keeps what this build knows, if it is more or other than what was remembered.
    pub(super) fn keep(&self, tree: &Tree, pages: &Memories, output: &Output) -> std::io::Result<()> {
        match self.encoded(tree, pages)? {
            Some(bytes) => output.keep(Cached::Pages, bytes),
            None => Ok(()),
        }
    }

    /// What this build knows, likewise.
    pub(super) fn after(&self, tree: &Tree, pages: &Memories) -> std::io::Result<Option<Memory>> {
        Ok(self.encoded(tree, pages)?.and_then(decoded))
    }

    fn encoded(&self, tree: &Tree, pages: &Memories) -> std::io::Result<Option<Vec<u8>>> {
        let fingerprints = tree.fingerprints();
        if !pages.is_new && fingerprints == self.fingerprints {
            return Ok(None);
        }
        let mut bytes = seal::open();
        fingerprints.serialize(&mut bytes)?;
        pages.encode(&self.pages, &mut bytes)?;
        seal::close(&mut bytes);
        Ok(Some(bytes))
    }
}

fn decoded(bytes: Vec<u8>) -> Option<Memory> {
    let mut rest = &bytes[seal::check(&bytes).ok()?..];
    let fingerprints = Fingerprints::deserialize(&mut rest).ok()?;
    let at = bytes.len() - rest.len();
    Some(Memory { fingerprints, pages: content::Memory::decode(bytes, at)? })
}
