//! Pages of taxonomies: all terms of one, and all pages of a term.

use std::rc::Rc;

use super::page::{finished, home_source};
use super::{Made, Plan, Route, feed, head, list_page, list_pages, slice_of, world_of};
use crate::diag::Diagnostic;
use crate::path::Address;
use crate::render::{Given, Heading, Link, List, Renderer, Scene};
use crate::site::Spot;
use crate::world::{Lens, World};

/// Plans a page for each taxonomy that has terms, and the pages of each term that is no person.
pub(super) fn plan(world: &World, plan: &mut Plan) {
    for (name, taxonomy) in &world.site.taxonomies {
        if world.site.at(&taxonomy.address) == Some(&Spot::Taxonomy(name.clone())) {
            plan.add(&taxonomy.address, Route::Taxonomy(name.clone()));
        }
        for term in taxonomy.terms.values().filter(|term| term.person.is_none()) {
            let pages = term.pages.len().div_ceil(world.project.config.page_size).max(1);
            for number in 1..=pages {
                let route = Route::Term(name.clone(), term.slug.clone(), number);
                plan.add(&list_page(&term.address, number), route);
            }
        }
    }
}

/// Makes the page of a taxonomy.
pub(super) fn make_taxonomy(renderer: &Renderer, name: &str) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let scene = taxonomy_scene(world, name);
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, None);
    let given = Given { head, terms: Some(name.to_owned()), ..Given::default() };
    let html = renderer.render(&scene, "taxonomy.html", given)?;
    Ok(finished(scene, html))
}

fn taxonomy_scene(world: &std::sync::Arc<World>, name: &str) -> Scene {
    let language = world.project.config.language.clone();
    let lens = Lens::new(world.clone());
    let address = world.site.taxonomies.get(name).map_or(Address::home(), |taxonomy| taxonomy.address.clone());
    let heading =
        Heading { title: taxonomy_title(&lens, &language, name), description: String::new(), kind: "taxonomy" };
    let feeds = feed::of_hub(world);
    Scene { lens, page: None, source: home_source(), address, language, heading, feeds, trail: Vec::new() }
}

/// What a taxonomy is called: the theme's word for it, else its name with a capital.
fn taxonomy_title(lens: &Lens, language: &str, name: &str) -> String {
    if let Some(word) = lens.text(language, &format!("taxonomy.{name}")) {
        return word.to_string();
    }
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Makes one page of a term's list.
pub(super) fn make_term(
    renderer: &Renderer,
    taxonomy: &str,
    slug: &str,
    number: usize,
) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let mut scene = taxonomy_scene(world, taxonomy);
    let entry = scene.lens.terms(taxonomy).into_iter().find(|entry| entry.slug == slug);
    let (name, first) = entry.map_or((slug.to_owned(), Address::home()), |entry| (entry.name, entry.address));
    let ids = scene.lens.term(taxonomy, slug);
    let size = world.project.config.page_size;
    let list = List {
        items: slice_of(&ids, number, size),
        number,
        total: ids.len(),
        pages: list_pages(&first, ids.len(), size),
    };
    scene.trail = vec![Link { title: scene.heading.title.clone(), url: world.project.base.rooted(&scene.address) }];
    scene.feeds = feed::of_term(world, taxonomy, slug);
    scene.heading = Heading { title: name, description: String::new(), kind: "term" };
    scene.address = list_page(&first, number);
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, Some(&list));
    let html = renderer.render(&scene, "term.html", Given { head, list: Some(list), ..Given::default() })?;
    Ok(finished(scene, html))
}
