//! A source text and places in it.
//!
//! Stages keep byte ranges; a [`Place`] is made from one only when there is something to say. It
//! carries the line it is on, so that it can be shown when the text is long forgotten.

use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::path::SourcePath;

/// Bytes of a source text, from start to before end.
pub type Span = Range<usize>;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct At<T> {
    /// What was written.
    pub value: T,
    /// Where, in bytes from the start of the file.
    pub span: Span,
}

impl<T> At<T> {
    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> At<U> {
        At { value: f(self.value), span: self.span }
    }
}

impl<T: Serialize> Serialize for At<T> {
    /// As its value alone: templates do not care where it was written.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A file's text and name.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file, relative to the hub.
    pub path: SourcePath,
    /// All of it, decoded, without a byte order mark.
    pub text: Arc<str>,
}

/// A place in a source, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Place {
    /// The file, relative to the hub; of a theme inside the binary, `themes/NAME/…`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters of the line are meant, at least 1.
    pub length: usize,
    /// The line itself, without its end; of a very long one the part around the place, after `…`.
    pub text: String,
    /// How many characters of the line are left out at its start.
    #[serde(skip)]
    pub cut: usize,
}

/// Lines longer than this are shown from around the place only.
const SHOWN: usize = 240;

impl Source {
    /// The place of `span`; a span of several lines is shown by its first.
    pub fn place(&self, span: Span) -> Place {
        place(self.path.as_str(), &self.text, span)
    }
}

/// The place of `span` in `text`, the contents of `file`.
pub fn place(file: &str, text: &str, span: Span) -> Place {
    let start = floor(text, span.start);
    let end = floor(text, span.end.max(span.start));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let before = text[line_start..start].chars().count();
    let meant = text[start..end.min(line_end).max(start)].trim_end().chars().count().max(1);
    let cut = if before + meant > SHOWN { before.saturating_sub(40) } else { 0 };
    let shown = line.chars().skip(cut).take(SHOWN);
    Place {
        file: file.to_owned(),
        line: text[..start].bytes().filter(|&b| b == b'\n').count() + 1,
        column: before + 1,
        length: meant,
        text: (cut > 0).then_some('…').into_iter().chain(shown).collect(),
        cut,
    }
}

impl Place {
    /// The column of the place within [`Place::text`], from 1.
    pub fn shown_column(&self) -> usize {
        self.column - self.cut + usize::from(self.cut > 0)
    }

    /// A whole file, when no line of it can be named.
    pub fn file(path: &str) -> Place {
        Place { file: path.to_owned(), line: 1, column: 1, length: 1, text: String::new(), cut: 0 }
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters() {
        let source = Source { path: SourcePath::new("a.md").unwrap(), text: "one\r\nzwölf drei\n".into() };
        let place = source.place(12..16);
        assert_eq!((place.line, place.column, place.length, place.text.as_str()), (2, 7, 4, "zwölf drei"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let source =
            Source { path: SourcePath::new("a.md").unwrap(), text: format!("{}wrong", "x".repeat(900)).into() };
        let place = source.place(900..905);
        assert_eq!((place.column, place.length), (901, 5));
        let shown: String = place.text.chars().skip(place.shown_column() - 1).take(5).collect();
        assert_eq!(shown, "wrong");
    }
}
