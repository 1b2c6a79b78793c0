//! What is wrong, as the panel over a page shows it, and the page that is nothing but the panel.
//!
//! The script of the preview builds the panel of these texts as texts: nothing that stands in them is
//! ever read as HTML.

use serde_json::{Value, json};

use super::stage::{Look, Standing};
use crate::diag::{Diagnostic, Level};
use crate::path::SourcePath;
use crate::span::Place;
use crate::text::escape_html;

/// The script and the style of the preview, which are in responses only.
pub(super) const SCRIPT: &str = include_str!("watch.js");
/// See [`SCRIPT`].
pub(super) const STYLE: &str = include_str!("watch.css");

/// So many problems are listed; the rest is counted.
const LISTED: usize = 100;

/// All that is wrong, for somebody who looks at a page made of `source`: errors first, those of the
/// page before others. `desk` is where the desk shows that page, if there is to be a link.
pub(super) fn problems(standing: &Standing, source: Option<&SourcePath>, desk: Option<&str>) -> Value {
    let is_here = |problem: &Diagnostic| {
        let files = [&problem.place.file].into_iter().chain(problem.also.iter().map(|(place, _)| &place.file));
        source.is_some_and(|source| files.into_iter().any(|file| file == source.as_str()))
    };
    let mut sorted: Vec<(&Diagnostic, bool)> =
        standing.problems.iter().map(|problem| (problem, is_here(problem))).collect();
    sorted.sort_by_key(|(problem, is_here)| (problem.level, !is_here));
    let errors = sorted.iter().filter(|(problem, _)| problem.level == Level::Error).count();
    let listed: Vec<Value> = sorted.iter().take(LISTED).map(|(problem, is_here)| shown(problem, *is_here)).collect();
    json!({
        "errors": errors,
        "warnings": sorted.len() - errors,
        "whole": standing.is_whole,
        "list": listed,
        "desk": desk,
        "more": sorted.len().saturating_sub(LISTED),
    })
}

fn shown(problem: &Diagnostic, is_here: bool) -> Value {
    json!({
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "label": problem.label,
        "help": problem.help,
        "here": is_here,
        "place": place(&problem.place),
        "also": problem.also.iter().map(|(also, word)| json!({"word": word, "place": place(also)})).collect::<Vec<_>>(),
    })
}

/// A place: the file, the line, and its text before, at and after what is meant.
fn place(place: &Place) -> Value {
    let part = |from: usize, length: usize| place.text.chars().skip(from).take(length).collect::<String>();
    let start = place.shown_column() - 1;
    json!({
        "file": place.file,
        "line": place.line,
        "before": part(0, start),
        "meant": part(start, place.length),
        "after": part(start + place.length, usize::MAX),
    })
}

/// HTML with the script of the preview in it. `look` is how it looks without.
pub(super) fn with_script(html: &[u8], look: Option<&Look>) -> Vec<u8> {
    let (whole, form) = look.map(|look| (look.whole.to_string(), look.form.to_string())).unwrap_or_default();
    let script = format!("<script src=\"/_bulletin/watch.js\" data-whole=\"{whole}\" data-form=\"{form}\"></script>");
    let end = html.windows(7).rposition(|part| part.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    [&html[..end], script.as_bytes(), &html[end..]].concat()
}

/// A page that cannot be shown yet: the panel comes over it, and the page takes its place when it can
/// be made.
pub(super) fn alone(standing: &Standing) -> Vec<u8> {
    let errors = standing.problems.iter().filter(|problem| problem.level == Level::Error);
    let told: String = errors
        .map(|problem| {
            let Place { file, line, .. } = &problem.place;
            format!("<li>{}</li>", escape_html(&format!("{file}:{line}: {} {}", problem.message, problem.label)))
        })
        .collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>This page cannot be shown yet</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/_bulletin/watch.css\">\n</head>\n<body class=\"alone\">\n<main>\n\
         <h1>This page cannot be shown yet</h1>\n\
         <p>It will be here as soon as the mistake is mended and saved.</p>\n\
         <noscript><ul>{told}</ul></noscript>\n</main>\n</body>\n</html>\n"
    );
    with_script(html.as_bytes(), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use std::sync::Arc;

    #[test]
    fn the_script_stands_before_the_end_of_the_body() {
        let html = String::from_utf8(with_script(b"<body><p>&lt;/body></p></BODY></html>", None)).unwrap();
        assert!(html.starts_with("<body><p>&lt;/body></p><script src="), "{html}");
        assert!(html.ends_with("</script></BODY></html>"), "{html}");
        assert!(with_script(b"<p>x", None).starts_with(b"<p>x<script"));
    }

    #[test]
    fn errors_come_first_and_of_them_those_of_the_page() {
        let place = |file: &str| Place { text: "zwölf <b>".to_owned(), column: 7, length: 3, ..Place::file(file) };
        let problems = vec![
            Diagnostic::new(Code::ImageAlt, place("content/b.md"), "w", ""),
            Diagnostic::new(Code::LinkMissing, place("content/a.md"), "e1", ""),
            Diagnostic::new(Code::LinkMissing, place("content/b.md"), "e2", "<i>"),
        ];
        let standing = Standing { problems: Arc::new(problems), ..Standing::default() };
        let page = SourcePath::new("content/b.md").unwrap();
        let told = super::problems(&standing, Some(&page), None);
        let messages: Vec<_> = told["list"].as_array().unwrap().iter().map(|it| it["message"].clone()).collect();
        assert_eq!(messages, ["e2", "e1", "w"]);
        assert_eq!((&told["errors"], &told["warnings"]), (&json!(2), &json!(1)));
        assert_eq!(told["list"][0]["place"]["meant"], "<b>");
        assert_eq!(told["list"][0]["place"]["before"], "zwölf ");
    }

    #[test]
    fn what_an_author_wrote_is_no_html_on_the_page_that_is_only_the_panel() {
        let fault = Diagnostic::new(Code::YamlSyntax, Place::file("a.md"), "<script>alert(1)</script>", "");
        let standing = Standing { problems: Arc::new(vec![fault]), ..Standing::default() };
        let html = String::from_utf8(alone(&standing)).unwrap();
        assert!(html.contains("&lt;script&gt;alert") && !html.contains("<script>alert"), "{html}");
    }
}
