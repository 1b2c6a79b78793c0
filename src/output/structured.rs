//! Structured data: schema.org as JSON-LD.
//!
//! One script for each entity and no `@graph`, because some readers look at the top level only; the
//! article first, because the first that fits wins; `@type` is one word, never a list. What it says is
//! on the page too.

use serde_json::{Map, Value, json};

use super::head::{Head, ShareImage, home_url, topics};
use crate::content::{Facts, Kind, Page, Role};
use crate::health::{identifiers, vocabulary};
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

/// `<` is escaped, so that no text of an author ends the script.
fn script(html: &mut String, entity: Value) {
    let json = entity.to_string().replace('<', "\\u003c");
    html.push_str("<script type=\"application/ld+json\">");
    html.push_str(&json);
    html.push_str("</script>\n");
}

/// What the page is about itself.
fn main_entity(head: &Head<'_>, id: PageId, page: &Page) -> Option<Value> {
    Some(match &page.front.facts {
        Facts::News(news) => {
            let mut article = article(head, id, page, "NewsArticle");
            set(&mut article, "dateline", news.dateline.clone());
            Value::Object(article)
        }
        Facts::Research(research) => {
            let mut article = article(head, id, page, "ScholarlyArticle");
            set(&mut article, "creativeWorkStatus", research.status.clone());
            set(&mut article, "sameAs", research.doi.as_deref().map(identifiers::doi_url));
            if let Some(journal) = &research.journal {
                article.insert("isPartOf".into(), json!({"@type": "Periodical", "name": journal}));
            }
            Value::Object(article)
        }
        Facts::Guide(_) | Facts::Question(_) => Value::Object(article(head, id, page, "Article")),
        Facts::Person(person) => {
            let mut entity = typed("Person");
            set(&mut entity, "name", Some(page.title.clone()));
            set(&mut entity, "url", Some(head.url.clone()));
            set(&mut entity, "jobTitle", person.role.clone());
            set(&mut entity, "honorificSuffix", some_text(person.credentials.join(", ")));
            let orcid = person.orcid.as_deref().map(identifiers::orcid_url);
            let same_as: Vec<String> = orcid.into_iter().chain(person.same_as.iter().cloned()).collect();
            if !same_as.is_empty() {
                entity.insert("sameAs".into(), json!(same_as));
            }
            if person.photo.is_some() {
                set(&mut entity, "image", head.image.as_ref().map(|image| image.url.clone()));
            }
            entity.insert("worksFor".into(), reference_to_organization(head));
            Value::Object(entity)
        }
        Facts::Event(event) => {
            let mut entity = typed("Event");
            set(&mut entity, "name", Some(head.title.clone()));
            set(&mut entity, "description", Some(head.description.clone()));
            set(&mut entity, "url", Some(head.url.clone()));
            set(&mut entity, "startDate", event.starts.map(|when| when.to_string()));
            set(&mut entity, "endDate", event.ends.map(|when| when.to_string()));
            set(&mut entity, "eventStatus", event.status.as_deref().map(event_status));
            set(&mut entity, "eventAttendanceMode", event.attendance.as_deref().map(attendance_mode));
            if let Some(place) = &event.location {
                let online = event.attendance.as_deref() == Some("online");
                let mut location =
                    Map::from_iter([("@type".into(), json!(if online { "VirtualLocation" } else { "Place" }))]);
                set(&mut location, "name", Some(place.name.clone()));
                set(&mut location, "address", place.address.clone());
                set(&mut location, "url", place.url.clone());
                entity.insert("location".into(), Value::Object(location));
            }
            entity.insert("organizer".into(), reference_to_organization(head));
            Value::Object(entity)
        }
        Facts::Page => return None,
    })
}

