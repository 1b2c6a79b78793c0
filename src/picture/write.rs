//! Pixels written as JPEG, WebP or PNG, with their colour profile and nothing else.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::plan::Print;
use super::{Form, Pixels, Unusable, damaged};

/// So many bytes a share picture may have: some networks show nothing that is larger.
const MOST_SHARED: usize = 300_000;

/// How good a share picture may become to be small enough.
const STEPS: [u8; 6] = [85, 78, 70, 60, 50, 40];

/// Makes `print` of a picture.
///
/// # Errors
/// What its writer says; none is known.
pub fn print(pixels: &Pixels, print: &Print) -> Result<Vec<u8>, Unusable> {
    let part = print.part((pixels.width, pixels.height));
    let scaled = pixels.scaled(part, print.width, print.height)?;
    match (print.form, print.focus) {
        (Form::Jpeg, None) => jpeg(&scaled, print.quality, true),
        (Form::Jpeg, Some(_)) => small_jpeg(&scaled, print.quality),
        (Form::Png, _) => png(&scaled),
        (Form::Webp, _) => webp(&scaled, print.quality),
    }
}

/// A JPEG that all networks read: not progressive, and small enough.
fn small_jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, Unusable> {
    let mut bytes = jpeg(pixels, quality, false)?;
    for step in STEPS.into_iter().filter(|step| *step < quality) {
        if bytes.len() <= MOST_SHARED {
            break;
        }
        bytes = jpeg(pixels, step, false)?;
    }
    Ok(bytes)
}

fn jpeg(pixels: &Pixels, quality: u8, is_progressive: bool) -> Result<Vec<u8>, Unusable> {
    let mut bytes = Vec::with_capacity(pixels.count() / 4);
    let mut encoder = Encoder::new(&mut bytes, quality);
    // Progressive ones have tables of their own; with these, others with fewer colours than pixels are written wrong.
    encoder.set_progressive(is_progressive);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(profile) = &pixels.profile {
        // One that is too large for a JPEG is left out.
        let _ = encoder.add_icc_profile(profile);
    }
    let opaque;
    let red_green_blue = match pixels.is_transparent() {
        false => &pixels.bytes,
        true => {
            opaque = on_white(&pixels.bytes);
            &opaque
        }
    };
    // Sizes are those of prints, which are far below what a JPEG can be.
    let size = |length: u32| u16::try_from(length).map_err(damaged);
    encoder.encode(red_green_blue, size(pixels.width)?, size(pixels.height)?, ColorType::Rgb).map_err(damaged)?;
    Ok(bytes)
}

/// What is transparent, on white: share pictures are opaque.
fn on_white(bytes: &[u8]) -> Vec<u8> {
    let over = |part: u8, covers: u8| {
        let (part, covers) = (u32::from(part), u32::from(covers));
        ((part * covers + 255 * (255 - covers) + 127) / 255) as u8
    };
    let pixels = bytes.as_chunks::<4>().0.iter();
    pixels.flat_map(|[red, green, blue, covers]| [*red, *green, *blue].map(|part| over(part, *covers))).collect()
}

fn png(pixels: &Pixels) -> Result<Vec<u8>, Unusable> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    if let Some(profile) = &pixels.profile {
        encoder.set_icc_profile(profile.clone()).map_err(damaged)?;
    }
    let color = if pixels.is_transparent() { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    encoder.write_image(&pixels.bytes, pixels.width, pixels.height, color).map_err(damaged)?;
    Ok(bytes)
}

/// A drawing may be smaller without loss than with.
fn webp(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, Unusable> {
    let (width, height) = (pixels.width, pixels.height);
    let encoder = match pixels.is_transparent() {
        true => webp::Encoder::from_rgba(&pixels.bytes, width, height),
        false => webp::Encoder::from_rgb(&pixels.bytes, width, height),
    };
    let encode = |is_lossless, quality: f32| {
        encoder.encode_simple(is_lossless, quality).map_err(|error| damaged(format!("{error:?}")))
    };
    let lossy = encode(false, quality.into())?.to_vec();
    let bytes = match pixels.is_drawing {
        true => {
            let lossless = encode(true, 75.0)?.to_vec();
            if lossless.len() < lossy.len() { lossless } else { lossy }
        }
        false => lossy,
    };
    Ok(match &pixels.profile {
        Some(profile) => with_profile(&bytes, profile, pixels),
        None => bytes,
    })
}

/// A WebP with a colour profile, which only the extended form has: a header, the profile, and what there was.
fn with_profile(webp: &[u8], profile: &[u8], pixels: &Pixels) -> Vec<u8> {
    const HAS_PROFILE: u8 = 0x20;
    const HAS_ALPHA: u8 = 0x10;
    let chunks = webp.get(12..).unwrap_or_default();
    // A transparent one has that header already.
    let chunks = if chunks.starts_with(b"VP8X") { chunks.get(18..).unwrap_or_default() } else { chunks };
    let flags = HAS_PROFILE | if pixels.is_transparent() { HAS_ALPHA } else { 0 };
    let [w0, w1, w2, _] = (pixels.width - 1).to_le_bytes();
    let [h0, h1, h2, _] = (pixels.height - 1).to_le_bytes();
    let mut body = b"WEBP".to_vec();
    chunk(&mut body, b"VP8X", &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]);
    chunk(&mut body, b"ICCP", profile);
    body.extend_from_slice(chunks);
    let mut whole = Vec::with_capacity(body.len() + 8);
    chunk(&mut whole, b"RIFF", &body);
    whole
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    out.extend_from_slice(kind);
    out.extend_from_slice(&(content.len() as u32).to_le_bytes());
    out.extend_from_slice(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}
