//! A body that is slides: `---` between them, or each opened by `:::slide`, and notes for who speaks.
//!
//! Each slide is a fragment of its own, so that what an author leaves open in one ends with it.

use pulldown_cmark::CowStr;

use crate::markdown::frame::Frame;
use crate::markdown::markers::Marker;
use crate::markdown::{Fragment, Hole, Slide, diags};
use crate::span::Span;

use super::containers::shown_span;
use super::{Open, OpenHeading, What, Writer};

/// The component that opens a slide.
pub(super) const SLIDE: &str = "slide";

/// A paragraph that begins so opens the notes of its slide.
const NOTE: &str = "Note:";

/// The slides of a body.
#[derive(Default)]
pub(super) struct Deck {
    /// How many have ended.
    made: usize,
    /// Where the mark stands that opened notes, until it is passed.
    mark: Option<usize>,
}

/// A slide that is open.
pub(super) struct OpenSlide {
    around: Frame,
    /// Where it begins in the text.
    start: usize,
    heading: Option<String>,
    class: Option<String>,
    has_notes: bool,
}

impl<'a> Writer<'a> {
    /// A slide begins at `start` of the text.
    pub(super) fn start_slide(&mut self, start: usize) {
        self.deck.get_or_insert_default();
        let around = std::mem::take(&mut self.frame);
        let slide = OpenSlide { around, start, heading: None, class: None, has_notes: false };
        self.open.push(Open { what: What::Slide(slide), level: self.level, raw: self.raw_open.len() });
    }

    /// The open slide ends, with all that is open in it. One with nothing on it is none.
    pub(super) fn end_slide(&mut self) {
        let Some(at) = self.open.iter().rposition(|open| matches!(open.what, What::Slide(_))) else { return };
        while self.open.len() > at + 1 {
            self.close_container(true);
        }
        self.close_raw(self.raw_floor());
        let Some(Open { what: What::Slide(slide), .. }) = self.open.pop() else { return };
        let OpenSlide { around, start, heading, class, has_notes } = slide;
        if has_notes {
            self.frame.html.push_str("</aside>\n");
        }
        let body = std::mem::replace(&mut self.frame, around).finish();
        if body.html.trim().is_empty() {
            return;
        }
        if heading.is_none() {
            let line = self.text[start..].lines().next().unwrap_or_default().len();
            self.reports.add(start..start + line, diags::slide_heading);
        }
        let deck = self.deck.get_or_insert_default();
        deck.made += 1;
        let number = deck.made;
        self.frame.hole(Hole::Slide(Slide { number, count: 0, heading, class, body }));
        self.frame.html.push('\n');
    }

    /// Whether a thematic break here is one between slides.
    pub(super) fn is_between_slides(&self) -> bool {
        self.level == 0 && matches!(self.open.as_slice(), [Open { what: What::Slide(_), .. }])
    }

    /// `:::slide`: what stands in it is a slide of these classes.
    pub(super) fn written_slide(&mut self, marker: &'a Marker, class: Option<String>) {
        if !self.is_between_slides() {
            return self.reports.add(shown_span(marker, self.written), diags::slide_astray);
        }
        self.end_slide();
        self.start_slide(marker.span.start);
        if let Some(slide) = self.slide() {
            slide.class = class;
        }
    }

    /// The open slide, if what is open stands directly on it.
    fn slide(&mut self) -> Option<&mut OpenSlide> {
        let passed = |open: &&mut Open<'_>| !matches!(open.what, What::Container { component: None, .. });
        match &mut self.open.iter_mut().rev().find(passed)?.what {
            What::Slide(slide) => Some(slide),
            What::Container { .. } | What::Footnote { .. } => None,
        }
    }

    /// The classes of the first heading of a slide, which are the slide's; none if it is no such heading.
    pub(super) fn classes_of_slide(&mut self, heading: &mut OpenHeading<'a>) -> Option<Vec<CowStr<'a>>> {
        let is_direct = self.level == 1;
        let slide = self.slide().filter(|slide| is_direct && slide.heading.is_none() && !slide.has_notes)?;
        Some(if slide.class.is_none() { std::mem::take(&mut heading.classes) } else { Vec::new() })
    }

    /// The heading that was written last names the slide, if it is one that gives it its classes.
    pub(super) fn name_slide(&mut self, classes: Option<Vec<CowStr<'a>>>) {
        let Some(classes) = classes else { return };
        let class = (!classes.is_empty()).then(|| self.authored(&classes.join(" ")).into_owned());
        let id = self.headings.list.last().map(|heading| heading.id.clone());
        if let Some(slide) = self.slide() {
            slide.heading = id;
            slide.class = slide.class.take().or(class);
        }
    }

    /// A paragraph begins: if it begins with [`NOTE`], all that follows on the slide is notes.
    pub(super) fn start_notes(&mut self, span: &Span) {
        let begins = self.deck.is_some() && self.level == 1 && self.text[span.start..].starts_with(NOTE);
        let Some(slide) = self.slide().filter(|slide| begins && !slide.has_notes) else { return };
        slide.has_notes = true;
        if let Some(deck) = &mut self.deck {
            deck.mark = Some(span.start);
        }
        self.frame.html.push_str("<aside class=\"notes\">\n<p class=\"notes-title\">");
        self.frame.hole(Hole::Word("slides.notes".to_owned()));
        self.frame.html.push_str("</p>\n");
    }

    /// A text without the mark that opened notes, if it begins with that.
    pub(super) fn without_note_mark(&mut self, text: &str, span: &Span) -> Option<(CowStr<'a>, Span)> {
        let deck = self.deck.as_mut().filter(|deck| deck.mark == Some(span.start))?;
        deck.mark = None;
        let rest = text.strip_prefix(NOTE)?.trim_start();
        Some((CowStr::from(rest.to_owned()), span.end - rest.len()..span.end))
    }
}

/// Tells each slide how many there are.
pub(super) fn count(body: &mut Fragment) {
    let mut slides: Vec<&mut Slide> = Vec::new();
    for hole in &mut body.holes {
        if let Hole::Slide(slide) = hole {
            slides.push(slide);
        }
    }
    let count = slides.len();
    slides.into_iter().for_each(|slide| slide.count = count);
}
