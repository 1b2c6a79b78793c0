//! Raw HTML as tags and text.
//!
//! A reader for reports and for addresses in attributes, no judge of what is safe: that is
//! [`super::sanitize`]. A tag that does not end is text here, so that it cannot swallow what follows.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::find_byte;

/// A part of raw HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Part<'a> {
    /// Text with its character references, or the beginning of a tag that does not end.
    Text(&'a str),
    /// A comment, a declaration, a processing instruction.
    Comment(&'a str),
    /// `<a href="…">`.
    Start(Start<'a>),
    /// `</a>`, with the name in lower case.
    End(Cow<'a, str>, &'a str),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(super) struct Start<'a> {
    /// The name in lower case.
    pub name: Cow<'a, str>,
    /// All of it.
    pub text: &'a str,
    /// Where the name is, in bytes of the raw HTML.
    pub span: Range<usize>,
    /// Its attributes.
    pub attributes: Vec<Attribute<'a>>,
    /// Whether it ends with `/>`.
    pub closed: bool,
}

/// An attribute as it is written.
#[derive(Debug, PartialEq)]
pub(super) struct Attribute<'a> {
    /// The name in lower case.
    pub name: Cow<'a, str>,
    /// Where the name is, in bytes of the raw HTML.
    pub span: Range<usize>,
    /// The value without quotes, its character references as written.
    pub value: &'a str,
    /// Where the value is, in bytes of the raw HTML.
    pub value_span: Range<usize>,
}

/// Raw HTML that is read part by part.
pub(super) struct Parts<'a> {
    html: &'a str,
    at: usize,
    /// Elements of which no end tag is left.
    endless: Vec<String>,
}

/// The parts of `html`.
pub(super) fn parts(html: &str) -> Parts<'_> {
    Parts { html, at: 0, endless: Vec::new() }
}

impl<'a> Parts<'a> {
    /// Skips to behind the next end tag of `name` and returns what was skipped; does nothing if there
    /// is none.
    pub fn skip_content(&mut self, name: &str) -> &'a str {
        let start = self.at;
        if !self.endless.iter().any(|endless| endless == name) {
            match end_tag(&self.html[start..], name) {
                Some(end) => self.at = start + end.end,
                None => self.endless.push(name.to_owned()),
            }
        }
        &self.html[start..self.at]
    }

    fn text(&mut self, end: usize) -> Option<Part<'a>> {
        let text = &self.html[self.at..end];
        self.at = end;
        Some(Part::Text(text))
    }

    fn comment(&mut self, length: usize) -> Option<Part<'a>> {
        let comment = &self.html[self.at..self.at + length];
        self.at += length;
        Some(Part::Comment(comment))
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let html = self.html;
        let rest = &html[self.at..];
        let Some(opens) = find_byte(rest, b'<') else {
            return if rest.is_empty() { None } else { self.text(html.len()) };
        };
        if opens > 0 {
            return self.text(self.at + opens);
        }
        if let Some(length) = comment_length(rest) {
            return self.comment(length);
        }
        let is_end = rest.starts_with("</");
        let from = self.at + if is_end { 2 } else { 1 };
        if !html[from..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.text(self.at + 1);
        }
        let Some((start, end)) = tag(html, from) else { return self.text(html.len()) };
        let text = &html[self.at..end];
        self.at = end;
        Some(match is_end {
            true => Part::End(start.name, text),
            false => Part::Start(Start { text, ..start }),
        })
    }
}

/// How long the comment, declaration or instruction is that `html` begins with.
fn comment_length(html: &str) -> Option<usize> {
    if !matches!(html.as_bytes(), [_, b'!' | b'?', ..]) {
        return None;
    }
    let ends = |end: &str, from: usize| Some(html[from..].find(end).map_or(html.len(), |at| from + at + end.len()));
    if html.starts_with("<!-->") {
        Some(5)
    } else if html.starts_with("<!--->") {
        Some(6)
    } else if html.starts_with("<!--") {
        ends("-->", 4)
    } else if html.starts_with("<![CDATA[") {
        ends("]]>", 9)
    } else if html.starts_with("<!") {
        ends(">", 2)
    } else if html.starts_with("<?") {
        ends("?>", 2)
    } else {
        None
    }
}

