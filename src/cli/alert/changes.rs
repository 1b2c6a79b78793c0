//! What the words of the command line change in the front matter of an alert.

use super::{Hub, Stop};
use crate::cli::args::AlertWords;
use crate::content::Page;
use crate::content::alert::Area;
use crate::content::edit::{quoted, with_field, with_list, without_field};

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FieldChange {
    /// It has this value, as YAML, on one line.
    Line(String),
    /// It is a list of these values, as YAML.
    List(Vec<String>),
    /// It goes.
    Removed,
}

impl FieldChange {
    /// `text`, a file whose body begins at `body_start`, with the field `name` changed.
    pub(super) fn apply(&self, text: &str, body_start: usize, name: &str) -> Result<String, String> {
        match self {
            FieldChange::Line(value) => with_field(text, body_start, name, value),
            FieldChange::List(items) => with_list(text, body_start, name, items),
            FieldChange::Removed => without_field(text, body_start, name),
        }
    }
}

impl Hub {
    /// What `words` change in an alert, or set in a new one. What is given replaces what was there; an empty text removes the
    /// field. Steps and instruction are one piece of advice: who gives one of them anew takes the other back, so that nobody
    /// reads contrary advice.
    pub(super) fn changes(
        &self,
        words: &AlertWords,
        page: Option<&Page>,
    ) -> Result<Vec<(&'static str, FieldChange)>, Stop> {
        let mut changes = Vec::new();
        let texts = [
            ("description", &words.description),
            ("severity", &words.severity),
            ("urgency", &words.urgency),
            ("certainty", &words.certainty),
            ("instruction", &words.instruction),
        ];
        for (name, text) in texts {
            changes.extend(text.as_deref().map(|text| (name, line(text, quoted(text)))));
        }
        let moments =
            [("expires", &words.expires), ("next_update", &words.next_update), ("advice_until", &words.advice_until)];
        for (name, text) in moments {
            let Some(text) = text else { continue };
            let option = name.replace('_', "-");
            let value = if text.trim().is_empty() { String::new() } else { self.when(&option, text)? };
            changes.push((name, line(text, value)));
        }
        let category = words.category.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
        if !words.category.is_empty() {
            changes.push(("category", line(&words.category.concat(), format!("[{category}]"))));
        }
        let areas: &[Area] = page.and_then(Page::alert).map_or(&[], |alert| &alert.areas);
        let lists = [
            ("areas", &words.area),
            ("do_now", &words.do_now),
            ("known", &words.known),
            ("unknown", &words.unknown),
            ("doing", &words.doing),
        ];
        for (name, texts) in lists.into_iter().filter(|(_, texts)| !texts.is_empty()) {
            let said = texts.iter().filter(|text| !text.trim().is_empty());
            let items: Vec<String> = match name {
                "areas" => said.map(|text| area(text, areas)).collect(),
                _ => said.map(|text| quoted(text)).collect(),
            };
            changes.push((name, if items.is_empty() { FieldChange::Removed } else { FieldChange::List(items) }));
        }
        let is_said =
            |name: &str| changes.iter().any(|(known, change)| *known == name && *change != FieldChange::Removed);
        let taken_back = match (is_said("instruction"), is_said("do_now")) {
            (true, false) => Some("do_now"),
            (false, true) => Some("instruction"),
            _ => None,
        };
        if let Some(name) = taken_back.filter(|_| page.is_some()) {
            changes.retain(|(known, _)| *known != name);
            changes.push((name, FieldChange::Removed));
        }
        Ok(changes)
    }
}

/// A field on one line, or none if the text that was given is empty.
fn line(given: &str, value: String) -> FieldChange {
    if given.trim().is_empty() { FieldChange::Removed } else { FieldChange::Line(value) }
}

/// An area by its name. Where the alert holds there already, it keeps its codes and its place on the map.
fn area(name: &str, known: &[Area]) -> String {
    let known = known.iter().find(|area| area.name.trim().eq_ignore_ascii_case(name.trim()));
    let Some(Area { geocode, polygon, circle, .. }) = known else { return quoted(name) };
    let mut parts = vec![format!("name: {}", quoted(name))];
    if !geocode.is_empty() {
        let codes = geocode.iter().map(|(system, code)| format!("{}: {}", quoted(system), quoted(code)));
        parts.push(format!("geocode: {{{}}}", codes.collect::<Vec<_>>().join(", ")));
    }
    parts.extend(polygon.as_deref().map(|polygon| format!("polygon: {}", quoted(polygon))));
    parts.extend(circle.as_deref().map(|circle| format!("circle: {}", quoted(circle))));
    if parts.len() == 1 { quoted(name) } else { format!("{{{}}}", parts.join(", ")) }
}

/// Whether `page`, read again, has every list as long as it was to be.
pub(super) fn were_made(changes: &[(&'static str, FieldChange)], page: &Page) -> bool {
    let Some(alert) = page.alert() else { return false };
    changes.iter().all(|(name, change)| {
        let length = match *name {
            "areas" => alert.areas.len(),
            "do_now" => alert.do_now.len(),
            "known" => alert.known.len(),
            "unknown" => alert.unknown.len(),
            "doing" => alert.doing.len(),
            "instruction" => usize::from(alert.instruction.is_some()),
            _ => return true,
        };
        match change {
            FieldChange::List(items) => length == items.len(),
            FieldChange::Line(_) => length == 1,
            FieldChange::Removed => length == 0,
        }
    })
}
