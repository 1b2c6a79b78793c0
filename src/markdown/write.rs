//! From the parser's events to a document.
//!
//! One pass: each event writes to the frame that is open, and what an event means beyond its HTML
//! (a heading, a footnote, a word) goes to the part of the writer that counts it. Only a page with a
//! second first-level heading is read again, with all its headings one level down.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, OffsetIter, Options as Syntax,
    Parser, Tag, TagEnd,
};

use crate::diag::Diagnostics;
use crate::project::config::RawHtml;
use crate::span::{At, Source, Span};
use crate::text::push_escaped;

use super::autolinks::{self, Autolink};
use super::components::{self, Marker};
use super::diags::{self, Reports};
use super::footnotes::Footnotes;
use super::frame::{Frame, Length, is_mark, push_number};
use super::headings::{Headings, says_the_same};
use super::links::{Target, push_href, target, unsafe_image};
use super::prose::Prose;
use super::raw::Block;
use super::{Code, Component, Document, Fragment, Hole, Image, Options, highlight, math};

/// How deep quotes, lists, emphasis, components and tags may be nested.
pub(super) const DEEPEST: usize = 100;

/// The parser's events with their places.
type Events<'a> = Peekable<OffsetIter<'a>>;

/// A body as a document.
pub(super) fn document(source: &Source, body: Span, options: &Options<'_>) -> (Document, Diagnostics) {
    let start = body.start;
    let written = without_marks(&source.text[body]);
    let (text, markers) = components::mask(&written);
    let links = autolinks::find(&text);
    let read = |shift| {
        let writer = Writer {
            written: &written,
            markers: &markers,
            links: &links,
            shift,
            start,
            ..Writer::new(&text, Purpose::Page(options), Reports::on(source, start))
        };
        writer.run()
    };
    let first = read(0);
    if first.again { read(1).document() } else { first.document() }
}

/// A text as inline HTML. A blank that Markdown does not skip keeps the text from being anything else
/// than a paragraph.
pub(super) fn inline(text: &str) -> String {
    let line = format!("\u{a0}{}", text.trim().replace(['\n', '\r'], " "));
    let html = field(&line);
    let inside = html.strip_prefix("<p>\u{a0}").and_then(|html| html.strip_suffix("</p>\n"));
    inside.unwrap_or(&html).to_owned()
}

/// A text as blocks of HTML.
pub(super) fn blocks(text: &str) -> String {
    field(text)
}

fn field(text: &str) -> String {
    let text = without_marks(text);
    let links = autolinks::find(&text);
    let writer = Writer { links: &links, ..Writer::new(&text, Purpose::Field, Reports::none()) };
    writer.run().frame.finish().html
}

/// A text as the HTML of the specification.
pub(super) fn commonmark(text: &str) -> String {
    Writer::new(text, Purpose::Standard, Reports::none()).run().frame.finish().html
}

