//! Changes to files of the hub, one after the other, whoever makes them at once.
//!
//! Who changes a file holds a lock in the cache folder, reads the file as it is now, and puts another in its place: readers
//! see the old text or the new one, and nobody's change is lost.
#![expect(clippy::disallowed_methods, reason = "this is where a hub's own files are changed")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::{folder, lock, root};
use crate::path::SourcePath;

/// The name of the lock: a build may hold its own at the same time.
const LOCK: &str = "edit.lock";

/// The right to change files of a hub. As long as it is there, nobody else has it.
pub struct Held(#[expect(dead_code, reason = "the lock is let go of with it")] File);

/// Waits until nobody else changes files of the hub; `cache` is where the lock is.
///
/// # Errors
/// `WouldBlock` when another has held the lock for long; else what the file system says.
pub fn hold(cache: &Path) -> io::Result<Held> {
    let cache = folder::open_cache(cache)?;
    lock::acquire(&cache, LOCK, lock::TRIES).map(Held)
}

/// Gives the text of `path` in the hub `root` to `change` and writes down what comes back. A byte order mark stays, and is
/// not given to `change`.
///
/// # Errors
/// `InvalidInput` when the file is not in the hub; else what the file system says. What `change` fails with is returned, and
/// then nothing was written.
pub fn edit<T, E>(
    root: &Path,
    _held: &Held,
    path: &SourcePath,
    change: impl FnOnce(&str) -> Result<(String, T), E>,
) -> io::Result<Result<T, E>> {
    // Where a link leads, and so the file itself, has to be in the hub.
    let target = root::within(root, path)?;
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
    folder::replace(&target, format!("{mark}{text}").as_bytes(), folder::Durability::Source)?;
    fs::set_permissions(&target, permissions).map_err(|error| super::at(&target, &error))?;
    Ok(Ok(found))
}

/// The bytes of a file anywhere on the machine that somebody named, to be put into the hub: at most `limit`.
///
/// # Errors
/// `InvalidInput` when it is no file, or larger; else what the file system says, with the path in the message.
pub fn read_named(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let refuse = |why: String| io::Error::new(io::ErrorKind::InvalidInput, format!("`{}` {why}", path.display()));
    // Looked at first: to open a pipe waits for somebody who writes.
    let found = fs::metadata(path).map_err(|error| super::at(path, &error))?;
    if !found.is_file() {
        return Err(refuse("is no file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    match read.map_err(|error| super::at(path, &error))? as u64 <= limit {
        true => Ok(bytes),
        false => Err(refuse(format!("is larger than {} MB", limit >> 20))),
    }
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
                    edit(root, &hold(cache).unwrap(), path, add).unwrap().unwrap();
                });
            }
        });
        let text = fs::read_to_string(hub.path().join("a.md")).unwrap();
        assert!(
            text.starts_with("\u{feff}begin\n") && (0..8).all(|number| text.contains(&format!("{number}\n"))),
            "{text}"
        );
        let held = hold(&cache).unwrap();
        assert_eq!(edit(hub.path(), &held, &path, |_| Err::<(String, ()), _>("no")).unwrap(), Err("no"));
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
        let held = hold(&hub.path().join(".bulletin")).unwrap();
        let edited = edit(hub.path(), &held, &path, |_| Ok::<_, ()>((String::new(), ())));
        assert_eq!(edited.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_within_the_hub_stays_one_and_a_file_keeps_who_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let hub = tempfile::tempdir().unwrap();
        fs::write(hub.path().join("a.md"), "A").unwrap();
        fs::set_permissions(hub.path().join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a.md", hub.path().join("b.md")).unwrap();
        let (held, path) = (hold(&hub.path().join(".bulletin")).unwrap(), SourcePath::new("b.md").unwrap());
        edit(hub.path(), &held, &path, |text| Ok::<_, ()>((format!("{text}B"), ()))).unwrap().unwrap();
        assert!(hub.path().join("b.md").is_symlink());
        assert_eq!(fs::read(hub.path().join("a.md")).unwrap(), b"AB");
        assert_eq!(fs::metadata(hub.path().join("a.md")).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        fs::write(&file, "four").unwrap();
        assert_eq!(read_named(&file, 4).unwrap(), b"four");
        assert_eq!(read_named(&file, 3).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(read_named(folder.path(), 4).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(read_named(&folder.path().join("b"), 4).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
