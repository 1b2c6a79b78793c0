//! A fragment while it is being written.
//!
//! The marks of holes, and two edits that come later than the text they belong to: a tag that can only
//! be written when its content is known, and what a sanitizer must leave alone because we made it.

use std::ops::Range;

use super::{Fragment, Hole, sanitize};

/// Opens the mark of a hole.
const OPEN: char = '\u{fdd0}';
/// Closes the mark of a hole.
const CLOSE: char = '\u{fdd1}';
/// Opens the mark of a part that is kept from the sanitizer.
const KEPT: char = '\u{fdd2}';

/// A fragment that is not finished.
#[derive(Default)]
pub(super) struct Frame {
    /// The HTML so far.
    pub html: String,
    /// The holes so far.
    pub holes: Vec<Hole>,
    /// Parts of the HTML that we made and that no author could have written, in order.
    kept: Vec<Range<usize>>,
    /// Whether tags of an author are in it, so that it has to be sanitized.
    pub raw: bool,
}

/// How long a frame is, to go back to.
#[derive(Clone, Copy)]
pub(super) struct Length {
    /// Of the HTML.
    pub html: usize,
    holes: usize,
}

impl Frame {
    /// An empty frame with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Frame {
        Frame { html: String::with_capacity(bytes), ..Frame::default() }
    }

    /// Marks a hole.
    pub fn hole(&mut self, hole: Hole) {
        push_mark(&mut self.html, OPEN, self.holes.len());
        self.holes.push(hole);
    }

    /// Begins a new line unless at the beginning of one.
    pub fn fresh_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Writes what a sanitizer must leave alone.
    pub fn keep(&mut self, html: &str) {
        let start = self.html.len();
        self.html.push_str(html);
        self.keep_since(start);
    }

    /// Has a sanitizer leave alone what was written since the HTML had the length `start`.
    pub fn keep_since(&mut self, start: usize) {
        self.kept.push(start..self.html.len());
    }

    /// Writes `html` where the HTML had the length `at`.
    pub fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        for kept in self.kept.iter_mut().rev().take_while(|kept| kept.start >= at) {
            kept.start += html.len();
            kept.end += html.len();
        }
    }

    /// How long it is.
    pub fn length(&self) -> Length {
        Length { html: self.html.len(), holes: self.holes.len() }
    }

    /// Forgets what was written since it had the length `to`.
    pub fn truncate(&mut self, to: Length) {
        self.html.truncate(to.html);
        self.holes.truncate(to.holes);
        while self.kept.last().is_some_and(|kept| kept.start >= to.html) {
            self.kept.pop();
        }
    }

    /// The finished fragment, sanitized if an author's tags are in it.
    pub fn finish(self) -> Fragment {
        match self.raw {
            false => Fragment { html: self.html, holes: self.holes },
            true => self.sanitized(),
        }
    }

    fn sanitized(self) -> Fragment {
        let clean = sanitize::clean(&self.without_kept());
        let mut html = String::with_capacity(clean.len() + self.html.len() / 4);
        let mut rest = clean.as_str();
        while let Some((before, index, after)) = next_mark(rest, KEPT) {
            html.push_str(before);
            if let Some(kept) = self.kept.get(index) {
                html.push_str(&self.html[kept.clone()]);
            }
            rest = after;
        }
        html.push_str(rest);
        renumbered(&html, self.holes)
    }

    /// The HTML with a mark in place of each part that is kept.
    fn without_kept(&self) -> String {
        let mut html = String::with_capacity(self.html.len());
        let mut done = 0;
        for (index, kept) in self.kept.iter().enumerate() {
            html.push_str(&self.html[done..kept.start]);
            push_mark(&mut html, KEPT, index);
            done = kept.end;
        }
        html.push_str(&self.html[done..]);
        html
    }
}

impl Fragment {
    /// Puts `other` behind it.
    pub(super) fn append(&mut self, other: Fragment) {
        let before = self.holes.len();
        for piece in pieces(&other.html) {
            match piece {
                Piece::Html(html) => self.html.push_str(html),
                Piece::Hole(index) => push_mark(&mut self.html, OPEN, before + index),
            }
        }
        self.holes.extend(other.holes);
    }

