//! What the terminal shows.

use super::building::small_hub;
use super::common::{Hub, NOW, Report, bulletin};

fn hub_of_states() -> Hub {
    let hub = small_hub();
    let page = |name: &str, more: &str| {
        let text = format!("---\ntitle: Page {name}\ndate: 2026-01-05\n{more}\n---\nBody.\n");
        hub.write(&format!("content/news/{name}.md"), text);
    };
    page("draft", "draft: true");
    page("embargo", "embargo: 2026-12-01T06:00:00+01:00");
    page("later", "publish_at: 2026-11-23T09:00:00Z");
    page("old", "expires: 2026-02-01");
    page("review", "reviewed: 2024-01-01\nnext_review: 2025-01-01");
    hub
}

#[test]
fn the_end_of_a_build_says_what_was_left_out_and_when_that_changes() {
    let hub = hub_of_states();
    let ended = hub.run(&["build"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    for said in [
        "Northside Health https://hub.example/",
        "pages ",
        "outputs ",
        "written",
        "time ",
        "left out   4 pages",
        "draft ",
        "embargoed until 2026-12-01T05:00:00",
        "scheduled for 2026-11-23T09:00:00",
        "expired 2026-02-02T00:00:00",
        "review overdue since 2025-01-01",
        "content/news/old.md",
        "next change 2026-11-23T09:00:00",
        "to mend    1 review/overdue",
    ] {
        assert!(ended.err.contains(said), "{said}\n{}", ended.err);
    }
    let json = hub.build(&[]).json;
    assert_eq!(json["next_change"], "2026-11-23T09:00:00Z");
    assert_eq!(json["left_out"].as_array().unwrap().len(), 5);
}

#[test]
fn list_shows_translations_that_are_older_than_what_they_translate() {
    let hub = small_hub();
    hub.write("content/guides/flu.md", "---\ntitle: Flu\nupdated: 2026-03-02\n---\nText.\n");
    for (name, date) in [("old", "2026-03-01"), ("kept", "2026-03-02")] {
        let page =
            format!("---\ntitle: {name}\nlanguage: cy\ntranslation_of: flu.md\ntranslation: {date}\n---\nTestun.\n");
        hub.write(&format!("content/guides/{name}.md"), page);
    }
    let ended = hub.run(&["list", "--state", "stale"]);
    assert!(ended.out.starts_with("translation out of date since 2026-03-02  guide "), "{}", ended.out);
    assert_eq!(ended.out.lines().count(), 1, "{}", ended.out);
    let json = Report::of(hub.run(&["list", "--format", "json"])).json;
    let page = &json["pages"][0];
    assert_eq!(
        (&page["state"], &page["at"], &page["published"]),
        (&"stale".into(), &"2026-03-02".into(), &true.into())
    );
}

#[test]
fn list_shows_how_hard_pages_are_to_read() {
    let hub = small_hub();
    hub.write("content/easy.md", "---\ntitle: Easy\n---\nWash your hands. Do it well. Do it now.\n");
    hub.write("content/hard.md", "---\ntitle: Hard\n---\nImmunological considerations notwithstanding, investigate.\n");
    hub.write("content/cy.md", "---\ntitle: Cymraeg\nlanguage: cy\n---\nGolchwch eich dwylo.\n");
    let ended = hub.run(&["list", "--reading"]);
    let place = |name: &str| ended.out.find(name);
    assert!(place("content/hard.md") < place("content/easy.md") && place("content/hard.md").is_some(), "{}", ended.out);
    assert_eq!(place("content/cy.md"), None);
    let json = Report::of(hub.run(&["list", "--reading", "--format", "json"])).json;
    let easy = json["pages"].as_array().unwrap().iter().find(|page| page["source"] == "content/easy.md").unwrap();
    assert_eq!((&easy["words"], &easy["sentences"], &easy["smog"]), (&9.into(), &3.into(), &serde_json::Value::Null));

    let long = "word ".repeat(21);
    let parts = format!(
        "Begin well.\n\n## Do *this*\n\n{long}.\n\n### Below\n\nOne. Two. Three. Four.\n\n## Nothing\n\n    code\n"
    );
    hub.write("content/parts.md", format!("---\ntitle: Parts\n---\n{parts}"));
    let json = Report::of(hub.run(&["list", "--reading", "--format", "json"])).json;
    let page = json["pages"].as_array().unwrap().iter().find(|page| page["source"] == "content/parts.md").unwrap();
    let sections = page["sections"].as_array().unwrap();
    let told: Vec<_> = sections
        .iter()
        .map(|part| {
            (
                part["title"].as_str(),
                part["words"].as_u64(),
                part["long_sentences"].as_u64(),
                part["long_paragraphs"].as_u64(),
            )
        })
        .collect();
    assert_eq!(told, [(Some(""), Some(2), Some(0), Some(0)), (Some("Do this"), Some(25), Some(1), Some(1))]);
    assert_eq!((&sections[0]["id"], &sections[1]["id"]), (&serde_json::Value::Null, &"do-this".into()));
}

#[test]
fn list_shows_what_pages_say_of_themselves() {
    let hub = small_hub();
    hub.write("content/people/jo-field.md", "---\ntitle: Jo Field\ncredentials: RN\n---\n");
    let page = |name: &str, fields: &str| hub.write(&format!("content/guides/{name}.md"), page_of(name, fields));
    page(
        "whole",
        "date: 2026-01-02\nreviewed: 2026-02-03\nauthors: [jo-field]\nsources: [A book]\nfunding: none\ninterests: none\n",
    );
    page("half", "date: 2026-01-02\nauthors: [jo-field, Ada Osei]\nsources: [A book]\ninterests: She owns it.\n");
    let list = |arguments: &[&str]| hub.run(&[&["list", "--evidence"], arguments].concat());
    let json = Report::of(list(&["--format", "json"])).json;
    let of = |name: &str| {
        let source = format!("content/guides/{name}.md");
        let pages = json["pages"].as_array().unwrap();
        let entry = pages.iter().find(|page| page["source"] == source.as_str()).unwrap();
        ["authorship", "attribution", "disclosure", "currency"].map(|mark| entry[mark].as_bool().unwrap())
    };
    assert_eq!((of("whole"), of("half")), ([true; 4], [false, true, false, false]));
    let (table, csv) = (list(&[]).out, list(&["--as", "csv"]).out);
    assert!(table.find("guides/half.md") < table.find("guides/whole.md"), "{table}");
    assert!(csv.contains("4,true,true,true,true,whole,guide,content/guides/whole.md\r\n"), "{csv}");
    assert_eq!(list(&["--as", "ics"]).code, Some(2));
}

#[test]
fn list_shows_reviews_by_who_is_to_do_them() {
    let hub = small_hub();
    hub.write("bulletin.yaml", "title: Hub\nbase_url: https://hub.example/\nhealth: {require_review: [guide]}\n");
    hub.write("content/people/jo-field.md", "---\ntitle: Jo Field\n---\n");
    let page = |name: &str, fields: &str| hub.write(&format!("content/guides/{name}.md"), page_of(name, fields));
    page("late", "reviewed: 2023-11-08\nreview_in: 3y\nreviewers: [jo-field]\nupdated: 2026-11-19\n");
    page("soon", "reviewed: 2023-12-01\nnext_review: 2026-12-01\nauthors: [Ada Osei]\n");
    page("later", "reviewed: 2026-11-01\nnext_review: 2027-11-01\nreviewers: [jo-field, Ada Osei]\n");
    page("never", "authors: [=Ada]\n");
    let list = |arguments: &[&str]| hub.run(&[&["list", "--reviews"], arguments].concat());
    let json = Report::of(list(&["--format", "json"])).json;
    let told = |at: usize| {
        let entry = &json["reviews"][at];
        (entry["state"].as_str().unwrap(), entry["days"].as_i64(), entry["source"].as_str().unwrap())
    };
    assert_eq!(told(0), ("missing", None, "content/guides/never.md"));
    assert_eq!(told(1), ("overdue", Some(-14), "content/guides/late.md"));
    assert_eq!(told(2), ("soon", Some(9), "content/guides/soon.md"));
    assert_eq!(told(3), ("later", Some(344), "content/guides/later.md"));
    let table = list(&["--owner", "jo-field"]).out;
    let lines: Vec<&str> = table.lines().map(str::trim).collect();
    assert_eq!(lines[0], "Ada Osei", "{table}");
    assert!(lines[2] == "Jo Field" && lines[3].starts_with("overdue 14 days     2026-11-08  late"), "{table}");
    let csv = list(&["--as", "csv"]).out;
    assert!(csv.starts_with("state,due,days,owners,reviewed,title,kind,source,url\r\n"), "{csv}");
    assert!(csv.contains("\r\noverdue,2026-11-08,-14,Jo Field,2023-11-08,late,guide,content/guides/late.md,https://"));
    assert!(csv.contains("\r\nmissing,,,'=Ada,,never,"), "{csv}");
    let ics = list(&["--as", "ics"]).out;
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 3, "{ics}");
    assert!(
        ics.contains("UID:review/guides/late@hub.example\r\nDTSTAMP:20261122T120000Z\r\nDTSTART;VALUE=DATE:20261108")
    );
    assert_eq!(hub.run(&["list", "--owner", "jo-field"]).code, Some(2));
    let states = hub.run(&["list", "--as", "csv"]).out;
    assert!(states.contains("overdue,2026-11-08,late,guide,content/guides/late.md\r\n"), "{states}");
    assert!(hub.run(&["list", "--as", "ics"]).out.contains("UID:overdue/content/guides/late.md@hub.example"));
}

fn page_of(title: &str, fields: &str) -> String {
    format!("---\ntitle: {title}\n{fields}---\nText.\n")
}

#[test]
fn list_shows_states_as_of_an_instant() {
    let hub = hub_of_states();
    let states = |arguments: &[&str]| -> Vec<(String, String)> {
        let mut command = bulletin(&hub.root());
        let ended = hub.watch(command.args(["list", "--format", "json"]).args(arguments), &[]);
        let report = Report::of(ended);
        let pages = report.json["pages"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        pages.iter().map(|page| (text(&page["state"]), text(&page["source"]))).collect()
    };
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(state, name)| ((*state).to_owned(), format!("content/news/{name}.md"))).collect()
    };
    let now = [
        ("draft", "draft"),
        ("embargoed", "embargo"),
        ("expired", "old"),
        ("overdue", "review"),
        ("scheduled", "later"),
    ];
    assert_eq!(states(&["--now", NOW]), named(&now));
    let later = [("draft", "draft"), ("expired", "old"), ("overdue", "review")];
    assert_eq!(states(&["--now", "2026-12-01T05:00:00Z"]), named(&later));
    // Pages are scheduled before their dates.
    let scheduled = ["a", "old", "review", "b", "later"].map(|name| ("scheduled", name));
    let early = [&[("draft", "draft"), ("embargoed", "embargo")], scheduled.as_slice()].concat();
    assert_eq!(states(&["--now", "2024-06-01T00:00:00Z"]), named(&early));
    assert_eq!(states(&["--now", NOW, "--state", "draft", "--state", "expired"]), named(&[now[0], now[2]]));
    let ended = hub.run(&["list"]);
    assert_eq!((ended.code, ended.out.lines().count(), ended.err.as_str()), (Some(0), 5, ""));
    assert!(ended.out.contains("embargoed until 2026-12-01T05:00:00Z"), "{}", ended.out);
    assert!(small_hub().run(&["list"]).out.contains("every page is published"));

    // A page that cannot be read is held back, and that is said.
    hub.write("content/broken.md", "---\ntitle: Broken\n");
    let ended = hub.run(&["list"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 6));
    assert!(ended.out.contains("content/broken.md"), "{}", ended.out);
    assert!(ended.err.contains("1 error") && ended.err.contains("bulletin check"), "{}", ended.err);
}

