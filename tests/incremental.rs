//! What a second build makes, from outside: only what has changed, told by counts and by reasons.
#![expect(clippy::disallowed_methods, reason = "these tests edit hubs on disk")]
#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use bulletin::build::{self, How, Memory, Unwatched};
use bulletin::disk::{Cached, Output, Stray, Tree};
use bulletin::project::Options;

use common::{Hub, Report};

/// A hub with two news pages, a guide and an author, in which nothing is wrong.
fn hub() -> Hub {
    let hub = Hub::new();
    hub.write("content/news/scanner.md", page("A scanner", "The scanner is here. It is quiet."));
    hub.write("content/news/ward.md", page("A ward", "The ward opens. [The scanner](scanner.md) is near."));
    hub.write("content/guides/asthma.md", page("Asthma", "Asthma is common. Breathe out."));
    hub.write("content/people/ada-osei.md", "---\ntitle: Ada Osei\n---\nShe reads scans.\n");
    hub
}

fn page(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: In short.\ndate: 2026-11-20\ntopics: [Care]\n---\n{body}\n")
}

/// What was made, and why.
fn made(report: &Report) -> BTreeMap<String, String> {
    let reasons = report.json["reasons"].as_object().unwrap_or_else(|| panic!("{report:?}"));
    reasons.iter().map(|(path, why)| (path.clone(), why.as_str().unwrap().to_owned())).collect()
}

/// Builds and says what was made; what stands in the output afterwards is what a clean build makes.
fn rebuilt(hub: &Hub, more: &[&str]) -> BTreeMap<String, String> {
    let report = hub.build(&[&["--explain"], more].concat());
    let warm = hub.outputs();
    fs::remove_dir_all(hub.at("public")).unwrap();
    fs::remove_dir_all(hub.at(".bulletin")).unwrap();
    hub.build(more);
    assert_eq!(warm.keys().collect::<Vec<_>>(), hub.outputs().keys().collect::<Vec<_>>());
    for (path, bytes) in hub.outputs() {
        assert!(warm[&path] == bytes, "{path} is other than a clean build makes it");
    }
    made(&report)
}

fn names(made: &BTreeMap<String, String>) -> Vec<&str> {
    made.keys().map(String::as_str).collect()
}

#[test]
fn a_second_build_renders_nothing_and_says_the_same() {
    let hub = hub();
    hub.write("content/news/odd.md", page("Odd", "[gone](nowhere.md)"));
    let first = hub.build(&[]);
    let second = hub.build(&["--explain"]);
    assert_eq!((&second.json["rendered"], &second.json["written"]), (&0.into(), &0.into()));
    assert_eq!(second.json["reused"], first.json["rendered"]);
    assert_eq!(first.json["reused"], 0);
    assert_eq!(second.json["diagnostics"], first.json["diagnostics"]);
    assert_eq!(second.codes(), ["links/missing"]);
    assert_eq!(made(&second), BTreeMap::new());
}

#[test]
fn a_body_reaches_its_page_and_the_feeds_and_no_list() {
    let hub = hub();
    hub.build_well();
    hub.write("content/news/scanner.md", page("A scanner", "The scanner is here. It is loud."));
    let made = rebuilt(&hub, &[]);
    let feeds = ["", "news/", "topics/care/"].into_iter();
    let feeds = feeds.flat_map(|of| ["atom.xml", "feed.json", "feed.xml"].map(|name| format!("{of}{name}")));
    let shown: BTreeSet<String> = feeds.chain(["news/scanner/index.html".to_owned()]).collect();
    assert_eq!(made.keys().cloned().collect::<BTreeSet<String>>(), shown, "{made:#?}");
    assert!(made.values().all(|why| why == "the page content/news/scanner.md changed"), "{made:#?}");
}

