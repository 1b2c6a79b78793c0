//! From changed files to a new state of the hub, by the same functions as a build.
//!
//! [`Preview::refresh`] is the whole of it: paths in, a [`Snapshot`] out, from which every output can
//! be made when it is asked for. Where the hub cannot be put together (a configuration that is no YAML,
//! templates that do not compile) there is no new snapshot, and whoever serves keeps the last.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::aside::Aside;
use super::host::Rules;
use super::questions::{Answers, Questions};
use crate::build::{self, Memory, Prepared, Taken, Unwatched};
use crate::check::{self, share};
use crate::content::Page;
use crate::diag::{Code, Diagnostic, Diagnostics, Verdict, settle};
use crate::disk::Tree;
use crate::hash::Hash;
use crate::instant::Instant;
use crate::output::{self, Made, Maker, Plan, Route};
use crate::path::{Address, OutPath, SourcePath};
use crate::project::{Base, Options};
use crate::render::grouped;
use crate::site::PageId;
use crate::span::Place;
use crate::world::{Lens, Trace, World};
use crate::yaml;

/// The hub that is shown, and how it is judged.
pub struct Hub {
    /// Its folder.
    pub root: PathBuf,
    /// Folders of it that are not looked into.
    pub skip: &'static [&'static str],
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Its files, if they were looked at already, and what was wrong with them.
    pub found: Option<(Tree, Diagnostics)>,
    /// What an earlier build remembers of its sources.
    pub memory: Memory,
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
    /// What is known of sources, so that only those that changed are read again.
    memory: Arc<Memory>,
    /// What could be remembered instead, and how many files changed since something was.
    prepared: Option<Prepared>,
    stale: usize,
    /// What was found when it was last looked at.
    found: Option<(Arc<Tree>, Diagnostics)>,
    /// When the hub changes without an edit.
    horizon: Option<Instant>,
    /// Whether its folder could not be read then.
    is_lost: bool,
    last: Option<Arc<Snapshot>>,
}

impl Preview {
    /// A preview of `hub`, which was not looked at yet, at `origin`.
    pub(super) fn new(mut hub: Hub, origin: String) -> Preview {
        let memory = Arc::new(std::mem::take(&mut hub.memory));
        Preview {
            hub,
            origin,
            memory,
            prepared: None,
            stale: STALE,
            found: None,
            horizon: None,
            is_lost: false,
            last: None,
        }
    }

    /// Looks at the hub, and puts it together again if something differs. `None` if nothing does.
    pub(super) fn refresh(&mut self, changed: &Changed) -> Option<Refreshed> {
        let now = (self.hub.now)();
        if let Changed::Paths(paths) = changed
            && let Some(refreshed) = self.take_pages(paths, now)
        {
            return Some(refreshed);
        }
        let found = self.hub.found.take();
        let (tree, faults) = match found.map_or_else(|| Tree::open(&self.hub.root, self.hub.skip), Ok) {
            Ok(found) => found,
            Err(error) => return self.unreadable(&error),
        };
        self.is_lost = false;
        let changed = self.differing(changed, &tree, &faults, now)?;
        let options = Options { now, base_url: Some(self.base(&tree)), drafts: self.hub.drafts };
        let prepared = build::prepare(tree.clone(), &options, self.memory.clone(), &Unwatched);
        self.found = Some((Arc::new(tree), faults.clone()));
        self.horizon = None;
        Some(match prepared {
            Ok(prepared) => {
                let (world, pages) = (prepared.world.clone(), prepared.pages().to_vec());
                let mut diagnostics = prepared.all_diagnostics();
                diagnostics.extend(faults);
                self.prepared = Some(prepared);
                self.stale += changed.len();
                self.put_together(world, pages, diagnostics, changed, None)
            }
            Err(mut fatal) => {
                fatal.extend(faults);
                Refreshed { snapshot: None, diagnostics: settle(fatal, &BTreeMap::new()), changed }
            }
        })
    }

