//! From a tree to files: what is settled, read, put together, planned, made and written.
//!
//! [`prepare`] goes as far as a world that can be asked; `list` needs no more. [`run`] makes what does not stand any more,
//! on all threads of the pool it is called in, and writes each output as soon as it is made: memory holds what a hub must
//! remember, not its output.
//!
//! What stands is known from the `ledger`: an output whose questions are all answered as they were is what a clean build
//! would make. Parsing is remembered by content hash ([`Memory`]); the site is put together anew each time. A build that
//! would find nothing at all to do knows that without any of this ([`Again`]).

mod again;
mod ledger;
mod memory;
mod overview;
mod reasons;
mod remains;
mod seal;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::check::{self, share};
use crate::content::{self, Memories, Page};
use crate::diag::{Code, Diagnostic, Diagnostics, settle};
use crate::disk::{Cached, FileStamp, Kept, Output, Put, Tree};
use crate::hash::{self, Hash};
use crate::output::{self, Maker, Route};
use crate::path::{OutPath, SourcePath};
use crate::project::{self, Options};
use crate::render::grouped;
use crate::site::{self, PageId, Site};
use crate::span::Place;
use crate::text::count;
use crate::world::{Lens, World};

pub use again::Again;
use again::Origin;
use ledger::{Encoded, Ledger, Next, Verdict};
pub use memory::Memory;
pub use overview::{Note, Noted, Overview};
pub use reasons::Reason;
use work::{Finished, Work};

/// A hub that was read and put together.
pub struct Prepared {
    /// What there is to ask.
    pub world: Arc<World>,
    /// Every page, published or not, sorted by source.
    pages: Vec<Arc<Page>>,
    /// What is wrong with what was settled before, with sources, and with how they hang together.
    settled: Diagnostics,
    /// What was wrong with the tree.
    found: Diagnostics,
    options: Options,
    faults: content::Faults,
    assembled: Diagnostics,
    /// What was remembered, and what is to be.
    memory: Arc<Memory>,
    memories: Memories,
}

impl Prepared {
    /// What there is to remember of these sources; none if that is what was remembered already.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn remembered(&self) -> std::io::Result<Option<Memory>> {
        self.memory.after(&self.world, &self.memories)
    }
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Everything that is wrong: sorted, once each, at the level the hub wants.
    pub diagnostics: Diagnostics,
    /// How many outputs of each kind there are.
    pub outputs: BTreeMap<String, usize>,
    /// How many files were written because they differed.
    pub written: usize,
    /// How many were there already, the same.
    pub same: usize,
    /// How many were made, whether their files differed or not.
    pub rendered: usize,
    /// How many stood, because nothing that they show has changed.
    pub reused: usize,
    /// How many could not be made.
    pub failed: usize,
    /// How many of an earlier build were removed.
    pub removed: usize,
    /// Files of an earlier build that somebody changed since: left where they are.
    pub left: Vec<OutPath>,
    /// The size of all outputs in bytes.
    pub bytes: usize,
    /// Why each output was made, by where it stands, if that was asked.
    pub reasons: Vec<Reason>,
    /// Why nothing is known of an earlier build, where something should be.
    pub note: Option<String>,
}

/// What is being done, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Configuration, theme, strings, data.
    Settle,
    /// Front matter and Markdown.
    Read,
    /// Places, orders, links.
    Assemble,
    /// Links, images, people.
    Check,
    /// Templates, feeds, files; and writing.
    Make,
    /// What earlier builds left.
    Clear,
}

/// Somebody who watches a build. Called from many threads.
pub trait Progress: Sync {
    /// A phase begins.
    fn begin(&self, phase: Phase);
    /// So many of `total` outputs are made.
    fn step(&self, done: usize, total: usize);
}

/// Nobody watches.
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _: Phase) {}
    fn step(&self, _: usize, _: usize) {}
}

/// How a build goes about what earlier ones left.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Whether what stands is made again all the same and compared: a difference is an error.
    pub verify: bool,
    /// Whether to say why each output was made.
    pub explain: bool,
}

/// Reads a hub and puts it together. What `memory` knows of sources that did not change is not made again.
///
/// # Errors
/// The diagnostics, when there is nothing to go on with.
pub fn prepare(
    mut tree: Tree,
    options: &Options,
    memory: impl Into<Arc<Memory>>,
    progress: &dyn Progress,
) -> Result<Prepared, Diagnostics> {
    let memory = memory.into();
    progress.begin(Phase::Settle);
    tree.recall(&memory.fingerprints);
    let (project, settled) = project::load(&tree, options)?;
    progress.begin(Phase::Read);
    let (pages, faults, memories) = content::read(&tree, &project, &memory.pages);
    progress.begin(Phase::Assemble);
    let (site, assembled) = site::assemble(pages.clone(), &tree, &project);
    let world = Arc::new(World::new(Arc::new(project), Arc::new(site), Arc::new(tree), memory.looks.clone()));
    let (found, options) = (Diagnostics::new(), options.clone());
    Ok(Prepared { world, pages, settled, found, options, faults, assembled, memory, memories })
}

