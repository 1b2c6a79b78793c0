//! What leads out of the hub.

use std::fs;
use std::os::unix::fs::symlink;

use super::common::Hub;
use super::files::pipe;

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

/// A link within the hub must not publish what is not for readers, nor a page that waits for its embargo.
#[test]
fn links_within_the_hub_publish_neither_its_settings_nor_sources_of_pages() {
    let hub = Hub::new();
    hub.write("bulletin.yaml", "title: Quokka hub\n");
    hub.write("content/news/secret.md", "---\ntitle: Quokka\ndraft: true\n---\nQuokka\n");
    hub.write("pictures/ward.txt", "A ward");
    for (link, to) in [
        ("static/conf.txt", "../bulletin.yaml"),
        ("static/plan.dat", "../content/news/secret.md"),
        ("static/all", "../content"),
        ("content/conf.dat", "../bulletin.yaml"),
        ("static/pictures", "../pictures"),
    ] {
        fs::create_dir_all(hub.at(link).parent().unwrap()).unwrap();
        symlink(to, hub.at(link)).unwrap();
    }
    let report = hub.build(&[]);
    for link in ["static/conf.txt", "static/plan.dat", "static/all", "content/conf.dat"] {
        report.expect(link, "disk/symlink");
        let name = link.split('/').next_back().unwrap();
        assert!(!hub.at("public").join(name).exists(), "{link}");
    }
    // Another folder of the hub may be shown through a link.
    assert_eq!(hub.read("public/pictures/ward.txt"), "A ward");
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
