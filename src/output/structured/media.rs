//! Films and sound: what news shows, and what training teaches with.

use super::json::{Entity, Json};
use super::{Head, set, set_list, whole_link};
use crate::content::Page;
use crate::content::front::{News, Recording, Training};
use crate::health::vocabulary;
use crate::instant::iso_duration;
use crate::markdown;
use crate::path::media_type;
use crate::span::At;

/// What news adds to `entity`.
pub(super) fn news<'t>(head: &'t Head<'_>, page: &'t Page, news: &'t News, mut entity: Entity<'t>) -> Entity<'t> {
    set(&mut entity, "dateline", news.dateline.as_deref());
    let film = news.video.as_ref().and_then(|video| {
        let title = video.title.as_deref().unwrap_or(&head.title);
        recording(head, page, "VideoObject", title, &video.url, [&video.captions, &video.poster])
    });
    set(&mut entity, "video", film.map(Json::Entity));
    entity
}

/// What training adds to `entity`.
pub(super) fn training<'t>(
    head: &'t Head<'_>,
    page: &'t Page,
    training: &'t Training,
    mut entity: Entity<'t>,
) -> Entity<'t> {
    set(&mut entity, "educationalLevel", training.level.as_deref());
    set(&mut entity, "timeRequired", training.duration.map(iso_duration));
    let objectives = training.objectives.iter().map(|objective| markdown::plain(objective).into());
    set_list(&mut entity, "teaches", objectives.collect());
    set(&mut entity, "license", training.license.as_deref().and_then(vocabulary::license_url));
    let of = |kind, said: &'t Recording| {
        let mut entity = recording(head, page, kind, &head.title, &said.src, [&said.captions, &said.poster])?;
        set(&mut entity, "duration", training.runs(said).map(iso_duration));
        Some(Json::Entity(entity))
    };
    set(&mut entity, "video", training.video.as_ref().and_then(|video| of("VideoObject", video)));
    set(&mut entity, "audio", training.audio.as_ref().and_then(|audio| of("AudioObject", audio)));
    entity
}

/// A recording; one without a picture of its own has that of the page.
fn recording<'t>(
    head: &'t Head<'_>,
    page: &'t Page,
    kind: &'t str,
    title: &'t str,
    src: &'t At<String>,
    [captions, poster]: [&'t Option<At<String>>; 2],
) -> Option<Entity<'t>> {
    let whole = |link: &'t Option<At<String>>| whole_link(head, &page.source, &link.as_ref()?.value);
    let url = whole_link(head, &page.source, &src.value)?;
    let mut entity = vec![("@type", kind.into()), ("name", title.into())];
    set(&mut entity, "description", Some(head.description.as_str()));
    set(&mut entity, "uploadDate", page.front.date.map(|when| when.to_string()));
    let page_image = || head.image.as_ref().map(|image| image.url.clone());
    set(&mut entity, "thumbnailUrl", whole(poster).or_else(page_image));
    // What is no file of film or sound is a page that shows it.
    set(&mut entity, if is_media(&url) { "contentUrl" } else { "url" }, Some(url));
    if let Some(captions) = whole(captions) {
        let format = ("encodingFormat", "text/vtt".into());
        let captions = vec![("@type", "MediaObject".into()), ("contentUrl", captions.into()), format];
        entity.push(("caption", Json::Entity(captions)));
    }
    Some(entity)
}

/// Whether an address is that of a file of film or sound, by its ending.
fn is_media(url: &str) -> bool {
    let media_type = media_type(url.split(['?', '#']).next().unwrap_or(url));
    media_type.starts_with("video/") || media_type.starts_with("audio/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_and_sound_are_told_from_pages_that_show_them() {
        for (url, media) in [
            ("https://a.example/tour.mp4", true),
            ("https://a.example/talk.MP3?v=2", true),
            ("https://a.example/watch/1", false),
            ("https://video.example/watch?v=tour.mp4", false),
        ] {
            assert_eq!(is_media(url), media, "{url}");
        }
    }
}
