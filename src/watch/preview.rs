//! From changed files to a new state of the hub, by the same functions as a build.
//!
//! [`Preview::refresh`] is the whole of it: paths in, a [`Snapshot`] out, from which every output can
//! be made when it is asked for. Where the hub cannot be put together (a configuration that is no YAML,
//! templates that do not compile) there is no new snapshot, and whoever serves keeps the last.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::host::Rules;
use crate::build::{self, Prepared, Unwatched};
use crate::diag::{Code, Diagnostic, Diagnostics, Verdict, settle};
use crate::disk::Tree;
use crate::instant::Instant;
use crate::output::{self, Plan, Route};
use crate::path::{Address, OutPath, SourcePath};
use crate::project::{Base, Options};
use crate::render::{Renderer, grouped};
use crate::span::Place;
use crate::world::World;
use crate::yaml;

/// The hub that is shown, and how it is judged.
pub struct Hub {
    /// Its folder.
    pub root: PathBuf,
    /// Folders of it that are not looked into.
    pub skip: &'static [&'static str],
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The instant against which embargoes and dates are judged, asked anew at each change.
    pub now: Box<dyn Fn() -> Instant + Send + Sync>,
}

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// These, and whatever else differs.
    Paths(BTreeSet<SourcePath>),
    /// Nothing that is known of: it is to be looked at.
    Perhaps,
}

/// What became of a change.
pub(super) struct Refreshed {
    /// The new state; none when the hub cannot be put together.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// Everything that is wrong, as far as nothing was made yet: sorted, once each.
    pub(super) diagnostics: Diagnostics,
    /// The files that changed.
    pub(super) changed: BTreeSet<SourcePath>,
}

/// Follows a hub.
pub(super) struct Preview {
    hub: Hub,
    /// Where the server stands: `http://127.0.0.1:4000`.
    origin: String,
    /// What was found when it was last looked at.
    found: Option<(Tree, Diagnostics)>,
    /// When the hub changes without an edit.
    horizon: Option<Instant>,
    /// Whether its folder could not be read then.
    is_lost: bool,
    last: Option<Arc<Snapshot>>,
}

impl Preview {
    /// A preview of `hub`, which was not looked at yet, at `origin`.
    pub(super) fn new(hub: Hub, origin: String) -> Preview {
        Preview { hub, origin, found: None, horizon: None, is_lost: false, last: None }
    }

    /// Looks at the hub, and puts it together again if something differs. `None` if nothing does.
    pub(super) fn refresh(&mut self, changed: &Changed) -> Option<Refreshed> {
        let now = (self.hub.now)();
        let (tree, faults) = match Tree::open(&self.hub.root, self.hub.skip) {
            Ok(found) => found,
            Err(error) => return self.unreadable(&error),
        };
        self.is_lost = false;
        let changed = self.differing(changed, &tree, &faults, now)?;
        let options = Options { now, base_url: Some(self.base(&tree)), drafts: self.hub.drafts };
        let prepared = build::prepare(tree.clone(), &options, &Unwatched);
        self.found = Some((tree, faults.clone()));
        self.horizon = None;
        Some(match prepared {
            Ok(Prepared { world, mut diagnostics }) => {
                diagnostics.extend(faults);
                self.put_together(world, diagnostics, changed)
            }
            Err(mut fatal) => {
                fatal.extend(faults);
                Refreshed { snapshot: None, diagnostics: settle(fatal, &BTreeMap::new()), changed }
            }
        })
    }

    /// Whether the hub's folder could not be read when it was last looked at.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    fn put_together(
        &mut self,
        world: Arc<World>,
        mut diagnostics: Diagnostics,
        changed: BTreeSet<SourcePath>,
    ) -> Refreshed {
        self.horizon = world.site.horizon;
        let verdicts = world.project.verdicts.clone();
        let mut renderer = match Renderer::new(world.clone()) {
            Ok(renderer) => renderer,
            Err(faults) => {
                diagnostics.extend(faults);
                return Refreshed { snapshot: None, diagnostics: settle(diagnostics, &verdicts), changed };
            }
        };
        let (plan, faults) = output::plan(&world);
        diagnostics.extend(faults);
        let diagnostics = settle(diagnostics, &verdicts);
        renderer.remember(plan.shared.iter().copied());
        let earlier = self.last.as_ref().map(|last| last.failed()).unwrap_or_default();
        let snapshot = Snapshot {
            world,
            renderer,
            plan,
            rules: OnceLock::new(),
            given: diagnostics.clone(),
            failed: Mutex::default(),
        };
        snapshot.try_again(earlier);
        let snapshot = Arc::new(snapshot);
        self.last = Some(snapshot.clone());
        Refreshed { snapshot: Some(snapshot), diagnostics, changed }
    }

    /// The files that changed; none if nothing did.
    fn differing(
        &self,
        changed: &Changed,
        tree: &Tree,
        faults: &Diagnostics,
        now: Instant,
    ) -> Option<BTreeSet<SourcePath>> {
        let Some((before, told)) = &self.found else { return Some(BTreeSet::new()) };
        let mut differing = tree.differing(before);
        if let Changed::Paths(paths) = changed {
            let known = |path: &&SourcePath| tree.has(path.as_str()) || before.has(path.as_str());
            differing.extend(paths.iter().filter(known).cloned());
        }
        let is_due = self.horizon.is_some_and(|horizon| horizon <= now);
        (!differing.is_empty() || told != faults || is_due).then_some(differing)
    }

    /// The hub's folder is gone, or may not be read.
    fn unreadable(&mut self, error: &std::io::Error) -> Option<Refreshed> {
        let message = format!("the hub cannot be read: {error}");
        let fault = Diagnostic::new(Code::DiskUnreadable, Place::file(&self.hub.root.to_string_lossy()), message, "");
        let faults = vec![fault];
        self.is_lost = true;
        if matches!(&self.found, Some((_, told)) if *told == faults) {
            return None;
        }
        self.found = Some((Tree::memory([]), faults.clone()));
        Some(Refreshed { snapshot: None, diagnostics: faults, changed: BTreeSet::new() })
    }

    /// Where the site stands in the preview: at the server, below the path that it will have.
    fn base(&self, tree: &Tree) -> String {
        let path = configured(tree).map(|base| base.path).unwrap_or_default();
        format!("{}{path}/", self.origin)
    }
}

