//! What is the same on many cards: the ground with its shapes and mark, drawn once in colours, and a palette for all that
//! will stand on it.
//!
//! A card has 256 colours. The ground takes what it needs, at most [`GROUND`]; each colour of a text takes itself and the
//! steps between it and what lies under most of its box. Where a text crosses something else, the nearest colour serves.

use zeno::{Command, Mask, Stroke, Style, Transform};

use super::bitmap::Picture;
use super::deflate::Pressed;
use super::design::{Design, Rgb, Shape, TextBox};
use super::{HEIGHT, HubMark, STRIDE, WIDTH};
use crate::hash::Map;

/// So many colours the ground has at most.
const GROUND: usize = 112;

/// So many are left to one that is too large with them, as with a photo for a mark.
const FEW: usize = 24;

/// So many bytes a ground takes at most: a card full of text needs the rest of its own.
const ROOM: usize = 14_000;

/// So many steps lie between nothing and all of a colour. More cannot be told from these at any size that networks show,
/// and every one costs bytes at the edge of every letter.
pub(super) const STEPS: u8 = 7;

/// A ground, ready for text.
pub(super) struct Ground {
    /// Rows of [`STRIDE`] bytes as a PNG has them: 0, for no filter, then the colour of each pixel by its place in the
    /// palette.
    pub(super) rows: Vec<u8>,
    pub(super) palette: Vec<Rgb>,
    pub(super) pressed: Pressed,
    /// What of the design is not on it.
    pub(super) left_out: Option<LeftOut>,
    inks: Vec<(Rgb, Ink)>,
}

/// What a ground has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// The mark.
    Mark,
    /// The mark and all shapes.
    Shapes,
}

/// By step and colour below: the colour that so much of an ink makes on it.
pub(super) type Ink = [[u8; 256]; STEPS as usize + 1];

impl Ground {
    /// Draws the ground of a design with the hub's own mark, if it has one. Without one the theme's is drawn. One that leaves
    /// too little room for text has fewer colours; where that does not help, no mark; at last, nothing but its colour.
    pub(super) fn draw(design: &Design, mark: &HubMark, is_rtl: bool) -> Ground {
        let draw =
            |(left_out, colors)| Canvas::of(design, mark, is_rtl, left_out).finish(design, is_rtl, colors, left_out);
        let no_mark = Some(LeftOut::Mark);
        let tries = [(None, GROUND), (None, FEW), (no_mark, GROUND), (no_mark, FEW)];
        let fitting = tries.into_iter().map(draw).find(|ground| ground.size() <= ROOM);
        fitting.unwrap_or_else(|| draw((Some(LeftOut::Shapes), GROUND)))
    }

    /// So many bytes it takes on a card without text.
    fn size(&self) -> usize {
        self.pressed.stream(&self.rows, &[false; HEIGHT]).len() + 3 * self.palette.len()
    }

    /// An ink that the design has, ready to be put on.
    pub(super) fn ink(&self, color: Rgb) -> Option<&Ink> {
        self.inks.iter().find(|(known, _)| *known == color).map(|(_, ink)| ink)
    }
}

/// A place as it is on a card that is mirrored.
pub(super) fn mirrored([left, top, width, height]: [f32; 4], is_rtl: bool) -> [f32; 4] {
    [if is_rtl { WIDTH as f32 - left - width } else { left }, top, width, height]
}

/// Calls `put` with each pixel that a path covers on the card: its row and column, and how many steps it is covered.
pub(super) fn cover(path: &[Command], style: Style<'_>, to: Transform, mut put: impl FnMut(usize, usize, u8)) {
    let (mask, place) = Mask::new(path).style(style).transform(Some(to)).render();
    for (row, line) in mask.chunks_exact((place.width as usize).max(1)).enumerate() {
        let y = place.top + row as i32;
        if !(0..HEIGHT as i32).contains(&y) {
            continue;
        }
        for (x, covered) in (place.left..).zip(line).filter(|(_, covered)| **covered > 0) {
            let step = stepped(*covered);
            if (0..WIDTH as i32).contains(&x) && step > 0 {
                put(y as usize, x as usize, step);
            }
        }
    }
}

/// How many steps a coverage of 0 to 255 is.
pub(super) fn stepped(covered: u8) -> u8 {
    ((u16::from(covered) * u16::from(STEPS) + 127) / 255) as u8
}

/// A colour with so many steps of an ink over it.
fn mixed(below: Rgb, ink: Rgb, step: u8) -> Rgb {
    std::array::from_fn(|channel| {
        let (below, ink) = (u16::from(below[channel]), u16::from(ink[channel]));
        let (step, all) = (u16::from(step), u16::from(STEPS));
        ((below * (all - step) + ink * step + all / 2) / all) as u8
    })
}

/// An ink on every colour of a palette.
fn ink(color: Rgb, palette: &[Rgb]) -> Ink {
    let mut ink: Ink = [[0; 256]; STEPS as usize + 1];
    for (step, blends) in (0..).zip(&mut ink) {
        let made = palette.iter().map(|below| nearest(palette, mixed(*below, color, step)));
        blends.iter_mut().zip(made).for_each(|(blend, made)| *blend = made);
    }
    ink
}

/// The place of the colour that is most like `wanted`.
fn nearest(palette: &[Rgb], wanted: Rgb) -> u8 {
    let distance = |color: &Rgb| -> u32 {
        let channel = |at: usize| u32::from(color[at].abs_diff(wanted[at])).pow(2);
        3 * channel(0) + 4 * channel(1) + 2 * channel(2)
    };
    let best = palette.iter().enumerate().min_by_key(|(_, color)| distance(color));
    best.map_or(0, |(at, _)| at as u8)
}

