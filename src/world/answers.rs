//! Answers that were found, each kept for as long as somebody may ask again.
//!
//! Most questions are asked by many renders and looked up by hash. What every render asks (a word, a
//! teaser, where the site stands) has a place of its own, so that asking makes no copy and no hash. Of
//! what only a page's own render asks the answer is not kept: it would fill memory and never be found.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use hashbrown::HashTable;

use super::answer::{self, Answer};
use super::book::Book;
use super::{Query, World};
use crate::hash::{Hash, Map};
use crate::path::SourcePath;
use crate::site::PageId;

/// A question and its answer.
pub(super) struct Answered {
    /// Its number in the book; a question that is asked again may get another.
    pub(super) number: u32,
    pub(super) query: Query,
    pub(super) answer: Answer,
}

/// All answers of a world.
pub(super) struct Answers {
    shards: Vec<RwLock<HashTable<Arc<Answered>>>>,
    /// By language and key.
    words: RwLock<Map<String, Map<String, Arc<Answered>>>>,
    /// By page: the numbers of the questions about all of it, what lists show of it, and what it is part of.
    pages: Vec<OnceLock<u32>>,
    teasers: Vec<OnceLock<u32>>,
    arounds: Vec<OnceLock<u32>>,
    /// By page: where what its body names leads.
    links: Vec<OnceLock<Arc<Answered>>>,
    base: OnceLock<u32>,
    hasher: foldhash::fast::FixedState,
    pub(super) book: Book,
}

/// Answers are kept in so many tables, so that threads rarely meet.
const SHARDS: usize = 64;

impl Answers {
    pub(super) fn of_pages(pages: usize) -> Answers {
        let empty = || (0..pages).map(|_| OnceLock::new()).collect();
        let links = (0..pages).map(|_| OnceLock::new()).collect();
        Answers {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            words: RwLock::default(),
            pages: empty(),
            teasers: empty(),
            arounds: empty(),
            links,
            base: OnceLock::new(),
            hasher: foldhash::fast::FixedState::default(),
            book: Book::new(),
        }
    }

    fn find(&self, world: &World, query: Query) -> Arc<Answered> {
        let answer = answer::find(world, &query);
        let hash = answer.digest(&world.site);
        // What only one render asks is many; of these nobody wants to know more than the question.
        let in_short = if is_private(&query) { String::new() } else { answer.in_short(&world.site) };
        let number = self.book.note(&query, hash, &in_short);
        Arc::new(Answered { number, query, answer })
    }

    /// Keeps an answer for who asks again.
    fn keep(&self, world: &World, answered: Answered) {
        let page = |source| world.page_id(source).map(|id| id.0 as usize);
        match &answered.query {
            Query::Page(source) => drop(page(source).map(|id| self.pages[id].set(answered.number))),
            Query::Teaser(source) => drop(page(source).map(|id| self.teasers[id].set(answered.number))),
            Query::Around(source) => drop(page(source).map(|id| self.arounds[id].set(answered.number))),
            Query::Links(source) => drop(page(source).map(|id| self.links[id].set(Arc::new(answered)))),
            Query::Base => drop(self.base.set(answered.number)),
            Query::Text(language, key) => {
                let mut known = self.words.write().unwrap_or_else(PoisonError::into_inner);
                let words = known.entry(language.clone()).or_default();
                words.entry(key.clone()).or_insert_with(|| Arc::new(answered));
            }
            query if is_private(query) => {}
            query => drop(self.insert(self.hasher.hash_one(query), Arc::new(answered))),
        }
    }

    /// Keeps an answer to a question with this hash, unless somebody was faster: then that is the answer.
    fn insert(&self, hash: u64, answered: Arc<Answered>) -> Arc<Answered> {
        let mut known = self.shard(hash).write().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = known.find(hash, |known| known.query == answered.query) {
            return first.clone();
        }
        known.insert_unique(hash, answered.clone(), |known| self.hasher.hash_one(&known.query));
        answered
    }

    /// The table of questions with this hash.
    fn shard(&self, hash: u64) -> &RwLock<HashTable<Arc<Answered>>> {
        // A table uses the low bits and the top seven; these are others.
        &self.shards[(hash >> 40) as usize % SHARDS]
    }
}