fn article(head: &Head<'_>, id: PageId, page: &Page, kind: &str) -> Map<String, Value> {
    let lens = &head.scene.lens;
    let mut entity = typed(kind);
    // Mastodon shows the headline where others show `og:title`: they say the same.
    let (headline, description) = head.shared.clone();
    let other = (headline != head.title).then(|| head.title.clone());
    set(&mut entity, "headline", Some(headline));
    set(&mut entity, "alternativeHeadline", other);
    set(&mut entity, "description", Some(description));
    set(&mut entity, "url", Some(head.url.clone()));
    entity.insert("mainEntityOfPage".into(), json!(head.url));
    if let Some(image) = &head.image {
        entity.insert("image".into(), json!([image_object(image)]));
    }
    set(&mut entity, "datePublished", page.front.date.map(|when| when.to_string()));
    let modified = page.front.updated.or(page.front.date);
    set(&mut entity, "dateModified", modified.map(|when| when.to_string()));
    let authors: Vec<Value> = match super::authors(page) {
        [] => vec![reference_to_organization(head)],
        authors => people(head, authors),
    };
    entity.insert("author".into(), json!(authors));
    entity.insert("publisher".into(), reference_to_organization(head));
    set(&mut entity, "inLanguage", Some(page.language.clone()));
    set(&mut entity, "articleSection", lens.section(id).map(|section| lens.teaser(section).title.clone()));
    let keywords: Vec<&str> = topics(page).collect();
    if !keywords.is_empty() {
        entity.insert("keywords".into(), json!(keywords));
    }
    entity.insert("isAccessibleForFree".into(), json!(true));
    entity
}

/// The page as medical information: when it was reviewed, by whom, for whom.
fn medical_web_page(head: &Head<'_>, page: &Page) -> Value {
    let mut entity = typed("MedicalWebPage");
    set(&mut entity, "name", Some(head.title.clone()));
    set(&mut entity, "description", Some(head.description.clone()));
    set(&mut entity, "url", Some(head.url.clone()));
    set(&mut entity, "inLanguage", Some(page.language.clone()));
    set(&mut entity, "lastReviewed", page.front.reviewed.map(|day| day.to_string()));
    if !page.front.reviewers.is_empty() {
        entity.insert("reviewedBy".into(), json!(people(head, &page.front.reviewers)));
    }
    if let Facts::Guide(guide) = &page.front.facts {
        if let Some(condition) = &guide.condition {
            let codes: Vec<Value> = condition
                .codes
                .iter()
                .map(|code| json!({"@type": "MedicalCode", "codeValue": code.code, "codingSystem": code.system}))
                .collect();
            let mut about = Map::from_iter([
                ("@type".to_owned(), json!("MedicalCondition")),
                ("name".to_owned(), json!(condition.name)),
            ]);
            if !codes.is_empty() {
                about.insert("code".into(), json!(codes));
            }
            entity.insert("about".into(), Value::Object(about));
        }
        let audiences: Vec<Value> = guide
            .audience
            .iter()
            .map(|name| vocabulary::schema_audience(name))
            .map(|kind| json!({"@type": "MedicalAudience", "audienceType": kind}))
            .collect();
        if !audiences.is_empty() {
            entity.insert("audience".into(), json!(audiences));
        }
        let specialties: Vec<String> =
            guide.specialty.iter().map(|name| format!("https://schema.org/{name}")).collect();
        if !specialties.is_empty() {
            entity.insert("specialty".into(), json!(specialties));
        }
    }
    Value::Object(entity)
}

