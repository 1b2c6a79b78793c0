//! How each question is answered: by the project, the site, or the head of a file.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cards::{self, Card};
use super::pictures::{self, Picture, Prints};
use super::{Query, World};
use crate::captions::{self, Captions};
use crate::content::Facts;
use crate::diag::Diagnostic;
use crate::hash::{self, Hash, Map};
use crate::health::alert;
use crate::health::offer::{self, Offer};
use crate::health::review::{self, Standing};
use crate::instant::When;
use crate::path::{Address, SourcePath};
use crate::project::bibliography::Work;
use crate::project::{INLINE, Project};
use crate::site::{Entry, Fed, Gone, Letter, Link, Notice, PageId, Site, Spot, Target};
use crate::text::excerpt;
use crate::yaml::Node;

/// An answer. Pages are positions in this site; in a digest they count by their source.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Pages(Vec<PageId>),
    MaybePages(Option<Vec<PageId>>),
    Pair(Option<PageId>, Option<PageId>),
    MaybePage(Option<PageId>),
    Letters(Vec<Letter>),
    Notices(Vec<Notice>),
    Terms(Vec<TermEntry>),
    Link(Link),
    Links(Vec<Link>),
    Picture(Option<Arc<Picture>>),
    Prints(Arc<Prints>),
    Download(Option<Download>),
    Card(Option<Arc<Card>>),
    Work(Option<Arc<Work>>),
    Size(Option<(usize, usize)>),
    Text(Option<Arc<str>>),
    /// Where an asset is published, and the hash of its bytes.
    Asset(Option<(Address, Hash)>),
    Node(Option<Arc<Node>>),
    Flag(bool),
    Review(Standing),
    Standing(Option<alert::Standing>),
    Offer(Offer),
    Moment(Option<When>),
    Spoken(Option<Arc<Spoken>>),
    /// A name and an address.
    Place(Option<(String, Address)>),
    Target(Option<Target>),
    Gone(Option<Gone>),
    /// Something that is read from the world itself; this is the hash of what is read.
    Fact(Option<Hash>),
}

/// A file to be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Download {
    /// Where it stands.
    pub address: Address,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// The captions of a recording.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// Their file.
    pub file: SourcePath,
    /// What they say, or why their file cannot be read.
    pub captions: Result<Captions, Box<Diagnostic>>,
}

/// A term of a taxonomy and how many pages it has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TermEntry {
    /// Its name.
    pub name: String,
    /// The language of its name.
    pub language: String,
    /// Its name in addresses.
    pub slug: String,
    /// Where its pages are listed.
    pub address: Address,
    /// How many pages it has.
    pub count: usize,
}

