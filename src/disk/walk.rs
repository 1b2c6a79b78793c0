//! Walking a folder: which files there are, and which cannot be part of a hub.
//!
//! A symbolic link is followed only to what is itself part of the hub: not out of the root, not into
//! a folder that is skipped, not in a circle, and not without end. Each bad link is reported once,
//! where it really is, even if good links lead past it. Order comes from sorted names.
#![expect(clippy::disallowed_methods, reason = "this is where folders are walked")]

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::FileStamp;
use super::tree::{Found, unreadable};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::hash::{self, Hash, Map};
use crate::path::SourcePath;
use crate::span::Place;

/// How many links to folders are followed, all in all. Folders of links to folders of links would
/// otherwise grow without end, though they hold no circle.
const LINKS: usize = 10_000;

/// The files below `root`, which is canonical, and what is wrong there.
pub(super) fn walk(root: &Path, skip: &[&str]) -> std::io::Result<(BTreeMap<SourcePath, Found>, Diagnostics)> {
    let mut walk = Walk::new(root, skip);
    let mut listed: Vec<(SourcePath, DirEntry)> = Vec::new();
    // In one folder whole paths are in the order of their names, which would have to be cut out for each comparison.
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let mut entries = WalkDir::new(root).follow_links(true).min_depth(1).sort_by(by_name).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.path().is_none_or(|path| path == root) => {
                let error = std::io::Error::from(error);
                // What it says has no path of its own.
                let raw = error.raw_os_error().map(std::io::Error::from_raw_os_error);
                return Err(super::at(root, &raw.unwrap_or(error)));
            }
            Err(error) => {
                walk.failed(&error);
                continue;
            }
        };
        match walk.judge(&entry) {
            Some(path) if entry.file_type().is_file() => listed.push((path, entry)),
            Some(_) => {}
            None if entry.file_type().is_dir() => entries.skip_current_dir(),
            None => {}
        }
    }
    // To look at a file takes longer than to find it.
    let looked: Vec<_> = listed.par_iter().with_min_len(64).map(|(_, entry)| entry.metadata()).collect();
    let mut files = Vec::with_capacity(listed.len());
    for ((path, _), metadata) in listed.into_iter().zip(looked) {
        match metadata {
            Ok(metadata) => files.push((path, of_file(&metadata))),
            Err(error) => walk.faults.push(*unreadable(path.as_str(), &error.into())),
        }
    }
    Ok((files.into_iter().collect(), walk.faults))
}

