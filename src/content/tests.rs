//! What becomes of front matter: typed, reported, or held back.

use std::collections::BTreeMap;

use super::*;
use crate::diag::Level;
use crate::project::config::Unknown;

/// The diagnostics of a page with the front matter `yaml`, each as `LINE:COLUMN CODE MESSAGE | LABEL`.
fn faults(path: &str, yaml: &str) -> (Option<Page>, Vec<String>) {
    let (page, faults) = sample::parse(path, &format!("---\ntitle: A\n{yaml}\n---\nHello\n"), &sample::project());
    let shown = faults.iter().map(|fault| {
        let (line, column) = (fault.place.line, fault.place.column);
        format!("{line}:{column} {} {} | {}", fault.code.text(), fault.message, fault.label)
    });
    (page, shown.collect())
}

#[test]
fn a_fault_has_a_place_a_message_and_a_way_out() {
    for (path, yaml, expected) in [
        (
            "content/news/a.md",
            "titel: B",
            "3:1 front/unknown-key a news page has no field `titel` | did you mean `title`?",
        ),
        (
            "content/news/a.md",
            "doi: 10.1136/bmj.n1234",
            "3:1 front/unknown-key a news page has no field `doi` | `doi` is a field of research pages",
        ),
        (
            "content/news/a.md",
            "status: retracted",
            "3:1 front/unknown-key a news page has no field `status` | `status` is a field of research pages, events, training pages and alerts",
        ),
        (
            "content/news/a.md",
            "zzzz: 1",
            "3:1 front/unknown-key a news page has no field `zzzz` | no field has a name like it",
        ),
        (
            "content/news/a.md",
            "type: anouncement",
            "3:7 front/value `type` cannot be `anouncement` | did you mean `announcement`?",
        ),
        (
            "content/research/a.md",
            "status: final",
            "3:9 front/value `status` cannot be `final` | expected `preprint`, `peer-reviewed`, `corrected`, `expression-of-concern`, `retracted` or `withdrawn`",
        ),
        (
            "content/guides/a.md",
            "audience: [patients, patient]",
            "3:22 front/value `audience` cannot be `patient` | did you mean `patients`?",
        ),
        (
            "content/guides/a.md",
            "specialty: Pulmonry",
            "3:12 front/value `specialty` cannot be `Pulmonry` | did you mean `Pulmonary`?",
        ),
        (
            "content/guides/a.md",
            "aspect: Symptom",
            "3:9 front/value `aspect` cannot be `Symptom` | did you mean `Symptoms`?",
        ),
        (
            "content/events/a.md",
            "attendance: hybrid",
            "3:13 front/value `attendance` cannot be `hybrid` | expected `in-person`, `online` or `mixed`",
        ),
        (
            "content/events/a.md",
            "location: {address: x}",
            "3:11 front/value `location` has no `name` | say where it is",
        ),
        (
            "content/a.md",
            "consent: {ref: x, obtained: 2025-01-01, scope: [web, webb]}",
            "3:54 front/value `scope` cannot be `webb` | did you mean `web`?",
        ),
        (
            "content/a.md",
            "consent: {obtained: 2026-01-01}",
            "3:10 front/value `consent` has no `ref` | say where the signed form is kept; it is never published",
        ),
        (
            "content/a.md",
            "kind: nwes",
            "3:7 content/kind there is no kind of page called `nwes` | did you mean `news`?",
        ),
        ("content/a.md", "date: 2026-13-45", "3:7 front/date `date` is not a date | there is no month 13"),
        (
            "content/a.md",
            "date: 2026-11-20\nupdated: 2026-11-19",
            "4:10 front/order `updated` is before `date` | one of the two dates is wrong",
        ),
        (
            "content/a.md",
            "reviewed: 2026-11-20\nnext_review: 2026-11-20",
            "4:14 front/order `next_review` is not after `reviewed` | one of the two dates is wrong",
        ),
        (
            "content/a.md",
            "date: 2026-11-20\nexpires: 2026-11-19",
            "4:10 front/order `expires` is not after `date` | one of the two dates is wrong",
        ),
        (
            "content/events/a.md",
            "starts: 2026-11-20T10:00\nends: 2026-11-20T09:00",
            "4:7 front/order `ends` is before `starts` | one of the two dates is wrong",
        ),
        (
            "content/research/a.md",
            "doi: bmj.n1234",
            "3:6 front/identifier `bmj.n1234` is no DOI | a DOI looks like `10.1136/bmj.n1234`",
        ),
        (
            "content/people/a.md",
            "orcid: 0000-0002-1825-0098",
            "3:8 front/identifier `0000-0002-1825-0098` is no ORCID iD | its check digit does not fit: a character is wrong, or two are swapped",
        ),
        (
            "content/a.md",
            "review_in: soon",
            "3:12 front/value `review_in` is not right | expected a length of time: `3y`, `18 months`, `6 weeks`",
        ),
        (
            "content/a.md",
            "image: {src: a.png, focus: left}",
            "3:28 front/value `focus` is not right | expected per cent from the left and the top: `40% 30%`",
        ),
        (
            "content/a.md",
            "image: {alt: An apple}",
            "3:8 front/value `image` has no `src` | expected a file or an address",
        ),
        (
            "content/a.md",
            "image: {src: a.png, atl: An apple}",
            "3:21 front/unknown-key `image` has no field `atl` | did you mean `alt`?",
        ),
        (
            "content/a.md",
            "weight: heavy",
            "3:9 front/value `weight` of a page is not right | expected a whole number, found text",
        ),
        (
            "content/a.md",
            "slug: New Scanner!",
            "3:7 front/value `slug` cannot be `New Scanner!` as it is | write `new-scanner`",
        ),
        ("content/a.md", "url: ../../etc", "3:6 address/invalid `url` cannot be `../../etc` | it leaves the hub"),
        (
            "content/a.md",
            "aliases: [/old/, '/old?id=1']",
            "3:18 address/invalid `aliases` cannot be `/old?id=1` | an address of a page has neither `?` nor `#`",
        ),
        (
            "content/a.md",
            "language: Welsh",
            "3:11 front/value `language` is not right | expected a language tag: `cy`, `pt-BR`, `zh-Hans`",
        ),
        (
            "content/a.md",
            "reviewed: 2026-01-01\nlast_reviewed: 2026-01-02",
            "4:1 front/value `reviewed` and `last_reviewed` are the same field | keep one of them; the first counts",
        ),
        (
            "content/a.md",
            "share: {text: [a]}",
            "3:15 front/value `text` of `share` is not right | expected text, found a list",
        ),
    ] {
        let (page, found) = faults(path, yaml);
        assert_eq!(found, [expected], "{yaml}");
        assert!(page.is_some(), "{yaml}");
    }
}