/// The text without the characters that mark holes; each has three bytes, as has what replaces it.
fn without_marks(text: &str) -> Cow<'_, str> {
    match text.as_bytes().contains(&0xef) && text.contains(is_mark) {
        true => Cow::Owned(text.replace(is_mark, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// What the HTML is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// The body of a page: with holes and anchors.
    Page(&'a Options<'a>),
    /// A field of the front matter: without.
    Field,
    /// Comparing with the specification.
    Standard,
}

impl Purpose<'_> {
    fn syntax(self) -> Syntax {
        let field = Syntax::ENABLE_TABLES
            | Syntax::ENABLE_STRIKETHROUGH
            | Syntax::ENABLE_TASKLISTS
            | Syntax::ENABLE_DEFINITION_LIST
            | Syntax::ENABLE_MATH;
        match self {
            Purpose::Standard => Syntax::empty(),
            Purpose::Field => field | Syntax::ENABLE_SMART_PUNCTUATION,
            Purpose::Page(options) => {
                let page = Syntax::ENABLE_FOOTNOTES | Syntax::ENABLE_HEADING_ATTRIBUTES | Syntax::ENABLE_GFM;
                let smart = if options.smart_punctuation { Syntax::ENABLE_SMART_PUNCTUATION } else { Syntax::empty() };
                field | page | smart
            }
        }
    }

    fn is_page(self) -> bool {
        matches!(self, Purpose::Page(_))
    }
}

/// The state of writing.
pub(super) struct Writer<'a> {
    /// The text that is parsed.
    pub text: &'a str,
    /// The same with its components as the author wrote them.
    written: &'a str,
    markers: &'a [Marker],
    links: &'a [Autolink],
    /// How many of `links` are passed.
    passed: usize,
    pub purpose: Purpose<'a>,
    /// Where the text begins in its file.
    start: usize,
    /// By how many levels headings are moved down.
    shift: u8,
    /// Whether it must be read again, with headings moved down.
    again: bool,
    /// Whether the text has numeric character references, so that any string may hold a mark.
    has_references: bool,
    pub reports: Reports<'a>,
    pub frame: Frame,
    /// Components and footnotes that are open, outermost first.
    open: Vec<Open<'a>>,
    /// The colons of components that ended before they were closed.
    orphans: Vec<usize>,
    /// How many elements of Markdown are open.
    pub level: usize,
    /// How many of them can be nested without end.
    pub depth: usize,
    depth_reported: bool,
    pub headings: Headings,
    footnotes: Footnotes,
    pub prose: Prose,
    title: Option<String>,
    heading: Option<OpenHeading<'a>>,
    lists: Vec<List>,
    table: Option<Table>,
    /// The text of the heading or paragraph that is open, if it is wanted.
    leaf: Option<String>,
    /// Where the paragraph, heading or cell ends that is open.
    pub leaf_end: usize,
    code: Option<Code>,
    /// The text of the image that is open.
    pub alt: Option<String>,
    image: Option<OpenImage<'a>>,
    /// How many images are open in the text of another.
    images: usize,
    /// Whether a link is open, and whether it has a tag.
    link: Option<bool>,
    /// The block of raw HTML that is open.
    pub block: Block,
    /// Tags of the author that are open, with the level at which they were opened.
    pub raw_open: Vec<(String, usize)>,
    pub in_raw_link: bool,
    /// Text before this place is left out: it is within a tag that is.
    pub muted: usize,
    /// Tags that do not end in the paragraph that ends there.
    pub endless: Vec<(String, usize)>,
}

/// A component or footnote that is open.
struct Open<'a> {
    what: What<'a>,
    /// The level at which it was opened.
    level: usize,
    /// How many raw tags were open.
    raw: usize,
}

enum What<'a> {
    Container {
        marker: &'a Marker,
        /// Whether it is closed where the list or quote ends that is open in it.
        closing: bool,
        /// None if there is no such component; then its body belongs to what is around it.
        component: Option<(Component, Frame)>,
    },
    Footnote {
        label: CowStr<'a>,
        span: Span,
        around: Frame,
    },
}

struct OpenHeading<'a> {
    level: u8,
    id: Option<CowStr<'a>>,
    classes: Vec<CowStr<'a>>,
    attributes: Vec<(CowStr<'a>, Option<CowStr<'a>>)>,
    /// How long the frame was before it, and where its content begins.
    before: Length,
    content: usize,
    words: usize,
    /// Whether nothing comes before it.
    opens: bool,
}

struct OpenImage<'a> {
    address: CowStr<'a>,
    title: CowStr<'a>,
}

struct List {
    /// Where a class can be put into its tag.
    at: usize,
    ordered: bool,
    tasks: bool,
    shown: bool,
}

