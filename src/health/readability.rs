//! How hard an English text is to read: the Flesch–Kincaid grade and SMOG, long sentences and long paragraphs.
//!
//! A way to see which pages to look at first, never a verdict: the formulas see lengths of words and sentences and nothing
//! else. Each entry of a list ends a sentence, whether it has a full stop or not; headings, tables, footnotes, code and
//! addresses are not counted. Both formulas are made for English, and no other language is measured with them.

use borsh::{BorshDeserialize, BorshSerialize};

use super::words::Token;
use crate::markdown::{Part, Passage};

/// What was counted in a text. Two parts of a text are counted by adding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Counts {
    /// Words; a number is one.
    pub words: u32,
    /// Sentences.
    pub sentences: u32,
    /// Syllables of all words.
    pub syllables: u32,
    /// Words of three syllables or more.
    pub long_words: u32,
    /// Sentences of more than [`SENTENCE`] words.
    pub long_sentences: u32,
    /// Paragraphs of more than [`PARAGRAPH`] sentences.
    pub long_paragraphs: u32,
}

/// The most words that a sentence should have, by the guidance of public health services.
pub const SENTENCE: u32 = 20;

/// The most sentences that a paragraph should have, likewise.
pub const PARAGRAPH: u32 = 3;

/// Whether texts in `language`, a BCP 47 tag, can be measured.
pub fn has_formula(language: &str) -> bool {
    language.split('-').next() == Some("en")
}

/// Counts a passage and its tokens too, if it is of those that are counted.
pub fn add(counts: &mut Counts, passage: &Passage<'_>, tokens: &[Token<'_>]) {
    match passage.part {
        Part::Paragraph | Part::Entry => counts.add_passage(passage.text, tokens, passage.part == Part::Paragraph),
        Part::Heading | Part::Cell | Part::Footnote => {}
    }
}

impl Counts {
    /// The Flesch–Kincaid grade: years of school in the United States. None for a text without words.
    pub fn grade(&self) -> Option<f64> {
        if self.words == 0 || self.sentences == 0 {
            return None;
        }
        let (words, sentences) = (f64::from(self.words), f64::from(self.sentences));
        Some(0.39 * words / sentences + 11.8 * f64::from(self.syllables) / words - 15.59)
    }

    /// The SMOG grade. None below 30 sentences, for which it was not made.
    pub fn smog(&self) -> Option<f64> {
        (self.sentences >= 30).then(|| {
            let per_thirty = f64::from(self.long_words) * 30.0 / f64::from(self.sentences);
            1.043 * per_thirty.sqrt() + 3.1291
        })
    }

    fn add_passage(&mut self, text: &str, tokens: &[Token<'_>], is_paragraph: bool) {
        let (before, mut words) = (self.sentences, 0);
        let lower = text.to_ascii_lowercase();
        for (at, token) in tokens.iter().enumerate() {
            let lower = &lower[token.start..token.start + token.text.len()];
            if let Some(syllables) = if token.is_letters { Some(syllables(lower)) } else { syllables_of(lower) } {
                words += 1;
                self.words += 1;
                self.syllables += syllables;
                self.long_words += u32::from(syllables >= 3);
            }
            let next = || tokens.get(at + 1).map(|next| next.text);
            if words > 0 && !token.is_letters && ends_sentence(token.text, next()) {
                self.end_sentence(words);
                words = 0;
            }
        }
        if words > 0 {
            self.end_sentence(words);
        }
        self.long_paragraphs += u32::from(is_paragraph && self.sentences - before > PARAGRAPH);
    }

    fn end_sentence(&mut self, words: u32) {
        self.sentences += 1;
        self.long_sentences += u32::from(words > SENTENCE);
    }
}

/// Whether a sentence ends with `token`: a full stop, question or exclamation mark, and then a capital, a digit, a quote or
/// the end. A full stop after a title or a single letter ends none.
fn ends_sentence(token: &str, next: Option<&str>) -> bool {
    let bare = token.trim_end_matches(['"', '”', '’', '\'', ')', ']', '*', '_']);
    let Some(last) = bare.chars().last() else { return false };
    if !matches!(last, '.' | '!' | '?' | '…') {
        return false;
    }
    let Some(next) = next else { return true };
    let begins = next.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '*', '_']).chars().next();
    if begins.is_some_and(char::is_lowercase) {
        return false;
    }
    let word = bare.trim_end_matches('.').trim_start_matches(['(', '[', '"', '“']);
    let is_short =
        ["Dr", "Mr", "Mrs", "Ms", "Prof", "St", "vs", "No", "e.g", "i.e", "etc", "approx", "Fig", "Jr", "Sr"]
            .contains(&word)
            || (word.chars().count() == 1 && word.chars().all(char::is_uppercase));
    last != '.' || !is_short
}

/// The syllables of what stands between blanks, in lower case; none if that is no word: an address, a sign.
fn syllables_of(token: &str) -> Option<u32> {
    let is_address = token.contains("://") || token.starts_with("www.") || token.contains('@');
    if is_address || !token.chars().any(char::is_alphanumeric) {
        return None;
    }
    let parts = token.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c));
    Some(parts.filter(|part| !part.is_empty()).map(syllables).sum::<u32>().max(1))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// The syllables of an English word in lower case, by its vowels: each group of them is one, but for an `e` that is not