#[test]
fn a_title_reaches_what_shows_it() {
    let hub = hub();
    hub.build_well();
    hub.write("content/news/scanner.md", page("The scanner", "The scanner is here. It is quiet."));
    let made = rebuilt(&hub, &[]);
    for path in ["index.html", "news/index.html", "news/scanner/index.html", "topics/care/index.html", "feed.xml"] {
        assert!(made.contains_key(path), "{path} in {made:#?}");
    }
    for path in ["people/ada-osei/index.html", "guides/index.html", "robots.txt", "_headers"] {
        assert!(!made.contains_key(path), "{path} in {made:#?}");
    }
}

#[test]
fn a_card_is_drawn_again_only_when_it_shows_something_else() {
    let hub = hub();
    hub.write("content/research/long.md", page("A study", "One.").replace("date:", "authors: [ada-osei]\ndate:"));
    hub.build_well();
    let cards = |made: &BTreeMap<String, String>| {
        made.keys().filter(|path| path.ends_with("card.png")).cloned().collect::<Vec<String>>()
    };
    hub.write("content/news/scanner.md", page("The scanner", "The scanner is here. It is quiet."));
    assert_eq!(cards(&rebuilt(&hub, &[])), ["news/scanner/card.png"]);
    let text = page("The scanner", "Another body.").replace("In short.", "In other words.");
    hub.write("content/news/scanner.md", text);
    assert_eq!(cards(&rebuilt(&hub, &[])), [] as [&str; 0]);
    hub.write("content/people/ada-osei.md", "---\ntitle: Ada Osei-Field\n---\nShe reads scans.\n");
    assert_eq!(cards(&rebuilt(&hub, &[])), ["people/ada-osei/card.png", "research/long/card.png"]);
    hub.write("content/research/index.md", "---\ntitle: Studies\n---\n");
    let made = rebuilt(&hub, &[]);
    assert_eq!(cards(&made), ["research/card.png", "research/long/card.png"]);
    assert!(made["research/long/card.png"].contains("Studies"), "{made:#?}");
    hub.write("strings/en.yaml", "404.text: Look elsewhere.\n");
    assert_eq!(cards(&rebuilt(&hub, &[])), [] as [&str; 0]);
    hub.write("bulletin.yaml", "base_url: https://hub.example/\ntheme_options: {palette: plum}\n");
    assert_eq!(cards(&rebuilt(&hub, &[])).len(), 10);
}

#[test]
fn what_nobody_uses_makes_nothing() {
    let hub = hub();
    hub.write("templates/unused.html", "one");
    hub.write("data/unused.yaml", "a: 1");
    hub.build_well();
    hub.write("templates/unused.html", "two");
    hub.write("data/unused.yaml", "a: 2");
    assert_eq!(rebuilt(&hub, &[]), BTreeMap::new());
}

#[test]
fn a_text_reaches_what_shows_it_and_says_what_it_was() {
    let hub = hub();
    hub.build_well();
    hub.write("strings/en.yaml", "404.text: Look elsewhere.\n");
    let made = rebuilt(&hub, &[]);
    assert_eq!(names(&made), ["404.html"]);
    let why = &made["404.html"];
    assert!(why.starts_with("the text `404.text` (en) was `") && why.ends_with("is `Look elsewhere.`"), "{why}");
}

#[test]
fn a_work_reaches_the_pages_that_cite_it_and_no_others() {
    let hub = hub();
    let works = |title: &str| format!("@book{{one, title = {{{title}}}}}\n@book{{two, title = {{Two}}}}\n");
    hub.write("data/works.bib", works("One"));
    hub.write("content/news/cites.md", page("Cites", "It is so [@one]."));
    hub.write("content/news/other.md", page("Other", "It is so [@two]."));
    hub.build(&[]);
    hub.write("data/works.bib", works("Another"));
    let made = rebuilt(&hub, &[]);
    assert!(made["news/cites/index.html"].contains("the work `one`"), "{made:?}");
    assert!(!made.contains_key("news/other/index.html") && !made.contains_key("news/index.html"), "{made:?}");
    // What is not there is an answer too.
    hub.write("data/more.bib", "@book{three, title = {Three}}\n");
    assert_eq!(names(&rebuilt(&hub, &[])), [] as [&str; 0]);
}

