//! What a folder says about the files in it: which are pages, which stand for a folder, and of what
//! kind they are.

use std::collections::{HashMap, HashSet};

use super::address::{self, CONTENT};
use super::program_files::is_leftover_page;
use super::{Kind, Role, faults, glob};
use crate::diag::Diagnostics;
use crate::disk::Tree;
use crate::path::SourcePath;
use crate::project::Config;

/// A file that is a page.
#[derive(Clone, Copy, Debug)]
pub struct Found<'t> {
    /// The file.
    pub path: &'t SourcePath,
    /// Whether it stands for a folder.
    pub role: Role,
    /// The folder from which it has its kind: its own, or the one above when it is all of its own.
    pub kind_from: &'t str,
}

/// Every file below `content/` that is a page, sorted. Two indexes of one folder in one language are
/// reported, and the first is read.
pub fn survey<'t>(tree: &'t Tree, config: &Config) -> (Vec<Found<'t>>, Diagnostics) {
    let is_leftover = |path: &SourcePath| is_leftover_page(path, |path| tree.has(path.as_str()));
    let paths = tree.below(CONTENT).filter(|path| is_page(path, config) && !is_leftover(path));
    let paths: Vec<&SourcePath> = paths.collect();
    let peopled = folders_with_pages(&paths, config);
    let mut indexes: HashMap<(&str, Option<&str>), &SourcePath> = HashMap::new();
    let (mut found, mut faults) = (Vec::with_capacity(paths.len()), Vec::new());
    for path in paths {
        let folder = folder_of(path);
        if !address::is_index(path, config) {
            found.push(Found { path, role: Role::Leaf, kind_from: folder });
            continue;
        }
        let language = address::language_of(path, config).filter(|language| *language != config.language);
        if let Some(first) = indexes.insert((folder, language), path) {
            faults.push(faults::two_indexes(first, path));
            indexes.insert((folder, language), first);
            continue;
        }
        let role = match (folder == CONTENT && language.is_none(), folder == CONTENT || peopled.contains(folder)) {
            (true, _) => Role::Home,
            (false, true) => Role::Section,
            (false, false) => Role::Leaf,
        };
        let kind_from = if role == Role::Leaf { parent(folder) } else { folder };
        found.push(Found { path, role, kind_from });
    }
    (found, faults)
}

/// The kind of pages in `folder`: of the nearest folder that says one, by what its index `declared` or
/// by its name.
pub fn kind_in(mut folder: &str, declared: &HashMap<&str, Kind>) -> Kind {
    loop {
        if let Some(kind) = declared.get(folder) {
            return *kind;
        }
        let Some((above, name)) = folder.rsplit_once('/') else { return Kind::Page };
        if let Some(kind) = Kind::of_folder(name) {
            return kind;
        }
        folder = above;
    }
}

fn is_page(path: &SourcePath, config: &Config) -> bool {
    let is_markdown = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown"));
    let is_hidden = |path: &SourcePath| {
        let (folders, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        folders.split('/').chain([name]).any(|name| name.starts_with('.'))
            || folders.split('/').any(|name| name.starts_with('_'))
            || name.starts_with('_') && !address::is_index(path, config)
    };
    is_markdown && !is_hidden(path) && !glob::ignores(&config.ignore, path.as_str())
}

/// Folders that hold pages, in them or below, that are not their own index.
fn folders_with_pages<'t>(paths: &[&'t SourcePath], config: &Config) -> HashSet<&'t str> {
    let mut peopled = HashSet::new();
    for path in paths {
        let own = folder_of(path);
        let mut folder = if address::is_index(path, config) { parent(own) } else { own };
        while !folder.is_empty() && peopled.insert(folder) {
            folder = parent(folder);
        }
    }
    peopled
}

fn folder_of(path: &SourcePath) -> &str {
    parent(path.as_str())
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;

    #[test]
    fn pages_are_found_with_their_roles() {
        let mut config = sample::project().config;
        config.languages.insert("cy".into(), "Cymraeg".into());
        config.ignore = vec!["drafts/**".into()];
        let files = [
            "content/.hidden.md",
            "content/_notes.md",
            "content/_private/a.md",
            "content/about.md",
            "content/drafts/a.md",
            "content/guides/_index.md",
            "content/guides/asthma/index.cy.md",
            "content/guides/asthma/index.md",
            "content/guides/asthma/picture.png",
            "content/index.cy.md",
            "content/index.md",
            "content/news/2026/a.markdown",
            "content/news/_index.md",
            "content/news/index.md",
            "static/a.md",
        ];
        let tree = Tree::memory(files.map(|path| (SourcePath::new(path).unwrap(), Vec::new())));
        let (found, faults) = survey(&tree, &config);
        let shown: Vec<_> = found.iter().map(|found| (found.path.as_str(), found.role, found.kind_from)).collect();
        assert_eq!(
            shown,
            [
                ("content/about.md", Role::Leaf, "content"),
                ("content/guides/_index.md", Role::Section, "content/guides"),
                ("content/guides/asthma/index.cy.md", Role::Leaf, "content/guides"),
                ("content/guides/asthma/index.md", Role::Leaf, "content/guides"),
                ("content/index.cy.md", Role::Section, "content"),
                ("content/index.md", Role::Home, "content"),
                ("content/news/2026/a.markdown", Role::Leaf, "content/news/2026"),
                ("content/news/_index.md", Role::Section, "content/news"),
            ]
        );
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].place.file, "content/news/index.md");
        assert_eq!(faults[0].also[0].0.file, "content/news/_index.md");
    }

    #[test]
    fn the_nearest_folder_says_the_kind() {
        let declared = HashMap::from([("content/campaigns", Kind::Guide), ("content/news/faq", Kind::Question)]);
        for (folder, kind) in [
            ("content", Kind::Page),
            ("content/news", Kind::News),
            ("content/news/2026/11", Kind::News),
            ("content/news/faq/old", Kind::Question),
            ("content/campaigns", Kind::Guide),
            ("content/campaigns/winter", Kind::Guide),
            ("content/campaigns/events", Kind::Event),
            ("content/other", Kind::Page),
        ] {
            assert_eq!(kind_in(folder, &declared), kind, "{folder}");
        }
    }
}