    /// At which bytes of its HTML the marks of sections stand.
    pub(super) fn section_starts(&self) -> Vec<usize> {
        let marks = self.html.match_indices(OPEN).map(|(at, _)| at);
        let is_section = |at: &usize| match next_mark(&self.html[*at..], OPEN) {
            Some((_, index, _)) => matches!(self.holes.get(index), Some(Hole::Section(_))),
            None => false,
        };
        marks.filter(is_section).collect()
    }

    /// Marks a hole at its end.
    pub(super) fn push_hole(&mut self, hole: Hole) {
        push_mark(&mut self.html, OPEN, self.holes.len());
        self.holes.push(hole);
    }
}

/// A part of a fragment.
pub(super) enum Piece<'a> {
    /// HTML without holes.
    Html(&'a str),
    /// The hole with this index.
    Hole(usize),
}

/// The parts of `html` in order.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    let mut hole = None;
    std::iter::from_fn(move || {
        if let Some(index) = hole.take() {
            return Some(Piece::Hole(index));
        }
        if rest.is_empty() {
            return None;
        }
        let Some((before, index, after)) = next_mark(rest, OPEN) else {
            return Some(Piece::Html(std::mem::take(&mut rest)));
        };
        rest = after;
        hole = Some(index);
        Some(Piece::Html(before))
    })
}

/// Only the holes that are still marked, numbered anew in the order of their marks.
fn renumbered(html: &str, holes: Vec<Hole>) -> Fragment {
    let mut holes: Vec<Option<Hole>> = holes.into_iter().map(Some).collect();
    let mut moved = vec![usize::MAX; holes.len()];
    let mut fragment = Fragment { html: String::with_capacity(html.len()), holes: Vec::with_capacity(holes.len()) };
    for piece in pieces(html) {
        match piece {
            Piece::Html(html) => fragment.html.push_str(html),
            Piece::Hole(index) if index < holes.len() => {
                if let Some(hole) = holes[index].take() {
                    moved[index] = fragment.holes.len();
                    fragment.holes.push(hole);
                }
                push_mark(&mut fragment.html, OPEN, moved[index]);
            }
            Piece::Hole(_) => {}
        }
    }
    fragment
}

fn push_mark(html: &mut String, open: char, index: usize) {
    html.push(open);
    push_number(html, index);
    html.push(CLOSE);
}

/// Appends a number in decimal digits.
pub(super) fn push_number(html: &mut String, number: usize) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut left = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    html.extend(digits[at..].iter().map(|&digit| char::from(digit)));
}

/// What is before the next mark, its index, and what is after it.
fn next_mark(html: &str, open: char) -> Option<(&str, usize, &str)> {
    let at = html.find(open)?;
    let inside = &html[at + open.len_utf8()..];
    let end = inside.find(CLOSE)?;
    let index = inside[..end].parse().ok()?;
    Some((&html[..at], index, &inside[end + CLOSE.len_utf8()..]))
}

/// Whether a character is one of those that mark holes, or is kept back for that.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_holes_are_numbered_anew() {
        let mut first = Frame::default();
        first.html.push_str("a ");
        first.hole(Hole::Word("table.label".to_owned()));
        let mut second = Frame::default();
        second.hole(Hole::Word("note.tip".to_owned()));
        second.html.push_str(" b");
        let mut fragment = first.finish();
        fragment.append(second.finish());
        let mut out = String::new();
        let filled: Result<(), ()> = fragment.write(&mut out, &mut |hole, out| {
            let Hole::Word(key) = hole else { return Err(()) };
            out.push_str(key);
            Ok(())
        });
        assert_eq!((out.as_str(), filled), ("a table.labelnote.tip b", Ok(())));
    }

    #[test]
    fn what_is_inserted_moves_what_is_kept() {
        let mut frame = Frame { raw: true, ..Frame::default() };
        frame.html.push('x');
        frame.keep("<math></math>");
        frame.insert(0, "<b>");
        frame.html.push_str("</b>");
        assert_eq!(frame.finish().html, "<b>x<math></math></b>");
    }

    #[test]
    fn a_hole_that_fails_stops_the_writing() {
        let mut frame = Frame::default();
        frame.html.push('a');
        frame.hole(Hole::Word("note.tip".to_owned()));
        frame.html.push('b');
        let mut out = String::new();
        let filled = frame.finish().write(&mut out, &mut |_, _| Err("no"));
        assert_eq!((out.as_str(), filled), ("a", Err("no")));
    }
}
