//! Live coverage: its page, each update by itself, and `updates.json`, which open pages ask for what is new.
//!
//! The JSON follows from the updates alone, never from the instant of the build: as long as nothing is posted it is the same
//! file, and a server answers that nothing has changed.

use std::rc::Rc;

use serde::Serialize;

use super::{Content, Made, Route, Sketch, feed, head, made, page::finished};
use crate::content::{Facts, Kind, Page, Role};
use crate::diag::{Code, Diagnostic};
use crate::health::live::Standing;
use crate::instant::rfc3339;
use crate::render::{Given, Heading, Link, Posted, Renderer, Scene};
use crate::site::{PageId, Spot};
use crate::span::Place;
use crate::text::excerpt;
use crate::world::{Lens, World};

/// The template of an update, in its page and for those that are open.
const PARTIAL: &str = "partials/update.html";

/// A description of an update has so many characters at most.
const DESCRIPTION: usize = 200;

/// Plans each update's page and card, and what open pages ask for.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (id, page) in world.site.numbered().filter(|(_, page)| page.kind == Kind::Live && page.role == Role::Leaf) {
        let Facts::Live(live) = &page.front.facts else { continue };
        sketch.add(&page.updates_address(), Route::Updates(id));
        for update in &live.told.updates {
            let address = page.update_address(&update.key);
            if matches!(world.site.at(&address), Some(Spot::Update(owner, _)) if *owner == id) {
                sketch.add(&address, Route::Update(id, update.key.clone()));
                if let Some(card) = world.update_card_address(id, update) {
                    sketch.add(&card, Route::UpdateCard(id, update.key.clone()));
                }
            }
        }
    }
}

/// What the page of live coverage is given: what stands above the updates, and these, the newest first until there will be no more.
pub(super) fn given(renderer: &Renderer, scene: &Scene, id: PageId) -> Result<Given, Box<Diagnostic>> {
    let page = scene.lens.page(id);
    let (body, mut updates) = posted(renderer, scene, id, page)?;
    if matches!(&page.front.facts, Facts::Live(live) if live.told.standing.goes_on()) {
        updates.reverse();
    }
    Ok(Given { body, updates: Some(updates), ..Given::default() })
}

/// What stands above the updates, and these, oldest first.
fn posted(
    renderer: &Renderer,
    scene: &Scene,
    id: PageId,
    page: &Page,
) -> Result<(String, Vec<Posted>), Box<Diagnostic>> {
    let Facts::Live(live) = &page.front.facts else { return Ok(Default::default()) };
    let (opening, mut bodies) = renderer.sections(scene, id)?;
    let updates = live.told.updates.iter().map(|update| {
        let body = bodies.remove(&update.key).unwrap_or_default();
        Posted::of(scene, page, live, update, body)
    });
    Ok((opening, updates.collect()))
}

/// Makes the page of one update.
pub(super) fn make_update(renderer: &Renderer, id: PageId, key: &str) -> Result<Made, Box<Diagnostic>> {
    // A lens of its own, so that the page need not be copied: it has all updates.
    let whole = renderer.lens();
    let page = whole.page(id);
    let lens = renderer.lens();
    lens.absorb(&whole.trace());
    let Facts::Live(live) = &page.front.facts else { return Err(Box::new(gone(page.source.as_str()))) };
    let Some(update) = live.told.update(key) else { return Err(Box::new(gone(page.source.as_str()))) };
    let heading =
        Heading { title: update.title(), description: excerpt(&update.passage.text, DESCRIPTION), kind: "update" };
    let mut scene = Scene::without_page(lens, page.update_address(key), heading);
    scene.source = page.source.clone();
    scene.language = page.language.clone();
    scene.feeds = feed::of_page(&scene.lens, id);
    scene.trail = trail(&scene.lens, id);
    let scene = Rc::new(scene);
    let head = head::of_update(&scene, id, page, update);
    let body = renderer.section(&scene, id, key)?;
    let update = Some(Posted::of(&scene, page, live, update, body));
    let html = renderer.render(&scene, "update.html", Given { head, update, ..Given::default() })?;
    Ok(finished(scene, html))
}

/// The pages above an update, down to the one it is part of.
fn trail(lens: &Lens, id: PageId) -> Vec<Link> {
    let pages = lens.way(id).iter().skip(1).chain([&id]).map(|id| lens.teaser(*id));
    pages.map(|page| Link { title: page.title.clone(), url: lens.base().rooted(&page.address) }).collect()
}

/// Draws the card of an update.
pub(super) fn make_card(lens: Lens, id: PageId, key: &str) -> Result<Made, Box<Diagnostic>> {
    let card = lens.update_card(id, key);
    match card.zip(lens.studio()).map(|(card, studio)| studio.draw(&card.fields)) {
        Some(bytes) => Ok(made(lens, bytes)),
        None => Err(Box::new(gone("card.png"))),
    }
}

fn gone(file: &str) -> Diagnostic {
    Diagnostic::new(Code::DiskUnreadable, Place::file(file), "the update is gone", "")
}

/// What open pages ask for.
#[derive(Serialize)]
struct Updates {
    /// Until when it is worth asking.
    ends: Option<String>,
    /// Whether the coverage was stopped.
    halted: bool,
    /// Oldest first: what is new comes last.
    updates: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    time: String,
    title: String,
    corrected: Option<String>,
    /// The update as its page shows it.
    html: String,
}

/// Makes what open pages ask for.
pub(super) fn make_updates(renderer: &Renderer, id: PageId) -> Result<Made, Box<Diagnostic>> {
    let scene = Rc::new(Scene::of_page(renderer.lens(), id));
    let page = scene.lens.page(id);
    let (_, updates) = posted(renderer, &scene, id, page)?;
    let has_partial = scene.lens.template(PARTIAL);
    let mut items = Vec::with_capacity(updates.len());
    for update in updates {
        let (id, title, url) = (update.key.clone(), update.title.clone(), update.url.1.clone());
        let (time, corrected) = (update.time.0.to_string(), update.corrected.map(|when| when.to_string()));
        let html = match has_partial {
            true => {
                let bytes = renderer.render(&scene, PARTIAL, Given { update: Some(update), ..Given::default() })?;
                String::from_utf8_lossy(&bytes).trim().to_owned()
            }
            false => update.body,
        };
        items.push(Item { id, url, time, title, corrected, html });
    }
    let (ends, halted) = match &page.front.facts {
        Facts::Live(live) => {
            let ends = live.ends.map(|ends| rfc3339(ends.end(scene.lens.zone())));
            (ends, live.told.standing == Standing::Halted)
        }
        _ => (None, false),
    };
    let json = serde_json::to_string(&Updates { ends, halted, updates: items }).unwrap_or_default();
    // Whatever somebody takes the file for, it is no HTML.
    let bytes = format!("{}\n", json.replace('<', "\\u003c")).into_bytes();
    Ok(Made { content: Content::Bytes(bytes), trace: scene.end() })
}
