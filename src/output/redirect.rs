//! Addresses that lead elsewhere: a page for any host, and `_redirects` for those that read it.

use std::rc::Rc;

use super::page::{finished, home_source};
use super::{Made, Plan, Route, made, world_of};
use crate::diag::Diagnostic;
use crate::render::{Given, Heading, Renderer, Scene};
use crate::site::{Redirect, Target};
use crate::world::{Lens, World};

/// Plans a page for each redirect that is a page, and `_redirects` for all.
pub(super) fn plan(world: &World, plan: &mut Plan) {
    for (at, redirect) in world.site.redirects.iter().enumerate() {
        if redirect.from.as_str().ends_with('/') || redirect.from.as_str().ends_with(".html") {
            plan.add(&redirect.from, Route::Redirect(at));
        }
    }
    plan.add_at("_redirects", Route::Redirects);
}

/// Makes the page of one redirect.
pub(super) fn make(renderer: &Renderer, at: usize) -> Result<Made, Box<Diagnostic>> {
    let world = world_of(renderer);
    let redirect = &world.site.redirects[at];
    let scene = Rc::new(Scene {
        lens: Lens::new(world.clone()),
        page: None,
        source: home_source(),
        address: redirect.from.clone(),
        language: world.project.config.language.clone(),
        heading: Heading { kind: "redirect", ..Heading::default() },
        feeds: Vec::new(),
        trail: Vec::new(),
    });
    let given = Given { to: Some(ends(world, redirect)), ..Given::default() };
    let html = renderer.render(&scene, "redirect.html", given)?;
    Ok(finished(scene, html))
}

/// Where a redirect ends: from the root of the host, and whole.
fn ends(world: &World, redirect: &Redirect) -> (String, String) {
    let base = &world.project.base;
    match &redirect.to {
        Target::Outside(url) => (url.clone(), url.clone()),
        Target::Inside(address, anchor) => {
            let anchor = anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
            (format!("{}{anchor}", base.rooted(address)), format!("{}{anchor}", base.absolute(address)))
        }
    }
}

/// Makes `_redirects`: one line each, `from to 301`.
pub(super) fn make_all(world: &World) -> Made {
    let base = &world.project.base;
    let lines = world
        .site
        .redirects
        .iter()
        .map(|redirect| format!("{} {} 301\n", base.rooted(&redirect.from), ends(world, redirect).0));
    made(lines.collect::<String>())
}
