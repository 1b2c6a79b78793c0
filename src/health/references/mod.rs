//! How works are cited: the mark in the text, and the entry in the list of references.
//!
//! Two styles: Vancouver, as the ICMJE's examples and the National Library of Medicine have it, and author and date, as in
//! the seventh edition of the APA's manual. Words that a style puts between the parts of a work are the theme's, so that
//! they are in the language of the page. What comes out is HTML.

mod author_date;
mod vancouver;

use std::sync::Arc;

use super::identifiers;
use crate::instant::Day;
use crate::project::bibliography::{Name, Work};
use crate::project::config::CitationStyle;
use crate::text::{escape_html, push_escaped};

/// What a style asks of the theme.
pub trait Words {
    /// The text `reference.KEY` with `{value}` in it replaced.
    fn word(&self, key: &str, value: &str) -> String;
    /// A day in words.
    fn day(&self, day: Day) -> String;
}

/// The texts of the theme that a style may ask for, each after `reference.`.
pub const WORDS: [&str; 15] = [
    "in",
    "editor",
    "editors",
    "edition",
    "pages",
    "internet",
    "accessed",
    "available",
    "thesis",
    "report",
    "preprint",
    "undated",
    "eds.one",
    "eds.many",
    "pages.in",
];

/// The works that one page cites, in the order in which it first cites them, and how they are shown.
pub struct Cited {
    style: CitationStyle,
    /// By number less one; none where no bibliography has the key.
    works: Vec<Result<Arc<Work>, String>>,
    /// Of the author-date style: the name and year of each, with a letter where two would be alike.
    labels: Vec<author_date::Label>,
    /// Numbers in the order of the list.
    order: Vec<usize>,
}

impl Cited {
    /// The works by number, each as found or, of one that is not, its key.
    pub fn new(style: CitationStyle, works: Vec<Result<Arc<Work>, String>>, words: &dyn Words) -> Cited {
        let mut order: Vec<usize> = (1..=works.len()).collect();
        let mut labels = Vec::new();
        if style == CitationStyle::AuthorDate {
            order.sort_by_cached_key(|number| match &works[number - 1] {
                Ok(work) => author_date::sort_key(work),
                Err(key) => key.to_lowercase(),
            });
            labels = author_date::labels(&works, &order, words);
        }
        Cited { style, works, labels, order }
    }

    /// Numbers in the order of the list.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Whether the list shows numbers.
    pub fn is_numbered(&self) -> bool {
        self.style == CitationStyle::Vancouver
    }

    /// What opens and closes a citation in the text.
    pub fn brackets(&self) -> (&'static str, &'static str) {
        match self.style {
            CitationStyle::Vancouver => ("[", "]"),
            CitationStyle::AuthorDate => ("(", ")"),
        }
    }

    /// Whether a work was retracted, and its title does not say so.
    pub fn is_retracted(&self, number: usize) -> bool {
        let says_so = |work: &Work| work.title.to_lowercase().starts_with("retracted");
        matches!(self.works.get(number - 1), Some(Ok(work)) if work.is_retracted && !says_so(work))
    }

    /// The mark of a work in the text, without brackets, as HTML.
    pub fn mark(&self, number: usize) -> String {
        match (self.style, self.works.get(number - 1)) {
            (CitationStyle::AuthorDate, Some(Ok(_))) => self.labels[number - 1].mark(),
            (CitationStyle::AuthorDate, Some(Err(key))) => escape_html(key).into_owned(),
            (CitationStyle::Vancouver, _) | (_, None) => number.to_string(),
        }
    }

    /// The entry of a work in the list, as HTML; of one that nobody knows, its key.
    pub fn entry(&self, number: usize, words: &dyn Words) -> String {
        match (self.works.get(number - 1), self.style) {
            (Some(Ok(work)), CitationStyle::Vancouver) => vancouver::entry(work, words),
            (Some(Ok(work)), CitationStyle::AuthorDate) => author_date::entry(work, &self.labels[number - 1], words),
            (Some(Err(key)), _) => escape_html(key).into_owned(),
            (None, _) => String::new(),
        }
    }
}

