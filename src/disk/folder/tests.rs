//! An output folder on a real disk.

use super::super::Output;
use super::*;
use crate::hash;

/// A hub's folder with an output and a cache in it.
struct Hub(tempfile::TempDir);

impl Hub {
    fn new() -> Hub {
        Hub(tempfile::tempdir().unwrap())
    }
    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }
    fn open(&self, stray: Stray) -> Output {
        Output::folder(&self.at("public"), &self.at(".bulletin"), stray).unwrap()
    }
    /// A whole build of these files.
    fn build(&self, files: &[(&str, &str)]) -> Finished {
        let output = self.open(Stray::Refuse);
        let put = |(path, text): &(&str, &str)| {
            output.put(&out(path), text.as_bytes()).unwrap();
            (out(path), hash::of(text.as_bytes()))
        };
        let keep = files.iter().map(put).collect();
        output.finish(&keep).unwrap()
    }
    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }
    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }
    /// Every file and folder in the output.
    fn listing(&self) -> Vec<String> {
        let root = self.at("public");
        let entries = walkdir::WalkDir::new(&root).min_depth(1).sort_by_file_name();
        let path = |entry: walkdir::DirEntry| entry.path().strip_prefix(&root).unwrap().display().to_string();
        entries.into_iter().map(|entry| path(entry.unwrap())).collect()
    }
}

fn out(path: &str) -> OutPath {
    OutPath::new(path).unwrap()
}

#[test]
fn what_differs_is_written_and_what_is_gone_is_removed() {
    let hub = Hub::new();
    hub.build(&[("index.html", "one"), ("news/a/index.html", "a"), ("news/b/index.html", "b")]);
    let output = hub.open(Stray::Refuse);
    assert_eq!(output.put(&out("index.html"), b"one").unwrap().put, Put::Same);
    assert_eq!(output.put(&out("index.html"), b"two").unwrap().put, Put::Written);
    drop(output);
    let finished = hub.build(&[("index.html", "two"), ("news/b/index.html", "b")]);
    assert_eq!(finished, Finished { removed: 1, left: vec![] });
    assert_eq!(hub.listing(), ["index.html", "news", "news/b", "news/b/index.html"]);
    assert_eq!(hub.read(".bulletin/.gitignore"), "*\n");
}

#[test]
fn a_file_that_is_kept_without_being_put_stays_ours() {
    let hub = Hub::new();
    hub.build(&[("a", "a")]);
    let keep = BTreeMap::from([(out("a"), hash::of(b"a"))]);
    assert_eq!(hub.open(Stray::Refuse).finish(&keep).unwrap().removed, 0);
    assert_eq!(hub.build(&[]).removed, 1);
}

#[test]
fn what_others_wrote_is_left_alone_unless_it_is_to_be_replaced() {
    let hub = Hub::new();
    hub.write("public/index.html", "of another tool");
    hub.write("public/same.html", "same");
    hub.write("public/other.html", "other");
    let output = hub.open(Stray::Refuse);
    let error = output.put(&out("index.html"), b"ours").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("index.html"), "{error}");
    assert_eq!(hub.read("public/index.html"), "of another tool");
    assert_eq!(output.put(&out("same.html"), b"same").unwrap().put, Put::Same);
    drop(output);

    let output = hub.open(Stray::Replace);
    assert_eq!(output.put(&out("index.html"), b"ours").unwrap().put, Put::Written);
    drop(output);
    // Adopted and replaced files are ours now, the third never was.
    assert_eq!(hub.build(&[]).removed, 2);
    assert_eq!(hub.listing(), ["other.html"]);
}

