//! What is remembered of a hub's sources from one build to the next: what was made of each, how their files looked, and
//! what is known of pictures.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::seal;
use crate::content::{self, Memories};
use crate::disk::{Cached, Fingerprints, Output};
use crate::hash::{self, Hash};
use crate::picture::Looks;
use crate::world::World;

/// What an earlier build knew of sources. The default knows nothing.
#[derive(Default)]
pub struct Memory {
    pub(super) fingerprints: Fingerprints,
    pub(super) pages: content::Memory,
    pub(super) looks: Arc<Looks>,
    /// The hash of what was known of pictures.
    known_looks: Option<Hash>,
}

impl Memory {
    /// Reads what a build kept; of what cannot be understood nothing is remembered, and all is read again.
    pub fn decode(bytes: Option<Vec<u8>>) -> Memory {
        bytes.and_then(decoded).unwrap_or_default()
    }

    /// Keeps what this build knows, if it is more or other than what was remembered.
    pub(super) fn keep(&self, world: &World, pages: &Memories, output: &Output) -> std::io::Result<()> {
        match self.encoded(world, pages)? {
            Some(bytes) => output.keep(Cached::Pages, bytes),
            None => Ok(()),
        }
    }

    /// What this build knows, likewise.
    pub(super) fn after(&self, world: &World, pages: &Memories) -> std::io::Result<Option<Memory>> {
        Ok(self.encoded(world, pages)?.and_then(decoded))
    }

    fn encoded(&self, world: &World, pages: &Memories) -> std::io::Result<Option<Vec<u8>>> {
        let fingerprints = world.tree.fingerprints();
        let looks = borsh::to_vec(&*world.looks)?;
        if !pages.is_new && fingerprints == self.fingerprints && self.known_looks == Some(hash::of(&looks)) {
            return Ok(None);
        }
        let mut bytes = seal::open();
        fingerprints.serialize(&mut bytes)?;
        bytes.extend_from_slice(&looks);
        pages.encode(&self.pages, &mut bytes)?;
        seal::close(&mut bytes);
        Ok(Some(bytes))
    }
}

fn decoded(bytes: Vec<u8>) -> Option<Memory> {
    let mut rest = &bytes[seal::check(&bytes).ok()?..];
    let fingerprints = Fingerprints::deserialize(&mut rest).ok()?;
    let before = rest;
    let looks = Arc::new(Looks::deserialize(&mut rest).ok()?);
    let known_looks = Some(hash::of(&before[..before.len() - rest.len()]));
    let at = bytes.len() - rest.len();
    Some(Memory { fingerprints, pages: content::Memory::decode(bytes, at)?, looks, known_looks })
}
