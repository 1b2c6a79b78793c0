//! Live coverage: a posting with its updates, and an update by itself.

use super::json::{Entity, Json};
use super::{Head, image_objects, organization, person, set, set_list, typed};
use crate::content::Page;
use crate::content::front::{Correction, Live};
use crate::content::live::Update;

/// Live coverage with all of its updates that may be seen, oldest first.
pub(super) fn of<'t>(head: &'t Head<'_>, page: &'t Page, live: &'t Live, mut posting: Entity<'t>) -> Entity<'t> {
    set(&mut posting, "coverageStartTime", live.starts.map(|when| when.to_string()));
    set(&mut posting, "coverageEndTime", live.ends.map(|when| when.to_string()));
    let update = |update: &'t Update| {
        let mut entity = vec![("@type", "BlogPosting".into())];
        tell(&mut entity, head, page, update);
        Json::Entity(entity)
    };
    set_list(&mut posting, "liveBlogUpdate", live.told.updates.iter().map(update).collect());
    posting
}

/// An update on its own page.
pub(super) fn whole_update<'t>(head: &'t Head<'_>, page: &'t Page, update: &'t Update) -> Entity<'t> {
    let mut entity = typed("BlogPosting");
    tell(&mut entity, head, page, update);
    set(&mut entity, "description", Some(head.shared.1.as_str()));
    set(&mut entity, "mainEntityOfPage", Some(head.url.as_str()));
    set_list(&mut entity, "image", head.image.iter().flat_map(image_objects).collect());
    entity.push(("publisher", organization::publisher(head)));
    set(&mut entity, "inLanguage", Some(page.language.as_str()));
    entity.push(("isAccessibleForFree", Json::True));
    let url = head.scene.lens.base().absolute(&page.address);
    let whole =
        vec![("@type", "LiveBlogPosting".into()), ("headline", page.title.as_str().into()), ("url", url.into())];
    entity.push(("isPartOf", Json::Entity(whole)));
    entity
}

/// What is said of an update wherever it stands.
fn tell<'t>(entity: &mut Entity<'t>, head: &'t Head<'_>, page: &'t Page, update: &'t Update) {
    set(entity, "headline", Some(update.title()));
    set(entity, "url", Some(head.scene.lens.base().absolute(&page.update_address(&update.key))));
    set(entity, "datePublished", Some(update.time.to_string()));
    set(entity, "dateModified", Some(update.changed().to_string()));
    set(entity, "articleBody", Some(update.passage.text.as_str()).filter(|text| !text.is_empty()));
    let authors = match crate::output::authors(page) {
        [] => vec![organization::reference(head)],
        authors => person::each(head, authors),
    };
    set_list(entity, "author", authors);
    set_list(entity, "correction", update.corrections.iter().map(correction).collect());
}

fn correction(correction: &Correction) -> Json<'_> {
    Json::Entity(vec![
        ("@type", "CorrectionComment".into()),
        ("text", correction.text.as_str().into()),
        ("datePublished", correction.date.to_string().into()),
    ])
}
