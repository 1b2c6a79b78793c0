//! For how long credits for education are granted: afterwards a page may not offer them any more.

use crate::instant::{Instant, When, Zone, hours_after};

/// How an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It holds.
    Open,
    /// It holds for at most thirty days more.
    Ending,
    /// It holds no more.
    Over,
}

/// How many hours ahead an offer is about to end.
const MONTH: i64 = 30 * 24;

/// How an offer stands at `now` that holds until `expires`; that day is part of it.
pub fn at(expires: When, zone: &Zone, now: Instant) -> Offer {
    let [ending, over] = changes(expires, zone);
    match (ending <= now, over <= now) {
        (_, true) => Offer::Over,
        (true, false) => Offer::Ending,
        (false, false) => Offer::Open,
    }
}

/// The next instant after `now` at which the answer of [`at`] changes by itself.
pub fn changes_at(expires: When, zone: &Zone, now: Instant) -> Option<Instant> {
    changes(expires, zone).into_iter().find(|instant| *instant > now)
}

fn changes(expires: When, zone: &Zone) -> [Instant; 2] {
    let over = expires.end(zone);
    [hours_after(over, -MONTH), over]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_ends_with_its_last_day_and_thirty_days_before_editors_know() {
        let london = Zone::named("Europe/London").unwrap();
        let expires = When::Day("2026-12-31".parse().unwrap());
        for (now, offer, next) in [
            ("2026-12-01T23:59:59Z", Offer::Open, Some("2026-12-02T00:00:00Z")),
            ("2026-12-02T00:00:00Z", Offer::Ending, Some("2027-01-01T00:00:00Z")),
            ("2026-12-31T23:59:59Z", Offer::Ending, Some("2027-01-01T00:00:00Z")),
            ("2027-01-01T00:00:00Z", Offer::Over, None),
        ] {
            let now: Instant = now.parse().unwrap();
            assert_eq!(at(expires, &london, now), offer, "{now}");
            assert_eq!(changes_at(expires, &london, now), next.map(|next| next.parse().unwrap()), "{now}");
        }
    }
}
