//! The site as a render sees it: questions, and a record of what was asked.
//!
//! A [`World`] holds all that is settled and answers each distinct [`Query`] once. A render has a
//! [`Lens`], which has the same questions and notes each with a hash of its answer: its [`Trace`].
//! A trace that a later world answers the same still holds, and so does the output it belongs to.
//!
//! `Query` is closed: what cannot be asked cannot matter. There is no question for the clock, and none
//! for a file by its path on the machine.

mod answer;
mod answers;
mod book;
mod cards;
mod lens;
mod pictures;

use borsh::{BorshDeserialize, BorshSerialize};
use std::sync::{Arc, OnceLock};

use crate::content::Kind;
use crate::disk::Tree;
use crate::hash::{self, Hash};
use crate::instant;
use crate::path::{Address, SourcePath};
use crate::picture::{Darkroom, Looks};
use crate::project::Project;
use crate::project::strings::DateForm;
use crate::site::{Alphabet, PageId, Select, Site, Stream};

use answer::Templates;
pub use answer::{Download, Spoken, TermEntry};
use answers::Answers;
pub use book::number;
pub use cards::Card;
pub use lens::Lens;
pub use pictures::{Picture, PicturePlace, Printed, Prints, front_pictures, shared_pictures};

/// A question about the site. Pages are named by their source, so that a question means the same in
/// the next build.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Query {
    /// All of a page: front matter and body.
    Page(SourcePath),
    /// What a list shows of a page.
    Teaser(SourcePath),
    /// Where a link leads that is written in a page, but not in its body.
    Link(SourcePath, String),
    /// An image as seen from a page: where it stands and how large it is.
    Image(SourcePath, String),
    /// How large the image file at an address is.
    Size(Address),
    /// A picture that a page names: where it stands, how large it is, and what is made of it.
    Picture(SourcePath, String),
    /// What is made of the picture at an address.
    Prints(Address),
    /// A file to be downloaded as seen from a page: where it stands and its size.
    File(SourcePath, String),
    /// A selection of pages.
    Pages(Box<Select>),
    /// The pages of a section.
    Members(SourcePath),
    /// The events of a section that are over, which are the last of its pages.
    Over(SourcePath),
    /// The top sections of a language.
    Sections(String),
    /// What a page is part of: the pages above it, its translations and versions for other readers, the section or author whose feed it leads to, and the
    /// results that it is the notice about.
    Around(SourcePath),
    /// Where each link, image and file leads that the body of a page names.
    Links(SourcePath),
    /// The pages before and after a page in its section.
    Neighbours(SourcePath),
    /// Pages that have to do with a page, at most so many.
    Related(SourcePath, usize),
    /// Pages of a kind, and other names of what they are about, by letter of an alphabet, in a language.
    AToZ(String, Kind, Alphabet),
    /// The terms of a taxonomy.
    Terms(String),
    /// The pages of a term: taxonomy and slug.
    Term(String, String),
    /// The page at an address of the site.
    At(Address),
    /// The home page of a language.
    Home(String),
    /// Somebody by id or name.
    Person(String),
    /// The work that a page means by a key.
    Work(SourcePath, String),
    /// Every key that a page may cite.
    WorkKeys(SourcePath),
    /// The bibliography that a page names.
    Bibliography(SourcePath),
    /// What all bibliographies are called, and whether each could be read.
    Bibliographies,
    /// A word of the theme: language and key.
    Text(String, String),
    /// A date in words: language, day, form.
    Date(
        String,
        #[borsh(serialize_with = "instant::write_one_day", deserialize_with = "instant::read_one_day")] instant::Day,
        DateForm,
    ),
    /// A value of the configuration, in a language: empty for what is the same in all.
    Setting(String, String),
    /// A value of the theme's options.
    ThemeOption(String),
    /// A file of `data/`.
    Data(String),
    /// Where an asset is published.
    Asset(String),
    /// A template with all that it extends and includes.
    Template(String),
    /// What all templates are called.
    TemplateNames,
    /// How the review of a page stands at the instant of the build.
    Review(SourcePath),
    /// The earliest day of a notice about the page's result that lies ahead of the instant of the build.
    NoticeAhead(SourcePath),
    /// How the credits that a page grants stand at the instant of the build.
    Offer(SourcePath),
    /// When what a page translates last changed, if that was after it was translated.
    Stale(SourcePath),
    /// What the captions say that a page names.
    Captions(SourcePath, String),
    /// Whether a page has this anchor.
    Anchor(SourcePath, String),
    /// What a feed shows, at most so many pages.
    Stream(Stream, usize),
    /// Which notices about results a feed shows, at most so many.
    Notices(Stream, usize),
    /// The page of the result with this DOI, if it is not to be relied on.
    VoidWork(String),
    /// Where the hub begins in a language that it has feeds in.
    HubIn(String),
    /// Which news is fresh at the instant of the build.
    Recent,
    /// Which alerts are in force, as pages in a language show them; empty for all of them in every language.
    Alerts(String),
    /// How an alert stands at the instant of the build.
    Standing(SourcePath),
    /// Where the terms of a taxonomy are listed.
    Taxonomy(String),
    /// A term's name and where its pages are listed: taxonomy and slug.
    TermPlace(String, String),
    /// The language of a term's name: taxonomy and slug.
    TermLanguage(String, String),
    /// Where a redirect leads.
    Redirect(Address),
    /// What the address of a page says that is no more.
    Gone(Address),
    /// The arguments that a component of the theme takes.
    Component(String),
    /// The scripts and styles that templates write into pages.
    Inlined,
    /// The bytes of a file of the hub.
    Bytes(SourcePath),
    /// What the share card of a page says.
    Card(SourcePath),
    /// What the share card of an update of live coverage says: its page and its key.
    UpdateCard(SourcePath, String),
    /// Where the site will stand.
    Base,
    /// All that the site knows, but for the texts of pages: what whoever asks small questions need not ask.
    Shape,
}

