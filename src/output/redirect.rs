//! Addresses that lead elsewhere: a page for any host, and `_redirects` for those that read it.

use std::rc::Rc;

use super::page::finished;
use super::{Made, Route, Sketch, made};
use crate::diag::{Code, Diagnostic};
use crate::path::Address;
use crate::render::{Given, Heading, Renderer, Scene};
use crate::site::Target;
use crate::span::Place;
use crate::world::{Lens, World};

/// Plans a page for each redirect that is a page, and `_redirects` for all.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for redirect in &world.site.redirects {
        if is_page(&redirect.from) {
            sketch.add(&redirect.from, Route::Redirect(redirect.from.clone()));
        }
    }
    sketch.add_at("_redirects", Route::Redirects);
}

/// Whether a host shows a page at an address.
pub(super) fn is_page(address: &Address) -> bool {
    address.as_str().ends_with('/') || address.as_str().ends_with(".html")
}

/// Makes the page of one redirect.
pub(super) fn make(renderer: &Renderer, from: &Address) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let Some(target) = lens.redirect(from) else {
        let message = format!("`{from}` leads nowhere by now");
        return Err(Box::new(Diagnostic::new(Code::RedirectTarget, Place::file(from.as_str()), message, "")));
    };
    let given = Given { to: Some(ends(&lens, &target)), ..Given::default() };
    let heading = Heading { kind: "redirect", ..Heading::default() };
    let scene = Rc::new(Scene::without_page(lens, from.clone(), heading));
    let html = renderer.render(&scene, "redirect.html", given)?;
    Ok(finished(scene, html))
}

/// Where a redirect ends: from the root of the host, and whole.
fn ends(lens: &Lens, target: &Target) -> (String, String) {
    let base = lens.base();
    match target {
        Target::Outside(url) => (url.clone(), url.clone()),
        Target::Inside(address, anchor) => {
            let anchor = anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
            (format!("{}{anchor}", base.rooted(address)), format!("{}{anchor}", base.absolute(address)))
        }
    }
}

/// Makes `_redirects`: one line each, `from to 301`; and for what is gone, that its page is shown as not found.
pub(super) fn make_all(lens: Lens) -> Made {
    let site = lens.site();
    let line = |from, to| format!("{} {} 301\n", lens.base().rooted(from), ends(&lens, to).0);
    let mut lines: String = site.redirects.iter().map(|redirect| line(&redirect.from, &redirect.to)).collect();
    for address in site.gone.keys().filter(|address| is_page(address)) {
        let place = lens.base().rooted(address);
        lines.push_str(&format!("{place} {place} 404!\n"));
    }
    made(lens, lines)
}
