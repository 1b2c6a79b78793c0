//! One source, read alone: front matter and Markdown make a [`Page`].
//!
//! [`read`] reads every source of the hub, each by itself and in parallel. What needs other pages (does
//! the link lead anywhere, is the author a person here) is `site`'s and `check`'s; here a link is text.

pub mod address;
pub mod alert;
mod archetype;
mod block;
mod body;
mod care;
mod digests;
pub mod edit;
mod elsewhere;
mod facts;
mod faults;
pub mod fields;
mod file_names;
mod folders;
mod form;
pub mod front;
pub mod glob;
mod hiding;
mod inherited;
pub mod kind;
mod later;
mod leftovers;
pub mod lifecycle;
pub mod live;
mod memory;
pub mod message;
mod notice;
pub mod post;
pub mod program_files;
mod reading;
mod release_dates;
#[cfg(test)]
mod sample;
mod sections;
mod unseen;
mod wording;

use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::hash::{self, Hash};
use crate::health::readability;
use crate::health::{lay_summary, standing};
use crate::instant::When;
use crate::markdown::{self, Document, Heading};
use crate::path::{Address, SourcePath};
use crate::project::{Config, Project};
use crate::span::{At, Source};
use crate::text::excerpt;
use crate::yaml::{self, Node, Value};

use address::{Named, Unplaceable};
use file_names::{file_names, names, pictures, words_like_files};
use folders::Found;
pub use reading::POSTED;
use reading::Said;
use release_dates::{date_ahead, held_after_foreign_end, judge_dates};
pub use unseen::begins_with_front_matter;
use wording::Wording;

pub use alert::Alert;
pub use archetype::{archetype, file_name};
pub use body::Body;
pub use front::{Facts, Front};
pub use inherited::inherit;
pub use kind::Kind;
pub use later::Later;
pub use lifecycle::{State, released, released_with_drafts};
pub use memory::{Memories, Memory};
pub use notice::Notice;
pub use sections::{Counted, Section, sections};

/// The largest Markdown file that is read, in bytes.
pub const LIMIT: u64 = 64 << 20;

/// The longest description that is made of a first paragraph, in characters.
const DESCRIPTION: usize = 200;

/// How much of all bodies is held from reading to rendering, in bytes of their sources. The rest is read again: a hub ten
/// times as large takes a little more time and not ten times the memory.
const HELD: usize = 128 << 20;

/// A page: what one source says by itself.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Page {
    /// Its file.
    pub source: SourcePath,
    /// The byte at which the body begins in the file.
    pub body_start: usize,
    /// What kind of page it is; a folder's own page is a [`Kind::Page`].
    pub kind: Kind,
    /// Whether it stands for a folder with children (`Index`) or for itself.
    pub role: Role,
    /// Its title: of the front matter, else its first heading, else its file name made readable; after [`Page::mark`].
    pub title: String,
    /// What its title begins with because of how the result stands that it is about: `RETRACTED:`. None where nothing has to
    /// be said, or the title says it by itself.
    pub mark: Option<String>,
    /// Its description: of the front matter, else its first paragraph, cut at a word (200 characters).
    pub description: String,
    /// Where it stands.
    pub address: Address,
    /// Where it would stand without `slug` and `url`: what lies below this is its, and feeds know it by it.
    pub nest: Address,
    /// Its language, a BCP 47 tag: of the front matter, the file name (`flu.cy.md`), or the hub.
    pub language: String,
    /// The fields of the front matter.
    pub front: Front,
    /// What its body holds.
    #[borsh(skip)]
    pub outline: Later<Outline>,
    /// How many words a reader meets in its body.
    pub words: usize,
    /// What was counted in its body, if somebody asked.
    #[borsh(skip)]
    pub counted: Counted,
    /// Of the names in its outline those that are shown, or given to components, and are called like a picture that
    /// something is made of.
    pub pictures: Vec<String>,
    /// Of the names in its outline those that may be a file of the hub which is no page.
    pub files: Vec<String>,
    /// The body.
    #[borsh(skip)]
    pub body: Body,
    /// The hash of its source.
    pub hash: Hash,
    /// The hash of what the site may know of it: its front matter, its title and where it stands.
    pub shape: Hash,
    /// The hash of what lists show of it, see `render::teaser`.
    pub teaser: Hash,
    /// Whether it could not be read when it may be seen, so that it may not.
    pub is_held_back: bool,
}

