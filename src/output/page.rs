//! Pages: those of the hub's sources, and the one for what is not found.

use std::rc::Rc;

use super::{Made, Plan, Route, feed, head, list_page, list_pages, slice_of, world_of};
use crate::content::Role;
use crate::diag::Diagnostic;
use crate::path::{Address, SourcePath};
use crate::render::{Given, Heading, List, Renderer, Scene};
use crate::site::PageId;
use crate::world::{Lens, World};

/// Plans every page, and every page of a section's list.
pub(super) fn plan(world: &World, plan: &mut Plan) {
    for (id, page) in world.site.numbered() {
        let pages = match page.role {
            Role::Section => pages_of_section(world, id),
            Role::Home | Role::Leaf => 1,
        };
        for number in 1..=pages {
            plan.add(&list_page(&page.address, number), Route::Page(id, number));
        }
    }
    plan.add_at("404.html", Route::NotFound);
}

fn pages_of_section(world: &World, id: PageId) -> usize {
    if is_alphabetical(world, id) {
        return 1;
    }
    world.site.members(id).len().div_ceil(world.project.config.page_size).max(1)
}

/// Whether a section is shown as one list from A to Z: as its front matter says, else guides are.
fn is_alphabetical(world: &World, id: PageId) -> bool {
    section_template(world, id) == "az"
}

fn section_template(world: &World, id: PageId) -> String {
    let page = world.site.page(id);
    if let Some(template) = &page.front.template {
        return template.value.trim_end_matches(".html").to_owned();
    }
    match page.address.as_str().trim_matches('/').rsplit('/').next() {
        Some("guides") => "az".to_owned(),
        _ => "section".to_owned(),
    }
}

/// Makes a page.
pub(super) fn make(renderer: &Renderer, id: PageId, number: usize) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let mut scene = Scene::of_page(world, id, feed::of_page(world, id));
    let page = scene.lens.page(id);
    let (role, kind) = (page.role, page.kind);
    let wanted = page.front.template.as_ref().map(|template| template.value.clone());
    let (template, list) = match role {
        Role::Home => (wanted.map_or("home.html".to_owned(), |name| renderer.template_for(kind, Some(&name))), None),
        Role::Leaf => (renderer.template_for(kind, wanted.as_deref()), None),
        Role::Section => {
            let name = format!("{}.html", section_template(world, id));
            let name = if renderer.has(&name) { name } else { "section.html".to_owned() };
            (name, Some(section_list(&scene.lens, world, id, number)))
        }
    };
    let first = scene.address.clone();
    scene.address = list_page(&first, number);
    let scene = Rc::new(scene);
    let body = if number == 1 { renderer.body(&scene, id)? } else { String::new() };
    let head = head::of_page(&scene, id, list.as_ref());
    let html = renderer.render(&scene, &template, Given { head, body, list, ..Given::default() })?;
    Ok(finished(scene, html))
}

fn section_list(lens: &Lens, world: &World, id: PageId, number: usize) -> List {
    let members = lens.members(id);
    let address = &world.site.page(id).address;
    let size = if is_alphabetical(world, id) { usize::MAX } else { world.project.config.page_size };
    List {
        items: slice_of(&members, number, size),
        number,
        total: members.len(),
        pages: list_pages(address, members.len(), size),
    }
}

/// Makes the page for what is not found. Servers show it at any address, so its links are from the
/// root.
pub(super) fn make_not_found(renderer: &Renderer) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let language = world.project.config.language.clone();
    let lens = Lens::new(world.clone());
    let word = |key: &str| lens.text(&language, key).map(|text| text.to_string()).unwrap_or_default();
    let heading = Heading { title: word("404.title"), description: word("404.text"), kind: "404" };
    let address = Address::new("404.html").unwrap_or_else(|_| Address::home());
    let scene = Rc::new(Scene {
        lens,
        page: None,
        source: home_source(),
        address,
        language,
        heading,
        feeds: feed::of_hub(world),
        trail: Vec::new(),
    });
    let head = head::of_heading(&scene, None);
    let html = renderer.render(&scene, "404.html", Given { head, ..Given::default() })?;
    Ok(finished(scene, html))
}

/// From where links of pages without a source are resolved.
pub(super) fn home_source() -> SourcePath {
    SourcePath::new("content/index.md").unwrap_or_else(|_| SourcePath::root())
}

/// HTML and what was asked for it.
pub(super) fn finished(scene: Rc<Scene>, html: String) -> Made {
    let trace = scene.lens.trace();
    Made { bytes: html.into_bytes(), trace }
}
