//! Builds that do not end well, or not alone: killed at any instant, without room, without permission, two at once.
//! After each of them every file of the output is whole, that of the version before or that of the version after, and
//! the next build gives what a clean build gives.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them and killed; what fails, fails the test"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Hub, end, run};

type Files = BTreeMap<String, Vec<u8>>;

/// A hub with two versions that differ in nearly every file, and what a clean build makes of each.
struct Versions {
    hub: Hub,
    clean: [Files; 2],
}

/// So many pages has the larger version.
const PAGES: usize = 40;

impl Versions {
    /// With version 0 built.
    fn new() -> Versions {
        let clean = [0, 1].map(|version| {
            let hub = Hub::new();
            write(&hub, version);
            hub.build_well();
            hub.outputs()
        });
        let hub = Hub::new();
        write(&hub, 0);
        hub.build_well();
        Versions { hub, clean }
    }

    /// A build that nobody watches.
    fn start(&self) -> std::process::Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bulletin"));
        command.current_dir(self.hub.root()).args(["build", "--jobs", "2", "--now", common::NOW]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Expects that each file is whole and none is missing, on the way from any version to `to`.
    #[track_caller]
    fn expect_whole(&self, to: usize, when: &str) {
        let (old, new) = (&self.clean[1 - to], &self.clean[to]);
        let there = self.hub.outputs();
        for (path, bytes) in there.iter().filter(|(path, _)| !is_temporary(path)) {
            let whole = [old, new].iter().any(|clean| clean.get(path) == Some(bytes));
            assert!(whole, "{when}: {path} is neither old nor new");
        }
        let lost = old.keys().find(|path| new.contains_key(*path) && !there.contains_key(*path));
        assert!(lost.is_none(), "{when}: {} is missing", lost.unwrap());
    }

    /// Builds version `to`, and expects what a clean build gives and nothing else.
    #[track_caller]
    fn expect_built(&self, to: usize, when: &str) {
        self.hub.build_well();
        self.expect_clean(to, when);
    }

    #[track_caller]
    fn expect_clean(&self, to: usize, when: &str) {
        let there = self.hub.outputs();
        let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&there), names(&self.clean[to]), "{when}");
        let differing = there.iter().find(|(path, bytes)| self.clean[to][*path] != **bytes);
        assert!(differing.is_none(), "{when}: {} differs from a clean build's", differing.unwrap().0);
        let cache = fs::read_dir(self.hub.at(".bulletin")).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = cache.filter(|name| is_temporary(&name.to_string_lossy())).collect();
        assert!(left.is_empty(), "{when}: {left:?} was left in the cache");
    }

    /// Whether some files are old and some are new.
    fn is_mixed(&self) -> bool {
        let there = self.hub.outputs();
        let has = |clean: &Files| there.iter().any(|(path, bytes)| clean.get(path) == Some(bytes));
        let only = |a: &Files, b: &Files| {
            has(&a.iter().filter(|(path, bytes)| b.get(*path) != Some(*bytes)).map(owned).collect())
        };
        only(&self.clean[0], &self.clean[1]) && only(&self.clean[1], &self.clean[0])
    }
}

fn owned((path, bytes): (&String, &Vec<u8>)) -> (String, Vec<u8>) {
    (path.clone(), bytes.clone())
}

fn is_temporary(path: &str) -> bool {
    path.rsplit('/').next().unwrap().starts_with(".bulletin-")
}

/// Writes one version: others titles and bodies, pages that come and go, a page that becomes a file and back.
fn write(hub: &Hub, version: usize) {
    let folders = ["", "news/", "guides/"];
    for number in 0..PAGES {
        let path = format!("content/{}p{number}.md", folders[number % 3]);
        if number % 7 == version * 3 {
            let _ = fs::remove_file(hub.at(&path));
            continue;
        }
        let words = "Some words of a version. ".repeat(1 + number * number);
        let alias = if number % 5 == version { format!("aliases: [/old/{}/]\n", number / 5) } else { String::new() };
        let text = format!(
            "---\ntitle: Page {number} of {version}\ntopics: [Flu, T{version}]\n{alias}---\n{version}: {words}\n"
        );
        hub.write(&path, text);
    }
    hub.write("static/large.txt", format!("{version}").repeat(400_000));
    let (here, gone) =
        if version == 0 { ("static/turns", "static/turns/into") } else { ("static/turns/into", "static/turns") };
    let _ = fs::remove_file(hub.at(gone));
    let _ = fs::remove_dir(hub.at("static/turns"));
    hub.write(here, "a file, or a folder with one");
}