/// What the body of a page holds that others may ask for without reading it again. Few do: of a page that did not change
/// it stays as an earlier build kept it.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Outline {
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Every anchor.
    pub ids: Vec<String>,
    /// What it links to, shows and gives to components, as written.
    pub names: Vec<String>,
    /// The key of each work where it is cited, in order.
    pub cites: Vec<At<String>>,
}

/// Whether a page stands for a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Role {
    /// `content/index.md` or `content/_index.md`.
    Home,
    /// The index of a folder that holds other Markdown.
    Section,
    /// Any other.
    Leaf,
}

/// Every page of the hub, sorted by source, and what is wrong with them. Everything below `content/`
/// that is Markdown and does not begin with `.` or `_` (but `_index.md`) and that `ignore` does not
/// name. Drafts, embargoed and expired pages are among them: what is published is decided by `site`.
/// So are pages that are held back, because their embargo or publication time cannot be read.
/// What `memory` knows of a source that did not change is not made again; what to remember next time comes last.
pub fn read<'t>(tree: &'t Tree, project: &Project, memory: &Memory) -> (Vec<Arc<Page>>, Faults, Memories) {
    let settings = memory::settings(project);
    let room = AtomicUsize::new(HELD);
    let (found, of_folders) = folders::survey(tree, &project.config);
    let mut faults = Faults { of_folders, of_sources: BTreeMap::new() };
    let (leaves, indexes): (Vec<Found<'_>>, Vec<Found<'_>>) =
        found.into_iter().partition(|found| found.role == Role::Leaf);
    let nothing = HashMap::new();
    let read_all = |found: &[Found<'t>], declared: &HashMap<&str, Kind>| -> Vec<(&'t SourcePath, Known)> {
        found
            .par_iter()
            .map(|found| (found.path, known(tree, project, found, declared, (memory, settings), &room)))
            .collect()
    };
    let mut read = read_all(&indexes, &nothing);
    let declared = declared(&indexes, &read, &project.config);
    read.extend(read_all(&leaves, &declared));
    read.sort_by(|a, b| a.0.cmp(b.0));
    let mut pages = Vec::with_capacity(read.len());
    let mut entries = Vec::with_capacity(read.len());
    for (path, known) in read {
        let Known { page, faults: mut found, entry, .. } = known;
        let page = page.map(|page| held_after_foreign_end(page, project));
        if let Some(page) = &page {
            judge_dates(tree, project, page, &mut found);
            found.extend(date_ahead(page, project));
        }
        pages.extend(page);
        if !found.is_empty() {
            faults.of_sources.insert(path.clone(), found);
        }
        entries.extend(entry.map(|(key, entry)| (path.clone(), key, entry)));
    }
    (pages, faults, memory.next(settings, entries))
}

/// What is wrong with sources.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// With how they lie in folders.
    pub of_folders: Diagnostics,
    /// With what each says by itself.
    pub of_sources: BTreeMap<SourcePath, Diagnostics>,
}

impl Faults {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_folders.iter().chain(self.of_sources.values().flatten())
    }
}

/// Reads one source again, which [`read`] has read before. None if it cannot be read by itself.
pub fn read_again(
    path: &SourcePath,
    tree: &Tree,
    project: &Project,
    memories: &Memories,
) -> Option<(Page, Diagnostics)> {
    let place = memories.place(path)?;
    let source = printable(tree.text(path, LIMIT).ok()?);
    let Read { page, children, faults } = read_source(&source, &place, project);
    // An index may say otherwise of its children by now.
    let page = page.filter(|page| page.role == Role::Leaf && children.is_none() && !page.is_held_back)?;
    Some((Page { hash: tree.hash(path).ok()?, ..page }, faults))
}

/// What a page needs to know of its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Placing {
    /// Whether it stands for a folder.
    pub role: Role,
    /// Its kind unless its front matter says another.
    pub kind: Kind,
}

/// Reads one source. There is no page when its life cycle or its address cannot be known; the
/// diagnostics say why.
pub fn parse(source: &Source, place: &Placing, project: &Project) -> (Option<Page>, Diagnostics) {
    let read = read_source(source, place, project);
    (read.page.filter(|page| !page.is_held_back), read.faults)
}

