//! The ledger: what stands in the output, and what was asked for each of it.
//!
//! Each question is written down once, with a hash of its answer, and an output has the numbers of those that were asked
//! for it: its trace. [`Ledger::verify`] asks the new world every question again, each once, and skips those whose answer
//! follows from what is known to be the same. An output stands if no question of its trace was answered otherwise.
//!
//! Numbers stay from one build to the next, so that the traces of what stands stay as they are: a world numbers what it is
//! asked after what the ledger has. So a build that makes little only adds to the ledger. What nobody asks any more is
//! dropped when there is much of it.

mod compact;
mod table;

use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;
use rayon::prelude::*;

use super::seal::{self, Last};
use super::work::Finished;
use super::{Asked, Checked};
use crate::diag::Diagnostics;
use crate::disk::{Cached, FileStamp, Kept, Output};
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
    outputs: Map<OutPath, OutputRecord>,
    checks: Map<SourcePath, Found>,
    traces: Vec<u8>,
    /// The list of all files.
    pub(super) manifest: Option<Listed>,
    /// Where it was kept.
    last: Option<Last>,
}

/// An output that stands.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub(super) struct OutputRecord {
    /// What it was made of.
    pub(super) identity: Hash,
    /// The hash of its bytes.
    pub(super) hash: Hash,
    /// The SHA-256 of its bytes.
    pub(super) sha256: [u8; 32],
    /// Its size in bytes.
    pub(super) size: u64,
    /// How its file looks.
    pub(super) stamp: FileStamp,
    pub(super) trace: Part,
    /// Whether it stays although it could not be made again when the ledger was written. Its trace still says of which pages
    /// it tells, but not that it holds.
    pub(super) is_behind: bool,
}

/// The list of all files, as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Listed {
    /// The hash of what it lists.
    pub(super) content: Hash,
    /// The hash of its bytes.
    pub(super) hash: Hash,
    /// How its file looks.
    pub(super) stamp: FileStamp,
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
    earlier: Earlier,
    /// Which outputs are not as the earlier ledger has them, or not there any more; and which pages likewise.
    outputs: Vec<OutPath>,
    checks: Vec<SourcePath>,
}

/// How much of a ledger was there before; all else was added to it.
#[derive(Clone, Copy, Default)]
struct Earlier {
    own: (usize, usize),
    site: (usize, usize),
    traces: usize,
}

/// A ledger as it is to be kept.
pub(super) enum Encoded {
    /// All of it.
    Whole(Vec<u8>),
    /// What is to be added to what was kept.
    More(Last, Vec<u8>),
}

/// The numbers of a trace in few bytes, as a ledger has them.
pub(super) fn packed(trace: &Trace) -> Vec<u8> {
    table::packed(trace.numbers())
}

/// A question of the ledger, and its answer then in a few words.
pub(super) type Told = (Query, String);

