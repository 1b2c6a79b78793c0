//! What is remembered of a hub's sources from one build to the next: what was made of each, how their files looked, and
//! what is known of pictures.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::seal::{self, Last};
use crate::content::{self, Memories};
use crate::disk::{Cached, FileStamp, Fingerprints, Kept, Output, Retouched};
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
    /// Where it was kept.
    last: Option<Last>,
}

impl Memory {
    /// Reads what a build kept; of what cannot be understood nothing is remembered, and all is read again.
    pub fn decode(kept: Option<Kept>) -> Memory {
        kept.and_then(decoded).unwrap_or_default()
    }

    /// Keeps what this build knows, if it is more or other than what was remembered: only that, where it is little.
    pub(super) fn keep(&self, world: &World, pages: &Memories, output: &Output) -> std::io::Result<()> {
        let Some(news) = self.news(world, pages)? else { return Ok(()) };
        if let Some(last) = self.last.filter(|_| self.pages.is_before(pages)) {
            let mut more = seal::open();
            let looks = (self.known_looks != Some(hash::of(&news.looks))).then_some(&news.looks);
            (news.fingerprints.since(&self.fingerprints), looks).serialize(&mut more)?;
            pages.encode_new(&self.pages, &mut more)?;
            if !last.is_full(more.len()) {
                seal::close(&mut more, Some(&last));
                return output.keep_more(Cached::Pages, last.stamp, last.end, &more);
            }
        }
        output.keep(Cached::Pages, self.whole(&news, pages)?)
    }

    /// What this build knows, likewise.
    pub(super) fn after(&self, world: &World, pages: &Memories) -> std::io::Result<Option<Memory>> {
        let Some(news) = self.news(world, pages)? else { return Ok(None) };
        let bytes = self.whole(&news, pages)?;
        Ok(decoded(Kept { bytes, stamp: FileStamp::default() }))
    }

    /// All that this build knows.
    fn whole(&self, news: &News, pages: &Memories) -> std::io::Result<Vec<u8>> {
        let mut bytes = seal::open();
        (news.fingerprints.since(&Fingerprints::default()), Some(&news.looks)).serialize(&mut bytes)?;
        pages.encode(&self.pages, &mut bytes)?;
        seal::close(&mut bytes, None);
        Ok(bytes)
    }

    /// What is known beside pages, if there is anything to be kept.
    fn news(&self, world: &World, pages: &Memories) -> std::io::Result<Option<News>> {
        let (fingerprints, looks) = (world.tree.fingerprints(), borsh::to_vec(&*world.looks)?);
        let is_known = !pages.is_new && fingerprints == self.fingerprints && self.known_looks == Some(hash::of(&looks));
        Ok((!is_known).then_some(News { fingerprints, looks }))
    }
}

/// What is known of files and pictures; the latter as borsh writes them.
struct News {
    fingerprints: Fingerprints,
    looks: Vec<u8>,
}

fn decoded(Kept { bytes, stamp }: Kept) -> Option<Memory> {
    let (parts, last) = seal::parts(&bytes, stamp).ok()?;
    let mut memory = Memory { last: Some(last), ..Memory::default() };
    let (mut retouched, mut looks) = (Vec::with_capacity(parts.len()), Vec::new());
    for part in parts {
        let mut rest = &bytes[part.clone()];
        retouched.push(Retouched::deserialize(&mut rest).ok()?);
        looks = Option::<Vec<u8>>::deserialize(&mut rest).ok()?.unwrap_or(looks);
        memory.pages.take(rest, part.end - rest.len())?;
    }
    memory.fingerprints = Fingerprints::default().after(retouched);
    memory.looks = Arc::new(borsh::from_slice(&looks).ok()?);
    memory.known_looks = Some(hash::of(&looks));
    memory.pages.hold(bytes);
    Some(memory)
}
