//! The same sources give the same site: whatever the machine, the language, the time zone, the folder and the number
//! of threads.
#![expect(clippy::disallowed_methods, reason = "a test builds a hub on disk, by the binary, from outside")]

mod example;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// One hub, built by one thread here and by two elsewhere.
fn built_twice(folder: &Path) -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, Vec<u8>>) {
    let here = example::copy(folder, "one");
    let elsewhere = example::copy(folder, "a second place/Übung");
    example::run(in_surroundings(example::command(&here), folder, "1", "C", "UTC"));
    example::run(in_surroundings(example::command(&elsewhere), &elsewhere, "2", "tr_TR.UTF-8", "Pacific/Kiritimati"));
    (example::files(&here.join("public")), example::files(&elsewhere.join("public")))
}

fn in_surroundings(mut command: Command, folder: &Path, jobs: &str, language: &str, zone: &str) -> Command {
    command.args(["--jobs", jobs]).current_dir(folder);
    command.env("LANG", language).env("LC_ALL", language).env("TZ", zone);
    command
}

#[test]
fn one_thread_and_two_make_the_same_bytes_anywhere() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (one, two) = built_twice(folder.path());
    assert!(one.len() > 150, "the site has only {} files", one.len());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    let differing: Vec<&String> =
        one.iter().filter(|(name, bytes)| two[*name] != **bytes).map(|(name, _)| name).collect();
    assert_eq!(differing, [] as [&String; 0]);
}

#[test]
fn nothing_published_says_where_it_was_built() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (one, two) = built_twice(folder.path());
    let name = |path: &Path| path.file_name().expect("it has a name").to_string_lossy().into_owned();
    let telling = [name(folder.path()), env!("CARGO_MANIFEST_DIR").to_owned(), "Übung".to_owned()];
    for (path, bytes) in one.iter().chain(&two) {
        for word in &telling {
            assert!(!contains(bytes, word), "`{path}` holds `{word}`");
        }
    }
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

#[test]
fn the_example_has_no_fault_and_a_second_build_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    let sources = example::files(&hub);
    let first = example::run(example::command(&hub));
    assert_eq!(first["diagnostics"], serde_json::json!([]));
    let public = hub.join("public");
    assert_eq!(first["written"], example::files(&public).len());
    let times = || -> Vec<_> { example::files(&public).keys().map(|name| modified(&public.join(name))).collect() };
    let before = times();

    let second = example::run(example::command(&hub));
    assert_eq!(second["written"], 0, "{second:#}");
    assert_eq!(second["removed"], 0);
    assert_eq!(second["unchanged"], first["written"]);
    assert_eq!(times(), before, "a file that did not differ was written");
    let after = example::files(&hub)
        .into_iter()
        .filter(|(name, _)| !name.starts_with("public/") && !name.starts_with(".bulletin/"));
    assert!(after.eq(sources), "a build changed the sources");
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).and_then(|file| file.modified()).expect("a file has a time")
}
