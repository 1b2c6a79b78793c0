//! A hub in a folder of its own, and the binary run on it from outside.
//!
//! Every run is watched: it may not panic, may not hang, and may change nothing but `public/` and
//! `.bulletin/`. So each test gets these three promises for nothing, and says only what is its own.
#![allow(dead_code, reason = "each file of tests uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

pub mod live;

/// The instant of every run.
pub const NOW: &str = "2026-11-22T12:00:00Z";

/// After so long a run hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Stands in a file beside the hub; no output and no message may hold it.
pub const SECRET: &str = "secret-7f3a-of-the-machine";

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit status; none if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A folder with `hub/` in it, and `outside/` beside that.
pub struct Hub {
    outer: tempfile::TempDir,
}

impl Hub {
    /// A hub with a configuration and a home page that are right.
    pub fn new() -> Hub {
        let hub = Hub::empty();
        hub.write("bulletin.yaml", "title: Northside Health\nbase_url: https://hub.example/\n");
        hub.write("content/index.md", "---\ntitle: Northside Health\n---\nWelcome to the hub.\n");
        hub
    }

    /// A folder with nothing in it.
    pub fn empty() -> Hub {
        let outer = tempfile::tempdir().unwrap();
        fs::create_dir_all(outer.path().join("hub")).unwrap();
        fs::create_dir_all(outer.path().join("outside/templates")).unwrap();
        for name in ["secret.txt", "secret.md", "secret.yaml", "secret.html", "secret.png", "templates/page.html"] {
            fs::write(outer.path().join("outside").join(name), SECRET).unwrap();
        }
        Hub { outer }
    }

    /// The hub's folder.
    pub fn root(&self) -> PathBuf {
        self.at("")
    }

    /// A path of the hub.
    pub fn at(&self, path: &str) -> PathBuf {
        self.outer.path().join("hub").join(path)
    }

    /// A path beside the hub.
    pub fn outside(&self, path: &str) -> PathBuf {
        self.outer.path().join("outside").join(path)
    }

    /// Writes a file of the hub.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// What stands in a file of the hub.
    pub fn read(&self, path: &str) -> String {
        let bytes = fs::read(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether the hub has such a file.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).symlink_metadata().is_ok()
    }

    /// Runs a command on this hub, under watch.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let root = self.root();
        let mut command = bulletin(&self.root());
        command.args(arguments).arg("--root").arg(root).args(["--now", NOW]);
        self.watch(&mut command, &["hub/public", "hub/.bulletin"])
    }

    /// Runs a command as it is. It may change what lies below `free`, relative to the outer folder.
    pub fn watch(&self, command: &mut Command, free: &[&str]) -> Ended {
        let before = snapshot(self.outer.path(), free);
        let ended = run(command);
        let after = snapshot(self.outer.path(), free);
        let changed: Vec<_> = before.iter().filter(|(path, state)| after.get(*path) != Some(state)).collect();
        let new: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
        assert!(changed.is_empty() && new.is_empty(), "changed {changed:?}, new {new:?}\n{}", ended.err);
        for text in [&ended.out, &ended.err] {
            assert!(!text.contains(SECRET), "what stands outside the hub was shown:\n{text}");
        }
        ended
    }

    /// Builds, and reads the report. Nothing of what stands outside the hub may be in the output.
    pub fn build(&self, more: &[&str]) -> Report {
        let mut arguments = vec!["build", "--format", "json"];
        arguments.extend(more);
        let report = Report::of(self.run(&arguments));
        for (path, bytes) in self.outputs() {
            let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
            assert!(!found, "{path} holds what stands outside the hub");
        }
        report
    }

    /// Builds, and expects neither error nor warning.
    pub fn build_well(&self) -> Report {
        let report = self.build(&[]);
        assert_eq!((report.code, report.codes()), (0, Vec::new()), "{report:?}");
        report
    }

    /// Every file of the output.
    pub fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let root = self.at("public");
        each_file(&root, &mut |path, metadata| {
            if metadata.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        });
        files
    }

    /// A file of the output.
    pub fn output(&self, path: &str) -> String {
        self.read(&format!("public/{path}"))
    }
}

/// A run that answered with JSON.
#[derive(Debug)]
pub struct Report {
    pub code: i32,
    pub json: Value,
}

