//! What a reader reads: how many words, the first paragraph, and the prose as passages.

use super::passages::{Part, Passages};

/// By byte: whether it is a blank, and whether it is a letter or digit.
static CLASSES: [(bool, bool); 256] = {
    let mut classes = [(false, false); 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = ((byte as u8).is_ascii_whitespace(), (byte as u8).is_ascii_alphanumeric());
        byte += 1;
    }
    classes
};

/// Words counted, and text gathered for an excerpt.
#[derive(Default)]
pub(super) struct Prose {
    /// How many words so far.
    pub words: usize,
    /// Where in its file the text stands that comes next.
    pub place: usize,
    in_word: bool,
    part: Part,
    passages: Passages,
    first: String,
    first_outside: String,
}

impl Prose {
    /// Counts the words of `text`, which may begin or end within one.
    pub fn text(&mut self, text: &str) {
        self.passages.push(text, self.place);
        self.place += text.len();
        if !text.is_ascii() {
            return text.chars().for_each(|c| self.character(c));
        }
        // Without a branch: nobody can guess where words end.
        for byte in text.bytes() {
            let (is_blank, is_letter) = CLASSES[usize::from(byte)];
            self.words += usize::from(is_letter & !self.in_word);
            self.in_word = is_letter | self.in_word & !is_blank;
        }
    }

    /// A character of Chinese or Japanese, which do not put blanks between words, counts as a word.
    fn character(&mut self, c: char) {
        if matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        {
            self.in_word = false;
            self.words += 1;
        } else if c.is_whitespace() {
            self.in_word = false;
        } else if !self.in_word && c.is_alphanumeric() {
            self.in_word = true;
            self.words += 1;
        }
    }

    /// A passage begins that is a part of this.
    pub fn begin(&mut self, part: Part) {
        self.gap();
        self.part = part;
    }

    /// A word and a passage end here.
    pub fn gap(&mut self) {
        self.in_word = false;
        self.passages.end(std::mem::take(&mut self.part));
    }

    /// A word ends here, and its passage goes on.
    pub fn space(&mut self) {
        self.in_word = false;
        self.passages.push(" ", self.place);
    }

    /// Whether the text of a paragraph is still wanted.
    pub fn wants(&self, outside: bool) -> bool {
        self.first_outside.is_empty() && (outside || self.first.is_empty())
    }

    /// Takes the text of a paragraph that stands at the top or in something else.
    pub fn paragraph(&mut self, text: &str, outside: bool) {
        let first = if outside { &mut self.first_outside } else { &mut self.first };
        if first.is_empty() {
            for word in text.split_whitespace() {
                if !first.is_empty() {
                    first.push(' ');
                }
                first.push_str(word);
            }
        }
    }

    /// The first paragraph at the top, else the first at all; and all passages.
    pub fn finish(mut self) -> (String, Passages) {
        self.gap();
        (if self.first_outside.is_empty() { self.first } else { self.first_outside }, self.passages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_has_letters_or_digits() {
        for (text, words) in
            [("one two", 2), (" – 5 mg & more ", 3), ("don’t", 1), ("呼吸", 2), ("दमा रोग", 2), ("", 0)]
        {
            let mut prose = Prose::default();
            prose.text(text);
            assert_eq!(prose.words, words, "{text}");
        }
    }

    #[test]
    fn a_word_may_come_in_pieces() {
        let mut prose = Prose::default();
        ["un", "believ", "able"].iter().for_each(|text| prose.text(text));
        prose.gap();
        prose.text("news");
        assert_eq!(prose.words, 2);
    }
}
