//! Everything that only the whole site can know to be wrong, one file here for each group of checks.
//!
//! A check reads a page and asks the site; it changes nothing and makes no output. A page's text is
//! read again for its faults only. [`share`] alone reads outputs, which somebody else made.

mod alerts;
mod cards;
mod citations;
pub mod evidence;
mod images;
mod links;
mod media;
mod people;
mod review;
mod rows;
mod settings;
pub mod share;
mod standing;
mod versions;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::Page;
use crate::diag::{Code, Diagnostic, Diagnostics, Tally};
use crate::markdown::Fragment;
use crate::path::SourcePath;
use crate::site::PageId;
use crate::span::{At, Place, Source, Span};
use crate::world::{Lens, Trace, World};

/// The largest source that is read again to point at a fault, in bytes.
const LIMIT: u64 = 1 << 26;

/// Runs every check over every page.
pub fn run(world: &Arc<World>) -> Diagnostics {
    let pages: Vec<PageId> = world.site.numbered().map(|(id, _)| id).collect();
    let of_pages = pages.par_iter().flat_map_iter(|id| page(Lens::new(world.clone()), *id).0);
    let mut faults: Diagnostics = of_pages.collect();
    faults.extend(hub(world));
    faults
}

/// What is wrong with one page, and what was asked to find it.
pub fn page(lens: Lens, id: PageId) -> (Diagnostics, Trace) {
    let page = lens.page(id);
    let mut faults = Tally::default();
    let body = lens.body(id).unwrap_or_else(|fault| {
        faults.push(*fault);
        Arc::default()
    });
    let mut subject = Subject { lens: &lens, id, page, body: &body, source: None, faults };
    links::check(&mut subject);
    images::check(&mut subject);
    media::check(&mut subject);
    people::check(&mut subject);
    citations::check(&mut subject);
    review::check(&mut subject);
    versions::check(&mut subject);
    standing::check(&mut subject);
    cards::check(&mut subject);
    alerts::check(&mut subject);
    rows::check(&mut subject);
    let faults = subject.faults.finish();
    (faults, lens.into_trace())
}

pub use alerts::parts as missing_parts;

/// Every link of a page into the hub, as written, once each.
pub fn links_of(lens: &Lens, id: PageId) -> Vec<String> {
    let body = lens.body(id).unwrap_or_default();
    let mut known = BTreeSet::new();
    let all = links::all(lens, lens.page(id), &body).into_iter().map(|link| &link.value);
    all.filter(|link| known.insert(*link)).cloned().collect()
}

/// What is wrong with what the configuration names.
pub fn hub(world: &Arc<World>) -> Diagnostics {
    let mut faults = Diagnostics::new();
    settings::check(world, &mut faults);
    citations::hub(world, &mut faults);
    cards::hub(world, &mut faults);
    faults
}

/// A page under check, and what is wrong with it.
struct Subject<'a> {
    lens: &'a Lens,
    id: PageId,
    page: &'a Page,
    body: &'a Fragment,
    source: Option<Source>,
    faults: Tally,
}

impl Subject<'_> {
    /// Adds a fault of this code at `span` of the page's file.
    fn fault(&mut self, code: Code, span: &Span, make: impl FnOnce(Place) -> Diagnostic) {
        let Subject { source, lens, id, faults, .. } = self;
        faults.add(code, || make(source.get_or_insert_with(|| lens.source_text(*id)).place(span.clone())));
    }
}

/// A fault's place in a file that is read again for it.
fn place_in(world: &World, file: &SourcePath, written: &At<String>) -> Place {
    let source = world.tree.text(file, LIMIT);
    let source = source.unwrap_or_else(|_| Source { path: file.clone(), text: "".into() });
    source.place(written.span.clone())
}
