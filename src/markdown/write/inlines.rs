//! What stands in a line: text, links, images, code, formulas. Blocks of code are here too, since they
//! hold text that is written as it is.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType};

use crate::project::config::RawHtml;
use crate::span::{At, Span};
use crate::text::push_escaped;

use super::{Events, OpenImage, Purpose, Writer, without_marks};
use crate::markdown::autolinks::{self, Autolink};
use crate::markdown::citations::Found;
use crate::markdown::links::{Target, push_href, target, unsafe_image};
use crate::markdown::{Code, Hole, Image, diags, highlight, math};

/// Text, links and images.
impl<'a> Writer<'a> {
    /// Text of the author without characters that mark holes, which a reference may have put there.
    pub(super) fn authored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.has_references { without_marks(text) } else { Cow::Borrowed(text) }
    }

    /// A value that stands at `span` of the text.
    pub(super) fn at(&self, value: Cow<'_, str>, span: Span) -> At<String> {
        At { value: value.into_owned(), span: span.start + self.start..span.end + self.start }
    }

    pub(super) fn text(&mut self, text: CowStr<'a>, span: Span, events: &mut Events<'a>) {
        if self.block.open {
            return self.block.push(&text, span.start);
        }
        if let Some(marker) = self.marker_over(&span) {
            return self.marker_as_text(marker, span);
        }
        if self.code.is_some() {
            let text = self.authored(&text);
            if let Some(code) = &mut self.code {
                code.text.push_str(&text);
            }
            return;
        }
        if &*text == "[" && self.purpose.is_page() {
            if let Some(found) = self.citation_at(&span) {
                return self.citation(found, events);
            }
            self.report_footnote(&span);
        }
        match self.next_link(&span) {
            Some(_) if text.len() == span.len() => self.text_with_links(&text, span, events),
            Some(_) | None => self.push_text(&text),
        }
    }

    /// Writes text of the author.
    pub(super) fn push_text(&mut self, text: &str) {
        let text = self.authored(text);
        if let Some(alt) = &mut self.alt {
            return alt.push_str(&text);
        }
        push_escaped(&mut self.frame.html, &text);
        if self.purpose.is_page() {
            self.prose.text(&text);
        }
        for wanted in [&mut self.leaf, &mut self.choice].into_iter().flatten() {
            wanted.push_str(&text);
        }
    }

    /// The next address that begins in `span`, unless a link is open.
    pub(super) fn next_link(&mut self, span: &Span) -> Option<&'a Autolink> {
        while self.links.get(self.passed).is_some_and(|link| link.span.start < span.start) {
            self.passed += 1;
        }
        let free = self.link.is_none() && !self.in_raw_link && self.alt.is_none();
        self.links.get(self.passed).filter(|link| link.span.start < span.end && free)
    }

    /// Writes text in which addresses begin.
    pub(super) fn text_with_links(&mut self, text: &str, span: Span, events: &mut Events<'a>) {
        let (mut rest, mut span) = (text, span);
        while let Some(link) = self.next_link(&span) {
            self.passed += 1;
            self.push_text(&rest[..link.span.start - span.start]);
            (rest, span) = self.linked(link, span.end, events);
        }
        self.push_text(rest);
    }

    /// Writes an address that begins in an event that goes to `end`. It may go on in the next events,
    /// and ends where something else than text begins. What is left of the last event comes back.
    pub(super) fn linked(&mut self, link: &Autolink, end: usize, events: &mut Events<'a>) -> (&'a str, Span) {
        let start = link.span.start;
        let mut event_end = end;
        let mut end = end.min(link.span.end);
        let mut address = Cow::Borrowed(&self.text[start..end]);
        while end < link.span.end {
            let Some((Event::Text(next), next_span)) = events.peek() else { break };
            let next_span = next_span.clone();
            let divisible = next_span.end <= link.span.end || next.len() == next_span.len();
            if next_span.start != end || !divisible {
                break;
            }
            event_end = next_span.end;
            end = event_end.min(link.span.end);
            let piece = &self.text[next_span.start..end];
            address.to_mut().push_str(if piece.starts_with('&') { next } else { piece });
            events.next();
        }
        if end < link.span.end {
            end = autolinks::trimmed_end(self.text, start, end);
            address = Cow::Borrowed(&self.text[start..end]);
        }
        self.push_autolink(link.prefix, &address);
        (&self.text[end..event_end], end..event_end)
    }

    pub(super) fn push_autolink(&mut self, prefix: &str, address: &str) {
        let address = self.authored(address).into_owned();
        self.frame.html.push_str("<a href=\"");
        self.frame.html.push_str(prefix);
        push_href(&mut self.frame.html, &address);
        self.frame.html.push_str("\">");
        self.push_text(&address);
        self.frame.html.push_str("</a>");
    }

    /// The citation whose bracket opens at `span`, unless a link or the text of an image is open.
    fn citation_at(&self, span: &Span) -> Option<&'a Found> {
        let free = self.link.is_none() && !self.in_raw_link && self.alt.is_none();
        let at = self.citations_found.binary_search_by_key(&span.start, |found| found.span.start).ok()?;
        free.then(|| &self.citations_found[at])
    }

    /// Writes a citation, and passes the events that it consists of: there is nothing but text in it.
    fn citation(&mut self, found: &'a Found, events: &mut Events<'a>) {
        let cited = self.citations.cite(found, self.text, self.start, &mut self.headings.ids);
        self.frame.hole(Hole::Citation(cited));
        // Without it the blank before it stands before the full stop.
        if let Some(leaf) = &mut self.leaf {
            leaf.truncate(leaf.trim_end().len());
        }
        let is_inside = |next: &(Event<'a>, Span)| next.1.start < found.span.end;
        while let Some((event, span)) = events.next_if(is_inside) {
            if let (Event::Text(_), true) = (event, span.end > found.span.end) {
                self.push_text(&self.text[found.span.end..span.end]);
            }
        }
    }

    pub(super) fn line_break(&mut self, html: &str) {
        self.prose.space();
        if let Some(alt) = &mut self.alt {
            return alt.push(' ');
        }
        self.frame.html.push_str(html);
        if let Some(leaf) = &mut self.leaf {
            leaf.push(' ');
        }
    }

    pub(super) fn start_inline(&mut self, tag: &str, span: Span) {
        if self.alt.is_none() && self.enter(span) {
            self.frame.html.push_str(tag);
        }
    }

    pub(super) fn start_link(&mut self, kind: LinkType, address: &str, title: &str, span: Span) {
        if self.alt.is_some() {
            return;
        }
        let mail = if kind == LinkType::Email { "mailto:" } else { "" };
        let (address, title) = (self.authored(address), self.authored(title));
        let target = if mail.is_empty() { target(&address) } else { Target::Absolute };
        let allows = match self.purpose {
            Purpose::Page(options) => options.raw_html == RawHtml::Allow,
            Purpose::Field => false,
            Purpose::Standard => true,
        };
        if let (Target::Unsafe(scheme), false) = (&target, allows) {
            self.reports.add(self.place_of(&address, &span), |place| diags::scheme(place, scheme));
            self.link = Some(false);
            return;
        }
        self.link = Some(true);
        self.frame.html.push_str("<a href=\"");
        if target == Target::Inside && !matches!(self.purpose, Purpose::Standard) {
            let span = self.place_of(&address, &span);
            let hole = Hole::Link(self.at(address, span));
            self.frame.hole(hole);
        } else {
            self.frame.html.push_str(mail);
            push_href(&mut self.frame.html, &address);
        }
        self.push_title(&title);
        self.frame.html.push_str("\">");
    }

    pub(super) fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.frame.html.push_str("\" title=\"");
            push_escaped(&mut self.frame.html, title);
        }
    }

    /// Where an address stands within its link, if it stands there as it is.
    pub(super) fn place_of(&self, address: &str, span: &Span) -> Span {
        let found = if address.is_empty() { None } else { self.text[span.clone()].rfind(address) };
        found.map_or_else(|| span.clone(), |at| span.start + at..span.start + at + address.len())
    }

    pub(super) fn end_link(&mut self) {
        if self.alt.is_none() && self.link.take() == Some(true) {
            self.frame.html.push_str("</a>");
        }
    }

    pub(super) fn start_image(&mut self, address: CowStr<'a>, title: CowStr<'a>) {
        if self.alt.is_some() {
            self.images += 1;
            return;
        }
        self.alt = Some(String::new());
        self.image = Some(OpenImage { address, title });
    }

    pub(super) fn end_image(&mut self, span: Span) {
        if self.images > 0 {
            self.images -= 1;
            return;
        }
        let (Some(alt), Some(image)) = (self.alt.take(), self.image.take()) else { return };
        let (address, title) = (self.authored(&image.address), self.authored(&image.title));
        if let (Some(_), Some(leaf)) = (&self.heading, &mut self.leaf) {
            leaf.push_str(&alt);
        }
        let is_standard = matches!(self.purpose, Purpose::Standard);
        if let Some(scheme) = unsafe_image(&address).filter(|_| !is_standard) {
            self.reports.add(self.place_of(&address, &span), |place| diags::scheme(place, &scheme));
            push_escaped(&mut self.frame.html, &alt);
        } else if self.purpose.is_page() {
            let span = self.place_of(&address, &span);
            let title = (!title.is_empty()).then(|| title.into_owned());
            let hole = Hole::Image(Image { src: self.at(address, span), alt, title });
            self.frame.hole(hole);
        } else {
            self.frame.html.push_str("<img src=\"");
            push_href(&mut self.frame.html, &address);
            self.frame.html.push_str("\" alt=\"");
            push_escaped(&mut self.frame.html, &alt);
            self.push_title(&title);
            self.frame.html.push_str("\">");
        }
    }
}

