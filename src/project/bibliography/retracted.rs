//! Whether a bibliography says of a work that it was retracted.
//!
//! BibTeX has no field for it, so it stands where programs and people put it: in the title (`RETRACTED: …`, as publishers
//! and Zotero have it), in a note (`Retraction in: …`, as PubMed has it), in a field `retracted`, `status` or `pubstate`, or
//! in another entry that is the notice of it and says so by `related` and `relatedtype`. The notice is not what it retracts.

use std::collections::BTreeSet;

use biblatex::{Bibliography, Entry};

use super::read::field;

/// The keys of entries that others of the file are the notice of.
pub(super) fn by_notices(entries: &Bibliography) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for entry in entries.iter().filter(|entry| relation(entry).is_some_and(|relation| relation.ends_with("of"))) {
        let related = field(entry, "related").unwrap_or_default();
        keys.extend(related.split(',').map(|key| key.trim().to_owned()));
    }
    keys
}

/// Whether an entry says it of itself.
pub(super) fn is_said(entry: &Entry) -> bool {
    let states = ["status", "pubstate", "entrysubtype"].iter().filter_map(|name| field(entry, name));
    let notes = ["note", "annotation", "annote", "addendum", "keywords"].iter().filter_map(|name| field(entry, name));
    title_says(&field(entry, "title").unwrap_or_default())
        || field(entry, "retracted").is_some_and(|said| !NO.contains(&said.to_lowercase().as_str()))
        || states.chain(notes).any(|text| says(&text))
        || relation(entry).is_some_and(|relation| !relation.ends_with("of"))
}

/// What `retracted` may be where a work is sound.
const NO: [&str; 4] = ["false", "no", "0", "none"];

/// How the entries that are related to this one are, if it has to do with a retraction: `retractionof`, `retractedby`.
fn relation(entry: &Entry) -> Option<String> {
    field(entry, "related")?;
    let relation = field(entry, "relatedtype")?.to_lowercase();
    relation.contains("retract").then_some(relation)
}

/// Whether a title begins as that of a retracted work does. `Retraction: …` is the title of a notice.
pub(super) fn title_says(title: &str) -> bool {
    title.trim_start_matches(['[', '(']).to_lowercase().starts_with("retracted")
}

/// Whether a note says that its work was retracted: not that it was not, nor that it is the notice of another.
fn says(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let before = |at: usize| at.checked_sub(1).and_then(|at| words.get(at)).copied();
    words.iter().enumerate().any(|(at, word)| match *word {
        "retracted" => !matches!(before(at), Some("not" | "never" | "un")),
        "retraction" => words.get(at + 1) != Some(&"of") && !matches!(before(at), Some("no" | "without")),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_people_write_them() {
        for note in [
            "Retracted",
            "retracted in 2003",
            "RETRACTED ARTICLE",
            "Retraction in: BMJ. 2010;340:c696",
            "Partial retraction in: Lancet 2004",
            "Retracted and republished in: JAMA 2020",
            "See the notice of retraction",
        ] {
            assert!(says(note), "{note}");
        }
        for note in ["Not retracted", "Never retracted", "Retraction of: Doe 2010", "Retractor", "no retraction", ""] {
            assert!(!says(note), "{note}");
        }
        assert!(title_says("RETRACTED: Posters") && title_says("[Retracted] Posters"));
        assert!(!title_says("Retraction: Posters") && !title_says("Why studies are retracted"));
    }
}
