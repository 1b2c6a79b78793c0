//! Pages as pages: medical ones and others, the website, collections, and the way to each.

use super::json::{Entity, Json};
use super::{Head, article, image_object, organization, person, set, set_list, term, texts, typed};
use crate::content::front::Guide;
use crate::content::{Facts, Page};
use crate::health::vocabulary;
use crate::markdown::without_tags;
use crate::output::head::home_url;

/// The page as medical information: when it was reviewed, by whom, for whom, about what.
pub(super) fn medical<'t>(head: &'t Head<'_>, page: &'t Page) -> Entity<'t> {
    let mut entity = whole(head, page, "MedicalWebPage");
    if let Facts::Guide(guide) = &page.front.facts {
        classify(&mut entity, guide);
    }
    entity
}

/// The page of a question, with the answer of those who know. `QAPage` would be for questions to which anybody may give
/// answers.
pub(super) fn answered<'t>(head: &'t Head<'_>, page: &'t Page) -> Entity<'t> {
    let mut answer = vec![("@type", "Answer".into())];
    let words = without_tags(head.body).split_whitespace().collect::<Vec<_>>().join(" ");
    set(&mut answer, "text", Some(words).filter(|words| !words.is_empty()));
    set(&mut answer, "url", Some(head.url.as_str()));
    article::dates(&mut answer, page);
    set_list(&mut answer, "author", person::each(head, crate::output::authors(page)));
    let question = vec![
        ("@type", "Question".into()),
        ("name", page.title.as_str().into()),
        ("acceptedAnswer", Json::Entity(answer)),
    ];
    let mut entity = whole(head, page, "FAQPage");
    set_list(&mut entity, "mainEntity", vec![Json::Entity(question)]);
    entity
}

/// A page that is nothing more.
pub(super) fn plain<'t>(head: &'t Head<'_>, page: &'t Page) -> Entity<'t> {
    whole(head, page, "WebPage")
}

/// The page about somebody.
pub(super) fn profile<'t>(head: &'t Head<'_>, page: &'t Page) -> Entity<'t> {
    let mut entity = whole(head, page, "ProfilePage");
    entity.push(("mainEntity", Json::Entity(vec![("@id", person::id(&head.url).into())])));
    entity
}

/// A page of a list of pages.
pub(super) fn collection<'t>(head: &'t Head<'_>) -> Entity<'t> {
    let mut entity = named(head, "CollectionPage");
    set(&mut entity, "inLanguage", Some(head.scene.language.as_str()));
    entity.push(("isPartOf", website_reference(head)));
    entity
}

