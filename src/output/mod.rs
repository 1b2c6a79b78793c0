//! Every file of the site, one file here for each kind of it.
//!
//! [`plan()`] names every [`Route`] that will exist and where it goes; a [`Maker`] makes the bytes of one of
//! them, alone, asking the world through a lens. What plans may look at the whole site; what makes may
//! not.

mod alert;
mod asset;
mod calendar;
mod card;
mod citation;
mod feed;
mod gone;
mod head;
mod highwire;
mod hosting;
mod ics;
mod list;
mod live;
mod maker;
mod page;
mod picture;
mod plan;
mod redirect;
mod sitemap;
mod sitemap_news;
mod structured;
mod subscribe;
mod work;
mod xml;

use crate::content::{Facts, Page};
use crate::diag::Diagnostic;
use crate::disk::Tree;
use crate::hash::{self, Hash};
use crate::path::{Address, SourcePath};
use crate::picture::Print;
use crate::project::config::FeedFormat;
use crate::site::PageId;
use crate::span::At;
use crate::world::{Lens, Trace, World};

use plan::Sketch;
pub use plan::{Plan, plan};

pub use citation::Exchange;
pub use feed::FeedOf;
pub use hosting::manifest;
pub use ics::Calendar;
pub use maker::Maker;

/// Something that is published, at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// A page; of a section, one page of its list, from 1.
    Page(PageId, usize),
    /// The terms of a taxonomy.
    Taxonomy(String),
    /// The pages of a term: taxonomy, slug, page of the list from 1.
    Term(String, String, usize),
    /// What a server answers when nothing is found.
    NotFound,
    /// A feed in one format.
    Feed(FeedOf, FeedFormat),
    /// The podcast of a section.
    Podcast(PageId),
    /// The page that lists all feeds, in a language.
    Subscribe(String),
    /// The calendar of an event, or of a section's events.
    Calendar(PageId),
    /// The alerts in force, for the script of pages and for programs.
    Alerts,
    /// The messages of alerts that were issued, as a feed.
    AlertFeed,
    /// An alert for bad lines: text only.
    AlertLight(PageId),
    /// A paper for programs for references.
    Citation(PageId, Exchange),
    /// A page that leads elsewhere, by where it stands.
    Redirect(Address),
    /// What says that a page is no more, by where the page stood.
    Gone(Address),
    /// All redirects for hosts that read `_redirects`.
    Redirects,
    /// A sitemap, or the index of several.
    Sitemap,
    /// One of several sitemaps, from 1.
    SitemapPart(usize),
    /// The sitemap of the last days' news.
    SitemapOfNews,
    /// `robots.txt`.
    Robots,
    /// Response headers for hosts that read `_headers`.
    Headers,
    /// A theme's asset, by its name.
    Asset(String),
    /// An update of live coverage by itself: its page and its key.
    Update(PageId, String),
    /// What open pages of live coverage ask for.
    Updates(PageId),
    /// The share card of an update.
    UpdateCard(PageId, String),
    /// The share card of a page.
    Card(PageId),
    /// A file of the hub as it is.
    File(SourcePath),
    /// A picture of the hub in another width or form.
    Picture(SourcePath, Print),
}

/// A finished output.
pub struct Made {
    /// What it consists of.
    pub content: Content,
    /// What was asked for it.
    pub trace: Trace,
}

/// What an output consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a large file of the hub, as they are.
    Copy(SourcePath),
}

impl Content {
    /// Its bytes, if they were made. A file that is copied is none that anybody reads for what it says.
    pub fn made(&self) -> &[u8] {
        match self {
            Content::Bytes(bytes) => bytes,
            Content::Copy(_) => &[],
        }
    }

    /// All of its bytes; a file is read from `tree`.
    ///
    /// # Errors
    /// What kept the file from being read.
    pub fn into_bytes(self, tree: &Tree) -> Result<Vec<u8>, Box<Diagnostic>> {
        match self {
            Content::Bytes(bytes) => Ok(bytes),
            Content::Copy(file) => tree.read(&file).map(|bytes| bytes.to_vec()),
        }
    }
}

/// What `route` is made of: another world may have another route at the same place.
pub fn identity(world: &World, route: &Route) -> Hash {
    let source = |id: &PageId| world.site.page(*id).source.as_str();
    let text = match route {
        // Nearly all are pages.
        Route::Page(id, number) => ["page ", &number.to_string(), " of ", source(id)].concat(),
        Route::Card(id) => format!("card of {}", source(id)),
        Route::Update(id, key) => format!("update {key} of {}", source(id)),
        Route::UpdateCard(id, key) => format!("card of update {key} of {}", source(id)),
        Route::Updates(id) => format!("updates of {}", source(id)),
        Route::Feed(FeedOf::Live(id), format) => format!("{format:?} feed of updates of {}", source(id)),
        Route::Calendar(id) => format!("calendar of {}", source(id)),
        Route::AlertLight(id) => format!("light page of {}", source(id)),
        Route::Citation(id, exchange) => format!("{exchange:?} of {}", source(id)),
        Route::Feed(FeedOf::Section(id), format) => format!("{format:?} feed of {}", source(id)),
        Route::Podcast(id) => format!("podcast of {}", source(id)),
        other => format!("{other:?}"),
    };
    hash::of(text.as_bytes())
}

/// A finished output and what was asked for it.
fn made(lens: Lens, bytes: impl Into<Vec<u8>>) -> Made {
    Made { content: Content::Bytes(bytes.into()), trace: lens.into_trace() }
}

/// The entries on page `number` of a list.
fn slice_of(ids: &[PageId], number: usize, size: usize) -> Vec<PageId> {
    ids.iter().copied().skip((number - 1) * size).take(size).collect()
}

/// Who wrote a page: its authors; of a question, who answered it if it names no other.
pub(crate) fn authors(page: &Page) -> &[At<String>] {
    match &page.front.facts {
        Facts::Question(question) if page.front.authors.is_empty() => &question.answered_by,
        _ => &page.front.authors,
    }
}
