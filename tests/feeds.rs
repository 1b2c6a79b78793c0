//! Every feed of the example hub, read back by a feed reader's own library.
#![expect(clippy::disallowed_methods, reason = "a test builds a hub on disk, by the binary, from outside")]

mod example;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use feed_rs::model::{Entry, Feed, FeedType};

const BASE: &str = "https://northside.example/hub/";

/// Builds a copy of the example and reads its feeds, by the file of each.
fn feeds(hub: &Path) -> BTreeMap<String, Feed> {
    example::run(example::command(hub));
    let feeds = example::files(&hub.join("public")).into_iter().filter(|(name, _)| name.ends_with("feed.xml"));
    feeds.map(|(name, bytes)| (name.clone(), read(&name, &bytes))).collect()
}

fn read(name: &str, bytes: &[u8]) -> Feed {
    // Without the library's own sanitizing and resolving: what is wrong must show.
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).base_uri(None::<&str>).build();
    parser.parse(bytes).unwrap_or_else(|error| panic!("`{name}` is no feed: {error}"))
}

#[test]
fn every_feed_is_whole() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let feeds = feeds(&example::copy(folder.path(), "hub"));
    for expected in
        ["feed.xml", "news/feed.xml", "research/feed.xml", "guides/feed.xml", "people/amara-okafor/feed.xml"]
    {
        assert!(feeds.contains_key(expected), "there is no `{expected}`");
    }
    assert!(feeds.keys().any(|name| name.starts_with("topics/")), "no topic has a feed");
    for (name, feed) in &feeds {
        assert_eq!(feed.feed_type, FeedType::RSS2, "{name}");
        assert!(feed.title.is_some() && feed.description.is_some() && feed.language.is_some(), "{name}");
        assert!(!feed.entries.is_empty(), "{name} has no items");
        let newest = feed.entries.iter().filter_map(|entry| entry.published).max();
        assert!(feed.updated.is_some() && feed.updated >= newest, "{name} is older than its items: {:?}", feed.updated);
        let guids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(guids.len(), feed.entries.len(), "{name} has a guid twice");
        feed.entries.iter().for_each(|entry| item(name, entry));
    }
}

/// One item has everything that a reader shows, and every address in it is whole.
fn item(feed: &str, entry: &Entry) {
    let title = entry.title.as_ref().map(|title| title.content.as_str()).unwrap_or_default();
    let shown = format!("`{title}` in {feed}");
    assert!(!title.is_empty() && !title.contains(['<', '\n']), "{shown}");
    assert!(entry.published.is_some(), "{shown} has no date");
    assert!(entry.id.starts_with("tag:northside.example,"), "{shown}: {}", entry.id);
    assert!(entry.summary.as_ref().is_some_and(|summary| !summary.content.is_empty()), "{shown} has no summary");
    assert_eq!(entry.links.len(), 1, "{shown}");
    assert!(entry.links[0].href.starts_with(BASE), "{shown}: {}", entry.links[0].href);
    let text = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
    assert!(!text.trim().is_empty(), "{shown} has no text");
    for address in ["href=\"", "src=\"", "poster=\""].into_iter().flat_map(|name| text.split(name).skip(1)) {
        let address = address.split('"').next().unwrap_or_default();
        assert!(
            address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?'])),
            "{shown}: {address}"
        );
    }
}

#[test]
fn an_item_has_the_whole_text_and_its_people() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let feeds = feeds(&example::copy(folder.path(), "hub"));
    let news = &feeds["news/feed.xml"];
    let entry = news.entries.iter().find(|entry| entry.links[0].href.ends_with("/news/winter-vaccines/"));
    let entry = entry.expect("the news have it");
    assert_eq!(entry.published.map(|date| date.to_rfc3339()).as_deref(), Some("2026-11-03T09:00:00+00:00"));
    assert_eq!(entry.authors.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Marcus Bell"]);
    let terms: Vec<&str> = entry.categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["Winter health", "Medicines and vaccines"]);
    let text = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
    assert!(text.contains("<p>") && text.contains(&format!("href=\"{BASE}guides/flu-vaccination/")), "{text}");
}

#[test]
fn an_item_is_the_same_one_at_a_new_address() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    let of = |feeds: &BTreeMap<String, Feed>, end: &str| {
        let entry = feeds["news/feed.xml"].entries.iter().find(|entry| entry.links[0].href.ends_with(end));
        entry.map(|entry| entry.id.clone())
    };
    let before = of(&feeds(&hub), "/news/winter-vaccines/").expect("it is in the feed");

    let source = hub.join("content/news/2026-11-03-winter-vaccines.md");
    let text = fs::read_to_string(&source).expect("the source is there");
    let moved = text.replacen("---\n", "---\nslug: flu-vaccines-daily\n", 1);
    fs::write(&source, moved).expect("it can be written");
    let after = feeds(&hub);
    assert_eq!(of(&after, "/news/flu-vaccines-daily/"), Some(before));
    assert_eq!(of(&after, "/news/winter-vaccines/"), None);
}
