//! The ledger: what stands in the output, and what was asked for each of it.
//!
//! Each question is written down once, with a hash of its answer, and an output has the numbers of those that were asked
//! for it: its trace. [`Ledger::verify`] asks the new world every question again, each once, and skips those whose answer
//! follows from what is known to be the same. An output stands if no question of its trace was answered otherwise.
//!
//! Numbers stay from one build to the next, so that the traces of what stands are copied as they are: a world numbers what
//! it is asked after what the ledger has. What nobody asks any more is dropped when there is much of it.

mod compact;
mod table;

use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;

use super::work::Finished;
use super::{Asked, Checked, seal};
use crate::diag::Diagnostics;
use crate::disk::Stamp;
use crate::hash::{Hash, Map};
use crate::path::{OutPath, SourcePath};
use crate::world::{Grounds, Query, Trace, World, number};

use table::{Table, unpacked};

/// What an earlier build left. The default is an empty one: everything is new.
#[derive(Default)]
pub struct Ledger {
    /// The templates that could be compiled, all together.
    pub(super) templates: Option<Hash>,
    /// What the answers about the site followed from.
    grounds: Option<Grounds>,
    /// Questions that are asked again each time.
    own: Table,
    /// Questions whose answers follow from the grounds.
    site: Table,
    outputs: Map<OutPath, Standing>,
    checks: Map<SourcePath, Found>,
    traces: Vec<u8>,
    /// The list of all files.
    pub(super) manifest: Option<Listed>,
}

/// An output that stands.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub(super) struct Standing {
    /// What it was made of.
    pub(super) identity: Hash,
    /// The hash of its bytes.
    pub(super) hash: Hash,
    /// The SHA-256 of its bytes.
    pub(super) sha256: [u8; 32],
    /// Its size in bytes.
    pub(super) size: u64,
    /// How its file looks.
    pub(super) stamp: Stamp,
    pub(super) trace: Part,
}

/// The list of all files, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Listed {
    /// The hash of what it lists.
    pub(super) content: Hash,
    /// The hash of its bytes.
    pub(super) hash: Hash,
    /// How its file looks.
    pub(super) stamp: Stamp,
}

/// What was wrong with a page.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
struct Found {
    trace: Part,
    faults: Diagnostics,
}

/// Where a trace is: start and end.
pub(super) type Part = (u32, u32);

/// Which questions are answered as they were.
pub(super) struct Verdict<'l> {
    ledger: &'l Ledger,
    own: Vec<bool>,
    /// None if all of them are.
    site: Option<Vec<bool>>,
}

/// What is written down for the next build.
pub(super) struct Next<'w> {
    world: &'w World,
    ledger: Ledger,
}

/// The numbers of a trace in few bytes, as a ledger has them.
pub(super) fn packed(trace: &Trace) -> Vec<u8> {
    table::packed(trace.numbers())
}

/// A question of the ledger, and its answer then in a few words.
pub(super) type Told = (Query, String);

impl Ledger {
    /// Reads what [`Next::encode`] wrote.
    ///
    /// # Errors
    /// In words for people: why it cannot be used.
    pub(super) fn decode(bytes: &[u8]) -> Result<Ledger, &'static str> {
        let mut rest = &bytes[seal::check(bytes)?..];
        let read = |rest: &mut &[u8]| -> io::Result<Ledger> {
            let (templates, grounds, manifest) = BorshDeserialize::deserialize(rest)?;
            let (own, site) = (Table::deserialize(rest)?, Table::deserialize(rest)?);
            let outputs: Vec<(OutPath, Standing)> = BorshDeserialize::deserialize(rest)?;
            let checks: Vec<(SourcePath, Found)> = BorshDeserialize::deserialize(rest)?;
            let traces: Vec<u8> = Vec::deserialize(rest)?;
            let fits = |part: Part| part.0 <= part.1 && part.1 as usize <= traces.len();
            if !outputs.iter().all(|(_, it)| fits(it.trace)) || !checks.iter().all(|(_, it)| fits(it.trace)) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let (outputs, checks) = (outputs.into_iter().collect(), checks.into_iter().collect());
            Ok(Ledger { templates, grounds, own, site, outputs, checks, traces, manifest })
        };
        read(&mut rest).map_err(|_| "cannot be understood")
    }

    /// Asks `world`, which nobody has asked anything yet, everything again that could have another answer by now.
    pub(super) fn verify(&self, world: &World) -> Verdict<'_> {
        world.number_after([self.own.answers.len(), self.site.answers.len()]);
        let again = |table: &Table, column: usize, skip: &(dyn Fn(&Query) -> bool + Sync)| -> Vec<bool> {
            let told = table.told().par_iter().zip(&table.answers).enumerate();
            let holds = |(at, ((query, _), answer)): (usize, (&Told, &Hash))| {
                skip(query) || world.stands(query, *answer, number(at, column))
            };
            told.map(holds).collect()
        };
        let own = again(&self.own, 0, &|_| false);
        let (before, now) = (self.grounds, world.grounds());
        let follows = |query: &Query| before.is_some_and(|before| query.follows(&before, &now));
        let site = (before != Some(now)).then(|| again(&self.site, 1, &follows));
        Verdict { ledger: self, own, site }
    }

    /// What stands at `path`.
    pub(super) fn output(&self, path: &OutPath) -> Option<&Standing> {
        self.outputs.get(path)
    }

    /// How many outputs stand.
    pub(super) fn len(&self) -> usize {
        self.outputs.len()
    }

    /// Whether something else is to be written down than this: `outputs` and `checks` are how many stand.
    pub(super) fn is_outdated(
        &self,
        world: &World,
        templates: Hash,
        listed: Option<Listed>,
        counts: (usize, usize),
    ) -> bool {
        let is_same = self.templates == Some(templates)
            && self.manifest == listed
            && self.grounds == Some(world.grounds())
            && (self.outputs.len(), self.checks.len()) == counts;
        !is_same
    }

    /// The question with this number.
    pub(super) fn told(&self, number: u32) -> Option<Told> {
        let table = [&self.own, &self.site][number as usize % 2];
        table.told().get(number as usize / 2).cloned()
    }
}

