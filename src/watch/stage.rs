//! What is shown at the moment, and what stays on the screen when it cannot be made any more.
//!
//! The stage holds the newest [`Standing`] of the hub; everybody who waits for the next subscribes to
//! it. It also keeps the last good bytes of each page that was asked for: a page that can no longer be
//! made stays as it was, with the mistake shown over it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Bytes;
use tokio::sync::watch;

use super::host::Leads;
use super::preview::{Refreshed, Snapshot};
use crate::diag::{Diagnostics, Level};
use crate::hash::{self, Hash};
use crate::output::Route;
use crate::path::{OutPath, SourcePath};

/// The hub as it stands.
#[derive(Clone, Default)]
pub(super) struct Standing {
    /// Counts the changes of the hub; 0 before it was first read.
    pub(super) number: u64,
    /// Counts everything that was told, so that whoever shows it knows whether they are behind.
    pub(super) told: u64,
    /// What can be made; of an earlier state if the hub cannot be put together now.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// Whether that is the newest state of the files.
    pub(super) is_current: bool,
    /// Everything that is known to be wrong: sorted, once each.
    pub(super) problems: Arc<Diagnostics>,
    /// Whether everything was made once, so that all that is wrong is known.
    pub(super) is_whole: bool,
    /// The files published as they are that changed, by their address, with the number of the change.
    pub(super) files: Arc<BTreeMap<String, u64>>,
}

/// What is asked for.
pub(super) enum Asked {
    /// Something that is shown, with the status to do so.
    Shown(Document, u16),
    /// It is elsewhere.
    Elsewhere(Leads),
    /// It cannot be made and never could.
    Failed,
    /// There is nothing, not even a page that says so.
    Nothing,
}

/// Something that is shown.
#[derive(Clone)]
pub(super) struct Document {
    /// Where it stands in the output.
    pub(super) path: OutPath,
    /// Its bytes, as a build would write them.
    pub(super) bytes: Bytes,
    /// What it is made of, if that is one file.
    pub(super) source: Option<SourcePath>,
    /// Whether its name changes with its content.
    pub(super) is_named_by_content: bool,
}

/// How a page looks, for telling whether it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Of its bytes.
    pub(super) whole: Hash,
    /// The same, whatever its style sheets hold.
    pub(super) form: Hash,
}

/// Where the newest state stands.
pub(super) struct Stage {
    standing: watch::Sender<Standing>,
    /// The last good version of each page that was asked for.
    kept: Mutex<BTreeMap<OutPath, Document>>,
    /// How many requests are being answered.
    busy: AtomicUsize,
}

/// So many pages are kept. More are not on anybody's screen.
const KEPT: usize = 256;

impl Stage {
    /// A stage on which nothing stands yet.
    pub(super) fn new() -> Stage {
        Stage { standing: watch::Sender::new(Standing::default()), kept: Mutex::default(), busy: AtomicUsize::new(0) }
    }

    /// What stands.
    pub(super) fn standing(&self) -> Standing {
        self.standing.borrow().clone()
    }

    /// What stands, and word of what will.
    pub(super) fn subscribe(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Puts a new state on the stage.
    pub(super) fn put(&self, refreshed: &Refreshed) {
        self.standing.send_modify(|standing| {
            standing.number += 1;
            standing.told += 1;
            let problems = match &refreshed.snapshot {
                Some(snapshot) => snapshot.problems(&standing.problems),
                None => Arc::new(refreshed.diagnostics.clone()),
            };
            standing.problems = problems;
            standing.is_whole = false;
            standing.is_current = refreshed.snapshot.is_some();
            let Some(snapshot) = &refreshed.snapshot else { return };
            standing.snapshot = Some(snapshot.clone());
            let mut files = standing.files.as_ref().clone();
            for (path, route) in snapshot.routes() {
                if matches!(route, Route::File(source) if refreshed.changed.contains(source)) {
                    files.extend(snapshot.address_of(path).map(|address| (address, standing.number)));
                }
            }
            standing.files = Arc::new(files);
        });
    }

    /// Tells what is known to be wrong with `snapshot` by now, if it is the one that stands; and whether
    /// that is all.
    pub(super) fn tell(&self, snapshot: &Arc<Snapshot>, is_whole: bool) {
        let problems = snapshot.problems(&self.standing().problems);
        self.standing.send_if_modified(|standing| {
            let stands = standing.is_current && standing.snapshot.as_ref().is_some_and(|it| Arc::ptr_eq(it, snapshot));
            let is_news = standing.problems != problems || is_whole && !standing.is_whole;
            if stands && is_news {
                standing.problems = problems;
                standing.is_whole |= is_whole;
                standing.told += 1;
            }
            stands && is_news
        });
    }

    /// What stands at `path`, percent-decoded and from the root of the host.
    pub(super) fn ask(&self, standing: &Standing, path: &str) -> Asked {
        let Some(snapshot) = &standing.snapshot else { return Asked::Failed };
        let leads = snapshot.rules().leads(path);
        let below = below_base(snapshot, path);
        let name =
            below.map(|below| if below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() });
        let name = name.map(|name| name.trim_start_matches('/').to_owned());
        let found = name.as_ref().and_then(|name| snapshot.route(name)).filter(|(path, _)| !is_for_the_host(path));
        let is_stub = matches!(found, Some((_, Route::Redirect(_))));
        match leads {
            Some(leads) if leads.forced || is_stub || found.is_none() => {
                let shown = |status| {
                    let to = below_base(snapshot, &leads.to)?.trim_start_matches('/').to_owned();
                    let to = if to.is_empty() || to.ends_with('/') { format!("{to}index.html") } else { to };
                    let (path, route) = snapshot.route(&to)?;
                    Some(self.document(snapshot, path, route, status))
                };
                match leads.status {
                    200 | 404 => shown(leads.status).unwrap_or_else(|| self.not_found(snapshot)),
                    _ => Asked::Elsewhere(leads),
                }
            }
            _ => match (found, name) {
                (Some((path, route)), _) => self.document(snapshot, path, route, 200),
                (None, Some(name)) => self.missing(standing, snapshot, path, &name),
                (None, None) => self.outside(snapshot, path),
            },
        }
    }

