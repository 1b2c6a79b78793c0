//! Setting a text in its box: shaped, wrapped, and made smaller until it fits; at last cut at a word. Of several fields in
//! one box the last stays whole: a date says little without its year.
//!
//! A text is shaped once, at the largest size. Nothing is hinted, so all else follows by scale: that it fits at a smaller
//! size is that its lines fit a wider box.

use parley::fontique::{Collection, CollectionOptions, FontInfoOverride};
use parley::style::{FontFamily, FontFamilyName, LineHeight, OverflowWrap, StyleProperty, WordBreak};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontData, Layout, LayoutContext, PositionedLayoutItem,
};
use skrifa::{FontRef, MetadataProvider};

use super::design::{Align, TextBox};
use super::fonts::{Font, Fonts, is_unseen};
use crate::hash::Set;

/// A text in its box.
#[derive(Default)]
pub(super) struct Setting {
    pub(super) glyphs: Vec<Glyph>,
    /// Left, top, width and height of what is taken up.
    pub(super) area: [f32; 4],
    /// Characters that no font has.
    pub(super) missing: Vec<char>,
    /// What is shown, line by line.
    #[cfg(test)]
    pub(super) lines: Vec<String>,
}

/// A glyph and where it begins on its line.
pub(super) struct Glyph {
    pub(super) font: FontData,
    pub(super) id: u32,
    pub(super) size: f32,
    pub(super) x: f32,
    pub(super) y: f32,
}

/// What setting a text needs again and again: fonts that are known, and room to work in.
pub(super) struct Case {
    fonts: FontContext,
    room: LayoutContext<()>,
    layout: Layout<()>,
    known: Set<String>,
}

/// In which language and direction a text is set.
#[derive(Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) language: &'a str,
    pub(super) is_rtl: bool,
}

impl Case {
    pub(super) fn new() -> Case {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let fonts = FontContext { collection: Collection::new(options), ..FontContext::default() };
        Case { fonts, room: LayoutContext::new(), layout: Layout::new(), known: Set::default() }
    }

    /// Sets `text`, whose spaces are single ones, in `place`. Its last `tail` bytes are not cut as long as there is room
    /// for them.
    pub(super) fn set(
        &mut self,
        text: &str,
        tail: usize,
        place: &TextBox,
        fonts: &Fonts,
        manner: Manner<'_>,
    ) -> Setting {
        let chosen = fonts.choose(text, manner.language, place.weight);
        let missing = text.chars().filter(|letter| !is_unseen(*letter) && !chosen.iter().any(|font| font.has(*letter)));
        let setting = Setting { missing: missing.collect(), ..Setting::default() };
        if chosen.is_empty() {
            return setting;
        }
        let leading = chosen.iter().map(|font| font.leading).fold(place.leading, f32::max);
        let mut job = Job { case: self, place, fonts, manner, leading, shaped: String::new() };
        let size = job.fit(text, tail, &chosen);
        job.collect(setting, size)
    }
}

struct Job<'a> {
    case: &'a mut Case,
    place: &'a TextBox,
    fonts: &'a Fonts,
    manner: Manner<'a>,
    leading: f32,
    /// The text that is laid out.
    shaped: String,
}

