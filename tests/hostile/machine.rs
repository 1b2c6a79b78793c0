//! The machine itself.

use std::fs;
use std::process::Command;

use super::common::{Ended, Hub, run};

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

/// Runs a build of `hub` in a shell, after `before`. None where this machine does not let tests do so.
fn build_after(hub: &Hub, before: &str, more: &str) -> Option<Ended> {
    let script = format!("set -e; {before}; exec \"$0\" build --root \"$1\" {more}");
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script, env!("CARGO_BIN_EXE_bulletin")]).arg(hub.root());
    let is_allowed = Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|done| done.status.success());
    is_allowed.then(|| run(command.current_dir(hub.root())))
}

#[test]
fn hub_on_a_read_only_disk_is_built_elsewhere_with_a_note() {
    let hub = Hub::new();
    let (root, out) = (hub.root().display().to_string(), hub.outside("out").display().to_string());
    let read_only = format!("mount --bind {root} {root}; mount -o remount,bind,ro {root}");
    let Some(ended) = build_after(&hub, &read_only, "") else { return };
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(
        ended.err.contains("read-only") && ended.err.contains("--out") && ended.err.contains(&root),
        "{}",
        ended.err
    );
    let more = format!("--out {out}");
    for rendered in [false, true] {
        let ended = build_after(&hub, &read_only, &more).expect("it was allowed before");
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.contains("cannot be written, so what is remembered"), "{}", ended.err);
        assert_eq!(ended.err.contains(" 0 rendered"), rendered, "{}", ended.err);
    }
    assert!(hub.outside("out/index.html").is_file() && !hub.has(".bulletin"));
}

#[test]
fn disk_that_is_full_and_files_that_may_not_be_opened_are_told_with_a_way_out() {
    let hub = Hub::new();
    let out = hub.outside("small").display().to_string();
    fs::create_dir(&out).unwrap();
    let full = format!("mount -t tmpfs -o size=64k tmpfs {out}");
    if let Some(ended) = build_after(&hub, &full, &format!("--out {out}/site")) {
        assert_eq!(ended.code, Some(3), "{}", ended.err);
        assert!(ended.err.contains("the disk is full") && ended.err.contains(&out), "{}", ended.err);
        assert!(!ended.err.contains("os error"), "{}", ended.err);
    }
    for most in [4, 6, 8] {
        let script = format!("ulimit -n {most}; exec \"$0\" build --root \"$1\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_bulletin")]).arg(hub.root());
        let ended = run(command.current_dir(hub.root()));
        assert!(!ended.err.contains("os error"), "{most}: {}", ended.err);
        assert!(ended.code == Some(0) || ended.err.contains("ulimit -n"), "{most}: {}", ended.err);
    }
}

#[test]
fn folder_in_the_place_of_an_output_is_told_or_gives_way() {
    let hub = Hub::new();
    hub.write("content/news/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nBody.\n");
    hub.build(&[]);
    let page = hub.at("public/news/a/index.html");
    fs::remove_file(&page).unwrap();
    fs::create_dir(&page).unwrap();
    assert_eq!(hub.build(&[]).code, 0, "an empty folder gives way at once");
    assert!(page.is_file());
    fs::remove_file(&page).unwrap();
    fs::create_dir(&page).unwrap();
    fs::write(page.join("mine.txt"), "mine").unwrap();
    let report = hub.build(&[]);
    report.expect("news/a/index.html", "output/foreign");
    assert_eq!(fs::read_to_string(page.join("mine.txt")).unwrap(), "mine");
}
