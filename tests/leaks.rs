//! What may not be seen is not there: not a byte of it, in no output.
//!
//! The strongest way to say so: a hub with a page under embargo makes the very files that it makes without the page.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "what fails, fails the test")]

mod common;

use std::collections::BTreeMap;

use bulletin::build::{self, How, Memory, Unwatched};
use bulletin::disk::{Output, Tree};
use bulletin::path::SourcePath;
use bulletin::project;
use common::Hub;

type Files = BTreeMap<String, Vec<u8>>;

/// A hub whose parts meet each other: people, topics, files, sections.
fn hub() -> Files {
    let text = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    Files::from([
        text(
            "bulletin.yaml",
            "title: Hub\nbase_url: https://hub.example/\nsocial: {mastodon: \"@hub@social.example\"}\n",
        ),
        text("content/people/jo-field.md", "---\ntitle: Jo Field\n---\n"),
        text("content/news/index.md", "---\ntitle: News\n---\n"),
        text("content/news/open.md", "---\ntitle: Open day\ndate: 2026-11-01\ntopics: [Garden]\n---\nCome along.\n"),
    ])
}

/// A page that names a person, a topic, an alias, a posted text, and a picture of its own.
fn secret(release: &str) -> Files {
    let page = format!(
        "---\ntitle: Zebrafish trial\ndate: 2026-11-10\nslug: quokka\nauthors: [jo-field, Okapi Author]\ntopics: [Axolotl, Garden]\n\
         aliases: [/old-narwhal/]\nimage: {{src: ocelot.png, alt: Pangolin}}\nshare: {{text: Capybara, networks: {{bluesky: Capybara}}}}\n\
         {release}\n---\nThe wombat result.\n\n## Tapir\n\n![Lemur](ocelot.png)\n"
    );
    let picture = png(1300, 700, [137, 29, 211]);
    Files::from([
        ("content/news/trial.md".to_owned(), page.into_bytes()),
        ("content/news/ocelot.png".to_owned(), picture),
    ])
}

/// What is in the page, in its addresses and in where the form of consent is kept.
const WORDS: [&str; 13] = [
    "zebrafish",
    "quokka",
    "okapi",
    "axolotl",
    "narwhal",
    "ocelot",
    "pangolin",
    "capybara",
    "wombat",
    "tapir",
    "lemur",
    "drawer 7",
    "trial.md",
];

fn made(sources: &Files, now: &str) -> Files {
    let path = |name: &str| SourcePath::new(name).unwrap();
    let tree = Tree::memory(sources.iter().map(|(name, bytes)| (path(name), bytes.clone())));
    let options = project::Options { now: now.parse().unwrap(), base_url: None, drafts: false };
    let prepared =
        build::prepare(tree, &options, Memory::default(), &Unwatched).unwrap_or_else(|_| panic!("it is a hub"));
    let memory = Output::memory();
    build::run(prepared, &memory, How::default(), &Unwatched).unwrap();
    memory.files().into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect()
}

fn with(mut sources: Files, more: Files) -> Files {
    sources.extend(more);
    sources
}

#[test]
fn a_hub_with_a_page_that_may_not_be_seen_makes_what_it_makes_without_it() {
    let now = "2026-11-20T12:00:00Z";
    let without = made(&hub(), now);
    for release in [
        "embargo: 2026-11-20T12:00:01Z",
        "publish_at: 2026-11-20T12:00:01Z",
        "draft: true",
        "embrago: 2020-01-01T00:00:00Z",
        "published: false",
        "workflow: Pending review",
        "publishDate: 2026-12-01",
        "archived: 2026-11-19",
        "visibility: members",
        "password: narwhal",
        "expires: next week",
        "embargo: 2027-01-01T00:00:00Z\nconsent: {ref: drawer 7, withdrawn: 2026-11-01}",
    ] {
        let found = made(&with(hub(), secret(release)), now);
        let differing: Vec<&String> =
            found.iter().filter(|(name, bytes)| without.get(*name) != Some(bytes)).map(|(name, _)| name).collect();
        assert!(differing.is_empty() && found.len() == without.len(), "{release}: {differing:?}");
    }
    // The test would see it.
    let seen = made(&with(hub(), secret("embargo: 2026-11-20T12:00:00Z")), now);
    assert!(words_in(&seen, &WORDS[..11]).len() >= 8 && seen.len() > without.len() + 10);
}

