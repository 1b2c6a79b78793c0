//! Files in, outputs out. Nobody else touches the file system.
//!
//! A [`Tree`] is a folder as it was when it was walked, on disk or in memory; everything above works
//! the same on both. An [`Output`] takes finished files, writes those that differ, and removes only
//! what an earlier build wrote.

mod edit;
mod folder;
mod lock;
mod manifest;
mod output;
mod pieces;
mod root;
mod stamp;
mod text;
mod tree;
mod walk;
mod words;

pub use edit::{Held, edit, hold, read_named};
pub use folder::cache_for;
pub use manifest::{forget_pages, recall, recall_pages};
pub use output::{Cached, Finished, Kept, Output, Placed, Put, Stray};
pub use pieces::{FileDigest, HELD};
pub use root::{create, is_file, is_folder, overlap, resolved};
pub use stamp::FileStamp;
pub use text::decode;
pub use tree::{Fingerprints, Retouched, Tree};
pub use walk::folders;
pub use words::words;

/// `error` with the path that it is about in its message.
fn at(path: &std::path::Path, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("`{}`: {}", path.display(), words(error)))
}