/// The folders in `root` that are looked into, sorted.
///
/// # Errors
/// When the root cannot be read.
pub fn folders(root: &Path, skip: &[&str]) -> std::io::Result<Vec<PathBuf>> {
    let walk = Walk::new(root, skip);
    let mut folders = Vec::new();
    for entry in root.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && !walk.is_skipped(Path::new(&entry.file_name())) {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// A walk on its way.
struct Walk<'a> {
    root: &'a Path,
    skip: &'a [&'a str],
    faults: Diagnostics,
    /// How many links to folders were followed.
    linked: usize,
    /// Links that were reported, by where they really are.
    told: BTreeSet<PathBuf>,
    /// By the hash of its folder and its name in lower case: each path as it was first met.
    names: Map<Hash, SourcePath>,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, skip: &'a [&'a str]) -> Walk<'a> {
        Walk { root, skip, faults: Vec::new(), linked: 0, told: BTreeSet::new(), names: Map::default() }
    }

    /// The path of an entry that is part of the hub.
    fn judge(&mut self, entry: &DirEntry) -> Option<SourcePath> {
        let below = self.below(entry.path())?;
        if self.is_skipped(below) {
            return None;
        }
        let path = match source_path(below) {
            Ok(path) => path,
            Err(why) => {
                self.faults.push(bad_name(below, why));
                return None;
            }
        };
        if entry.path_is_symlink() && !self.may_follow(entry) {
            return None;
        }
        if !entry.file_type().is_file() && !entry.file_type().is_dir() {
            self.faults.push(no_file(&path));
            return None;
        }
        self.note_case(&path);
        Some(path)
    }

    /// A path that was met, relative to the root.
    fn below<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        // Without taking it apart name by name, where it can be.
        let quick = || path.to_str()?.strip_prefix(self.root.to_str()?)?.strip_prefix(std::path::MAIN_SEPARATOR);
        quick().map(Path::new).or_else(|| path.strip_prefix(self.root).ok())
    }

    /// Whether a path, relative to the root, is none of the hub's business.
    fn is_skipped(&self, below: &Path) -> bool {
        let Some(first) = below.iter().next() else { return false };
        let hidden_is_fine = first == "static";
        let skipped = |name: &OsStr| {
            let name = name.as_encoded_bytes();
            match name {
                b".git" | b".bulletin" | b"node_modules" | b".DS_Store" | b".gitkeep" | b".gitignore" => true,
                _ => name.starts_with(b".") && !hidden_is_fine,
            }
        };
        below.iter().any(skipped)
            || first == "target"
            || self.skip.iter().any(|folder| below.starts_with(folder.trim_matches('/')) && !folder.is_empty())
    }

    /// Whether a link leads to something that is part of the hub; says so if it does not.
    fn may_follow(&mut self, entry: &DirEntry) -> bool {
        let Ok(target) = entry.path().canonicalize() else {
            self.tell(entry.path(), "leads to nothing");
            return false;
        };
        match target.strip_prefix(self.root) {
            Err(_) => {
                self.tell(entry.path(), "leads out of the hub");
                false
            }
            Ok(below) if is_beyond_release(self.below(entry.path()), below) => {
                let why = format!("leads to `{}`, which may not be published by a link", below.display());
                self.tell(entry.path(), &why);
                false
            }
            Ok(below) if self.is_skipped(below) => {
                let why = format!("leads to `{}`, which is not part of the hub", below.display());
                self.tell(entry.path(), &why);
                false
            }
            Ok(_) if entry.file_type().is_dir() => {
                self.linked += 1;
                if self.linked == LINKS + 1 {
                    self.tell(entry.path(), &format!("is one of more than {LINKS} ways through links to folders"));
                }
                self.linked <= LINKS
            }
            Ok(_) => true,
        }
    }

    fn failed(&mut self, error: &walkdir::Error) {
        let Some(path) = error.path() else { return };
        let below = path.strip_prefix(self.root).unwrap_or(path);
        if self.is_skipped(below) {
            return;
        }
        let is_link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        match (error.loop_ancestor(), error.io_error()) {
            (Some(_), _) => self.tell(path, "leads in a circle"),
            (None, Some(io)) if is_link && io.kind() == std::io::ErrorKind::NotFound => {
                self.tell(path, "leads to nothing");
            }
            // A link that leads to itself, or through a file.
            (None, Some(_)) if is_link => self.tell(path, "leads nowhere that can be read"),
            (None, Some(io)) => self.faults.push(*unreadable(&shown(below), io)),
            (None, None) => {}
        }
    }

    /// Reports a bad link once, where it really is.
    fn tell(&mut self, link: &Path, why: &str) {
        let folder = link.parent().and_then(|folder| folder.canonicalize().ok());
        let real = match (folder, link.file_name()) {
            (Some(folder), Some(name)) if folder.starts_with(self.root) => folder.join(name),
            _ => link.to_owned(),
        };
        let path = shown(real.strip_prefix(self.root).unwrap_or(&real));
        if self.told.insert(real) {
            self.faults.push(bad_link(&path, why));
        }
    }

    /// Says so when a name and an earlier one in its folder are one on a system that ignores case.
    fn note_case(&mut self, path: &SourcePath) {
        let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        // No name has a `/`.
        let key = hash::of([folder, "/", &name.to_lowercase()].concat().as_bytes());
        match self.names.entry(key) {
            Entry::Vacant(place) => drop(place.insert(path.clone())),
            Entry::Occupied(first) => self.faults.push(same_but_case(path, first.get().name())),
        }
    }
}

/// What is known of a file.
pub(super) fn of_file(metadata: &Metadata) -> Found {
    Found { stamp: FileStamp::of(metadata), bytes: None, hash: OnceLock::new() }
}

