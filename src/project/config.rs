//! `bulletin.yaml`: every key with its type and default.
//!
//! How it is read and checked is the business of `bulletin_yaml.rs`. The time zone, the base
//! address, the theme's options and the verdicts on checks are settled there too, but belong to the
//! [`super::Project`].

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use super::known::lineage;
use crate::instant::Length;
use crate::path::SourcePath;
use crate::picture::Form;
use crate::span::{At, Source};
use crate::yaml::{Node, Value};

/// The hub's configuration. Every key has a default, so a hub needs none.
#[derive(Clone, Debug)]
pub struct Config {
    /// What it was read from, for saying where something stands; empty when there is no such file.
    pub source: Source,
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
    /// `menu` of those of `languages` that have one of their own, likewise.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    /// `taxonomies`: `topics` always, then what the hub adds. (`authors` has its own fields.)
    pub taxonomies: Vec<String>,
    /// `feeds`.
    pub feeds: Feeds,
    /// `podcast`.
    pub podcast: Podcast,
    /// `emergency` by language tag; the hub's own language is always there.
    pub emergency: BTreeMap<String, Emergency>,
    /// `health`.
    pub health: Health,
    /// `citations.style`.
    pub citations: CitationStyle,
    /// `images`.
    pub images: Images,
    /// `desk`.
    pub desk: Desk,
    /// `share`.
    pub share: Share,
    /// `front_matter`.
    pub front_matter: FrontMatter,
    /// `markdown.raw_html`.
    pub raw_html: RawHtml,
    /// `markdown.smart_punctuation`. Default: true.
    pub smart_punctuation: bool,
    /// `languages`: tags beside `language`, with the title in each. What else they say is in
    /// [`Config::tree`].
    pub languages: BTreeMap<String, String>,
    /// `redirects`: from an address of the site, to an address or URL.
    pub redirects: Vec<(At<String>, At<String>)>,
    /// `ignore`: globs of files below `content/` and `static/` that do not exist for us.
    pub ignore: Vec<String>,
    /// `players`: names of players elsewhere that a page may show in place when somebody asks for it. Default: none.
    pub players: Vec<&'static str>,
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
    /// Its ROR id, as written.
    pub ror: Option<At<String>>,
    /// Its other homes on the web.
    pub same_as: Vec<String>,
    /// `contact`: e-mail and telephone.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// Where it says how it works, each an address of the hub or a URL: `publishing_principles`, `corrections_policy`,
    /// `ethics_policy`, `ownership_funding`.
    pub policies: Vec<At<String>>,
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
    /// What is made, each once. Default: all.
    pub formats: Vec<FeedFormat>,
    /// A WebSub hub that is told of new entries.
    pub hub: Option<String>,
}

/// A form of feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Its name, for people.
    pub fn label(self) -> &'static str {
        match self {
            FeedFormat::Rss => "RSS",
            FeedFormat::Atom => "Atom",
            FeedFormat::Json => "JSON Feed",
        }
    }
}

/// `podcast`: what the directories of podcasts want to know of the recordings of training.
#[derive(Clone, Debug, Default)]
pub struct Podcast {
    /// Its name. Default: the section's, and the hub's.
    pub title: Option<String>,
    /// What it is about. Default: the section's description.
    pub description: Option<String>,
    /// Its cover, a square file of the hub from 1400 to 3000 pixels wide.
    pub image: Option<At<String>>,
    /// Who speaks. Default: the organization.
    pub author: Option<String>,
    /// Where its directory may write to. Default: the organization's e-mail.
    pub email: Option<String>,
    /// A category of Apple's list and one below it. Default: Health & Fitness, Medicine.
    pub category: Option<(String, Option<String>)>,
    /// Whether it has words or pictures that not all may hear or see. Default: false.
    pub explicit: bool,
    /// Where the hub stood when the podcast began, if it has moved since: a podcast keeps its identity for life.
    pub began_at: Option<String>,
}

/// `emergency`: whom to call, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emergency {
    /// The number to call when a life is in danger.
    pub number: Option<String>,
    /// The number to call for advice.
    pub advice: Option<String>,
    /// What to say beside them.
    pub text: Option<String>,
}

/// `health`: what is asked of content on health.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// Kinds of page that must have been reviewed. Default: none.
    pub require_review: Vec<String>,
    /// After which time a review is due again, unless the page says so itself.
    pub review_interval: Option<Length>,
    /// `dose_spacing`: how amounts are written. Default: either way.
    pub dose_spacing: Option<Spacing>,
    /// `readability.target`: the school grade that texts are to be readable at.
    pub readability: Option<usize>,
}

/// `health.dose_spacing`: how a hub writes a number and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// `250mg`.
    Together,
    /// `250 mg`.
    Apart,
}