impl Ledger {
    /// Reads what was kept of [`Next::encode`].
    ///
    /// # Errors
    /// In words for people: why it cannot be used.
    pub(super) fn decode(Kept { bytes, stamp }: Kept) -> Result<Ledger, &'static str> {
        let (parts, last) = seal::parts(&bytes, stamp)?;
        let bytes = Bytes::from(bytes);
        let mut ledger = Ledger { last: Some(last), ..Ledger::default() };
        for part in parts {
            ledger.take(&bytes.slice(part)).map_err(|_| "cannot be understood")?;
        }
        // They are asked again in any case, and a ledger is read beside other work.
        ledger.own.told();
        let length = ledger.traces.len();
        let fits = |part: Part| part.0 <= part.1 && part.1 as usize <= length;
        let is_whole = compact::parts(&ledger).all(fits);
        if is_whole { Ok(ledger) } else { Err("cannot be understood") }
    }

    /// Adds what [`Ledger::encode`] wrote.
    fn take(&mut self, part: &Bytes) -> io::Result<()> {
        let mut rest = part.as_ref();
        (self.templates, self.grounds, self.manifest) = BorshDeserialize::deserialize(&mut rest)?;
        let own = self.own.take(part, part.len() - rest.len())?;
        let site = self.site.take(part, own)?;
        let rest = &mut &part[site..];
        take_changes(&mut self.outputs, rest)?;
        take_changes(&mut self.checks, rest)?;
        let traces: Vec<u8> = Vec::deserialize(rest)?;
        match self.traces.is_empty() {
            true => self.traces = traces,
            false => self.traces.extend(traces),
        }
        Ok(())
    }

    /// Writes what there is beside what was there `earlier`, with those outputs and pages that are otherwise.
    fn encode<'a>(
        &self,
        earlier: Earlier,
        outputs: impl ExactSizeIterator<Item = &'a OutPath>,
        checks: impl ExactSizeIterator<Item = &'a SourcePath>,
    ) -> io::Result<Vec<u8>> {
        let mut bytes = seal::open();
        let added =
            self.own.size_since(earlier.own) + self.site.size_since(earlier.site) + self.traces.len() - earlier.traces;
        bytes.reserve_exact(added + added / 8 + 300 * outputs.len());
        (self.templates, self.grounds, self.manifest).serialize(&mut bytes)?;
        self.own.encode(earlier.own, &mut bytes)?;
        self.site.encode(earlier.site, &mut bytes)?;
        encode_changes(&self.outputs, outputs, &mut bytes)?;
        encode_changes(&self.checks, checks, &mut bytes)?;
        self.traces[earlier.traces..].serialize(&mut bytes)?;
        Ok(bytes)
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
    pub(super) fn output(&self, path: &OutPath) -> Option<&OutputRecord> {
        self.outputs.get(path)
    }

    /// How many outputs stand.
    pub(super) fn len(&self) -> usize {
        self.outputs.len()
    }

    /// The numbers of what was asked for an output.
    pub(super) fn asked(&self, trace: Part) -> impl Iterator<Item = u32> {
        unpacked(self.traces.get(trace.0 as usize..trace.1 as usize).unwrap_or_default())
    }

    /// Whether something else is to be written down than this: `outputs` and `checks` are how many stand.
    pub(super) fn is_outdated(
        &self,
        world: &World,
        templates: Option<Hash>,
        listed: Option<Listed>,
        counts: (usize, usize),
    ) -> bool {
        let is_same = self.templates == templates
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
        unpacked(bytes).find(|number| !self.holds(*number))
    }

    /// Whether the question with this number is answered as it was.
    pub(super) fn holds(&self, number: u32) -> bool {
        let at = number as usize / 2;
        match (number % 2, &self.site) {
            (0, _) => self.own.get(at) == Some(&true),
            (_, None) => at < self.ledger.site.answers.len(),
            (_, Some(site)) => site.get(at) == Some(&true),
        }
    }

    /// What was wrong with a page, if that still holds.
    pub(super) fn faults(&self, source: &SourcePath) -> Option<&Diagnostics> {
        let checked = self.ledger.checks.get(source)?;
        self.broken(checked.trace).is_none().then_some(&checked.faults)
    }
}

