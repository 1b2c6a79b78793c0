//! Numbers that tell who a patient is, found in prose.
//!
//! By their form and check digit, and where a form alone says too little, by the words before them. A telephone number must
//! never be taken for one: a rule that cries wolf is switched off. What is found is never repeated in a message.

use std::borrow::Cow;
use std::ops::Range;

use super::words::{Word, tokens, words};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identifier {
    /// A Social Security number of the United States.
    SocialSecurity,
    /// A Medicare Beneficiary Identifier of the United States.
    Medicare,
    /// An NHS number of England, Wales or the Isle of Man.
    Nhs,
    /// A number of a hospital's own records.
    MedicalRecord,
    /// A date of birth.
    BirthDate,
}

/// Whether there may be one in `text`: each has a digit.
pub fn may_be_in(text: &str) -> bool {
    text.bytes().fold(false, |any, byte| any | byte.is_ascii_digit())
}

/// Every identifier in `text`, in order, with its place in bytes.
pub fn find(text: &str) -> Vec<(Identifier, Range<usize>)> {
    match may_be_in(text) {
        true => find_in(&words(&tokens(text))),
        false => Vec::new(),
    }
}

/// Every identifier in a passage, likewise.
pub fn find_in(words: &[Word<'_>]) -> Vec<(Identifier, Range<usize>)> {
    let mut found: Vec<(Identifier, Range<usize>)> = Vec::new();
    for at in (0..words.len()).filter(|at| words[*at].has_digit) {
        if found.last().is_some_and(|(_, span)| words[at].start < span.end) {
            continue;
        }
        found.extend(identifier(words, at));
    }
    found
}

/// What a file's name tells of a patient: `dob-1988-05-12-smith.jpg`, `scan_MRN_0048812.png`. Only what a word says: the
/// names that cameras give are full of digits.
pub fn in_file_name(name: &str) -> Option<Identifier> {
    let mut text = String::new();
    let mut was_digits = false;
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
        // A date is written with the signs that part words in the names of files.
        text.push(if was_digits && is_digits { '-' } else { ' ' });
        text.push_str(word);
        was_digits = is_digits;
    }
    let told = |found: &Identifier| matches!(found, Identifier::MedicalRecord | Identifier::BirthDate);
    find(&text).into_iter().map(|(found, _)| found).find(told)
}

/// The identifier that begins with the word `at`.
fn identifier(words: &[Word<'_>], at: usize) -> Option<(Identifier, Range<usize>)> {
    let word = &words[at];
    let text = &*with_hyphens(word.text);
    if is_social_security(text) {
        return Some((Identifier::SocialSecurity, word.span()));
    }
    if is_medicare(text) {
        return Some((Identifier::Medicare, word.span()));
    }
    if let Some(span) = nhs(words, at) {
        return Some((Identifier::Nhs, span));
    }
    let before = &words[at.saturating_sub(WINDOW)..at];
    if names_a_record(before) && is_record(text) {
        return Some((Identifier::MedicalRecord, word.span()));
    }
    if names_a_birth_date(before) {
        return date(words, at).map(|span| (Identifier::BirthDate, span));
    }
    None
}

/// The same text with hyphens for every dash that programs for writing make of them.
fn with_hyphens(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.replace(|c| matches!(c, '\u{2010}'..='\u{2013}' | '\u{2212}'), "-")),
    }
}

/// So many words before a number may say what it is.
const WINDOW: usize = 5;

/// `AAA-GG-SSSS` as the Social Security Administration has given them out: no area 000, 666 or from 900 on, no group 00,
/// no serial 0000. Two numbers that advertisements made known were withdrawn and are nobody's.
fn is_social_security(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, group, serial] = parts[..] else { return false };
    let has_form = [(area, 3), (group, 2), (serial, 4)].iter().all(|(part, length)| is_digits(part, *length));
    let is_known = ["078-05-1120", "219-09-9999"].contains(&text);
    has_form && !is_known && !["000", "666"].contains(&area) && area < "900" && group != "00" && serial != "0000"
}

