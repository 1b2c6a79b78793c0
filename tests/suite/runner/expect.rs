//! What is expected, held against what was found; and what was found, written down.

use std::borrow::Cow;

use super::{Build, Case, Outcome, Section, is_update, outcome, plain};

/// Holds a case against its expectations, or writes down what was found.
///
/// # Errors
/// What differs, to be read by people.
pub fn check(case: &'static Case) -> Result<(), String> {
    let mut sections = case.sections.clone();
    let mut failed = Vec::new();
    for (build, found) in case.builds.iter().zip(outcome(case)) {
        if !build.sections.clone().any(|at| sections[at].header == "diagnostics") {
            match is_update() {
                true => failed.push("add a section `-- diagnostics --`".to_owned()),
                false => failed.push("there is no section `-- diagnostics --`".to_owned()),
            }
        }
        check_build(build, found, &mut sections, &mut failed);
    }
    if is_update() {
        let text = case.written(&sections);
        if text != case.written(&case.sections) {
            std::fs::write(&case.path, text).expect("the case can be written");
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("---- {} ({})\n{}", case.name, case.path.display(), failed.join("\n"))),
    }
}

fn check_build(build: &Build, found: &Outcome, sections: &mut [Section], failed: &mut Vec<String>) {
    for at in build.sections.clone() {
        let section = &mut sections[at];
        if section.is_source() {
            continue;
        }
        let held = match section.header.strip_prefix("> ") {
            None if section.header == "diagnostics" => whole(section, plain(&found.diagnostics)),
            None if section.header == "networks" => whole(section, plain(&found.networks)),
            None => whole(section, found.left_out.clone()),
            Some("files") => whole(section, names(found)),
            Some("absent") => absent(section, found, None, forms),
            Some("absent as written") => absent(section, found, None, as_written),
            Some(header) => match (header.strip_prefix("absent: "), header.strip_prefix('!')) {
                (Some(path), _) => absent(section, found, Some(path), forms),
                (_, Some(path)) => not_there(found, path),
                (None, None) => output(section, found),
            },
        };
        if let Err(why) = held {
            failed.push(format!("-- {} --\n{why}", sections[at].header));
        }
    }
}

/// A section that tells all of something.
fn whole(section: &mut Section, found: String) -> Result<(), String> {
    let expected = section.text();
    if expected.trim_end() == found.trim_end() {
        return Ok(());
    }
    if is_update() {
        let gap = if found.trim_end().is_empty() { "" } else { "\n" };
        section.body = format!("{}{gap}\n", found.trim_end()).trim_start_matches('\n').to_owned();
        if section.body.is_empty() {
            section.body = "\n".to_owned();
        }
        return Ok(());
    }
    Err(difference(&expected, &found))
}

fn names(found: &Outcome) -> String {
    let own = |name: &&String| found.kinds.get(*name) != Some(&"asset");
    found.files.keys().filter(own).map(|name| format!("{name}\n")).collect()
}

fn output(section: &mut Section, found: &Outcome) -> Result<(), String> {
    let header = section.header.trim_start_matches("> ").to_owned();
    let (path, is_whole) = match header.strip_suffix(" ==") {
        Some(path) => (path, true),
        None => (header.as_str(), false),
    };
    let Some((_, bytes)) = file(found, path) else {
        let near = found.files.keys().filter(|name| strsim::jaro(name, path) > 0.7);
        return Err(format!("there is no such output; near it: {:?}", near.collect::<Vec<_>>()));
    };
    let text = String::from_utf8_lossy(bytes);
    match is_whole {
        true => whole(section, text.into_owned()),
        false => lines(section, &text),
    }
}

/// An output by its name; `…` in it is anything, as in names of assets.
pub(super) fn file<'a>(found: &'a Outcome, path: &str) -> Option<(&'a str, &'a [u8])> {
    let file = found.files.get_key_value(path);
    let like = || found.files.iter().find(|(name, _)| path.contains('…') && matches(path, name));
    file.or_else(like).map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
}

