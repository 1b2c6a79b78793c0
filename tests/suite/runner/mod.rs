//! Reads cases, builds their sites in memory, and holds them against what is expected.

mod expect;
mod sound;
mod standing;
mod txtar;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bulletin::build::{self, How, Memory, Prepared, Unwatched};
use bulletin::diag::{Diagnostic, Diagnostics, Level, settle};
use bulletin::disk::{Output, Tree};
use bulletin::instant::{Instant, rfc3339};
use bulletin::output::{self, FeedOf, Maker, Route};
use bulletin::path::SourcePath;
use bulletin::project;
use bulletin::project::config::FeedFormat;
use bulletin::site::Why;
use bulletin::span::Place;
use bulletin::world::World;

pub use expect::check;
pub use sound::faults;
pub use standing::unsaid;
pub use txtar::{Build, Case, Section};

/// What the one who builds says.
#[derive(Clone, Debug)]
pub struct Options {
    pub now: Instant,
    pub drafts: bool,
    pub base_url: Option<String>,
}

/// What became of one build.
#[derive(Debug, Default)]
pub struct Outcome {
    pub files: BTreeMap<String, Vec<u8>>,
    pub diagnostics: Diagnostics,
    /// What `check` tells of networks, if the case has something to say of that.
    pub networks: Diagnostics,
    /// What kind of output each file is.
    pub kinds: BTreeMap<String, &'static str>,
    /// What is not published, one line each, and the next change.
    pub left_out: String,
}

/// Every kind of output, as [`kind_of`] calls it.
pub const OUTPUTS: &[&str] = &[
    "page",
    "later page of a section",
    "taxonomy",
    "term",
    "later page of a term",
    "404",
    "feed of the hub",
    "feed of a section",
    "feed of a topic",
    "feed of an author",
    "feed of a language",
    "Atom feed",
    "JSON feed",
    "podcast",
    "alerts in force",
    "feed of alerts",
    "light page",
    "update",
    "updates",
    "card of an update",
    "feed of updates",
    "list of feeds",
    "reference",
    "news sitemap",
    "redirect",
    "notice of removal",
    "_redirects",
    "sitemap",
    "sitemap index",
    "sitemap part",
    "robots",
    "_headers",
    "share card",
    "asset",
    "file",
    "picture",
    "share picture",
    "manifest",
];

impl Default for Options {
    fn default() -> Options {
        let now = "2026-11-20T12:00:00Z".parse().expect("it is an instant");
        Options { now, drafts: false, base_url: Some("https://hub.example/".to_owned()) }
    }
}

/// Every case, sorted by name.
pub fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        let wanted = std::env::var("SUITE").unwrap_or_default();
        let name = |path: &Path| {
            let below = path.strip_prefix(&root).expect("it was found there").with_extension("");
            below.to_string_lossy().replace('\\', "/")
        };
        let wanted = paths.into_iter().map(|path| (name(&path), path)).filter(|(name, _)| name.contains(&wanted));
        wanted.map(|(name, path)| txtar::read(&name, path)).collect()
    })
}

/// Whether only some cases are run.
pub fn is_filtered() -> bool {
    std::env::var("SUITE").is_ok_and(|wanted| !wanted.is_empty())
}

/// Whether what is found is to be written down.
pub fn is_update() -> bool {
    std::env::var("UPDATE").is_ok_and(|value| value == "1")
}