/// Finds the answer to `query`.
pub(super) fn find(world: &World, query: &Query) -> Answer {
    let (site, project) = (&world.site, &world.project);
    let id = |source: &SourcePath| world.page_id(source);
    match query {
        Query::Page(source) => Answer::Fact(id(source).map(|id| site.page(id).digest())),
        Query::Teaser(source) => Answer::Fact(id(source).map(|id| site.page(id).teaser)),
        Query::Link(from, target) => Answer::Link(site.resolve(from, target)),
        Query::Image(from, src) => Answer::Picture(pictures::find(world, from, src).map(Arc::new)),
        Query::Picture(from, src) => Answer::Picture(pictures::find_with_prints(world, from, src).map(Arc::new)),
        Query::Prints(address) => Answer::Prints(Arc::new(pictures::prints(world, address))),
        Query::Size(address) => Answer::Size(pictures::measure(world, address)),
        Query::File(from, target) => Answer::Download(download(world, from, target)),
        Query::Pages(select) => Answer::Pages(site.select(select)),
        Query::Over(source) => Answer::Pages(id(source).map_or(Vec::new(), |id| site.over(id).to_vec())),
        Query::Members(source) => Answer::Pages(id(source).map_or(Vec::new(), |id| site.members(id).to_vec())),
        Query::Sections(language) => Answer::Pages(site.sections(language)),
        Query::Around(source) => Answer::Fact(id(source).map(|id| around(site, id))),
        Query::Links(source) => Answer::Links(id(source).map_or(Vec::new(), |id| links(site, id))),
        Query::Neighbours(source) => {
            let (previous, next) = id(source).map_or((None, None), |id| site.neighbours(id));
            Answer::Pair(previous, next)
        }
        Query::Related(source, limit) => Answer::Pages(id(source).map_or(Vec::new(), |id| site.related(id, *limit))),
        Query::AToZ(language, kind, alphabet) => Answer::Letters(site.a_to_z(language, *kind, alphabet)),
        Query::Terms(taxonomy) => Answer::Terms(terms(site, taxonomy)),
        Query::Term(taxonomy, slug) => {
            let term = site.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug));
            Answer::Pages(term.map_or(Vec::new(), |term| term.pages.clone()))
        }
        Query::At(address) => Answer::MaybePage(match site.at(address) {
            Some(Spot::Page(id)) => Some(*id),
            _ => None,
        }),
        Query::Home(language) => Answer::MaybePage(site.home(language)),
        Query::Work(from, key) => {
            let entry = project.library.find(bibliography(world, from), key);
            Answer::Work(entry.map(|entry| entry.work.clone()))
        }
        Query::WorkKeys(from) => {
            let keys = project.library.keys(bibliography(world, from));
            Answer::Fact(Some(hash::of_parts(keys.iter().map(|key| key.as_bytes()))))
        }
        Query::Bibliography(from) => {
            Answer::Fact(bibliography(world, from).map(|file| hash::of(file.as_str().as_bytes())))
        }
        Query::Bibliographies => {
            let names = project.library.files().map(|file| file.as_str().as_bytes());
            let is_whole: &[u8] = if project.library.is_incomplete() { b"not all read" } else { b"all read" };
            Answer::Fact(Some(hash::of_parts(names.chain([is_whole]))))
        }
        Query::Person(name) => Answer::MaybePage(site.person(name)),
        Query::Text(language, key) => Answer::Text(project.words(language).text(key).map(Arc::from)),
        Query::Date(language, day, form) => Answer::Text(Some(project.words(language).date(*day, *form).into())),
        Query::Setting(language, key) => Answer::Node(project.setting_in(language, key).cloned().map(Arc::new)),
        Query::ThemeOption(name) => {
            Answer::Node(project.theme.options.get(name).map(|option| Arc::new(option.value.clone())))
        }
        Query::Data(path) => Answer::Node(project.data.get(path.as_str()).cloned().map(Arc::new)),
        Query::Asset(name) => {
            let known = project.theme.assets.get(name);
            Answer::Asset(asset(world, name).zip(known).map(|(address, asset)| (address, asset.hash)))
        }
        Query::Template(name) => {
            Answer::Fact(project.theme.templates.contains_key(name).then(|| template(world, name)))
        }
        Query::TemplateNames => {
            let names = project.theme.templates.keys().map(|name| name.as_bytes());
            Answer::Fact(Some(hash::of_parts(names)))
        }
        Query::Review(source) => {
            let front = id(source).map(|id| &site.page(id).front);
            let (reviewed, due) = front.map_or((None, None), |front| (front.reviewed, front.next_review));
            Answer::Review(review::standing(reviewed, due, &project.zone, project.now))
        }
        Query::NoticeAhead(source) => {
            Answer::Moment(id(source).and_then(|id| site.page(id).notice_ahead(&project.zone, project.now)))
        }
        Query::Offer(source) => {
            let facts = id(source).map(|id| &site.page(id).front.facts);
            let until = facts.and_then(|facts| match facts {
                Facts::Training(training) => training.credits.as_ref()?.expires,
                _ => None,
            });
            Answer::Offer(until.map_or(Offer::Open, |until| offer::at(until, &project.zone, project.now)))
        }
        Query::Stale(source) => Answer::Moment(id(source).and_then(|id| site.stale_since(id, &project.zone))),
        Query::Captions(from, target) => Answer::Spoken(spoken(world, from, target).map(Arc::new)),
        Query::Anchor(source, anchor) => {
            Answer::Flag(id(source).is_some_and(|id| site.page(id).outline.ids.iter().any(|known| known == anchor)))
        }
        Query::Stream(stream, limit) => Answer::Pages(site.stream(stream, *limit)),
        Query::Notices(stream, limit) => Answer::Notices(site.notices(stream, *limit)),
        Query::VoidWork(doi) => Answer::MaybePage(site.void_work(doi)),
        Query::HubIn(language) => Answer::Place(site.homes.get(language).map(|home| (language.clone(), home.clone()))),
        Query::Alerts(language) => Answer::MaybePages(match language.as_str() {
            "" => site.has_alerts.then(|| site.in_force.clone()),
            language => site.alerts(language, &project.config.language),
        }),
        Query::Standing(source) => {
            let times = id(source).and_then(|id| site.page(id).times(&project.zone));
            Answer::Standing(times.map(|times| alert::Standing::at(&times, project.now)))
        }
        Query::Recent => Answer::Pages(site.recent.clone()),
        Query::Taxonomy(name) => {
            Answer::Place(site.taxonomies.get(name).map(|taxonomy| (name.clone(), taxonomy.address.clone())))
        }
        Query::TermLanguage(taxonomy, slug) => {
            let term = site.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug));
            Answer::Text(term.map(|term| term.language.as_str().into()))
        }
        Query::TermPlace(taxonomy, slug) => {
            let term = site.taxonomies.get(taxonomy).and_then(|taxonomy| taxonomy.terms.get(slug));
            Answer::Place(term.map(|term| (term.name.clone(), term.address.clone())))
        }
        Query::Redirect(from) => Answer::Target(site.redirect(from).map(|redirect| redirect.to.clone())),
        Query::Gone(address) => Answer::Gone(site.gone.get(address).cloned()),
        Query::Component(name) => Answer::Fact(
            project.theme.components.get(name).map(|declared| hash::of(format!("{declared:?}").as_bytes())),
        ),
        Query::Inlined => {
            let inlined = project.theme.assets.iter().filter(|(name, _)| name.starts_with(INLINE));
            let parts: Vec<_> = inlined.map(|(name, asset)| (name.as_bytes(), asset.hash.to_bytes())).collect();
            Answer::Fact(Some(hash::of_parts(parts.iter().flat_map(|(name, hash)| [*name, hash.as_slice()]))))
        }
        Query::Bytes(file) => Answer::Fact(world.tree.hash(file).ok()),
        Query::Card(source) => Answer::Card(id(source).and_then(|id| cards::find(world, id)).map(Arc::new)),
        Query::UpdateCard(source, key) => {
            Answer::Card(id(source).and_then(|id| cards::find_of_update(world, id, key)).map(Arc::new))
        }
        Query::Base => Answer::Text(Some(project.base.whole().into())),
        Query::Shape => Answer::Fact(Some(site.shape)),
    }
}

