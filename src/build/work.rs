//! Making outputs: each that does not stand, and each only once.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::ledger::{self, Ledger, Listed, OutputRecord, Verdict};
use super::reasons::{self, Reason, Why};
use super::remains::{self, Fate, Obstacle, Remains};
use super::{How, Progress, Report};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::{FileDigest, FileStamp, Output, Placed, Put};
use crate::hash::{self, Hash};
use crate::output::{self, Content, Made, Maker, Plan, Route};
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
    remains: Remains<'a>,
    /// What first kept an output from being written: no space, no right.
    failure: Mutex<Option<io::Error>>,
}

/// What became of one route.
pub(super) enum Finished {
    /// It stands. Its file may have been touched without another content.
    Stands { record: OutputRecord, is_touched: bool },
    /// It was made.
    Made { put: Put, why: Why, record: OutputRecord, trace: Vec<u8>, fault: Option<Box<Diagnostic>> },
    /// It could not be made: why, if that is not told elsewhere, and what becomes of the one that was there.
    Failed { fault: Option<Box<Diagnostic>>, fate: Fate },
}

impl<'a> Work<'a> {
    pub(super) fn new(
        world: &'a Arc<World>,
        plan: &'a Plan,
        (ledger, verdict): (&'a Ledger, &'a Verdict<'a>),
        output: &'a Output,
        how: How,
    ) -> Work<'a> {
        let remains = Remains::new(world, plan, (ledger, verdict), output);
        let (maker, failure) = (OnceLock::new(), Mutex::new(None));
        Work { world, plan, ledger, verdict, output, how, maker, remains, failure }
    }

    /// The compiled templates, or what is wrong with them.
    pub(super) fn maker(&self) -> &Result<Maker, Diagnostics> {
        self.maker.get_or_init(|| {
            let mut maker = Maker::new(self.world.clone())?;
            maker.expect(self.plan);
            Ok(maker)
        })
    }

    /// Makes nothing, because the templates cannot be read.
    pub(super) fn none(&self) -> Vec<Finished> {
        let routes: Vec<(&OutPath, &Route)> = self.plan.routes.iter().collect();
        routes.par_iter().map(|(path, route)| self.failed(path, output::identity(self.world, route), None)).collect()
    }

    /// What first kept an output from being written.
    pub(super) fn take_failure(&self) -> Option<io::Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Ends a build whose outputs could not all be written: removes what is not to be there, and leaves the list of all files
    /// as it was unless it names what is withheld now.
    ///
    /// # Errors
    /// What the file system says: it may fail here too.
    pub(super) fn leave(&self, finished: &[Finished]) -> io::Result<()> {
        let mut stays = self.kept(finished, None);
        if let Ok(path) = OutPath::new(MANIFEST)
            && let Some(earlier) = self.output.earlier(&path)
        {
            let lists = |bytes: Vec<u8>| self.remains.lists_withheld(&String::from_utf8_lossy(&bytes));
            match self.output.read(&path).is_some_and(lists) {
                false => drop(stays.insert(path, earlier)),
                // If it cannot be written anew it goes with what it names.
                true => {
                    let listed = self.manifest(finished, &mut Report::default()).ok().flatten();
                    stays.extend(listed.map(|listed| (path, listed.hash)));
                }
            }
        }
        self.output.finish(&stays).map(drop)
    }

