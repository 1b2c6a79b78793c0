//! Plain words about text: escaping, slugs, excerpts, near misses.
//!
//! Pure functions of strings. What depends on a language (dates, plurals) is in
//! [`crate::project::strings`].

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Escapes `text` for HTML text and double-quoted attribute values, so that a reader with regular
/// expressions finds the value too: `&`, `<`, `>`, `"`.
pub fn escape_html(text: &str) -> Cow<'_, str> {
    let Some(first) = find_special(text) else { return Cow::Borrowed(text) };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    push_escaped(&mut escaped, &text[first..]);
    Cow::Owned(escaped)
}

/// Appends `text` to `html`, escaped as by [`escape_html`].
pub fn push_escaped(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = find_special(rest) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

/// Where the first character stands that HTML has a use for.
fn find_special(text: &str) -> Option<usize> {
    let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
    // Without a way out in the middle of a block, so that many bytes are looked at in one step.
    let mut blocks = text.as_bytes().chunks(BLOCK);
    let block = blocks.position(|block| block.iter().fold(false, |any, &byte| any | is_special(byte)))?;
    text.as_bytes()[block * BLOCK..].iter().position(|&byte| is_special(byte)).map(|at| block * BLOCK + at)
}

/// Where the first `byte` stands in `text`, which is one of ASCII.
pub fn find_byte(text: &str, byte: u8) -> Option<usize> {
    memchr::memchr(byte, text.as_bytes())
}

/// Where each `a` or `b` stands in `text`, which are of ASCII.
pub fn find_either(text: &str, a: u8, b: u8) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(a, b, text.as_bytes())
}

/// Some words, to be looked for in many texts.
pub struct AnyOf(Vec<memchr::memmem::Finder<'static>>);

impl AnyOf {
    /// These words, which are in lower case.
    pub fn new(words: &[&'static str]) -> AnyOf {
        AnyOf(words.iter().map(|word| memchr::memmem::Finder::new(*word)).collect())
    }

    /// Whether one of them stands anywhere in `text`, in any case of ASCII.
    pub fn is_in(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        self.0.iter().any(|word| word.find(lower.as_bytes()).is_some())
    }
}

/// A name for an address or an anchor: lower case, letters and digits of any script, `-` between
/// words. Empty when `text` has neither letters nor digits.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '\'' | '’') {
            continue;
        }
        if c.is_alphanumeric() || is_mark(c) {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    slug
}

/// Combining marks belong to the letter before them (Devanagari vowels, Arabic points).
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Whether HTML and XML can hold a character: no control character but those of lines, and none that
/// Unicode keeps for itself.
pub fn is_printable(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    !is_control && !('\u{fdd0}'..='\u{fdef}').contains(&c) && u32::from(c) & 0xfffe != 0xfffe
}

/// Whether all characters of `text` are printable. Only those that begin with a byte that may begin others are
/// looked at.
pub fn is_all_printable(text: &str) -> bool {
    let is_doubtful = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r') || matches!(b, 0x7f | 0xc2 | 0xef..);
    let is_printable_at = |at: usize| text[at..].chars().next().is_some_and(is_printable);
    // Without a way out in the middle of a block, so that many bytes are looked at in one step.
    text.as_bytes().chunks(BLOCK).enumerate().all(|(block, bytes)| {
        !bytes.iter().fold(false, |any, &byte| any | is_doubtful(byte))
            || bytes.iter().enumerate().all(|(at, &byte)| !is_doubtful(byte) || is_printable_at(block * BLOCK + at))
    })
}

/// So many bytes are looked at in one step.
const BLOCK: usize = 64;

/// The same text, letters and their marks in one where that exists (NFC).
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// The same text, letters and their marks apart (NFD).
pub fn decomposed(text: &str) -> Cow<'_, str> {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text)
}

/// The digit, from 0 to 9, that a character is in some script: `7` and `٧`.
pub fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 14] = ['0', '٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '０'];
    ZEROS.into_iter().find_map(|zero| char::from_digit((c as u32).checked_sub(zero as u32).filter(|at| *at < 10)?, 10))
}

/// The beginning of `text`, at most `limit` characters, cut between words and then marked with `…`.
pub fn excerpt(text: &str, limit: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    let cut = text[..cut].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '-'));
    format!("{cut}…")
}

