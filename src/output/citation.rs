//! Files that programs for references read, beside each page that is the paper itself: BibTeX and RIS.

use super::work::{self, Work};
use super::{Made, Route, Sketch, made};
use crate::content::Facts;
use crate::path::Address;
use crate::site::PageId;
use crate::world::{Lens, World};

/// A form in which references are exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exchange {
    /// BibTeX.
    Bibtex,
    /// Research Information Systems.
    Ris,
}

impl Exchange {
    /// Each of them.
    pub(super) const ALL: [Exchange; 2] = [Exchange::Bibtex, Exchange::Ris];

    /// Where the file of a page stands.
    pub(super) fn address(self, page: &Address) -> Address {
        let name = match self {
            Exchange::Bibtex => "citation.bib",
            Exchange::Ris => "citation.ris",
        };
        page.child_file(name).unwrap_or_else(|_| page.clone())
    }
}

/// Plans both files of each paper.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (id, page) in world.site.numbered() {
        if matches!(&page.front.facts, Facts::Research(research) if research.is_paper()) {
            for exchange in Exchange::ALL {
                sketch.add(&exchange.address(&page.address), Route::Citation(id, exchange));
            }
        }
    }
}

/// Makes one.
pub(super) fn make(lens: Lens, id: PageId, exchange: Exchange) -> Made {
    let text = work::of(&lens, id).map(|work| match exchange {
        Exchange::Bibtex => bibtex(&work),
        Exchange::Ris => ris(&work),
    });
    let text = text.unwrap_or_default();
    made(lens, text)
}

fn bibtex(work: &Work<'_>) -> String {
    let kind = match (&work.research.journal, work.research.status.as_deref()) {
        (Some(_), _) => "article",
        (None, Some("preprint")) => "misc",
        (None, _) => "techreport",
    };
    let mut text = format!("@{kind}{{{},\n", work.key());
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            text.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    };
    let issue = work.issue();
    let authors: Vec<String> = work.authors.iter().map(|author| tex(&author.sorted())).collect();
    field("author", Some(authors.join(" and ")));
    // Braces keep the letters as they are.
    field("title", Some(format!("{{{}}}", tex(&work.page.title))));
    field("journal", work.research.journal.as_deref().map(tex));
    field("institution", work.institution.as_deref().map(tex));
    field("year", work.day.map(|day| day.year().to_string()));
    field("month", work.day.map(|day| day.month().to_string()));
    field("volume", issue.volume.as_deref().map(tex));
    field("number", issue.number.as_deref().map(tex));
    field(
        "pages",
        work.pages().map(|(first, last)| tex(&[Some(first), last].map(Option::unwrap_or_default).join("--"))),
    );
    field("issn", work.research.issn.clone());
    field("doi", work.research.doi.as_deref().map(verbatim));
    field("url", Some(verbatim(&work.url)));
    field("keywords", Some(tex(&work.keywords.join(", "))));
    field("language", Some(work.page.language.clone()));
    field("note", work.note.as_deref().map(tex));
    text.push_str("}\n");
    text
}

/// A text in which nothing is an order to TeX. Braces are named: BibTeX counts them even after a backslash.
fn tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            c if c.is_whitespace() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address or identifier, which is read as it is, but for braces.
fn verbatim(text: &str) -> String {
    text.replace('{', "%7B").replace('}', "%7D")
}

fn ris(work: &Work<'_>) -> String {
    let mut text = String::new();
    let mut field = |tag: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            text.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    let issue = work.issue();
    field("TY", Some(if work.research.journal.is_some() { "JOUR" } else { "RPRT" }));
    field("ID", Some(&work.key()));
    work.authors.iter().for_each(|author| field("AU", Some(&author.sorted())));
    field("TI", Some(&work.page.title));
    field("T2", work.research.journal.as_deref());
    field("PB", work.institution.as_deref());
    field("PY", work.day.map(|day| day.year().to_string()).as_deref());
    field("DA", work.day.map(|day| day.to_string().replace('-', "/")).as_deref());
    field("VL", issue.volume.as_deref());
    field("IS", issue.number.as_deref());
    field("SP", work.pages().map(|(first, _)| first));
    field("EP", work.pages().and_then(|(_, last)| last));
    field("SN", work.research.issn.as_deref());
    field("DO", work.research.doi.as_deref());
    field("AN", work.research.pmid.as_deref());
    field("UR", Some(&work.url));
    field("L1", work.pdf.as_deref());
    field("LA", Some(&work.page.language));
    work.keywords.iter().for_each(|keyword| field("KW", Some(keyword)));
    field("N1", work.note.as_deref());
    text.push_str("ER  - \r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_orders_tex_about() {
        assert_eq!(
            tex("5 % of {A} & B_1 \\ ~"),
            "5 \\% of \\textbraceleft{}A\\textbraceright{} \\& B\\_1 \\textbackslash{} \\textasciitilde{}"
        );
        assert_eq!(verbatim("https://a.example/{b}"), "https://a.example/%7Bb%7D");
    }
}