struct Table {
    alignments: Vec<Alignment>,
    in_head: bool,
    has_body: bool,
    cell: usize,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, purpose: Purpose<'a>, reports: Reports<'a>) -> Writer<'a> {
        Writer {
            text,
            written: text,
            markers: &[],
            links: &[],
            passed: 0,
            purpose,
            start: 0,
            shift: 0,
            again: false,
            has_references: text.contains("&#"),
            reports,
            frame: Frame::with_capacity(text.len() + text.len() / 2),
            open: Vec::new(),
            orphans: Vec::new(),
            level: 0,
            depth: 0,
            depth_reported: false,
            headings: Headings::default(),
            footnotes: Footnotes::default(),
            prose: Prose::default(),
            title: None,
            heading: None,
            lists: Vec::new(),
            table: None,
            leaf: None,
            leaf_end: 0,
            code: None,
            alt: None,
            image: None,
            images: 0,
            link: None,
            block: Block::default(),
            raw_open: Vec::new(),
            in_raw_link: false,
            muted: 0,
            endless: Vec::new(),
        }
    }

    fn run(mut self) -> Writer<'a> {
        let mut events = Parser::new_ext(self.text, self.purpose.syntax()).into_offset_iter().peekable();
        while let Some((event, span)) = events.next() {
            self.event(event, span, &mut events);
            if self.again {
                return self;
            }
        }
        while !self.open.is_empty() {
            self.close_container(true);
        }
        self.close_raw(0);
        self
    }

    fn document(mut self) -> (Document, Diagnostics) {
        let mut body = self.frame.finish();
        self.footnotes.finish(&mut body, &mut self.headings.ids, &mut self.reports);
        let document = Document {
            body,
            headings: self.headings.list,
            ids: self.headings.ids,
            title: self.title,
            words: self.prose.words,
            excerpt: self.prose.excerpt(),
        };
        (document, self.reports.finish())
    }

    fn event(&mut self, event: Event<'a>, span: Span, events: &mut Events<'a>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Html(html) => self.html_line(&html, span),
            Event::Rule => self.rule(span),
            Event::TaskListMarker(done) => self.task(done),
            _ if span.start < self.muted => {}
            Event::Text(text) => self.text(text, span, events),
            Event::Code(text) => self.code_span(&text),
            Event::InlineMath(formula) => self.math(&formula, span, false),
            Event::DisplayMath(formula) => self.math(&formula, span, true),
            Event::InlineHtml(html) => self.raw_inline(&html, span.start),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        if let Tag::HtmlBlock = tag {
            self.block = Block::new(&self.text[span]);
            return;
        }
        self.level += 1;
        match tag {
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            Tag::Paragraph => self.start_paragraph(span),
            Tag::Heading { level, id, classes, attrs } => self.start_heading(level, id, classes, attrs, span),
            Tag::BlockQuote(kind) => self.start_quote(kind, span),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(first) => self.start_list(first, span),
            Tag::Item => self.start_item(span),
            Tag::FootnoteDefinition(label) => self.start_footnote(label, span),
            Tag::DefinitionList => {
                if self.start_block_in(span) {
                    self.frame.html.push_str("<dl>\n");
                }
            }
            Tag::DefinitionListTitle => self.start_leaf("<dt>", span),
            Tag::DefinitionListDefinition => self.start_leaf("<dd>", span),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row("<thead>\n<tr>\n", true),
            Tag::TableRow => self.start_row("<tr>\n", false),
            Tag::TableCell => self.start_cell(span),
            Tag::Emphasis => self.start_inline("<em>", span),
            Tag::Strong => self.start_inline("<strong>", span),
            Tag::Strikethrough => self.start_inline("<del>", span),
            Tag::Superscript => self.start_inline("<sup>", span),
            Tag::Subscript => self.start_inline("<sub>", span),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, span),
            Tag::Image { dest_url, title, .. } => self.start_image(dest_url, title),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        if tag == TagEnd::HtmlBlock {
            self.raw_block();
            self.block.open = false;
            return;
        }
        self.end_containers_in();
        self.close_raw_in();
        match tag {
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(span),
            TagEnd::BlockQuote(kind) => {
                self.end_nested(if self.is_note(kind) { "</aside>\n" } else { "</blockquote>\n" }, true);
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => {
                if self.lists.last().is_some_and(|list| list.shown) {
                    self.frame.html.push_str("</li>\n");
                }
                self.prose.gap();
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.end_nested("</dl>\n", true),
            TagEnd::DefinitionListTitle => self.end_leaf("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_leaf("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.frame.html.push_str("</tr>\n</thead>\n"),
            TagEnd::TableRow => self.frame.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.end_nested("</em>", false),
            TagEnd::Strong => self.end_nested("</strong>", false),
            TagEnd::Strikethrough => self.end_nested("</del>", false),
            TagEnd::Superscript => self.end_nested("</sup>", false),
            TagEnd::Subscript => self.end_nested("</sub>", false),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(span),
        }
        self.level -= 1;
        self.close_closing();
    }
}

/// Blocks.
impl<'a> Writer<'a> {
    /// A block begins: on a new line, and a paragraph of raw HTML ends by itself.
    fn start_block(&mut self) {
        self.prose.gap();
        if self.raw_open.last().is_some_and(|(name, _)| name == "p") {
            self.raw_open.pop();
        }
        self.frame.fresh_line();
    }

    /// A block begins that can hold others. Whether it is shown.
    fn start_block_in(&mut self, span: Span) -> bool {
        self.start_block();
        self.enter(span)
    }

    /// One level deeper. Whether it is shown.
    fn enter(&mut self, span: Span) -> bool {
        self.depth += 1;
        let shown = self.depth <= DEEPEST;
        if !shown {
            self.report_depth(span);
        }
        shown
    }

    /// One level less deep. Whether what ends was shown.
    fn leave(&mut self) -> bool {
        self.depth -= 1;
        self.depth < DEEPEST
    }

    pub(super) fn report_depth(&mut self, span: Span) {
        if !self.depth_reported {
            self.depth_reported = true;
            self.reports.add(span, |place| diags::depth(place, DEEPEST));
        }
    }

    fn end_nested(&mut self, tag: &str, block: bool) {
        if self.alt.is_some() && !block {
            return;
        }
        if self.leave() {
            self.frame.html.push_str(tag);
        }
        if block {
            self.prose.gap();
        }
    }

    fn start_paragraph(&mut self, span: Span) {
        self.start_block();
        self.frame.html.push_str("<p>");
        self.leaf_end = span.end;
        if self.purpose.is_page() && self.prose.wants(self.is_top()) {
            self.leaf = Some(String::new());
        }
    }

    fn end_paragraph(&mut self) {
        self.in_raw_link = false;
        if let Some(text) = self.leaf.take() {
            let top = self.is_top();
            self.prose.paragraph(&text, top);
        }
        self.frame.html.push_str("</p>\n");
    }

    /// Whether what is open stands by itself: not in a list, a quote or a component.
    fn is_top(&self) -> bool {
        self.level == 1 && self.open.is_empty()
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        classes: Vec<CowStr<'a>>,
        attributes: Vec<(CowStr<'a>, Option<CowStr<'a>>)>,
        span: Span,
    ) {
        let before = self.frame.length();
        let opens = self.is_top() && before.html == 0;
        self.start_block();
        let (content, words) = (self.frame.html.len(), self.prose.words);
        self.leaf_end = span.end;
        self.leaf = Some(String::new());
        self.heading = Some(OpenHeading { level: level as u8, id, classes, attributes, before, content, words, opens });
    }

    fn end_heading(&mut self, span: Span) {
        self.prose.gap();
        let Some(heading) = self.heading.take() else { return };
        let title = self.leaf.take().unwrap_or_default().trim().to_owned();
        let level = match self.purpose {
            Purpose::Page(options) => match self.shown_level(&heading, &title, options.title, &span) {
                Some(level) => level,
                None => {
                    self.frame.truncate(heading.before);
                    self.prose.words = heading.words;
                    return;
                }
            },
            Purpose::Field => (heading.level.max(2) + 1).min(6),
            Purpose::Standard => heading.level,
        };
        let tag = self.heading_tag(level, &heading, title, span);
        self.frame.insert(heading.content, &tag);
        self.frame.html.push_str("</h");
        push_number(&mut self.frame.html, usize::from(level));
        self.frame.html.push_str(">\n");
    }

    /// The level at which a heading is shown; none if it is the title of the page.
    fn shown_level(&mut self, heading: &OpenHeading<'_>, text: &str, title: Option<&str>, span: &Span) -> Option<u8> {
        let is_first = !std::mem::replace(&mut self.headings.met, true);
        if heading.level == 1 && is_first {
            match title {
                Some(title) if says_the_same(text, title) => return None,
                None if heading.opens && !text.is_empty() => {
                    self.title = Some(text.to_owned());
                    return None;
                }
                Some(_) | None => {}
            }
        }
        if heading.level == 1 {
            self.again = self.shift == 0;
            self.reports.add(span.clone(), diags::heading_one);
        }
        Some((heading.level + self.shift).min(6))
    }

    fn heading_tag(&mut self, level: u8, heading: &OpenHeading<'_>, title: String, span: Span) -> String {
        let mut tag = String::with_capacity(title.len() + 24);
        tag.push_str("<h");
        push_number(&mut tag, usize::from(level));
        if self.purpose.is_page() {
            let id = heading.id.as_ref().map(|id| self.authored(id).into_owned());
            let id = self.headings.add(level, title, id.as_deref(), span.clone(), &mut self.reports);
            tag.push_str(" id=\"");
            push_escaped(&mut tag, &id);
            tag.push('"');
        }
        if !heading.classes.is_empty() {
            tag.push_str(" class=\"");
            push_escaped(&mut tag, &self.authored(&heading.classes.join(" ")));
            tag.push('"');
        }
        for (name, value) in &heading.attributes {
            match (&**name, value) {
                ("lang" | "dir", Some(value)) => {
                    tag.push(' ');
                    tag.push_str(name);
                    tag.push_str("=\"");
                    push_escaped(&mut tag, &self.authored(value));
                    tag.push('"');
                }
                _ => {
                    let element = format!("h{level}");
                    self.reports.add(span.clone(), |place| diags::attribute_removed(place, &element, name));
                }
            }
        }
        tag.push('>');
        tag
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, span: Span) {
        if !self.start_block_in(span) {
            return;
        }
        let Some(kind) = kind.filter(|_| self.purpose.is_page()) else {
            self.frame.html.push_str("<blockquote>\n");
            return;
        };
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.frame.html.push_str("<aside class=\"note ");
        self.frame.html.push_str(name);
        self.frame.html.push_str("\">\n<p class=\"note-title\">");
        self.frame.hole(Hole::Word(format!("note.{name}")));
        self.frame.html.push_str("</p>\n");
    }

    fn is_note(&self, kind: Option<BlockQuoteKind>) -> bool {
        kind.is_some() && self.purpose.is_page()
    }

    fn start_list(&mut self, first: Option<u64>, span: Span) {
        let shown = self.start_block_in(span);
        let at = self.frame.html.len() + "<ul".len();
        if shown {
            self.frame.html.push_str(if first.is_some() { "<ol" } else { "<ul" });
            if let Some(first) = first.filter(|&first| first != 1) {
                self.frame.html.push_str(" start=\"");
                self.frame.html.push_str(&first.to_string());
                self.frame.html.push('"');
            }
            self.frame.html.push_str(">\n");
        }
        self.lists.push(List { at, ordered: first.is_some(), tasks: false, shown });
    }

    fn end_list(&mut self) {
        let ordered = self.lists.pop().is_some_and(|list| list.ordered);
        self.end_nested(if ordered { "</ol>\n" } else { "</ul>\n" }, true);
    }

    fn start_item(&mut self, span: Span) {
        self.start_block();
        self.leaf_end = span.end;
        if self.lists.last().is_some_and(|list| list.shown) {
            self.frame.html.push_str("<li>");
        }
    }

    fn task(&mut self, done: bool) {
        let Some(list) = self.lists.last_mut().filter(|list| list.shown) else { return };
        if !list.tasks {
            list.tasks = true;
            self.frame.insert(list.at, " class=\"tasks\"");
        }
        self.frame.keep(match done {
            true => "<input type=\"checkbox\" disabled checked>",
            false => "<input type=\"checkbox\" disabled>",
        });
        self.frame.html.push(' ');
    }

    fn start_leaf(&mut self, tag: &str, span: Span) {
        self.start_block();
        self.leaf_end = span.end;
        self.frame.html.push_str(tag);
    }

    fn end_leaf(&mut self, tag: &str) {
        self.prose.gap();
        self.frame.html.push_str(tag);
    }

    fn rule(&mut self, span: Span) {
        if let Some(marker) = self.marker_in(&span) {
            return self.marker(marker);
        }
        self.start_block();
        self.frame.html.push_str("<hr>\n");
    }

    fn html_line(&mut self, html: &str, span: Span) {
        match self.marker_in(&span) {
            Some(marker) if !self.block.opaque => {
                self.raw_block();
                self.marker(marker);
            }
            Some(_) => self.block.push(&self.written[span.clone()], span.start),
            None => self.block.push(html, span.start),
        }
    }
}

/// Code and formulas.
impl Writer<'_> {
    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.start_block();
        let language = match kind {
            CodeBlockKind::Fenced(info) => language(&self.authored(info), self.purpose),
            CodeBlockKind::Indented => String::new(),
        };
        self.code = Some(Code { language, text: String::new() });
    }

    fn end_code(&mut self) {
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

    fn code_span(&mut self, text: &str) {
        let text = self.authored(text);
        if let Some(alt) = &mut self.alt {
            return alt.push_str(&text);
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.push_str(&text);
        }
        self.frame.html.push_str("<code>");
        push_escaped(&mut self.frame.html, &text);
        self.frame.html.push_str("</code>");
    }

    /// A formula. A dollar sign before a digit does not end one: `$5–$10` is two prices.
    fn math(&mut self, formula: &str, span: Span, display: bool) {
        if !display && self.text[span.end..].starts_with(|c: char| c.is_ascii_digit()) {
            return self.push_text(&self.text[span]);
        }
        if let Some(alt) = &mut self.alt {
            return alt.push_str(formula);
        }
        match math::mathml(formula, display) {
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

    fn text(&mut self, text: CowStr<'a>, span: Span, events: &mut Events<'a>) {
        if self.block.open {
            return self.block.push(&text, span.start);
        }
        let restored = self.marker_over(&span).map(|marker| self.restored(marker, &span));
        if let Some(restored) = restored {
            return match &mut self.code {
                Some(code) => code.text.push_str(restored),
                None => self.push_text(restored),
            };
        }
        if self.code.is_some() {
            let text = self.authored(&text);
            if let Some(code) = &mut self.code {
                code.text.push_str(&text);
            }
            return;
        }
        if &*text == "[" && self.purpose.is_page() {
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
        if let Some(leaf) = &mut self.leaf {
            leaf.push_str(&text);
        }
    }

    /// The next address that begins in `span`, unless a link is open.
    fn next_link(&mut self, span: &Span) -> Option<&'a Autolink> {
        while self.links.get(self.passed).is_some_and(|link| link.span.start < span.start) {
            self.passed += 1;
        }
        let free = self.link.is_none() && !self.in_raw_link && self.alt.is_none();
        self.links.get(self.passed).filter(|link| link.span.start < span.end && free)
    }

    /// Writes text in which addresses begin.
    fn text_with_links(&mut self, text: &str, span: Span, events: &mut Events<'a>) {
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
    fn linked(&mut self, link: &Autolink, end: usize, events: &mut Events<'a>) -> (&'a str, Span) {
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

    fn push_autolink(&mut self, prefix: &str, address: &str) {
        let address = self.authored(address).into_owned();
        self.frame.html.push_str("<a href=\"");
        self.frame.html.push_str(prefix);
        push_href(&mut self.frame.html, &address);
        self.frame.html.push_str("\">");
        self.push_text(&address);
        self.frame.html.push_str("</a>");
    }

    fn line_break(&mut self, html: &str) {
        self.prose.gap();
        if let Some(alt) = &mut self.alt {
            return alt.push(' ');
        }
        self.frame.html.push_str(html);
        if let Some(leaf) = &mut self.leaf {
            leaf.push(' ');
        }
    }

    fn start_inline(&mut self, tag: &str, span: Span) {
        if self.alt.is_none() && self.enter(span) {
            self.frame.html.push_str(tag);
        }
    }

    fn start_link(&mut self, kind: LinkType, address: &str, title: &str, span: Span) {
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
        if target == Target::Inside && self.purpose.is_page() {
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

    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.frame.html.push_str("\" title=\"");
            push_escaped(&mut self.frame.html, title);
        }
    }

    /// Where an address stands within its link, if it stands there as it is.
    fn place_of(&self, address: &str, span: &Span) -> Span {
        let found = if address.is_empty() { None } else { self.text[span.clone()].rfind(address) };
        found.map_or_else(|| span.clone(), |at| span.start + at..span.start + at + address.len())
    }

    fn end_link(&mut self) {
        if self.alt.is_none() && self.link.take() == Some(true) {
            self.frame.html.push_str("</a>");
        }
    }

    fn start_image(&mut self, address: CowStr<'a>, title: CowStr<'a>) {
        if self.alt.is_some() {
            self.images += 1;
            return;
        }
        self.alt = Some(String::new());
        self.image = Some(OpenImage { address, title });
    }

    fn end_image(&mut self, span: Span) {
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

/// Tables.
impl Writer<'_> {
    fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.start_block();
        self.table = Some(Table { alignments, in_head: true, has_body: false, cell: 0 });
        if self.purpose.is_page() {
            self.frame.html.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
            self.frame.hole(Hole::Word("table.label".to_owned()));
            self.frame.html.push_str("\">\n");
        }
        self.frame.html.push_str("<table>\n");
    }

    fn start_row(&mut self, tag: &str, in_head: bool) {
        let Some(table) = &mut self.table else { return };
        table.in_head = in_head;
        table.cell = 0;
        if !in_head && !table.has_body {
            table.has_body = true;
            self.frame.html.push_str("<tbody>\n");
        }
        self.frame.html.push_str(tag);
    }

    fn start_cell(&mut self, span: Span) {
        self.leaf_end = span.end;
        let Some(table) = &mut self.table else { return };
        self.frame.html.push_str(if table.in_head { "<th scope=\"col\"" } else { "<td" });
        self.frame.html.push_str(match table.alignments.get(table.cell) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
        table.cell += 1;
    }

    fn end_cell(&mut self) {
        self.prose.gap();
        self.in_raw_link = false;
        let in_head = self.table.as_ref().is_some_and(|table| table.in_head);
        self.frame.html.push_str(if in_head { "</th>\n" } else { "</td>\n" });
    }

    fn end_table(&mut self) {
        let has_body = self.table.take().is_some_and(|table| table.has_body);
        self.frame.html.push_str(if has_body { "</tbody>\n</table>\n" } else { "</table>\n" });
        if self.purpose.is_page() {
            self.frame.html.push_str("</div>\n");
        }
    }
}

/// Footnotes.
impl<'a> Writer<'a> {
    fn footnote_reference(&mut self, label: &str) {
        if self.alt.is_none() {
            self.footnotes.refer(label, &mut self.frame.html, &mut self.headings.ids);
        }
    }

    fn start_footnote(&mut self, label: CowStr<'a>, span: Span) {
        self.prose.gap();
        let around = std::mem::take(&mut self.frame);
        let what = What::Footnote { label, span, around };
        self.open.push(Open { what, level: self.level, raw: self.raw_open.len() });
    }

    fn end_footnote(&mut self) {
        let Some(Open { what: What::Footnote { label, span, around }, .. }) = self.open.pop() else { return };
        let body = std::mem::replace(&mut self.frame, around).finish();
        let first_line = span.start..span.start + self.text[span.clone()].find('\n').unwrap_or(span.len());
        self.footnotes.define(&label, body, first_line, &mut self.reports);
    }

    /// A reference that the parser read as text has no footnote.
    fn report_footnote(&mut self, span: &Span) {
        let Some(rest) = self.text[span.start..].strip_prefix("[^") else { return };
        let Some(end) = rest.find([']', '[', '\n']) else { return };
        let label = &rest[..end];
        let is_label = rest[end..].starts_with(']') && !label.is_empty() && !label.contains(char::is_whitespace);
        if is_label && !self.text[..span.start].ends_with('\\') {
            let span = span.start..span.start + label.len() + 3;
            self.reports.add(span, |place| diags::footnote_missing(place, label));
        }
    }
}

/// Components.
impl<'a> Writer<'a> {
    /// The marker that begins in `span`.
    fn marker_in(&self, span: &Span) -> Option<&'a Marker> {
        let index = self.markers.partition_point(|marker| marker.span.start < span.start);
        self.markers.get(index).filter(|marker| marker.span.start < span.end)
    }

    /// The marker that has part of `span`.
    fn marker_over(&self, span: &Span) -> Option<&'a Marker> {
        let index = self.markers.partition_point(|marker| marker.span.end <= span.start);
        self.markers.get(index).filter(|marker| marker.span.start < span.end)
    }

    /// What the author wrote where a marker turned out to be text: in code its line, else all of it.
    fn restored(&self, marker: &Marker, span: &Span) -> &'a str {
        match self.code.is_some() {
            true => &self.written[span.clone()],
            false => &self.written[marker.span.clone()],
        }
    }

    fn marker(&mut self, marker: &'a Marker) {
        self.start_block();
        match &marker.opens {
            Some(opening) => self.open_container(marker, opening),
            None => self.close_by(marker),
        }
    }

    fn open_container(&mut self, marker: &'a Marker, opening: &components::Opening) {
        let Purpose::Page(options) = self.purpose else { return };
        let shown = self.enter(marker.span.clone());
        let name = &self.written[opening.name.clone()];
        let component = match options.components.get(name) {
            Some(declared) if shown => {
                let arguments = components::arguments(self.written, opening, declared, &mut self.reports)
                    .into_iter()
                    .map(|(key, value)| (key, self.at(Cow::Owned(value.value), value.span)))
                    .collect();
                let name = self.at(Cow::Borrowed(name), opening.name.clone());
                let around = std::mem::take(&mut self.frame);
                Some((Component { name, arguments, body: Fragment::default() }, around))
            }
            Some(_) => None,
            None => {
                let report = |place| diags::unknown_component(place, name, options.components);
                self.reports.add(shown_span(marker, self.written), report);
                None
            }
        };
        let what = What::Container { marker, closing: false, component };
        self.open.push(Open { what, level: self.level, raw: self.raw_open.len() });
    }

    /// Closes the innermost component with as many colons, and reports those in it.
    fn close_by(&mut self, marker: &Marker) {
        let containers = self.open.iter().enumerate().rev().map_while(|(index, open)| match &open.what {
            What::Container { marker, closing, .. } => Some((index, marker.colons, *closing)),
            What::Footnote { .. } => None,
        });
        let found = containers.into_iter().find(|(_, colons, closing)| *colons == marker.colons && !closing);
        let Some((index, ..)) = found else {
            if let Some(orphan) = self.orphans.iter().rposition(|&colons| colons == marker.colons) {
                self.orphans.remove(orphan);
            } else {
                let colons = marker.colons;
                self.reports.add(marker.span.clone(), |place| diags::never_opened(place, colons));
            }
            return;
        };
        while self.open.len() > index + 1 {
            self.close_container(true);
        }
        if let Some(Open { what: What::Container { closing, .. }, level, .. }) = self.open.last_mut() {
            *closing = *level < self.level;
        }
        if self.open.last().is_some_and(|open| open.level == self.level) {
            self.close_container(false);
        }
    }

    /// Closes the innermost component; one that was not closed by the author is reported.
    fn close_container(&mut self, report: bool) {
        let raw = self.raw_floor();
        self.close_raw(raw);
        let Some(Open { what: What::Container { marker, closing, component }, .. }) = self.open.pop() else { return };
        self.leave();
        self.prose.gap();
        if report && !closing {
            self.orphans.push(marker.colons);
            let name = marker.opens.as_ref().map_or("", |opening| &self.written[opening.name.clone()]);
            let span = shown_span(marker, self.written);
            self.reports.add(span, |place| diags::unclosed_component(place, name, marker.colons));
        }
        let Some((mut component, around)) = component else { return };
        component.body = std::mem::replace(&mut self.frame, around).finish();
        self.frame.fresh_line();
        self.frame.hole(Hole::Component(component));
        self.frame.html.push('\n');
    }

    /// Before an element ends: components that were opened in it end too.
    fn end_containers_in(&mut self) {
        while self
            .open
            .last()
            .is_some_and(|open| open.level == self.level && matches!(open.what, What::Container { .. }))
        {
            self.close_container(true);
        }
    }

    /// After an element has ended: components whose closing line stood in it end.
    fn close_closing(&mut self) {
        while let Some(Open { what: What::Container { closing: true, .. }, level, .. }) = self.open.last() {
            if *level != self.level {
                return;
            }
            self.close_container(false);
        }
    }

    /// How many raw tags are open outside the innermost component or footnote.
    pub(super) fn raw_floor(&self) -> usize {
        self.open.last().map_or(0, |open| open.raw)
    }

    /// Before an element ends: raw tags that were opened in it end too.
    fn close_raw_in(&mut self) {
        while self.raw_open.len() > self.raw_floor()
            && self.raw_open.last().is_some_and(|(_, level)| *level == self.level)
        {
            self.close_raw(self.raw_open.len() - 1);
        }
    }
}

/// The name of a component where it is opened, or its line if it has none.
fn shown_span(marker: &Marker, text: &str) -> Span {
    match &marker.opens {
        Some(opening) if !opening.name.is_empty() => opening.name.clone(),
        Some(_) | None => {
            let line: Range<usize> = marker.span.clone();
            line.start..line.start + text[line.clone()].find('\n').unwrap_or(line.len())
        }
    }
}
