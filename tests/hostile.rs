//! What bad input gets: a clear diagnostic or the right output. Never a panic, a hang, or a file
//! outside `public/` and `.bulletin/`: those three are watched on every run, by `common`.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

mod common;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use common::{Ended, Hub, Report, bulletin, run};

// Text that is no text.

#[test]
fn text_in_other_encodings_is_told_and_never_guessed() {
    let hub = Hub::new();
    hub.write("content/latin.md", b"# Caf\xe9\n");
    hub.write("content/utf16.md", b"\xff\xfe#\0 \0a\0");
    hub.write("content/utf16be.md", b"\xfe\xff\0#\0 \0a");
    hub.write("data/latin.yaml", b"a: caf\xe9\n");
    hub.write("data/latin.csv", b"a,b\ncaf\xe9,1\n");
    hub.write("data/latin.json", b"{\"a\": \"caf\xe9\"}");
    hub.write("strings/en.yaml", b"read_more: caf\xe9\n");
    hub.write("content/good.md", "# Good\n\nText.\n");
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    let files = ["content/latin.md", "content/utf16.md", "content/utf16be.md"];
    for file in files.into_iter().chain(["data/latin.yaml", "data/latin.csv", "data/latin.json", "strings/en.yaml"]) {
        report.expect(file, "disk/encoding");
    }
    assert!(hub.output("good/index.html").contains("Text."), "what is right is built all the same");
    assert!(!hub.has("public/latin/index.html"));

    for file in ["templates/page.html", "bulletin.yaml"] {
        let hub = Hub::new();
        hub.write(file, b"caf\xe9: [\n");
        let report = hub.build(&[]);
        assert_ne!(report.code, 0);
        report.expect(file, "disk/encoding");
    }
}

#[test]
fn front_matter_that_is_wrong_is_told_and_no_word_of_it_is_published() {
    let hub = Hub::new();
    for (name, text, code) in [
        ("open", "---\ntitle: Never closed\n\nBody.\n", "front/unterminated"),
        ("twice", "---\ntitle: One\ntitle: Two\n---\nBody.\n", "yaml/duplicate-key"),
        ("deep-twice", "---\ntitle: A\nextra: {a: {b: 1, b: 2}}\n---\nBody.\n", "yaml/duplicate-key"),
        ("tab", "---\ntitle: A\nextra:\n\tkey: b\n---\nBody.\n", "yaml/syntax"),
        ("list", "---\n- a\n- b\n---\nBody.\n", "yaml/syntax"),
        ("alias", "---\ntitle: *nowhere\n---\nBody.\n", "yaml/syntax"),
        ("many", "---\ntitle: A\n--- \n... \n---\nBody.\n", ""),
        ("date", "---\ntitle: A\ndate: 2026-13-45\n---\nBody.\n", "front/date"),
    ] {
        let file = format!("content/{name}.md");
        hub.write(&file, text);
        if !code.is_empty() {
            let report = hub.build(&[]);
            report.expect(&file, code);
            assert_eq!(report.code, 1, "{name}");
            fs::remove_file(hub.at(&file)).unwrap();
        }
    }
    hub.build(&[]);
}

#[test]
fn marks_line_ends_and_emptiness_do_not_matter() {
    let hub = Hub::new();
    let text = "---\ntitle: A title\ndescription: Words\n---\n# A title\n\nFirst.\n\n- one\n- two\n";
    hub.write("content/plain.md", text);
    hub.write("content/mark.md", format!("\u{feff}{text}"));
    hub.write("content/crlf.md", text.replace('\n', "\r\n"));
    hub.write("content/cr.md", text.replace('\n', "\r"));
    hub.write("content/empty.md", "");
    hub.write("content/only-front.md", "---\n---\n");
    hub.write("content/blank.md", " \n\t\n\n");
    hub.write("content/nul.md", "---\ntitle: A title\n---\nbefore\0after\u{1}\u{7f}\u{fffe}\n");
    let report = hub.build(&[]);
    let main = |name: &str| {
        let html = hub.output(&format!("{name}/index.html")).replace(name, "NAME");
        let (_, rest) = html.split_once("<main").unwrap();
        rest.split_once("</main>").unwrap().0.replace('\r', "")
    };
    for name in ["mark", "crlf"] {
        assert_eq!(main(name), main("plain"), "{name}");
        assert!(report.codes_in(&format!("content/{name}.md")).is_empty(), "{report:?}");
    }
    // Nobody writes CR alone any more; it may be read or refused, but not half.
    assert!(main("cr").contains("<li>") || !report.codes_in("content/cr.md").is_empty());
    for (name, code) in [("empty", "content/empty"), ("blank", "content/empty"), ("only-front", "content/title")] {
        report.expect(&format!("content/{name}.md"), code);
        assert!(hub.has(&format!("public/{name}/index.html")));
    }
    for (path, bytes) in hub.outputs() {
        if path.ends_with(".html") || path.ends_with(".xml") {
            assert!(!bytes.contains(&0), "{path} holds a NUL");
        }
    }
    assert!(hub.output("nul/index.html").contains("after"));
}

// What is no file.

#[test]
fn pipes_sockets_devices_and_folders_in_place_of_files_are_told_and_never_opened() {
    let hub = Hub::new();
    let places = ["content/a.md", "content/flu/index.md", "static/a.txt", "templates/page.html", "data/a.yaml"];
    let more = ["themes/clarity/theme.yaml", "strings/en.yaml", "assets/style.css", "content/b.png"];
    for place in places.into_iter().chain(more) {
        fs::create_dir_all(hub.at(place).parent().unwrap()).unwrap();
        pipe(&hub, place);
    }
    drop(std::os::unix::net::UnixListener::bind(hub.at("content/socket.md")).unwrap());
    symlink("/dev/zero", hub.at("content/zero.md")).unwrap();
    symlink("/dev/zero", hub.at("data/zero.yaml")).unwrap();
    symlink("/dev/zero", hub.at("templates/zero.html")).unwrap();
    symlink("nowhere.md", hub.at("content/dangling.md")).unwrap();
    fs::create_dir_all(hub.at("content/folder.md")).unwrap();
    fs::create_dir_all(hub.at("data/folder.yaml")).unwrap();
    fs::create_dir_all(hub.at("templates/guide.html")).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for place in places.into_iter().chain(more).chain(["content/socket.md"]) {
        report.expect(place, "disk/unreadable");
    }
    for link in ["content/zero.md", "data/zero.yaml", "templates/zero.html", "content/dangling.md"] {
        report.expect(link, "disk/symlink");
    }
    assert!(hub.has("public/index.html"));
}

#[test]
fn a_configuration_that_is_no_file_is_told() {
    type Make = fn(&Hub);
    let makes: [Make; 4] = [
        |hub| pipe(hub, "bulletin.yaml"),
        |hub| fs::create_dir(hub.at("bulletin.yaml")).unwrap(),
        |hub| symlink("/dev/zero", hub.at("bulletin.yaml")).unwrap(),
        |hub| symlink(hub.outside("secret.yaml"), hub.at("bulletin.yaml")).unwrap(),
    ];
    for (at, make) in makes.into_iter().enumerate() {
        let hub = Hub::new();
        fs::remove_file(hub.at("bulletin.yaml")).unwrap();
        make(&hub);
        // A folder of that name is only a folder; what cannot be read is an error.
        let report = hub.build(&[]);
        assert!(at == 1 || report.code != 0, "{at}: {report:?}");
        for command in [vec!["list"], vec!["check"], vec!["new", "page", "X", "--quiet"]] {
            if command[0] != "new" {
                hub.run(&command);
            }
        }
    }
}