impl Answer {
    /// The hash of the answer. Pages count by their source, so that it means the same in the next build.
    pub(super) fn digest(&self, site: &Site) -> Hash {
        let mut text = String::new();
        let mut page = |id: &PageId| {
            text.push_str(site.page(*id).source.as_str());
            text.push('\n');
        };
        match self {
            Answer::Fact(hash) => return hash.unwrap_or(hash::of(b"none")),
            Answer::Pages(pages) => pages.iter().for_each(page),
            Answer::MaybePages(None) => text.push('-'),
            Answer::MaybePages(Some(pages)) => pages.iter().for_each(page),
            Answer::Standing(standing) => text = format!("{standing:?}"),
            Answer::MaybePage(id) => id.iter().for_each(page),
            Answer::Pair(previous, next) => {
                previous.iter().for_each(&mut page);
                text.push('|');
                if let Some(next) = next {
                    text.push_str(site.page(*next).source.as_str());
                }
            }
            Answer::Notices(notices) => {
                for Notice { page, at } in notices {
                    text.push_str(&format!("{} {at}\n", site.page(*page).source));
                }
            }
            Answer::Letters(letters) => {
                for Letter { letter, entries } in letters {
                    text.push_str(&format!("{letter}\n"));
                    for entry in entries {
                        let (name, pages) = match entry {
                            Entry::Page(id) => ("", std::slice::from_ref(id)),
                            Entry::See(name, pages) => (name.as_str(), pages.as_slice()),
                        };
                        text.push_str(&format!("{name}:"));
                        pages.iter().for_each(|id| text.push_str(&format!(" {}", site.page(*id).source)));
                        text.push('\n');
                    }
                }
            }
            Answer::Link(link) => push_link(&mut text, link, site),
            Answer::Links(links) => links.iter().for_each(|link| push_link(&mut text, link, site)),
            Answer::Terms(terms) => text = format!("{terms:?}"),
            Answer::Picture(picture) => text = format!("{picture:?}"),
            Answer::Prints(prints) => text = format!("{prints:?}"),
            Answer::Download(download) => text = format!("{download:?}"),
            Answer::Card(card) => {
                text =
                    format!("{:?}", card.as_deref().map(|Card { fields, address, version }| (fields, address, version)))
            }
            Answer::Work(work) => text = format!("{work:?}"),
            Answer::Size(size) => text = format!("{size:?}"),
            Answer::Asset(asset) => text = format!("{asset:?}"),
            Answer::Text(words) => text = format!("{words:?}"),
            Answer::Node(node) => text = node.as_ref().map_or(String::new(), |node| plain(node)),
            Answer::Flag(flag) => text = flag.to_string(),
            Answer::Review(standing) => text = format!("{standing:?}"),
            Answer::Offer(offer) => text = format!("{offer:?}"),
            Answer::Moment(when) => text = format!("{when:?}"),
            Answer::Spoken(spoken) => text = format!("{spoken:?}"),
            Answer::Place(place) => text = format!("{place:?}"),
            Answer::Target(target) => text = format!("{target:?}"),
            Answer::Gone(None) => text.push('-'),
            Answer::Gone(Some(Gone { has_expired, language, instead })) => {
                instead.iter().for_each(page);
                text.push_str(&format!("{has_expired} {language}"));
            }
        }
        hash::of(text.as_bytes())
    }
}