/// The page of a folder that has none of its own: its title is made of the folder's name. `folder` is
/// relative to the hub; the home page is that of `content`. Its source is the index that the folder does not have; if
/// it has one after all, which is not published or stands elsewhere, then a name that no page has: two pages never have
/// the same source, and nobody reads the text of the one for the other.
pub fn missing_index(folder: &SourcePath, tree: &Tree, project: &Project) -> Option<Page> {
    let source = Source { path: folder.join("index.md").ok()?, text: "".into() };
    let role = if folder.as_str() == address::CONTENT { Role::Home } else { Role::Section };
    let page = parse(&source, &Placing { role, kind: Kind::Page }, project).0?;
    match tree.has(page.source.as_str()) {
        true => Some(Page { source: folder.join(MISSING).ok()?, ..page }),
        false => Some(page),
    }
}

/// The name, in its folder, of the page of a folder whose index is not published there.
pub const MISSING: &str = "index.missing";

/// What became of one file.
#[derive(Default, BorshSerialize, BorshDeserialize)]
struct Read {
    page: Option<Page>,
    /// The kind that it gives to its children.
    children: Option<Kind>,
    faults: Diagnostics,
}

/// What became of one file, and how it is remembered; of one that could not be read nothing is.
struct Known {
    /// Shared from the start: a page is large, and is not moved again.
    page: Option<Arc<Page>>,
    children: Option<Kind>,
    faults: Diagnostics,
    entry: Option<(memory::Key, memory::Entry)>,
}

impl Known {
    fn new(Read { page, children, faults }: Read, entry: Option<(memory::Key, memory::Entry)>) -> Known {
        Known { page: page.map(Arc::new), children, faults, entry }
    }
}

/// Reads a source, or remembers what was made of it.
fn known(
    tree: &Tree,
    project: &Project,
    found: &Found<'_>,
    declared: &HashMap<&str, Kind>,
    (memory, settings): (&Memory, Hash),
    room: &AtomicUsize,
) -> Known {
    let place = Placing { role: found.role, kind: folders::kind_in(found.kind_from, declared) };
    if memory.has(found.path)
        && let Ok(hash) = tree.hash(found.path)
        && let Some((read, entry)) = memory.find(settings, found.path, memory::key(hash, place))
    {
        return Known::new(read, Some((memory::key(hash, place), entry)));
    }
    let source = match tree.text(found.path, LIMIT) {
        Ok(source) => printable(source),
        Err(fault) => return Known::new(Read { faults: vec![*fault], ..Read::default() }, None),
    };
    let mut read = read_source(&source, &place, project);
    let Ok(hash) = tree.hash(found.path) else { return Known::new(read, None) };
    if let Some(page) = &mut read.page {
        page.hash = hash;
        // A body weighs about as much as its source.
        let fits = |left: usize| left.checked_sub(source.text.len());
        if room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_err() {
            page.body.release();
        }
    }
    let entry = memory::Entry::new(&read);
    Known::new(read, Some((memory::key(hash, place), entry)))
}

/// A source with what no output can hold replaced, byte for byte, so that places in it stay.
fn printable(source: Source) -> Source {
    if crate::text::is_all_printable(&source.text) {
        return source;
    }
    let shown = |c: char| match (crate::text::is_printable(c), c.len_utf8()) {
        (true, _) => c.to_string(),
        (false, 3) => '\u{fffd}'.to_string(),
        (false, bytes) => " ".repeat(bytes),
    };
    Source { text: source.text.chars().map(shown).collect::<String>().into(), ..source }
}

/// The kinds that indexes give to their folders; an index in the hub's language has the last word.
fn declared<'t>(indexes: &[Found<'t>], read: &[(&SourcePath, Known)], config: &Config) -> HashMap<&'t str, Kind> {
    let mut declared = HashMap::new();
    for (index, (path, known)) in indexes.iter().zip(read) {
        let Some(kind) = known.children else { continue };
        match address::language_of(path, config) {
            None => declared.insert(index.kind_from, kind),
            Some(_) => Some(*declared.entry(index.kind_from).or_insert(kind)),
        };
    }
    declared
}

