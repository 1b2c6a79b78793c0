//! Files in, outputs out. Nobody else touches the file system.
//!
//! A [`Tree`] is a folder as it was when it was walked, on disk or in memory; everything above works
//! the same on both. An [`Output`] takes finished files, writes those that differ, and removes only
//! what an earlier build wrote.

mod output;
mod tree;

pub use output::{Output, Put};
pub use tree::Tree;
