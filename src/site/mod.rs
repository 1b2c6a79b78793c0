//! All pages put together: what is published, where everything stands, in what order.
//!
//! [`assemble`] takes every page and keeps what may be seen at the instant of the build. From then on
//! a [`Site`] only answers questions. Pages that are withheld are kept apart, by source and state, for
//! reports and for telling an author that a link leads to one of them; no list, term or address knows
//! them, so no output can.

mod addresses;
mod alert_ends;
mod alerts;
mod alphabet;
mod feeds;
mod files;
mod gone;
mod inheritance;
mod letters;
mod links;
mod lists;
mod notices;
mod order;
mod release;
mod terms;
mod versions;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::content::{Kind, MISSING, Page, Role};
use crate::diag::Diagnostics;
use crate::disk::Tree;
use crate::hash::{self, Hash, Map, Set};
use crate::health::alert::Standing;
use crate::instant::Instant;
use crate::path::{Address, SourcePath};
use crate::project::Project;

pub use addresses::{Redirect, Spot, Target};
pub use alphabet::Alphabet;
pub use feeds::{Fed, SUBSCRIBE, Stream};
pub use gone::{Gone, Spread, spread};
pub use letters::{Entry, Letter};
pub use links::Link;
pub use lists::Select;
pub use notices::Notice;
pub use order::Order;
pub use release::{Why, Withheld};
pub use terms::{Taxonomy, Term, person_id};

/// A published page, by its position in [`Site::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// All published pages and how they hang together.
#[derive(Clone, Debug)]
pub struct Site {
    /// Every published page, sorted by source. Folders without an index have a page made for them.
    pub pages: Vec<Arc<Page>>,
    structure: Arc<Structure>,
}

/// How pages hang together: all that does not change while only their texts do.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Every page that is not published now, sorted by source.
    pub withheld: Vec<Withheld>,
    /// Every update of published live coverage that is not to be seen now, with the file of its page.
    pub unseen: Vec<Withheld>,
    /// The next instant at which what is published, or why something is not, changes by itself.
    pub horizon: Option<Instant>,
    /// Events that are still to come or under way.
    pub upcoming: Set<PageId>,
    /// Whether there are alerts at all, in force or not.
    pub has_alerts: bool,
    /// Alerts that are in force, in every language, the gravest first. Exercises and tests are not among them.
    pub in_force: Vec<PageId>,
    /// Alerts that the feed of messages has: all but those that have been over for two days.
    pub listed: Set<PageId>,
    /// News of the last two days, newest first.
    pub recent: Vec<PageId>,
    /// Where the hub begins in each language that it has something for feeds in, the hub's own always among them.
    pub homes: BTreeMap<String, Address>,
    /// Sections with recordings that can be listened to as a podcast.
    pub podcasts: Set<PageId>,
    /// Taxonomies by name; `topics` and `authors` are always there.
    pub taxonomies: BTreeMap<String, Taxonomy>,
    /// Redirects of `aliases` and `redirects:`, sorted by where they start.
    pub redirects: Vec<Redirect>,
    /// What the addresses of pages say that are no more.
    pub gone: BTreeMap<Address, Gone>,
    /// Files to be published as they are, by address.
    pub files: BTreeMap<Address, SourcePath>,
    /// The hash of all this but the texts of pages.
    pub shape: Hash,
    /// Files below `content/` that are not published, because they belong to a withheld page.
    pub held_files: Vec<SourcePath>,
    /// Files of `content/` that no published page has or names, sorted: they are not published.
    pub unlinked_files: Vec<SourcePath>,
    notices: notices::Notices,
    spots: Map<Address, Spot>,
    sources: Map<SourcePath, PageId>,
    people: Map<String, PageId>,
    shelves: lists::Shelves,
    versions: versions::Versions,
}

