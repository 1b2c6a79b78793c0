//! Dates and instants. Nobody here reads a clock: the instant of a build is an argument.
//!
//! A [`When`] is what an author writes: a day, or a moment. A day with no time is that day in the
//! hub's time zone. Zones come from the time zone database inside the binary, not from the machine.

use std::fmt;
use std::io::{self, Read, Write};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::{self, Date};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan, Zoned};
use serde::{Serialize, Serializer};

/// A point in time, without a zone.
pub type Instant = Timestamp;

/// A day of the calendar.
pub type Day = Date;

/// A time zone by its IANA name.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// A date as authors write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// A day: `2026-11-20`.
    Day(Day),
    /// A moment: `2026-11-20T09:00:00+00:00`. The offset is kept as written.
    Moment(Timestamp, Offset),
}

/// A length of time as authors write it: `3y`, `18 months`, `6 weeks`.
#[derive(Clone, Copy, Debug)]
pub struct Length(jiff::Span);

impl Zone {
    /// The zone called `name`, if the time zone database has it.
    pub fn named(name: &str) -> Option<Zone> {
        TimeZoneDatabase::bundled().get(name).ok().map(Zone)
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The day that it is in this zone at `instant`.
    pub fn day(&self, instant: Instant) -> Day {
        instant.to_zoned(self.0.clone()).date()
    }

    /// The date and time that it is in this zone at `instant`.
    pub fn clock(&self, instant: Instant) -> civil::DateTime {
        instant.to_zoned(self.0.clone()).datetime()
    }

    /// `instant` with the offset that is in force here.
    pub fn moment(&self, instant: Instant) -> When {
        When::Moment(instant, self.0.to_offset(instant))
    }

    /// `instant` as the Common Alerting Protocol writes it: with the offset here, `-00:00` for none, and without fractions.
    pub fn alerting(&self, instant: Instant) -> String {
        let text = instant.to_zoned(self.0.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        text.strip_suffix("+00:00").map_or(text.clone(), |time| format!("{time}-00:00"))
    }

    /// The moment at which a clock in this zone shows this hour and minute on `day`, if it ever does. Of an hour that
    /// comes twice the first is meant.
    pub fn at(&self, day: Day, hour: i8, minute: i8) -> Option<When> {
        let time = civil::Time::new(hour, minute, 0, 0).ok()?;
        let zoned = day.to_datetime(time).to_zoned(self.0.clone()).ok()?;
        Some(When::Moment(zoned.timestamp(), zoned.offset()))
    }

    /// The moment at which the minute began that it is in this zone at `instant`.
    pub fn minute(&self, instant: Instant) -> When {
        let zoned = instant.to_zoned(self.0.clone());
        let begun = zoned.timestamp().as_second().div_euclid(60) * 60;
        When::Moment(Timestamp::from_second(begun).unwrap_or(instant), zoned.offset())
    }

    /// The instant at which `day` begins in this zone.
    pub fn start_of(&self, day: Day) -> Instant {
        day.to_zoned(self.0.clone()).map_or_else(|_| utc_start(day), |zoned| zoned.timestamp())
    }
}

fn utc_start(day: Day) -> Instant {
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

impl When {
    /// Whether all of it is over when `later` begins. Two equal moments, and a day and a moment of it, are not one before
    /// the other.
    pub fn is_before(self, later: When, zone: &Zone) -> bool {
        match self {
            When::Day(_) => self.end(zone) <= later.start(zone),
            When::Moment(..) => self.start(zone) < later.start(zone),
        }
    }

    /// Reads a day or a moment. A moment without an offset is one in `zone`; one with another offset is kept as the moment
    /// that it is in `zone`, in which readers are told of it.
    ///
    /// # Errors
    /// In words for the author: what is wrong with the date, or which forms are read.
    pub fn parse(text: &str, zone: &Zone) -> Result<When, String> {
        let text = text.trim();
        if text.len() <= 10 {
            let padded = padded(text);
            return padded.parse::<Date>().map(When::Day).map_err(|error| date_fault(&padded, &error));
        }
        if text.contains('[') {
            return Err("a zone in brackets is not read: expected an offset, `2026-11-20T09:00:00+00:00`".to_owned());
        }
        if offset_of(text).is_some() {
            // `2026-11-20 09:00:00 +0000`, as other systems write it.
            let (day, time) = text.split_at(11);
            let close = format!("{day}{}", time.replace(' ', ""));
            let moment: Timestamp = close.parse().map_err(|error| date_fault(text, &error))?;
            return Ok(zone.moment(moment));
        }
        let civil: civil::DateTime = text.parse().map_err(|error| date_fault(text, &error))?;
        let zoned = civil.to_zoned(zone.0.clone()).map_err(|error| error.to_string())?;
        Ok(When::Moment(zoned.timestamp(), zoned.offset()))
    }

    /// The moment of an instant, in coordinated universal time.
    pub fn at(instant: Instant) -> When {
        When::Moment(instant, Offset::UTC)
    }

    /// Whether `text` says its own offset, as an embargo must.
    pub fn has_offset(text: &str) -> bool {
        offset_of(text.trim()).is_some()
    }

    /// The instant: of a day, its first in `zone`.
    pub fn start(self, zone: &Zone) -> Instant {
        match self {
            When::Day(day) => zone.start_of(day),
            When::Moment(instant, _) => instant,
        }
    }

    /// The first instant after it: of a day, the start of the next; of a moment, itself.
    pub fn end(self, zone: &Zone) -> Instant {
        match self {
            When::Day(day) => zone.start_of(day.checked_add(1.day()).unwrap_or(day)),
            When::Moment(instant, _) => instant,
        }
    }

    /// The day, of a moment in the zone in which it was read.
    pub fn day(self) -> Day {
        match self {
            When::Day(day) => day,
            When::Moment(instant, offset) => offset.to_datetime(instant).date(),
        }
    }

    /// The date and time in the zone in which it was read, if it has a time.
    pub fn moment(self) -> Option<civil::DateTime> {
        match self {
            When::Day(_) => None,
            When::Moment(instant, offset) => Some(offset.to_datetime(instant)),
        }
    }

    /// The clock of a moment in `zone` as readers are told it, with the name of the zone then: `15:00 BST`, `15:00 UTC+03:00`. None
    /// of a day.
    pub fn clock_in(self, zone: &Zone) -> Option<String> {
        let When::Moment(instant, _) = self else { return None };
        let zoned = instant.to_zoned(zone.0.clone());
        let name = zoned.strftime("%Z").to_string();
        // Zones without a name are called by their offset.
        let name = match name.starts_with(['+', '-']) {
            true => format!("UTC{}", zoned.strftime("%:z")),
            false => name,
        };
        Some(format!("{} {name}", zoned.strftime("%H:%M")))
    }

    /// As RFC 2822 writes it, for RSS: `Fri, 20 Nov 2026 09:00:00 +0000`.
    pub fn rfc2822(self, zone: &Zone) -> String {
        rfc2822(self.start(zone))
    }
}

/// `instant` as RFC 2822 writes it, in UTC.
pub fn rfc2822(instant: Instant) -> String {
    let zoned = instant.to_zoned(TimeZone::UTC);
    zoned.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// `instant` in the basic form of ISO 8601, in UTC, to the second: `20261120T090000Z`.
pub fn basic_instant(instant: Instant) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// `day` in the basic form of ISO 8601: `20261120`.
pub fn basic_day(day: Day) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// `instant` as RFC 3339 writes it, in UTC, to the second.
pub fn rfc3339(instant: Instant) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl fmt::Display for When {
    /// `2026-11-20`, or RFC 3339 with the offset as written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(day) => write!(f, "{day}"),
            When::Moment(instant, offset) => {
                let zoned: Zoned = instant.to_zoned(TimeZone::fixed(*offset));
                write!(f, "{}", zoned.strftime("%Y-%m-%dT%H:%M:%S%:z"))
            }
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Remembers a day that may not be there.
pub fn write_day<W: Write>(day: &Option<Day>, to: &mut W) -> io::Result<()> {
    BorshSerialize::serialize(&day.map(numbers), to)
}

/// Reads what [`write_day`] wrote.
pub fn read_day<R: Read>(from: &mut R) -> io::Result<Option<Day>> {
    Option::deserialize_reader(from)?.map(day).transpose()
}

/// Remembers a day.
pub fn write_one_day<W: Write>(day: &Day, to: &mut W) -> io::Result<()> {
    BorshSerialize::serialize(&numbers(*day), to)
}

/// Reads what [`write_one_day`] wrote.
pub fn read_one_day<R: Read>(from: &mut R) -> io::Result<Day> {
    day(BorshDeserialize::deserialize_reader(from)?)
}

/// Remembers an instant that may not be there.
pub fn write_instant<W: Write>(instant: &Option<Instant>, to: &mut W) -> io::Result<()> {
    BorshSerialize::serialize(&instant.map(|it| (it.as_second(), it.subsec_nanosecond())), to)
}

/// Reads what [`write_instant`] wrote.
pub fn read_instant<R: Read>(from: &mut R) -> io::Result<Option<Instant>> {
    let read: Option<(i64, i32)> = Option::deserialize_reader(from)?;
    let instant = |(second, rest)| Instant::new(second, rest).map_err(|_| io::ErrorKind::InvalidData.into());
    read.map(instant).transpose()
}

/// Remembers an instant.
pub fn write_one_instant<W: Write>(instant: &Instant, to: &mut W) -> io::Result<()> {
    write_instant(&Some(*instant), to)
}

/// Reads what [`write_one_instant`] wrote.
pub fn read_one_instant<R: Read>(from: &mut R) -> io::Result<Instant> {
    read_instant(from)?.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn numbers(day: Day) -> (i16, i8, i8) {
    (day.year(), day.month(), day.day())
}

fn day((year, month, day): (i16, i8, i8)) -> io::Result<Day> {
    Day::new(year, month, day).map_err(|_| io::ErrorKind::InvalidData.into())
}

impl BorshSerialize for When {
    fn serialize<W: Write>(&self, to: &mut W) -> io::Result<()> {
        match self {
            When::Day(day) => BorshSerialize::serialize(&(0u8, numbers(*day)), to),
            When::Moment(instant, offset) => {
                let moment = (1u8, instant.as_second(), instant.subsec_nanosecond(), offset.seconds());
                BorshSerialize::serialize(&moment, to)
            }
        }
    }
}

impl BorshDeserialize for When {
    fn deserialize_reader<R: Read>(from: &mut R) -> io::Result<When> {
        if u8::deserialize_reader(from)? == 0 {
            return read_one_day(from).map(When::Day);
        }
        let (second, nanosecond, offset) = BorshDeserialize::deserialize_reader(from)?;
        let moment = Timestamp::new(second, nanosecond).ok().zip(Offset::from_seconds(offset).ok());
        moment.map(|(instant, offset)| When::Moment(instant, offset)).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

impl BorshSerialize for Length {
    fn serialize<W: Write>(&self, to: &mut W) -> io::Result<()> {
        BorshSerialize::serialize(&self.0.to_string(), to)
    }
}

impl BorshDeserialize for Length {
    fn deserialize_reader<R: Read>(from: &mut R) -> io::Result<Length> {
        let text = String::deserialize_reader(from)?;
        text.parse().map(Length).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

impl Length {
    /// Reads `3y`, `18 months`, `6 weeks`.
    pub fn parse(text: &str) -> Option<Length> {
        let span: jiff::Span = text.trim().to_lowercase().parse().ok()?;
        (span.is_positive()).then_some(Length(span))
    }

    /// How many seconds it has, if it is one of hours, minutes and seconds.
    pub fn seconds(self) -> Option<u64> {
        let seconds = self.0.total(jiff::Unit::Second).ok()?;
        // Of a day or more nobody says how many hours it has.
        (seconds.fract() == 0.0 && seconds <= MOST_SECONDS).then_some(seconds as u64)
    }

    /// The day that is this long after `day`; the last day of the calendar if there is none.
    pub fn after(self, day: Day) -> Day {
        day.checked_add(self.0).unwrap_or(Day::MAX)
    }
}

/// The instant that is `length` after another: of days and more, in universal time.
pub fn length_after(instant: Instant, length: Length) -> Instant {
    instant.to_zoned(TimeZone::UTC).checked_add(length.0).map_or(instant, |zoned| zoned.timestamp())
}

/// So many hours after `instant`.
pub fn hours_after(instant: Instant, hours: i64) -> Instant {
    instant.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap_or(instant)
}

/// So many minutes after `instant`.
pub fn minutes_after(instant: Instant, minutes: i64) -> Instant {
    instant.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap_or(Instant::MAX)
}

/// What is longer is no talk and no lesson, but a slip: a hundred hours.
const MOST_SECONDS: f64 = 360_000.0;

/// A length in seconds as ISO 8601 writes it: `PT1H30M`.
pub fn iso_duration(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let part = |number: u64, unit: char| if number > 0 { format!("{number}{unit}") } else { String::new() };
    match seconds {
        0 => "PT0S".to_owned(),
        _ => format!("PT{}{}{}", part(hours, 'H'), part(minutes, 'M'), part(rest, 'S')),
    }
}

/// The offset at the end of a date with a time: `Z`, `+01:00`, `+0100`, `+01`. To overlook one would
/// publish hours too early.
fn offset_of(text: &str) -> Option<Offset> {
    let time = text.get(11..)?;
    if time.ends_with(['Z', 'z']) {
        return Some(Offset::UTC);
    }
    let sign = time.rfind(['+', '-'])?;
    let digits = time[sign + 1..].replace(':', "");
    let pair = |at: usize| digits.get(at..at + 2).unwrap_or("0").parse::<i32>();
    let seconds = pair(0).ok()? * 3600 + pair(2).ok()? * 60 + pair(4).ok()?;
    Offset::from_seconds(if time[sign..].starts_with('-') { -seconds } else { seconds }).ok()
}

/// `2026-3-4` as `2026-03-04`; anything else as it is.
fn padded(text: &str) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 && !month.is_empty() && !day.is_empty() => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// What to tell an author whose date could not be read.
fn date_fault(text: &str, error: &jiff::Error) -> String {
    let digits = |at: std::ops::Range<usize>| text.get(at).and_then(|part| part.parse::<u32>().ok());
    match (digits(0..4), digits(5..7), digits(8..10)) {
        (Some(_), Some(month), _) if !(1..=12).contains(&month) => format!("there is no month {month}"),
        (Some(year), Some(month), Some(day)) if Date::new(year as i16, month as i8, day as i8).is_err() => {
            format!("there is no day {day} in month {month} of {year}")
        }
        (Some(_), Some(_), Some(_)) if text.len() > 10 => format!("the time cannot be read: {error}"),
        _ => "expected `2026-11-20` or `2026-11-20T09:00:00+00:00`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_zone_of_the_hub() {
        let london = Zone::named("Europe/London").unwrap();
        for (text, shown, start) in [
            ("2026-11-20", "2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-07-20", "2026-07-20", "2026-07-19T23:00:00Z"),
            ("2026-1-5", "2026-01-05", "2026-01-05T00:00:00Z"),
            ("2026-07-20 09:30", "2026-07-20T09:30:00+01:00", "2026-07-20T08:30:00Z"),
            ("2026-07-20T09:30:00+02:00", "2026-07-20T08:30:00+01:00", "2026-07-20T07:30:00Z"),
            ("2026-07-20T09:30:00Z", "2026-07-20T10:30:00+01:00", "2026-07-20T09:30:00Z"),
            ("2026-07-20T09:30:00+0200", "2026-07-20T08:30:00+01:00", "2026-07-20T07:30:00Z"),
            ("2026-07-20 09:30:00 -05", "2026-07-20T15:30:00+01:00", "2026-07-20T14:30:00Z"),
        ] {
            let when = When::parse(text, &london).unwrap();
            assert_eq!((when.to_string().as_str(), rfc3339(when.start(&london)).as_str()), (shown, start));
        }
    }

    #[test]
    fn clocks_are_told_with_the_name_of_their_zone() {
        for (zone, text, told) in [
            ("Europe/London", "2027-06-01T09:00:00-05:00", Some("15:00 BST")),
            ("Europe/London", "2027-01-01T09:00", Some("09:00 GMT")),
            ("America/New_York", "2027-06-01T13:00:00Z", Some("09:00 EDT")),
            ("Asia/Kathmandu", "2027-06-01T09:00", Some("09:00 UTC+05:45")),
            ("Europe/London", "2027-06-01", None),
        ] {
            let zone = Zone::named(zone).unwrap();
            assert_eq!(When::parse(text, &zone).unwrap().clock_in(&zone).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn a_wrong_date_says_what_is_wrong() {
        for (text, fault) in [
            ("2026-13-45", "there is no month 13"),
            ("2026-02-30", "there is no day 30 in month 2 of 2026"),
            (
                "2026-07-20T09:30[Europe/London]",
                "a zone in brackets is not read: expected an offset, `2026-11-20T09:00:00+00:00`",
            ),
            ("20 November", "expected `2026-11-20` or `2026-11-20T09:00:00+00:00`"),
        ] {
            assert_eq!(When::parse(text, &Zone::utc()).unwrap_err(), fault);
        }
    }

    #[test]
    fn lengths_are_counted_on_the_calendar() {
        let day = "2026-01-31".parse().unwrap();
        for (text, end) in
            [("3y", "2029-01-31"), ("18 Months", "2027-07-31"), ("6 weeks", "2026-03-14"), ("1 month", "2026-02-28")]
        {
            assert_eq!(Length::parse(text).unwrap().after(day).to_string(), end);
        }
        assert!(Length::parse("soon").is_none());
    }

    #[test]
    fn lengths_of_recordings_are_seconds() {
        for (text, seconds, iso) in [
            ("45 minutes", 2700, "PT45M"),
            ("1 h 30 min", 5400, "PT1H30M"),
            ("1:05:07", 3907, "PT1H5M7S"),
            ("PT20M", 1200, "PT20M"),
            ("2h", 7200, "PT2H"),
        ] {
            assert_eq!(Length::parse(text).and_then(Length::seconds), Some(seconds), "{text}");
            assert_eq!(iso_duration(seconds), iso);
        }
        for text in ["3y", "2 days", "a while", "200 h"] {
            assert_eq!(Length::parse(text).and_then(Length::seconds), None, "{text}");
        }
    }
}