#[test]
fn a_template_of_the_hub_comes_and_goes() {
    let hub = hub();
    hub.build_well();
    hub.write("templates/guide.html", "{% extends \"base.html\" %}{% block main %}own{{ body }}{% endblock main %}");
    let made = rebuilt(&hub, &[]);
    assert_eq!(names(&made), ["guides/asthma/index.html"], "{made:#?}");
    assert!(made["guides/asthma/index.html"].contains("the template `guide.html`"), "{made:#?}");
    fs::remove_file(hub.at("templates/guide.html")).unwrap();
    assert_eq!(names(&rebuilt(&hub, &[])), ["guides/asthma/index.html"]);
}

#[test]
fn a_page_that_appears_mends_links_to_it() {
    let hub = hub();
    hub.write("content/news/ward.md", page("A ward", "See [the clinic](clinic.md)."));
    assert_eq!(hub.build(&[]).codes(), ["links/missing"]);
    hub.write("content/news/clinic.md", page("A clinic", "It is open."));
    let report = hub.build(&["--explain"]);
    assert_eq!(report.codes(), [] as [&str; 0]);
    assert!(made(&report).contains_key("news/ward/index.html"));
    assert!(hub.output("news/ward/index.html").contains("href=\"/news/clinic/\""));
    fs::remove_file(hub.at("content/news/clinic.md")).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.codes(), ["links/missing"]);
    assert!(!hub.has("public/news/clinic"));
}

#[test]
fn time_alone_changes_what_depends_on_it() {
    let hub = hub();
    hub.write(
        "content/news/later.md",
        "---\ntitle: Later\ndescription: In short.\ndate: 2026-11-23\nembargo: 2026-11-23T09:00:00Z\n---\nAt last.\n",
    );
    hub.write("content/guides/flu.md", page("Flu", "Rest.").replace("topics", "next_review: 2026-11-22\ntopics"));
    hub.build_well();
    assert!(!hub.has("public/news/later"));
    let root = hub.root();
    let mut command = common::bulletin(&root);
    command.args(["build", "--explain", "--format", "json", "--now", "2026-11-24T12:00:00Z"]);
    let report = Report::of(hub.watch(&mut command, &["hub/public", "hub/.bulletin"]));
    assert_eq!(report.code, 0, "{report:?}");
    let made = made(&report);
    assert!(made.contains_key("news/later/index.html") && made.contains_key("guides/flu/index.html"), "{made:#?}");
    assert!(!made.contains_key("guides/asthma/index.html") || made.len() < 20, "{made:#?}");
}

#[test]
fn a_fresh_checkout_is_a_warm_build() {
    let hub = hub();
    hub.build_well();
    let touched = SystemTime::now() - Duration::from_secs(3600);
    for path in ["content/news/scanner.md", "content/guides/asthma.md", "bulletin.yaml"] {
        File::open(hub.at(path)).unwrap().set_modified(touched).unwrap();
    }
    assert_eq!(hub.build_well().json["rendered"], 0);
}

#[test]
fn output_that_is_gone_or_was_changed_is_made_again_and_nothing_else() {
    let hub = hub();
    hub.build_well();
    let clean = hub.outputs();
    fs::remove_file(hub.at("public/news/ward/index.html")).unwrap();
    hub.write("public/index.html", "edited");
    let report = hub.build(&["--explain"]);
    let made = made(&report);
    assert_eq!(names(&made), ["index.html", "news/ward/index.html"]);
    assert_eq!(made["index.html"], "its file was changed by somebody");
    assert_eq!(made["news/ward/index.html"], "its file was gone");
    assert_eq!(hub.outputs(), clean);
}

#[test]
fn a_page_that_fails_is_tried_again() {
    let hub = hub();
    hub.write("templates/guide.html", "{% set words = data(path=\"words.yaml\") %}{{ page.title }}{{ words.word }}");
    let failed = hub.build(&[]);
    assert_eq!(failed.codes(), ["template/render"]);
    assert_eq!(hub.build(&[]).codes(), ["template/render"], "a second build is as loud as the first");
    hub.write("data/words.yaml", "word: now");
    assert_eq!(hub.build_well().json["rendered"], 1);
    assert_eq!(hub.output("guides/asthma/index.html"), "Asthmanow");
}

