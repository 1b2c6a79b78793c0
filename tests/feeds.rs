//! Every feed of the example hub in every format, read back by a feed reader's own library.
#![expect(clippy::disallowed_methods, reason = "a test builds a hub on disk, by the binary, from outside")]

mod example;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use feed_rs::model::{Entry, Feed, FeedType};

const BASE: &str = "https://northside.example/hub/";

/// The last name of a feed's address in each format, and what it must be.
const FORMATS: [(&str, FeedType); 3] =
    [("feed.xml", FeedType::RSS2), ("atom.xml", FeedType::Atom), ("feed.json", FeedType::JSON)];

/// Builds a copy of the example and reads its feeds, by the file of each.
fn feeds(hub: &Path) -> BTreeMap<String, Feed> {
    files(hub).into_iter().map(|(name, bytes)| (name.clone(), read(&name, &bytes))).collect()
}

/// Builds a copy of the example; the feeds as they are, by the file of each.
fn files(hub: &Path) -> BTreeMap<String, Vec<u8>> {
    example::run(example::command(hub));
    let is_feed = |name: &str| FORMATS.iter().any(|(file, _)| name.rsplit('/').next() == Some(file));
    let mut files = example::files(&hub.join("public"));
    files.retain(|name, _| is_feed(name) || name.ends_with("podcast.xml"));
    files
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
    for place in
        ["", "news/", "research/", "guides/", "training/", "people/amara-okafor/", "topics/infection/", "ar/", "cy/"]
    {
        for (file, _) in &FORMATS {
            assert!(feeds.contains_key(&format!("{place}{file}")), "there is no `{place}{file}`");
        }
    }
    let mut addresses = 0;
    for (name, feed) in &feeds {
        let format = FORMATS.iter().find(|(file, _)| name.ends_with(file)).map_or(FeedType::RSS2, |(_, it)| it.clone());
        assert_eq!(feed.feed_type, format, "{name}");
        assert!(feed.title.is_some() && feed.description.is_some(), "{name}");
        assert!(!feed.entries.is_empty(), "{name} has no items");
        let newest = feed.entries.iter().filter_map(|entry| entry.published).max();
        // A JSON feed says nothing of itself.
        let is_dated = feed.updated.is_some() && feed.updated >= newest || feed.feed_type == FeedType::JSON;
        assert!(is_dated, "{name} is older than its items: {:?}", feed.updated);
        let guids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(guids.len(), feed.entries.len(), "{name} has a guid twice");
        addresses += feed.entries.iter().map(|entry| item(name, entry)).sum::<usize>();
    }
    assert!(addresses > 100, "only {addresses} addresses were looked at");
}

/// One item has everything that a reader shows, and every address in it is whole. How many addresses that are.
fn item(feed: &str, entry: &Entry) -> usize {
    let title = entry.title.as_ref().map(|title| title.content.as_str()).unwrap_or_default();
    let shown = format!("`{title}` in {feed}");
    assert!(!title.is_empty() && !title.contains(['<', '\n']), "{shown}");
    assert!(entry.published.is_some(), "{shown} has no date");
    assert!(entry.id.starts_with("tag:northside.example,"), "{shown}: {}", entry.id);
    assert!(entry.summary.as_ref().is_some_and(|summary| !summary.content.is_empty()), "{shown} has no summary");
    assert!(entry.links.iter().any(|link| link.href.starts_with(BASE)), "{shown}: {:?}", entry.links);
    let text = text(entry);
    assert!(!text.trim().is_empty(), "{shown} has no text");
    let named = |name: &'static str| text.match_indices(name).map(move |(at, _)| &text[at + name.len()..]);
    let addresses: Vec<&str> = ["href=\"", "src=\"", "poster=\""].into_iter().flat_map(named).collect();
    for address in &addresses {
        let address = address.split('"').next().unwrap_or_default();
        assert!(
            address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?'])),
            "{shown}: {address}"
        );
    }
    for acts in ["<script", "<style", "<iframe", " onclick", "javascript:"] {
        assert!(!text.to_lowercase().contains(acts), "{shown} has `{acts}`");
    }
    addresses.len()
}

fn text(entry: &Entry) -> &str {
    entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default()
}

#[test]
fn every_format_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let feeds = feeds(&example::copy(folder.path(), "hub"));
    let said = |entry: &Entry| {
        // Who has no author has the feed's in some formats.
        let authors = entry.authors.iter().map(|person| person.name.clone()).filter(|name| name != "Northside Health");
        let authors: Vec<String> = authors.collect();
        let title = entry.title.as_ref().map(|title| title.content.clone());
        (entry.id.clone(), title, entry.published, authors, text(entry).trim().to_owned())
    };
    let all = |name: &str| feeds[name].entries.iter().map(said).collect::<Vec<_>>();
    for name in feeds.keys().filter(|name| name.ends_with("feed.xml")) {
        let place = name.trim_end_matches("feed.xml");
        let rss = all(name);
        assert_eq!(all(&format!("{place}atom.xml")), rss, "{place}");
        assert_eq!(all(&format!("{place}feed.json")), rss, "{place}");
    }
}