/// Puts `pages` together. `tree` is asked for names of files only.
pub fn assemble(pages: Vec<Arc<Page>>, tree: &Tree, project: &Project) -> (Site, Diagnostics) {
    let mut faults = Diagnostics::new();
    let lying = addresses::Lying::of(tree, &project.config);
    let (pages, holders) = inheritance::applied(pages, &lying.pages, project);
    let release::Split { published, mut withheld, unseen, horizon } = release::split(pages, project);
    inheritance::name_reasons(&mut withheld, &holders, project);
    let mut pages = addresses::without_clashes(published, tree, &mut faults);
    addresses::add_missing_indexes(&mut pages, tree, project);
    pages.sort_by(|a, b| a.source.cmp(&b.source));
    let sources = || numbered(&pages).map(|(id, page)| (page.source.clone(), id)).collect();
    let (ranks, (sources, kinds)) =
        rayon::join(|| order::Ranks::of(&pages, &project.zone), || (sources(), Kinds::of(&pages)));
    let people = terms::people(&pages, kinds.of_kind(Kind::Person));
    let mut recent = release::recent(&pages, kinds.of_kind(Kind::News), project);
    recent.sort_by_key(|id| ranks.newest(*id));
    let upcoming = release::upcoming(&pages, &kinds.meetings, project);
    let (taxonomies, shelves) = rayon::join(
        || terms::collect(&pages, &people, &ranks, project, tree, &mut faults),
        || lists::shelve(&pages, ranks.clone(), &upcoming),
    );
    let structure = Structure {
        withheld,
        unseen,
        horizon,
        upcoming,
        has_alerts: !kinds.of_kind(Kind::Alert).is_empty(),
        in_force: release::in_force(&pages, kinds.of_kind(Kind::Alert), project),
        listed: release::listed(&pages, kinds.of_kind(Kind::Alert), project),
        recent,
        homes: BTreeMap::new(),
        podcasts: Set::default(),
        taxonomies,
        redirects: Vec::new(),
        gone: BTreeMap::new(),
        files: BTreeMap::new(),
        held_files: Vec::new(),
        unlinked_files: Vec::new(),
        shape: hash::of(b""),
        notices: notices::Notices::default(),
        spots: Map::default(),
        sources,
        people,
        shelves,
        versions: versions::Versions::default(),
    };
    let mut site = Site { pages, structure: Arc::new(structure) };
    site.structure().homes = feeds::homes(&site, &project.config);
    addresses::occupy(&mut site, &lying, kinds.of_kind(Kind::Live), tree, project, &mut faults);
    site.structure().podcasts = feeds::podcasts(&site, kinds.of_kind(Kind::Training));
    let told = [kinds.of_kind(Kind::Research), kinds.of_kind(Kind::Alert)].concat();
    let notices = notices::collect(&site, &told, project);
    site.structure().notices = notices;
    let versions = versions::collect(&site);
    site.structure().versions = versions;
    let shape = shape(&site, project);
    site.structure().shape = shape;
    (site, faults)
}

/// Which pages are of a kind: who looks for few of many looks at these.
struct Kinds {
    of_kind: BTreeMap<Kind, Vec<PageId>>,
    /// Those that people meet at, of whatever kind.
    meetings: Vec<PageId>,
}

impl Kinds {
    fn of(pages: &[Arc<Page>]) -> Kinds {
        let mut kinds = Kinds { of_kind: BTreeMap::new(), meetings: Vec::new() };
        for (id, page) in numbered(pages) {
            kinds.of_kind.entry(page.kind).or_default().push(id);
            if page.front.facts.meeting().is_some() {
                kinds.meetings.push(id);
            }
        }
        kinds
    }

