//! Share cards: the picture that networks show of a page that has none of its own.
//!
//! A [`Studio`] has a design, the fonts for it and the mark of the hub; [`Studio::draw`] makes the card of one page, a PNG
//! of 1200 by 630 pixels, from the few [`Fields`] that it shows and nothing else. No file is read here and no font of the
//! machine is used: the same fields are the same bytes everywhere. The ground of a design is drawn once, in each direction
//! of writing; what is left for a card is its text.

mod bitmap;
mod design;
mod fonts;
mod glyphs;
mod ground;
mod set;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use zeno::{Command, PathBuilder, Style, Transform};

use crate::hash::{self, Hash};

pub use bitmap::{LIMIT, Picture};
pub use design::{Design, Field};
use design::{Plate, TextBox};
use fonts::{Font, Fonts};
use glyphs::Masks;
use ground::{Ground, cover};
use set::{Case, Manner, Setting};

/// The width of a card in pixels.
pub const WIDTH: usize = 1200;

/// The height of a card in pixels.
pub const HEIGHT: usize = 630;

/// To be raised when the same fields are drawn otherwise: networks ask again for a card whose address is new.
const DRAWING: u8 = 1;

/// What one card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The language of the page.
    pub language: String,
    /// Whether that is written from right to left: then the card is mirrored.
    pub is_rtl: bool,
    /// What it says in each field; what is not there is not shown.
    pub texts: BTreeMap<Field, String>,
}

/// The mark on a card.
#[derive(Debug)]
pub enum HubMark {
    /// The theme's own.
    Theme,
    /// None: the hub has a logo, which does not suit a card.
    None,
    /// The hub's.
    Picture(Picture),
}

/// A font that a theme or a hub brings.
pub struct FontFile(Font, Hash);

/// Everything that the cards of a hub are drawn with.
pub struct Studio {
    design: Design,
    fonts: Fonts,
    mark: HubMark,
    identity: Hash,
    /// From left to right, and from right to left.
    grounds: [OnceLock<Ground>; 2],
    /// Places to work at; each is used by one thread at a time.
    benches: Mutex<Vec<Bench>>,
}

/// What a card is drawn with that another may use after it.
struct Bench {
    case: Case,
    masks: Masks,
}

impl FontFile {
    /// Reads a font, TrueType or OpenType; none if it is something else.
    pub fn read(bytes: &[u8]) -> Option<FontFile> {
        let hash = hash::of(bytes);
        Some(FontFile(Font::read(&hash.to_string(), bytes.to_vec())?, hash))
    }
}

impl Studio {
    /// A studio. The theme's fonts are asked before those of the program, the hub's after them. `mark` is hashed by who
    /// read it.
    pub fn new(design: Design, own: Vec<FontFile>, added: Vec<FontFile>, mark: (HubMark, Hash)) -> Studio {
        let said = format!("{DRAWING} {:?} {design:?}", mark.1);
        let hashes = own.iter().chain(&added).map(|font| font.1.to_string());
        let parts: Vec<String> = [said].into_iter().chain(hashes).collect();
        let identity = hash::of_parts(parts.iter().map(|part| part.as_bytes()));
        let fonts = Fonts {
            own: own.into_iter().map(|font| font.0).collect(),
            added: added.into_iter().map(|font| font.0).collect(),
        };
        let (grounds, benches) = (Default::default(), Mutex::default());
        Studio { design, fonts, mark: mark.0, identity, grounds, benches }
    }

    /// What changes with how cards look.
    pub fn identity(&self) -> Hash {
        self.identity
    }

    /// Whether a card shows `field` anywhere.
    pub fn shows(&self, field: Field) -> bool {
        self.design.shows(field)
    }

    /// What changes when the same fields would be drawn otherwise, or other fields.
    pub fn version(&self, fields: &Fields) -> Hash {
        let texts = fields.texts.iter().flat_map(|(field, text)| [field.name(), text.as_str()]);
        let direction = if fields.is_rtl { "rtl" } else { "ltr" };
        let texts = texts.chain([fields.language.as_str(), direction]).map(str::as_bytes);
        hash::of_parts([self.identity.to_bytes().as_slice()].into_iter().chain(texts))
    }

