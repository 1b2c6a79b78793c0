//! Globs of `ignore`: `drafts/**`, `*.tmp`, `notes?.md`.
//!
//! `*` is any run of characters within a name, `?` one character, and `**` any number of folders. A glob
//! without `/` names a file or folder at any depth; one with `/` begins at `content/` or `static/`,
//! which may be written or not. A glob that names a folder names all that is in it.

/// Whether one of `globs` names `path`, a file from the root of the hub.
pub fn ignores(globs: &[String], path: &str) -> bool {
    globs.iter().any(|glob| names(glob.trim_start_matches("./").trim_matches('/'), path))
}

fn names(glob: &str, path: &str) -> bool {
    if !glob.contains('/') && glob != "**" {
        return path.split('/').any(|name| matches(glob, name));
    }
    let glob: Vec<&str> = glob.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    leads_to(&glob, &path) || leads_to(&glob, &path[1..])
}

/// Whether the names of `glob` lead to `path` or to a folder above it.
fn leads_to(glob: &[&str], path: &[&str]) -> bool {
    match (glob.split_first(), path.split_first()) {
        (None, _) => true,
        (Some((&"**", [])), path) => path.is_some(),
        (Some((&"**", rest)), _) => (0..=path.len()).any(|skipped| leads_to(rest, &path[skipped..])),
        (Some((first, rest)), Some((name, below))) => matches(first, name) && leads_to(rest, below),
        (Some(_), None) => false,
    }
}

/// Whether `name` is as `glob` says. Goes back only to the last `*`, so it takes no more than the
/// product of both lengths.
fn matches(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n) = (0, 0);
    let mut last_star = None;
    while n < name.len() {
        if glob.get(g) == Some(&'*') {
            last_star = Some((g, n));
            g += 1;
        } else if glob.get(g).is_some_and(|&c| c == '?' || c == name[n]) {
            (g, n) = (g + 1, n + 1);
        } else if let Some((star, taken)) = last_star {
            last_star = Some((star, taken + 1));
            (g, n) = (star + 1, taken + 1);
        } else {
            return false;
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_name_files_and_folders() {
        for (glob, path, named) in [
            ("drafts/**", "content/drafts/a.md", true),
            ("drafts/**", "content/drafts/deep/a.md", true),
            ("drafts/**", "content/news/drafts/a.md", false),
            ("drafts/**", "content/drafts.md", false),
            ("content/drafts/**", "content/drafts/a.md", true),
            ("/drafts/", "content/drafts/a.md", true),
            ("drafts", "content/news/drafts/a.md", true),
            ("**/drafts/**", "content/news/drafts/a.md", true),
            ("**/drafts/**", "content/drafts/a.md", true),
            ("*.tmp", "static/a/b.tmp", true),
            ("*.tmp", "static/a/b.tmp.md", false),
            ("README.md", "content/news/README.md", true),
            ("news/*.md", "content/news/a.md", true),
            ("news/*.md", "content/news/old/a.md", false),
            ("news/**/a.md", "content/news/a.md", true),
            ("news/**/a.md", "content/news/x/y/a.md", true),
            ("notes?.md", "content/notes1.md", true),
            ("notes?.md", "content/notes.md", false),
            ("*a*b*c", "content/xxaxxbxxc", true),
            ("*a*b*c", "content/xxaxxcxxb", false),
            ("**", "content/a.md", true),
            ("é?", "content/éà", true),
        ] {
            assert_eq!(ignores(&[glob.to_owned()], path), named, "{glob} {path}");
        }
    }

    #[test]
    fn a_hard_glob_is_no_trap() {
        assert!(!ignores(&[format!("{}b", "*a".repeat(40))], &format!("content/{}", "a".repeat(200))));
    }
}