fn pipe(hub: &Hub, path: &str) {
    assert!(Command::new("mkfifo").arg(hub.at(path)).status().unwrap().success());
}

// What leads out of the hub.

#[test]
fn links_that_leave_the_hub_are_told_and_nothing_behind_them_is_read() {
    let hub = Hub::new();
    for (link, to) in [
        ("content/a.md", "secret.md"),
        ("content/folder", ""),
        ("content/b.png", "secret.png"),
        ("static/c.txt", "secret.txt"),
        ("static/folder", ""),
        ("templates/page.html", "secret.html"),
        ("templates/folder", ""),
        ("data/d.yaml", "secret.yaml"),
        ("strings/en.yaml", "secret.yaml"),
        ("assets/x.css", "secret.txt"),
        ("themes/mine", ""),
    ] {
        fs::create_dir_all(hub.at(link).parent().unwrap()).unwrap();
        symlink(hub.outside(to), hub.at(link)).unwrap();
    }
    symlink("..", hub.at("content/up")).unwrap();
    symlink(".", hub.at("content/here")).unwrap();
    symlink("itself", hub.at("content/itself")).unwrap();
    symlink("../../outside/secret.md", hub.at("content/relative.md")).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for link in ["content/a.md", "content/folder", "static/c.txt", "templates/page.html", "data/d.yaml", "themes/mine"]
    {
        report.expect(link, "disk/symlink");
    }
    for link in ["content/up", "content/here", "content/itself", "content/relative.md", "static/folder"] {
        report.expect(link, "disk/symlink");
    }
    hub.write("bulletin.yaml", "theme: mine\n");
    assert_eq!(hub.build(&[]).code, 2);
}

#[test]
fn a_source_folder_that_is_a_link_out_of_the_hub_is_neither_read_nor_written() {
    for folder in ["content", "static", "templates", "data", "themes", "strings", "assets"] {
        let hub = Hub::new();
        if folder == "content" {
            fs::remove_dir_all(hub.at("content")).unwrap();
        }
        symlink(hub.outside(""), hub.at(folder)).unwrap();
        let report = hub.build(&[]);
        assert_ne!(report.code, 0, "{folder}");
        report.expect(folder, "disk/symlink");
    }
    let hub = Hub::new();
    symlink(hub.outside(""), hub.at("content/news")).unwrap();
    let ended = hub.run(&["new", "news", "A title"]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.contains("leads out of the hub"), "{}", ended.err);
}

#[test]
fn a_page_that_is_a_link_out_of_the_hub_is_not_written_to() {
    let hub = Hub::new();
    let (alert, live) = ("---\ntitle: A\n---\n", "---\ntitle: B\nstarts: 2026-11-22T11:00\n---\n");
    fs::write(hub.outside("alert.md"), alert).unwrap();
    fs::write(hub.outside("live.md"), live).unwrap();
    for folder in ["content/alerts", "content/live"] {
        fs::create_dir_all(hub.at(folder)).unwrap();
    }
    symlink(hub.outside("alert.md"), hub.at("content/alerts/a.md")).unwrap();
    symlink(hub.outside("live.md"), hub.at("content/live/b.md")).unwrap();
    for arguments in [&["alert", "update", "a", "More."][..], &["alert", "issue", "a"], &["live", "live/b.md", "More."]]
    {
        let ended = hub.run(arguments);
        assert!(matches!(ended.code, Some(1 | 2)), "{arguments:?}: {}", ended.err);
    }
    // A picture is a file: nothing waits for a pipe, and nothing is read without end.
    hub.write("content/live/c.md", live);
    fs::remove_file(hub.at("content/live/b.md")).unwrap();
    pipe(&hub, "pipe.png");
    symlink("/dev/zero", hub.at("zero.png")).unwrap();
    for picture in ["pipe.png", "zero.png", "content/live"] {
        let picture = hub.at(picture);
        let ended = hub.run(&["live", "live/c.md", "X", "--image", picture.to_str().unwrap(), "--alt", "X"]);
        assert_eq!(ended.code, Some(2), "{}", picture.display());
    }
}

#[test]
fn addresses_that_leave_the_site_are_told() {
    let hub = Hub::new();
    let ways = ["../../etc/passwd", "/../x", "a/../../../b", "..\\..\\x", "/a\\b", "%2e%2e/%2e%2e/x", "..%2f..%2fx"];
    for (at, way) in ways.iter().enumerate() {
        for field in ["url", "slug", "aliases"] {
            let value = if field == "aliases" { format!("['{way}']") } else { format!("'{way}'") };
            hub.write(&format!("content/{field}-{at}.md"), format!("---\ntitle: T\n{field}: {value}\n---\nBody.\n"));
        }
    }
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for at in 0..5 {
        for field in ["url", "slug", "aliases"] {
            let code = if field == "slug" { "front/value" } else { "address/invalid" };
            report.expect(&format!("content/{field}-{at}.md"), code);
        }
    }
    for path in hub.outputs().keys() {
        assert!(path.split('/').all(|name| name != "..") && !path.contains('\\'), "{path}");
        assert!(!path.contains("%2e%2e/") && !path.contains("%2f"), "a server may decode {path}");
    }
}

#[test]
fn redirects_that_leave_the_site_or_hold_more_than_an_address_are_told() {
    for (from, to) in [
        ("../../etc", "/"),
        ("/old/", "../../etc/passwd"),
        ("/old\\n/evil https://evil.example/ 301", "/"),
        ("/old/", "https://e.example/\\n/x https://evil.example/ 301"),
        ("/old/", "https://e.example/ 200\\t"),
        ("/old/", "javascript:alert(1)"),
        ("/old/", "//evil.example"),
        ("/old/", "https://e.example/\\\"><script>alert(1)</script>"),
    ] {
        let hub = Hub::new();
        let config = format!("title: T\nbase_url: https://hub.example/\nredirects: {{\"{from}\": \"{to}\"}}\n");
        hub.write("bulletin.yaml", config);
        let report = hub.build(&[]);
        assert!(!report.codes().is_empty(), "{from} -> {to}: nothing was said");
        if !hub.has("public/_redirects") {
            continue;
        }
        for line in hub.output("_redirects").lines() {
            assert_eq!(line.split(' ').count(), 3, "{line:?}");
            assert!(line.ends_with(" 301") && !line.contains("evil.example/ 301"), "{line:?}");
        }
        if hub.has("public/old/index.html") {
            assert!(!hub.output("old/index.html").contains("<script>alert"));
        }
    }
    let hub = Hub::new();
    hub.write(
        "content/a.md",
        "---\ntitle: A\naliases: [\"/x y/\", \"/a\\n/b https://evil.example/ 301\"]\n---\nBody.\n",
    );
    let report = hub.build(&[]);
    report.expect("content/a.md", "address/invalid");
    assert!(hub.output("_redirects").contains("/x%20y/ /a/ 301\n"));
}

