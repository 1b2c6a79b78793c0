//! Hubs, pages and alerts that are made by a command.

use std::fs;

use super::common::{Ended, Hub, NOW, Report, bulletin, run};

#[test]
fn init_makes_a_hub_that_builds_without_a_word() {
    let hub = Hub::empty();
    let ended = hub.watch(bulletin(&hub.outside("..")).args(["init", "hub", "--now", NOW]), &["hub"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.contains("bulletin build --root hub"), "{}", ended.out);
    assert!(hub.read(".gitignore").contains("public"));
    let report = hub.build_well();
    assert!(report.json["pages"].as_u64().unwrap() >= 8);
    assert_eq!((hub.run(&["check"]).code, hub.run(&["list"]).code), (Some(0), Some(0)));
    // A year later reviews may be overdue, but nothing is wrong.
    let later = hub.watch(bulletin(&hub.root()).args(["check", "--now", "2027-11-22T12:00:00Z"]), &[]);
    assert_eq!(later.code, Some(0), "{}", later.err);

    let again = hub.watch(bulletin(&hub.root()).args(["init", "."]), &[]);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("hub already"), "{}", again.err);
}

#[test]
fn init_keeps_what_is_there() {
    let hub = Hub::empty();
    hub.write("README.md", "mine");
    hub.write("static/mine.txt", "mine");
    let ended = hub.watch(bulletin(&hub.root()).args(["init", "."]), &["hub"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!((hub.read("README.md"), hub.read("static/mine.txt")), ("mine".into(), "mine".into()));
    assert_eq!(hub.run(&["check"]).code, Some(0));

    // A file that it would make itself stays, and it is no half hub.
    let hub = Hub::empty();
    hub.write(".gitignore", "mine");
    let ended = hub.watch(bulletin(&hub.root()).args(["init", "."]), &["hub"]);
    assert_eq!(hub.read(".gitignore"), "mine");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(hub.run(&["check"]).code, Some(0));

    for (path, code) in [("bulletin.yaml", 2), ("content/mine.md", 2)] {
        let hub = Hub::empty();
        hub.write(path, "title: Mine\n");
        let ended = hub.watch(bulletin(&hub.root()).args(["init", "."]), &[]);
        assert_eq!(ended.code, Some(code), "{}", ended.err);
    }
    let hub = Hub::empty();
    hub.write("file", "mine");
    assert_eq!(hub.watch(bulletin(&hub.root()).args(["init", "file"]), &[]).code, Some(3));
}

/// Runs `new`, which may make files below `content/`, and gives the file it names.
pub fn new(hub: &Hub, kind: &str, title: &str) -> String {
    let mut command = bulletin(&hub.root());
    let ended = hub.watch(command.args(["new", "--now", NOW, "--", kind, title]), &["hub/content"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{kind} {title:?}");
    let path = ended.out.trim_end().to_owned();
    assert!(path.starts_with("content/") && hub.has(&path), "{path:?}");
    path
}

#[test]
fn new_makes_a_page_of_each_kind_that_is_right_at_once() {
    let hub = Hub::new();
    for (kind, path) in [
        ("page", "content/a-new-scanner.md"),
        ("news", "content/news/2026-11-22-a-new-scanner.md"),
        ("research", "content/research/a-new-scanner.md"),
        ("guide", "content/guides/a-new-scanner.md"),
        ("person", "content/people/a-new-scanner.md"),
        ("question", "content/questions/a-new-scanner.md"),
        ("event", "content/events/a-new-scanner.md"),
        ("training", "content/training/a-new-scanner.md"),
        ("alert", "content/alerts/a-new-scanner.md"),
    ] {
        assert_eq!(new(&hub, kind, "A new scanner"), path);
        let before = hub.read(path);
        let again = hub.run(&["new", kind, "A new scanner"]);
        assert_eq!(again.code, Some(2), "{}", again.err);
        assert!(again.err.contains("is there already") && hub.read(path) == before, "{}", again.err);
    }
    let report = Report::of(hub.run(&["check", "--format", "json"]));
    assert_eq!(report.codes(), Vec::<String>::new());
}

#[test]
fn new_takes_any_title() {
    let hub = Hub::new();
    let long = "a very long title ".repeat(100);
    let titles = [
        "…!?",
        "../x",
        "../../outside/x",
        "/etc/passwd",
        ".hidden",
        "_part",
        "index",
        "-rf",
        "con",
        &long,
        "日本の病院",
        "مستشفى",
        "Ünïcödé",
        "a\nb: c",
        "\"quoted\" 'and' \\ back",
        "{{ x }} {% y %}",
        "<script>alert(1)</script>",
        "a.cy",
        "2026-01-01-date",
        "yes",
        "#hash",
        "\u{1b}[5mx",
    ];
    let paths: Vec<String> = titles.iter().map(|title| new(&hub, "guide", title)).collect();
    for (title, path) in titles.iter().zip(&paths) {
        assert!(path.starts_with("content/guides/") && path.matches('/').count() == 2, "{title:?}: {path}");
    }
    let report = Report::of(hub.run(&["check", "--format", "json"]));
    let errors = report.json["diagnostics"].as_array().unwrap().iter().filter(|it| it["level"] == "error");
    assert_eq!(errors.count(), 0, "{:#?}", report.faults());
    let pages = hub.build(&[]).json["pages"].as_u64().unwrap();
    assert_eq!(pages, titles.len() as u64 + 2, "each is a page");
}

/// Runs `alert`, which may make and change files of alerts, and gives what it says.
fn alert(hub: &Hub, now: &str, arguments: &[&str]) -> Ended {
    let mut command = bulletin(&hub.root());
    hub.watch(command.arg("alert").args(arguments).args(["--now", now]), &["hub/content", "hub/.bulletin"])
}

#[test]
fn six_people_may_update_an_alert_at_once_and_each_has_a_message() {
    let hub = Hub::new();
    alert(&hub, "2026-11-22T11:00:00Z", &["new", "Smoke", "--severity", "severe"]);
    let root = hub.root();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let root = &root;
            scope.spawn(move || {
                let text = format!("Number {number}.");
                let ended = run(bulletin(root).args(["alert", "update", "smoke", &text, "--quiet", "--now", NOW]));
                assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
            });
        }
    });
    let text = hub.read("content/alerts/smoke.md");
    for number in 0..6 {
        assert_eq!(text.matches(&format!("Number {number}.")).count(), 1, "{text}");
        let message = hub.read(&format!("content/alerts/smoke-{}.cap.xml", number + 2));
        assert_eq!(message.matches("</references>").count(), 1);
        assert_eq!(message.split("<references>").nth(1).unwrap().matches(",2026-11-22T").count(), number + 1);
    }
    let checked = run(bulletin(&root).args(["check", "--only", "alert/edited", "--now", NOW]));
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
}

#[test]
fn words_given_to_an_alert_are_words_and_no_fields() {
    let hub = Hub::new();
    for name in ["--severity", "--urgency", "--certainty", "--status", "--han", "--expires", "--category"] {
        let ended = alert(&hub, NOW, &["new", "Smoke", name, "severe\ndraft: true\ntitle: Another"]);
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.out);
    }
    let hostile = "A \"b\": {c}\n---\nd\u{2028}\u{85}\u{1b}[2J # \u{feff}- *e &f";
    let texts = ["--known", hostile, "--area", hostile, "--instruction", hostile, "--description", hostile];
    let ended = alert(&hub, NOW, &[&["new", "../../Smoke"], &texts[..]].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(!ended.err.contains('\u{1b}'), "{}", ended.err);
    let message = hub.read("content/alerts/smoke.cap.xml");
    assert!(message.contains("<areaDesc>A ") && !message.contains('\u{1b}'), "{message}");
    assert_eq!(alert(&hub, NOW, &["update", "smoke", hostile]).code, Some(0));
    let text = hub.read("content/alerts/smoke.md");
    assert_eq!(text.lines().filter(|line| *line == "---").count(), 2, "{text}");
    let refused = alert(&hub, NOW, &["new", &"word ".repeat(20_000)]);
    assert!(refused.code == Some(2) && refused.err.contains("yaml/limit"), "{}", refused.err);
    assert_eq!(fs::read_dir(hub.at("content/alerts")).unwrap().count(), 3);
}

#[test]
fn an_alert_is_issued_updated_and_ended_and_what_was_issued_stays() {
    let hub = Hub::new();
    let heat = [
        "new",
        "Extreme \"heat\"",
        "--severity",
        "severe",
        "--expires",
        "2 days",
        "--area",
        "Northtown",
        "--do",
        "Drink",
    ];
    let issued = alert(&hub, "2026-11-20T09:00:00.7Z", &heat);
    let shown = "people will read (en):\n  Extreme \"heat\"\n  severity severe; in force until 2026-11-22T09:00:00+00:00; \
                 Northtown\n";
    assert!(issued.code == Some(0) && issued.err.starts_with(shown), "{}", issued.err);
    let (page, first) = ("content/alerts/extreme-heat.md", "content/alerts/extreme-heat.cap.xml");
    assert!(
        issued.out.starts_with(&format!("{page}\n{first}\nnot said yet: urgency, certainty, known")),
        "{}",
        issued.out
    );
    assert!(hub.read(page).contains("expires: 2026-11-22T09:00:00+00:00\n"), "{}", hub.read(page));
    let message = hub.read(first);
    for line in [
        "<sent>2026-11-20T09:00:00-00:00</sent>",
        "<msgType>Alert</msgType>",
        "<severity>Severe</severity>",
        "<instruction>- Drink</instruction>",
    ] {
        assert!(message.contains(line), "{message}");
    }
    let again = alert(&hub, "2026-11-20T10:00:00Z", &heat);
    assert!(again.code == Some(2) && again.err.contains("bulletin alert update"), "{}", again.err);
    let update = ["update", "extreme-heat", "It goes on: \"hotter\".", "--severity", "extreme", "--format", "json"];
    let update = Report::of(alert(&hub, "2026-11-20T12:00:00Z", &update));
    assert_eq!(update.json["messages"][0], "content/alerts/extreme-heat-2.cap.xml");
    let second = hub.read("content/alerts/extreme-heat-2.cap.xml");
    let reference = message.split("<identifier>").nth(1).unwrap().split('<').next().unwrap();
    assert!(second.contains(&format!(",{reference},2026-11-20T09:00:00-00:00</references>")), "{second}");
    assert!(second.contains("<description>It goes on: “hotter”.</description>"), "{second}");
    assert_eq!(hub.read(first), message, "what was issued stays");
    let codes = |now| {
        let mut command = bulletin(&hub.root());
        Report::of(hub.watch(command.args(["check", "--format", "json", "--now", now]), &[])).codes()
    };
    assert!(codes("2026-11-20T12:00:00Z").iter().all(|code| code == "alert/part-missing"));
    let cancel = alert(&hub, "2026-11-20T13:00:00Z", &["cancel", page, "It is cooler.", "--all-clear"]);
    assert_eq!(cancel.code, Some(0), "{}", cancel.err);
    let third = hub.read("content/alerts/extreme-heat-3.cap.xml");
    for line in [
        "<event>ALL CLEAR: Extreme &quot;heat&quot;</event>",
        "<responseType>AllClear</responseType>",
        "<urgency>Past</urgency>",
        "<severity>Minor</severity>",
        "<certainty>Observed</certainty>",
        "<expires>2026-11-20T13:00:00-00:00</expires>",
        "<headline>ALL CLEAR: Extreme &quot;heat&quot;</headline>",
    ] {
        assert!(third.contains(line), "{line}: {third}");
    }
    assert_eq!(codes("2026-11-20T13:00:00Z"), Vec::<String>::new());
    let more = alert(&hub, NOW, &["update", "/alerts/extreme-heat/", "More."]);
    assert!(more.code == Some(1) && more.err.contains("was ended already"), "{}", more.err);
}

#[test]
fn an_alert_by_hand_is_issued_once_and_wrong_words_issue_nothing() {
    let hub = Hub::new();
    let draft = alert(&hub, NOW, &["new", "Smoke", "--draft", "--known", "Smoke over the town"]);
    assert!(draft.code == Some(0) && !hub.has("content/alerts/smoke.cap.xml"), "{}", draft.out);
    assert_eq!(alert(&hub, NOW, &["issue", "smoke"]).code, Some(1), "a draft is not issued");
    let text = hub.read("content/alerts/smoke.md").replace("draft: true", "updates: [{date: 2026-11-22, text: Less}]");
    hub.write("content/alerts/smoke.md", &text);
    let issued = alert(&hub, NOW, &["issue", "content/alerts/smoke.md"]);
    assert!(issued.out.contains("smoke.cap.xml\ncontent/alerts/smoke-2.cap.xml\n"), "{}", issued.out);
    let again = alert(&hub, NOW, &["issue", "smoke"]);
    assert!(again.code == Some(0) && again.out.contains("was issued before"), "{}", again.out);
    let flow = alert(&hub, NOW, &["update", "smoke", "More"]);
    assert!(flow.code == Some(1) && flow.err.contains("is written on one line"), "{}", flow.err);
    for (arguments, code, said) in [
        (&["new", "Heat", "--severity", "sever"][..], 2, "severe"),
        (&["new", "Heat", "--expires", "whenever"], 2, "2 days"),
        (&["new", " "], 2, "title"),
        (&["update", "smok", "More"], 2, "`smoke`"),
        (&["cancel", "smoke", ""], 2, "text"),
    ] {
        let ended = alert(&hub, NOW, arguments);
        assert!(ended.code == Some(code) && ended.err.contains(said), "{arguments:?}: {:?} {}", ended.code, ended.err);
    }
    assert!(!hub.has("content/alerts/heat.md"));
}

#[test]
fn an_update_replaces_what_was_said_and_keeps_the_rest_of_the_file() {
    let hub = Hub::new();
    let water = "---\ntitle: Water # for all\ndate: 2026-11-22T11:00:00Z\nexpires: 2026-11-24 # about\nseverity: severe\n\
                 areas:\n  - name: North\n    polygon: \"53.4,-2.2 53.5,-2.2 53.5,-2.3 53.4,-2.2\"\n  - South\n\
                 do_now: # by the lab\n- Boil it.\n# not sure\nunknown: [Why, |\n  -]\nknown:\n  - E. coli\n---\nMore.\n";
    let water = water.replace("unknown: [Why, |\n  -]", "unknown: [Why,\n  Where]");
    hub.write("content/alerts/water.md", &water);
    assert_eq!(alert(&hub, "2026-11-22T11:00:00Z", &["issue", "water"]).code, Some(0));
    let update = [
        "update",
        "water",
        "It is chemical.",
        "--instruction",
        "Do not drink it: \"boiled\" # or not",
        "--unknown",
        "",
        "--known",
        "A solvent",
        "--known",
        "Since Monday",
        "--area",
        "north",
        "--expires",
        "3 days",
        "--title",
        "No water",
        "--category",
        "env",
        "--advice-until",
        "2026-12-01",
        "--description",
        "About the water.",
        "--doing",
        "We test.",
    ];
    let dry = alert(&hub, NOW, &[&update[..], &["--dry-run"]].concat());
    assert!(dry.code == Some(0) && dry.out.contains("nothing was written"), "{}{}", dry.out, dry.err);
    assert!(dry.err.contains("  No water\n") && dry.err.contains("It is chemical."), "{}", dry.err);
    assert_eq!(hub.read("content/alerts/water.md"), water);
    let ended = alert(&hub, NOW, &update);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let text = hub.read("content/alerts/water.md");
    for line in [
        "title: \"No water\" # for all\n",
        "expires: 2026-11-25T12:00:00+00:00 # about\n",
        "areas:\n  - {name: \"north\", polygon: \"53.4,-2.2 53.5,-2.2 53.5,-2.3 53.4,-2.2\"}\n# not sure\n",
        "known:\n  - \"A solvent\"\n  - \"Since Monday\"\n",
        "---\nMore.\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("Boil") && !text.contains("Where") && !text.contains("coli"), "{text}");
    let message = hub.read("content/alerts/water-2.cap.xml");
    assert!(message.contains("<instruction>Do not drink it: “boiled” # or not\n"), "{message}");
    assert!(!message.contains("Boil") && message.contains("<category>Env</category>"), "{message}");
    assert!(alert(&hub, NOW, &["update", "water", "Now boil it.", "--do", "Boil it."]).code == Some(0));
    let third = hub.read("content/alerts/water-3.cap.xml");
    assert!(third.contains("<instruction>- Boil it.\n") && !third.contains("Do not drink"), "{third}");
}

#[test]
fn an_alert_that_ran_out_wants_an_end_and_its_name_can_be_used_again() {
    let hub = Hub::new();
    let new = alert(&hub, "2026-11-20T03:00:00Z", &["new", "Short one"]);
    assert!(new.code == Some(0), "{}", new.err);
    for word in ["no severity is given", "no area is given", "in force for 24 hours, until 2026-11-21T03:00:00+00:00"] {
        assert!(new.err.contains(word), "{word}: {}", new.err);
    }
    let late = alert(&hub, NOW, &["update", "short-one", "Late news"]);
    assert!(late.code == Some(1) && late.err.contains("`--expires`"), "{}", late.err);
    let past = alert(&hub, NOW, &["update", "short-one", "Late news", "--expires", "2026-11-22T11:00:00Z"]);
    assert!(past.code == Some(2) && past.err.contains("is over already"), "{}", past.err);
    assert!(!hub.has("content/alerts/short-one-2.cap.xml"));
    hub.write("content/alerts/index.md", "---\ntitle: Alerts\n---\n");
    let list = alert(&hub, NOW, &["list"]);
    assert_eq!(list.out.lines().count(), 1, "{}", list.out);
    assert!(list.out.starts_with("over  ended 2026-11-21T03:00:00+00:00  unknown  Short one"), "{}", list.out);
    assert_eq!(alert(&hub, NOW, &["update", "short-one", "Again", "--expires", "1h"]).code, Some(0));
    assert_eq!(alert(&hub, NOW, &["new", "Short one"]).code, Some(2), "it is in force again");
    assert_eq!(alert(&hub, NOW, &["cancel", "short-one", "It was wrong."]).code, Some(0));
    for (path, message) in [
        ("short-one-2026-11-22.md", "short-one-2026-11-22.cap.xml"),
        ("short-one-2026-11-22t1200.md", "short-one-2026-11-22t1200.cap.xml"),
    ] {
        let again = alert(&hub, NOW, &["new", "Short one", "--severity", "minor", "--area", "Here", "--expires", "2h"]);
        assert_eq!(again.out.lines().next(), Some(&*format!("content/alerts/{path}")), "{}", again.err);
        let update = alert(&hub, NOW, &["update", "short-one", "New", "--format", "json"]);
        assert!(update.out.contains(path) && hub.has(&format!("content/alerts/{message}")), "{}", update.out);
        assert_eq!(alert(&hub, NOW, &["cancel", "short-one", "Over.", "--all-clear", "--yes"]).code, Some(0));
    }
    let listed = Report::of(alert(&hub, NOW, &["list", "--format", "json"]));
    let states = |at: usize| listed.json["alerts"][at]["state"].as_str().map(str::to_owned).unwrap();
    let mut states = [states(0), states(1), states(2)];
    states.sort();
    assert_eq!(states, ["all-clear", "all-clear", "cancelled"]);
    assert_eq!(alert(&hub, NOW, &["new", "Gone", "--expires", "2026-11-01"]).code, Some(2));
}

#[test]
fn translations_that_lag_are_named_and_have_their_part_of_each_message() {
    let hub = Hub::new();
    let water = "---\ntitle: Water\ndate: 2026-11-22T11:00:00Z\nexpires: 2026-11-24\nseverity: severe\ncategory: env\n\
                 response: avoid\ndo_now: [Boil it.]\nareas:\n  - name: North\n    geocode: {ONS: E1}\n    circle: \"53.4,-2.2 3\"\n---\n";
    hub.write("bulletin.yaml", &(hub.read("bulletin.yaml") + "languages: {cy: {title: Iechyd}}\n"));
    hub.write("content/alerts/water.md", water);
    let welsh = "---\ntitle: Dwr\ndate: 2026-11-22T11:00:00Z\nareas: [Gogledd]\ndo_now: [Berwch ef.]\n---\n";
    hub.write("content/alerts/water.cy.md", welsh);
    let issued = alert(&hub, "2026-11-22T11:00:00Z", &["issue", "water"]);
    assert!(issued.code == Some(0) && !issued.out.contains("water.cy.md"), "{}", issued.out);
    assert_eq!(alert(&hub, "2026-11-22T11:30:00Z", &["update", "water", "Tests go on."]).code, Some(0));
    let update = alert(&hub, NOW, &["update", "water", "Do not boil.", "--do", "Do not drink it."]);
    assert!(update.out.contains("content/alerts/water.cy.md (cy) lacks this update"), "{}", update.out);
    assert!(update.out.contains("change do_now, instruction as here"), "{}", update.out);
    let cancel = Report::of(alert(&hub, NOW, &["cancel", "water", "It is clean.", "--format", "json"]));
    assert_eq!(cancel.json["lagging"][0], "content/alerts/water.cy.md");
    let welsh = |file: &str| {
        let message = hub.read(file);
        assert_eq!(message.matches("<info>").count(), 2, "{message}");
        for line in ["<category>Env</category>", "<circle>53.4,-2.2 3</circle>", "<value>E1</value>"] {
            assert_eq!(message.matches(line).count(), 2, "{file} {line}: {message}");
        }
        message.split("<language>cy").nth(1).unwrap().to_owned()
    };
    let first = welsh("content/alerts/water.cap.xml");
    assert!(first.contains("<severity>Severe<") && first.contains("<responseType>Avoid<"), "{first}");
    assert!(first.contains("<areaDesc>Gogledd<") && first.contains("<instruction>- Berwch ef."), "{first}");
    // Advice that the update leaves as it was stays; advice that it takes back does not.
    let second = welsh("content/alerts/water-2.cap.xml");
    assert!(second.contains("nad yw yn yr iaith hon eto") && second.contains("Berwch"), "{second}");
    let second = welsh("content/alerts/water-3.cap.xml");
    assert!(second.contains("nad yw yn yr iaith hon eto") && !second.contains("Berwch"), "{second}");
    let third = welsh("content/alerts/water-4.cap.xml");
    assert!(third.contains("<headline>WEDI") && third.contains("<certainty>Unlikely<"), "{third}");
    assert!(third.contains("Cafodd y rhybudd hwn ei ganslo") && third.contains("<urgency>Past<"), "{third}");
    let codes = || Report::of(hub.run(&["check", "--format", "json"])).codes();
    assert!(!codes().contains(&"alert/edited".to_owned()), "{:?}", codes());
}