impl Prepared {
    /// Everything that is wrong so far, neither sorted nor judged.
    pub fn all_diagnostics(&self) -> Diagnostics {
        self.settled.iter().chain(&self.found).chain(self.faults.all()).chain(&self.assembled).cloned().collect()
    }

    /// Every page, published or not, sorted by source: for its editors' eyes. No output may see it.
    pub fn pages(&self) -> &[Arc<Page>] {
        &self.pages
    }

    /// Adds what was found wrong when the tree was walked.
    pub fn also(&mut self, faults: Diagnostics) {
        self.found.extend(faults);
    }

    /// Puts what `changed` files say by now in the place of what they said, without looking at any other. Where nobody
    /// but their own pages can see the difference, the site is not put together anew either.
    pub fn take(&mut self, tree: Arc<Tree>, changed: &BTreeSet<SourcePath>) -> Taken {
        let World { project, site, .. } = &*self.world;
        let mut pages = self.pages.clone();
        let mut patched = Some(Site::clone(site));
        let mut faults = self.faults.of_sources.clone();
        for path in changed {
            let at = pages.binary_search_by(|page| page.source.cmp(path));
            let again = content::read_again(path, &tree, project, &self.memories);
            let (Ok(at), Some((page, found))) = (at, again) else { return Taken::Not };
            pages[at] = Arc::new(page);
            patched = patched.and_then(|site| site.with_text(&pages[at]));
            faults.insert(path.clone(), found);
        }
        let taken = if patched.is_some() { Taken::Texts } else { Taken::Pages };
        let site = patched.unwrap_or_else(|| {
            let (site, found) = site::assemble(pages.clone(), &tree, project);
            self.assembled = found;
            site
        });
        self.world = Arc::new(World::new(project.clone(), Arc::new(site), tree, self.world.looks.clone()));
        (self.pages, self.faults.of_sources) = (pages, faults);
        taken
    }
}

/// What was taken of changed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: one of them is no page by itself, or cannot be read as one.
    Not,
    /// Texts alone: the site is as it was.
    Texts,
    /// Pages: the site was put together anew.
    Pages,
}

/// Checks everything, makes what does not stand any more and writes it to `output`.
///
/// # Errors
/// What the file system says, when it is not about one file's content: no space, no permission.
pub fn run(prepared: Prepared, output: &Output, how: How, progress: &dyn Progress) -> std::io::Result<Report> {
    run_after(prepared, Left::default(), output, how, progress)
}

