//! The hub's own folder: finding it, keeping output out of its sources, and new files in it.
#![expect(clippy::disallowed_methods, reason = "this is where a hub's folder is looked at and new files are made")]

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::folder;
use crate::path::SourcePath;

/// Folders of a hub that hold sources, or what belongs to tools.
const TAKEN: [&str; 9] = ["content", "data", "static", "templates", "assets", "strings", "themes", ".bulletin", ".git"];

/// Whether `path` is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether `path` is a file.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Why `out` cannot be the output of the hub in `root`: it is the hub, holds it, or lies in its sources.
pub fn overlap(root: &Path, out: &Path) -> Option<String> {
    let (root, out) = (resolved(root), resolved(out));
    if root.starts_with(&out) {
        return Some("it holds the hub".to_owned());
    }
    let first = out.strip_prefix(&root).ok()?.components().next()?;
    let first = first.as_os_str().to_str()?;
    TAKEN.iter().any(|name| name.eq_ignore_ascii_case(first)).then(|| format!("it lies in `{first}/`"))
}

/// Makes a new file of the hub in `root`, and the folders above it. A link on the way may not lead
/// out of the hub.
///
/// # Errors
/// `AlreadyExists` when it is there; `InvalidInput` when it would not be in the hub; else what the
/// file system says, with the path in the message.
pub fn create(root: &Path, path: &SourcePath, bytes: &[u8]) -> io::Result<()> {
    let path = within(root, path)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| super::at(folder, &error))?;
    }
    folder::make(&path, bytes).map_err(|error| super::at(&path, &error))
}

/// Where a file of the hub is, behind all links. They may not lead out of the hub.
pub(super) fn within(root: &Path, path: &SourcePath) -> io::Result<PathBuf> {
    let target = resolved(&root.join(path.as_str()));
    if !target.starts_with(resolved(root)) {
        let message = format!("`{path}` leads out of the hub through a symbolic link");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(target)
}

/// `path` with links resolved as far as it exists, the rest taken as written.
pub fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut rest = Vec::new();
    let mut there = absolute.as_path();
    loop {
        if let Ok(real) = there.canonicalize() {
            return rest.iter().rev().fold(real, |path, name| join(&path, name));
        }
        match (there.parent(), there.components().next_back()) {
            (Some(parent), Some(name)) => {
                rest.push(name);
                there = parent;
            }
            _ => return absolute,
        }
    }
}

fn join(path: &Path, name: &Component<'_>) -> PathBuf {
    match name {
        Component::ParentDir => path.parent().unwrap_or(path).to_path_buf(),
        other => path.join(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_stays_out_of_sources() {
        let hub = tempfile::tempdir().unwrap();
        let root = hub.path();
        fs::create_dir(root.join("content")).unwrap();
        for (out, refused) in [
            (root.join("public"), false),
            (root.join("content"), true),
            (root.join("content/x/y"), true),
            (root.join("public/../content/z"), true),
            (root.to_path_buf(), true),
            (root.join(".."), true),
            (root.join(".bulletin/x"), true),
            (root.join(".GIT"), true),
        ] {
            assert_eq!(overlap(root, &out).is_some(), refused, "{}", out.display());
        }
    }

    #[test]
    fn nothing_that_is_there_is_overwritten() {
        let hub = tempfile::tempdir().unwrap();
        let path = SourcePath::new("a/b.md").unwrap();
        create(hub.path(), &path, b"1").unwrap();
        assert_eq!(create(hub.path(), &path, b"2").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(hub.path().join("a/b.md")).unwrap(), b"1");
        assert_eq!(fs::read_dir(hub.path().join("a")).unwrap().count(), 1);
    }
}