/// What became of a case, each of its builds in order; made once for all tests.
pub fn outcome(case: &'static Case) -> &'static [Outcome] {
    case.outcome.get_or_init(|| case.builds.iter().map(|build| self::build(case, build)).collect())
}

/// Builds one build of a case.
pub fn build(case: &Case, build: &Build) -> Outcome {
    let mut outcome = build_of(&case.sources(build), &build.options);
    if build.sections.clone().any(|at| case.sections[at].header == "networks") {
        outcome.networks = checked(case, build);
        outcome.networks.retain(|told| told.code.text().starts_with("share/"));
    }
    outcome
}

/// Builds a site of `sources` in memory.
fn build_of(sources: &BTreeMap<String, Vec<u8>>, options: &Options) -> Outcome {
    let prepared = match prepare(sources, options) {
        Ok(prepared) => prepared,
        Err(faults) => return Outcome { diagnostics: settle(faults, &BTreeMap::new()), ..Outcome::default() },
    };
    let world = prepared.world.clone();
    let memory = Output::memory();
    let report = build::run(prepared, &memory, How::default(), &Unwatched).expect("memory does not fail");
    let routes = output::plan(&world).0.routes;
    let mut kinds: BTreeMap<String, &str> =
        routes.iter().map(|(path, route)| (path.to_string(), kind_of(&world, route))).collect();
    kinds.insert("manifest.json".to_owned(), "manifest");
    Outcome {
        files: memory.files().into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect(),
        diagnostics: report.diagnostics,
        networks: Diagnostics::new(),
        kinds,
        left_out: left_out(&world),
    }
}

/// What `check` tells of one build of a case: everything is made and nothing kept.
pub fn checked(case: &Case, build: &Build) -> Diagnostics {
    let prepared = match prepare(&case.sources(build), &build.options) {
        Ok(prepared) => prepared,
        Err(faults) => return settle(faults, &BTreeMap::new()),
    };
    let mut told = prepared.all_diagnostics();
    told.extend(build::try_all(&prepared.world, &Unwatched));
    settle(told, &prepared.world.project.verdicts)
}

/// The outputs of `sources` that are `wanted`, and no others.
pub fn made(sources: &BTreeMap<String, Vec<u8>>, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    let world = prepare(sources, &Options::default()).expect("there is something to go on with").world;
    let maker = Maker::new(world.clone()).expect("the theme's templates can be read");
    let routes = output::plan(&world).0.routes.into_iter().filter(|(path, _)| wanted(path.as_str()));
    let text = |route: Route| {
        String::from_utf8(maker.make(&route).expect("it is made").content.made().to_vec()).expect("text")
    };
    routes.map(|(path, route)| (path.to_string(), text(route))).collect()
}

fn prepare(sources: &BTreeMap<String, Vec<u8>>, options: &Options) -> Result<Prepared, Diagnostics> {
    let path = |path: &str| SourcePath::new(path).expect("cases name good paths");
    let tree = Tree::memory(sources.iter().map(|(name, bytes)| (path(name), bytes.clone())));
    let Options { now, drafts, base_url } = options.clone();
    build::prepare(tree, &project::Options { now, base_url, drafts }, Memory::default(), &Unwatched)
}

/// The kinds of output that a case expects something of.
pub fn outputs_shown(case: &'static Case) -> impl Iterator<Item = &'static str> {
    case.builds.iter().zip(outcome(case)).flat_map(|(build, found)| {
        let expected = build.sections.clone().filter_map(|at| case.sections[at].header.strip_prefix("> "));
        expected.filter_map(|header| Some(found.kinds[expect::file(found, header.trim_end_matches(" =="))?.0]))
    })
}

/// Diagnostics as a case has them: what is told, where, the line with what is meant underlined, and the
/// way out.
pub fn plain(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(plain_one).collect::<Vec<_>>().join("\n")
}

fn plain_one(told: &Diagnostic) -> String {
    let level = match told.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
    let mut text = format!("{level}[{}]: {}\n --> {}\n", told.code.text(), told.message, place(&told.place));
    if !told.place.text.is_empty() {
        let indent: String = told.place.text.chars().take(told.place.shown_column() - 1).map(blank).collect();
        let line = format!("  | {indent}{} {}", "^".repeat(told.place.length), told.label);
        let _ = writeln!(text, "  | {}\n{}", told.place.text, line.trim_end());
    } else if !told.label.is_empty() {
        let _ = writeln!(text, "  = {}", told.label);
    }
    for (also, word) in &told.also {
        let _ = writeln!(text, "  also {}: {word}", place(also));
    }
    if let Some(help) = &told.help {
        let _ = writeln!(text, "  help: {}", help.replace('\n', "\n    "));
    }
    text
}

fn blank(c: char) -> char {
    if c == '\t' { '\t' } else { ' ' }
}

fn left_out(world: &World) -> String {
    let mut text = String::new();
    for held in world.site.withheld.iter().chain(&world.site.unseen) {
        let why = match held.why {
            Why::Draft => "draft".to_owned(),
            Why::Embargoed(until) => format!("embargoed until {}", rfc3339(until)),
            Why::Scheduled(until) => format!("scheduled for {}", rfc3339(until)),
            Why::Expired(since) => format!("expired since {}", rfc3339(since)),
            Why::Withdrawn => "consent withdrawn".to_owned(),
            Why::Unclear => "held back".to_owned(),
            Why::Halted => "halted".to_owned(),
        };
        let by = held.by.as_ref().map(|by| format!(", as {by} is")).unwrap_or_default();
        let _ = writeln!(text, "{}: {why}{by}", held.source);
    }
    for file in &world.site.held_files {
        let _ = writeln!(text, "{file}: held with its page");
    }
    for file in &world.site.unlinked_files {
        let _ = writeln!(text, "{file}: no published page names it");
    }
    if let Some(horizon) = world.site.horizon {
        let _ = writeln!(text, "next change: {}", rfc3339(horizon));
    }
    text
}

fn kind_of(world: &World, route: &Route) -> &'static str {
    match route {
        Route::Page(_, 1) => "page",
        Route::Page(..) => "later page of a section",
        Route::Taxonomy(_) => "taxonomy",
        Route::Term(_, _, 1) => "term",
        Route::Term(..) => "later page of a term",
        Route::NotFound => "404",
        Route::Update(..) => "update",
        Route::Updates(_) => "updates",
        Route::UpdateCard(..) => "card of an update",
        Route::Feed(FeedOf::Live(_), _) => "feed of updates",
        Route::Feed(_, FeedFormat::Atom) => "Atom feed",
        Route::Feed(_, FeedFormat::Json) => "JSON feed",
        Route::Feed(FeedOf::Hub(language), _) if *language != world.project.config.language => "feed of a language",
        Route::Feed(FeedOf::Hub(_), _) => "feed of the hub",
        Route::Feed(FeedOf::Section(_), _) => "feed of a section",
        Route::Feed(FeedOf::Term(taxonomy, _), _) if taxonomy == "authors" => "feed of an author",
        Route::Feed(FeedOf::Term(..), _) => "feed of a topic",
        Route::Podcast(_) => "podcast",
        Route::Subscribe(_) => "list of feeds",
        Route::SitemapOfNews => "news sitemap",
        Route::Calendar(_) => "calendar",
        Route::Alerts => "alerts in force",
        Route::AlertFeed => "feed of alerts",
        Route::AlertLight(_) => "light page",
        Route::Citation(..) => "reference",
        Route::Redirect(_) => "redirect",
        Route::Gone(_) => "notice of removal",
        Route::Redirects => "_redirects",
        Route::Sitemap if world.site.pages.len() > 50_000 => "sitemap index",
        Route::Sitemap => "sitemap",
        Route::SitemapPart(_) => "sitemap part",
        Route::Robots => "robots",
        Route::Headers => "_headers",
        Route::Card(_) => "share card",
        Route::Asset(_) => "asset",
        Route::File(_) => "file",
        Route::Picture(_, print) if print.focus.is_some() => "share picture",
        Route::Picture(..) => "picture",
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the suite is there") {
        let path = entry.expect("its folders can be read").path();
        match path.extension().is_some_and(|extension| extension == "txt") {
            true => found.push(path),
            false if path.is_dir() => collect(&path, found),
            false => {}
        }
    }
}