    /// Where only pages changed, puts them in the place of what they were: no other file is looked at. None where that is
    /// not enough. What is overlooked here is found when the whole hub is looked at the next time.
    fn take_pages(&mut self, paths: &BTreeSet<SourcePath>, now: Instant) -> Option<Refreshed> {
        let (tree, faults) = self.found.as_ref()?;
        let last = self.last.as_ref()?;
        if self.is_lost || self.horizon.is_some_and(|horizon| horizon <= now) {
            return None;
        }
        let tree = Arc::new(tree.looked_again(paths)?);
        let faults = faults.clone();
        let prepared = self.prepared.as_mut()?;
        if !Arc::ptr_eq(&prepared.world, last.world()) {
            return None;
        }
        let plan = match prepared.take(tree.clone(), paths) {
            Taken::Not => return None,
            Taken::Texts => Some(last.plan.clone()),
            Taken::Pages => None,
        };
        let (world, mut diagnostics) = (prepared.world.clone(), prepared.all_diagnostics());
        let pages = prepared.pages().to_vec();
        diagnostics.extend(faults.iter().cloned());
        self.found = Some((tree, faults));
        self.stale += paths.len();
        Some(self.put_together(world, pages, diagnostics, paths.clone(), plan))
    }

    /// Remembers what was read, now that nobody waits.
    pub(super) fn rest(&mut self) {
        if self.stale < STALE {
            return;
        }
        self.stale = 0;
        if let Some(prepared) = &self.prepared
            && let Ok(Some(memory)) = prepared.remembered()
        {
            self.memory = Arc::new(memory);
        }
    }

    /// Whether the hub's folder could not be read when it was last looked at.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    fn put_together(
        &mut self,
        world: Arc<World>,
        pages: Vec<Arc<Page>>,
        mut diagnostics: Diagnostics,
        changed: BTreeSet<SourcePath>,
        plan: Option<Planned>,
    ) -> Refreshed {
        self.horizon = world.site.horizon;
        let known = self.last.as_ref().map(|last| last.handed_on()).unwrap_or_default();
        world.number_after(known.questions.count());
        let verdicts = world.project.verdicts.clone();
        // The same site has the same outputs.
        let plan = || plan.unwrap_or_else(|| Arc::new(output::plan(&world)));
        let (maker, plan) = rayon::join(|| Maker::new(world.clone()), plan);
        let mut maker = match maker {
            Ok(maker) => maker,
            Err(faults) => {
                diagnostics.extend(faults);
                return Refreshed { snapshot: None, diagnostics: settle(diagnostics, &verdicts), changed };
            }
        };
        diagnostics.extend(plan.1.iter().cloned());
        diagnostics.extend(check::hub(&world));
        let diagnostics = settle(diagnostics, &verdicts);
        maker.expect(&plan.0);
        let earlier = self.last.as_ref().map(|last| last.failed()).unwrap_or_default();
        let snapshot = Snapshot::new(world, pages, maker, plan, diagnostics.clone(), known);
        snapshot.check_again(&changed);
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
        let message = format!("the hub cannot be read: {}", crate::disk::words(error));
        let fault = Diagnostic::new(Code::DiskUnreadable, Place::file(&self.hub.root.to_string_lossy()), message, "");
        let faults = vec![fault];
        self.is_lost = true;
        if matches!(&self.found, Some((_, told)) if *told == faults) {
            return None;
        }
        self.found = Some((Arc::new(Tree::memory([])), faults.clone()));
        Some(Refreshed { snapshot: None, diagnostics: faults, changed: BTreeSet::new() })
    }

    /// Where the site stands in the preview: at the server, below the path that it will have.
    fn base(&self, tree: &Tree) -> String {
        let path = configured(tree).map(|base| base.path).unwrap_or_default();
        format!("{}{path}/", self.origin)
    }
}

/// Where the configuration says that the site will stand. What is wrong with it is told elsewhere.
pub(super) fn configured(tree: &Tree) -> Option<Base> {
    let path = ["bulletin.yaml", "bulletin.yml"].into_iter().find(|name| tree.has(name))?;
    let source = tree.text(&SourcePath::new(path).ok()?, yaml::LIMIT as u64).ok()?;
    let node = yaml::parse(&source, 0..source.text.len()).ok()?;
    Base::parse(&yaml::text(node.at("base_url")?, &source).ok()?).ok()
}

/// A hub as it was at one moment: everything of it can be made.
pub(super) struct Snapshot {
    world: Arc<World>,
    /// Every page, published or not, sorted by source: for the desk alone.
    pages: Vec<Arc<Page>>,
    maker: Maker,
    plan: Planned,
    rules: OnceLock<Rules>,
    /// What only the desk asks.
    pub(super) aside: Aside,
    /// What was wrong before anything was made.
    given: Diagnostics,
    /// What was found when pages were checked and outputs made, of this state or of one before it.
    known: Mutex<Known>,
    /// What was asked of earlier states, and of this one as far as it was taken in.
    asked: Mutex<Questions>,
    /// What could not be made so far, and why.
    failed: Mutex<BTreeMap<OutPath, Diagnostic>>,
}