impl<'w> Next<'w> {
    /// The next ledger after `earlier`, with all that was asked of `world`.
    pub(super) fn after(mut ledger: Ledger, world: &'w World) -> io::Result<Next<'w>> {
        ledger.grounds = Some(world.grounds());
        let Ledger { own, site, traces, .. } = &mut ledger;
        let earlier = Earlier { own: own.size(), site: site.size(), traces: traces.len() };
        let mut is_gapless = true;
        world.read_book([0, 0], &mut |number, answer, text| {
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
        own.settle(earlier.own.0 == 0);
        site.settle(earlier.site.0 == 0);
        Ok(Next { world, ledger, earlier, outputs: Vec::new(), checks: Vec::new() })
    }

    /// Writes down which templates could be compiled, if they could, and the list of all files.
    pub(super) fn settle(&mut self, templates: Option<Hash>, listed: Option<Listed>) {
        self.ledger.templates = templates;
        self.ledger.manifest = listed;
    }

    /// Writes down what became of an output. What could not be made is tried again next time; if it stays as it was, so does
    /// what is known of it.
    pub(super) fn finished(&mut self, path: &OutPath, finished: Finished) -> io::Result<()> {
        let record = match finished {
            Finished::Stands { is_touched: false, .. } => return Ok(()),
            Finished::Stands { record, is_touched: true } => record,
            Finished::Made { record, trace, .. } => OutputRecord { trace: self.trace(&trace)?, ..record },
            Finished::Failed { fate, .. } => match fate.into_ledger() {
                Some(record) => record,
                None => {
                    self.outputs.extend(self.ledger.outputs.remove_entry(path).map(|(path, _)| path));
                    return Ok(());
                }
            },
        };
        self.outputs.push(path.clone());
        self.ledger.outputs.insert(path.clone(), record);
        Ok(())
    }

    /// Writes down what is wrong with a page.
    pub(super) fn checked(&mut self, checked: Checked) -> io::Result<()> {
        let Asked::Now(trace) = checked.asked else { return Ok(()) };
        let trace = self.trace(&trace)?;
        let source = self.world.site.page(checked.page).source.clone();
        self.checks.push(source.clone());
        self.ledger.checks.insert(source, Found { trace, faults: checked.faults });
        Ok(())
    }

    /// Strikes out every output and every page that is not there any more. Those that are there were written down, and
    /// `counts` says how many they are.
    pub(super) fn only(&mut self, counts: (usize, usize), is_planned: impl Fn(&OutPath) -> bool) {
        let Ledger { outputs, checks, .. } = &mut self.ledger;
        if (outputs.len(), checks.len()) == counts {
            return;
        }
        self.outputs.extend(outputs.extract_if(|path, _| !is_planned(path)).map(|(path, _)| path));
        let site = &self.world.site;
        // A folder whose index is not published has another page under the index's name.
        let is_gone = |path: &SourcePath| site.by_source(path.as_str()).is_none_or(|id| site.page(id).source != *path);
        self.checks.extend(checks.extract_if(|path, _| is_gone(path)).map(|(path, _)| path));
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

    /// As bytes: only what is new, where that is little and nothing is to be struck out for good.
    pub(super) fn encode(mut self) -> io::Result<Encoded> {
        let ledger = match compact::compacted(self.ledger)? {
            (ledger, false) => {
                if let Some(last) = ledger.last {
                    self.outputs.sort_unstable();
                    self.checks.sort_unstable();
                    let mut more = ledger.encode(self.earlier, self.outputs.iter(), self.checks.iter())?;
                    if !last.is_full(more.len()) {
                        seal::close(&mut more, Some(&last));
                        return Ok(Encoded::More(last, more));
                    }
                }
                ledger
            }
            (ledger, true) => ledger,
        };
        let mut outputs: Vec<&OutPath> = ledger.outputs.keys().collect();
        let mut checks: Vec<&SourcePath> = ledger.checks.keys().collect();
        outputs.sort_unstable();
        checks.sort_unstable();
        let mut bytes = ledger.encode(Earlier::default(), outputs.into_iter(), checks.into_iter())?;
        seal::close(&mut bytes, None);
        Ok(Encoded::Whole(bytes))
    }
}

impl Encoded {
    /// Keeps it beside `output`.
    pub(super) fn keep(self, output: &Output) -> io::Result<()> {
        match self {
            Encoded::Whole(bytes) => output.keep(Cached::Ledger, bytes),
            Encoded::More(last, bytes) => output.keep_more(Cached::Ledger, last.stamp, last.end, &bytes),
        }
    }
}

/// Writes what these keys have by now, if anything.
fn encode_changes<'a, K, V>(
    all: &Map<K, V>,
    keys: impl ExactSizeIterator<Item = &'a K>,
    to: &mut Vec<u8>,
) -> io::Result<()>
where
    K: BorshSerialize + Eq + std::hash::Hash + 'a,
    V: BorshSerialize,
{
    (keys.len() as u32).serialize(to)?;
    for key in keys {
        (key, all.get(key)).serialize(to)?;
    }
    Ok(())
}

/// Takes in what [`encode_changes`] wrote.
fn take_changes<K, V>(all: &mut Map<K, V>, from: &mut &[u8]) -> io::Result<()>
where
    K: BorshDeserialize + Eq + std::hash::Hash,
    V: BorshDeserialize,
{
    let length = u32::deserialize(from)?;
    all.reserve((length as usize).min(from.len()));
    for _ in 0..length {
        match BorshDeserialize::deserialize(from)? {
            (key, Some(value)) => drop(all.insert(key, value)),
            (key, None) => drop(all.remove(&key)),
        }
    }
    Ok(())
}
