//! What networks would make of finished pages: the codes `share/*`.
//!
//! Everything is judged from the bytes that will be published, so that a theme's override is seen too. [`look`] reads one
//! output when it is made and keeps a few words of it; [`judge`] puts them together, because whether a picture is there is
//! known when all are made. A build does not look: it makes what changed, and this reads what is made.

mod data;
mod feed;
mod picture;
mod robots;
mod tags;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diagnostics, Level};
use crate::output::{Plan, Route};
use crate::path::{Address, OutPath};
use crate::site::PageId;
use crate::span::{At, Place, Span};
use crate::text::{count, decode_path};
use crate::world::{Lens, World};

pub use picture::File;
pub use tags::{Given, Read, read};

/// What was seen of an output that networks ask for.
pub enum Seen {
    /// A page.
    Page(Box<Read>),
    /// A picture.
    Picture(File),
    /// What has its faults by itself: `robots.txt`, a feed.
    Other(Vec<Finding>),
}

/// What is wrong for networks, wherever it stands in the sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of thing it is.
    pub code: Code,
    /// How grave it is: the code's own level, or an error where it is worse.
    pub level: Level,
    /// What is.
    pub message: String,
    /// What to do.
    pub label: String,
    /// Which part of the front matter has to do with it.
    pub about: About,
}

/// A part of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// None.
    Page,
    /// `title`.
    Title,
    /// `description`.
    Description,
    /// `image`.
    Picture,
}

impl Finding {
    fn new(code: Code, about: About, message: impl Into<String>, label: impl Into<String>) -> Finding {
        Finding { code, level: code.level(), message: message.into(), label: label.into(), about }
    }

    /// The same, graver than others of its code.
    fn grave(self) -> Finding {
        Finding { level: Level::Error, ..self }
    }
}

/// Whether a file is read though it is published as it is.
pub fn is_always_read(path: &OutPath) -> bool {
    path.as_str() == ROBOTS
}

const ROBOTS: &str = "robots.txt";

/// Reads what was made of a route, if networks ask for it.
pub fn look(world: &World, path: &OutPath, route: &Route, bytes: &[u8]) -> Option<Seen> {
    match route {
        // Later pages of a list are like the first, and nobody shares them.
        Route::Page(id, 1) => {
            let page = world.site.page(*id);
            let given = given(world, &page.address, &page.language);
            Some(Seen::Page(Box::new(read(bytes, &given))))
        }
        Route::Taxonomy(_) | Route::Term(_, _, 1) => {
            let address = Address::new(path.as_str().trim_end_matches("index.html")).ok()?;
            let given = given(world, &address, &world.project.config.language);
            Some(Seen::Page(Box::new(read(bytes, &given))))
        }
        _ if path.as_str() == ROBOTS => Some(Seen::Other(robots::check(&String::from_utf8_lossy(bytes)))),
        Route::Feed(..) | Route::Podcast(_) | Route::AlertFeed => Some(Seen::Other(feed::check(bytes.len()))),
        _ if picture::is_named(path.as_str()) => Some(Seen::Picture(File::of(bytes))),
        _ => None,
    }
}

fn given<'a>(world: &'a World, address: &Address, language: &str) -> Given<'a> {
    let config = &world.project.config;
    let site = config.languages.get(language).map_or(config.title.as_str(), String::as_str);
    Given { url: world.project.base.absolute(address), site }
}

/// Everything that is wrong. `make` makes an output that nobody has looked at.
pub fn judge(
    world: &Arc<World>,
    plan: &Plan,
    seen: Vec<(&OutPath, &Route, Seen)>,
    make: impl Fn(&Route) -> Option<Vec<u8>> + Sync,
) -> Diagnostics {
    let mut pages: Vec<(&OutPath, &Route, Box<Read>)> = Vec::new();
    let mut files: BTreeMap<&OutPath, Option<File>> = BTreeMap::new();
    let mut findings: Vec<(&OutPath, &Route, Finding)> = Vec::new();
    for (path, route, seen) in seen {
        match seen {
            Seen::Page(read) => pages.push((path, route, read)),
            Seen::Picture(file) => _ = files.insert(path, Some(file)),
            Seen::Other(found) => findings.extend(found.into_iter().map(|finding| (path, route, finding))),
        }
    }
    // A picture that was made of another is as it should be, and would be made once more only to be looked at.
    let is_given = |path: &OutPath| !matches!(plan.routes.get(path), Some(Route::Picture(..)));
    let urls = |read: &Read| [read.picture.as_ref().map(|declared| declared.url.clone()), read.embed.clone()];
    let paths = pages.iter().flat_map(|(_, _, read)| urls(read)).flatten().filter_map(|url| at(world, &url));
    let asked: BTreeMap<&OutPath, &Route> = paths
        .filter_map(|path| plan.routes.get_key_value(&path))
        .filter(|(path, _)| is_given(path) && !files.contains_key(*path))
        .collect();
    let made: Vec<(&OutPath, Option<File>)> =
        asked.into_par_iter().map(|(path, route)| (path, make(route).map(|bytes| File::of(&bytes)))).collect();
    files.extend(made);
    for (path, route, read) in pages {
        let own = |url: &str| {
            let path = at(world, url).filter(is_given)?;
            Some(files.get(&path).and_then(|file| file.as_ref()))
        };
        let mut found = read.findings;
        if let Some(declared) = &read.picture {
            found.extend(match own(&declared.url) {
                // What is elsewhere is judged by what is said of it.
                None => Vec::new(),
                Some(None) => vec![picture::missing(declared)],
                Some(Some(file)) => picture::check(declared, file),
            });
        }
        if read.embed.as_deref().and_then(own).flatten().is_some_and(|file| file.is_link_embed) {
            found.push(tags::link_embed());
        }
        findings.extend(found.into_iter().map(|finding| (path, route, finding)));
    }
    told(world, findings)
}

