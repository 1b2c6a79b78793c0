//! `bulletin watch` from outside: files change, and what is served ends as a fresh start would show it.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

mod common;

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use common::live::{Live, Tab};
use common::{Hub, SECRET};

/// A hub under `/hub/` with two sections.
fn hub() -> Hub {
    let hub = Hub::empty();
    hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/hub/\n");
    hub.write("content/index.md", "---\ntitle: Northside Health\n---\nWelcome to the hub.\n");
    hub.write("content/news/index.md", "---\ntitle: News\n---\nWhat is new.\n");
    for (name, day) in [("scanner", 20), ("clinic", 19), ("vaccine", 18)] {
        hub.write(&format!("content/news/{name}.md"), page(name, day, "The first text."));
    }
    hub.write("content/guides/index.md", "---\ntitle: Guides\n---\nIn plain words.\n");
    hub.write("content/guides/asthma.md", "---\ntitle: Asthma\n---\nSee [the news](../news/scanner.md).\n");
    hub.write("content/guides/leaflet.txt", "A leaflet.\n");
    hub.write("static/contact.txt", "0123456789");
    hub
}

fn page(title: &str, day: u32, body: &str) -> String {
    format!("---\ntitle: The {title}\ndate: 2026-11-{day}\ndescription: About the {title}\n---\n{body}\n")
}

fn shell(hub: &Hub, script: &str) {
    let done = Command::new("sh").args(["-ec", script]).current_dir(hub.root()).status().unwrap();
    assert!(done.success(), "{script}");
}