/// Where the configuration says that the site will stand. What is wrong with it is told elsewhere.
fn configured(tree: &Tree) -> Option<Base> {
    let path = ["bulletin.yaml", "bulletin.yml"].into_iter().find(|name| tree.has(name))?;
    let source = tree.text(&SourcePath::new(path).ok()?, yaml::LIMIT as u64).ok()?;
    let node = yaml::parse(&source, 0..source.text.len()).ok()?;
    Base::parse(&yaml::text(node.at("base_url")?, &source).ok()?).ok()
}

/// A hub as it was at one moment: everything of it can be made.
pub(super) struct Snapshot {
    world: Arc<World>,
    renderer: Renderer,
    plan: Plan,
    rules: OnceLock<Rules>,
    /// What was wrong before anything was made.
    given: Diagnostics,
    /// What could not be made so far, and why.
    failed: Mutex<BTreeMap<OutPath, Diagnostic>>,
}

impl Snapshot {
    /// What there is to ask.
    pub(super) fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Every output.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&OutPath, &Route)> {
        self.plan.routes.iter()
    }

    /// The output at a path.
    pub(super) fn route(&self, path: &str) -> Option<(&OutPath, &Route)> {
        self.plan.routes.get_key_value(path)
    }

    /// The bytes of an output. That it could not be made is remembered, and forgotten when it can.
    ///
    /// # Errors
    /// What kept it from being made.
    pub(super) fn make(&self, path: &OutPath, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
        let made = output::make(&self.renderer, route);
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match made {
            Ok(made) => {
                failed.remove(path);
                Ok(made.bytes)
            }
            Err(fault) => {
                failed.insert(path.clone(), (*fault).clone());
                Err(fault)
            }
        }
    }

    /// What `_redirects` and `_headers` of this hub say.
    pub(super) fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| {
            let text = |path: &str| {
                let bytes = self.route(path).and_then(|(_, route)| output::make(&self.renderer, route).ok());
                bytes.map(|made| String::from_utf8_lossy(&made.bytes).into_owned()).unwrap_or_default()
            };
            Rules::parse(&text("_redirects"), &text("_headers"))
        })
    }

    /// Everything that is known to be wrong by now: sorted, once each, at the level the hub wants.
    pub(super) fn problems(&self) -> Diagnostics {
        let failed = grouped(self.failed().into_values().collect());
        let mut problems = self.given.clone();
        problems.extend(settle(failed, self.verdicts()));
        settle(problems, &BTreeMap::new())
    }

    /// What could not be made so far.
    pub(super) fn failed(&self) -> BTreeMap<OutPath, Diagnostic> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file that an output is made of, if it is one.
    pub(super) fn source(&self, route: &Route) -> Option<SourcePath> {
        match route {
            Route::Page(id, _) => Some(self.world().site.page(*id).source.clone()),
            Route::File(source) => Some(source.clone()),
            _ => None,
        }
    }

    /// The style sheets of the theme: their names, and where they stand from the root of the host.
    pub(super) fn styles(&self) -> impl Iterator<Item = (&str, String)> {
        let world = self.world();
        let names = world.project.theme.assets.keys().filter(|name| name.ends_with(".css"));
        names.filter_map(|name| {
            let address = world.asset_address(name)?;
            Some((name.as_str(), world.project.base.rooted(&address)))
        })
    }

    /// The address from the root of the host at which a file of the hub stands.
    pub(super) fn address_of(&self, path: &OutPath) -> Option<String> {
        Address::file(path.as_str()).ok().map(|address| self.world().project.base.rooted(&address))
    }

    fn verdicts(&self) -> &BTreeMap<Code, Verdict> {
        &self.world().project.verdicts
    }

    /// Tries what could not be made before, so that what is still wrong stays told and what was mended
    /// does not. Of those that failed alike, one stands for all: the others are tried in their turn.
    fn try_again(&self, earlier: BTreeMap<OutPath, Diagnostic>) {
        let mut judged: BTreeMap<(Place, String), bool> = BTreeMap::new();
        for (path, fault) in earlier {
            let Some((path, route)) = self.route(path.as_str()) else { continue };
            let alike = (fault.place.clone(), fault.message.clone());
            let again = match judged.get(&alike) {
                Some(fails) => *fails,
                None if judged.len() < AGAIN => self.make(path, route).is_err(),
                None => true,
            };
            judged.entry(alike).or_insert(again);
            if again {
                let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.entry(path.clone()).or_insert(fault);
            }
        }
    }
}

/// So many faults are looked into at once after a change; the rest waits for its turn.
const AGAIN: usize = 16;