    /// How the page at `path` looks; none if it cannot be made and stays as it is.
    pub(super) fn look(&self, standing: &Standing, path: &str) -> Option<Look> {
        match self.ask(standing, path) {
            Asked::Shown(document, _) => Some(look(standing.snapshot.as_ref()?, &document.bytes)),
            Asked::Elsewhere(leads) => {
                let to = hash::of(leads.to.as_bytes());
                Some(Look { whole: to, form: to })
            }
            Asked::Failed | Asked::Nothing => None,
        }
    }

    /// What the page at `path` is made of; of a page that is gone, what it was made of.
    pub(super) fn source(&self, standing: &Standing, path: &str) -> Option<SourcePath> {
        let snapshot = standing.snapshot.as_ref()?;
        let below = below_base(snapshot, path)?.trim_start_matches('/');
        let name =
            if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
        let now = snapshot.route(&name).and_then(|(_, route)| snapshot.source(route));
        now.or_else(|| self.kept().get(name.as_str()).and_then(|document| document.source.clone()))
    }

    /// Says that a request is being answered for as long as what is returned lives.
    pub(super) fn busy(self: &Arc<Stage>) -> Busy {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed) > 0
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<OutPath, Document>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an output; if it cannot be made, what it was when it last could.
    fn document(&self, snapshot: &Arc<Snapshot>, path: &OutPath, route: &Route, status: u16) -> Asked {
        let known = snapshot.failure(path);
        match snapshot.make(path, route) {
            Ok(bytes) => {
                let document = Document {
                    path: path.clone(),
                    bytes: bytes.into(),
                    source: snapshot.source(route),
                    is_named_by_content: matches!(route, Route::Asset(_)),
                };
                self.keep(&document);
                Asked::Shown(document, status)
            }
            Err(fault) => {
                if known.as_ref() != Some(&*fault) {
                    self.tell(snapshot, false);
                }
                match self.kept().get(path) {
                    Some(document) => Asked::Shown(document.clone(), status),
                    None => Asked::Failed,
                }
            }
        }
    }

    fn keep(&self, document: &Document) {
        if !document.path.as_str().ends_with(".html") {
            return;
        }
        let mut kept = self.kept();
        if kept.len() >= KEPT && !kept.contains_key(&document.path) {
            kept.pop_first();
        }
        kept.insert(document.path.clone(), document.clone());
    }

    /// Nothing stands at `name`: a folder without its final `/`, a page that a mistake took away, or
    /// nothing at all.
    fn missing(&self, standing: &Standing, snapshot: &Arc<Snapshot>, path: &str, name: &str) -> Asked {
        if !path.ends_with('/') && snapshot.route(&format!("{name}/index.html")).is_some() {
            return elsewhere(format!("{}/", crate::text::encode_path(path)), 301);
        }
        let lost = self.kept().get(name).cloned().filter(|document| is_mistaken(standing, snapshot, document));
        match lost {
            Some(document) => Asked::Shown(document, 200),
            None => self.not_found(snapshot),
        }
    }

    /// The path is not below the hub's.
    fn outside(&self, snapshot: &Arc<Snapshot>, path: &str) -> Asked {
        let base = &snapshot.world().project.base.path;
        if path == "/" || crate::text::decode_path(base) == path {
            return elsewhere(format!("{base}/"), 302);
        }
        self.not_found(snapshot)
    }

    fn not_found(&self, snapshot: &Arc<Snapshot>) -> Asked {
        match snapshot.route("404.html") {
            Some((path, route)) => self.document(snapshot, path, route, 404),
            None => Asked::Nothing,
        }
    }
}

/// Lives while a request is being answered.
pub(super) struct Busy(Arc<Stage>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How these bytes of a page look.
pub(super) fn look(snapshot: &Snapshot, bytes: &[u8]) -> Look {
    let whole = hash::of(bytes);
    let Ok(html) = std::str::from_utf8(bytes) else { return Look { whole, form: whole } };
    let form = snapshot.styles().fold(html.to_owned(), |html, (name, address)| html.replace(&address, name));
    Look { whole, form: hash::of(form.as_bytes()) }
}

fn elsewhere(to: String, status: u16) -> Asked {
    Asked::Elsewhere(Leads { to, status, forced: false })
}

/// What follows the hub's own path, which is `/hub` in `/hub/news/`.
fn below_base<'a>(snapshot: &Snapshot, path: &'a str) -> Option<&'a str> {
    let base = crate::text::decode_path(&snapshot.world().project.base.path);
    path.strip_prefix(&*base).filter(|rest| rest.starts_with('/'))
}

/// Files that tell the host what to do; it does not show them.
fn is_for_the_host(path: &OutPath) -> bool {
    matches!(path.as_str(), "_redirects" | "_headers")
}

/// Whether a page is gone because of a mistake in its source, and not because that is gone.
fn is_mistaken(standing: &Standing, snapshot: &Snapshot, document: &Document) -> bool {
    let Some(source) = &document.source else { return false };
    let of_it =
        |problem: &crate::diag::Diagnostic| problem.level == Level::Error && problem.place.file == source.as_str();
    snapshot.world().tree.has(source.as_str()) && standing.problems.iter().any(of_it)
}