#[test]
fn where_consent_ends_nothing_is_left_but_that_something_was_removed() {
    let sources =
        |consent: &str| with(hub(), secret(&format!("consent: {{ref: drawer 7, obtained: 2026-11-01{consent}}}")));
    let now = "2026-11-20T12:00:00Z";
    let before = made(&sources(""), now);
    assert!(words_in(&before, &["drawer 7"]).is_empty(), "where the form is kept is published");
    let without = made(&hub(), now);
    for ended in [", withdrawn: 2026-11-20", ", expires: 2026-11-19"] {
        let after = made(&sources(ended), now);
        let differing: Vec<&str> = after
            .iter()
            .filter(|(name, bytes)| without.get(*name) != Some(bytes))
            .map(|(name, _)| name.as_str())
            .collect();
        let notices = ["news/quokka/index.html", "old-narwhal/index.html"];
        assert_eq!(differing, ["_redirects", "manifest.json", notices[0], notices[1]]);
        for notice in notices {
            let text = String::from_utf8_lossy(&after[notice]).to_lowercase();
            assert!(WORDS.iter().all(|word| !text.contains(word)), "{notice}");
        }
    }
}

/// Those of `words` that stand in a file or the name of one.
fn words_in<'a>(files: &Files, words: &[&'a str]) -> Vec<&'a str> {
    let all: Vec<String> =
        files.iter().map(|(name, bytes)| format!("{name} {}", String::from_utf8_lossy(bytes)).to_lowercase()).collect();
    words.iter().copied().filter(|word| all.iter().any(|text| text.contains(word))).collect()
}

#[test]
fn a_build_after_consent_was_withdrawn_leaves_no_byte_on_disk_and_says_where_else_the_page_was() {
    let folder = Hub::empty();
    hub().iter().for_each(|(name, bytes)| folder.write(name, bytes));
    let write = |consent: &str| {
        for (name, bytes) in secret(&format!("consent: {{ref: drawer 7, obtained: 2026-11-01{consent}}}")) {
            folder.write(&name, bytes);
        }
    };
    write("");
    assert_eq!(folder.run(&["build"]).code, Some(0));
    let first = folder.outputs();
    assert!(first.keys().any(|name| name.contains("quokka/card.png") || name.contains("ocelot")));
    write(", withdrawn: 2026-11-20");
    let ended = folder.run(&["build"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for told in [
        "consent withdrawn or run out",
        "it had been in the feeds of https://hub.example/, https://hub.example/authors/okapi-author/, https://hub.example/news/, https://hub.example/people/jo-field/, https://hub.example/topics/axolotl/, https://hub.example/topics/garden/",
        "look for posts about it, and remove them, on bluesky, mastodon",
    ] {
        assert!(ended.err.contains(told), "{}", ended.err);
    }
    let left = folder.outputs();
    let beside: Files = left
        .iter()
        .filter(|(name, _)| !["_redirects", "manifest.json"].contains(&name.as_str()))
        .map(|(name, bytes)| {
            // An address is in the name of what says that something was removed, and nowhere else.
            (name.replace("news/quokka/index.html", "").replace("old-narwhal/index.html", ""), bytes.clone())
        })
        .collect();
    assert_eq!(words_in(&beside, &WORDS), Vec::<&str>::new());
    // Nor any picture that only it had.
    let pictures = |files: &Files| {
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".png") || name.ends_with(".webp") || name.ends_with(".jpg"))
            .count()
    };
    assert!(pictures(&left) < pictures(&first));
    let known: Vec<&Vec<u8>> = first
        .iter()
        .filter(|(name, _)| name.contains("ocelot") || name.contains("quokka"))
        .map(|(_, bytes)| bytes)
        .collect();
    assert!(!known.is_empty() && left.values().all(|bytes| !known.contains(&bytes)));
}

/// A picture of one colour.
fn png(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb(color));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}
