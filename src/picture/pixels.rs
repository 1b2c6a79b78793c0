//! Pixels: read, made smaller, turned, cut.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};

use super::parts::Parts;
use super::room::Room;
use super::{Form, Tone, Unusable, damaged};

/// As wide as is enough for looking at the colours.
pub(super) const SMALL: u32 = 64;

/// What share pictures need at least: so many pixels across, and down.
const SHARED: u32 = 1200;

/// A picture as it is shown.
pub struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Red, green and blue of each pixel; and how much it covers, of a picture that is transparent.
    pub(super) bytes: Vec<u8>,
    has_alpha: bool,
    pub(super) is_drawing: bool,
    /// The colour profile, if it is one for red, green and blue.
    pub(super) profile: Option<Vec<u8>>,
}

/// A part of a picture: left, top, width, height.
pub(super) type Part = (u32, u32, u32, u32);

/// Reads a picture, no larger than prints of this width need it.
pub(super) fn decode(bytes: &[u8], parts: &Parts, widest: u32) -> Result<Pixels, Unusable> {
    let room = Room::for_pixels(parts.pixels());
    // A decoder that meets what its author did not think of must not end the build.
    let read = std::panic::catch_unwind(|| read(bytes, parts.form, parts.pixels()));
    let (image, profile) = read.map_err(|_| damaged("it cannot be read"))??;
    if (image.width(), image.height()) != (parts.width, parts.height) {
        return Err(damaged("it is not as large as it says"));
    }
    let is_drawing = parts.form == Form::Png && (bytes.len() as u64) < parts.pixels();
    let mut pixels = Pixels { is_drawing, profile, ..Pixels::of(image) };
    if pixels.has_alpha && !pixels.is_seen_through() {
        let opaque = pixels.bytes.as_chunks::<4>().0.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]);
        pixels = Pixels { bytes: opaque.collect(), has_alpha: false, ..pixels };
    }
    let (width, height) = parts.shown();
    let (width, height) = enough((width, height), widest);
    let (width, height) = if parts.shown() == (parts.width, parts.height) { (width, height) } else { (height, width) };
    let smaller = pixels.scaled((0, 0, pixels.width, pixels.height), width, height)?;
    drop((pixels, room));
    Ok(smaller.turned(parts.turned))
}

/// How large a picture of this size must be for prints up to this width, and, unless it is only looked at, for sharing.
fn enough((width, height): (u32, u32), widest: u32) -> (u32, u32) {
    let shared = if widest == SMALL { 0 } else { SHARED };
    // The scale is a fraction of whole numbers: the largest of three, and at most 1.
    let scales = [(widest, width), (shared, width), (shared, height)];
    let (part, whole) = scales.into_iter().fold((0, 1), |best: (u32, u32), scale| {
        let is_more = u64::from(scale.0) * u64::from(best.1) > u64::from(best.0) * u64::from(scale.1);
        if is_more { scale } else { best }
    });
    if part >= whole { (width, height) } else { (scaled(width, part, whole), scaled(height, part, whole)) }
}

/// `length · part / whole`, rounded, at least 1.
pub(super) fn scaled(length: u32, part: u32, whole: u32) -> u32 {
    let whole = u64::from(whole.max(1));
    ((u64::from(length) * u64::from(part) + whole / 2) / whole).max(1) as u32
}

fn read(bytes: &[u8], form: Form, pixels: u64) -> Result<(DynamicImage, Option<Vec<u8>>), Unusable> {
    let format = match form {
        Form::Jpeg => ImageFormat::Jpeg,
        Form::Png => ImageFormat::Png,
        Form::Webp => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    // Sixteen bits for each of four colours, and as much again to work with.
    limits.max_alloc = Some(pixels * 16 + (16 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.get(16..20) == Some(b"RGB "));
    DynamicImage::from_decoder(decoder).map(|image| (image, profile)).map_err(damaged)
}

impl Pixels {
    fn of(image: DynamicImage) -> Pixels {
        let (width, height, has_alpha) = (image.width(), image.height(), image.color().has_alpha());
        let bytes = if has_alpha { image.into_rgba8().into_raw() } else { image.into_rgb8().into_raw() };
        Pixels { width, height, bytes, has_alpha, is_drawing: false, profile: None }
    }

    /// Whether something is seen through it.
    pub fn is_transparent(&self) -> bool {
        self.has_alpha
    }

    /// How many pixels it has.
    pub(super) fn count(&self) -> usize {
        self.width as usize * self.height as usize
    }

    fn is_seen_through(&self) -> bool {
        self.bytes.as_chunks::<4>().0.iter().any(|[.., covers]| *covers < u8::MAX)
    }

    /// About what colour it has.
    pub(super) fn tone(&self) -> Tone {
        let mut sums = [0u64; 3];
        let step = if self.has_alpha { 4 } else { 3 };
        for pixel in self.bytes.chunks_exact(step) {
            sums.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += u64::from(*part));
        }
        Tone::of(sums.map(|sum| (sum / (self.count() as u64).max(1)) as u8))
    }

    /// A part of it in this size.
    pub(super) fn scaled(&self, part: Part, width: u32, height: u32) -> Result<Pixels, Unusable> {
        let (left, top, part_width, part_height) = part;
        let like = |bytes| Pixels {
            width,
            height,
            bytes,
            has_alpha: self.has_alpha,
            is_drawing: self.is_drawing,
            profile: self.profile.clone(),
        };
        if part == (0, 0, width, height) && (width, height) == (self.width, self.height) {
            return Ok(like(self.bytes.clone()));
        }
        let pixel = if self.has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
        let source = ImageRef::new(self.width, self.height, &self.bytes, pixel).map_err(damaged)?;
        let mut target = Image::new(width, height, pixel);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).crop(
            left.into(),
            top.into(),
            part_width.into(),
            part_height.into(),
        );
        Resizer::new().resize(&source, &mut target, &options).map_err(damaged)?;
        Ok(like(target.into_vec()))
    }

    /// The same picture, turned.
    fn turned(self, turned: Orientation) -> Pixels {
        let Pixels { width, height, bytes, has_alpha, is_drawing, profile } = self;
        // The bytes are as many as the size says: both were made together.
        let image = match has_alpha {
            true => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8),
            false => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        };
        let mut image = image.unwrap_or_default();
        image.apply_orientation(turned);
        Pixels { is_drawing, profile, ..Pixels::of(image) }
    }
}