/// Numbers that are always the same: splitmix64.
struct Chance(u64);

impl Chance {
    /// A number from 0 to 1.
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// So many builds are killed.
const KILLS: u32 = 100;

#[test]
fn a_build_that_is_killed_at_any_instant_leaves_every_file_whole_and_the_next_is_right() {
    let versions = Versions::new();
    let mut to = 0;
    // How long such a build takes when nobody kills it.
    let length = (0..4).map(|_| {
        to = 1 - to;
        write(&versions.hub, to);
        let begin = Instant::now();
        assert!(versions.start().wait().unwrap().success());
        begin.elapsed()
    });
    let length = length.max().unwrap_or(Duration::ZERO);
    let mut chance = Chance(1);
    for kill in 0..KILLS {
        // One in four is killed again on the way to the same version.
        if kill % 4 != 3 {
            to = 1 - to;
            write(&versions.hub, to);
        }
        let instant = length.mul_f64((f64::from(kill) + chance.part()) / f64::from(KILLS));
        let when = format!("killed after {instant:?} of {length:?} on the way to {to}");
        let mut child = versions.start();
        std::thread::sleep(instant);
        child.kill().unwrap();
        child.wait().unwrap();
        versions.expect_whole(to, &when);
        if kill % 4 != 2 {
            versions.expect_built(to, &when);
        }
    }
}

#[test]
fn a_build_that_is_killed_between_two_files_leaves_every_file_whole_and_the_next_is_right() {
    let versions = Versions::new();
    let (mut to, mut mixed) = (0, 0);
    for round in 0..20 {
        to = 1 - to;
        write(&versions.hub, to);
        let mut child = versions.start();
        // The moment is counted in files that the build has begun, so that it hits the writing.
        let begun = || -> u64 {
            let entries = fs::read_dir(versions.hub.at(".bulletin")).into_iter().flatten().flatten();
            let begun = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".begun"));
            begun.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
        };
        while child.try_wait().unwrap().is_none() && begun() < 1 + round * 200 {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let when = format!("killed in round {round} on the way to {to}");
        versions.expect_whole(to, &when);
        mixed += u32::from(versions.is_mixed());
        versions.expect_built(to, &when);
    }
    assert!(mixed > 0, "no build was killed while it wrote");
}

#[test]
fn a_disk_that_is_full_leaves_every_file_whole_and_the_next_is_right() {
    let versions = Versions::new();
    // No file may be larger than so many times 512 bytes: as on a full disk, a write fails half way. It meets the lock,
    // the journal, pages, the large file, and what is kept of the build at its end.
    for (round, limit) in [0_u32, 1, 2, 4, 8, 16, 32, 64, 128, 400, 700].into_iter().enumerate() {
        let to = 1 - round % 2;
        write(&versions.hub, to);
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_bulletin"), "build", "--now", common::NOW]);
        let ended = versions.hub.watch(command.current_dir(versions.hub.root()), &["hub/public", "hub/.bulletin"]);
        let when = format!("with {limit} blocks on the way to {to}: {}", ended.err);
        assert_eq!(ended.code, Some(3), "{when}");
        versions.expect_whole(to, &when);
        versions.expect_built(to, &when);
    }
}

