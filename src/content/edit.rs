//! Front matter changed where it stands: one field set, one update added, everything else left as its author wrote it.
//!
//! Lines are looked at, not values: what is not plain enough to be changed safely is refused with a word on why. Whoever
//! changes a file reads the result again before it is written.

/// `text` with the field `key` set to `value`, which is written as it is; `body_start` is where its body begins.
///
/// # Errors
/// In words for the author: why the field cannot be changed.
pub fn with_field(text: &str, body_start: usize, key: &str, value: &str) -> Result<String, String> {
    let Some(line) = field(text, body_start, key) else {
        let end = closing(text, body_start);
        return Ok(format!("{}{key}: {value}{}{}", &text[..end], line_end(text), &text[end..]));
    };
    let is_nested = text[line.end..body_start]
        .lines()
        .next()
        .is_some_and(|next| next.starts_with([' ', '\t']) || next.starts_with("- "));
    let written = text[line.clone()].trim_end()[key.len() + 1..].trim_start();
    if is_nested || written.starts_with(['[', '{', '|', '>', '&', '*']) {
        return Err(format!("`{key}` is written on several lines: change it in the file"));
    }
    Ok(format!("{}{key}: {value}{}{}", &text[..line.start], line_end(text), &text[line.end..]))
}

/// `text` with an entry added to the list `updates`, before the others; `entry` is its lines, the first for the `-`.
///
/// # Errors
/// In words for the author: why nothing can be added.
pub fn with_update(text: &str, body_start: usize, entry: &[String]) -> Result<String, String> {
    let end = line_end(text);
    let lines = |indent: &str| -> String {
        let mark = |at: usize| if at == 0 { "- " } else { "  " };
        entry.iter().enumerate().map(|(at, line)| format!("{indent}{}{line}{end}", mark(at))).collect()
    };
    let Some(line) = field(text, body_start, "updates") else {
        let at = closing(text, body_start);
        return Ok(format!("{}updates:{end}{}{}", &text[..at], lines("  "), &text[at..]));
    };
    let written = text[line.clone()]["updates:".len()..].split('#').next().unwrap_or_default().trim();
    match written {
        "" => {
            let below = text[line.end..body_start].lines().find(|line| !line.trim().is_empty());
            let below = below.filter(|below| below.trim_start().starts_with('-'));
            let indent = below.map_or("  ", |below| &below[..below.len() - below.trim_start().len()]);
            Ok(format!("{}{}{}", &text[..line.end], lines(indent), &text[line.end..]))
        }
        "[]" | "null" | "~" => Ok(format!("{}updates:{end}{}{}", &text[..line.start], lines("  "), &text[line.end..])),
        _ => Err("`updates` is written on one line: write each below it, as `  - {date: …, text: …}`".to_owned()),
    }
}

/// A text as YAML has it between double quotes.
pub fn quoted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(|c: char| c.is_control() && c != '\n', " ");
    let text = text.trim().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}

/// The line of a field that stands at the left margin of the front matter, with its end.
fn field(text: &str, body_start: usize, key: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text[..body_start].split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
            return Some(range);
        }
    }
    None
}

/// Where the line begins that ends the front matter.
fn closing(text: &str, body_start: usize) -> usize {
    text[..body_start].trim_end().rfind('\n').map_or(0, |at| at + 1)
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> usize {
        text.rfind("---\n").unwrap() + 4
    }

    #[test]
    fn a_field_is_set_where_it_stands_or_added_at_the_end() {
        let text = "---\ntitle: A\nseverity: minor # so far\n---\nBody\n";
        let set = with_field(text, start(text), "severity", "severe").unwrap();
        assert_eq!(set, "---\ntitle: A\nseverity: severe\n---\nBody\n");
        let added = with_field(text, start(text), "expires", "2026-01-01").unwrap();
        assert_eq!(added, "---\ntitle: A\nseverity: minor # so far\nexpires: 2026-01-01\n---\nBody\n");
        for nested in ["expires:\n  - a\n", "expires: [a]\n", "expires: |\n  a\n"] {
            let text = format!("---\n{nested}---\n");
            assert!(with_field(&text, start(&text), "expires", "b").is_err(), "{nested}");
        }
    }

    #[test]
    fn an_update_comes_before_the_others_and_keeps_their_form() {
        let entry = ["date: d".to_owned(), "text: t".to_owned()];
        for (before, after) in [
            ("---\na: b\n---\n", "---\na: b\nupdates:\n  - date: d\n    text: t\n---\n"),
            ("---\nupdates: []\n---\n", "---\nupdates:\n  - date: d\n    text: t\n---\n"),
            ("---\nupdates:\n- {date: c}\n---\n", "---\nupdates:\n- date: d\n  text: t\n- {date: c}\n---\n"),
            (
                "---\nupdates: # new first\n    - x\nz: y\n---\n",
                "---\nupdates: # new first\n    - date: d\n      text: t\n    - x\nz: y\n---\n",
            ),
        ] {
            assert_eq!(with_update(before, start(before), &entry).as_deref(), Ok(after));
        }
        let text = "---\nupdates: [{date: c}]\n---\n";
        assert!(with_update(text, start(text), &entry).is_err());
    }

    #[test]
    fn texts_are_quoted_whatever_is_in_them() {
        assert_eq!(quoted(" a \"b\": \\c\nd\u{7} "), "\"a \\\"b\\\": \\\\c\\nd\"");
    }
}
