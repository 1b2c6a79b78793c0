//! A section from A to Z: pages by title, and the other names under which somebody may look for them.

use std::collections::BTreeMap;

use super::alphabet::{Alphabet, Sign};
use super::{Order, PageId, Select, Site};
use crate::content::{Facts, Kind};

/// A letter and what begins with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Letter {
    /// The letter as it is shown; `#` for what begins with none.
    pub letter: String,
    /// What begins with it, in order. May be empty of a letter of the alphabet.
    pub entries: Vec<Entry>,
}

/// What stands under a letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A page by its title.
    Page(PageId),
    /// Another name of what these pages are about: of a condition, `Hypertension` beside `High blood pressure`.
    See(String, Vec<PageId>),
}

impl Site {
    /// Pages of a kind and the other names of what they are about, by letter: every letter of the alphabet, with what
    /// begins with a digit before them and other alphabets after them.
    pub fn a_to_z(&self, language: &str, kind: Kind, alphabet: &Alphabet) -> Vec<Letter> {
        let select =
            Select { language: language.to_owned(), kind: Some(kind), order: Order::Title, ..Select::default() };
        let pages = self.select(&select);
        let titles = pages.iter().map(|id| (self.page(*id).unmarked(), Entry::Page(*id)));
        let other = self.other_names(&pages);
        let names = other.into_values().map(|(name, pages)| (name, Entry::See(name.to_owned(), pages)));
        let small = alphabet.small();
        let mut entries: Vec<(Vec<Sign>, Entry)> =
            titles.chain(names).map(|(name, entry)| (alphabet.signs(&small, name), entry)).collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let mut letters: Vec<Letter> =
            alphabet.letters().map(|letter| Letter { letter: letter.to_owned(), entries: Vec::new() }).collect();
        let (mut before, mut after) = (Letter { letter: "#".to_owned(), entries: Vec::new() }, Vec::<Letter>::new());
        for (signs, entry) in entries {
            match signs.first() {
                Some(Sign::Letter(at)) => letters[*at].entries.push(entry),
                Some(Sign::Foreign(c)) => {
                    let letter: String = c.to_uppercase().collect();
                    match after.last_mut().filter(|last| last.letter == letter) {
                        Some(last) => last.entries.push(entry),
                        None => after.push(Letter { letter, entries: vec![entry] }),
                    }
                }
                Some(Sign::Space | Sign::Digit(_)) | None => before.entries.push(entry),
            }
        }
        let before = Some(before).filter(|before| !before.entries.is_empty());
        before.into_iter().chain(letters).chain(after).collect()
    }

    /// By what conditions are called in small letters: the name as it was first written, and the pages about it that are not
    /// found under it by their title. Of several versions the first leads to the others.
    fn other_names(&self, pages: &[PageId]) -> BTreeMap<String, (&str, Vec<PageId>)> {
        let mut names: BTreeMap<String, (&str, Vec<PageId>)> = BTreeMap::new();
        for &id in pages {
            let page = self.page(id);
            let Facts::Guide(guide) = &page.front.facts else { continue };
            let Some(condition) = &guide.condition else { continue };
            if self.audiences(id).first().is_some_and(|first| *first != id) {
                continue;
            }
            let title = page.unmarked().to_lowercase();
            for name in std::iter::once(&condition.name).chain(&condition.also) {
                let lower = name.to_lowercase();
                if !is_found_under(&lower, &title) {
                    let (_, pages) = names.entry(lower).or_insert_with(|| (name, Vec::new()));
                    if !pages.contains(&id) {
                        pages.push(id);
                    }
                }
            }
        }
        names
    }
}

/// Whether a title is `name`, or that and more after a mark: who looks for `stroke` finds `Stroke: act FAST` where it would
/// stand. After a blank or a hyphen it is another thing, as in `heart attack`.
fn is_found_under(name: &str, title: &str) -> bool {
    const MARKS: [char; 12] = [':', ',', ';', '.', '?', '!', '(', '–', '—', '：', '،', '؛'];
    let rest = title.strip_prefix(name).map(str::trim_start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(MARKS) || rest.starts_with("- "))
}