impl Job<'_> {
    /// Lays the text out, cut if it must be; the size at which it fits.
    fn fit(&mut self, text: &str, tail: usize, chosen: &[Font]) -> f32 {
        self.shape(text, chosen, OverflowWrap::Normal);
        if let Some(size) = self.place.sizes.iter().copied().find(|size| self.fits(*size)) {
            self.balance(size);
            return size;
        }
        let smallest = self.smallest();
        self.shape(text, chosen, OverflowWrap::Anywhere);
        if !self.fits(smallest) {
            self.cut(text, tail, chosen, smallest);
        }
        smallest
    }

    fn shape(&mut self, text: &str, chosen: &[Font], wrap: OverflowWrap) {
        let Case { fonts, room, layout, known } = &mut *self.case;
        for font in chosen {
            if known.insert(font.name.to_string()) {
                let name = FontInfoOverride { family_name: Some(&font.name), ..Default::default() };
                fonts.collection.register_fonts(font.data.data.clone(), Some(name));
            }
        }
        let names: Vec<FontFamilyName<'_>> = chosen.iter().map(|font| FontFamilyName::named(&font.name)).collect();
        let size = self.place.largest();
        let mut builder = room.ranged_builder(fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(names.into())));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.0)));
        builder.push_default(StyleProperty::Locale(self.manner.language.parse().ok()));
        builder.push_default(StyleProperty::OverflowWrap(wrap));
        // Korean has spaces between words, and titles are broken there.
        if self.manner.language.starts_with("ko") {
            builder.push_default(StyleProperty::WordBreak(WordBreak::KeepAll));
        }
        if chosen.iter().all(|font| font.is_tight) {
            builder.push_default(StyleProperty::LetterSpacing(self.place.spacing * size));
        }
        builder.set_base_direction(if self.manner.is_rtl { BaseDirection::Rtl } else { BaseDirection::Ltr });
        builder.build_into(layout, text);
        self.shaped.clear();
        self.shaped.push_str(text);
    }

    /// Whether what is laid out fits its box at this size.
    fn fits(&mut self, size: f32) -> bool {
        let width = self.place.width() * self.place.largest() / size;
        let layout = &mut self.case.layout;
        layout.break_all_lines(Some(width));
        let is_narrow = layout.lines().all(|line| {
            let metrics = line.metrics();
            metrics.advance - metrics.hanging_advance <= width + 0.5
        });
        let height = layout.len() as f32 * self.leading * size;
        is_narrow && layout.len() <= self.place.lines && (layout.len() == 1 || height <= self.place.height() + 0.5)
    }

    /// Breaks into lines that are about as long as each other.
    fn balance(&mut self, size: f32) {
        let lines = self.case.layout.len();
        let full = self.place.width() * self.place.largest() / size;
        let (mut narrow, mut wide) = (full / 2.0, full);
        for _ in 0..if lines > 1 { 5 } else { 0 } {
            let middle = (narrow + wide) / 2.0;
            let layout = &mut self.case.layout;
            layout.break_all_lines(Some(middle));
            let is_over = layout.lines().any(|line| line.metrics().advance - line.metrics().hanging_advance > middle);
            match layout.len() > lines || is_over {
                true => narrow = middle,
                false => wide = middle,
            }
        }
        self.case.layout.break_all_lines(Some(wide));
    }

    /// Cuts at the last word after which the text, an ellipsis and the tail fit; where none does, without a tail; within
    /// the first word if that alone does not.
    fn cut(&mut self, text: &str, tail: usize, chosen: &[Font], size: f32) {
        self.shape(text, chosen, OverflowWrap::Normal);
        // A box of no width has one word on each line.
        self.case.layout.break_all_lines(Some(0.0));
        let words: Vec<usize> = self.case.layout.lines().map(|line| line.text_range().end).collect();
        let (head, tail) = text.split_at(text.len() - tail);
        let before = words.partition_point(|end| *end <= head.len());
        let is_done = self.cut_at(head, &words[..before], tail, size, OverflowWrap::Normal)
            || self.cut_at(text, &words, "", size, OverflowWrap::Normal);
        if !is_done {
            let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            self.cut_at(text, &letters, "", size, OverflowWrap::Anywhere);
        }
    }

    /// Cuts at the last of `ends` that fits; whether one does.
    fn cut_at(&mut self, text: &str, ends: &[usize], tail: &str, size: f32, wrap: OverflowWrap) -> bool {
        let (mut good, mut bad) = (0, ends.len());
        while good + 1 < bad {
            let middle = (good + bad) / 2;
            match self.fits_cut(&text[..ends[middle - 1]], tail, size, wrap) {
                true => good = middle,
                false => bad = middle,
            }
        }
        good > 0 && self.fits_cut(&text[..ends[good - 1]], tail, size, wrap)
    }

    fn fits_cut(&mut self, head: &str, tail: &str, size: f32, wrap: OverflowWrap) -> bool {
        let is_loose = |letter: char| letter.is_whitespace() || ",;:–—-،؛、，；：।".contains(letter);
        let kept = format!("{}…{tail}", head.trim_end_matches(is_loose));
        let chosen = self.fonts.choose(&kept, self.manner.language, self.place.weight);
        self.shape(&kept, &chosen, wrap);
        self.fits(size)
    }

    fn smallest(&self) -> f32 {
        self.place.sizes.last().copied().unwrap_or_else(|| self.place.largest())
    }

    /// Where each glyph of what is laid out goes.
    fn collect(&mut self, mut setting: Setting, size: f32) -> Setting {
        let (place, is_rtl) = (self.place, self.manner.is_rtl);
        let scale = size / place.largest();
        let layout = &mut self.case.layout;
        layout.align(Alignment::Left, AlignmentOptions::default());
        let step = self.leading * size;
        let height = layout.len() as f32 * step;
        let [left, top, width, room] = place.at;
        let left = if is_rtl { super::WIDTH as f32 - left - width } else { left };
        let top = match place.align {
            Align::Top => top,
            Align::Middle => top + (room - height) / 2.0,
            Align::Bottom => top + room - height,
        };
        let mut widest: f32 = 0.0;
        for (number, line) in layout.lines().enumerate() {
            let start = setting.glyphs.len();
            // Capitals are about seven tenths of a size high; so much of a line stands above and below them.
            let y = (top + step * number as f32 + step / 2.0 + size * CAPITALS / 2.0).round();
            let mut ink: Option<(f32, f32)> = None;
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let font = run.run().font();
                let Ok(face) = FontRef::from_index(font.data.data(), font.index) else { continue };
                let has = |letter: char| face.charmap().map(letter).is_some_and(|glyph| glyph.to_u32() != 0);
                let space = face.charmap().map(' ').map(|space| space.to_u32());
                for glyph in run.positioned_glyphs() {
                    if glyph.id == 0 {
                        let letters = self.shaped[run.run().text_range()].chars();
                        setting.missing.extend(letters.filter(|letter| !is_unseen(*letter) && !has(*letter)));
                        continue;
                    }
                    let (from, to) = (glyph.x * scale, (glyph.x + glyph.advance) * scale);
                    if Some(glyph.id) != space {
                        ink = Some(ink.map_or((from, to), |(start, end)| (start.min(from), end.max(to))));
                        let y = y + (glyph.y - run.baseline()) * scale;
                        setting.glyphs.push(Glyph { font: font.clone(), id: glyph.id, size, x: from, y });
                    }
                }
            }
            #[cfg(test)]
            setting.lines.push(self.shaped[line.text_range()].to_owned());
            let Some((from, to)) = ink else { continue };
            let shift = if is_rtl { left + width - to } else { left - from };
            setting.glyphs[start..].iter_mut().for_each(|glyph| glyph.x += shift);
            widest = widest.max(to - from);
        }
        setting.missing.sort_unstable();
        setting.missing.dedup();
        setting.area = [if is_rtl { left + width - widest } else { left }, top, widest, height];
        setting
    }
}