fn read_source(source: &Source, place: &Placing, project: &Project) -> Read {
    let mut faults = Diagnostics::new();
    let parts = match block::split(source) {
        Ok(parts) => parts,
        Err(fault) => {
            let page = unread_page(source, 0, place, project);
            return Read { page, faults: vec![*fault], ..Read::default() };
        }
    };
    let body_start = parts.body.start;
    let yaml = yaml::parse(source, parts.yaml);
    let said = match yaml {
        Ok(node) if !matches!(node.value, Value::Map(_) | Value::Null) => {
            faults.push(faults::no_fields(source, &node));
            None
        }
        Ok(node) => Some(reading::read(source, node, place, project, &mut faults)),
        Err(fault) => {
            faults.push(*fault);
            None
        }
    };
    let (document, found) = body(source, body_start, said.as_ref(), project);
    faults.extend(found);
    let Some(said) = said else {
        return Read { page: unread_page(source, body_start, place, project), faults, ..Read::default() };
    };
    let children = said.children;
    let page = page(source, body_start, said, document, place, project, &mut faults);
    let holds_back = |fault: &Diagnostic| matches!(fault.code, Code::FrontRelease | Code::LiveConsent);
    let is_held_back = faults.iter().any(holds_back);
    let page = page.map(|page| Page { is_held_back, ..page });
    Read { page, children, faults }
}

/// The page of a file whose front matter cannot be read: held back, with the files that its text may name. Nothing is said
/// of it but that.
fn unread_page(source: &Source, body_start: usize, place: &Placing, project: &Project) -> Option<Page> {
    let mut unsaid = Diagnostics::new();
    let nothing = Node { value: Value::Map(Vec::new()), span: 0..0 };
    let said = reading::read(source, nothing, place, project, &mut unsaid);
    let (document, _) = body(source, body_start, Some(&said), project);
    let page = page(source, body_start, said, document, place, project, &mut unsaid)?;
    let files = page.files.iter().cloned().chain(words_like_files(&source.text)).collect();
    Some(Page { is_held_back: true, files, ..page })
}

/// The body, read even when there will be no page, so that all that is wrong is said in one run.
fn body(source: &Source, start: usize, said: Option<&Said>, project: &Project) -> (Document, Diagnostics) {
    let kind = said.map_or(Kind::Page, |said| said.kind);
    let options = markdown_options(kind, said.map(|said| &said.front), project);
    markdown::parse(source, start..source.text.len(), &options)
}

/// How the body of a page of this kind, with this front matter, is read.
fn markdown_options<'a>(kind: Kind, front: Option<&'a Front>, project: &'a Project) -> markdown::Options<'a> {
    let title = front.and_then(|front| front.title.as_ref()).map(|title| title.value.as_str());
    markdown::Options {
        raw_html: project.config.raw_html,
        smart_punctuation: project.config.smart_punctuation,
        components: &project.theme.components,
        title,
        sections: kind == Kind::Live,
        slides: front.is_some_and(Front::has_slides),
    }
}

