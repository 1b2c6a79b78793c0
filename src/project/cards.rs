//! What cards are drawn with: the theme's `card.yaml` or the hub's own, and the fonts and the mark that are named there and
//! in the configuration.

use std::collections::BTreeMap;

use super::Config;
use super::theme::{self, LIMIT, Origin, ThemeOption};
use crate::card::{Design, FontFile, HubMark, Picture, Studio};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::hash;
use crate::path::SourcePath;
use crate::span::{At, Source};
use crate::yaml::{self, Value};

/// The design of cards, in the hub's root or a theme's.
const NAME: &str = "card.yaml";

/// The studio of a hub; none if it wants no cards, or their design cannot be read.
pub(super) fn studio(
    origin: &Origin<'_>,
    hub: &Tree,
    config: &Config,
    options: &BTreeMap<String, ThemeOption>,
    faults: &mut Diagnostics,
) -> Option<Studio> {
    if !config.share.cards {
        return None;
    }
    let option = |name: &str| match &options.get(name)?.value.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    let own = SourcePath::new(NAME).ok().filter(|path| hub.has(path.as_str())).map(|path| (hub, path));
    let built_in = theme::built_in_tree("clarity");
    let is_own = own.is_some();
    let (tree, path) = match own.or_else(|| origin.file(NAME)) {
        Some(found) => found,
        // A theme that has no design of its own uses that of the default theme.
        None => (&built_in, SourcePath::new("themes/clarity/card.yaml").ok()?),
    };
    let is_borrowed = std::ptr::eq(tree, &built_in);
    let mut found = Diagnostics::new();
    let source = tree.text(&path, LIMIT).map_err(|fault| found.push(*fault)).ok();
    let node = source
        .as_ref()
        .and_then(|source| yaml::parse(source, 0..source.text.len()).map_err(|fault| found.push(*fault)).ok());
    let design = source.zip(node).map(|(source, node)| (Design::read(&source, node, &option, &mut found), source));
    let (mut design, source) = match design {
        Some(read) => read,
        None => {
            faults.extend(found);
            return None;
        }
    };
    design.file = (is_own || origin.is_of_hub()).then(|| path.clone()).filter(|_| !is_borrowed);
    let folder = path.parent();
    let own = design
        .fonts
        .iter()
        .filter_map(|named| font(tree, &folder, named, &source, Code::ThemeCard, &mut found))
        .collect();
    if !is_borrowed {
        faults.extend(found);
    }
    let root = SourcePath::root();
    let named = config.share.fonts.iter();
    let added = named.filter_map(|named| font(hub, &root, named, &config.source, Code::ConfigValue, faults)).collect();
    let mark = match (&config.share.mark, &config.organization.logo) {
        (Some(named), _) => picture(hub, named, &config.source, faults),
        (None, Some(_)) => (HubMark::None, hash::of(b"none")),
        (None, None) => (HubMark::Theme, hash::of(b"theme")),
    };
    Some(Studio::new(design, own, added, mark))
}

fn font(
    tree: &Tree,
    folder: &SourcePath,
    named: &At<String>,
    source: &Source,
    code: Code,
    faults: &mut Diagnostics,
) -> Option<FontFile> {
    let bytes =
        folder.join(&named.value).ok().filter(|path| tree.has(path.as_str())).and_then(|path| tree.read(&path).ok());
    let font = bytes.as_ref().and_then(|bytes| FontFile::read(bytes));
    if font.is_none() {
        let expected = match bytes {
            None => "there is no such file".to_owned(),
            Some(_) => "expected a font, TrueType or OpenType".to_owned(),
        };
        faults.push(wrong(source, named, "font", expected, code));
    }
    font
}

fn picture(hub: &Tree, named: &At<String>, source: &Source, faults: &mut Diagnostics) -> (HubMark, hash::Hash) {
    let path = SourcePath::new(&named.value).ok().filter(|path| hub.has(path.as_str()));
    let bytes = path.and_then(|path| hub.read(&path).ok());
    let read = bytes.as_ref().ok_or("there is no such file".to_owned()).and_then(|bytes| Picture::read(bytes));
    match read {
        Ok(picture) => (HubMark::Picture(picture), hash::of(&bytes.unwrap_or_default())),
        Err(expected) => {
            faults.push(wrong(source, named, "mark", expected, Code::ConfigValue));
            (HubMark::None, hash::of(b"none"))
        }
    }
}

fn wrong(source: &Source, named: &At<String>, what: &str, expected: String, code: Code) -> Diagnostic {
    let message = format!("the {what} `{}` of share cards cannot be used", named.value);
    Diagnostic::new(code, source.place(named.span.clone()), message, expected)
}