#[test]
fn a_file_that_somebody_changed_is_not_removed() {
    let hub = Hub::new();
    hub.build(&[("a.html", "a"), ("b.html", "b")]);
    hub.write("public/a.html", "edited by hand");
    assert_eq!(hub.build(&[]), Finished { removed: 1, left: vec![out("a.html")] });
    assert_eq!(hub.listing(), ["a.html"]);
    let output = hub.open(Stray::Refuse);
    assert_eq!(output.put(&out("a.html"), b"a").unwrap_err().kind(), ErrorKind::AlreadyExists);
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let hub = Hub::new();
    hub.build(&[("a", "file"), ("b/c/d", "deep"), ("b/e", "shallow")]);
    hub.build(&[("a/b", "deep"), ("b", "file")]);
    assert_eq!(hub.listing(), ["a", "a/b", "b"]);
    hub.write("public/a/foreign", "x");
    let error = hub.open(Stray::Replace).put(&out("a"), b"file").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(hub.read("public/a/foreign"), "x");
}

#[test]
fn a_killed_build_still_owns_what_it_wrote_and_its_leftovers_are_removed() {
    let hub = Hub::new();
    let killed = hub.open(Stray::Refuse);
    killed.put(&out("news/a.html"), b"first").unwrap();
    drop(killed);
    hub.write("public/news/.bulletin-123-4", "half");
    hub.write("public/.bulletin-123-5", "half");
    hub.write("public/.bulletin-notes", "not ours");
    hub.write(".bulletin/.bulletin-123-6", "half");
    let finished = hub.build(&[("news/a.html", "second")]);
    assert_eq!(finished, Finished::default());
    assert_eq!(hub.listing(), [".bulletin-notes", "news", "news/a.html"]);
    assert_eq!(hub.read("public/news/a.html"), "second");
    assert!(!hub.at(".bulletin/.bulletin-123-6").exists());
    // Killed between the claim and the rename: the old bytes are ours too.
    let killed = hub.open(Stray::Refuse);
    killed.put(&out("news/a.html"), b"third").unwrap();
    drop(killed);
    hub.write("public/news/a.html", "second");
    assert_eq!(hub.build(&[]).removed, 1);
}

#[test]
fn what_is_put_after_the_end_of_a_build_is_ours_too() {
    let hub = Hub::new();
    let output = hub.open(Stray::Refuse);
    output.put(&out("a.html"), b"a").unwrap();
    output.finish(&BTreeMap::from([(out("a.html"), hash::of(b"a"))])).unwrap();
    output.put(&out("a.html"), b"b").unwrap();
    output.put(&out("b.html"), b"b").unwrap();
    drop(output);
    assert_eq!(hub.build(&[]).removed, 2);
}

#[test]
fn without_its_manifest_a_build_says_so_and_replaces_nothing() {
    let hub = Hub::new();
    hub.build(&[("a.html", "a"), ("b.html", "b")]);
    for entry in fs::read_dir(hub.at(".bulletin")).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("outputs-") {
            fs::write(entry.path(), "\0\0\0").unwrap();
        }
    }
    let output = hub.open(Stray::Refuse);
    assert!(output.note().unwrap().contains("cannot be understood"));
    assert_eq!(output.put(&out("a.html"), b"a").unwrap().put, Put::Same);
    assert!(output.put(&out("b.html"), b"new").is_err());
}

#[test]
fn one_folder_has_one_build_and_two_folders_have_their_own_manifests() {
    let hub = Hub::new();
    hub.build(&[("a.html", "a")]);
    let preview = Output::folder(&hub.at("preview"), &hub.at(".bulletin"), Stray::Refuse).unwrap();
    preview.finish(&BTreeMap::new()).unwrap();
    drop(preview);
    assert_eq!(hub.build(&[]).removed, 1);
}

#[test]
fn many_threads_put_at_once() {
    let hub = Hub::new();
    let output = hub.open(Stray::Refuse);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let output = &output;
            scope.spawn(move || {
                for n in 0..50 {
                    output.put(&out(&format!("{}/{n}/{thread}.html", n % 5)), b"x").unwrap();
                }
            });
        }
    });
    drop(output);
    assert_eq!(hub.build(&[]).removed, 400);
    assert!(hub.listing().is_empty());
}

