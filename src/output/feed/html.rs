//! The body of a page for readers elsewhere: every address whole, and nothing that acts.
//!
//! A feed reader has no page to resolve an address against, and runs nobody's scripts. Bodies are well-formed HTML of ours,
//! with what an author may have written as raw HTML between it.

use std::ops::Range;

use crate::markdown::unsafe_scheme;
use crate::text::find_byte;

/// `html` with each address made whole as seen from `page`, on a host that is `origin`.
pub(super) fn for_readers(html: &str, origin: &str, page: &str) -> String {
    let mut out = Out { html: String::with_capacity(html.len() + html.len() / 8), origin, page };
    let (mut copied, mut at) = (0, 0);
    while let Some(start) = find_byte(&html[at..], b'<').map(|found| at + found) {
        at = start + 1;
        if html[at..].starts_with("!--") {
            out.html.push_str(&html[copied..start]);
            at = html[at..].find("-->").map_or(html.len(), |end| at + end + 3);
            copied = at;
            continue;
        }
        let name_end = html[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(html.len(), |end| at + end);
        let name = &html[at..name_end];
        // An end tag, or no tag at all.
        if name.is_empty() {
            continue;
        }
        if is_dropped(name) {
            out.html.push_str(&html[copied..start]);
            at = end_of_element(html, name_end, name);
            copied = at;
            continue;
        }
        let (attributes, end) = attributes(html, name_end);
        at = end;
        if attributes.iter().any(|attribute| attribute.is_touched(html)) {
            out.html.push_str(&html[copied..name_end]);
            attributes.iter().for_each(|attribute| out.attribute(html, attribute));
            copied = attributes.last().map_or(name_end, |last| last.whole.end);
        }
    }
    out.html.push_str(&html[copied..]);
    out.html
}

/// `html` without what has to be fetched to be seen or heard.
pub(in crate::output) fn without_pictures(html: &str) -> String {
    const FETCHED: [&str; 5] = ["picture", "img", "svg", "video", "audio"];
    let mut out = String::with_capacity(html.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(start) = find_byte(&html[at..], b'<').map(|found| at + found) {
        at = start + 1;
        let name_end = html[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(html.len(), |end| at + end);
        let name = &html[at..name_end];
        if FETCHED.iter().any(|fetched| name.eq_ignore_ascii_case(fetched)) {
            out.push_str(&html[copied..start]);
            at = end_of_element(html, name_end, name);
            copied = at;
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// Elements that act, frame, style or draw, as a chart that has its table beneath, and go with all that is in them.
fn is_dropped(name: &str) -> bool {
    const DROPPED: [&str; 11] =
        ["script", "style", "svg", "button", "iframe", "object", "embed", "applet", "noscript", "template", "frameset"];
    DROPPED.iter().any(|dropped| name.eq_ignore_ascii_case(dropped))
}

/// Where an element called `name` is over; one that is never closed takes the rest with it, but one that has no end tag.
fn end_of_element(html: &str, from: usize, name: &str) -> usize {
    let (_, tag_end) = attributes(html, from);
    if ["embed", "img"].iter().any(|void| name.eq_ignore_ascii_case(void)) {
        return tag_end;
    }
    let closes = |at: &usize| {
        let rest = html.as_bytes().get(at + 2..at + 2 + name.len());
        rest.is_some_and(|rest| rest.eq_ignore_ascii_case(name.as_bytes()))
    };
    let close = html[tag_end..].match_indices("</").map(|(found, _)| tag_end + found).find(closes);
    close.map_or(html.len(), |at| html[at..].find('>').map_or(html.len(), |end| at + end + 1))
}

/// An attribute of a tag: where it stands with the space before it, and what it is.
struct Attribute {
    whole: Range<usize>,
    name: Range<usize>,
    /// Without quotes.
    value: Range<usize>,
}

/// The attributes that have a value of a tag whose name ends at `from`, and where the tag ends.
fn attributes(html: &str, from: usize) -> (Vec<Attribute>, usize) {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'>' {
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        let name = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'>' | b'/') {
            at += 1;
        }
        let name = name..at;
        let after = html[at..].trim_ascii_start();
        if !after.starts_with('=') {
            // A name alone; something else that is none is passed over.
            at = if at == start { at + 1 } else { at };
            continue;
        }
        at = html.len() - after[1..].trim_ascii_start().len();
        let value = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = html[at + 1..].find(char::from(*quote)).map_or(html.len(), |end| at + 1 + end);
                let value = at + 1..end;
                at = (end + 1).min(html.len());
                value
            }
            _ => {
                let end = html[at..].find(|c: char| c.is_ascii_whitespace() || c == '>');
                let value = at..end.map_or(html.len(), |end| at + end);
                at = value.end;
                value
            }
        };
        found.push(Attribute { whole: start..at, name, value });
    }
    (found, (at + 1).min(html.len()))
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 7] = ["href", "src", "poster", "cite", "action", "formaction", "data"];

impl Attribute {
    fn is(&self, html: &str, names: &[&str]) -> bool {
        names.iter().any(|name| html[self.name.clone()].eq_ignore_ascii_case(name))
    }

    /// Whether it cannot stay as it is.
    fn is_touched(&self, html: &str) -> bool {
        self.acts(html) || self.is(html, &ADDRESSES) || self.is(html, &["srcset"])
    }

    /// Whether it makes a browser run something.
    fn acts(&self, html: &str) -> bool {
        let name = &html.as_bytes()[self.name.clone()];
        name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on") || self.is(html, &["srcdoc"])
    }
}

/// What is written, and for where.
struct Out<'a> {
    html: String,
    origin: &'a str,
    page: &'a str,
}

impl Out<'_> {
    fn attribute(&mut self, html: &str, attribute: &Attribute) {
        if attribute.acts(html) {
            return;
        }
        let value = &html[attribute.value.clone()];
        if attribute.is(html, &ADDRESSES) {
            if !is_safe(value) {
                return;
            }
            self.html.push_str(&html[attribute.whole.start..attribute.value.start]);
            self.address(value);
        } else if attribute.is(html, &["srcset"]) {
            self.html.push_str(&html[attribute.whole.start..attribute.value.start]);
            for (at, candidate) in value.split(',').map(str::trim).filter(|one| !one.is_empty()).enumerate() {
                self.html.push_str(if at > 0 { ", " } else { "" });
                self.address(candidate);
            }
        } else {
            self.html.push_str(&html[attribute.whole.start..attribute.value.end]);
        }
        self.html.push_str(&html[attribute.value.end..attribute.whole.end]);
    }

    /// An address, made whole.
    fn address(&mut self, address: &str) {
        let scheme = address.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        let (before, inside) = match address.as_bytes() {
            _ if scheme => ("", ""),
            [b'/', b'/', ..] => ("https:", ""),
            [b'/', ..] => (self.origin, ""),
            [b'#' | b'?', ..] | [] => (self.page, ""),
            // A link that leads nowhere stays as it was written.
            _ => (self.page, if self.page.ends_with('/') { "" } else { "/" }),
        };
        [before, inside, address].iter().for_each(|part| self.html.push_str(part));
    }
}

/// Whether an address can be followed without running anything. In a scheme nobody needs a character reference.
fn is_safe(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_hidden = scheme.split_once('&').is_some_and(|(before, _)| !before.contains(['/', '?', '#']));
    unsafe_scheme(address).is_none() && !is_hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(html: &str) -> String {
        for_readers(html, "https://h.example", "https://h.example/p/")
    }

    #[test]
    fn a_page_for_bad_lines_fetches_nothing() {
        let html =
            "<p>a <img src=\"b.png\" alt=\"<\">c</p><picture><source><img src=d></picture><VIDEO src=e>f</VIDEO>g";
        assert_eq!(without_pictures(html), "<p>a c</p>g");
    }

    #[test]
    fn addresses_in_feeds_are_whole() {
        for (html, expected) in [
            (r#"<a href="/hub/a/">a</a>"#, r#"<a href="https://h.example/hub/a/">a</a>"#),
            (r##"<a href="#b">b</a>"##, r##"<a href="https://h.example/p/#b">b</a>"##),
            (r#"<img src="/c.png" alt="/d">"#, r#"<img src="https://h.example/c.png" alt="/d">"#),
            (r#"<a href="//e.example/">e</a>"#, r#"<a href="https://e.example/">e</a>"#),
            (r#"<a href="mailto:a@b.example">m</a>"#, r#"<a href="mailto:a@b.example">m</a>"#),
            (r#"<a href="gone.md">g</a>"#, r#"<a href="https://h.example/p/gone.md">g</a>"#),
            ("<a href='/a/'>a</a>", "<a href='https://h.example/a/'>a</a>"),
            ("<a HREF=/a/>a</a>", "<a HREF=https://h.example/a/>a</a>"),
            (
                r#"<source srcset="/a-480.webp 480w, /a.webp 960w" sizes="100vw">"#,
                r#"<source srcset="https://h.example/a-480.webp 480w, https://h.example/a.webp 960w" sizes="100vw">"#,
            ),
            ("a = b < c href=\"/d\" & <p>e</p>", "a = b < c href=\"/d\" & <p>e</p>"),
            ("<p>x</p>\n<hr>", "<p>x</p>\n<hr>"),
            ("<p title=\"a > b\"><img src=\"/c\"></p>", "<p title=\"a > b\"><img src=\"https://h.example/c\"></p>"),
        ] {
            assert_eq!(whole(html), expected);
        }
    }

    #[test]
    fn nothing_in_feeds_acts() {
        for (html, expected) in [
            ("a<script>alert('<p>')</script>b", "ab"),
            ("a<SCRIPT src=\"/x.js\"></SCRIPT >b<style>p{}</style>c", "abc"),
            ("a<script>never closed", "a"),
            ("<p onclick=\"x()\" class=\"y\">a</p>", "<p class=\"y\">a</p>"),
            ("<a href=\"javascript:x\">a</a>", "<a>a</a>"),
            ("<a href=\"java&#10;script:x\">a</a>", "<a>a</a>"),
            ("<iframe src=\"/a\">b</iframe><embed src=\"/c\">d<!-- e -->", "d"),
        ] {
            assert_eq!(whole(html), expected);
        }
    }

    #[test]
    fn odd_markup_ends() {
        for html in
            ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a =\"b\"", "</", "<!--", "<é é=é>", "<a/////", "<script"]
        {
            let made = whole(html);
            assert!(made.len() < 80, "{made}");
        }
    }
}
