//! A picture file in parts: what its header says, and the parts that are needed to show it.
//!
//! One walk over the file finds its size, how it is to be turned and whether it is whole, and keeps what belongs to the
//! picture. What is not known to belong to it is left out.

use image::metadata::Orientation;

use super::{Form, LONGEST_SIDE, MOST_PIXELS, Unusable, damaged};

/// What a walk over a file found.
pub(super) struct Parts {
    pub(super) form: Form,
    /// As the file has it, not turned.
    pub(super) width: u32,
    pub(super) height: u32,
    /// How it is to be turned to be shown.
    pub(super) turned: Orientation,
    /// The file without what is not needed to show it.
    pub(super) kept: Vec<u8>,
    is_moving: bool,
}

/// The parts of a picture that something can be made of.
pub(super) fn of(bytes: &[u8]) -> Result<Parts, Unusable> {
    let parts = of_any_size(bytes)?;
    if parts.width == 0 || parts.height == 0 {
        return Err(damaged("it says that it has no pixels"));
    }
    if parts.pixels() > MOST_PIXELS || parts.width.max(parts.height) > LONGEST_SIDE {
        return Err(Unusable::TooLarge(parts.width, parts.height));
    }
    if parts.is_moving {
        return Err(Unusable::Moving);
    }
    Ok(parts)
}

/// The parts of any picture.
pub(super) fn of_any_size(bytes: &[u8]) -> Result<Parts, Unusable> {
    let form = Form::of(bytes).ok_or(Unusable::Other)?;
    let parts = Parts {
        form,
        width: 0,
        height: 0,
        turned: Orientation::NoTransforms,
        kept: Vec::with_capacity(bytes.len()),
        is_moving: false,
    };
    let found = match form {
        Form::Jpeg => jpeg(bytes, parts),
        Form::Png => png(bytes, parts),
        Form::Webp => webp(bytes, parts),
    };
    found.ok_or_else(|| damaged("it ends before its picture does"))
}