/// What was asked for one output: the numbers of questions in the world's book, each once, in order of asking.
#[derive(Clone, Default)]
pub struct Trace {
    asked: Vec<u32>,
}

/// All that is settled: what there is to ask.
pub struct World {
    /// Configuration, theme, strings, data.
    pub project: Arc<Project>,
    /// The pages.
    pub site: Arc<Site>,
    /// The files of the hub.
    pub tree: Arc<Tree>,
    /// What is known of pictures.
    pub looks: Arc<Looks>,
    darkroom: Darkroom,
    answers: Answers,
    grounds: OnceLock<Grounds>,
    templates: OnceLock<Templates>,
}

impl World {
    /// A world in which nothing was asked yet.
    pub fn new(project: Arc<Project>, site: Arc<Site>, tree: Arc<Tree>, looks: Arc<Looks>) -> World {
        let answers = Answers::of_pages(site.pages.len());
        let (grounds, templates) = (OnceLock::new(), OnceLock::new());
        World { project, site, tree, looks, darkroom: Darkroom::default(), answers, grounds, templates }
    }

    /// Where the theme's asset `name` is published: its name with its hash.
    pub fn asset_address(&self, name: &str) -> Option<Address> {
        answer::asset(self, name)
    }

    /// Numbers questions after those of an earlier world, of which so many are in each column of its book. To be said
    /// before anything is asked.
    pub fn number_after(&self, earlier: [usize; 2]) {
        self.answers.book.begin(earlier);
    }

    /// Reads every question that was asked and has a number of this world to `read`, but for the first so many of each
    /// column; one column after the other, each in order: its number, the hash of its answer, and itself with the answer
    /// in a few words, as borsh writes them.
    pub fn read_book(&self, known: [usize; 2], read: &mut dyn FnMut(u32, Hash, &[u8])) {
        self.answers.book.read(known, read);
    }

    /// The answer to `query` in a few words.
    pub fn in_short(&self, query: &Query) -> String {
        answer::find(self, query).in_short(&self.site)
    }

    /// What most answers of this world follow from: the shape of the site, and the bytes of its files.
    pub fn grounds(&self) -> Grounds {
        *self.grounds.get_or_init(|| Grounds {
            shape: self.site.shape,
            files: self.files(),
            cards: cards::ground(self),
        })
    }

    /// The hash of all files that are published as they are, and of the theme's assets.
    fn files(&self) -> Hash {
        let mut all = Vec::new();
        for (address, file) in &self.site.files {
            all.extend_from_slice(address.as_str().as_bytes());
            all.extend(self.tree.hash(file).map(Hash::to_bytes).unwrap_or_default());
        }
        for (name, asset) in &self.project.theme.assets {
            all.extend_from_slice(name.as_bytes());
            all.extend(asset.hash.to_bytes());
        }
        hash::of(&all)
    }

    /// The page called `source`, if it is published.
    pub fn page_id(&self, source: &SourcePath) -> Option<PageId> {
        self.site.by_source(source.as_str())
    }
}

/// What a question's answer follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// From little that is looked up at once.
    Own,
    /// From the shape of the site.
    Shape,
    /// From the shape of the site and the bytes of its files.
    Files,
    /// From the shape of the site, the design of cards and the texts of the theme.
    Cards,
}

/// What most answers follow from, as it is in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Grounds {
    shape: Hash,
    files: Hash,
    cards: Hash,
}

