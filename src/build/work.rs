//! Making outputs: each that does not stand, and each only once.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::ledger::{self, Ledger, Listed, Standing, Verdict};
use super::reasons::{self, Reason, Why};
use super::{How, Progress, Report};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::{FileStamp, Output, Put};
use crate::hash::{self, Hash};
use crate::output::{self, Made, Maker, Plan, Route};
use crate::path::OutPath;
use crate::span::Place;
use crate::world::World;

/// The file that lists all others.
const MANIFEST: &str = "manifest.json";

/// What there is to do.
pub(super) struct Work<'a> {
    world: &'a Arc<World>,
    plan: &'a Plan,
    ledger: &'a Ledger,
    verdict: &'a Verdict<'a>,
    output: &'a Output,
    how: How,
    /// Compiled when the first output is made: most builds make few, and some none.
    maker: OnceLock<Result<Maker, Diagnostics>>,
}

/// What became of one route.
pub(super) enum Finished {
    /// It stands. Its file may have been touched without another content.
    Stands { standing: Standing, is_touched: bool },
    /// It was made.
    Made { put: Put, why: Why, standing: Standing, trace: Vec<u8>, fault: Option<Box<Diagnostic>> },
    /// It could not be made.
    Failed(Box<Diagnostic>),
}

impl<'a> Work<'a> {
    pub(super) fn new(
        world: &'a Arc<World>,
        plan: &'a Plan,
        (ledger, verdict): (&'a Ledger, &'a Verdict<'a>),
        output: &'a Output,
        how: How,
    ) -> Work<'a> {
        Work { world, plan, ledger, verdict, output, how, maker: OnceLock::new() }
    }

    /// The compiled templates, or what is wrong with them.
    pub(super) fn maker(&self) -> &Result<Maker, Diagnostics> {
        self.maker.get_or_init(|| {
            let mut maker = Maker::new(self.world.clone())?;
            maker.expect(self.plan);
            Ok(maker)
        })
    }

