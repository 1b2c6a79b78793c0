//! Which files of `content/` are published.
//!
//! A file is published if it belongs to a published page, which is if the page is all of a folder and the file lies in it, or
//! is called like the page; or if a published page, the configuration, the data or a template names it. Everything else stays
//! where it is and is listed as left out: what lies beside pages may be an embargoed text under another name.
//!
//! A page that is not published holds the files that it names, in each way in which a link can name a file: as seen from the
//! page, from its address, from the root of the site, or from the root of the hub. One resolver, [`FileNames`], knows them.

use std::collections::BTreeMap;

use super::addresses::{Lying, file_address, folder_addresses, is_markdown};
use super::release::{is_index, named_files};
use super::{PageId, Site};
use crate::content::program_files::{is_copy, is_leftover};
use crate::content::{Facts, Role, address};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::hash::{Map, Set};
use crate::path::{Address, SourcePath};
use crate::project::Project;
use crate::span::Place;

/// Files of `content/` and `static/`, apart by what becomes of them.
pub(super) struct Files<'t> {
    /// Each file that is published, and where it stands.
    pub published: Vec<(&'t SourcePath, Address)>,
    /// What belongs to pages that are not published.
    pub held: Vec<SourcePath>,
    /// What no published page names.
    pub unlinked: Vec<SourcePath>,
}

/// Decides for each file whether it is published.
pub(super) fn sort<'t>(
    site: &Site,
    lying: &Lying<'t>,
    live: &[PageId],
    tree: &Tree,
    project: &Project,
    faults: &mut Diagnostics,
) -> Files<'t> {
    let folders = folder_addresses(site);
    let mut files = Files { published: Vec::new(), held: Vec::new(), unlinked: Vec::new() };
    let mut leftovers = lying.leftovers.clone();
    let names = FileNames::of(site, lying, &folders);
    let owners = match lying.files.is_empty() && lying.fixed.is_empty() {
        true => Owners::default(),
        false => Owners::of(site, lying, live, tree, &names, project),
    };
    if !lying.files.is_empty() {
        let used = std::cell::OnceCell::new();
        for &path in &lying.files {
            if is_leftover(path.name()) || (is_copy(path.name()) && !owners.shown.contains(path)) {
                leftovers.push(path);
                continue;
            }
            let used = || used.get_or_init(|| names_in_settings(tree)).contains(file_key(path, &folders).as_str());
            match owners.fate(path, used) {
                Fate::Published if begins_with_front_matter(tree, path) => faults.push(text_with_front_matter(path)),
                Fate::Published if can_run(path) => faults.push(may_run(path)),
                Fate::Published => {
                    let address = file_address(path, folders.get(&path.parent()));
                    files.published.extend(address.ok().map(|address| (path, address)));
                }
                Fate::Held => files.held.push(path.clone()),
                Fate::Unlinked => {
                    faults.extend(begins_with_front_matter(tree, path).then(|| text_with_front_matter(path)));
                    files.unlinked.push(path.clone());
                }
            }
        }
    }
    for &path in &lying.fixed {
        match Address::file(path.below("static").unwrap_or_default()) {
            _ if is_leftover(path.name()) => leftovers.push(path),
            _ if owners.held.contains(path) => files.held.push(path.clone()),
            // Other formats have fields too: `security.txt`, `humans.txt`.
            _ if begins_with_opening_line(tree, path) => faults.push(text_with_front_matter(path)),
            Ok(address) => files.published.push((path, address)),
            Err(_) => {}
        }
    }
    faults.extend(left_by_programs(&leftovers));
    files
}

/// What becomes of a file.
enum Fate {
    Published,
    Held,
    Unlinked,
}

/// The files of `content/` by every name that a page can have for them.
struct FileNames<'t> {
    /// By path, composed as Unicode asks.
    by_path: Map<String, &'t SourcePath>,
    /// By address, without the first `/`: where they stand, and where they would if a page were published.
    by_address: Map<String, Vec<&'t SourcePath>>,
}