/// How high capitals are, in sizes.
const CAPITALS: f32 = 0.69;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::design::Field;
    use crate::card::fonts::Weight;

    fn place(width: f32, lines: usize) -> TextBox {
        TextBox {
            fields: vec![Field::Title],
            join: String::new(),
            unless: Vec::new(),
            at: [100.0, 50.0, width, 400.0],
            sizes: vec![80.0, 60.0, 40.0],
            lines,
            weight: Weight::Bold,
            align: Align::Top,
            color: [255; 3],
            leading: 1.1,
            spacing: -0.02,
            plate: None,
        }
    }

    fn set(text: &str, place: &TextBox, language: &str) -> Setting {
        let is_rtl = ["ar", "he"].contains(&language);
        Case::new().set(text, 0, place, &Fonts::default(), Manner { language, is_rtl })
    }

    fn size(setting: &Setting) -> f32 {
        setting.glyphs[0].size
    }

    #[test]
    fn every_script_is_set_without_a_gap() {
        for (language, text) in [
            ("en", "Flu, “colds” & fever – what’s next? 5 µg/m³ ≥ 3½ °C, CO₂"),
            ("pl", "Zażółć gęślą jaźń"),
            ("vi", "Tiêm chủng cho trẻ em dưới hai tuổi"),
            ("el", "Γρίπη: τι πρέπει να ξέρετε"),
            ("uk", "Щеплення від грипу: поширені запитання"),
            ("ar", "لقاح الإنفلونزا: أسئلة شائعة"),
            ("ur", "فلو کی ویکسین کے بارے میں سوالات"),
            ("he", "חיסון נגד שפעת: שאלות נפוצות"),
            ("hi", "फ्लू का टीका: अक्सर पूछे जाने वाले प्रश्न"),
            ("bn", "ফ্লু টিকা সম্পর্কে প্রশ্ন"),
            ("pa", "ਫਲੂ ਟੀਕਾ"),
            ("gu", "ફ્લૂ રસી"),
            ("ta", "காய்ச்சல் தடுப்பூசி"),
            ("th", "วัคซีนไข้หวัดใหญ่: คำถามที่พบบ่อย"),
            ("zh-Hans", "流感疫苗：常见问题（2026年）"),
            ("zh-Hant", "流感疫苗：常見問題與護理指引"),
            ("ja", "インフルエンザの予防接種について「よくある質問」"),
            ("ko", "독감 예방 접종: 자주 묻는 질문 ㅋ"),
            ("en", "e\u{301}tude, nai\u{308}ve"),
        ] {
            let setting = set(text, &place(1000.0, 3), language);
            assert_eq!(setting.missing, Vec::<char>::new(), "{text}");
            assert!(!setting.glyphs.is_empty() && setting.glyphs.iter().all(|glyph| glyph.id != 0), "{text}");
        }
        // Of Korean there are the syllables of KS X 1001.
        assert_eq!(set("Seoul 서울 뷁\u{200b}", &place(1000.0, 3), "ko").missing, ['뷁']);
    }

    #[test]
    fn a_text_is_as_large_as_it_can_be() {
        assert_eq!(size(&set("Flu", &place(1000.0, 1), "en")), 80.0);
        assert_eq!(size(&set("Flu in the winter of this year", &place(1000.0, 1), "en")), 60.0);
        assert_eq!(size(&set("Flu in the winter of this year", &place(1000.0, 2), "en")), 80.0);
        // A word is not broken as long as a smaller size keeps it whole.
        assert_eq!(set("Pneumonoultramicroscopic", &place(700.0, 3), "en").lines.len(), 1);
    }

    #[test]
    fn what_does_not_fit_ends_at_a_word() {
        let long = "one two, three four, five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
        let lines = set(long, &place(400.0, 2), "en").lines;
        assert_eq!(lines.len(), 2);
        let shown: String = lines.concat();
        let kept = shown.strip_suffix('…').unwrap();
        assert!(long.starts_with(kept) && kept.ends_with(char::is_alphabetic), "{shown}");
        assert!(long[kept.len()..].starts_with([' ', ',']), "{shown}");
        let thai = "วัคซีนไข้หวัดใหญ่สำหรับผู้สูงอายุและหญิงตั้งครรภ์ในฤดูหนาวนี้";
        let shown = set(thai, &place(400.0, 1), "th").lines.concat();
        assert!(
            ["วัคซีนไข้หวัด…", "วัคซีนไข้หวัดใหญ่…", "วัคซีนไข้หวัดใหญ่สำหรับ…", "วัคซีน…", "วัคซีนไข้…"].contains(&shown.as_str()),
            "{shown}"
        );
        let korean = "흡입기 사용법";
        assert_eq!(set(korean, &place(260.0, 2), "ko").lines, ["흡입기 ", "사용법"]);
        let unbroken = "x".repeat(200);
        let shown = set(&unbroken, &place(400.0, 2), "en").lines.concat();
        assert!(shown.ends_with("x…"), "{shown}");
    }

    #[test]
    fn the_last_of_several_fields_stays_whole() {
        let (text, tail) = ("Ada Okafor, Marek Łuczak, Priya Raman · 3 March 2026", " · 3 March 2026");
        let lines = |width: f32, tail: usize| {
            let setting = Case::new().set(
                text,
                tail,
                &place(width, 1),
                &Fonts::default(),
                Manner { language: "en", is_rtl: false },
            );
            setting.lines.concat()
        };
        assert_eq!(lines(1200.0, tail.len()), text);
        assert_eq!(lines(700.0, tail.len()), "Ada Okafor, Marek… · 3 March 2026");
        // No word fits beside it.
        assert_eq!(lines(250.0, tail.len()), "Ada Okafor…");
    }

    #[test]
    fn lines_are_within_the_box_and_begin_at_its_edge() {
        for (language, text) in [
            ("en", "A scanner halves the wait"),
            ("he", "חיסון נגד שפעת: שאלות נפוצות"),
            ("ar", "لقاح MRI الإنفلونزا: أسئلة شائعة"),
        ] {
            let place = place(500.0, 3);
            let setting = set(text, &place, language);
            let [left, _, width, _] = setting.area;
            let edges = if language == "en" { (100.0, 600.0) } else { (600.0, 1100.0) };
            assert!(left >= edges.0 - 1.0 && left + width <= edges.1 + 1.0, "{text}: {left} {width}");
            match language {
                "en" => assert_eq!(left, edges.0),
                _ => assert!((left + width - edges.1).abs() < 0.1, "{text}"),
            }
            assert!(setting.glyphs.iter().all(|glyph| glyph.x >= left - 2.0 && glyph.x <= left + width + 2.0));
        }
    }
}
