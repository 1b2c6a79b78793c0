//! Pages that lead to a result, or cite it, that is not to be relied on, without saying so.
//!
//! A link is named to its author unless the paragraph around it has the word for how the result stands (`retracted`), in the
//! language of the page. The notice about a result may name it as it likes.

use super::Subject;
use super::links;
use crate::content::Page;
use crate::diag::{Code, Diagnostic};
use crate::health::{identifiers, vocabulary};
use crate::markdown::{Fragment, Hole};
use crate::site::{Link, PageId};
use crate::span::{Place, Span};

/// Checks every link, source, cited work and DOI of a page.
pub(super) fn check(subject: &mut Subject<'_>) {
    let mut cited: Vec<(Span, PageId)> = Vec::new();
    for link in links::all(subject.lens, subject.page, subject.body) {
        if let Link::To { page: Some(id), .. } = subject.lens.link(&subject.page.source, &link.value) {
            cited.push((link.span.clone(), id));
        }
    }
    for cite in &subject.page.cites {
        let work = subject.lens.work(&subject.page.source, &cite.value);
        let doi = work.and_then(|work| identifiers::doi(work.doi.as_deref()?));
        cited.extend(doi.and_then(|doi| Some((cite.span.clone(), subject.lens.void_work(&doi)?))));
    }
    cited.extend(dois(subject.body).into_iter().filter_map(|url| {
        let id = work_at(subject, &url)?;
        let text = subject.lens.source_text(subject.id).text;
        let at = subject.page.body_start;
        let at = at + text.get(at..)?.find(url.as_str()).unwrap_or_default();
        Some((at..at + url.len(), id))
    }));
    let own = subject.lens.notice_about(subject.id);
    for (span, id) in cited {
        if id != subject.id && !own.contains(&id) {
            told(subject, &span, id);
        }
    }
    sources(subject);
}

/// Every address of a DOI that a body leads to, once each.
fn dois(body: &Fragment) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut read = |html: &str| {
        for url in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if is_doi(url) && !found.iter().any(|known| known == url) {
                found.push(url.to_owned());
            }
        }
    };
    read(&body.html);
    body.each_hole(&mut |hole| {
        if let Hole::Component(component) = hole {
            read(&component.body.html);
        }
    });
    found
}

fn is_doi(url: &str) -> bool {
    url.contains("doi.org/")
}

/// The result that an address elsewhere is the DOI of.
fn work_at(subject: &Subject<'_>, url: &str) -> Option<PageId> {
    let doi = identifiers::doi(url.split(['#', '?']).next().filter(|url| is_doi(url))?)?;
    subject.lens.void_work(&doi)
}

fn told(subject: &mut Subject<'_>, span: &Span, id: PageId) {
    let Some(status) = void_status(subject.lens.teaser(id)) else { return };
    let source = subject.lens.source_text(subject.id);
    let word = subject.lens.text(&subject.page.language, &format!("status.{status}"));
    let says_so =
        |around: &str| around.contains(status) || word.iter().any(|word| around.contains(&word.to_lowercase()));
    let body = subject.page.body_start;
    // Front matter has no paragraphs.
    if span.start >= body
        && says_so(&paragraph(&source.text[body..], span.start - body, span.end - body).to_lowercase())
    {
        return;
    }
    let work = subject.lens.teaser(id);
    subject.fault(Code::ResearchCited, span, |place| leads_to(place, work, status));
}

/// The lines of `text` around what stands from `start` to `end`, up to the nearest empty ones.
fn paragraph(text: &str, start: usize, end: usize) -> &str {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let from = before.rfind("\n\n").max(before.rfind("\n\r\n")).map_or(0, |at| at + 2);
    let to = [after.find("\n\n"), after.find("\n\r\n")].into_iter().flatten().min();
    text.get(from..to.map_or(text.len(), |at| end + at)).unwrap_or_default()
}

/// What `sources` of the front matter lead to; an entry has its own words.
fn sources(subject: &mut Subject<'_>) {
    for source in &subject.page.front.sources {
        let Some(url) = &source.url else { continue };
        let inside = || match subject.lens.link(&subject.page.source, url) {
            Link::To { page, .. } => page,
            Link::Withheld(_) | Link::Broken => None,
        };
        let found = if links::is_elsewhere(url) { work_at(subject, url) } else { inside() };
        let Some(id) = found.filter(|id| *id != subject.id) else { continue };
        let work = subject.lens.teaser(id);
        let Some(status) = void_status(work) else { continue };
        if !source.title.to_lowercase().contains(status) {
            let place = Place::file(subject.page.source.as_str());
            subject.faults.push(leads_to(place, work, status));
        }
    }
}

fn void_status(page: &Page) -> Option<&str> {
    page.front.facts.status().filter(|status| vocabulary::is_void(status))
}

fn leads_to(place: Place, work: &Page, status: &str) -> Diagnostic {
    let message = format!("this cites `{}`, which is {status}", work.unmarked());
    let label = format!("take it out, or say in the same paragraph that it is {status}");
    Diagnostic::new(Code::ResearchCited, place, message, label)
}
