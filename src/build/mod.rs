//! From a tree to files: what is settled, read, put together, planned, made and written.
//!
//! [`prepare`] goes as far as a world that can be asked; `check` and `list` need no more. [`run`] makes
//! every output of it, on all threads of the pool it is called in, and writes each as soon as it is
//! made: memory holds what a hub must remember, not its output.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::check;
use crate::content;
use crate::diag::{Code, Diagnostic, Diagnostics, settle};
use crate::disk::{Output, Put, Tree};
use crate::hash::{self, Hash};
use crate::output::{self, Plan, Route};
use crate::path::OutPath;
use crate::project::{self, Options};
use crate::render::{Renderer, grouped};
use crate::site;
use crate::span::Place;
use crate::world::World;

/// A hub that was read and put together.
pub struct Prepared {
    /// What there is to ask.
    pub world: Arc<World>,
    /// What is wrong so far, neither sorted nor judged.
    pub diagnostics: Diagnostics,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that is wrong: sorted, once each, at the level the hub wants.
    pub diagnostics: Diagnostics,
    /// How many outputs of each kind there are.
    pub outputs: BTreeMap<&'static str, usize>,
    /// How many files were written because they differed.
    pub written: usize,
    /// How many were there already, the same.
    pub same: usize,
    /// How many could not be made.
    pub failed: usize,
    /// How many of an earlier build were removed.
    pub removed: usize,
    /// Files of an earlier build that somebody changed since: left where they are.
    pub left: Vec<OutPath>,
    /// The size of all outputs in bytes.
    pub bytes: usize,
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

/// Reads a hub and puts it together.
///
/// # Errors
/// The diagnostics, when there is nothing to go on with.
pub fn prepare(tree: Tree, options: &Options, progress: &dyn Progress) -> Result<Prepared, Diagnostics> {
    progress.begin(Phase::Settle);
    let (project, mut diagnostics) = project::load(&tree, options)?;
    progress.begin(Phase::Read);
    let (pages, faults) = content::read(&tree, &project);
    diagnostics.extend(faults);
    progress.begin(Phase::Assemble);
    let (site, faults) = site::assemble(pages, &tree, &project);
    diagnostics.extend(faults);
    let world = Arc::new(World::new(Arc::new(project), Arc::new(site), Arc::new(tree)));
    progress.begin(Phase::Check);
    diagnostics.extend(check::run(&world));
    Ok(Prepared { world, diagnostics })
}

/// Makes everything and writes it to `output`.
///
/// # Errors
/// What the file system says, when it is not about one file's content: no space, no permission.
pub fn run(prepared: Prepared, output: &Output, progress: &dyn Progress) -> std::io::Result<Report> {
    let Prepared { world, mut diagnostics } = prepared;
    let verdicts = world.project.verdicts.clone();
    let mut report = Report::default();
    let mut renderer = match Renderer::new(world.clone()) {
        Ok(renderer) => renderer,
        Err(faults) => {
            diagnostics.extend(faults);
            report.diagnostics = settle(diagnostics, &verdicts);
            return Ok(report);
        }
    };
    let (plan, faults) = output::plan(&world);
    diagnostics.extend(faults);
    renderer.remember(plan.shared.iter().copied());
    progress.begin(Phase::Make);
    let finished = make_all(&renderer, &plan, output, progress)?;
    progress.begin(Phase::Clear);
    let mut files = BTreeMap::new();
    let mut kept = BTreeMap::new();
    let mut failed = Diagnostics::new();
    for ((path, route), finished) in plan.routes.iter().zip(finished) {
        match finished {
            Finished::Put { put, sha256, hash, size } => {
                kept.insert(path.clone(), hash);
                *report.outputs.entry(name_of(route)).or_default() += 1;
                report.bytes += size;
                report.count(put);
                files.insert(path.clone(), (sha256, size));
            }
            Finished::Failed(fault) => {
                report.failed += 1;
                kept.extend(output.earlier(path).map(|hash| (path.clone(), hash)));
                failed.push(*fault);
            }
        }
    }
    diagnostics.extend(grouped(failed));
    if let Ok(path) = OutPath::new("manifest.json") {
        let manifest = output::manifest(&files);
        report.count(output.put(&path, &manifest)?);
        kept.insert(path, hash::of(&manifest));
    }
    let finished = output.finish(&kept)?;
    report.removed = finished.removed;
    report.left = finished.left;
    report.diagnostics = settle(diagnostics, &verdicts);
    Ok(report)
}

/// Makes everything and keeps nothing: what could not be made.
pub fn try_all(world: &Arc<World>, renderer: &Renderer, progress: &dyn Progress) -> Diagnostics {
    progress.begin(Phase::Make);
    let (plan, mut faults) = output::plan(world);
    let total = plan.routes.len();
    let done = AtomicUsize::new(0);
    let routes: Vec<&Route> = plan.routes.values().filter(|route| !matches!(route, Route::File(_))).collect();
    let failed = routes.par_iter().filter_map(|route| {
        let failed = output::make(renderer, route).err().map(|fault| *fault);
        progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        failed
    });
    faults.extend(grouped(failed.collect()));
    faults
}

/// What became of one route.
enum Finished {
    Put { put: Put, sha256: String, hash: Hash, size: usize },
    Failed(Box<Diagnostic>),
}

fn make_all(
    renderer: &Renderer,
    plan: &Plan,
    output: &Output,
    progress: &dyn Progress,
) -> std::io::Result<Vec<Finished>> {
    let done = AtomicUsize::new(0);
    let routes: Vec<(&OutPath, &Route)> = plan.routes.iter().collect();
    let total = routes.len();
    let finish = |(path, route): &(&OutPath, &Route)| {
        let finished = make_one(renderer, path, route, output);
        progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        finished
    };
    routes.par_iter().with_min_len(4).map(finish).collect()
}

fn make_one(renderer: &Renderer, path: &OutPath, route: &Route, output: &Output) -> std::io::Result<Finished> {
    let made = match output::make(renderer, route) {
        Ok(made) => made,
        Err(fault) => return Ok(Finished::Failed(fault)),
    };
    match output.put(path, &made.bytes) {
        Ok(put) => {
            let sha256 = hexadecimal(&Sha256::digest(&made.bytes));
            Ok(Finished::Put { put, sha256, hash: hash::of(&made.bytes), size: made.bytes.len() })
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Ok(Finished::Failed(Box::new(foreign(path, &error))))
        }
        Err(error) => Err(error),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let pairs = bytes.iter().flat_map(|byte| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
    pairs.map(char::from).collect()
}

impl Report {
    fn count(&mut self, put: Put) {
        match put {
            Put::Written => self.written += 1,
            Put::Same => self.same += 1,
        }
    }
}

/// An output folder that is where sources are.
pub fn output_inside(out: &str, why: &str) -> Diagnostic {
    let message = format!("the output folder `{out}` is where the hub's sources are: {why}");
    Diagnostic::new(Code::OutputInside, Place::file(out), message, "").help("choose another folder with `--out`")
}

fn foreign(path: &OutPath, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{path}` in the output folder was not written by a build of this hub: {error}");
    Diagnostic::new(Code::OutputForeign, Place::file(path.as_str()), message, "")
        .help("choose another folder with `--out`, or replace what is there with `--clean`")
}

/// What a route is counted as.
fn name_of(route: &Route) -> &'static str {
    match route {
        Route::Page(..) => "pages",
        Route::Taxonomy(_) | Route::Term(..) => "topic and author pages",
        Route::NotFound | Route::Robots | Route::Headers | Route::Redirects => "files for the host",
        Route::Feed(_) => "feeds",
        Route::Redirect(_) => "redirects",
        Route::Sitemap | Route::SitemapPart(_) => "sitemaps",
        Route::Asset(_) | Route::File(_) => "files",
    }
}