/// Code and formulas.
impl Writer<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.start_block();
        let language = match kind {
            CodeBlockKind::Fenced(info) => language(&self.authored(info), self.purpose),
            CodeBlockKind::Indented => String::new(),
        };
        self.code = Some(Code { language, text: String::new() });
    }

    pub(super) fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let html = &mut self.frame.html;
        match self.purpose {
            Purpose::Page(_) => self.frame.hole(Hole::Code(code)),
            Purpose::Field => highlight::write(&code.language, &code.text, html),
            Purpose::Standard => {
                html.push_str("<pre><code");
                if !code.language.is_empty() {
                    html.push_str(" class=\"language-");
                    push_escaped(html, &code.language);
                    html.push('"');
                }
                html.push('>');
                push_escaped(html, &code.text);
                html.push_str("</code></pre>");
            }
        }
        self.frame.html.push('\n');
    }

    pub(super) fn code_span(&mut self, text: &str) {
        let text = self.authored(text);
        if let Some(alt) = &mut self.alt {
            return alt.push_str(&text);
        }
        for wanted in [&mut self.leaf, &mut self.choice].into_iter().flatten() {
            wanted.push_str(&text);
        }
        self.frame.html.push_str("<code>");
        push_escaped(&mut self.frame.html, &text);
        self.frame.html.push_str("</code>");
    }

    /// A formula.
    pub(super) fn math(&mut self, formula: &str, span: Span, display: bool) {
        if let Some(alt) = &mut self.alt {
            return alt.push_str(formula);
        }
        match math::convert(formula, display) {
            Ok(mathml) => {
                if let Some(leaf) = &mut self.leaf {
                    leaf.push_str(formula);
                }
                self.frame.keep(&without_marks(&mathml));
            }
            Err(fault) => {
                let sign = if display { 2 } else { 1 };
                let inside = span.start + sign..span.end - sign;
                let place = match self.text.get(inside.clone()) == Some(formula) {
                    true => inside.start + fault.span.start..inside.start + fault.span.end.max(fault.span.start),
                    false => span.clone(),
                };
                self.reports.add(place, |place| diags::formula(place, &fault.reason));
                self.code_span(&self.text[span]);
            }
        }
    }
}

/// The language that the word after a fence names: `python`, `{r}`, `js,linenos`.
fn language(info: &str, purpose: Purpose<'_>) -> String {
    let word = info.split_ascii_whitespace().next().unwrap_or("");
    match purpose {
        Purpose::Standard => word.to_owned(),
        Purpose::Page(_) | Purpose::Field => {
            let word = word.split([',', ':']).next().unwrap_or("");
            word.trim_matches(['{', '}', '.']).to_lowercase()
        }
    }
}
