//! Where components begin and end, and what their arguments say.
//!
//! The parser of Markdown does not know containers. So the lines that open and close one are masked as
//! thematic breaks of the same length before it reads the text: a break ends a paragraph, stands in
//! lists and quotes, and every other byte keeps its place. Whether a masked line is a marker is then
//! the parser's answer: a break is one, a line of code is shown as it was written.

use std::borrow::Cow;
use std::ops::Range;

use crate::project::components::{Argument, Component, Form};
use crate::span::{At, Span};

use super::diags::{self, Reports};

/// How many lines the arguments of one component may take.
const LINES: usize = 50;

/// A line that may open or close a component.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Marker {
    /// From the first colon to the end of the last line, without its end.
    pub span: Span,
    /// How many colons it has.
    pub colons: usize,
    /// What it opens; none if it closes.
    pub opens: Option<Opening>,
}

/// What an opening line says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    /// The name.
    pub name: Span,
    /// What stands between the braces.
    pub arguments: Span,
    /// What stands there and should not.
    pub excess: Option<Span>,
}

/// The text with its markers masked, and the markers in order.
pub(super) fn mask(text: &str) -> (Cow<'_, str>, Vec<Marker>) {
    if !text.match_indices(':').any(|(at, _)| text[at..].starts_with(":::")) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut markers = Vec::new();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let Some(marker) = marker(text, at, end) else {
            at = next_line(text, end);
            continue;
        };
        masked.push_str(&text[masked.len()..marker.span.start]);
        masked.push_str("___");
        masked.extend(text[marker.span.start + 3..marker.span.end].bytes().map(|byte| match byte {
            b'\n' | b'\r' => char::from(byte),
            _ => ' ',
        }));
        at = next_line(text, marker.span.end);
        markers.push(marker);
    }
    masked.push_str(&text[masked.len()..]);
    (Cow::Owned(masked), markers)
}

/// The marker in the line from `start` to `end`, if it is one. It may go on in further lines.
fn marker(text: &str, start: usize, end: usize) -> Option<Marker> {
    let line = &text[start..end];
    let first = line.find(":::")?;
    if !is_prefix(&line[..first]) {
        return None;
    }
    let after = line[first..].trim_start_matches(':');
    let colons = line.len() - first - after.len();
    let rest = after.trim();
    let opens = match rest.is_empty() {
        true => None,
        false => Some(opening(text, end - after.trim_start().len(), end)?),
    };
    let last = opens.as_ref().map_or(end, |opening| line_end(text, opening.arguments.end.min(text.len())).max(end));
    Some(Marker { span: start + first..last, colons, opens })
}

/// Whether only the marks of quotes and of one list item come before a marker.
fn is_prefix(before: &str) -> bool {
    let item = before.trim_start_matches([' ', '\t', '>']);
    let number = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match number.len() == item.len() {
        true => item.strip_prefix(['-', '*', '+']),
        false => number.strip_prefix(['.', ')']),
    };
    item.is_empty() || rest.is_some_and(|rest| !rest.is_empty() && rest.trim_matches([' ', '\t']).is_empty())
}

