//! Citations: `[@key]`, `[@one; @two]`, `[see @key, p. 4]`.
//!
//! They are found in the source, as addresses are; whether one is read as a citation is decided where the text is written:
//! not in code, not in a link. Works are numbered in the order in which the text first cites them. Their anchors have a
//! colon, so no heading can have the same.

use std::collections::HashMap;
use std::ops::Range;

use super::{Citation, Cite};
use crate::span::At;

/// Nobody writes a longer one, and looking further would cost its length for each beginning.
const LONGEST: usize = 1_000;

/// A citation in the text.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// Where it stands, with its brackets.
    pub span: Range<usize>,
    works: Vec<Written>,
}

/// A work in a citation, as written.
#[derive(Debug, PartialEq)]
struct Written {
    before: String,
    key: Range<usize>,
    after: String,
}

/// Every citation in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    if !text.as_bytes().contains(&b'@') {
        return Vec::new();
    }
    text.match_indices('[').filter_map(|(at, _)| citation(text, at)).collect()
}

fn citation(text: &str, at: usize) -> Option<Found> {
    // `![@a]` is an image, and `\[@a]` text.
    if text[..at].ends_with(['!', '\\']) {
        return None;
    }
    let start = at + 1;
    let length = text.as_bytes()[start..].iter().take(LONGEST).position(|byte| matches!(byte, b']' | b'['))?;
    let inside = text.get(start..start + length).filter(|_| text.as_bytes()[start + length] == b']')?;
    // What would be more than text: emphasis, code, tags, references, formulas, a blank line.
    if !inside.contains('@')
        || inside.contains(['*', '`', '<', '&', '\\', '$', '~', '|', '{', '}'])
        || inside.contains("\n\n")
    {
        return None;
    }
    let mut works: Vec<Written> = Vec::new();
    let mut begin = start;
    for part in inside.split(';') {
        match (work(part, begin), works.last_mut()) {
            (Some(work), _) => works.push(work),
            // `[@a, p. 4; table 2]`
            (None, Some(last)) if !part.contains('@') => last.after = format!("{}; {}", last.after, plain(part)),
            (None, _) => return None,
        }
        begin += part.len() + 1;
    }
    Some(Found { span: at..start + length + 1, works })
}

/// `see @key, p. 4`, which begins at `begin`.
fn work(part: &str, begin: usize) -> Option<Written> {
    let (before, rest) = part.split_once('@')?;
    if !(before.is_empty() || before.ends_with(char::is_whitespace)) {
        return None;
    }
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "_:.#+-/".contains(c))).unwrap_or(rest.len());
    let key = rest[..length].trim_end_matches([':', '.', '#', '+', '-', '/']);
    let after = &rest[key.len()..];
    let is_key = key.starts_with(char::is_alphanumeric) && key.ends_with(char::is_alphanumeric);
    let is_apart = after.is_empty() || after.starts_with(',') || after.starts_with(char::is_whitespace);
    if !is_key || !is_apart || [before, after].iter().any(|text| text.contains(['@', '_'])) {
        return None;
    }
    let start = begin + before.len() + 1;
    let after = plain(after.strip_prefix(',').unwrap_or(after));
    Some(Written { before: plain(before), key: start..start + key.len(), after })
}

/// Text on one line, with dashes for `--`.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("--", "–")
}

/// Works that were cited so far.
#[derive(Default)]
pub(super) struct Citations {
    /// By key: its number and how often it was cited.
    known: HashMap<String, (usize, usize)>,
    /// Every key where it was cited, in order.
    pub keys: Vec<At<String>>,
}

impl Citations {
    /// What `found` says in `text`, which begins at `start` of its file. Its anchors are added to `ids`.
    pub fn cite(&mut self, found: &Found, text: &str, start: usize, ids: &mut Vec<String>) -> Citation {
        let works = found.works.iter().map(|work| {
            let key = &text[work.key.clone()];
            let next = self.known.len() + 1;
            let (number, places) = self.known.entry(key.to_owned()).or_insert((next, 0));
            *places += 1;
            if *places == 1 {
                ids.push(format!("ref:{number}"));
            }
            let cite = Cite { number: *number, place: *places, before: work.before.clone(), after: work.after.clone() };
            ids.push(cite.anchor());
            let span = work.key.start + start..work.key.end + start;
            self.keys.push(At { value: key.to_owned(), span });
            cite
        });
        Citation { works: works.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Before, key and after of each work.
    fn found(text: &str) -> Vec<Vec<[&str; 3]>> {
        let found: &'static Vec<Found> = Box::leak(Box::new(find(text)));
        let work = |work: &'static Written| [work.before.as_str(), &text[work.key.clone()], &work.after];
        found.iter().map(|one| one.works.iter().map(work).collect()).collect()
    }

    #[test]
    fn works_are_found_with_what_is_said_of_them() {
        assert_eq!(found("a [@b]."), [[["", "b", ""]]]);
        assert_eq!(found("[@a_b:2020/1.x; @c]"), [[["", "a_b:2020/1.x", ""], ["", "c", ""]]]);
        assert_eq!(
            found("[see @a, pp. 4--6; table 2; also @b]"),
            [[["see", "a", "pp. 4–6; table 2"], ["also", "b", ""]]]
        );
        assert_eq!(found("[@a\nch. 3] [@b]"), [[["", "a", "ch. 3"]], [["", "b", ""]]]);
    }

    #[test]
    fn what_only_looks_like_a_citation_is_none() {
        for text in [
            "[a]",
            "[@]",
            "[a@b.org]",
            "[write to a@b.org]",
            "[@a@b.social]",
            "![@a]",
            "\\[@a]",
            "[@a",
            "[@a *b*]",
            "[see; @a]",
            "[@_a]",
            "[@a_]",
            "[@a\n\nb]",
            "@a",
            "[@a [b]",
            "[@a & b]",
            "[@a, a_b_]",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
        assert_eq!(find(&format!("[@{}]", "a".repeat(LONGEST))), []);
    }
}
