//! `bulletin share`: posts about a page that fit each network, and the preview that each would show.
//!
//! The page is made as a build makes it, and read as the network reads it. A page that is not published yet is looked at
//! as it will be on the day, with a warning; one that is gone is not shared at all.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::args::{Common, Format};
use super::list::state_of;
use super::report::{self, DIM, STRONG, WARNING};
use super::{End, Stop, end_of, now, prepare_at, progress, root};
use crate::build::{Note, Prepared};
use crate::content::Page;
use crate::diag::{Code, Diagnostic, did_you_mean, settle};
use crate::output::{Maker, Route};
use crate::path::Address;
use crate::site::{PageId, Spot, Why};
use crate::social::preview::Frame;
use crate::social::{Brief, Document, Network, Post, Preview, compose, preview};
use crate::world::World;

/// What there is to say about a page.
#[derive(Serialize)]
struct Shared {
    /// Its file.
    source: String,
    /// Its title.
    title: String,
    /// Where it stands, whole.
    url: String,
    /// Why it is not published now, in words; none if it is.
    withheld: Option<String>,
    /// A post for each network.
    posts: Vec<Post>,
    /// A preview for each network.
    previews: Vec<Preview>,
}

/// Prints posts and previews of one page, or one post alone.
pub(super) fn run(common: &Common, wanted: &str, copied: Option<Network>) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let (prepared, id, why) = find(common, wanted, &progress)?;
    progress.end();
    let shared = match share(&prepared, id, why) {
        Ok(shared) => shared,
        Err(fault) => {
            let faults = settle(vec![*fault], &prepared.world.project.verdicts);
            report::print(common, &faults)?;
            report::summary(common, &faults)?;
            return Ok(end_of(&faults));
        }
    };
    warn(common, &prepared, &shared)?;
    match (copied, common.format) {
        (Some(network), _) => {
            let post = shared.posts.iter().find(|post| post.network == network);
            writeln!(io::stdout().lock(), "{}", post.map_or("", |post| &post.text))?;
        }
        (None, Format::Json) => report::print_json(&serde_json::json!(shared))?,
        (None, Format::Human | Format::Github | Format::Sarif) => print(&shared)?,
    }
    Ok(End::Done)
}

/// What is named on the command line.
enum Found {
    Published(PageId),
    Withheld(Why),
}

/// The hub, as it is when the page is published, the page, and why it is not published now.
fn find(common: &Common, wanted: &str, progress: &progress::Shown) -> Result<(Prepared, PageId, Option<Why>), Stop> {
    let (mut now, mut drafts, mut first) = (now(common)?, false, None);
    loop {
        let prepared = prepare_at(common, now, drafts, progress)?;
        let why = match look_up(&root(common)?, &prepared.world, wanted) {
            None => return Err(Stop::Usage(unknown(&prepared.world, wanted))),
            Some(Found::Published(id)) => {
                let consent = prepared.world.site.page(id).front.consent.as_ref();
                return match consent.is_none_or(|consent| consent.covers("social")) {
                    true => Ok((prepared, id, first)),
                    false => Err(Stop::Content(not_for_networks(wanted))),
                };
            }
            Some(Found::Withheld(why)) => why,
        };
        match why {
            Why::Draft if !drafts => drafts = true,
            Why::Embargoed(until) | Why::Scheduled(until) if until > now => now = until,
            _ => return Err(Stop::Content(gone(wanted, why))),
        }
        first.get_or_insert(why);
    }
}

/// The page that is meant: by its file, from the root, from `content/` or from here, or by its address, whole or not.
fn look_up(root: &Path, world: &World, wanted: &str) -> Option<Found> {
    let site = &world.site;
    let (sources, addresses) = sources_and_addresses(root, world, wanted);
    let published = sources.iter().find_map(|source| site.by_source(source));
    let at = |address: &Address| match site.at(address) {
        Some(Spot::Page(id)) => Some(*id),
        _ => None,
    };
    if let Some(id) = published.or_else(|| addresses.iter().find_map(at)) {
        return Some(Found::Published(id));
    }
    let held = site
        .withheld
        .iter()
        .find(|held| sources.iter().any(|source| source == held.source.as_str()) || addresses.contains(&held.address));
    held.map(|held| Found::Withheld(held.why))
}

/// The files and addresses that may be meant.
pub(super) fn sources_and_addresses(root: &Path, world: &World, wanted: &str) -> (Vec<String>, Vec<Address>) {
    let sources = [wanted.to_owned(), format!("content/{wanted}"), from_here(root, wanted).unwrap_or_default()];
    let sources = sources.map(|source| source.trim_start_matches("./").to_owned());
    (sources.to_vec(), addresses(world, wanted))
}

/// A path as seen from the working directory, from the root.
fn from_here(root: &Path, wanted: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "paths of the command line begin in the working directory")]
    let here = std::env::current_dir().ok()?;
    let below = here.strip_prefix(root).ok()?.join(wanted);
    Some(below.to_str()?.replace('\\', "/"))
}

fn addresses(world: &World, wanted: &str) -> Vec<Address> {
    let base = &world.project.base;
    let whole = wanted.strip_prefix(base.origin.as_str()).unwrap_or(wanted);
    let below = whole.strip_prefix(base.path.as_str()).unwrap_or(whole);
    let below = below.split(['?', '#']).next().unwrap_or_default();
    [below, whole].into_iter().filter(|path| !path.contains("://")).filter_map(|path| Address::new(path).ok()).collect()
}