fn page(
    source: &Source,
    body_start: usize,
    said: Said,
    document: Document,
    place: &Placing,
    project: &Project,
    faults: &mut Diagnostics,
) -> Option<Page> {
    let config = &project.config;
    let named = address::named(&source.path, place.role, config);
    let Said { mut front, kind, language, slug, url, .. } = said;
    let language = language.or_else(|| named.language.map(str::to_owned)).unwrap_or_else(|| config.language.clone());
    let address = match url {
        Some(url) => url,
        None => match address::of(&named, slug.as_deref(), &language, config) {
            Ok(address) => address,
            Err(error) => {
                faults.push(unplaceable(&source.path, error));
                return None;
            }
        },
    };
    let nest = address::of(&named, None, &language, config).unwrap_or_else(|_| address.clone());
    front.date = front.date.or(named.date.map(When::Day));
    front.updated = notice::last_change(&front, &project.zone);
    if let Facts::Alert(alert) = &front.facts {
        front.updated = front.updated.or(alert.updates.first().map(|update| update.date));
    }
    if let Facts::Live(live) = &front.facts {
        front.date = front.date.or(live.starts);
        if front.share.hashtags.is_empty() {
            front.share.hashtags.extend(live.hashtag.clone());
        }
    }
    front.next_review = front.next_review.or_else(|| Some(config.health.review_interval?.after(front.reviewed?)));
    // A draft waits for its review.
    if front.reviewed.is_none()
        && !front.draft
        && place.role == Role::Leaf
        && config.health.require_review.iter().any(|name| name == kind.name())
    {
        faults.push(faults::not_reviewed(&source.path, kind));
    }
    let title = title(source, &front, &document, &named, hub_title(&language, config), faults);
    let (mark, title) = marked(&mut front, &language, title, project);
    let told = match &front.facts {
        Facts::Live(live) => Some(live::read(source, &document, &front, live, &project.zone, faults)),
        _ => None,
    };
    let description = match &front.description {
        Some(At { value, .. }) => value.clone(),
        // What an update says is not known before its time.
        None => excerpt(told.as_ref().map_or(&document.excerpt, |told| &told.opening.text), DESCRIPTION),
    };
    let wording = Wording {
        source,
        body_start,
        passages: &document.passages,
        body: &document.body,
        language: &language,
        health: &config.health,
    };
    faults.extend(wording.judge());
    faults.extend(elsewhere::faults(source, body_start, &front, &document.body, project));
    faults.extend(care::faults(source, &document.body, config.emergency.get(&language)));
    if let Some(target) = config.health.readability
        && readability::has_formula(&language)
        && let counts = sections::counts(&document.passages)
        && let Some(grade) = counts.grade().filter(|grade| *grade > target as f64)
    {
        faults.push(wording::hard(source, &title, grade, target, &counts));
    }
    faults.extend(research_faults(source, &front, &document, &language));
    let hash = hash::of(source.text.as_bytes());
    let front_matter = &source.text[..body_start];
    let has_components = source.text[body_start..].contains(":::");
    let (source, role) = (source.path.clone(), place.role);
    let is_held_back = false;
    let Document { body, headings, ids, words, cites, .. } = document;
    let names = names(&body);
    let files = names.iter().flat_map(|name| file_names(name)).collect();
    let outline = Later::from(Outline { headings, ids, names, cites });
    let (pictures, body) = (pictures(&body), Body::held(body));
    let meant = digests::meant(&front, has_components, project);
    let shape = digests::shape(front_matter, meant, &[&title, address.as_str(), nest.as_str(), &language], kind, role);
    if let (Facts::Live(live), Some(told)) = (&mut front.facts, told) {
        live.told = told;
    }
    #[rustfmt::skip]
    let page = Page {
        source, body_start, kind, role, title, mark, description, address, nest, language, front, outline, words,
        counted: Counted::default(), pictures, files, body, hash, shape, teaser: hash, is_held_back,
    };
    Some(Page { teaser: digests::teaser(&page), ..page })
}

impl Page {
    /// Whether the hub begins with it in its language: `index.md`, or `index.cy.md` beside it.
    pub fn is_home(&self) -> bool {
        self.role == Role::Home || self.role == Role::Section && self.source.parent().as_str() == address::CONTENT
    }

    /// Where its calendar stands, if it has one: of an event or training, one with a date; of a section, one whose
    /// first or last entry (these are the `ends` of its list) is an event with one.
    pub fn calendar<'a>(&self, ends: impl FnOnce() -> Vec<&'a Page>) -> Option<Address> {
        let has_date = |page: &Page| page.front.facts.meeting().is_some_and(|event| event.starts.is_some());
        let is_event = |page: &Page| page.kind == Kind::Event && has_date(page);
        let name = match self.role {
            Role::Section => ends().into_iter().any(is_event).then_some("calendar.ics"),
            Role::Home | Role::Leaf => has_date(self).then_some("event.ics"),
        };
        self.address.child(name?).ok()
    }

    /// Its title without its mark: for sorting, and beside a status that is shown on its own.
    pub fn unmarked(&self) -> &str {
        self.mark.as_deref().map_or(&self.title, |mark| standing::unmarked(mark, &self.title))
    }

    /// The key of each work that its body cites, once, in the order in which it first does: of the first the number is 1.
    pub fn cited(&self) -> Vec<&str> {
        let mut known = HashSet::new();
        self.outline.cites.iter().map(|cite| cite.value.as_str()).filter(|key| known.insert(*key)).collect()
    }

    /// The bibliography that it names.
    pub fn bibliography(&self) -> Option<&At<String>> {
        match &self.front.facts {
            Facts::Research(research) => research.bibliography.as_ref(),
            _ => None,
        }
    }

    /// Minutes of reading at 200 words a minute, at least one.
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(200).max(1)
    }
}

