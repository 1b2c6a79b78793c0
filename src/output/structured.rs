//! Structured data: schema.org as JSON-LD.
//!
//! One script for each entity and no `@graph`, because some readers look at the top level only; the
//! article first, because the first that fits wins; `@type` is one word, never a list. What it says is
//! on the page too.

use std::borrow::Cow;

use super::head::{Head, ShareImage, home_url, topics};
use crate::content::{Facts, Kind, Page, Role};
use crate::health::{identifiers, vocabulary};
use crate::instant::iso_duration;
use crate::site::PageId;
use crate::span::At;

/// Writes the scripts of a page.
pub(super) fn write(html: &mut String, head: &Head<'_>) {
    if head.scene.heading.kind == "404" {
        return;
    }
    if let Some((id, page)) = head.page
        && page.role == Role::Leaf
    {
        if let Some(article) = main_entity(head, id, page) {
            script(html, article);
        }
        if page.kind == Kind::Guide || page.front.reviewed.is_some() {
            script(html, medical_web_page(head, page));
        }
    }
    if let Some(breadcrumbs) = breadcrumbs(head) {
        script(html, breadcrumbs);
    }
    script(html, organization(head));
}

fn script(html: &mut String, entity: Entity<'_>) {
    html.push_str("<script type=\"application/ld+json\">");
    Json::Entity(entity).write(html);
    html.push_str("</script>\n");
}

/// What the page is about itself.
fn main_entity<'t>(head: &'t Head<'_>, id: PageId, page: &'t Page) -> Option<Entity<'t>> {
    Some(match &page.front.facts {
        Facts::News(news) => {
            let mut entity = article(head, id, page, "NewsArticle");
            set(&mut entity, "dateline", news.dateline.as_deref());
            entity
        }
        Facts::Research(research) => {
            let mut entity = article(head, id, page, "ScholarlyArticle");
            set(&mut entity, "creativeWorkStatus", research.status.as_deref());
            set(&mut entity, "sameAs", research.doi.as_deref().map(identifiers::doi_url));
            if let Some(journal) = &research.journal {
                let journal = vec![("@type", "Periodical".into()), ("name", journal.as_str().into())];
                entity.push(("isPartOf", Json::Entity(journal)));
            }
            entity
        }
        Facts::Guide(_) | Facts::Question(_) => article(head, id, page, "Article"),
        Facts::Person(person) => {
            let mut entity = typed("Person");
            set(&mut entity, "name", Some(page.title.as_str()));
            set(&mut entity, "url", Some(head.url.as_str()));
            set(&mut entity, "jobTitle", person.role.as_deref());
            set(&mut entity, "honorificSuffix", some_text(person.credentials.join(", ")));
            let orcid = person.orcid.as_deref().map(|orcid| identifiers::orcid_url(orcid).into());
            set_list(&mut entity, "sameAs", orcid.into_iter().chain(texts(&person.same_as)).collect());
            if person.photo.is_some() {
                set(&mut entity, "image", head.image.as_ref().map(|image| image.url.as_str()));
            }
            entity.push(("worksFor", reference_to_organization(head)));
            entity
        }
        Facts::Event(event) => {
            let mut entity = typed("Event");
            set(&mut entity, "name", Some(head.title.as_str()));
            set(&mut entity, "description", Some(head.description.as_str()));
            set(&mut entity, "url", Some(head.url.as_str()));
            set(&mut entity, "startDate", event.starts.map(|when| when.to_string()));
            set(&mut entity, "endDate", event.ends.map(|when| when.to_string()));
            set(&mut entity, "eventStatus", event.status.as_deref().map(event_status));
            set(&mut entity, "eventAttendanceMode", event.attendance.as_deref().map(attendance_mode));
            if let Some(place) = &event.location {
                let online = event.attendance.as_deref() == Some("online");
                let mut location = vec![("@type", if online { "VirtualLocation" } else { "Place" }.into())];
                set(&mut location, "name", Some(place.name.as_str()));
                set(&mut location, "address", place.address.as_deref());
                set(&mut location, "url", place.url.as_deref());
                entity.push(("location", Json::Entity(location)));
            }
            entity.push(("organizer", reference_to_organization(head)));
            entity
        }
        Facts::Training(training) => {
            let mut entity = article(head, id, page, "LearningResource");
            set(&mut entity, "educationalLevel", training.level.as_deref());
            set(&mut entity, "timeRequired", training.duration.map(iso_duration));
            set_list(&mut entity, "teaches", texts(&training.objectives).collect());
            entity
        }
        Facts::Page => return None,
    })
}

