//! `bulletin list --reading`: how hard pages are to read, the hardest first.

use std::io::Write;

use serde::Serialize;

use super::args::{Common, Format};
use super::report::{self, DIM};
use super::{End, Stop, prepare, progress};
use crate::content::{Page, Role};

/// How hard a page is to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Entry<'a> {
    title: &'a str,
    kind: &'static str,
    source: &'a str,
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
    let mut entries: Vec<Entry<'_>> = pages.filter_map(|page| entry(page)).collect();
    entries.sort_by(|a, b| b.grade.total_cmp(&a.grade).then(a.source.cmp(b.source)));
    if common.format == Format::Json {
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
        let smog = entry.smog.map_or("–".to_owned(), |smog| format!("{smog:.1}"));
        let title = report::plain(entry.title).replace('\n', " ");
        writeln!(
            out,
            "{:>5.1}  {smog:>4}  {:>5}  {:>14}  {:>15}  {title}  {DIM}{}{DIM:#}",
            entry.grade, entry.words, entry.long_sentences, entry.long_paragraphs, entry.source
        )?;
    }
    Ok(End::Done)
}

fn entry(page: &Page) -> Option<Entry<'_>> {
    let counts = page.counts?;
    let rounded = |grade: f64| (grade * 10.0).round() / 10.0;
    Some(Entry {
        title: &page.title,
        kind: page.kind.name(),
        source: page.source.as_str(),
        grade: rounded(counts.grade()?),
        smog: counts.smog().map(rounded),
        words: counts.words,
        sentences: counts.sentences,
        long_sentences: counts.long_sentences,
        long_paragraphs: counts.long_paragraphs,
    })
}
