//! Outputs that could not be made: which of them may stay as an earlier build left them.
//!
//! An output that could not be made stays, so that one mistake takes nothing else from readers. It may not stay if it tells
//! of what is to be seen no longer: a page that is not published any more, or a page whose readers must know how it
//! stands now (a retracted result, an alert that was called off, live coverage that was stopped). The ledger knows which
//! pages an output was made of; where it does not, the output is searched for their addresses.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::ledger::{Ledger, OutputRecord, Verdict};
use crate::content::Facts;
use crate::diag::{Code, Diagnostic};
use crate::disk::Output;
use crate::hash::{self, Hash};
use crate::health::alert;
use crate::health::{live, vocabulary};
use crate::output::Plan;
use crate::path::{OutPath, SourcePath};
use crate::site::{PageId, Spot};
use crate::span::Place;
use crate::text::escape_html;
use crate::world::World;

/// An output of an earlier build that stays although it could not be made again.
pub(super) struct Remainder {
    /// The hash that the file has, or had before somebody changed it: it stays ours.
    pub(super) hash: Hash,
    /// What is known of it; none if somebody changed it.
    pub(super) record: Option<OutputRecord>,
    /// Whether the record is the ledger's, and its trace too.
    pub(super) is_in_ledger: bool,
}

/// What kept an output from being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// What the hub says: it fails until somebody puts that right.
    Content,
    /// The disk: it is full, or may not be written. The next build may well write it.
    Disk,
}

/// What becomes of an output that could not be made.
pub(super) enum Fate {
    /// No build of this hub has left anything there.
    Nothing,
    /// It stays.
    Stays(Box<Remainder>),
    /// It goes: in words for people, what it tells of.
    Goes(String),
}

impl Fate {
    /// What stays.
    pub(super) fn remainder(&self) -> Option<&Remainder> {
        match self {
            Fate::Stays(remainder) => Some(remainder),
            Fate::Nothing | Fate::Goes(_) => None,
        }
    }

    /// What the ledger is to say of it from now on.
    pub(super) fn into_ledger(self) -> Option<OutputRecord> {
        match self {
            Fate::Stays(remainder) if remainder.is_in_ledger => remainder.record,
            Fate::Stays(_) | Fate::Nothing | Fate::Goes(_) => None,
        }
    }

    /// Whether it stays, and the ledger knows what it was made of.
    pub(super) fn is_in_ledger(&self) -> bool {
        self.remainder().is_some_and(|remainder| remainder.is_in_ledger)
    }
}

/// Decides what may stay. Addresses are gathered when the first output fails.
pub(super) struct Remains<'a> {
    world: &'a World,
    plan: &'a Plan,
    ledger: &'a Ledger,
    verdict: &'a Verdict<'a>,
    output: &'a Output,
    withheld: OnceLock<Vec<(String, String)>>,
    removed: OnceLock<Vec<(String, String)>>,
}

impl<'a> Remains<'a> {
    pub(super) fn new(
        world: &'a World,
        plan: &'a Plan,
        (ledger, verdict): (&'a Ledger, &'a Verdict<'a>),
        output: &'a Output,
    ) -> Remains<'a> {
        Remains { world, plan, ledger, verdict, output, withheld: OnceLock::new(), removed: OnceLock::new() }
    }

    /// The fate of the output at `path`, which was to have this identity.
    pub(super) fn fate(&self, path: &OutPath, identity: Hash, obstacle: Obstacle) -> Fate {
        let Some(ours) = self.output.earlier(path) else { return Fate::Nothing };
        let Some(stamp) = self.output.stamp(path) else { return Fate::Nothing };
        let is_same =
            |record: &&OutputRecord| (record.identity, record.stamp) == (identity, stamp) && !record.is_behind;
        if let Some(record) = self.ledger.output(path).filter(is_same)
            && self.verdict.broken(record.trace).is_none()
        {
            let (hash, record) = (record.hash, Some(record.clone()));
            return Fate::Stays(Box::new(Remainder { hash, record, is_in_ledger: true }));
        }
        let Some(bytes) = self.output.read(path) else { return Fate::Nothing };
        if let Some(what) = self.named_in(&bytes, self.withheld()) {
            return Fate::Goes(what);
        }
        let hash = hash::of(&bytes);
        match self.ledger.output(path) {
            Some(record) if record.identity != identity && obstacle == Obstacle::Content => {
                Fate::Goes("something else that was there".to_owned())
            }
            Some(record) if record.hash == hash => match self.outlived(record, &bytes, obstacle) {
                Some(what) => Fate::Goes(what),
                None => {
                    let record = OutputRecord { stamp, is_behind: true, ..record.clone() };
                    Fate::Stays(Box::new(Remainder { hash, record: Some(record), is_in_ledger: true }))
                }
            },
            // Somebody has changed it, so a build does not remove it.
            _ if hash != ours => Fate::Stays(Box::new(Remainder { hash: ours, record: None, is_in_ledger: false })),
            _ => match self.named_in(&bytes, self.removed()) {
                Some(what) => Fate::Goes(what),
                None => {
                    let (sha256, size) = (Sha256::digest(&bytes).into(), bytes.len() as u64);
                    let record = OutputRecord { identity, hash, sha256, size, stamp, trace: (0, 0), is_behind: true };
                    Fate::Stays(Box::new(Remainder { hash, record: Some(record), is_in_ledger: false }))
                }
            },
        }
    }

