//! Lists of pages: sections, selections, neighbours, related pages.

use borsh::{BorshDeserialize, BorshSerialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::feeds::is_for_feeds;
use super::order::{Order, Ranks, usual};
use super::{PageId, Site, numbered};
use crate::content::{Kind, Page, Role};
use crate::hash::{Map, Set};
use crate::path::{Address, SourcePath};
use crate::text::slug;

/// What a template asks for: pages with all of these traits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct Select {
    /// Pages of this language.
    pub language: String,
    /// Pages of this kind.
    pub kind: Option<Kind>,
    /// Pages below this address.
    pub section: Option<String>,
    /// Pages with this topic, by name.
    pub topic: Option<String>,
    /// Pages by this author: id or name.
    pub author: Option<String>,
    /// Pages that are, or are not, featured.
    pub featured: Option<bool>,
    /// Events that are, or are not, still to come or under way.
    pub upcoming: Option<bool>,
    /// At most this many; 0 is all.
    pub limit: usize,
    /// Without this many at the start.
    pub offset: usize,
    /// In which order.
    pub order: Order,
}

/// What is sorted once for all lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelves {
    /// Leaf pages, newest first.
    newest: Vec<PageId>,
    /// By section page: every leaf page below it, in its order.
    members: Map<PageId, Vec<PageId>>,
    /// By page: the pages above it, home first, without itself.
    above: Vec<Vec<PageId>>,
    /// By page: its nearest section.
    section: Vec<Option<PageId>>,
    /// By section of events: how many of them are over. They are the last of its members.
    over: Map<PageId, usize>,
    /// By nearest section: its own leaf pages in order.
    own: Map<PageId, (Order, Vec<PageId>)>,
    /// Where published files stand.
    files: Map<SourcePath, Address>,
    /// Where each page stands in each order.
    ranks: Ranks,
    /// By page: whether it may be in a feed.
    fed: Vec<bool>,
    /// By page: a number for its language, found without a look at the page.
    languages: Vec<u16>,
}

/// Sorts pages onto shelves. `upcoming` are events that are not over.
pub(super) fn shelve(pages: &[Arc<Page>], ranks: Ranks, upcoming: &Set<PageId>) -> Shelves {
    let mut shelves = Shelves::default();
    let mut known: Map<&str, Vec<PageId>> = Map::default();
    let nests: Map<&str, PageId> = numbered(pages).map(|(id, page)| (page.nest.as_str(), id)).collect();
    for (id, page) in numbered(pages) {
        let parent = page.nest.as_str().trim_end_matches('/').rsplit_once('/').map(|(parent, _)| parent);
        let known = parent.map(|parent| &*known.entry(parent).or_insert_with(|| pages_above(parent, &nests)));
        let is_other = |above: &PageId| pages[above.0 as usize].source != page.source;
        let above: Vec<PageId> = known.into_iter().flatten().copied().filter(is_other).collect();
        let section = above.iter().rev().copied().find(|above| pages[above.0 as usize].role == Role::Section);
        if page.role == Role::Leaf {
            shelves.newest.push(id);
            for &section in above.iter().filter(|above| pages[above.0 as usize].role != Role::Leaf) {
                shelves.members.entry(section).or_default().push(id);
            }
            if let Some(section) = section {
                shelves.own.entry(section).or_default().1.push(id);
            }
        }
        let is_open = |id: PageId| pages[id.0 as usize].front.feed != Some(false);
        shelves.fed.push(is_open(id) && above.iter().all(|id| is_open(*id)) && is_for_feeds(page));
        shelves.above.push(above);
        shelves.section.push(section);
    }
    let page = |id: &PageId| &*pages[id.0 as usize];
    shelves.newest.sort_by(|a, b| ranks.compare(Order::Date, *a, *b));
    for (section, list) in &mut shelves.members {
        let order = usual(list.iter().map(page));
        list.sort_by(|a, b| ranks.compare(order, *a, *b));
        if order == Order::Starts {
            let over = next_first(list, |id| Turn::of(*id, page(id), upcoming));
            shelves.over.insert(*section, over);
        }
    }
    for (order, list) in shelves.own.values_mut() {
        *order = usual(list.iter().map(page));
        list.sort_by(|a, b| ranks.compare(*order, *a, *b));
    }
    shelves.ranks = ranks;
    let mut known: Vec<&str> = pages.iter().map(|page| page.language.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let number = |page: &Arc<Page>| known.binary_search(&page.language.as_str()).unwrap_or_default() as u16;
    shelves.languages = pages.iter().map(number).collect();
    shelves
}

/// When something has its turn in a list of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// It is to come, or under way.
    Coming,
    /// Nobody knows when, or it is no event.
    Undated,
    /// It is over.
    Over,
}