/// Where a work is on the web: its DOI's address, else its own, else PubMed's.
pub fn url(work: &Work) -> Option<String> {
    let doi = work.doi.as_deref().and_then(identifiers::doi).map(|doi| identifiers::doi_url(&doi));
    let pmid = || work.pmid.as_deref().and_then(identifiers::pmid).map(|pmid| identifiers::pmid_url(&pmid));
    doi.or_else(|| work.url.clone()).or_else(pmid)
}

/// An entry while it is written: parts that end with a full stop.
#[derive(Default)]
struct Line {
    html: String,
}

impl Line {
    /// Text of an author.
    fn text(&mut self, text: &str) -> &mut Line {
        push_escaped(&mut self.html, text);
        self
    }

    /// Text of an author in italics.
    fn italic(&mut self, text: &str) -> &mut Line {
        self.html.push_str("<i>");
        self.text(text);
        self.html.push_str("</i>");
        self
    }

    /// A text that leads somewhere.
    fn link(&mut self, url: &str, text: &str) -> &mut Line {
        self.html.push_str("<a href=\"");
        self.text(url);
        self.html.push_str("\">");
        self.text(text);
        self.html.push_str("</a>");
        self
    }

    /// Ends a part: with a full stop unless it has an end of its own.
    fn stop(&mut self) -> &mut Line {
        let shown = self.html.trim_end_matches("</i>");
        if !shown.is_empty() && !shown.ends_with(['.', '?', '!', ' ']) {
            self.html.push('.');
        }
        self.space()
    }

    /// A blank, unless there is one.
    fn space(&mut self) -> &mut Line {
        if !self.html.is_empty() && !self.html.ends_with(' ') {
            self.html.push(' ');
        }
        self
    }

    fn finish(self) -> String {
        self.html.trim_end().to_owned()
    }
}

/// The initials of given names, `after` each and `between` two: `SD`, `S. D.`. A hyphen stays where style keeps it.
fn initials(name: &Name, after: &str, between: &str) -> String {
    let mut initials = Vec::new();
    for word in name.given.split([' ', '.', '\u{a0}']).filter(|word| !word.is_empty()) {
        let parts = word.split('-').filter_map(|part| part.chars().next());
        let hyphen = if after.is_empty() { "" } else { "-" };
        let letters: Vec<String> = parts.map(|letter| format!("{}{after}", letter.to_uppercase())).collect();
        initials.push(letters.join(hyphen));
    }
    initials.join(between)
}

/// `4` as `4th`; what is no number stays.
fn ordinal(edition: &str) -> String {
    let Ok(number) = edition.parse::<u32>() else { return edition.to_owned() };
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
pub(super) mod sample {
    use super::Words;
    use crate::instant::Day;
    use crate::project::bibliography::{Name, Names, Sort, Work};

    /// The words of the English theme.
    pub struct English;

    impl Words for English {
        fn word(&self, key: &str, value: &str) -> String {
            let text = match key {
                "in" => "In:",
                "editor" => "editor",
                "editors" => "editors",
                "edition" => "{value} ed.",
                "pages" => "p. {value}",
                "internet" => "Internet",
                "accessed" => "cited {value}",
                "available" => "Available from:",
                "thesis" => "dissertation",
                "report" => "Report No.: {value}",
                "preprint" => "Preprint",
                "undated" => "n.d.",
                "eds.one" => "Ed.",
                "eds.many" => "Eds.",
                "pages.in" => "pp. {value}",
                _ => panic!("no word {key}"),
            };
            text.replace("{value}", value)
        }

        fn day(&self, day: Day) -> String {
            day.to_string()
        }
    }

    /// `Family, Given; Family, Given`.
    pub fn names(text: &str) -> Names {
        let name = |name: &str| match name.split_once(", ") {
            Some((family, given)) => Name { family: family.to_owned(), given: given.to_owned(), suffix: String::new() },
            None => Name { family: name.to_owned(), ..Name::default() },
        };
        Names { named: text.split("; ").filter(|name| !name.is_empty()).map(name).collect(), and_others: false }
    }

    /// An article: who, title, journal, year, volume, issue, pages.
    pub fn article([authors, title, journal, year, volume, number, pages]: [&str; 7]) -> Work {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Work {
            sort: Sort::Article,
            authors: names(authors),
            title: title.to_owned(),
            container: some(journal),
            year: some(year),
            volume: some(volume),
            number: some(number),
            pages: some(pages),
            ..Work::default()
        }
    }
}