impl<'t> FileNames<'t> {
    fn of(site: &Site, lying: &Lying<'t>, folders: &Map<SourcePath, Address>) -> FileNames<'t> {
        let mut names = FileNames { by_path: Map::default(), by_address: Map::default() };
        let mut withheld: Map<SourcePath, Vec<Address>> = Map::default();
        for page in site.withheld.iter().filter(|page| is_index(&page.source)) {
            withheld.entry(page.source.parent()).or_default().push(page.address.clone());
        }
        for &path in &lying.files {
            names.by_path.insert(composed(path.as_str()), path);
            let folder = path.parent();
            let below = address::of_folder(folder.below("content").unwrap_or_default()).ok();
            let all = folders.get(&folder).into_iter().chain(withheld.get(&folder).into_iter().flatten()).chain(&below);
            for address in all.filter_map(|folder| folder.child_file(path.name()).ok()) {
                let key = composed(address.as_str().trim_start_matches('/'));
                let known = names.by_address.entry(key).or_default();
                if !known.contains(&path) {
                    known.push(path);
                }
            }
        }
        for &path in &lying.fixed {
            names.by_path.insert(composed(path.as_str()), path);
            let key = composed(path.below("static").unwrap_or_default());
            names.by_address.entry(key).or_default().push(path);
        }
        names
    }

    /// Every file that `name` can mean on the page made of `source` that stands at `address`.
    fn meant(&self, source: &SourcePath, address: &Address, name: &str, base_url: &str) -> Vec<&'t SourcePath> {
        let name = name.split(['#', '?']).next().unwrap_or_default();
        let name =
            name.strip_prefix(base_url).map_or(name.to_owned(), |path| format!("/{}", path.trim_start_matches('/')));
        let name = composed(&crate::text::decode_path(&name));
        let mut meant = Vec::new();
        if let Some(rooted) = name.strip_prefix('/') {
            meant.extend(self.by_address.get(rooted).into_iter().flatten().copied());
            meant.extend(self.by_path.get(rooted).copied());
            return meant;
        }
        if let Ok(path) = source.parent().join(&name) {
            meant.extend(self.by_path.get(&composed(path.as_str())).copied());
        }
        if let Some(from_address) = joined(address.as_str(), &name) {
            meant.extend(self.by_address.get(&from_address).into_iter().flatten().copied());
        }
        meant
    }
}

/// A relative name as seen from an address, without the first `/`. None if it leads out of the site.
fn joined(address: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(composed(&parts.join("/")))
}

fn composed(text: &str) -> String {
    crate::text::composed(text).into_owned()
}

/// What pages own and name, apart by whether they are published.
#[derive(Default)]
struct Owners {
    /// Folders that are withheld pages.
    held_folders: Set<SourcePath>,
    /// Withheld pages without their extension.
    held_stems: Set<SourcePath>,
    /// What withheld pages and hidden updates name, and published ones do not.
    held: Set<SourcePath>,
    /// Folders that are published pages.
    folders: Set<SourcePath>,
    /// Published pages without their extension.
    stems: Set<SourcePath>,
    /// What published pages name.
    shown: Set<SourcePath>,
}