impl Query {
    /// Whether its answer is what it was `before` because all that it follows from is.
    pub fn follows(&self, before: &Grounds, now: &Grounds) -> bool {
        match self.ground() {
            Ground::Own => false,
            Ground::Shape => before.shape == now.shape,
            Ground::Files => (before.shape, before.files) == (now.shape, now.files),
            Ground::Cards => (before.shape, before.cards) == (now.shape, now.cards),
        }
    }

    /// The page that it is about, or that it is asked from.
    pub fn page(&self) -> Option<&SourcePath> {
        match self {
            Query::Page(source)
            | Query::Teaser(source)
            | Query::Link(source, _)
            | Query::Image(source, _)
            | Query::Picture(source, _)
            | Query::File(source, _)
            | Query::Members(source)
            | Query::Over(source)
            | Query::Around(source)
            | Query::Links(source)
            | Query::Neighbours(source)
            | Query::Related(source, _)
            | Query::Review(source)
            | Query::NoticeAhead(source)
            | Query::Offer(source)
            | Query::Stale(source)
            | Query::Anchor(source, _)
            | Query::Standing(source)
            | Query::Card(source)
            | Query::UpdateCard(source, _) => Some(source),
            // These may be asked from where there is no page, by its name.
            Query::Work(..) | Query::WorkKeys(_) | Query::Bibliography(_) | Query::Captions(..) => None,
            Query::Size(_)
            | Query::Prints(_)
            | Query::Pages(_)
            | Query::Sections(_)
            | Query::AToZ(..)
            | Query::Terms(_)
            | Query::Term(..)
            | Query::At(_)
            | Query::Home(_)
            | Query::Person(_)
            | Query::Bibliographies
            | Query::Text(..)
            | Query::Date(..)
            | Query::Setting(..)
            | Query::ThemeOption(_)
            | Query::Data(_)
            | Query::Asset(_)
            | Query::Template(_)
            | Query::TemplateNames
            | Query::Stream(..)
            | Query::Notices(..)
            | Query::VoidWork(_)
            | Query::HubIn(_)
            | Query::Recent
            | Query::Alerts(_)
            | Query::Taxonomy(_)
            | Query::TermPlace(..)
            | Query::TermLanguage(..)
            | Query::Redirect(_)
            | Query::Gone(_)
            | Query::Component(_)
            | Query::Inlined
            | Query::Bytes(_)
            | Query::Base
            | Query::Shape => None,
        }
    }

    /// What its answer follows from: where that stays as it was, so does the answer.
    fn ground(&self) -> Ground {
        match self {
            Query::Page(_)
            | Query::Teaser(_)
            | Query::Anchor(..)
            | Query::Review(_)
            | Query::NoticeAhead(_)
            | Query::Work(..)
            | Query::WorkKeys(_)
            | Query::Bibliography(_)
            | Query::Bibliographies
            | Query::Standing(_)
            | Query::Offer(_)
            | Query::Recent
            | Query::Text(..)
            | Query::Date(..)
            | Query::Setting(..)
            | Query::ThemeOption(_)
            | Query::Data(_)
            | Query::Asset(_)
            | Query::Template(_)
            | Query::TemplateNames
            | Query::Component(_)
            | Query::Inlined
            | Query::Bytes(_)
            | Query::Base
            | Query::Shape => Ground::Own,
            Query::Link(..)
            | Query::Pages(_)
            | Query::Members(_)
            | Query::Over(_)
            | Query::Sections(_)
            | Query::Around(_)
            | Query::Stale(_)
            | Query::Links(_)
            | Query::Neighbours(_)
            | Query::Related(..)
            | Query::AToZ(..)
            | Query::Terms(_)
            | Query::Term(..)
            | Query::TermPlace(..)
            | Query::TermLanguage(..)
            | Query::Taxonomy(_)
            | Query::At(_)
            | Query::Home(_)
            | Query::Person(_)
            | Query::Stream(..)
            | Query::Notices(..)
            | Query::VoidWork(_)
            | Query::HubIn(_)
            | Query::Alerts(_)
            | Query::Redirect(_)
            | Query::Gone(_) => Ground::Shape,
            // An image that the hub does not have may be an asset of the theme.
            Query::Image(..)
            | Query::Size(_)
            | Query::Picture(..)
            | Query::Prints(_)
            | Query::File(..)
            | Query::Captions(..) => Ground::Files,
            Query::Card(_) | Query::UpdateCard(..) => Ground::Cards,
        }
    }
}

impl Trace {
    /// The numbers of what was asked, in order of asking.
    pub fn numbers(&self) -> &[u32] {
        &self.asked
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("pages", &self.site.pages.len()).finish_non_exhaustive()
    }
}
