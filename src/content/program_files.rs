//! Files that a program left, by their names: copies of an editor, of a sync program, of an office program.
//!
//! Nobody means to publish them, and beside a page under embargo they hold its text.

use crate::path::SourcePath;

/// Whether a program left the source of a page: by its name, or because it is called like a copy of another page beside it.
pub fn is_leftover_page(path: &SourcePath, exists: impl Fn(&SourcePath) -> bool) -> bool {
    let name = path.name();
    is_leftover(name)
        || original_name(name).is_some_and(|name| path.parent().join(&name).is_ok_and(|path| exists(&path)))
}

/// The name of the file of which `name` is a copy by its name: `x.md` of `x copy 2.md`, `Copy of x.md`, `x (1).md`.
fn original_name(name: &str) -> Option<String> {
    if !is_copy(name) {
        return None;
    }
    let (stem, extension) = name.rsplit_once('.')?;
    let lower = stem.to_lowercase();
    let without_start = COPY_STARTS.iter().find_map(|start| lower.starts_with(start).then(|| &stem[start.len()..]));
    let stem = without_start.unwrap_or(stem);
    let stem = match stem.rsplit_once(" (") {
        Some((stem, number)) if number.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => stem,
    };
    let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let lower = stem.to_lowercase();
    let end = COPY_ENDS.iter().find(|end| lower.ends_with(*end)).map_or(stem.len(), |end| stem.len() - end.len());
    Some(format!("{}.{extension}", stem[..end].trim_end_matches([' ', '-'])))
}

/// How names of copies begin, in several languages.
const COPY_STARTS: [&str; 5] = ["copy of ", "kopie von ", "copie de ", "copia de ", "copia di "];
/// How names of copies end, before a number.
const COPY_ENDS: [&str; 7] = [" copy", " kopie", " copie", " copia", " kopia", "_copy", "-copy"];

/// Whether a program that edits or moves files left a file of this name, and nobody means to publish it.
pub fn is_leftover(name: &str) -> bool {
    let name = name.to_lowercase();
    const ENDINGS: &[&str] = &[
        "~",
        ".bak",
        ".bkp",
        ".backup",
        ".orig",
        ".save",
        ".saved",
        ".rej",
        ".tmp",
        ".temp",
        ".swp",
        ".swo",
        ".swn",
        ".old",
        ".crdownload",
        ".part",
        ".partial",
        ".download",
        ".icloud",
        ".lnk",
        ".sb-",
        ".asd",
        ".wbk",
    ];
    const NAMES: &[&str] = &["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", ".ds_store"];
    let is_marked = name.starts_with('#') && name.ends_with('#') || name.starts_with("~$") || name.starts_with(".~");
    let is_conflict = ["sync-conflict", "conflicted copy", "conflict copy", "(conflict", ".conflict", "_conflict-"]
        .iter()
        .any(|word| name.contains(word));
    // A source of a page with something behind its ending.
    let is_source = [".md", ".markdown"].iter().any(|ending| {
        name.match_indices(ending)
            .any(|(at, _)| name[at + ending.len()..].starts_with(['.', '_', '-', '~', ' ', '0', '1', '2']))
    });
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        || NAMES.contains(&name.as_str())
        || is_marked
        || is_conflict
        || is_source
}

/// Whether a file manager or a browser gave a second copy this name: `x copy.pdf`, `Copy of x.pdf`, `x (1).pdf`.
pub fn is_copy(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let digits = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once(" (")).is_some_and(|(_, number)| {
        !number.is_empty() && number.len() < 3 && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let without_number = stem.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let ends = [" copy", " kopie", " copie", " copia", " kopia", "_copy", "-copy"]
        .iter()
        .any(|word| without_number.ends_with(word));
    let begins = COPY_STARTS.iter().any(|word| name.starts_with(word));
    digits || ends || begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_programs_leave_are_known_by_their_names() {
        for name in [
            "x.md.bak",
            "x.md~",
            "x.docx~",
            "#x.md#",
            "~$x.docx",
            "x.md.orig",
            "x.rej",
            "x.md.swp",
            "x.md.txt",
            "x.md_old",
            "x.md.1",
            "x.sync-conflict-20261130-101010-ABCDEFG.pdf",
            "x (Jo's conflicted copy 2026-11-30).pdf",
            "Thumbs.db",
            "desktop.ini",
            "x.pdf.crdownload",
            "x.pdf.part",
            "x.md.sync-conflict-20261130",
            "X.TMP",
            "x.markdown.old",
            ".~lock.x.odt#",
        ] {
            assert!(is_leftover(name), "{name}");
        }
        for name in ["x copy.docx", "x copy 2.pdf", "Copy of x.txt", "x (1).txt", "x - Copy.txt", "Kopie von x.pdf"] {
            assert!(is_copy(name) && !is_leftover(name), "{name}");
        }
        for name in [
            "x.pdf",
            "photocopy.pdf",
            "x (2026).pdf",
            "old.pdf",
            "part.pdf",
            "template.pdf",
            "x.html",
            "backup-plan.pdf",
            "#1.pdf",
            "command.pdf",
        ] {
            assert!(!is_leftover(name) && !is_copy(name), "{name}");
        }
    }

    #[test]
    fn a_copy_of_a_page_is_one_where_the_page_is() {
        let path = |name: &str| SourcePath::new(&format!("content/news/{name}")).unwrap();
        let exists = |path: &SourcePath| path.name() == "x.md";
        for name in [
            "x copy.md",
            "x copy 2.md",
            "Copy of x.md",
            "x (1).md",
            "x - Copy.md",
            "x - Copy (2).md",
            "x.sync-conflict-1.md",
        ] {
            assert!(is_leftover_page(&path(name), exists), "{name}");
        }
        for name in ["x.md", "y (1).md", "photocopy.md", "x-copyright.md", "y copy.md"] {
            assert!(!is_leftover_page(&path(name), exists), "{name}");
        }
    }
}