impl Answer {
    /// The answer in a few words. Of a hash only that there is one: that it changed is all there is to say.
    pub(super) fn in_short(&self, site: &Site) -> String {
        let page = |id: &PageId| site.page(*id).source.to_string();
        let some = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
        let size = |size: (usize, usize)| format!("{}×{}", size.0, size.1);
        match self {
            Answer::Fact(hash) => some(hash.map(|_| "there".to_owned())),
            Answer::Pages(pages) => match pages.as_slice() {
                [] => "no page".to_owned(),
                [only] => page(only),
                [first, ..] => format!("{} pages from {}", pages.len(), page(first)),
            },
            Answer::MaybePages(pages) => {
                let first = pages.as_ref().and_then(|pages| pages.first());
                first.map_or_else(|| "no alert".to_owned(), page)
            }
            Answer::Standing(standing) => some(standing.map(|standing| standing.name().to_owned())),
            Answer::MaybePage(id) => some(id.as_ref().map(page)),
            Answer::Pair(previous, next) => {
                format!("{} and {}", some(previous.as_ref().map(page)), some(next.as_ref().map(page)))
            }
            Answer::Notices(notices) => format!("{} notices", notices.len()),
            Answer::Letters(letters) => format!("{} letters", letters.len()),
            Answer::Terms(terms) => format!("{} terms", terms.len()),
            Answer::Links(links) => format!("{} links", links.len()),
            Answer::Link(Link::To { address, rest, page: _ }) => format!("{address}{rest}"),
            Answer::Link(Link::Withheld(_)) => "not published".to_owned(),
            Answer::Link(Link::Broken) => "nothing".to_owned(),
            Answer::Picture(picture) => some(
                picture
                    .as_ref()
                    .map(|picture| picture.width.zip(picture.height).map_or_else(|| "an image".to_owned(), size)),
            ),
            Answer::Prints(prints) => format!("{} files", prints.files.len()),
            Answer::Download(download) => some(download.as_ref().map(|file| format!("{} bytes", file.size))),
            Answer::Card(card) => some(card.as_ref().map(|card| {
                let texts: Vec<&str> = card.fields.texts.values().map(String::as_str).collect();
                excerpt(&texts.join(" · "), SHORT)
            })),
            Answer::Work(work) => some(work.as_ref().map(|work| excerpt(&work.title, SHORT))),
            Answer::Size(found) => some(found.map(size)),
            Answer::Text(text) => some(text.as_ref().map(|text| excerpt(text, SHORT))),
            Answer::Asset(asset) => some(asset.as_ref().map(|(address, _)| address.to_string())),
            Answer::Node(node) => some(node.as_ref().map(|node| excerpt(&plain(node), SHORT))),
            Answer::Review(standing) => format!("{standing:?}").to_lowercase(),
            Answer::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Answer::Offer(offer) => format!("{offer:?}").to_lowercase(),
            Answer::Moment(when) => some(when.map(|when| when.to_string())),
            Answer::Spoken(spoken) => some(spoken.as_ref().map(|spoken| match &spoken.captions {
                Ok(captions) => excerpt(&captions.text(), SHORT),
                Err(_) => "a file that cannot be read".to_owned(),
            })),
            Answer::Place(place) => some(place.as_ref().map(|(_, address)| address.to_string())),
            Answer::Gone(gone) => some(gone.as_ref().map(|_| "a page that is gone".to_owned())),
            Answer::Target(target) => some(target.as_ref().map(|target| match target {
                Target::Inside(address, _) => address.to_string(),
                Target::Outside(url) => url.clone(),
            })),
        }
    }
}