impl Role {
    /// One word for it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Home => "home",
            Role::Section => "section",
            Role::Leaf => "leaf",
        }
    }
}

/// The title of the front matter, else the first heading, else the file's name made readable. The home
/// page is called as the hub.
fn title(
    source: &Source,
    front: &Front,
    document: &Document,
    named: &Named<'_>,
    hub: &str,
    faults: &mut Diagnostics,
) -> String {
    let is_empty = source.text.trim().is_empty();
    if is_empty {
        faults.push(faults::empty(&source.path));
    }
    if let Some(title) = front.title.as_ref().map(|title| &title.value).or(document.title.as_ref()) {
        return title.clone();
    }
    if named.name.is_empty() {
        return hub.to_owned();
    }
    let title = readable(named.name);
    if !is_empty {
        faults.push(faults::untitled(&source.path, &title));
    }
    title
}

/// What a paper lacks that indexes ask for, and a summary of a trial that the law does.
fn research_faults(source: &Source, front: &Front, document: &Document, language: &str) -> Option<Diagnostic> {
    let Facts::Research(research) = &front.facts else { return None };
    if research.is_paper() {
        let lacking = [("authors", front.authors.is_empty()), ("date", front.date.is_none())];
        let lacking: Vec<&str> = lacking.iter().filter(|(_, lacks)| *lacks).map(|(name, _)| *name).collect();
        return (!lacking.is_empty()).then(|| faults::unfinished_paper(&source.path, &lacking));
    }
    let is_lay = research.sort.as_deref() == Some("lay-summary");
    if !is_lay || language.split('-').next() != Some("en") {
        return None;
    }
    let said = lay_summary::Said {
        trial: research.trial.is_some(),
        population: research.study.population.is_some(),
        findings: !research.findings.is_empty(),
    };
    let missing = lay_summary::missing(document.headings.iter().map(|heading| heading.title.as_str()), said);
    (!missing.is_empty()).then(|| faults::unfinished_lay_summary(&source.path, &missing))
}

/// The mark of a page whose result has one, or that is an exercise, and the title with it. Whatever else says what the page is called, when it is
/// shared, is marked too.
fn marked(front: &mut Front, language: &str, title: String, project: &Project) -> (Option<String>, String) {
    let status = match &front.facts {
        Facts::Research(research) => research.status.clone(),
        Facts::Alert(alert) => Some(alert.status.to_lowercase()),
        _ => None,
    };
    marked_as(status.as_deref(), front, language, title, project)
}

/// The mark of a page about something that stands as `status` says, if that has one, and the title with it. Whatever else
/// says what the page is called, when it is shared, is marked too.
fn marked_as(
    status: Option<&str>,
    front: &mut Front,
    language: &str,
    title: String,
    project: &Project,
) -> (Option<String>, String) {
    let text = status.and_then(standing::title_text);
    let Some(mark) = text.and_then(|text| project.words(language).text(text)) else { return (None, title) };
    front.share.mark(mark);
    let marked = standing::marked(mark, &title);
    ((marked != title).then(|| mark.to_owned()), marked)
}

/// The hub's title in `language`.
fn hub_title<'a>(language: &str, config: &'a Config) -> &'a str {
    let translated = config.languages.get(language).filter(|title| !title.is_empty());
    translated.unwrap_or(&config.title)
}

/// A file's name as a title: `new-scanner` is `New scanner`.
fn readable(name: &str) -> String {
    let words: Vec<&str> = name.split(|c: char| c.is_whitespace() || c == '-' || c == '_').collect();
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => name.to_owned(),
    }
}

fn unplaceable(path: &SourcePath, error: Unplaceable) -> Diagnostic {
    match error {
        Unplaceable::Name(name) => faults::no_name(path, &name),
        Unplaceable::Path(error) => faults::unwritable(path, error.to_string()),
    }
}

#[cfg(test)]
mod tests;
