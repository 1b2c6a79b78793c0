//! What the configuration names and the hub does not have.

use std::sync::Arc;

use super::place_in;
use crate::check::links::is_elsewhere;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::path::SourcePath;
use crate::site::Link;
use crate::span::At;
use crate::world::{Lens, World};

/// Checks links and images of the configuration.
pub(super) fn check(world: &Arc<World>, faults: &mut Diagnostics) {
    let config = &world.project.config;
    let (Ok(home), Ok(file)) = (SourcePath::new("content/index.md"), SourcePath::new("bulletin.yaml")) else { return };
    for entry in config.menu.iter().filter(|entry| !is_elsewhere(&entry.url.value)) {
        if world.site.resolve(&home, &entry.url.value) == Link::Broken {
            faults.push(dead_menu_entry(world, &file, &entry.url));
        }
    }
    for page in config.organization.policies.iter().filter(|page| !is_elsewhere(&page.value)) {
        if world.site.resolve(&home, &page.value) == Link::Broken {
            faults.push(missing_policy(world, &file, page));
        }
    }
    let lens = Lens::new(world.clone());
    let images = config.image.iter().chain(&config.organization.logo);
    for image in images.filter(|image| !is_elsewhere(&image.value)) {
        if lens.image(&home, &image.value).is_none() {
            faults.push(missing_image(world, &file, image));
        }
    }
}

fn dead_menu_entry(world: &World, file: &SourcePath, url: &At<String>) -> Diagnostic {
    let message = format!("a menu entry leads to `{}`, which is not there", url.value);
    let addresses = world.site.pages.iter().map(|page| page.address.as_str());
    let label = did_you_mean(&url.value, addresses, "it is left out of the menu");
    Diagnostic::new(Code::LinkMissing, place_in(world, file, url), message, label)
}

fn missing_policy(world: &World, file: &SourcePath, page: &At<String>) -> Diagnostic {
    let message = format!("`organization` names the page `{}`, which is not there", page.value);
    let addresses = world.site.pages.iter().map(|page| page.address.as_str());
    let label = did_you_mean(&page.value, addresses, "it is left out of structured data");
    Diagnostic::new(Code::LinkMissing, place_in(world, file, page), message, label)
}

fn missing_image(world: &World, file: &SourcePath, image: &At<String>) -> Diagnostic {
    let message = format!("the image `{}` does not exist", image.value);
    Diagnostic::new(
        Code::ImageMissing,
        place_in(world, file, image),
        message,
        "paths here begin at the root of the site",
    )
}