/// Every output, and what is wrong with where they stand.
pub(super) type Planned = Arc<(Plan, Diagnostics)>;

/// What was found, and what was asked to find it: as long as that is answered as it was, it stands.
#[derive(Clone, Default)]
pub(super) struct Known {
    checks: BTreeMap<SourcePath, Arc<Checked>>,
    outputs: BTreeMap<OutPath, Arc<Tried>>,
    /// What was asked of earlier states.
    questions: Questions,
}

/// What is wrong with a page.
struct Checked {
    trace: Trace,
    faults: Diagnostics,
}

/// An output that could be made.
struct Tried {
    identity: Hash,
    trace: Trace,
}

impl Snapshot {
    /// A hub of which nothing was made yet.
    pub(super) fn new(
        world: Arc<World>,
        pages: Vec<Arc<Page>>,
        maker: Maker,
        plan: Planned,
        given: Diagnostics,
        known: Known,
    ) -> Snapshot {
        Snapshot {
            world,
            pages,
            maker,
            plan,
            rules: OnceLock::new(),
            aside: Aside::default(),
            given,
            asked: Mutex::new(known.questions.clone()),
            known: Mutex::new(known),
            failed: Mutex::default(),
        }
    }

    /// What there is to ask.
    pub(super) fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Every page, published or not, sorted by source. Only its editors may see those that are not.
    pub(super) fn pages(&self) -> &[Arc<Page>] {
        &self.pages
    }

