//! Calendars of events, iCalendar (RFC 5545): one beside each event that has a date, and one for each section of them, which
//! calendar programs can subscribe to.
//!
//! Moments are in coordinated universal time, days are days. An event keeps its identifier when its address changes, and
//! nothing in it comes from the clock, so that a calendar differs only when an event does.

use super::{Made, Plan, Route, made};
use crate::content::front::Event;
use crate::content::{Facts, Page, Role};
use crate::instant::{Day, Instant, When, basic_day, basic_instant};
use crate::site::PageId;
use crate::world::{Lens, World};

/// So many events a section's calendar has at most: the latest.
const MOST: usize = 200;

/// Plans the calendar of each event and each section that has one.
pub(super) fn plan(world: &World, plan: &mut Plan) {
    for (id, page) in world.site.numbered() {
        let first = || world.site.members(id).first().map(|first| world.site.page(*first));
        if let Some(address) = page.calendar(first) {
            plan.add(&address, Route::Calendar(id));
        }
    }
}

/// What is known of a page's event, if it has a date.
fn event_of(page: &Page) -> Option<(&Event, When)> {
    match &page.front.facts {
        Facts::Event(event) => event.starts.map(|starts| (&**event, starts)),
        _ => None,
    }
}

/// Makes the calendar of an event or a section.
pub(super) fn make(lens: Lens, id: PageId) -> Made {
    let page = lens.page(id);
    let mut text = Text::default();
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//Bulletin//Bulletin//EN");
    text.line("METHOD", "PUBLISH");
    if page.role == Role::Section {
        let hub = lens.config("title", |config| config.title.clone());
        text.words("X-WR-CALNAME", &format!("{} – {hub}", page.title));
        let mut events: Vec<(Instant, PageId)> = Vec::new();
        for member in lens.members(id) {
            if let Some((_, starts)) = event_of(lens.page(member)) {
                events.push((starts.start(lens.zone()), member));
            }
        }
        events.sort_by_key(|(starts, member)| (std::cmp::Reverse(*starts), *member));
        events.truncate(MOST);
        events.iter().rev().for_each(|(_, member)| event(&lens, *member, &mut text));
    } else {
        event(&lens, id, &mut text);
    }
    text.line("END", "VCALENDAR");
    made(lens, text.0)
}

fn event(lens: &Lens, id: PageId, text: &mut Text) {
    let page = lens.page(id);
    let Some((event, starts)) = event_of(page) else { return };
    let base = lens.base();
    let host = base.origin.split("://").nth(1).unwrap_or_default();
    let url = base.absolute(&page.address);
    text.line("BEGIN", "VEVENT");
    text.words("UID", &format!("{}@{host}", page.nest.as_str().trim_matches('/')));
    let changed = page.front.updated.or(page.front.date).unwrap_or(starts);
    text.line("DTSTAMP", &basic_instant(changed.start(lens.zone())));
    text.time("DTSTART", starts, false);
    if let Some(ends) = event.ends {
        text.time("DTEND", ends, true);
    }
    text.words("SUMMARY", &page.title);
    text.words("DESCRIPTION", format!("{}\n{url}", page.description).trim());
    if let Some(place) = &event.location {
        let parts = [Some(&place.name), place.address.as_ref()];
        let parts: Vec<&str> =
            parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
        text.words("LOCATION", &parts.join(", "));
    }
    text.line("URL", &url);
    text.line(
        "STATUS",
        match event.status.as_deref() {
            Some("cancelled") => "CANCELLED",
            Some("postponed") => "TENTATIVE",
            _ => "CONFIRMED",
        },
    );
    text.line("END", "VEVENT");
}

/// Lines of a calendar: each at most 75 bytes, ended by CRLF, with the rest on the next after a blank.
#[derive(Default)]
struct Text(String);

impl Text {
    /// A day, or a moment. A day at which something ends is not part of it, so the next is said.
    fn time(&mut self, name: &str, when: When, is_end: bool) {
        match when {
            When::Moment(instant, _) => self.line(name, &basic_instant(instant)),
            When::Day(day) => {
                let day: Day = if is_end { day.tomorrow().unwrap_or(day) } else { day };
                self.line(&format!("{name};VALUE=DATE"), &basic_day(day));
            }
        }
    }

    /// A text of an author's.
    fn words(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    fn line(&mut self, name: &str, value: &str) {
        let mut room = 75;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_texts_escaped() {
        let mut text = Text::default();
        text.words("SUMMARY", &format!("a;b,c\\d\ne{}", "é".repeat(60)));
        assert!(text.0.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = text.0.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:a\\;b\\,c\\\\d\\ne{}\r\n", "é".repeat(60)));
    }

    #[test]
    fn a_last_day_is_part_of_the_event() {
        let mut text = Text::default();
        let day = When::Day("2026-12-31".parse().unwrap());
        text.time("DTSTART", day, false);
        text.time("DTEND", day, true);
        assert_eq!(text.0, "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n");
    }
}
