//! Where the output goes.

use std::fs;
use std::os::unix::fs::symlink;

use super::common::{Hub, Report, bulletin};
use super::files::pipe;

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