impl Owners {
    fn of(
        site: &Site,
        lying: &Lying<'_>,
        live: &[PageId],
        tree: &Tree,
        names: &FileNames<'_>,
        project: &Project,
    ) -> Owners {
        let mut owners = Owners::default();
        let base_url = project.base.whole();
        let meant = |source: &SourcePath, address: &Address, name: &str| names.meant(source, address, name, &base_url);
        // Pages that could not be read at all are withheld too.
        let withheld: Set<&SourcePath> = site.withheld.iter().map(|page| &page.source).collect();
        let is_unseen = |path: &&SourcePath| withheld.contains(path) || site.by_source(path.as_str()).is_none();
        for path in lying.pages.iter().copied().filter(is_unseen).filter(|path| !is_index(path)) {
            owners.held_stems.insert(without_extension(path));
        }
        for page in site.withheld.iter().chain(&site.unseen) {
            if page.owns_folder {
                owners.held_folders.insert(page.source.parent());
            }
            for name in &page.names {
                owners.held.extend(meant(&page.source, &page.address, name).into_iter().cloned());
            }
        }
        // What is said in updates whose time has not come, or never will.
        for page in live.iter().map(|id| site.page(*id)) {
            if let Facts::Live(live) = &page.front.facts {
                for name in &live.told.left_out {
                    owners.held.extend(meant(&page.source, &page.address, name).into_iter().cloned());
                }
            }
        }
        for page in site.pages.iter().filter(|page| tree.has(page.source.as_str()) && !withheld.contains(&page.source))
        {
            if is_index(&page.source) {
                if page.role == Role::Leaf {
                    owners.folders.insert(page.source.parent());
                }
            } else {
                owners.stems.insert(without_extension(&page.source));
            }
            for name in named_files(page) {
                owners.shown.extend(meant(&page.source, &page.address, &name).into_iter().cloned());
            }
        }
        owners.held.retain(|file| !owners.shown.contains(file));
        owners
    }

    /// What becomes of the file at `path`; `is_used` says whether the configuration, the data or a template names it.
    fn fate(&self, path: &SourcePath, is_used: impl FnOnce() -> bool) -> Fate {
        let stem = without_extension(path);
        // Whatever belongs to a withheld page stays with it, also where another page shows it.
        let folders: Vec<SourcePath> = folders_above(path).collect();
        let is_held = |folder: &SourcePath| self.held_folders.contains(folder) || self.held_stems.contains(folder);
        if self.held.contains(path) || self.held_stems.contains(&stem) || folders.iter().any(is_held) {
            return Fate::Held;
        }
        let is_owned = || folders.iter().any(|folder| self.folders.contains(folder) || self.stems.contains(folder));
        if self.shown.contains(path) || self.stems.contains(&stem) || is_owned() {
            return Fate::Published;
        }
        if is_used() { Fate::Published } else { Fate::Unlinked }
    }
}

/// The folder of a file and each above it, below the root.
fn folders_above(path: &SourcePath) -> impl Iterator<Item = SourcePath> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent()))
        .take_while(|folder| !folder.as_str().is_empty())
}

fn without_extension(path: &SourcePath) -> SourcePath {
    path.parent().join(path.stem()).unwrap_or_else(|_| path.clone())
}

/// The name under which settings would mention a file: its address without the first `/`.
fn file_key(path: &SourcePath, folders: &Map<SourcePath, Address>) -> String {
    let address = file_address(path, folders.get(&path.parent()));
    address.map(|address| address.as_str().trim_start_matches('/').to_owned()).unwrap_or_default()
}

/// Everything in the configuration, the data, the hub's templates, styles and texts that could be the address of a file.
fn names_in_settings(tree: &Tree) -> Set<String> {
    let mut names = Set::default();
    let folders = ["data", "templates", "assets", "strings", "static"];
    let files = folders.iter().flat_map(|folder| tree.below(folder)).filter(|path| is_settings(path));
    for path in files.cloned().chain(SourcePath::new("bulletin.yaml")) {
        let Ok(source) = tree.text(&path, 1 << 20) else { continue };
        let is_apart = |c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | ',' | '{' | '}' | '[' | ']' | '=')
        };
        let words = source.text.split(is_apart).filter(|word| word.contains('.'));
        names.extend(
            words.map(|word| composed(word.split(['#', '?']).next().unwrap_or(word).trim_start_matches(['.', '/']))),
        );
    }
    names
}

fn is_settings(path: &SourcePath) -> bool {
    let is = |extension: &str| {
        ["yaml", "yml", "json", "csv", "html", "css", "js", "xml", "txt", "bib"]
            .contains(&extension.to_lowercase().as_str())
    };
    path.extension().is_some_and(is)
}