/// The same, where what the build before left was read already: if it is not what is there by now, it is read again.
///
/// # Errors
/// As [`run`].
pub fn run_after(
    prepared: Prepared,
    left: Left,
    output: &Output,
    how: How,
    progress: &dyn Progress,
) -> std::io::Result<Report> {
    let is_there = left.stamp == output.kept_stamp(Cached::Ledger);
    let Left { ledger, note, .. } = if is_there { left } else { Left::read(output.recall(Cached::Ledger)) };
    let mut diagnostics = prepared.all_diagnostics();
    let Prepared { world, memory, memories, found, options, .. } = prepared;
    progress.begin(Phase::Check);
    let mut kept = Ok(());
    let (keeping, world) = (&mut kept, &world);
    let report = rayon::in_place_scope(|scope| {
        let verdict = ledger.verify(world);
        // A plan asks too, so it comes after the questions that have a number from before.
        let ((plan, faults), ()) = rayon::join(|| output::plan(world), || output.recollect());
        diagnostics.extend(faults);
        // Every file and every picture was looked at by now: what was read is written while the rest goes on.
        scope.spawn(move |_| *keeping = memory.keep(world, &memories, output));
        let checks = check_all(world, &verdict, how);
        diagnostics.extend(checks.iter().flat_map(|checked| checked.faults.iter().chain(&checked.stale).cloned()));
        diagnostics.extend(check::hub(world));
        let mut report = Report { note, ..Report::default() };
        let work = Work::new(world, &plan, (&ledger, &verdict), output, how);
        let templates = templates(world);
        // What could be compiled before can be compiled again.
        let broken = match ledger.templates == Some(templates) {
            true => None,
            false => work.maker().as_ref().err(),
        };
        progress.begin(Phase::Make);
        let finished = match broken {
            // Nothing is made, and what is not to be seen any more goes all the same.
            Some(faults) => {
                diagnostics.extend(faults.iter().cloned());
                work.none()
            }
            None => work.all(progress),
        };
        let templates = broken.is_none().then_some(templates);
        progress.begin(Phase::Clear);
        let changed = report.count(&plan.routes, &finished);
        if let Some(error) = work.take_failure() {
            // Nothing may be left of what is not to be seen any more, whatever cannot be written.
            let _ = work.leave(&finished);
            return Err(with_removed(error, work::withdrawn(&finished)));
        }
        let listed = work.manifest(&finished, &mut report)?;
        diagnostics.extend(grouped(work::faults(&plan, &finished)));
        if how.explain {
            report.reasons = work.reasons(&finished);
        }
        let stays = work.kept(&finished, listed);
        let checked_anew = checks.iter().any(|checked| matches!(checked.asked, Asked::Now(_)));
        let counts = (report.reused, checks.len());
        let is_well = report.failed == 0 && !how.verify && !again::depends_on_who_looks(&diagnostics);
        let origin = if is_well { Origin::of(&world.tree, &found, &options) } else { None };
        let files = origin.map(|_| work.stamps(&finished, listed));
        drop(work);
        let is_outdated = changed > 0 || checked_anew || ledger.is_outdated(world, templates, listed, counts);
        let next = || -> std::io::Result<Option<Encoded>> {
            if !is_outdated {
                return Ok(None);
            }
            let kept = finished.iter().filter(|finished| finished.is_kept_in_ledger()).count();
            let counts = (report.reused + report.rendered + kept, checks.len());
            let mut next = Next::after(ledger, world)?;
            next.settle(templates, listed);
            for (path, finished) in plan.routes.keys().zip(finished) {
                next.finished(path, finished)?;
            }
            for checked in checks {
                next.checked(checked)?;
            }
            next.only(counts, |path| plan.routes.contains_key(path));
            next.encode().map(Some)
        };
        let (cleared, next) = rayon::join(|| output.finish(&stays), next);
        let cleared = cleared?;
        (report.removed, report.left) = (cleared.removed, cleared.left);
        if let Some(ledger) = next? {
            ledger.keep(output)?;
        }
        report.diagnostics = settle(diagnostics, &world.project.verdicts);
        if let (Some(origin), Some(files)) = (origin, files) {
            Again::keep(origin, options.now, Overview::of(world), &report, files, output)?;
        }
        Ok(report)
    });
    if world.tree.is_outdated() {
        output.forget(Cached::Pages)?;
    }
    kept.and(report)
}

/// An error of the file system, with how many outputs were removed because they told of what is not to be seen now.
fn with_removed(error: std::io::Error, removed: usize) -> std::io::Error {
    match removed {
        0 => error,
        _ => {
            let outputs = count(removed, "output that told of it was", "outputs that told of it were");
            let message = format!("{error}; something is not to be seen any more, and {outputs} removed");
            std::io::Error::new(error.kind(), message)
        }
    }
}

/// What the build before left of an output. The default is nothing.
#[derive(Default)]
pub struct Left {
    ledger: Ledger,
    /// Why nothing is known of it where something should be.
    note: Option<String>,
    stamp: Option<FileStamp>,
}

impl Left {
    /// Reads what was kept as [`Cached::Ledger`].
    pub fn read(kept: Option<Kept>) -> Left {
        let Some(kept) = kept else { return Left::default() };
        let stamp = Some(kept.stamp);
        match Ledger::decode(kept) {
            Ok(ledger) => Left { ledger, note: None, stamp },
            Err(why) => {
                let note = format!("what is remembered of the build before {why}, so everything was made");
                Left { ledger: Ledger::default(), note: Some(note), stamp }
            }
        }
    }
}

/// What is wrong with a page, and what was asked to find it.
struct Checked {
    page: PageId,
    asked: Asked,
    faults: Diagnostics,
    /// That an earlier build would have told something else, for who asked to verify.
    stale: Option<Diagnostic>,
}

/// What was asked for something.
enum Asked {
    /// As the ledger has it.
    Before,
    /// Now, packed.
    Now(Vec<u8>),
}

/// Checks every page, those excepted of which nothing has changed: their faults are repeated. Who verifies checks all.
fn check_all(world: &Arc<World>, verdict: &Verdict<'_>, how: How) -> Vec<Checked> {
    let pages: Vec<PageId> = world.site.numbered().map(|(id, _)| id).collect();
    let check = |&page: &PageId| {
        let source = &world.site.page(page).source;
        let known = verdict.faults(source);
        if let Some(faults) = known.filter(|_| !how.verify) {
            return Checked { page, asked: Asked::Before, faults: faults.clone(), stale: None };
        }
        let (faults, trace) = check::page(Lens::new(world.clone()), page);
        let stale = known.filter(|known| **known != faults).map(|_| stale_faults(source));
        Checked { page, asked: Asked::Now(ledger::packed(&trace)), faults, stale }
    };
    pages.par_iter().map(check).collect()
}

