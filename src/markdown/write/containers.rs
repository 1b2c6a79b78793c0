//! Components where they open and close in the text.
//!
//! A component belongs to the list item or quote in which it opens: it ends there at the latest. If its
//! closing line stands deeper, it ends where that deeper list or quote does.

use std::borrow::Cow;
use std::ops::Range;

use crate::span::Span;

use super::slides::SLIDE;
use super::{Open, Purpose, What, Writer};
use crate::markdown::markers::{self, Marker, Opening};
use crate::markdown::{Component, Fragment, Hole, diags};

impl<'a> Writer<'a> {
    /// The marker that begins in `span`.
    pub(super) fn marker_in(&self, span: &Span) -> Option<&'a Marker> {
        let index = self.markers.partition_point(|marker| marker.span.start < span.start);
        self.markers.get(index).filter(|marker| marker.span.start < span.end)
    }

    /// The marker that has part of `span`.
    pub(super) fn marker_over(&self, span: &Span) -> Option<&'a Marker> {
        let index = self.markers.partition_point(|marker| marker.span.end <= span.start);
        self.markers.get(index).filter(|marker| marker.span.start < span.end)
    }

    /// A marker that the parser read as text: in code its line, else all of it, and that was not meant.
    pub(super) fn marker_as_text(&mut self, marker: &Marker, span: Span) {
        if let Some(code) = &mut self.code {
            return code.text.push_str(&self.written[span]);
        }
        self.reports.add(shown_span(marker, self.written), diags::indented_marker);
        self.push_text(&self.written[marker.span.clone()]);
    }

    pub(super) fn marker(&mut self, marker: &'a Marker) {
        self.start_block();
        match &marker.opens {
            Some(opening) => self.open_container(marker, opening),
            None => self.close_by(marker),
        }
    }

    pub(super) fn open_container(&mut self, marker: &'a Marker, opening: &Opening) {
        let Purpose::Page(options) = self.purpose else { return };
        let shown = self.enter(marker.span.clone());
        let name = &self.written[opening.name.clone()];
        let component = match options.components.get(name) {
            Some(declared) if name == SLIDE => {
                let arguments = markers::arguments(self.written, opening, declared, &mut self.reports);
                let class = arguments.into_iter().find(|(name, _)| name == "class").map(|(_, class)| class.value);
                self.written_slide(marker, class);
                None
            }
            Some(declared) if shown => {
                let arguments = markers::arguments(self.written, opening, declared, &mut self.reports)
                    .into_iter()
                    .map(|(key, value)| (key, self.at(Cow::Owned(value.value), value.span)))
                    .collect();
                let name = self.at(Cow::Borrowed(name), opening.name.clone());
                let around = std::mem::take(&mut self.frame);
                Some((
                    Component {
                        name,
                        level: self.headings.below(),
                        arguments,
                        body: Fragment::default(),
                        answer: None,
                    },
                    around,
                ))
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
    pub(super) fn close_by(&mut self, marker: &Marker) {
        let containers = self.open.iter().enumerate().rev().map_while(|(index, open)| match &open.what {
            What::Container { marker, closing, .. } => Some((index, marker.colons, *closing)),
            What::Footnote { .. } | What::Slide(_) => None,
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
    pub(super) fn close_container(&mut self, report: bool) {
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
        let rest = std::mem::replace(&mut self.frame, around).finish();
        match &mut component.answer {
            Some(answer) => answer.body = rest,
            None => component.body = rest,
        }
        self.check_quiz(&component, marker);
        self.frame.fresh_line();
        self.frame.hole(Hole::Component(component));
        self.frame.html.push('\n');
    }

    /// Before an element ends: components that were opened in it end too.
    pub(super) fn end_containers_in(&mut self) {
        while self
            .open
            .last()
            .is_some_and(|open| open.level == self.level && matches!(open.what, What::Container { .. }))
        {
            self.close_container(true);
        }
    }

    /// After an element has ended: components whose closing line stood in it end.
    pub(super) fn close_closing(&mut self) {
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
    pub(super) fn close_raw_in(&mut self) {
        while self.raw_open.len() > self.raw_floor()
            && self.raw_open.last().is_some_and(|(_, level)| *level == self.level)
        {
            self.close_raw(self.raw_open.len() - 1);
        }
    }
}

/// The name of a component where it is opened, or its line if it has none.
pub(super) fn shown_span(marker: &Marker, text: &str) -> Span {
    match &marker.opens {
        Some(opening) if !opening.name.is_empty() => opening.name.clone(),
        Some(_) | None => {
            let line: Range<usize> = marker.span.clone();
            line.start..line.start + text[line.clone()].find('\n').unwrap_or(line.len())
        }
    }
}
