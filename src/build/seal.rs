//! What is kept between builds is sealed: only the program that wrote it reads it, and only whole.
//!
//! It is one part after the other. The first says all; each later one was added by a build that changed little, and says
//! what is otherwise since the one before. A build that is killed while it adds leaves what was there: a last part that is
//! cut off counts as none. The seal of a part covers that of the part before, so none can follow what it does not belong to.

use std::ops::Range;

use crate::disk::FileStamp;
use crate::hash::{self, Hash};

/// The bytes of a seal: of which program it is, the hash, and how long the part is.
const LENGTH: usize = 40;

/// Room for a seal; what is to be kept goes after it, and [`close`] fills it in.
pub(super) fn open() -> Vec<u8> {
    vec![0; LENGTH]
}

/// Seals what stands after the room for the seal, as a part after others, or as the first.
pub(super) fn close(bytes: &mut [u8], after: Option<&Last>) {
    if let Some((seal, content)) = bytes.split_at_mut_checked(LENGTH) {
        seal[..16].copy_from_slice(&program().to_bytes());
        seal[16..32].copy_from_slice(&sealed(after.map(|last| last.seal), content).to_bytes());
        seal[32..].copy_from_slice(&(content.len() as u64).to_le_bytes());
    }
}

/// The last part of what was read: where another one goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Last {
    /// How the file looked.
    pub(super) stamp: FileStamp,
    /// Where the last part ends.
    pub(super) end: usize,
    /// Where the first one ends.
    first: usize,
    seal: Hash,
}

impl Last {
    /// Whether all is better written anew than `more` bytes added: when what was added is half of what there was first.
    pub(super) fn is_full(&self, more: usize) -> bool {
        self.end + more > self.first + self.first / 2 + ROOM
    }
}

/// So much may be added to the smallest hub's.
const ROOM: usize = 64 << 10;

/// Where the content of each part is, and where another one could follow.
///
/// # Errors
/// In words for people: why it cannot be used.
pub(super) fn parts(bytes: &[u8], stamp: FileStamp) -> Result<(Vec<Range<usize>>, Last), &'static str> {
    let (first, seal) = part(bytes, 0, None)?.ok_or("is cut off")?;
    let mut last = Last { stamp, end: first.end, first: first.end, seal };
    let mut parts = vec![first];
    while let Some((next, seal)) = part(bytes, last.end, Some(last.seal))? {
        last = Last { end: next.end, seal, ..last };
        parts.push(next);
    }
    Ok((parts, last))
}

/// The part that begins at `start`, with its hash; none if it is cut off.
fn part(bytes: &[u8], start: usize, after: Option<Hash>) -> Result<Option<(Range<usize>, Hash)>, &'static str> {
    let Some((seal, rest)) = bytes[start..].split_at_checked(LENGTH) else { return Ok(None) };
    if seal[..16] != program().to_bytes() {
        return Err("is of another version of the program");
    }
    let length = seal[32..].iter().rev().fold(0u64, |length, byte| length << 8 | u64::from(*byte));
    let Some(content) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else { return Ok(None) };
    let hash = sealed(after, content);
    match seal[16..32] == hash.to_bytes() {
        true => Ok(Some((start + LENGTH..start + LENGTH + content.len(), hash))),
        false => Err("is damaged"),
    }
}

fn sealed(after: Option<Hash>, content: &[u8]) -> Hash {
    let before = after.map(Hash::to_bytes).unwrap_or_default();
    hash::of_parts([before.as_slice(), hash::of(content).to_bytes().as_slice()])
}

/// Which program this is, its themes included.
fn program() -> Hash {
    hash::of(env!("BULLETIN_PROGRAM").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8], after: Option<&Last>) -> Vec<u8> {
        let mut bytes = open();
        bytes.extend_from_slice(content);
        close(&mut bytes, after);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<&[u8]>, &'static str> {
        let (parts, _) = parts(bytes, FileStamp::default())?;
        Ok(parts.into_iter().map(|part| &bytes[part]).collect())
    }

    #[test]
    fn only_what_is_whole_and_ours_is_read() {
        let kept = sealed(b"kept", None);
        assert_eq!(read(&kept).unwrap(), [b"kept"]);
        assert!(read(&kept[..20]).is_err() && read(&kept[..kept.len() - 1]).is_err());
        let altered = |at: usize| {
            let mut other = kept.clone();
            other[at] ^= 1;
            read(&other).unwrap_err().to_owned()
        };
        assert!(altered(0).contains("another version") && altered(LENGTH + 1).contains("damaged"));
    }

    #[test]
    fn what_was_added_is_read_up_to_where_it_was_cut_off() {
        let mut kept = sealed(b"all", None);
        let (_, last) = parts(&kept, FileStamp::default()).unwrap();
        let more = sealed(b"more", Some(&last));
        kept.extend_from_slice(&more);
        assert_eq!(read(&kept).unwrap(), [b"all".as_slice(), b"more"]);
        for cut in 1..more.len() {
            let (whole, last) = parts(&kept[..kept.len() - cut], FileStamp::default()).unwrap();
            assert_eq!((whole.len(), last.end), (1, kept.len() - more.len()), "{cut} bytes are missing");
        }
        kept.extend_from_slice(&more);
        assert!(read(&kept).unwrap_err().contains("damaged"), "it does not belong after itself");
    }

    #[test]
    fn there_is_room_for_little() {
        let kept = sealed(&vec![7; 4 * ROOM], None);
        let (_, last) = parts(&kept, FileStamp::default()).unwrap();
        assert!(!last.is_full(2 * ROOM) && last.is_full(4 * ROOM));
    }
}
