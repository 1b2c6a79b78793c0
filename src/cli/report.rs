//! Diagnostics for people, for programs, for GitHub and for other code hosts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::args::{Common, Format};
use super::sarif;
use crate::diag::{Code, Diagnostic, Level, did_you_mean};
use crate::span::Place;
use crate::text::count;

/// How an error is announced.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// How a warning is announced.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// How a heading is shown.
pub(super) const STRONG: Style = Style::new().bold();
/// How a side remark is shown.
pub(super) const DIM: Style = Style::new().dimmed();

/// So many diagnostics of one code are shown to people before the rest is only counted.
const SHOWN: usize = 20;

/// So many warnings that say the same, wherever they are.
const ALIKE: usize = 3;

/// Prints diagnostics: for people to standard error, as JSON or annotations to standard output. People get a few of many
/// warnings that are alike.
pub(super) fn print(common: &Common, diagnostics: &[Diagnostic]) -> io::Result<()> {
    print_some(common, diagnostics, SHOWN, ALIKE)
}

/// The same, and people get all of them too.
pub(super) fn print_all(common: &Common, diagnostics: &[Diagnostic]) -> io::Result<()> {
    print_some(common, diagnostics, usize::MAX, usize::MAX)
}

fn print_some(common: &Common, diagnostics: &[Diagnostic], shown: usize, alike: usize) -> io::Result<()> {
    match common.format {
        Format::Human => print_human(common, diagnostics, shown, alike),
        Format::Json | Format::Sarif => Ok(()),
        Format::Github => print_github(diagnostics),
    }
}

/// Prints how many there are; as one document, all of them.
pub(super) fn summary(common: &Common, diagnostics: &[Diagnostic]) -> io::Result<()> {
    match common.format {
        Format::Json => print_json(&serde_json::json!({ "diagnostics": diagnostics })),
        Format::Sarif => print_json(&sarif::document(common.root.as_deref(), diagnostics)),
        Format::Human if !common.quiet || !diagnostics.is_empty() => {
            writeln!(anstream::stderr().lock(), "{}", counted(diagnostics))
        }
        Format::Human | Format::Github => Ok(()),
    }
}

/// For people: how often each code was found and in how many files, the most common last, where one reads first.
pub(super) fn table(common: &Common, diagnostics: &[Diagnostic]) -> io::Result<()> {
    if common.format != Format::Human || common.quiet || diagnostics.len() <= SHOWN {
        return Ok(());
    }
    let mut codes: BTreeMap<Code, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (number, files) = codes.entry(diagnostic.code).or_default();
        *number += 1;
        files.insert(&diagnostic.place.file);
    }
    let mut codes: Vec<(Code, usize, usize)> =
        codes.into_iter().map(|(code, (number, files))| (code, number, files.len())).collect();
    codes.sort_by_key(|(code, number, _)| (*number, *code));
    let width = codes.last().map_or(0, |(_, number, _)| number.to_string().len());
    let mut out = anstream::stderr().lock();
    for (code, number, files) in codes {
        let files = count(files, "file", "files");
        writeln!(out, "  {number:>width$} {} in {files}: {DIM}{}{DIM:#}", code.text(), code.meaning())?;
    }
    Ok(())
}

