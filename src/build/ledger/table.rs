//! Questions by number, and numbers in few bytes.

use std::io;
use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;

use super::Told;
use crate::hash::Hash;

/// A column of questions with the hashes of their answers. What they ask is read only when somebody wants to know.
#[derive(Default)]
pub(super) struct Table {
    pub(super) answers: Vec<Hash>,
    /// Each question and its answer in a few words, one after the other, as they were kept in parts.
    kept: Vec<Bytes>,
    /// Those that came since.
    pub(super) added: Vec<u8>,
    /// How many questions there were when it was made or compacted.
    pub(super) settled: u32,
    told: OnceLock<Vec<Told>>,
}

impl Table {
    /// What is asked, in order. Where that cannot be read the column is shorter.
    pub(super) fn told(&self) -> &[Told] {
        self.told.get_or_init(|| {
            let mut told = Vec::with_capacity(self.answers.len());
            for mut rest in self.texts() {
                while !rest.is_empty() {
                    let Ok(next) = Told::deserialize(&mut rest) else { return told };
                    told.push(next);
                }
            }
            told
        })
    }

    /// Adds a question at the end.
    pub(super) fn add(&mut self, answer: Hash, text: &[u8]) {
        self.answers.push(answer);
        self.added.extend_from_slice(text);
    }

    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.kept.iter().map(Bytes::as_ref).chain([self.added.as_slice()])
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
        (self.answers.len(), self.texts().map(<[u8]>::len).sum())
    }

    /// About how many bytes there are since it had `earlier` size.
    pub(super) fn size_since(&self, earlier: (usize, usize)) -> usize {
        let (answers, texts) = self.size();
        16 * (answers - earlier.0) + texts - earlier.1
    }

    /// Writes what there is since it had `earlier` size.
    pub(super) fn encode(&self, earlier: (usize, usize), to: &mut Vec<u8>) -> io::Result<()> {
        (self.settled, &self.answers[earlier.0..]).serialize(to)?;
        let length = u32::try_from(self.size().1 - earlier.1).map_err(|_| io::ErrorKind::InvalidData)?;
        length.serialize(to)?;
        let mut skipped = earlier.1;
        for text in self.texts() {
            let skip = skipped.min(text.len());
            skipped -= skip;
            to.extend_from_slice(&text[skip..]);
        }
        Ok(())
    }

    /// Takes in what [`Table::encode`] wrote, from `whole` after its first `at` bytes; returns where it ends.
    pub(super) fn take(&mut self, whole: &Bytes, at: usize) -> io::Result<usize> {
        let mut rest = whole.get(at..).ok_or(io::ErrorKind::InvalidData)?;
        let (settled, answers, length): (u32, Vec<Hash>, u32) = BorshDeserialize::deserialize(&mut rest)?;
        let start = whole.len() - rest.len();
        let end = start.checked_add(length as usize).filter(|end| *end <= whole.len());
        let end = end.ok_or(io::ErrorKind::InvalidData)?;
        self.settled = settled;
        match self.answers.is_empty() {
            true => self.answers = answers,
            false => self.answers.extend(answers),
        }
        self.kept.push(whole.slice(start..end));
        Ok(end)
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