#[test]
fn empty_folder_where_a_file_is_to_be_gives_way_at_once() {
    let hub = Hub::new();
    hub.build(&[("news/a/index.html", "a"), ("news/b", "b")]);
    for path in ["news/a/index.html", "news/b"] {
        fs::remove_file(hub.at("public").join(path)).unwrap();
        fs::create_dir_all(hub.at("public").join(path).join("deep/er")).unwrap();
    }
    let output = hub.open(Stray::Refuse);
    assert!(output.put(&out("news/b"), b"b").is_err(), "folders of others in it are theirs");
    fs::remove_dir_all(hub.at("public/news/b/deep")).unwrap();
    fs::remove_dir_all(hub.at("public/news/a/index.html/deep")).unwrap();
    for (path, text) in [("news/a/index.html", "a"), ("news/b", "b")] {
        assert_eq!(output.put(&out(path), text.as_bytes()).unwrap().put, Put::Written);
        assert_eq!(hub.read(&format!("public/{path}")), text);
    }
}

#[test]
fn folder_that_vanishes_during_a_build_is_made_again() {
    let hub = Hub::new();
    let output = hub.open(Stray::Refuse);
    output.put(&out("news/a/index.html"), b"a").unwrap();
    fs::remove_dir_all(hub.at("public")).unwrap();
    output.put(&out("news/b/index.html"), b"b").unwrap();
    assert_eq!(hub.read("public/news/b/index.html"), "b");
    fs::remove_dir_all(hub.at(".bulletin")).unwrap();
    output.keep(Cached::Pages, b"kept".to_vec()).unwrap();
    assert_eq!(hub.read(".bulletin/pages"), "kept");
}

#[test]
fn an_error_names_the_file() {
    let hub = Hub::new();
    hub.write("public", "a file");
    let error = Output::folder(&hub.at("public"), &hub.at(".bulletin"), Stray::Refuse).err().unwrap();
    assert!(error.to_string().contains("public"), "{error}");
    let missing = replace(&hub.at("nowhere/a.html"), b"x", Durability::Cache).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert!(missing.to_string().contains("a.html"), "{missing}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_is_written_or_removed_through_a_link() {
        let (hub, outside) = (Hub::new(), tempfile::tempdir().unwrap());
        let precious = outside.path().join("index.html");
        fs::write(&precious, "precious").unwrap();
        fs::create_dir(hub.at("public")).unwrap();
        symlink(outside.path(), hub.at("public/news")).unwrap();
        symlink(&precious, hub.at("public/index.html")).unwrap();
        let output = hub.open(Stray::Refuse);
        for path in ["news/index.html", "news/new.html", "index.html"] {
            assert_eq!(output.put(&out(path), b"precious").unwrap_err().kind(), ErrorKind::AlreadyExists);
        }
        drop(output);
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);

        let output = hub.open(Stray::Replace);
        output.put(&out("news/index.html"), b"ours").unwrap();
        output.put(&out("index.html"), b"ours").unwrap();
        drop(output);
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
        assert_eq!((hub.read("public/index.html"), hub.read("public/news/index.html")), ("ours".into(), "ours".into()));
    }

    #[test]
    fn a_folder_that_became_a_link_keeps_what_is_behind_it() {
        let (hub, outside) = (Hub::new(), tempfile::tempdir().unwrap());
        hub.build(&[("news/a.html", "a")]);
        fs::write(outside.path().join("a.html"), "a").unwrap();
        fs::remove_dir_all(hub.at("public/news")).unwrap();
        symlink(outside.path(), hub.at("public/news")).unwrap();
        assert_eq!(hub.build(&[]), Finished::default());
        assert!(outside.path().join("a.html").exists());
    }

    #[test]
    fn a_cache_that_is_a_link_is_refused() {
        let (hub, outside) = (Hub::new(), tempfile::tempdir().unwrap());
        symlink(outside.path(), hub.at(".bulletin")).unwrap();
        let opened = Output::folder(&hub.at("public"), &hub.at(".bulletin"), Stray::Refuse);
        assert!(opened.err().unwrap().to_string().contains("symbolic link"));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
