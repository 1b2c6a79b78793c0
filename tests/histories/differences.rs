//! What a warm build may differ in from a clean one: nothing that can be seen.

use std::collections::BTreeSet;
use std::fmt::Debug;

use bulletin::diag::{Code, Diagnostic};
use bulletin::path::OutPath;

use crate::builds::{Built, Files};

/// Holds a `warm` build against a `clean` one; `before` are the files that were there before it.
///
/// # Errors
/// The first difference, to be read by people.
pub fn of_warm(clean: &Built, before: &Files, warm: &Built) -> Result<(), String> {
    same("whether it stopped", &clean.stopped, &warm.stopped)?;
    of_kept(warm)?;
    if clean.stopped {
        same_files(before, &warm.files)?;
        return same_diagnostics(&clean.diagnostics, &warm.diagnostics);
    }
    same("what was planned", &clean.planned, &warm.planned)?;
    let mut expected = clean.files.clone();
    // What cannot be made now stays as it was made last, unless it tells of what is not to be seen now: that is removed, and told.
    let removed: BTreeSet<&str> =
        warm.diagnostics.iter().filter(|fault| is_removal(fault)).map(|it| &*it.place.file).collect();
    let unmade = before.iter().filter(|(path, _)| clean.planned.contains(*path) && !clean.files.contains_key(*path));
    for (path, bytes) in unmade {
        match warm.files.contains_key(path) {
            true => drop(expected.insert(path.clone(), bytes.clone())),
            false if removed.contains(path.as_str()) => {}
            false => return Err(format!("`{path}` could not be made and is gone, which nobody was told")),
        }
        let text = String::from_utf8_lossy(bytes);
        // `/later/` is no part of `/live/later/`.
        let begins = ["\"", "https://hub.example"];
        let leads = |address: &&String| begins.iter().any(|begin| text.contains(&format!("{begin}{address}\"")));
        if let Some(address) = warm.withheld.iter().find(leads).filter(|_| warm.files.contains_key(path)) {
            return Err(format!("`{path}` could not be made and still leads to {address}, which is withheld"));
        }
    }
    let listed = OutPath::new("manifest.json").map_err(|error| error.to_string())?;
    if clean.failed > 0 {
        // It lists what stays too, which a clean build does not have.
        match warm.files.get(&listed) {
            Some(bytes) => expected.insert(listed.clone(), bytes.clone()),
            None => expected.remove(&listed),
        };
        let list = warm.files.get(&listed).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let is_listed = |path: &&OutPath| list.contains(&format!("{:?}: {{", path.as_str()));
        if let Some(path) = warm.files.keys().filter(|path| **path != listed).find(|path| !is_listed(path)) {
            return Err(format!("`{path}` is there and not in the list of all files"));
        }
    }
    same_files(&expected, &warm.files)?;
    same_diagnostics(&clean.diagnostics, &without_removals(&warm.diagnostics))?;
    same("how many failed", &clean.failed, &warm.failed)?;
    same("outputs", &clean.outputs, &warm.outputs)?;
    same("bytes", &clean.bytes, &warm.bytes)?;
    let gone = before.keys().filter(|path| !expected.contains_key(*path)).count();
    same("how many files were removed", &gone, &warm.removed)?;
    let written = expected.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).count();
    same("how many files were written", &written, &warm.written)
}

/// That an output was removed because it could not be made: a clean build has none to remove.
fn is_removal(fault: &Diagnostic) -> bool {
    fault.code == Code::OutputWithdrawn
}

fn without_removals(faults: &[Diagnostic]) -> Vec<Diagnostic> {
    faults.iter().filter(|fault| !is_removal(fault)).cloned().collect()
}

/// Holds one more build of the same hub against the `warm` one before it.
///
/// # Errors
/// What it did though nothing had changed.
pub fn of_again(warm: &Built, again: &Built) -> Result<(), String> {
    of_kept(again)?;
    same_diagnostics(&without_removals(&warm.diagnostics), &again.diagnostics)?;
    same_files(&warm.files, &again.files)?;
    same("how many files were written though nothing changed", &0, &again.written)?;
    same("how many files were removed though nothing changed", &0, &again.removed)?;
    match again.rendered <= warm.failed {
        true => Ok(()),
        false => Err(format!("{} outputs were made though nothing changed", again.rendered)),
    }
}

/// Holds what a build would have said from memory against what it said.
fn of_kept(built: &Built) -> Result<(), String> {
    match built.again {
        Some(false) => Err("it would have said that nothing has changed, or not the same".to_owned()),
        Some(true) | None => Ok(()),
    }
}

fn same<T: PartialEq + Debug>(what: &str, clean: &T, warm: &T) -> Result<(), String> {
    if clean == warm {
        return Ok(());
    }
    let (clean, warm) = (format!("{clean:#?}"), format!("{warm:#?}"));
    Err(format!("{what} differ\n{}", first_line(&clean, &warm)))
}

fn same_diagnostics(clean: &[Diagnostic], warm: &[Diagnostic]) -> Result<(), String> {
    let only = |these: &[Diagnostic], those: &[Diagnostic]| -> Vec<String> {
        let only = these.iter().filter(|told| !those.contains(told));
        only.map(|told| {
            format!("{}:{} {} {} ({})", told.place.file, told.place.line, told.code.text(), told.message, told.label)
        })
        .collect()
    };
    match clean == warm {
        true => Ok(()),
        false => {
            Err(format!("diagnostics differ\n  clean: {:#?}\n  warm:  {:#?}", only(clean, warm), only(warm, clean)))
        }
    }
}

fn same_files(clean: &Files, warm: &Files) -> Result<(), String> {
    if let Some(missing) = clean.keys().find(|path| !warm.contains_key(*path)) {
        return Err(format!("`{missing}` is missing"));
    }
    if let Some(extra) = warm.keys().find(|path| !clean.contains_key(*path)) {
        return Err(format!("`{extra}` should not be there"));
    }
    // The list of all files differs whenever another file does.
    let (list, others): (Vec<_>, Vec<_>) = clean.iter().partition(|(path, _)| path.as_str() == "manifest.json");
    match others.into_iter().chain(list).find(|(path, bytes)| warm[*path] != **bytes) {
        None => Ok(()),
        Some((path, bytes)) => {
            let (clean, warm) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&warm[path]));
            Err(format!("`{path}` differs\n{}", first_line(&clean, &warm)))
        }
    }
}

/// The first line in which two texts differ.
fn first_line(clean: &str, warm: &str) -> String {
    let (mut clean, mut warm) = (clean.lines(), warm.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (clean.next(), warm.next()) {
            (None, None) => return "  in their line ends".to_owned(),
            (one, other) if one == other => {}
            (one, other) => {
                let shown = |line: Option<&str>| line.map_or("(ends here)".to_owned(), |line| line.trim().to_owned());
                return format!("  line {number}\n  clean: {}\n  warm:  {}", shown(one), shown(other));
            }
        }
    }
}
