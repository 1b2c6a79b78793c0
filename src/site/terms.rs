//! Taxonomies and the people who write.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::Ranks;
use super::{PageId, numbered};
use crate::content::{Page, Role};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::hash::Map;
use crate::path::Address;
use crate::project::Project;
use crate::span::At;
use crate::text::slug;

/// A way of grouping pages: `topics`, `authors`, and what the hub adds.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its name, also the first part of its addresses.
    pub name: String,
    /// Where the list of its terms stands.
    pub address: Address,
    /// Its terms by slug.
    pub terms: BTreeMap<String, Term>,
}

/// One term: a topic, an author.
#[derive(Clone, Debug)]
pub struct Term {
    /// As first written, in the order of sources.
    pub name: String,
    /// The language of its name: the hub's, if a page in that has the term, else that of the first page that has it.
    pub language: String,
    /// What it is called in addresses. Terms with the same slug are one.
    pub slug: String,
    /// Where its pages are listed; of an author with a page, that page.
    pub address: Address,
    /// The page of the person, if the term is one.
    pub person: Option<PageId>,
    /// Its pages, newest first.
    pub pages: Vec<PageId>,
}

/// People by id (the name of their file), by name, and by what their name is in addresses.
pub(super) fn people(pages: &[Arc<Page>], persons: &[PageId]) -> Map<String, PageId> {
    let persons = persons.iter().map(|id| (*id, &*pages[id.0 as usize]));
    let persons = || persons.clone().filter(|(_, page)| page.role == Role::Leaf);
    let slugs = persons().map(|(id, page)| (slug(&page.title), id));
    let names = persons().map(|(id, page)| (page.title.clone(), id));
    slugs.chain(names).chain(persons().map(|(id, page)| (person_id(page).to_owned(), id))).collect()
}

/// Somebody by id or name: a name in other capitals is the same, as it is in addresses.
pub(super) fn person(people: &Map<String, PageId>, name: &str) -> Option<PageId> {
    people.get(name).or_else(|| people.get(&slug(name))).copied()
}

/// What a person's page is called in `authors` and `reviewers`.
pub fn person_id(page: &Page) -> &str {
    let stem = page.source.stem();
    match stem {
        "index" | "_index" => page.source.as_str().rsplit('/').nth(1).unwrap_or(stem),
        _ => stem.split('.').next().unwrap_or(stem),
    }
}

/// The taxonomy of those who write.
const AUTHORS: &str = "authors";

/// Every taxonomy with its terms.
pub(super) fn collect(
    pages: &[Arc<Page>],
    people: &Map<String, PageId>,
    ranks: &Ranks,
    project: &Project,
    tree: &Tree,
    faults: &mut Diagnostics,
) -> BTreeMap<String, Taxonomy> {
    let mut names: Vec<&str> = project.config.taxonomies.iter().map(String::as_str).collect();
    names.push("authors");
    let mut taxonomies: BTreeMap<String, Taxonomy> = BTreeMap::new();
    for name in names {
        let address = Address::new(&slug(name)).unwrap_or_else(|_| Address::home());
        taxonomies.insert(name.to_owned(), Taxonomy { name: name.to_owned(), address, terms: BTreeMap::new() });
    }
    // By what is written: the taxonomy, the slug, and the pages that say so after the first.
    let mut written: Map<(&str, &str), (String, Vec<PageId>)> = Map::default();
    for (id, page) in numbered(pages) {
        let terms = page.front.terms.iter().map(|(name, terms)| (name.as_str(), terms));
        for (name, terms) in terms.chain([(AUTHORS, &page.front.authors)]) {
            for term in terms {
                if let Some((_, more)) = written.get_mut(&(name, term.value.as_str())) {
                    more.push(id);
                    continue;
                }
                let Some(taxonomy) = taxonomies.get_mut(name) else { continue };
                let added = match name {
                    AUTHORS => taxonomy.add_author(&term.value, id, people, (pages, &project.config.language)),
                    _ => taxonomy.add(&term.value, id, &project.config.language),
                };
                match added {
                    Ok(slug) => drop(written.insert((name, &term.value), (slug, Vec::new()))),
                    Err(why) => faults.push(no_address(page, term, why, tree)),
                }
            }
        }
    }
    for ((name, _), (slug, more)) in written {
        let term = taxonomies.get_mut(name).and_then(|taxonomy| taxonomy.terms.get_mut(&slug));
        term.into_iter().for_each(|term| term.pages.extend(&more));
    }
    let language = |id: &PageId| pages[id.0 as usize].language.as_str();
    for taxonomy in taxonomies.values_mut() {
        for term in taxonomy.terms.values_mut() {
            if !term.pages.iter().any(|id| language(id) == project.config.language) {
                term.language = term.pages.iter().min().map(language).unwrap_or_default().to_owned();
            }
            term.pages.sort_by_key(|id| ranks.newest(*id));
            term.pages.dedup();
        }
        if taxonomy.name != "authors" {
            taxonomy.report_slips(pages, tree, faults);
        }
    }
    taxonomies
}

