//! Everything that only the whole site can know to be wrong, one file here for each group of checks.
//!
//! A check reads a page and asks the site; it changes nothing and makes no output. A page's text is
//! read again for its faults only.

mod images;
mod links;
mod people;
mod settings;

use rayon::prelude::*;

use crate::content::Page;
use crate::diag::{Diagnostic, Diagnostics};
use crate::path::SourcePath;
use crate::span::{At, Place, Source, Span};
use crate::world::World;

/// The largest source that is read again to point at a fault, in bytes.
const LIMIT: u64 = 1 << 26;

/// Runs every check over every page.
pub fn run(world: &World) -> Diagnostics {
    let of_pages = world.site.pages.par_iter().flat_map_iter(|page| {
        let mut subject = Subject { world, page, source: None, faults: Diagnostics::new() };
        links::check(&mut subject);
        images::check(&mut subject);
        people::check(&mut subject);
        subject.faults
    });
    let mut faults: Diagnostics = of_pages.collect();
    settings::check(world, &mut faults);
    faults
}

/// A page under check, and what is wrong with it.
struct Subject<'a> {
    world: &'a World,
    page: &'a Page,
    source: Option<Source>,
    faults: Diagnostics,
}

impl Subject<'_> {
    /// Adds a fault at `span` of the page's file.
    fn fault(&mut self, span: &Span, make: impl FnOnce(Place) -> Diagnostic) {
        let source = self.source.get_or_insert_with(|| read_again(self.world, &self.page.source));
        self.faults.push(make(source.place(span.clone())));
    }
}

/// A fault's place in a file that is read again for it.
fn place_in(world: &World, file: &SourcePath, written: &At<String>) -> Place {
    read_again(world, file).place(written.span.clone())
}

fn read_again(world: &World, file: &SourcePath) -> Source {
    world.tree.text(file, LIMIT).unwrap_or_else(|_| Source { path: file.clone(), text: "".into() })
}
