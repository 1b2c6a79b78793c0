//! The fonts of cards: those inside the program, what a theme brings, what a hub adds. Never those of the machine.
//!
//! Those of the program are subsets of free fonts, each for some scripts, compressed; one is unpacked when a text first
//! needs it. Their licences stand beside them, and how they were made: `fonts/make.py`.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use parley::FontData;
use parley::fontique::Blob;
use skrifa::{FontRef, MetadataProvider};

/// A font that is ready to be used.
#[derive(Clone)]
pub(super) struct Font {
    /// What it is called in a stack of fonts: no two are called alike.
    pub(super) name: Arc<str>,
    /// Its bytes.
    pub(super) data: FontData,
    /// How far lines of it stand apart, in sizes.
    pub(super) leading: f32,
    /// Whether letters of it may be set closer.
    pub(super) is_tight: bool,
}

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The fonts of one design.
#[derive(Default)]
pub(super) struct Fonts {
    /// Of the theme, asked first.
    pub(super) own: Vec<Font>,
    /// Of the hub, asked last.
    pub(super) added: Vec<Font>,
}

/// A font inside the program.
struct Bundled {
    name: &'static str,
    /// Which characters it may be needed for.
    may: &'static [RangeInclusive<u32>],
    bold: Packed,
    /// A script without one has bold letters only.
    regular: Option<Packed>,
    leading: f32,
}

/// A compressed font.
struct Packed {
    bytes: &'static [u8],
    font: OnceLock<Option<Font>>,
}

macro_rules! packed {
    ($name:literal) => {
        Packed { bytes: include_bytes!(concat!("fonts/", $name, ".ttf.z")), font: OnceLock::new() }
    };
}

macro_rules! bundled {
    ($count:literal $($name:literal $leading:literal $may:expr, $bold:literal $($regular:literal)?;)*) => {
        static BUNDLED: [Bundled; $count] = [$(Bundled {
            name: $name,
            may: &$may,
            bold: packed!($bold),
            regular: regular!($($regular)?),
            leading: $leading,
        }),*];
    };
}

macro_rules! regular {
    () => {
        None
    };
    ($name:literal) => {
        Some(packed!($name))
    };
}

/// Han, kana, and the marks that stand between them.
const HAN: [RangeInclusive<u32>; 3] = [0x2e80..=0x9fff, 0xf900..=0xfaff, 0xfe30..=0xffef];

// In the order in which they are asked. Leading grows with what stands above and below the letters of a script.
bundled! { 14
    "atkinson" 1.1 [0x20..=0x24f, 0x2b0..=0x2ff, 0x1e00..=0x20cf, 0x2100..=0x22ff], "atkinson-7" "atkinson-4";
    "latin" 1.14 [0x20..=0x58f, 0x1c80..=0x22ff, 0x2c60..=0x2e7f, 0xa640..=0xa7ff, 0xab30..=0xab6f], "latin-7" "latin-4";
    "arabic" 1.42 [0x600..=0x77f, 0x8a0..=0x8ff, 0xfb50..=0xfdff, 0xfe70..=0xfeff], "arabic-7" "arabic-4";
    "hebrew" 1.2 [0x590..=0x5ff, 0xfb1d..=0xfb4f], "hebrew-7" "hebrew-4";
    "devanagari" 1.34 [0x900..=0x97f, 0x1cd0..=0x1cff, 0xa8e0..=0xa8ff], "devanagari-7" "devanagari-4";
    "bengali" 1.34 [0x980..=0x9ff], "bengali-7";
    "gurmukhi" 1.34 [0xa00..=0xa7f], "gurmukhi-7";
    "gujarati" 1.34 [0xa80..=0xaff], "gujarati-7";
    "tamil" 1.3 [0xb80..=0xbff], "tamil-7";
    "thai" 1.42 [0xe00..=0xe7f], "thai-7" "thai-4";
    "chinese" 1.28 HAN, "chinese-7";
    "japanese" 1.28 HAN, "japanese-7";
    "korean" 1.28 [0x3131..=0x3163, 0xac00..=0xd7a3], "korean-7";
    "signs" 1.14 [0x2b0..=0x36f, 0x2000..=0x2bff, 0xfb00..=0xfb06], "signs-7";
}

impl Font {
    /// A font from its bytes, TrueType or OpenType; none if they are something else or have no characters.
    pub(super) fn read(name: &str, bytes: Vec<u8>) -> Option<Font> {
        let data = FontData::new(Blob::from(bytes), 0);
        let font = Font { name: name.into(), data, leading: 1.2, is_tight: false };
        font.reference().filter(|font| font.charmap().has_map()).is_some().then_some(font)
    }