/// Each of these is tried with the system's word and by looking: after it, what is served is what a
/// fresh start would show.
macro_rules! edits {
    ($($name:ident: $edit:expr;)*) => {
        mod told {
            use super::*;
            $(#[test] fn $name() { end_as_fresh(&[], $edit); })*
        }
        mod looking {
            use super::*;
            $(#[test] fn $name() { end_as_fresh(&["--poll"], $edit); })*
        }
    };
}

fn end_as_fresh(arguments: &[&str], edit: fn(&Hub, &Live)) {
    let hub = hub();
    let live = Live::start(&hub, arguments);
    live.is_as_fresh(&hub);
    edit(&hub, &live);
    live.is_as_fresh(&hub);
}

edits! {
    saved_in_place: |hub, _| hub.write("content/news/scanner.md", page("scanner", 20, "Another text."));
    saved_with_another_title: |hub, _| hub.write("content/news/scanner.md", page("new scanner", 17, "The first text."));
    saved_as_vim_does: |hub, _| shell(hub, "
        cd content/news
        touch 4913; rm 4913
        mv scanner.md scanner.md~
        printf -- '---\\ntitle: By vim\\n---\\nA text.\\n' > scanner.md
        chmod 644 scanner.md
        rm scanner.md~");
    saved_beside_and_renamed_over: |hub, _| shell(hub, "
        cd content/news
        printf -- '---\\ntitle: By another editor\\n---\\nA text.\\n' > .scanner.md.tmp
        mv .scanner.md.tmp scanner.md");
    saved_bit_by_bit: |hub, _| shell(hub, "
        cd content/news
        printf -- '---\\ntitle: Bit by bit\\n' > scanner.md
        for i in 1 2 3 4 5 6 7 8; do printf 'weight: %s\\n' $i > /dev/null; printf -- '' >> scanner.md; done
        printf -- '---\\nA text.\\n' >> scanner.md
        for i in 1 2 3 4 5 6 7 8 9; do echo \"And line $i.\" >> scanner.md; done");
    copied_with_all_that_is_in_it: |hub, _| shell(hub, "cp -r content/news content/archive");
    copied_deep: |hub, _| shell(hub, "
        mkdir -p content/a/b/c/d
        cp -r content/news content/a/b/c/d/
        cp -r content/a content/guides/again");
    renamed_folder: |hub, _| shell(hub, "mv content/news content/press");
    renamed_folder_that_is_then_written_to: |hub, live| {
        shell(hub, "mv content/news content/press");
        live.shows("/hub/press/scanner/", "The first text.");
        hub.write("content/press/scanner.md", page("scanner", 20, "After the move."));
        live.shows("/hub/press/scanner/", "After the move.");
        shell(hub, "mv content/press content/news");
        live.shows("/hub/news/scanner/", "After the move.");
        hub.write("content/news/scanner.md", page("scanner", 20, "And back."));
    };
    moved_between_folders: |hub, _| shell(hub, "mv content/news/clinic.md content/guides/");
    renamed_in_case_only: |hub, _| shell(hub, "mv content/news/clinic.md content/news/Clinic.md");
    deleted: |hub, _| shell(hub, "rm content/news/clinic.md");
    deleted_and_made_again: |hub, live| {
        shell(hub, "rm content/news/clinic.md");
        live.wait("its end", || (live.get("/hub/news/clinic/").status == 404).then_some(()));
        hub.write("content/news/clinic.md", page("clinic", 19, "It is back."));
    };
    deleted_and_made_again_at_once: |hub, _| shell(hub, "
        cp content/news/clinic.md kept
        rm content/news/clinic.md
        cat kept > content/news/clinic.md
        echo 'It is back.' >> content/news/clinic.md
        rm kept");
    first_page_of_a_new_section: |hub, _| shell(hub, "
        mkdir -p content/research/2026
        printf -- '---\\ntitle: A study\\n---\\nA text.\\n' > content/research/2026/study.md");
    content_deleted_and_made_again: |hub, live| {
        shell(hub, "cp -r content kept; rm -r content");
        live.is_as_fresh(hub);
        shell(hub, "mv kept content");
        live.shows("/hub/news/scanner/", "The first text.");
        hub.write("content/news/scanner.md", page("scanner", 20, "After all."));
    };
    content_moved_away_and_back_at_once: |hub, _| shell(hub, "
        mv content kept; mv kept content
        echo 'One more line.' >> content/news/scanner.md");
    hundreds_at_once: |hub, _| {
        for at in 0..300 {
            hub.write(&format!("content/news/more/{at}.md"), page(&format!("page {at}"), 1 + at % 20, "A text."));
        }
        for name in ["scanner", "clinic", "vaccine"] {
            hub.write(&format!("content/news/{name}.md"), page(name, 2, "All changed."));
        }
        shell(hub, "rm content/guides/asthma.md");
    };
    again_and_again_while_it_reads: |hub, _| {
        for at in 0..150 {
            hub.write("content/news/scanner.md", page(&format!("scanner {at}"), 20, &format!("Text {at}.")));
            hub.write(&format!("content/guides/new-{}.md", at % 7), page("guide", 3, &format!("Text {at}.")));
        }
    };
    first_template_and_none: |hub, live| {
        hub.write("templates/404.html", "<!doctype html><p>Ours, <b>{{ page.language }}</b>");
        live.wait("our own page", || live.get("/hub/no/").text().contains("<p>Ours").then_some(()));
        shell(hub, "rm -r templates");
    };
    data_strings_and_static: |hub, _| {
        hub.write("data/numbers.yaml", "beds: 12\n");
        hub.write("strings/en.yaml", "nav.skip: Past the menu\n");
        hub.write("static/contact.txt", "Another number.");
        hub.write("static/more/new.txt", "New.");
    };
    configuration_broken_and_mended: |hub, live| {
        let good = hub.read("bulletin.yaml");
        hub.write("bulletin.yaml", "title: [\n");
        live.wait("the mistake", || live.problems()?.iter().any(|it| it.0 == "yaml/syntax").then_some(()));
        assert!(live.get("/hub/news/scanner/").text().contains("The first text."), "the last good page stays");
        hub.write("bulletin.yaml", good.replace("Northside", "Southside"));
    };
    configuration_with_another_path: |hub, _| {
        hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/elsewhere/\n");
    };
    template_broken_and_mended: |hub, live| {
        hub.write("templates/news.html", "{% if %}");
        live.wait("the mistake", || live.problems()?.iter().any(|it| it.0 == "template/syntax").then_some(()));
        assert!(live.get("/hub/news/scanner/").text().contains("The first text."), "the last good page stays");
        hub.write("templates/news.html", "<!doctype html><title>x</title><p>{{ page.title }}</p>");
    };
    template_that_fails_on_some_pages: |hub, live| {
        live.shows("/hub/news/scanner/", "The first text.");
        hub.write("templates/news.html", "<p>{{ page.nothing.at.all }}</p>");
        live.wait("the mistake", || live.problems()?.iter().any(|it| it.0 == "template/render").then_some(()));
        assert!(live.get("/hub/news/scanner/").text().contains("The first text."), "the last good page stays");
        hub.write("templates/news.html", "<p>{{ page.title }}</p>");
    };
    the_hub_itself_moved_away_and_back: |hub, live| {
        let away = hub.outside("away");
        fs::rename(hub.root(), &away).unwrap();
        live.wait("the mistake", || live.problems()?.iter().any(|it| it.0 == "disk/unreadable").then_some(()));
        fs::rename(&away, hub.root()).unwrap();
        live.wait("its end", || live.problems()?.is_empty().then_some(()));
        hub.write("content/news/scanner.md", page("scanner", 20, "At home again."));
    };
}

#[test]
fn pages_are_served_while_their_front_matter_changes_under_them() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    live.is_as_fresh(&hub);
    for at in 0..60 {
        let title = "ä€𝄞".repeat(at % 11);
        hub.write("content/news/scanner.md", page(&title, 20, &"Zwölf €uro. ".repeat(40)));
        assert_eq!(live.get("/hub/news/scanner/").status, 200);
    }
    live.is_as_fresh(&hub);
}

#[test]
fn what_a_page_shows_is_what_a_build_writes_and_a_build_writes_no_script() {
    let hub = Hub::empty();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/example-site/.");
    assert!(Command::new("cp").args(["-r", example]).arg(hub.root()).status().unwrap().success());
    let live = Live::start(&hub, &[]);
    live.is_as_fresh(&hub);
    assert!(live.get("/hub/").text().contains("/_bulletin/watch.js"));
    hub.build(&[]);
    live.is_as_fresh(&hub);
    for (path, bytes) in hub.outputs() {
        assert!(!String::from_utf8_lossy(&bytes).contains("_bulletin"), "{path}");
    }
}

// The server.

#[test]
fn only_our_own_names_are_answered() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.1.1", ""] {
        for path in ["/hub/", "/_bulletin/events", "/_bulletin/watch.js"] {
            let answer = live.ask("GET", path, &[("Host", host)]);
            assert_eq!(answer.status, 403, "{host}");
            assert!(answer.text().contains("--host"), "{}", answer.text());
        }
    }
    for host in ["localhost", "LOCALHOST:9", "127.0.0.1", "[::1]:4000"] {
        assert_eq!(live.ask("GET", "/hub/", &[("Host", host)]).status, 200, "{host}");
    }
}

#[test]
fn nothing_but_the_output_is_served() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    for path in [
        "/hub/../bulletin.yaml",
        "/../hub/bulletin.yaml",
        "/hub/%2e%2e/%2e%2e/outside/secret.txt",
        "/hub/..%2f..%2foutside%2fsecret.txt",
        "/hub/..%5c..%5coutside%5csecret.txt",
        "/hub//../../outside/secret.txt",
        "/hub/%00",
        "/hub/%ff%fe",
        "/hub/%",
        "/hub/bulletin.yaml",
        "/hub/content/index.md",
        "/hub/_headers",
        "/hub/_redirects",
        "/_bulletin/",
        "/_bulletin/../bulletin.yaml",
        "//evil.example/",
        "/etc/passwd",
    ] {
        let answer = live.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert!(!answer.text().contains(SECRET) && !answer.text().contains("base_url"), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = live.ask(method, "/hub/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn it_behaves_like_a_host() {
    let hub = hub();
    hub.write("static/_headers", "/hub/*\n  X-Ours: yes\n  Content-Security-Policy: default-src 'none'\n/hub/contact.txt\n  Content-Type: text/markdown\n");
    hub.write("static/_redirects", "/hub/old/* /hub/news/:splat 302\n/hub/news/clinic/ /hub/news/vaccine/ 301!\n/hub/news/scanner/ /hub/ 301\n/hub/app/* /hub/news/ 200\n");
    let live = Live::start(&hub, &[]);
    let get = |path: &str| live.get(path);
    for (path, status, to) in [
        ("/", 302, "/hub/"),
        ("/hub", 302, "/hub/"),
        ("/hub/news", 301, "/hub/news/"),
        ("/hub/old/scanner/", 302, "/hub/news/scanner/"),
        ("/hub/news/clinic/", 301, "/hub/news/vaccine/"),
    ] {
        let answer = get(path);
        assert_eq!((answer.status, answer.header("location")), (status, to), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(get("/hub/news/scanner/").status, 200, "what is there stays, unless a rule says otherwise");
    assert!(get("/hub/app/x/y").text().contains("What is new."));
    let missing = get("/hub/no/such/page/");
    assert_eq!(missing.status, 404);
    assert_eq!(missing.plain(), get("/hub/404.html").plain());
    assert_eq!(missing.header("content-type"), "text/html; charset=utf-8");
    let home = get("/hub/");
    assert_eq!((home.header("x-ours"), home.header("cache-control")), ("yes", "no-cache"));
    let ours = format!("http://{}/_bulletin/", live.at);
    assert!(home.header("content-security-policy").contains(&format!("script-src {ours}")), "{home:?}");
    assert_eq!(get("/hub/contact.txt").header("content-type"), "text/markdown");
    assert_eq!(get("/hub/sitemap.xml").header("content-type"), "application/xml");
    let head = live.ask("HEAD", "/hub/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), home.body.len().to_string());
    let known = live.ask("GET", "/hub/", &[("If-None-Match", home.header("etag"))]);
    assert_eq!((known.status, known.body.len()), (304, 0));
}

#[test]
fn the_headers_and_redirects_of_the_hub_hold() {
    let hub = hub();
    hub.write("content/news/scanner.md", "---\ntitle: Scanner\naliases: [/mri/, /mri.pdf]\n---\nA text.\n");
    let live = Live::start(&hub, &[]);
    for path in ["/hub/mri/", "/hub/mri", "/hub/mri.pdf"] {
        let answer = live.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, "/hub/news/scanner/"), "{path}");
    }
    let home = live.get("/hub/");
    assert!(home.header("content-security-policy").contains("script-src 'self' 'sha256-"), "{home:?}");
    assert!(!home.header("content-security-policy").contains("_bulletin"), "{home:?}");
    assert_eq!(live.get("/hub/feed.xml").header("content-type"), "application/rss+xml; charset=utf-8");
    let style = home.text().split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(live.get(&style).header("cache-control"), "public, max-age=31536000, immutable");
}

#[test]
fn parts_of_files() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let ask = |range: &str| live.ask("GET", "/hub/contact.txt", &[("Range", range)]);
    for (range, status, said, body) in [
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=7-", 206, "bytes 7-9/10", "789"),
        ("bytes=-2", 206, "bytes 8-9/10", "89"),
        ("bytes=5-500", 206, "bytes 5-9/10", "56789"),
        ("bytes=10-", 416, "bytes */10", ""),
        ("bytes=0-1,3-4", 200, "", "0123456789"),
        ("nonsense", 200, "", "0123456789"),
    ] {
        let answer = ask(range);
        let found = (answer.status, answer.header("content-range"), answer.text());
        assert_eq!(found, (status, said, body.to_owned()), "{range}");
    }
    let tag = live.get("/hub/contact.txt").header("etag").to_owned();
    let part = |tag: &str| live.ask("GET", "/hub/contact.txt", &[("Range", "bytes=0-0"), ("If-Range", tag)]).status;
    assert_eq!((part(&tag), part("\"other\"")), (206, 200));
}

#[test]
fn a_taken_port_is_told_and_the_next_is_tried() {
    let hub = hub();
    let first = Live::start(&hub, &[]);
    let port = first.at.rsplit(':').next().unwrap();
    let second = Live::start_with(&hub, &["--port", port]);
    assert_ne!(first.at, second.at);
    let by = second.said("who has it", |said| Some(said["by"].as_str()?.to_owned()));
    assert!(by.contains("bulletin watch") && by.contains(hub.root().to_str().unwrap().trim_end_matches('/')), "{by}");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let third = Live::start_with(&hub, &["--port", &port]);
    let by = third.said("who has it", |said| Some(said["by"].as_str()?.to_owned()));
    assert!(by.contains("no web server"), "{by}");
    assert_eq!(third.get("/hub/").status, 200);
}

#[test]
fn wrong_usage_ends_at_once() {
    let empty = Hub::empty();
    let ended = empty.run(&["watch", "--port", "0"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("bulletin init"), "{}", ended.err);
    let hub = hub();
    for (arguments, code) in [(&["--port", "70000"][..], 2), (&["--host", "192.0.2.1"], 2), (&["--now", "tomorrow"], 2)]
    {
        let ended = hub.watch(common::bulletin(&hub.root()).args(["watch", "--port", "0"]).args(arguments), &[]);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
    }
}

// What tabs are told.

#[test]
fn only_tabs_whose_page_changed_are_told() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let (scanner, clinic, list) =
        (live.tab("/hub/news/scanner/"), live.tab("/hub/news/clinic/"), live.tab("/hub/news/"));
    for tab in [&scanner, &clinic, &list] {
        assert_eq!(tab.wait("problems").1, [] as [&str; 0], "a tab that shows what is served has nothing to do");
    }
    hub.write("content/news/scanner.md", page("scanner", 20, "Another text."));
    scanner.wait("reload");
    // A mistake is told to all, and after what went before.
    hub.write("content/news/vaccine.md", page("vaccine", 18, "[Lost](nowhere.md)"));
    let is_error = |told: &serde_json::Value| told["errors"] == 1;
    for tab in [&clinic, &list] {
        let (_, before) = tab.wait_for("problems", is_error);
        assert!(!before.contains(&"reload".to_owned()), "{before:?}");
    }
    hub.write("content/news/scanner.md", page("renamed", 20, "Another text."));
    list.wait("reload");
    clinic.wait("reload");
}

#[test]
fn a_tab_that_was_away_is_told_when_it_is_back() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let query = |live: &Live| {
        let html = live.get("/hub/news/scanner/").text();
        let said = |name: &str| html.split(&format!("data-{name}=\"")).nth(1).unwrap()[..32].to_owned();
        format!("path=/hub/news/scanner/&whole={}&form={}", said("whole"), said("form"))
    };
    let shown = query(&live);
    let port = live.at.rsplit(':').next().unwrap().to_owned();
    drop(live);
    let again = Live::start_with(&hub, &["--port", &port]);
    assert_eq!(Tab::open(&again, &shown).wait("problems").1, [] as [&str; 0]);
    hub.write("content/news/scanner.md", page("scanner", 20, "Another text."));
    again.shows("/hub/news/scanner/", "Another text.");
    Tab::open(&again, &shown).wait("reload");
}

#[test]
fn a_changed_style_sheet_is_told_as_such() {
    let hub = hub();
    hub.write("assets/css/clarity.css", "body { color: black }");
    hub.write("static/own.css", "p { color: black }");
    let live = Live::start(&hub, &[]);
    let tab = live.tab("/hub/");
    tab.wait("problems");
    hub.write("assets/css/clarity.css", "body { color: navy }");
    let (_, before) = tab.wait("styles");
    assert!(!before.contains(&"reload".to_owned()), "{before:?}");
    hub.write("static/own.css", "p { color: navy }");
    let (files, before) = tab.wait("files");
    assert_eq!(files, serde_json::json!(["/hub/own.css"]));
    assert!(!before.contains(&"reload".to_owned()), "{before:?}");
}

#[test]
fn a_mistake_is_told_with_its_place_and_no_page_is_lost() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let (own, other) = (live.tab("/hub/news/clinic/"), live.tab("/hub/news/scanner/"));
    own.wait("problems");
    other.wait("problems");
    hub.write("content/news/clinic.md", "---\ntitle: [The clinic\n---\nA text.\n");
    let is_error = |told: &serde_json::Value| told["errors"] == 1;
    let (told, _) = own.wait_for("problems", is_error);
    let problem = &told["list"][0];
    assert_eq!((&problem["here"], &problem["level"]), (&true.into(), &"error".into()), "{told:#}");
    assert_eq!(problem["place"]["file"], "content/news/clinic.md");
    assert_eq!(other.wait_for("problems", is_error).0["list"][0]["here"], false);
    hub.write("content/news/clinic.md", page("clinic", 19, "Mended."));
    other.wait_for("problems", |told| told["errors"] == 0);
    live.is_as_fresh(&hub);
}

#[test]
fn a_hub_that_cannot_be_read_at_first_is_shown_when_it_can() {
    let hub = hub();
    let good = hub.read("bulletin.yaml");
    hub.write("bulletin.yaml", "title: <script>alert(1)</script>: [\n");
    let live = Live::start(&hub, &[]);
    let answer = live.get("/hub/");
    assert_eq!(answer.status, 500);
    assert!(
        answer.text().contains("/_bulletin/watch.js") && answer.text().contains("bulletin.yaml:1"),
        "{}",
        answer.text()
    );
    assert!(!answer.text().contains("<script>"), "{}", answer.text());
    let tab = Tab::open(&live, "path=/hub/&whole=&form=");
    assert_eq!(tab.wait("problems").0["errors"], 1);
    hub.write("bulletin.yaml", good);
    tab.wait("reload");
    live.is_as_fresh(&hub);
}

#[test]
fn drafts_are_shown_when_they_are_asked_for() {
    let hub = hub();
    hub.write("content/news/soon.md", "---\ntitle: Soon\ndraft: true\n---\nA draft.\n");
    assert_eq!(Live::start(&hub, &[]).get("/hub/news/soon/").status, 404);
    assert_eq!(Live::start(&hub, &["--drafts"]).get("/hub/news/soon/").status, 200);
}

#[test]
fn many_tabs_leave_room_for_pages() {
    let hub = hub();
    let live = Live::start(&hub, &[]);
    let tabs: Vec<Tab> = (0..9).map(|_| live.tab("/hub/")).collect();
    tabs[0].wait("rest");
    tabs[4].wait("rest");
    tabs[8].wait("problems");
    assert!(!tabs[8].so_far().contains(&"rest".to_owned()));
}
