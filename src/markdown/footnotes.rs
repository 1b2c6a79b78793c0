//! Footnotes: written where the author likes, shown at the end of the page, or of the section that first refers to them.
//!
//! They are numbered in the order in which the text refers to them. Their anchors have a colon, so no
//! heading can have the same.

use std::collections::HashMap;

use crate::span::Span;

use super::diags::{self, Reports};
use super::frame::push_number;
use super::{Fragment, Hole};

/// Footnotes so far.
#[derive(Default)]
pub(super) struct Footnotes {
    /// By label in lower case: where in `notes` it is.
    index: HashMap<String, usize>,
    /// In the order in which they were first met, as reference or as note.
    notes: Vec<Note>,
    /// How many are referred to.
    numbered: usize,
    /// How many sections have begun.
    pub sections: usize,
}

#[derive(Default)]
struct Note {
    /// From 1; 0 while nothing refers to it.
    number: usize,
    references: usize,
    /// At the end of which section it is shown, 0 being what stands before the first.
    section: usize,
    /// What it says, under which label and where.
    written: Option<(Fragment, String, Span)>,
}

impl Footnotes {
    /// Writes a reference to the note called `label`.
    pub fn refer(&mut self, label: &str, html: &mut String, ids: &mut Vec<String>) {
        let (next, section) = (self.numbered + 1, self.sections);
        let note = self.note(label);
        if note.number == 0 {
            (note.number, note.section) = (next, section);
        }
        note.references += 1;
        let (number, reference) = (note.number, note.references);
        self.numbered = self.numbered.max(number);
        html.push_str("<sup class=\"footnote-ref\"><a href=\"#fn:");
        push_number(html, number);
        html.push_str("\" id=\"");
        let start = html.len();
        push_reference(html, number, reference);
        ids.push(html[start..].to_owned());
        html.push_str("\" role=\"doc-noteref\">");
        push_number(html, number);
        html.push_str("</a></sup>");
    }

    /// Takes the note called `label`.
    pub fn define(&mut self, label: &str, body: Fragment, span: Span, reports: &mut Reports<'_>) {
        let section = self.sections;
        let note = self.note(label);
        match &note.written {
            None => {
                note.written = Some((body, label.to_owned(), span));
                if note.number == 0 {
                    note.section = section;
                }
            }
            Some((_, _, earlier)) => {
                let earlier = earlier.clone();
                reports.add_with(span, earlier, |place, earlier| diags::footnote_twice(place, earlier, label));
            }
        }
    }

    fn note(&mut self, label: &str) -> &mut Note {
        let index = *self.index.entry(label.to_lowercase()).or_insert(self.notes.len());
        if index == self.notes.len() {
            self.notes.push(Note::default());
        }
        &mut self.notes[index]
    }

    /// Puts the notes behind each section of `body`. A note that nothing refers to comes last and is reported.
    pub fn finish(mut self, body: &mut Fragment, ids: &mut Vec<String>, reports: &mut Reports<'_>) {
        self.notes.retain(|note| note.written.is_some());
        if self.notes.is_empty() {
            return;
        }
        for note in &mut self.notes {
            if let (0, Some((_, label, span))) = (note.number, &note.written) {
                reports.add(span.clone(), |place| diags::footnote_unused(place, label));
                self.numbered += 1;
                note.number = self.numbered;
            }
        }
        self.notes.sort_by_key(|note| (note.section, note.number));
        // From the last, so that what is put in moves nothing that is still to be found.
        let ends: Vec<usize> = body.section_starts().into_iter().chain([body.html.len()]).collect();
        while let Some(section) = self.notes.last().map(|note| note.section) {
            let notes = self.notes.split_off(self.notes.partition_point(|note| note.section < section));
            let after = body.html.split_off(ends.get(section).copied().unwrap_or(body.html.len()));
            body.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
            body.push_hole(Hole::Word("footnotes.label".to_owned()));
            body.html.push_str("\">\n<ol>\n");
            for note in notes {
                note.write(body, ids);
            }
            body.html.push_str("</ol>\n</section>\n");
            body.html.push_str(&after);
        }
    }
}

impl Note {
    fn write(self, body: &mut Fragment, ids: &mut Vec<String>) {
        let Some((note, ..)) = self.written else { return };
        body.html.push_str("<li id=\"fn:");
        push_number(&mut body.html, self.number);
        body.html.push_str("\">\n");
        ids.push(format!("fn:{}", self.number));
        body.append(note);
        let inside = body.html.ends_with("</p>\n");
        if inside {
            body.html.truncate(body.html.len() - "</p>\n".len());
        }
        for reference in 1..=self.references {
            body.html.push_str(if reference == 1 && !inside { "<a href=\"#" } else { " <a href=\"#" });
            push_reference(&mut body.html, self.number, reference);
            body.html.push_str("\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"");
            body.push_hole(Hole::Word("footnotes.back".to_owned()));
            body.html.push(' ');
            push_number(&mut body.html, self.number);
            if reference > 1 {
                body.html.push('-');
                push_number(&mut body.html, reference);
            }
            body.html.push_str("\">↩\u{fe0e}</a>");
        }
        body.html.push_str(if inside { "</p>\n</li>\n" } else { "\n</li>\n" });
    }
}

/// The anchor of the `reference`th place that refers to a note.
fn push_reference(html: &mut String, number: usize, reference: usize) {
    html.push_str("fnref:");
    push_number(html, number);
    if reference > 1 {
        html.push('-');
        push_number(html, reference);
    }
}
