//! A theme: templates, assets and strings, with the hub's own laid over it file by file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::components::{Components, Form};
use crate::hash::Hash;
use crate::span::Source;
use crate::yaml::Node;

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
