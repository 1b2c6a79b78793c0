//! Ways to write a dose that have harmed people: what the Joint Commission's Do Not Use list names, found in English prose.
//!
//! The list is for orders, and a hub writes for readers, so each rule has the exemptions that the list gives (a size, a
//! result of a laboratory) and asks for the company of a dose where letters alone may mean anything.

use std::ops::Range;

use super::words::Word;
use crate::project::config::Spacing;
use crate::text::find_either;

/// What is wrong with how a dose is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// `U` for units: read as 0, 4 or cc.
    Unit,
    /// `IU` for international units: read as IV or 10.
    InternationalUnit,
    /// `QD` for daily: read as QOD.
    Daily,
    /// `QOD` for every other day: read as QD or QID.
    EveryOtherDay,
    /// `1.0 mg`: read as 10 mg where the point is missed.
    TrailingZero,
    /// `.5 mg`: read as 5 mg where the point is missed.
    LeadingZero,
    /// `MSO4`, or `MS` with a dose: morphine sulfate or magnesium sulfate.
    Morphine,
    /// `MgSO4`: read as morphine sulfate.
    Magnesium,
    /// A number and a unit written together where the hub writes them apart, or the other way round.
    Spacing,
}

/// Whether [`find`] may find anything in this passage: most have neither a digit nor an abbreviation.
pub fn may_be_in(text: &str) -> bool {
    let has_digit = text.bytes().fold(false, |any, byte| any | byte.is_ascii_digit());
    let is_daily = |at| matches!(text.as_bytes()[at + 1..], [b'd' | b'D' | b'o' | b'O' | b'.', ..]);
    has_digit || find_either(text, b'q', b'Q').any(is_daily) || (!text.is_ascii() && text.contains("SO₄"))
}

/// Every slip in a passage, in order, with its place in bytes. Spacing is looked at only if the hub has a rule.
pub fn find(words: &[Word<'_>], spacing: Option<Spacing>) -> Vec<(Slip, Range<usize>)> {
    // Each begins with an abbreviation or has a digit, and most words are neither.
    let may_be = |word: &Word<'_>| word.has_digit || matches!(word.text.as_bytes(), [b'q' | b'Q' | b'M', ..]);
    let places = (0..words.len()).filter(|at| may_be(&words[*at]));
    places.flat_map(|at| slips(words, at, spacing)).collect()
}

/// What is wrong with the word `at` and the one after it.
fn slips(words: &[Word<'_>], at: usize, spacing: Option<Spacing>) -> Vec<(Slip, Range<usize>)> {
    let word = &words[at];
    let next = words.get(at + 1);
    let mut found = Vec::new();
    if let Some(slip) = abbreviation(word, next, words.get(at + 2)) {
        found.push((slip, word.span()));
    }
    let Some(amount) = Amount::read(word, next) else { return found };
    match amount.name {
        "U" | "u" => found.push((Slip::Unit, amount.span.clone())),
        "IU" | "iu" => found.push((Slip::InternationalUnit, amount.span.clone())),
        name if DOSES.contains(&name) && !amount.is_concentration => {
            if has_trailing_zero(amount.number) {
                found.push((Slip::TrailingZero, amount.span.clone()));
            }
            if amount.number.split(DASHES).any(|number| number.starts_with('.')) {
                found.push((Slip::LeadingZero, amount.span.clone()));
            }
            let wanted = if amount.is_apart { Spacing::Apart } else { Spacing::Together };
            if spacing.is_some_and(|spacing| spacing != wanted) {
                found.push((Slip::Spacing, amount.span.clone()));
            }
        }
        _ => {}
    }
    found
}

/// Units in which medicines are measured. Sizes and pressures are none.
const DOSES: [&str; 13] =
    ["mg", "mcg", "µg", "μg", "micrograms", "milligrams", "g", "grams", "mL", "ml", "units", "mmol", "mEq"];

/// A number and its unit, as `60 U/kg` or `1.0mg`.
struct Amount<'t> {
    /// Or a range of two.
    number: &'t str,
    /// The unit without what it is measured by.
    name: &'t str,
    /// Whether it is so much in a volume, as results of a laboratory are.
    is_concentration: bool,
    /// Whether a blank stands between them.
    is_apart: bool,
    span: Range<usize>,
}

impl<'t> Amount<'t> {
    fn read(word: &Word<'t>, next: Option<&Word<'t>>) -> Option<Amount<'t>> {
        let digits = word.text.trim_start_matches(['<', '>', '≤', '≥', '~', '±']);
        let end = number_length(digits);
        let (number, unit) = digits.split_at(end);
        if !number.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (unit, is_apart, end) = match (unit, next) {
            ("", Some(next)) => (next.text, true, next.span().end),
            (unit, _) => (unit.trim_start_matches('-'), false, word.span().end),
        };
        let (name, per) = unit.split_once('/').unwrap_or((unit, ""));
        let is_concentration = ["dL", "dl", "L", "l", "mL", "ml"].contains(&per);
        Some(Amount { number, name, is_concentration, is_apart, span: word.start..end })
    }
}

