//! The live preview: files change, and pages on the screen follow.
//!
//! Three threads meet at the `stage::Stage`. The one that calls [`run`] hears of changed files
//! (`files`) and puts the hub together again (`preview`). The `server` makes each page when it is
//! asked for, by the same function as a build, and tells each tab when its own page changed. A third
//! makes everything once, when nobody waits for a page, so that what is wrong anywhere is found.
//!
//! The preview only adds to responses: it writes nothing, neither to the hub nor to its output.
#![expect(clippy::disallowed_methods, reason = "how often news is told is in no output")]

mod access;
mod aside;
mod desk;
mod files;
mod host;
mod panel;
mod preview;
mod questions;
mod server;
mod stage;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::diag::Diagnostic;
use crate::path::SourcePath;

use files::Files;
use preview::{Changed, Preview, Searched, Snapshot};
use stage::Stage;

pub use preview::Hub;
pub use server::{Door, Taken};

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The system tells.
    Told,
    /// By looking again and again: for network shares and containers, where the system does not tell.
    Looking,
}

/// Somebody who is told what happens. Called from several threads.
pub trait Audience: Send + Sync {
    /// A change was noticed, and the hub is put together again.
    fn begin(&self);
    /// The hub was put together after these files changed; at first after none.
    fn changed(&self, files: &BTreeSet<SourcePath>);
    /// What is known to be wrong: sorted, once each; whether everything was tried.
    fn problems(&self, problems: &[Diagnostic], is_whole: bool);
    /// The system does not tell of changes: why.
    fn must_look(&self, why: &str);
}

/// The stack in bytes on which a page is made: templates and Markdown nest, within limits.
const STACK: usize = 8 << 20;

/// Shows `hub` at `door` until the process ends. Reading is done in the pool of threads it is called in.
///
/// # Errors
/// When the system gives no thread or no network.
pub fn run(hub: Hub, door: Door, notice: Notice, audience: Arc<dyn Audience>) -> io::Result<()> {
    let stage = Arc::new(Stage::new());
    let origin = door.origin();
    let root = crate::disk::resolved(&hub.root);
    let serving = stage.clone();
    let (ended, end) = channel();
    let _server = thread("server", move || {
        // Nobody to tell: the command is ending.
        let _ = ended.send(server::serve(door, serving, root, STACK));
    })?;
    let (snapshots, waiting) = channel();
    let (trying, telling) = (stage.clone(), audience.clone());
    let _finder = thread("finder", move || find_all(&trying, &waiting, telling.as_ref()))?;
    // It takes a while to listen to many folders. What changes meanwhile is found when the hub is looked at once more.
    let (root, skip) = (hub.root.clone(), hub.skip);
    let listening = thread("listener", move || Files::listen(&root, skip, notice == Notice::Looking))?;
    let mut preview = Preview::new(hub, origin);
    follow(&mut preview, &Changed::Perhaps, &stage, &snapshots, audience.as_ref());
    let (mut files, why) = listening.join().map_err(|_| io::Error::other("nobody listens to the hub's files"))?;
    if let Some(why) = why {
        audience.must_look(&why);
    }
    loop {
        if preview.is_lost() {
            files.distrust();
        }
        if let Ok(served) = end.try_recv() {
            return served;
        }
        let changed = files.wait();
        follow(&mut preview, &changed, &stage, &snapshots, audience.as_ref());
    }
}

/// Puts the hub together if it changed.
fn follow(
    preview: &mut Preview,
    changed: &Changed,
    stage: &Arc<Stage>,
    snapshots: &Sender<Arc<Snapshot>>,
    audience: &dyn Audience,
) {
    audience.begin();
    // The search for what is wrong waits meanwhile.
    let busy = stage.busy();
    let refreshed = preview.refresh(changed);
    let Some(refreshed) = refreshed else { return preview.rest() };
    stage.put(&refreshed);
    drop(busy);
    audience.changed(&refreshed.changed);
    match &refreshed.snapshot {
        Some(snapshot) => {
            audience.problems(&stage.standing().problems, false);
            // It ends with the process.
            let _ = snapshots.send(snapshot.clone());
        }
        None => audience.problems(&refreshed.diagnostics, true),
    }
}

/// Makes everything of each snapshot that comes, when nobody waits for a page, for what is wrong there.
fn find_all(stage: &Arc<Stage>, waiting: &Receiver<Arc<Snapshot>>, audience: &dyn Audience) {
    let Ok(mut snapshot) = waiting.recv() else { return };
    loop {
        match find(stage, &snapshot, waiting) {
            Found::All => {
                stage.tell(&snapshot, true);
                audience.problems(&snapshot.problems(&stage.standing().problems), true);
                let Ok(next) = waiting.recv() else { return };
                snapshot = next;
            }
            Found::Newer(next) => snapshot = next,
        }
    }
}

/// How far the search for what is wrong came.
enum Found {
    All,
    Newer(Arc<Snapshot>),
}

fn find(stage: &Arc<Stage>, snapshot: &Arc<Snapshot>, waiting: &Receiver<Arc<Snapshot>>) -> Found {
    let mut newer = None;
    let mut told = Instant::now();
    let searched = snapshot.search(|| {
        newer = waiting.try_iter().last();
        while newer.is_none() && stage.is_busy() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if told.elapsed() > OFTEN {
            stage.tell(snapshot, false);
            told = Instant::now();
        }
        newer.is_none()
    });
    match newer {
        Some(newer) if searched == Searched::Broken => Found::Newer(newer),
        _ => Found::All,
    }
}

/// What is found is told so often while the search goes on.
const OFTEN: Duration = Duration::from_millis(300);

fn thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<std::thread::JoinHandle<T>> {
    std::thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(work)
}
