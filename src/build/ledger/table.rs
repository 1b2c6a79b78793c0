//! Questions by number, and numbers in few bytes.

use std::io;
use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};

use super::Told;
use crate::hash::Hash;

/// A column of questions with the hashes of their answers. What they ask is read only when somebody wants to know.
#[derive(Default)]
pub(super) struct Table {
    pub(super) answers: Vec<Hash>,
    /// Each question and its answer in a few words, one after the other.
    pub(super) texts: Vec<u8>,
    /// How many questions there were when it was made or compacted.
    pub(super) settled: u32,
    told: OnceLock<Vec<Told>>,
}

impl Table {
    /// What is asked, in order. Where that cannot be read the column is shorter.
    pub(super) fn told(&self) -> &[Told] {
        self.told.get_or_init(|| {
            let mut rest = self.texts.as_slice();
            let mut told = Vec::with_capacity(self.answers.len());
            while let Ok(next) = Told::deserialize(&mut rest) {
                told.push(next);
            }
            told
        })
    }

    /// Adds a question at the end.
    pub(super) fn add(&mut self, answer: Hash, text: &[u8]) {
        self.answers.push(answer);
        self.texts.extend_from_slice(text);
    }

    /// Says that what was added is all.
    pub(super) fn settle(&mut self, was_empty: bool) {
        if was_empty {
            self.settled = self.answers.len() as u32;
        }
        self.told = OnceLock::new();
    }

    /// How many questions there are, and the bytes of what they ask.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.answers.len(), self.texts.len())
    }

    /// About how many bytes there are since it had `earlier` size.
    pub(super) fn size_since(&self, earlier: (usize, usize)) -> usize {
        16 * (self.answers.len() - earlier.0) + self.texts.len() - earlier.1
    }

    /// Writes what there is since it had `earlier` size.
    pub(super) fn encode(&self, earlier: (usize, usize), to: &mut Vec<u8>) -> io::Result<()> {
        (self.settled, &self.answers[earlier.0..], &self.texts[earlier.1..]).serialize(to)
    }

    /// Takes in what [`Table::encode`] wrote.
    pub(super) fn take(&mut self, from: &mut &[u8]) -> io::Result<()> {
        let (settled, answers, texts): (u32, Vec<Hash>, Vec<u8>) = BorshDeserialize::deserialize(from)?;
        self.settled = settled;
        match self.answers.is_empty() {
            true => (self.answers, self.texts) = (answers, texts),
            false => {
                self.answers.extend(answers);
                self.texts.extend(texts);
            }
        }
        Ok(())
    }
}

/// Numbers in few bytes: sorted, each as the difference from the one before, seven bits a byte (LEB128).
pub(super) fn packed(numbers: &[u32]) -> Vec<u8> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut bytes = Vec::with_capacity(sorted.len() * 2);
    let mut last = 0;
    for number in sorted {
        let mut step = number - last;
        while step >= 0x80 {
            bytes.push(step as u8 | 0x80);
            step >>= 7;
        }
        bytes.push(step as u8);
        last = number;
    }
    bytes
}

/// What [`packed`] wrote.
pub(super) fn unpacked(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (mut last, mut step, mut shift) = (0u32, 0u32, 0);
    bytes.iter().filter_map(move |byte| {
        step |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 != 0 {
            return None;
        }
        last = last.wrapping_add(step);
        (step, shift) = (0, 0);
        Some(last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 127, 128, 300, 70_000, u32::MAX];
        let shuffled: Vec<u32> = numbers.iter().rev().chain(&numbers).copied().collect();
        assert_eq!(unpacked(&packed(&shuffled)).collect::<Vec<_>>(), numbers);
        assert_eq!(unpacked(&packed(&[])).count(), 0);
    }
}
