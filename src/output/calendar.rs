//! Calendars of events, iCalendar (RFC 5545): one beside each event or training that has a date, and one for each section of them, which
//! calendar programs can subscribe to.
//!
//! Moments are in coordinated universal time, days are days. An event keeps its identifier when its address changes, and
//! nothing in it comes from the clock, so that a calendar differs only when an event does.

use super::ics::Calendar;
use super::{Made, Route, Sketch, made};
use crate::content::front::Event;
use crate::content::{Page, Role};
use crate::instant::{Instant, When, basic_instant};
use crate::site::PageId;
use crate::world::{Lens, World};

/// So many events a section's calendar has at most: the latest.
const MOST: usize = 200;

/// Plans the calendar of each event and each section that has one.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (id, page) in world.site.numbered() {
        let members = world.site.members(id);
        let ends = || members.first().into_iter().chain(members.last()).map(|end| world.site.page(*end)).collect();
        if let Some(address) = page.calendar(ends) {
            sketch.add(&address, Route::Calendar(id));
        }
    }
}

/// What is known of a page's event, if it has a date.
fn event_of(page: &Page) -> Option<(&Event, When)> {
    let event = page.front.facts.meeting()?;
    Some((event, event.starts?))
}

/// Makes the calendar of an event or a section.
pub(super) fn make(lens: Lens, id: PageId) -> Made {
    let page = lens.page(id);
    let mut text = Calendar::begin();
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
    made(lens, text.end())
}

fn event(lens: &Lens, id: PageId, text: &mut Calendar) {
    let page = lens.page(id);
    let Some((event, starts)) = event_of(page) else { return };
    let base = lens.base();
    let url = base.absolute(&page.address);
    text.line("BEGIN", "VEVENT");
    text.words("UID", &format!("{}@{}", page.nest.as_str().trim_matches('/'), base.host()));
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