pub(super) fn unknown(world: &World, wanted: &str) -> String {
    let pages = || world.site.pages.iter().map(|page| &**page);
    let names = pages().flat_map(|page: &Page| [page.source.as_str(), page.address.as_str()]);
    let meant =
        did_you_mean(wanted, names, "give its file, such as `content/about.md`, or its address, such as `/about/`");
    format!("there is no page `{wanted}`: {meant}")
}

fn not_for_networks(wanted: &str) -> String {
    format!("`{wanted}` is not to be shared: the patient's consent does not cover it; `consent.scope` has no `social`")
}

fn gone(wanted: &str, why: Why) -> String {
    let (_, _, said) = state_of(Note::Withheld(why));
    let hint = match why {
        Why::Halted => "the coverage was halted before it could be seen",
        Why::Unclear => "`bulletin check` shows what is wrong with it",
        _ => "it is not to be shared any more",
    };
    format!("`{wanted}` is not published ({said}): {hint}")
}

/// Makes the page and reads it.
fn share(prepared: &Prepared, id: PageId, why: Option<Why>) -> Result<Shared, Box<Diagnostic>> {
    let world = &prepared.world;
    let page = world.site.page(id);
    let maker = Maker::new(world.clone()).map_err(|mut faults| Box::new(faults.remove(0)))?;
    let made = maker.make(&Route::Page(id, 1))?;
    let document = Document::parse(made.content.made());
    let url = world.project.base.absolute(&page.address);
    let brief = Brief::of(&document, &url, &page.front);
    Ok(Shared {
        source: page.source.to_string(),
        title: page.title.clone(),
        withheld: why.map(|why| state_of(Note::Withheld(why)).2),
        posts: Network::POSTS.iter().map(|network| compose(*network, &brief)).collect(),
        previews: Network::ALL.iter().map(|network| preview(&document, *network, &url)).collect(),
        url,
    })
}

/// Warns that what is printed is not to be posted yet, or leads nowhere yet.
fn warn(common: &Common, prepared: &Prepared, shared: &Shared) -> io::Result<()> {
    if common.quiet {
        return Ok(());
    }
    let mut to = anstream::stderr().lock();
    if let Some(withheld) = &shared.withheld {
        writeln!(to, "{WARNING}warning{WARNING:#}: this page is not published ({withheld}): do not post it before")?;
    }
    if prepared.all_diagnostics().iter().any(|fault| fault.code == Code::ConfigBaseUrl) {
        writeln!(to, "{WARNING}warning{WARNING:#}: bulletin.yaml has no `base_url`, so addresses lead nowhere")?;
    }
    Ok(())
}

fn print(shared: &Shared) -> io::Result<()> {
    let mut to = anstream::stdout().lock();
    writeln!(to, "{STRONG}{}{STRONG:#}", line(&shared.title))?;
    writeln!(to, "{DIM}{}  {}{DIM:#}", shared.url, shared.source)?;
    for post in &shared.posts {
        writeln!(to, "\n{STRONG}{}{STRONG:#}  {DIM}{}{DIM:#}", post.network.title(), counted(post))?;
        for text in report::plain(&post.text).lines() {
            writeln!(to, "{}", if text.is_empty() { String::new() } else { format!("  {text}") })?;
        }
    }
    writeln!(to, "\n{STRONG}Previews{STRONG:#}")?;
    for preview in &shared.previews {
        print_preview(&mut to, preview)?;
    }
    Ok(())
}

/// `57 of 280 weighted characters, composed`.
fn counted(post: &Post) -> String {
    let counts = post.counts.iter().map(|it| format!("{} of {} {}", it.count, it.most, it.unit.name()));
    let made = match (post.is_written, post.is_cut) {
        (true, false) => "as written",
        (true, true) => "as written, cut to fit",
        (false, false) => "composed",
        (false, true) => "composed, cut to fit",
    };
    counts.chain([made.to_owned()]).collect::<Vec<_>>().join(", ")
}

fn print_preview(to: &mut impl Write, preview: &Preview) -> io::Result<()> {
    let is_shown = preview.network != Network::Google && preview.frame != Frame::None && preview.refused.is_none();
    let picture = preview.seen.image.as_ref().filter(|_| is_shown);
    let host = [Some(preview.host.clone()), picture.map(|picture| format!("picture {}", picture.text))];
    let texts = [&preview.title, &preview.description].into_iter().flatten().filter(|_| preview.refused.is_none());
    let texts = texts.map(|shown| {
        let cut = shown.cut_by.map(|limit| format!("  {DIM}(cut at {} {}){DIM:#}", limit.most, limit.unit.name()));
        format!("{}{}", line(&shown.text), cut.unwrap_or_default())
    });
    let host = format!("{DIM}{}{DIM:#}", line(&host.into_iter().flatten().collect::<Vec<_>>().join("  ")));
    let missing = preview.refused.iter().chain(&preview.missing).map(|what| format!("{WARNING}{what}{WARNING:#}"));
    let mut name = preview.network.title();
    for text in texts.chain([host]).chain(missing) {
        writeln!(to, "  {name:<9} {text}")?;
        name = "";
    }
    Ok(())
}

/// A text of the hub on one line, harmless to a terminal.
fn line(text: &str) -> String {
    report::plain(text).replace('\n', " ")
}
