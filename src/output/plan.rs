//! What will exist: every output, and where it goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Route, alert, asset, calendar, card, citation, feed, gone, hosting, list, live, page, picture, redirect, sitemap,
    sitemap_news, subscribe,
};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::hash::Set;
use crate::path::{Address, OutPath};
use crate::site::PageId;
use crate::span::Place;
use crate::world::World;

/// Every file that will exist.
#[derive(Debug, Default)]
pub struct Plan {
    /// By where it goes.
    pub routes: BTreeMap<OutPath, Route>,
    /// Pages that feeds show, and in how many files.
    pub shared: BTreeMap<PageId, usize>,
}

/// A plan while it is being made, in any order. What is named first for a place has it.
#[derive(Default)]
pub(super) struct Sketch {
    routes: Vec<(OutPath, Route)>,
    shared: BTreeMap<PageId, usize>,
}

/// Names every output of `world`. A file of the hub's `static/` stands instead of what would be made
/// for the same place.
pub fn plan(world: &Arc<World>) -> (Plan, Diagnostics) {
    let (mut sketch, more) = rayon::join(
        || {
            let mut sketch = Sketch::default();
            asset::plan(world, &mut sketch);
            picture::plan(world, &mut sketch);
            page::plan(world, &mut sketch);
            list::plan(world, &mut sketch);
            live::plan(world, &mut sketch);
            sketch
        },
        || {
            let mut sketch = Sketch::default();
            feed::plan(world, &mut sketch);
            card::plan(world, &mut sketch);
            subscribe::plan(world, &mut sketch);
            calendar::plan(world, &mut sketch);
            alert::plan(world, &mut sketch);
            citation::plan(world, &mut sketch);
            redirect::plan(world, &mut sketch);
            gone::plan(world, &mut sketch);
            sitemap::plan(world, &mut sketch);
            sitemap_news::plan(world, &mut sketch);
            hosting::plan(world, &mut sketch);
            sketch
        },
    );
    sketch.routes.extend(more.routes);
    sketch.shared = more.shared;
    let (mut plan, mut faults) = sketch.finish(world);
    faults.extend(plan.reserved(world));
    faults.extend(plan.impossible(world));
    (plan, faults)
}

impl Sketch {
    /// Adds a route.
    pub(super) fn add(&mut self, address: &Address, route: Route) {
        self.routes.push((address.out_path(), route));
    }

    /// Says that so many more files of feeds show each of these pages.
    pub(super) fn share(&mut self, pages: impl IntoIterator<Item = PageId>, files: usize) {
        pages.into_iter().for_each(|id| *self.shared.entry(id).or_default() += files);
    }

    /// Adds a route at a fixed name of ours.
    pub(super) fn add_at(&mut self, path: &str, route: Route) {
        self.routes.extend(OutPath::new(path).ok().map(|path| (path, route)));
    }

    /// Takes out what was added at these places so far.
    pub(super) fn remove(&mut self, places: &Set<OutPath>) {
        self.routes.retain(|(path, _)| !places.contains(path));
    }

    /// The plan, and what is wrong with it: a page or a file of the hub does not stand instead of what is made for all, but
    /// for the files of [`OWN_FILES`].
    fn finish(mut self, world: &World) -> (Plan, Diagnostics) {
        // Of equals the first stays first.
        self.routes.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut faults = Diagnostics::new();
        self.routes.dedup_by(|(path, later), (other, first)| {
            if path != other {
                return false;
            }
            // A page may be the text of a topic, and stands at its address.
            let is_of_hub = |route: &Route| match route {
                Route::File(_) => true,
                Route::Page(..) => !path.as_str().ends_with("index.html"),
                _ => false,
            };
            let may_replace = matches!(first, Route::File(file) if file.as_str().starts_with("static/"))
                && (OWN_FILES.contains(&path.as_str()) || path.as_str().ends_with("/index.html"));
            if is_of_hub(first) && !is_of_hub(later) && !may_replace {
                faults.push(taken_by_hub(world, path, first));
                std::mem::swap(first, later);
            }
            true
        });
        (Plan { routes: self.routes.into_iter().collect(), shared: self.shared }, faults)
    }
}

/// Files of `static/` that may stand instead of those that are made; lists that nobody wrote give way to one too.
const OWN_FILES: &[&str] = &["robots.txt", "_headers", "_redirects", "404.html"];

fn taken_by_hub(world: &World, path: &OutPath, route: &Route) -> Diagnostic {
    let source = source_of(world, path, route);
    let message = format!("`/{path}` is made for every hub, so this cannot stand there");
    Diagnostic::new(Code::AddressTaken, Place::file(&source), message, "give it another name or address")
}

impl Plan {
    /// What would stand where the build writes the manifest.
    fn reserved(&mut self, world: &World) -> Diagnostics {
        let Some((path, route)) = self.routes.remove_entry("manifest.json") else { return Diagnostics::new() };
        let source = source_of(world, &path, &route);
        let message = format!("`/{path}` is where each build puts the list of all files");
        vec![Diagnostic::new(Code::AddressTaken, Place::file(&source), message, "choose another address")]
    }

    /// Files that would have to stand inside another file.
    fn impossible(&mut self, world: &World) -> Diagnostics {
        let mut faults = Diagnostics::new();
        // Most files are the page of a folder, and no folder is called as they are.
        const PAGE: &str = "/index.html";
        let others: Set<&str> = self.routes.keys().map(OutPath::as_str).filter(|path| !path.ends_with(PAGE)).collect();
        let is_file = |folder: &&str| match folder.ends_with(PAGE) {
            true => self.routes.contains_key(*folder),
            false => others.contains(folder),
        };
        let inside = |path: &OutPath| {
            let folders = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
            folders.into_iter().find(is_file).map(str::to_owned)
        };
        let inside: Vec<(OutPath, String)> =
            self.routes.keys().filter_map(|path| Some((path.clone(), inside(path)?))).collect();
        for (path, file) in inside {
            let message = format!("`/{path}` cannot stand inside the file `/{file}`");
            let route = self.routes.remove(&path);
            // A card goes with its page, of which it is told.
            if matches!(route, Some(Route::Card(_) | Route::UpdateCard(..))) {
                continue;
            }
            let source = route.map(|route| source_of(world, &path, &route));
            let place = Place::file(&source.unwrap_or_default());
            faults.push(Diagnostic::new(Code::AddressTaken, place, message, "rename one of them"));
        }
        faults
    }
}

/// The file that an output comes from; without one, where it goes.
fn source_of(world: &World, path: &OutPath, route: &Route) -> String {
    match route {
        Route::Page(id, _) | Route::Card(id) | Route::Update(id, _) => world.site.page(*id).source.to_string(),
        Route::File(source) | Route::Picture(source, _) => source.to_string(),
        _ => path.to_string(),
    }
}