/// So many characters of a text are told.
const SHORT: usize = 60;

/// A value without its places: a line added above it changes nothing.
fn plain(node: &Node) -> String {
    serde_json::to_string(node).unwrap_or_default()
}

fn terms(site: &Site, taxonomy: &str) -> Vec<TermEntry> {
    let Some(taxonomy) = site.taxonomies.get(taxonomy) else { return Vec::new() };
    let mut terms: Vec<TermEntry> = taxonomy
        .terms
        .values()
        .map(|term| TermEntry {
            name: term.name.clone(),
            language: term.language.clone(),
            slug: term.slug.clone(),
            address: term.address.clone(),
            count: term.pages.len(),
        })
        .collect();
    terms.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then_with(|| a.slug.cmp(&b.slug)));
    terms
}

/// Appends all that a link says: a sign for its variant, then its fields, each ended by a byte that none of them can have.
fn push_link(text: &mut String, link: &Link, site: &Site) {
    let (sign, address, rest, page) = match link {
        Link::To { address, rest, page } => {
            // A file or a list of pages at the same address is another answer than a page.
            let page = page.map_or("-", |page| site.page(page).source.as_str());
            (">", address.as_str(), rest.as_str(), page)
        }
        Link::Withheld(address) => ("withheld", address.as_str(), "", ""),
        Link::Broken => ("broken", "", "", ""),
    };
    [sign, "\0", address, "\0", rest, "\0", page, "\n"].iter().for_each(|part| text.push_str(part));
}

/// The hash of what a page is part of.
fn around(site: &Site, id: PageId) -> Hash {
    let pages = site.above(id).iter().copied().chain(site.section(id)).chain(site.translations(id).iter().copied());
    let mut text = String::new();
    for page in pages {
        text.push_str(site.page(page).source.as_str());
        text.push('\n');
    }
    if let Some(original) = site.original(id) {
        text.push_str(&format!("of {}\n", site.page(original).source));
    }
    for version in site.audiences(id) {
        text.push_str(&format!("as {}\n", site.page(*version).source));
    }
    for result in site.notice_about(id) {
        text.push_str(&format!("about {}\n", site.page(*result).source));
    }
    if let Some(Fed { title, address, has_podcast }) = site.feed_for(id) {
        text.push_str(&format!("{title}\n{address}\n{has_podcast}"));
    }
    hash::of(text.as_bytes())
}

