//! Events: when, where, how they are attended and whether they take place.

use super::json::{Entity, Json};
use super::{Head, image_objects, organization, set, set_list, term, typed};
use crate::content::front::Event;

/// What people come together for: an `Event`, or a kind of it.
pub(super) fn of<'t>(head: &'t Head<'_>, kind: &'t str, event: &'t Event) -> Entity<'t> {
    let mut entity = typed(kind);
    set(&mut entity, "name", Some(head.title.as_str()));
    set(&mut entity, "description", Some(head.description.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set_list(&mut entity, "image", head.image.iter().flat_map(image_objects).collect());
    set(&mut entity, "startDate", event.starts.map(|when| when.to_string()));
    set(&mut entity, "endDate", event.ends.map(|when| when.to_string()));
    set(&mut entity, "eventStatus", event.status.as_deref().map(|status| term(status_term(status))));
    set(&mut entity, "eventAttendanceMode", event.attendance.as_deref().map(|how| term(attendance_term(how))));
    set_list(&mut entity, "location", places(head, event));
    entity.push(("organizer", organization::reference(head)));
    entity
}

/// Where one goes, and where one connects to: of a mixed event both.
fn places<'t>(head: &'t Head<'_>, event: &'t Event) -> Vec<Json<'t>> {
    let attendance = event.attendance.as_deref().unwrap_or("in-person");
    let location = event.location.as_ref();
    let place = location.filter(|_| attendance != "online").map(|place| {
        let mut entity = vec![("@type", "Place".into()), ("name", place.name.as_str().into())];
        set(&mut entity, "address", place.address.as_deref());
        set(&mut entity, "url", place.url.as_deref());
        Json::Entity(entity)
    });
    let screen = (attendance != "in-person").then(|| {
        let mut entity = vec![("@type", "VirtualLocation".into())];
        let name = location.filter(|_| attendance == "online").map(|place| place.name.as_str());
        set(&mut entity, "name", name);
        // The page says how to take part where no address does.
        let url = location.and_then(|place| place.url.as_deref()).unwrap_or(&head.url);
        set(&mut entity, "url", Some(url));
        Json::Entity(entity)
    });
    place.into_iter().chain(screen).collect()
}

fn status_term(status: &str) -> &'static str {
    match status {
        "cancelled" => "EventCancelled",
        "postponed" => "EventPostponed",
        "rescheduled" => "EventRescheduled",
        "moved-online" => "EventMovedOnline",
        _ => "EventScheduled",
    }
}

fn attendance_term(attendance: &str) -> &'static str {
    match attendance {
        "online" => "OnlineEventAttendanceMode",
        "mixed" => "MixedEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    }
}
