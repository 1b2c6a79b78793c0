//! RSS 2.0 feeds: of the hub, each section, each topic and author.
//!
//! By the RSS Advisory Board's profile: descriptions are HTML, whole text with absolute addresses, a `guid` that is a tag URI
//! and stays when a page's address changes, dates from content and never from the build.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rss::extension::Extension;
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Guid, Item};

use super::{Made, Plan, Route};
use crate::content::{Page, Role};
use crate::diag::Diagnostic;
use crate::instant::{When, rfc2822};
use crate::path::{Address, SourcePath};
use crate::render::{Heading, Link, Renderer, Scene};
use crate::site::{PageId, Stream};
use crate::text::escape_html;
use crate::world::{Lens, World};

/// Whose feed it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedOf {
    /// The whole hub: what is new in news, research, guides, questions and events.
    Hub,
    /// A section.
    Section(PageId),
    /// A term: taxonomy and slug. An author with a page has the feed there.
    Term(String, String),
}

/// Plans every feed. Sections of people have none: people are not news.
pub(super) fn plan(world: &Arc<World>, plan: &mut Plan) {
    let (site, config) = (&world.site, &world.project.config);
    for (of, address) in feeds(world) {
        if config.feeds.full_text {
            let hub = || config.language.clone();
            plan.shared.extend(site.stream(&stream(&of, hub, |id| site.page(id).source.clone()), config.feeds.items));
        }
        plan.add(&address, Route::Feed(of));
    }
}

/// Every feed with its address.
fn feeds(world: &World) -> Vec<(FeedOf, Address)> {
    let site = &world.site;
    let mut feeds = vec![(FeedOf::Hub, feed_below(&Address::home()))];
    for (id, page) in site.numbered().filter(|(_, page)| page.role == Role::Section) {
        if site.has_feed(id) {
            feeds.push((FeedOf::Section(id), feed_below(&page.address)));
        }
    }
    for (name, taxonomy) in &site.taxonomies {
        for term in taxonomy.terms.values() {
            feeds.push((FeedOf::Term(name.clone(), term.slug.clone()), feed_below(&term.address)));
        }
    }
    feeds
}

/// What a feed is made of.
fn stream(of: &FeedOf, language: impl FnOnce() -> String, source: impl FnOnce(PageId) -> SourcePath) -> Stream {
    match of {
        FeedOf::Hub => Stream::Hub(language()),
        FeedOf::Section(id) => Stream::Section(source(*id)),
        FeedOf::Term(taxonomy, slug) => Stream::Term(taxonomy.clone(), slug.clone()),
    }
}

fn titled(lens: &Lens, title: &str) -> String {
    format!("{title} – {}", hub(lens))
}

/// The hub's name.
fn hub(lens: &Lens) -> String {
    lens.config("title", |config| config.title.clone())
}

fn feed_below(address: &Address) -> Address {
    address.child("feed.xml").unwrap_or_else(|_| address.clone())
}

/// The feeds that a page leads to: its section's or its author's, and the hub's.
pub(super) fn of_page(lens: &Lens, id: PageId) -> Vec<Link> {
    of_hub(lens).into_iter().chain(lens.feed_for(id).map(|place| link(lens, place))).collect()
}

/// The hub's feed.
pub(super) fn of_hub(lens: &Lens) -> Vec<Link> {
    vec![Link { title: hub(lens), url: lens.base().rooted(&feed_below(&Address::home())) }]
}

/// The feeds that the page of a term leads to.
pub(super) fn of_term(lens: &Lens, taxonomy: &str, slug: &str) -> Vec<Link> {
    of_hub(lens).into_iter().chain(lens.term_place(taxonomy, slug).map(|place| link(lens, place))).collect()
}

fn link(lens: &Lens, (title, address): (String, Address)) -> Link {
    Link { title: titled(lens, &title), url: lens.base().rooted(&feed_below(&address)) }
}

/// Makes a feed.
pub(super) fn make(renderer: &Renderer, of: &FeedOf) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let (title, description, home) = subject(&lens, of);
    let scene = Rc::new(Scene::without_page(lens, home.clone(), Heading::default()));
    let lens = &scene.lens;
    let limit = lens.config("feeds.items", |config| config.feeds.items);
    let stream = stream(of, || scene.language.clone(), |id| lens.page(id).source.clone());
    let mut items = Vec::new();
    let mut newest = None;
    for id in lens.stream(stream, limit) {
        let page = lens.page(id);
        newest = newest.max(changed(page).map(|when| when.start(lens.zone())));
        items.push(item(renderer, &scene, id, page)?);
    }
    let base = lens.base();
    let channel = Channel {
        title: xml_text(&title),
        link: base.absolute(&home),
        description: xml_text(&escape_html(&description)),
        language: Some(scene.language.clone()),
        last_build_date: newest.map(rfc2822),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        generator: Some("Bulletin".to_owned()),
        extensions: [("atom".to_owned(), self_link(&base.absolute(&feed_below(&home))))].into(),
        namespaces: [
            ("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned()),
            ("content".to_owned(), "http://purl.org/rss/1.0/modules/content/".to_owned()),
            ("dc".to_owned(), "http://purl.org/dc/elements/1.1/".to_owned()),
        ]
        .into(),
        items,
        ..Channel::default()
    };
    let mut bytes = channel.to_string().into_bytes();
    bytes.push(b'\n');
    Ok(Made { bytes, trace: lens.trace() })
}

