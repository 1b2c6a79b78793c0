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

/// Pages that say by all sorts of means that they are not to be published, or not yet, each with the words of [`WORDS`].
/// Front matter stands in them as it is written here.
fn held_back() -> Vec<String> {
    let fields = "title: Zebrafish trial\nslug: quokka\nauthors: [Okapi Author]\ntopics: [Axolotl]\naliases: [/old-narwhal/]\n\
                  image: {src: ocelot.png, alt: Pangolin}\nshare: {text: Capybara}\n";
    let body = "The wombat result.\n\n## Tapir\n\n![Lemur](ocelot.png)\n";
    let unseen = [
        "----",
        "—-",
        "−−−",
        "───",
        "\\---",
        "> ---",
        "***",
        "___",
        "===",
        "+++",
        "---yaml",
        "--- # press",
        "```yaml\n---",
        "<!-- checked -->\n---",
        "<!--",
        "\u{feff}\n\u{2014}-",
        "",
        "#+",
        "A note.\n\n---",
        "---\n---",
        "---\ntitle: Note\n---\n---",
    ];
    let unseen = unseen.iter().map(|opening| format!("{opening}\n{fields}draft: true\n---\n\n{body}"));
    let others = [
        format!("{{\"title\": \"Zebrafish trial\", \"draft\": true}}\n\n{body}"),
        format!("Title: Zebrafish trial\nStatus: draft\n\n{body}"),
        format!("---\n{fields}draft: true\n\n{body}"),
        format!("---\n{fields}draft: true\n—\n\n{body}"),
        format!("---\n{fields}draft:true\n---\n{body}"),
        format!("\u{feff}\u{feff}\u{a0}---\u{200b}\n{fields}draft: true\n---\n{body}"),
    ];
    let lines = [
        "draft: true",
        "draft: yes",
        "draft: \"true\"",
        "draft:",
        "draft: maybe",
        "Draft: true",
        "darft: true",
        "\u{200b}draft: true",
        "embargo: 2027-01-01T00:00:00Z",
        "embargo: soon",
        "embargo: \"\"",
        "embargo: true",
        "embargo_until: 2027-01-01",
        "publish_at: 2027-01-01",
        "publish_at: [2027-01-01]",
        "expires: 2026-11-01",
        "expires: tomorrow",
        "expires:",
        "date: 2026-11-21",
        "date: 2027-01-01T09:00:00+00:00",
        "consent: yes",
        "consent: {ref: drawer 7, obtained: 2026-11-01, withdrawn: 2026-11-01}",
        "published: false",
        "Published: No",
        "publish: 0",
        "is_published: \"off\"",
        "status: draft",
        "status: Pending legal",
        "state: in review",
        "post_status: future",
        "workflow: archived",
        "publishDate: 2027-01-01",
        "pubDate: 2027-01-01",
        "release_date: next week",
        "go_live: 2027-01-01T09:00:00Z",
        "publish_on: TBC",
        "scheduled: true",
        "expiryDate: 2026-11-01",
        "expiry: soon",
        "unpublish_on: 1 May",
        "unpublish: true",
        "valid_until: 2026-11-01",
        "private: true",
        "private: staff",
        "hidden: 1",
        "unlisted: true",
        "visibility: private",
        "visibility: members",
        "access: restricted",
        "password: tulip",
        "members_only: true",
        "protected: yes",
        "drafts: true",
        "isDraft: true",
        "eleventyExcludeFromCollections: true",
        "permalink: false",
        "show: no",
        "output: false",
        "enabled: false",
        "_build: {render: never}",
        "build: {list: never}",
        "params: {draft: true}",
        "status: [draft]",
    ];
    let lines = lines.iter().map(|line| format!("---\n{fields}{line}\n---\n{body}"));
    unseen.chain(others).chain(lines).collect()
}

