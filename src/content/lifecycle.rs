//! Whether a page may be seen at an instant, and until when.

use super::{Facts, Front};
use crate::instant::{Instant, When, Zone};

/// Whether a page may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may.
    Published {
        /// When that changes by itself, if ever.
        until: Option<Instant>,
    },
    /// Not yet: it is a draft.
    Draft,
    /// Not before this instant, under embargo.
    Embargoed(Instant),
    /// Not before this instant.
    Scheduled(Instant),
    /// No more since this instant.
    Expired(Instant),
    /// No more: a patient's consent was withdrawn or has run out.
    Withdrawn,
}

/// The state of a page with `front` at `now`. A `date` that lies ahead hides a page as `publish_at` does, see [`publication`];
/// a day on which something ends is still part of it.
pub fn released(front: &Front, zone: &Zone, now: Instant) -> State {
    match front.draft {
        true => State::Draft,
        false => released_with_drafts(front, zone, now),
    }
}

/// As [`released`], but a draft is a page like any other: embargo, publication time, expiry and consent
/// still count.
pub fn released_with_drafts(front: &Front, zone: &Zone, now: Instant) -> State {
    let revoked = revoked_at(front, zone);
    if revoked.is_some_and(|instant| instant <= now) {
        return State::Withdrawn;
    }
    if let Some(instant) = front.embargo.map(|embargo| embargo.start(zone)).filter(|&instant| instant > now) {
        return State::Embargoed(instant);
    }
    let obtained = front.consent.as_ref().and_then(|consent| consent.obtained).map(|day| When::Day(day).start(zone));
    if let Some(instant) = obtained.filter(|&instant| instant > now) {
        return State::Scheduled(instant);
    }
    if let Some(instant) = publication(front).map(|time| time.start(zone)).filter(|&instant| instant > now) {
        return State::Scheduled(instant);
    }
    // What people were told in an alert stays to be read: it is over, and not gone.
    let expires = front.expires.filter(|_| !matches!(front.facts, Facts::Alert(_))).map(|expires| expires.end(zone));
    match expires {
        Some(instant) if instant <= now => State::Expired(instant),
        _ => State::Published { until: revoked.into_iter().chain(expires).min() },
    }
}

/// When a page is to be published: `publish_at`, else its `date`, where that is the day of publication and no embargo says
/// more. The date of an event, training with a session, live coverage, an alert or a person is something else.
pub fn publication(front: &Front) -> Option<When> {
    let date = match front.facts {
        Facts::Page | Facts::News(_) | Facts::Research(_) | Facts::Guide(_) | Facts::Question(_) => front.date,
        Facts::Training(_) if front.facts.meeting().is_none() => front.date,
        Facts::Person(_) | Facts::Event(_) | Facts::Training(_) | Facts::Alert(_) | Facts::Live(_) => None,
    };
    front.publish_at.or(date.filter(|_| front.embargo.is_none()))
}

/// When a page in `state` gets into another one by itself, if it ever does.
pub fn changes_at(front: &Front, zone: &Zone, state: State) -> Option<Instant> {
    let own = match state {
        State::Draft | State::Withdrawn => return None,
        State::Published { until } => until,
        State::Embargoed(until) | State::Scheduled(until) => Some(until),
        State::Expired(_) => None,
    };
    own.into_iter().chain(revoked_at(front, zone)).min()
}

/// Whether a page that is no more was to be seen at some time before its end, so that readers may know it.
pub fn was_seen(front: &Front, zone: &Zone) -> bool {
    let ends = revoked_at(front, zone).into_iter().chain(front.expires.map(|expires| expires.end(zone)));
    let begins = [front.embargo, publication(front)].into_iter().flatten().map(|when| when.start(zone)).max();
    !front.draft && begins.is_none_or(|begin| ends.min().is_none_or(|end| begin < end))
}

