//! What bad input gets: a clear diagnostic or the right output. Never a panic, a hang, or a file
//! outside `public/` and `.bulletin/`: those three are watched on every run, by `common`.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "hubs of these tests are folders, and the binary is run on them; what fails, fails the test"
)]

#[path = "../common/mod.rs"]
mod common;
mod encodings;
mod files;
mod images;
mod links;
mod machine;
mod names;
mod outputs;
mod scripts;
mod sizes;
