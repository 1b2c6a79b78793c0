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

use super::{Made, Plan, Route, world_of};
use crate::content::{Kind, Page, Role};
use crate::diag::Diagnostic;
use crate::instant::{When, rfc2822};
use crate::path::Address;
use crate::render::{Link, Renderer, Scene};
use crate::site::{Order, PageId, Select};
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
    let lens = Lens::new(world.clone());
    for (of, _, address) in feeds(world) {
        if world.project.config.feeds.full_text {
            let (.., ids) = subject(world, &lens, &of);
            plan.shared.extend(ids.into_iter().take(world.project.config.feeds.items));
        }
        plan.add(&address, Route::Feed(of));
    }
}

/// Every feed with its title and address.
fn feeds(world: &World) -> Vec<(FeedOf, String, Address)> {
    let site = &world.site;
    let mut feeds = vec![(FeedOf::Hub, world.project.config.title.clone(), feed_below(&Address::home()))];
    for (id, page) in site.numbered().filter(|(_, page)| page.role == Role::Section) {
        if site.members(id).iter().any(|member| site.page(*member).kind != Kind::Person) {
            feeds.push((FeedOf::Section(id), titled(world, &page.title), feed_below(&page.address)));
        }
    }
    for (name, taxonomy) in &site.taxonomies {
        for term in taxonomy.terms.values() {
            let of = FeedOf::Term(name.clone(), term.slug.clone());
            feeds.push((of, titled(world, &term.name), feed_below(&term.address)));
        }
    }
    feeds
}

fn titled(world: &World, title: &str) -> String {
    format!("{title} – {}", world.project.config.title)
}

fn feed_below(address: &Address) -> Address {
    address.child("feed.xml").unwrap_or_else(|_| address.clone())
}

/// The feeds that a page leads to: its section's or its author's, and the hub's.
pub(super) fn of_page(world: &World, id: PageId) -> Vec<Link> {
    let site = &world.site;
    let page = site.page(id);
    let mut links = of_hub(world);
    let mut add = |title: &str, address: &Address| {
        links.push(Link { title: titled(world, title), url: world.project.base.rooted(&feed_below(address)) });
    };
    if page.kind == Kind::Person {
        let authors = site.taxonomies.get("authors");
        let term = authors.and_then(|authors| authors.terms.values().find(|term| term.person == Some(id)));
        if let Some(term) = term {
            add(&term.name, &term.address);
        }
    } else if let Some(section) = site.section(id)
        && site.members(section).iter().any(|member| site.page(*member).kind != Kind::Person)
    {
        add(&site.page(section).title, &site.page(section).address);
    }
    links
}

/// The hub's feed.
pub(super) fn of_hub(world: &World) -> Vec<Link> {
    let url = world.project.base.rooted(&feed_below(&Address::home()));
    vec![Link { title: world.project.config.title.clone(), url }]
}

/// The feeds that the page of a term leads to.
pub(super) fn of_term(world: &World, taxonomy: &str, slug: &str) -> Vec<Link> {
    let mut links = of_hub(world);
    if let Some(term) = world.site.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug)) {
        let url = world.project.base.rooted(&feed_below(&term.address));
        links.push(Link { title: titled(world, &term.name), url });
    }
    links
}

/// Makes a feed.
pub(super) fn make(renderer: &Renderer, of: &FeedOf) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let config = &world.project.config;
    let lens = Lens::new(world.clone());
    let (title, description, home, ids) = subject(world, &lens, of);
    let scene = Rc::new(Scene {
        lens,
        page: None,
        source: super::page::home_source(),
        address: home.clone(),
        language: config.language.clone(),
        heading: crate::render::Heading::default(),
        feeds: Vec::new(),
        trail: Vec::new(),
    });
    let mut items = Vec::new();
    let mut newest = None;
    for id in ids.into_iter().take(config.feeds.items) {
        let page = scene.lens.page(id);
        newest = newest.max(changed(page).map(|when| when.start(&world.project.zone)));
        items.push(item(renderer, &scene, id, page)?);
    }
    let base = &world.project.base;
    let channel = Channel {
        title: xml_text(&title),
        link: base.absolute(&home),
        description: xml_text(&escape_html(&description)),
        language: Some(config.language.clone()),
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
    Ok(Made { bytes, trace: scene.lens.trace() })
}

/// What a feed is called, where it belongs, and its pages, newest first.
fn subject(world: &World, lens: &Lens, of: &FeedOf) -> (String, String, Address, Vec<PageId>) {
    let config = &world.project.config;
    let described = |own: &str| {
        let texts = [own, &config.description, &config.title];
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    match of {
        FeedOf::Hub => {
            let all = Select { language: config.language.clone(), order: Order::Date, ..Select::default() };
            let ids = fit_for_feed(lens, lens.pages(all));
            (config.title.clone(), described(""), Address::home(), ids)
        }
        FeedOf::Section(id) => {
            let page = lens.teaser(*id);
            let mut ids = fit_for_feed(lens, lens.members(*id));
            ids.sort_by_key(|id| world.site.newest(*id));
            (titled(world, &page.title), described(&page.description), page.address.clone(), ids)
        }
        FeedOf::Term(taxonomy, slug) => {
            let term = lens.terms(taxonomy).into_iter().find(|term| term.slug == *slug);
            let (name, address) = term.map_or((slug.clone(), Address::home()), |term| (term.name, term.address));
            (titled(world, &name), described(""), address, fit_for_feed(lens, lens.term(taxonomy, slug)))
        }
    }
}

/// Without people and pages that only hold the hub together.
fn fit_for_feed(lens: &Lens, ids: Vec<PageId>) -> Vec<PageId> {
    let fit = |id: &PageId| {
        let page = lens.teaser(*id);
        page.role == Role::Leaf && page.kind != Kind::Person && (page.kind != Kind::Page || page.front.date.is_some())
    };
    ids.into_iter().filter(fit).collect()
}

fn item(renderer: &Renderer, scene: &Rc<Scene>, id: PageId, page: &Page) -> Result<Item, Box<Diagnostic>> {
    let world = world_of(renderer);
    let base = &world.project.base;
    let url = base.absolute(&page.address);
    let content = match world.project.config.feeds.full_text {
        true => Some(xml_text(&whole_addresses(&renderer.body(scene, id)?, &base.origin, &url))),
        false => None,
    };
    let creators: Vec<String> = super::authors(page).iter().map(|author| name_of(&scene.lens, &author.value)).collect();
    let topics = super::head::topics(page);
    Ok(Item {
        title: Some(xml_text(&page.title)),
        link: Some(url),
        description: Some(xml_text(&escape_html(&page.description))),
        categories: topics.map(|topic| Category { name: xml_text(topic), domain: None }).collect(),
        guid: Some(Guid { value: tag_uri(world, page), permalink: false }),
        pub_date: page.front.date.map(|date| date.rfc2822(&world.project.zone)),
        content: content.filter(|content| !content.trim().is_empty()),
        dublin_core_ext: (!creators.is_empty()).then(|| DublinCoreExtension { creators, ..Default::default() }),
        ..Item::default()
    })
}

/// A tag URI (RFC 4151) from where the page's source is, which `slug`, `url` and the hub's sub-path do
/// not change.
fn tag_uri(world: &World, page: &Page) -> String {
    let host = world.project.base.origin.split("://").nth(1).unwrap_or_default();
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
