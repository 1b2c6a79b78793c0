//! The words of a passage, each with its place: what the rules about wording look at.

use std::ops::Range;

/// A word: what stands between blanks, without the punctuation around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// Without brackets, quotes and marks at its end.
    pub(super) text: &'t str,
    /// The same with a full stop at its end, if it has one.
    pub(super) dotted: &'t str,
    /// Where it begins in the passage, in bytes.
    pub(super) start: usize,
}

impl Word<'_> {
    /// Where it stands in the passage.
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether it is this word, in any case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

/// The words of `text`.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let word = |raw: &'_ str| -> Option<(usize, usize, usize)> {
        let begun = raw.trim_start_matches(OPENING);
        let dotted = begun.trim_end_matches(CLOSING);
        let bare = dotted.trim_end_matches(['.', '…']).trim_end_matches(CLOSING);
        (!bare.is_empty()).then(|| (raw.len() - begun.len(), dotted.len(), bare.len()))
    };
    let raw = text.split(char::is_whitespace).filter(|raw| !raw.is_empty());
    let found = raw.filter_map(|raw| {
        let (skipped, dotted, bare) = word(raw)?;
        let start = raw.as_ptr() as usize - text.as_ptr() as usize + skipped;
        Some(Word { text: &text[start..start + bare], dotted: &text[start..start + dotted], start })
    });
    found.collect()
}

const OPENING: &[char] = &['(', '[', '{', '"', '\'', '“', '‘', '«', '*', '_'];
const CLOSING: &[char] = &[')', ']', '}', '"', '\'', '”', '’', '»', ',', ';', ':', '!', '?', '*', '_'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bare_and_have_places() {
        let text = "Take (0.5\u{a0}mg) “twice”, Q.D. — end.";
        let found: Vec<(&str, &str)> = words(text).iter().map(|word| (word.text, word.dotted)).collect();
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
        assert!(words(text).iter().all(|word| &text[word.span()] == word.text));
        assert_eq!(words(" ( ) "), []);
    }
}
