//! `bulletin.yaml`: every key with its type and default.

use std::collections::BTreeMap;

use crate::span::At;
use crate::yaml::Node;

/// The hub's configuration. Every key has a default, so a hub needs none.
#[derive(Clone, Debug)]
pub struct Config {
    /// `title`: the hub's name. Default: the home page's title is not known here, so `Bulletin`.
    pub title: String,
    /// `description`: one sentence. Default: empty.
    pub description: String,
    /// `language`: BCP 47. Default: `en`.
    pub language: String,
    /// `theme`. Default: `clarity`.
    pub theme: String,
    /// `organization`.
    pub organization: Organization,
    /// `social`: network and account.
    pub social: BTreeMap<String, String>,
    /// `menu`, in order; empty when the sections make it.
    pub menu: Vec<MenuEntry>,
    /// `taxonomies`: `topics` always, then what the hub adds. (`authors` has its own fields.)
    pub taxonomies: Vec<String>,
    /// `feeds`.
    pub feeds: Feeds,
    /// `front_matter`.
    pub front_matter: FrontMatter,
    /// `markdown.raw_html`.
    pub raw_html: RawHtml,
    /// `markdown.smart_punctuation`. Default: true.
    pub smart_punctuation: bool,
    /// `languages`: tags beside `language`, with the title in each.
    pub languages: BTreeMap<String, String>,
    /// `redirects`: from an address of the site, to an address or URL.
    pub redirects: Vec<(At<String>, At<String>)>,
    /// `ignore`: globs of files below `content/` and `static/` that do not exist for us.
    pub ignore: Vec<String>,
    /// `image`: the hub's default share picture, a file of the hub. Default: the theme's.
    pub image: Option<At<String>>,
    /// `page_size`: entries on one page of a list. Default: 20.
    pub page_size: usize,
    /// The configuration as a tree, defaults filled in, for templates: `organization.name`.
    pub tree: Node,
}

/// `organization`: who publishes.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// Its name. Default: the hub's title.
    pub name: String,
    /// A file of the hub.
    pub logo: Option<At<String>>,
    /// Its own site.
    pub url: Option<String>,
    /// A schema.org type: `Organization`, `Hospital`, `MedicalOrganization`, … Default: `Organization`.
    pub kind: String,
    /// Its other homes on the web.
    pub same_as: Vec<String>,
    /// `contact`: e-mail and telephone.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// An address or URL of its editorial rules.
    pub publishing_principles: Option<String>,
}

/// An entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// What it says.
    pub title: String,
    /// Where it leads, as in Markdown from the root of the site.
    pub url: At<String>,
}

/// `feeds`.
#[derive(Clone, Debug)]
pub struct Feeds {
    /// How many entries a feed has. Default: 30.
    pub items: usize,
    /// Whether entries carry the whole text. Default: true.
    pub full_text: bool,
}

/// `front_matter`.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// What happens to unknown fields.
    pub unknown: Unknown,
    /// Fields that are called otherwise here: `lastupdate: updated`.
    pub rename: BTreeMap<String, String>,
    /// Fields that are nobody's business.
    pub ignore: Vec<String>,
}

/// `markdown.raw_html`: what happens to raw HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// What is safe stays, the rest is removed and reported.
    #[default]
    Sanitize,
    /// All of it stays.
    Allow,
    /// All of it is shown as text.
    Escape,
}

/// What happens to unknown fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// A warning each.
    #[default]
    Warn,
    /// An error each.
    Error,
    /// Nothing.
    Allow,
}
