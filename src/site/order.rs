//! In which order pages stand: found once, so that sorting any list compares numbers.

use borsh::{BorshDeserialize, BorshSerialize};
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use rayon::prelude::*;

use super::PageId;
use crate::content::{Facts, Kind, Page};
use crate::instant::{Instant, Zone};

/// In which order pages are listed. Ties go by title, then by source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Order {
    /// Newest first; pages without a date last.
    #[default]
    Date,
    /// By title.
    Title,
    /// By weight, smaller first, then by title.
    Weight,
    /// Events by their start, the next first.
    Starts,
}

/// Where each page stands in each order.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks {
    newest: Vec<u32>,
    title: Vec<u32>,
    weight: Vec<i64>,
    /// When an event starts; of anything else, its date.
    starts: Vec<Option<Instant>>,
}

impl Ranks {
    /// Ranks `pages`; a day counts from its start in `zone`.
    pub(super) fn of(pages: &[Arc<Page>], zone: &Zone) -> Ranks {
        let date = |page: &Arc<Page>| page.front.date.map(|date| date.start(zone));
        // Pages are sorted by source, and what is equal stays so.
        let (title, dates): (Vec<u32>, Vec<Option<Instant>>) = rayon::join(
            || ranked(pages.par_iter().map(|page| page.unmarked().to_lowercase())),
            || pages.par_iter().map(date).collect(),
        );
        let newest = ranked(dates.par_iter().zip(&title).map(|(date, title)| (Reverse(*date), *title)));
        let starts = pages.iter().zip(&dates).map(|(page, date)| match &page.front.facts {
            Facts::Event(event) => event.starts.map(|starts| starts.start(zone)),
            facts => facts.meeting().and_then(|event| event.starts).map(|starts| starts.start(zone)).or(*date),
        });
        let starts = starts.collect();
        Ranks { newest, title, weight: pages.iter().map(|page| page.front.weight).collect(), starts }
    }

    /// Which of two pages comes first in a list.
    pub(super) fn compare(&self, order: Order, a: PageId, b: PageId) -> Ordering {
        let (a, b) = (a.0 as usize, b.0 as usize);
        let titles = self.title[a].cmp(&self.title[b]);
        match order {
            Order::Date => self.newest[a].cmp(&self.newest[b]),
            Order::Title => titles,
            Order::Weight => self.weight[a].cmp(&self.weight[b]).then(titles),
            Order::Starts => self.starts[a].cmp(&self.starts[b]).then(titles),
        }
    }

    /// Where a page stands among all, newest first.
    pub(super) fn newest(&self, id: PageId) -> u32 {
        self.newest[id.0 as usize]
    }
}

/// The position of each when they are sorted by these keys; of equals the first comes first.
fn ranked<K: Ord + Send>(keys: impl IndexedParallelIterator<Item = K>) -> Vec<u32> {
    let mut sorted: Vec<(K, usize)> = keys.enumerate().map(|(at, key)| (key, at)).collect();
    sorted.par_sort_unstable();
    let mut ranks = vec![0; sorted.len()];
    for (rank, (_, at)) in sorted.iter().enumerate() {
        ranks[*at] = rank as u32;
    }
    ranks
}

/// The order of a list: guides, people, questions and plain pages by weight and title, events by their
/// start, the rest by date. The kind of most of its pages decides.
pub(super) fn usual<'a>(pages: impl Iterator<Item = &'a Page>) -> Order {
    let (mut all, mut dated, mut events) = (0usize, 0usize, 0usize);
    for page in pages {
        all += 1;
        dated += usize::from(matches!(page.kind, Kind::News | Kind::Research | Kind::Alert));
        events += usize::from(page.kind == Kind::Event);
    }
    match (events * 2 > all, dated * 2 > all) {
        (true, _) => Order::Starts,
        (_, true) => Order::Date,
        _ => Order::Weight,
    }
}