#[test]
fn files_that_pages_and_templates_name_stay_in_the_hub() {
    let hub = Hub::new();
    let ways = [
        "../../outside/secret.txt",
        "../../../../../../../../etc/passwd",
        "/etc/passwd",
        "%2e%2e/%2e%2e/outside/secret.txt",
        "..%2f..%2foutside%2fsecret.txt",
        "file:///etc/passwd",
        "..\\..\\outside\\secret.txt",
        "/../outside/secret.txt",
        "static/../../../outside/secret.txt",
    ];
    let mut body = String::from("---\ntitle: T\nimage: {src: ../../outside/secret.png, alt: x}\n---\n");
    for way in ways {
        body.push_str(&format!("![x]({way}) [y]({way})\n\n:::download {{file=\"{way}\"}}\n:::\n\n"));
        body.push_str(&format!(":::figure {{src=\"{way}\" alt=\"x\"}}\n:::\n\n<img src=\"{way}\" alt=\"x\">\n\n"));
    }
    hub.write("content/a.md", body);
    let report = hub.build(&[]);
    report.expect("content/a.md", "images/missing");
    report.expect("content/a.md", "links/missing");
    let html = hub.output("a/index.html");
    assert!(!html.contains("href=\"file:") && !html.contains("root:"), "{html}");

    for call in [
        "{{ data(path=\"../../outside/secret.yaml\") }}",
        "{{ data(path=\"/etc/passwd\") }}",
        "{{ asset(path=\"../../outside/secret.txt\") }}",
        "{% include \"../../outside/secret.html\" %}",
        "{% include \"/etc/passwd\" %}",
        "{% extends \"../../outside/secret.html\" %}",
        "{{ page_of(path=\"../../outside/\") }}",
        "{{ get_env(name=\"HOME\") }}",
        "{{ load_data(path=\"/etc/passwd\") }}",
        "{{ config(key=\"../../x\") }}{{ throw(message=\"x\") }}",
    ] {
        let hub = Hub::new();
        hub.write("content/b.md", "---\ntitle: T\n---\nBody.\n");
        hub.write("templates/page.html", call);
        let report = hub.build(&[]);
        let codes = report.codes_in("templates/page.html");
        let said = codes.iter().any(|code| code.starts_with("template/"));
        assert!(said && report.code == 1, "{call}: {report:?}");
    }
    for name in ["../../outside/secret.html", "/etc/passwd", "../../outside/templates/page", "%2e%2e/x"] {
        let hub = Hub::new();
        hub.write("content/c.md", format!("---\ntitle: T\ntemplate: '{name}'\n---\nBody.\n"));
        let report = hub.build(&[]);
        report.expect("content/c.md", "template/unknown");
    }
    for theme in ["../../outside", "/etc", "clarity/../../../outside", "%2e%2e"] {
        let hub = Hub::new();
        hub.write("bulletin.yaml", format!("title: T\ntheme: '{theme}'\n"));
        let report = hub.build(&[]);
        assert_eq!(report.code, 2);
        assert!(!report.codes_in("bulletin.yaml").is_empty());
    }
}

// What is too large, too deep, or grows without end.

#[test]
fn fifty_megabytes_on_one_line_are_built() {
    assert_large("word ", 50);
    assert_large("w", SOME);
}

#[test]
fn fifty_megabytes_of_paragraphs_are_built() {
    assert_large("Some words in a paragraph of its own.\n\n", 50);
    assert_large("some words in a line of one paragraph\n", SOME);
}

#[test]
fn fifty_megabytes_of_a_table_or_a_list_are_built() {
    assert_large("| some | words |\n| --- | --- |\n", SOME);
    assert_large("- some words\n", SOME);
    assert_large("<b>*some*</b> [words](/) `x` <https://hub.example/>\n", SOME);
}

/// Fifty megabytes where the code is fast, and fewer where it is not made to be.
const SOME: usize = if cfg!(debug_assertions) { 5 } else { 50 };

/// Builds a page of so many megabytes of `text`.
#[track_caller]
fn assert_large(text: &str, megabytes: usize) {
    let hub = Hub::new();
    let body = text.repeat((megabytes << 20) / text.len());
    hub.write("content/large.md", format!("---\ntitle: Large\ndescription: Large\n---\n{body}"));
    let report = hub.build(&[]);
    assert_eq!(report.code, 0, "{:?}", report.codes());
    assert!(hub.outputs()["large/index.html"].len() >= megabytes << 20);
}

#[test]
fn faults_without_number_are_told_up_to_a_hundred_and_counted() {
    let hub = Hub::new();
    let faults = "[words](#x) [x](nowhere.md) ![](gone.png)\n:::nothing\n:::\n<script>x</script>\n";
    hub.write("content/large.md", format!("---\ntitle: Large\n---\n{}", faults.repeat((SOME << 19) / faults.len())));
    let report = hub.build(&[]);
    for code in ["links/anchor", "links/missing", "images/missing", "images/alt"] {
        assert!((1..=100).contains(&report.codes().iter().filter(|found| *found == code).count()), "{code}");
    }
    let diagnostics = report.json["diagnostics"].as_array().unwrap();
    let more = diagnostics.iter().filter(|it| it["help"].as_str().is_some_and(|help| help.contains("not shown")));
    assert!(more.count() >= 4);
}

#[test]
fn what_is_found_in_words_without_number_is_told_up_to_a_hundred_times_and_counted() {
    let hub = Hub::new();
    let settings =
        "title: T\nbase_url: https://hub.example/\nmarkdown: {raw_html: allow}\nemergency: {number: \"999\"}\n";
    hub.write("bulletin.yaml", settings);
    hub.write(
        "data/a.bib",
        "@book{old, title={Old}, year={1999}, note={Retracted}}\n@book{new, title={New}, year={2000}}",
    );
    let words = "Take 3.0 mg QD, number 219-09-9998, as [it](https://a.example/) says [@old]. \
                 <br> It halves the risk.\n";
    let cards = ":::care {level=\"emergency\" title=\"Call 911\"}\n- See [this](/)\n:::\n\n";
    let updates = "## No time\n\n## 12:00 One {#A}\n\n:::correction {at=\"x\"}\nNo.\n:::\n\n## 11:00 Two\n\n";
    for (name, front, text) in [
        ("line", "", words.replace('\n', " ").as_str()),
        ("paragraph", "", words),
        ("paragraphs", "", &format!("{words}\n")),
        ("cards", "", cards),
        ("live", "kind: live\nstarts: 2026-11-30T11:30\nends: 2026-11-30T11:40\n", updates),
    ] {
        let body = text.repeat((SOME << 17) / text.len());
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: Large\n{front}---\n{body}"));
    }
    // Each is another.
    let others: String = (0..SOME << 12)
        .map(|n| {
            let links =
                format!("[@a{n}] [@old] <https://doi.org/10.5555/a{n}> [a](https://a.example/{n}?utm_source=x)");
            format!("{links} <img src=\"https://b.example/{n}.png\" alt=\"\">\n")
        })
        .collect();
    hub.write("content/others.md", format!("---\ntitle: Others\n---\n{others}"));
    let report = hub.build(&[]);
    for (name, codes) in [
        ("line", &["dose/zero", "dose/abbreviation", "privacy/social-security", "risk/relative"][..]),
        ("paragraph", &["research/cites-retracted", "risk/relative"]),
        ("paragraphs", &["dose/zero", "research/cites-retracted"]),
        ("cards", &["care/twice", "care/link", "care/number"]),
        ("live", &["live/time", "live/order", "live/key"]),
        ("others", &["citations/unknown", "research/cites-retracted", "privacy/tracking-link", "privacy/third-party"]),
    ] {
        let found = report.codes_in(&format!("content/{name}.md"));
        for code in codes {
            assert_eq!(found.iter().filter(|found| found == code).count(), 100, "{name}: {code}");
        }
    }
}