/// `images`: what is made of pictures.
#[derive(Clone, Debug)]
pub struct Images {
    /// Widths in pixels, ascending. Default: 480, 960, 1600.
    pub widths: Vec<u32>,
    /// Forms, best first. Default: WebP, JPEG.
    pub formats: Vec<Form>,
    /// How good they are, from 1 to 100. Default: 80.
    pub quality: u8,
}

/// `citations.style`, and `citation_style` of a page: how works are cited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum CitationStyle {
    /// Numbers in the text; `vancouver`.
    #[default]
    Vancouver,
    /// Names and years in the text; `author-date`.
    AuthorDate,
}

impl CitationStyle {
    /// What each is called.
    pub const NAMES: [(&str, CitationStyle); 2] =
        [("vancouver", CitationStyle::Vancouver), ("author-date", CitationStyle::AuthorDate)];
}

/// `desk`: the editor's desk of `watch`. Nothing of it reaches an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desk {
    /// How it links to the file of a page. Default: `vscode`.
    pub editor: Editor,
    /// Whether each page of the preview has a link to it. Default: true.
    pub link: bool,
}

/// What opens a file from the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Editor {
    /// Visual Studio Code, at the line: `vscode://file/…`.
    #[default]
    VsCode,
    /// Whatever the system opens: `file:///…`. Most browsers follow such a link only when it is copied.
    File,
    /// Nothing: no path of the machine is in the desk.
    None,
}

/// `share`: what networks are shown of pages without a picture.
#[derive(Clone, Debug)]
pub struct Share {
    /// Whether a card is drawn for each of them. Default: true.
    pub cards: bool,
    /// Fonts for scripts that the program has none for, files of the hub.
    pub fonts: Vec<At<String>>,
    /// The mark on cards, a PNG of the hub that suits their ground. Default: the theme's, or none beside a logo.
    pub mark: Option<At<String>>,
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

impl Default for Config {
    /// The configuration of a hub that says nothing.
    fn default() -> Config {
        Config {
            source: Source { path: SourcePath::root(), text: "".into() },
            title: "Bulletin".to_owned(),
            description: String::new(),
            language: "en".to_owned(),
            theme: "clarity".to_owned(),
            organization: Organization::default(),
            social: BTreeMap::new(),
            menu: Vec::new(),
            menus: BTreeMap::new(),
            taxonomies: vec!["topics".to_owned()],
            feeds: Feeds::default(),
            podcast: Podcast::default(),
            emergency: BTreeMap::new(),
            health: Health::default(),
            images: Images::default(),
            citations: CitationStyle::default(),
            desk: Desk::default(),
            share: Share::default(),
            front_matter: FrontMatter::default(),
            raw_html: RawHtml::default(),
            smart_punctuation: true,
            languages: BTreeMap::new(),
            redirects: Vec::new(),
            ignore: Vec::new(),
            players: Vec::new(),
            image: None,
            page_size: 20,
            tree: Node { value: Value::Map(Vec::new()), span: 0..0 },
        }
    }
}

impl Config {
    /// The menu of pages in `language`: its own if it has one, else the hub's.
    pub fn menu_in(&self, language: &str) -> &[MenuEntry] {
        lineage(language).find_map(|tag| self.menus.get(tag)).unwrap_or(&self.menu)
    }
}

impl Default for Feeds {
    fn default() -> Feeds {
        let formats = vec![FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json];
        Feeds { items: 30, full_text: true, formats, hub: None }
    }
}

impl Default for Desk {
    fn default() -> Desk {
        Desk { editor: Editor::default(), link: true }
    }
}

impl Default for Share {
    fn default() -> Share {
        Share { cards: true, fonts: Vec::new(), mark: None }
    }
}

impl Default for Images {
    fn default() -> Images {
        Images { widths: vec![480, 960, 1600], formats: vec![Form::Webp, Form::Jpeg], quality: 80 }
    }
}

impl Node {
    /// What stands at a dotted path of keys: `organization.name`.
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, name| match &node.value {
            Value::Map(entries) => entries.iter().find(|(key, _)| key.value == name).map(|(_, value)| value),
            _ => None,
        })
    }

    /// Puts `value` at a dotted path of keys; what is on the way and no map becomes one.
    pub(super) fn put(&mut self, path: &str, value: Value) {
        let Some((name, rest)) = path.split_once('.') else {
            *self.entry(path) = Node { value, span: 0..0 };
            return;
        };
        self.entry(name).put(rest, value);
    }

    fn entry(&mut self, name: &str) -> &mut Node {
        if !matches!(self.value, Value::Map(_)) {
            self.value = Value::Map(Vec::new());
        }
        let Value::Map(entries) = &mut self.value else { unreachable!("it was made a map above") };
        let at = entries.iter().position(|(key, _)| key.value == name).unwrap_or_else(|| {
            let nothing = Node { value: Value::Null, span: 0..0 };
            entries.push((At { value: name.to_owned(), span: 0..0 }, nothing));
            entries.len() - 1
        });
        &mut entries[at].1
    }
}