/// The one of `names` that `wrong` was most likely meant to be, if any is near enough.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    let allowed = match lower.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        length => length / 3 + 1,
    };
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= allowed && distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

/// Whether `wrong` is `name` with one letter changed, lost, added or swapped, and begins as it does. `drift` is a word
/// of its own.
pub fn is_slip(wrong: &str, name: &str) -> bool {
    wrong != "drift" && wrong.chars().next() == name.chars().next() && strsim::osa_distance(wrong, name) == 1
}

/// `one` for a count of 1, else `many`, after the number: `1 page`, `3 pages`. English, for the
/// terminal only.
pub fn count(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        _ => format!("{n} {many}"),
    }
}

/// Percent-encodes a path for an address: everything but unreserved characters, `/` and the
/// sub-delimiters that RFC 3986 allows in a path.
pub fn encode_path(path: &str) -> Cow<'_, str> {
    static PLAIN: [bool; 256] = plain(b"-._~/!$&'()*+,;=:@");
    encode(path, &PLAIN)
}

/// Percent-encodes a value for a query string: everything but unreserved characters.
pub fn encode_query(value: &str) -> Cow<'_, str> {
    static PLAIN: [bool; 256] = plain(b"-._~");
    encode(value, &PLAIN)
}

/// Which bytes stay as they are: letters, digits and `signs`.
const fn plain(signs: &[u8]) -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < signs.len() {
        plain[signs[at] as usize] = true;
        at += 1;
    }
    plain
}

fn encode<'t>(text: &'t str, plain: &[bool; 256]) -> Cow<'t, str> {
    if text.bytes().all(|byte| plain[usize::from(byte)]) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match plain[usize::from(byte)] {
            true => encoded.push(char::from(byte)),
            false => {
                let digits = b"0123456789ABCDEF";
                encoded.push('%');
                encoded.push(char::from(digits[usize::from(byte >> 4)]));
                encoded.push(char::from(digits[usize::from(byte & 15)]));
            }
        }
    }
    Cow::Owned(encoded)
}

/// Undoes percent-encoding; what is no valid encoding of UTF-8 stays as it is.
pub fn decode_path(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| path.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(path), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_any_script() {
        for (text, expected) in [
            ("A new MRI scanner!", "a-new-mri-scanner"),
            ("Don’t panic", "dont-panic"),
            ("  50% off: É là ", "50-off-é-là"),
            ("الربو", "الربو"),
            ("दमा", "दमा"),
            ("…", ""),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn what_is_not_printable_is_found_wherever_it_stands() {
        for before in [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 5] {
            let before = "é".repeat(before);
            for (c, printable) in
                [('a', true), ('\u{a0}', true), ('\u{fe0e}', true), ('😀', true), ('\u{7}', false), ('\u{7f}', false)]
            {
                assert_eq!(is_all_printable(&format!("{before}{c}.")), printable, "{c:?}");
            }
            for c in ['\u{85}', '\u{fdd0}', '\u{ffff}', '\u{1fffe}'] {
                assert!(!is_all_printable(&format!("{before}\u{a0}{c}")), "{c:?}");
            }
            assert_eq!(escape_html(&format!("{before}&<>\"'")), format!("{before}&amp;&lt;&gt;&quot;'"));
        }
    }

    #[test]
    fn excerpts_end_between_words() {
        assert_eq!(excerpt("short", 10), "short");
        assert_eq!(excerpt("one two, three", 10), "one two…");
        assert_eq!(excerpt("abcdefghijkl", 5), "abcde…");
    }

    #[test]
    fn near_misses_are_found_and_far_ones_are_not() {
        let names = ["title", "date", "description", "topics"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("topic", names), Some("topics"));
        assert_eq!(nearest("concurrence", names), None);
        assert_eq!(nearest("x", names), None);
    }

    #[test]
    fn percent_encoding_goes_both_ways() {
        assert_eq!(encode_path("/a b/é%.html"), "/a%20b/%C3%A9%25.html");
        assert_eq!(decode_path("/a%20b/%C3%A9%25.html"), "/a b/é%.html");
        assert_eq!(decode_path("100%"), "100%");
    }
}
