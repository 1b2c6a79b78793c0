//! The binary from outside: arguments, exit status, what the terminal shows, what becomes of files.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

mod common;

use std::fs;
use std::process::Command;

use common::{Ended, Hub, NOW, Report, bulletin, run};

/// Runs the binary in a folder that it may not change.
fn ask(arguments: &[&str]) -> Ended {
    let hub = Hub::empty();
    hub.watch(bulletin(&hub.root()).args(arguments), &[])
}

// The command line.

#[test]
fn help_and_version_are_there_for_every_command() {
    let version = ask(&["--version"]);
    assert_eq!((version.code, version.out.trim()), (Some(0), concat!("bulletin ", env!("CARGO_PKG_VERSION"))));
    let help = ask(&["--help"]);
    assert_eq!(help.code, Some(0));
    for command in ["init", "new", "build", "watch", "check", "list", "share", "alert", "live", "completions"] {
        assert!(help.out.contains(&format!("  {command} ")), "{}", help.out);
        let help = ask(&[command, "--help"]);
        assert_eq!(help.code, Some(0));
        for option in ["--root", "--now", "--format", "--color", "--quiet", "--jobs"] {
            assert!(help.out.contains(option), "{command}: {}", help.out);
        }
    }
    // Without a command, the help goes where mistakes go.
    let nothing = ask(&[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(2), ""));
    assert!(nothing.err.contains("Usage"), "{}", nothing.err);
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_would_be_right() {
    for (arguments, said) in [
        (&["biuld"][..], "build"),
        (&["build", "--dratfs"], "--drafts"),
        (&["build", "--jobs", "0"], "1 to 1024"),
        (&["build", "--jobs", "many"], "1 to 1024"),
        (&["build", "--format", "xml"], "json"),
        (&["build", "--color", "sometimes"], "always"),
        (&["new", "news"], "TITLE"),
        (&["completions", "tcsh"], "bash"),
        (&["list", "--state", "gone"], "draft"),
        (&["build", "extra"], "extra"),
    ] {
        let ended = ask(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
    let hub = Hub::new();
    for (arguments, said) in [
        (&["build", "--now", "tomorrow"][..], "RFC 3339"),
        (&["build", "--now", "2026-11-20"], "RFC 3339"),
        (&["build", "--now", "2026-13-45T00:00:00Z"], "RFC 3339"),
        (&["list", "--now", ""], "RFC 3339"),
        (&["check", "--only", "links/mising"], "`links/missing`"),
        (&["check", "--only", "nonsense"], "nonsense"),
        (&["build", "--base-url", "hub.example"], "https://"),
        (&["build", "--base-url", "https://user@hub.example/"], "expected"),
        (&["new", "nws", "A title"], "`news`"),
        (&["new", "zzzzzz", "A title"], "`research`"),
        (&["new", "news", ""], "title"),
        (&["new", "news", " \t "], "title"),
    ] {
        let ended = hub.watch(bulletin(&hub.root()).args(arguments), &[]);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_root_that_is_no_hub_ends_with_two() {
    let hub = Hub::new();
    for root in ["nowhere", "bulletin.yaml", "content"] {
        for command in ["build", "check", "list"] {
            let ended = hub.watch(bulletin(&hub.root()).args([command, "--root", root]), &[]);
            assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{command} {root}: {}", ended.err);
            assert!(ended.err.contains(root), "{}", ended.err);
        }
    }
    let ended = ask(&["build"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("bulletin init"), "{}", ended.err);
    let hub = Hub::new();
    let ended = hub.watch(bulletin(&hub.root()).args(["new", "news", "A title", "--root", "nowhere"]), &[]);
    assert_eq!(ended.code, Some(2), "a hub is not made by accident: {}", ended.err);
}

#[test]
fn each_exit_status_means_what_it_says() {
    let hub = Hub::new();
    assert_eq!(hub.run(&["check"]).code, Some(0));
    hub.write("content/a.md", "---\ntitle: A\ntitel: B\n---\nBody.\n");
    assert_eq!(hub.run(&["check"]).code, Some(0), "a warning is no error");
    hub.write("content/a.md", "---\ntitle: A\ndate: 2026-13-45\n---\nBody.\n");
    assert_eq!(hub.run(&["check"]).code, Some(1));
    assert_eq!(hub.run(&["build"]).code, Some(1));
    assert!(hub.has("public/a/index.html"), "what can be built is built");
    for config in ["titel: T\n", "title: [\n", "theme: nowhere\n", "base_url: nonsense\n", "checks: {x/y: off}\n"] {
        hub.write("bulletin.yaml", config);
        let code = hub.run(&["build"]).code;
        assert_eq!(code, Some(2), "{config}");
    }
    let hub = Hub::new();
    hub.write("public", "a file");
    assert_eq!(hub.run(&["build"]).code, Some(3));
}

#[test]
fn completions_are_printed_for_each_shell() {
    for (shell, part) in [("bash", "_bulletin()"), ("zsh", "#compdef bulletin"), ("fish", "complete -c bulletin")] {
        let ended = ask(&["completions", shell]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
        assert!(ended.out.contains(part), "{shell}");
        assert!(["init", "new", "build", "check", "list"].iter().all(|command| ended.out.contains(command)), "{shell}");
    }
    for shell in ["elvish", "powershell"] {
        assert!(ask(&["completions", shell]).out.contains("bulletin"));
    }
    let script = ask(&["completions", "bash"]).out;
    let mut bash = Command::new("bash");
    assert_eq!(run(bash.args(["-n", "-c", &script])).code, Some(0), "it is a script");
}

// Making things.

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
fn new(hub: &Hub, kind: &str, title: &str) -> String {
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
                let ended = run(bulletin(root).args(["alert", "update", "smoke", &text, "--now", NOW]));
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
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
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
    assert_eq!((issued.code, issued.err.as_str()), (Some(0), ""));
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
    let again = alert(&hub, NOW, &heat);
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
    assert_eq!((cancel.code, cancel.err.as_str()), (Some(0), ""));
    assert!(hub.read("content/alerts/extreme-heat-3.cap.xml").contains("<responseType>AllClear</responseType>"));
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

// Building.

fn small_hub() -> Hub {
    let hub = Hub::new();
    hub.write("content/news/a.md", "---\ntitle: First\ndate: 2026-01-01\n---\nBody of the first.\n");
    hub.write("content/news/b.md", "---\ntitle: Second\ndate: 2026-02-01\n---\nBody of the second.\n");
    hub
}

#[test]
fn a_second_build_writes_nothing() {
    let hub = small_hub();
    hub.write("static/CNAME", "hub.example\n");
    let first = hub.build_well();
    assert_eq!((&first.json["unchanged"], &first.json["removed"]), (&0.into(), &0.into()));
    let files = hub.outputs().len();
    assert_eq!(first.json["written"], files);
    let before = common::snapshot(&hub.at("public"), &[]);
    for more in [&[][..], &["--jobs", "1"], &["--clean"]] {
        let second = hub.build(more);
        assert_eq!((&second.json["written"], &second.json["unchanged"]), (&0.into(), &files.into()), "{more:?}");
    }
    assert_eq!(common::snapshot(&hub.at("public"), &[]), before, "not even its times changed");
}

#[test]
fn what_lost_its_source_is_removed_and_nothing_else() {
    let hub = small_hub();
    hub.build_well();
    hub.write("public/news/a/mine.txt", "mine");
    hub.write("public/mine/index.html", "mine");
    let before = hub.outputs();
    fs::remove_file(hub.at("content/news/a.md")).unwrap();
    let report = hub.build_well();
    assert_eq!(report.json["removed"], 2);
    let after = hub.outputs();
    let gone: Vec<_> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    assert_eq!(gone, ["news/a/card.png", "news/a/index.html"]);
    assert_eq!(
        (hub.read("public/news/a/mine.txt"), hub.read("public/mine/index.html")),
        ("mine".into(), "mine".into())
    );
    fs::remove_file(hub.at("content/news/b.md")).unwrap();
    hub.build_well();
    assert!(!hub.has("public/news/b"), "an empty folder of ours goes too");
}

#[test]
fn an_output_that_somebody_edited_is_written_again_or_left_when_its_source_is_gone() {
    let hub = small_hub();
    hub.build_well();
    let right = hub.output("news/b/index.html");
    hub.write("public/news/b/index.html", "edited");
    hub.write("public/news/a/index.html", "edited");
    fs::remove_file(hub.at("content/news/a.md")).unwrap();
    let ended = hub.run(&["build"]);
    assert!(ended.err.contains("left there") && ended.err.contains("1 file"), "{}", ended.err);
    assert_eq!(hub.output("news/a/index.html"), "edited");
    assert!(hub.output("news/b/index.html") != "edited" && right != "edited");
}

#[test]
fn build_goes_where_it_is_told_and_stands_where_it_is_told() {
    let hub = small_hub();
    let mut command = bulletin(&hub.root());
    command.args(["build", "--out", "../site/deep", "--base-url", "https://other.example/sub/", "--now", NOW]);
    let ended = hub.watch(&mut command, &["site", "hub/.bulletin"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(!hub.has("public"));
    let html = hub.read("../site/deep/news/a/index.html");
    assert!(
        html.contains("href=\"https://other.example/sub/news/a/\"") && html.contains("href=\"/sub/news/"),
        "{html}"
    );
    assert!(!html.contains("hub.example"), "{html}");
    // The other output folder has its own list of what is ours.
    hub.build_well();
    assert!(hub.read("../site/deep/news/a/index.html") == html && hub.has("public/news/a/index.html"));
}

#[test]
fn drafts_are_built_only_when_asked_for() {
    let hub = small_hub();
    hub.write("content/news/c.md", "---\ntitle: Unready\ndate: 2026-03-01\ndraft: true\n---\nNot yet.\n");
    let shows = |hub: &Hub| hub.outputs().values().any(|bytes| String::from_utf8_lossy(bytes).contains("Unready"));
    hub.build_well();
    assert!(!shows(&hub));
    hub.build(&["--drafts"]);
    assert!(shows(&hub));
    hub.build_well();
    assert!(!shows(&hub) && !hub.has("public/news/c"));
}

#[test]
fn a_build_works_from_any_folder_of_the_hub() {
    let hub = small_hub();
    let mut command = bulletin(&hub.at("content/news"));
    let ended = hub.watch(command.args(["build", "--now", NOW]), &["hub/public", "hub/.bulletin"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(hub.has("public/news/a/index.html"));
    assert_eq!(new(&hub, "news", "From the root"), "content/news/2026-11-22-from-the-root.md");
    let mut command = bulletin(&hub.at("content/news"));
    let ended = hub.watch(command.args(["new", "guide", "From below", "--now", NOW]), &["hub/content"]);
    assert_eq!(ended.out.trim(), "content/guides/from-below.md", "{}", ended.err);
    assert!(hub.has("content/guides/from-below.md"));
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let hub = small_hub();
    hub.build(&["--jobs", "1"]);
    let one = hub.outputs();
    fs::remove_dir_all(hub.at("public")).unwrap();
    let mut command = bulletin(&hub.root());
    command.env("TZ", "Asia/Tokyo").env("LANG", "tr_TR.UTF-8").env("LC_ALL", "tr_TR.UTF-8");
    hub.watch(command.args(["build", "--jobs", "7", "--now", NOW]), &["hub/public", "hub/.bulletin"]);
    assert!(one == hub.outputs());
}

// What the terminal shows.

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
    let early = [("draft", "draft"), ("embargoed", "embargo"), ("scheduled", "later")];
    assert_eq!(states(&["--now", "2024-06-01T00:00:00Z"]), named(&early));
    assert_eq!(states(&["--now", NOW, "--state", "draft", "--state", "expired"]), named(&[now[0], now[2]]));
    let ended = hub.run(&["list"]);
    assert_eq!((ended.code, ended.out.lines().count(), ended.err.as_str()), (Some(0), 5, ""));
    assert!(ended.out.contains("embargoed until 2026-12-01T05:00:00Z"), "{}", ended.out);
    assert!(small_hub().run(&["list"]).out.contains("every page is published"));

    // A page that cannot be read is on no list, and that is said.
    hub.write("content/broken.md", "---\ntitle: Broken\n");
    let ended = hub.run(&["list"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 5));
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

// Sharing.

fn hub_to_share() -> Hub {
    let hub = Hub::new();
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://northside.health/hub/\n");
    let front = "title: A new scanner\ndescription: It opens in May and sees ten people an hour.\ndate: 2026-11-20\n\
        topics: [medical imaging]\nshare: {networks: {x: 'Scan sooner.'}}";
    hub.write("content/news/scanner.md", format!("---\n{front}\n---\nBody.\n"));
    let page = |name: &str, more: &str| {
        let text = format!("---\ntitle: Page {name}\ndate: 2026-01-05\n{more}\n---\nBody of {name}.\n");
        hub.write(&format!("content/news/{name}.md"), text);
    };
    page("draft", "draft: true");
    page("embargo", "embargo: 2026-12-01T06:00:00+01:00");
    page("both", "draft: true\npublish_at: 2026-12-24");
    page("old", "expires: 2026-02-01");
    hub
}

#[test]
fn share_writes_a_post_for_each_network_and_shows_each_preview() {
    let hub = hub_to_share();
    let ended = hub.run(&["share", "content/news/scanner.md"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    for said in [
        "A new scanner\nhttps://northside.health/hub/news/scanner/  content/news/scanner.md\n",
        "\nX  37 of 280 weighted characters, as written\n  Scan sooner.\n\n  https://northside.health/hub/news/scanner/\n",
        "\nBluesky  ",
        "of 300 characters, ",
        "of 3000 bytes, composed\n  A new scanner\n\n  It opens in May and sees ten people an hour.\n",
        "  #MedicalImaging\n",
        "\nPreviews\n  Facebook  A new scanner\n",
        "northside.health  picture https://northside.health/hub/",
        "  Google    A new scanner – Northside Health\n",
    ] {
        assert!(ended.out.contains(said), "{said}\n{}", ended.out);
    }
    let json = Report::of(hub.run(&["share", "/hub/news/scanner/", "--format", "json"])).json;
    assert_eq!(json["source"], "content/news/scanner.md");
    assert_eq!((json["posts"].as_array().unwrap().len(), json["previews"].as_array().unwrap().len()), (6, 11));
    assert_eq!(json["posts"][0]["network"], "x");
    assert_eq!(json["previews"][0]["seen"]["title"]["from"], "og:title");
    assert_eq!(Report::of(hub.run(&["share", "/hub/news/scanner/", "--json"])).json, json);
    assert_eq!(hub.run(&["share", "/hub/news/scanner/", "--json", "--copy", "x"]).code, Some(2));
}

#[test]
fn share_copies_one_post_alone() {
    let hub = hub_to_share();
    for page in
        ["content/news/scanner.md", "news/scanner.md", "/news/scanner/", "https://northside.health/hub/news/scanner/"]
    {
        let ended = hub.run(&["share", page, "--copy", "x"]);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{page}");
        assert_eq!(ended.out, "Scan sooner.\n\nhttps://northside.health/hub/news/scanner/\n");
    }
    let mut command = bulletin(&hub.at("content/news"));
    let ended = hub.watch(command.args(["share", "scanner.md", "--copy", "x", "--now", NOW]), &[]);
    assert!(ended.out.starts_with("Scan sooner."), "{}", ended.err);
    let ended = hub.run(&["share", "/news/scanner/", "--copy", "blusky"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("`bluesky`"), "{}", ended.err);
    let ended = hub.run(&["share", "content/news/scaner.md"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("did you mean `content/news/scanner.md`?"), "{}", ended.err);
}

#[test]
fn share_warns_of_pages_that_are_not_published_yet_and_refuses_those_that_are_gone() {
    let hub = hub_to_share();
    for (page, said) in [("draft", "draft"), ("embargo", "embargoed until 2026-12-01T05:00:00"), ("both", "draft")] {
        let ended = hub.run(&["share", &format!("content/news/{page}.md")]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.contains("not published") && ended.err.contains(said), "{}", ended.err);
        assert!(ended.out.contains(&format!("Body of {page}.")), "{}", ended.out);
    }
    let ended = hub.run(&["share", "/news/old/"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert!(ended.err.contains("expired 2026-02-02"), "{}", ended.err);
}

// Live coverage.

const LIVE: &str =
    "---\ntitle: Open day\nstarts: 2026-11-22T11:00\ndelay_minutes: 5\n---\nHello.\n\n## 11:05 Doors {#doors}\n\nIn.\n";

fn live(hub: &Hub, arguments: &[&str]) -> Ended {
    run(bulletin(&hub.root()).arg("live").args(arguments).args(["--now", NOW]))
}

#[test]
fn updates_are_posted_and_corrected() {
    let hub = Hub::new();
    hub.write("content/live/day.md", LIVE);
    hub.write("picture.JPG", "not looked at");
    hub.write("content/live/day-taken.jpg", "of another");
    let posted = live(&hub, &["/live/day/", "All are *here*.", "--heading", "Full house"]);
    assert_eq!((posted.code, posted.err.as_str()), (Some(0), ""));
    assert_eq!(posted.out, "full-house https://hub.example/live/day/full-house/: seen from 2026-11-22T12:05:00Z\n");
    let picture = hub.at("picture.JPG");
    let picture = picture.to_str().unwrap();
    let more = live(&hub, &["live/day.md", "Look.", "--image", picture, "--alt", "A hall", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&more.out).unwrap();
    assert_eq!((told["key"].as_str(), told["file"].as_str()), (Some("look"), Some("content/live/day.md")));
    assert_eq!(hub.read("content/live/day-look.jpg"), "not looked at");
    let corrected = live(&hub, &["content/live/day.md", "It was 11:07.", "--correct", "doors", "--quiet"]);
    assert_eq!((corrected.code, corrected.out.as_str()), (Some(0), ""));
    assert_eq!(
        hub.read("content/live/day.md"),
        LIVE.replace("In.\n", "In.\n\n:::correction {at=\"2026-11-22 12:00\"}\nIt was 11:07.\n:::\n")
            + "\n## 2026-11-22 12:00 Full house {#full-house}\n\nAll are *here*.\n\n\
               ## 2026-11-22 12:00  {#look}\n\nLook.\n\n![A hall](day-look.jpg)\n"
    );
    for (arguments, said) in [
        (&["live/none.md", "A"][..], "no page"),
        (&["index.md", "A"], "no live coverage"),
        (&["live/day.md", " "], "text"),
        (&["live/day.md", "A", "--correct", "dors"], "did you mean `doors`?"),
        (&["live/day.md", "A\n\n## 13:00 B"], "another update"),
        (&["live/day.md", "A", "--image", picture], "--alt"),
        (&["live/day.md", "A", "--image", "a.txt", "--alt", "A"], "no picture"),
        (&["live/day.md", "Taken.", "--image", picture, "--alt", "A"], "`day-taken.jpg` is there already"),
    ] {
        let before = hub.read("content/live/day.md");
        let ended = live(&hub, arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
        assert_eq!(hub.read("content/live/day.md"), before);
    }
}

#[test]
fn eight_people_may_post_at_once() {
    let hub = Hub::new();
    hub.write("content/live/day.md", LIVE);
    let root = hub.root();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let root = &root;
            scope.spawn(move || {
                let ended = run(bulletin(root).args([
                    "live",
                    "live/day.md",
                    &format!("Number {number}."),
                    "--heading",
                    "Same",
                    "--now",
                    NOW,
                ]));
                assert_eq!(ended.code, Some(0), "{}", ended.err);
            });
        }
    });
    let text = hub.read("content/live/day.md");
    assert!(text.starts_with(LIVE.trim_end()) && text.ends_with(".\n"), "{text}");
    for number in 0..8 {
        assert_eq!(text.matches(&format!("\n\nNumber {number}.\n")).count(), 1, "{text}");
        let key = if number == 0 { "{#same}".to_owned() } else { format!("{{#same-{}}}", number + 1) };
        assert_eq!(text.matches(&key).count(), 1, "{text}");
    }
    let checked = run(bulletin(&root).args(["check", "--now", NOW]));
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
}
