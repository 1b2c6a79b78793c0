//! Articles: what all of them say.

use super::json::{Entity, Json};
use super::{Head, image_objects, organization, person, set, set_list, texts, typed, whole_link};
use crate::content::front::{Funding, Reference};
use crate::content::{Facts, Kind, Page};
use crate::health::{identifiers, references};
use crate::instant::rfc3339;
use crate::output::head::topics;
use crate::project::bibliography::{Name, Sort, Work};
use crate::site::PageId;

/// A page as an article of schema.org's `kind`.
pub(super) fn of<'t>(head: &'t Head<'_>, id: PageId, page: &'t Page, kind: &'t str) -> Entity<'t> {
    let lens = &head.scene.lens;
    let mut entity = typed(kind);
    // Mastodon shows the headline where others show `og:title`: they say the same.
    let (headline, description) = &head.shared;
    set(&mut entity, "headline", Some(headline.as_str()));
    set(&mut entity, "alternativeHeadline", (*headline != head.title).then_some(head.title.as_str()));
    set(&mut entity, "description", Some(description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set(&mut entity, "mainEntityOfPage", Some(head.url.as_str()));
    set_list(&mut entity, "image", head.image.iter().flat_map(image_objects).collect());
    dates(&mut entity, page);
    let authors = match crate::output::authors(page) {
        [] => vec![organization::reference(head)],
        authors => person::each(head, authors),
    };
    set_list(&mut entity, "author", authors);
    entity.push(("publisher", organization::publisher(head)));
    set(&mut entity, "inLanguage", Some(page.language.as_str()));
    // Only what is an article to schema.org has a section.
    let section = (kind != "LearningResource").then(|| lens.section(id)).flatten();
    set(&mut entity, "articleSection", section.map(|section| lens.teaser(section).title.as_str()));
    let called = match &page.front.facts {
        Facts::Guide(guide) => guide.condition.as_ref().map_or(&[][..], |condition| &condition.also),
        _ => &[],
    };
    set_list(&mut entity, "keywords", topics(page).map(Json::from).chain(texts(called)).collect());
    entity.push(("isAccessibleForFree", Json::True));
    translation(&mut entity, head, id);
    // What research is about is its study.
    if page.kind != Kind::Research {
        set_list(&mut entity, "about", lens.notice_about(id).iter().map(|work| notice_about(head, *work)).collect());
    }
    evidence(&mut entity, head, page);
    entity
}

/// The result that a notice is about.
fn notice_about<'t>(head: &'t Head<'_>, id: PageId) -> Json<'t> {
    let work = head.scene.lens.teaser(id);
    let url = head.scene.lens.base().absolute(&work.address);
    let mut entity = vec![("@type", "ScholarlyArticle".into()), ("headline", work.title.as_str().into())];
    set(&mut entity, "creativeWorkStatus", work.front.facts.status());
    entity.push(("url", url.into()));
    Json::Entity(entity)
}

/// An alert, which no longer holds after its end: what was cancelled, from then on.
pub(super) fn expiring<'t>(head: &Head<'_>, page: &Page, mut entity: Entity<'t>) -> Entity<'t> {
    let end = page.times(head.scene.lens.zone()).and_then(|times| times.end());
    set(&mut entity, "expires", end.map(rfc3339));
    entity
}

/// When it was published and last changed, as written.
pub(super) fn dates(entity: &mut Entity<'_>, page: &Page) {
    set(entity, "datePublished", page.front.date.map(|when| when.to_string()));
    set(entity, "dateModified", page.front.updated.or(page.front.date).map(|when| when.to_string()));
}

/// The page that it translates, else those that translate it.
pub(super) fn translation<'t>(entity: &mut Entity<'t>, head: &'t Head<'_>, id: PageId) {
    let lens = &head.scene.lens;
    let work = |id: PageId| {
        let page = lens.teaser(id);
        let url = lens.base().absolute(&page.address);
        Json::Entity(vec![
            ("@type", "CreativeWork".into()),
            ("@id", url.into()),
            ("inLanguage", page.language.as_str().into()),
        ])
    };
    let original = lens.original(id);
    set(entity, "translationOfWork", original.map(work));
    let others = lens.translations(id).iter().filter(|other| lens.original(**other) == Some(id));
    set_list(entity, "workTranslation", others.map(|other| work(*other)).collect());
}

/// What it rests on, and who paid for it.
pub(super) fn evidence<'t>(entity: &mut Entity<'t>, head: &Head<'_>, page: &'t Page) {
    let works = page.cited().into_iter().filter_map(|key| Some(work(&*head.scene.lens.work(&page.source, key)?)));
    let sources = page.front.sources.iter().map(|source| cited(head, page, source));
    set_list(entity, "citation", works.chain(sources).collect());
    let funder = |funding: &'t Funding| {
        let mut funder = payer(funding);
        // With the number of a grant, it is the grant that is described there.
        let url = funding.url.as_ref().filter(|_| funding.grant.is_none());
        set(&mut funder, "url", url.and_then(|url| whole_link(head, &page.source, url)));
        Json::Entity(funder)
    };
    set_list(entity, "funder", page.front.funding.iter().map(funder).collect());
    let grant = |funding: &'t Funding| {
        let mut grant = vec![("@type", "Grant".into()), ("identifier", funding.grant.as_deref()?.into())];
        let url = funding.url.as_ref().and_then(|url| whole_link(head, &page.source, url));
        set(&mut grant, "url", url);
        grant.push(("funder", Json::Entity(payer(funding))));
        Some(Json::Entity(grant))
    };
    set_list(entity, "funding", page.front.funding.iter().filter_map(grant).collect());
}

