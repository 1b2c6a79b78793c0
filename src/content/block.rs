//! Where front matter ends and the body begins.
//!
//! Front matter stands between a first line `---` and a line `---` or `...`. Blank lines before it, and signs
//! that nobody sees around its lines, are passed over: a draft must not be published, front matter and all, for an
//! empty line or a byte order mark. Lines end as on any system.

use super::faults;
use super::unseen::{self, SearchScope, UnseenFrontMatter};
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
/// `front/unterminated` when the front matter has no end, is not YAML, or does not begin with a line `---`;
/// `yaml/limit` when it is too large. The life cycle of such a page is unknown.
pub fn split(source: &Source) -> Result<Parts, Box<Diagnostic>> {
    let text: &str = &source.text;
    let visible = |line: Span| unseen::visible(text, line);
    let Some(first) = lines(text, 0).map(visible).find(|line| !line.text.is_empty()) else {
        return Ok(Parts { yaml: 0..0, body: text.len()..text.len() });
    };
    if first.text != "---" {
        return match unseen::find(text, 0, SearchScope::Whole) {
            Some(found) => Err(Box::new(fault_of(source, &found))),
            None => Ok(Parts { yaml: 0..0, body: 0..text.len() }),
        };
    }
    let start = lines(text, first.span.start).next().map_or(text.len(), |line| line.end);
    let closing = lines(text, start).find(|line| {
        let line = visible(line.clone());
        !line.is_indented && matches!(line.text.as_str(), "---" | "...")
    });
    let Some(closing) = closing else { return Err(Box::new(faults::unterminated(source, first.span))) };
    let (yaml, body) = (start..closing.start, closing.end..text.len());
    if yaml.len() > LIMIT {
        return Err(Box::new(faults::too_much_front_matter(source, first.span, yaml.len())));
    }
    let is_empty = lines(text, yaml.start).take_while(|line| line.start < yaml.end).all(|line| {
        let line = visible(line);
        line.text.is_empty() || line.text.starts_with('#')
    });
    let scope = if is_empty { SearchScope::Whole } else { SearchScope::Body };
    match unseen::find(text, body.start, scope) {
        Some(found) => Err(Box::new(fault_of(source, &found))),
        None => Ok(Parts { yaml, body }),
    }
}

fn fault_of(source: &Source, found: &UnseenFrontMatter) -> Diagnostic {
    match &source.text[found.line.clone()] {
        "+++" => faults::toml(source, found.line.clone()),
        _ => faults::unseen_front_matter(source, found),
    }
}

/// Returns the lines of `text` from `start`, each with its end: LF, CRLF or CR.
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
            (" ---\na: 1\n---\nHello", "a: 1\n", "Hello"),
            ("\u{feff}\n\u{feff}\u{a0}---\u{200b}\na: 1\n\u{200b}---\nHello", "a: 1\n", "Hello"),
            ("-\u{200b}--\na: 1\n---\nHello", "a: 1\n", "Hello"),
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
        assert_eq!(parts("----\ntitle: A\n---\n"), Err(Code::FrontUnterminated));
        assert_eq!(parts("---\n---\ntitle: A\n---\n"), Err(Code::FrontUnterminated));
        assert_eq!(parts("---\ntitle: A\n---\n---\ndraft: true\n---\n"), Err(Code::FrontUnterminated));
        let long = format!("---\na: {}\n---\n", "x".repeat(LIMIT));
        assert_eq!(parts(&long), Err(Code::YamlLimit));
    }
}
