//! XML, written element by element into a text.
//!
//! Only what feeds and sitemaps need: no reading, no namespaces of its own. Every text and attribute is escaped here, and
//! what XML 1.0 cannot hold is left out, so that no author's word can spoil a document.

use std::borrow::Cow;

use crate::text::{is_all_printable, is_printable, push_escaped};

/// The first line of every document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A document that is being written.
pub(super) struct Xml {
    text: String,
}

/// A text as [`Xml::raw_leaf`] writes it, looked through once for all documents.
pub(super) struct Raw {
    text: String,
    /// Whether there is in it what ends such a text.
    ends_early: bool,
}

impl Raw {
    /// This text, without the characters that XML 1.0 cannot hold.
    pub(super) fn new(text: String) -> Raw {
        let text = match is_all_printable(&text) {
            true => text,
            false => printable(&text).into_owned(),
        };
        Raw { ends_early: text.contains("]]>"), text }
    }

    /// The text itself.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Names and values.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    /// A document of about so many bytes, with nothing in it yet.
    pub(super) fn with_capacity(bytes: usize) -> Xml {
        let mut text = String::with_capacity(bytes);
        text.push_str(DECLARATION);
        Xml { text }
    }

    /// Begins an element that others stand in.
    pub(super) fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
    }

    /// Ends it.
    pub(super) fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with a text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.tag(name, attributes);
        self.text.push('>');
        push_escaped(&mut self.text, &printable(text));
        self.end(name);
    }

    /// An element with a text that has much to escape, as HTML has.
    pub(super) fn raw_leaf(&mut self, name: &str, attributes: &Attributes<'_>, text: &Raw) {
        self.tag(name, attributes);
        self.text.push_str("><![CDATA[");
        match text.ends_early {
            true => self.text.push_str(&text.text.replace("]]>", "]]]]><![CDATA[>")),
            false => self.text.push_str(&text.text),
        }
        self.text.push_str("]]>");
        self.end(name);
    }

    /// The document.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn tag(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            push_escaped(&mut self.text, &printable(value));
            self.text.push('"');
        }
    }
}

/// Without the characters that XML 1.0 cannot hold.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    match is_all_printable(text) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.replace(|c| !is_printable(c), "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_ends_what_it_stands_in() {
        let mut xml = Xml::with_capacity(0);
        xml.start("a", &[("b", "\"<&>\u{1}")]);
        xml.leaf("c", &[], "</c>\u{ffff}");
        xml.raw_leaf("d", &[], &Raw::new("<p>]]></d>\u{1}".to_owned()));
        xml.empty("e", &[]);
        xml.end("a");
        let expected = "<a b=\"&quot;&lt;&amp;&gt;\">\n<c>&lt;/c&gt;</c>\n\
                        <d><![CDATA[<p>]]]]><![CDATA[></d>]]></d>\n<e/>\n</a>\n";
        assert_eq!(String::from_utf8(xml.into_bytes()).unwrap(), format!("{DECLARATION}{expected}"));
    }
}
