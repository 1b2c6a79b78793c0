//! Questions by number, and numbers in few bytes.

use std::io::{self, Read, Write};
use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};

use super::Told;
use crate::hash::{self, Hash, Map};
use crate::world::Query;

/// Questions with their answers, by number. What they ask is read only when somebody wants to know.
#[derive(Default)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    /// Each question and its answer in a few words, one after the other.
    pub(super) texts: Vec<u8>,
    told: OnceLock<Vec<Told>>,
}

/// A question, by the hash of what it asks, and the hash of its answer.
#[derive(Clone, Copy, BorshSerialize, BorshDeserialize)]
pub(super) struct Entry {
    pub(super) query: Hash,
    pub(super) answer: Hash,
}

/// The numbers of questions by what they ask; made when somebody asks something new.
#[derive(Default)]
pub(super) struct Index {
    numbers: OnceLock<Map<Hash, u32>>,
    entries: Vec<Entry>,
}

impl Table {
    /// What is asked, by number. Where that cannot be read the table is shorter.
    pub(super) fn told(&self) -> &[Told] {
        self.told.get_or_init(|| {
            let mut rest = self.texts.as_slice();
            let mut told = Vec::with_capacity(self.entries.len());
            while let Ok(next) = Told::deserialize(&mut rest) {
                told.push(next);
            }
            told
        })
    }

    /// An index of it.
    pub(super) fn index(&self) -> Index {
        Index { numbers: OnceLock::new(), entries: self.entries.clone() }
    }

    /// The number of a question with this answer, written down if it is new.
    pub(super) fn note(
        &mut self,
        index: &mut Index,
        query: &Query,
        answer: Hash,
        in_short: impl FnOnce() -> String,
    ) -> io::Result<u32> {
        let text = borsh::to_vec(query)?;
        let key = hash::of(&text);
        let numbers = index.numbers();
        let known = numbers.get(&key).copied();
        if let Some(number) = known.filter(|number| self.entries[*number as usize].answer == answer) {
            return Ok(number);
        }
        // What was answered otherwise before is asked for nothing that stands.
        let number = u32::try_from(self.entries.len()).map_err(io::Error::other)?;
        numbers.insert(key, number);
        self.entries.push(Entry { query: key, answer });
        self.texts.extend_from_slice(&text);
        in_short().serialize(&mut self.texts)?;
        Ok(number)
    }
}

impl Index {
    fn numbers(&mut self) -> &mut Map<Hash, u32> {
        if self.numbers.get().is_none() {
            let entries = std::mem::take(&mut self.entries);
            let numbers = entries.iter().zip(0..).map(|(entry, number)| (entry.query, number)).collect();
            let _ = self.numbers.set(numbers);
        }
        self.numbers.get_mut().expect("it was set above")
    }
}

impl BorshSerialize for Table {
    fn serialize<W: Write>(&self, to: &mut W) -> io::Result<()> {
        self.entries.serialize(to)?;
        self.texts.serialize(to)
    }
}

impl BorshDeserialize for Table {
    fn deserialize_reader<R: Read>(from: &mut R) -> io::Result<Table> {
        let entries = Vec::deserialize_reader(from)?;
        let texts = Vec::deserialize_reader(from)?;
        Ok(Table { entries, texts, told: OnceLock::new() })
    }
}

/// Writes numbers, sorted, as the differences from one to the next.
pub(super) fn push_trace(to: &mut Vec<u8>, mut numbers: Vec<u32>) {
    numbers.sort_unstable();
    numbers.dedup();
    let mut last = 0;
    for number in numbers {
        push_number(to, number - last);
        last = number;
    }
}

/// Writes a number in as few bytes as it needs, seven bits each (LEB128).
fn push_number(to: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// What [`push_trace`] wrote.
pub(super) fn read_numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (mut last, mut number, mut shift) = (0u32, 0u32, 0);
    bytes.iter().filter_map(move |byte| {
        number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 != 0 {
            return None;
        }
        last = last.wrapping_add(number);
        (number, shift) = (0, 0);
        Some(last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 127, 128, 300, 70_000, u32::MAX];
        let mut bytes = Vec::new();
        push_trace(&mut bytes, numbers.iter().rev().chain(&numbers).copied().collect());
        assert_eq!(read_numbers(&bytes).collect::<Vec<_>>(), numbers);
    }

    #[test]
    fn a_question_keeps_its_number_as_long_as_its_answer() {
        let mut table = Table::default();
        let mut index = table.index();
        let (a, b) = (Query::Base, Query::Shape);
        let (one, two) = (hash::of(b"1"), hash::of(b"2"));
        assert_eq!(table.note(&mut index, &a, one, || "one".into()).unwrap(), 0);
        assert_eq!(table.note(&mut index, &b, one, || "one".into()).unwrap(), 1);
        let mut again = borsh::from_slice::<Table>(&borsh::to_vec(&table).unwrap()).unwrap();
        let mut index = again.index();
        assert_eq!(again.note(&mut index, &a, one, || "one".into()).unwrap(), 0);
        assert_eq!(again.note(&mut index, &a, two, || "two".into()).unwrap(), 2);
        assert_eq!(again.note(&mut index, &a, two, || "two".into()).unwrap(), 2);
        assert_eq!(again.told(), [(a.clone(), "one".to_owned()), (b, "one".to_owned()), (a, "two".to_owned())]);
    }
}
