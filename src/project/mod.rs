//! All that is settled before content: configuration, theme, strings, data.
//!
//! [`load`] reads them from the hub's tree and the themes in the binary. What comes out does not
//! change any more, and knows nothing of pages.

pub mod components;
pub mod config;
pub mod strings;
pub mod theme;

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostics, Verdict};
use crate::disk::Tree;
use crate::instant::{Instant, Zone};
use crate::path::{Address, SourcePath};
use crate::yaml::Node;

pub use config::Config;
pub use strings::Strings;
pub use theme::Theme;

/// What the one who builds says, beside the hub.
#[derive(Clone, Debug)]
pub struct Options {
    /// The instant against which drafts, embargoes and dates are judged.
    pub now: Instant,
    /// Instead of `base_url` of the configuration.
    pub base_url: Option<String>,
    /// Whether drafts are built.
    pub drafts: bool,
}

/// All that is settled before content.
#[derive(Clone, Debug)]
pub struct Project {
    /// The hub's configuration, with every default filled in.
    pub config: Config,
    /// The theme with the hub's own templates, assets and strings laid over it.
    pub theme: Theme,
    /// Strings by language tag; the hub's own language is always there.
    pub strings: BTreeMap<String, Strings>,
    /// What `data/` holds, by path below it.
    pub data: BTreeMap<SourcePath, Node>,
    /// Where the site will stand.
    pub base: Base,
    /// The hub's time zone.
    pub zone: Zone,
    /// The instant of the build.
    pub now: Instant,
    /// Whether drafts are built.
    pub drafts: bool,
    /// What the hub says about codes in `checks:`.
    pub verdicts: BTreeMap<Code, Verdict>,
}

/// Where the site will stand: `https://example.org/hub/` is an origin and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `https://example.org`, without a final `/`.
    pub origin: String,
    /// `/hub`, without a final `/`; empty at a root.
    pub path: String,
}

impl Base {
    /// The address from the root of its host, percent-encoded: `/hub/news/`.
    pub fn rooted(&self, address: &Address) -> String {
        format!("{}{}", self.path, crate::text::encode_path(address.as_str()))
    }

    /// The whole address, percent-encoded: `https://example.org/hub/news/`.
    pub fn absolute(&self, address: &Address) -> String {
        format!("{}{}", self.origin, self.rooted(address))
    }
}

/// Reads what `tree` settles. Reads on after every fault that leaves something to go on with.
///
/// # Errors
/// The diagnostics, when there is nothing to go on with: a configuration that is no YAML, a theme
/// that does not exist or whose manifest cannot be read.
pub fn load(tree: &Tree, options: &Options) -> Result<(Project, Diagnostics), Diagnostics> {
    let _ = (tree, options);
    Err(Vec::new())
}