/// What a feed is called, its description, and where it belongs.
fn subject(lens: &Lens, of: &FeedOf) -> (String, String, Address) {
    let described = |own: &str| {
        let texts = [own.to_owned(), lens.config("description", |config| config.description.clone()), hub(lens)];
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    match of {
        FeedOf::Hub => (hub(lens), described(""), Address::home()),
        FeedOf::Section(id) => {
            let page = lens.teaser(*id);
            (titled(lens, &page.title), described(&page.description), page.address.clone())
        }
        FeedOf::Term(taxonomy, slug) => {
            let (name, address) = lens.term_place(taxonomy, slug).unwrap_or_else(|| (slug.clone(), Address::home()));
            (titled(lens, &name), described(""), address)
        }
    }
}

fn item(renderer: &Renderer, scene: &Rc<Scene>, id: PageId, page: &Page) -> Result<Item, Box<Diagnostic>> {
    let lens = &scene.lens;
    let base = lens.base();
    let url = base.absolute(&page.address);
    let content = match lens.config("feeds.full_text", |config| config.feeds.full_text) {
        true => Some(xml_text(&whole_addresses(&renderer.body(scene, id)?, &base.origin, &url))),
        false => None,
    };
    let creators: Vec<String> = super::authors(page).iter().map(|author| name_of(lens, &author.value)).collect();
    let topics = super::head::topics(page);
    Ok(Item {
        title: Some(xml_text(&page.title)),
        link: Some(url),
        description: Some(xml_text(&escape_html(&page.description))),
        categories: topics.map(|topic| Category { name: xml_text(topic), domain: None }).collect(),
        guid: Some(Guid { value: tag_uri(&base.origin, page), permalink: false }),
        pub_date: page.front.date.map(|date| date.rfc2822(lens.zone())),
        content: content.filter(|content| !content.trim().is_empty()),
        dublin_core_ext: (!creators.is_empty()).then(|| DublinCoreExtension { creators, ..Default::default() }),
        ..Item::default()
    })
}

/// A tag URI (RFC 4151) from where the page's source is, which `slug`, `url` and the hub's sub-path do
/// not change.
fn tag_uri(origin: &str, page: &Page) -> String {
    let host = origin.split("://").nth(1).unwrap_or_default();
    let host = host.split(':').next().unwrap_or(host);
    let day = page.front.date.map_or_else(|| "2000-01-01".to_owned(), |date| date.day().to_string());
    format!("tag:{host},{day}:{}", crate::text::encode_path(page.nest.as_str().trim_matches('/')))
}

fn name_of(lens: &Lens, author: &str) -> String {
    match lens.person(author) {
        Some(id) => xml_text(&lens.teaser(id).title),
        None => xml_text(author),
    }
}

fn changed(page: &Page) -> Option<When> {
    page.front.updated.or(page.front.date)
}

/// `html` with each address from the root of the host, and each anchor of the page, made whole.
fn whole_addresses(html: &str, origin: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find("=\"").map(|at| at + 2) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let attribute = before[..at - 2].rsplit([' ', '\n']).next().unwrap_or_default();
        if matches!(attribute, "href" | "src" | "poster" | "cite") {
            match after.as_bytes() {
                [b'/', second, ..] if *second != b'/' => out.push_str(origin),
                [b'#', ..] => out.push_str(page),
                _ => {}
            }
        }
        let end = after.find('"').map_or(after.len(), |end| end + 1);
        out.push_str(&after[..end]);
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

/// Without the characters that XML 1.0 cannot hold.
fn xml_text(text: &str) -> String {
    match crate::text::is_all_printable(text) {
        true => text.to_owned(),
        false => text.replace(|c| !crate::text::is_printable(c), ""),
    }
}

fn self_link(url: &str) -> BTreeMap<String, Vec<Extension>> {
    let attrs = [("href", url), ("rel", "self"), ("type", "application/rss+xml")];
    let link = Extension {
        name: "atom:link".to_owned(),
        attrs: attrs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        ..Extension::default()
    };
    [("link".to_owned(), vec![link])].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_feeds_are_whole() {
        let html =
            r##"<a href="/hub/a/">a</a> <a href="#b">b</a> <img src="/c.png" alt="/d"> <a href="//e.example/">e</a>"##;
        let whole = whole_addresses(html, "https://h.example", "https://h.example/p/");
        let expected = r##"<a href="https://h.example/hub/a/">a</a> <a href="https://h.example/p/#b">b</a> <img src="https://h.example/c.png" alt="/d"> <a href="//e.example/">e</a>"##;
        assert_eq!(whole, expected);
    }
}