impl Turn {
    fn of(id: PageId, page: &Page, upcoming: &Set<PageId>) -> Turn {
        let has_date = page.front.facts.meeting().is_some_and(|event| event.starts.or(event.ends).is_some());
        match has_date {
            _ if upcoming.contains(&id) => Turn::Coming,
            true => Turn::Over,
            false => Turn::Undated,
        }
    }
}

/// Puts events, which are in the order of their starts, as readers look for them: the next first, then what is over, the
/// latest first. Returns how many are over.
fn next_first(list: &mut [PageId], turn: impl Fn(&PageId) -> Turn) -> usize {
    list.sort_by_key(&turn);
    let over = list.iter().rev().take_while(|id| turn(id) == Turn::Over).count();
    let from = list.len() - over;
    list[from..].reverse();
    over
}

/// The pages at `nest` and above it, home first.
fn pages_above(nest: &str, nests: &Map<&str, PageId>) -> Vec<PageId> {
    let mut above = Vec::new();
    let mut next = Some(nest);
    while let Some(nest) = next {
        above.extend(nests.get(format!("{nest}/").as_str()));
        next = nest.rsplit_once('/').map(|(parent, _)| parent);
    }
    above.reverse();
    above
}

impl Shelves {
    pub(super) fn file(&self, path: &SourcePath) -> Option<&Address> {
        self.files.get(path)
    }

    pub(super) fn set_files(&mut self, files: &BTreeMap<Address, SourcePath>) {
        self.files = files.iter().map(|(address, path)| (path.clone(), address.clone())).collect();
    }

    /// Whether a page may be in a feed: it and all above it are open to them.
    pub(super) fn is_fed(&self, id: PageId) -> bool {
        self.fed[id.0 as usize]
    }

    /// Every leaf page, newest first.
    pub(super) fn newest(&self) -> &[PageId] {
        &self.newest
    }
}

impl Site {
    /// The pages of `select`, in its order.
    pub fn select(&self, select: &Select) -> Vec<PageId> {
        let topic = select.topic.as_deref().map(slug);
        let works = select.author.as_deref().map(|author| self.works(author));
        let matches = |id: &PageId| {
            let page = self.page(*id);
            page.language == select.language
                && select.kind.is_none_or(|kind| page.kind == kind)
                && select.featured.is_none_or(|featured| page.front.featured == featured)
                && select.upcoming.is_none_or(|upcoming| self.upcoming.contains(id) == upcoming)
                && select.section.as_deref().is_none_or(|section| page.nest.as_str().starts_with(section))
                && topic.as_deref().is_none_or(|topic| has_topic(page, topic))
                && works.as_ref().is_none_or(|works| works.contains(id))
        };
        let limit = if select.limit == 0 { usize::MAX } else { select.limit };
        let found = self.shelves.newest.iter().copied().filter(matches);
        if select.order == Order::Date {
            return found.skip(select.offset).take(limit).collect();
        }
        let mut found: Vec<PageId> = found.collect();
        found.sort_by(|a, b| self.shelves.ranks.compare(select.order, *a, *b));
        found.into_iter().skip(select.offset).take(limit).collect()
    }

    /// Where a page stands among all, newest first.
    pub fn newest(&self, id: PageId) -> u32 {
        self.shelves.ranks.newest(id)
    }

    /// Every leaf page below a section, its folders included, in its order.
    pub fn members(&self, section: PageId) -> &[PageId] {
        self.shelves.members.get(&section).map_or(&[], Vec::as_slice)
    }

    /// Events of a section that are over: the last of its members, the latest first.
    pub fn over(&self, section: PageId) -> &[PageId] {
        let members = self.members(section);
        let over = self.shelves.over.get(&section).copied().unwrap_or_default();
        &members[members.len() - over..]
    }