impl Verdict<'_> {
    /// The first question of a trace that is answered otherwise; of a trace that cannot be read, any.
    pub(super) fn broken(&self, trace: Part) -> Option<u32> {
        let traces = &self.ledger.traces;
        let Some(bytes) = traces.get(trace.0 as usize..trace.1 as usize) else { return Some(u32::MAX) };
        let holds = |number: u32| {
            let at = number as usize / 2;
            match (number % 2, &self.site) {
                (0, _) => self.own.get(at) == Some(&true),
                (_, None) => at < self.ledger.site.answers.len(),
                (_, Some(site)) => site.get(at) == Some(&true),
            }
        };
        unpacked(bytes).find(|number| !holds(*number))
    }

    /// What was wrong with a page, if that still holds.
    pub(super) fn faults(&self, source: &SourcePath) -> Option<(Part, &Diagnostics)> {
        let checked = self.ledger.checks.get(source)?;
        self.broken(checked.trace).is_none().then_some((checked.trace, &checked.faults))
    }
}

impl<'w> Next<'w> {
    /// The next ledger after `earlier`, with nothing standing yet, and with all that was asked of `world`.
    pub(super) fn after(earlier: Ledger, world: &'w World) -> io::Result<Next<'w>> {
        let outputs = Map::with_capacity_and_hasher(earlier.outputs.len(), Default::default());
        let checks = Map::with_capacity_and_hasher(earlier.checks.len(), Default::default());
        let grounds = Some(world.grounds());
        let mut ledger = Ledger { grounds, outputs, checks, ..earlier };
        let Ledger { own, site, .. } = &mut ledger;
        let were_empty = [own.answers.is_empty(), site.answers.is_empty()];
        let mut is_gapless = true;
        world.read_book(&mut |number, answer, text| {
            let table = match number % 2 {
                0 => &mut *own,
                _ => &mut *site,
            };
            is_gapless &= table.answers.len() == number as usize / 2;
            table.add(answer, text);
        });
        if !is_gapless {
            return Err(io::Error::other("a question has another number than was expected"));
        }
        own.settle(were_empty[0]);
        site.settle(were_empty[1]);
        Ok(Next { world, ledger })
    }

    /// Writes down that these templates could be compiled, and the list of all files.
    pub(super) fn settle(&mut self, templates: Hash, listed: Option<Listed>) {
        self.ledger.templates = Some(templates);
        self.ledger.manifest = listed;
    }

    /// Writes down what became of an output. What could not be made is tried again next time.
    pub(super) fn finished(&mut self, path: OutPath, finished: Finished) -> io::Result<()> {
        let standing = match finished {
            Finished::Stands { standing, .. } => standing,
            Finished::Made { standing, trace, .. } => Standing { trace: self.trace(&trace)?, ..standing },
            Finished::Failed(_) => return Ok(()),
        };
        self.ledger.outputs.insert(path, standing);
        Ok(())
    }

    /// Writes down what is wrong with a page.
    pub(super) fn checked(&mut self, checked: Checked) -> io::Result<()> {
        let trace = match checked.asked {
            Asked::Before(part) => part,
            Asked::Now(trace) => self.trace(&trace)?,
        };
        let source = self.world.site.page(checked.page).source.clone();
        self.ledger.checks.insert(source, Found { trace, faults: checked.faults });
        Ok(())
    }

    /// Writes down a trace, packed.
    fn trace(&mut self, trace: &[u8]) -> io::Result<Part> {
        let start = self.ledger.traces.len();
        self.ledger.traces.extend_from_slice(trace);
        match u32::try_from(self.ledger.traces.len()) {
            Ok(end) => Ok((start as u32, end)),
            Err(_) => Err(io::Error::other("the ledger is larger than can be kept")),
        }
    }

    /// As bytes, to be kept.
    pub(super) fn encode(self) -> io::Result<Vec<u8>> {
        let Ledger { templates, grounds, own, site, mut outputs, mut checks, traces, manifest } =
            compact::compacted(self.ledger)?;
        let size = own.texts.len() + site.texts.len() + traces.len();
        let mut bytes = seal::open();
        bytes.reserve_exact(size + size / 4 + 16 * (own.answers.len() + site.answers.len()) + 300 * outputs.len());
        (templates, grounds, manifest).serialize(&mut bytes)?;
        own.serialize(&mut bytes)?;
        drop(own);
        site.serialize(&mut bytes)?;
        drop(site);
        let mut standing: Vec<(OutPath, Standing)> = outputs.drain().collect();
        standing.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        standing.serialize(&mut bytes)?;
        let mut found: Vec<(SourcePath, Found)> = checks.drain().collect();
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        found.serialize(&mut bytes)?;
        traces.serialize(&mut bytes)?;
        seal::close(&mut bytes);
        Ok(bytes)
    }
}