/// Who pays.
fn payer(funding: &Funding) -> Entity<'_> {
    let mut funder = vec![("@type", "Organization".into()), ("name", funding.funder.as_str().into())];
    set(&mut funder, "sameAs", funding.ror.as_deref().map(identifiers::ror_url));
    funder
}

/// A work that the text cites.
fn work<'t>(work: &Work) -> Json<'t> {
    let kind = match work.sort {
        Sort::Article => "ScholarlyArticle",
        Sort::Chapter => "Chapter",
        Sort::Book => "Book",
        Sort::Thesis => "Thesis",
        Sort::Report => "Report",
        Sort::Web => "WebPage",
        Sort::Preprint | Sort::Other => "CreativeWork",
    };
    let mut entity = vec![("@type", kind.into()), ("name", work.title.clone().into())];
    let author = |name: &Name| {
        let kind = if name.given.is_empty() { "Organization" } else { "Person" };
        let whole = [name.given.as_str(), &name.family, &name.suffix].join(" ").trim().to_owned();
        Json::Entity(vec![("@type", kind.into()), ("name", whole.into())])
    };
    set_list(&mut entity, "author", work.authors.named.iter().map(author).collect());
    set(&mut entity, "datePublished", work.year.clone().filter(|year| is_iso(year)));
    set(&mut entity, "url", references::url(work));
    Json::Entity(entity)
}

fn cited<'t>(head: &Head<'_>, page: &'t Page, source: &'t Reference) -> Json<'t> {
    let mut work = vec![("@type", "CreativeWork".into()), ("name", source.title.as_str().into())];
    set(&mut work, "url", source.url.as_ref().and_then(|url| whole_link(head, &page.source, url)));
    let publisher = source.publisher.as_deref();
    let publisher = publisher.map(|name| Json::Entity(vec![("@type", "Organization".into()), ("name", name.into())]));
    set(&mut work, "publisher", publisher);
    set(&mut work, "datePublished", source.date.as_deref().filter(|date| is_iso(date)));
    Json::Entity(work)
}

/// Whether a date as written is one for machines: `2026`, `2026-05` or `2026-05-19`.
fn is_iso(date: &str) -> bool {
    let shape = |form: &str| {
        date.len() == form.len()
            && date.bytes().zip(form.bytes()).all(|(b, f)| if f == b'0' { b.is_ascii_digit() } else { b == f })
    };
    ["0000", "0000-00", "0000-00-00"].into_iter().any(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_for_machines_are_dates() {
        for (date, iso) in
            [("2026", true), ("2026-05", true), ("2026-05-19", true), ("May 2026", false), ("26", false), ("", false)]
        {
            assert_eq!(is_iso(date), iso, "{date}");
        }
    }
}
