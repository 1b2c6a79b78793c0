//! One at a time: a lock in the cache folder, held by whoever has its file open and locked.
//!
//! The system lets go of it when the process ends, however it ends, so a lock never outlives a build
//! that was killed. The file itself stays and says who had it last.
#![expect(clippy::disallowed_methods, reason = "this is where the lock is")]

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

/// The lock of builds.
pub(super) const BUILD: &str = "lock";

/// How often another build is asked for, and how long it is waited in between: ten seconds in all.
pub(super) const TRIES: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// The lock `name` of the folder `cache`, waited for `tries` times; whoever drops the file lets go.
///
/// # Errors
/// `WouldBlock`, saying who has it; or what the file system says.
pub(super) fn acquire(cache: &Path, name: &str, tries: usize) -> std::io::Result<File> {
    let path = cache.join(name);
    super::folder::refuse_link(&path)?;
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = options.map_err(|error| super::at(&path, &error))?;
    for left in (0..tries).rev() {
        match file.try_lock() {
            Ok(()) => {
                // On a disk that is full nobody can be told who has it; it is held all the same.
                let _ = sign(&mut file);
                return Ok(file);
            }
            Err(TryLockError::WouldBlock) if left > 0 => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => break,
            // A file system without locks: better to build than not to.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(super::at(&path, &error)),
        }
    }
    Err(held(&mut file, cache))
}

/// Writes down whose lock it is.
fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    write!(file, "{}", std::process::id())
}

fn held(file: &mut File, cache: &Path) -> std::io::Error {
    let mut holder = String::new();
    let known = file.take(20).read_to_string(&mut holder).is_ok() && holder.parse::<u32>().is_ok();
    let who = if known { format!(" (process {holder})") } else { String::new() };
    let message = format!("another build{who} has been using `{}` for a while: wait for it or end it", cache.display());
    std::io::Error::new(ErrorKind::WouldBlock, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_build_is_told_who_has_the_lock_and_a_later_one_gets_it() {
        let cache = tempfile::tempdir().unwrap();
        let first = acquire(cache.path(), BUILD, 1).unwrap();
        let error = acquire(cache.path(), BUILD, 2).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        drop(first);
        acquire(cache.path(), BUILD, 1).unwrap();
    }

    #[test]
    fn a_build_waits_for_one_that_is_about_to_end() {
        let cache = tempfile::tempdir().unwrap();
        let first = acquire(cache.path(), BUILD, 1).unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| acquire(cache.path(), BUILD, TRIES).map(drop));
            drop(first);
            second.join().unwrap().unwrap();
        });
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_a_link_is_not_written_through() {
        let (cache, outside) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        std::fs::write(outside.path(), "precious").unwrap();
        std::os::unix::fs::symlink(outside.path(), cache.path().join("lock")).unwrap();
        assert!(acquire(cache.path(), BUILD, 1).is_err());
        assert_eq!(std::fs::read(outside.path()).unwrap(), b"precious");
    }
}
