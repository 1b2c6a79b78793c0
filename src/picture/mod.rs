//! Pictures: bytes in, bytes out.
//!
//! [`look`] says what a picture file is, which takes reading all of it once; [`prints`] and [`crop`] say what is to be
//! made of one that looks like this, without reading it; [`develop`] reads it in a size that all of that can be made of,
//! and [`print()`] makes one. [`stripped`] is a file that is published as it is, without what a camera wrote into it, and
//! [`safe_svg`] a drawing without what could run.
//!
//! The same bytes come out on every machine: resizing uses a filter without trigonometry, and no step uses instructions
//! whose results differ between processors. A file says how large it is before room is made for it, and what all threads
//! read at once is bounded (see `room`).

mod darkroom;
mod parts;
mod pixels;
mod plan;
mod room;
mod svg;
#[cfg(test)]
mod tests;
mod write;

use borsh::{BorshDeserialize, BorshSerialize};

pub use darkroom::{Darkroom, Looks, Sight};
pub use pixels::Pixels;
pub use plan::{Print, Ratio, crop, prints};
pub use svg::safe_svg;
pub use write::print;

/// So many pixels a picture may have: what a telephone takes, and not what only memory could be filled with.
pub const MOST_PIXELS: u64 = 64_000_000;

/// So long a side of a picture may be, in pixels: as JPEG allows. To read and resize a row takes many times its length.
pub const LONGEST_SIDE: u32 = 65_535;

/// A form of picture that is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Form {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

/// What a picture is, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Look {
    /// What its bytes are, whatever its name says.
    pub form: Form,
    /// Its width in pixels, turned as its camera says.
    pub width: u32,
    /// Its height likewise.
    pub height: u32,
    /// Whether something is seen through it.
    pub is_transparent: bool,
    /// Whether it has few colours and sharp edges, as charts and drawings have.
    pub is_drawing: bool,
    /// About what colour it has, for while it is loading. What is transparent has none.
    pub tone: Option<Tone>,
}

/// A colour of a few: each of red, green and blue is one of `0`, `4`, `8`, `c` and `f`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Tone([u8; 3]);

/// Why nothing is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub enum Unusable {
    /// It is none of the forms that are read.
    Other,
    /// It moves, and would not any more.
    Moving,
    /// It has more pixels than [`MOST_PIXELS`], or a side longer than [`LONGEST_SIDE`]: so many across and down.
    TooLarge(u32, u32),
    /// It cannot be read to its end; why, in a few words.
    Damaged(String),
}

/// What a picture file is. Reads all of it.
///
/// # Errors
/// Why nothing can be made of it.
pub fn look(bytes: &[u8]) -> Result<Look, Unusable> {
    let parts = parts::of(bytes)?;
    let pixels = pixels::decode(bytes, &parts, pixels::SMALL)?;
    let is_drawing = parts.form == Form::Png && (bytes.len() as u64) < parts.pixels();
    let (width, height) = parts.shown();
    let tone = (!pixels.is_transparent()).then(|| pixels.tone());
    Ok(Look { form: parts.form, width, height, is_transparent: pixels.is_transparent(), is_drawing, tone })
}

/// Reads a picture, turned, not smaller than what is to be made of it needs: `widest` is the greatest width of a print.
///
/// # Errors
/// Why nothing can be made of it.
pub fn develop(bytes: &[u8], widest: u32) -> Result<Pixels, Unusable> {
    let parts = parts::of(bytes)?;
    pixels::decode(bytes, &parts, widest)
}

/// The same picture without what is not needed to show it: the place where it was taken, the camera and its number, the
/// names of programs and people, smaller pictures in it, and whatever follows after its end. How it is to be turned and
/// its colour profile stay. No pixel changes.
///
/// # Errors
/// [`Unusable::Other`] for what is no JPEG, PNG or WebP; [`Unusable::Damaged`] for what does not hold together.
pub fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Unusable> {
    parts::of_any_size(bytes).map(|parts| parts.kept)
}

/// How a picture is turned by its camera, from its first bytes: whether its width and height change places.
pub fn is_on_its_side(head: &[u8]) -> bool {
    parts::is_on_its_side(head)
}

impl Form {
    /// What bytes that begin so are.
    pub fn of(bytes: &[u8]) -> Option<Form> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Form::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Form::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Form::Webp),
            _ => None,
        }
    }

    /// Whether a file of this name should be one of these.
    pub fn is_named(name: &str) -> bool {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["jpg", "jpeg", "png", "webp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    }

    /// How names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Jpeg => "jpg",
            Form::Png => "png",
            Form::Webp => "webp",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Jpeg => "image/jpeg",
            Form::Png => "image/png",
            Form::Webp => "image/webp",
        }
    }
}

impl Look {
    /// Whether it is shown itself to who knows none of the better forms, because any file made of it would be larger.
    pub fn is_fallback(&self, widest: u32) -> bool {
        plan::is_small_drawing(self, widest)
    }
}

impl Tone {
    /// How much of a colour each digit is.
    pub const LEVELS: [(char, u8); 5] = [('0', 0x00), ('4', 0x44), ('8', 0x88), ('c', 0xcc), ('f', 0xff)];

    /// The tone nearest to a colour.
    fn of(color: [u8; 3]) -> Tone {
        let distance = |level: usize, part: u8| Tone::LEVELS[level].1.abs_diff(part);
        Tone(color.map(|part| (0..5).min_by_key(|level| distance(*level, part)).unwrap_or(0) as u8))
    }
}

impl std::fmt::Display for Tone {
    /// As in CSS, without the sign: `48c`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was remembered may have been tampered with.
        self.0.iter().try_for_each(|level| write!(f, "{}", Tone::LEVELS[usize::from(*level) % 5].0))
    }
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unusable::Other => f.write_str("it is no JPEG, PNG or WebP"),
            Unusable::Moving => f.write_str("it moves"),
            Unusable::TooLarge(width, height) => write!(f, "it is {width} by {height} pixels large"),
            Unusable::Damaged(why) => f.write_str(why),
        }
    }
}

fn damaged(why: impl std::fmt::Display) -> Unusable {
    Unusable::Damaged(why.to_string())
}
