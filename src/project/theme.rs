//! A theme: templates, assets and strings, with the hub's own laid over it file by file.
//!
//! Built-in themes are inside the binary and become a tree in memory, so that a theme of the hub and
//! one of ours are read alike. A theme of the hub takes the place of a built-in one of its name as a
//! whole; `templates/` and `assets/` of the hub are then laid over either.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::components::{Components, Form};
use super::manifest;
use crate::card::Studio;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean, one_of};
use crate::disk::Tree;
use crate::hash::{self, Hash};
use crate::path::SourcePath;
use crate::span::{At, Place, Source, Span};
use crate::yaml::{self, Node};

/// The themes inside the binary.
static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The largest template, manifest or file of strings, in bytes.
pub(super) const LIMIT: u64 = 1 << 20;

/// A theme with the hub's own files laid over it.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// Templates by name (`base.html`, `components/care.html`); a file of the hub's `templates/` wins
    /// over one of the theme, whose path then begins with `templates/` and not with `themes/`.
    pub templates: BTreeMap<String, Source>,
    /// Assets by name (`css/clarity.css`), published below `/assets/`.
    pub assets: BTreeMap<String, Asset>,
    /// Components that it declares.
    pub components: Components,
    /// Its options, with the hub's values or their defaults.
    pub options: BTreeMap<String, ThemeOption>,
    /// What draws share cards, if they are wanted.
    pub studio: Option<Arc<Studio>>,
}

/// A file that a theme publishes.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Their hash; its short form is part of the published name.
    pub hash: Hash,
}

/// An option of a theme.
#[derive(Clone, Debug)]
pub struct ThemeOption {
    /// What it may be.
    pub form: Form,
    /// The hub's value or the default.
    pub value: Node,
}

/// Where the files of a theme are.
pub(super) struct Origin<'a> {
    /// The hub's tree, or one in memory.
    tree: Cow<'a, Tree>,
    /// The theme's folder in it: `themes/clarity`.
    folder: String,
}

/// Finds the theme called `name`, in the hub's tree or in the binary.
///
/// # Errors
/// `theme/missing`, at `span` of the configuration `source`.
pub(super) fn find<'a>(hub: &'a Tree, name: &str, source: &Source, span: Span) -> Result<Origin<'a>, Box<Diagnostic>> {
    let own: BTreeSet<&str> =
        hub.below("themes").filter_map(|path| Some(path.below("themes")?.split_once('/')?.0)).collect();
    let built_in = built_in();
    let folder = format!("themes/{name}");
    if own.contains(name) {
        return Ok(Origin { tree: Cow::Borrowed(hub), folder });
    }
    match built_in.contains(name) {
        true => Ok(Origin { tree: Cow::Owned(built_in_tree(name)), folder }),
        false => Err(Box::new(missing(source, span, name, own.union(&built_in).copied().collect()))),
    }
}

/// Reads a theme from where it is and from the hub.
///
/// # Errors
/// A manifest that is not there or cannot be read, on top of the `faults` so far.
pub(super) fn load(
    origin: &Origin,
    hub: &Tree,
    name: &str,
    source: &Source,
    chosen: &[(At<String>, Node)],
    faults: &mut Diagnostics,
) -> Result<Theme, Box<Diagnostic>> {
    let manifest = read_manifest(origin, faults)?;
    let mut theme = Theme {
        name: name.to_owned(),
        components: manifest.components,
        options: manifest::choose(manifest.options, source, chosen, faults),
        ..Theme::default()
    };
    for (name, (tree, path)) in origin.overlaid("templates", hub) {
        match tree.text(path, LIMIT) {
            Ok(source) => _ = theme.templates.insert(name, source),
            Err(fault) => faults.push(*fault),
        }
    }
    for (name, (tree, path)) in origin.overlaid("assets", hub) {
        match tree.read(path) {
            Ok(bytes) => _ = theme.assets.insert(name, Asset { hash: hash::of(&bytes), bytes }),
            Err(fault) => faults.push(*fault),
        }
    }
    Ok(theme)
}

impl Origin<'_> {
    /// The files of the theme below its folder `part`, by their name there.
    pub(super) fn files(&self, part: &str) -> BTreeMap<String, (&Tree, &SourcePath)> {
        files(&self.tree, &format!("{}/{part}", self.folder))
    }

    /// Whether the hub brings it, and not the program.
    pub(super) fn is_of_hub(&self) -> bool {
        matches!(self.tree, Cow::Borrowed(_))
    }

    /// A file of the theme's own folder, if it is there.
    pub(super) fn file(&self, name: &str) -> Option<(&Tree, SourcePath)> {
        let path = SourcePath::new(&format!("{}/{name}", self.folder)).ok()?;
        self.tree.has(path.as_str()).then_some((&*self.tree, path))
    }

    /// The same with the hub's own below `part` laid over them.
    fn overlaid<'a>(&'a self, part: &str, hub: &'a Tree) -> BTreeMap<String, (&'a Tree, &'a SourcePath)> {
        let mut all = self.files(part);
        all.extend(files(hub, part));
        all
    }
}

/// The files of `tree` below `folder`, by their name there.
pub(super) fn files<'a>(tree: &'a Tree, folder: &str) -> BTreeMap<String, (&'a Tree, &'a SourcePath)> {
    tree.below(folder).filter_map(|path| Some((path.below(folder)?.to_owned(), (tree, path)))).collect()
}

fn read_manifest(origin: &Origin, faults: &mut Diagnostics) -> Result<manifest::Manifest, Box<Diagnostic>> {
    let path = format!("{}/theme.yaml", origin.folder);
    let path = SourcePath::new(&path).ok().filter(|path| origin.tree.has(path.as_str()));
    let path = path.ok_or_else(|| Box::new(no_manifest(&origin.folder)))?;
    let source = origin.tree.text(&path, LIMIT)?;
    let node = yaml::parse(&source, 0..source.text.len())?;
    Ok(manifest::read(&source, node, faults))
}

/// The names of the themes inside the binary.
pub(super) fn built_in() -> BTreeSet<&'static str> {
    BUILT_IN.dirs().filter_map(|dir| dir.path().to_str()).collect()
}

/// The built-in theme called `name` as a tree.
pub(super) fn built_in_tree(name: &str) -> Tree {
    let mut files = Vec::new();
    collect(BUILT_IN.get_dir(name), &mut files);
    Tree::memory(files)
}

fn collect(dir: Option<&Dir>, files: &mut Vec<(SourcePath, Vec<u8>)>) {
    let Some(dir) = dir else { return };
    for file in dir.files() {
        let names: Option<Vec<&str>> = file.path().iter().map(|name| name.to_str()).collect();
        let path = names.and_then(|names| SourcePath::new(&format!("themes/{}", names.join("/"))).ok());
        files.extend(path.map(|path| (path, file.contents().to_vec())));
    }
    dir.dirs().for_each(|dir| collect(Some(dir), files));
}

fn missing(source: &Source, span: Span, name: &str, known: BTreeSet<&str>) -> Diagnostic {
    let message = format!("there is no theme `{name}`");
    let label = did_you_mean(name, known.iter().copied(), format!("expected {}", one_of(known.iter().copied())));
    Diagnostic::new(Code::ThemeMissing, source.place(span), message, label)
        .help(format!("a theme of your own is a folder `themes/{name}/` with a `theme.yaml`"))
}

fn no_manifest(folder: &str) -> Diagnostic {
    let path = format!("{folder}/theme.yaml");
    Diagnostic::new(Code::ThemeManifest, Place::file(&path), format!("the theme has no `{path}`"), "")
}
