//! A body as a reader meets it: passages of plain text, each with its place in the source.
//!
//! For whoever judges words (is it easy to read, is there a patient's number in it) and not markup. Code and formulas are
//! no prose and are left out. It lives as long as the reading of its source.

use crate::span::Span;

/// The prose of a body, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passages {
    text: String,
    /// What each is, and where it ends in the text.
    ends: Vec<(Part, usize)>,
    /// Where in the source a piece of the text stands: its start here, its start there.
    places: Vec<(usize, usize)>,
}

/// What a passage is a part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    #[default]
    Paragraph,
    /// An entry of a list, or a paragraph of one.
    Entry,
    /// A heading.
    Heading,
    /// A cell of a table.
    Cell,
    /// A footnote.
    Footnote,
}

/// A text without a break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage<'a> {
    /// What it is a part of.
    pub part: Part,
    /// Its text.
    pub text: &'a str,
    /// Where it begins in the prose of the body, see [`Passages::span`].
    pub start: usize,
}

impl Passages {
    /// Each passage in order; none is empty.
    pub fn iter(&self) -> impl Iterator<Item = Passage<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |&(part, end)| {
            let passage = Passage { part, text: &self.text[start..end], start };
            start = end;
            passage
        })
    }

    /// All of it, passage after passage without a break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where these bytes of the prose stand in the source. Right to the byte where the source says it in the same words,
    /// else near it.
    pub fn span(&self, prose: Span) -> Span {
        self.place(prose.start)..self.place(prose.end.saturating_sub(1)) + 1
    }

    fn place(&self, at: usize) -> usize {
        let next = self.places.partition_point(|(here, _)| *here <= at);
        let (here, there) = self.places.get(next.wrapping_sub(1)).copied().unwrap_or_default();
        there + (at - here)
    }

    /// Adds text of the passage that is open, which stands at `place` of the source.
    pub(super) fn push(&mut self, text: &str, place: usize) {
        let here = self.text.len();
        let goes_on = self.places.last().is_some_and(|(before, there)| there + (here - before) == place);
        if !goes_on {
            self.places.push((here, place));
        }
        self.text.push_str(text);
    }

    /// Ends the passage that is open, if it says anything.
    pub(super) fn end(&mut self, part: Part) {
        let start = self.ends.last().map_or(0, |(_, end)| *end);
        match self.text[start..].trim().is_empty() {
            true => {
                self.text.truncate(start);
                self.places.truncate(self.places.partition_point(|(here, _)| *here < start));
            }
            false => self.ends.push((part, self.text.len())),
        }
    }
}
