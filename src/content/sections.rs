//! A page's text section by section: what is hard to read in it stands in one of them.
//!
//! Only for reports: it is read again when somebody asks.

use super::{LIMIT, Page, markdown_options, printable};
use crate::disk::Tree;
use crate::health::readability::{self, Counts};
use crate::health::words::tokens;
use crate::markdown::{self, Part};
use crate::project::Project;

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

/// The sections of a page with any text; none in a language without a formula, or if its source cannot be read by now.
pub fn sections(page: &Page, tree: &Tree, project: &Project) -> Vec<Section> {
    if page.counts.is_none() || !tree.has(page.source.as_str()) {
        return Vec::new();
    }
    let Ok(source) = tree.text(&page.source, LIMIT) else { return Vec::new() };
    let source = printable(source);
    let body = page.body_start.min(source.text.len())..source.text.len();
    let (document, _) = markdown::parse(&source, body, &markdown_options(page.kind, Some(&page.front), project));
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
