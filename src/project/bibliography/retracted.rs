//! Whether a bibliography says of a work that it was retracted.
//!
//! BibTeX has no field for it. A work counts as retracted by the beginning of its title (`RETRACTED: …`, as publishers and
//! Zotero have it) or of its note (`Retraction in: …`, as PubMed has it), by a field `retracted`, `status` or `pubstate`, or
//! by another entry that is the notice of it and says so by `related` and `relatedtype`. Keywords, annotations and words inside
//! a title or note do not count: *retraction* is a word of anatomy too, and a sound work must not be called retracted.

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
    let mut states = ["status", "pubstate"].iter().filter_map(|name| field(entry, name));
    let mut notes = ["note", "addendum"].iter().filter_map(|name| field(entry, name));
    title_says(&field(entry, "title").unwrap_or_default())
        || field(entry, "retracted").is_some_and(|said| !NO.contains(&said.to_lowercase().as_str()))
        || states.any(|state| is_state(&state))
        || notes.any(|note| note_says(&note))
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

/// How titles of retracted, withdrawn and removed works begin, in lower case.
const TITLE_STARTS: [&str; 11] = [
    "retracted:",
    "retracted article:",
    "retracted paper:",
    "[retracted]",
    "(retracted)",
    "[retracted article]",
    "notice of retraction:",
    "withdrawn:",
    "[withdrawn]",
    "removed:",
    "temporary removal:",
];

/// Whether a title begins as that of a retracted work does. `Retraction: …` is the title of a notice, and `Retracted science …`
/// that of a work about retractions.
pub(super) fn title_says(title: &str) -> bool {
    // A dash between blanks stands for a colon; one within a word does not.
    let title = title.trim_start().to_lowercase().replace(" – ", ": ").replace(" — ", ": ");
    TITLE_STARTS.iter().any(|start| title.starts_with(start))
}

/// Whether a state is that of a retracted work: `Retracted`, `withdrawn`.
fn is_state(state: &str) -> bool {
    ["retracted", "withdrawn", "removed"].contains(&state.trim().to_lowercase().as_str())
}

/// Whether a note begins as PubMed's and people's notes of a retraction do: `Retraction in: …`, `Retracted in 2003`.
fn note_says(note: &str) -> bool {
    let note = note.trim_start_matches(['[', '(', ' ']).to_lowercase();
    let is_retracted = note.strip_prefix("retracted").is_some_and(|rest| {
        // `Retracted eyelids` is no statement about the work.
        let rest = rest.trim_start();
        rest.is_empty()
            || rest.starts_with([':', '.', ']', ')', ';'])
            || [
                "in",
                "on",
                "by",
                "and",
                "from",
                "due",
                "because",
                "at",
                "article",
                "paper",
                "publication",
                "since",
                "after",
            ]
            .contains(&rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
    });
    is_retracted || note.starts_with("retraction in:") || note.starts_with("partial retraction in:")
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
        ] {
            assert!(note_says(note), "{note}");
        }
        for note in [
            "Not retracted",
            "Never retracted",
            "Retraction of: Doe 2010",
            "Retractor",
            "no retraction",
            "Retracted eyelids were measured",
            "Retracted-eyelid study",
            "Retraction in infants is a sign",
            "Used in place of the retracted Boldt trial",
            "See the notice of retraction",
            "",
        ] {
            assert!(!note_says(note), "{note}");
        }
        for title in [
            "WITHDRAWN: Antibiotics",
            "Notice of Retraction: Blood flow",
            "RETRACTED ARTICLE: A",
            "REMOVED: A",
            "Retracted – A",
        ] {
            assert!(title_says(title), "{title}");
        }
        for title in [
            "Retracted science and the retraction index",
            "Retracted eyelids",
            "Withdrawn patients in trials",
            "Withdrawn–continued treatment",
        ] {
            assert!(!title_says(title), "{title}");
        }
        assert!(is_state("Retracted") && is_state("withdrawn") && !is_state("Withdrawn from market"));
        assert!(title_says("RETRACTED: Posters") && title_says("[Retracted] Posters"));
        assert!(!title_says("Retraction: Posters") && !title_says("Why studies are retracted"));
    }
}
