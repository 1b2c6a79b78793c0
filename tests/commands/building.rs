//! What a build writes, where, and what it leaves.

use std::fs;

use super::common::{Hub, NOW, bulletin, snapshot};
use super::making::new;

/// Two pages of news.
pub fn small_hub() -> Hub {
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
    let before = snapshot(&hub.at("public"), &[]);
    for more in [&[][..], &["--jobs", "1"], &["--clean"]] {
        let second = hub.build(more);
        assert_eq!((&second.json["written"], &second.json["unchanged"]), (&0.into(), &files.into()), "{more:?}");
    }
    assert_eq!(snapshot(&hub.at("public"), &[]), before, "not even its times changed");
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
