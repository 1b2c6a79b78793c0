//! What templates see of films and sound: of training pages, of news, and of components that play them.

use tera::Value;

use super::files::picture;
use super::values::{duration, map};
use super::{Scene, body};
use crate::captions;
use crate::content::front::Recording;
use crate::path::media_type;
use crate::project::players;

/// Where a recording is: `is_own` when its file is the hub's, which a page may play. Of one elsewhere, who is told when
/// somebody follows the link, and the address of its player if the hub allows that.
pub(super) fn source(scene: &Scene, src: &str) -> Value {
    let file = scene.lens.download(&scene.source, src);
    let allowed =
        players::of(src).filter(|player| scene.lens.config("players", |config| config.players.contains(&player.name)));
    map([
        ("url", Value::from(body::link(scene, src))),
        ("is_own", Value::from(file.is_some())),
        ("type", Value::from(media_type(src))),
        ("size", Value::from(file.map(|file| file.size))),
        ("host", Value::from(players::title(src))),
        ("player", Value::from(allowed.and_then(|player| player.embedded(src)))),
    ])
}

/// Captions: where they are, and all that they say, in paragraphs.
pub(super) fn captions(scene: &Scene, target: &str) -> Value {
    let spoken = scene.lens.captions(&scene.source, target);
    let read = spoken.as_ref().and_then(|spoken| spoken.captions.as_ref().ok());
    let paragraphs = read.map(captions::Captions::transcript).unwrap_or_default();
    let paragraphs = paragraphs.into_iter().map(|paragraph| {
        map([
            ("speaker", Value::from(paragraph.speaker)),
            ("time", Value::from(captions::clock(paragraph.start / 1000))),
            ("text", Value::from(paragraph.text)),
        ])
    });
    map([
        ("url", Value::from(body::link(scene, target))),
        ("paragraphs", Value::from(paragraphs.collect::<Vec<Value>>())),
    ])
}

/// A recording of a training page, which runs for so many seconds.
pub(super) fn recording(scene: &Scene, recording: &Recording, runs: Option<u64>) -> Value {
    let chapters = recording.chapters.iter().map(|chapter| {
        map([
            ("title", Value::from(chapter.title.as_str())),
            ("seconds", Value::from(chapter.at)),
            ("time", Value::from(captions::clock(chapter.at))),
        ])
    });
    let link = recording.transcript.as_ref().map(|at| body::link(scene, &at.value));
    map([
        ("source", source(scene, &recording.src.value)),
        ("captions", recording.captions.as_ref().map_or(Value::none(), |at| captions(scene, &at.value))),
        ("transcript", Value::from(link)),
        ("poster", recording.poster.as_ref().map_or(Value::none(), |poster| picture(scene, &poster.value))),
        ("duration", runs.map_or(Value::none(), duration)),
        ("chapters", Value::from(chapters.collect::<Vec<Value>>())),
    ])
}