/// Prints one JSON document.
pub(super) fn print_json(value: &serde_json::Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// `2 errors, 1 warning`, or that nothing is wrong.
pub(super) fn counted(diagnostics: &[Diagnostic]) -> String {
    let of = |level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let (errors, warnings) = (of(Level::Error), of(Level::Warning));
    let errors_said = count(errors, "error", "errors");
    let warnings_said = count(warnings, "warning", "warnings");
    match (errors, warnings) {
        (0, 0) => "no error and no warning".to_owned(),
        (0, _) => format!("{WARNING}{warnings_said}{WARNING:#}"),
        (_, 0) => format!("{ERROR}{errors_said}{ERROR:#}"),
        _ => format!("{ERROR}{errors_said}{ERROR:#} and {WARNING}{warnings_said}{WARNING:#}"),
    }
}

/// Reads codes given on the command line.
pub(super) fn codes(texts: &[String]) -> Result<Vec<Code>, String> {
    let read = |text: &String| {
        Code::from_text(text).ok_or_else(|| {
            let known = Code::ALL.iter().map(|code| code.text());
            format!(
                "there is no code `{text}`: {}",
                did_you_mean(text, known, "`bulletin check --format json` shows codes")
            )
        })
    };
    texts.iter().map(read).collect()
}

fn print_human(common: &Common, diagnostics: &[Diagnostic], most: usize, alike: usize) -> io::Result<()> {
    let mut out = anstream::stderr().lock();
    let mut by_words: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    let mut left_out: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !common.quiet || diagnostic.level == Level::Error) {
        let code = diagnostic.code;
        let said = by_words.entry((code, diagnostic.message.as_str())).or_default();
        let shown = shown.entry(code).or_default();
        if diagnostic.level == Level::Error || (*said < alike && *shown < most) {
            writeln!(out, "{}\n", human(diagnostic))?;
            *said += 1;
            *shown += 1;
        } else {
            *left_out.entry(code).or_default() += 1;
        }
    }
    for (code, left_out) in left_out {
        let more = count(left_out, "more warning", "more warnings");
        writeln!(out, "{DIM}and {more} of {}: `bulletin check --only {0}` shows all{DIM:#}\n", code.text())?;
    }
    Ok(())
}

/// `text` without what would do something to a terminal: control characters become their pictures.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let picture = |c: char| match c {
        c if !obeyed(c) => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(picture).collect())
}

/// A diagnostic all of whose texts are plain.
fn made_plain(diagnostic: &Diagnostic) -> Diagnostic {
    let mut shown = diagnostic.clone();
    let Diagnostic { place, message, label, also, help, .. } = &mut shown;
    let places = also.iter_mut().flat_map(|(place, word)| [&mut place.file, &mut place.text, word]);
    for text in places.chain([&mut place.file, &mut place.text, message, label]).chain(help) {
        *text = plain(text).into_owned();
    }
    shown
}

/// One diagnostic as people read it: what, where with the line underlined, and the way out.
pub(super) fn human(diagnostic: &Diagnostic) -> String {
    let diagnostic = &made_plain(diagnostic);
    let level = match diagnostic.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.text());
    let mut group =
        Group::with_title(title).element(snippet(&diagnostic.place, &diagnostic.label, AnnotationKind::Primary));
    for (place, word) in &diagnostic.also {
        group = group.element(snippet(place, word, AnnotationKind::Context));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Shown::HELP.message(help.as_str()));
    }
    Renderer::styled().render(&[group])
}

fn snippet<'a>(
    place: &'a Place,
    label: &'a str,
    kind: AnnotationKind,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let byte = |column: usize| place.text.char_indices().nth(column).map_or(place.text.len(), |(at, _)| at);
    let start = place.shown_column() - 1;
    let span = byte(start)..byte(start + place.length);
    Snippet::source(place.text.as_str())
        .line_start(place.line)
        .path(place.file.as_str())
        .annotation(kind.span(span).label(label))
}

/// Annotations as GitHub Actions reads them from a log.
fn print_github(diagnostics: &[Diagnostic]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for diagnostic in diagnostics {
        let level = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let Place { file, line, column, length, .. } = &diagnostic.place;
        let said = match diagnostic.label.is_empty() {
            true => diagnostic.message.clone(),
            false => format!("{}: {}", diagnostic.message, diagnostic.label),
        };
        writeln!(
            out,
            "::{level} file={},line={line},col={column},endColumn={},title={}::{}",
            github_value(file),
            column + length,
            diagnostic.code.text(),
            github_text(&said)
        )?;
    }
    Ok(())
}

fn github_text(text: &str) -> String {
    plain(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn github_value(text: &str) -> String {
    github_text(text).replace(':', "%3A").replace(',', "%2C")
}
