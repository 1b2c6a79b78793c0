//! How hard a page is to read, and where in it: counted when somebody asks.
//!
//! Only for reports and for hubs that aim at a grade: most builds ask for none of it.

use std::sync::{Arc, OnceLock};

use super::{LIMIT, Page, markdown_options, printable};
use crate::disk::Tree;
use crate::health::readability::{self, Counts};
use crate::health::words::tokens;
use crate::markdown::{self, Part, Passages};
use crate::project::Project;

/// What was counted in a page. Copies share one place.
#[derive(Clone, Debug, Default)]
pub struct Counted(Arc<OnceLock<Option<Counts>>>);

/// A part of a page under one second-level heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The anchor of its heading; none before the first.
    pub id: Option<String>,
    /// Its heading; empty before the first.
    pub title: String,
    /// What was counted in it.
    pub counts: Counts,
}

impl Counted {
    /// What there is to count in `page`, read from its source where nobody has asked before. None in a language without a
    /// formula, and of a page without a source or whose source cannot be read.
    pub fn of(page: &Page, tree: &Tree, project: &Project) -> Option<Counts> {
        *page.counted.0.get_or_init(|| read(page, tree, project).map(|document| counts(&document.passages)))
    }
}

/// What is counted in all of a text.
pub(super) fn counts(passages: &Passages) -> Counts {
    let mut counts = Counts::default();
    passages.iter().for_each(|passage| readability::add(&mut counts, &passage, &tokens(passage.text)));
    counts
}

/// The sections of a page with any text; none in a language without a formula, or if its source cannot be read by now.
pub fn sections(page: &Page, tree: &Tree, project: &Project) -> Vec<Section> {
    let Some(document) = read(page, tree, project) else { return Vec::new() };
    let mut headings = document.headings.iter().peekable();
    let mut sections = vec![Section { id: None, title: String::new(), counts: Counts::default() }];
    for passage in document.passages.iter() {
        let heading = headings.next_if(|heading| passage.part == Part::Heading && heading.title == passage.text.trim());
        match heading {
            Some(heading) if heading.level == 2 => {
                let (id, title) = (Some(heading.id.clone()), heading.title.clone());
                sections.push(Section { id, title, counts: Counts::default() });
            }
            Some(_) => {}
            None => {
                if let Some(last) = sections.last_mut() {
                    readability::add(&mut last.counts, &passage, &tokens(passage.text));
                }
            }
        }
    }
    sections.retain(|section| section.counts.words > 0);
    sections
}

/// The text of a page that can be measured.
fn read(page: &Page, tree: &Tree, project: &Project) -> Option<markdown::Document> {
    if !readability::has_formula(&page.language) || !tree.has(page.source.as_str()) {
        return None;
    }
    let (source, hash) = tree.text_now(&page.source, LIMIT).ok()?;
    if hash != page.hash {
        return None;
    }
    let source = printable(source);
    let options = markdown_options(page.kind, Some(&page.front), project);
    Some(markdown::parse(&source, page.body_start..source.text.len(), &options).0)
}
