//! Pages that lead to a result, or cite it, that is not to be relied on, without saying so; and what is said of a result on a
//! day that has not come.
//!
//! A link is named to its author unless the paragraph around it has the word for how the result stands (`retracted`), in the
//! language of the page. The notice about a result may name it as it likes. Of works that have no page here it is the
//! bibliography that knows.

use std::collections::HashSet;

use super::Subject;
use super::links;
use crate::content::{Facts, Notice};
use crate::diag::{Code, Diagnostic};
use crate::hash;
use crate::health::{identifiers, vocabulary};
use crate::markdown::{Fragment, Hole};
use crate::path::SourcePath;
use crate::site::{Link, PageId};
use crate::span::{Place, Span};

/// Checks every link, source, cited work and DOI of a page.
pub(super) fn check(subject: &mut Subject<'_>) {
    let mut cited: Vec<(Span, Void)> = Vec::new();
    for link in links::all(subject.lens, subject.page, subject.body) {
        if let Link::To { page: Some(id), .. } = subject.lens.link(&subject.page.source, &link.value) {
            cited.extend(page_of(subject, id).map(|void| (link.span.clone(), void)));
        }
    }
    for cite in &subject.page.outline.cites {
        let Some(work) = subject.lens.work(&subject.page.source, &cite.value) else { continue };
        let here = || subject.lens.void_work(&identifiers::doi(work.doi.as_deref()?)?);
        let found = match here() {
            Some(id) => page_of(subject, id),
            None => work.is_retracted.then(|| Void { title: work.title.clone(), status: "retracted".to_owned() }),
        };
        cited.extend(found.map(|void| (cite.span.clone(), void)));
    }
    cited.extend(dois(subject.body).into_iter().filter_map(|url| {
        let id = work_at(subject, &url)?;
        let text = subject.lens.source_text(subject.id).text;
        let at = subject.page.body_start;
        let at = at + text.get(at..)?.find(url.as_str()).unwrap_or_default();
        Some((at..at + url.len(), page_of(subject, id)?))
    }));
    if !cited.is_empty() {
        let text = subject.lens.source_text(subject.id).text;
        cited.iter().for_each(|(span, void)| told(subject, &text, span, void));
    }
    sources(subject);
    ahead(subject);
}

/// A result that is not to be relied on.
struct Void {
    title: String,
    /// `retracted` or `withdrawn`.
    status: String,
}

/// What is not to be relied on of the page that this one leads to, unless it is the page itself or what it is the notice of.
fn page_of(subject: &Subject<'_>, id: PageId) -> Option<Void> {
    let work = subject.lens.teaser(id);
    let status = work.front.facts.status().filter(|status| vocabulary::is_void(status))?.to_owned();
    let is_own = id == subject.id || subject.lens.notice_about(subject.id).contains(&id);
    (!is_own).then(|| Void { title: work.unmarked().to_owned(), status })
}

/// Every address of a DOI that a body leads to, once each.
fn dois(body: &Fragment) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    let mut read = |html: &str| {
        for url in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if is_doi(url) && known.insert(hash::of(url.as_bytes())) {
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

fn told(subject: &mut Subject<'_>, text: &str, span: &Span, void: &Void) {
    let status = void.status.as_str();
    let word = subject.lens.text(&subject.page.language, &format!("status.{status}"));
    let says_so =
        |around: &str| around.contains(status) || word.iter().any(|word| around.contains(&word.to_lowercase()));
    let body = subject.page.body_start;
    // Front matter has no paragraphs.
    if span.start < body || !says_so(&paragraph(&text[body..], span.start - body, span.end - body).to_lowercase()) {
        subject.fault(Code::ResearchCited, span, |place| leads_to(place, void));
    }
}

/// So much of a paragraph on either side of a link is read, in bytes: one without end would be read for each of its links.
const NEAR: usize = 4_000;

/// The lines of `text` around what stands from `start` to `end`, up to the nearest empty ones.
fn paragraph(text: &str, start: usize, end: usize) -> &str {
    let from = text.floor_char_boundary(start.saturating_sub(NEAR));
    let to = text.floor_char_boundary(end.saturating_add(NEAR));
    let before = text.get(from..start).unwrap_or_default();
    let after = text.get(end..to).unwrap_or_default();
    let from = before.rfind("\n\n").max(before.rfind("\n\r\n")).map_or(from, |at| from + at + 2);
    let gap = [after.find("\n\n"), after.find("\n\r\n")].into_iter().flatten().min();
    text.get(from..gap.map_or(to, |at| end + at)).unwrap_or_default()
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
        let Some(void) = found.and_then(|id| page_of(subject, id)) else { continue };
        if !source.title.to_lowercase().contains(&void.status) {
            let place = Place::file(subject.page.source.as_str());
            subject.faults.push(leads_to(place, &void));
        }
    }
}

/// What was said of the result of this page on a day that has not come. How a result stands is shown from the next build on,
/// whatever the day: nobody is to rely on it for longer.
fn ahead(subject: &mut Subject<'_>) {
    let page = subject.page;
    if !matches!(page.front.facts, Facts::Research(_)) {
        return;
    }
    let Some(first) = subject.lens.notice_ahead(subject.id) else { return };
    let zone = subject.lens.zone();
    let ahead = page.notices().into_iter().filter(|notice| notice.date.start(zone) >= first.start(zone));
    subject.faults.extend(ahead.map(|notice| not_come(&page.source, &notice)));
}

fn not_come(file: &SourcePath, notice: &Notice<'_>) -> Diagnostic {
    let what = if notice.is_retraction { "the `retraction` of this result" } else { "a correction of this result" };
    let message = format!("{what} is dated {}, which has not come", notice.date);
    let label = "set its `date` to the day on which it was said";
    Diagnostic::new(Code::ResearchAhead, Place::file(file.as_str()), message, label)
        .help("how a result stands is shown at once, whatever the day; to say so later, write it then")
}

fn leads_to(place: Place, Void { title, status }: &Void) -> Diagnostic {
    let message = format!("this cites `{title}`, which is {status}");
    let label = format!("take it out, or say in the same paragraph that it is {status}");
    Diagnostic::new(Code::ResearchCited, place, message, label)
}
