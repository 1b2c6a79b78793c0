//! Answers that were found, each kept for as long as somebody may ask again.
//!
//! Most questions are asked by many renders and looked up by hash. What every render asks (a word, a
//! teaser, where the site stands) has a place of its own, so that asking makes no copy and no hash. What
//! only a page's own render asks is not kept: it would fill memory and never be found.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use hashbrown::HashTable;

use super::answer::{self, Answer};
use super::{Query, World};
use crate::hash::{Hash, Map};
use crate::site::PageId;

/// A question, its answer, and the hash of that.
pub struct Answered {
    /// Its number in this world; a question that is asked again may get another.
    pub(super) id: u32,
    pub(super) query: Query,
    pub(super) answer: Answer,
    pub(super) hash: Hash,
}

impl Answered {
    /// A number that no other answer of this world has; numbers begin at 0 and have no gaps.
    pub fn number(&self) -> u32 {
        self.id
    }

    /// The question.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The hash of the answer.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The answer in a few words, for people.
    pub fn in_short(&self, world: &World) -> String {
        self.answer.in_short(&world.site)
    }
}

/// All answers of a world.
pub(super) struct Answers {
    shards: Vec<RwLock<HashTable<Arc<Answered>>>>,
    /// By language and key.
    words: RwLock<Map<String, Map<String, Arc<Answered>>>>,
    pages: Vec<OnceLock<Arc<Answered>>>,
    teasers: Vec<OnceLock<Arc<Answered>>>,
    base: OnceLock<Arc<Answered>>,
    hasher: foldhash::fast::FixedState,
    numbered: AtomicU32,
}

/// Answers are kept in so many tables, so that threads rarely meet.
const SHARDS: usize = 64;

impl Answers {
    pub(super) fn of_pages(pages: usize) -> Answers {
        let empty = || (0..pages).map(|_| OnceLock::new()).collect();
        Answers {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            words: RwLock::default(),
            pages: empty(),
            teasers: empty(),
            base: OnceLock::new(),
            hasher: foldhash::fast::FixedState::default(),
            numbered: AtomicU32::new(0),
        }
    }

    fn find(&self, world: &World, query: Query) -> Arc<Answered> {
        let answer = answer::find(world, &query);
        let hash = answer.digest(&world.site);
        let id = self.numbered.fetch_add(1, Ordering::Relaxed);
        Arc::new(Answered { id, query, answer, hash })
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
        // The table uses the low bits and the top seven; these are others.
        let shard = &answers.shards[(hash >> 40) as usize % SHARDS];
        let known = shard.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answered) = known.find(hash, |known| known.query == query) {
            return answered.clone();
        }
        drop(known);
        let answered = answers.find(self, query);
        let mut known = shard.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = known.find(hash, |known| known.query == answered.query) {
            return first.clone();
        }
        known.insert_unique(hash, answered.clone(), |known| answers.hasher.hash_one(&known.query));
        answered
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

    /// All of a page.
    pub(super) fn ask_page(&self, id: PageId) -> &Arc<Answered> {
        let query = || Query::Page(self.site.page(id).source.clone());
        self.answers.pages[id.0 as usize].get_or_init(|| self.answers.find(self, query()))
    }

    /// What lists show of a page.
    pub(super) fn ask_teaser(&self, id: PageId) -> &Arc<Answered> {
        let query = || Query::Teaser(self.site.page(id).source.clone());
        self.answers.teasers[id.0 as usize].get_or_init(|| self.answers.find(self, query()))
    }

    /// Where the site will stand.
    pub(super) fn ask_base(&self) -> &Arc<Answered> {
        self.answers.base.get_or_init(|| self.answers.find(self, Query::Base))
    }
}

/// Whether only the render of one page asks it, and once.
fn is_private(query: &Query) -> bool {
    match query {
        Query::Link(..)
        | Query::Above(_)
        | Query::Neighbours(_)
        | Query::Related(..)
        | Query::Translations(_)
        | Query::Anchor(..)
        | Query::Redirect(_)
        | Query::Bytes(_) => true,
        Query::Page(_)
        | Query::Teaser(_)
        | Query::Image(..)
        | Query::File(..)
        | Query::Size(_)
        | Query::Pages(_)
        | Query::Members(_)
        | Query::Sections(_)
        | Query::Section(_)
        | Query::AToZ(..)
        | Query::Terms(_)
        | Query::Term(..)
        | Query::At(_)
        | Query::Home(_)
        | Query::Person(_)
        | Query::Text(..)
        | Query::Date(..)
        | Query::Setting(..)
        | Query::ThemeOption(_)
        | Query::Data(_)
        | Query::Asset(_)
        | Query::Template(_)
        | Query::Overdue(_)
        | Query::Stream(..)
        | Query::FeedFor(_)
        | Query::Taxonomy(_)
        | Query::TermPlace(..)
        | Query::Component(_)
        | Query::Base
        | Query::TemplateNames
        | Query::Shape => false,
    }
}