#[test]
fn check_writes_nothing_and_can_be_narrowed() {
    let hub = small_hub();
    hub.write("content/a.md", "---\ntitle: A\ntitel: B\n---\n[x](nowhere.md)\n\n![](gone.png)\n");
    let ended = hub.watch(bulletin(&hub.root()).args(["check", "--now", NOW]), &[]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    for said in ["links/missing", "images/missing", "images/alt", "front/unknown-key", "did you mean `title`?"] {
        assert!(ended.err.contains(said), "{said}\n{}", ended.err);
    }
    assert!(ended.err.contains("--> content/a.md:3:1") && ended.err.contains("titel: B"), "{}", ended.err);
    let all = Report::of(hub.run(&["check", "--format", "json"]));
    let narrow =
        Report::of(hub.run(&["check", "--format", "json", "--only", "images/alt", "--only", "front/unknown-key"]));
    assert_eq!((narrow.code, narrow.codes()), (0, vec!["front/unknown-key".to_owned(), "images/alt".to_owned()]));
    assert!(all.codes().len() > 2);
    let again = Report::of(hub.run(&["check", "--format", "json", "--jobs", "1"]));
    assert_eq!(all.json, again.json, "the same on every run");

    let github = hub.run(&["check", "--format", "github"]);
    assert_eq!(github.out.lines().count(), all.codes().len(), "{}", github.out);
    let line = github.out.lines().find(|line| line.contains("front/unknown-key")).unwrap();
    assert!(
        line.starts_with("::warning file=content/a.md,line=3,col=1,endColumn=6,title=front/unknown-key::"),
        "{line}"
    );
}

#[test]
fn check_says_what_it_found_as_sarif() {
    let hub = Hub::empty();
    hub.write("content/ä b.md", "---\ntitle: A\ntitel: B\n---\n![](x.png) [y](nowhere.md)\n");
    hub.write("content/one.md", "---\ntitle: One\nurl: /x/\n---\n");
    hub.write("content/two.md", "---\ntitle: Two\nurl: /x/\n---\n");
    let ended = hub.run(&["check", "--format", "sarif"]);
    let told = Report::of(hub.run(&["check", "--format", "json"]));
    assert_eq!(ended.code, Some(told.code));
    let sarif: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    // What the standard requires of a log, a run, a tool, a rule, a result and a region.
    assert_eq!(sarif["version"], "2.1.0");
    let [run] = sarif["runs"].as_array().unwrap().as_slice() else { panic!("{sarif}") };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "Bulletin");
    let rules = driver["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), told.codes().len());
    assert!(
        ["front/unknown-key", "images/missing", "links/missing", "address/taken"].iter().all(|id| ids.contains(id))
    );
    let mut named = 0;
    for result in results {
        assert_eq!(ids[result["ruleIndex"].as_u64().unwrap() as usize], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let [location] = result["locations"].as_array().unwrap().as_slice() else { panic!("{result}") };
        for location in [location].into_iter().chain(result["relatedLocations"].as_array().into_iter().flatten()) {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.starts_with('/') && uri.is_ascii() && !uri.contains(' '), "{uri}");
            let number = |key: &str| place["region"][key].as_u64().unwrap();
            assert!(number("startLine") > 0 && number("startColumn") > 0);
            assert!(number("endColumn") > number("startColumn"), "{place}");
            named += 1;
        }
    }
    assert!(named > results.len(), "no other place is named: {sarif}");
    let titel = results.iter().find(|result| result["ruleId"] == "front/unknown-key").unwrap();
    let place = &titel["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
    assert_eq!(place["region"], serde_json::json!({ "startLine": 3, "startColumn": 1, "endColumn": 6 }));
    assert!(titel["message"]["text"].as_str().unwrap().ends_with("\ndid you mean `title`?"), "{titel}");

    let above = hub.root();
    let (above, name) = (above.parent().unwrap(), above.file_name().unwrap().to_str().unwrap());
    let ended = hub.watch(bulletin(above).args(["check", "--format", "sarif", "--root", &format!("./{name}")]), &[]);
    assert!(ended.out.contains(&format!("\"uri\": \"{name}/content/%C3%A4%20b.md\"")), "{}", ended.out);

    let ended = hub.run(&["build", "--format", "sarif"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("`--format sarif` is for `bulletin check`"), "{}", ended.err);
    hub.write("bulletin.yaml", "titel: T\n");
    let ended = hub.run(&["check", "--format", "sarif"]);
    assert!(ended.code == Some(2) && ended.out.contains("\"config/unknown-key\""), "{}", ended.out);
}

#[test]
fn json_is_one_document_in_every_command_and_format_changes_no_exit_status() {
    let hub = hub_of_states();
    hub.write("content/a.md", "---\ntitle: A\n---\n[x](nowhere.md)\n");
    for command in ["build", "check", "list"] {
        let code = hub.run(&[command]).code;
        let report = Report::of(hub.run(&[command, "--format", "json"]));
        assert_eq!(Some(report.code), code, "{command}");
        assert_eq!(hub.run(&[command, "--format", "github"]).code, code, "{command}");
    }
    hub.write("bulletin.yaml", "titel: T\n");
    for command in ["build", "check", "list"] {
        let report = Report::of(hub.run(&[command, "--format", "json"]));
        // A list is what it is; errors are the business of `check`.
        assert_eq!(report.code, if command == "list" { 0 } else { 2 }, "{command}");
        if command != "list" {
            report.expect("bulletin.yaml", "config/unknown-key");
        }
    }
    // What keeps a command from beginning is a document too.
    for (arguments, code) in [
        (&["build", "--root", "nowhere"][..], 2),
        (&["check", "--only", "x"], 2),
        (&["list", "--now", "x"], 2),
        (&["new", "nothing", "x"], 2),
        (&["init", "."], 2),
    ] {
        let ended = hub.watch(bulletin(&hub.root()).args(arguments).args(["--format", "json"]), &[]);
        let report = Report::of(ended);
        assert_eq!(report.code, code, "{arguments:?}");
        assert!(report.json["error"].is_string(), "{report:?}");
    }
    let hub = Hub::empty();
    let ended = hub.watch(bulletin(&hub.root()).args(["init", ".", "--format", "json"]), &["hub"]);
    assert_eq!(Report::of(ended).code, 0);
    let ended = hub.watch(bulletin(&hub.root()).args(["new", "page", "X", "--format", "json"]), &["hub/content"]);
    assert_eq!(Report::of(ended).json["file"], "content/x.md");
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let hub = small_hub();
    for arguments in [&["build", "--quiet"][..], &["check", "-q"], &["build", "-q", "--jobs", "2"]] {
        let ended = hub.run(arguments);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""), "{arguments:?}");
    }
    hub.write("content/a.md", "---\ntitle: A\ntitel: B\ndate: 2026-13-45\n---\nBody.\n");
    let ended = hub.run(&["build", "--quiet"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("front/date") && !ended.err.contains("front/unknown-key"), "{}", ended.err);
    let empty = Hub::empty();
    let ended = empty.watch(bulletin(&empty.root()).args(["init", ".", "--quiet"]), &["hub"]);
    assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), "", ""));
}