/// Eleven places `C A AN N A AN N A A N N`, with or without hyphens, where no letter is S, L, O, I, B or Z, by the form that
/// the Centers for Medicare & Medicaid Services publish. Their own sample is nobody's.
fn is_medicare(text: &str) -> bool {
    let bare: String = match text.split('-').map(str::len).collect::<Vec<_>>()[..] {
        [11] => text.to_owned(),
        [4, 3, 4] => text.replace('-', ""),
        _ => return false,
    };
    let letter = |c: u8| c.is_ascii_uppercase() && !b"SLOIBZ".contains(&c);
    let fits = |(c, place): (u8, u8)| match place {
        b'C' => (b'1'..=b'9').contains(&c),
        b'A' => letter(c),
        b'N' => c.is_ascii_digit(),
        _ => letter(c) || c.is_ascii_digit(),
    };
    bare.len() == 11 && bare.bytes().zip(*b"CA*NA*NAANN").all(fits) && !bare.starts_with("1EG4TE5MK7")
}

/// Ten digits with a check by modulus 11: in groups of 3, 3 and 4 between blanks, or in any way after the words `NHS
/// number`. Numbers in use begin with 3 to 7 (those with 9 are for tests), so that a free telephone number, which may well
/// pass the check, is none.
fn nhs(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let before = &words[at.saturating_sub(WINDOW)..at];
    // In Welsh it is `rhif GIG`.
    let named =
        before.iter().any(|word| word.is("nhs") || word.is("gig")) && before.iter().any(|word| names_a_number(word));
    let (digits, end) = match words.get(at..at + 3) {
        Some([a, b, c]) if is_digits(a.text, 3) && is_digits(b.text, 3) && is_digits(c.text, 4) => {
            (format!("{}{}{}", a.text, b.text, c.text), c.span().end)
        }
        _ if named => (with_hyphens(words[at].text).replace('-', ""), words[at].span().end),
        _ => return None,
    };
    let is_grouped = end != words[at].span().end;
    let is_called = before.iter().any(|word| {
        ["call", "phone", "telephone", "tel", "fax", "text", "ring", "dial"].iter().any(|called| word.is(called))
    });
    let in_use = (b'3'..=b'7').contains(digits.as_bytes().first()?);
    let taken = named || (is_grouped && !is_called && in_use);
    (taken && is_nhs(&digits)).then_some(words[at].start..end)
}

/// Whether these are ten digits of which the last is the check of the others, by the NHS data dictionary.
fn is_nhs(digits: &str) -> bool {
    if !is_digits(digits, 10) {
        return false;
    }
    let digits: Vec<u32> = digits.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let total: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - total % 11) % 11;
    check != 10 && check == digits[9]
}

fn names_a_number(word: &Word<'_>) -> bool {
    ["number", "no", "num", "#", "rhif"].iter().any(|name| word.is(name))
}

