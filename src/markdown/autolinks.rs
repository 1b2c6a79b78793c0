//! Addresses that stand in the text as they are, as in GitHub's Markdown: `https://…`, `www.…` and
//! `name@example.org`.
//!
//! They are found in the source, where no typographic quote or dash has changed them. Whether one
//! becomes a link is decided where the text is written: not in code, not in a link.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// Nobody writes a longer one as it is, and looking further would cost its length for each beginning.
const LONGEST: usize = 2_000;

/// An address in the text.
#[derive(Debug, PartialEq)]
pub(super) struct Autolink {
    /// Where it stands.
    pub span: Range<usize>,
    /// What comes before it in the link.
    pub prefix: &'static str,
}

/// Every address in `text`, in order, none within another.
pub(super) fn find(text: &str) -> Vec<Autolink> {
    let mut found = Vec::new();
    if text.contains("://") {
        found.extend(text.match_indices("://").filter_map(|(at, _)| web(text, at)));
    }
    if text.contains("www.") {
        found.extend(text.match_indices("www.").filter_map(|(at, _)| www(text, at)));
    }
    if text.as_bytes().contains(&b'@') {
        found.extend(text.match_indices('@').filter_map(|(at, _)| mail(text, at)));
    }
    found.sort_by_key(|link| link.span.start);
    let mut end = 0;
    found.retain(|link| {
        let apart = link.span.start >= end;
        if apart {
            end = link.span.end;
        }
        apart
    });
    found
}

/// The end of the address that is written in `text` from `start` to at most `end`, without the
/// punctuation that belongs to the sentence around it.
pub(super) fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    let mut end = end;
    let mut open = 0_usize;
    let mut close = 0_usize;
    for byte in text[start..end].bytes() {
        open += usize::from(byte == b'(');
        close += usize::from(byte == b')');
    }
    loop {
        let link = &text[start..end];
        let Some(last) = link.chars().next_back() else { return end };
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '–' | '’' => end -= last.len_utf8(),
            ')' if close > open => {
                close -= 1;
                end -= 1;
            }
            ';' => match link.rfind('&') {
                Some(at) if link[at + 1..link.len() - 1].bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                    end = start + at;
                }
                _ => end -= 1,
            },
            _ => return end,
        }
    }
}

/// `https://…` around the `://` at `at`.
fn web(text: &str, at: usize) -> Option<Autolink> {
    let before = &text.as_bytes()[..at];
    let length = [5, 4].into_iter().find(|&length| {
        before.len() >= length && before[before.len() - length..].eq_ignore_ascii_case(&b"https"[..length])
    })?;
    let start = at - length;
    let end = if begins(text, start) { address_end(text, at + 3)? } else { return None };
    is_domain(&text[at + 3..end]).then(|| Autolink { span: start..trimmed_end(text, start, end), prefix: "" })
}

/// `www.…` at `at`.
fn www(text: &str, at: usize) -> Option<Autolink> {
    let end = if begins(text, at) { address_end(text, at)? } else { return None };
    is_domain(&text[at + 4..end]).then(|| Autolink { span: at..trimmed_end(text, at, end), prefix: "http://" })
}

/// `name@example.org` around the `@` at `at`.
fn mail(text: &str, at: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
    let start = at - bytes[..at].iter().rev().take_while(|&&byte| is_local(byte)).count();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let host = bytes[at + 1..].iter().take_while(|&&byte| is_host(byte)).count();
    let host = text[at + 1..at + 1 + host].trim_end_matches('.');
    let well_formed = host.contains('.')
        && !host.contains("..")
        && !host.starts_with(['.', '-'])
        && host.ends_with(|c: char| c.is_ascii_alphanumeric());
    let end = at + 1 + host.len();
    let apart =
        start == 0 || !matches!(bytes[start - 1], b'/' | b':' | b'@' | 0x80..) || text[..start].ends_with("mailto:");
    let ends = !text[end..].starts_with(['@', '/']);
    (start < at && well_formed && apart && ends).then_some(Autolink { span: start..end, prefix: "mailto:" })
}

