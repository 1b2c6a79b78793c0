//! Live coverage: when an update may be seen, how coverage stands, and the time that a heading says.
//!
//! An update is seen when its time and the delay are over. What would become visible after a halt never does: the delay is
//! there so that somebody can stop.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::instant::{Day, Instant, When, Zone, hours_after, minutes_after};
use crate::text::digit;

/// How coverage stands at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Standing {
    /// It has not begun.
    #[default]
    Scheduled,
    /// It is running.
    Live,
    /// It is over.
    Over,
    /// It was stopped.
    Halted,
}

/// When coverage was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// At this instant.
    At(Instant),
    /// Nobody wrote down when.
    Unknown,
}

/// What decides how coverage stands and what of it is seen.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    /// When it begins.
    pub starts: Instant,
    /// When it ends, if that is known.
    pub ends: Option<Instant>,
    /// How many minutes later an update is seen.
    pub delay: i64,
    /// Whether it was stopped.
    pub halt: Option<Halt>,
}

impl Standing {
    /// The name in templates and reports.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Scheduled => "scheduled",
            Standing::Live => "live",
            Standing::Over => "over",
            Standing::Halted => "halted",
        }
    }

    /// Whether updates are still to come.
    pub fn goes_on(self) -> bool {
        match self {
            Standing::Scheduled | Standing::Live => true,
            Standing::Over | Standing::Halted => false,
        }
    }
}

impl Coverage {
    /// How it stands at `now`.
    pub fn standing(&self, now: Instant) -> Standing {
        match self.halt {
            Some(Halt::Unknown) => return Standing::Halted,
            Some(Halt::At(at)) if at <= now => return Standing::Halted,
            Some(Halt::At(_)) | None => {}
        }
        match self.ends {
            Some(ends) if ends <= now => Standing::Over,
            _ if self.starts > now => Standing::Scheduled,
            _ => Standing::Live,
        }
    }

    /// From when an update of this time is seen; never one that a halt came before. Without the instant of the halt
    /// nobody knows which were seen, so none is.
    pub fn seen_from(&self, time: Instant) -> Option<Instant> {
        let from = minutes_after(time, self.delay);
        match self.halt {
            Some(Halt::Unknown) => None,
            Some(Halt::At(at)) => (from <= at).then_some(from),
            None => Some(from),
        }
    }

    /// The next instant after `now` at which it stands otherwise, or one of the updates of these times is seen.
    pub fn changes_at(&self, times: impl Iterator<Item = Instant>, now: Instant) -> Option<Instant> {
        let halt = self.halt.and_then(|halt| match halt {
            Halt::At(at) => Some(at),
            Halt::Unknown => None,
        });
        let own = [Some(self.starts), self.ends, halt].into_iter().flatten();
        own.chain(times.filter_map(|time| self.seen_from(time))).filter(|instant| *instant > now).min()
    }
}

/// The time that a heading begins with: `14:32`, `2:32 PM`, `14h32`, or `2026-11-20 14:32`; the clock in the digits of any
/// language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    day: Option<Day>,
    hour: i8,
    minute: i8,
}

impl Stamp {
    /// Reads the time at the beginning of `heading`, and returns what follows it; none if there is none.
    pub fn read(heading: &str) -> Option<(Stamp, &str)> {
        let (first, rest) = word(heading);
        let (day, clock, rest) = match first.parse::<Day>() {
            Ok(day) => {
                let (clock, rest) = word(rest);
                (Some(day), clock, rest)
            }
            Err(_) => (None, first, rest),
        };
        let (clock, half, rest) = half_of_day(clock, rest);
        let (hour, minute) = clock_time(clock, half.is_some())?;
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(half) => hour % 12 + if half == HalfOfDay::Afternoon { 12 } else { 0 },
        };
        // `12:30 am` is half past midnight in English and half past noon in German (`am Eingang`): not guessed.
        if half.is_none() && hour == 12 && word(rest).0 == "am" {
            return None;
        }
        Some((Stamp { day, hour, minute }, rest.trim_start_matches(['–', '—', '-', ':', ' '])))
    }

    /// The moment that is meant after one at `before`: on the same day, or on the next when the clock went back by half
    /// a day or more.
    pub fn after(self, before: Instant, zone: &Zone) -> Option<When> {
        if let Some(day) = self.day {
            return zone.at(day, self.hour, self.minute);
        }
        let day = zone.day(before);
        let same = zone.at(day, self.hour, self.minute)?;
        match hours_after(same.start(zone), HALF_A_DAY) <= before {
            true => zone.at(day.tomorrow().ok()?, self.hour, self.minute),
            false => Some(same),
        }
    }
}

