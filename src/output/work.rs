//! A paper as indexes of the literature and programs for references want it: only of a page that is the paper itself.
//!
//! A page *about* a paper says none of this: an index would take the news for the work.

use crate::content::front::{Issue, Research};
use crate::content::{Facts, Page};
use crate::health::standing;
use crate::instant::Day;
use crate::site::{Link, PageId};
use crate::text::slug;
use crate::world::Lens;

use super::head::topics;

/// What is to be known of a paper.
pub(super) struct Work<'a> {
    pub(super) page: &'a Page,
    pub(super) research: &'a Research,
    /// In the order of the paper.
    pub(super) authors: Vec<Name>,
    /// When it was published.
    pub(super) day: Option<Day>,
    /// The whole address of the page.
    pub(super) url: String,
    /// The whole address of the paper as PDF.
    pub(super) pdf: Option<String>,
    /// What it is about.
    pub(super) keywords: Vec<&'a str>,
    /// Who published it, where it is in no journal.
    pub(super) institution: Option<String>,
    /// How it stands, if that has to be said: `Retracted, 2026-06-12`.
    pub(super) note: Option<String>,
}

/// The name of an author.
#[derive(Debug, PartialEq)]
pub(super) struct Name {
    pub(super) family: String,
    /// Empty where somebody has only one name.
    pub(super) given: String,
}

/// The paper that a page is; none if it is only about one.
pub(super) fn of<'a>(lens: &'a Lens, id: PageId) -> Option<Work<'a>> {
    let page = lens.page(id);
    let Facts::Research(research) = &page.front.facts else { return None };
    if !research.is_paper() {
        return None;
    }
    let authors = page.front.authors.iter().map(|author| {
        let person = lens.person(&author.value).map(|person| lens.teaser(person));
        name(person.map_or(&author.value, |person| &person.title))
    });
    let pdf = research.pdf.as_ref().and_then(|pdf| match lens.link(&page.source, &pdf.value) {
        Link::To { address, page: None, .. } => Some(lens.base().absolute(&address)),
        Link::To { .. } | Link::Withheld(_) | Link::Broken => None,
    });
    Some(Work {
        page,
        research,
        authors: authors.collect(),
        day: page.front.date.map(|date| date.day()),
        url: lens.base().absolute(&page.address),
        pdf,
        keywords: topics(page).collect(),
        institution: research
            .journal
            .is_none()
            .then(|| lens.config("organization.name", |config| config.organization.name.clone())),
        note: note(lens, page, research),
    })
}

fn note(lens: &Lens, page: &Page, research: &Research) -> Option<String> {
    let status = research.status.as_deref()?;
    if status != "preprint" && standing::title_text(status).is_none() {
        return None;
    }
    let word = lens.text(&page.language, &format!("status.{status}"))?;
    let since = page.notices().first().map(|notice| notice.date.day());
    Some(since.map_or_else(|| word.to_string(), |day| format!("{word}, {day}")))
}

impl Work<'_> {
    /// Where in its journal it is.
    pub(super) fn issue(&self) -> &Issue {
        &self.research.issue
    }

    /// What programs for references call it: `waiting-room-noise-2026`.
    pub(super) fn key(&self) -> String {
        let name = slug(crate::site::person_id(self.page));
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let year = self.day.map(|day| format!("-{}", day.year())).unwrap_or_default();
        format!("{}{year}", if name.trim_matches('-').is_empty() { "work" } else { name.trim_matches('-') })
    }

    /// Its first and last page.
    pub(super) fn pages(&self) -> Option<(&str, Option<&str>)> {
        let pages = self.issue().pages.as_deref()?;
        let mut ends = pages.split(['-', '–']).map(str::trim).filter(|page| !page.is_empty());
        Some((ends.next()?, ends.next_back()))
    }
}

/// A name in its parts: `Ada van Dyck`, `van Dyck, Ada`. Titles of people are no part of it.
fn name(written: &str) -> Name {
    const TITLES: [&str; 9] = ["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "dame"];
    let mut words: Vec<&str> = written.split_whitespace().collect();
    while words.len() > 1 && TITLES.contains(&words[0].trim_end_matches('.').to_lowercase().as_str()) {
        words.remove(0);
    }
    let whole = words.join(" ");
    if let Some((family, given)) = whole.split_once(',') {
        return Name { family: family.trim().to_owned(), given: given.trim().to_owned() };
    }
    let last = words.len().saturating_sub(1);
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    let small = words[..last].iter().rev().take_while(|word| is_small(word)).count();
    let at = last - small;
    Name { family: words[at..].join(" "), given: words[..at].join(" ") }
}

impl Name {
    /// As it is spoken: `Ada van Dyck`.
    pub(super) fn spoken(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }

    /// As it is sorted: `van Dyck, Ada`.
    pub(super) fn sorted(&self) -> String {
        if self.given.is_empty() { self.family.clone() } else { format!("{}, {}", self.family, self.given) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_parts() {
        for (written, sorted) in [
            ("Dr Sofia Lindqvist", "Lindqvist, Sofia"),
            ("Prof. Dr. Ada van der Berg", "van der Berg, Ada"),
            ("Okafor, Amara N.", "Okafor, Amara N."),
            ("山田太郎", "山田太郎"),
            ("Dr", "Dr"),
            ("", ""),
        ] {
            assert_eq!(name(written).sorted(), sorted);
        }
        assert_eq!(name("Okafor, Amara").spoken(), "Amara Okafor");
    }
}