/// Whether an address may begin at `at`: at a line's beginning, after a blank or an opening mark, after punctuation of any
/// script, or after a letter of a script that is written without blanks.
fn begins(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| match c.is_ascii() {
        true => c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '|' | '"' | '\''),
        false => c.is_whitespace() || !c.is_alphanumeric() || has_no_blanks(c),
    })
}

/// Whether `c` is a letter of a script that puts no blanks between words: Han, Kana, Thai, Lao, Khmer, Burmese, Tibetan.
fn has_no_blanks(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{0e00}'..='\u{0eff}' | '\u{0f00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether an address ends before `c` wherever it stands: punctuation that no address has as it is. An apostrophe, a hyphen,
/// an en dash and a middle dot may stand in one, as in the names of articles.
fn ends_address(c: char) -> bool {
    !c.is_ascii() && is_punctuation(c) && !matches!(c, '’' | '\u{2010}'..='\u{2013}' | '·' | '・')
}

/// Whether `c` is punctuation by Unicode's general category.
fn is_punctuation(c: char) -> bool {
    GeneralCategoryGroup::Punctuation.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}

/// Whether `text` begins with a name that has a dot in it, and no underscore in its last two parts.
fn is_domain(text: &str) -> bool {
    let length = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(text.len());
    let name = text[..length].trim_end_matches('.');
    let mut parts = name.rsplit('.');
    let last = parts.next().unwrap_or("");
    let Some(second) = parts.next() else { return false };
    !name.contains("..") && !last.is_empty() && !second.is_empty() && !last.contains('_') && !second.contains('_')
}

/// The end of the longest address from `at` on: before a blank, `<`, or punctuation that no address has. None if that is
/// too far.
fn address_end(text: &str, at: usize) -> Option<usize> {
    let mut characters = text[at..].char_indices();
    let end = characters
        .find(|(length, c)| c.is_whitespace() || matches!(c, '<' | '`') || ends_address(*c) || *length > LONGEST);
    let length = end.map_or(text.len() - at, |(length, _)| length);
    (length <= LONGEST).then_some(at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(text).into_iter().map(|link| format!("{}{}", link.prefix, &text[link.span])).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://example.org/a--b.", "https://example.org/a--b"),
            ("(https://example.org/a(b))", "https://example.org/a(b)"),
            ("www.example.org/?q=a&copy; x", "http://www.example.org/?q=a"),
            ("HTTP://example.org!", "HTTP://example.org"),
            ("write to a.b+c@example.org.", "mailto:a.b+c@example.org"),
            ("https://münchen.example/ä", "https://münchen.example/ä"),
            ("زوروا https://example.org/flu، ثم", "https://example.org/flu"),
            ("هل زرتم www.example.org؟", "http://www.example.org"),
            ("देखें https://example.org/flu। धन्यवाद", "https://example.org/flu"),
            ("See https://example.org/flu—it is short", "https://example.org/flu"),
            ("https://example.org/flu… and", "https://example.org/flu"),
            ("Voir «https://example.org/flu» ici", "https://example.org/flu"),
            ("„https://example.org/flu“ heute", "https://example.org/flu"),
            ("‘https://example.org/flu’ today", "https://example.org/flu"),
            ("\"https://example.org/flu\" today", "https://example.org/flu"),
            ("詳細はhttps://example.org/flu、または", "https://example.org/flu"),
            ("（参见 https://example.org/flu）", "https://example.org/flu"),
            ("见www.example.org/a「这里」", "http://www.example.org/a"),
            ("Տես https://example.org/flu։ Ապա", "https://example.org/flu"),
            ("ተመልከት https://example.org/flu። እና", "https://example.org/flu"),
            ("https://fr.example.org/wiki/L’État", "https://fr.example.org/wiki/L’État"),
            ("https://example.org/Michaelis–Menten–", "https://example.org/Michaelis–Menten"),
            ("https://ca.example.org/col·legi", "https://ca.example.org/col·legi"),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_none() {
        for text in [
            "https://localhost",
            "xhttps://a.org",
            "ftp://a.org",
            "www.x",
            "a@b",
            "@a.org",
            "a@-b.org",
            "https://",
            "://",
            "a@b.c/d",
            "awww.a.org",
            "https://a_b.org",
            "https://user@example.org",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
