//! Files that are too large to be held: read, compared and copied piece by piece.

use std::io::{self, ErrorKind, Read};

use sha2::{Digest, Sha256};

use crate::hash::{Hash, Hasher};

/// A file of more bytes than this is not held in memory to be published as it is.
pub const HELD: u64 = 4 << 20;

/// So many bytes are read at once.
const PIECE: usize = 256 << 10;

/// The hashes and the size of a file that was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// As [`crate::hash::of`] makes it.
    pub hash: Hash,
    /// The SHA-256.
    pub sha256: [u8; 32],
    /// Bytes.
    pub size: u64,
}

/// Reads all of `source` and gives each piece to `take`.
pub(super) fn each(source: &mut dyn Read, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => take(&piece[..length])?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The hash of all of `source`.
pub(super) fn hash_of(source: &mut dyn Read) -> io::Result<Hash> {
    let mut hasher = Hasher::default();
    each(source, &mut |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok(hasher.finish())
}

/// The digest of all of `source`, of which each piece is given to `take` too.
pub(super) fn digest_of(
    source: &mut dyn Read,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<FileDigest> {
    let (mut hasher, mut sha256, mut size) = (Hasher::default(), Sha256::new(), 0);
    each(source, &mut |piece| {
        hasher.update(piece);
        sha256.update(piece);
        size += piece.len() as u64;
        take(piece)
    })?;
    Ok(FileDigest { hash: hasher.finish(), sha256: sha256.finalize().into(), size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_in_pieces_is_the_digest_of_the_whole() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut copied = Vec::new();
            let digest = digest_of(&mut &bytes[..], &mut |piece| {
                copied.extend_from_slice(piece);
                Ok(())
            });
            let expected = FileDigest {
                hash: crate::hash::of(&bytes),
                sha256: Sha256::digest(&bytes).into(),
                size: length as u64,
            };
            assert_eq!((digest.unwrap(), copied), (expected, bytes.clone()));
            assert_eq!(hash_of(&mut &bytes[..]).unwrap(), expected.hash);
        }
    }
}
