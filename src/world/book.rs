//! The book of questions: each that was asked of a world, by number, with the hash of its answer.
//!
//! A trace has numbers only. What was asked under a number is written down at once, as bytes, so that a question that
//! nobody asks again costs no more than these.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use borsh::BorshSerialize;

use super::{Ground, Query};
use crate::hash::Hash;

/// Questions are written on so many sheets, so that threads rarely meet.
const SHEETS: usize = 16;

/// Every question that was asked.
pub(super) struct Book {
    /// The next number of each column.
    next: [AtomicU32; 2],
    sheets: [Mutex<Sheet>; SHEETS],
}

#[derive(Default)]
struct Sheet {
    notes: Vec<(u32, Hash, u32)>,
    texts: Vec<u8>,
}

impl Book {
    pub(super) fn new() -> Book {
        Book { next: Default::default(), sheets: std::array::from_fn(|_| Mutex::default()) }
    }

    /// Numbers begin after those of an earlier world, of which so many are in each column.
    pub(super) fn begin(&self, earlier: [usize; 2]) {
        for (next, earlier) in self.next.iter().zip(earlier) {
            debug_assert_eq!(next.load(Ordering::Relaxed), 0, "nobody has asked anything yet");
            next.store(earlier as u32, Ordering::Relaxed);
        }
    }

    /// Writes a question down and gives it a number: twice its place in its column, and one more in the second column.
    pub(super) fn note(&self, query: &Query, answer: Hash, in_short: &str) -> u32 {
        let column = column(query);
        let at = self.next[column].fetch_add(1, Ordering::Relaxed);
        let number = number(at as usize, column);
        let mut sheet = self.sheets[at as usize % SHEETS].lock().unwrap_or_else(PoisonError::into_inner);
        let Sheet { notes, texts } = &mut *sheet;
        // Writing to memory does not fail.
        let _ = query.serialize(texts).and_then(|()| BorshSerialize::serialize(in_short, texts));
        notes.push((number, answer, texts.len() as u32));
        number
    }

    /// Reads what was written down to `read`, but for the first so many questions of each column; one column after the
    /// other, each in order: the number of a question, the hash of its answer, and the question with the answer in a few
    /// words, as borsh writes them.
    pub(super) fn read(&self, known: [usize; 2], read: &mut dyn FnMut(u32, Hash, &[u8])) {
        let sheets = self.sheets.each_ref().map(|sheet| sheet.lock().unwrap_or_else(PoisonError::into_inner));
        let mut index: Vec<(u32, u32, u32)> = Vec::new();
        for (sheet, at) in sheets.iter().zip(0..) {
            let notes = sheet.notes.iter().zip(0..).map(|((number, ..), note)| (*number, at, note));
            index.extend(notes.filter(|(number, ..)| *number as usize / 2 >= known[*number as usize % 2]));
        }
        index.sort_unstable_by_key(|(number, ..)| (number % 2, *number));
        for (number, sheet, note) in index {
            let (sheet, note) = (&sheets[sheet as usize], note as usize);
            let (_, answer, end) = sheet.notes[note];
            let start = note.checked_sub(1).map_or(0, |before| sheet.notes[before].2 as usize);
            read(number, answer, &sheet.texts[start..end as usize]);
        }
    }
}

/// The number of the question at this place of a column.
pub fn number(at: usize, column: usize) -> u32 {
    (at * 2 + column) as u32
}

/// What is asked again each time is in the first column, what follows from the site in the second.
fn column(query: &Query) -> usize {
    match query.ground() {
        Ground::Own => 0,
        Ground::Shape | Ground::Files | Ground::Cards => 1,
    }
}
