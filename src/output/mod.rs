//! Every file of the site, one file here for each kind of it.
//!
//! [`plan`] names every [`Route`] that will exist and where it goes; [`make`] makes the bytes of one of
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
mod page;
mod picture;
mod redirect;
mod sitemap;
mod sitemap_news;
mod structured;
mod subscribe;
mod work;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::{Facts, Page};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::hash::{self, Hash, Set};
use crate::path::{Address, OutPath, SourcePath};
use crate::picture::Print;
use crate::project::config::FeedFormat;
use crate::render::Renderer;
use crate::site::PageId;
use crate::span::{At, Place};
use crate::world::{Lens, Trace, World};

pub use citation::Exchange;
pub use feed::FeedOf;
pub use hosting::manifest;
pub use ics::Calendar;

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

/// Every file that will exist.
#[derive(Debug, Default)]
pub struct Plan {
    /// By where it goes.
    pub routes: BTreeMap<OutPath, Route>,
    /// Pages whose bodies several outputs show.
    pub shared: BTreeSet<PageId>,
}

/// A finished output.
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was asked for it.
    pub trace: Trace,
}

/// Names every output of `world`. A file of the hub's `static/` stands instead of what would be made
/// for the same place.
pub fn plan(world: &Arc<World>) -> (Plan, Diagnostics) {
    let mut plan = Plan::default();
    asset::plan(world, &mut plan);
    picture::plan(world, &mut plan);
    page::plan(world, &mut plan);
    list::plan(world, &mut plan);
    live::plan(world, &mut plan);
    feed::plan(world, &mut plan);
    card::plan(world, &mut plan);
    subscribe::plan(world, &mut plan);
    calendar::plan(world, &mut plan);
    alert::plan(world, &mut plan);
    citation::plan(world, &mut plan);
    redirect::plan(world, &mut plan);
    gone::plan(world, &mut plan);
    sitemap::plan(world, &mut plan);
    sitemap_news::plan(world, &mut plan);
    hosting::plan(world, &mut plan);
    let mut faults = plan.reserved(world);
    faults.extend(plan.impossible(world));
    (plan, faults)
}

/// What `route` is made of: another world may have another route at the same place.
pub fn identity(world: &World, route: &Route) -> Hash {
    let source = |id: &PageId| world.site.page(*id).source.as_str();
    let text = match route {
        Route::Page(id, number) => format!("page {number} of {}", source(id)),
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

/// Makes one output.
///
/// # Errors
/// What kept it from being made; the other outputs do not suffer.
pub fn make(renderer: &Renderer, route: &Route) -> Result<Made, Box<Diagnostic>> {
    match route {
        Route::Page(id, number) => page::make(renderer, *id, *number),
        Route::Taxonomy(name) => list::make_taxonomy(renderer, name),
        Route::Term(taxonomy, slug, number) => list::make_term(renderer, taxonomy, slug, *number),
        Route::NotFound => page::make_not_found(renderer),
        Route::Feed(of, format) => feed::make(renderer, of, *format),
        Route::Podcast(section) => feed::make_podcast(renderer, *section),
        Route::Subscribe(language) => subscribe::make(renderer, language),
        Route::Calendar(id) => Ok(calendar::make(renderer.lens(), *id)),
        Route::Alerts => alert::make(renderer),
        Route::AlertFeed => alert::make_feed(renderer),
        Route::AlertLight(id) => alert::make_light(renderer, *id),
        Route::Citation(id, exchange) => Ok(citation::make(renderer.lens(), *id, *exchange)),
        Route::Update(id, key) => live::make_update(renderer, *id, key),
        Route::Updates(id) => live::make_updates(renderer, *id),
        Route::UpdateCard(id, key) => live::make_card(renderer.lens(), *id, key),
        Route::Card(id) => card::make(renderer.lens(), *id),
        Route::Redirect(from) => redirect::make(renderer, from),
        Route::Gone(address) => gone::make(renderer, address),
        Route::Redirects => Ok(redirect::make_all(renderer.lens())),
        Route::Sitemap => Ok(sitemap::make(renderer.lens())),
        Route::SitemapPart(part) => Ok(sitemap::make_part(renderer.lens(), *part)),
        Route::SitemapOfNews => Ok(sitemap_news::make(renderer.lens())),
        Route::Robots => Ok(hosting::make_robots(renderer.lens())),
        Route::Headers => Ok(hosting::make_headers(renderer.lens())),
        Route::Asset(name) => asset::make(renderer.lens(), name),
        Route::File(file) => asset::make_file(renderer.lens(), file),
        Route::Picture(file, print) => picture::make(renderer.lens(), file, print),
    }
}

impl Plan {
    /// Adds a route unless something has its place.
    fn add(&mut self, address: &Address, route: Route) {
        self.routes.entry(address.out_path()).or_insert(route);
    }

    /// Adds a route at a fixed name of ours.
    fn add_at(&mut self, path: &str, route: Route) {
        if let Ok(path) = OutPath::new(path) {
            self.routes.entry(path).or_insert(route);
        }
    }

    /// What would stand where the build writes the manifest.
    fn reserved(&mut self, world: &World) -> Diagnostics {
        let Some((path, route)) = self.routes.remove_entry("manifest.json") else { return Diagnostics::new() };
        let source = source_of(world, &path, &route);
        let message = format!("`/{path}` is where each build puts the list of all files");
        vec![Diagnostic::new(Code::AddressTaken, Place::file(&source), message, "choose another address")]
    }

    /// Files that would have to stand inside another file.
    fn impossible(&mut self, world: &World) -> Diagnostics {
        let mut faults = Diagnostics::new();
        // Most files are the page of a folder, and no folder is called as they are.
        const PAGE: &str = "/index.html";
        let others: Set<&str> = self.routes.keys().map(OutPath::as_str).filter(|path| !path.ends_with(PAGE)).collect();
        let is_file = |folder: &&str| match folder.ends_with(PAGE) {
            true => self.routes.contains_key(*folder),
            false => others.contains(folder),
        };
        let inside = |path: &OutPath| {
            let folders = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
            folders.into_iter().find(is_file).map(str::to_owned)
        };
        let inside: Vec<(OutPath, String)> =
            self.routes.keys().filter_map(|path| Some((path.clone(), inside(path)?))).collect();
        for (path, file) in inside {
            let message = format!("`/{path}` cannot stand inside the file `/{file}`");
            let route = self.routes.remove(&path);
            // A card goes with its page, of which it is told.
            if matches!(route, Some(Route::Card(_) | Route::UpdateCard(..))) {
                continue;
            }
            let source = route.map(|route| source_of(world, &path, &route));
            let place = Place::file(&source.unwrap_or_default());
            faults.push(Diagnostic::new(Code::AddressTaken, place, message, "rename one of them"));
        }
        faults
    }
}

/// The file that an output comes from; without one, where it goes.
fn source_of(world: &World, path: &OutPath, route: &Route) -> String {
    match route {
        Route::Page(id, _) | Route::Card(id) | Route::Update(id, _) => world.site.page(*id).source.to_string(),
        Route::File(source) | Route::Picture(source, _) => source.to_string(),
        _ => path.to_string(),
    }
}

/// A finished output and what was asked for it.
fn made(lens: Lens, bytes: impl Into<Vec<u8>>) -> Made {
    Made { bytes: bytes.into(), trace: lens.into_trace() }
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
