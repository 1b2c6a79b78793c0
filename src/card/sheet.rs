//! The sheet that cards are drawn on, one after the other: a copy of the ground, of which only the rows that a card touched
//! are pressed anew and washed after it.

use zeno::{Command, PathBuilder, Style, Transform};

use super::design::{Plate, Rgb};
use super::glyphs::Masks;
use super::ground::{Ground, STEPS, cover};
use super::set::Setting;
use super::{HEIGHT, STRIDE, WIDTH};

/// For each step that an ink covers a pixel, the step that is drawn. A card that comes out too large is drawn again with
/// the next: letters have harder edges then.
pub(super) const TONES: [[u8; STEPS as usize + 1]; 3] =
    [[0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 2, 2, 5, 5, 7, 7], [0, 0, 0, 0, 7, 7, 7, 7]];

/// A card being drawn.
pub(super) struct Sheet {
    rows: Vec<u8>,
    touched: Vec<bool>,
}

impl Sheet {
    /// A sheet that nothing was drawn on.
    pub(super) fn new(ground: &Ground) -> Sheet {
        Sheet { rows: ground.rows.clone(), touched: vec![false; HEIGHT] }
    }

    /// Draws a plate around the area that a text takes up.
    pub(super) fn plate(&mut self, ground: &Ground, plate: &Plate, [left, top, width, height]: [f32; 4]) {
        let Some(ink) = ground.ink(plate.color) else { return };
        let [beside, above] = plate.around;
        let mut path: Vec<Command> = Vec::new();
        let (width, height) = (width + 2.0 * beside, height + 2.0 * above);
        path.add_round_rect((left - beside, top - above), width, height, plate.radius, plate.radius);
        cover(&path, Style::Fill(zeno::Fill::NonZero), Transform::IDENTITY, |row, column, step| {
            let pixel = &mut self.rows[row * STRIDE + 1 + column];
            *pixel = ink[usize::from(step)][usize::from(*pixel)];
            self.touched[row] = true;
        });
    }

    /// Draws the glyphs of a text.
    pub(super) fn text(
        &mut self,
        ground: &Ground,
        color: Rgb,
        tones: &[u8; STEPS as usize + 1],
        setting: &Setting,
        masks: &mut Masks,
    ) {
        let Some(ink) = ground.ink(color) else { return };
        let blends = tones.map(|tone| &ink[usize::from(tone)]);
        for glyph in &setting.glyphs {
            let Some((drawn, x, y)) = masks.of(glyph) else { continue };
            let (left, top, width) = (x + drawn.place.left, y + drawn.place.top, drawn.place.width as usize);
            // What lies beside the card is left out.
            let (from, to) = (left.clamp(0, WIDTH as i32), (left + width as i32).clamp(0, WIDTH as i32));
            for (row, steps) in (top..).zip(drawn.steps.chunks_exact(width.max(1))) {
                if !(0..HEIGHT as i32).contains(&row) || from == to {
                    continue;
                }
                let row = row as usize;
                let pixels = &mut self.rows[row * STRIDE + 1..][from as usize..to as usize];
                for (pixel, step) in pixels.iter_mut().zip(&steps[(from - left) as usize..]) {
                    *pixel = blends[usize::from(*step)][usize::from(*pixel)];
                }
                self.touched[row] = true;
            }
        }
    }

    /// What is on it, as the zlib stream of a PNG.
    pub(super) fn pressed(&self, ground: &Ground) -> Vec<u8> {
        ground.pressed.stream(&self.rows, &self.touched)
    }

    /// Makes it as it was before anything was drawn.
    pub(super) fn wash(&mut self, ground: &Ground) {
        let rows = self.rows.chunks_exact_mut(STRIDE).zip(ground.rows.chunks_exact(STRIDE));
        for ((row, clean), touched) in rows.zip(&mut self.touched) {
            if std::mem::take(touched) {
                row.copy_from_slice(clean);
            }
        }
    }
}
