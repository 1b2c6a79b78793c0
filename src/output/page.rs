//! Pages: those of the hub's sources, and the one for what is not found.

use std::rc::Rc;

use super::{Content, Made, Route, Sketch, feed, head, live, slice_of};
use crate::content::{Kind, Page, Role};
use crate::diag::Diagnostic;
use crate::path::Address;
use crate::render::{Given, Heading, List, Renderer, Scene};
use crate::site::PageId;
use crate::world::{Lens, World};

/// Plans every page, and every page of a section's list.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (id, page) in world.site.numbered() {
        let pages = match page.role {
            Role::Section => pages_of_section(world, id),
            Role::Home | Role::Leaf => 1,
        };
        for number in 1..=pages {
            sketch.add(&page.address.numbered(number), Route::Page(id, number));
        }
    }
    sketch.add_at("404.html", Route::NotFound);
}

fn pages_of_section(world: &World, id: PageId) -> usize {
    if is_alphabetical(world.site.page(id)) {
        return 1;
    }
    world.site.members(id).len().div_ceil(world.project.config.page_size).max(1)
}

/// Whether a section is shown as one list from A to Z: as its front matter says, else guides are.
fn is_alphabetical(page: &Page) -> bool {
    section_template(page) == "az"
}

fn section_template(page: &Page) -> &str {
    if let Some(template) = &page.front.template {
        return template.value.trim_end_matches(".html");
    }
    match page.address.as_str().trim_matches('/').rsplit('/').next() {
        Some("guides") => "az",
        _ => "section",
    }
}

/// Makes a page.
pub(super) fn make(renderer: &Renderer, id: PageId, number: usize) -> Result<Made, Box<Diagnostic>> {
    let mut scene = Scene::of_page(renderer.lens(), id);
    scene.feeds = feed::of_page(&scene.lens, id);
    let page = scene.lens.page(id);
    let list = (page.role == Role::Section).then(|| section_list(&scene.lens, id, number));
    let template = template_of(&scene.lens, page);
    scene.address = page.address.numbered(number);
    let is_live = page.kind == Kind::Live && page.role == Role::Leaf;
    let scene = Rc::new(scene);
    let given = match number {
        1 if is_live => live::given(renderer, &scene, id)?,
        1 => Given { body: renderer.body(&scene.lens, id)?, ..Given::default() },
        _ => Given::default(),
    };
    let head = head::of_page(&scene, id, list.as_ref(), &given.body);
    let html = renderer.render(&scene, &template, Given { head, list, ..given })?;
    Ok(finished(scene, html))
}

/// The template that a page is shown by: what its front matter names if it exists, else what its role or kind has.
fn template_of(lens: &Lens, page: &Page) -> String {
    let named = page.front.template.as_ref().map(|template| template.value.trim_end_matches(".html"));
    let (wanted, usual) = match page.role {
        Role::Home => (named, if named.is_some() { page.kind.name() } else { "home" }),
        Role::Section => (Some(section_template(page)), "section"),
        Role::Leaf => (named, page.kind.name()),
    };
    let wanted = wanted.map(|name| format!("{name}.html")).filter(|name| lens.template(name));
    wanted.unwrap_or_else(|| format!("{usual}.html"))
}

fn section_list(lens: &Lens, id: PageId, number: usize) -> List {
    let members = lens.members(id);
    let page = lens.page(id);
    let size = if is_alphabetical(page) { usize::MAX } else { page_size(lens) };
    let items = slice_of(&members, number, size);
    let over = lens.over(id);
    let coming = items.iter().take_while(|item| !over.contains(item)).count();
    List {
        over: items[coming..].to_vec(),
        items,
        number,
        total: members.len(),
        first: page.address.clone(),
        count: members.len().div_ceil(size).max(1),
    }
}

/// How many entries a page of a list has.
pub(super) fn page_size(lens: &Lens) -> usize {
    lens.config("page_size", |config| config.page_size)
}

/// Makes the page for what is not found. Servers show it at any address, so its links are from the
/// root.
pub(super) fn make_not_found(renderer: &Renderer) -> Result<Made, Box<Diagnostic>> {
    let address = Address::new("404.html").unwrap_or_else(|_| Address::home());
    let mut scene = Scene::without_page(renderer.lens(), address, Heading::default());
    let word = |key: &str| scene.lens.text(&scene.language, key).map(|text| text.to_string()).unwrap_or_default();
    scene.heading = Heading { title: word("404.title"), description: word("404.text"), kind: "404" };
    scene.feeds = feed::of_hub(&scene.lens, &scene.language);
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, None);
    let html = renderer.render(&scene, "404.html", Given { head, ..Given::default() })?;
    Ok(finished(scene, html))
}

/// HTML and what was asked for it.
pub(super) fn finished(scene: Rc<Scene>, html: Vec<u8>) -> Made {
    Made { content: Content::Bytes(html), trace: scene.end() }
}

/// A piece of a page, made by a template of its own; empty if the theme has none.
pub(super) fn piece(renderer: &Renderer, lens: &Lens, id: PageId, template: &str) -> Result<String, Box<Diagnostic>> {
    if !lens.template(template) {
        return Ok(String::new());
    }
    let scene = Rc::new(Scene::of_page(lens.again(), id));
    let html = renderer.render(&scene, template, Given::default())?;
    lens.absorb(&scene.end());
    Ok(String::from_utf8_lossy(&html).trim().to_owned())
}