#[test]
fn what_is_kept_by_another_program_or_damaged_is_said_and_not_used() {
    let hub = hub();
    hub.build_well();
    let ledger = || fs::read_dir(hub.at(".bulletin")).unwrap().map(|it| it.unwrap().path());
    let ledger = || ledger().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("ledger")).unwrap();
    let good = fs::read(ledger()).unwrap();
    let mut other = good.clone();
    other[0] ^= 1;
    let mut damaged = good.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for (bytes, why) in [(other, "another version"), (damaged, "damaged"), (Vec::new(), "cut off")] {
        fs::write(ledger(), bytes).unwrap();
        let report = hub.build(&[]);
        assert!(report.json["note"].as_str().unwrap().contains(why), "{report:?}");
        assert_eq!((report.code, &report.json["reused"], &report.json["written"]), (0, &0.into(), &0.into()));
        assert_eq!(hub.build_well().json["rendered"], 0);
    }
    fs::write(hub.at(".bulletin/pages"), "nonsense").unwrap();
    assert_eq!(hub.build_well().json["rendered"], 0);
}

#[test]
fn to_verify_makes_everything_and_finds_what_is_not_right() {
    let hub = hub();
    hub.build_well();
    let report = hub.build(&["--verify"]);
    assert_eq!((report.code, &report.json["reused"], &report.json["written"]), (0, &0.into(), &0.into()));
    // As a fault of the program would leave it: other bytes.
    let path = hub.at("public/news/ward/index.html");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find("The ward opens").unwrap();
    rewrite(&path, &text.replace("The ward opens", "The ward shuts"), Rewrite::InPlace);
    let report = hub.build(&["--verify"]);
    assert_eq!((report.code, report.codes()), (1, vec!["output/stale".to_owned()]));
    let message = &report.faults()[0].2;
    assert!(message.contains("`news/ward/index.html`") && message.contains("byte "), "{message}");
    assert!(message.contains(&format!("byte {}", at + "The ward ".len())), "{message}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn reasons_are_told_to_people() {
    let hub = hub();
    hub.build_well();
    hub.write("content/news/scanner.md", page("A scanner", "The scanner is here. It is loud."));
    let ended = hub.run(&["build", "--explain", "/news/scanner/"]);
    assert!(
        ended.err.contains("made news/scanner/index.html: the page content/news/scanner.md changed"),
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("made feed.xml"), "{}", ended.err);
    let ended = hub.run(&["build", "--explain"]);
    assert!(ended.err.contains("nothing was made"), "{}", ended.err);
    assert!(ended.err.contains("0 rendered"), "{}", ended.err);
}

/// How a file is written again with its old time.
#[derive(Clone, Copy)]
enum Rewrite {
    /// The same file has other bytes.
    InPlace,
    /// Another file takes its place, as from an archive.
    Replaced,
}

/// Writes a file again and gives it the time that it had.
fn rewrite(path: &Path, text: &str, how: Rewrite) {
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    let target = match how {
        Rewrite::InPlace => path.to_owned(),
        Rewrite::Replaced => path.with_file_name("unpacked"),
    };
    fs::write(&target, text).unwrap();
    File::options().write(true).open(&target).unwrap().set_modified(modified).unwrap();
    fs::rename(target, path).unwrap();
}

#[test]
fn edit_that_keeps_size_and_time_of_a_source_is_seen() {
    let hub = hub();
    hub.write("content/guides/dose.md", page("Dose", "Take 5 mg."));
    hub.write("content/guides/leaflet.txt", "Take 5 mg.");
    hub.write("content/guides/leaf.md", page("Leaf", "Read [it](leaflet.txt)."));
    hub.write("static/dose.txt", "Take 5 mg.");
    hub.write("data/dose.yaml", "dose: Take 5 mg.");
    hub.write("templates/page.html", "{% set facts = data(path=\"dose.yaml\") %}{{ facts.dose }} Or: take 5 mg.");
    hub.write("content/about.md", page("About", "About."));
    // The time that every file of an archive has.
    let clamped = SystemTime::UNIX_EPOCH + Duration::from_secs(315_532_800);
    let sources = [
        ("content/guides/dose.md", "guides/dose/index.html"),
        ("content/guides/leaflet.txt", "guides/leaflet.txt"),
        ("static/dose.txt", "dose.txt"),
        ("data/dose.yaml", "about/index.html"),
        ("templates/page.html", "about/index.html"),
    ];
    for (source, _) in sources {
        File::options().write(true).open(hub.at(source)).unwrap().set_modified(clamped).unwrap();
    }
    hub.build_well();
    hub.build_well();
    for (how, old, new) in [(Rewrite::InPlace, "5 mg", "9 mg"), (Rewrite::Replaced, "9 mg", "2 mg")] {
        for (source, output) in sources {
            rewrite(&hub.at(source), &hub.read(source).replace(old, new), how);
            hub.build_well();
            let made = hub.output(output).to_lowercase();
            let is_alone = source.starts_with("content") || source.starts_with("static");
            assert!(made.contains(&format!("take {new}")) && !(is_alone && made.contains(old)), "{source}: {made}");
        }
    }
    assert_eq!(hub.output("about/index.html"), "Take 2 mg. Or: take 2 mg.");
    assert_eq!(hub.build_well().json["rendered"], 0);
    assert_eq!(hub.build(&["--verify"]).codes(), [] as [&str; 0]);
    assert_eq!(hub.build_well().json["rendered"], 0);
}

#[test]
fn output_that_is_emptied_with_its_size_and_time_is_made_again() {
    let hub = hub();
    hub.build_well();
    let path = hub.at("public/news/ward/index.html");
    let text = fs::read_to_string(&path).unwrap();
    rewrite(&path, &"\0".repeat(text.len()), Rewrite::InPlace);
    assert_eq!(hub.build_well().json["rendered"], 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn source_that_is_saved_during_a_build_is_told_once_and_nothing_of_that_build_is_believed() {
    let hub = hub();
    rested(&hub);
    hub.write("templates/guide.html", "{{ body | safe }}");
    let (tree, _) = Tree::open(&hub.root(), &["public"]).unwrap();
    let memory = Memory::decode(bulletin::disk::recall_pages(&hub.at(".bulletin")));
    let options = Options { now: common::NOW.parse().unwrap(), base_url: None, drafts: false };
    let prepared = build::prepare(tree, &options, memory, &Unwatched).unwrap();
    let world = prepared.world.clone();
    let text = hub.read("content/guides/asthma.md");
    hub.write("content/guides/asthma.md", text.replace("Breathe out", "Breathe in!"));
    let output = Output::folder(&hub.at("public"), &hub.at(".bulletin"), Stray::Refuse).unwrap();
    let report = build::run(prepared, &output, How::default(), &Unwatched).unwrap();
    let saved = report.diagnostics.iter().filter(|fault| fault.message.contains("was saved while")).count();
    assert!(saved > 0 && world.tree.is_outdated(), "{:?}", report.diagnostics);
    assert!(output.recall(Cached::Pages).is_none(), "what was remembered is forgotten");
    drop(output);
    hub.build_well();
    assert!(hub.output("guides/asthma/index.html").contains("Breathe in!"));
}

/// Gives every source an old time, so that nobody need fear that it is being edited, and builds.
fn rested(hub: &Hub) {
    let old = SystemTime::now() - Duration::from_secs(3600);
    let mut folders = vec![hub.root()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true if !path.ends_with("public") && !path.ends_with(".bulletin") => folders.push(path),
                true => {}
                false => File::open(path).unwrap().set_modified(old).unwrap(),
            }
        }
    }
    // The clock of the file system ticks, and the time of a change is its own.
    std::thread::sleep(Duration::from_millis(12));
    hub.build(&[]);
}

/// The file in which a build keeps what it would say again.
fn again(hub: &Hub) -> std::path::PathBuf {
    let kept = || fs::read_dir(hub.at(".bulletin")).unwrap().map(|it| it.unwrap().path());
    kept().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("again")).unwrap()
}

