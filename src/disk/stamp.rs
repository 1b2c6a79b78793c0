//! The stamp of a file: what its file system says of it, by which an earlier look at its bytes is known to hold.
//!
//! The time of the last change of content (`mtime`) can be set by anybody: archives, checkouts and copies give every file
//! the same one. The time of the last change of anything (`ctime`) and the inode are set by the system alone, so a stamp
//! has all of them. Where the system keeps no such time, or only repeats the other one, nothing is believed
//! ([`FileStamp::is_settled`]).

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::hash;
use crate::instant::Instant;

/// The size, times and identity of a file. Two equal stamps of one path mean the same bytes if the earlier one
/// was settled when the bytes were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct FileStamp {
    /// Bytes.
    size: u64,
    /// `mtime`: seconds since 1970, and nanoseconds.
    modified: (i64, u32),
    /// `ctime`, likewise; 0 where the system has none.
    changed: (i64, u32),
    /// The inode; 0 where the system has none.
    inode: u64,
}

/// A change in the same tick of the file system's clock as the one before leaves the same time. A clock with nanoseconds
/// ticks at least so often, in nanoseconds.
const FINE_TICK: i128 = 10_000_000;

/// A clock without nanoseconds ticks at least so often: every two seconds on FAT.
const COARSE_TICK: i128 = 2_000_000_000;

impl FileStamp {
    /// The stamp of a file with this metadata.
    pub(super) fn of(found: &Metadata) -> FileStamp {
        let (changed, inode) = identity(found);
        FileStamp { size: found.len(), modified: found.modified().map_or((0, 0), since_epoch), changed, inode }
    }

    /// A stamp of bytes in memory, where nothing is cheaper to compare than their hash.
    pub(super) fn of_bytes(bytes: &[u8]) -> FileStamp {
        let hash = hash::of(bytes).to_bytes();
        let number = |bytes: &[u8]| bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        let (first, second) = (number(&hash[..8]), number(&hash[8..]));
        FileStamp { size: bytes.len() as u64, modified: (first.cast_signed(), 0), changed: (0, 0), inode: second }
    }

    /// A stamp that says nothing but a size.
    pub(super) fn of_size(size: u64) -> FileStamp {
        FileStamp { size, ..FileStamp::default() }
    }

    /// Whether every later change of the file leaves another stamp; `walked` is when it was looked at. It is not so if the
    /// file was changed right before, or if its times look clamped: where the time of any change is missing, or is the
    /// time of the last change of content in whole seconds, both can have been set by an archive, an image of a file
    /// system, or FAT.
    pub(super) fn is_settled(&self, walked: Instant) -> bool {
        let (time, is_coarse) = match self.changed {
            (0, 0) if self.modified.1 == 0 => return false,
            // Without a time of any change the other one is all there is: it is believed if it looks like a clock's.
            (0, 0) => (self.modified, true),
            changed if changed == self.modified && changed.1 == 0 => return false,
            changed => (changed, changed.1 == 0),
        };
        let nanoseconds = i128::from(time.0) * 1_000_000_000 + i128::from(time.1);
        nanoseconds + if is_coarse { COARSE_TICK } else { FINE_TICK } < walked.as_nanosecond()
    }

    /// The size of the file in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// When its content was last changed, if the file system says so.
    pub(super) fn modified(&self) -> Option<Instant> {
        let (seconds, nanoseconds) = self.modified;
        Instant::new(seconds, i32::try_from(nanoseconds).ok()?).ok().filter(|_| self.modified != (0, 0))
    }
}

/// Seconds and nanoseconds since 1970; before it the seconds are negative.
fn since_epoch(time: SystemTime) -> (i64, u32) {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            (
                i64::try_from(before.as_secs()).map_or(i64::MIN, |seconds| -seconds - 1),
                999_999_999 - before.subsec_nanos(),
            )
        }
    }
}

/// The time of the last change of anything, and the inode.
#[cfg(unix)]
fn identity(found: &Metadata) -> ((i64, u32), u64) {
    use std::os::unix::fs::MetadataExt;
    ((found.ctime(), u32::try_from(found.ctime_nsec()).unwrap_or_default()), found.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> ((i64, u32), u64) {
    ((0, 0), 0)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "these tests write files")]
mod tests {
    use super::*;

    /// A minute after the epoch of these tests.
    fn walked() -> Instant {
        Instant::new(1_060, 0).unwrap()
    }

    fn stamp(modified: (i64, u32), changed: (i64, u32)) -> FileStamp {
        FileStamp { size: 1, modified, changed, inode: 7 }
    }

    #[test]
    fn stamp_is_settled_when_the_system_keeps_a_time_of_its_own() {
        assert!(stamp((1_000, 5), (1_000, 5)).is_settled(walked()), "a file that was just written");
        assert!(stamp((0, 0), (1_000, 5)).is_settled(walked()), "a clamped time of content, and one of the system");
        assert!(stamp((9_000, 0), (1_000, 0)).is_settled(walked()), "a time to come");
        assert!(stamp((1_000, 5), (0, 0)).is_settled(walked()), "no time of the system, and a clock's time of content");
    }

    #[test]
    fn stamp_is_not_settled_when_times_look_clamped() {
        for (modified, changed) in [((1_000, 0), (1_000, 0)), ((1_000, 0), (0, 0)), ((0, 0), (0, 0))] {
            assert!(!stamp(modified, changed).is_settled(walked()), "{modified:?} {changed:?}");
        }
    }

    #[test]
    fn stamp_is_not_settled_right_after_a_change_nor_before_it() {
        assert!(!stamp((5, 0), (1_060, 1)).is_settled(walked()), "after the walk");
        assert!(!stamp((5, 0), (1_059, 995_000_000)).is_settled(walked()), "five milliseconds before");
        assert!(stamp((5, 0), (1_059, 980_000_000)).is_settled(walked()), "twenty milliseconds before");
        assert!(!stamp((5, 0), (1_058, 0)).is_settled(walked()), "two seconds before, by a clock of seconds");
        assert!(!stamp((1_059, 1), (0, 0)).is_settled(walked()), "a second before, by the time of content alone");
    }

    #[test]
    fn time_before_the_epoch_is_one() {
        let before = UNIX_EPOCH - std::time::Duration::new(1, 500_000_000);
        assert_eq!(since_epoch(before), (-2, 499_999_999));
        assert!(stamp(since_epoch(before), (1, 1)).modified().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn same_size_and_time_of_content_do_not_make_the_same_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other) = (folder.path().join("a"), folder.path().join("b"));
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000);
        let write = |path: &std::path::Path, text: &str| {
            std::fs::write(path, text).unwrap();
            std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
            FileStamp::of(&path.metadata().unwrap())
        };
        let (first, second) = (write(&file, "5 mg"), write(&other, "9 mg"));
        std::fs::rename(&other, &file).unwrap();
        let after = FileStamp::of(&file.metadata().unwrap());
        assert_eq!((first.size, first.modified), (after.size, after.modified));
        assert!(first != after && first.inode != second.inode);
    }
}