/// The hub, as its home page shows it. It has no search of its own that a search engine could use.
pub(super) fn website<'t>(head: &'t Head<'_>) -> Entity<'t> {
    let mut entity = typed("WebSite");
    set(&mut entity, "@id", Some(website_id(head)));
    set(&mut entity, "name", Some(head.hub.as_str()));
    set(&mut entity, "description", Some(head.description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set(&mut entity, "inLanguage", Some(head.scene.language.as_str()));
    entity.push(("publisher", organization::publisher(head)));
    entity
}

/// A page of `kind` that is no list, with all that is known of every such page.
fn whole<'t>(head: &'t Head<'_>, page: &'t Page, kind: &'t str) -> Entity<'t> {
    let mut entity = named(head, kind);
    article::dates(&mut entity, page);
    set(&mut entity, "inLanguage", Some(page.language.as_str()));
    entity.push(("isPartOf", website_reference(head)));
    set(&mut entity, "primaryImageOfPage", head.image.as_ref().map(image_object));
    set(&mut entity, "lastReviewed", page.front.reviewed.map(|day| day.to_string()));
    set_list(&mut entity, "reviewedBy", person::each(head, &page.front.reviewers));
    if matches!(page.front.facts, Facts::Page) {
        set_list(&mut entity, "author", person::each(head, &page.front.authors));
        entity.push(("publisher", organization::publisher(head)));
        if let Some((id, _)) = head.page {
            article::translation(&mut entity, head, id);
        }
        article::evidence(&mut entity, head, page);
    }
    entity
}

fn named<'t>(head: &'t Head<'_>, kind: &'t str) -> Entity<'t> {
    let mut entity = typed(kind);
    // As networks show it: Mastodon takes the title of a page from here.
    let (headline, description) = &head.shared;
    set(&mut entity, "headline", (kind == "WebPage").then_some(headline.as_str()));
    set(&mut entity, "name", Some(head.title.as_str()));
    set(&mut entity, "description", Some(description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    entity
}

/// What a guide is about and for whom, in the enumerations of schema.org.
fn classify<'t>(entity: &mut Entity<'t>, guide: &'t Guide) {
    if let Some(condition) = &guide.condition {
        let mut about = vec![("@type", "MedicalCondition".into()), ("name", condition.name.as_str().into())];
        set_list(&mut about, "alternateName", texts(&condition.also).collect());
        let codes = condition.codes.iter().map(|code| {
            let (value, system) = (code.code.as_str().into(), code.system.as_str().into());
            Json::Entity(vec![("@type", "MedicalCode".into()), ("codeValue", value), ("codingSystem", system)])
        });
        set_list(&mut about, "code", codes.collect());
        entity.push(("about", Json::Entity(about)));
    }
    let audience = |name: &String| {
        let (kind, sort) = vocabulary::schema_audience(name);
        Json::Entity(vec![("@type", kind.into()), ("audienceType", sort.into())])
    };
    set_list(entity, "audience", guide.audience.iter().map(audience).collect());
    let types = guide.audience.iter().map(|name| vocabulary::schema_audience(name).1);
    let types = types.filter(|sort| vocabulary::AUDIENCE_TYPES.contains(sort));
    set_list(entity, "medicalAudience", types.map(term).collect());
    set_list(entity, "specialty", guide.specialty.iter().map(|name| term(name)).collect());
    let aspect = |name: &String| term(&format!("{name}{}", vocabulary::ASPECT_ENDING));
    if !guide.aspect.is_empty() {
        let mut content = vec![("@type", "HealthTopicContent".into())];
        set_list(&mut content, "hasHealthAspect", guide.aspect.iter().map(aspect).collect());
        entity.push(("mainEntity", Json::Entity(content)));
    }
}

/// The hub, whatever the language of the page.
fn website_reference<'t>(head: &Head<'_>) -> Json<'t> {
    Json::Entity(vec![("@id", website_id(head).into())])
}

fn website_id(head: &Head<'_>) -> String {
    format!("{}#website", home_url(head.scene))
}

/// The way down to the page; none for the home page.
pub(super) fn breadcrumbs<'t>(head: &'t Head<'_>) -> Option<Entity<'t>> {
    let scene = head.scene;
    let lens = &scene.lens;
    let base = lens.base();
    let crumb = |id| {
        let page = lens.teaser(id);
        (page.title.as_str(), base.absolute(&page.address))
    };
    let mut crumbs: Vec<(&str, String)> = match head.page {
        Some((id, _)) => lens.way(id).iter().copied().map(crumb).collect(),
        None => {
            let home = lens.home(&scene.language).map(crumb);
            let trail = scene.trail.iter().map(|link| (link.title.as_str(), format!("{}{}", base.origin, link.url)));
            home.into_iter().chain(trail).collect()
        }
    };
    crumbs.push((&head.title, head.url.clone()));
    if crumbs.len() < 2 {
        return None;
    }
    let items = crumbs.into_iter().enumerate().map(|(at, (name, url))| {
        let position = Json::Number(at + 1);
        let item = [("@type", "ListItem".into()), ("position", position), ("name", name.into()), ("item", url.into())];
        Json::Entity(item.into())
    });
    let mut entity = typed("BreadcrumbList");
    set_list(&mut entity, "itemListElement", items.collect());
    Some(entity)
}
