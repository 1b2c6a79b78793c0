//! From the parser's events to a document.
//!
//! One pass: each event writes to the frame that is open, and what an event means beyond its HTML
//! (a heading, a footnote, a word) goes to the part of the writer that counts it. Only a page with a
//! second first-level heading is read again, with all its headings one level down.

mod blocks;
mod containers;
mod inlines;
mod quiz;
mod raw;
mod slides;

use std::borrow::Cow;
use std::convert::Infallible;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Options as Syntax, Tag, TagEnd};

use crate::diag::Diagnostics;
use crate::span::{Source, Span};
use crate::text::push_escaped;

use self::raw::Block;
use self::slides::{Deck, OpenSlide};
use super::autolinks::{self, Autolink};
use super::citations::{self, Citations};
use super::diags::Reports;
use super::dollars;
use super::footnotes::Footnotes;
use super::frame::{Frame, Length, is_mark};
use super::headings::Headings;
use super::markers::{self, Marker};
use super::prose::Prose;
use super::{Code, Component, Document, Hole, Options, Section};

/// How deep quotes, lists, emphasis, components and tags may be nested.
pub(super) const DEEPEST: usize = 100;

/// The parser's events with their places.
type Events<'a> = Peekable<dollars::Unmasked<'a>>;

/// A body as a document.
pub(super) fn document(source: &Source, body: Span, options: &Options<'_>) -> (Document, Diagnostics) {
    let start = body.start;
    let written = without_marks(&source.text[body]);
    let (text, markers) = markers::mask(&written);
    let masked = dollars::masked(&text);
    let links = autolinks::find(&text);
    let found = citations::find(&text);
    let read = |shift| {
        let writer = Writer {
            written: &written,
            masked: &masked,
            markers: &markers,
            links: &links,
            citations_found: &found,
            start,
            headings: Headings::moved_down(shift),
            ..Writer::new(&text, Purpose::Page(options), Reports::on(source, start))
        };
        writer.run()
    };
    let first = read(0);
    if first.again { read(1).document() } else { first.document() }
}

/// A text as inline HTML. A blank that Markdown does not skip keeps the text from being anything else
/// than a paragraph.
pub(super) fn inline(text: &str, link: &dyn Fn(&str) -> String) -> String {
    let line = format!("\u{a0}{}", text.trim().replace(['\n', '\r'], " "));
    let html = field(&line, link);
    let inside = html.strip_prefix("<p>\u{a0}").and_then(|html| html.strip_suffix("</p>\n"));
    inside.unwrap_or(&html).to_owned()
}

/// A text as blocks of HTML.
pub(super) fn blocks(text: &str, link: &dyn Fn(&str) -> String) -> String {
    field(text, link)
}