#[test]
fn an_item_has_the_whole_text_and_its_people() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let feeds = feeds(&example::copy(folder.path(), "hub"));
    for (file, _) in &FORMATS {
        let news = &feeds[&format!("news/{file}")];
        let ends = |entry: &&Entry| entry.links.iter().any(|link| link.href.ends_with("/news/winter-vaccines/"));
        let entry = news.entries.iter().find(ends).expect("the news have it");
        assert_eq!(entry.published.map(|date| date.to_rfc3339()).as_deref(), Some("2026-11-03T09:00:00+00:00"));
        assert_eq!(entry.authors.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Marcus Bell"]);
        let terms: Vec<&str> = entry.categories.iter().map(|category| category.term.as_str()).collect();
        assert_eq!(terms, ["Winter health", "Medicines and vaccines"]);
        let text = text(entry);
        assert!(text.contains("<p>") && text.contains(&format!("href=\"{BASE}guides/flu-vaccination/")), "{text}");
    }
}

#[test]
fn other_languages_have_their_own() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let feeds = feeds(&example::copy(folder.path(), "hub"));
    for (file, _) in &FORMATS {
        for (language, title) in [("ar", "كيف تغسل يديك"), ("cy", "Sut i olchi")] {
            let feed = &feeds[&format!("{language}/{file}")];
            assert_eq!(feed.language.as_deref().unwrap_or(language), language);
            let titles: Vec<&str> =
                feed.entries.iter().filter_map(|entry| Some(entry.title.as_ref()?.content.as_str())).collect();
            assert!(titles.iter().any(|found| found.starts_with(title)), "{titles:?}");
        }
    }
}

/// The rules of the RSS profile that the W3C's validator asks for, and that no parser minds.
#[test]
fn rss_is_by_its_profile() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut seen = 0;
    for (name, bytes) in files(&example::copy(folder.path(), "hub")) {
        if !name.ends_with("feed.xml") && !name.ends_with("podcast.xml") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("it is text");
        let one = |mark: &str| text.matches(mark).count() == 1;
        assert!(
            one(&format!("<atom:link href=\"{BASE}{name}\" rel=\"self\" type=\"application/rss+xml\"/>")),
            "{name}"
        );
        assert!(one("<docs>") && one("<language>") && one("<lastBuildDate>"), "{name}");
        let (_, shown) = text.split_once("<item>").unwrap_or_else(|| panic!("{name} has no item"));
        seen += 1;
        for item in shown.split("<item>") {
            assert!(item.matches("<enclosure ").count() <= 1, "{name}: {item}");
            let (description, content) = (item.find("<description>"), item.find("<content:encoded>"));
            assert!(description.is_some() && (content.is_none() || description < content), "{name}: {item}");
            assert!(item.contains("<guid isPermaLink=\"false\">tag:"), "{name}: {item}");
            let date = item.split("<pubDate>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            assert!(
                date.ends_with(" +0000") && date.len() == "Tue, 03 Nov 2026 09:00:00 +0000".len(),
                "{name}: {date}"
            );
            // Once decoded it is HTML: a bare `<` in it would be a tag.
            let shown = item.split("<description>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            assert!(!shown.contains("&lt;"), "{name}: {shown}");
        }
    }
    assert!(seen > 30, "only {seen} feeds were looked at");
}

#[test]
fn a_podcast_has_what_players_and_directories_need() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    let files = files(&hub);
    let podcasts: Vec<&String> = files.keys().filter(|name| name.ends_with("podcast.xml")).collect();
    assert_eq!(podcasts, ["training/podcast.xml"]);
    let text = std::str::from_utf8(&files["training/podcast.xml"]).expect("it is text");
    for needed in [
        "<itunes:author>Northside Health</itunes:author>",
        "<itunes:category text=\"Health &amp; Fitness\">\n<itunes:category text=\"Medicine\"/>",
        "<itunes:explicit>false</itunes:explicit>",
        &format!("<itunes:image href=\"{BASE}images/podcast-cover.png\"/>"),
        "<itunes:email>hello@northside.example</itunes:email>",
        "<podcast:guid>",
        "<itunes:duration>18</itunes:duration>",
        &format!(
            "<podcast:transcript url=\"{BASE}training/saying-names/#transcript\" type=\"text/html\" language=\"en-GB\"/>"
        ),
        &format!(
            "<podcast:transcript url=\"{BASE}training/hand-rub.vtt\" type=\"text/vtt\" language=\"en-GB\" rel=\"captions\"/>"
        ),
    ] {
        assert!(text.contains(needed), "it lacks {needed}");
    }
    for (file, media_type) in [("saying-names.mp3", "audio/mpeg"), ("hand-rub.mp4", "video/mp4")] {
        let size = fs::metadata(hub.join("public/training").join(file)).expect("the file is published").len();
        let enclosure = format!("<enclosure url=\"{BASE}training/{file}\" length=\"{size}\" type=\"{media_type}\"/>");
        assert!(text.contains(&enclosure), "it lacks {enclosure}");
    }
    let read = read("training/podcast.xml", &files["training/podcast.xml"]);
    let sounds: usize =
        read.entries.iter().map(|entry| entry.media.iter().filter(|media| !media.content.is_empty()).count()).sum();
    assert!(read.entries.len() == 2 && sounds >= 2, "{sounds} recordings");
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
