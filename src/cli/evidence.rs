//! `bulletin list --evidence`: which pages say who wrote them, what they rest on, who paid, and how old they are.

use std::io::{self, Write};

use serde::Serialize;

use super::args::{Common, Format, Shape};
use super::report::{self, DIM};
use super::shape::print_csv;
use super::{End, Stop, prepare, progress};
use crate::check::evidence::marks;
use crate::text::count;

/// The marks of one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Entry<'a> {
    /// How many of the four it has.
    marks: usize,
    authorship: bool,
    attribution: bool,
    disclosure: bool,
    currency: bool,
    title: &'a str,
    kind: &'static str,
    source: &'a str,
}

/// Lists every published page that the marks are for, those that lack most first.
pub(super) fn run(common: &Common, shape: Option<Shape>) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, false, &progress)?;
    progress.end();
    let world = &prepared.world;
    let entry = |page| {
        let marks = marks(world, page)?;
        let (title, kind, source) = (page.title.as_str(), page.kind.name(), page.source.as_str());
        let (authorship, attribution) = (marks.authorship, marks.attribution);
        let (disclosure, currency) = (marks.disclosure, marks.currency);
        Some(Entry { marks: marks.count(), authorship, attribution, disclosure, currency, title, kind, source })
    };
    let pages = world.site.pages.iter().map(AsRef::as_ref);
    let mut entries: Vec<Entry<'_>> = pages.filter_map(entry).collect();
    entries.sort_by_key(|entry| (entry.marks, entry.source));
    match (shape, common.format) {
        (Some(Shape::Csv), _) => csv(&entries)?,
        (Some(Shape::Ics), _) => {
            return Err(Stop::Usage("marks have no dates: a calendar of them would be empty".to_owned()));
        }
        (None, Format::Json) => report::print_json(&serde_json::json!({ "pages": entries }))?,
        (None, Format::Human | Format::Github | Format::Sarif) => table(&entries)?,
    }
    Ok(End::Done)
}

fn table(entries: &[Entry<'_>]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if entries.is_empty() {
        return writeln!(out, "there is no guide, question, news, research or training yet");
    }
    writeln!(out, "{DIM}authorship  attribution  disclosure  currency{DIM:#}")?;
    let mark = |has: bool| if has { "yes" } else { "–" };
    for entry in entries {
        let title = report::plain(entry.title).replace('\n', " ");
        writeln!(
            out,
            "{:<10}  {:<11}  {:<10}  {:<8}  {title}  {DIM}{}{DIM:#}",
            mark(entry.authorship),
            mark(entry.attribution),
            mark(entry.disclosure),
            mark(entry.currency),
            entry.source
        )?;
    }
    let whole = entries.iter().filter(|entry| entry.marks == 4).count();
    writeln!(out, "{} of {} have all four", whole, count(entries.len(), "page", "pages"))
}

fn csv(entries: &[Entry<'_>]) -> io::Result<()> {
    let names = ["marks", "authorship", "attribution", "disclosure", "currency", "title", "kind", "source"];
    let rows = entries.iter().map(|entry| {
        let marks = [entry.authorship, entry.attribution, entry.disclosure, entry.currency].map(|has| has.to_string());
        let texts = [entry.title, entry.kind, entry.source].map(str::to_owned);
        [entry.marks.to_string()].into_iter().chain(marks).chain(texts).collect()
    });
    print_csv(std::iter::once(names.map(str::to_owned).to_vec()).chain(rows))
}