impl Report {
    /// Reads standard output as one JSON document.
    pub fn of(ended: Ended) -> Report {
        let json = serde_json::from_str(&ended.out);
        Report {
            code: ended.code.unwrap_or_else(|| panic!("a signal ended it: {}", ended.err)),
            json: json.unwrap_or_else(|error| panic!("no JSON: {error}\n{}\n{}", ended.out, ended.err)),
        }
    }

    /// The diagnostics: code, file, message.
    pub fn faults(&self) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = self.json["diagnostics"].as_array().unwrap_or_else(|| panic!("{self:?}"));
        list.iter().map(|it| (text(&it["code"]), text(&it["place"]["file"]), text(&it["message"]))).collect()
    }

    /// The codes, in order.
    pub fn codes(&self) -> Vec<String> {
        self.faults().into_iter().map(|fault| fault.0).collect()
    }

    /// The codes of what is wrong in `file`.
    pub fn codes_in(&self, file: &str) -> Vec<String> {
        self.faults().into_iter().filter(|fault| fault.1 == file).map(|fault| fault.0).collect()
    }

    /// Expects that `code` was said of `file`.
    #[track_caller]
    pub fn expect(&self, file: &str, code: &str) {
        assert!(self.codes_in(file).iter().any(|found| found == code), "{file}: no {code} among {:#?}", self.faults());
    }
}

/// The binary, in `folder`, with an environment that says nothing about colour. It may use 6 GB of
/// addresses, so that what grows without end ends here and not the machine.
pub fn bulletin(folder: &Path) -> Command {
    let mut command = match cfg!(unix) {
        true => {
            let mut shell = Command::new("sh");
            shell.args(["-c", "ulimit -v 6000000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_bulletin")]);
            shell
        }
        false => Command::new(env!("CARGO_BIN_EXE_bulletin")),
    };
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end. It may not panic, and is killed when it hangs.
pub fn run(command: &mut Command) -> Ended {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ended = end(child);
    assert!(ended.code != Some(101) && !ended.err.contains("panicked at"), "it panicked:\n{}", ended.err);
    ended
}

/// Waits for a process whose streams are pipes.
pub fn end(mut child: Child) -> Ended {
    let (sender, receiver) = channel();
    let read = |stream: Option<Box<dyn Read + Send>>, first: bool| {
        let Some(mut stream) = stream else { return };
        let sender = sender.clone();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes);
            let _ = sender.send((first, bytes));
        });
    };
    read(child.stdout.take().map(|it| Box::new(it) as _), true);
    read(child.stderr.take().map(|it| Box::new(it) as _), false);
    drop(sender);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok((true, bytes)) => out = bytes,
            Ok((false, bytes)) => err = bytes,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("it hung");
            }
        }
    }
    let code = child.wait().unwrap().code();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is shown is UTF-8");
    Ended { code, out: text(out), err: text(err) }
}

/// Every file, folder and link below `root` with what can be told of it, but for what lies below
/// one of `free`.
pub fn snapshot(root: &Path, free: &[&str]) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    each_file(root, &mut |path, metadata| {
        let below = path.strip_prefix(root).unwrap();
        if free.iter().any(|free| below.starts_with(free)) {
            return;
        }
        let state = if metadata.is_file() && metadata.len() <= 1 << 20 {
            let mut hasher = DefaultHasher::new();
            fs::read(path).unwrap().hash(&mut hasher);
            format!("file {:x} {:?}", hasher.finish(), metadata.modified().unwrap())
        } else if metadata.is_symlink() {
            format!("link {:?}", fs::read_link(path).unwrap())
        } else if metadata.is_dir() {
            "folder".to_owned()
        } else {
            format!("{:?} {} {:?}", metadata.file_type(), metadata.len(), metadata.modified().unwrap())
        };
        all.insert(below.to_owned(), state);
    });
    all
}

/// Calls `each` with everything below `folder`; links are not followed.
fn each_file(folder: &Path, each: &mut impl FnMut(&Path, &fs::Metadata)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let Ok(metadata) = path.symlink_metadata() else { continue };
        each(&path, &metadata);
        if metadata.is_dir() {
            each_file(&path, each);
        }
    }
}