/// The way down to the page; none for the home page.
fn breadcrumbs(head: &Head<'_>) -> Option<Value> {
    let scene = head.scene;
    let lens = &scene.lens;
    let base = lens.base();
    let mut crumbs: Vec<(String, String)> = match head.page {
        Some((id, _)) => lens
            .above(id)
            .into_iter()
            .map(|above| {
                let page = lens.teaser(above);
                (page.title.clone(), base.absolute(&page.address))
            })
            .collect(),
        None => {
            let home = lens.home(&scene.language).map(|home| (lens.teaser(home).title.clone(), home_url(scene)));
            let trail = scene.trail.iter().map(|link| (link.title.clone(), format!("{}{}", base.origin, link.url)));
            home.into_iter().chain(trail).collect()
        }
    };
    crumbs.push((head.title.clone(), head.url.clone()));
    if crumbs.len() < 2 {
        return None;
    }
    let items: Vec<Value> = crumbs
        .iter()
        .enumerate()
        .map(|(at, (name, url))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": url}))
        .collect();
    let mut entity = typed("BreadcrumbList");
    entity.insert("itemListElement".into(), json!(items));
    Some(Value::Object(entity))
}

/// Who publishes, in full.
fn organization(head: &Head<'_>) -> Value {
    let lens = &head.scene.lens;
    let text = |key: &str| lens.setting_text(&head.scene.language, &format!("organization.{key}"));
    let mut entity = Map::new();
    entity.insert("@context".into(), json!("https://schema.org"));
    entity.insert("@type".into(), json!(text("type").unwrap_or_else(|| "Organization".into())));
    entity.insert("@id".into(), json!(organization_id(head)));
    set(&mut entity, "name", Some(text("name").unwrap_or_else(|| head.hub.clone())));
    set(&mut entity, "url", Some(text("url").unwrap_or_else(|| home_url(head.scene))));
    set(&mut entity, "logo", logo(head));
    if let Some(same_as) = lens.setting(&head.scene.language, "organization.same_as") {
        let links = serde_json::to_value(&*same_as).unwrap_or_default();
        if links.as_array().is_some_and(|links| !links.is_empty()) {
            entity.insert("sameAs".into(), links);
        }
    }
    set(&mut entity, "email", text("contact.email"));
    set(&mut entity, "telephone", text("contact.phone"));
    let principles = text("publishing_principles").map(|to| match to.starts_with("http") {
        true => to,
        false => whole_link(head, &to),
    });
    set(&mut entity, "publishingPrinciples", principles);
    Value::Object(entity)
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

fn reference_to_organization(head: &Head<'_>) -> Value {
    let lens = &head.scene.lens;
    let kind = lens.setting_text(&head.scene.language, "organization.type").unwrap_or_else(|| "Organization".into());
    let name = lens.setting_text(&head.scene.language, "organization.name").unwrap_or_else(|| head.hub.clone());
    json!({"@type": kind, "@id": organization_id(head), "name": name, "url": home_url(head.scene)})
}

/// Authors or reviewers; a name holds only the name.
fn people(head: &Head<'_>, names: &[At<String>]) -> Vec<Value> {
    let lens = &head.scene.lens;
    names
        .iter()
        .map(|name| {
            let mut person = Map::from_iter([("@type".to_owned(), json!("Person"))]);
            match lens.person(&name.value).map(|id| lens.teaser(id)) {
                Some(page) => {
                    set(&mut person, "name", Some(page.title.clone()));
                    set(&mut person, "url", Some(lens.base().absolute(&page.address)));
                    if let Facts::Person(facts) = &page.front.facts {
                        set(&mut person, "jobTitle", facts.role.clone());
                        set(&mut person, "honorificSuffix", some_text(facts.credentials.join(", ")));
                    }
                }
                None => set(&mut person, "name", Some(name.value.clone())),
            }
            Value::Object(person)
        })
        .collect()
}

fn image_object(image: &ShareImage) -> Value {
    let mut object = Map::from_iter([("@type".to_owned(), json!("ImageObject")), ("url".to_owned(), json!(image.url))]);
    if let Some((width, height)) = image.size {
        object.insert("width".into(), json!(width));
        object.insert("height".into(), json!(height));
    }
    Value::Object(object)
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

fn typed(kind: &str) -> Map<String, Value> {
    Map::from_iter([("@context".to_owned(), json!("https://schema.org")), ("@type".to_owned(), json!(kind))])
}

fn set(entity: &mut Map<String, Value>, key: &str, value: Option<String>) {
    if let Some(value) = value {
        entity.insert(key.to_owned(), json!(value));
    }
}

fn some_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
