//! What the configuration names and the hub does not have, and files that are called as they should not be.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::place_in;
use crate::check::links::is_elsewhere;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::health::identifiers::{self, Wrong};
use crate::health::privacy::{self, Identifier};
use crate::path::SourcePath;
use crate::picture::Form;
use crate::site::Link;
use crate::span::{At, Place};
use crate::world::{Lens, World};

/// Checks links and images of the configuration, and what the names of pictures tell.
pub(super) fn check(world: &Arc<World>, faults: &mut Diagnostics) {
    let config = &world.project.config;
    let (Ok(home), Ok(file)) = (SourcePath::new("content/index.md"), SourcePath::new("bulletin.yaml")) else { return };
    let entries = config.menus.values().flatten().chain(&config.menu);
    for entry in entries.filter(|entry| !is_elsewhere(&entry.url.value)) {
        if world.site.resolve(&home, &entry.url.value) == Link::Broken {
            faults.push(dead_menu_entry(world, &file, &entry.url));
        }
    }
    for page in config.organization.policies.iter().filter(|page| !is_elsewhere(&page.value)) {
        if world.site.resolve(&home, &page.value) == Link::Broken {
            faults.push(missing_policy(world, &file, page));
        }
    }
    if let Some(ror) = &config.organization.ror
        && let Err(wrong) = identifiers::ror(&ror.value)
    {
        faults.push(no_ror(world, &file, ror, wrong));
    }
    let is_picture = |file: &&SourcePath| Form::is_named(file.name());
    for file in world.site.files.values().filter(is_picture) {
        faults.extend(privacy::in_file_name(file.name()).map(|found| telling_name(file, found)));
    }
    let lens = Lens::new(world.clone());
    let cover = config.podcast.image.iter();
    let images = config.image.iter().chain(&config.organization.logo).chain(cover);
    for image in images.filter(|image| !is_elsewhere(&image.value)) {
        if lens.image(&home, &image.value).is_none() {
            faults.push(missing_image(world, &file, image));
        }
    }
    if !world.site.podcasts.is_empty() {
        faults.extend(wrong_cover(world, &lens, &home, &file));
    }
}

/// A picture whose name tells of a patient. The digits are not said again.
fn telling_name(file: &SourcePath, found: Identifier) -> Diagnostic {
    let what = match found {
        Identifier::BirthDate => "a patient's date of birth",
        Identifier::SocialSecurity | Identifier::Medicare | Identifier::Nhs | Identifier::MedicalRecord => {
            "the number of a patient's record"
        }
    };
    let hidden: String = file.as_str().chars().map(|c| if c.is_ascii_digit() { '•' } else { c }).collect();
    let message = format!("the name of this picture holds what looks like {what}");
    Diagnostic::new(Code::PrivacyFileName, Place::file(&hidden), message, "rename it: the name is part of its address")
}

fn dead_menu_entry(world: &World, file: &SourcePath, url: &At<String>) -> Diagnostic {
    let message = format!("a menu entry leads to `{}`, which is not there", url.value);
    let addresses = world.site.pages.iter().map(|page| page.address.as_str());
    let label = did_you_mean(&url.value, addresses, "it is left out of the menu");
    Diagnostic::new(Code::LinkMissing, place_in(world, file, url), message, label)
}

fn no_ror(world: &World, file: &SourcePath, ror: &At<String>, wrong: Wrong) -> Diagnostic {
    let label = match wrong {
        Wrong::Form => identifiers::ROR_EXPECTED,
        Wrong::Check => "its check digits do not fit: a character is wrong, or two are swapped",
    };
    Diagnostic::new(Code::FrontIdentifier, place_in(world, file, ror), format!("`{}` is no ROR id", ror.value), label)
}

fn missing_policy(world: &World, file: &SourcePath, page: &At<String>) -> Diagnostic {
    let message = format!("`organization` names the page `{}`, which is not there", page.value);
    let addresses = world.site.pages.iter().map(|page| page.address.as_str());
    let label = did_you_mean(&page.value, addresses, "it is left out of structured data");
    Diagnostic::new(Code::LinkMissing, place_in(world, file, page), message, label)
}

/// So wide and high the cover of a podcast may be.
const COVER: RangeInclusive<usize> = 1400..=3000;

/// What is wrong with the cover of the podcast; one that does not exist is told with other images.
fn wrong_cover(world: &World, lens: &Lens, home: &SourcePath, file: &SourcePath) -> Option<Diagnostic> {
    let wanted = "expected a square PNG or JPEG from 1400 to 3000 pixels wide";
    let Some(image) = &world.project.config.podcast.image else {
        let message = "the recordings of training are a podcast, and it has no cover: directories refuse it";
        let fault = Diagnostic::new(Code::PodcastCover, Place::file(file.as_str()), message, "");
        return Some(fault.help(format!("name one in `bulletin.yaml`, `podcast: {{image: cover.png}}`: {wanted}")));
    };
    let cover = lens.image(home, &image.value)?;
    let is_form = matches!(cover.media_type, Some("image/png" | "image/jpeg"));
    let is_square = cover.width == cover.height && cover.width.is_none_or(|width| COVER.contains(&width));
    if is_form && is_square {
        return None;
    }
    let size = cover.width.zip(cover.height).map(|(width, height)| format!(" is {width}×{height} pixels and"));
    let message = format!("the picture `{}`{} cannot be the cover of a podcast", image.value, size.unwrap_or_default());
    Some(Diagnostic::new(Code::PodcastCover, place_in(world, file, image), message, wanted))
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
