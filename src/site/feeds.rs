//! What is in which feed, and who has one.
//!
//! People are not news, and neither are pages that only hold the hub together. A section may say that it is for no feed.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Link, PageId, Site, Spot};
use crate::content::{Alert, Facts, Kind, Page, Role, address};
use crate::hash::Set;
use crate::path::{Address, SourcePath};
use crate::project::{Config, Project};

/// What a feed is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Stream {
    /// The whole hub, in a language.
    Hub(String),
    /// What is below a section, by the section's source.
    Section(SourcePath),
    /// The pages of a term: taxonomy and slug.
    Term(String, String),
    /// The recordings below a section, by the section's source.
    Podcast(SourcePath),
}

/// Somebody with feeds: a section, an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fed {
    /// The title.
    pub title: String,
    /// Where the feeds stand: beside this page.
    pub address: Address,
    /// Whether one of them is a podcast.
    pub has_podcast: bool,
}

/// The name of the page, below a home page, that lists all feeds.
pub const SUBSCRIBE: &str = "subscribe/";

/// Whether the theme can show that page.
pub(super) fn has_subscribe(project: &Project) -> bool {
    project.theme.templates.contains_key("subscribe.html")
}

/// Whether a page is what feeds are for.
pub(super) fn is_for_feeds(page: &Page) -> bool {
    let is_news = page.kind != Kind::Page || page.front.date.is_some();
    // Nobody shall take an exercise for an alert.
    let is_meant = page.alert().is_none_or(Alert::is_actual);
    page.role == Role::Leaf && page.kind != Kind::Person && is_news && is_meant
}

/// Where the hub begins in its own language, and in each other that a page for feeds is in.
pub(super) fn homes(site: &Site, config: &Config) -> BTreeMap<String, Address> {
    let mut homes = BTreeMap::from([(config.language.clone(), Address::home())]);
    for (_, page) in site.numbered().filter(|(id, _)| site.shelves.is_fed(*id)) {
        if !homes.contains_key(&page.language)
            && let Some(prefix) = address::prefix(&page.language, config)
            && let Ok(home) = Address::new(&format!("{prefix}/"))
        {
            homes.insert(page.language.clone(), home);
        }
    }
    homes
}

/// The outermost sections below which there is some of `training` with a recording of the hub's own.
pub(super) fn podcasts(site: &Site, training: &[PageId]) -> Set<PageId> {
    let is_recorded = |id: &PageId| site.shelves.is_fed(*id) && site.is_recorded(site.page(*id));
    training.iter().copied().filter(is_recorded).filter_map(|id| site.section(id)).collect()
}

impl Site {
    /// What a feed shows: the newest pages of `stream`, at most so many.
    pub fn stream(&self, stream: &Stream, limit: usize) -> Vec<PageId> {
        let fits = |id: &PageId| self.shelves.is_fed(*id);
        let below = |source: &SourcePath| {
            let members = self.by_source(source.as_str()).map_or(&[][..], |section| self.members(section));
            members.iter().copied().filter(fits)
        };
        let newest = |mut found: Vec<PageId>| {
            found.sort_by_key(|id| self.newest(*id));
            found.truncate(limit);
            found
        };
        match stream {
            Stream::Hub(language) => {
                let own = |id: &PageId| self.page(*id).language == *language;
                self.shelves.newest().iter().copied().filter(fits).filter(own).take(limit).collect()
            }
            Stream::Section(source) => newest(below(source).collect()),
            Stream::Podcast(source) => newest(below(source).filter(|id| self.is_recorded(self.page(*id))).collect()),
            Stream::Term(taxonomy, slug) => {
                let term = self.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug));
                term.into_iter().flat_map(|term| &term.pages).copied().filter(fits).take(limit).collect()
            }
        }
    }

    /// Whether a page may be in a feed, however new it is. No notice is a recording.
    pub(super) fn streams(&self, stream: &Stream, id: PageId) -> bool {
        self.shelves.is_fed(id)
            && match stream {
                Stream::Hub(language) => self.page(id).language == *language,
                Stream::Section(source) => {
                    self.by_source(source.as_str()).is_some_and(|section| self.members(section).contains(&id))
                }
                Stream::Podcast(_) => false,
                Stream::Term(taxonomy, slug) => {
                    let term = self.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug));
                    term.is_some_and(|term| term.pages.contains(&id))
                }
            }
    }

    /// Whether a page is training with a recording of the hub's own.
    fn is_recorded(&self, page: &Page) -> bool {
        let Facts::Training(training) = &page.front.facts else { return false };
        training.recordings().any(|recording| match self.resolve(&page.source, &recording.src.value) {
            Link::To { address, page: None, .. } => matches!(self.at(&address), Some(Spot::File(_))),
            Link::To { .. } | Link::Withheld(_) | Link::Broken => false,
        })
    }

    /// Whether a section has a feed.
    pub fn has_feed(&self, section: PageId) -> bool {
        self.members(section).iter().any(|member| self.shelves.is_fed(*member))
    }

    /// The section or author whose feeds a page leads to.
    pub fn feed_for(&self, id: PageId) -> Option<Fed> {
        if self.page(id).kind == Kind::Person {
            let authors = self.taxonomies.get("authors")?;
            let term = authors.terms.values().find(|term| term.person == Some(id))?;
            return Some(Fed { title: term.name.clone(), address: term.address.clone(), has_podcast: false });
        }
        let section = self.section(id).filter(|section| self.has_feed(*section))?;
        let page = self.page(section);
        let has_podcast = self.podcasts.contains(&section);
        Some(Fed { title: page.title.clone(), address: page.address.clone(), has_podcast })
    }
}
