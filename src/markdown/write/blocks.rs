//! Blocks: paragraphs, headings, lists, quotes, tables and footnotes.

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, HeadingLevel};

use crate::span::Span;
use crate::text::push_escaped;

use super::{DEEPEST, List, Open, OpenHeading, Purpose, Table, What, Writer};
use crate::markdown::diags;
use crate::markdown::frame::push_number;
use crate::markdown::headings::says_the_same;
use crate::markdown::passages::Part;
use crate::markdown::{Hole, Section};

/// Blocks.
impl<'a> Writer<'a> {
    /// A block begins: on a new line, and a paragraph of raw HTML ends by itself.
    pub(super) fn start_block(&mut self) {
        self.prose.gap();
        if self.raw_open.last().is_some_and(|(name, _)| name == "p") {
            self.raw_open.pop();
        }
        self.frame.fresh_line();
    }

    /// A block begins that can hold others. Whether it is shown.
    pub(super) fn start_block_in(&mut self, span: Span) -> bool {
        self.start_block();
        self.enter(span)
    }

    /// One level deeper. Whether it is shown.
    pub(super) fn enter(&mut self, span: Span) -> bool {
        self.depth += 1;
        let shown = self.depth <= DEEPEST;
        if !shown {
            self.report_depth(span);
        }
        shown
    }

    /// One level less deep. Whether what ends was shown.
    pub(super) fn leave(&mut self) -> bool {
        self.depth -= 1;
        self.depth < DEEPEST
    }

    pub(super) fn report_depth(&mut self, span: Span) {
        if !self.depth_reported {
            self.depth_reported = true;
            self.reports.add(span, |place| diags::depth(place, DEEPEST));
        }
    }