fn article<'t>(head: &'t Head<'_>, id: PageId, page: &'t Page, kind: &'t str) -> Entity<'t> {
    let lens = &head.scene.lens;
    let mut entity = typed(kind);
    // Mastodon shows the headline where others show `og:title`: they say the same.
    let (headline, description) = &head.shared;
    set(&mut entity, "headline", Some(headline.as_str()));
    set(&mut entity, "alternativeHeadline", (*headline != head.title).then_some(head.title.as_str()));
    set(&mut entity, "description", Some(description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set(&mut entity, "mainEntityOfPage", Some(head.url.as_str()));
    set_list(&mut entity, "image", head.image.iter().map(image_object).collect());
    set(&mut entity, "datePublished", page.front.date.map(|when| when.to_string()));
    let modified = page.front.updated.or(page.front.date);
    set(&mut entity, "dateModified", modified.map(|when| when.to_string()));
    let authors = match super::authors(page) {
        [] => vec![reference_to_organization(head)],
        authors => people(head, authors),
    };
    set_list(&mut entity, "author", authors);
    entity.push(("publisher", reference_to_organization(head)));
    set(&mut entity, "inLanguage", Some(page.language.as_str()));
    set(&mut entity, "articleSection", lens.section(id).map(|section| lens.teaser(section).title.as_str()));
    set_list(&mut entity, "keywords", topics(page).map(Json::from).collect());
    entity.push(("isAccessibleForFree", Json::True));
    entity
}

/// The page as medical information: when it was reviewed, by whom, for whom.
fn medical_web_page<'t>(head: &'t Head<'_>, page: &'t Page) -> Entity<'t> {
    let mut entity = typed("MedicalWebPage");
    set(&mut entity, "name", Some(head.title.as_str()));
    set(&mut entity, "description", Some(head.description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set(&mut entity, "inLanguage", Some(page.language.as_str()));
    set(&mut entity, "lastReviewed", page.front.reviewed.map(|day| day.to_string()));
    set_list(&mut entity, "reviewedBy", people(head, &page.front.reviewers));
    let Facts::Guide(guide) = &page.front.facts else { return entity };
    if let Some(condition) = &guide.condition {
        let mut about = vec![("@type", "MedicalCondition".into()), ("name", condition.name.as_str().into())];
        let codes = condition.codes.iter().map(|code| {
            let (value, system) = (code.code.as_str().into(), code.system.as_str().into());
            Json::Entity(vec![("@type", "MedicalCode".into()), ("codeValue", value), ("codingSystem", system)])
        });
        set_list(&mut about, "code", codes.collect());
        entity.push(("about", Json::Entity(about)));
    }
    let audiences = guide.audience.iter().map(|name| {
        let kind = vocabulary::schema_audience(name).into();
        Json::Entity(vec![("@type", "MedicalAudience".into()), ("audienceType", kind)])
    });
    set_list(&mut entity, "audience", audiences.collect());
    let specialties = guide.specialty.iter().map(|name| format!("https://schema.org/{name}").into());
    set_list(&mut entity, "specialty", specialties.collect());
    entity
}

/// The way down to the page; none for the home page.
fn breadcrumbs<'t>(head: &'t Head<'_>) -> Option<Entity<'t>> {
    let scene = head.scene;
    let lens = &scene.lens;
    let base = lens.base();
    let crumb = |id| {
        let page = lens.teaser(id);
        (page.title.as_str(), base.absolute(&page.address))
    };
    let mut crumbs: Vec<(&str, String)> = match head.page {
        Some((id, _)) => lens.above(id).iter().copied().map(crumb).collect(),
        None => {
            let home = lens.home(&scene.language).map(|home| (lens.teaser(home).title.as_str(), home_url(scene)));
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

/// Who publishes, in full.
fn organization<'t>(head: &'t Head<'_>) -> Entity<'t> {
    let lens = &head.scene.lens;
    let text = |key: &str| lens.setting_text(&head.scene.language, &format!("organization.{key}"));
    let mut entity = Entity::new();
    set(&mut entity, "@context", Some("https://schema.org"));
    set(&mut entity, "@type", Some(text("type").unwrap_or_else(|| "Organization".into())));
    set(&mut entity, "@id", Some(organization_id(head)));
    set(&mut entity, "name", Some(text("name").unwrap_or_else(|| head.hub.clone())));
    set(&mut entity, "url", Some(text("url").unwrap_or_else(|| home_url(head.scene))));
    set(&mut entity, "logo", logo(head));
    if let Some(same_as) = lens.setting(&head.scene.language, "organization.same_as")
        && let crate::yaml::Value::List(links) = &same_as.value
    {
        let link = |node: &crate::yaml::Node| match &node.value {
            crate::yaml::Value::Text(link) => Some(link.clone().into()),
            _ => None,
        };
        set_list(&mut entity, "sameAs", links.iter().filter_map(link).collect());
    }
    set(&mut entity, "email", text("contact.email"));
    set(&mut entity, "telephone", text("contact.phone"));
    let principles = text("publishing_principles").map(|to| match to.starts_with("http") {
        true => to,
        false => whole_link(head, &to),
    });
    set(&mut entity, "publishingPrinciples", principles);
    entity
}

fn whole_link(head: &Head<'_>, to: &str) -> String {
    let base = head.scene.lens.base();
    match head.scene.lens.link(&crate::render::home(), to) {
        crate::site::Link::To { address, rest, .. } => format!("{}{rest}", base.absolute(&address)),
        _ => home_url(head.scene),
    }
}

fn logo(head: &Head<'_>) -> Option<String> {
    let src = head.scene.lens.setting_text(&head.scene.language, "organization.logo")?;
    match &head.scene.lens.image(&crate::render::home(), &src)?.place {
        crate::world::PicturePlace::Site(address) => Some(head.scene.lens.base().absolute(address)),
        crate::world::PicturePlace::Elsewhere(url) => Some(url.clone()),
    }
}

fn organization_id(head: &Head<'_>) -> String {
    format!("{}#organization", home_url(head.scene))
}

fn reference_to_organization<'t>(head: &'t Head<'_>) -> Json<'t> {
    let lens = &head.scene.lens;
    let kind = lens.setting_text(&head.scene.language, "organization.type").unwrap_or_else(|| "Organization".into());
    let name = lens.setting_text(&head.scene.language, "organization.name").unwrap_or_else(|| head.hub.clone());
    let (id, url) = (organization_id(head), home_url(head.scene));
    Json::Entity(vec![("@type", kind.into()), ("@id", id.into()), ("name", name.into()), ("url", url.into())])
}

/// Authors or reviewers; a name holds only the name.
fn people<'t>(head: &'t Head<'_>, names: &'t [At<String>]) -> Vec<Json<'t>> {
    let lens = &head.scene.lens;
    let person = |name: &'t At<String>| {
        let mut person = vec![("@type", "Person".into())];
        match lens.person(&name.value).map(|id| lens.teaser(id)) {
            Some(page) => {
                set(&mut person, "name", Some(page.title.as_str()));
                set(&mut person, "url", Some(lens.base().absolute(&page.address)));
                if let Facts::Person(facts) = &page.front.facts {
                    set(&mut person, "jobTitle", facts.role.as_deref());
                    set(&mut person, "honorificSuffix", some_text(facts.credentials.join(", ")));
                }
            }
            None => set(&mut person, "name", Some(name.value.as_str())),
        }
        Json::Entity(person)
    };
    names.iter().map(person).collect()
}

fn image_object(image: &ShareImage) -> Json<'_> {
    let mut object = vec![("@type", "ImageObject".into()), ("url", image.url.as_str().into())];
    if let Some((width, height)) = image.size {
        object.extend([("width", Json::Number(width)), ("height", Json::Number(height))]);
    }
    Json::Entity(object)
}

fn event_status(status: &str) -> String {
    let name = match status {
        "cancelled" => "EventCancelled",
        "postponed" => "EventPostponed",
        "rescheduled" => "EventRescheduled",
        "moved-online" => "EventMovedOnline",
        _ => "EventScheduled",
    };
    format!("https://schema.org/{name}")
}

fn attendance_mode(attendance: &str) -> String {
    let name = match attendance {
        "online" => "OnlineEventAttendanceMode",
        "mixed" => "MixedEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    format!("https://schema.org/{name}")
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

fn some_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// JSON, in the order in which it was made.
enum Json<'t> {
    Text(Cow<'t, str>),
    Number(usize),
    True,
    List(Vec<Json<'t>>),
    Entity(Entity<'t>),
}

/// The fields of an entity.
type Entity<'t> = Vec<(&'static str, Json<'t>)>;

impl<'t> From<&'t str> for Json<'t> {
    fn from(text: &'t str) -> Json<'t> {
        Json::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl Json<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Json::Text(text) => push_text(out, text),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::True => out.push_str("true"),
            Json::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    value.write(out);
                }
                out.push(']');
            }
            Json::Entity(fields) => {
                out.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if at == 0 { "\"" } else { ",\"" });
                    out.push_str(name);
                    out.push_str("\":");
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// `<` is escaped too, so that no text of an author ends the script.
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\' | b'<')) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte => out.push_str(&format!("\\u{byte:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_that_ends_no_script() {
        let text = "a \"b\" \\ </script>\n\r\t\u{8}\u{1f} é";
        let entity = vec![("name", text.into()), ("list", Json::List(vec![Json::Number(1), Json::True]))];
        let mut json = String::new();
        Json::Entity(entity).write(&mut json);
        assert!(!json.contains('<'));
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::json!({"name": text, "list": [1, true]}));
    }
}