    /// The card as a PNG.
    pub fn draw(&self, fields: &Fields) -> Vec<u8> {
        let ground = self.grounds[usize::from(fields.is_rtl)]
            .get_or_init(|| Ground::draw(&self.design, &self.mark, fields.is_rtl));
        self.at_bench(|bench| {
            let mut pixels = ground.pixels.clone();
            for (place, text) in self.filled(fields) {
                let setting = bench.case.set(&text, place, &self.fonts, manner(fields));
                if let Some(plate) = &place.plate {
                    draw_plate(&mut pixels, ground, plate, &setting);
                }
                draw_text(&mut pixels, ground, ground.ink(place.color), &setting, &mut bench.masks);
            }
            bitmap::encode(&pixels, &ground.palette)
        })
    }

    /// The characters of a card that no font has, in order.
    pub fn missing(&self, fields: &Fields) -> Vec<char> {
        let is_plain = |text: &str| text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
        let mut missing: Vec<char> = self.at_bench(|bench| {
            let filled = self.filled(fields).filter(|(_, text)| !is_plain(text));
            filled.flat_map(|(place, text)| bench.case.set(&text, place, &self.fonts, manner(fields)).missing).collect()
        });
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// The boxes that are not empty, with their text.
    fn filled<'a>(&'a self, fields: &'a Fields) -> impl Iterator<Item = (&'a TextBox, String)> {
        let said = |field: &Field| fields.texts.get(field).map(String::as_str).filter(|text| !text.trim().is_empty());
        self.design.texts.iter().filter_map(move |place| {
            let parts: Vec<&str> = place.fields.iter().filter_map(said).collect();
            let is_shown = !parts.is_empty() && !place.unless.iter().any(|field| said(field).is_some());
            let text = || parts.join(&place.join).split_whitespace().collect::<Vec<_>>().join(" ");
            is_shown.then(|| (place, text()))
        })
    }

    fn at_bench<T>(&self, work: impl FnOnce(&mut Bench) -> T) -> T {
        let free = || self.benches.lock().unwrap_or_else(PoisonError::into_inner);
        let found = free().pop();
        let mut bench = found.unwrap_or_else(|| Bench { case: Case::new(), masks: Masks::default() });
        let done = work(&mut bench);
        free().push(bench);
        done
    }
}

impl std::fmt::Debug for Studio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Studio").field("identity", &self.identity).finish_non_exhaustive()
    }
}

fn manner(fields: &Fields) -> Manner<'_> {
    Manner { language: &fields.language, is_rtl: fields.is_rtl }
}

fn draw_plate(pixels: &mut [u8], ground: &Ground, plate: &Plate, setting: &Setting) {
    let ([left, top, width, height], [beside, above]) = (setting.area, plate.around);
    let mut path: Vec<Command> = Vec::new();
    let (width, height) = (width + 2.0 * beside, height + 2.0 * above);
    path.add_round_rect((left - beside, top - above), width, height, plate.radius, plate.radius);
    let ink = ground.ink(plate.color);
    let fill = Style::Fill(zeno::Fill::NonZero);
    cover(&path, fill, Transform::IDENTITY, |at, step| pixels[at] = ground.blend(ink, step, pixels[at]));
}

fn draw_text(pixels: &mut [u8], ground: &Ground, ink: usize, setting: &Setting, masks: &mut Masks) {
    for glyph in &setting.glyphs {
        let Some((drawn, x, y)) = masks.of(glyph) else { continue };
        let (left, top) = (x + drawn.place.left, y + drawn.place.top);
        let width = drawn.place.width as usize;
        for (row, steps) in drawn.steps.chunks_exact(width.max(1)).enumerate() {
            let y = top + row as i32;
            if !(0..HEIGHT as i32).contains(&y) {
                continue;
            }
            for (x, step) in (left..).zip(steps).filter(|(x, step)| **step > 0 && (0..WIDTH as i32).contains(x)) {
                let pixel = &mut pixels[y as usize * WIDTH + x as usize];
                *pixel = ground.blend(ink, *step, *pixel);
            }
        }
    }
}