    fn of_kind(&self, kind: Kind) -> &[PageId] {
        self.of_kind.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// Everything that a site follows from, so that two sites of one shape answer every question alike, but for what is
/// asked about the text of a page.
fn shape(site: &Site, project: &Project) -> Hash {
    let mut all = Vec::with_capacity(site.pages.len() * 80);
    let mut part = |bytes: &[u8]| {
        all.extend_from_slice(bytes);
        all.push(0);
    };
    for (id, page) in site.numbered() {
        part(page.source.as_str().as_bytes());
        part(&page.shape.to_bytes());
        part(if site.upcoming.contains(&id) { b"upcoming" } else { b"" });
        let standing = page.times(&project.zone).map(|times| Standing::at(&times, project.now).name());
        part(standing.unwrap_or_default().as_bytes());
        let is_listed = page.times(&project.zone).is_some_and(|times| times.is_listed(project.now));
        part(if is_listed { b"listed" } else { b"" });
    }
    part(format!("{:?}", site.notices.all()).as_bytes());
    for (address, file) in &site.files {
        part(address.as_str().as_bytes());
        part(file.as_str().as_bytes());
    }
    for held in &site.withheld {
        part(held.source.as_str().as_bytes());
        part(held.address.as_str().as_bytes());
    }
    site.held_files.iter().for_each(|file| part(file.as_str().as_bytes()));
    for (address, gone) in &site.gone {
        part(address.as_str().as_bytes());
        part(format!("{} {}", gone.has_expired, gone.language).as_bytes());
        gone.instead.iter().for_each(|id| part(site.page(*id).source.as_str().as_bytes()));
    }
    part(format!("{:?}", site.redirects).as_bytes());
    part(if feeds::has_subscribe(project) { b"subscribe" } else { b"" });
    part(project.config.source.text.as_bytes());
    hash::of(&all)
}

impl Deref for Site {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl Site {
    /// The structure, while it is being put together.
    fn structure(&mut self) -> &mut Structure {
        Arc::make_mut(&mut self.structure)
    }

    /// The same site with another text of a page; none if the page is not published, or hangs together with others
    /// otherwise than before.
    pub fn with_text(mut self, page: &Arc<Page>) -> Option<Site> {
        let id = self.by_source(page.source.as_str())?;
        // Of live coverage it depends on the time what may be seen of the text, and what an alert is called.
        if page.kind == Kind::Live || page.alert().is_some() {
            return None;
        }
        let before = self.page(id);
        // What pages name decides which files are published, and what is made of pictures.
        let may_differ = before.files == page.files && before.pictures == page.pictures;
        let is_same = before.shape == page.shape && may_differ;
        self.pages[id.0 as usize] = page.clone();
        is_same.then_some(self)
    }

    /// The page with this id.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// Every page with its id, sorted by source.
    pub fn numbered(&self) -> impl Iterator<Item = (PageId, &Page)> {
        numbered(&self.pages)
    }

    /// The redirect that starts at `from`.
    pub fn redirect(&self, from: &Address) -> Option<&Redirect> {
        match self.at(from) {
            Some(Spot::Redirect(at)) => self.redirects.get(*at),
            _ => None,
        }
    }

    /// The page made from `source`, if it is published. Of an index that is not, the page that the folder has instead.
    pub fn by_source(&self, source: &str) -> Option<PageId> {
        let instead = || self.sources.get(format!("{}{MISSING}", source.strip_suffix("index.md")?).as_str());
        self.sources.get(source).or_else(instead).copied()
    }

    /// What stands at `address`.
    pub fn at(&self, address: &Address) -> Option<&Spot> {
        self.spots.get(address)
    }

    /// The home page in `language`, else the hub's.
    pub fn home(&self, language: &str) -> Option<PageId> {
        let homes = || self.numbered().filter(|(_, page)| page.is_home());
        homes()
            .find(|(_, page)| page.language == language)
            .or_else(|| homes().find(|(_, page)| page.role == Role::Home))
            .map(|(id, _)| id)
    }

    /// The page of the person with this id (the file's name) or name.
    pub fn person(&self, name: &str) -> Option<PageId> {
        terms::person(&self.people, name)
    }

    /// Whether there is somebody with this id whose page is not published now.
    pub fn is_withheld_person(&self, id: &str) -> bool {
        self.withheld.iter().any(|held| held.kind == Kind::Person && terms::person_id(&held.page) == id)
    }

    /// Ids of people, sorted, for near misses.
    pub fn people_ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.people.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }
}

fn numbered(pages: &[Arc<Page>]) -> impl Iterator<Item = (PageId, &Page)> {
    pages.iter().enumerate().map(|(at, page)| (PageId(at as u32), &**page))
}
