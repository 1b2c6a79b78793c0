//! Errors of the file system in words for people: what happened, and what to do.

use std::io::{Error, ErrorKind};

/// `EMFILE` and `ENFILE` of Unix: this process, or the machine, has as many files open as it may.
#[cfg(unix)]
const TOO_MANY_OPEN: [i32; 2] = [24, 23];
#[cfg(not(unix))]
const TOO_MANY_OPEN: [i32; 0] = [];

/// `error` in words. An error that has words of its own keeps them; the number of an error of the system is left out.
pub fn words(error: &Error) -> String {
    let Some(number) = error.raw_os_error() else { return without_number(&error.to_string()) };
    if TOO_MANY_OPEN.contains(&number) {
        return "too many files are open at once: allow more of them, for example with `ulimit -n 1024`".to_owned();
    }
    let known = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder, or it was removed meanwhile",
        ErrorKind::PermissionDenied => "permission denied: give the account that builds the right to it",
        ErrorKind::StorageFull => "the disk is full: free some space and build again",
        ErrorKind::QuotaExceeded => "the quota of this account is used up: free some space and build again",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only: use another folder, for the output with `--out`",
        ErrorKind::NotADirectory => "a file stands where a folder is needed: move it away",
        ErrorKind::IsADirectory => "a folder stands where a file is needed: move it away",
        ErrorKind::DirectoryNotEmpty => "the folder is not empty: move away what is in it",
        ErrorKind::InvalidFilename => "the name is longer than this disk allows: give it a shorter one",
        ErrorKind::FileTooLarge => "the file is larger than this disk allows",
        ErrorKind::StaleNetworkFileHandle => "the network drive has lost it: connect to it again and build again",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program uses it: end that and build again",
        _ => return without_number(&error.to_string()),
    };
    known.to_owned()
}

/// A message without `(os error 5)`, which says nothing to people.
fn without_number(message: &str) -> String {
    let mut said = message.to_owned();
    while let Some(start) = said.find(" (os error ") {
        let Some(end) = said[start..].find(')') else { break };
        said.replace_range(start..=start + end, "");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_of_the_system_has_words_and_no_number() {
        for number in 1..134 {
            let said = words(&Error::from_raw_os_error(number));
            assert!(!said.is_empty() && !said.contains("os error"), "{number}: {said}");
        }
        let said = without_number("IO error for /a: Permission denied (os error 13), and again (os error 2)");
        assert_eq!(said, "IO error for /a: Permission denied, and again");
    }

    #[cfg(unix)]
    #[test]
    fn error_that_people_can_do_something_about_says_what() {
        let cases = [
            (2, "no such"),
            (13, "right"),
            (20, "move it"),
            (21, "move it"),
            (24, "ulimit"),
            (28, "space"),
            (30, "--out"),
        ];
        for (number, said) in cases {
            assert!(words(&Error::from_raw_os_error(number)).contains(said), "{number}");
        }
    }

    #[test]
    fn error_with_words_of_its_own_keeps_them() {
        assert_eq!(words(&Error::other("`a` is in the way")), "`a` is in the way");
    }
}
