//! The machine itself.

use std::fs;
use std::process::Command;

use super::common::{Hub, run};

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
