//! What an address is: of another site, of this hub, or not safe to follow.

use std::borrow::Cow;

/// What an address is.
#[derive(Debug, PartialEq)]
pub(super) enum Target<'a> {
    /// A whole address with a scheme that is safe to follow.
    Absolute,
    /// Anything without a scheme: the hub knows where it leads.
    Inside,
    /// A scheme that is not known to be safe, in lower case.
    Unsafe(Cow<'a, str>),
}

/// Schemes that a reader may be led to.
pub(super) const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "sms"];

/// What the address of a link is. Browsers skip blanks and control characters in front of a scheme and
/// tabs and line ends within it, so these count for nothing here too.
pub(super) fn target(address: &str) -> Target<'_> {
    let Some(colon) = address.find(':') else { return Target::Inside };
    let before = &address[..colon];
    if before.contains(['/', '?', '#']) {
        return Target::Inside;
    }
    let scheme: Cow<'_, str> = match before.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Borrowed(before),
        false => before.chars().filter(|&c| c > ' ' && c != '\u{7f}').flat_map(char::to_lowercase).collect(),
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    match is_scheme {
        true if SCHEMES.contains(&&*scheme) => Target::Absolute,
        true => Target::Unsafe(scheme),
        false => Target::Inside,
    }
}

/// The scheme of an address that no reader may be led to.
pub fn unsafe_scheme(address: &str) -> Option<String> {
    match target(address) {
        Target::Unsafe(scheme) => Some(scheme.into_owned()),
        Target::Absolute | Target::Inside => None,
    }
}

/// Whether the address of an image has a scheme that no picture comes from.
pub(super) fn unsafe_image(address: &str) -> Option<Cow<'_, str>> {
    match target(address) {
        Target::Unsafe(scheme) if scheme != "data" => Some(scheme),
        Target::Unsafe(_) | Target::Absolute | Target::Inside => None,
    }
}

/// Appends an address to a double-quoted attribute: what cannot stand in a URL is percent-encoded,
/// what is encoded already stays.
pub(super) fn push_href(html: &mut String, address: &str) {
    let mut done = 0;
    for (at, byte) in address.bytes().enumerate() {
        if is_plain(byte) {
            continue;
        }
        if done < at {
            html.push_str(&address[done..at]);
        }
        match byte {
            b'&' => html.push_str("&amp;"),
            _ => {
                html.push('%');
                html.push(hex(byte >> 4));
                html.push(hex(byte & 15));
            }
        }
        done = next_boundary(address, at);
    }
    html.push_str(&address[done.min(address.len())..]);
}

/// The byte after `at`, which may be within a character whose bytes are all encoded one by one.
fn next_boundary(address: &str, at: usize) -> usize {
    let mut next = at + 1;
    while !address.is_char_boundary(next) {
        next += 1;
    }
    next
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%'()*+,-./:;=?@^_~".contains(&byte)
}

fn hex(digit: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(digit)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_seen_through_disguise() {
        for (address, expected) in [
            ("https://example.org", Target::Absolute),
            ("HTTPS://example.org", Target::Absolute),
            ("tel:+44123", Target::Absolute),
            ("guide.md#x", Target::Inside),
            ("/a/b:c", Target::Inside),
            ("#a:b", Target::Inside),
            ("12:30.md", Target::Inside),
            ("javascript:alert(1)", Target::Unsafe("javascript".into())),
            (" \u{1}JavaScript:alert(1)", Target::Unsafe("javascript".into())),
            ("java\nscript\t:alert(1)", Target::Unsafe("javascript".into())),
            ("data:text/html,x", Target::Unsafe("data".into())),
        ] {
            assert_eq!(target(address), expected, "{address:?}");
        }
    }

    #[test]
    fn addresses_are_encoded_once() {
        let mut html = String::new();
        push_href(&mut html, "https://é.org/a b?x=1&y=[\"%20\"]'");
        assert_eq!(html, "https://%C3%A9.org/a%20b?x=1&amp;y=%5B%22%20%22%5D'");
    }
}
