//! Front matter changed where it stands: one field set, one update added, everything else left as its author wrote it.
//!
//! Lines are looked at, not values: what is not plain enough to be changed safely is refused with a word on why. Whoever
//! changes a file reads the result again before it is written.

/// `text` with the field `key` set to `value`, which is written as it is; `body_start` is where its body begins. What the
/// field said before goes, on however many lines it stood; a comment beside it stays.
///
/// # Errors
/// In words for the author: why the field cannot be changed.
pub fn with_field(text: &str, body_start: usize, key: &str, value: &str) -> Result<String, String> {
    replaced(text, body_start, key, &format!(" {value}"), &[])
}

/// The same with a list of texts, an item on each line.
///
/// # Errors
/// As [`with_field`].
pub fn with_list(text: &str, body_start: usize, key: &str, items: &[String]) -> Result<String, String> {
    replaced(text, body_start, key, "", items)
}

/// `text` without the field `key`. Comments above and below it stay.
///
/// # Errors
/// As [`with_field`].
pub fn without_field(text: &str, body_start: usize, key: &str) -> Result<String, String> {
    let Some(line) = field(text, body_start, key) else { return Ok(text.to_owned()) };
    let value = extent(text, body_start, key, line.clone())?;
    Ok(format!("{}{}", &text[..line.start], &text[value.end..]))
}

fn replaced(text: &str, body_start: usize, key: &str, value: &str, items: &[String]) -> Result<String, String> {
    let end = line_end(text);
    let items = |indent: &str| items.iter().map(|item| format!("{indent}- {item}{end}")).collect::<String>();
    let Some(line) = field(text, body_start, key) else {
        let at = closing(text, body_start);
        return Ok(format!("{}{key}:{value}{end}{}{}", &text[..at], items("  "), &text[at..]));
    };
    let FieldExtent { end: after, comment, notes, indent } = extent(text, body_start, key, line.clone())?;
    let comment = if comment.is_empty() { String::new() } else { format!(" {comment}") };
    let notes: String = notes.iter().map(|note| format!("{note}{end}")).collect();
    let before = &text[..line.start];
    Ok(format!("{before}{key}:{value}{comment}{end}{notes}{}{}", items(&indent), &text[after..]))
}

/// What belongs to a field beside its name.
struct FieldExtent {
    /// The byte after its last line.
    end: usize,
    /// The comment at the end of its first line, with its `#`.
    comment: String,
    /// Comments on lines of their own between the items of a list.
    notes: Vec<String>,
    /// How far the items of a list are indented.
    indent: String,
}

fn extent(text: &str, body_start: usize, key: &str, line: std::ops::Range<usize>) -> Result<FieldExtent, String> {
    let first = &text[line.clone()];
    let (value, comment) = without_comment(first.split_once(':').map_or("", |(_, rest)| rest).trim());
    if value.starts_with('&') {
        return Err(format!("`{key}` has an anchor (`&`) that other fields may use: change it in the file"));
    }
    // In a text over several lines a `#` is part of the text.
    let is_text = value.starts_with(['|', '>', '"', '\'']);
    let (mut end, mut at) = (line.end, line.end);
    let (mut notes, mut indent) = (Vec::new(), None);
    for below in text[line.end..closing(text, body_start)].split_inclusive('\n') {
        at += below.len();
        let words = below.trim();
        let is_item = words == "-" || words.starts_with("- ");
        if words.is_empty() || (words.starts_with('#') && !below.starts_with([' ', '\t'])) {
            continue;
        }
        if !below.starts_with([' ', '\t']) && !is_item && !words.starts_with([']', '}']) {
            break;
        }
        end = at;
        if words.starts_with('#') && !is_text {
            notes.push(below.trim_end().to_owned());
        } else if is_item && indent.is_none() {
            indent = Some(below[..below.len() - below.trim_start().len()].to_owned());
        }
    }
    let indent = indent.unwrap_or_else(|| "  ".to_owned());
    Ok(FieldExtent { end, comment: comment.to_owned(), notes, indent })
}

/// A value on one line and the comment after it. A `#` within quotation marks, or right after a letter, begins none.
fn without_comment(text: &str) -> (&str, &str) {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in text.char_indices() {
        match quote {
            Some(mark) if c == mark && before != '\\' => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(c),
            None if c == '#' && before.is_whitespace() => return (text[..at].trim_end(), &text[at..]),
            None => {}
        }
        before = c;
    }
    (text, "")
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
        let name = line.split_once(':').map_or("", |(name, _)| name).trim_end();
        if !line.starts_with([' ', '\t']) && name.trim_matches(['"', '\'']) == key {
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
        assert_eq!(set, "---\ntitle: A\nseverity: severe # so far\n---\nBody\n");
        let added = with_field(text, start(text), "expires", "2026-01-01").unwrap();
        assert_eq!(added, "---\ntitle: A\nseverity: minor # so far\nexpires: 2026-01-01\n---\nBody\n");
        let anchored = "---\nexpires: &end 2026-01-01\nnext_update: *end\n---\n";
        assert!(with_field(anchored, start(anchored), "expires", "b").is_err());
    }

    #[test]
    fn a_field_on_several_lines_is_replaced_whole_and_comments_stay() {
        let steps = ["\"A\"".to_owned(), "\"B\"".to_owned()];
        for (before, after) in [
            ("do_now: [a, b]\nz: y\n", "do_now:\n  - \"A\"\n  - \"B\"\nz: y\n"),
            ("do_now: [a, # first\n  \"b # c\"]\nz: y\n", "do_now: # first\n  - \"A\"\n  - \"B\"\nz: y\n"),
            ("do_now:\n- a\n- b\n\n# of z\nz: y\n", "do_now:\n- \"A\"\n- \"B\"\n\n# of z\nz: y\n"),
            (
                "do_now: # steps\n    # as the lab says\n    - a\n    - |\n      b\n\n      # c\nz: y\n",
                "do_now: # steps\n    # as the lab says\n      # c\n    - \"A\"\n    - \"B\"\nz: y\n",
            ),
            ("\"do_now\" : it's a # b\nz: y\n", "do_now: # b\n  - \"A\"\n  - \"B\"\nz: y\n"),
            ("z: y\n", "z: y\ndo_now:\n  - \"A\"\n  - \"B\"\n"),
        ] {
            let (before, after) = (format!("---\n{before}---\n"), format!("---\n{after}---\n"));
            assert_eq!(with_list(&before, start(&before), "do_now", &steps).as_deref(), Ok(&*after));
        }
        let text = "---\na: b\n# why\ninstruction: |\n  One # two\n\n  # three\nz: y\n---\nBody\n";
        let set = with_field(text, start(text), "instruction", "\"New\"").unwrap();
        assert_eq!(set, "---\na: b\n# why\ninstruction: \"New\"\nz: y\n---\nBody\n");
        let gone = without_field(text, start(text), "instruction").unwrap();
        assert_eq!(gone, "---\na: b\n# why\nz: y\n---\nBody\n");
        assert_eq!(without_field(text, start(text), "do_now").as_deref(), Ok(text));
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
