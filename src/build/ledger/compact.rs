//! A ledger without the questions that nobody asks any more.

use std::io;

use borsh::BorshSerialize;

use super::table::{Table, push_trace, read_numbers};
use super::{Ledger, Part};

/// `ledger` as it is while at least half of its questions are asked and half of its traces are used; else with new numbers.
pub(super) fn compacted(ledger: Ledger) -> io::Result<Ledger> {
    let mut used = [vec![false; ledger.own.entries.len()], vec![false; ledger.site.entries.len()]];
    let mut length = 0;
    for part in parts(&ledger) {
        length += (part.1 - part.0) as usize;
        for number in read_numbers(&ledger.traces[part.0 as usize..part.1 as usize]) {
            used[number as usize % 2].get_mut(number as usize / 2).into_iter().for_each(|used| *used = true);
        }
    }
    let asked = used.iter().flatten().filter(|used| **used).count();
    let all = used[0].len() + used[1].len();
    match asked * 2 >= all && length * 2 >= ledger.traces.len() {
        true => Ok(ledger),
        false => renumbered(ledger, &used),
    }
}

/// Where every trace is.
fn parts(ledger: &Ledger) -> impl Iterator<Item = Part> {
    let outputs = ledger.outputs.values().map(|standing| standing.trace);
    outputs.chain(ledger.checks.values().map(|checked| checked.trace))
}

fn renumbered(mut ledger: Ledger, used: &[Vec<bool>; 2]) -> io::Result<Ledger> {
    let (own, own_numbers) = only(&ledger.own, &used[0])?;
    let (site, site_numbers) = only(&ledger.site, &used[1])?;
    let old = std::mem::take(&mut ledger.traces);
    let mut traces = Vec::new();
    let mut moved = |part: Part| {
        let start = traces.len() as u32;
        let renumber = |number: u32| {
            let (numbers, bit) = if number % 2 == 0 { (&own_numbers, 0) } else { (&site_numbers, 1) };
            numbers.get(number as usize / 2).map(|new| new * 2 + bit)
        };
        let numbers = read_numbers(&old[part.0 as usize..part.1 as usize]).filter_map(renumber).collect();
        push_trace(&mut traces, numbers);
        (start, traces.len() as u32)
    };
    ledger.outputs.values_mut().for_each(|standing| standing.trace = moved(standing.trace));
    ledger.checks.values_mut().for_each(|checked| checked.trace = moved(checked.trace));
    Ok(Ledger { own, site, traces, ..ledger })
}

/// The questions of `table` that are `used`, and the new number of each old one.
fn only(table: &Table, used: &[bool]) -> io::Result<(Table, Vec<u32>)> {
    let (mut kept, mut numbers) = (Table::default(), Vec::with_capacity(used.len()));
    for ((entry, told), used) in table.entries.iter().zip(table.told()).zip(used) {
        numbers.push(kept.entries.len() as u32);
        if *used {
            kept.entries.push(*entry);
            told.serialize(&mut kept.texts)?;
        }
    }
    Ok((kept, numbers))
}
