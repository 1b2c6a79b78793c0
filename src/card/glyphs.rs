//! Glyphs as masks: outlines of a font, filled once for each size and a quarter of a pixel.

use std::sync::Arc;

use parley::FontData;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use zeno::{Command, Mask, PathBuilder, Placement, Vector};

use super::ground::stepped;
use super::set::Glyph;
use crate::hash::Map;

/// How a glyph covers what is below it.
pub(super) struct Drawn {
    /// How many steps each pixel is covered, row by row.
    pub(super) steps: Vec<u8>,
    pub(super) place: Placement,
}

/// The masks of glyphs that were drawn before.
#[derive(Default)]
pub(super) struct Masks {
    known: Map<Key, Arc<Drawn>>,
    path: Vec<Command>,
}

/// A font by its number in this run of the program, a glyph, its size by its bits, and the quarter of a pixel it begins at.
type Key = (u64, u32, u32, u8);

/// So many masks are kept: all of an alphabet in all sizes, and a good part of a script with thousands of characters.
const MOST: usize = 8_000;

impl Masks {
    /// The mask of a glyph, and the pixel it is placed from.
    pub(super) fn of(&mut self, glyph: &Glyph) -> Option<(Arc<Drawn>, i32, i32)> {
        let quarters = (glyph.x * 4.0).round() as i32;
        let (x, quarter) = (quarters.div_euclid(4), quarters.rem_euclid(4) as u8);
        let key = (glyph.font.data.id(), glyph.id, glyph.size.to_bits(), quarter);
        let y = glyph.y.round() as i32;
        if let Some(drawn) = self.known.get(&key) {
            return Some((drawn.clone(), x, y));
        }
        let drawn = Arc::new(self.draw(&glyph.font, glyph.id, glyph.size, f32::from(quarter) / 4.0)?);
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(key, drawn.clone());
        Some((drawn, x, y))
    }

    fn draw(&mut self, font: &FontData, id: u32, size: f32, shift: f32) -> Option<Drawn> {
        let font = FontRef::from_index(font.data.data(), font.index).ok()?;
        let outline = font.outline_glyphs().get(GlyphId::new(id))?;
        self.path.clear();
        let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
        outline.draw(settings, &mut Pen(&mut self.path)).ok()?;
        let (mask, place) = Mask::new(self.path.as_slice()).offset(Vector::new(shift, 0.0)).render();
        Some(Drawn { steps: mask.into_iter().map(stepped).collect(), place })
    }
}

/// Turns an outline into a path. Fonts count upwards, cards downwards.
struct Pen<'a>(&'a mut Vec<Command>);

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, -y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, -y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((x1, -y1), (x, -y));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve_to((x1, -y1), (x2, -y2), (x, -y));
    }

    fn close(&mut self) {
        self.0.close();
    }
}