#[test]
fn words_of_what_is_held_back_by_any_means_are_in_no_output_in_no_language() {
    let now = "2026-11-20T12:00:00Z";
    let languages = Files::from([(
        "bulletin.yaml".to_owned(),
        b"title: Hub\nbase_url: https://hub.example/\nlanguages: {cy: Hyb, ar: Hub}\n".to_vec(),
    )]);
    let hub = with(hub(), languages);
    let without = made(&hub, now);
    let picture = ("content/news/ocelot.png".to_owned(), png(1300, 700, [137, 29, 211]));
    for page in held_back() {
        let mut sources = with(hub.clone(), Files::from([picture.clone()]));
        sources
            .extend(["", ".cy", ".ar"].map(|tag| (format!("content/news/trial{tag}.md"), page.clone().into_bytes())));
        let mut found = made(&sources, now);
        if ["\nexpires: 2026-11-01\n", "\nconsent: {ref: drawer 7"].iter().any(|line| page.contains(line)) {
            // The address of what has ended is known, and says only that something was removed.
            assert!(words_in(&found, &["wombat", "tapir", "lemur", "zebrafish", "drawer 7"]).is_empty(), "{page}");
            found.retain(|name, _| without.contains_key(name) && name != "_redirects" && name != "manifest.json");
            assert_eq!(words_in(&found, &WORDS), Vec::<&str>::new(), "{page}");
            continue;
        }
        assert_eq!(words_in(&found, &WORDS), Vec::<&str>::new(), "{page}");
        assert!(found == without, "an output is not as it is without the page:\n{page}");
    }
    // The test would see it.
    let open = held_back()[0].replacen("----", "---", 1).replace("draft: true", "draft: false");
    let seen = made(&with(hub, Files::from([("content/news/trial.md".to_owned(), open.into_bytes()), picture])), now);
    assert!(words_in(&seen, &WORDS[..11]).len() >= 8);
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

/// Every way in which a page can name a file, with the file's place.
const WAYS: [(&str, &str); 26] = [
    ("", "![Lemur](ocelot.png)"),
    ("", "![Lemur](./ocelot.png)"),
    ("", "![Lemur](/news/ocelot.png)"),
    ("", "![Lemur](/content/news/ocelot.png)"),
    ("", "![Lemur](../ocelot.png)"),
    ("", "[Lemur](ocelot.png#part)"),
    ("", "[Lemur](https://hub.example/news/ocelot.png)"),
    ("", "<img src=\"/news/ocelot.png\" alt=\"Lemur\">"),
    ("", "<a href=\"../ocelot.png\">Lemur</a>"),
    ("", ":::figure {src=\"/news/ocelot.png\" alt=\"Lemur\"}\nLemur\n:::"),
    ("", ":::download {file=\"/content/news/ocelot.png\"}\nLemur\n:::"),
    ("", "[Lemur][x]\n\n[x]: /news/ocelot.png"),
    ("image: /news/ocelot.png", ""),
    ("image: {src: ../ocelot.png, alt: Pangolin}", ""),
    ("share: {image: /content/news/ocelot.png}", ""),
    ("notes_to_editors: \"[Lemur](/news/ocelot.png)\"", ""),
    ("sources: [{title: Lemur, url: /news/ocelot.png}]", ""),
    ("sources: [\"[Lemur](ocelot.png)\"]", ""),
    ("funding: [{funder: Lemur, url: ../ocelot.png}]", ""),
    ("kind: research\nfindings: [\"[Lemur](/news/ocelot.png)\"]", ""),
    ("kind: research\nplain_summary: \"[Lemur](ocelot.png)\"", ""),
    ("kind: research\npdf: ocelot.png", ""),
    ("kind: training\nobjectives: [\"[Lemur](/news/ocelot.png)\"]", ""),
    ("kind: event\nlocation: {name: Lemur, url: /news/ocelot.png}", ""),
    ("kind: alert\ndo_now: [\"[Lemur](/news/ocelot.png)\"]", ""),
    ("extra: {any: [{thing: /news/ocelot.png}]}", ""),
];

#[test]
fn a_file_that_only_a_withheld_page_names_is_not_published_in_whatever_way_it_is_named() {
    let now = "2026-11-20T12:00:00Z";
    let without = made(&hub(), now);
    let page = |release: &str, field: &str, body: &str| {
        let text = format!("---\ntitle: Zebrafish\nslug: quokka\n{release}\n{field}\n---\n\n{body}\n");
        with(
            hub(),
            Files::from([
                ("content/news/trial.md".to_owned(), text.into_bytes()),
                ("content/news/ocelot.png".to_owned(), png(3, 3, [137, 29, 211])),
            ]),
        )
    };
    for (field, body) in WAYS {
        for release in ["embargo: 2026-11-20T12:00:01Z", "draft: true", "publish_at: 2026-12-01", "visibility: staff"] {
            let found = made(&page(release, field, body), now);
            let more: Vec<&String> = found.keys().filter(|name| !without.contains_key(*name)).collect();
            assert!(more.is_empty(), "{release} {field} {body}: {more:?}");
        }
    }
    // The test would see it: the same file is there when the page is.
    let seen = made(&page("weight: 1", WAYS[2].0, WAYS[2].1), now);
    assert!(seen.contains_key("news/ocelot.png"));
}

/// Pages that say the same as `content/news/trial.md`, each by another way of saying so: file, front matter.
const RELATIVES: [(&str, &str); 6] = [
    ("content/news/trial.cy.md", "slug: cwagga"),
    ("content/news/treial.md", "language: cy\ntranslation_of: trial.md"),
    ("content/guides/treial.md", "language: ar\ntranslation_of: /news/quokka/"),
    ("content/guides/easy.md", "kind: guide\nversion_of: ../news/trial.md\naudience: easy-read"),
    ("content/guides/professional.md", "kind: guide\nversion_of: easy.md\naudience: professionals"),
    ("content/guides/professional.ar.md", "kind: guide\naudience: professionals"),
];

#[test]
fn a_page_that_may_not_be_seen_keeps_its_translations_and_versions_too() {
    let now = "2026-11-20T12:00:00Z";
    let several = |mut sources: Files| {
        let settings = sources.get_mut("bulletin.yaml").unwrap();
        settings.extend_from_slice("languages: {cy: {title: Hwb}, ar: {title: مركز}}\n".as_bytes());
        for (file, title) in [("content/index.cy.md", "Hafan"), ("content/index.ar.md", "البداية")] {
            sources.insert(file.to_owned(), format!("---\ntitle: {title}\n---\n").into_bytes());
        }
        sources
    };
    let without = made(&several(hub()), now);
    let family = |release: &str| {
        let relatives = RELATIVES.map(|(file, front)| {
            let text = format!("---\ntitle: Zebrafish\n{front}\ntopics: [Axolotl]\n---\nThe wombat result.\n");
            (file.to_owned(), text.into_bytes())
        });
        with(several(with(hub(), secret(release))), Files::from(relatives))
    };
    for release in [
        "embargo: 2026-11-20T12:00:01Z",
        "publish_at: 2026-11-20T12:00:01Z",
        "draft: true",
        "published: false",
        "expires: next week",
        "consent: {ref: drawer 7}",
        "consent: {ref: drawer 7, obtained: 2026-11-21}",
        "consent: {ref: drawer 7, obtained: 2026-11-01, scope: [press]}",
        "consent: {ref: drawer 7, obtained: 2026-11-01, scope: [television]}",
        "embargo: 2027-01-01T00:00:00Z\nconsent: {ref: drawer 7, withdrawn: 2026-11-01}",
        "extra: \"never closed",
    ] {
        let found = made(&family(release), now);
        let differing: Vec<&String> =
            found.iter().filter(|(name, bytes)| without.get(*name) != Some(bytes)).map(|(name, _)| name).collect();
        assert!(differing.is_empty() && found.len() == without.len(), "{release}: {differing:?}");
    }
    // What ended leaves a word at its address, and nothing of what it was.
    for ended in ["expires: 2026-11-19", "consent: {ref: drawer 7, obtained: 2026-11-01, withdrawn: 2026-11-20}"] {
        let found = made(&family(ended), now);
        assert!(words_in(&found, &["zebrafish", "wombat", "axolotl"]).is_empty(), "{ended}");
    }
    // The test would see it.
    let seen = made(&family("embargo: 2026-11-20T12:00:00Z"), now);
    assert!(words_in(&seen, &["zebrafish", "wombat", "axolotl", "cwagga"]).len() == 4, "{:?}", seen.keys());
}
