//! What every format of a feed says, asked of the site once.

use std::sync::Arc;

use crate::content::Facts;
use crate::content::live::Update;
use crate::diag::Diagnostic;
use crate::instant::Instant;
use crate::path::Address;
use crate::render::{Renderer, Scene};
use crate::site::{PageId, Stream};
use crate::text::{encode_path, excerpt};
use crate::world::Lens;

use super::entry::{self, Content, Entry, Person, person, place, tag_uri};
use super::{FeedOf, html, titled};
use crate::output::{Maker, authors, head};

/// A feed.
pub(super) struct Channel {
    /// What it is called.
    pub(super) title: String,
    /// One sentence on it.
    pub(super) description: String,
    /// Its language.
    pub(super) language: String,
    /// The page that it belongs to, whole.
    pub(super) home: String,
    /// Where that page stands.
    pub(super) address: Address,
    /// What it is known by, whatever its address.
    pub(super) id: String,
    /// When what it shows last changed.
    pub(super) updated: Option<Instant>,
    /// Who publishes it.
    pub(super) publisher: Person,
    /// A square picture that stands for the publisher, whole.
    pub(super) icon: Option<String>,
    /// A WebSub hub that is told of new entries.
    pub(super) hub: Option<String>,
    /// Newest first.
    pub(super) entries: Vec<Arc<Entry>>,
}

impl Channel {
    /// The language of an entry, where it is not that of the feed.
    pub(super) fn other_language<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        (entry.language != self.language).then_some(entry.language.as_str())
    }
}

/// What a feed shows of pages: at most `limit` of `stream`.
pub(super) fn pages(
    maker: &Maker,
    scene: &Scene,
    stream: Stream,
    limit: usize,
) -> Result<Vec<Arc<Entry>>, Box<Diagnostic>> {
    let lens = &scene.lens;
    let ids = lens.stream(stream.clone(), limit);
    let mut entries: Vec<Arc<Entry>> =
        ids.into_iter().map(|id| entry::of_page(maker, lens, id)).collect::<Result<_, _>>()?;
    let notices = lens.notices(stream, limit);
    if !notices.is_empty() {
        entries.extend(notices.into_iter().filter_map(|notice| entry::notice(scene, notice)).map(Arc::new));
        // What has the same date stays in order: pages first.
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published));
        entries.truncate(limit);
    }
    Ok(entries)
}

/// What a feed shows of live coverage: at most `limit` of its updates, newest first. Each is known by its page and key,
/// whatever it says.
pub(super) fn updates(
    renderer: &Renderer,
    scene: &Scene,
    id: PageId,
    limit: usize,
) -> Result<Vec<Arc<Entry>>, Box<Diagnostic>> {
    let lens = &scene.lens;
    let base = lens.base();
    let page = lens.page(id);
    let Facts::Live(live) = &page.front.facts else { return Ok(Vec::new()) };
    let (_, bodies) = renderer.sections(scene, id)?;
    let full_text = lens.config("feeds.full_text", |config| config.feeds.full_text);
    let entry = |update: &Update| {
        let url = base.absolute(&page.update_address(&update.key));
        let body = bodies.get(&update.key).filter(|_| full_text);
        let content = body.map(|body| html::for_readers(body, &base.origin, &base.absolute(&page.address)));
        let name = format!("{}/{}", page.nest.as_str().trim_matches('/'), update.key);
        Arc::new(Entry {
            id: tag_uri(&base.origin, &update.time.day().to_string(), &encode_path(&name)),
            url,
            title: update.title(),
            summary: excerpt(&update.passage.text, SUMMARY),
            content: content.and_then(Content::new),
            language: page.language.clone(),
            published: Some(update.time.start(lens.zone())),
            updated: Some(update.changed().start(lens.zone())),
            authors: authors(page).iter().map(|author| person(lens, &author.value)).collect(),
            topics: head::topics(page).map(str::to_owned).collect(),
            picture: None,
            recording: None,
        })
    };
    Ok(live.told.updates.iter().rev().take(limit).map(entry).collect())
}

/// A summary of an update has so many characters at most.
const SUMMARY: usize = 300;

/// All that the feed of `of` says, with these entries.
pub(super) fn channel(scene: &Scene, of: &FeedOf, entries: Vec<Arc<Entry>>) -> Channel {
    let lens = &scene.lens;
    let base = lens.base();
    let (title, description) = subject(lens, of, &scene.language);
    let logo = lens.config("organization.logo", |config| config.organization.logo.clone());
    let logo = logo.and_then(|logo| lens.image(&crate::render::home(), &logo.value));
    Channel {
        title,
        description,
        language: scene.language.clone(),
        home: base.absolute(&scene.address),
        address: scene.address.clone(),
        id: tag_uri(&base.origin, "2000-01-01", &format!("feed:{}", name_of_feed(lens, of, &scene.address))),
        updated: entries.iter().filter_map(|entry| entry.updated).max(),
        publisher: Person {
            name: lens.config("organization.name", |config| config.organization.name.clone()),
            url: Some(
                lens.config("organization.url", |config| config.organization.url.clone())
                    .unwrap_or_else(|| base.whole()),
            ),
        },
        icon: logo
            .filter(|logo| logo.width.is_some() && logo.width == logo.height)
            .map(|logo| place(lens, &logo.place)),
        hub: lens.config("feeds.hub", |config| config.feeds.hub.clone()),
        entries,
    }
}

/// What a feed is called, and its description.
fn subject(lens: &Lens, of: &FeedOf, language: &str) -> (String, String) {
    let hub = lens.setting_text(language, "title").unwrap_or_default();
    let described = |own: &str| {
        let texts = [own.to_owned(), lens.setting_text(language, "description").unwrap_or_default(), hub.clone()];
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    match of {
        FeedOf::Hub(_) => (hub.clone(), described("")),
        FeedOf::Section(id) | FeedOf::Live(id) => {
            let page = lens.teaser(*id);
            (titled(&page.title, &hub), described(&page.description))
        }
        FeedOf::Term(taxonomy, slug) => {
            let name = lens.term_place(taxonomy, slug).map_or_else(|| slug.clone(), |(name, _)| name);
            (titled(&name, &hub), described(""))
        }
    }
}

/// What a feed is known by beside its hub: of a section its folder, so that `slug` and `url` do not change it.
fn name_of_feed(lens: &Lens, of: &FeedOf, address: &Address) -> String {
    let nest = match of {
        FeedOf::Section(id) | FeedOf::Live(id) => lens.teaser(*id).nest.clone(),
        FeedOf::Hub(_) | FeedOf::Term(..) => address.clone(),
    };
    encode_path(nest.as_str().trim_matches('/')).into_owned()
}