/// The bibliography that a page names, if there is one.
pub(super) fn bibliography<'w>(world: &'w World, from: &SourcePath) -> Option<&'w SourcePath> {
    let page = world.site.page(world.page_id(from)?);
    world.project.library.file(from, &page.bibliography()?.value)
}

/// Where all leads that the body of a page names.
pub(super) fn links(site: &Site, id: PageId) -> Vec<Link> {
    let page = site.page(id);
    page.outline.names.iter().map(|name| site.resolve(&page.source, name)).collect()
}

/// The hash of a template with every other that it could name: whatever stands in quotes and is called like one. What
/// is defined for all templates counts for each of them.
fn template(world: &World, name: &str) -> Hash {
    let templates = &world.project.theme.templates;
    let known = world.templates.get_or_init(|| Templates::of(&world.project));
    let mut found: BTreeSet<&str> = BTreeSet::from([name]);
    found.extend(known.for_all.iter().map(|name| &**name));
    let mut next: Vec<&str> = found.iter().copied().collect();
    while let Some(name) = next.pop() {
        let named = known.named.get(name).into_iter().flatten();
        next.extend(named.map(|name| &**name).filter(|name| found.insert(name)));
    }
    let text = |name: &str| templates.get(name).map(|source| source.text.as_bytes());
    hash::of_parts(found.iter().flat_map(|name| [name.as_bytes(), text(name).unwrap_or(b"\0none")]))
}

/// What templates name, each read once.
pub(super) struct Templates {
    named: Map<String, BTreeSet<String>>,
    /// Those that define something for all others.
    for_all: Vec<String>,
}

impl Templates {
    fn of(project: &Project) -> Templates {
        let templates = &project.theme.templates;
        let named = |text: &str| {
            let words = text.split(['"', '\'', '`']);
            let named = words.filter(|word| templates.contains_key(*word) || word.ends_with(".html"));
            named.map(str::to_owned).collect()
        };
        let for_all = templates.iter().filter(|(_, source)| defines_for_all(&source.text));
        Templates {
            for_all: for_all.map(|(name, _)| name.to_string()).collect(),
            named: templates.iter().map(|(name, source)| (name.to_string(), named(&source.text))).collect(),
        }
    }
}

/// Whether a template defines a component of the engine, which any other may use without naming its file.
fn defines_for_all(text: &str) -> bool {
    text.split("{%").skip(1).any(|tag| tag.trim_start_matches('-').trim_start().starts_with("component"))
}

/// Where the asset `name` is published: its name with its hash.
pub(super) fn asset(world: &World, name: &str) -> Option<Address> {
    let asset = world.project.theme.assets.get(name)?;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    Address::file(&format!("assets/{stem}-{}{dot}{extension}", asset.hash.short())).ok()
}

fn spoken(world: &World, from: &SourcePath, target: &str) -> Option<Spoken> {
    let file = file(world, from, target)?.clone();
    let text = world.tree.text(&file, captions::LIMIT);
    Some(Spoken { captions: text.map(|source| captions::parse(&source.text)), file })
}

/// The file that a link leads to.
fn file<'w>(world: &'w World, from: &SourcePath, target: &str) -> Option<&'w SourcePath> {
    let Link::To { address, page: None, .. } = world.site.resolve(from, target) else { return None };
    match world.site.at(&address)? {
        Spot::File(file) => Some(file),
        _ => None,
    }
}

fn download(world: &World, from: &SourcePath, target: &str) -> Option<Download> {
    let Link::To { address, page: None, .. } = world.site.resolve(from, target) else { return None };
    let Some(Spot::File(file)) = world.site.at(&address) else { return None };
    Some(Download { name: file.name().to_owned(), size: world.tree.size(file.as_str())?, address })
}
