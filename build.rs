//! Has the binary built anew when a file of the built-in themes comes or goes: the macro that takes them in sees only
//! changes within files. And says which program this is: what one build remembers, another program must not trust.

#![expect(clippy::disallowed_methods, reason = "a build script reads the sources that it is asked about")]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for part in ["src", "themes", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={part}");
        add(Path::new(part), &mut hasher);
    }
    println!("cargo:rustc-env=BULLETIN_PROGRAM={:016x}", hasher.finish());
}

/// Adds the names and bytes of all files at or below `path`, in order.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    if let Ok(entries) = fs::read_dir(path) {
        let mut below: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        below.sort();
        below.iter().for_each(|path| add(path, hasher));
    } else if let Ok(bytes) = fs::read(path) {
        bytes.hash(hasher);
    }
}