/// Adds the steps from one colour to another, as far as there is room.
fn add_steps(palette: &mut Vec<Rgb>, below: Rgb, ink: Rgb) {
    for color in (1..=STEPS).rev().map(|step| mixed(below, ink, step)) {
        if palette.len() < 256 && !palette.contains(&color) {
            palette.push(color);
        }
    }
}

struct Canvas {
    pixels: Vec<Rgb>,
}

impl Canvas {
    /// A canvas with all of a design that is not left out.
    fn of(design: &Design, mark: &HubMark, is_rtl: bool, left_out: Option<LeftOut>) -> Canvas {
        let mut canvas = Canvas { pixels: vec![design.ground; WIDTH * HEIGHT] };
        if left_out == Some(LeftOut::Shapes) {
            return canvas;
        }
        let mirror = Transform { xx: -1.0, x: WIDTH as f32, ..Transform::IDENTITY };
        for shape in &design.shapes {
            canvas.shape(shape, if is_rtl { mirror } else { Transform::IDENTITY });
        }
        if let Some(place) = design.mark.as_ref().filter(|_| left_out.is_none()) {
            let at = mirrored(place.at, is_rtl);
            match mark {
                HubMark::Theme => {
                    let scale = at[2] / place.view;
                    let to = Transform::scale(scale, scale).then_translate(at[0], at[1]);
                    place.shapes.iter().for_each(|shape| canvas.shape(shape, to));
                }
                HubMark::Picture(picture) => canvas.picture(picture, at, is_rtl),
                HubMark::None => {}
            }
        }
        canvas
    }

    fn shape(&mut self, shape: &Shape, to: Transform) {
        let mut stroke = Stroke::new(shape.line.unwrap_or(1.0));
        stroke.cap(zeno::Cap::Round).join(zeno::Join::Round);
        let style = match shape.line {
            Some(_) => Style::Stroke(stroke),
            None => Style::Fill(zeno::Fill::NonZero),
        };
        let pixels = &mut self.pixels;
        cover(&shape.path, style, to, |row, column, step| {
            let pixel = &mut pixels[row * WIDTH + column];
            *pixel = mixed(*pixel, shape.color, step);
        });
    }

    /// Draws a picture as large as its place allows, at the outer side of it.
    fn picture(&mut self, picture: &Picture, [left, top, width, height]: [f32; 4], is_rtl: bool) {
        let scale = (width / picture.width as f32).min(height / picture.height as f32);
        let drawn = |side: usize| ((side as f32 * scale).round() as usize).max(1);
        let (columns, rows) = (drawn(picture.width), drawn(picture.height));
        let left = if is_rtl { left.round() as i32 } else { (left + width).round() as i32 - columns as i32 };
        let top = (top + (height - rows as f32) / 2.0).round() as i32;
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (left + column as i32, top + row as i32);
                if !(0..WIDTH as i32).contains(&x) || !(0..HEIGHT as i32).contains(&y) {
                    continue;
                }
                let [red, green, blue, covered] = picture.average(column, row, columns, rows);
                let at = y as usize * WIDTH + x as usize;
                self.pixels[at] = mixed(self.pixels[at], [red, green, blue], stepped(covered));
            }
        }
    }

    /// The ground with its palette, of which so many colours are its own.
    fn finish(self, design: &Design, is_rtl: bool, colors: usize, left_out: Option<LeftOut>) -> Ground {
        let mut counts: Map<Rgb, usize> = Map::default();
        for run in self.pixels.chunk_by(|one, next| one == next) {
            *counts.entry(run[0]).or_default() += run.len();
        }
        let mut common: Vec<(Rgb, usize)> = counts.into_iter().collect();
        common.sort_by_key(|(color, count)| (std::cmp::Reverse(*count), *color));
        let mut palette: Vec<Rgb> = common.iter().take(colors).map(|(color, _)| *color).collect();
        let places: Map<Rgb, u8> = common.iter().map(|(color, _)| (*color, nearest(&palette, *color))).collect();
        let mut rows = Vec::with_capacity(STRIDE * HEIGHT);
        for row in self.pixels.chunks_exact(WIDTH) {
            rows.push(0);
            for run in row.chunk_by(|one, next| one == next) {
                rows.resize(rows.len() + run.len(), places[&run[0]]);
            }
        }
        let mut inks = Vec::new();
        for text in &design.texts {
            let mut below = self.usual(text, is_rtl);
            for ink in text.plate.map(|plate| plate.color).into_iter().chain([text.color]) {
                add_steps(&mut palette, below, ink);
                inks.push(ink);
                below = ink;
            }
        }
        inks.sort_unstable();
        inks.dedup();
        let inks = inks.into_iter().map(|color| (color, ink(color, &palette))).collect();
        Ground { pressed: Pressed::new(&rows), rows, palette, left_out, inks }
    }

    /// The colour that is under most of a box.
    fn usual(&self, text: &TextBox, is_rtl: bool) -> Rgb {
        let [left, top, width, height] = mirrored(text.at, is_rtl);
        let mut counts: Map<Rgb, usize> = Map::default();
        for y in (0..height as usize).step_by(4).map(|row| top as usize + row).filter(|y| *y < HEIGHT) {
            for x in (0..width as usize).step_by(4).map(|column| left as usize + column).filter(|x| *x < WIDTH) {
                *counts.entry(self.pixels[y * WIDTH + x]).or_default() += 1;
            }
        }
        let usual = counts.into_iter().max_by_key(|(color, count)| (*count, *color));
        usual.map_or([0; 3], |(color, _)| color)
    }
}