/// Whether the words before a number say that it is of a patient's record.
fn names_a_record(before: &[Word<'_>]) -> bool {
    let near = &before[before.len().saturating_sub(3)..];
    let says = |words: &[&str]| before.windows(words.len()).any(|some| some.iter().zip(words).all(|(a, b)| a.is(b)));
    near.iter().any(|word| word.is("mrn"))
        || says(&["medical", "record", "number"])
        || says(&["hospital", "number"])
        || says(&["patient", "number"])
}

/// At least five digits, and letters at most in front.
fn is_record(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
    text.len() - digits.len() <= 4
        && (5..=12).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the words before a date say that somebody was born on it.
fn names_a_birth_date(before: &[Word<'_>]) -> bool {
    let near = &before[before.len().saturating_sub(3)..];
    near.iter().any(|word| word.is("dob") || word.is("d.o.b"))
        || before.windows(3).any(|some| some[0].is("date") && some[1].is("of") && some[2].is("birth"))
}

/// The date that begins with the word `at`: `12/05/1988`, `1988-05-12`, `12 May 1988`, `May 12, 1988`.
fn date(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let word = &words[at];
    let text = with_hyphens(word.text);
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    if let [a, b, c] = parts[..]
        && [a, b, c].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && [a.len(), b.len(), c.len()].iter().all(|length| [1, 2, 4].contains(length))
    {
        return Some(word.span());
    }
    let is_year = |word: &Word<'_>| is_digits(word.text, 4);
    let is_month = |word: &Word<'_>| MONTHS.iter().any(|month| word.is(month) || word.is(&month[..3]));
    let is_day = |word: &Word<'_>| is_digits(word.text, 1) || is_digits(word.text, 2);
    match (at.checked_sub(1).map(|before| &words[before]), words.get(at + 1), words.get(at + 2)) {
        (_, Some(month), Some(year)) if is_day(word) && is_month(month) && is_year(year) => {
            Some(word.start..year.span().end)
        }
        (Some(month), Some(year), _) if is_month(month) && is_day(word) && is_year(year) => {
            Some(month.start..year.span().end)
        }
        _ => None,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Identifier, &str)> {
        find(text).into_iter().map(|(identifier, span)| (identifier, &text[span])).collect()
    }

    #[test]
    fn each_is_found() {
        for (text, identifier, number) in [
            ("Her number was 123-45-6789.", Identifier::SocialSecurity, "123-45-6789"),
            ("(SSN: 899-99-9999)", Identifier::SocialSecurity, "899-99-9999"),
            ("Medicare 2AH7-PQ3-RT89, checked", Identifier::Medicare, "2AH7-PQ3-RT89"),
            ("2AH7PQ3RT89", Identifier::Medicare, "2AH7PQ3RT89"),
            ("the card says 450 557 7104 on it", Identifier::Nhs, "450 557 7104"),
            ("NHS number: 4505577104.", Identifier::Nhs, "4505577104"),
            ("NHS no. 450-557-7104", Identifier::Nhs, "450-557-7104"),
            ("MRN 00123456", Identifier::MedicalRecord, "00123456"),
            ("his medical record number is RX-1234567", Identifier::MedicalRecord, "RX-1234567"),
            ("DOB: 12/05/1988", Identifier::BirthDate, "12/05/1988"),
            ("date of birth 1988-05-12", Identifier::BirthDate, "1988-05-12"),
            ("Date of birth: 12 May 1988", Identifier::BirthDate, "12 May 1988"),
            ("D.O.B. May 12, 1988", Identifier::BirthDate, "May 12, 1988"),
        ] {
            assert_eq!(found(text), [(identifier, number)], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_let_be() {
        for text in [
            "",
            "Call 1–800-827-1000",
            "Call 1-800-827-1000 or 800 827 1000",
            "Phone 555 012 3456",
            "020 7946 0958",
            "000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000",
            "078-05-1120",
            "1EG4-TE5-MK73 is a sample",
            "1SG4-TE5-MK73",
            "ISBN 978-3-16-148410-0",
            "450 557 7105",
            "999 123 4560 is for tests",
            "DOI 10.1000/182, PMID 33301246, NCT04368728",
            "An MRN is a number of your record. There are 12345 patients in it, all told, at once.",
            "She was born on 12 May 1820",
            "Write your date of birth on the form by 12 noon",
            "in 2024-05-12 and 12/05/1988",
            "ward 12, bed 3, MRN unknown",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn nhs_numbers_have_a_check() {
        assert!(is_nhs("4505577104") && is_nhs("9434765919"));
        assert!(!is_nhs("4505577105") && !is_nhs("9991234567") && !is_nhs("450557710"));
    }

    #[test]
    fn names_of_files_tell_what_a_word_in_them_says() {
        for (name, found) in [
            ("dob-1988-05-12-smith.jpg", Some(Identifier::BirthDate)),
            ("Smith_date_of_birth_12_05_1988.png", Some(Identifier::BirthDate)),
            ("scan_MRN_0048812.png", Some(Identifier::MedicalRecord)),
            ("hospital-number-A1234567.jpg", Some(Identifier::MedicalRecord)),
            ("IMG_20210512_123456.jpg", None),
            ("2021-05-12-open-day.jpg", None),
            ("0161-496-0000.png", None),
            ("ward-12-1988.jpg", None),
        ] {
            assert_eq!(in_file_name(name), found, "{name}");
        }
    }
}