#[test]
fn colour_comes_only_where_it_is_wanted_and_progress_only_to_a_terminal() {
    let hub = hub_of_states();
    hub.write("content/a.md", "---\ntitle: A\n---\n[x](nowhere.md)\n");
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = bulletin(&hub.root());
        command.args(arguments).args(["--now", NOW]).envs(environment.iter().copied());
        let ended = hub.watch(&mut command, &["hub/public", "hub/.bulletin"]);
        assert!(!ended.err.contains('\r') && !ended.err.contains("\u{1b}[K"), "progress in a pipe: {:?}", ended.err);
        ended.err.contains('\u{1b}') || ended.out.contains('\u{1b}')
    };
    for command in ["build", "check", "list"] {
        assert!(!coloured(&[command], &[]), "{command} in a pipe");
        assert!(coloured(&[command, "--color", "always"], &[]), "{command} always");
        assert!(!coloured(&[command, "--color", "never"], &[("CLICOLOR_FORCE", "1")]), "{command} never");
        assert!(!coloured(&[command], &[("NO_COLOR", "1"), ("TERM", "xterm-256color")]), "{command} NO_COLOR");
    }
    let json = hub.run(&["build", "--format", "json", "--color", "always"]);
    assert!(!json.out.contains('\u{1b}'));
}

#[test]
fn a_folder_of_markdown_is_a_hub() {
    let hub = Hub::empty();
    hub.write("content/asthma.md", "# Asthma\n\nWhat it is.\n");
    let report = hub.build(&[]);
    assert_eq!((report.code, report.codes()), (0, vec!["config/base-url".to_owned()]));
    assert!(hub.output("asthma/index.html").contains("<h1>Asthma</h1>"));
    assert!(hub.has("public/index.html") && hub.has("public/feed.xml") && hub.has("public/sitemap.xml"));
}