/// When consent ends, if that is known. A day of withdrawal counts from its first moment.
fn revoked_at(front: &Front, zone: &Zone) -> Option<Instant> {
    let consent = front.consent.as_ref()?;
    let withdrawn = consent.withdrawn.map(|withdrawn| withdrawn.start(zone));
    let expires = consent.expires.map(|expires| expires.end(zone));
    withdrawn.into_iter().chain(expires).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;

    fn state(yaml: &str, now: &str) -> State {
        let page = sample::page("content/a.md", &format!("---\ntitle: A\n{yaml}\n---\nHello\n"));
        released(&page.front, &Zone::named("Europe/London").unwrap(), now.parse().unwrap())
    }

    #[test]
    fn a_page_is_seen_from_its_release_to_its_end() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let for_ever = State::Published { until: None };
        for (yaml, now, expected) in [
            ("weight: 1", "2026-01-01T00:00:00Z", for_ever),
            ("date: 2030-01-01", "2026-01-01T00:00:00Z", State::Scheduled(at("2030-01-01T00:00:00Z"))),
            ("date: 2030-01-01", "2030-01-01T00:00:00Z", for_ever),
            ("date: 2030-01-01\npublish_at: 2025-01-01", "2026-01-01T00:00:00Z", for_ever),
            ("date: 2030-01-01\nembargo: 2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", for_ever),
            ("date: 2030-01-01\nkind: event\nstarts: 2030-02-01", "2026-01-01T00:00:00Z", for_ever),
            ("draft: true", "2026-01-01T00:00:00Z", State::Draft),
            ("draft: true\nembargo: 2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", State::Draft),
            (
                "embargo: 2026-03-02T00:01:00+00:00",
                "2026-03-02T00:00:59Z",
                State::Embargoed(at("2026-03-02T00:01:00Z")),
            ),
            ("embargo: 2026-03-02T00:01:00+00:00", "2026-03-02T00:01:00Z", for_ever),
            ("publish_at: 2026-07-02", "2026-07-01T22:59:59Z", State::Scheduled(at("2026-07-01T23:00:00Z"))),
            ("publish_at: 2026-07-02", "2026-07-01T23:00:00Z", for_ever),
            (
                "expires: 2026-01-31",
                "2026-01-31T23:59:59Z",
                State::Published { until: Some(at("2026-02-01T00:00:00Z")) },
            ),
            ("expires: 2026-01-31", "2026-02-01T00:00:00Z", State::Expired(at("2026-02-01T00:00:00Z"))),
            ("expires: 2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", State::Expired(at("2026-01-31T12:00:00Z"))),
            ("consent: {ref: x, withdrawn: 2026-01-31}", "2026-01-31T00:00:00Z", State::Withdrawn),
            ("consent: {ref: x, obtained: 2025-01-01, expires: 2026-01-31}", "2026-02-01T00:00:00Z", State::Withdrawn),
            (
                "consent: {ref: x, obtained: 2025-01-01, expires: 2026-01-31}\nexpires: 2026-01-01",
                "2025-01-31T00:00:00Z",
                State::Published { until: Some(at("2026-01-02T00:00:00Z")) },
            ),
        ] {
            assert_eq!(state(yaml, now), expected, "{yaml} at {now}");
        }
    }

    #[test]
    fn consent_that_ends_is_the_next_change_of_what_is_not_published_too() {
        for (yaml, change) in [
            ("embargo: 2026-03-02T00:01:00Z", Some("2026-03-02T00:01:00Z")),
            ("publish_at: 2026-07-02", Some("2026-07-01T23:00:00Z")),
            ("publish_at: 2026-07-02\nconsent: {ref: x, withdrawn: 2026-01-31}", Some("2026-01-31T00:00:00Z")),
            ("expires: 2025-01-31", None),
            (
                "expires: 2025-01-31\nconsent: {ref: x, obtained: 2025-01-01, expires: 2026-01-31}",
                Some("2026-02-01T00:00:00Z"),
            ),
            ("draft: true\nconsent: {ref: x, obtained: 2025-01-01, expires: 2026-01-31}", None),
            ("consent: {ref: x, withdrawn: 2025-01-31}", None),
        ] {
            let page = sample::page("content/a.md", &format!("---\ntitle: A\n{yaml}\n---\nHello\n"));
            let zone = Zone::named("Europe/London").unwrap();
            let state = released(&page.front, &zone, "2026-01-01T00:00:00Z".parse().unwrap());
            let expected = change.map(|change| change.parse().unwrap());
            assert_eq!(changes_at(&page.front, &zone, state), expected, "{yaml}");
        }
    }

    #[test]
    fn what_ended_before_it_began_was_never_seen() {
        for (yaml, seen) in [
            ("expires: 2026-01-31", true),
            ("embargo: 2026-01-01T00:00:00Z\nexpires: 2026-01-31", true),
            ("embargo: 2026-03-02T00:01:00Z\nconsent: {ref: x, withdrawn: 2026-01-31}", false),
            ("publish_at: 2026-01-31\nconsent: {ref: x, withdrawn: 2026-01-31}", false),
            ("publish_at: 2026-01-30\nconsent: {ref: x, withdrawn: 2026-01-31}", true),
            ("draft: true\nexpires: 2026-01-31", false),
        ] {
            let page = sample::page("content/a.md", &format!("---\ntitle: A\n{yaml}\n---\nHello\n"));
            assert_eq!(was_seen(&page.front, &Zone::named("Europe/London").unwrap()), seen, "{yaml}");
        }
    }

    #[test]
    fn drafts_are_shown_to_who_asks_but_not_before_their_time() {
        let page = sample::page("content/a.md", "---\ntitle: A\ndraft: true\npublish_at: 2026-01-01\n---\nHello\n");
        let at = |now: &str| released_with_drafts(&page.front, &Zone::utc(), now.parse().unwrap());
        assert_eq!(at("2025-01-01T00:00:00Z"), State::Scheduled("2026-01-01T00:00:00Z".parse().unwrap()));
        assert_eq!(at("2026-01-01T00:00:00Z"), State::Published { until: None });
    }
}