/// What the text from `start` says of the component that it opens: a name, then braces. None if it is
/// prose.
fn opening(text: &str, start: usize, end: usize) -> Option<Opening> {
    let line = &text[start..end];
    let length = line.find(|c: char| !is_name(c)).unwrap_or(line.len());
    if !line.starts_with(|c: char| c.is_alphabetic() || c == '{') {
        return None;
    }
    let name = start..start + length;
    let rest = line[length..].trim_start();
    let at = end - rest.len();
    if !rest.starts_with('{') {
        let excess = (!rest.trim_end().is_empty()).then(|| at..at + rest.trim_end().len());
        return Some(Opening { name, arguments: end..end, excess });
    }
    let Some(close) = closing_brace(text, at + 1) else {
        return Some(Opening { name, arguments: end..end, excess: Some(at..at + rest.trim_end().len()) });
    };
    let after = text[close + 1..line_end(text, close)].trim();
    let behind = close + 1 + (text[close + 1..].len() - text[close + 1..].trim_start().len());
    let excess = (!after.is_empty()).then(|| behind..behind + after.len());
    Some(Opening { name, arguments: at + 1..close, excess })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Where the brace closes that opened before `from`. It may be some lines later, but not behind a
/// blank line, a fence or another marker.
fn closing_brace(text: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    let mut lines = 0;
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match (bytes[at], quote) {
            (b'\\', Some(_)) => at += 1,
            (b'\n', _) => {
                lines += 1;
                let line = text[at + 1..line_end(text, at + 1)].trim_start_matches([' ', '\t', '>']);
                let ends =
                    line.trim_end().is_empty() || ["```", "~~~", ":::"].iter().any(|mark| line.starts_with(mark));
                if ends || lines == LINES {
                    return None;
                }
            }
            (byte, Some(mark)) if byte == mark => quote = None,
            (b'}', None) => return Some(at),
            (byte @ (b'"' | b'\''), None) if matches!(bytes[at - 1], b'=') => quote = Some(byte),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the line ends in which `at` is: at its line feed or the carriage return before it.
fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    match end > at && text.as_bytes()[end - 1] == b'\r' {
        true => end - 1,
        false => end,
    }
}

fn next_line(text: &str, end: usize) -> usize {
    text[end..].find('\n').map_or(text.len(), |length| end + length + 1)
}

/// An argument as it is written.
#[derive(Debug, PartialEq)]
struct Written {
    name: At<String>,
    value: Option<At<String>>,
}

/// The arguments that stand in `span`, those alone that `component` takes and in the form in which it
/// takes them. What is wrong with the others is reported.
pub(super) fn arguments(
    text: &str,
    opening: &Opening,
    component: &Component,
    reports: &mut Reports<'_>,
) -> Vec<(String, At<String>)> {
    if let Some(excess) = &opening.excess {
        reports.add(excess.clone(), diags::not_an_argument);
    }
    let mut arguments: Vec<(String, At<String>)> = Vec::new();
    for written in written(text, opening.arguments.clone()) {
        let name = &written.name.value;
        let span = written.name.span.clone();
        if name.is_empty() {
            reports.add(span, diags::not_an_argument);
        } else if !component.arguments.contains_key(name) {
            reports.add(span, |place| diags::unknown_argument(place, name, component));
        } else if arguments.iter().any(|(earlier, _)| earlier == name) {
            reports.add(span, |place| diags::argument_twice(place, name));
        } else if let Some(value) = value(&written, &component.arguments[name], reports) {
            arguments.push((written.name.value, value));
        }
    }
    for (name, argument) in &component.arguments {
        if argument.required && !is_written(text, &opening.arguments, name) {
            reports.add(opening.name.clone(), |place| diags::missing_argument(place, name, argument));
        }
    }
    arguments
}

fn is_written(text: &str, span: &Span, name: &str) -> bool {
    written(text, span.clone()).any(|written| written.name.value == name)
}

/// The value of an argument, if it has the form that it must have.
fn value(written: &Written, argument: &Argument, reports: &mut Reports<'_>) -> Option<At<String>> {
    let Some(given) = &written.value else {
        if argument.form == Form::Flag {
            return Some(written.name.clone().map(|_| "true".to_owned()));
        }
        let name = &written.name;
        reports.add(name.span.clone(), |place| diags::argument_without_value(place, &name.value, &argument.form));
        return None;
    };
    if fits(&given.value, &argument.form) {
        return Some(given.clone());
    }
    reports.add(given.span.clone(), |place| {
        diags::argument_form(place, &written.name.value, &given.value, &argument.form)
    });
    None
}

/// Whether `value` is of the form that an argument must have.
fn fits(value: &str, form: &Form) -> bool {
    match form {
        Form::Text => true,
        Form::Choice(choices) => choices.iter().any(|choice| choice == value),
        Form::Flag => matches!(value, "true" | "false"),
        Form::Number => value.parse::<i64>().is_ok(),
        Form::Color => value.strip_prefix('#').is_some_and(|digits| {
            matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        }),
        Form::Image | Form::File | Form::Link | Form::Recording | Form::Captions => !value.trim().is_empty(),
    }
}

/// What is written between the braces: `key="value"`, `key='value'`, `key=word` and `flag`. What is
/// none of these is a [`Written`] without a name.
fn written(text: &str, span: Range<usize>) -> impl Iterator<Item = Written> + '_ {
    let mut at = span.start;
    let end = span.end;
    std::iter::from_fn(move || {
        at += text[at..end].len() - text[at..end].trim_start_matches(is_gap).len();
        if at >= end {
            return None;
        }
        let start = at;
        at += text[at..end].find(|c| !is_name(c)).unwrap_or(end - at);
        if at == start {
            at += text[at..end].find(is_gap).unwrap_or(end - at);
            return Some(Written { name: At { value: String::new(), span: start..at }, value: None });
        }
        let name = At { value: text[start..at].to_owned(), span: start..at };
        let value = text[at..end].starts_with('=').then(|| {
            let (value, after) = one_value(text, at + 1, end);
            at = after;
            value
        });
        Some(Written { name, value })
    })
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '>')
}