#[test]
fn page_that_is_withdrawn_goes_though_the_disk_is_full() {
    for limit in [0, 4, 8] {
        let hub = Hub::new();
        let story = |more: &str| {
            format!("---\ntitle: Story of Margaretsecret\ndate: 2026-11-03\n{more}---\nMargaretsecret was here.\n")
        };
        hub.write("content/news/story.md", story(""));
        hub.write("content/news/other.md", "---\ntitle: Other\ndate: 2026-11-02\n---\nOther.\n");
        hub.build(&[]);
        let tells = |hub: &Hub| {
            let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Margaretsecret");
            hub.outputs().into_iter().filter(|(_, bytes)| has(bytes)).map(|(path, _)| path).collect::<Vec<String>>()
        };
        assert!(tells(&hub).len() > 5, "{:?}", tells(&hub));
        hub.write("content/news/story.md", story("consent: {ref: form 1, withdrawn: 2026-11-20}\n"));
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_bulletin"), "build", "--now", common::NOW]);
        let ended = hub.watch(command.current_dir(hub.root()), &["hub/public", "hub/.bulletin"]);
        assert_eq!(ended.code, Some(3), "{limit}: {}", ended.err);
        assert_eq!(tells(&hub), [] as [String; 0], "{limit}: {}", ended.err);
    }
}

#[test]
fn builds_at_once_take_turns() {
    let versions = Versions::new();
    write(&versions.hub, 1);
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bulletin"));
        command.current_dir(versions.hub.root()).args(["build", "--format", "json", "--now", common::NOW]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..4).map(|_| start()).collect();
    let written: Vec<u64> = children
        .into_iter()
        .map(|child| {
            let report = common::Report::of(end(child));
            assert_eq!((report.code, report.codes()), (0, Vec::new()), "{report:?}");
            report.json["written"].as_u64().unwrap()
        })
        .collect();
    // The first wrote everything, whichever it was, and left the others nothing to do.
    assert_eq!(written.iter().filter(|written| **written > 0).count(), 1, "{written:?}");
    versions.expect_clean(1, "after four builds at once");
}

#[test]
fn what_may_not_be_written_ends_with_three_and_stays_as_it_is() {
    let versions = Versions::new();
    let hub = &versions.hub;
    let program = Program::of(hub);
    for (round, place) in ["public", ".bulletin", "public/news"].into_iter().enumerate() {
        let to = 1 - round % 2;
        write(hub, to);
        allow(&hub.root(), 0o777, 0o666);
        allow(&hub.at(place), 0o555, 0o444);
        let before = hub.outputs();
        let ended = run(&mut program.build(hub));
        assert_eq!(ended.code, Some(3), "{place}: {}", ended.err);
        assert!(ended.err.contains(place), "{place}: {}", ended.err);
        versions.expect_whole(to, place);
        if place != "public/news" {
            assert!(hub.outputs() == before, "{place}: something was written");
        }
        allow(&hub.root(), 0o777, 0o666);
        let ended = run(&mut program.build(hub));
        assert_eq!(ended.code, Some(0), "{place}: {}", ended.err);
        versions.expect_clean(to, place);
    }
}

/// The binary, run by somebody whom permissions bind.
struct Program {
    path: std::path::PathBuf,
    is_root: bool,
}

impl Program {
    fn of(hub: &Hub) -> Program {
        // Who may write where nobody may is root, and is told by it.
        let probe = hub.outside("probe");
        fs::create_dir(&probe).unwrap();
        fs::set_permissions(&probe, fs::Permissions::from_mode(0o555)).unwrap();
        let is_root = fs::write(probe.join("file"), "").is_ok();
        let binary = Path::new(env!("CARGO_BIN_EXE_bulletin"));
        if !is_root {
            return Program { path: binary.to_owned(), is_root };
        }
        // Others may have no way to where it was built.
        let path = hub.outside("bulletin");
        fs::copy(binary, &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        allow(hub.root().parent().unwrap(), 0o755, 0o755);
        Program { path, is_root }
    }

    fn build(&self, hub: &Hub) -> Command {
        const NOBODY: u32 = 65_534;
        let mut command = Command::new(&self.path);
        command.current_dir(hub.root()).args(["build", "--now", common::NOW]);
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

/// Sets what everybody may do with a folder and all in it.
fn allow(path: &Path, folder: u32, file: u32) {
    let is_folder = path.is_dir();
    let mode = fs::Permissions::from_mode(if is_folder { folder } else { file });
    // Who owns it may always do this; folders first get the right to be looked into.
    fs::set_permissions(path, mode).unwrap();
    if is_folder {
        fs::read_dir(path).unwrap().for_each(|entry| allow(&entry.unwrap().path(), folder, file));
    }
}
