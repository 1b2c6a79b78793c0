//! Pictures in other widths and forms, and what is cut out of them for sharing.
//!
//! Each stands beside its picture, under a name that holds what it is made of: another picture, another focus or another
//! quality stands elsewhere. What there is follows from what pictures look like, so no output asks for one that is not
//! planned.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Made, Route, Sketch, made};
use crate::content::{Facts, Page, Role};
use crate::diag::{Code, Diagnostic};
use crate::hash::Set;
use crate::path::{Address, SourcePath};
use crate::picture::{self, Print, Ratio, Unusable};
use crate::site::{Link, Spot};
use crate::span::Place;
use crate::world::{Lens, Prints, World, shared_pictures};

/// Plans the prints of every picture that a page names, and the share pictures of every page.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    let pictured: Vec<Address> = world.pictured().into_iter().collect();
    // Whatever is not known yet is read here, on all threads.
    let prints: BTreeMap<&Address, Prints> =
        pictured.par_iter().map(|address| (address, world.prints(address))).collect();
    let file = |address: &Address| match world.site.at(address) {
        Some(Spot::File(file)) => Some(file.clone()),
        _ => None,
    };
    let mut damaged = Set::default();
    for (address, prints) in &prints {
        let Some(file) = file(address) else { continue };
        for printed in &prints.files {
            sketch.add(&printed.address, Route::Picture(file.clone(), printed.print.clone()));
        }
        // It would be published with all that its camera noted.
        if let Some(Unusable::Damaged(_)) = prints.fault {
            damaged.insert(address.out_path());
        }
    }
    if !damaged.is_empty() {
        sketch.remove(&damaged);
    }
    for (_, page) in world.site.numbered() {
        let ratios: &[Ratio] = if is_described(page) { &RATIOS } else { &RATIOS[..1] };
        for named in shared_pictures(page) {
            let Link::To { address, page: None, .. } = world.site.resolve(&page.source, &named.src.value) else {
                continue;
            };
            let (Some(prints), Some(file)) = (prints.get(&address), file(&address)) else { continue };
            for printed in ratios.iter().filter_map(|ratio| prints.crop(&address, *ratio, named.focus)) {
                sketch.add(&printed.address, Route::Picture(file.clone(), printed.print));
            }
        }
    }
}

/// What is cut out of a picture: for networks, and for search engines.
pub(super) const RATIOS: [Ratio; 4] = [Ratio::Share, Ratio::Wide, Ratio::Classic, Ratio::Square];

/// Whether structured data of a page shows its picture in several proportions.
pub(super) fn is_described(page: &Page) -> bool {
    page.role == Role::Leaf && !matches!(page.front.facts, Facts::Page)
}

/// Makes a print.
pub(super) fn make(lens: Lens, file: &SourcePath, print: &Print) -> Result<Made, Box<Diagnostic>> {
    let unusable = |fault: Unusable| Box::new(damaged(file, &fault));
    let pixels = lens.pixels(file, print.widest)?.map_err(unusable)?;
    let bytes = picture::print(&pixels, print).map_err(unusable)?;
    Ok(made(lens, bytes))
}

/// A picture that cannot be published as it is.
pub(super) fn damaged(file: &SourcePath, fault: &Unusable) -> Diagnostic {
    let message = format!("`{file}` is not published: {fault}");
    let fault = Diagnostic::new(Code::ImageUnreadable, Place::file(file.as_str()), message, "");
    fault.help("what it may hold that nobody is to see cannot be taken out: open it and save it again")
}