    pub(super) fn end_nested(&mut self, tag: &str, block: bool) {
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

    pub(super) fn start_paragraph(&mut self, span: Span) {
        self.start_block();
        self.start_notes(&span);
        self.prose.begin(self.part());
        self.frame.html.push_str("<p>");
        self.leaf_end = span.end;
        if self.purpose.is_page() && self.prose.wants(self.is_top()) {
            self.leaf = Some(String::new());
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.in_raw_link = false;
        if let Some(text) = self.leaf.take() {
            let top = self.is_top();
            self.prose.paragraph(&text, top);
        }
        self.frame.html.push_str("</p>\n");
    }

    /// What the text of a paragraph that begins here is a part of.
    fn part(&self) -> Part {
        match (self.open.last().map(|open| &open.what), self.lists.is_empty()) {
            (Some(What::Footnote { .. }), _) => Part::Footnote,
            (_, true) => Part::Paragraph,
            (_, false) => Part::Entry,
        }
    }

    /// Whether what is open stands by itself: not in a list, a quote or a component.
    pub(super) fn is_top(&self) -> bool {
        self.level == 1 && self.open.iter().all(|open| matches!(open.what, What::Slide(_)))
    }

    pub(super) fn start_heading(
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
        self.prose.begin(Part::Heading);
        let (content, words) = (self.frame.html.len(), self.prose.words);
        self.leaf_end = span.end;
        self.leaf = Some(String::new());
        self.heading = Some(OpenHeading { level: level as u8, id, classes, attributes, before, content, words, opens });
    }

    pub(super) fn end_heading(&mut self, span: Span) {
        self.prose.gap();
        let Some(mut heading) = self.heading.take() else { return };
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
        if level == 2 && self.is_top() && matches!(self.purpose, Purpose::Page(options) if options.sections) {
            return self.begin_section(&heading, title, span);
        }
        let classes = self.classes_of_slide(&mut heading);
        let tag = self.heading_tag(level, &heading, title, span);
        self.name_slide(classes);
        self.frame.insert(heading.content, &tag);
        self.frame.html.push_str("</h");
        push_number(&mut self.frame.html, usize::from(level));
        self.frame.html.push_str(">\n");
    }

    /// Begins a section with a heading of which only the mark stays in the HTML.
    fn begin_section(&mut self, heading: &OpenHeading<'_>, title: String, span: Span) {
        let named = heading.id.as_ref().map(|id| self.authored(id).into_owned());
        let first_id = self.headings.ids.len();
        let id = self.headings.add(2, title.clone(), named.as_deref(), span.clone(), &mut self.reports);
        self.frame.truncate(heading.before);
        // What an author left open does not reach into what stands by itself.
        self.close_raw(0);
        self.frame.fresh_line();
        self.frame.hole(Hole::Section(id.clone()));
        self.footnotes.sections += 1;
        let span = self.start + span.start..self.start + span.end;
        self.sections.push(Section { id, is_named: named.is_some(), title, span, first_id });
    }

    /// The level at which a heading is shown; none if it is the title of the page.
    pub(super) fn shown_level(
        &mut self,
        heading: &OpenHeading<'_>,
        text: &str,
        title: Option<&str>,
        span: &Span,
    ) -> Option<u8> {
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
            self.again = !self.headings.are_moved();
            self.reports.add(span.clone(), diags::heading_one);
        }
        Some(self.headings.shown(heading.level))
    }

    pub(super) fn heading_tag(&mut self, level: u8, heading: &OpenHeading<'_>, title: String, span: Span) -> String {
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

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, span: Span) {
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

    pub(super) fn is_note(&self, kind: Option<BlockQuoteKind>) -> bool {
        kind.is_some() && self.purpose.is_page()
    }

    pub(super) fn start_list(&mut self, first: Option<u64>, span: Span) {
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

    pub(super) fn end_list(&mut self) {
        let list = self.lists.pop();
        let ordered = list.as_ref().is_some_and(|list| list.ordered);
        self.end_nested(if ordered { "</ol>\n" } else { "</ul>\n" }, true);
        if list.is_some_and(|list| list.tasks) {
            self.end_choices();
        }
    }

    pub(super) fn start_item(&mut self, span: Span) {
        self.start_block();
        self.prose.begin(self.part());
        self.leaf_end = span.end;
        if self.lists.last().is_some_and(|list| list.shown) {
            self.frame.html.push_str("<li>");
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        let Some(list) = self.lists.last_mut().filter(|list| list.shown) else { return };
        let is_first = !std::mem::replace(&mut list.tasks, true);
        let at = list.at;
        if self.start_choice(done) {
            return if is_first {
                self.frame.insert(at, " class=\"choices\"")
            };
        }
        if is_first {
            self.frame.insert(at, " class=\"tasks\"");
        }
        let start = self.frame.html.len();
        let (checked, word) = if done { (" checked", "task.done") } else { ("", "task.open") };
        self.frame.html.push_str("<input type=\"checkbox\" disabled");
        self.frame.html.push_str(checked);
        if self.purpose.is_page() {
            self.frame.html.push_str(" aria-label=\"");
            self.frame.hole(Hole::Word(word.to_owned()));
            self.frame.html.push('"');
        }
        self.frame.html.push('>');
        self.frame.keep_since(start);
        self.frame.html.push(' ');
    }

    pub(super) fn start_leaf(&mut self, tag: &str, span: Span) {
        self.start_block();
        self.prose.begin(self.part());
        self.leaf_end = span.end;
        self.frame.html.push_str(tag);
    }

    pub(super) fn end_leaf(&mut self, tag: &str) {
        self.prose.gap();
        self.frame.html.push_str(tag);
    }

    pub(super) fn rule(&mut self, span: Span) {
        if let Some(marker) = self.marker_in(&span) {
            return self.marker(marker);
        }
        if self.is_between_slides() {
            self.end_slide();
            return self.start_slide(span.start);
        }
        self.start_block();
        self.frame.html.push_str("<hr>\n");
    }

    pub(super) fn html_line(&mut self, html: &str, span: Span) {
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

/// How the head of a column begins.
const HEAD: &str = "<th scope=\"col\"";

/// Tables.
impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.start_block();
        self.table = Some(Table { alignments, in_head: true, has_body: false, cell: 0, opened: 0..0 });
        if self.purpose.is_page() {
            self.frame.html.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
            self.frame.hole(Hole::Word("table.label".to_owned()));
            push_escaped(&mut self.frame.html, &self.headings.name_table());
            self.frame.html.push_str("\">\n");
        }
        self.frame.html.push_str("<table>\n");
    }

    pub(super) fn start_row(&mut self, tag: &str, in_head: bool) {
        let Some(table) = &mut self.table else { return };
        table.in_head = in_head;
        table.cell = 0;
        if !in_head && !table.has_body {
            table.has_body = true;
            self.frame.html.push_str("<tbody>\n");
        }
        self.frame.html.push_str(tag);
    }

    /// Ends a row of the body. The parser leaves out cells beyond those of the head.
    pub(super) fn end_row(&mut self, span: Span) {
        self.frame.html.push_str("</tr>\n");
        let Some(columns) = self.table.as_ref().map(|table| table.alignments.len()) else { return };
        let row = &self.text[span.clone()];
        let written = cells(row);
        if let Some(first) = written.get(columns) {
            let place = span.start + first.start..span.start + first.end;
            let (cell, count) = (&row[first.clone()], written.len());
            self.reports.add(place, |place| diags::cell_left_out(place, cell, count, columns));
        }
    }

    pub(super) fn start_cell(&mut self, span: Span) {
        self.prose.begin(Part::Cell);
        self.leaf_end = span.end;
        let Some(table) = &mut self.table else { return };
        let start = self.frame.html.len();
        self.frame.html.push_str(if table.in_head { HEAD } else { "<td" });
        self.frame.html.push_str(match table.alignments.get(table.cell) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            Some(Alignment::None) | None => ">",
        });
        table.opened = start..self.frame.html.len();
        table.cell += 1;
    }

    pub(super) fn end_cell(&mut self) {
        self.prose.gap();
        self.in_raw_link = false;
        let Some(Table { in_head: true, opened, .. }) = &self.table else {
            return self.frame.html.push_str("</td>\n");
        };
        // A corner that says nothing heads nothing.
        if opened.end == self.frame.html.len() {
            self.frame.html.replace_range(opened.start..opened.start + HEAD.len(), "<td");
            return self.frame.html.push_str("</td>\n");
        }
        self.frame.html.push_str("</th>\n");
    }

    pub(super) fn end_table(&mut self) {
        let has_body = self.table.take().is_some_and(|table| table.has_body);
        self.frame.html.push_str(if has_body { "</tbody>\n</table>\n" } else { "</table>\n" });
        if self.purpose.is_page() {
            self.frame.html.push_str("</div>\n");
        }
    }
}

/// Footnotes.
impl<'a> Writer<'a> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.alt.is_none() {
            self.footnotes.refer(label, &mut self.frame.html, &mut self.headings.ids);
        }
    }

    pub(super) fn start_footnote(&mut self, label: CowStr<'a>, span: Span) {
        self.prose.gap();
        let around = std::mem::take(&mut self.frame);
        let what = What::Footnote { label, span, around };
        self.open.push(Open { what, level: self.level, raw: self.raw_open.len() });
    }

    pub(super) fn end_footnote(&mut self) {
        let Some(Open { what: What::Footnote { label, span, around }, .. }) = self.open.pop() else { return };
        let body = std::mem::replace(&mut self.frame, around).finish();
        let first_line = span.start..span.start + self.text[span.clone()].find('\n').unwrap_or(span.len());
        self.footnotes.define(&label, body, first_line, &mut self.reports);
    }

    /// A reference that the parser read as text has no footnote.
    pub(super) fn report_footnote(&mut self, span: &Span) {
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

/// The cells of a row of a table as written, without the blanks around them. A bar is text after a backslash only.
fn cells(row: &str) -> Vec<Span> {
    let mut bars: Vec<usize> = row.match_indices('|').map(|(at, _)| at).collect();
    bars.retain(|&at| row[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 0);
    let starts = std::iter::once(0).chain(bars.iter().map(|at| at + 1));
    let ends = bars.iter().copied().chain(std::iter::once(row.len()));
    let mut cells: Vec<Span> = starts.zip(ends).map(|(start, end)| trimmed(row, start..end)).collect();
    if row.trim_start().starts_with('|') {
        cells.remove(0);
    }
    while cells.last().is_some_and(|last| last.is_empty()) {
        cells.pop();
    }
    cells
}

fn trimmed(text: &str, span: Span) -> Span {
    let cell = &text[span.clone()];
    let start = span.start + (cell.len() - cell.trim_start().len());
    start..start + cell.trim().len()
}