    /// Makes what does not stand, in the order of the plan.
    pub(super) fn all(&self, progress: &dyn Progress) -> Vec<Finished> {
        let done = AtomicUsize::new(0);
        let routes: Vec<(&OutPath, &Route)> = self.plan.routes.iter().collect();
        let finish = |(path, route): &(&OutPath, &Route)| {
            let finished = self.one(path, route);
            progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, routes.len());
            finished
        };
        routes.par_iter().with_min_len(4).map(finish).collect()
    }

    fn one(&self, path: &OutPath, route: &Route) -> Finished {
        let identity = output::identity(self.world, route);
        let why = match self.ledger.output(path) {
            None => Why::New,
            Some(record) => match self.broken(path, record, identity) {
                None if self.how.verify => Why::Verified,
                None => return stands(record, record.stamp),
                // Somebody may have touched the file and left its bytes: a copy, a checkout.
                Some(Why::Touched(Some(stamp))) if self.has(path, record) => return stands(record, stamp),
                Some(why) => why,
            },
        };
        let made = match self.maker() {
            Ok(maker) => maker.make(route),
            // Told of already.
            Err(_) => return self.failed(path, identity, None),
        };
        match made {
            Ok(made) => self.put(path, made, identity, why),
            Err(fault) => self.failed(path, identity, Some(fault)),
        }
    }

    fn failed(&self, path: &OutPath, identity: Hash, fault: Option<Box<Diagnostic>>) -> Finished {
        Finished::Failed { fault, fate: self.remains.fate(path, identity, Obstacle::Content) }
    }

    /// Why an output does not stand.
    fn broken(&self, path: &OutPath, record: &OutputRecord, identity: Hash) -> Option<Why> {
        if record.identity != identity {
            return Some(Why::Other);
        }
        if record.is_behind {
            return Some(Why::New);
        }
        if let Some(number) = self.verdict.broken(record.trace) {
            return Some(Why::Asked(number));
        }
        let stamp = self.output.stamp(path);
        (stamp != Some(record.stamp)).then_some(Why::Touched(stamp))
    }

    /// Whether the file has the bytes that it should have.
    fn has(&self, path: &OutPath, record: &OutputRecord) -> bool {
        !self.how.verify && self.output.hash(path) == Some(record.hash)
    }

    fn put(&self, path: &OutPath, made: Made, identity: Hash, why: Why) -> Finished {
        let Made { content, trace } = made;
        let is_compared = self.how.verify && matches!(why, Why::Verified | Why::Touched(Some(_)));
        let fault = is_compared.then(|| self.compare(path, &content)).flatten();
        let placed = match &content {
            Content::Bytes(bytes) => Ok(self.output.put(path, bytes).map(|placed| {
                let (sha256, size) = (Sha256::digest(bytes).into(), bytes.len() as u64);
                (placed, FileDigest { hash: placed.hash, sha256, size })
            })),
            Content::Copy(file) => self.output.put_file(path, &self.world.tree, file),
        };
        match placed {
            Ok(Ok((Placed { put, hash, stamp }, FileDigest { sha256, size, .. }))) => {
                let record = OutputRecord { identity, hash, sha256, size, stamp, trace: (0, 0), is_behind: false };
                Finished::Made { put, why, record, trace: ledger::packed(&trace), fault }
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.failed(path, identity, Some(Box::new(foreign(path, &error))))
            }
            Ok(Err(error)) => {
                self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                Finished::Failed { fault: None, fate: self.remains.fate(path, identity, Obstacle::Disk) }
            }
            Err(unreadable) => self.failed(path, identity, Some(unreadable)),
        }
    }

    fn compare(&self, path: &OutPath, content: &Content) -> Option<Box<Diagnostic>> {
        let difference = match content {
            Content::Bytes(bytes) => {
                let there = self.output.read(path)?;
                (there != *bytes).then(|| reasons::difference(&there, bytes))?
            }
            Content::Copy(file) => {
                let there = self.output.hash(path)?;
                (self.world.tree.hash(file).ok()? != there).then(|| format!("it is not `{file}` as it is now"))?
            }
        };
        Some(Box::new(stale(path, &difference)))
    }

    /// The list of all files, as a file of its own; none if there is nothing to list, because no template can be read.
    pub(super) fn manifest(&self, finished: &[Finished], report: &mut Report) -> io::Result<Option<Listed>> {
        let Ok(path) = OutPath::new(MANIFEST) else { return Ok(None) };
        let files = || self.plan.routes.keys().zip(finished).filter_map(|(path, it)| Some((path, it.listed()?)));
        if files().next().is_none() {
            return Ok(None);
        }
        let content: Vec<[u8; 16]> = files()
            .flat_map(|(path, record)| [hash::of(path.as_str().as_bytes()), record.hash])
            .map(Hash::to_bytes)
            .collect();
        let content = hash::of_parts(content.iter().map(|bytes| bytes.as_slice()));
        let before = self.ledger.manifest.filter(|listed| listed.content == content && !self.how.verify);
        if let Some(listed) = before.filter(|listed| self.output.stamp(&path) == Some(listed.stamp)) {
            report.same += 1;
            return Ok(Some(listed));
        }
        let listed = files().map(|(path, record)| (path, &record.sha256, record.size));
        let placed = self.output.put(&path, &output::manifest(listed))?;
        report.put(placed.put);
        Ok(Some(Listed { content, hash: placed.hash, stamp: placed.stamp }))
    }

    /// Every file that is to stay, with the hash of its bytes. What could not be made stays as it was, if it may.
    pub(super) fn kept(&self, finished: &[Finished], listed: Option<Listed>) -> BTreeMap<OutPath, Hash> {
        let hash = |(path, finished): (&OutPath, &Finished)| {
            let hash = match finished {
                Finished::Failed { fate, .. } => fate.remainder().map(|remainder| remainder.hash),
                made => made.record().map(|record| record.hash),
            };
            Some((path.clone(), hash?))
        };
        let listed = OutPath::new(MANIFEST).ok().zip(listed).map(|(path, listed)| (path, listed.hash));
        self.plan.routes.keys().zip(finished).filter_map(hash).chain(listed).collect()
    }

    /// Every file that stands, and how it looks.
    pub(super) fn stamps(&self, finished: &[Finished], listed: Option<Listed>) -> Vec<(OutPath, FileStamp)> {
        let stamp = |(path, finished): (&OutPath, &Finished)| Some((path.clone(), finished.record()?.stamp));
        let listed = OutPath::new(MANIFEST).ok().zip(listed).map(|(path, listed)| (path, listed.stamp));
        self.plan.routes.keys().zip(finished).filter_map(stamp).chain(listed).collect()
    }

    /// Why each output was made.
    pub(super) fn reasons(&self, finished: &[Finished]) -> Vec<Reason> {
        let reason = |(path, finished): (&OutPath, &Finished)| match finished {
            Finished::Made { why, .. } => {
                Some(Reason { path: path.clone(), why: reasons::told(*why, self.ledger, self.world) })
            }
            Finished::Stands { .. } | Finished::Failed { .. } => None,
        };
        self.plan.routes.keys().zip(finished).filter_map(reason).collect()
    }
}

