//! Names from A to Z, as a language has its letters: what begins with what, and which comes first.
//!
//! An alphabet is a text of the theme (`az.letters`), so that a letter may be two signs, as in Welsh. What has an accent
//! stands with its plain letter unless it is a letter of its own; letters of other alphabets come after these.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::text::{composed, decomposed, is_mark};

/// The letters of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct Alphabet {
    /// Its letters in order, with spaces between them.
    pub letters: String,
    /// What a name may begin with that does not count, as the Arabic article.
    pub ignored: String,
}

/// A sign of a name, by its place among all. Spaces come first, then digits, then letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Space,
    Digit(char),
    /// A letter of the alphabet.
    Letter(usize),
    /// One of another alphabet, in small.
    Foreign(char),
}

impl Alphabet {
    /// Its letters, as they are shown.
    pub(super) fn letters(&self) -> impl Iterator<Item = &str> {
        self.letters.split_whitespace()
    }

    /// The same in small, for [`Alphabet::signs`].
    pub(super) fn small(&self) -> Vec<String> {
        self.letters().map(str::to_lowercase).collect()
    }

    /// The signs of `name`, for sorting it, where `letters` are in small. What is neither letter, digit nor space is left
    /// out.
    pub(super) fn signs(&self, letters: &[String], name: &str) -> Vec<Sign> {
        let lower = composed(name).to_lowercase();
        let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
        let counted = bare.strip_prefix(self.ignored.as_str()).filter(|rest| !rest.is_empty());
        let mut rest = counted.unwrap_or(bare);
        let mut signs = Vec::with_capacity(rest.len());
        while let Some(first) = rest.chars().next() {
            let (sign, length) = match longest(letters, rest) {
                Some(letter) => (Some(Sign::Letter(letter)), letters[letter].len()),
                None => (plain(first).and_then(|c| sign(letters, c)), first.len_utf8()),
            };
            signs.extend(sign);
            rest = &rest[length..];
        }
        signs
    }
}

/// The longest of `letters` that `text` begins with.
fn longest(letters: &[String], text: &str) -> Option<usize> {
    let fits = letters.iter().enumerate().filter(|(_, letter)| text.starts_with(letter.as_str()));
    fits.max_by_key(|(_, letter)| letter.len()).map(|(at, _)| at)
}

fn sign(letters: &[String], c: char) -> Option<Sign> {
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    match letters.iter().position(|letter| letter == text) {
        Some(letter) => Some(Sign::Letter(letter)),
        None if c.is_alphabetic() => Some(Sign::Foreign(c)),
        None if c.is_numeric() => Some(Sign::Digit(c)),
        None if c.is_whitespace() || c == '-' => Some(Sign::Space),
        None => None,
    }
}

/// A letter without its accents; nothing of an accent by itself.
fn plain(c: char) -> Option<char> {
    let mut buffer = [0; 4];
    let parts = decomposed(c.encode_utf8(&mut buffer));
    let base = parts.chars().find(|part| !is_mark(*part))?;
    // These are no accents to Unicode, and look like it to who looks something up.
    Some(match base {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ı' => 'i',
        'ى' => 'ي',
        'ة' => 'ه',
        'ء' => 'ا',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(letters: &str, ignored: &str, mut names: Vec<&'a str>) -> Vec<&'a str> {
        let alphabet = Alphabet { letters: letters.to_owned(), ignored: ignored.to_owned() };
        let letters = alphabet.small();
        names.sort_by_key(|name| alphabet.signs(&letters, name));
        names
    }

    #[test]
    fn accents_do_not_count_unless_they_make_a_letter() {
        let latin = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";
        let names = vec![
            "zinc",
            "Ödem",
            "oral",
            "Éclampsia",
            "eczema",
            "24-hour care",
            "(Oa)",
            "Ωmega",
            "High blood",
            "Highland",
        ];
        let expected = vec![
            "24-hour care",
            "Éclampsia",
            "eczema",
            "High blood",
            "Highland",
            "(Oa)",
            "Ödem",
            "oral",
            "zinc",
            "Ωmega",
        ];
        assert_eq!(sorted(latin, "", names), expected);
        assert_eq!(
            sorted(&format!("{latin} Å Ä Ö"), "", vec!["O\u{308}ga", "zon", "orm"]),
            ["orm", "zon", "O\u{308}ga"]
        );
    }

    #[test]
    fn a_letter_may_have_two_signs() {
        let welsh = "A B C Ch D Dd E F Ff G Ng H I J L Ll M N O P Ph R Rh S T Th U W Y";
        let names = vec!["llau", "lwmp", "chwydu", "clust", "dd", "dŵr", "ffliw", "fitamin", "â"];
        assert_eq!(sorted(welsh, "", names), ["â", "clust", "chwydu", "dŵr", "dd", "fitamin", "ffliw", "lwmp", "llau"]);
    }

    #[test]
    fn an_article_does_not_count() {
        let arabic = "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي";
        let names = vec!["السكري", "الربو", "إنفلونزا", "حروق", "ال"];
        assert_eq!(sorted(arabic, "ال", names), ["ال", "إنفلونزا", "حروق", "الربو", "السكري"]);
    }
}
