//! Word of changed files: from the system, or by looking again and again.
//!
//! The system's word may come late, doubled, or not at all (a folder filled before it is watched, a
//! network share). So what it says is a hint: whoever hears it looks, and looks once more when all is
//! quiet. Where the system says nothing there is only the looking.
#![expect(clippy::disallowed_methods, reason = "how long to wait for quiet is in no output")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::preview::Changed;
use crate::path::SourcePath;

/// After so long without a word, what was said is taken to be all.
const QUIET: Duration = Duration::from_millis(4);
/// A stream of changes without a pause is not waited for longer than this.
const LONGEST: Duration = Duration::from_millis(400);
/// After a change, how long until the hub is looked at once more.
const AFTER: Duration = Duration::from_millis(250);
/// How often is looked when the system gives no word.
const POLL: Duration = Duration::from_millis(400);
/// How often is looked when all seems well: an embargo may have ended.
const IDLE: Duration = Duration::from_secs(20);

/// The files of a hub, listened to.
pub(super) struct Files {
    root: PathBuf,
    skip: &'static [&'static str],
    /// None when nothing but looking helps.
    watcher: Option<RecommendedWatcher>,
    said: Receiver<notify::Result<Event>>,
    /// Keeps `said` open.
    _sender: Sender<notify::Result<Event>>,
    /// Whether something was said since it was last quiet.
    is_restless: bool,
}

impl Files {
    /// Listens to `root` from now on, or only looks. With the files, why the system gives no word.
    pub(super) fn listen(root: &Path, skip: &'static [&'static str], poll: bool) -> (Files, Option<String>) {
        let (sender, said) = channel();
        let root = crate::disk::resolved(root);
        let mut files = Files { root, skip, watcher: None, said, _sender: sender.clone(), is_restless: true };
        if poll {
            return (files, None);
        }
        let started = RecommendedWatcher::new(sender, Config::default().with_follow_symlinks(false));
        let watched = started.and_then(|mut watcher| {
            watcher.watch(&files.root, RecursiveMode::NonRecursive)?;
            files.watcher = Some(watcher);
            files.watch_folders()
        });
        let why = watched.err().map(|error| {
            files.watcher = None;
            error.to_string()
        });
        (files, why)
    }

    /// Waits until something changed and all is quiet again, or until it is time to look.
    pub(super) fn wait(&mut self) -> Changed {
        let patience = match (&self.watcher, self.is_restless) {
            (None, _) => POLL,
            (Some(_), true) => AFTER,
            (Some(_), false) => IDLE,
        };
        let begun = Instant::now();
        let mut paths = BTreeSet::new();
        let mut end = begun + patience;
        let mut last = None;
        // That a file is only read is a word too, and moves no end.
        while let Ok(said) = self.said.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if self.take(said, &mut paths) {
                let now = Instant::now();
                end = (now + QUIET).min(*last.get_or_insert(now + LONGEST));
            }
        }
        self.is_restless = last.is_some();
        match last {
            Some(_) => Changed::Paths(paths),
            None => Changed::Perhaps,
        }
    }

    /// Looks again soon: something is wrong with the hub's folder itself.
    pub(super) fn distrust(&mut self) {
        self.is_restless = true;
        if let Some(watcher) = &mut self.watcher {
            // It fails while the folder is gone.
            let _ = watcher.unwatch(&self.root);
            let _ = watcher.watch(&self.root, RecursiveMode::NonRecursive);
            let _ = self.watch_folders();
        }
    }

    /// Notes the paths of one word. Whether it tells of a change.
    fn take(&mut self, said: notify::Result<Event>, paths: &mut BTreeSet<SourcePath>) -> bool {
        let Ok(event) = said else { return true };
        let is_change = match event.kind {
            EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
            EventKind::Other => event.need_rescan(),
        };
        if !is_change {
            return false;
        }
        let is_new =
            matches!(event.kind, EventKind::Any | EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
        let is_folder = |path: &PathBuf| path.parent() == Some(&self.root) && crate::disk::is_folder(path);
        if is_new && event.paths.iter().any(is_folder) {
            // It fails when the folder is gone again, and of that there will be word.
            let _ = self.watch_folders();
        }
        let below = event.paths.iter().filter_map(|path| path.strip_prefix(&self.root).ok());
        paths.extend(below.filter_map(source_path));
        true
    }

    /// Listens to every folder of the hub with all that is in it. A folder is not listened to twice.
    fn watch_folders(&mut self) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for folder in crate::disk::folders(&self.root, self.skip).unwrap_or_default() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }
}

fn source_path(below: &Path) -> Option<SourcePath> {
    let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
    SourcePath::new(&names?.join("/")).ok()
}
