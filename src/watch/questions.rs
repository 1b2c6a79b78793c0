//! What was asked of the states that a hub has been in, and whether it is answered as it was.
//!
//! A trace is a list of numbers, which go on from one state to the next. Here is what each of them asked.

use std::sync::Arc;

use borsh::BorshDeserialize;

use crate::hash::Hash;
use crate::world::{Grounds, Query, Trace, World};

/// Every question by number: of each state a part, one after the other.
#[derive(Clone, Default)]
pub(super) struct Questions {
    parts: Vec<Arc<Part>>,
}

/// What was asked of one state.
struct Part {
    /// How many questions come before it in each column.
    begin: [usize; 2],
    columns: [Vec<Option<(Query, Hash)>>; 2],
    /// What the answers followed from.
    grounds: Grounds,
}

/// With more parts than this, a number is no longer found quickly.
const PARTS: usize = 500;

impl Questions {
    /// Takes in what was asked of `world` since this was last done.
    pub(super) fn take_in(&mut self, world: &World) {
        let begin = self.count();
        let mut columns = [Vec::new(), Vec::new()];
        world.read_book(begin, &mut |number, answer, mut text| {
            let (column, at) = (number as usize % 2, number as usize / 2);
            let Some(place) = at.checked_sub(begin[column]) else { return };
            // Another thread may be about to write down what stands between.
            while columns[column].len() < place {
                columns[column].push(None);
            }
            columns[column].push(Query::deserialize(&mut text).ok().map(|query| (query, answer)));
        });
        if columns.iter().all(Vec::is_empty) {
            return;
        }
        self.parts.push(Arc::new(Part { begin, columns, grounds: world.grounds() }));
    }

    /// How many questions there are in each column.
    pub(super) fn count(&self) -> [usize; 2] {
        self.parts.last().map_or([0, 0], |last| [0, 1].map(|at| last.begin[at] + last.columns[at].len()))
    }

    /// Whether it is time to begin anew.
    pub(super) fn is_worn(&self) -> bool {
        let first = self.parts.first().map_or(0, |first| first.columns.iter().map(Vec::len).sum());
        self.parts.len() > PARTS || self.count().iter().sum::<usize>() > 2 * first + 10_000
    }

    fn find(&self, column: usize, at: usize) -> Option<(&Part, &Query, Hash)> {
        let part = self.parts.partition_point(|part| part.begin[column] <= at).checked_sub(1)?;
        // A part may have nothing in a column: then the one before it begins at the same place.
        let part = self.parts[..=part].iter().rfind(|part| at < part.begin[column] + part.columns[column].len())?;
        let (query, answer) = part.columns[column].get(at.checked_sub(part.begin[column])?)?.as_ref()?;
        Some((part, query, *answer))
    }
}

/// Which questions a world answers as they were answered before, each looked at once.
pub(super) struct Answers<'a> {
    world: &'a World,
    questions: Questions,
    known: [Vec<Option<bool>>; 2],
}

impl<'a> Answers<'a> {
    /// Nothing was looked at yet.
    pub(super) fn new(world: &'a World, questions: Questions) -> Answers<'a> {
        let known = questions.count().map(|count| vec![None; count]);
        Answers { world, questions, known }
    }

    /// Whether everything is answered as it was when `trace` was made. What was asked of this world is.
    pub(super) fn hold(&mut self, trace: &Trace) -> bool {
        trace.numbers().iter().all(|number| {
            let (column, at) = (*number as usize % 2, *number as usize / 2);
            match self.known[column].get(at) {
                None | Some(Some(true)) => true,
                Some(Some(false)) => false,
                Some(None) => {
                    let holds = self.look(column, at, *number);
                    self.known[column][at] = Some(holds);
                    holds
                }
            }
        })
    }

    fn look(&self, column: usize, at: usize, number: u32) -> bool {
        let Some((part, query, answer)) = self.questions.find(column, at) else { return false };
        query.follows(&part.grounds, &self.world.grounds()) || self.world.stands(query, answer, number)
    }
}
