//! Highwire tags, by which Google Scholar and programs for references know a paper: only where the page is the paper.

use super::head::{Head, named};
use super::work;

/// Writes the tags of a page that is a paper.
pub(super) fn write(html: &mut String, head: &Head<'_>) {
    let Some(work) = head.page.and_then(|(id, _)| work::of(&head.scene.lens, id)) else { return };
    let mut tag = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            named(html, name, value);
        }
    };
    let (research, issue) = (work.research, work.issue());
    tag("citation_title", Some(&work.page.title));
    work.authors.iter().for_each(|author| tag("citation_author", Some(&author.spoken())));
    tag("citation_publication_date", work.day.map(|day| day.to_string().replace('-', "/")).as_deref());
    tag("citation_journal_title", research.journal.as_deref());
    tag("citation_technical_report_institution", work.institution.as_deref());
    tag("citation_issn", research.issn.as_deref());
    tag("citation_volume", issue.volume.as_deref());
    tag("citation_issue", issue.number.as_deref());
    tag("citation_firstpage", work.pages().map(|(first, _)| first));
    tag("citation_lastpage", work.pages().and_then(|(_, last)| last));
    tag("citation_doi", research.doi.as_deref());
    tag("citation_pmid", research.pmid.as_deref());
    tag("citation_pdf_url", work.pdf.as_deref());
    tag("citation_language", Some(work.page.language.split('-').next().unwrap_or_default()));
    work.keywords.iter().for_each(|keyword| tag("citation_keywords", Some(keyword)));
}