impl Taxonomy {
    /// Adds a page to a term, which is one in `language` if it is new, and returns the term's slug; in words, why there can
    /// be no such term.
    fn add(&mut self, name: &str, page: PageId, language: &str) -> Result<String, String> {
        let slug = slug(name);
        if let Some(term) = self.terms.get_mut(&slug) {
            term.pages.push(page);
            return Ok(slug);
        }
        if slug.is_empty() {
            return Err("it has no letter or digit".to_owned());
        }
        let address = self.address.child(&format!("{slug}/")).map_err(|error| error.to_string())?;
        let (name, language) = (name.to_owned(), language.to_owned());
        let term = Term { name, language, slug: slug.clone(), address, person: None, pages: vec![page] };
        self.terms.insert(slug.clone(), term);
        Ok(slug)
    }

    fn add_author(
        &mut self,
        name: &str,
        page: PageId,
        people: &Map<String, PageId>,
        (pages, language): (&[Arc<Page>], &str),
    ) -> Result<String, String> {
        let Some(person) = person(people, name) else { return self.add(name, page, language) };
        let own = &pages[person.0 as usize];
        let slug = slug(&own.title);
        let new = || Term {
            name: own.title.clone(),
            language: language.to_owned(),
            slug: slug.clone(),
            address: own.address.clone(),
            person: Some(person),
            pages: Vec::new(),
        };
        self.terms.entry(slug.clone()).or_insert_with(new).pages.push(page);
        Ok(slug)
    }

    /// Reports terms with one page whose name is a slip away from one with at least three.
    fn report_slips(&self, pages: &[Arc<Page>], tree: &Tree, faults: &mut Diagnostics) {
        let common: Vec<&Term> = self.terms.values().filter(|term| term.pages.len() >= 3).collect();
        for term in self.terms.values().filter(|term| term.pages.len() == 1 && term.name.chars().count() > 4) {
            let near = |other: &&&Term| strsim::osa_distance(&term.slug, &other.slug) <= 2;
            let Some(meant) = common.iter().find(near) else { continue };
            let page = &pages[term.pages[0].0 as usize];
            let written = page.front.terms.iter().flat_map(|(_, terms)| terms).find(|at| slug(&at.value) == term.slug);
            if let Some(written) = written {
                faults.push(slip(page, written, &meant.name, meant.pages.len(), tree));
            }
        }
    }
}

fn no_address(page: &Page, written: &At<String>, why: String, tree: &Tree) -> Diagnostic {
    let message = format!("`{}` cannot have a page of its own: {why}", crate::text::excerpt(&written.value, 60));
    let place = super::addresses::place(tree, &page.source, written);
    Diagnostic::new(Code::AddressInvalid, place, message, "choose another name")
}

fn slip(page: &Page, written: &At<String>, meant: &str, used: usize, tree: &Tree) -> Diagnostic {
    let message = format!("`{}` is used on this page only; `{meant}` is used on {used}", written.value);
    let place = super::addresses::place(tree, &page.source, written);
    Diagnostic::new(Code::TermUnknown, place, message, format!("did you mean `{meant}`?"))
}
