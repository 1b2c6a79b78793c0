//! How the review of a page stands. The day on which it is due still counts as in time.

use crate::instant::{Day, Instant, When, Zone};

/// How a review stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is said to take place on a day that has not begun.
    Ahead,
    /// It was due, and its day is over.
    Overdue,
    /// Neither: it took place and is not due again, or nothing is known of it.
    Kept,
}

/// How the review of a page stands at `now` that took place on `reviewed` and is due again on `next_review`.
pub fn standing(reviewed: Option<Day>, next_review: Option<Day>, zone: &Zone, now: Instant) -> Standing {
    if reviewed.is_some_and(|day| begins(day, zone) > now) {
        return Standing::Ahead;
    }
    match next_review.is_some_and(|due| is_overdue(due, zone, now)) {
        true => Standing::Overdue,
        false => Standing::Kept,
    }
}

/// Whether a review that was due on `next_review` is overdue at `now`: the day is over in `zone`.
pub fn is_overdue(next_review: Day, zone: &Zone, now: Instant) -> bool {
    overdue_from(next_review, zone) <= now
}

/// Whether a review that is due on `next_review` is still in time at `now`, and not for more than a month.
pub fn is_soon(next_review: Day, zone: &Zone, now: Instant) -> bool {
    let hours = next_review.duration_since(zone.day(now)).as_hours();
    (0..=MONTH * 24).contains(&hours)
}

/// How many days ahead a review is soon.
const MONTH: i64 = 30;

/// The next instant after `now` at which the answer of [`standing`] changes by itself.
pub fn changes_at(reviewed: Option<Day>, next_review: Option<Day>, zone: &Zone, now: Instant) -> Option<Instant> {
    let changes = [reviewed.map(|day| begins(day, zone)), next_review.map(|due| overdue_from(due, zone))];
    changes.into_iter().flatten().filter(|instant| *instant > now).min()
}

fn begins(day: Day, zone: &Zone) -> Instant {
    When::Day(day).start(zone)
}

fn overdue_from(next_review: Day, zone: &Zone) -> Instant {
    When::Day(next_review).end(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_soon_for_thirty_days_and_its_own() {
        let london = Zone::named("Europe/London").unwrap();
        let due: Day = "2026-07-20".parse().unwrap();
        for (now, soon) in [
            ("2026-06-19T12:00:00Z", false),
            ("2026-06-19T23:00:00Z", true),
            ("2026-07-20T22:59:59Z", true),
            ("2026-07-20T23:00:00Z", false),
        ] {
            assert_eq!(is_soon(due, &london, now.parse().unwrap()), soon, "{now}");
        }
    }

    #[test]
    fn a_review_is_overdue_when_its_day_is_over_where_the_hub_is() {
        let london = Zone::named("Europe/London").unwrap();
        let due: Day = "2026-07-20".parse().unwrap();
        for (now, overdue) in [
            ("2026-07-19T12:00:00Z", false),
            ("2026-07-20T22:59:59Z", false),
            ("2026-07-20T23:00:00Z", true),
            ("2026-07-21T12:00:00Z", true),
        ] {
            let now: Instant = now.parse().unwrap();
            assert_eq!(is_overdue(due, &london, now), overdue);
            let change = (!overdue).then(|| "2026-07-20T23:00:00Z".parse().unwrap());
            assert_eq!(changes_at(None, Some(due), &london, now), change);
        }
    }

    #[test]
    fn a_review_of_a_day_to_come_is_none_yet() {
        let london = Zone::named("Europe/London").unwrap();
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        let (reviewed, due) = (day("2026-07-20"), day("2026-08-20"));
        for (now, expected, change) in [
            ("2026-07-19T22:59:59Z", Standing::Ahead, Some("2026-07-19T23:00:00Z")),
            ("2026-07-19T23:00:00Z", Standing::Kept, Some("2026-08-20T23:00:00Z")),
            ("2026-08-20T23:00:00Z", Standing::Overdue, None),
        ] {
            let now: Instant = now.parse().unwrap();
            assert_eq!(standing(reviewed, due, &london, now), expected);
            let change = change.map(|change| change.parse().unwrap());
            assert_eq!(changes_at(reviewed, due, &london, now), change);
        }
        assert_eq!(standing(None, None, &london, "2026-07-19T12:00:00Z".parse().unwrap()), Standing::Kept);
    }
}