/// The tag whose name begins at `from`, and where it ends; none if it does not end.
fn tag(html: &str, from: usize) -> Option<(Start<'_>, usize)> {
    let bytes = html.as_bytes();
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let name_end = from + bytes[from..].iter().position(ends_name)?;
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'/').count();
        if *bytes.get(at)? == b'>' {
            let closed = bytes[at - 1] == b'/';
            let name = lower(&html[from..name_end]);
            return Some((Start { name, text: "", span: from..name_end, attributes, closed }, at + 1));
        }
        let (attribute, after) = attribute(html, at)?;
        attributes.push(attribute);
        at = after;
    }
}

/// The attribute that begins at `at`, and where it ends.
fn attribute(html: &str, at: usize) -> Option<(Attribute<'_>, usize)> {
    let bytes = html.as_bytes();
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=');
    let name_end = at + 1 + bytes[at + 1..].iter().position(ends_name)?;
    // The first byte may be a `=` and even part of a longer character, as browsers have it.
    let name_end = (name_end..=html.len()).find(|&end| html.is_char_boundary(end))?;
    let name = lower(&html[at..name_end]);
    let blanks = bytes[name_end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if *bytes.get(name_end + blanks)? != b'=' {
        return Some((Attribute { name, span: at..name_end, value: "", value_span: name_end..name_end }, name_end));
    }
    let start = name_end + blanks + 1;
    let start = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let (value_span, after) = match *bytes.get(start)? {
        quote @ (b'"' | b'\'') => {
            let end = start + 1 + bytes[start + 1..].iter().position(|&byte| byte == quote)?;
            (start + 1..end, end + 1)
        }
        _ => {
            let end = start + bytes[start..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
            (start..end, end)
        }
    };
    Some((Attribute { name, span: at..name_end, value: &html[value_span.clone()], value_span }, after))
}

fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Where the next end tag of `name` is in `html`.
pub(super) fn end_tag(html: &str, name: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = html[from..].find("</") {
        let start = from + found;
        let after = &html[start + 2..];
        let is_it = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && after[name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
        if is_it {
            return after.find('>').map(|end| start..start + 2 + end + 1);
        }
        from = start + 2;
    }
    None
}

/// The value of an attribute with the character references resolved that an address may have.
pub(super) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
        match reference(&rest[..end]) {
            Some(c) => {
                plain.push(c);
                rest = rest[end..].strip_prefix(';').unwrap_or(&rest[end..]);
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that a reference without `&` and `;` stands for.
pub(super) fn reference(name: &str) -> Option<char> {
    match name {
        "amp" | "AMP" => Some('&'),
        "lt" | "LT" => Some('<'),
        "gt" | "GT" => Some('>'),
        "quot" | "QUOT" => Some('"'),
        "apos" => Some('\''),
        "colon" => Some(':'),
        "sol" => Some('/'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        parts(html)
            .map(|part| match part {
                Part::Text(text) => format!("text {text}"),
                Part::Comment(text) => format!("comment {text}"),
                Part::Start(start) => {
                    let attributes: Vec<_> =
                        start.attributes.iter().map(|a| format!(" {}={}", a.name, a.value)).collect();
                    format!("{}{}{}", start.name, attributes.concat(), if start.closed { "/" } else { "" })
                }
                Part::End(name, _) => format!("/{name}"),
            })
            .collect()
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        assert_eq!(
            names("a<B Class='x > y' hidden id=z/w>b</B ><br/>"),
            ["text a", "b class=x > y hidden= id=z/w", "text b", "/b", "br/"]
        );
        assert_eq!(
            names("<!-- <b> --><!doctype x><?y?><![CDATA[z]]>"),
            ["comment <!-- <b> -->", "comment <!doctype x>", "comment <?y?>", "comment <![CDATA[z]]>"]
        );
        assert_eq!(names("1 < 2 <a href=\"x"), ["text 1 ", "text <", "text  2 ", "text <a href=\"x"]);
    }

    #[test]
    fn content_is_skipped_to_its_end_tag() {
        let mut read = parts("<script>a</b></SCRIPT >c<style>d");
        read.next();
        assert_eq!(read.skip_content("script"), "a</b></SCRIPT >");
        assert_eq!(read.next(), Some(Part::Text("c")));
        read.next();
        assert_eq!(read.skip_content("style"), "");
        assert_eq!(read.next(), Some(Part::Text("d")));
    }

    #[test]
    fn references_in_addresses_are_resolved() {
        assert_eq!(decoded("a&amp;b&#106;&#x61;va&colon;&nosuch;&"), "a&bjava:&nosuch;&");
    }
}
