//! When a page's review is overdue. The day on which it is due still counts as in time.

use crate::instant::{Day, Instant, When, Zone};

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

/// The instant at which the answer of [`is_overdue`] changes by itself, if it lies after `now`.
pub fn changes_at(next_review: Day, zone: &Zone, now: Instant) -> Option<Instant> {
    Some(overdue_from(next_review, zone)).filter(|&instant| instant > now)
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
            assert_eq!(changes_at(due, &london, now), change);
        }
    }
}
