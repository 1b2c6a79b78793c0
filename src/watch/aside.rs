//! What only the desk asks of a hub: who links to whom, and how it is at other moments and addresses.
//!
//! Most previews never ask, so nothing of it is there before somebody does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::preview::{Known, Snapshot, configured};
use crate::diag::Diagnostics;
use crate::instant::Instant;
use crate::output::{self, Maker, Route};
use crate::path::Address;
use crate::project::{self, Base, Options};
use crate::site::{self, Link, PageId, Site};
use crate::world::World;

/// What was asked of a hub already.
#[derive(Default)]
pub(super) struct Aside {
    /// Which pages lead to each page.
    linked: OnceLock<Links>,
    /// The hub elsewhere, the last few.
    elsewhere: Mutex<Vec<(Elsewhere, Arc<Snapshot>)>>,
}

/// By page: the pages that lead to it, sorted by source.
type Links = BTreeMap<PageId, Vec<PageId>>;

/// A moment of a hub, and where it stands.
type Elsewhere = (Then, String);

/// A moment of a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Then {
    /// When; none is now.
    pub(super) now: Option<Instant>,
    /// Whether drafts are shown.
    pub(super) drafts: bool,
}

/// So many other moments and addresses of a hub are kept.
const KEPT: usize = 3;

impl Snapshot {
    /// The hub as it is or will be then, below `base_url`: what is not published yet, or what the web will read.
    pub(super) fn elsewhere(&self, then: Then, base_url: String) -> Option<Arc<Snapshot>> {
        let mut kept = self.aside.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = (then, base_url);
        if let Some((_, snapshot)) = kept.iter().find(|(known, _)| *known == wanted) {
            return Some(snapshot.clone());
        }
        let snapshot = Arc::new(self.put_together_at(&wanted)?);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((wanted, snapshot.clone()));
        Some(snapshot)
    }

    /// The same pages put together anew.
    fn put_together_at(&self, (then, base_url): &Elsewhere) -> Option<Snapshot> {
        let World { project, tree, looks, .. } = &**self.world();
        let now = then.now.unwrap_or(project.now);
        let options = Options { now, base_url: Some(base_url.clone()), drafts: then.drafts };
        let (project, _) = project::load(tree, &options).ok()?;
        let (site, _) = site::assemble(self.pages().to_vec(), tree, &project);
        let world = Arc::new(World::new(Arc::new(project), Arc::new(site), tree.clone(), looks.clone()));
        let maker = Maker::new(world.clone()).ok()?;
        let plan = Arc::new(output::plan(&world));
        Some(Snapshot::new(world, self.pages().to_vec(), maker, plan, Diagnostics::new(), Known::default()))
    }

    /// Where the site will stand on the web: what the configuration says, and not where the preview is.
    pub(super) fn public_base(&self) -> Base {
        let placeholder = Base { origin: "https://hub.example".to_owned(), path: String::new() };
        configured(&self.world().tree).unwrap_or(placeholder)
    }

    /// The HTML of a page, as a build would write it; none if it cannot be made.
    pub(super) fn html_of(&self, id: PageId) -> Option<String> {
        let (path, route) = self.route(self.world().site.page(id).address.out_path().as_str())?;
        String::from_utf8(self.make(path, route).ok()?).ok()
    }

    /// The feeds that stand right below `address`: what their form is called, and where they are from the root of the
    /// host.
    pub(super) fn feeds_at(&self, address: &Address) -> Vec<(&'static str, String)> {
        let index = address.out_path();
        let folder = index.as_str().trim_end_matches("index.html");
        let near = self.routes().filter_map(|(path, route)| {
            path.as_str().strip_prefix(folder).filter(|name| !name.contains('/'))?;
            let Route::Feed(_, format) = route else { return None };
            Some((format.label(), path))
        });
        near.filter_map(|(label, path)| Some((label, self.address_of(path)?))).collect()
    }

    /// The pages whose texts link to a page, sorted by source.
    pub(super) fn pages_to(&self, id: PageId) -> &[PageId] {
        self.aside.linked.get_or_init(|| links(&self.world().site)).get(&id).map_or(&[], Vec::as_slice)
    }
}

/// Which pages lead to each page.
fn links(site: &Site) -> Links {
    let mut links = Links::new();
    for (from, page) in site.numbered() {
        let front = page.front.related.iter().chain(&page.front.translation_of).map(|link| &link.value);
        for name in page.outline.names.iter().chain(front) {
            if let Link::To { page: Some(to), .. } = site.resolve(&page.source, name)
                && to != from
            {
                let pages = links.entry(to).or_default();
                if pages.last() != Some(&from) {
                    pages.push(from);
                }
            }
        }
    }
    links
}