/// Whether a file is a text by its name, and no page.
fn is_text(path: &SourcePath) -> bool {
    const TEXTS: &[&str] = &[
        "txt",
        "text",
        "mdx",
        "mdown",
        "mkd",
        "mkdn",
        "mkdown",
        "mdwn",
        "qmd",
        "rmd",
        "rst",
        "adoc",
        "asciidoc",
        "asc",
        "org",
        "textile",
        "html",
        "htm",
        "xhtml",
        "njk",
        "liquid",
        "erb",
        "hbs",
        "haml",
        "pug",
        "ipynb",
        "wiki",
        "mediawiki",
    ];
    path.extension().is_none_or(|extension| TEXTS.contains(&extension.to_lowercase().as_str())) && !is_markdown(path)
}

/// Whether a text that is no page begins as a page does, so that it may be one under another name.
fn begins_with_front_matter(tree: &Tree, path: &SourcePath) -> bool {
    if !is_text(path) {
        return false;
    }
    let Ok(head) = tree.head(path, 2_048) else { return false };
    let head = String::from_utf8_lossy(&head);
    crate::content::begins_with_front_matter(&head)
}

/// Whether a text of `static/` begins with a line that opens front matter, and a field.
fn begins_with_opening_line(tree: &Tree, path: &SourcePath) -> bool {
    let opens = || {
        tree.head(path, 64).is_ok_and(|head| {
            let head = String::from_utf8_lossy(&head);
            let first = head.trim_start_matches('\u{feff}').trim_start();
            first.starts_with("---") || first.starts_with("+++")
        })
    };
    is_text(path) && opens() && begins_with_front_matter(tree, path)
}

/// Whether a browser would run what stands in a file of this name, if it is opened by itself.
fn can_run(path: &SourcePath) -> bool {
    const RUN: &[&str] =
        &["html", "htm", "xhtml", "xht", "shtml", "mhtml", "js", "mjs", "cjs", "xml", "xsl", "xslt", "swf", "hta"];
    path.extension().is_some_and(|extension| RUN.contains(&extension.to_lowercase().as_str()))
        && !path.name().ends_with(".cap.xml")
}

fn may_run(path: &SourcePath) -> Diagnostic {
    let message = "a browser may run this file, so it is not published from `content/`";
    Diagnostic::new(
        Code::FileScript,
        Place::file(path.as_str()),
        message,
        "put it into `static/` if readers need it, or write a page",
    )
}

fn text_with_front_matter(path: &SourcePath) -> Diagnostic {
    let message = "this file begins like a page, with front matter, and is none, so it is not published";
    let label = "call it `.md` if it is a page; take the front matter away if it is a file for readers";
    Diagnostic::new(Code::FileFrontMatter, Place::file(path.as_str()), message, label)
}

/// What programs left, told once.
fn left_by_programs(files: &[&SourcePath]) -> Option<Diagnostic> {
    let (first, others) = files.split_first()?;
    let message = match others.len() {
        0 => format!("`{}` was left by a program, and is not published", first.name()),
        others => format!("`{}` and {others} more were left by programs, and are not published", first.name()),
    };
    let label = "remove them, or give a file that readers may have another name";
    let fault = Diagnostic::new(Code::FileLeftover, Place::file(first.as_str()), message, label);
    let by_folder: BTreeMap<SourcePath, Vec<&str>> = others.iter().fold(BTreeMap::new(), |mut folders, file| {
        folders.entry(file.parent()).or_insert_with(Vec::new).push(file.name());
        folders
    });
    if by_folder.is_empty() {
        return Some(fault);
    }
    let listed: Vec<String> =
        by_folder.iter().map(|(folder, names)| format!("{folder}: {}", names.join(", "))).collect();
    Some(fault.help(format!("the others: {}", listed.join("; "))))
}
