//! `bulletin list --reading`: how hard pages are to read, the hardest first.

use std::io::Write;

use serde::Serialize;

use super::args::{Common, Format};
use super::report::{self, DIM};
use super::{End, Stop, prepare, progress};
use crate::content::{Counted, Page, Role, Section, sections};
use crate::health::readability::Counts;
use crate::world::World;

/// How hard a page is to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Entry<'a> {
    title: &'a str,
    kind: &'static str,
    source: &'a str,
    #[serde(flatten)]
    read: Read,
    /// Part by part, for programs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<Part>,
}

/// A part of a page, under a second-level heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Part {
    title: String,
    id: Option<String>,
    #[serde(flatten)]
    read: Read,
}

/// What was counted in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Read {
    /// The Flesch–Kincaid grade, to one decimal.
    grade: f64,
    /// The SMOG grade, likewise, of a text that is long enough for it.
    smog: Option<f64>,
    words: u32,
    sentences: u32,
    long_sentences: u32,
    long_paragraphs: u32,
}

/// Lists every published page that has a text in a language with a formula.
pub(super) fn run(common: &Common) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, false, &progress)?;
    progress.end();
    let pages = prepared.world.site.pages.iter().filter(|page| page.role == Role::Leaf);
    let mut entries: Vec<Entry<'_>> = pages.filter_map(|page| entry(page, &prepared.world)).collect();
    entries.sort_by(|a, b| b.read.grade.total_cmp(&a.read.grade).then(a.source.cmp(b.source)));
    if common.format == Format::Json {
        let world = &prepared.world;
        for entry in &mut entries {
            let page = world.site.by_source(entry.source).map(|id| world.site.page(id));
            let sections = page.map_or(Vec::new(), |page| sections(page, &world.tree, &world.project));
            entry.sections = sections.into_iter().filter_map(part).collect();
        }
        report::print_json(&serde_json::json!({ "pages": entries }))?;
        return Ok(End::Done);
    }
    let mut out = anstream::stdout().lock();
    if entries.is_empty() {
        writeln!(out, "no page has a text in English")?;
        return Ok(End::Done);
    }
    writeln!(out, "{DIM}grade  SMOG  words  long sentences  long paragraphs{DIM:#}")?;
    for entry in &entries {
        let smog = entry.read.smog.map_or("–".to_owned(), |smog| format!("{smog:.1}"));
        let title = report::plain(entry.title).replace('\n', " ");
        writeln!(
            out,
            "{:>5.1}  {smog:>4}  {:>5}  {:>14}  {:>15}  {title}  {DIM}{}{DIM:#}",
            entry.read.grade, entry.read.words, entry.read.long_sentences, entry.read.long_paragraphs, entry.source
        )?;
    }
    Ok(End::Done)
}

fn entry<'a>(page: &'a Page, world: &World) -> Option<Entry<'a>> {
    let counts = Counted::of(page, &world.tree, &world.project)?;
    let (title, kind, source) = (&page.title, page.kind.name(), page.source.as_str());
    Some(Entry { title, kind, source, read: read(&counts)?, sections: Vec::new() })
}

fn part(section: Section) -> Option<Part> {
    Some(Part { read: read(&section.counts)?, title: section.title, id: section.id })
}

fn read(counts: &Counts) -> Option<Read> {
    let rounded = |grade: f64| (grade * 10.0).round() / 10.0;
    Some(Read {
        grade: rounded(counts.grade()?),
        smog: counts.smog().map(rounded),
        words: counts.words,
        sentences: counts.sentences,
        long_sentences: counts.long_sentences,
        long_paragraphs: counts.long_paragraphs,
    })
}
