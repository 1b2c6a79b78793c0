//! What holds for a page because it holds for what it was made from.
//!
//! A translation or a version for other readers says what its original says. So an embargo, an end, a withdrawn consent, a
//! retraction or a cancelled alert of the original holds for it at once, whatever its own fields say; these may only be
//! stricter.

use super::front::{Consent, Research, Retraction};
use super::lifecycle::publication;
use super::{Alert, Facts, Front, Page, digests, marked};
use crate::hash;
use crate::health::alert;
use crate::health::vocabulary::is_void;
use crate::instant::{When, Zone};
use crate::project::Project;

/// Returns `page` with what `originals` say of their release and their standing, the nearest first. `is_in_doubt` says that an
/// original could not be read. None if nothing is stricter than what the page says itself.
pub fn inherit(page: &Page, originals: &[&Page], is_in_doubt: bool, project: &Project) -> Option<Page> {
    let mut made = page.clone();
    let zone = &project.zone;
    for original in originals {
        release(&mut made.front, &original.front, zone);
        made.is_held_back |= original.is_held_back;
        standing(&mut made.front.facts, &original.front.facts);
    }
    made.is_held_back |= is_in_doubt;
    let before = told(&page.front, page.is_held_back);
    let after = told(&made.front, made.is_held_back);
    if before == after {
        return None;
    }
    if made.front.facts.status() != page.front.facts.status() {
        let title = page.unmarked().to_owned();
        (made.mark, made.title) = marked(&mut made.front, &page.language, title, project);
    }
    made.shape = hash::of_parts([page.shape.to_bytes().as_slice(), after.as_bytes()]);
    made.teaser = digests::teaser(&made);
    Some(made)
}

/// Everything that may be inherited, as it stands.
fn told(front: &Front, is_held_back: bool) -> String {
    let Front { publish_at, embargo, expires, consent, facts, .. } = front;
    let standing = match facts {
        Facts::Research(research) => format!("{:?} {:?}", research.status, research.retraction),
        Facts::Alert(alert) => format!("{} {} {}", alert.severity, alert.urgency, alert.certainty),
        _ => String::new(),
    };
    format!("{publish_at:?} {embargo:?} {expires:?} {consent:?} {is_held_back} {standing}")
}

fn release(own: &mut Front, original: &Front, zone: &Zone) {
    let begins = |when: &When| when.start(zone);
    own.embargo = own.embargo.into_iter().chain(original.embargo).max_by_key(begins);
    let published = publication(own).into_iter().chain(publication(original)).max_by_key(begins);
    if published != publication(own) {
        own.publish_at = published;
    }
    own.expires = own.expires.into_iter().chain(original.expires).min_by_key(|when| when.end(zone));
    if let Some(consent) = &original.consent {
        own.consent = Some(match own.consent.take() {
            Some(own) => stricter(own, consent, zone),
            None => consent.clone(),
        });
    }
}

fn stricter(own: Consent, original: &Consent, zone: &Zone) -> Consent {
    let earlier = |a: Option<When>, b: Option<When>, at: fn(&When, &Zone) -> crate::instant::Instant| {
        a.into_iter().chain(b).min_by_key(|when| at(when, zone))
    };
    Consent {
        obtained: own.obtained.max(original.obtained),
        scope: match (own.scope.is_empty(), original.scope.is_empty()) {
            (true, _) => original.scope.clone(),
            (false, true) => own.scope,
            (false, false) => own.scope.into_iter().filter(|scope| original.scope.contains(scope)).collect(),
        },
        expires: earlier(own.expires, original.expires, |when, zone| when.end(zone)),
        withdrawn: earlier(own.withdrawn, original.withdrawn, |when, zone| when.start(zone)),
    }
}

fn standing(own: &mut Facts, original: &Facts) {
    match (own, original) {
        (Facts::Research(own), Facts::Research(original)) => result(own, original),
        (Facts::Alert(own), Facts::Alert(original)) => warning(own, original),
        _ => {}
    }
}

/// A result that was taken back or is doubted, is so in every language. The reason stays in the language of its original,
/// which a reader is led to.
fn result(own: &mut Research, original: &Research) {
    if gravity(original.status.as_deref()) <= gravity(own.status.as_deref()) {
        return;
    }
    own.status.clone_from(&original.status);
    let retraction = original.retraction.as_ref();
    own.retraction =
        own.retraction.take().or_else(|| retraction.map(|said| Retraction { reason: None, ..said.clone() }));
}

fn gravity(status: Option<&str>) -> u8 {
    match status {
        Some(status) if is_void(status) => 2,
        Some("expression-of-concern") => 1,
        _ => 0,
    }
}

/// An alert is at least as grave in every language. That it is over when its original is, is seen to where alerts end.
fn warning(own: &mut Alert, original: &Alert) {
    if alert::rank(&original.severity) >= alert::rank(&own.severity) {
        return;
    }
    own.severity.clone_from(&original.severity);
    own.urgency.clone_from(&original.urgency);
    own.certainty.clone_from(&original.certainty);
}
