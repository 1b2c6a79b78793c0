//! The page, one in each language of the hub, that says what feeds are and lists all of them.
//!
//! A page of the hub at its address stands instead of it.

use std::rc::Rc;
use std::sync::Arc;

use super::page::finished;
use super::{Made, Route, Sketch, feed, head};
use crate::content::{Facts, Page, Role};
use crate::diag::Diagnostic;
use crate::path::Address;
use crate::render::{Feed, FeedGroup, Given, Heading, Renderer, Scene};
use crate::site::{PageId, SUBSCRIBE, Site, Spot, Stream};
use crate::world::World;

/// Plans the page of each language, where nothing of the hub has its place.
pub(super) fn plan(world: &Arc<World>, sketch: &mut Sketch) {
    for address in world.site.homes.values().filter_map(|home| home.child(SUBSCRIBE).ok()) {
        if let Some(Spot::Subscribe(language)) = world.site.at(&address) {
            sketch.add(&address, Route::Subscribe(language.clone()));
        }
    }
}

/// Makes the page of a language.
pub(super) fn make(renderer: &Renderer, language: &str) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let home = lens.hub_in(language).unwrap_or_else(Address::home);
    let mut scene = Scene::without_page(lens, home.child(SUBSCRIBE).unwrap_or(home), Heading::default());
    scene.language = language.to_owned();
    let word = |key: &str| scene.lens.text(language, key).map(|text| text.to_string()).unwrap_or_default();
    scene.heading = Heading { title: word("subscribe.title"), description: word("subscribe.text"), kind: "subscribe" };
    scene.feeds = feed::of_hub(&scene.lens, language);
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, None);
    let feeds = Some(groups(&scene));
    let html = renderer.render(&scene, "subscribe.html", Given { head, feeds, ..Given::default() })?;
    Ok(finished(scene, html))
}

/// Every feed in the scene's language: the hub's and that of alerts, then those of live coverage that is not over, of
/// sections, topics and what else the hub sorts by, and authors. Topics and authors belong to the hub's own language.
fn groups(scene: &Scene) -> Vec<FeedGroup> {
    let (lens, language) = (&scene.lens, scene.language.as_str());
    let site = lens.site();
    let is_own = lens.config("language", |config| config.language == language);
    let sections: Vec<(PageId, &Page)> = site
        .numbered()
        .filter(|(_, page)| page.role == Role::Section && page.language == language)
        .filter(|(_, page)| !site.homes.values().any(|home| *home == page.address))
        .collect();
    let of_section = |page: &Page| feed::feed(lens, page.title.clone(), &page.address);
    let podcasts = sections.iter().filter(|(id, _)| site.podcasts.contains(id));
    let with_feed = sections.iter().filter(|(id, _)| site.has_feed(*id));
    let mut groups = vec![
        group("hub", feed::of_hub(lens, language)),
        group(
            "podcasts",
            podcasts.map(|(_, page)| feed::podcast_of(lens, page.title.clone(), &page.address)).collect(),
        ),
        group("live", live(site, language).filter_map(of_section).collect()),
        group("sections", with_feed.filter_map(|(_, page)| of_section(page)).collect()),
    ];
    if is_own {
        groups.extend(site.taxonomies.keys().map(|taxonomy| group(taxonomy, terms(scene, site, taxonomy))));
    }
    groups.retain(|group| !group.feeds.is_empty());
    groups
}

/// Live coverage of which there will be more.
fn live<'s>(site: &'s Site, language: &str) -> impl Iterator<Item = &'s Page> {
    let is_going_on = |page: &&Page| matches!(&page.front.facts, Facts::Live(live) if live.told.standing.goes_on());
    let pages = site.numbered().map(|(_, page)| page).filter(move |page| page.language == language);
    pages.filter(|page| page.role == Role::Leaf).filter(is_going_on)
}

fn group(name: &str, feeds: Vec<Feed>) -> FeedGroup {
    FeedGroup { name: name.to_owned(), feeds }
}

/// The feeds of the terms of a taxonomy, by name.
fn terms(scene: &Scene, site: &Site, taxonomy: &str) -> Vec<Feed> {
    let mut terms: Vec<_> = site.taxonomies[taxonomy].terms.values().collect();
    terms.sort_by_key(|term| (term.name.to_lowercase(), &term.slug));
    let is_fed = |slug: &String| !site.stream(&Stream::Term(taxonomy.to_owned(), slug.clone()), 1).is_empty();
    let fed = terms.into_iter().filter(|term| is_fed(&term.slug));
    fed.filter_map(|term| feed::feed(&scene.lens, term.name.clone(), &term.address)).collect()
}
