//! What an earlier build kept, decoded when somebody asks for it.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use borsh::BorshDeserialize;
use bytes::Bytes;

/// A value that is there, or what was kept of one. It looks the same from outside.
#[derive(Clone, Default)]
pub struct Later<T> {
    value: OnceLock<T>,
    kept: Bytes,
}

impl<T> Later<T> {
    /// What is kept in `kept`. Whoever kept it was the same program, and its bytes are known to be the same: they can be
    /// understood.
    pub(super) fn kept(kept: Bytes) -> Later<T> {
        Later { value: OnceLock::new(), kept }
    }
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Later<T> {
        Later { value: OnceLock::from(value), kept: Bytes::new() }
    }
}

impl<T: BorshDeserialize + Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| borsh::from_slice(&self.kept).unwrap_or_default())
    }
}

impl<T: BorshDeserialize + Default + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_what_it_was() {
        let names = vec!["a".to_owned(), "b".to_owned()];
        let kept: Later<Vec<String>> = Later::kept(borsh::to_vec(&names).unwrap().into());
        assert_eq!(*kept.clone(), names);
        assert_eq!(*kept, *Later::from(names));
    }
}
