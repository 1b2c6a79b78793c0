//! Where a page reaches: the feeds it is in, where its links lead, and which pages lead to it.

use maud::{Markup, html};

use super::super::preview::Snapshot;
use super::query::link;
use crate::check;
use crate::content::{Kind, Role};
use crate::markdown::Hole;
use crate::path::Address;
use crate::site::{Link, PageId, Stream};
use crate::world::Lens;

/// A place with feeds that a page may be in.
struct Place {
    name: String,
    /// What their forms are called, and where they are.
    feeds: Vec<(&'static str, String)>,
    /// Whether it is among their newest.
    is_in: bool,
}

/// The feeds of what a page belongs to, and whether it is among their newest.
pub(super) fn feeds(snapshot: &Snapshot, id: PageId) -> Markup {
    let most = snapshot.world().project.config.feeds.items;
    let places = places(snapshot, id, most);
    html! {
        section #feeds aria-labelledby="feeds-heading" {
            h2 #feeds-heading { "Feeds" }
            @if places.is_empty() {
                p { "It is in no feed." }
            } @else {
                ul .plain {
                    @for Place { name, feeds, is_in } in &places {
                        li {
                            b dir="auto" { (name) } ": "
                            @for (at, (label, address)) in feeds.iter().enumerate() {
                                @if at > 0 { ", " }
                                a href=(address) { (label) }
                            }
                            @if !is_in { span .soft { " – not among its newest " (most) ", or of a kind that it leaves out" } }
                        }
                    }
                }
            }
        }
    }
}

fn places(snapshot: &Snapshot, id: PageId, most: usize) -> Vec<Place> {
    let site = &snapshot.world().site;
    let page = site.page(id);
    let mut streams: Vec<(&str, &Address, Stream)> = Vec::new();
    if let Some(home) = site.home(&page.language) {
        streams.push(("The whole hub", &site.page(home).address, Stream::Hub(page.language.clone())));
    }
    for above in site.above(id).iter().map(|above| site.page(*above)) {
        streams.push((&above.title, &above.address, Stream::Section(above.source.clone())));
    }
    for (name, taxonomy) in &site.taxonomies {
        for term in taxonomy.terms.values().filter(|term| term.pages.contains(&id)) {
            streams.push((&term.name, &term.address, Stream::Term(name.clone(), term.slug.clone())));
        }
    }
    let mut places: Vec<Place> = Vec::new();
    if page.kind == Kind::Live && page.role == Role::Leaf {
        places.push(Place { name: "Its updates".to_owned(), feeds: snapshot.feeds_at(&page.address), is_in: true });
    }
    for (name, address, stream) in streams {
        let feeds = snapshot.feeds_at(address);
        if !feeds.is_empty() && !places.iter().any(|known| known.feeds == feeds) {
            places.push(Place { name: name.to_owned(), feeds, is_in: site.stream(&stream, most).contains(&id) });
        }
    }
    places
}

/// Where its links lead, and which pages lead to it.
pub(super) fn links(snapshot: &Snapshot, id: PageId) -> Markup {
    let world = snapshot.world();
    let page = world.site.page(id);
    let lens = Lens::new(world.clone());
    let base = &world.project.base;
    let inside = check::links_of(&lens, id);
    let outside = outside(&lens, id);
    let back = snapshot.pages_to(id);
    let name = |id: PageId| {
        let page = world.site.page(id);
        html! { a href=(link("/_desk/page/", &[("source", page.source.as_str())])) lang=(page.language) dir="auto" { (page.title) } }
    };
    html! {
        section #links aria-labelledby="links-heading" {
            h2 #links-heading { "Links" }
            h3 { "To other pages and files (" (inside.len()) ")" }
            @if inside.is_empty() { p .soft { "None in its text." } }
            ul .plain {
                @for target in &inside {
                    li {
                        @match world.site.resolve(&page.source, target) {
                            Link::To { page: Some(id), .. } => { (name(id)) " " code { (target) } }
                            Link::To { address, .. } => { a href=(base.rooted(&address)) { (target) } }
                            Link::Withheld(_) => { span .count.warning { "Not published" } " " code { (target) } }
                            Link::Broken => { span .count.error { "Broken" } " " code { (target) } }
                        }
                    }
                }
            }
            h3 { "To other sites (" (outside.len()) ")" }
            @if outside.is_empty() { p .soft { "None in its text." } }
            ul .plain { @for address in &outside { li { a rel="noreferrer" href=(address) { (address) } } } }
            h3 { "From other pages (" (back.len()) ")" }
            @if back.is_empty() { p .soft { "No text of the hub links here. It is still in lists and menus." } }
            ul .plain {
                @for from in back.iter().take(MOST) { li { (name(*from)) } }
                @if back.len() > MOST { li { "and " (back.len() - MOST) " more" } }
            }
        }
    }
}

/// So many pages that lead to a page are named.
const MOST: usize = 200;

/// Every web address that the body of a page links to, once each.
fn outside(lens: &Lens, id: PageId) -> Vec<String> {
    let Ok(body) = lens.body(id) else { return Vec::new() };
    let mut found = Vec::new();
    let mut read = |html: &str| {
        for rest in html.split("href=\"").skip(1) {
            let address = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
            if (address.starts_with("https://") || address.starts_with("http://")) && !found.contains(&address) {
                found.push(address);
            }
        }
    };
    read(&body.html);
    body.each_hole(&mut |hole| match hole {
        Hole::Component(component) => {
            read(&component.body.html);
            component.answer.iter().for_each(|answer| read(&answer.body.html));
        }
        Hole::Slide(slide) => read(&slide.body.html),
        Hole::Link(_)
        | Hole::Source(_)
        | Hole::Image(_)
        | Hole::Code(_)
        | Hole::Word(_)
        | Hole::Section(_)
        | Hole::Citation(_) => {}
    });
    found
}
