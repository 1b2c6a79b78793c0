//! Pages of taxonomies: all terms of one, and all pages of a term.

use std::rc::Rc;

use super::page::{finished, page_size};
use super::{Made, Route, Sketch, feed, head, slice_of};
use crate::diag::Diagnostic;
use crate::path::Address;
use crate::render::{Given, Heading, Link, List, Renderer, Scene};
use crate::site::Spot;
use crate::world::{Lens, World};

/// Plans a page for each taxonomy that has terms, and the pages of each term that is no person.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (name, taxonomy) in &world.site.taxonomies {
        if world.site.at(&taxonomy.address) == Some(&Spot::Taxonomy(name.clone())) {
            sketch.add(&taxonomy.address, Route::Taxonomy(name.clone()));
        }
        for term in taxonomy.terms.values().filter(|term| term.person.is_none()) {
            let pages = term.pages.len().div_ceil(world.project.config.page_size).max(1);
            for number in 1..=pages {
                let route = Route::Term(name.clone(), term.slug.clone(), number);
                sketch.add(&term.address.numbered(number), route);
            }
        }
    }
}

/// Makes the page of a taxonomy.
pub(super) fn make_taxonomy(renderer: &Renderer, name: &str) -> Result<Made, Box<Diagnostic>> {
    let scene = Rc::new(taxonomy_scene(renderer.lens(), name));
    let head = head::of_heading(&scene, None);
    let given = Given { head, terms: Some(name.to_owned()), ..Given::default() };
    let html = renderer.render(&scene, "taxonomy.html", given)?;
    Ok(finished(scene, html))
}

fn taxonomy_scene(lens: Lens, name: &str) -> Scene {
    let address = lens.taxonomy(name).unwrap_or_else(Address::home);
    let mut scene = Scene::without_page(lens, address, Heading::default());
    let title = taxonomy_title(&scene.lens, &scene.language, name);
    scene.heading = Heading { title, description: String::new(), kind: "taxonomy" };
    scene.feeds = feed::of_hub(&scene.lens, &scene.language);
    scene
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
    let mut scene = taxonomy_scene(renderer.lens(), taxonomy);
    let (name, first) = scene.lens.term_place(taxonomy, slug).unwrap_or_else(|| (slug.to_owned(), Address::home()));
    let ids = scene.lens.term(taxonomy, slug);
    let size = page_size(&scene.lens);
    let list = List {
        over: Vec::new(),
        items: slice_of(&ids, number, size),
        number,
        total: ids.len(),
        first: first.clone(),
        count: ids.len().div_ceil(size).max(1),
    };
    let url = scene.lens.base().rooted(&scene.address);
    scene.trail = vec![Link { title: scene.heading.title, url }];
    scene.feeds = feed::of_term(&scene.lens, &scene.language, taxonomy, slug);
    scene.heading = Heading { title: name, description: String::new(), kind: "term" };
    scene.address = first.numbered(number);
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, Some(&list));
    let html = renderer.render(&scene, "term.html", Given { head, list: Some(list), ..Given::default() })?;
    Ok(finished(scene, html))
}
