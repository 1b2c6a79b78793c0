//! The words of a passage, each with its place: what the rules about wording look at.

use std::ops::Range;

/// What stands between blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    pub(super) text: &'t str,
    /// Where it begins in the passage, in bytes.
    pub(super) start: usize,
    /// Whether a digit of ASCII is in it.
    pub(super) has_digit: bool,
    /// Whether it is letters of ASCII and nothing else.
    pub(super) is_letters: bool,
}

/// A word: a token without the punctuation around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// Without brackets, quotes and marks at its end.
    pub(super) text: &'t str,
    /// The same with a full stop at its end, if it has one.
    pub(super) dotted: &'t str,
    /// Where it begins in the passage, in bytes.
    pub(super) start: usize,
    /// Whether a digit of ASCII is in it.
    pub(super) has_digit: bool,
}

impl Word<'_> {
    /// Where it stands in the passage.
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether it is this word, in any case.
    #[inline]
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

const BLANK: u8 = 1;
const DIGIT: u8 = 2;
const LETTER: u8 = 4;
/// A byte of a character that is not of ASCII.
const PART: u8 = 8;
const OTHER: u8 = 16;

/// What each byte is.
static BYTES: [u8; 256] = {
    let mut bytes = [PART; 256];
    let mut at = 0;
    while at < 128 {
        bytes[at] = match at as u8 {
            b'\t'..=b'\r' | b' ' => BLANK,
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            _ => OTHER,
        };
        at += 1;
    }
    bytes
};

/// The tokens of `text`.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let (mut at, mut start, mut seen) = (0, 0, 0);
    let mut end = |start: usize, end: usize, seen: u8| {
        if seen != 0 {
            let text = &text[start..end];
            tokens.push(Token { text, start, has_digit: seen & DIGIT != 0, is_letters: seen == LETTER });
        }
    };
    while let Some(byte) = bytes.get(at) {
        let is = BYTES[usize::from(*byte)];
        let (length, is_blank) = match is {
            PART => text[at..].chars().next().map_or((1, false), |c| (c.len_utf8(), c.is_whitespace())),
            _ => (1, is == BLANK),
        };
        if is_blank {
            end(start, at, seen);
            (start, seen) = (at + length, 0);
        } else {
            seen |= is;
        }
        at += length;
    }
    end(start, at, seen);
    tokens
}

/// The words of a text, for each rule that looks at it.
pub fn words<'t>(tokens: &[Token<'t>]) -> Vec<Word<'t>> {
    let mut words = Vec::with_capacity(tokens.len());
    for &Token { text, start, has_digit, is_letters } in tokens {
        if is_letters {
            words.push(Word { text, dotted: text, start, has_digit });
            continue;
        }
        let begun = text.trim_start_matches(OPENING);
        let dotted = begun.trim_end_matches(CLOSING);
        let bare = dotted.trim_end_matches(['.', '…']).trim_end_matches(CLOSING);
        if !bare.is_empty() {
            words.push(Word { text: bare, dotted, start: start + text.len() - begun.len(), has_digit });
        }
    }
    words
}

const OPENING: &[char] = &['(', '[', '{', '"', '\'', '“', '‘', '«', '*', '_'];
const CLOSING: &[char] = &[')', ']', '}', '"', '\'', '”', '’', '»', ',', ';', ':', '!', '?', '*', '_'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bare_and_have_places() {
        let text = "Take (0.5\u{a0}mg) “twice”, Q.D. — end.";
        let found: Vec<(&str, &str)> = words(&tokens(text)).iter().map(|word| (word.text, word.dotted)).collect();
        let expected = [
            ("Take", "Take"),
            ("0.5", "0.5"),
            ("mg", "mg"),
            ("twice", "twice"),
            ("Q.D", "Q.D."),
            ("—", "—"),
            ("end", "end."),
        ];
        assert_eq!(found, expected);
        assert!(words(&tokens(text)).iter().all(|word| &text[word.span()] == word.text));
        assert_eq!(words(&tokens(" ( ")), []);
    }
}
