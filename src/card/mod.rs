//! Share cards: the picture that networks show of a page that has none of its own.
//!
//! A [`Studio`] has a design, the fonts for it and the mark of the hub; [`Studio::draw`] makes the card of one page, a PNG
//! of 1200 by 630 pixels, from the few [`Fields`] that it shows and nothing else. No file is read here and no font of the
//! machine is used: the same fields are the same bytes everywhere. The ground of a design is drawn once, in each direction
//! of writing; what is left for a card is its text.

mod bitmap;
mod deflate;
mod design;
mod fonts;
mod glyphs;
mod ground;
mod set;
mod sheet;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::hash::{self, Hash};
use crate::path::SourcePath;
use crate::text::composed;

pub use bitmap::{LIMIT, Picture};
use design::TextBox;
pub use design::{Design, Field};
use fonts::{Font, Fonts};
use glyphs::Masks;
use ground::Ground;
pub use ground::LeftOut;
use set::{Case, Manner, Setting};
use sheet::{Sheet, TONES};

/// The width of a card in pixels.
pub const WIDTH: usize = 1200;

/// The height of a card in pixels.
pub const HEIGHT: usize = 630;

/// The bytes of a row: its filter, and a pixel each.
const STRIDE: usize = WIDTH + 1;

/// To be raised when the same fields are drawn otherwise: networks ask again for a card whose address is new.
const DRAWING: u8 = 3;

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
    /// From left to right, and from right to left.
    sheets: [Option<Sheet>; 2],
}

/// A box with what fills it.
struct Filled<'a> {
    place: &'a TextBox,
    text: String,
    /// How many bytes at the end are the last of several fields, with what joins it to those before.
    tail: usize,
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

    /// What the design says that is on no card, because there would be no room for text beside it.
    pub fn left_out(&self) -> Option<LeftOut> {
        self.ground(false).left_out
    }

    /// The hub's file that the design stands in; none if it is one of the program's own.
    pub fn design_file(&self) -> Option<&SourcePath> {
        self.design.file.as_ref()
    }

    /// The card as a PNG of at most [`LIMIT`] bytes, whatever it says: letters get harder edges where that is needed, and
    /// the text that the design has last gives way.
    pub fn draw(&self, fields: &Fields) -> Vec<u8> {
        let ground = self.ground(fields.is_rtl);
        self.at_bench(|bench| {
            let mut settings: Vec<(&TextBox, Setting)> =
                self.filled(fields).map(|filled| (filled.place, self.set(&filled, fields, bench))).collect();
            let sheet = bench.sheets[usize::from(fields.is_rtl)].get_or_insert_with(|| Sheet::new(ground));
            let mut tones = TONES.iter();
            let mut chosen = &TONES[0];
            loop {
                match tones.next() {
                    Some(tones) => chosen = tones,
                    None => _ = settings.pop(),
                }
                for (place, setting) in &settings {
                    if let Some(plate) = &place.plate {
                        sheet.plate(ground, plate, setting.area);
                    }
                    sheet.text(ground, place.color, chosen, setting, &mut bench.masks);
                }
                let card = bitmap::png(&ground.palette, &sheet.pressed(ground));
                sheet.wash(ground);
                if card.len() <= LIMIT || settings.is_empty() {
                    return card;
                }
            }
        })
    }

    fn ground(&self, is_rtl: bool) -> &Ground {
        self.grounds[usize::from(is_rtl)].get_or_init(|| Ground::draw(&self.design, &self.mark, is_rtl))
    }

    /// The characters of a card that no font has, in order.
    pub fn missing(&self, fields: &Fields) -> Vec<char> {
        let is_plain = |text: &str| text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
        let mut missing: Vec<char> = self.at_bench(|bench| {
            let filled = self.filled(fields).filter(|filled| !is_plain(&filled.text));
            filled.flat_map(|filled| self.set(&filled, fields, bench).missing).collect()
        });
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// The boxes that are not empty, with what fills them.
    fn filled<'a>(&'a self, fields: &'a Fields) -> impl Iterator<Item = Filled<'a>> {
        let said = |field: &Field| fields.texts.get(field).map(String::as_str).filter(|text| !text.trim().is_empty());
        // Letters that are stored in parts are drawn in one, as Korean ones from names of files.
        let words = |text: &str| composed(text).split_whitespace().collect::<Vec<_>>().join(" ");
        self.design.texts.iter().filter_map(move |place| {
            let parts: Vec<&str> = place.fields.iter().filter_map(said).collect();
            let (_, before) = parts.split_last()?;
            if place.unless.iter().any(|field| said(field).is_some()) {
                return None;
            }
            let head = words(&before.join(&place.join));
            let text = words(&parts.join(&place.join));
            let tail = if before.is_empty() { 0 } else { text.len() - head.len() };
            Some(Filled { place, text, tail })
        })
    }

    fn set(&self, Filled { place, text, tail }: &Filled<'_>, fields: &Fields, bench: &mut Bench) -> Setting {
        let manner = Manner { language: &fields.language, is_rtl: fields.is_rtl };
        bench.case.set(text, *tail, place, &self.fonts, manner)
    }

    fn at_bench<T>(&self, work: impl FnOnce(&mut Bench) -> T) -> T {
        let free = || self.benches.lock().unwrap_or_else(PoisonError::into_inner);
        let found = free().pop();
        let mut bench =
            found.unwrap_or_else(|| Bench { case: Case::new(), masks: Masks::default(), sheets: [None, None] });
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
