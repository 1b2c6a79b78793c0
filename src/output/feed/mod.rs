//! Feeds: of the hub in each of its languages, each section, topic and author, in three formats; and podcasts.
//!
//! What a feed says is asked of the site once ([`channel`]) and written by each format in its own way. They have the same
//! addresses but for the last name, and know entries by the same ids: tag URIs, which stay when a page's address changes.
//! Dates come from content, never from the build.

mod atom;
mod channel;
mod entry;
mod html;
mod json;
mod podcast;
mod rss;

use std::rc::Rc;
use std::sync::Arc;

use super::{Content, Made, Maker, Route, Sketch, alert};
use crate::content::{Kind, Role};
use crate::diag::Diagnostic;
use crate::path::{Address, SourcePath};
use crate::project::config::FeedFormat;
use crate::render::{Feed, FeedFile, Heading, Scene};
use crate::site::{PageId, Stream};
use crate::world::{Lens, World};

use channel::Channel;

pub(super) use entry::Shown;
pub(super) use html::without_pictures;

/// Whose feed it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedOf {
    /// The whole hub in a language: what is new in news, research, guides, questions, events and training.
    Hub(String),
    /// A section.
    Section(PageId),
    /// A term: taxonomy and slug. An author with a page has the feed there.
    Term(String, String),
    /// Live coverage, update by update.
    Live(PageId),
}

/// So many recordings are in a podcast: listeners begin with the first.
const EPISODES: usize = 1000;

/// Plans every feed in every format that the hub wants.
pub(super) fn plan(world: &Arc<World>, sketch: &mut Sketch) {
    let (site, config) = (&world.site, &world.project.config);
    for (of, address) in feeds(world) {
        if let Some(stream) = stream(&of, |id| site.page(id).source.clone()) {
            sketch.share(site.stream(&stream, config.feeds.items), config.feeds.formats.len());
        }
        for format in &config.feeds.formats {
            sketch.add(&below(&address, file_name(*format)), Route::Feed(of.clone(), *format));
        }
    }
    for &section in &site.podcasts {
        sketch.share(site.stream(&Stream::Podcast(site.page(section).source.clone()), EPISODES), 1);
        sketch.add(&below(&site.page(section).address, podcast::FILE), Route::Podcast(section));
    }
}

/// Everybody with a feed, and the page beside which it stands. Of two at one place the first has it.
fn feeds(world: &World) -> Vec<(FeedOf, Address)> {
    let site = &world.site;
    let hubs = site.homes.iter().map(|(language, home)| (FeedOf::Hub(language.clone()), home.clone()));
    let mut feeds: Vec<(FeedOf, Address)> = hubs.collect();
    let sections = site.numbered().filter(|(id, page)| page.role == Role::Section && site.has_feed(*id));
    feeds.extend(sections.map(|(id, page)| (FeedOf::Section(id), page.address.clone())));
    let live = site.numbered().filter(|(_, page)| page.kind == Kind::Live && page.role == Role::Leaf);
    feeds.extend(live.map(|(id, page)| (FeedOf::Live(id), page.address.clone())));
    for (name, taxonomy) in &site.taxonomies {
        for term in taxonomy.terms.values() {
            let of = Stream::Term(name.clone(), term.slug.clone());
            if !site.stream(&of, 1).is_empty() {
                feeds.push((FeedOf::Term(name.clone(), term.slug.clone()), term.address.clone()));
            }
        }
    }
    feeds
}

/// The pages that a feed is made of, if it is made of pages.
fn stream(of: &FeedOf, source: impl FnOnce(PageId) -> SourcePath) -> Option<Stream> {
    match of {
        FeedOf::Hub(language) => Some(Stream::Hub(language.clone())),
        FeedOf::Section(id) => Some(Stream::Section(source(*id))),
        FeedOf::Term(taxonomy, slug) => Some(Stream::Term(taxonomy.clone(), slug.clone())),
        FeedOf::Live(_) => None,
    }
}

/// Makes a feed.
pub(super) fn make(maker: &Maker, of: &FeedOf, format: FeedFormat) -> Result<Made, Box<Diagnostic>> {
    let scene = scene(maker.renderer.lens(), of);
    let limit = scene.lens.config("feeds.items", |config| config.feeds.items);
    let entries = match (of, stream(of, |id| scene.lens.page(id).source.clone())) {
        (FeedOf::Live(id), _) => channel::updates(&maker.renderer, &scene, *id, limit)?,
        (_, Some(stream)) => channel::pages(maker, &scene, stream, limit)?,
        (_, None) => Vec::new(),
    };
    let channel = channel::channel(&scene, of, entries);
    let own = scene.lens.base().absolute(&below(&channel.address, file_name(format)));
    let bytes = match format {
        FeedFormat::Rss => rss::write(&channel, &own),
        FeedFormat::Atom => atom::write(&channel, &own),
        FeedFormat::Json => json::write(&channel, &own),
    };
    Ok(Made { content: Content::Bytes(bytes), trace: scene.end() })
}