impl Parts {
    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Width and height as it is shown.
    pub(super) fn shown(&self) -> (u32, u32) {
        if lies(self.turned) { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// Whether turning so makes a height of the width.
fn lies(turned: Orientation) -> bool {
    turned.to_exif() >= 5
}

/// Whether a file with this beginning is shown with its width as its height.
pub(super) fn is_on_its_side(head: &[u8]) -> bool {
    let mut rest = head;
    // Only cameras turn, and they write JPEG; the walk ends where the head does.
    while let Some(at) = rest.windows(EXIF.len()).position(|window| window == EXIF) {
        rest = &rest[at + EXIF.len()..];
        if let Some(turned) = Orientation::from_exif_chunk(rest) {
            return Form::of(head) == Some(Form::Jpeg) && lies(turned);
        }
    }
    false
}

const EXIF: &[u8] = b"Exif\0\0";

/// Exif with nothing in it but how a picture is turned: one entry, 0x0112, a short.
fn minimal_exif(turned: Orientation) -> [u8; 26] {
    let mut exif = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    exif[18] = turned.to_exif();
    exif
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Walks over the segments of a JPEG to the end of its first picture.
fn jpeg(bytes: &[u8], mut parts: Parts) -> Option<Parts> {
    parts.kept.extend_from_slice(&bytes[..2]);
    let mut at = 2;
    // Exif stands before the picture, and there again it is put.
    let mut place = None;
    loop {
        // Between segments there may be filling.
        while *bytes.get(at)? != 0xff || matches!(*bytes.get(at + 1)?, 0xff | 0x00) {
            at += 1;
        }
        let marker = bytes[at + 1];
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => {
                at += 2;
                continue;
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(number(bytes, at + 2)?));
        let content = bytes.get(at + 4..at + 2 + length)?;
        let whole = &bytes[at..at + 2 + length];
        at += whole.len();
        match marker {
            // The frame: its size comes after how many bits a colour has.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                if parts.width == 0 {
                    parts.height = u16::from_be_bytes(number(content, 1)?).into();
                    parts.width = u16::from_be_bytes(number(content, 3)?).into();
                }
                place.get_or_insert(parts.kept.len());
                parts.kept.extend_from_slice(whole);
            }
            // Tables.
            0xc4 | 0xcc | 0xdb..=0xdf => parts.kept.extend_from_slice(whole),
            // A scan, up to the next marker that is not part of it.
            0xda => {
                let mut end = at;
                loop {
                    end += bytes.get(end..)?.iter().position(|byte| *byte == 0xff)?;
                    match *bytes.get(end + 1)? {
                        0x00 | 0xd0..=0xd7 => end += 2,
                        0xff => end += 1,
                        _ => break,
                    }
                }
                parts.kept.extend_from_slice(whole);
                parts.kept.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            // JFIF without its small picture.
            0xe0 if content.starts_with(b"JFIF\0") && content.len() >= 14 => {
                parts.kept.extend_from_slice(b"\xff\xe0\0\x10");
                parts.kept.extend_from_slice(&content[..12]);
                parts.kept.extend_from_slice(&[0, 0]);
            }
            0xe1 if content.starts_with(EXIF) => {
                parts.turned = Orientation::from_exif_chunk(&content[EXIF.len()..]).unwrap_or(parts.turned);
            }
            // The colour profile, and how colours are written.
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => parts.kept.extend_from_slice(whole),
            0xee if content.starts_with(b"Adobe") => parts.kept.extend_from_slice(whole),
            // Whatever a camera, a program or a person has added.
            _ => {}
        }
    }
    parts.kept.extend_from_slice(b"\xff\xd9");
    let place = place?;
    if parts.turned != Orientation::NoTransforms {
        let exif = minimal_exif(parts.turned);
        let length = (2 + EXIF.len() + exif.len()) as u16;
        let segment = [b"\xff\xe1", &length.to_be_bytes()[..], EXIF, &exif].concat();
        parts.kept.splice(place..place, segment);
    }
    Some(parts)
}

/// Chunks of a PNG that are needed to show it as it is meant.
const CHUNKS: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// Walks over the chunks of a PNG to its end.
fn png(bytes: &[u8], mut parts: Parts) -> Option<Parts> {
    parts.kept.extend_from_slice(&bytes[..8]);
    let mut at = 8;
    let mut place = None;
    loop {
        let length = u32::from_be_bytes(number(bytes, at)?) as usize;
        let kind: [u8; 4] = number(bytes, at + 4)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let whole = bytes.get(at..end)?;
        let content = &whole[8..whole.len() - 4];
        at = end;
        match &kind {
            b"IHDR" => {
                parts.width = u32::from_be_bytes(number(content, 0)?);
                parts.height = u32::from_be_bytes(number(content, 4)?);
            }
            b"eXIf" => parts.turned = Orientation::from_exif_chunk(content).unwrap_or(parts.turned),
            b"acTL" => parts.is_moving = true,
            _ => {}
        }
        if CHUNKS.contains(&&kind) {
            parts.kept.extend_from_slice(whole);
        }
        match &kind {
            b"IHDR" => place = Some(parts.kept.len()),
            b"IEND" => break,
            _ => {}
        }
    }
    let place = place?;
    if parts.turned != Orientation::NoTransforms {
        let exif = [b"eXIf", &minimal_exif(parts.turned)[..]].concat();
        let length = (exif.len() - 4) as u32;
        let check = crc(&exif).to_be_bytes();
        parts.kept.splice(place..place, [&length.to_be_bytes()[..], &exif, &check].concat());
    }
    Some(parts)
}

/// The check that ends a chunk of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// What the header of an extended WebP says that it has.
const HAS_EXIF: u8 = 8;
const HAS_XMP: u8 = 4;
const MOVES: u8 = 2;

/// Walks over the chunks of a WebP to the end that it says it has.
fn webp(bytes: &[u8], mut parts: Parts) -> Option<Parts> {
    let end = 8usize.checked_add(u32::from_le_bytes(number(bytes, 4)?) as usize)?;
    let bytes = bytes.get(..end)?;
    parts.kept.extend_from_slice(&bytes[..12]);
    let mut at = 12;
    let mut flags = None;
    let mut exif = None;
    while at < bytes.len() {
        let kind: [u8; 4] = number(bytes, at)?;
        let length = u32::from_le_bytes(number(bytes, at + 4)?) as usize;
        let content = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        let end = (at + 8 + length + length % 2).min(bytes.len());
        let whole = &bytes[at..end];
        at = end;
        match &kind {
            b"VP8X" => {
                let [flag, .., w0, w1, w2, h0, h1, h2] = number::<10>(content, 0)?;
                parts.is_moving = flag & MOVES != 0;
                parts.width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
                parts.height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
                flags = Some(parts.kept.len() + 8);
            }
            b"VP8 " if parts.width == 0 => {
                parts.width = u32::from(u16::from_le_bytes(number(content, 6)?) & 0x3fff);
                parts.height = u32::from(u16::from_le_bytes(number(content, 8)?) & 0x3fff);
            }
            b"VP8L" if parts.width == 0 => {
                let size = u32::from_le_bytes(number(content, 1)?);
                (parts.width, parts.height) = ((size & 0x3fff) + 1, (size >> 14 & 0x3fff) + 1);
            }
            b"EXIF" => exif = Some(content.strip_prefix(EXIF).unwrap_or(content)),
            _ => {}
        }
        if [b"VP8X", b"VP8 ", b"VP8L", b"ICCP", b"ALPH", b"ANIM", b"ANMF"].contains(&&kind) {
            parts.kept.extend_from_slice(whole);
        }
    }
    if parts.width == 0 {
        return None;
    }
    parts.turned = exif.and_then(Orientation::from_exif_chunk).unwrap_or(parts.turned);
    if let Some(flags) = flags {
        parts.kept[flags] &= !(HAS_EXIF | HAS_XMP);
        if parts.turned != Orientation::NoTransforms {
            parts.kept[flags] |= HAS_EXIF;
            let exif = minimal_exif(parts.turned);
            parts.kept.extend_from_slice(b"EXIF");
            parts.kept.extend_from_slice(&(exif.len() as u32).to_le_bytes());
            parts.kept.extend_from_slice(&exif);
        }
    }
    let length = (parts.kept.len() - 8) as u32;
    parts.kept[4..8].copy_from_slice(&length.to_le_bytes());
    Some(parts)
}