/// How many bytes of a text are a number, or a range of two.
fn number_length(text: &str) -> usize {
    let length = |text: &str| text.find(|c: char| !matches!(c, '0'..='9' | '.' | ',')).unwrap_or(text.len());
    let first = length(text);
    let second =
        text[first..].strip_prefix(DASHES).filter(|rest| rest.starts_with(|c: char| matches!(c, '0'..='9' | '.')));
    second.map_or(first, |rest| text.len() - rest.len() + length(rest))
}

/// What stands between the two ends of a range.
const DASHES: [char; 2] = ['-', '–'];

fn has_trailing_zero(number: &str) -> bool {
    let is_whole =
        |(whole, part): (&str, &str)| !whole.is_empty() && !part.is_empty() && part.bytes().all(|byte| byte == b'0');
    number.split(DASHES).any(|number| number.split_once('.').is_some_and(is_whole))
}

fn abbreviation(word: &Word<'_>, next: Option<&Word<'_>>, then: Option<&Word<'_>>) -> Option<Slip> {
    match word.text {
        "QD" | "qd" | "Q.D" | "q.d" => Some(Slip::Daily),
        "QOD" | "qod" | "Q.O.D" | "q.o.d" => Some(Slip::EveryOtherDay),
        "MSO4" | "MSO₄" => Some(Slip::Morphine),
        "MgSO4" | "MgSO₄" => Some(Slip::Magnesium),
        // Alone it may be a state, a disease or a method.
        "MS" => {
            let amount = Amount::read(next?, then)?;
            ["mg", "mcg"].contains(&amount.name).then_some(Slip::Morphine)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{tokens, words};
    use super::*;

    fn found(text: &str, spacing: Option<Spacing>) -> Vec<(Slip, &str)> {
        find(&words(&tokens(text)), spacing).into_iter().map(|(slip, span)| (slip, &text[span])).collect()
    }

    #[test]
    fn each_slip_is_found() {
        for (text, slip, place) in [
            ("bolus 60 U/kg", Slip::Unit, "60 U/kg"),
            ("at most 4000 U.", Slip::Unit, "4000 U"),
            ("10u of insulin", Slip::Unit, "10u"),
            ("vitamin D 400 IU daily", Slip::InternationalUnit, "400 IU"),
            ("400IU", Slip::InternationalUnit, "400IU"),
            ("one tablet QD for a week", Slip::Daily, "QD"),
            ("one tablet q.d., with food", Slip::Daily, "q.d"),
            ("every dose QOD", Slip::EveryOtherDay, "QOD"),
            ("Q.O.D.", Slip::EveryOtherDay, "Q.O.D"),
            ("Ketamine 3.0 mg/kg", Slip::TrailingZero, "3.0 mg/kg"),
            ("folic acid 4.0 mg/day", Slip::TrailingZero, "4.0 mg/day"),
            ("(1.00mg)", Slip::TrailingZero, "1.00mg"),
            ("give .5 mg", Slip::LeadingZero, ".5 mg"),
            ("MS 4 mg", Slip::Morphine, "MS"),
            ("MSO4", Slip::Morphine, "MSO4"),
            ("MgSO4 2 g", Slip::Magnesium, "MgSO4"),
        ] {
            let text = format!("{text} 1");
            assert_eq!(found(&text, None), [(slip, place)], "{text}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_let_be() {
        for text in [
            "2.0 mg/dL and 3.0 g/dL in a laboratory",
            "a stent of 3.0 mm, version 2.0, in 5.0 hours",
            "0.5 mg, 10 mg, 1.05 mg, 1,000 units",
            "MS is multiple sclerosis; 12 people with MS took part; MS 2019 congress",
            "the U.S. and the U of T, 3 U-turns",
            "a 10 U.S. dollar fee",
            "Qd4 is a move in chess; quid",
            "75 cc in length",
            "v1.0",
            "1.0 million people",
        ] {
            assert_eq!(found(text, None), [], "{text}");
        }
    }

    #[test]
    fn spacing_is_the_hubs_choice() {
        assert_eq!(found("250mg or 250 mg", None), []);
        assert_eq!(found("250mg or 250 mg", Some(Spacing::Together)), [(Slip::Spacing, "250 mg")]);
        assert_eq!(found("250mg or 250 mg", Some(Spacing::Apart)), [(Slip::Spacing, "250mg")]);
    }
}