/// Makes a podcast.
pub(super) fn make_podcast(maker: &Maker, section: PageId) -> Result<Made, Box<Diagnostic>> {
    let of = FeedOf::Section(section);
    let scene = scene(maker.renderer.lens(), &of);
    let stream = Stream::Podcast(scene.lens.page(section).source.clone());
    let channel = channel::channel(&scene, &of, channel::pages(maker, &scene, stream, EPISODES)?);
    let address = below(&channel.address, podcast::FILE);
    let bytes = podcast::write(&scene.lens, &channel, &address);
    Ok(Made { content: Content::Bytes(bytes), trace: scene.end() })
}

/// In whose language a feed is, and beside which page it stands.
fn scene(lens: Lens, of: &FeedOf) -> Rc<Scene> {
    let (address, language) = match of {
        FeedOf::Hub(language) => (lens.hub_in(language), Some(language.clone())),
        FeedOf::Section(id) | FeedOf::Live(id) => {
            let page = lens.teaser(*id);
            (Some(page.address.clone()), Some(page.language.clone()))
        }
        FeedOf::Term(taxonomy, slug) => (lens.term_place(taxonomy, slug).map(|(_, address)| address), None),
    };
    let mut scene = Scene::without_page(lens, address.unwrap_or_else(Address::home), Heading::default());
    scene.language = language.unwrap_or(scene.language);
    Rc::new(scene)
}

/// The last name of each address that feeds stand at, and the media type of what is there.
pub(super) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let formats = [FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json];
    let files = formats.map(|format| (file_name(format), media_type(format)));
    files.into_iter().chain([(podcast::FILE, media_type(FeedFormat::Rss))])
}

/// The last name of a feed's address.
fn file_name(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Rss => "feed.xml",
        FeedFormat::Atom => "atom.xml",
        FeedFormat::Json => "feed.json",
    }
}

/// The media type of a format.
fn media_type(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Rss => "application/rss+xml",
        FeedFormat::Atom => "application/atom+xml",
        FeedFormat::Json => "application/feed+json",
    }
}

fn titled(title: &str, hub: &str) -> String {
    format!("{title} – {hub}")
}

fn below(address: &Address, name: &str) -> Address {
    address.child(name).unwrap_or_else(|_| address.clone())
}

/// The feeds that a page leads to: the hub's in its language, and its section's or its author's.
pub(super) fn of_page(lens: &Lens, id: PageId) -> Vec<Feed> {
    let page = lens.page(id);
    let mut feeds = of_hub(lens, &page.language);
    if page.kind == Kind::Live && page.role == Role::Leaf {
        feeds.extend(feed(lens, titled(&page.title, &hub_title(lens, Some(&page.language))), &page.address));
    }
    if let Some(fed) = lens.feed_for(id) {
        let language = if page.kind == Kind::Person { None } else { Some(page.language.as_str()) };
        let title = titled(&fed.title, &hub_title(lens, language));
        feeds.extend(feed(lens, title.clone(), &fed.address));
        feeds.extend(fed.has_podcast.then(|| podcast_of(lens, title, &fed.address)));
    }
    feeds
}

/// The feed of the hub in `language`; if it has none there, in its own. And that of alerts, if there has ever been one.
pub(super) fn of_hub(lens: &Lens, language: &str) -> Vec<Feed> {
    let (home, own) = match lens.hub_in(language) {
        Some(home) => (home, Some(language)),
        None => (Address::home(), None),
    };
    let hub = feed(lens, hub_title(lens, own), &home);
    let alerts = lens.alerts(language).map(|_| alert::feed_of(lens, language));
    hub.into_iter().chain(alerts).collect()
}

/// The feeds that the page of a term leads to.
pub(super) fn of_term(lens: &Lens, language: &str, taxonomy: &str, slug: &str) -> Vec<Feed> {
    let mut feeds = of_hub(lens, language);
    if !lens.stream(Stream::Term(taxonomy.to_owned(), slug.to_owned()), 1).is_empty()
        && let Some((name, address)) = lens.term_place(taxonomy, slug)
    {
        feeds.extend(feed(lens, titled(&name, &hub_title(lens, None)), &address));
    }
    feeds
}

/// The feed beside a page in each format; none if the hub wants no format.
pub(super) fn feed(lens: &Lens, title: String, beside: &Address) -> Option<Feed> {
    let formats = lens.config("feeds.formats", |config| config.feeds.formats.clone());
    let file = |format: &FeedFormat| FeedFile {
        label: format.label(),
        media_type: media_type(*format),
        url: lens.base().rooted(&below(beside, file_name(*format))),
    };
    let files: Vec<FeedFile> = formats.iter().map(file).collect();
    (!files.is_empty()).then_some(Feed { title, files })
}

/// The podcast beside a page.
pub(super) fn podcast_of(lens: &Lens, title: String, beside: &Address) -> Feed {
    let url = lens.base().rooted(&below(beside, podcast::FILE));
    Feed { title, files: vec![FeedFile { label: "Podcast", media_type: media_type(FeedFormat::Rss), url }] }
}

/// What the hub is called in a language; without one, in its own.
pub(super) fn hub_title(lens: &Lens, language: Option<&str>) -> String {
    match language {
        Some(language) => lens.setting_text(language, "title").unwrap_or_default(),
        None => lens.config("title", |config| config.title.clone()),
    }
}
