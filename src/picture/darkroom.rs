//! What is known of pictures, by the hash of their bytes, and the last few that were read.
//!
//! Neither changes what is made: what is forgotten is found again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Look, Pixels, Unusable};
use crate::hash::{Hash, Map};

/// What is known of pictures.
#[derive(Debug, Default)]
pub struct Looks {
    /// Each with whether it was asked for.
    known: RwLock<Map<Hash, (Sight, bool)>>,
}

/// What is known of one picture.
pub type Sight = Arc<Result<Look, Unusable>>;

impl Looks {
    /// What is known of a picture, found by `find` if nothing is.
    ///
    /// # Errors
    /// That of `find`.
    pub fn get<E>(&self, hash: Hash, find: impl FnOnce() -> Result<Result<Look, Unusable>, E>) -> Result<Sight, E> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned();
        let sight = match known {
            Some((sight, true)) => return Ok(sight),
            Some((sight, false)) => sight,
            None => Arc::new(find()?),
        };
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(hash, (sight.clone(), true));
        Ok(sight)
    }

    /// What was asked for, sorted; if nothing was, all that is known.
    pub fn in_use(&self) -> Vec<(Hash, Result<Look, Unusable>)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_used = known.values().any(|(_, is_used)| *is_used);
        let used = known.iter().filter(|(_, (_, used))| *used == is_used);
        let mut used: Vec<_> = used.map(|(hash, (sight, _))| (*hash, Result::clone(sight))).collect();
        used.sort_by_key(|(hash, _)| *hash);
        used
    }
}

impl BorshSerialize for Looks {
    fn serialize<W: std::io::Write>(&self, to: &mut W) -> std::io::Result<()> {
        self.in_use().serialize(to)
    }
}

impl BorshDeserialize for Looks {
    fn deserialize_reader<R: std::io::Read>(from: &mut R) -> std::io::Result<Looks> {
        let known = Vec::<(Hash, Result<Look, Unusable>)>::deserialize_reader(from)?;
        let known = known.into_iter().map(|(hash, sight)| (hash, (Arc::new(sight), false)));
        Ok(Looks { known: RwLock::new(known.collect()) })
    }
}

/// The last few pictures that were read: what is made of one is mostly made at one time.
#[derive(Default)]
pub struct Darkroom {
    hanging: Mutex<VecDeque<Hanging>>,
}

/// A picture that was read, by the hash of its file and the greatest width that was asked for.
type Hanging = ((Hash, u32), Arc<Pixels>);

/// So many pixels are kept.
const KEPT: usize = 24_000_000;

impl Darkroom {
    /// The picture of this hash in this width, read by `read` if it is not at hand.
    ///
    /// # Errors
    /// That of `read`.
    pub fn get<E>(&self, hash: Hash, widest: u32, read: impl FnOnce() -> Result<Pixels, E>) -> Result<Arc<Pixels>, E> {
        let lock = || self.hanging.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (hash, widest);
        let known = lock().iter().find(|(known, _)| *known == key).map(|(_, pixels)| pixels.clone());
        if let Some(pixels) = known {
            return Ok(pixels);
        }
        let pixels = Arc::new(read()?);
        let mut hanging = lock();
        hanging.push_front((key, pixels.clone()));
        let mut room = KEPT;
        hanging.retain(|(_, pixels)| match room.checked_sub(pixels.count()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
        Ok(pixels)
    }
}
