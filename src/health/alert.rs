//! When an alert is in force, and how grave it is, in the words of the Common Alerting Protocol.
//!
//! An alert that is over has not expired as other pages do: what people were told to do, and that it no longer holds, stays
//! to be read. It only leaves the banner, the feed and the list of what is in force.

use crate::instant::{Instant, hours_after};

/// How grave it is, the gravest first.
pub const SEVERITIES: &[&str] = &["Extreme", "Severe", "Moderate", "Minor", "Unknown"];
/// How soon people should act.
pub const URGENCIES: &[&str] = &["Immediate", "Expected", "Future", "Past", "Unknown"];
/// How sure it is.
pub const CERTAINTIES: &[&str] = &["Observed", "Likely", "Possible", "Unlikely", "Unknown"];
/// What it is about.
pub const CATEGORIES: &[&str] =
    &["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"];
/// What people should do, in one word.
pub const RESPONSES: &[&str] =
    &["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"];
/// Whether it is meant. `System` and `Draft` are for machines and not for pages.
pub const STATUSES: &[&str] = &["Actual", "Exercise", "Test"];
/// What an update does to the alert.
pub const UPDATES: &[&str] = &["update", "cancel", "all-clear"];
/// The types of messages of the Health Alert Network.
pub const HAN: &[&str] = &["alert", "advisory", "update", "info"];

/// Urgency, severity and certainty of a message of the Health Alert Network that does not say them itself.
pub fn of_han(han: &str) -> [&'static str; 3] {
    match han {
        "alert" => ["Immediate", "Severe", "Observed"],
        "advisory" => ["Expected", "Moderate", "Likely"],
        "info" => ["Future", "Minor", "Unknown"],
        _ => ["Unknown", "Unknown", "Unknown"],
    }
}

/// Where a severity stands among all; the gravest is 0.
pub fn rank(severity: &str) -> usize {
    SEVERITIES.iter().position(|known| *known == severity).unwrap_or(SEVERITIES.len())
}

/// The moments on which it depends whether an alert is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// From when it is; none is always.
    pub effective: Option<Instant>,
    /// The first moment after it.
    pub expires: Option<Instant>,
    /// When it was cancelled, or the all-clear was given.
    pub ended: Option<Instant>,
    /// When the next update was promised for.
    pub next_update: Option<Instant>,
    /// The first moment after its advice, which may hold for longer than the alert is in force.
    pub advice_until: Option<Instant>,
}

/// Whether an alert is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not yet.
    Ahead,
    /// It is.
    Active,
    /// It is, and the update that was promised has not come.
    Late,
    /// Its time is over.
    Over,
    /// Its time is over, and its advice holds for longer.
    Advising,
    /// It was cancelled, or the all-clear was given.
    Ended,
}

/// For so long the messages of an alert that is over stay in the feed of messages.
const LISTED_HOURS: i64 = 48;

impl Times {
    /// The first moment at which it is over, if it is known.
    pub fn end(&self) -> Option<Instant> {
        self.ended.into_iter().chain(self.expires).min()
    }

    /// The first moment at which the feed of messages no longer has it.
    pub fn delisted(&self) -> Option<Instant> {
        self.end().map(|end| hours_after(end, LISTED_HOURS))
    }

    /// Whether the feed of messages has it at `now`.
    pub fn is_listed(&self, now: Instant) -> bool {
        self.delisted().is_none_or(|delisted| delisted > now)
    }
}

impl Standing {
    /// How an alert stands at `now`.
    pub fn at(times: &Times, now: Instant) -> Standing {
        let is_past = |instant: Option<Instant>| instant.is_some_and(|instant| instant <= now);
        match times {
            _ if is_past(times.ended) => Standing::Ended,
            _ if is_past(times.expires) && times.advice_until.is_some_and(|until| until > now) => Standing::Advising,
            _ if is_past(times.expires) => Standing::Over,
            _ if times.effective.is_some_and(|effective| effective > now) => Standing::Ahead,
            _ if is_past(times.next_update) => Standing::Late,
            _ => Standing::Active,
        }
    }

    /// Whether it is in force.
    pub fn is_in_force(self) -> bool {
        matches!(self, Standing::Active | Standing::Late)
    }

    /// Whether it was in force and is no longer.
    pub fn is_past(self) -> bool {
        matches!(self, Standing::Over | Standing::Advising | Standing::Ended)
    }

    /// One word for it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Ahead => "ahead",
            Standing::Active => "active",
            Standing::Late => "late",
            Standing::Over => "over",
            Standing::Advising => "advising",
            Standing::Ended => "ended",
        }
    }
}

/// The next instant at which an alert stands otherwise by itself.
pub fn changes_at(times: &Times, now: Instant) -> Option<Instant> {
    let Times { effective, expires, ended, next_update, advice_until } = *times;
    let moments = [effective, expires, ended, next_update, advice_until, times.delisted()];
    moments.into_iter().flatten().filter(|instant| *instant > now).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn an_alert_is_in_force_from_its_beginning_to_its_end() {
        let times = Times {
            effective: Some(at("2026-07-01T09:00:00Z")),
            expires: Some(at("2026-07-03T09:00:00Z")),
            ended: None,
            next_update: Some(at("2026-07-02T09:00:00Z")),
            advice_until: Some(at("2026-07-04T09:00:00Z")),
        };
        let cancelled = Times { ended: Some(at("2026-07-02T12:00:00Z")), ..times };
        for (now, standing, change) in [
            ("2026-07-01T08:59:59Z", Standing::Ahead, Some("2026-07-01T09:00:00Z")),
            ("2026-07-01T09:00:00Z", Standing::Active, Some("2026-07-02T09:00:00Z")),
            ("2026-07-02T09:00:00Z", Standing::Late, Some("2026-07-03T09:00:00Z")),
            ("2026-07-03T09:00:00Z", Standing::Advising, Some("2026-07-04T09:00:00Z")),
            ("2026-07-04T09:00:00Z", Standing::Over, Some("2026-07-05T09:00:00Z")),
            ("2026-07-05T09:00:00Z", Standing::Over, None),
        ] {
            assert_eq!(
                (Standing::at(&times, at(now)), changes_at(&times, at(now))),
                (standing, change.map(at)),
                "{now}"
            );
        }
        assert_eq!(Standing::at(&cancelled, at("2026-07-02T11:59:59Z")), Standing::Late);
        assert_eq!(Standing::at(&cancelled, at("2026-07-02T12:00:00Z")), Standing::Ended);
        assert_eq!(Standing::at(&cancelled, at("2026-07-03T12:00:00Z")), Standing::Ended);
        assert!(cancelled.is_listed(at("2026-07-04T11:59:59Z")) && !cancelled.is_listed(at("2026-07-04T12:00:00Z")));
        assert_eq!(Standing::at(&Times::default(), at("2026-07-02T12:00:00Z")), Standing::Active);
    }

    #[test]
    fn the_gravest_comes_first_and_types_have_words_of_the_protocol() {
        assert!(rank("Extreme") < rank("Minor") && rank("Unknown") < rank("odd"));
        for han in HAN {
            let [urgency, severity, certainty] = of_han(han);
            assert!(URGENCIES.contains(&urgency) && SEVERITIES.contains(&severity) && CERTAINTIES.contains(&certainty));
        }
    }
}
