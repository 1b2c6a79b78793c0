//! What holds for a page because it holds for what it was made from.
//!
//! A translation or a version for other readers says what its original says. So an embargo, an end, a withdrawn consent, a
//! retraction or a cancelled alert of the original holds for it at once, whatever its own fields say; these may only be
//! stricter.

use super::front::{Consent, Halted, Live, Research, Retraction};
use super::lifecycle::publication;
use super::{Alert, Facts, Front, Page, digests, marked_as};
use crate::hash;
use crate::health::alert;
use crate::health::vocabulary::{CONSENT_SCOPES, is_void};
use crate::instant::{When, Zone};
use crate::path::SourcePath;
use crate::project::Project;
use crate::span::At;

/// Returns `page` with what `originals` say of their release and their standing, the nearest first. `is_in_doubt` says that an
/// original could not be read. None if nothing is stricter than what the page says itself.
pub fn inherit(page: &Page, originals: &[&Page], is_in_doubt: bool, project: &Project) -> Option<Page> {
    let mut made = page.clone();
    let zone = &project.zone;
    for original in originals {
        release(&mut made.front, &original.front, zone);
        made.is_held_back |= original.is_held_back;
        standing(&mut made, original, zone);
    }
    made.is_held_back |= is_in_doubt;
    // A guide or news that was made from a result has no status of its own, and says that of the result before its title.
    let own = page.front.facts.status();
    let statuses = originals.iter().filter_map(|original| original.front.facts.status());
    let gravest = statuses.filter(|status| gravity(Some(status)) > gravity(own)).max_by_key(|it| gravity(Some(it)));
    let before = told(&page.front, page.is_held_back);
    let after = told(&made.front, made.is_held_back);
    if before == after && gravest.is_none() {
        return None;
    }
    if gravest.is_some() {
        let title = page.unmarked().to_owned();
        (made.mark, made.title) = marked_as(gravest, &mut made.front, &page.language, title, project);
    }
    let after = format!("{after} {gravest:?}");
    made.shape = hash::of_parts([page.shape.to_bytes().as_slice(), after.as_bytes()]);
    made.teaser = digests::teaser(&made);
    Some(made)
}

/// Everything that may be inherited, as it stands.
fn told(front: &Front, is_held_back: bool) -> String {
    let Front { draft, publish_at, embargo, expires, consent, facts, .. } = front;
    let standing = match facts {
        Facts::Research(research) => format!("{:?} {:?}", research.status, research.retraction),
        Facts::Alert(alert) => format!("{} {} {}", alert.severity, alert.urgency, alert.certainty),
        Facts::Live(live) => format!("{:?} {}", live.halted, live.delay_minutes),
        facts => facts.meeting().map(|event| format!("{:?}", event.status)).unwrap_or_default(),
    };
    format!("{draft} {publish_at:?} {embargo:?} {expires:?} {consent:?} {is_held_back} {standing}")
}

fn release(own: &mut Front, original: &Front, zone: &Zone) {
    let begins = |when: &When| when.start(zone);
    own.draft |= original.draft;
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
        scope: (own.scope.is_some() || original.scope.is_some()).then(|| {
            let both = |surface: &&&str| own.covers(surface) && original.covers(surface);
            CONSENT_SCOPES.iter().filter(both).map(|surface| (*surface).to_owned()).collect()
        }),
        expires: earlier(own.expires, original.expires, |when, zone| when.end(zone)),
        withdrawn: earlier(own.withdrawn, original.withdrawn, |when, zone| when.start(zone)),
    }
}

fn standing(page: &mut Page, original: &Page, zone: &Zone) {
    let Page { front, source, language, .. } = page;
    match (&mut front.facts, &original.front.facts) {
        (Facts::Research(own), Facts::Research(first)) => result(own, first, (source, language), original, zone),
        (Facts::Alert(own), Facts::Alert(original)) => warning(own, original),
        (Facts::Live(own), Facts::Live(original)) => halt(own, original, zone),
        (own, original) => meeting(own, original),
    }
}

/// A result that was taken back or is doubted, is so in every language, from the earlier day. A reason that the page does not
/// give in its own language is that of the original, in the language of that.
fn result(own: &mut Research, first: &Research, place: (&SourcePath, &str), original: &Page, zone: &Zone) {
    let (grave, own_grave) = (gravity(first.status.as_deref()), gravity(own.status.as_deref()));
    if grave < own_grave || grave == 0 {
        return;
    }
    if grave > own_grave {
        own.status.clone_from(&first.status);
    }
    let Some(given) = &first.retraction else { return };
    let (source, language) = place;
    let nothing = Retraction { date: None, reason: None, notice: None, reason_language: None };
    let mut said = own.retraction.take().unwrap_or(nothing);
    said.date = said.date.into_iter().chain(given.date).min_by_key(|when| when.start(zone));
    if said.reason.is_none() && given.reason.is_some() {
        said.reason.clone_from(&given.reason);
        let spoken = given.reason_language.as_deref().unwrap_or(&original.language);
        said.reason_language = (spoken != language).then(|| spoken.to_owned());
    }
    said.notice = said.notice.or_else(|| given.notice.as_ref().map(|link| moved(link, &original.source, source)));
    own.retraction = Some(said);
}

/// A link that was written in `from`, as `to` has to write it. It has no place in the file of `to`.
fn moved(link: &At<String>, from: &SourcePath, to: &SourcePath) -> At<String> {
    let cut = link.value.find(['#', '?']).unwrap_or(link.value.len());
    let (path, rest) = link.value.split_at(cut);
    let is_relative = !path.is_empty() && !path.starts_with('/') && !path.contains(':');
    let value = match from.parent().join(path) {
        _ if path.is_empty() => format!("/{from}{rest}"),
        Ok(file) if is_relative && from.parent() != to.parent() => format!("/{file}{rest}"),
        _ => link.value.clone(),
    };
    At { value, span: 0..0 }
}

/// An event that was cancelled or postponed is so in every language.
fn meeting(own: &mut Facts, original: &Facts) {
    let weight = |status: Option<&str>| match status {
        Some("cancelled") => 2,
        Some("postponed") => 1,
        _ => 0,
    };
    let Some(status) = original.meeting().and_then(|event| event.status.clone()) else { return };
    let event = match own {
        Facts::Event(event) => event,
        Facts::Training(training) => &mut training.session,
        _ => return,
    };
    if weight(Some(&status)) > weight(event.status.as_deref()) {
        event.status = Some(status);
    }
}

/// Live coverage that was halted is halted in every language from the earlier time on, and delayed as long. A halt of which
/// the time is not known hides every update.
fn halt(own: &mut Live, original: &Live, zone: &Zone) {
    own.delay_minutes = own.delay_minutes.max(original.delay_minutes);
    let Some(first) = &original.halted else { return };
    let said = own.halted.take().unwrap_or(Halted { at: first.at, text: None });
    let at = said.at.zip(first.at).map(|(a, b)| if b.start(zone) < a.start(zone) { b } else { a });
    own.halted = Some(Halted { at, text: said.text });
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
