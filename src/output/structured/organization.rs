//! Who publishes.

use super::json::{Entity, Json};
use super::{Head, set, set_list, whole_link};
use crate::health::identifiers;
use crate::output::head::home_url;
use crate::world::PicturePlace;
use crate::yaml::{Node, Value};

/// Pages on which an organization says how it works: its field in the configuration, and schema.org's.
const POLICIES: [(&str, &str); 4] = [
    ("publishing_principles", "publishingPrinciples"),
    ("corrections_policy", "correctionsPolicy"),
    ("ethics_policy", "ethicsPolicy"),
    ("ownership_funding", "ownershipFundingInfo"),
];

/// The organization with all that is known of it.
pub(super) fn whole<'t>(head: &'t Head<'_>) -> Entity<'t> {
    let mut entity = Entity::new();
    set(&mut entity, "@context", Some("https://schema.org"));
    set(&mut entity, "@type", Some(kind(head)));
    set(&mut entity, "@id", Some(id(head)));
    set(&mut entity, "name", Some(name(head)));
    set(&mut entity, "url", Some(text(head, "url").unwrap_or_else(|| home_url(head.scene))));
    set(&mut entity, "logo", logo(head).map(Json::Entity));
    let ror = text(head, "ror").and_then(|ror| identifiers::ror(&ror).ok());
    let mut same_as: Vec<Json<'_>> = ror.iter().map(|ror| identifiers::ror_url(ror).into()).collect();
    if let Some(homes) = head.scene.lens.setting(&head.scene.language, "organization.same_as")
        && let Value::List(links) = &homes.value
    {
        let link = |node: &Node| match &node.value {
            Value::Text(link) => Some(link.clone().into()),
            _ => None,
        };
        same_as.extend(links.iter().filter_map(link));
    }
    set_list(&mut entity, "sameAs", same_as);
    set(&mut entity, "email", text(head, "contact.email"));
    set(&mut entity, "telephone", text(head, "contact.phone"));
    for (field, property) in POLICIES {
        let page = text(head, field).and_then(|to| whole_link(head, &crate::render::home(), &to));
        set(&mut entity, property, page);
    }
    entity
}

/// Enough of the organization to know which one it is.
pub(super) fn reference<'t>(head: &'t Head<'_>) -> Json<'t> {
    Json::Entity(known(head))
}

/// The organization as a publisher: some readers want to see its logo there.
pub(super) fn publisher<'t>(head: &'t Head<'_>) -> Json<'t> {
    let mut entity = known(head);
    set(&mut entity, "logo", logo(head).map(Json::Entity));
    Json::Entity(entity)
}

fn known<'t>(head: &'t Head<'_>) -> Entity<'t> {
    let url = home_url(head.scene).into();
    vec![("@type", kind(head).into()), ("@id", id(head).into()), ("name", name(head).into()), ("url", url)]
}

fn text(head: &Head<'_>, key: &str) -> Option<String> {
    head.scene.lens.setting_text(&head.scene.language, &format!("organization.{key}"))
}

fn kind(head: &Head<'_>) -> String {
    text(head, "type").unwrap_or_else(|| "Organization".into())
}

fn name(head: &Head<'_>) -> String {
    text(head, "name").unwrap_or_else(|| head.hub.clone())
}

fn id(head: &Head<'_>) -> String {
    format!("{}#organization", home_url(head.scene))
}

fn logo<'t>(head: &Head<'_>) -> Option<Entity<'t>> {
    let src = text(head, "logo")?;
    let picture = head.scene.lens.image(&crate::render::home(), &src)?;
    let url = match &picture.place {
        PicturePlace::Site(address) => head.scene.lens.base().absolute(address),
        PicturePlace::Elsewhere(url) => url.clone(),
    };
    let mut logo = vec![("@type", "ImageObject".into()), ("url", url.into())];
    if let Some((width, height)) = picture.width.zip(picture.height) {
        logo.extend([("width", Json::Number(width)), ("height", Json::Number(height))]);
    }
    Some(logo)
}
