//! The counters against those that the networks publish: one table of texts, counted once with each of them.
//!
//! `tests/social/counts.tsv` says with which. A text here that is counted otherwise is a post that is refused there.
#![expect(clippy::disallowed_methods, reason = "a test reads the table that it is about")]

use std::fs;
use std::path::Path;

use bulletin::social::count;

#[test]
fn texts_are_counted_as_networks_count_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/social/counts.tsv");
    let table = fs::read_to_string(path).unwrap();
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let [text, weighted, graphemes, bytes] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let text: String = serde_json::from_str(text).unwrap();
        let expected: Vec<usize> = [weighted, graphemes, bytes].iter().map(|number| number.parse().unwrap()).collect();
        let counted = [count::weighted(&text), count::graphemes(&text), text.len()];
        if expected != counted {
            wrong.push(format!("{text:?}: expected {expected:?}, counted {counted:?}"));
        }
        rows += 1;
    }
    assert!(rows >= 200, "{rows}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mastodon_counts_what_it_will_show() {
    for (text, expected) in [
        ("https://northside.health/a/very/long/address/that/is/cut", 23),
        ("northside.health", 16),
        ("Thanks @ada@health.social!", 12),
        ("@ada.osei@mastodon.health.social", 9),
        ("ada@health.social", 17),
        ("@ada", 4),
        ("👩🏽‍⚕️ e\u{301}", 3),
    ] {
        assert_eq!(count::fediverse(text), expected, "{text}");
    }
}

#[test]
fn threads_counts_emoji_by_their_bytes() {
    for (text, expected) in [("Zürich", 6), ("👍", 4), ("👍🏽", 8), ("ok ❤️", 9), ("健康", 2)] {
        assert_eq!(count::emoji_bytes(text), expected, "{text}");
    }
}