    /// Whether it has a glyph for a character.
    pub(super) fn has(&self, letter: char) -> bool {
        self.reference().and_then(|font| font.charmap().map(letter)).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn reference(&self) -> Option<FontRef<'_>> {
        FontRef::new(self.data.data.data()).ok()
    }
}

impl Fonts {
    /// The fonts that `text` needs, best first. Where no font has a character, none is there for it.
    pub(super) fn choose(&self, text: &str, language: &str, weight: Weight) -> Vec<Font> {
        let known = in_order(language);
        let bundled = known.iter().map(|bundled| (Some(*bundled), bundled.font(weight)));
        let own = self.own.iter().map(|font| (None, Some(font)));
        let all: Vec<_> = own.chain(bundled).chain(self.added.iter().map(|font| (None, Some(font)))).collect();
        let mut chosen: Vec<usize> = Vec::new();
        for letter in text.chars().filter(|letter| !is_unseen(*letter)) {
            let has = |rank: &usize| all[*rank].1.is_some_and(|font| font.has(letter));
            if !chosen.iter().any(has) {
                let may = |rank: &usize| all[*rank].0.is_none_or(|bundled: &Bundled| bundled.may(letter));
                chosen.extend((0..all.len()).find(|rank| may(rank) && has(rank)));
            }
        }
        // Where the wider Latin font is needed it sets all of the Latin: no word is of two faces.
        let is_wider = |rank: usize| all[rank].0.is_some_and(|bundled| bundled.name == "latin");
        chosen.sort_by_key(|rank| if is_wider(*rank) { 2 * self.own.len() } else { 2 * rank + 1 });
        chosen.into_iter().filter_map(|rank| all[rank].1.cloned()).collect()
    }
}

/// The fonts of the program as they are asked for a text in `language`: Han is written otherwise in Japanese.
fn in_order(language: &str) -> Vec<&'static Bundled> {
    let is_japanese = language == "ja" || language.starts_with("ja-");
    let mut fonts: Vec<&Bundled> = BUNDLED.iter().collect();
    fonts.sort_by_key(|font| font.name == if is_japanese { "chinese" } else { "japanese" });
    fonts
}

impl Bundled {
    fn may(&self, letter: char) -> bool {
        self.may.iter().any(|range| range.contains(&(letter as u32)))
    }

    fn font(&'static self, weight: Weight) -> Option<&'static Font> {
        match (weight, &self.regular) {
            (Weight::Regular, Some(regular)) => regular.font(self, ""),
            _ => self.bold.font(self, "-bold"),
        }
    }
}

impl Packed {
    fn font(&'static self, of: &Bundled, weight: &str) -> Option<&'static Font> {
        let unpack = || {
            let bytes = miniz_oxide::inflate::decompress_to_vec_zlib(self.bytes).ok()?;
            let font = Font::read(&format!("{}{weight}", of.name), bytes)?;
            Some(Font { leading: of.leading, is_tight: of.leading < 1.2, ..font })
        };
        self.font.get_or_init(unpack).as_ref()
    }
}

/// Whether a character is never seen: controls, joiners, marks of direction, selectors of variants.
pub(super) fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter as u32, 0xad | 0x34f | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f)
        || matches!(letter as u32, 0x180b..=0x180f | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, language: &str, weight: Weight) -> Vec<String> {
        let chosen = Fonts::default().choose(text, language, weight);
        chosen.iter().map(|font| font.name.to_string()).collect()
    }

    #[test]
    fn every_font_of_the_program_can_be_unpacked() {
        for font in &BUNDLED {
            assert!(font.font(Weight::Bold).is_some() && font.font(Weight::Regular).is_some(), "{}", font.name);
        }
    }

    #[test]
    fn a_text_has_the_fonts_that_it_needs() {
        for (text, language, expected) in [
            ("Flu", "en", "atkinson-bold"),
            ("Grippe à Łódź", "pl", "atkinson-bold"),
            ("Tiêm chủng", "vi", "latin-bold atkinson-bold"),
            ("Γρίπη flu", "el", "latin-bold"),
            ("لقاح", "ar", "arabic-bold"),
            ("2026年", "zh-Hans", "atkinson-bold chinese-bold"),
            ("流感", "en", "chinese-bold"),
            ("インフル 流感", "ja", "atkinson-bold japanese-bold"),
            ("CO₂ ✓", "en", "atkinson-bold signs-bold"),
            ("병원 소식 流感", "ko", "atkinson-bold chinese-bold korean-bold"),
            ("ញ", "km", ""),
        ] {
            assert_eq!(names(text, language, Weight::Bold).join(" "), expected, "{text}");
        }
        assert_eq!(names("Flu", "en", Weight::Regular), ["atkinson"]);
    }
}
