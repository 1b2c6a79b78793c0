//! What stands at the address of a page that expired or was withdrawn: that it is gone, and what to read instead.
//!
//! It says nothing of the page but where it stood. Search engines are told to forget the address; hosts that read
//! `_redirects` answer 404 there.

use std::rc::Rc;

use super::page::finished;
use super::redirect::is_page;
use super::{Made, Route, Sketch, head};
use crate::diag::{Code, Diagnostic};
use crate::path::Address;
use crate::render::{Given, Heading, List, Renderer, Scene};
use crate::span::Place;
use crate::world::World;

/// Plans what stands at each address of a page that is gone.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for address in world.site.gone.keys().filter(|address| is_page(address)) {
        sketch.add(address, Route::Gone(address.clone()));
    }
}

/// Makes one of them.
pub(super) fn make(renderer: &Renderer, address: &Address) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let Some(gone) = lens.gone(address) else {
        let message = format!("what stood at `{address}` is not gone");
        return Err(Box::new(Diagnostic::new(Code::RedirectTarget, Place::file(address.as_str()), message, "")));
    };
    let mut scene = Scene::without_page(lens, address.clone(), Heading::default());
    scene.language = gone.language;
    let word = |key: &str| scene.lens.text(&scene.language, key).map(|text| text.to_string()).unwrap_or_default();
    let description = word(if gone.has_expired { "gone.expired" } else { "gone.text" });
    scene.heading = Heading { title: word("gone.title"), description, kind: "gone" };
    let scene = Rc::new(scene);
    let head = head::of_heading(&scene, None);
    let total = gone.instead.len();
    let list = Some(List { items: gone.instead, over: Vec::new(), number: 1, total, first: address.clone(), count: 1 });
    let html = renderer.render(&scene, "gone.html", Given { head, list, ..Given::default() })?;
    Ok(finished(scene, html))
}