    /// The sections right below the home page, by weight, then by title.
    pub fn sections(&self, language: &str) -> Vec<PageId> {
        let top = |id: &PageId, page: &Page| {
            let above = self.above(*id).iter().filter(|above| self.page(**above).role == Role::Section).count();
            page.role == Role::Section && page.language == language && above == 0
        };
        let mut sections: Vec<PageId> = self.numbered().filter(|(id, page)| top(id, page)).map(|(id, _)| id).collect();
        sections.sort_by(|a, b| self.shelves.ranks.compare(Order::Weight, *a, *b));
        sections
    }

    /// The pages above a page, home first, without itself.
    pub fn above(&self, id: PageId) -> &[PageId] {
        &self.shelves.above[id.0 as usize]
    }

    /// The section that a page is in, the outermost: `news` for everything below `/news/`.
    pub fn section(&self, id: PageId) -> Option<PageId> {
        let above = self.above(id).iter().copied();
        above.chain([id]).find(|&id| self.page(id).role == Role::Section)
    }

    /// The page before and the page after a page in its own section: older and newer where the section
    /// goes by date.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let section = self.shelves.section[id.0 as usize].and_then(|section| self.shelves.own.get(&section));
        let Some((order, list)) = section else { return (None, None) };
        let Ok(at) = list.binary_search_by(|other| self.shelves.ranks.compare(*order, *other, id)) else {
            return (None, None);
        };
        let before = at.checked_sub(1).map(|at| list[at]);
        let after = list.get(at + 1).copied();
        match *order {
            Order::Date => (after, before),
            Order::Title | Order::Weight | Order::Starts => (before, after),
        }
    }

    /// Pages that have to do with a page: those it names in `related`, then those that share topics, a
    /// rare topic counting more than a common one, the newest first among equals.
    pub fn related(&self, id: PageId, limit: usize) -> Vec<PageId> {
        let page = self.page(id);
        let mut related: Vec<PageId> = Vec::new();
        for link in &page.front.related {
            if let super::Link::To { page: Some(other), .. } = self.resolve(&page.source, &link.value)
                && other != id
                && !related.contains(&other)
            {
                related.push(other);
            }
        }
        let mut scored: Vec<(PageId, u64)> = Vec::with_capacity(4 * CANDIDATES);
        for term in self.topics(page) {
            let weight = 1_000_000 / term.pages.len() as u64;
            let others = term.pages.iter().filter(|other| **other != id).take(CANDIDATES);
            scored.extend(others.map(|other| (*other, weight)));
        }
        scored.sort_unstable_by_key(|(other, _)| *other);
        scored.dedup_by(|(other, weight), (first, score)| {
            let same = other == first;
            *score += if same { *weight } else { 0 };
            same
        });
        let languages = &self.shelves.languages;
        let is_fit = |other: PageId| languages[other.0 as usize] == languages[id.0 as usize];
        scored.retain(|(other, _)| is_fit(*other) && !related.contains(other));
        let best = |(other, score): &(PageId, u64)| (Reverse(*score), self.shelves.ranks.newest(*other));
        if limit < scored.len() {
            scored.select_nth_unstable_by_key(limit, best);
            scored.truncate(limit);
        }
        scored.sort_by_key(best);
        related.extend(scored.into_iter().map(|(other, _)| other));
        related.truncate(limit);
        related
    }

    /// The terms of a page's topics.
    fn topics<'a>(&'a self, page: &'a Page) -> impl Iterator<Item = &'a super::Term> {
        let topics = self.taxonomies.get("topics");
        let written = page.front.terms.iter().filter(|(name, _)| name == "topics").flat_map(|(_, terms)| terms);
        written.filter_map(move |term| topics?.terms.get(&slug(&term.value)))
    }

    /// The pages by an author: id of a person or name.
    fn works(&self, author: &str) -> Set<PageId> {
        let person = self.person(author);
        let authors = self.taxonomies.get("authors");
        let term = authors.into_iter().flat_map(|authors| authors.terms.values()).find(|term| match person {
            Some(_) => term.person == person,
            None => term.slug == slug(author),
        });
        term.into_iter().flat_map(|term| term.pages.iter().copied()).collect()
    }
}

/// How many pages of a topic are looked at for related ones: the newest.
const CANDIDATES: usize = 60;

fn has_topic(page: &Page, topic: &str) -> bool {
    page.front
        .terms
        .iter()
        .filter(|(name, _)| name == "topics")
        .any(|(_, terms)| terms.iter().any(|term| slug(&term.value) == topic))
}