    /// Makes what does not stand, in the order of the plan.
    pub(super) fn all(&self, progress: &dyn Progress) -> io::Result<Vec<Finished>> {
        let done = AtomicUsize::new(0);
        let routes: Vec<(&OutPath, &Route)> = self.plan.routes.iter().collect();
        let finish = |(path, route): &(&OutPath, &Route)| {
            let finished = self.one(path, route);
            progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, routes.len());
            finished
        };
        routes.par_iter().with_min_len(4).map(finish).collect()
    }

    fn one(&self, path: &OutPath, route: &Route) -> io::Result<Finished> {
        let identity = output::identity(self.world, route);
        let why = match self.ledger.output(path) {
            None => Why::New,
            Some(standing) => match self.broken(path, standing, identity) {
                None if self.how.verify => Why::Verified,
                None => return Ok(stands(standing, standing.stamp)),
                // Somebody may have touched the file and left its bytes: a copy, a checkout.
                Some(Why::Touched(Some(stamp))) if self.has(path, standing) => return Ok(stands(standing, stamp)),
                Some(why) => why,
            },
        };
        let made = match self.maker() {
            Ok(maker) => maker.make(route),
            // Told of already.
            Err(_) => return Ok(Finished::Failed(Box::new(unmade(path)))),
        };
        match made {
            Ok(made) => self.put(path, made, identity, why),
            Err(fault) => Ok(Finished::Failed(fault)),
        }
    }

    /// Why an output does not stand.
    fn broken(&self, path: &OutPath, standing: &Standing, identity: Hash) -> Option<Why> {
        if standing.identity != identity {
            return Some(Why::Other);
        }
        if let Some(number) = self.verdict.broken(standing.trace) {
            return Some(Why::Asked(number));
        }
        let stamp = self.output.stamp(path);
        (stamp != Some(standing.stamp)).then_some(Why::Touched(stamp))
    }

    /// Whether the file has the bytes that it should have.
    fn has(&self, path: &OutPath, standing: &Standing) -> bool {
        !self.how.verify && self.output.read(path).is_some_and(|bytes| hash::of(&bytes) == standing.hash)
    }

    fn put(&self, path: &OutPath, made: Made, identity: Hash, why: Why) -> io::Result<Finished> {
        let Made { bytes, trace } = made;
        let is_compared = self.how.verify && matches!(why, Why::Verified | Why::Touched(Some(_)));
        let fault = is_compared.then(|| self.compare(path, &bytes)).flatten();
        match self.output.put(path, &bytes) {
            Ok(placed) => {
                let standing = Standing {
                    identity,
                    hash: placed.hash,
                    sha256: Sha256::digest(&bytes).into(),
                    size: bytes.len() as u64,
                    stamp: placed.stamp,
                    trace: (0, 0),
                };
                Ok(Finished::Made { put: placed.put, why, standing, trace: ledger::packed(&trace), fault })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Finished::Failed(Box::new(foreign(path, &error))))
            }
            Err(error) => Err(error),
        }
    }

    fn compare(&self, path: &OutPath, bytes: &[u8]) -> Option<Box<Diagnostic>> {
        let there = self.output.read(path)?;
        (there != bytes).then(|| Box::new(stale(path, &reasons::difference(&there, bytes))))
    }

    /// The list of all files, as a file of its own.
    pub(super) fn manifest(&self, finished: &[Finished], report: &mut Report) -> io::Result<Option<Listed>> {
        let Ok(path) = OutPath::new(MANIFEST) else { return Ok(None) };
        let files = || self.plan.routes.keys().zip(finished).filter_map(|(path, it)| Some((path, it.standing()?)));
        let content: Vec<[u8; 16]> = files()
            .flat_map(|(path, standing)| [hash::of(path.as_str().as_bytes()), standing.hash])
            .map(Hash::to_bytes)
            .collect();
        let content = hash::of_parts(content.iter().map(|bytes| bytes.as_slice()));
        let before = self.ledger.manifest.filter(|listed| listed.content == content && !self.how.verify);
        if let Some(listed) = before.filter(|listed| self.output.stamp(&path) == Some(listed.stamp)) {
            report.same += 1;
            return Ok(Some(listed));
        }
        let listed = files().map(|(path, standing)| (path, &standing.sha256, standing.size));
        let placed = self.output.put(&path, &output::manifest(listed))?;
        report.put(placed.put);
        Ok(Some(Listed { content, hash: placed.hash, stamp: placed.stamp }))
    }

    /// Every file that is to stay, with the hash of its bytes. What could not be made stays as it was.
    pub(super) fn kept(&self, finished: &[Finished], listed: Option<Listed>) -> BTreeMap<OutPath, Hash> {
        let hash = |(path, finished): (&OutPath, &Finished)| {
            let hash = finished.standing().map(|standing| standing.hash).or_else(|| self.output.earlier(path));
            Some((path.clone(), hash?))
        };
        let listed = OutPath::new(MANIFEST).ok().zip(listed).map(|(path, listed)| (path, listed.hash));
        self.plan.routes.keys().zip(finished).filter_map(hash).chain(listed).collect()
    }

    /// Every file that stands, and how it looks.
    pub(super) fn stamps(&self, finished: &[Finished], listed: Option<Listed>) -> Vec<(OutPath, FileStamp)> {
        let stamp = |(path, finished): (&OutPath, &Finished)| Some((path.clone(), finished.standing()?.stamp));
        let listed = OutPath::new(MANIFEST).ok().zip(listed).map(|(path, listed)| (path, listed.stamp));
        self.plan.routes.keys().zip(finished).filter_map(stamp).chain(listed).collect()
    }

    /// Why each output was made.
    pub(super) fn reasons(&self, finished: &[Finished]) -> Vec<Reason> {
        let reason = |(path, finished): (&OutPath, &Finished)| match finished {
            Finished::Made { why, .. } => {
                Some(Reason { path: path.clone(), why: reasons::told(*why, self.ledger, self.world) })
            }
            Finished::Stands { .. } | Finished::Failed(_) => None,
        };
        self.plan.routes.keys().zip(finished).filter_map(reason).collect()
    }
}

impl Finished {
    /// What stands now.
    fn standing(&self) -> Option<&Standing> {
        match self {
            Finished::Stands { standing, .. } | Finished::Made { standing, .. } => Some(standing),
            Finished::Failed(_) => None,
        }
    }

    /// Its size in bytes.
    pub(super) fn size(&self) -> usize {
        self.standing().map_or(0, |standing| standing.size as usize)
    }
}

/// What is wrong with what was made, or was not.
pub(super) fn faults(finished: &[Finished]) -> Diagnostics {
    let fault = |finished: &Finished| match finished {
        Finished::Stands { .. } => None,
        Finished::Made { fault, .. } => fault.as_deref().cloned(),
        Finished::Failed(fault) => Some((**fault).clone()),
    };
    finished.iter().filter_map(fault).collect()
}

fn stands(standing: &Standing, stamp: FileStamp) -> Finished {
    let is_touched = stamp != standing.stamp;
    Finished::Stands { standing: Standing { stamp, ..standing.clone() }, is_touched }
}

fn foreign(path: &OutPath, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{path}` in the output folder was not written by a build of this hub: {error}");
    Diagnostic::new(Code::OutputForeign, Place::file(path.as_str()), message, "")
        .help("choose another folder with `--out`, or replace what is there with `--clean`")
}

fn unmade(path: &OutPath) -> Diagnostic {
    let message = format!("`{path}` was not made, because the templates cannot be read");
    Diagnostic::new(Code::TemplateSyntax, Place::file(path.as_str()), message, "")
}

fn stale(path: &OutPath, difference: &str) -> Diagnostic {
    let message = format!("`{path}` was not what a clean build makes: {difference}");
    Diagnostic::new(Code::OutputStale, Place::file(path.as_str()), message, "")
        .help("it is right now; if nobody has changed this file, please report it as a fault of the program, with what you edited")
}