    /// What an output was made of that readers may not go on to see so. That a page is not there any more, and nobody says
    /// that it may not be seen, is no reason to take away what the disk alone keeps from being written.
    fn outlived(&self, record: &OutputRecord, bytes: &[u8], obstacle: Obstacle) -> Option<String> {
        let is_withheld = |source: &SourcePath| self.world.site.withheld.iter().any(|page| page.source == *source);
        self.ledger.asked(record.trace).filter(|number| !self.verdict.holds(*number)).find_map(|number| {
            let (query, _) = self.ledger.told(number)?;
            let source = query.page()?;
            match self.world.page_id(source) {
                None => (obstacle == Obstacle::Content || is_withheld(source)).then(|| gone(source)),
                Some(id) => self.outdated(id, bytes),
            }
        })
    }

    /// Why readers must see a page as it stands now and not as it stood, if that is so. An output that has its title with
    /// the mark of now may stay.
    fn outdated(&self, id: PageId, bytes: &[u8]) -> Option<String> {
        let page = self.world.site.page(id);
        let text = String::from_utf8_lossy(bytes);
        let shows_title = || text.contains(&page.title) || text.contains(&*escape_html(&page.title));
        let project = &self.world.project;
        let is_called_off = || {
            let times = page.times(&project.zone);
            times.is_some_and(|times| alert::Standing::at(&times, project.now) == alert::Standing::Ended)
        };
        let is_unseen = || self.world.site.unseen.iter().any(|update| update.source == page.source);
        let why = match &page.front.facts {
            Facts::Research(_) if page.front.facts.status().is_some_and(vocabulary::is_void) => {
                "is not to be relied on"
            }
            Facts::Alert(_) if is_called_off() => "was called off",
            Facts::Live(live) if live.told.standing == live::Standing::Halted => "was stopped",
            Facts::Live(_) if is_unseen() => "has updates that are not to be seen now",
            _ if page.mark.is_some() => "has another title now",
            _ => return None,
        };
        let is_marked = page.mark.is_some() || page.front.facts.status().is_some_and(vocabulary::is_void);
        let is_told = is_marked && shows_title();
        (!is_told).then(|| format!("{}, which {why}", page.source))
    }

    /// Whether the list of all files has one of a page that is withheld now.
    pub(super) fn lists_withheld(&self, list: &str) -> bool {
        let site = &self.world.site;
        site.withheld.iter().chain(&site.unseen).any(|page| {
            let path = page.address.out_path();
            list.contains(&format!("\"{}", path.as_str().trim_end_matches("index.html")))
        })
    }

    /// The addresses of what is not published now, each with what it is.
    fn withheld(&self) -> &[(String, String)] {
        self.withheld.get_or_init(|| {
            let site = &self.world.site;
            let all = site.withheld.iter().chain(&site.unseen);
            // Another page may stand there by now.
            let held = all.filter(|page| !matches!(site.at(&page.address), Some(Spot::Page(_) | Spot::Update(..))));
            held.map(|page| (self.world.project.base.rooted(&page.address), gone(&page.source))).collect()
        })
    }

    /// The addresses of pages that an earlier build made and this one does not.
    fn removed(&self) -> &[(String, String)] {
        self.removed.get_or_init(|| {
            let is_planned: BTreeSet<&str> = self.plan.routes.keys().map(OutPath::as_str).collect();
            let pages = self.output.owned().into_iter().filter(|path| !is_planned.contains(path.as_str()));
            let addresses = pages.filter_map(|path| path.as_str().strip_suffix("index.html").map(str::to_owned));
            let base = self.world.project.base.whole();
            let root = base.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
            addresses.map(|address| (format!("/{root}{address}"), format!("/{address}, which is no more"))).collect()
        })
    }

    /// The first of these addresses that stands in an output.
    fn named_in(&self, bytes: &[u8], addresses: &[(String, String)]) -> Option<String> {
        if addresses.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let is_named = |address: &str| {
            let mut found = text.match_indices(address).map(|(at, _)| text[at + address.len()..].chars().next());
            // What stands below an address has another one.
            found.any(|next| next.is_none_or(|next| !(next.is_alphanumeric() || matches!(next, '-' | '_' | '.' | '%'))))
        };
        addresses.iter().find(|(address, _)| is_named(address)).map(|(_, what)| what.clone())
    }
}

fn gone(source: &SourcePath) -> String {
    format!("{source}, which is not published now")
}

/// That an output had to go.
pub(super) fn removed(path: &OutPath, what: &str) -> Diagnostic {
    let message = format!("`{path}` could not be made again and was removed: it told of {what}");
    Diagnostic::new(Code::OutputWithdrawn, Place::file(path.as_str()), message, "")
        .help("fix the other problem that is told, and build again: then it is made without that")
}
