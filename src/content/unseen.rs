//! Front matter that an author meant, and that a reader of front matter does not see.
//!
//! A file without front matter is a page like any other, so a draft under embargo whose first line is `----` instead of
//! `---` would be published whole. [`find`] looks at the beginning of a file for what only front matter has: a line of
//! dashes above a field, fields in a block of code or a comment, fields without any line around them, JSON.

use super::block::{lines, seen};
use super::{fields, hiding};
use crate::span::Span;

/// Front matter that is not read.
#[derive(Clone, Debug, PartialEq)]
pub struct Unseen {
    /// The line that should have been its first, or its first field.
    pub line: Span,
    /// What keeps it from being read.
    pub form: Form,
}

/// What keeps front matter from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its opening line is not `---`.
    Opening,
    /// It is in a block of code.
    Fence,
    /// It is in a comment.
    Comment,
    /// It is JSON.
    Json,
    /// Nothing is around it.
    Bare,
    /// Something stands before it.
    Later,
}

/// So many lines from the first one are looked at.
const LINES: usize = 24;

/// Names of fields that begin a file of some other generator, beside our own and those that hide a page.
const ELSEWHERE: &[&str] = &[
    "layout",
    "author",
    "tags",
    "tag",
    "category",
    "categories",
    "summary",
    "excerpt",
    "modified",
    "lastmod",
    "permalink",
    "headline",
    "subtitle",
    "keywords",
    "lang",
    "id",
    "sidebar_position",
    "sidebar_label",
];

/// Fields that nobody writes in prose at the beginning of a line, in lower case and with a colon after them.
const PLAIN: &[&str] =
    &["title", "draft", "drafts", "embargo", "publish_at", "expires", "published", "layout", "permalink"];

/// Finds front matter at the beginning of `text` that does not begin with a line `---`. `start` is the first line that has
/// something in it.
pub fn find(text: &str, start: usize) -> Option<Unseen> {
    let lines: Vec<(Span, &str)> = lines(text, start)
        .map(|line| (line.clone(), seen(&text[line])))
        .filter(|(_, line)| !line.is_empty())
        .take(LINES)
        .collect();
    let (first_span, first) = lines.first()?;
    let found = |form| Some(Unseen { line: first_span.clone(), form });
    let next = lines.get(1).map_or("", |(_, line)| line);
    if is_json(first, next) {
        return found(Form::Json);
    }
    if is_opening(first) && is_field(next) {
        return found(Form::Opening);
    }
    if let Some(mark) = fence(first) {
        let inside = lines[1..].iter().take_while(|(_, line)| !line.starts_with(mark));
        let mut inside = inside.map(|(_, line)| *line).filter(|line| !is_opening(line));
        return if inside.any(is_plain_field) && !names_another_language(first, mark) {
            found(Form::Fence)
        } else {
            None
        };
    }
    if let Some(rest) = first.strip_prefix("<!--") {
        let inside = lines.iter().take_while(|(_, line)| !line.contains("-->"));
        if inside.skip(1).any(|(_, line)| is_plain_field(line)) || is_plain_field(seen(rest)) {
            return found(Form::Comment);
        }
    }
    if is_bare(&lines) {
        return found(Form::Bare);
    }
    later(&lines).map(|line| Unseen { line, form: Form::Later })
}

/// Whether the file begins with fields and nothing around them: with a title or what hides a page among them, or with a
/// line of dashes below them.
fn is_bare(lines: &[(Span, &str)]) -> bool {
    let fields: Vec<&str> = lines.iter().map(|(_, line)| *line).take_while(|line| name(line).is_some()).collect();
    let below = lines.get(fields.len()).map_or("", |(_, line)| line);
    let first_is_known = fields.first().is_some_and(|line| is_field(line));
    let says_title = |line: &&str| name(line).is_some_and(|name| name.eq_ignore_ascii_case("title"));
    let is_plain = fields.iter().any(|line| is_plain_field(line));
    first_is_known && (is_plain || fields.iter().any(says_title) || (is_opening(below) && fields.len() > 1))
}

/// The first line of dashes above a field, outside of blocks of code.
fn later(lines: &[(Span, &str)]) -> Option<Span> {
    let mut open: Option<&str> = None;
    for pair in lines.windows(2) {
        let [(span, line), (_, next)] = pair else { continue };
        match (open, fence(line)) {
            (Some(mark), Some(_)) if line.starts_with(mark) => open = None,
            (None, Some(mark)) => open = Some(mark),
            (Some(_), _) => {}
            (None, None) if is_opening(line) && is_plain_field(next) => return Some(span.clone()),
            (None, None) => {}
        }
    }
    None
}

/// Whether a line was meant to open front matter: dashes of any kind, and perhaps what else a program or an editor put there.
fn is_opening(line: &str) -> bool {
    let line = line.trim_start_matches(['>', '\\', ' ']);
    let line = line.split(" #").next().unwrap_or(line);
    let word = line.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_word_of_format =
        matches!(line[word.len()..].to_ascii_lowercase().as_str(), "" | "yaml" | "yml" | "toml" | "json" | "fm");
    let mut signs = 0;
    let all_dashes = word.chars().filter(|c| !c.is_whitespace() && !seen(&c.to_string()).is_empty()).all(|c| {
        signs += 1;
        is_dash(c)
    });
    is_word_of_format && all_dashes && signs > 1
}

