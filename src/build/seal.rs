//! What is kept between builds is sealed: only the program that wrote it reads it, and only whole.

use crate::hash::{self, Hash};

/// The bytes of a seal.
const LENGTH: usize = 32;

/// Room for a seal; what is to be kept goes after it, and [`close`] fills it in.
pub(super) fn open() -> Vec<u8> {
    vec![0; LENGTH]
}

/// Seals what stands after the room for the seal.
pub(super) fn close(bytes: &mut [u8]) {
    if let Some((seal, content)) = bytes.split_at_mut_checked(LENGTH) {
        seal[..16].copy_from_slice(&program().to_bytes());
        seal[16..].copy_from_slice(&hash::of(content).to_bytes());
    }
}

/// Where the content of a sealed text begins.
///
/// # Errors
/// In words for people: why it cannot be used.
pub(super) fn check(bytes: &[u8]) -> Result<usize, &'static str> {
    let Some((seal, content)) = bytes.split_at_checked(LENGTH) else { return Err("is cut off") };
    if seal[..16] != program().to_bytes() {
        return Err("is of another version of the program");
    }
    match seal[16..] == hash::of(content).to_bytes() {
        true => Ok(LENGTH),
        false => Err("is damaged"),
    }
}

/// Which program this is, its themes included.
fn program() -> Hash {
    hash::of(env!("BULLETIN_PROGRAM").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_whole_and_ours_is_read() {
        let mut sealed = open();
        sealed.extend_from_slice(b"kept");
        close(&mut sealed);
        assert_eq!(&sealed[check(&sealed).unwrap()..], b"kept");
        assert!(check(&sealed[..20]).is_err() && check(&sealed[..sealed.len() - 1]).is_err());
        let mut other = sealed.clone();
        other[0] ^= 1;
        assert!(check(&other).unwrap_err().contains("another version"));
        other = sealed;
        other[33] ^= 1;
        assert!(check(&other).unwrap_err().contains("damaged"));
    }
}
