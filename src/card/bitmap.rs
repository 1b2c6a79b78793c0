//! PNG: the mark of a hub is read from one, a card becomes one.

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations, chunk};

use super::design::Rgb;
use super::{HEIGHT, WIDTH};

/// A picture in colours, with how far each pixel covers what is below.
#[derive(Debug)]
pub struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<[u8; 4]>,
}

/// So many bytes a card may have: no network leaves it out for its size, and it is there at once.
pub const LIMIT: usize = 40_000;

/// Pictures wider or higher than this are not read.
const LARGEST: u32 = 4096;

impl Picture {
    /// Reads a PNG.
    ///
    /// # Errors
    /// What was expected, in words for people.
    pub fn read(bytes: &[u8]) -> Result<Picture, String> {
        let expected = || match bytes.starts_with(b"\x89PNG") {
            true => format!("expected a PNG that is whole, of at most {LARGEST} by {LARGEST} pixels"),
            false => "expected a PNG: save it as one, some 400 pixels wide, with a clear ground".to_owned(),
        };
        let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(bytes), Limits { bytes: 1 << 27 });
        decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(|_| expected())?;
        let (width, height) = reader.info().size();
        if width > LARGEST || height > LARGEST {
            return Err(expected());
        }
        let mut samples = vec![0; reader.output_buffer_size().ok_or_else(expected)?];
        let frame = reader.next_frame(&mut samples).map_err(|_| expected())?;
        let pixels: Vec<[u8; 4]> = match frame.color_type {
            ColorType::GrayscaleAlpha => {
                samples.chunks_exact(2).map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect()
            }
            ColorType::Rgba => samples.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]).collect(),
            ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => return Err(expected()),
        };
        let (width, height) = (width as usize, height as usize);
        match pixels.len() >= width * height {
            true => Ok(Picture { width, height, pixels }),
            false => Err(expected()),
        }
    }

    /// The average of what becomes one pixel when the picture is drawn so many columns wide and rows high.
    pub(super) fn average(&self, column: usize, row: usize, columns: usize, rows: usize) -> [u8; 4] {
        let span = |at: usize, of: usize, side: usize| {
            let start = (at * side / of).min(side - 1);
            start..((at + 1) * side / of).clamp(start + 1, side)
        };
        let mut sums = [0_u64; 4];
        let mut count = 0;
        for y in span(row, rows, self.height) {
            for x in span(column, columns, self.width) {
                let [red, green, blue, covered] = self.pixels[y * self.width + x].map(u64::from);
                sums[0] += red * covered;
                sums[1] += green * covered;
                sums[2] += blue * covered;
                sums[3] += covered;
                count += 1;
            }
        }
        let color = |sum: u64| sum.checked_div(sums[3]).unwrap_or(0) as u8;
        [color(sums[0]), color(sums[1]), color(sums[2]), (sums[3] / count) as u8]
    }
}

/// A PNG with a palette, from the zlib stream of its pixels.
pub(super) fn png(palette: &[Rgb], stream: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(stream.len() + 1024);
    let mut encoder = Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    // Writing to memory does not fail.
    if let Ok(mut writer) = encoder.write_header() {
        let _ = writer.write_chunk(chunk::IDAT, stream);
    }
    bytes
}
