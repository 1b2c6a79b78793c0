//! Raw HTML: what an author's tags become.
//!
//! Here tags are put in order before the sanitizer judges them, so that what Markdown made cannot be
//! torn: a tag is closed at the latest where the paragraph, list item or component ends in which it
//! was opened, and an end tag closes nothing outside. Addresses inside the hub become holes.

use crate::project::config::RawHtml;
use crate::span::Span;
use crate::text::push_escaped;

use super::{DEEPEST, Purpose, Writer};
use crate::markdown::frame::is_mark;
use crate::markdown::links::{Target, target};
use crate::markdown::sanitize::{is_attribute, is_emptied, is_tag, is_void};
use crate::markdown::tags::{self, Attribute, Part, Start};
use crate::markdown::{Hole, diags};

/// Raw HTML that is gathered line by line.
#[derive(Default)]
pub(super) struct Block {
    html: String,
    /// Where each line begins, here and in the text.
    lines: Vec<(usize, usize)>,
    /// Where all of it stands, if its lines are not known one by one.
    whole: Option<Span>,
    /// Whether a block is open.
    pub open: bool,
    /// Whether it is a comment, a script or the like, in which nothing else is meant.
    pub opaque: bool,
}

impl Block {
    /// An open block; `html` is what will come.
    pub fn new(html: &str) -> Block {
        Block { open: true, opaque: is_opaque(html), ..Block::default() }
    }

    /// Adds a line that stands in the text at `at`.
    pub fn push(&mut self, line: &str, at: usize) {
        self.lines.push((self.html.len(), at));
        self.html.push_str(line);
    }

    /// A tag or comment that stands at `span`, without the marks of quotes and lists that its lines have.
    fn inline(html: &str, span: Span) -> Block {
        let mut block = Block::default();
        block.push(html, span.start);
        block.whole = (html.len() != span.len()).then_some(span);
        block
    }

    /// Where in the text a part of it stands.
    fn origin(&self, span: &Span) -> Span {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let place = |at: usize| {
            let line = self.lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.lines.get(line).map_or(at, |(start, origin)| origin + at - start)
        };
        place(span.start)..place(span.end)
    }
}

