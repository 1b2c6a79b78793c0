//! One source, read alone: front matter and Markdown make a [`Page`].
//!
//! [`read`] reads every source of the hub, each by itself and in parallel. What needs other pages (does
//! the link lead anywhere, is the author a person here) is `site`'s and `check`'s; here a link is text.

pub mod address;
pub mod fields;
pub mod front;
pub mod kind;

use crate::diag::Diagnostics;
use crate::disk::Tree;
use crate::markdown::Document;
use crate::path::{Address, SourcePath};
use crate::project::Project;

pub use front::{Facts, Front};
pub use kind::Kind;

/// A page: what one source says by itself.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file.
    pub source: SourcePath,
    /// The byte at which the body begins in the file.
    pub body_start: usize,
    /// What kind of page it is; a folder's own page is a [`Kind::Page`].
    pub kind: Kind,
    /// Whether it stands for a folder with children (`Index`) or for itself.
    pub role: Role,
    /// Its title: of the front matter, else its first heading, else its file name made readable.
    pub title: String,
    /// Its description: of the front matter, else its first paragraph, cut at a word (200 characters).
    pub description: String,
    /// Where it stands.
    pub address: Address,
    /// Its language, a BCP 47 tag: of the front matter, the file name (`flu.cy.md`), or the hub.
    pub language: String,
    /// The fields of the front matter.
    pub front: Front,
    /// The body.
    pub document: Document,
}

/// Whether a page stands for a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `content/index.md`.
    Home,
    /// The index of a folder that holds other Markdown.
    Section,
    /// Any other.
    Leaf,
}

/// Every page of the hub, sorted by source, and what is wrong with them. Everything below `content/`
/// that is Markdown and does not begin with `.` or `_` (but `_index.md`) and that `ignore` does not
/// name. Drafts, embargoed and expired pages are among them: what is published is decided by `site`.
/// A page whose embargo or publication time cannot be read is not among them.
pub fn read(tree: &Tree, project: &Project) -> (Vec<Page>, Diagnostics) {
    let _ = (tree, project);
    (Vec::new(), Vec::new())
}
