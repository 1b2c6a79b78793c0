//! The example hub for tests: a copy of its own for each, built by the binary as an editor would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// When every test builds the example.
const NOW: &str = "2026-11-20T09:00:00Z";

/// Copies the example hub into `folder/name` and says where that is.
pub fn copy(folder: &Path, name: &str) -> PathBuf {
    let hub = folder.join(name);
    for (path, bytes) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")) {
        // What an editor's own builds left there is no part of the example.
        if !path.starts_with("public/") && !path.starts_with(".bulletin/") {
            let to = hub.join(path);
            fs::create_dir_all(to.parent().expect("it is below the hub")).expect("a folder can be made");
            fs::write(to, bytes).expect("a file can be written");
        }
    }
    hub
}

/// A build of `hub` into its `public/`, to which a test may add arguments and surroundings.
pub fn command(hub: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bulletin"));
    command.args(["build", "--format", "json", "--now", NOW]).arg("--root").arg(hub);
    command
}

/// Runs a build that has to end well, and returns its report.
pub fn run(mut command: Command) -> serde_json::Value {
    let ran = command.output().expect("the binary runs");
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).expect("the report is JSON")
}

/// Every file below a folder, by its path there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let name = format!("{prefix}{}", path.file_name().expect("it has a name").to_string_lossy());
        match path.is_dir() {
            true => collect(&path, &format!("{name}/"), found),
            false => drop(found.insert(name, fs::read(&path).expect("the file can be read"))),
        }
    }
}
