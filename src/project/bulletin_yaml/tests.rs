//! The configuration, as hubs write it.

use super::*;
use crate::path::SourcePath;

/// What `yaml` settles, and `line: code: label` of each fault.
fn settled(yaml: &str) -> (Settled, Vec<String>) {
    let source = Source { path: SourcePath::new("bulletin.yaml").unwrap(), text: yaml.into() };
    let node = crate::yaml::parse(&source, 0..yaml.len()).unwrap();
    let options = Options { now: "2026-11-20T09:00:00Z".parse().unwrap(), base_url: None, drafts: false };
    let mut faults = Vec::new();
    let settled = read(&source, node, &options, &mut faults);
    faults.retain(|fault| fault.code != Code::ConfigBaseUrl);
    let shown = |fault: &Diagnostic| format!("{}: {}: {}", fault.place.line, fault.code.text(), fault.label);
    (settled, faults.iter().map(shown).collect())
}

#[test]
fn every_key_is_read() {
    let (settled, faults) = settled(
        r##"
title: Northside Health
base_url: https://northside.example/hub/
description: A hub
language: en-GB
time_zone: Europe/London
theme: journal
theme_options: {accent: "#123456"}
organization:
  name: Northside
  logo: logo.svg
  url: https://northside.example
  type: Hospital
  same_as: [https://a.example/, https://b.example/]
  contact: {email: press@northside.example, phone: 0161 496 0000, hours: 9 to 5}
  publishing_principles: /principles/
social: {mastodon: "@hub@health.social", x: "@hub"}
image: share.png
menu:
  - {title: News, url: /news/}
taxonomies: [topics, wards, authors]
page_size: 50
feeds: {items: 10, full_text: false, formats: [json, rss], hub: https://hub.example/}
podcast: {title: Heard, image: cover.png, category: [Education, Courses], email: a@b.example, explicit: true}
emergency: {number: 999, advice: "111", text: Call}
health: {require_review: [guide], review_interval: 3y, readability: {target: 8}}
checks: {links/missing: error, images/alt: off, disk/name: error}
front_matter: {unknown: allow, rename: {lastupdate: updated}, ignore: [layout]}
markdown: {raw_html: escape, smart_punctuation: false}
images: {widths: [960, 480], formats: webp}
citations: {style: author-date}
desk: {editor: file, link: false}
languages: {cy: {title: Iechyd, emergency: {number: "112"}, menu: [{title: Newyddion, url: /news/}]}, ar: }
redirects: {/old/: /new/, /away/: https://a.example/}
ignore: [drafts/**]
"##,
    );
    assert_eq!(faults, [] as [&str; 0]);
    let config = &settled.config;
    assert_eq!((config.title.as_str(), config.language.as_str()), ("Northside Health", "en-GB"));
    assert_eq!(settled.base.path, "/hub");
    assert_eq!(config.organization.kind, "Hospital");
    assert_eq!(config.organization.email.as_deref(), Some("press@northside.example"));
    assert_eq!(config.organization.same_as.len(), 2);
    assert_eq!(config.social["mastodon"], "@hub@health.social");
    assert_eq!(config.taxonomies, ["topics", "wards"]);
    assert_eq!(config.feeds.formats, [FeedFormat::Json, FeedFormat::Rss]);
    assert_eq!(config.podcast.category, Some(("Education".to_owned(), Some("Courses".to_owned()))));
    assert_eq!((config.podcast.title.as_deref(), config.podcast.explicit), (Some("Heard"), true));
    assert_eq!(config.emergency["en-GB"].number.as_deref(), Some("999"));
    assert_eq!(config.emergency["cy"].number.as_deref(), Some("112"));
    assert_eq!(config.health.require_review, ["guide"]);
    assert_eq!(config.health.readability, Some(8));
    assert_eq!(settled.verdicts[&Code::ImageAlt], Verdict::Off);
    assert_eq!(config.front_matter.rename["lastupdate"], "updated");
    assert_eq!((config.raw_html, config.smart_punctuation), (RawHtml::Escape, false));
    assert_eq!((config.images.widths.as_slice(), config.images.formats.len()), ([480, 960].as_slice(), 1));
    assert_eq!((config.languages["cy"].as_str(), config.languages["ar"].as_str()), ("Iechyd", "Northside Health"));
    let first = |language| config.menu_in(language)[0].title.as_str();
    assert_eq!((first("cy-GB"), first("ar"), first("en-GB")), ("Newyddion", "News", "News"));
    assert_eq!(config.citations, CitationStyle::AuthorDate);
    assert_eq!(config.desk, Desk { editor: Editor::File, link: false });
    assert_eq!(config.redirects.len(), 2);
    assert_eq!(config.tree.at("organization.contact.hours").unwrap().value, Value::Text("9 to 5".to_owned()));
    assert_eq!(config.tree.at("emergency.number").unwrap().value, Value::Text("999".to_owned()));
    assert_eq!(config.tree.at("languages.cy.emergency.number").unwrap().value, Value::Text("112".to_owned()));
}

#[test]
fn a_hub_that_says_nothing_has_every_default() {
    let (settled, faults) = settled("");
    assert!(faults.is_empty());
    let config = settled.config;
    assert_eq!((config.title.as_str(), config.page_size, config.feeds.items), ("Bulletin", 20, 30));
    assert_eq!(config.tree.at("organization.name").unwrap().value, Value::Text("Bulletin".to_owned()));
    assert_eq!(config.tree.at("social").unwrap().value, Value::Map(vec![]));
    assert_eq!(settled.base.origin, "https://hub.example");
}

#[test]
fn each_wrong_value_is_told_with_what_was_expected() {
    for (yaml, told) in [
        ("titel: A", "config/unknown-key: did you mean `title`?"),
        ("title: [A]", "config/value: expected text, found a list"),
        ("base_url: hub.example", "config/value: expected a whole address, as `https://hub.example/`"),
        ("language: english", "config/value: expected a language tag, as `en`, `en-GB` or `zh-Hant`"),
        ("time_zone: Europe/Londn", "config/value: did you mean `Europe/London`?"),
        ("time_zone: new york", "config/value: did you mean `America/New_York`?"),
        ("organization: {type: Hosptal}", "config/value: did you mean `Hospital`?"),
        ("organization: {nam: A}", "config/unknown-key: did you mean `name`?"),
        ("organization: Northside", "config/value: expected `key: value` lines"),
        ("organization: {contact: {email: press}}", "config/value: expected an e-mail address"),
        ("organization: {same_as: [a]}", "config/value: expected a web address that begins with `https://`"),
        ("social: {mastadon: a}", "config/unknown-key: did you mean `mastodon`?"),
        ("social: {mastodon: hub}", "config/value: expected an account with its server, as `\"@hub@health.social\"`"),
        ("menu: [{title: A}]", "config/value: it needs one"),
        ("menu: [A]", "config/value: expected `key: value` lines"),
        ("languages: {cy: {menu: [{url: /a/}]}}", "config/value: it needs one"),
        ("taxonomies: [My Wards]", "config/value: expected a name that can be a field and an address, as `my-wards`"),
        ("page_size: 0", "config/value: expected a whole number from 1 to 1000"),
        ("feeds: {formats: [rss, atm]}", "config/value: expected `rss`, `atom` or `json`"),
        ("citations: {style: apa}", "config/value: expected `vancouver` or `author-date`"),
        ("desk: {editor: vim}", "config/value: expected `vscode`, `file` or `none`"),
        ("feeds: {full_text: yes}", "config/value: expected `true` or `false`, not `yes`"),
        ("podcast: {category: Helth & Fitness}", "config/value: did you mean `Health & Fitness`?"),
        ("podcast: {category: [Education, Medicine]}", "config/value: below `Education` are `Courses`"),
        ("podcast: {category: [News, Education, Arts]}", "config/value: expected a category and one below it"),
        ("podcast: {categry: News}", "config/unknown-key: did you mean `category`?"),
        ("health: {review_interval: soon}", "config/value: expected a length of time, as `3y` or `18 months`"),
        ("health: {readability: {targt: 8}}", "config/unknown-key: did you mean `target`?"),
        ("checks: {links/missng: off}", "config/unknown-key: did you mean `links/missing`?"),
        ("checks: {links/missing: never}", "config/value: expected `error`, `warn` or `off`"),
        ("checks: {disk/name: off}", "config/value: remove this line"),
        ("front_matter: {unknown: ignore}", "config/value: expected `warn`, `error` or `allow`"),
        ("markdown: {raw_html: raw}", "config/value: expected `sanitize`, `allow` or `escape`"),
        ("images: {widths: [big]}", "config/value: expected a whole number from 16 to 8192"),
        (
            "images: {formats: [webp, avif]}",
            "config/value: AVIF takes seconds for each picture, so it is not made: expected `webp`, `jpeg` or `png`",
        ),
        ("languages: {welsh: {}}", "config/value: expected a language tag, as `en`, `en-GB` or `zh-Hant`"),
        ("redirects: {old: /new/}", "config/value: expected an address that begins with `/`"),
        ("redirects: {/old/: new}", "config/value: expected an address that begins with `/` or `https://`"),
        ("- a list", "config/value: expected `key: value` lines"),
    ] {
        let (_, faults) = settled(yaml);
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("1: {told}")), "{yaml}: {faults:?}");
    }
}

#[test]
fn all_faults_are_told_in_one_run() {
    let (_, faults) = settled("titel: A\nlanguage: x\nfeeds: {item: 3}\n");
    assert_eq!(faults.len(), 3, "{faults:?}");
}