impl Finished {
    /// What stands now.
    fn record(&self) -> Option<&OutputRecord> {
        match self {
            Finished::Stands { record, .. } | Finished::Made { record, .. } => Some(record),
            Finished::Failed { .. } => None,
        }
    }

    /// What is there, whether it was made or stays as it was.
    fn listed(&self) -> Option<&OutputRecord> {
        match self {
            Finished::Failed { fate, .. } => fate.remainder()?.record.as_ref(),
            made => made.record(),
        }
    }

    /// Whether it could not be made and stays as the ledger has it.
    pub(super) fn is_kept_in_ledger(&self) -> bool {
        matches!(self, Finished::Failed { fate, .. } if fate.is_in_ledger())
    }

    /// Its size in bytes.
    pub(super) fn size(&self) -> usize {
        self.record().map_or(0, |record| record.size as usize)
    }
}

/// How many outputs had to go because they could not be made.
pub(super) fn withdrawn(finished: &[Finished]) -> usize {
    finished.iter().filter(|finished| matches!(finished, Finished::Failed { fate: Fate::Goes(_), .. })).count()
}

/// What is wrong with what was made, or was not.
pub(super) fn faults(plan: &Plan, finished: &[Finished]) -> Diagnostics {
    let faults = |(path, finished): (&OutPath, &Finished)| -> Diagnostics {
        match finished {
            Finished::Stands { .. } => Vec::new(),
            Finished::Made { fault, .. } => fault.as_deref().cloned().into_iter().collect(),
            Finished::Failed { fault, fate } => {
                let removed = match fate {
                    Fate::Goes(what) => Some(remains::removed(path, what)),
                    Fate::Stays(_) | Fate::Nothing => None,
                };
                fault.as_deref().cloned().into_iter().chain(removed).collect()
            }
        }
    };
    plan.routes.keys().zip(finished).flat_map(faults).collect()
}

fn stands(record: &OutputRecord, stamp: FileStamp) -> Finished {
    let is_touched = stamp != record.stamp;
    Finished::Stands { record: OutputRecord { stamp, ..record.clone() }, is_touched }
}

fn foreign(path: &OutPath, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{path}` in the output folder was not written by a build of this hub: {error}");
    Diagnostic::new(Code::OutputForeign, Place::file(path.as_str()), message, "")
        .help("choose another folder with `--out`, or replace what is there with `--clean`")
}

fn stale(path: &OutPath, difference: &str) -> Diagnostic {
    let message = format!("`{path}` was not what a clean build makes: {difference}");
    Diagnostic::new(Code::OutputStale, Place::file(path.as_str()), message, "")
        .help("it is right now; if nobody has changed this file, please report it as a fault of the program, with what you edited")
}