/// What a build shows to people, but for the times.
fn shown(hub: &Hub, more: &[&str]) -> String {
    let ended = hub.run(&[&["build"], more].concat());
    ended.err.lines().filter(|line| !line.trim_start().starts_with("time ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn where_nothing_differs_no_page_is_read_and_the_same_is_said() {
    let hub = hub();
    hub.write("content/news/odd.md", page("Odd", "[gone](nowhere.md)").replace("date:", "colour: red\ndate:"));
    hub.write("content/news/later.md", page("Later", "Later.").replace("date:", "publish_at: 2027-01-01\ndate:"));
    hub.write("content/guides/flu.md", page("Flu", "Rest.").replace("topics", "next_review: 2026-01-22\ntopics"));
    rested(&hub);
    // Nobody who reads pages would leave this as it is.
    hub.write(".bulletin/pages", "nonsense");
    let (told, human) = (hub.build(&[]), shown(&hub, &[]));
    assert_eq!(hub.read(".bulletin/pages"), "nonsense");
    fs::remove_file(again(&hub)).unwrap();
    let read = hub.build(&[]);
    assert_ne!(hub.read(".bulletin/pages"), "nonsense");
    assert_eq!((told.code, told.json), (read.code, read.json));
    fs::remove_file(again(&hub)).unwrap();
    assert_eq!(human, shown(&hub, &[]));
    for said in ["0 rendered", "left out", "not used", "links/missing", "next change"] {
        assert!(human.contains(said), "{said} in {human}");
    }
}

/// What somebody does to a hub.
type Edit<'a> = &'a dyn Fn(&Hub);

#[test]
fn where_anything_differs_all_is_looked_at() {
    let hub = hub();
    hub.write("content/news/draft.md", page("Draft", "Not yet.").replace("date:", "draft: true\ndate:"));
    hub.write("content/news/later.md", page("Later", "Later.").replace("date:", "publish_at: 2026-12-01\ndate:"));
    let cases: [(&str, Edit, &[&str]); 9] = [
        ("a source", &|hub| hub.write("content/news/ward.md", page("A ward", "Shut.")), &[]),
        ("a file that nobody reads", &|hub| hub.write("notes.txt", "new"), &[]),
        (
            "the times of a source",
            &|hub| {
                let time = SystemTime::now() - Duration::from_secs(60);
                File::open(hub.at("bulletin.yaml")).unwrap().set_modified(time).unwrap();
            },
            &[],
        ),
        ("an output", &|hub| fs::remove_file(hub.at("public/news/ward/index.html")).unwrap(), &[]),
        ("the list of all files", &|hub| hub.write("public/manifest.json", "{}"), &[]),
        ("drafts", &|_| {}, &["--drafts"]),
        ("the address", &|_| {}, &["--base-url", "https://other.example/"]),
        ("reasons", &|_| {}, &["--explain"]),
        ("verified", &|_| {}, &["--verify"]),
    ];
    for (what, edit, more) in cases {
        rested(&hub);
        hub.write(".bulletin/pages", "nonsense");
        edit(&hub);
        hub.build(more);
        assert_ne!(hub.read(".bulletin/pages"), "nonsense", "{what}");
        hub.build(&[]);
    }
    let root = hub.root();
    let at = |now: &str| {
        let mut command = common::bulletin(&root);
        command.args(["build", "--format", "json", "--now", now]);
        Report::of(hub.watch(&mut command, &["hub/public", "hub/.bulletin"]))
    };
    rested(&hub);
    hub.write(".bulletin/pages", "nonsense");
    assert_eq!(at("2026-11-30T23:59:59Z").json["next_change"], "2026-12-01T00:00:00Z");
    assert_eq!(hub.read(".bulletin/pages"), "nonsense");
    assert!(!hub.has("public/news/later"));
    at("2026-12-01T00:00:00Z");
    assert!(hub.has("public/news/later"));
    at("2026-11-22T12:00:00Z");
    assert!(!hub.has("public/news/later"), "time can be turned back");
}