/// spoken, and with pairs that are spoken apart. A number or an abbreviation counts as one.
fn syllables(word: &str) -> u32 {
    let letters = match word.as_bytes() {
        [rest @ .., 0xe2, 0x80, 0x99, b's'] | [rest @ .., b'\'', b's'] => rest,
        all => all,
    };
    if letters.len() <= 3 {
        return 1;
    }
    let mut groups = 0;
    let mut before = false;
    for (at, &letter) in letters.iter().enumerate() {
        let is_vowel = is_vowel(letter) && !(letter == b'y' && at == 0);
        let apart = before && is_vowel && is_apart(letters, at);
        groups += u32::from(is_vowel && (!before || apart));
        before = is_vowel;
    }
    (groups.saturating_sub(silent(letters))).max(1)
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether the vowel at `at` is spoken apart from the one before: `me-di-a`, `sci-ence`, `flu-id`, `cre-ate`, `ra-dio`.
fn is_apart(letters: &[u8], at: usize) -> bool {
    let before = letters[at - 1];
    let earlier = at.checked_sub(2).map(|place| letters[place]);
    match (before, letters[at]) {
        // -tion, -cian, -gious, -tient: the i only softens the letter in front of it.
        (b'i', b'a' | b'o' | b'e') => {
            let softens = matches!(earlier, Some(b't' | b'c' | b's' | b'g' | b'x')) && !letters.starts_with(b"sci");
            let is_old =
                letters[at] == b'e' && matches!(letters.get(at + 1), Some(b'd' | b's' | b'v' | b'l' | b'f' | b'r'));
            let ends = at + 1 == letters.len() && letters[at] == b'e';
            !softens && !is_old && !ends
        }
        (b'i', b'u') => true,
        (b'e', b'o') => letters.get(at + 1) != Some(&b'p'),
        // cre-ate, but not treat.
        (b'e', b'a') => letters.ends_with(b"reate") || letters.ends_with(b"reated"),
        (b'u', b'a' | b'i' | b'o') => !matches!(earlier, None | Some(b'q' | b'g' | b'b')),
        (b'y', b'i') => true,
        (b'e', b'i') => letters[at..] == *b"ing",
        _ => false,
    }
}

/// How many groups of vowels are not spoken: a last `e`, `-es` and `-ed` where they add nothing; not `-le` after a
/// consonant.
fn silent(letters: &[u8]) -> u32 {
    let consonant = |at: usize| letters.len().checked_sub(at).map(|place| letters[place]).filter(|l| !is_vowel(*l));
    let silent = match letters {
        [.., b'l', b'e'] => consonant(3).is_none(),
        [.., b'l', b'e', b's' | b'd'] => consonant(4).is_none(),
        [.., b'e'] => consonant(2).is_some(),
        [.., b'e', b's'] => {
            consonant(3).is_some_and(|letter| !matches!(letter, b's' | b'x' | b'z' | b'c' | b'g'))
                && !letters.ends_with(b"ches")
                && !letters.ends_with(b"shes")
        }
        [.., b'e', b'd'] => consonant(3).is_some_and(|letter| !matches!(letter, b't' | b'd')),
        _ => false,
    };
    // -ment, -ful, -less, -ness, -ly after a silent e: move-ment, care-ful, safe-ly.
    let may_be = matches!(letters, [.., b't' | b'l' | b's' | b'y']);
    let inside = may_be
        && ["ement", "eful", "eless", "eness", "ely"].iter().any(|ending| {
            letters.strip_suffix(ending.as_bytes()).is_some_and(|stem| {
                stem.len() >= 2 && stem.last().is_some_and(|l| !is_vowel(*l)) && stem.iter().any(|l| is_vowel(*l))
            })
        });
    u32::from(silent) + u32::from(inside)
}

#[cfg(test)]
mod tests {
    use super::super::words::tokens;
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        let words = [
            (
                1,
                "the see care cared cares helped health strength eyes flu cough you're breathe nurse tube 250 dose bones",
            ),
            (
                2,
                "doctor patient nation wanted needed table people safely movement careful baby reading asthma nurses cancer doses",
            ),
            (2, "quiet being science fluid ruin create question special seeing"),
            (3, "medicine hospital condition radio physician allergy exercise inhaler"),
            (4, "information emergency vaccination immediate january"),
            (5, "examination refrigerator communicable"),
            (6, "cardiovascular"),
        ];
        let mut wrong = Vec::new();
        for (expected, list) in words {
            wrong.extend(
                list.split(' ')
                    .map(|word| (word, syllables(word), expected))
                    .filter(|(_, found, expected)| found != expected),
            );
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn sentences_end_where_they_end() {
        let mut counts = Counts::default();
        let text = "Dr. Osei saw 2.5 patients. “Did he?” Yes! Call e.g. a nurse at 5 p.m. today";
        counts.add_passage(text, &tokens(text), true);
        assert_eq!((counts.sentences, counts.long_paragraphs), (4, 1));
    }

    #[test]
    fn grades_are_those_of_the_formulas() {
        let counts = Counts { words: 100, sentences: 10, syllables: 150, long_words: 10, ..Counts::default() };
        let grade = counts.grade().unwrap();
        assert!((grade - (3.9 + 17.7 - 15.59)).abs() < 1e-9);
        assert_eq!(counts.smog(), None);
        let counts = Counts { sentences: 30, long_words: 30, ..counts };
        assert!((counts.smog().unwrap() - (1.043 * 30f64.sqrt() + 3.1291)).abs() < 1e-9);
        assert_eq!(Counts::default().grade(), None);
    }
}
