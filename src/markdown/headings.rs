//! The headings of a page: their levels, anchors and order.

use std::collections::HashMap;

use crate::span::Span;
use crate::text::slug;

use super::Heading;
use super::diags::{self, Reports};

/// Headings and anchors so far.
#[derive(Default)]
pub(super) struct Headings {
    /// The headings that are shown.
    pub list: Vec<Heading>,
    /// Every anchor in order.
    pub ids: Vec<String>,
    /// Where an anchor was first given, and the number to try next when it is wanted again.
    taken: HashMap<String, (Span, usize)>,
    /// Whether any heading was met.
    pub met: bool,
    /// How many tables stand below headings with a text.
    tables: HashMap<String, usize>,
    /// By how many levels headings are moved down.
    shift: u8,
}

impl Headings {
    /// No headings yet; those to come are moved down by so many levels.
    pub fn moved_down(shift: u8) -> Headings {
        Headings { shift, ..Headings::default() }
    }

    /// At which level a heading that is written with `level` is shown.
    pub fn shown(&self, level: u8) -> u8 {
        (level + self.shift).min(6)
    }

    /// Whether headings are moved down.
    pub fn are_moved(&self) -> bool {
        self.shift > 0
    }

    /// The level of a heading below the last one.
    pub fn below(&self) -> u8 {
        self.list.last().map_or(2, |heading| heading.level.saturating_add(1).min(5))
    }

    /// What the next table is named by after the word for one: the heading above it, and from the second on a number.
    pub fn name_table(&mut self) -> String {
        let heading = self.list.last().map(|heading| heading.title.as_str()).filter(|title| !title.is_empty());
        let mut name = heading.map_or(String::new(), |title| format!(": {title}"));
        let count = self.tables.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name.push_str(&format!(" ({count})"));
        }
        name
    }

    /// Adds a heading of `level` as shown and returns its anchor.
    pub fn add(&mut self, level: u8, title: String, id: Option<&str>, span: Span, reports: &mut Reports<'_>) -> String {
        let (written, before) = (level - self.shift, self.list.last().map(|heading| heading.level - self.shift));
        if written > before.unwrap_or(1) + 1 {
            reports.add(span.clone(), |place| diags::heading_jump(place, written, before));
        }
        let id = match id {
            Some(id) => {
                self.report_taken(id, &span, reports);
                self.free(id, span)
            }
            None => match slug(&title) {
                slug if slug.is_empty() => self.free("section", span),
                slug => self.free(&slug, span),
            },
        };
        self.list.push(Heading { level, id: id.clone(), title });
        id
    }

    /// Adds the anchor of something else than a heading.
    pub fn add_anchor(&mut self, id: &str, span: Span, reports: &mut Reports<'_>) {
        self.report_taken(id, &span, reports);
        if !self.taken.contains_key(id) {
            self.take(id.to_owned(), span);
        }
    }

    fn report_taken(&self, id: &str, span: &Span, reports: &mut Reports<'_>) {
        if let Some((earlier, _)) = self.taken.get(id) {
            reports.add_with(span.clone(), earlier.clone(), |place, earlier| diags::duplicate_id(place, earlier, id));
        }
    }

    /// `wanted`, or with the first number that makes it free.
    fn free(&mut self, wanted: &str, span: Span) -> String {
        let Some((_, next)) = self.taken.get_mut(wanted) else { return self.take(wanted.to_owned(), span) };
        let mut number = *next;
        let free = loop {
            let id = format!("{wanted}-{number}");
            number += 1;
            if !self.taken.contains_key(&id) {
                break id;
            }
        };
        if let Some((_, next)) = self.taken.get_mut(wanted) {
            *next = number;
        }
        self.take(free, span)
    }

    fn take(&mut self, id: String, span: Span) -> String {
        self.taken.insert(id.clone(), (span, 2));
        self.ids.push(id.clone());
        id
    }
}

/// Whether a heading says the same as a title: case and punctuation do not count.
pub(super) fn says_the_same(heading: &str, title: &str) -> bool {
    let heading = slug(heading);
    !heading.is_empty() && heading == slug(title)
}
