//! Films and sound: what news shows, and what training teaches with.

use super::json::{Entity, Json};
use super::{Head, set, set_list, whole_link};
use crate::captions::Captions;
use crate::content::Page;
use crate::content::front::{News, Recording, Training};
use crate::health::vocabulary;
use crate::instant::iso_duration;
use crate::markdown::{self, Component, Hole};
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
        set_list(&mut entity, "hasPart", clips(head, page, training, said));
        Some(Json::Entity(entity))
    };
    set(&mut entity, "video", training.video.as_ref().and_then(|video| of("VideoObject", video)));
    set(&mut entity, "audio", training.audio.as_ref().and_then(|audio| of("AudioObject", audio)));
    set_list(&mut entity, "hasPart", quiz(head, training).map(Json::Entity).into_iter().collect());
    entity
}

/// The chapters of a recording, each until the next begins. Their address is the file's at that time, which browsers play
/// from there (Media Fragments, W3C).
fn clips<'t>(head: &'t Head<'_>, page: &'t Page, training: &'t Training, said: &'t Recording) -> Vec<Json<'t>> {
    let url = whole_link(head, &page.source, &said.src.value);
    let ends = said.chapters.iter().skip(1).map(|next| Some(next.at)).chain([training.runs(said)]);
    let clips = said.chapters.iter().zip(ends).map(|(chapter, end)| {
        let mut clip = vec![("@type", "Clip".into()), ("name", chapter.title.as_str().into())];
        clip.push(("startOffset", Json::Number(chapter.at as usize)));
        set(&mut clip, "endOffset", end.map(|end| Json::Number(end as usize)));
        set(&mut clip, "url", url.as_ref().map(|url| format!("{url}#t={}", chapter.at)));
        Json::Entity(clip)
    });
    clips.collect()
}

/// The questions of a page, in its text and after it. `Quiz` is a type that schema.org calls pending.
fn quiz<'t>(head: &'t Head<'_>, training: &Training) -> Option<Entity<'t>> {
    let (id, _) = head.page?;
    let body = head.scene.lens.body(id).ok()?;
    let mut questions = Vec::new();
    body.each_hole(&mut |hole| {
        if let Hole::Component(Component { arguments, answer: Some(answer), .. }) = hole
            && let Some((_, asked)) =
                arguments.iter().find(|(name, asked)| name == "question" && !asked.value.is_empty())
        {
            questions.push(question(
                &asked.value,
                answer.choices.iter().map(|choice| (choice.is_right, choice.text.clone())),
            ));
        }
    });
    for asked in training.quiz.iter().filter(|asked| !asked.choices.is_empty()) {
        let choices = asked.choices.iter().map(|choice| (choice.is_right, markdown::plain(&choice.text)));
        questions.push(question(&asked.question, choices));
    }
    let quiz = vec![("@type", "Quiz".into()), ("name", head.title.as_str().into()), ("hasPart", Json::List(questions))];
    matches!(&quiz[2].1, Json::List(questions) if !questions.is_empty()).then_some(quiz)
}

/// A question with its choices: whether each is right, and its text.
fn question<'t>(asked: &str, choices: impl Iterator<Item = (bool, String)>) -> Json<'t> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (at, (is_right, text)) in choices.enumerate() {
        let choice = vec![("@type", "Answer".into()), ("position", Json::Number(at)), ("text", text.into())];
        if is_right { &mut right } else { &mut wrong }.push(Json::Entity(choice));
    }
    let mut question = vec![("@type", "Question".into()), ("eduQuestionType", "Multiple choice".into())];
    question.push(("text", markdown::plain(asked).into()));
    set_list(&mut question, "suggestedAnswer", wrong);
    set_list(&mut question, "acceptedAnswer", right);
    Json::Entity(question)
}

/// A recording; one without a picture of its own has that of the page.
fn recording<'t>(
    head: &'t Head<'_>,
    page: &'t Page,
    kind: &'t str,
    title: &'t str,
    src: &'t At<String>,
    [captions_of, poster]: [&'t Option<At<String>>; 2],
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
    if let Some(captions) = whole(captions_of) {
        let format = ("encodingFormat", "text/vtt".into());
        let captions = vec![("@type", "MediaObject".into()), ("contentUrl", captions.into()), format];
        entity.push(("caption", Json::Entity(captions)));
    }
    let spoken = captions_of.as_ref().and_then(|captions| head.scene.lens.captions(&page.source, &captions.value));
    let text = spoken.and_then(|spoken| spoken.captions.as_ref().ok().map(Captions::text));
    set(&mut entity, "transcript", text.filter(|text| !text.is_empty()));
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