/// The value that begins at `start`, and where the text goes on after it.
fn one_value(text: &str, start: usize, end: usize) -> (At<String>, usize) {
    let quote = text[start..end].chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let length = text[start..end].find(char::is_whitespace).unwrap_or(end - start);
        let span = start..start + length;
        return (At { value: text[span.clone()].to_owned(), span }, start + length);
    };
    let mut value = String::new();
    let mut characters = text[start + 1..end].char_indices();
    while let Some((at, c)) = characters.next() {
        let at = start + 1 + at;
        match c {
            '\\' => match characters.clone().next() {
                Some((_, escaped @ ('"' | '\'' | '\\'))) => {
                    value.push(escaped);
                    characters.next();
                }
                _ => value.push('\\'),
            },
            '\n' => value.push(' '),
            '\r' => {}
            c if c == quote => return (At { value, span: start + 1..at }, at + 1),
            c => value.push(c),
        }
    }
    (At { value, span: start + 1..end }, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(usize, Option<&str>)> {
        mask(text).1.iter().map(|m| (m.colons, m.opens.as_ref().map(|o| &text[o.name.clone()]))).collect()
    }

    #[test]
    fn lines_of_colons_are_markers_and_prose_is_not() {
        assert_eq!(names(":::care {level=urgent}\ntext\n:::\n"), [(3, Some("care")), (3, None)]);
        assert_eq!(
            names("::::: do\n  > :::\n- ::::\n1. :::dont"),
            [(5, Some("do")), (3, None), (4, None), (3, Some("dont"))]
        );
        assert_eq!(names("a :::care\n::: !\n::care\n-:::\n"), []);
    }

    #[test]
    fn masking_keeps_every_byte_in_its_place() {
        let text = "a\n> :::café {a=\"é\n  b\"}  \r\nb\n:::\n";
        let (masked, markers) = mask(text);
        assert_eq!(masked, format!("a\n> ___{}\n{}\r\nb\n___\n", " ".repeat(12), " ".repeat(7)));
        assert_eq!(
            markers.iter().map(|m| &text[m.span.clone()]).collect::<Vec<_>>(),
            [":::café {a=\"é\n  b\"}  ", ":::"]
        );
    }

    #[test]
    fn arguments_do_not_run_into_the_text() {
        for text in [":::a {b=\"\n\n:::", ":::a {b=\n```\n}", ":::a {b\n:::\n}"] {
            let (_, markers) = mask(text);
            assert_eq!(&text[markers[0].span.clone()], text.lines().next().unwrap(), "{text}");
            assert!(markers[0].opens.as_ref().unwrap().excess.is_some());
        }
    }

    #[test]
    fn values_are_read_in_every_form() {
        let text = r#"a="x \"y\" \\ \z" b='it"s' c=word d, e= !? f="#;
        let read: Vec<_> =
            written(text, 0..text.len()).map(|w| (w.name.value, w.value.map(|value| value.value))).collect();
        let pair = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(
            read,
            [
                pair("a", Some(r#"x "y" \ \z"#)),
                pair("b", Some("it\"s")),
                pair("c", Some("word")),
                pair("d", None),
                pair("e", Some("")),
                pair("", None),
                pair("f", Some("")),
            ]
        );
    }

    #[test]
    fn every_form_is_checked() {
        for (form, good, bad) in [
            (Form::Choice(vec!["a".to_owned()]), "a", "b"),
            (Form::Flag, "false", "yes"),
            (Form::Number, "-3", "3.5"),
            (Form::Color, "#0b5d6b", "0b5d6b"),
            (Form::Image, "a.jpg", " "),
        ] {
            assert!(fits(good, &form) && !fits(bad, &form), "{form:?}");
        }
    }
}