fn stale_faults(source: &SourcePath) -> Diagnostic {
    let message = format!("the problems that are remembered of `{source}` are not those that a clean build finds");
    Diagnostic::new(Code::OutputStale, Place::file(source.as_str()), message, "")
        .help("they are right now; this is a fault of the program, please report it with what you edited")
}

/// The hash of all templates.
fn templates(world: &World) -> Hash {
    let all = world.project.theme.templates.iter();
    hash::of_parts(all.flat_map(|(name, source)| [name.as_bytes(), source.text.as_bytes()]))
}

/// Checks and makes everything and keeps nothing: what is wrong, and what could not be made.
pub fn try_all(world: &Arc<World>, progress: &dyn Progress) -> Diagnostics {
    progress.begin(Phase::Check);
    let mut faults = check::run(world);
    let (plan, found) = output::plan(world);
    faults.extend(found);
    let mut maker = match Maker::new(world.clone()) {
        Ok(maker) => maker,
        Err(found) => {
            faults.extend(found);
            return faults;
        }
    };
    maker.expect(&plan);
    progress.begin(Phase::Make);
    let total = plan.routes.len();
    let done = AtomicUsize::new(0);
    let is_made = |(path, route): &(&OutPath, &Route)| is_tried(route) || share::is_always_read(path);
    let routes: Vec<(&OutPath, &Route)> = plan.routes.iter().filter(is_made).collect();
    let tried = routes.par_iter().map(|(path, route)| {
        let made = maker.make(route);
        progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        made.map(|made| Some((*path, *route, share::look(world, path, route, made.content.made())?)))
    });
    let (mut seen, mut failed) = (Vec::new(), Diagnostics::new());
    for tried in tried.collect::<Vec<_>>() {
        match tried {
            Ok(looked) => seen.extend(looked),
            Err(fault) => failed.push(*fault),
        }
    }
    faults.extend(grouped(failed));
    faults.extend(share::judge(world, &plan, seen, |route| {
        maker.make(route).ok().map(|made| made.content.made().to_vec())
    }));
    faults
}

/// Whether making it can tell more than is known: files are as they are, but for drawings, and pictures were looked at.
fn is_tried(route: &Route) -> bool {
    match route {
        Route::File(file) => file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg")),
        Route::Picture(..) => false,
        _ => true,
    }
}

/// An output folder that is where sources are.
pub fn output_inside(out: &str, why: &str) -> Diagnostic {
    let message = format!("the output folder `{out}` is where the hub's sources are: {why}");
    Diagnostic::new(Code::OutputInside, Place::file(out), message, "").help("choose another folder with `--out`")
}

impl Report {
    /// Counts what became of each route; returns how many files of them are new or look otherwise.
    fn count(&mut self, routes: &BTreeMap<OutPath, Route>, finished: &[Finished]) -> usize {
        let mut changed = 0;
        for (route, finished) in routes.values().zip(finished) {
            match finished {
                Finished::Failed { .. } => {
                    self.failed += 1;
                    continue;
                }
                Finished::Stands { is_touched, .. } => {
                    self.reused += 1;
                    self.same += 1;
                    changed += usize::from(*is_touched);
                }
                Finished::Made { put, .. } => {
                    self.rendered += 1;
                    changed += 1;
                    self.put(*put);
                }
            }
            *self.outputs.entry(name_of(route).to_owned()).or_default() += 1;
            self.bytes += finished.size();
        }
        changed
    }

    fn put(&mut self, put: Put) {
        match put {
            Put::Written => self.written += 1,
            Put::Same => self.same += 1,
        }
    }
}

/// What a route is counted as.
fn name_of(route: &Route) -> &'static str {
    match route {
        Route::Page(..) | Route::Update(..) => "pages",
        Route::Taxonomy(_) | Route::Term(..) | Route::Subscribe(_) => "topic and author pages",
        Route::NotFound | Route::Robots | Route::Headers | Route::Redirects => "files for the host",
        Route::Feed(..) | Route::Podcast(_) => "feeds",
        Route::Calendar(_) => "calendars",
        Route::Alerts | Route::AlertFeed | Route::AlertLight(_) => "alerts",
        Route::Citation(..) => "files for programs for references",
        Route::Updates(_) => "updates for open pages",
        Route::Card(_) | Route::UpdateCard(..) => "share cards",
        Route::Redirect(_) => "redirects",
        Route::Gone(_) => "notices of removal",
        Route::Sitemap | Route::SitemapPart(_) | Route::SitemapOfNews => "sitemaps",
        Route::Picture(..) => "pictures",
        Route::Asset(_) | Route::File(_) => "files",
    }
}
