//! Names.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::common::Hub;
use super::scripts::harmless;

#[test]
fn names_of_any_kind_are_published_under_an_address_that_leads_to_them() {
    let hub = Hub::new();
    let long = format!("{}.md", "n".repeat(252));
    let wide = format!("{}.md", "ü".repeat(126));
    let names = [
        "with space.md",
        "qu'ote.md",
        "dou\"ble.md",
        "per%cent.md",
        "%2e%2e.md",
        "%41.md",
        "ques?tion.md",
        "ha#sh.md",
        "am&p.md",
        "les<s>.md",
        "naïve.md",
        "日本語.md",
        "🏥.md",
        "con.md",
        "nul.md",
        "a.b.c.md",
        "-dash.md",
        "colon:semi;.md",
        "star*[x].md",
        "$(touch x).md",
        "{{ 7 * 7 }}.md",
        "feed.xml.md",
        "404.md",
        "index.html.md",
        &long,
        &wide,
    ];
    let mut links = String::from("---\ntitle: All\n---\n");
    for (at, name) in names.iter().enumerate() {
        hub.write(&format!("content/names/{name}"), format!("Body number {at}.\n"));
        hub.write(&format!("content/names/{}.txt", name.trim_end_matches(".md").get(..40).unwrap_or("x")), "file\n");
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        links.push_str(&format!("[x](names/{encoded})\n"));
    }
    hub.write("content/all.md", links);
    let report = hub.build(&[]);
    for (at, name) in names.iter().enumerate() {
        let file = format!("content/names/{name}");
        let found = hub.outputs().into_iter().find(|(path, bytes)| {
            path.ends_with(".html") && String::from_utf8_lossy(bytes).contains(&format!("<p>Body number {at}.</p>"))
        });
        let codes = report.codes_in(&file);
        let told = codes.iter().any(|code| code.starts_with("address/") || code.starts_with("disk/"));
        assert!(found.is_some() || told, "{name} was dropped: {codes:?}");
    }
    let html = hub.output("all/index.html");
    assert!(!html.contains("les<s>") && html.contains("/names/with-space/"), "{html}");
    let sitemap = hub.output("sitemap.xml");
    for line in sitemap.lines().filter(|line| line.contains("<loc>")) {
        let address = line.split("<loc>").nth(1).unwrap().split("</loc>").next().unwrap();
        assert!(address.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"".contains(&b)), "{address}");
    }
}

#[test]
fn names_that_cannot_be_addresses_are_told() {
    let hub = Hub::new();
    for name in [&b"new\nline.md"[..], b"back\\slash.md", b"bell\x07.md", b"esc\x1b[2J.md", b"latin\xe9.md"] {
        fs::write(hub.at("content").join(OsStr::from_bytes(name)), "Body.\n").unwrap();
        fs::create_dir_all(hub.at("static")).unwrap();
        fs::write(hub.at("static").join(OsStr::from_bytes(name)), "x\n").unwrap();
    }
    let report = hub.build(&[]);
    assert_eq!((report.code, report.codes()), (1, vec!["disk/name".to_owned(); 10]));
    harmless(&hub.run(&["check"]));
    harmless(&hub.run(&["check", "--color", "always"]));
    let annotations = hub.run(&["check", "--format", "github"]);
    assert_eq!(annotations.out.lines().count(), 10, "{}", annotations.out);
}

#[test]
fn names_that_differ_only_in_case_are_told() {
    let hub = Hub::new();
    hub.write("content/Flu.md", "# Flu one\n");
    hub.write("content/flu.md", "# Flu two\n");
    let report = hub.build(&[]);
    report.expect("content/flu.md", "disk/case");
}

#[test]
fn paths_longer_than_the_system_takes_are_told() {
    let hub = Hub::new();
    let deep = "d/".repeat(2_500);
    let long = "n".repeat(300);
    hub.write("content/a.md", format!("---\ntitle: A\nurl: /{deep}\n---\nBody.\n"));
    hub.write("content/b.md", format!("---\ntitle: B\nslug: {long}\n---\nBody.\n"));
    hub.write("content/c.md", format!("---\ntitle: C\nurl: /x/{long}/\n---\nBody.\n"));
    hub.write("content/d.md", format!("---\ntitle: D\naliases: [/{long}/, /{deep}]\n---\nBody.\n"));
    hub.write("content/e.md", format!("---\ntitle: E\ntopics: [{long}]\nauthors: [\"{long} {long}\"]\n---\nBody.\n"));
    hub.write("content/f.md", "---\ntitle: F\n---\nBody.\n");
    let report = hub.build(&[]);
    assert_eq!(report.code, 1, "{report:?}");
    for page in ["a", "b", "c", "d"] {
        assert!(!report.codes_in(&format!("content/{page}.md")).is_empty(), "{page}: {:#?}", report.faults());
    }
    assert!(!report.codes_in("content/e.md").is_empty(), "a topic was dropped: {:#?}", report.faults());
    assert!(hub.has("public/f/index.html") && hub.has("public/e/index.html"));
}

#[test]
fn names_that_the_site_needs_itself_are_not_taken_in_silence() {
    let hub = Hub::new();
    for url in ["/feed.xml", "/sitemap.xml", "/robots.txt", "/_headers", "/manifest.json", "/404.html", "/assets/"] {
        let name = format!("at-{}", url.trim_matches('/').replace('.', "-"));
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: T\nurl: {url}\n---\nBody of {name}.\n"));
    }
    let report = hub.build(&[]);
    for url in ["feed.xml", "sitemap.xml", "robots.txt", "_headers", "manifest.json", "404.html"] {
        let file = format!("content/at-{}.md", url.replace('.', "-"));
        let ours = !hub.output(url).contains("Body of");
        assert!(!report.codes_in(&file).is_empty() || !ours, "{url} was dropped: {:?}", report.faults());
    }
    assert_eq!(hub.build(&[]).json["written"], 0);
}
