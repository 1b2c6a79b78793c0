//! A ledger without the questions that nobody asks any more, and with each question once.

use std::io;

use borsh::BorshSerialize;

use super::table::{Table, packed, unpacked};
use super::{Ledger, Part};
use crate::hash::{Hash, Map};
use crate::world::{Query, number};

/// `ledger` as it is until it has grown to twice its size or half of its traces are dead; else with new numbers, and true.
pub(super) fn compacted(ledger: Ledger) -> io::Result<(Ledger, bool)> {
    let has_grown = |table: &Table| table.answers.len() > 2 * table.settled as usize + 1000;
    let alive: usize = parts(&ledger).map(|part| (part.1 - part.0) as usize).sum();
    match has_grown(&ledger.own) || has_grown(&ledger.site) || alive * 2 < ledger.traces.len() {
        true => Ok((renumbered(ledger)?, true)),
        false => Ok((ledger, false)),
    }
}

/// Where every trace is.
pub(super) fn parts(ledger: &Ledger) -> impl Iterator<Item = Part> {
    let outputs = ledger.outputs.values().map(|record| record.trace);
    outputs.chain(ledger.checks.values().map(|found| found.trace))
}

fn renumbered(mut ledger: Ledger) -> io::Result<Ledger> {
    let mut used = [vec![false; ledger.own.answers.len()], vec![false; ledger.site.answers.len()]];
    for part in parts(&ledger) {
        for number in unpacked(&ledger.traces[part.0 as usize..part.1 as usize]) {
            used[number as usize % 2].get_mut(number as usize / 2).into_iter().for_each(|used| *used = true);
        }
    }
    let (own, own_numbers) = only(&ledger.own, &used[0])?;
    let (site, site_numbers) = only(&ledger.site, &used[1])?;
    let columns = [own_numbers, site_numbers];
    let old = std::mem::take(&mut ledger.traces);
    let mut traces = Vec::new();
    let mut moved = |part: Part| {
        let start = traces.len() as u32;
        let renumber = |old: u32| {
            let column = old as usize % 2;
            columns[column].get(old as usize / 2).map(|at| number(*at as usize, column))
        };
        let numbers: Vec<u32> = unpacked(&old[part.0 as usize..part.1 as usize]).filter_map(renumber).collect();
        traces.extend(packed(&numbers));
        (start, traces.len() as u32)
    };
    ledger.outputs.values_mut().for_each(|record| record.trace = moved(record.trace));
    ledger.checks.values_mut().for_each(|found| found.trace = moved(found.trace));
    Ok(Ledger { own, site, traces, ..ledger })
}

/// The questions of `table` that are `used`, each once with each answer, and the new place of each old one. An output that
/// could not be made again goes on with the answers that it was made of.
fn only(table: &Table, used: &[bool]) -> io::Result<(Table, Vec<u32>)> {
    let mut known: Map<(&Query, Hash), u32> = Map::default();
    let (mut kept, mut places) = (Table::default(), Vec::with_capacity(used.len()));
    for ((answer, told), used) in table.answers.iter().zip(table.told()).zip(used) {
        let next = kept.answers.len() as u32;
        if !used {
            places.push(next);
            continue;
        }
        let place = *known.entry((&told.0, *answer)).or_insert(next);
        places.push(place);
        if place == next {
            kept.answers.push(*answer);
            told.serialize(&mut kept.added)?;
        }
    }
    kept.settled = kept.answers.len() as u32;
    Ok((kept, places))
}