#[test]
fn a_page_whose_release_is_in_doubt_is_held_back() {
    for (yaml, expected) in [
        (
            "expires: soon",
            "3:10 front/release `expires` cannot be read, so the page is held back | expected `2026-11-20` or `2026-11-20T09:00:00+00:00`",
        ),
        (
            "embargo: 2026-11-20",
            "3:10 front/release an embargo needs a time and an offset, so the page is held back | expected a time and an offset: `2026-11-20T00:01:00+00:00`",
        ),
        (
            "embargo: 2026-07-20T09:00",
            "3:10 front/release an embargo needs a time and an offset, so the page is held back | expected an offset: `2026-07-20T09:00:00+01:00`, if this is the hub's time",
        ),
        (
            "embargo: \"2026-07-20T09:00\"",
            "3:10 front/release an embargo needs a time and an offset, so the page is held back | expected an offset: `2026-07-20T09:00:00+01:00`, if this is the hub's time",
        ),
        (
            "embargo: 2026-02-30T09:00:00Z",
            "3:10 front/release `embargo` cannot be read, so the page is held back | there is no day 30 in month 2 of 2026",
        ),
        (
            "publish_at: tomorrow",
            "3:13 front/release `publish_at` cannot be read, so the page is held back | expected `2026-11-20` or `2026-11-20T09:00:00+00:00`",
        ),
        (
            "publish_at: [2026-11-20]",
            "3:13 front/release `publish_at` cannot be read, so the page is held back | expected text, found a list",
        ),
        (
            "draft: yes",
            "3:8 front/release `draft` cannot be read, so the page is held back | expected `true` or `false`, not `yes`",
        ),
        (
            "Draft: true",
            "3:1 front/release `Draft` does not hide a page, and looks as if it should | did you mean `draft`?",
        ),
        (
            "embrago: 2026-07-20T09:00:00Z",
            "3:1 front/release `embrago` does not hide a page, and looks as if it should | did you mean `embargo`?",
        ),
        (
            "consent: {ref: x, obtained: 2025-01-01, withdrawn: maybe}",
            "3:52 front/release `withdrawn` cannot be read, so the page is held back | expected `2026-11-20` or `2026-11-20T09:00:00+00:00`",
        ),
    ] {
        let (page, found) = faults("content/a.md", yaml);
        assert_eq!(found, [expected], "{yaml}");
        assert!(page.is_none(), "{yaml}");
    }
    let (page, faults_found) = sample::parse("content/a.md", "---\ndraft:true\n---\nHello\n", &sample::project());
    assert!(page.is_none());
    assert_eq!(faults_found[0].message, "front matter is a map of fields, not text");
    for yaml in ["a: 1\na: 2", "a: [1", "\tb: 1"] {
        let (page, found) = faults("content/a.md", yaml);
        assert!(page.is_none() && found.len() == 1 && found[0].contains(" yaml/"), "{found:?}");
    }
}