    /// Every output.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&OutPath, &Route)> {
        self.plan.0.routes.iter()
    }

    /// The output at a path.
    pub(super) fn route(&self, path: &str) -> Option<(&OutPath, &Route)> {
        self.plan.0.routes.get_key_value(path)
    }

    /// The bytes of an output. That it could not be made is remembered, and forgotten when it can.
    ///
    /// # Errors
    /// What kept it from being made.
    pub(super) fn make(&self, path: &OutPath, route: &Route) -> Result<Vec<u8>, Box<Diagnostic>> {
        let made = self.maker.make(route);
        let read = |made: Made| Ok((made.content.into_bytes(&self.world.tree)?, made.trace));
        match made.and_then(read) {
            Ok((bytes, trace)) => {
                let tried = Tried { identity: output::identity(&self.world, route), trace };
                self.known().outputs.insert(path.clone(), Arc::new(tried));
                self.failures().remove(path);
                Ok(bytes)
            }
            Err(fault) => {
                self.known().outputs.remove(path);
                self.failures().insert(path.clone(), (*fault).clone());
                Err(fault)
            }
        }
    }

    /// What is wrong with a page for networks, by what would be published.
    pub(super) fn faults_for_networks(&self, id: PageId) -> Diagnostics {
        let place = self.world.site.page(id).address.out_path();
        let Some((path, route)) = self.route(place.as_str()) else { return Diagnostics::new() };
        let Ok(bytes) = self.make(path, route) else { return Diagnostics::new() };
        let seen = share::look(&self.world, path, route, &bytes).map(|seen| (path, route, seen));
        let make = |route: &Route| self.maker.make(route).ok().map(|made| made.content.made().to_vec());
        let faults = share::judge(&self.world, &self.plan.0, seen.into_iter().collect(), make);
        settle(faults, self.verdicts())
    }

    /// What `_redirects` and `_headers` of this hub say.
    pub(super) fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| {
            let text = |path: &str| {
                let bytes = self.route(path).and_then(|(_, route)| self.maker.make(route).ok());
                bytes.map(|made| String::from_utf8_lossy(made.content.made()).into_owned()).unwrap_or_default()
            };
            Rules::parse(&text("_redirects"), &text("_headers"))
        })
    }

    /// Everything that is known to be wrong by now: sorted, once each, at the level the hub wants. Most edits change
    /// nothing of that: then it is what was known `before`, and no copy is made.
    pub(super) fn problems(&self, before: &Arc<Diagnostics>) -> Arc<Diagnostics> {
        let failed = grouped(self.failed().into_values().collect());
        let known = self.known();
        let found = failed.iter().chain(known.checks.values().flat_map(|known| &known.faults));
        let found = found.filter_map(|found| match self.verdicts().get(&found.code) {
            Some(Verdict::Off) => None,
            Some(Verdict::At(level)) if *level != found.level => {
                Some(Cow::Owned(Diagnostic { level: *level, ..found.clone() }))
            }
            Some(Verdict::At(_)) | None => Some(Cow::Borrowed(found)),
        });
        let mut problems: Vec<Cow<'_, Diagnostic>> = self.given.iter().map(Cow::Borrowed).chain(found).collect();
        problems.sort();
        problems.dedup();
        match problems.iter().map(AsRef::as_ref).eq(before.iter()) {
            true => before.clone(),
            false => Arc::new(problems.into_iter().map(Cow::into_owned).collect()),
        }
    }

    /// What kept an output from being made when that was last tried.
    pub(super) fn failure(&self, path: &OutPath) -> Option<Diagnostic> {
        self.failures().get(path).cloned()
    }

    /// What could not be made so far.
    pub(super) fn failed(&self) -> BTreeMap<OutPath, Diagnostic> {
        self.failures().clone()
    }

    /// Looks for all that is wrong: `go_on` is asked before each page and each output, and ends it. What
    /// was found in an earlier state and still holds is not looked for again.
    pub(super) fn search(&self, mut go_on: impl FnMut() -> bool) -> Searched {
        let mut answers = Answers::new(&self.world, self.known().questions.clone());
        let mut pages: BTreeSet<&SourcePath> = BTreeSet::new();
        for (id, page) in self.world.site.numbered() {
            if !go_on() {
                return Searched::Broken;
            }
            pages.insert(&page.source);
            let known = self.known().checks.get(&page.source).cloned();
            if !known.is_some_and(|known| answers.hold(&known.trace)) {
                self.check(id);
            }
        }
        self.known().checks.retain(|source, _| pages.contains(source));
        for (path, route) in self.plan.0.routes.iter().filter(|(_, route)| !matches!(route, Route::File(_))) {
            if !go_on() {
                return Searched::Broken;
            }
            let known = self.known().outputs.get(path).cloned();
            let stands = known.is_some_and(|known| {
                known.identity == output::identity(&self.world, route) && answers.hold(&known.trace)
            });
            if !stands {
                // What is wrong with it is remembered where that is known.
                let _ = self.make(path, route);
            }
        }
        self.known().outputs.retain(|path, _| self.plan.0.routes.contains_key(path));
        // Not when somebody waits for the next state.
        self.asked().take_in(&self.world);
        Searched::Whole
    }

    /// What the next state may rely on.
    fn handed_on(&self) -> Known {
        let mut known = self.known().clone();
        // After the traces, so that all that they asked is there.
        let mut asked = self.asked();
        asked.take_in(&self.world);
        known.questions = asked.clone();
        if known.questions.is_worn() { Known::default() } else { known }
    }

    fn asked(&self) -> MutexGuard<'_, Questions> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, id: PageId) {
        let (faults, trace) = check::page(Lens::new(self.world.clone()), id);
        let source = self.world.site.page(id).source.clone();
        self.known().checks.insert(source, Arc::new(Checked { trace, faults }));
    }

    /// Checks the pages that changed and those that something was wrong with, so that a mistake and its
    /// end are told at once. All others are checked in their turn.
    fn check_again(&self, changed: &BTreeSet<SourcePath>) {
        let wrong = self
            .known()
            .checks
            .iter()
            .filter(|(_, known)| !known.faults.is_empty())
            .map(|(source, _)| source.clone())
            .collect::<BTreeSet<_>>();
        for source in
            changed.iter().take(AGAIN).chain(wrong.iter().filter(|source| !changed.contains(*source)).take(AGAIN))
        {
            self.known().checks.remove(source);
            if let Some(id) = self.world.site.by_source(source.as_str()) {
                self.check(id);
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failures(&self) -> MutexGuard<'_, BTreeMap<OutPath, Diagnostic>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
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
                self.failures().entry(path.clone()).or_insert(fault);
            }
        }
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Searched {
    /// Everything was looked at.
    Whole,
    /// It was told to end.
    Broken,
}

/// When so many files are read again at each change, what was made of them is remembered.
const STALE: usize = 16;

/// So many faults are looked into at once after a change; the rest waits for its turn.
const AGAIN: usize = 16;