/// Whether `c` is a sign that stands for a dash: a hyphen, a dash or a line of any kind, or another sign of a rule.
fn is_dash(c: char) -> bool {
    matches!(c,
        '-' | '_' | '=' | '*' | '~' | '+' | ';' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{2500}'..='\u{2501}'
        | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{30fc}' | '\u{af}' | '\u{23af}')
}

/// The signs of a block of code that `line` opens or closes.
fn fence(line: &str) -> Option<&str> {
    ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))
}

/// Whether a block of code is in a language in which nobody writes front matter.
fn names_another_language(line: &str, mark: &str) -> bool {
    let language = line.trim_start_matches(mark.chars().next().unwrap_or('`')).trim().to_ascii_lowercase();
    !matches!(
        language.as_str(),
        "" | "yaml" | "yml" | "toml" | "json" | "md" | "markdown" | "text" | "txt" | "front-matter" | "frontmatter"
    )
}

/// Whether a file begins with JSON: a brace, and a name in quotes.
fn is_json(first: &str, next: &str) -> bool {
    let first = first.strip_prefix(";;;").map_or(first, |rest| if rest.is_empty() { next } else { rest });
    let Some(rest) = first.strip_prefix('{') else { return false };
    let begins = if rest.trim().is_empty() { next } else { rest.trim() };
    begins.starts_with('"') && begins.contains("\":")
}

/// The name of the field that `line` has: `title: A`, `"title": A`, `title = A`.
fn name(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(':').or_else(|| line.split_once('='))?;
    let name = name.trim().trim_matches(['"', '\'']);
    let is_name = !name.is_empty()
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    (is_name && !value.starts_with("//")).then_some(name)
}

/// Whether `line` is a field of front matter, here or elsewhere.
fn is_field(line: &str) -> bool {
    let Some(name) = name(line) else { return false };
    let lower = name.to_ascii_lowercase();
    let is_ours = fields::FIELDS.iter().any(|field| field.name == lower);
    is_ours || ELSEWHERE.contains(&lower.as_str()) || hiding::meaning(name).is_some()
}

/// Whether `line` is a field that nobody writes in prose.
fn is_plain_field(line: &str) -> bool {
    let is_value = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', ':', '=']);
    name(line).is_some_and(|name| PLAIN.contains(&name))
        && line.split_once([':', '=']).is_some_and(|(_, rest)| is_value(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<Form> {
        find(text, 0).map(|unseen| unseen.form)
    }

    #[test]
    fn front_matter_that_was_meant_is_found() {
        let fields = "title: Quokka\ndraft: true\n";
        for opening in [
            "----",
            "--",
            "—-",
            "———",
            "―――",
            "−−−",
            "───",
            "－－－",
            "---yaml",
            "--- yaml",
            "--- #",
            "--- # v2",
            "\\---",
            "> ---",
            "***",
            "___",
            "===",
            "~~~~ ",
            "- - -",
            "-\u{200b}--",
            "...",
            ";;;",
        ] {
            assert_eq!(form(&format!("{opening}\n{fields}---\n\nText\n")), Some(Form::Opening), "{opening}");
        }
        for (text, expected) in [
            (format!("```yaml\n---\n{fields}---\n```\n"), Form::Fence),
            (format!("```\n{fields}```\nText"), Form::Fence),
            (format!("<!-- checked -->\n---\n{fields}---\n"), Form::Later),
            (format!("<!--\n{fields}-->\nText"), Form::Comment),
            ("<!-- title: Quokka\ndraft: true -->\nText".to_owned(), Form::Comment),
            ("{\n  \"title\": \"Quokka\",\n  \"draft\": true\n}\n\nText".to_owned(), Form::Json),
            ("{\"title\": \"Quokka\"}\nText".to_owned(), Form::Json),
            (";;;\n{\"draft\": true}\n;;;\nText".to_owned(), Form::Json),
            ("Title: Quokka\nDate: 2026-12-20\nStatus: draft\n\nText".to_owned(), Form::Bare),
            (format!("{fields}---\n\nText"), Form::Bare),
            ("draft: true\n\nText".to_owned(), Form::Bare),
            ("Date: 2026-12-20\nStatus: draft\n---\nText".to_owned(), Form::Bare),
            (format!("Please check, Jo!\n\n---\n{fields}---\n\nText"), Form::Later),
            (format!("# Quokka\n\n---\n{fields}---\n\nText"), Form::Later),
        ] {
            assert_eq!(form(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn prose_is_no_front_matter() {
        for text in [
            "Note: call first.\n\nText",
            "Contact: Jo Field\nPhone: 01632 960100\n\nText",
            "Date: Monday 5 May\nTime: 10am\nPlace: the hall\n\nText",
            "Status: the clinic is open.\n",
            "***\n\nA rule, and text: with a colon.",
            "* * *\nText",
            "---- \nText",
            "# Heading\n\nText\n\n---\n\nTitle: a word on titles.",
            "```rust\nlet title: &str = \"a\";\n```\n",
            "```yaml\nkey: value\n```\nText",
            "<!-- a note -->\n# Heading\n",
            "<!-- prettier-ignore -->\nText",
            "{{ page.title }}\n",
            "{: .lead}\n",
            "https://example.org/a: b\n",
            "See the guide.\n\n```yaml\n---\ntitle: A page\ndraft: true\n---\n```\n",
            "Text\n---\n\nMore text",
            "| a | b |\n|---|---|\n| title: c | d |",
            "- title: a list\n- draft: of things\n",
            "",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
    }
}