#[test]
fn front_matter_of_fifty_megabytes_is_refused() {
    let hub = Hub::new();
    hub.write("content/large.md", format!("---\ntitle: {}\n---\nBody.\n", "x".repeat(50 << 20)));
    let report = hub.build(&[]);
    report.expect("content/large.md", "yaml/limit");
    assert!(!hub.has("public/large/index.html"));
}

#[test]
fn a_file_beyond_its_limit_is_not_read() {
    let hub = Hub::new();
    for file in ["content/a.md", "data/a.json", "templates/page.html", "strings/en.yaml", "themes/b/theme.yaml"] {
        fs::create_dir_all(hub.at(file).parent().unwrap()).unwrap();
        // A file with a hole: it takes no room on the disk.
        fs::File::create(hub.at(file)).unwrap().set_len(40 << 30).unwrap();
    }
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for file in ["content/a.md", "data/a.json", "templates/page.html", "strings/en.yaml"] {
        report.expect(file, "disk/size");
    }
    let hub = Hub::new();
    fs::File::create(hub.at("bulletin.yaml")).unwrap().set_len(40 << 30).unwrap();
    let report = hub.build(&[]);
    assert_eq!(report.code, 2);
    report.expect("bulletin.yaml", "disk/size");
}

#[test]
fn ten_thousand_levels_of_anything_are_built_or_told() {
    const DEEP: usize = 10_000;
    let hub = Hub::new();
    let steps: String = (0..1_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let components: String = (0..DEEP).map(|_| ":::details {summary=\"x\"}\n").collect();
    let colons: String = (0..1_000).rev().map(|depth| format!("{}details\n", ":".repeat(depth + 3))).collect();
    for (name, text) in [
        ("quotes", format!("{} x", ">".repeat(DEEP))),
        ("spaced-quotes", format!("{}x", "> ".repeat(DEEP))),
        ("lists", format!("{}x", "- ".repeat(DEEP))),
        ("numbers", format!("{}x", "1. ".repeat(DEEP))),
        ("mixed", format!("{}x", "> - ".repeat(DEEP))),
        ("steps", steps),
        ("brackets", "[".repeat(DEEP * 5)),
        ("closed-brackets", format!("{}x{}", "[".repeat(DEEP), "](y)".repeat(DEEP))),
        ("images", format!("{}x{}", "![".repeat(DEEP), "](y)".repeat(DEEP))),
        ("stars", format!("{}x{}", "*".repeat(DEEP), "*".repeat(DEEP))),
        ("open-stars", "*a **a ".repeat(DEEP)),
        ("underscores", "a_".repeat(DEEP)),
        ("strikes", format!("{}x{}", "~~a ".repeat(DEEP), "~~".repeat(DEEP))),
        ("ticks", (1..1_000).map(|n| format!("e{}", "`".repeat(n))).collect()),
        ("backslashes", "\\".repeat(DEEP)),
        ("divs", format!("{}x", "<div>".repeat(DEEP))),
        ("inline-html", format!("a {}x", "<b><i>".repeat(DEEP))),
        ("open-tags", "<a ".repeat(DEEP)),
        ("comments", "<!-- a ".repeat(DEEP)),
        ("instructions", "a <? ".repeat(DEEP)),
        ("components", components),
        ("colons", colons),
        ("notes", (0..DEEP).map(|n| format!("[^{n}]: [^{}]\n\n", n + 1)).collect::<String>() + "[^0]"),
        ("self-note", "[^a]\n\n[^a]: x [^a]\n".to_owned()),
        ("references", (0..DEEP).map(|n| format!("[r{n}]: /x\n")).collect::<String>() + &"[r1]".repeat(DEEP)),
        ("math", format!("$${}x{}$$", "{".repeat(DEEP), "}".repeat(DEEP))),
        ("fractions", format!("${}x", "\\frac{".repeat(DEEP))),
        ("headings", "# a\n".repeat(DEEP)),
        ("definitions", "a\n: b\n".repeat(DEEP)),
        ("pipes", "|".repeat(DEEP)),
        ("columns", format!("{}\n{}\n|x|", "|a".repeat(2_000), "|-".repeat(2_000))),
        ("entities", "&amp;&#0;&#x110000;&zzz;".repeat(DEEP)),
        ("rules", "---\n".repeat(DEEP)),
        ("fences", "```\n".repeat(DEEP + 1)),
        ("code", format!("```rust\n{}", "{[(".repeat(DEEP))),
        ("attributes", format!("# a {{{}}}", "#b ".repeat(DEEP))),
        ("arguments", format!(":::care {{{}}}\n:::\n", "a=\"b\" ".repeat(DEEP))),
    ] {
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n---\n{text}\n"));
    }
    let report = hub.build(&[]);
    for (name, says) in [("quotes", "markdown/depth"), ("lists", "markdown/depth"), ("numbers", "markdown/depth")] {
        let page = format!("public/{name}/index.html");
        assert!(hub.has(&page) || report.codes_in(&format!("content/{name}.md")).contains(&says.to_owned()), "{name}");
    }
    assert!(hub.has("public/index.html") && hub.has("public/stars/index.html"));
}

#[test]
fn yaml_that_expands_or_nests_without_end_is_told() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let before = format!("*a{},", level - 1).repeat(9);
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let quadratic = format!("a: &a {}\nb: [{}]\n", "x".repeat(20_000), "*a,".repeat(20_000));
    let merges = format!("a: &a {{k: v}}\nb: {{{}}}\n", "<<: *a, ".repeat(5_000));
    let bombs = [
        ("laughs", laughs),
        ("quadratic", quadratic),
        ("merges", merges),
        ("itself", "a: &a [*a]\n".to_owned()),
        ("map", format!("a: {}1{}\n", "{a: ".repeat(10_000), "}".repeat(10_000))),
        ("list", format!("a: {}\n", "[".repeat(10_000))),
        ("closed", format!("a: {}{}\n", "[".repeat(10_000), "]".repeat(10_000))),
        ("block", (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("dashes", format!("a:\n  {}x\n", "- ".repeat(10_000))),
        ("keys", (0..100_000).map(|n| format!("k{n}: 1\n")).collect()),
        ("anchors", (0..50_000).map(|n| format!("k{n}: &a{n} 1\n")).collect()),
        ("complex", format!("{}a\n", "? ".repeat(10_000))),
        ("tag", format!("a: !!{} 1\n", "x".repeat(100_000))),
        ("documents", "a: 1\n--- \n".repeat(10_000)),
    ];
    let hub = Hub::new();
    for (name, yaml) in &bombs {
        hub.write(&format!("content/{name}.md"), format!("---\ntitle: T\nextra:\n{}---\nBody.\n", indented(yaml)));
        hub.write(&format!("data/{name}.yaml"), yaml);
        hub.write(&format!("strings/x{name}.yaml"), yaml);
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    hub.write("data/deep.json", deep);
    hub.write("data/wide.csv", format!("{}\n{}\n", "a,".repeat(50_000), "1,".repeat(50_000)));
    hub.write("data/quote.csv", format!("a,b\n\"{}", "x,\n".repeat(50_000)));
    let report = hub.build(&[]);
    assert_eq!(report.code, 1);
    for bomb in ["laughs", "quadratic", "itself", "map", "list"] {
        for file in [format!("content/{bomb}.md"), format!("data/{bomb}.yaml")] {
            let codes = report.codes_in(&file);
            assert!(codes.iter().any(|code| code.starts_with("yaml/") || code == "data/syntax"), "{file}: {codes:?}");
        }
    }
    report.expect("data/deep.json", "data/syntax");
    assert!(hub.has("public/index.html"));

    for (name, yaml) in &bombs[..6] {
        for place in ["bulletin.yaml", "themes/mine/theme.yaml", "strings/en.yaml"] {
            let hub = Hub::new();
            hub.write("bulletin.yaml", "title: T\nbase_url: https://hub.example/\n");
            if place.starts_with("themes") {
                hub.write("bulletin.yaml", "title: T\ntheme: mine\n");
            }
            hub.write(place, yaml);
            let report = hub.build(&[]);
            assert_ne!(report.code, 0, "{name} in {place}");
            assert!(!report.codes_in(place).is_empty(), "{name} in {place}: {report:?}");
        }
    }
}

fn indented(yaml: &str) -> String {
    yaml.lines().map(|line| format!("  {line}\n")).collect()
}

#[test]
fn templates_that_call_themselves_or_count_without_end_are_told() {
    for (template, more) in [
        ("{% include \"page.html\" %}", ""),
        ("{% extends \"page.html\" %}", ""),
        ("{% include \"partials/a.html\" %}", "{% include \"partials/b.html\" %}"),
        ("{% for x in range(end=1000000000000) %}x{% endfor %}", ""),
        ("{% set x = range(end=9223372036854775807) %}", ""),
        ("{{ 1 / 0 }}{{ 9223372036854775807 + 1 }}", ""),
        ("{{ \"x\" | repeat(count=1000000000000) }}", ""),
        ("{{ nothing.of.this }}", ""),
        ("{% block a %}{% block a %}{% endblock %}", ""),
        ("{{ content | no_filter }}", ""),
        ("{% macro a() %}{{ self::a() }}{% endmacro %}{{ self::a() }}", ""),
    ] {
        let hub = Hub::new();
        hub.write("content/a.md", "---\ntitle: A\n---\nBody.\n");
        hub.write("templates/page.html", template);
        hub.write("templates/partials/a.html", more);
        hub.write("templates/partials/b.html", "{% include \"partials/a.html\" %}");
        let report = hub.build(&[]);
        let told = report.codes().iter().any(|code| code.starts_with("template/"));
        assert!(told && report.code == 1, "{template}: {:?}", report.faults());
    }
    let hub = Hub::new();
    hub.write("content/a.md", "---\ntitle: A\n---\nBody.\n");
    hub.write("templates/page.html", format!("{}x{}", "{% if true %}".repeat(5_000), "{% endif %}".repeat(5_000)));
    hub.build(&[]);
    hub.write("templates/page.html", format!("{{{{ {}1{} }}}}", "(".repeat(5_000), ")".repeat(5_000)));
    hub.build(&[]);
}

// Names.

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

// Where the output goes.

#[test]
fn output_that_would_mix_with_sources_is_refused() {
    let hub = Hub::new();
    hub.write("data/a.yaml", "a: 1\n");
    symlink("content", hub.at("linked")).unwrap();
    symlink(hub.root(), hub.outside("hub")).unwrap();
    let above = hub.outside("..");
    let around = hub.outside("hub/content/x");
    let outs = ["content", "content/public", "data/x", ".", "..", "public/../content", "linked", "linked/x", "Content"];
    let more = [above.to_str().unwrap(), around.to_str().unwrap(), "/", ".bulletin", ".bulletin/x", ".git"];
    for out in outs.into_iter().chain(more) {
        let mut command = bulletin(&hub.root());
        let ended = hub.watch(command.args(["build", "--out", out]), &[]);
        assert_eq!(ended.code, Some(2), "{out}: {}", ended.err);
        assert!(ended.err.contains("output/inside"), "{out}: {}", ended.err);
    }
    let hub = Hub::new();
    symlink("content", hub.at("public")).unwrap();
    let ended = hub.watch(bulletin(&hub.root()).arg("build"), &[]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
}

#[test]
fn output_that_cannot_be_written_ends_with_three() {
    for (place, kind) in [("public", "file"), ("public/news", "file in it"), (".bulletin", "file"), ("public", "pipe")]
    {
        let hub = Hub::new();
        match kind {
            "pipe" => pipe(&hub, place),
            _ => hub.write(place, "mine"),
        }
        hub.write("content/news/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nBody.\n");
        let ended = hub.run(&["build"]);
        let expected = if kind == "file in it" { 1 } else { 3 };
        assert_eq!(ended.code, Some(expected), "{kind} at {place}: {}", ended.err);
        assert!(ended.err.contains(place), "{}", ended.err);
        if kind != "pipe" {
            assert_eq!(hub.read(place), "mine");
        }
    }
    let hub = Hub::new();
    hub.write("file", "mine");
    for out in ["file/below", "/proc/below", "/dev/null", "/dev/full/x"] {
        let ended = hub.run(&["build", "--out", out]);
        assert_eq!(ended.code, Some(3), "{out}: {}", ended.err);
        assert!(ended.err.contains(out), "{}", ended.err);
    }
}

#[test]
fn what_others_put_into_the_output_is_neither_changed_nor_written_through() {
    let hub = Hub::new();
    hub.write("content/news/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nBody.\n");
    hub.write("content/b.md", "---\ntitle: B\n---\nBody.\n");
    hub.write("public/mine.txt", "mine");
    hub.write("public/b/index.html", "mine");
    fs::create_dir_all(hub.at("public/a")).unwrap();
    symlink(hub.outside(""), hub.at("public/news")).unwrap();
    symlink(hub.outside("secret.txt"), hub.at("public/robots.txt")).unwrap();
    symlink(hub.outside("new.txt"), hub.at("public/sitemap.xml")).unwrap();
    pipe(&hub, "public/_headers");
    let ended = hub.run(&["build", "--format", "json"]);
    let report = Report::of(ended);
    assert_eq!(report.code, 1);
    for path in ["b/index.html", "robots.txt", "sitemap.xml", "_headers"] {
        report.expect(path, "output/foreign");
    }
    let inside =
        report.faults().into_iter().find(|(code, file, _)| code == "output/foreign" && file.starts_with("news/"));
    assert!(inside.is_some(), "{report:?}");
    assert_eq!((hub.read("public/mine.txt"), hub.read("public/b/index.html")), ("mine".into(), "mine".into()));
    assert!(!hub.outside("a").exists() && !hub.outside("new.txt").exists());

    // `--clean` replaces what is in the way, and still writes through no link.
    let report = Report::of(hub.run(&["build", "--format", "json", "--clean"]));
    assert_eq!(report.code, 0, "{report:?}");
    assert_eq!(hub.read("public/mine.txt"), "mine");
    assert!(hub.output("b/index.html").contains("Body.") && hub.output("news/a/index.html").contains("Body."));
    assert!(!hub.outside("a").exists() && !hub.outside("new.txt").exists());
}

#[test]
fn links_planted_between_builds_are_not_written_through_or_removed_through() {
    let hub = Hub::new();
    hub.write("content/news/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nBody.\n");
    hub.build_well();
    fs::rename(hub.at("public/news"), hub.outside("news")).unwrap();
    symlink(hub.outside("news"), hub.at("public/news")).unwrap();
    fs::remove_file(hub.at("public/index.html")).unwrap();
    symlink(hub.outside("secret.html"), hub.at("public/index.html")).unwrap();
    fs::remove_file(hub.at("content/news/a.md")).unwrap();
    hub.run(&["build"]);
    assert!(hub.outside("news/a/index.html").exists(), "what is behind a link is not ours to remove");

    for name in ["lock", ".gitignore"] {
        let hub = Hub::new();
        fs::create_dir(hub.at(".bulletin")).unwrap();
        symlink(hub.outside("secret.txt"), hub.at(".bulletin").join(name)).unwrap();
        hub.run(&["build"]);
    }
    let hub = Hub::new();
    symlink(hub.outside(""), hub.at(".bulletin")).unwrap();
    assert_eq!(hub.run(&["build"]).code, Some(3));
    // A manifest is text that anybody may have written.
    let hub = Hub::new();
    hub.build_well();
    for entry in fs::read_dir(hub.at(".bulletin")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("outputs-") {
            fs::write(path, "0000000000000000000000000000000a ../../outside/secret.txt\n").unwrap();
        }
    }
    hub.run(&["build"]);
    for entry in fs::read_dir(hub.at(".bulletin")).unwrap() {
        let path = entry.unwrap().path();
        fs::write(path, b"\xff\0\n\n\n \n").unwrap();
    }
    hub.run(&["build"]);
}

// Images.

#[test]
fn images_that_lie_or_are_cut_off_are_told_or_shown_without_a_size() {
    let hub = Hub::new();
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0\0\0\0\0");
        bytes
    };
    let cut = [
        ("empty.png", Vec::new()),
        ("cut.png", png(1, 1)[..18].to_vec()),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".to_vec()),
        ("loop.jpg", [b"\xff\xd8".to_vec(), b"\xff\xe0\0\0".repeat(70_000)].concat()),
        ("cut.gif", b"GIF89a\x01".to_vec()),
        ("cut.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X".to_vec()),
        ("cut.avif", b"\0\0\0\x1cftypavif\0\0\0\0".to_vec()),
        ("zero.avif", [b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf".to_vec(), b"\0\0\0\0meta".repeat(100)].concat()),
        ("cut.svg", b"<svg width=\"10".to_vec()),
        ("bomb.svg", b"<!DOCTYPE svg [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><svg width=\"&a;\"/>".to_vec()),
        ("not-a.png", b"#!/bin/sh\necho no\n".to_vec()),
    ];
    let mut body = String::from("---\ntitle: Pictures\n---\n");
    for (name, bytes) in &cut {
        hub.write(&format!("content/pictures/{name}"), bytes);
        body.push_str(&format!("![A picture]({name})\n\n"));
    }
    // Sizes that cannot be true: kept as they are written, and never used to reserve memory.
    for (name, bytes) in [
        ("huge.png", png(u32::MAX, u32::MAX)),
        ("none.png", png(0, 0)),
        ("minus.svg", b"<svg width=\"-5\" height=\"1e400\"></svg>".to_vec()),
        ("nan.svg", b"<svg width=\"NaN\" height=\"inf\"></svg>".to_vec()),
        ("box.svg", b"<svg viewBox=\"0 0 -1 99999999999999999999\"></svg>".to_vec()),
    ] {
        hub.write(&format!("content/pictures/{name}"), bytes);
        body.push_str(&format!("![A picture]({name})\n\n"));
        hub.write(
            &format!("content/share-{name}.md"),
            format!("---\ntitle: T\nimage: {{src: pictures/{name}, alt: A}}\n---\nBody.\n"),
        );
    }
    hub.write("content/pictures/index.md", body);
    let report = hub.build(&[]);
    let told: Vec<_> = report.faults().into_iter().filter(|(code, ..)| code == "images/unreadable").collect();
    assert!(told.len() >= 7, "{told:#?}");
    for (name, bytes) in &cut {
        let published = fs::read(hub.at(&format!("public/pictures/{name}"))).ok();
        match name.rsplit('.').next().unwrap() {
            // Nothing says what else they hold, so they are not published.
            "jpg" | "webp" | "svg" => assert!(published.is_none(), "{name} is not published"),
            _ if *name == "cut.png" => assert!(published.is_none(), "{name} is not published"),
            _ => assert_eq!(published.as_ref(), Some(bytes), "{name} is copied as it is"),
        }
    }
    let mut pages = hub.outputs();
    pages.retain(|path, _| path.ends_with(".html"));
    for attribute in ["width=\"", "height=\"", "og:image:width\" content=\"", "og:image:height\" content=\""] {
        let mut sizes = 0;
        for (path, bytes) in &pages {
            let html = String::from_utf8_lossy(bytes);
            for (at, _) in html.match_indices(attribute) {
                let value = html[at + attribute.len()..].split('"').next().unwrap();
                // What HTML can hold: a whole number that is more than nothing and no wrong guess.
                let is_size = value.parse::<u64>().is_ok_and(|size| (1..=u64::from(u32::MAX)).contains(&size));
                assert!(is_size, "{path}: {attribute}{value}");
                sizes += 1;
            }
        }
        assert!(sizes > 0, "no page has `{attribute}`, so none was looked at");
    }
}

#[test]
fn what_stands_in_static_is_copied_as_it_is_but_drawings_run_nothing() {
    let hub = Hub::new();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    hub.write("static/x.svg", svg);
    hub.write("static/page.html", "<script>alert(1)</script>{{ 7 * 7 }}");
    hub.write("static/.well-known/security.txt", "Contact: mailto:a@hub.example\n");
    hub.write("static/nothing", "");
    hub.build_well();
    assert_eq!(hub.output("x.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
    assert_eq!(hub.output("page.html"), "<script>alert(1)</script>{{ 7 * 7 }}");
    assert_eq!(hub.output(".well-known/security.txt"), "Contact: mailto:a@hub.example\n");
    assert_eq!(hub.output("nothing"), "");
}

// Text that wants to be more than text.

/// Breaks out of attributes, elements, scripts, CDATA and templates, wherever it is not escaped.
const NASTY: &str = "\"' onmouseover=\"alert(2)\" ><script>alert(1)</script><img src=x onerror=alert(3)>]]>--> {{ 1234 * 1000 }} {% x %} </title> &amp; \u{202e}";

#[test]
fn text_of_any_field_stays_text_everywhere() {
    let hub = Hub::new();
    let n = serde_json::to_string(NASTY).unwrap();
    let js = "'javascript:alert(4)'";
    hub.write(
        "bulletin.yaml",
        format!(
            "title: {n}\ndescription: {n}\nbase_url: https://hub.example/hub/\n\
             organization: {{name: {n}, contact: {{email: {n}, phone: {n}}}}}\n\
             emergency: {{number: {n}, advice: {n}, text: {n}}}\nmenu: [{{title: {n}, url: /news/}}]\n"
        ),
    );
    let common = format!(
        "title: {n}\ndescription: {n}\nauthors: [{n}, jo]\nreviewers: [{n}]\ntopics: [{n}]\n\
         image: {{src: x.png, alt: {n}, credit: {n}, caption: {n}, license: {n}}}\n\
         sources: [{{title: {n}, url: {js}, publisher: {n}}}]\nfunding: [{{funder: {n}, grant: {n}, url: {js}}}]\n\
         interests: {n}\nshare: {{title: {n}, description: {n}, text: {n}}}\nextra: {{a: {n}}}\ndate: 2026-01-02\n"
    );
    let body = format!("# {NASTY}\n\n{NASTY}\n\n## {NASTY}\n\n[{NASTY}](x \"{NASTY}\") ![{NASTY}](x.png)\n");
    for (kind, own) in [
        (
            "news",
            format!(
                "type: announcement\ndateline: {n}\ncontact: {{name: {n}, role: {n}, email: {n}, phone: {n}, hours: {n}}}\nnotes_to_editors: {n}\nvideo: {{url: {js}, title: {n}}}\n"
            ),
        ),
        (
            "research",
            format!(
                "status: retracted\njournal: {n}\nstudy: {{design: {n}, participants: 5, population: {n}}}\nfindings: [{n}]\nplain_summary: {n}\ncitation: {n}\ndata: {n}\ncorrections: [{{date: 2026-02-02, text: {n}}}]\nretraction: {{date: 2026-02-03, reason: {n}, notice: {js}}}\n"
            ),
        ),
        (
            "guides",
            format!("condition: {{name: {n}, codes: [{{system: {n}, code: {n}}}]}}\ntranslations: {{cy: {js}}}\n"),
        ),
        (
            "people",
            format!(
                "role: {n}\ncredentials: [{n}]\nregistration: {n}\nphoto: {{src: x.png, alt: {n}}}\nsame_as: [{js}]\n"
            ),
        ),
        ("questions", format!("answered_by: [{n}]\n")),
        ("events", format!("starts: 2026-12-01\nlocation: {{name: {n}, address: {n}, url: {js}}}\n")),
        ("pages", String::new()),
    ] {
        hub.write(&format!("content/{kind}/a.md"), format!("---\n{common}{own}---\n{body}"));
        hub.write(&format!("content/{kind}/x.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    }
    hub.write("content/people/jo.md", format!("---\ntitle: {n}\nrole: {n}\n---\n{body}"));
    let report = hub.build(&[]);
    assert!(hub.has("public/news/a/index.html"), "{:#?}", report.faults());
    assert_no_script(&hub);
    assert!(hub.output("news/a/index.html").contains("&lt;script&gt;alert(1)"), "the text itself is shown");
}

#[test]
fn raw_html_of_a_page_brings_no_script() {
    let hub = Hub::new();
    hub.write(
        "content/a.md",
        "---\ntitle: A\n---\n\
         <script>alert(1)</script>\n\n<SCRIPT SRC=//evil.example/x.js></SCRIPT>\n\n<scr<script>ipt>alert(1)</scr</script>ipt>\n\n\
         <img src=x onerror=alert(1)>\n\n<img src=\"x\" alt=\"`><script>alert(1)</script>\">\n\n<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>\n\n\
         <math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>\n\n<iframe src=\"https://evil.example\"></iframe>\n\n\
         <object data=\"x\"></object><embed src=\"x\"><base href=\"https://evil.example/\"><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\">\n\n\
         <form action=\"https://evil.example\"><input name=a><button formaction=\"javascript:alert(1)\">x</button></form>\n\n\
         <style>body{background:url(https://evil.example)}</style><link rel=stylesheet href=//evil.example/x.css>\n\n\
         <a href=\"javascript:alert(1)\">x</a> <a href=\" java\nscript:alert(1)\">x</a> <a href=\"&#106;avascript:alert(1)\">x</a> <a href=\"data:text/html,<script>alert(1)</script>\">x</a> <a href=\"vbscript:x\">x</a>\n\n\
         [x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](<java\tscript:alert(1)>) [x](&#x6a;avascript:alert(1)) [x](data:text/html,x) ![x](javascript:alert(1)) <javascript:alert(1)>\n\n\
         [ref]\n\n[ref]: javascript:alert(1)\n\n# h {#x\" onclick=\"alert(1) .y\"z onclick=alert(1)}\n\n\
         ```x\" onclick=\"alert(1)\n<script>alert(1)</script>\n```\n\n`<script>alert(1)</script>`\n\n\
         <div title=\"a\" style=\"background:url(javascript:alert(1))\" onclick=\"alert(1)\" class=\"ok\">kept</div>\n\n\
         <details ontoggle=alert(1) open><summary>s</summary>x</details>\n\n<!--><script>alert(1)</script>-->\n\n<![CDATA[<script>alert(1)</script>]]>\n\n\
         <noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>\n\n<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>\n\n\
         </main></body></html><script>alert(1)</script>\n\n$\\text{<script>alert(1)</script>}$ $\\href{javascript:alert(1)}{x}$\n\n\
         :::care {level=\"urgent\" title=\"<script>alert(1)</script>\"}\n<script>alert(1)</script>\n:::\n\n\
         :::details {summary=\"\\\" onclick=\\\"alert(1)\"}\nx\n:::\n\n\
         :::figure {src=\"javascript:alert(1)\" alt=\"\\\"><script>alert(1)</script>\"}\n:::\n\n:::quote {cite=\"javascript:alert(1)\"}\nx\n:::\n\n[^<script>]: x\n",
    );
    let report = hub.build(&[]);
    report.expect("content/a.md", "markdown/html-removed");
    report.expect("content/a.md", "links/scheme");
    assert_no_script(&hub);
    let html = hub.output("a/index.html");
    assert!(html.contains("kept</div>") && html.contains("<details"), "{html}");
    assert_eq!(html.matches("</main>").count(), 1);
}

/// Whatever is published parses, and none of it runs.
#[track_caller]
fn assert_no_script(hub: &Hub) {
    let mut entities = 0;
    for (path, bytes) in hub.outputs() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for (name, attributes) in tags(&text) {
                check_tag(&path, &name, &attributes);
            }
            assert!(!text.contains("1234000"), "{path}: a template ran");
            const SCRIPT: &str = "<script type=\"application/ld+json\">";
            for (at, _) in text.match_indices(SCRIPT) {
                let json = text[at + SCRIPT.len()..].split("</script>").next().unwrap();
                let entity: serde_json::Value =
                    serde_json::from_str(json).unwrap_or_else(|e| panic!("{path}: {e}\n{json}"));
                assert!(entity["@type"].is_string(), "{path}");
                entities += 1;
            }
        }
        if path.ends_with("feed.xml") {
            let feed = feed_rs::parser::parse(&bytes[..]).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            for body in feed.entries.iter().filter_map(|entry| entry.content.as_ref()?.body.as_ref()) {
                for (name, attributes) in tags(body) {
                    check_tag(&path, &name, &attributes);
                }
            }
        }
        if path.ends_with(".xml") {
            assert!(!text.contains("<script") || text.contains("<![CDATA["), "{path}");
        }
        if path == "_redirects" || path == "_headers" || path == "robots.txt" {
            assert!(!text.contains("alert"), "{path}: {text}");
        }
    }
    assert!(entities > 0, "no structured data was written, so none was looked at");
}

fn check_tag(path: &str, name: &str, attributes: &[(String, String)]) {
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let bad = ["iframe", "object", "embed", "base", "form", "frame", "applet", "style"];
    assert!(!bad.contains(&name), "{path}: <{name}> {attributes:?}");
    if name == "script" {
        let ours = value("src").is_some_and(|src| src.starts_with("/assets/") || src.starts_with("/hub/assets/"));
        assert!(ours || value("type") == Some("application/ld+json"), "{path}: {attributes:?}");
    }
    assert!(name != "meta" || value("http-equiv").is_none() || path.contains("old"), "{path}: {attributes:?}");
    for (attribute, value) in attributes {
        assert!(!attribute.starts_with("on"), "{path}: <{name} {attribute}={value:?}>");
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let value = value.to_lowercase().replace("&#106;", "j").replace("&#x6a;", "j");
        if ["href", "src", "action", "formaction", "cite", "poster", "xlink:href", "srcset"]
            .contains(&attribute.as_str())
        {
            let runs = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.starts_with(scheme));
            assert!(!runs, "{path}: <{name} {attribute}={value:?}>");
        }
    }
}

/// Every start tag of `html` with its attributes, in lower case, as a browser would find them.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest.find(|c: char| c.is_whitespace() || "=/>".contains(c)).unwrap_or(rest.len()).max(1);
            let attribute = rest[..end].to_lowercase();
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
                (value, rest) = match quote {
                    Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    None => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
            }
            attributes.push((attribute, value.to_owned()));
        }
        // What stands in a script is no markup.
        if name == "script" {
            rest = rest.find("</script").map_or("", |at| &rest[at..]);
        }
        found.push((name, attributes));
    }
    found
}

#[test]
fn what_authors_wrote_does_nothing_to_a_terminal() {
    let hub = Hub::new();
    let nasty = "\"A\\e[5m\\e]0;owned\\a\\e[2J\\u009b5m\\x7f\\b::error title=x::y\\n::error::z\"";
    hub.write("bulletin.yaml", format!("title: {nasty}\nbase_url: https://hub.example/\n"));
    hub.write("content/draft.md", format!("---\ntitle: {nasty}\ndraft: true\n---\nBody.\n"));
    hub.write(
        "content/a.md",
        format!("---\ntitle: {nasty}\n{nasty}: x\ndate: {nasty}\ntemplate: {nasty}\nurl: {nasty}\ntopics: [{nasty}]\n---\nBody\n"),
    );
    hub.write(
        "content/b.md",
        "---\ntitle: B\n---\n[x](no\u{1b}[5mwhere.md) \u{1b}[5m <x\u{1b}[5m>\n:::ca\u{1b}[5mre\n:::\n",
    );
    hub.write("content/c.md", "---\ntitle: \u{1b}[5mC\n---\nBody.\n");
    hub.write("data/a.csv", "a,b\n\u{1b}[5m1\n");
    hub.write("data/b.json", "{\"\u{1b}[5m\": ]");
    hub.write("templates/news.html", "{{ \u{1b}[5m }}");
    for arguments in [vec!["build"], vec!["check"], vec!["list"], vec!["new", "\u{1b}[5mnews", "x"]] {
        for more in [&["--color", "always"][..], &["--color", "never"], &["--format", "github"]] {
            let ended = hub.run(&[arguments.clone(), more.to_vec()].concat());
            harmless(&ended);
            if more[1] == "github" {
                for line in ended.out.lines().filter(|line| line.starts_with("::")) {
                    assert!(line.starts_with("::error file=") || line.starts_with("::warning file="), "{line}");
                }
            }
        }
    }
    hub.write("bulletin.yaml", format!("{nasty}: {nasty}\ntheme: {nasty}\n"));
    harmless(&hub.run(&["build", "--color", "always"]));
    for arguments in
        [["build", "--base-url", "\u{1b}[5m"], ["check", "--only", "\u{1b}[5m"], ["build", "--out", "a\u{1b}[5m/.."]]
    {
        harmless(&hub.watch(
            bulletin(&hub.root()).args(arguments).args(["--color", "always"]),
            &["hub/public", "hub/.bulletin", "hub/a\u{1b}[5m"],
        ));
    }
    harmless(&run(bulletin(&hub.root()).args(["list", "--color", "always", "--root", "\u{1b}[5m"])));
}

/// What is shown has colours of ours and nothing else that a terminal obeys.
#[track_caller]
fn harmless(ended: &Ended) {
    for text in [&ended.out, &ended.err] {
        let mut parts = text.split('\u{1b}');
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let style = part.strip_prefix('[').and_then(|rest| rest.split_once('m'));
            let Some((style, rest)) = style else { panic!("an escape that is no style: {text:?}") };
            let is_style = style.bytes().all(|b| b.is_ascii_digit() || b == b';');
            assert!(is_style && style != "5", "a style that is not ours, {style:?}: {text:?}");
            plain.push_str(rest);
        }
        let bad = plain.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        let line = bad.and_then(|bad| plain.lines().find(|line| line.contains(bad)));
        assert!(bad.is_none(), "{bad:?} in {line:?}");
    }
}

// The machine itself.

#[test]
fn a_closed_or_full_standard_output_is_no_panic() {
    let hub = Hub::new();
    hub.write("content/a.md", "---\ntitle: A\ndraft: true\n---\n[x](nowhere.md)\n");
    for arguments in [
        "--help",
        "--version",
        "list",
        "check",
        "build",
        "completions bash",
        "list --format json",
        "check --format github",
        "new page X",
    ] {
        for closed in [">/dev/full", "2>/dev/full", ">&-", "2>&-", "| true", ">/dev/full 2>/dev/full"] {
            let script = format!("\"$0\" {arguments} --root \"$1\" {closed}");
            let script =
                script.replace("--help --root \"$1\"", "--help").replace("--version --root \"$1\"", "--version");
            let mut command = Command::new("sh");
            command.args(["-c", &script, env!("CARGO_BIN_EXE_bulletin")]).arg(hub.root());
            let ended = run(command.current_dir(hub.root()));
            assert!(ended.code.is_some(), "{arguments} {closed}");
            let _ = fs::remove_file(hub.at("content/x.md"));
        }
    }
}
