//! Where front matter ends and the body begins.
//!
//! Front matter stands between a first line `---` and a line `---` or `...`. Blank lines, byte-order marks and signs that
//! nobody sees before it are passed over: a draft must not be published, front matter and all, for an empty line. What looks
//! like front matter and is none, for its opening line is missing or misspelt, is an error. Lines end as on any system.

use super::{faults, unseen};
use crate::diag::Diagnostic;
use crate::span::{Source, Span};

/// The largest front matter that is read, in bytes.
pub const LIMIT: usize = 64 << 10;

/// The two parts of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The YAML, without the lines that enclose it. Empty when there is no front matter.
    pub yaml: Span,
    /// The Markdown.
    pub body: Span,
}

/// Takes a file apart.
///
/// # Errors
/// `front/unterminated` when the front matter has no end, is not YAML, or does not begin as it must; `yaml/limit` when it is
/// too large. The life cycle of such a page is unknown.
pub fn split(source: &Source) -> Result<Parts, Box<Diagnostic>> {
    let text: &str = &source.text;
    let Some(first) = lines(text, 0).find(|line| !seen(&text[line.clone()]).is_empty()) else {
        return Ok(Parts { yaml: 0..0, body: text.len()..text.len() });
    };
    match seen(&text[first.clone()]) {
        "---" => {}
        "+++" => return Err(Box::new(faults::toml(source, first))),
        _ => {
            return match unseen::find(text, first.start) {
                Some(unseen) => Err(Box::new(faults::unseen_front_matter(source, &unseen))),
                None => Ok(Parts { yaml: 0..0, body: 0..text.len() }),
            };
        }
    }
    let start = first.end;
    let closing = lines(text, start).find(|line| matches!(text[line.clone()].trim_end(), "---" | "..."));
    let Some(closing) = closing else { return Err(Box::new(faults::unterminated(source, first))) };
    let yaml = start..closing.start;
    match yaml.len() > LIMIT {
        true => Err(Box::new(faults::too_much_front_matter(source, first, yaml.len()))),
        false => Ok(Parts { yaml, body: closing.end..text.len() }),
    }
}

/// A line without the blanks, marks and controls around it that nobody sees: byte-order marks, zero-width and no-break blanks.
pub(super) fn seen(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{fffd}' | '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{115f}')
    })
}

/// The lines of `text` from `start`, each with its end: LF, CRLF or CR.
pub(super) fn lines(text: &str, mut start: usize) -> impl Iterator<Item = Span> {
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = match rest.find(['\n', '\r']) {
            None => rest.len(),
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
        };
        start += length;
        Some(start - length..start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::path::SourcePath;

    fn parts(text: &str) -> Result<(String, String), Code> {
        let source = Source { path: SourcePath::new("content/a.md").unwrap(), text: text.into() };
        let parts = split(&source).map_err(|fault| fault.code)?;
        Ok((source.text[parts.yaml].to_owned(), source.text[parts.body].to_owned()))
    }

    #[test]
    fn files_are_taken_apart_whatever_ends_their_lines() {
        for (text, yaml, body) in [
            ("", "", ""),
            (" \n", "", ""),
            ("Hello\n", "", "Hello\n"),
            ("---\na: 1\n---\nHello\n", "a: 1\n", "Hello\n"),
            ("---\r\na: 1\r\n---\r\nHello\r\n", "a: 1\r\n", "Hello\r\n"),
            ("---\ra: 1\r---\rHello", "a: 1\r", "Hello"),
            ("---\na: 1\n...\n", "a: 1\n", ""),
            ("---  \na: 1\n---\t\nHello", "a: 1\n", "Hello"),
            ("---\n---\nHello", "", "Hello"),
            ("\n\n---\na: 1\n---\n", "a: 1\n", ""),
            ("\u{feff}\u{feff}---\na: 1\n---\n", "a: 1\n", ""),
            ("\u{200b} \u{a0}---\na: 1\n---\n", "a: 1\n", ""),
            ("\n\u{feff}---\na: 1\n---\n", "a: 1\n", ""),
            ("----\na: 1\n", "", "----\na: 1\n"),
            ("---\na: 1\n ---\nb: 2\n---\nHello\n---\n", "a: 1\n ---\nb: 2\n", "Hello\n---\n"),
        ] {
            assert_eq!(parts(text), Ok((yaml.to_owned(), body.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn front_matter_without_end_of_another_language_or_without_measure_is_no_page() {
        assert_eq!(parts("---\na: 1\n\nHello\n"), Err(Code::FrontUnterminated));
        assert_eq!(parts("---"), Err(Code::FrontUnterminated));
        assert_eq!(parts("+++\ntitle = \"a\"\n+++\n"), Err(Code::FrontUnterminated));
        let long = format!("---\na: {}\n---\n", "x".repeat(LIMIT));
        assert_eq!(parts(&long), Err(Code::YamlLimit));
    }
}