/// The half of a day that a clock of twelve hours names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HalfOfDay {
    Morning,
    Afternoon,
}

/// A clock without `am` or `pm` at its end or in the word after it, that half of the day, and what follows. A word `am` in
/// small letters is left: in English it changes no hour but twelve, and in German it is a word of the sentence.
fn half_of_day<'a>(clock: &'a str, rest: &'a str) -> (&'a str, Option<HalfOfDay>, &'a str) {
    let of = |text: &str| match text.replace('.', "").to_ascii_lowercase().as_str() {
        "am" => Some(HalfOfDay::Morning),
        "pm" => Some(HalfOfDay::Afternoon),
        _ => None,
    };
    let end = clock.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(clock.len());
    if let Some(half) = of(clock[end..].trim_end_matches([',', ':', '–', '—'])) {
        return (&clock[..end], Some(half), rest);
    }
    let (next, after) = word(rest);
    let next = next.trim_end_matches([',', ':', '–', '—']);
    match of(next).filter(|_| next != "am") {
        Some(half) => (clock, Some(half), after),
        None => (clock, None, rest),
    }
}

/// The hour and minute of a clock: `14:32`, `14h32`; where a half of the day is named also `2` and `2.32`.
fn clock_time(clock: &str, is_of_twelve_hours: bool) -> Option<(i8, i8)> {
    let number = |text: &str, most: i8| {
        let digits: String = text.chars().map(digit).collect::<Option<_>>()?;
        digits.parse::<i8>().ok().filter(|number| *number <= most)
    };
    let parts = clock.split_once(':').or_else(|| clock.split_once('h'));
    let parts = parts.or_else(|| clock.split_once('.').filter(|_| is_of_twelve_hours));
    match parts {
        Some((hour, minute)) => Some((number(hour, 23)?, number(minute, 59).filter(|_| minute.chars().count() == 2)?)),
        None if is_of_twelve_hours => Some((number(clock, 23)?, 0)),
        None => None,
    }
}

const HALF_A_DAY: i64 = 12;

fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn coverage(delay: i64, halt: Option<Halt>) -> Coverage {
        let (starts, ends) = (at("2026-11-20T14:00:00Z"), Some(at("2026-11-20T16:00:00Z")));
        Coverage { starts, ends, delay, halt }
    }

    #[test]
    fn coverage_stands_as_its_times_say_and_a_halt_outlasts_them() {
        let halted = Some(Halt::At(at("2026-11-20T15:00:00Z")));
        for (halt, now, standing) in [
            (None, "2026-11-20T13:59:59Z", Standing::Scheduled),
            (None, "2026-11-20T14:00:00Z", Standing::Live),
            (None, "2026-11-20T15:59:59Z", Standing::Live),
            (None, "2026-11-20T16:00:00Z", Standing::Over),
            (halted, "2026-11-20T14:59:59Z", Standing::Live),
            (halted, "2026-11-20T15:00:00Z", Standing::Halted),
            (halted, "2026-11-21T15:00:00Z", Standing::Halted),
            (Some(Halt::Unknown), "2026-11-20T13:00:00Z", Standing::Halted),
        ] {
            assert_eq!(coverage(0, halt).standing(at(now)), standing, "{halt:?} at {now}");
        }
        let endless = Coverage { ends: None, ..coverage(0, None) };
        assert_eq!(endless.standing(at("2027-01-01T00:00:00Z")), Standing::Live);
    }

    #[test]
    fn an_update_waits_for_its_delay_and_for_ever_behind_a_halt() {
        let time = at("2026-11-20T14:32:00Z");
        let halted = |text| Some(Halt::At(at(text)));
        for (delay, halt, now, shown) in [
            (0, None, "2026-11-20T14:31:59Z", false),
            (0, None, "2026-11-20T14:32:00Z", true),
            (5, None, "2026-11-20T14:36:59Z", false),
            (5, None, "2026-11-20T14:37:00Z", true),
            (5, halted("2026-11-20T14:36:00Z"), "2026-11-20T18:00:00Z", false),
            (5, halted("2026-11-20T14:37:00Z"), "2026-11-20T18:00:00Z", true),
            (0, Some(Halt::Unknown), "2026-11-20T18:00:00Z", false),
        ] {
            let from = coverage(delay, halt).seen_from(time);
            assert_eq!(from.is_some_and(|from| from <= at(now)), shown, "{delay} {halt:?} {now}");
        }
    }

    #[test]
    fn the_next_change_is_known() {
        let times = || ["2026-11-20T14:32:00Z", "2026-11-20T15:10:00Z"].map(at).into_iter();
        for (now, next) in [
            ("2026-11-20T13:00:00Z", Some("2026-11-20T14:00:00Z")),
            ("2026-11-20T14:00:00Z", Some("2026-11-20T14:37:00Z")),
            ("2026-11-20T14:37:00Z", Some("2026-11-20T15:15:00Z")),
            ("2026-11-20T15:15:00Z", Some("2026-11-20T16:00:00Z")),
            ("2026-11-20T16:00:00Z", None),
        ] {
            assert_eq!(coverage(5, None).changes_at(times(), at(now)), next.map(at), "{now}");
        }
        let halted = coverage(5, Some(Halt::At(at("2026-11-20T14:40:00Z"))));
        assert_eq!(halted.changes_at(times(), at("2026-11-20T14:37:00Z")), Some(at("2026-11-20T14:40:00Z")));
    }

    #[test]
    fn headings_begin_with_a_time() {
        let london = Zone::named("Europe/London").unwrap();
        let before = at("2026-11-20T23:50:00Z");
        for (heading, time, rest) in [
            ("23:55 Nearly there", "2026-11-20T23:55:00+00:00", "Nearly there"),
            ("00:10 Past midnight", "2026-11-21T00:10:00+00:00", "Past midnight"),
            ("23:40 – Out of order", "2026-11-20T23:40:00+00:00", "Out of order"),
            ("9:05", "2026-11-21T09:05:00+00:00", ""),
            ("٠٠:١٠ بعد منتصف الليل", "2026-11-21T00:10:00+00:00", "بعد منتصف الليل"),
            ("2026-07-22 14:32 Summer", "2026-07-22T14:32:00+01:00", "Summer"),
            ("2026-07-22 6:00 PM Doors open", "2026-07-22T18:00:00+01:00", "Doors open"),
            ("2026-07-22 6.30 p.m. – Tea", "2026-07-22T18:30:00+01:00", "Tea"),
            ("2026-07-22 7:15pm Questions", "2026-07-22T19:15:00+01:00", "Questions"),
            ("2026-07-22 2pm: Tea", "2026-07-22T14:00:00+01:00", "Tea"),
            ("2026-07-22 6 PM", "2026-07-22T18:00:00+01:00", ""),
            ("2026-07-22 12:05 AM Night", "2026-07-22T00:05:00+01:00", "Night"),
            ("2026-07-22 12:05 pm Noon", "2026-07-22T12:05:00+01:00", "Noon"),
            ("2026-07-22 18h30 Ouverture", "2026-07-22T18:30:00+01:00", "Ouverture"),
            ("2026-07-22 10:30 am Eingang", "2026-07-22T10:30:00+01:00", "am Eingang"),
        ] {
            let (stamp, after) = Stamp::read(heading).unwrap();
            assert_eq!((stamp.after(before, &london).unwrap().to_string().as_str(), after), (time, rest));
        }
        for heading in [
            "",
            "Background",
            "24:00 Late",
            "14:5 Slip",
            "14:60",
            "2026-11-20",
            "+1:30 Odd",
            "13:00 PM",
            "0 PM",
            "12:30 am Tea",
            "6 Tea",
            "14.30 Tea",
        ] {
            assert_eq!(Stamp::read(heading), None, "{heading}");
        }
    }
}