#[test]
fn every_field_is_typed() {
    let page = sample::page(
        "content/research/2026-03-02-statins.md",
        "---\r\ntitle: >\r\n  Statins\r\n  and you\r\nstatus: corrected\r\ndoi: https://doi.org/10.1136/bmj.n1234\r\n\
         pmid: 33301246\r\nstudy: {participants: 1248}\r\nfindings: One\r\nreviewed: 2026-01-31\r\nreview_in: 1 month\r\n\
         authors: jo-field\r\ntopics: [Hearts, '']\r\nsources: [https://example.org/, {title: B, date: 2026-01-01}]\r\n\
         share: {hashtags: ['#heart', health], networks: {x: Hello}}\r\nimage: {src: a.png, focus: 40% 30%}\r\n\
         corrections: [{date: 2026-04-01, text: A}, {date: 2026-05-01, text: B}]\r\nconsent: {ref: SECRET, obtained: 2025-01-01}\r\n\
         aliases: [/caf%C3%A9]\r\ndescription:\r\n---\r\nHello\r\n",
    );
    let front = &page.front;
    assert_eq!(page.title, "Statins and you");
    assert_eq!(page.address.as_str(), "/research/statins/");
    assert_eq!(front.date.unwrap().to_string(), "2026-03-02");
    assert_eq!(front.next_review.unwrap().to_string(), "2026-02-28");
    assert_eq!(front.authors[0].value, "jo-field");
    assert_eq!(front.terms.len(), 1);
    assert_eq!((front.terms[0].0.as_str(), front.terms[0].1.len()), ("topics", 1));
    assert_eq!(front.sources[0].url.as_deref(), Some("https://example.org/"));
    assert_eq!(front.sources[1].date.as_deref(), Some("2026-01-01"));
    assert_eq!(front.share.hashtags, ["heart", "health"]);
    assert_eq!(front.share.networks, [("x".to_owned(), "Hello".to_owned())]);
    assert_eq!(front.image.as_ref().unwrap().focus, Some((40, 30)));
    assert_eq!(front.aliases[0].value, "/café/");
    let Facts::Research(facts) = &front.facts else { panic!("it is research") };
    assert_eq!(facts.doi.as_deref(), Some("10.1136/bmj.n1234"));
    assert_eq!(facts.pmid.as_deref(), Some("33301246"));
    assert_eq!(facts.study.participants.as_deref(), Some("1248"));
    assert_eq!(facts.findings, ["One"]);
    assert_eq!(facts.corrections[0].text, "B");
    assert!(!format!("{page:?}").contains("SECRET"));
}

#[test]
fn fields_may_be_called_otherwise_ignored_or_unknown() {
    let mut project = sample::project();
    let text =
        "---\ntitle: A\nlastupdate: 2026-11-20\nlayout: post\nmood: good\nimage: {src: a.png, mood: good}\n---\n";
    let rules = &mut project.config.front_matter;
    rules.rename = BTreeMap::from([("lastupdate".into(), "updated".into())]);
    rules.ignore = vec!["layout".into()];
    for (unknown, expected) in [
        (Unknown::Warn, vec![Level::Warning, Level::Warning]),
        (Unknown::Error, vec![Level::Error, Level::Error]),
        (Unknown::Allow, vec![]),
    ] {
        project.config.front_matter.unknown = unknown;
        let (page, faults) = sample::parse("content/a.md", text, &project);
        assert_eq!(faults.iter().map(|fault| fault.level).collect::<Vec<_>>(), expected);
        assert_eq!(page.unwrap().front.updated.unwrap().to_string(), "2026-11-20");
    }
}

#[test]
fn a_hub_may_have_taxonomies_of_its_own() {
    let mut project = sample::project();
    project.config.taxonomies = vec!["topics".into(), "wards".into(), "specialty".into()];
    let text = "---\ntitle: A\nwards: [East, West]\nspecialty: Renal\n---\nHello\n";
    let (page, faults) = sample::parse("content/guides/a.md", text, &project);
    assert!(faults.is_empty(), "{faults:?}");
    let front = page.unwrap().front;
    let shown: Vec<_> = front.terms.iter().map(|(name, terms)| (name.as_str(), terms.len())).collect();
    assert_eq!(shown, [("wards", 2), ("specialty", 1)]);
    let Facts::Guide(guide) = front.facts else { panic!("it is a guide") };
    assert_eq!(guide.specialty, ["Renal"]);
}