/// Whether a block of HTML that begins so ends only where its own end says, blank lines or not.
fn is_opaque(html: &str) -> bool {
    let html = html.trim_start();
    let is_element = |name: &str| {
        html.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && html[1 + name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>')
    };
    html.starts_with("<!")
        || html.starts_with("<?")
        || ["script", "style", "pre", "textarea"].iter().any(|n| is_element(n))
}

impl Writer<'_> {
    /// Writes the block that was gathered.
    pub(super) fn raw_block(&mut self) {
        let next = Block { open: self.block.open, opaque: self.block.opaque, ..Block::default() };
        let block = std::mem::replace(&mut self.block, next);
        if block.html.is_empty() {
            return;
        }
        match self.policy() {
            Some(RawHtml::Sanitize) => {
                let before = self.frame.length();
                self.frame.fresh_line();
                self.sanitized(&block, false);
                if self.frame.html[before.html..].trim().is_empty() {
                    self.frame.truncate(before);
                }
            }
            Some(RawHtml::Allow) => {
                self.frame.fresh_line();
                self.allowed(&block);
            }
            Some(RawHtml::Escape) => self.escaped_block(&block.html),
            None => {
                self.frame.fresh_line();
                self.frame.html.push_str(&block.html);
            }
        }
    }

    /// Writes a tag or comment that stands within a line.
    pub(super) fn raw_inline(&mut self, html: &str, span: Span) {
        if self.alt.is_some() {
            return;
        }
        let block = Block::inline(html, span);
        match self.policy() {
            Some(RawHtml::Sanitize) => self.sanitized(&block, true),
            Some(RawHtml::Allow) => self.allowed(&block),
            Some(RawHtml::Escape) => self.escaped(html),
            None => self.frame.html.push_str(html),
        }
    }

    /// What happens to raw HTML; none if it passes as it is.
    fn policy(&self) -> Option<RawHtml> {
        match self.purpose {
            Purpose::Page(options) => Some(options.raw_html),
            Purpose::Field => Some(RawHtml::Escape),
            Purpose::Standard => None,
        }
    }

    fn escaped_block(&mut self, html: &str) {
        let before = self.frame.length();
        self.frame.fresh_line();
        self.frame.html.push_str("<p>");
        let empty = self.frame.html.len();
        self.escaped(html.trim_end());
        match self.frame.html.len() == empty {
            true => self.frame.truncate(before),
            false => self.frame.html.push_str("</p>\n"),
        }
    }

    /// Tags as text. A comment was not meant to be read, so it is no text either.
    fn escaped(&mut self, html: &str) {
        for part in tags::parts(html) {
            match part {
                Part::Comment(_) => {}
                Part::Text(text) | Part::End(_, text) | Part::Start(Start { text, .. }) => self.push_text(text),
            }
        }
    }

    /// Everything as it is, but addresses inside the hub.
    fn allowed(&mut self, block: &Block) {
        let mut parts = tags::parts(&block.html);
        while let Some(part) = parts.next() {
            match part {
                Part::Text(text) => {
                    self.prose.text(text);
                    self.frame.html.push_str(text);
                }
                Part::Comment(text) => self.frame.html.push_str(text),
                Part::End(name, text) => {
                    self.in_raw_link &= name != "a";
                    self.frame.html.push_str(text);
                }
                Part::Start(start) => {
                    self.allowed_start(&start, block);
                    if matches!(&*start.name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noscript")
                    {
                        let content = parts.skip_content(&start.name);
                        self.frame.html.push_str(content);
                    }
                }
            }
        }
    }

    fn allowed_start(&mut self, start: &Start<'_>, block: &Block) {
        self.in_raw_link |= start.name == "a";
        let begin = start.span.start - 1;
        let mut done = begin;
        for attribute in &start.attributes {
            self.note_anchor(&start.name, attribute, block);
            let Some(hole) = self.address_hole(attribute, block) else { continue };
            self.frame.html.push_str(&block.html[done..attribute.span.end]);
            self.frame.html.push_str("=\"");
            self.frame.hole(hole);
            self.frame.html.push('"');
            let quoted = block.html.as_bytes().get(attribute.value_span.end).is_some_and(|b| b"\"'".contains(b));
            done = attribute.value_span.end + usize::from(quoted);
        }
        self.frame.html.push_str(&block.html[done..begin + start.text.len()]);
    }

    /// What may pass, in order; the rest is reported.
    fn sanitized(&mut self, block: &Block, inline: bool) {
        let mut parts = tags::parts(&block.html);
        while let Some(part) = parts.next() {
            if !inline {
                self.prose.gap();
            }
            match part {
                Part::Text(text) => self.raw_text(text),
                Part::Comment(_) => {}
                Part::End(name, _) => self.raw_end(&name),
                Part::Start(start) if is_tag(&start.name) => self.raw_start(&start, block),
                Part::Start(start) => {
                    let with_content = match is_emptied(&start.name) && !start.closed {
                        true if inline => self.mute(&start.name, block.origin(&start.span).end),
                        true => !parts.skip_content(&start.name).is_empty(),
                        false => false,
                    };
                    let with_content = with_content || matches!(&*start.name, "script" | "style" | "iframe");
                    self.reports
                        .add(block.origin(&start.span), |place| diags::tag_removed(place, &start.name, with_content));
                }
            }
        }
    }

    /// Text between tags. What looks like the beginning of a tag is none.
    fn raw_text(&mut self, text: &str) {
        self.prose.text(text);
        push_markup(&mut self.frame.html, text, false);
    }

    fn raw_start(&mut self, start: &Start<'_>, block: &Block) {
        let is_void = is_void(&start.name);
        if !is_void && self.depth + self.raw_open.len() >= DEEPEST {
            self.report_depth(block.origin(&start.span));
            return;
        }
        self.frame.raw = true;
        self.frame.html.push('<');
        self.frame.html.push_str(&start.name);
        for attribute in &start.attributes {
            self.raw_attribute(&start.name, attribute, block);
        }
        self.frame.html.push('>');
        if is_void {
            return;
        }
        if start.closed {
            self.push_end(&start.name);
            return;
        }
        self.in_raw_link |= start.name == "a";
        self.raw_open.push((start.name.clone().into_owned(), self.level));
    }

    fn raw_attribute(&mut self, tag: &str, attribute: &Attribute<'_>, block: &Block) {
        let passes = is_attribute(tag, &attribute.name) && (attribute.name != "tabindex" || attribute.value == "0");
        if !passes {
            let report = |place| diags::attribute_removed(place, tag, &attribute.name);
            self.reports.add(block.origin(&attribute.span), report);
            return;
        }
        let is_address = matches!(&*attribute.name, "href" | "src" | "cite");
        if let (true, Target::Unsafe(scheme)) = (is_address, target(&tags::decoded(attribute.value))) {
            self.reports.add(block.origin(&attribute.value_span), |place| diags::scheme(place, &scheme));
            return;
        }
        self.note_anchor(tag, attribute, block);
        self.frame.html.push(' ');
        self.frame.html.push_str(&attribute.name);
        self.frame.html.push_str("=\"");
        match self.address_hole(attribute, block) {
            Some(hole) => self.frame.hole(hole),
            None => push_markup(&mut self.frame.html, attribute.value, true),
        }
        self.frame.html.push('"');
    }

    /// The hole for an address inside the hub.
    fn address_hole(&self, attribute: &Attribute<'_>, block: &Block) -> Option<Hole> {
        if !matches!(&*attribute.name, "href" | "src" | "poster") || attribute.value.is_empty() {
            return None;
        }
        let address = tags::decoded(attribute.value);
        if target(&address) != Target::Inside {
            return None;
        }
        let address = self.at(self.authored(address.trim()), block.origin(&attribute.value_span));
        Some(if attribute.name == "href" { Hole::Link(address) } else { Hole::Source(address) })
    }

    fn note_anchor(&mut self, tag: &str, attribute: &Attribute<'_>, block: &Block) {
        if (attribute.name == "id" || (tag == "a" && attribute.name == "name")) && !attribute.value.is_empty() {
            let id = tags::decoded(attribute.value);
            let is_both = attribute.name == "name" && self.headings.ids.last().is_some_and(|last| *last == id);
            if !is_both {
                self.headings.add_anchor(&id, block.origin(&attribute.value_span), &mut self.reports);
            }
        }
    }

    /// Closes the innermost open tag called `name`, and those in it, if it was opened here.
    fn raw_end(&mut self, name: &str) {
        self.in_raw_link &= name != "a";
        let floor = self.raw_floor();
        let is_it = |(open, level): &(String, usize)| open == name && *level == self.level;
        let Some(found) = self.raw_open[floor..].iter().rposition(is_it) else { return };
        self.close_raw(floor + found + 1);
        self.raw_open.truncate(floor + found);
        self.push_end(name);
    }

    /// Closes tags until only `left` are open. A `p` ends by itself, and where it has ended already its
    /// end tag would make another one.
    pub(super) fn close_raw(&mut self, left: usize) {
        while self.raw_open.len() > left {
            let Some((name, _)) = self.raw_open.pop() else { return };
            self.in_raw_link &= name != "a";
            if name != "p" {
                self.push_end(&name);
            }
        }
    }

    fn push_end(&mut self, name: &str) {
        self.frame.html.push_str("</");
        self.frame.html.push_str(name);
        self.frame.html.push('>');
    }

    /// Leaves out what comes until the end tag of `name`, if the paragraph has one.
    fn mute(&mut self, name: &str, from: usize) -> bool {
        let rest = self.text.get(from..self.leaf_end).unwrap_or("");
        if self.endless.iter().any(|(endless, end)| endless == name && *end == self.leaf_end) {
            return false;
        }
        match tags::end_tag(rest, name) {
            Some(end) => {
                self.muted = from + end.end;
                true
            }
            None => {
                self.endless.push((name.to_owned(), self.leaf_end));
                false
            }
        }
    }
}

/// Appends text or a value that has character references in it, without what would begin a tag or end
/// the value, and without references to characters that mark holes.
fn push_markup(html: &mut String, text: &str, quoted: bool) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '"', '&']) {
        html.push_str(&rest[..at]);
        let sign = &rest[at..at + 1];
        rest = &rest[at + 1..];
        match sign {
            "&" => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
                if tags::reference(&rest[..end]).is_some_and(is_mark) {
                    html.push('\u{fffd}');
                    rest = rest[end..].strip_prefix(';').unwrap_or(&rest[end..]);
                } else {
                    html.push('&');
                }
            }
            "\"" if !quoted => html.push('"'),
            sign => push_escaped(html, sign),
        }
    }
    html.push_str(rest);
}