/// The path of a file on disk, with `/` on every system.
fn source_path(below: &Path) -> Result<SourcePath, String> {
    if std::path::MAIN_SEPARATOR == '/'
        && let Some(path) = below.to_str()
    {
        return SourcePath::new(path).map_err(|error| error.to_string());
    }
    let names: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
    let names = names.ok_or("it is not UTF-8")?;
    SourcePath::new(&names.join("/")).map_err(|error| error.to_string())
}

/// A path for a message, without what would do something to a terminal.
fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for c in path.to_string_lossy().chars() {
        match c.is_control() {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

fn bad_name(below: &Path, why: String) -> Diagnostic {
    let path = shown(below);
    let message = format!("the name of `{path}` cannot be part of an address: {why}");
    Diagnostic::new(Code::DiskName, Place::file(&path), message, "").help("rename it")
}

fn bad_link(path: &str, why: &str) -> Diagnostic {
    let message = format!("the symbolic link `{path}` {why}");
    Diagnostic::new(Code::DiskSymlink, Place::file(path), message, "").help("put a copy here, or remove the link")
}

fn no_file(path: &SourcePath) -> Diagnostic {
    let message = format!("`{path}` is neither a file nor a folder");
    Diagnostic::new(Code::DiskUnreadable, Place::file(path.as_str()), message, "").help("remove it")
}

fn same_but_case(path: &SourcePath, first: &str) -> Diagnostic {
    let message = format!("`{}` and `{first}` in one folder differ only in case", path.name());
    Diagnostic::new(Code::DiskCase, Place::file(path.as_str()), message, "")
        .help("on many computers they are one file; rename one of them")
}

/// Whether a link would publish what is not for readers, or what is published by rules of its own: the hub's root, its
/// configuration, and, through `static/`, sources of pages.
fn is_beyond_release(link: Option<&Path>, target: &Path) -> bool {
    let first = |path: &Path| path.iter().next().map(OsStr::to_owned);
    let is_static = link.and_then(first).is_some_and(|name| name == "static");
    let target_first = first(target);
    target_first.is_none()
        || target == Path::new("bulletin.yaml")
        || is_static && target_first.is_some_and(|name| name == "content")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files and the faults of a folder that `make` fills.
    fn walked(skip: &[&str], make: impl Fn(&Path)) -> (Vec<String>, Vec<String>) {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().canonicalize().unwrap().join("hub");
        std::fs::create_dir(&root).unwrap();
        make(&root);
        let (files, faults) = walk(&root, skip).unwrap();
        let faults = faults.iter().map(|fault| format!("{} {}", fault.code.text(), fault.message)).collect();
        (files.keys().map(ToString::to_string).collect(), faults)
    }

    fn file(root: &Path, path: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }

    #[test]
    fn what_is_hidden_skipped_or_made_by_tools_is_not_there() {
        let (files, faults) = walked(&["public", "docs/old/"], |root| {
            for path in [
                "bulletin.yaml",
                ".git/config",
                ".env",
                ".bulletin/outputs",
                "node_modules/a/index.js",
                "content/node_modules/a.md",
                "target/debug/x",
                "content/target/index.md",
                "content/.draft.md",
                "content/_part.md",
                "public/index.html",
                "docs/old/a.md",
                "docs/older.md",
                "static/.well-known/security.txt",
                "static/.DS_Store",
                "static/.git/config",
            ] {
                file(root, path);
            }
        });
        let expected = [
            "bulletin.yaml",
            "content/_part.md",
            "content/target/index.md",
            "docs/older.md",
            "static/.well-known/security.txt",
        ];
        assert_eq!((files.as_slice(), faults.len()), (expected.map(str::to_owned).as_slice(), 0));
    }

    #[test]
    fn names_that_differ_only_in_case_are_told() {
        let (files, faults) = walked(&[], |root| {
            for path in ["content/Flu.md", "content/flu.md", "content/News/a.md", "content/news/a.md", "static/flu.md"]
            {
                file(root, path);
            }
        });
        assert_eq!(files.len(), 5);
        assert_eq!(
            faults,
            [
                "disk/case `flu.md` and `Flu.md` in one folder differ only in case",
                "disk/case `news` and `News` in one folder differ only in case",
            ]
        );
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn links_inside_the_hub_are_followed() {
            let (files, faults) = walked(&[], |root| {
                file(root, "content/a.md");
                file(root, "pictures/logo.png");
                symlink("a.md", root.join("content/b.md")).unwrap();
                symlink("../pictures", root.join("content/media")).unwrap();
            });
            assert_eq!(files, ["content/a.md", "content/b.md", "content/media/logo.png", "pictures/logo.png"]);
            assert!(faults.is_empty(), "{faults:?}");
        }

        #[test]
        fn links_that_leave_dangle_or_turn_in_a_circle_are_told_once_and_not_followed() {
            let (files, mut faults) = walked(&["public"], |root| {
                file(root, "content/news/a.md");
                file(root, ".git/config");
                file(root, "public/index.html");
                file(root.parent().unwrap(), "secret/key");
                let at = |path: &str| root.join(path);
                symlink("../../secret", at("content/folder")).unwrap();
                symlink(root.parent().unwrap().join("secret/key"), at("content/file")).unwrap();
                symlink("/etc", at("content/etc")).unwrap();
                symlink("nowhere", at("content/gone")).unwrap();
                symlink("self", at("content/self")).unwrap();
                symlink("..", at("content/news/up")).unwrap();
                symlink("../.git", at("content/history")).unwrap();
                symlink("../public", at("content/site")).unwrap();
                // The same bad link seen through a good one.
                symlink("news", at("content/again")).unwrap();
            });
            assert_eq!(files, ["content/again/a.md", "content/news/a.md"]);
            faults.sort();
            assert_eq!(
                faults,
                [
                    "disk/symlink the symbolic link `content/etc` leads out of the hub",
                    "disk/symlink the symbolic link `content/file` leads out of the hub",
                    "disk/symlink the symbolic link `content/folder` leads out of the hub",
                    "disk/symlink the symbolic link `content/gone` leads to nothing",
                    "disk/symlink the symbolic link `content/history` leads to `.git`, which is not part of the hub",
                    "disk/symlink the symbolic link `content/news/up` leads in a circle",
                    "disk/symlink the symbolic link `content/self` leads nowhere that can be read",
                    "disk/symlink the symbolic link `content/site` leads to `public`, which is not part of the hub",
                ]
            );
        }

        #[test]
        fn links_to_folders_of_links_do_not_grow_without_end() {
            let (files, faults) = walked(&[], |root| {
                for depth in 0..24 {
                    std::fs::create_dir(root.join(format!("d{depth}"))).unwrap();
                    for name in ["a", "b"] {
                        symlink(format!("../d{}", depth + 1), root.join(format!("d{depth}/{name}"))).unwrap();
                    }
                }
                file(root, "d24/x");
            });
            assert!(files.len() <= LINKS, "{}", files.len());
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with("disk/symlink"), "{faults:?}");
        }

        #[test]
        fn names_that_cannot_be_addresses_are_told() {
            let (files, faults) = walked(&[], |root| {
                file(root, "ok.md");
                file(root, "a\\b.md");
                file(root, "bell\u{7}.md");
                file(&root.join(OsStr::from_bytes(b"caf\xe9")), "inside.md");
            });
            assert_eq!(files, ["ok.md"]);
            let why = "cannot be part of an address: it holds a control character or a backslash";
            assert_eq!(
                faults,
                [
                    format!("disk/name the name of `a\\b.md` {why}"),
                    format!("disk/name the name of `bell\\u{{7}}.md` {why}"),
                    "disk/name the name of `caf\u{fffd}` cannot be part of an address: it is not UTF-8".to_owned(),
                ]
            );
        }

        #[test]
        fn what_is_neither_file_nor_folder_is_told_and_never_opened() {
            let (files, faults) = walked(&[], |root| {
                drop(std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap());
            });
            assert!(files.is_empty());
            assert_eq!(faults, ["disk/unreadable `socket` is neither a file nor a folder"]);
        }
    }
}