#[test]
fn a_title_comes_from_front_matter_heading_or_name() {
    for (path, text, title, code) in [
        ("content/a.md", "---\ntitle: B\n---\nHello", "B", None),
        ("content/news/2026-11-20-new_scanner.md", "Hello", "New scanner", Some(Code::ContentTitle)),
        ("content/über-uns.md", "---\ntitle: ''\n---\nHello", "Über uns", Some(Code::ContentTitle)),
        ("content/wards/index.md", "Hello", "Wards", Some(Code::ContentTitle)),
        ("content/a.md", "", "A", Some(Code::ContentEmpty)),
    ] {
        let (page, faults) = sample::parse(path, text, &sample::project());
        assert_eq!(page.unwrap().title, title);
        assert_eq!(faults.first().map(|fault| fault.code), code, "{path}");
        assert!(faults.len() <= 1);
    }
}

#[test]
fn a_name_without_letters_needs_a_url() {
    let (page, faults) = sample::parse("content/!!!.md", "---\ntitle: A\n---\n", &sample::project());
    assert!(page.is_none());
    assert_eq!(faults[0].code, Code::DiskName);
    assert_eq!(sample::page("content/!!!.md", "---\ntitle: A\nurl: /a\n---\n").address.as_str(), "/a/");
    assert_eq!(sample::page("content/b/!!!.md", "---\ntitle: A\nslug: a\n---\n").address.as_str(), "/b/a/");
}

#[test]
fn folders_give_kinds_and_languages_give_addresses() {
    let files = [
        ("content/index.md", "Hello"),
        ("content/about.md", "---\ntitle: About\n---\n"),
        ("content/campaigns/_index.md", "---\ntitle: Campaigns\nkind: guide\nembargo: never\n---\n"),
        ("content/campaigns/winter/flu.md", "---\ntitle: Flu\naudience: public\n---\n"),
        ("content/campaigns/winter/flu.cy.md", "---\ntitle: Ffliw\n---\n"),
        ("content/news/a.md", "---\ntitle: A\n---\n"),
        ("content/news/scan/index.md", "---\ntitle: Scan\n---\n"),
        ("content/news/talk/index.md", "---\ntitle: Talk\nkind: event\n---\n"),
        ("content/zu/a.md", "---\ntitle: A\nlanguage: ar\n---\n"),
    ];
    let mut project = sample::project();
    project.config.languages.insert("cy".into(), "Cymraeg".into());
    let files = files.map(|(path, text)| (SourcePath::new(path).unwrap(), text.as_bytes().to_vec()));
    let (pages, faults, _) = read(&Tree::memory(files), &project, &Memory::default());
    let shown: Vec<_> = pages.iter().map(|page| (page.address.as_str(), page.kind.name(), page.role)).collect();
    assert_eq!(
        shown,
        [
            ("/about/", "page", Role::Leaf),
            ("/campaigns/", "page", Role::Section),
            ("/cy/campaigns/winter/flu/", "guide", Role::Leaf),
            ("/campaigns/winter/flu/", "guide", Role::Leaf),
            ("/", "page", Role::Home),
            ("/news/a/", "news", Role::Leaf),
            ("/news/scan/", "news", Role::Leaf),
            ("/news/talk/", "event", Role::Leaf),
            ("/ar/zu/a/", "page", Role::Leaf),
        ]
    );
    assert!(pages.iter().all(|page| page.is_held_back == (page.address.as_str() == "/campaigns/")));
    assert_eq!(pages[4].title, "Northside Health");
    assert_eq!(faults.all().map(|fault| fault.code).collect::<Vec<_>>(), [Code::FrontRelease]);
}

#[test]
fn no_input_panics() {
    let pieces = [
        "---\n",
        "---",
        "+++\n",
        "title: ",
        "date: ",
        "é\u{301}",
        "[",
        "{",
        "}",
        ": ",
        "\r",
        "\n",
        "\u{0}",
        "- ",
        "'",
        "embargo: ",
        "2026-02-30",
        "&a ",
        "*a",
        "!!binary ",
        "|\n",
        "#",
        "%",
        "review_in: ",
        "99999999999y",
    ];
    let mut seed = 1_u64;
    for _ in 0..3000 {
        let mut text = String::from("---\n");
        for _ in 0..12 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let _ = sample::parse("content/events/a.md", &text, &sample::project());
    }
}
