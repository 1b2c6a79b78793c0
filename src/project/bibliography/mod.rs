//! Bibliographies: the works that pages may cite, as BibTeX files say them.
//!
//! Those in `data/` are the hub's, and each page may cite from all of them. One below `content/` is for the pages whose
//! `bibliography:` names it. How a work is written in a list of references is the business of `health::references`.

mod read;
mod retracted;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::instant::Day;
use crate::path::SourcePath;
use crate::span::{Source, Span};

/// The largest bibliography, in bytes.
const LIMIT: u64 = 16 << 20;

/// Every work that can be cited.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// By file and key.
    files: BTreeMap<SourcePath, BTreeMap<String, Entry>>,
    /// The file of each key of the hub's.
    hub: BTreeMap<String, SourcePath>,
    /// Files that could not be read.
    unread: Vec<SourcePath>,
}

/// An entry of a bibliography.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it says.
    pub work: Arc<Work>,
    /// Where its key stands in its file.
    pub span: Span,
}

/// A work. Texts are plain, without LaTeX, and as the file has them: nothing is put in other letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// What it is.
    pub sort: Sort,
    /// Who wrote it.
    pub authors: Names,
    /// Who edited it, or what it is part of.
    pub editors: Names,
    /// Its title, with its subtitle.
    pub title: String,
    /// The journal or book that it is part of.
    pub container: Option<String>,
    /// The year of four digits, else the date as written (`in press`).
    pub year: Option<String>,
    /// Of a journal.
    pub volume: Option<String>,
    /// The issue, or the number of a report.
    pub number: Option<String>,
    /// With `–` between first and last; or the number of an article.
    pub pages: Option<String>,
    /// Of a book: `4`, `Second`.
    pub edition: Option<String>,
    /// Who publishes it: a publisher, school, institution, or a server of preprints.
    pub publisher: Option<String>,
    /// Where its publisher is.
    pub place: Option<String>,
    /// Its DOI, as written.
    pub doi: Option<String>,
    /// Its PubMed number, as written.
    pub pmid: Option<String>,
    /// Its PubMed Central number, as written.
    pub pmcid: Option<String>,
    /// Where it is on the web.
    pub url: Option<String>,
    /// When that was looked at.
    pub accessed: Option<Day>,
    /// What its file notes.
    pub note: Option<String>,
    /// Whether its file says that it was retracted, in any of the ways in which that is said there.
    pub is_retracted: bool,
}

/// What sort of work it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// In a journal.
    Article,
    /// Part of a book or of proceedings.
    Chapter,
    /// A book, or anything that stands alone on paper.
    Book,
    /// For a degree.
    Thesis,
    /// A report of an institution.
    Report,
    /// A preprint.
    Preprint,
    /// On the web.
    Web,
    /// Any other.
    #[default]
    Other,
}

/// People and organizations in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Those who are named.
    pub named: Vec<Name>,
    /// Whether there are others.
    pub and_others: bool,
}

/// A person, or an organization, which has a family name alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// With what stands before it: `van der Berg`.
    pub family: String,
    /// All given names; empty of an organization.
    pub given: String,
    /// `Jr`.
    pub suffix: String,
}

impl Library {
    /// The entry that a page means by `key`: of its own bibliography, else of the hub's.
    pub fn find(&self, own: Option<&SourcePath>, key: &str) -> Option<&Entry> {
        let of_page = own.and_then(|file| self.files.get(file)?.get(key));
        of_page.or_else(|| self.files.get(self.hub.get(key)?)?.get(key))
    }

    /// Every key that a page may cite, sorted.
    pub fn keys<'a>(&'a self, own: Option<&SourcePath>) -> Vec<&'a str> {
        let of_page = own.and_then(|file| self.files.get(file)).into_iter().flat_map(BTreeMap::keys);
        let mut keys: Vec<&str> = self.hub.keys().chain(of_page).map(String::as_str).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The bibliography that the page `from` names: a file beside it, else one as seen from the hub's folder.
    pub fn file(&self, from: &SourcePath, name: &str) -> Option<&SourcePath> {
        let beside = from.parent().join(name).ok();
        let below = SourcePath::new(name.trim_start_matches('/')).ok();
        let known = |path: SourcePath| self.files.get_key_value(&path).map(|(path, _)| path);
        beside.and_then(known).or_else(|| below.and_then(known))
    }

    /// Every file that was found, in order.
    pub fn files(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// Whether a file could not be read, so that keys may be missing.
    pub fn is_incomplete(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Every entry with its file and key.
    pub fn entries(&self) -> impl Iterator<Item = (&SourcePath, &str, &Entry)> {
        self.files
            .iter()
            .flat_map(|(file, entries)| entries.iter().map(move |(key, entry)| (file, key.as_str(), entry)))
    }
}

/// Reads every bibliography below `data/` and `content/`.
pub(super) fn load(tree: &Tree, faults: &mut Diagnostics) -> Library {
    let mut library = Library::default();
    for path in tree.below("content").chain(tree.below("data")).filter(|path| is_bibliography(path)) {
        let read = tree.text(path, LIMIT).and_then(|source| Ok((read::entries(&source)?, source)));
        match read {
            Ok((entries, source)) => library.add(path, entries, &source, tree, faults),
            Err(fault) => {
                faults.push(*fault);
                library.files.insert(path.clone(), BTreeMap::new());
                library.unread.push(path.clone());
            }
        }
    }
    library
}

fn is_bibliography(path: &SourcePath) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("bib"))
}

impl Library {
    fn add(
        &mut self,
        path: &SourcePath,
        entries: BTreeMap<String, Entry>,
        source: &Source,
        tree: &Tree,
        faults: &mut Diagnostics,
    ) {
        if path.below("data").is_some() {
            for (key, entry) in &entries {
                let Some(first) = self.hub.get(key) else {
                    self.hub.insert(key.clone(), path.clone());
                    continue;
                };
                let earlier = self.files.get(first).and_then(|entries| entries.get(key));
                // The same words in two files are no matter.
                if let Some(earlier) = earlier.filter(|earlier| earlier.work != entry.work)
                    && let Ok(other) = tree.text(first, LIMIT)
                {
                    faults.push(same_key(key, (source, &entry.span), (&other, &earlier.span)));
                }
            }
        }
        self.files.insert(path.clone(), entries);
    }
}

fn same_key(key: &str, (source, span): (&Source, &Span), (other, earlier): (&Source, &Span)) -> Diagnostic {
    let message = format!("`{key}` is another work in `{}`", other.path);
    Diagnostic::new(Code::CitationKey, source.place(span.clone()), message, "give it another key; the other is cited")
        .also(other.place(earlier.clone()), "first here")
}