/// Where an address of the site stands in the output.
fn at(world: &World, url: &str) -> Option<OutPath> {
    let base = &world.project.base;
    let rooted = url.strip_prefix(base.origin.as_str())?.strip_prefix(base.path.as_str())?;
    let path = decode_path(rooted.split(['?', '#']).next().unwrap_or_default()).into_owned();
    OutPath::new(path.trim_start_matches('/')).ok()
}

/// Findings as diagnostics. What is said alike of several pages and of no words of theirs is said once, of the first: it is
/// the theme's or the configuration's.
fn told(world: &Arc<World>, findings: Vec<(&OutPath, &Route, Finding)>) -> Diagnostics {
    let mut alike: BTreeMap<(Finding, Option<&OutPath>), Vec<Output<'_>>> = BTreeMap::new();
    for (path, route, finding) in findings {
        let is_own = is_own(world, route, finding.about);
        alike.entry((finding, is_own.then_some(path))).or_default().push((path, route));
    }
    let alike: Vec<(Finding, Vec<Output<'_>>)> =
        alike.into_iter().map(|((finding, _), pages)| (finding, pages)).collect();
    let tell = |(finding, pages): &(Finding, Vec<Output<'_>>)| {
        let one = |(path, route): &Output<'_>| diagnostic(finding, place(world, path, route, finding.about));
        if pages.len() <= ALIKE {
            return pages.iter().map(one).collect::<Diagnostics>();
        }
        let more = count(pages.len() - 1, "other page", "other pages");
        let help =
            format!("the same is true of {more}: mend it once, in the theme, the configuration or what they share");
        vec![one(&pages[0]).help(help)]
    };
    alike.par_iter().flat_map_iter(tell).collect()
}

/// A finished output: where it stands, and what it is.
type Output<'a> = (&'a OutPath, &'a Route);

/// Whether it is for the page's own author to mend.
fn is_own(world: &World, route: &Route, about: About) -> bool {
    match about {
        About::Page => false,
        About::Title | About::Description => true,
        About::Picture => matches!(route, Route::Page(id, _) if span(world, *id, about).is_some()),
    }
}

/// What is said alike of more pages than this is said once.
const ALIKE: usize = 3;

fn diagnostic(finding: &Finding, place: Place) -> Diagnostic {
    let mut told = Diagnostic::new(finding.code, place, finding.message.as_str(), finding.label.as_str());
    told.level = finding.level;
    told
}

/// The part of the source that a finding is about; of a page without a source, its output.
fn place(world: &Arc<World>, path: &OutPath, route: &Route, about: About) -> Place {
    let Route::Page(id, _) = route else { return Place::file(path.as_str()) };
    let page = world.site.page(*id);
    match span(world, *id, about) {
        Some(span) => Lens::new(world.clone()).source_text(*id).place(span),
        None => Place::file(page.source.as_str()),
    }
}

fn span(world: &World, id: PageId, about: About) -> Option<Span> {
    let front = &world.site.page(id).front;
    let of = |text: &Option<At<String>>| text.as_ref().map(|text| text.span.clone());
    match about {
        About::Page => None,
        About::Title if front.share.title.is_some() => None,
        About::Title => of(&front.title),
        About::Description if front.share.description.is_some() => None,
        About::Description => of(&front.description),
        About::Picture => {
            let picture = front.share.image.as_ref().or(front.image.as_ref());
            picture.map(|picture| picture.src.span.clone())
        }
    }
}
