//! What several outputs show: made once, and let go when the last of them has had it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::hash::Map;
use crate::site::PageId;

/// What is made of pages, each for as many uses as are expected. What nobody expected is made for each use.
pub struct Uses<T>(Map<PageId, Mutex<Expected<T>>>);

struct Expected<T> {
    left: usize,
    made: Option<Arc<T>>,
}

impl<T> Default for Uses<T> {
    fn default() -> Uses<T> {
        Uses(Map::default())
    }
}

impl<T> Uses<T> {
    /// Expects so many uses of each page.
    pub fn expect(&mut self, pages: impl IntoIterator<Item = (PageId, usize)>) {
        let expected = |(id, left)| (id, Mutex::new(Expected { left, made: None }));
        self.0.extend(pages.into_iter().map(expected));
    }

    /// What is made of a page. Who comes while it is being made waits for it.
    pub fn get(&self, id: PageId, make: impl FnOnce() -> T) -> Arc<T> {
        let Some(expected) = self.0.get(&id) else { return Arc::new(make()) };
        let mut expected = expected.lock().unwrap_or_else(PoisonError::into_inner);
        expected.left = expected.left.saturating_sub(1);
        match expected.left {
            0 => expected.made.take().unwrap_or_else(|| Arc::new(make())),
            _ => expected.made.get_or_insert_with(|| Arc::new(make())).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_kept_for_the_uses_that_are_expected() {
        let mut uses = Uses::default();
        uses.expect([(PageId(1), 3)]);
        let mut made = 0;
        let mut get = |id| {
            *uses.get(PageId(id), || {
                made += 1;
                made
            })
        };
        // Once for three uses; then nobody was expected, as for the other page.
        assert_eq!([get(1), get(1), get(1), get(1), get(1), get(2), get(2)], [1, 1, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_last_use_has_it_alone() {
        let mut uses = Uses::default();
        uses.expect([(PageId(1), 2)]);
        assert!(Arc::try_unwrap(uses.get(PageId(1), String::new)).is_err());
        assert!(Arc::try_unwrap(uses.get(PageId(1), String::new)).is_ok());
    }
}