impl World {
    /// The answer to `query`.
    pub(super) fn ask(&self, query: Query) -> Arc<Answered> {
        let answers = &self.answers;
        if is_private(&query) {
            return answers.find(self, query);
        }
        let hash = answers.hasher.hash_one(&query);
        let known = answers.shard(hash).read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answered) = known.find(hash, |known| known.query == query) {
            return answered.clone();
        }
        drop(known);
        answers.insert(hash, answers.find(self, query))
    }

    /// Whether `query` is answered as it was in an earlier world, where the answer had this hash and the question this
    /// number. If it is, it keeps the number.
    pub fn stands(&self, query: &Query, hash: Hash, number: u32) -> bool {
        let answer = answer::find(self, query);
        let stands = answer.digest(&self.site) == hash;
        if stands {
            self.answers.keep(self, Answered { number, query: query.clone(), answer });
        }
        stands
    }

    /// A word of the theme.
    pub(super) fn ask_word(&self, language: &str, key: &str) -> Arc<Answered> {
        let words = &self.answers.words;
        let known = words.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answered) = known.get(language).and_then(|words| words.get(key)) {
            return answered.clone();
        }
        drop(known);
        let answered = self.answers.find(self, Query::Text(language.to_owned(), key.to_owned()));
        let mut known = words.write().unwrap_or_else(PoisonError::into_inner);
        let words = known.entry(language.to_owned()).or_default();
        words.entry(key.to_owned()).or_insert(answered).clone()
    }

    /// The number of the question about all of a page.
    pub(super) fn ask_page(&self, id: PageId) -> u32 {
        *self.answers.pages[id.0 as usize].get_or_init(|| self.number(Query::Page(self.source(id))))
    }

    /// The number of the question what lists show of a page.
    pub(super) fn ask_teaser(&self, id: PageId) -> u32 {
        *self.answers.teasers[id.0 as usize].get_or_init(|| self.number(Query::Teaser(self.source(id))))
    }

    /// The number of the question what a page is part of.
    pub(super) fn ask_around(&self, id: PageId) -> u32 {
        *self.answers.arounds[id.0 as usize].get_or_init(|| self.number(Query::Around(self.source(id))))
    }

    /// Where what the body of a page names leads.
    pub(super) fn ask_links(&self, id: PageId) -> &Answered {
        self.answers.links[id.0 as usize].get_or_init(|| self.answers.find(self, Query::Links(self.source(id))))
    }

    /// The number of the question where the site will stand.
    pub(super) fn ask_base(&self) -> u32 {
        *self.answers.base.get_or_init(|| self.number(Query::Base))
    }

    fn number(&self, query: Query) -> u32 {
        self.answers.find(self, query).number
    }

    fn source(&self, id: PageId) -> SourcePath {
        self.site.page(id).source.clone()
    }
}

/// Whether only one page asks it, and once, or it has a place of its own.
fn is_private(query: &Query) -> bool {
    match query {
        Query::Neighbours(_)
        | Query::Related(..)
        | Query::Around(_)
        | Query::Links(_)
        | Query::Page(_)
        | Query::Teaser(_)
        | Query::Anchor(..)
        | Query::Redirect(_)
        | Query::Gone(_)
        | Query::UpdateCard(..)
        | Query::Bytes(_) => true,
        Query::Link(..)
        | Query::Image(..)
        | Query::Picture(..)
        | Query::Prints(_)
        | Query::File(..)
        | Query::Size(_)
        | Query::Pages(_)
        | Query::Members(_)
        | Query::Over(_)
        | Query::Sections(_)
        | Query::AToZ(..)
        | Query::Terms(_)
        | Query::Term(..)
        | Query::At(_)
        | Query::Home(_)
        | Query::Person(_)
        | Query::Work(..)
        | Query::WorkKeys(_)
        | Query::Bibliography(_)
        | Query::Bibliographies
        | Query::Text(..)
        | Query::Date(..)
        | Query::Setting(..)
        | Query::ThemeOption(_)
        | Query::Data(_)
        | Query::Asset(_)
        | Query::Template(_)
        | Query::Review(_)
        | Query::NoticeAhead(_)
        | Query::Offer(_)
        | Query::Stale(_)
        | Query::Captions(..)
        | Query::Stream(..)
        | Query::Notices(..)
        | Query::VoidWork(_)
        | Query::HubIn(_)
        | Query::Alerts(_)
        | Query::Standing(_)
        | Query::Recent
        | Query::Taxonomy(_)
        | Query::TermPlace(..)
        | Query::TermLanguage(..)
        | Query::Component(_)
        | Query::Inlined
        | Query::Card(_)
        | Query::Base
        | Query::TemplateNames
        | Query::Shape => false,
    }
}
