//! The rule for feeds: readers fetch them whole, again and again.

use super::{About, Finding};
use crate::diag::Code;

/// What is wrong with a feed of so many bytes.
pub(super) fn check(bytes: usize) -> Vec<Finding> {
    if bytes <= MOST {
        return Vec::new();
    }
    let message = format!("the feed has {:.1} MB", bytes as f64 / 1e6);
    let label = "the W3C's validator refuses more than 5 MB: lower `feeds.items`, or say `feeds: {full_text: false}`";
    vec![Finding::new(Code::ShareFeedLarge, About::Page, message, label)]
}

/// What the validator reads: its code.
const MOST: usize = 5_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_may_have_five_megabytes_and_no_more() {
        assert_eq!(check(5_000_000), []);
        assert_eq!(check(5_000_001).len(), 1);
    }
}
