//! The binary from outside: arguments, exit status, what the terminal shows, what becomes of files.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

mod arguments;
mod building;
#[path = "../common/mod.rs"]
mod common;
mod live;
mod making;
mod sharing;
mod showing;

use common::{Ended, Hub, bulletin};

/// Runs the binary in a folder that it may not change.
fn ask(arguments: &[&str]) -> Ended {
    let hub = Hub::empty();
    hub.watch(bulletin(&hub.root()).args(arguments), &[])
}