/// Each line of the section, in order, among the lines of the output.
fn lines(section: &mut Section, text: &str) -> Result<(), String> {
    let all: Vec<&str> = text.lines().map(str::trim).collect();
    let mut from = 0;
    let mut kept = String::new();
    for expected in section.body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(at) = all[from..].iter().position(|line| matches(expected, line)) {
            from += at + 1;
            kept.push_str(&format!("{expected}\n"));
            continue;
        }
        let near = nearest(expected, &all[from..]);
        if is_update() {
            if let Some(at) = near {
                kept.push_str(&format!("{}\n", all[from + at]));
                from += at + 1;
            }
            continue;
        }
        let is_earlier = all[..from].iter().any(|line| matches(expected, line));
        let why = match near {
            _ if is_earlier => "  it stands before the expected line above it".to_owned(),
            Some(at) => format!("+ {}", all[from + at]),
            None => format!("  nothing is like it; the output is\n{}", shown(&all)),
        };
        return Err(format!("- {expected}\n{why}"));
    }
    if is_update() && !section.body.trim().is_empty() {
        section.body = format!("{kept}\n");
    }
    Ok(())
}

/// The line that is most like `expected`, if any is.
fn nearest(expected: &str, lines: &[&str]) -> Option<usize> {
    let start = |text: &str| text.chars().take(200).collect::<String>();
    let wanted = start(expected);
    let like = lines.iter().enumerate().filter(|(_, line)| !line.is_empty());
    let scored = like.map(|(at, line)| (strsim::jaro(&wanted, &start(line)), at));
    let best = scored.fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best });
    (best.0 > 0.72).then_some(best.1)
}

fn shown(lines: &[&str]) -> String {
    let lines = lines.iter().filter(|line| !line.is_empty()).take(150);
    lines.map(|line| format!("    {line}\n")).collect()
}

/// Whether `text` is `pattern`, in which `…` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    if pattern == text {
        return true;
    }
    let mut parts = pattern.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

fn not_there(found: &Outcome, path: &str) -> Result<(), String> {
    match file(found, path) {
        Some(_) => Err("there is such an output".to_owned()),
        None => Ok(()),
    }
}

/// A text as it is, and as HTML and addresses write it.
fn forms(text: &str) -> Vec<Cow<'_, str>> {
    vec![text.into(), bulletin::text::escape_html(text), bulletin::text::encode_path(text)]
}

fn as_written(text: &str) -> Vec<Cow<'_, str>> {
    vec![text.into()]
}

/// Texts that are in no output, in none of their forms.
fn absent(
    section: &Section,
    found: &Outcome,
    only: Option<&str>,
    forms: fn(&str) -> Vec<Cow<'_, str>>,
) -> Result<(), String> {
    if only.is_some_and(|path| !found.files.contains_key(path)) {
        return Err("there is no such output".to_owned());
    }
    let mut there = Vec::new();
    for (name, bytes) in found.files.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
        let text = String::from_utf8_lossy(bytes);
        for secret in section.body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let forms = forms(secret);
            if forms.iter().any(|form| text.contains(&**form)) {
                there.push(format!("`{secret}` is in {name}: {}", around(&text, &forms)));
            }
            if only.is_none() && forms.iter().any(|form| name.contains(&**form)) {
                there.push(format!("`{secret}` is in the name {name}"));
            }
        }
    }
    match there.is_empty() {
        true => Ok(()),
        false => Err(there.join("\n")),
    }
}

fn around(text: &str, forms: &[Cow<'_, str>]) -> String {
    let at = forms.iter().find_map(|form| text.find(&**form)).unwrap_or(0);
    let before: String = text[..at].chars().rev().take(60).collect();
    let after: String = text[at..].chars().take(80).collect();
    format!("{}{after}", before.chars().rev().collect::<String>()).replace('\n', "⏎")
}

/// Two texts line by line: what is gone with `-`, what is new with `+`.
fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    // Lengths of the longest common part of what follows.
    let mut common = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = match old[i] == new[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut text = String::new();
    while i < old.len() || j < new.len() {
        let (sign, line) = match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => (' ', *a),
            (Some(a), Some(_)) if common[i + 1][j] >= common[i][j + 1] => ('-', *a),
            (Some(a), None) => ('-', *a),
            (_, Some(b)) => ('+', *b),
            (None, None) => break,
        };
        i += usize::from(sign != '+');
        j += usize::from(sign != '-');
        text.push_str(&format!("{sign} {line}\n"));
    }
    text
}
