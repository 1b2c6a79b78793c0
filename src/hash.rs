//! Content hashes: 128 bits of XXH3, for noticing change.
//!
//! Not for security: nothing here resists somebody who wants two inputs to collide, and nothing
//! relies on that. The same bytes give the same hash on every machine.

use borsh::{BorshDeserialize, BorshSerialize};
use std::fmt;

/// A map of keys that are in no order and come from nobody who wants them to collide: quick, and the
/// same on every run.
pub type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::FixedState>;

/// A set likewise.
pub type Set<T> = std::collections::HashSet<T, foldhash::fast::FixedState>;

/// The XXH3-128 hash of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Hash(u128);

/// The hash of `bytes`.
pub fn of(bytes: &[u8]) -> Hash {
    Hash(xxhash_rust::xxh3::xxh3_128(bytes))
}

/// The hash of several byte strings in order. The lengths count, so moving a byte from one part
/// to the next changes the result.
pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Hash {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Hash(hasher.digest128())
}

/// A hash that is made piece by piece. Of all pieces in order it is what [`of`] is of their bytes in one.
#[derive(Default)]
pub struct Hasher(xxhash_rust::xxh3::Xxh3);

impl Hasher {
    /// Adds the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of what was added so far.
    pub fn finish(&self) -> Hash {
        Hash(self.0.digest128())
    }
}

/// Two hexadecimal digits for each byte.
pub fn to_hex<const N: usize>(bytes: [u8; N]) -> [[u8; 2]; N] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
}

impl Hash {
    /// The first 40 bits as ten hexadecimal digits: enough to tell one version of a file from the
    /// next in an address.
    pub fn short(self) -> String {
        format!("{:032x}", self.0)[..10].to_owned()
    }

    /// Its sixteen bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// What [`fmt::Display`] writes.
    pub fn to_hex(self) -> [[u8; 2]; 16] {
        to_hex(self.0.to_be_bytes())
    }

    /// Reads what [`fmt::Display`] wrote.
    pub fn from_hex(text: &str) -> Option<Hash> {
        (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok().map(Hash))?
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
