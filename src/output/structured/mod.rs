//! Structured data: schema.org as JSON-LD.
//!
//! One script for each entity and no `@graph`, because some readers look at the top level only; the
//! article first, because the first that fits wins; `@type` is one word, never a list. What it says is
//! on the page too; beside that it only classifies, as by specialty, in the words of schema.org.
//!
//! | page | scripts before those of every page |
//! |---|---|
//! | news, research, guide, alert | the article, then the page that was reviewed |
//! | question | the article, then the page with question and answer |
//! | event | the event |
//! | live coverage | the posting with its updates; of an update alone, the update |
//! | training | the learning resource, with its recordings and questions; the session, if it has a date |
//! | person | the person, then the page about them |
//! | page | the page |
//! | home | the website |
//! | section, terms | the page of a collection |
//!
//! Every page ends with the way to it and with who publishes.

mod article;
mod event;
mod json;
mod live;
mod media;
mod organization;
mod page;
mod person;
mod research;

use super::head::{Head, ShareImage};
use crate::content::{Facts, Kind, Role};
use crate::path::SourcePath;
use json::{Entity, Json};

/// Writes the scripts of a page.
pub(super) fn write(html: &mut String, head: &Head<'_>) {
    if head.scene.heading.is_unlisted() {
        return;
    }
    for entity in of_page(head) {
        script(html, entity);
    }
    if let Some(breadcrumbs) = page::breadcrumbs(head) {
        script(html, breadcrumbs);
    }
    script(html, organization::whole(head));
}

fn of_page<'t>(head: &'t Head<'_>) -> Vec<Entity<'t>> {
    if let Some((_, page, update)) = head.update {
        return vec![live::whole_update(head, page, update)];
    }
    let Some((id, page)) = head.page else { return vec![page::collection(head)] };
    match page.role {
        Role::Home => return vec![page::website(head)],
        Role::Section => return vec![page::collection(head)],
        Role::Leaf => {}
    }
    let article = |kind| article::of(head, id, page, kind);
    let main = match &page.front.facts {
        Facts::News(news) => Some(media::news(head, page, news, article("NewsArticle"))),
        Facts::Research(research) => Some(research::of(head, page, research, article("ScholarlyArticle"))),
        Facts::Training(training) => Some(media::training(head, page, training, article("LearningResource"))),
        Facts::Live(live) => Some(live::of(head, page, live, article("LiveBlogPosting"))),
        Facts::Guide(_) | Facts::Question(_) => Some(article("Article")),
        Facts::Alert(_) => Some(article::expiring(head, page, article("NewsArticle"))),
        Facts::Person(facts) => Some(person::whole(head, page, facts)),
        Facts::Event(event) => Some(event::of(head, "Event", event)),
        Facts::Page => None,
    };
    let session = match &page.front.facts {
        Facts::Training(_) => page.front.facts.meeting().map(|event| event::of(head, "EducationEvent", event)),
        _ => None,
    };
    let reviewed = page.front.reviewed.is_some();
    let about = match page.kind {
        Kind::Person => Some(page::profile(head, page)),
        Kind::Page => Some(page::plain(head, page)),
        Kind::Guide => Some(page::medical(head, page)),
        Kind::Question => Some(page::answered(head, page)),
        Kind::News | Kind::Research | Kind::Training | Kind::Alert | Kind::Live if reviewed => {
            Some(page::medical(head, page))
        }
        Kind::Event if reviewed => Some(page::plain(head, page)),
        Kind::News | Kind::Research | Kind::Training | Kind::Alert | Kind::Live | Kind::Event => None,
    };
    main.into_iter().chain(session).chain(about).collect()
}

fn script(html: &mut String, entity: Entity<'_>) {
    html.push_str("<script type=\"application/ld+json\">");
    Json::Entity(entity).write(html);
    html.push_str("</script>\n");
}

/// The whole address of what is linked in `from`; none for what is not there.
fn whole_link(head: &Head<'_>, from: &SourcePath, to: &str) -> Option<String> {
    super::head::whole_link(head.scene, from, to)
}

/// A picture in all proportions that there are of it.
fn image_objects<'t>(image: &'t ShareImage) -> Vec<Json<'t>> {
    let others = image.others.iter().map(|(url, size)| image_object_of(url, Some(*size)));
    [image_object(image)].into_iter().chain(others).collect()
}

fn image_object(image: &ShareImage) -> Json<'_> {
    image_object_of(&image.url, image.size)
}

fn image_object_of(url: &str, size: Option<(usize, usize)>) -> Json<'_> {
    let mut object = vec![("@type", "ImageObject".into()), ("url", url.into())];
    if let Some((width, height)) = size {
        object.extend([("width", Json::Number(width)), ("height", Json::Number(height))]);
    }
    Json::Entity(object)
}

/// An identifier and where it leads.
fn identifier<'t>(system: &'t str, value: &'t str, url: Option<String>) -> Json<'t> {
    let mut entity = vec![("@type", "PropertyValue".into()), ("propertyID", system.into()), ("value", value.into())];
    set(&mut entity, "url", url);
    Json::Entity(entity)
}

/// A value of an enumeration of schema.org.
fn term(name: &str) -> Json<'static> {
    format!("https://schema.org/{name}").into()
}

fn typed(kind: &str) -> Entity<'_> {
    vec![("@context", "https://schema.org".into()), ("@type", kind.into())]
}

/// Adds what is there.
fn set<'t>(entity: &mut Entity<'t>, name: &'static str, value: Option<impl Into<Json<'t>>>) {
    entity.extend(value.map(|value| (name, value.into())));
}

/// Adds a list with something in it.
fn set_list<'t>(entity: &mut Entity<'t>, name: &'static str, values: Vec<Json<'t>>) {
    set(entity, name, (!values.is_empty()).then_some(Json::List(values)));
}

fn texts(texts: &[String]) -> impl Iterator<Item = Json<'_>> {
    texts.iter().map(|text| text.as_str().into())
}
