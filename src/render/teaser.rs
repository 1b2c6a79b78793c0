//! What templates see of a page in a list.

use tera::Value;

use super::files::picture_of;
use super::people::{credentials, people};
use super::values::{self, Fields, alert_of, common, duration, map, own};
use super::{Scene, Shared};
use crate::content::Facts;
use crate::health::alert::Standing;
use crate::site::PageId;

/// What lists show of a page, built once; what it asked goes into the trace of each page that shows it.
pub(super) fn of(scene: &Scene, shared: &Shared, id: PageId) -> Value {
    let (value, trace) = shared.teasers[id.0 as usize].get_or_init(|| {
        let apart = scene.apart();
        let value = make(&apart, id);
        (value, apart.lens.into_trace())
    });
    scene.lens.absorb(trace);
    value.clone()
}

fn make(scene: &Scene, id: PageId) -> Value {
    let page = scene.lens.teaser(id);
    let mut fields = Fields::with_capacity(32);
    fields.extend(common(scene, id, page));
    match &page.front.facts {
        Facts::Page => {}
        Facts::Question(question) => fields.extend([("answered_by", people(scene, &question.answered_by))]),
        Facts::News(news) => fields.extend([("type", Value::from(news.sort.clone()))]),
        Facts::Research(research) => fields.extend([
            ("status", Value::from(research.status.clone())),
            ("journal", Value::from(research.journal.clone())),
            ("finding", Value::from(research.findings.first().cloned())),
        ]),
        Facts::Guide(guide) => {
            fields.extend([("condition", guide.condition.as_ref().map_or(Value::none(), values::of))]);
        }
        Facts::Person(person) => fields.extend([
            ("role", Value::from(person.role.clone())),
            ("credentials", credentials(&person.credentials)),
            ("photo", person.photo.as_ref().map_or(Value::none(), |photo| picture_of(scene, page, photo))),
        ]),
        Facts::Event(_) => own(scene, page, &mut fields),
        Facts::Alert(alert) => {
            fields.extend(alert_of(scene, page, alert));
            // Lists say why an alert was ended, and not what it said before.
            let standing = scene.lens.standing(&page.source).filter(|standing| *standing == Standing::Ended);
            let why = standing.and_then(|standing| page.alert_summary(standing, scene.lens.zone()));
            fields.extend(why.map(|why| ("description", Value::from(why))));
        }
        Facts::Training(training) => fields.extend([
            ("level", Value::from(training.level.clone())),
            ("duration", training.duration.map_or(Value::none(), duration)),
            ("slides", Value::from(training.slides)),
            ("has_video", Value::from(training.video.is_some())),
            ("has_audio", Value::from(training.audio.is_some())),
        ]),
        Facts::Live(live) => fields.extend([
            ("starts", Value::from(live.starts.map(|date| date.to_string()))),
            ("standing", Value::from(live.told.standing.name())),
        ]),
    }
    map(fields)
}

/// Teasers of pages.
pub(super) fn all(scene: &Scene, shared: &Shared, ids: &[PageId]) -> Value {
    Value::from(ids.iter().map(|id| of(scene, shared, *id)).collect::<Vec<Value>>())
}
