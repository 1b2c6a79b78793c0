//! Changes to a file of the hub, one after the other, whoever makes them at once.
//!
//! Who changes a file holds a lock in the cache folder, reads the file as it is now, and puts another in its place: readers
//! see the old text or the new one, and nobody's change is lost.
#![expect(clippy::disallowed_methods, reason = "this is where a hub's own files are changed")]

use std::fs;
use std::io;
use std::path::Path;

use super::{folder, lock, root};
use crate::path::SourcePath;

/// The name of the lock: a build may hold its own at the same time.
const LOCK: &str = "edit.lock";

/// Gives the text of `path` in the hub `root` to `change` and writes down what comes back; `cache` is where the lock is. A
/// byte order mark stays, and is not given to `change`.
///
/// # Errors
/// `InvalidInput` when the file is not in the hub; `WouldBlock` when another has held the lock for long; else what the file
/// system says. What `change` fails with is returned, and then nothing was written.
pub fn edit<T, E>(
    root: &Path,
    cache: &Path,
    path: &SourcePath,
    change: impl FnOnce(&str) -> Result<(String, T), E>,
) -> io::Result<Result<T, E>> {
    // Where a link leads, and so the file itself, has to be in the hub.
    let target = root::resolved(&root.join(path.as_str()));
    if !target.starts_with(root::resolved(root)) {
        let message = format!("`{path}` leads out of the hub through a symbolic link");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let cache = folder::open_cache(cache)?;
    let _held = lock::acquire(&cache, LOCK, lock::TRIES)?;
    let whole = fs::read_to_string(&target).map_err(|error| super::at(&target, &error))?;
    let (mark, text) = match whole.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", whole.as_str()),
    };
    let (text, found) = match change(text) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Err(refused)),
    };
    let permissions = fs::metadata(&target).map_err(|error| super::at(&target, &error))?.permissions();
    folder::replace(&target, format!("{mark}{text}").as_bytes())?;
    fs::set_permissions(&target, permissions).map_err(|error| super::at(&target, &error))?;
    Ok(Ok(found))
}

/// The bytes of a file anywhere on the machine that somebody named, to be put into the hub.
///
/// # Errors
/// What the file system says, with the path in the message.
pub fn read_named(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path).map_err(|error| super::at(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_at_once_are_all_there_and_a_refused_one_changes_nothing() {
        let hub = tempfile::tempdir().unwrap();
        let (cache, path) = (hub.path().join(".bulletin"), SourcePath::new("a.md").unwrap());
        fs::write(hub.path().join("a.md"), "\u{feff}begin\n").unwrap();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (root, cache, path) = (hub.path(), &cache, &path);
                scope.spawn(move || {
                    let add = |text: &str| Ok::<_, ()>((format!("{text}{number}\n"), ()));
                    edit(root, cache, path, add).unwrap().unwrap();
                });
            }
        });
        let text = fs::read_to_string(hub.path().join("a.md")).unwrap();
        assert!(
            text.starts_with("\u{feff}begin\n") && (0..8).all(|number| text.contains(&format!("{number}\n"))),
            "{text}"
        );
        assert_eq!(edit(hub.path(), &cache, &path, |_| Err::<(String, ()), _>("no")).unwrap(), Err("no"));
        assert_eq!(fs::read_to_string(hub.path().join("a.md")).unwrap(), text);
        let names: Vec<_> = fs::read_dir(hub.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_hub_is_not_followed() {
        let (hub, outside) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        std::os::unix::fs::symlink(outside.path(), hub.path().join("a.md")).unwrap();
        let path = SourcePath::new("a.md").unwrap();
        let edited = edit(hub.path(), &hub.path().join(".bulletin"), &path, |_| Ok::<_, ()>((String::new(), ())));
        assert_eq!(edited.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