fn field(text: &str, link: &dyn Fn(&str) -> String) -> String {
    let text = without_marks(text);
    let masked = dollars::masked(&text);
    let links = autolinks::find(&text);
    let writer = Writer { masked: &masked, links: &links, ..Writer::new(&text, Purpose::Field, Reports::none()) };
    let mut html = String::new();
    let Ok(()) = writer.run().frame.finish().write(&mut html, &mut |hole, html| {
        // A field has no other holes.
        if let Hole::Link(target) = hole {
            push_escaped(html, &link(&target.value));
        }
        Ok::<(), Infallible>(())
    });
    html
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
    /// A field of the front matter: without anchors, and links are its only holes.
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
    text: &'a str,
    /// The same with the dollar signs hidden that are not around a formula.
    masked: &'a str,
    /// The same with its components as the author wrote them.
    written: &'a str,
    markers: &'a [Marker],
    links: &'a [Autolink],
    /// How many of `links` are passed.
    passed: usize,
    citations_found: &'a [citations::Found],
    citations: Citations,
    purpose: Purpose<'a>,
    /// Where the text begins in its file.
    start: usize,
    /// Whether it must be read again, with headings moved down.
    again: bool,
    /// Whether the text has numeric character references, so that any string may hold a mark.
    has_references: bool,
    reports: Reports<'a>,
    frame: Frame,
    /// Components and footnotes that are open, outermost first.
    open: Vec<Open<'a>>,
    /// The colons of components that ended before they were closed.
    orphans: Vec<usize>,
    /// How many elements of Markdown are open.
    level: usize,
    /// How many of them can be nested without end.
    depth: usize,
    depth_reported: bool,
    headings: Headings,
    footnotes: Footnotes,
    sections: Vec<Section>,
    prose: Prose,
    title: Option<String>,
    heading: Option<OpenHeading<'a>>,
    /// The slides so far, if the body is slides.
    deck: Option<Deck>,
    /// The text of the choice of a question that is open.
    choice: Option<String>,
    lists: Vec<List>,
    table: Option<Table>,
    /// The text of the heading or paragraph that is open, if it is wanted.
    leaf: Option<String>,
    /// Where the paragraph, heading or cell ends that is open.
    leaf_end: usize,
    code: Option<Code>,
    /// The text of the image that is open.
    alt: Option<String>,
    image: Option<OpenImage<'a>>,
    /// How many images are open in the text of another.
    images: usize,
    /// Whether a link is open, and whether it has a tag.
    link: Option<bool>,
    /// The block of raw HTML that is open.
    block: Block,
    /// Tags of the author that are open, with the level at which they were opened.
    raw_open: Vec<(String, usize)>,
    in_raw_link: bool,
    /// Text before this place is left out: it is within a tag that is.
    muted: usize,
    /// Tags that do not end in the paragraph that ends there.
    endless: Vec<(String, usize)>,
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
    Slide(OpenSlide),
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
    /// Where the tag that opened the cell stands in the HTML.
    opened: Range<usize>,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, purpose: Purpose<'a>, reports: Reports<'a>) -> Writer<'a> {
        Writer {
            text,
            masked: text,
            written: text,
            markers: &[],
            links: &[],
            passed: 0,
            citations_found: &[],
            citations: Citations::default(),
            purpose,
            start: 0,
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
            sections: Vec::new(),
            prose: Prose::default(),
            title: None,
            heading: None,
            deck: None,
            choice: None,
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
        let mut events = dollars::events(self.masked, self.text, self.purpose.syntax());
        if matches!(self.purpose, Purpose::Page(options) if options.slides) {
            self.start_slide(0);
        }
        while let Some((event, span)) = events.next() {
            self.event(event, span, &mut events);
            if self.again {
                return self;
            }
        }
        self.end_slide();
        while !self.open.is_empty() {
            self.close_container(true);
        }
        self.close_raw(0);
        self
    }

    fn document(mut self) -> (Document, Diagnostics) {
        let mut body = self.frame.finish();
        slides::count(&mut body);
        self.footnotes.finish(&mut body, &mut self.headings.ids, &mut self.reports);
        let words = self.prose.words;
        let (excerpt, passages) = self.prose.finish();
        let Headings { list: headings, ids, .. } = self.headings;
        let (title, cites, sections) = (self.title, self.citations.keys, self.sections);
        let document = Document { body, headings, ids, title, excerpt, words, passages, cites, sections };
        (document, self.reports.finish())
    }

    fn event(&mut self, event: Event<'a>, span: Span, events: &mut Events<'a>) {
        self.prose.place = self.start + span.start;
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Html(html) => self.html_line(&html, span),
            Event::Rule => self.rule(span),
            Event::TaskListMarker(done) => self.task(done),
            _ if span.start < self.muted => {}
            Event::Text(text) => match self.without_note_mark(&text, &span) {
                Some((text, span)) => self.text(text, span, events),
                None => self.text(text, span, events),
            },
            Event::Code(text) => self.code_span(&text),
            Event::InlineMath(formula) => self.math(&formula, span, false),
            Event::DisplayMath(formula) => self.math(&formula, span, true),
            Event::InlineHtml(html) => self.raw_inline(&html, span),
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
                self.end_choice();
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
            TagEnd::TableRow => self.end_row(span),
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
