//! An alert as a message of the Common Alerting Protocol: what [`crate::health::cap`] writes.
//!
//! A message says how the alert is when it is issued. It is issued by `bulletin alert`, which keeps it as a file beside the
//! page; builds publish that file and never make one. What is compared with an issued message is made here too.

use super::Page;
use super::alert::{Alert, Update};
use super::front::Contact;
use crate::health::alert::{UPDATES, URGENCIES};
use crate::health::cap::{self, Area, Info, Message};
use crate::instant::{Instant, basic_instant};
use crate::markdown;
use crate::project::{Project, Strings};

/// The words of the theme that messages are made with.
pub const WORDS: [&str; 8] = [
    "alert.known",
    "alert.unknown",
    "alert.doing",
    "alert.audience.patients",
    "alert.audience.carers",
    "alert.audience.professionals",
    "alert.audience.researchers",
    "alert.audience.public",
];

/// Message `number` of an alert, from 1, sent at `sent`. `pages` are the alert, then its translations; a translation that
/// lacks the update is left out. `references` are the messages before it. None if the alert has no such message.
pub fn message(
    pages: &[&Page],
    number: usize,
    sent: Instant,
    references: Vec<String>,
    project: &Project,
) -> Option<Message> {
    let original = pages.first()?;
    let alert = original.alert()?;
    let update = match number {
        1 => None,
        _ => Some(nth_update(alert, number)?),
    };
    let said = pages.iter().filter_map(|page| {
        let alert = page.alert()?;
        let update = if number > 1 { Some(nth_update(alert, number)?) } else { None };
        Some(info(page, alert, update, project))
    });
    let name: String =
        original.alert_name().chars().map(|c| if cap::is_name(&c.to_string()) { c } else { '-' }).collect();
    Some(Message {
        identifier: format!("{}-{name}-{number}-{}", host(project), basic_instant(sent)),
        sender: sender(alert, project),
        sent,
        status: alert.status.clone(),
        kind: match update.map(|update| update.sort.as_str()) {
            None => "Alert",
            Some("cancel") => "Cancel",
            Some(_) => "Update",
        },
        references,
        infos: said.collect(),
    })
}

/// The update that message `number` tells, from 2: they are kept newest first.
pub fn nth_update(alert: &Alert, number: usize) -> Option<&Update> {
    alert.updates.len().checked_sub(number - 1).and_then(|at| alert.updates.get(at))
}

fn info(page: &Page, alert: &Alert, update: Option<&Update>, project: &Project) -> Info {
    let words = project.words(&page.language);
    let is_clear = update.is_some_and(|update| update.sort == UPDATES[2]);
    let is_over = update.is_some_and(|update| update.sort != UPDATES[0]);
    let start = |when: crate::instant::When| when.start(&project.zone);
    let area = |area: &super::alert::Area| Area {
        name: area.name.clone(),
        polygons: area.polygon.iter().cloned().collect(),
        circles: area.circle.iter().cloned().collect(),
        geocodes: area.geocode.clone(),
    };
    let word = |key: &str| words.text(key).unwrap_or(key).to_owned();
    let audience: Vec<String> = alert.audience.iter().map(|name| word(&format!("alert.audience.{name}"))).collect();
    let health = || vec!["Health".to_owned()];
    Info {
        language: page.language.clone(),
        category: if alert.category.is_empty() { health() } else { alert.category.clone() },
        event: alert.event.clone().unwrap_or_else(|| page.title.clone()),
        response: if is_clear { vec!["AllClear".to_owned()] } else { alert.response.clone() },
        urgency: if is_clear { URGENCIES[3].to_owned() } else { alert.urgency.clone() },
        severity: alert.severity.clone(),
        certainty: alert.certainty.clone(),
        audience: (!audience.is_empty()).then(|| audience.join(", ")),
        effective: alert.effective.map(start),
        expires: page.front.expires.map(|when| when.end(&project.zone)),
        sender_name: organization(project, &page.language),
        headline: page.title.clone(),
        description: description(page, alert, update, is_over, words),
        instruction: instruction(alert).filter(|_| !is_over),
        web: project.base.absolute(&page.address),
        contact: alert.contact.as_ref().map(contact).or_else(|| project.config.organization.email.clone()),
        parameters: alert.han.iter().map(|han| ("HAN".to_owned(), han.clone())).collect(),
        areas: alert.areas.iter().map(area).collect(),
    }
}

/// What is new, or what it is about; then what is known and what not. Of an alert that is over only what is new.
fn description(page: &Page, alert: &Alert, update: Option<&Update>, is_over: bool, words: &Strings) -> String {
    let first = update.map_or(page.description.as_str(), |update| update.text.as_str());
    let mut parts: Vec<String> = Some(self::words(first)).into_iter().filter(|text| !text.is_empty()).collect();
    let lists = [("alert.known", &alert.known), ("alert.unknown", &alert.unknown), ("alert.doing", &alert.doing)];
    for (key, list) in lists.into_iter().filter(|(_, list)| !is_over && !list.is_empty()) {
        let lines = list.iter().map(|text| format!("\n- {}", self::words(text)));
        parts.push(format!("{}:{}", words.text(key).unwrap_or(key), lines.collect::<String>()));
    }
    if parts.is_empty() {
        parts.push(page.title.clone());
    }
    parts.join("\n\n")
}

/// Whether a description tells `text` whole, and then at most the lists of what was known.
pub fn begins_with(description: &str, text: &str) -> bool {
    let text = words(text);
    let Some(rest) = description.trim().strip_prefix(&*text) else { return false };
    let is_list =
        |rest: &str| rest.split_once('\n').is_some_and(|(label, list)| label.ends_with(':') && list.starts_with("- "));
    text.is_empty() || rest.is_empty() || rest.strip_prefix("\n\n").is_some_and(is_list)
}

/// A text as a message has it: without markup.
pub fn words(text: &str) -> String {
    markdown::plain(text).trim().to_owned()
}

fn instruction(alert: &Alert) -> Option<String> {
    let steps = alert.do_now.iter().map(|step| format!("- {}", self::words(step)));
    let lines: Vec<String> = alert.instruction.iter().map(|text| words(text)).chain(steps).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn contact(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.role, &contact.phone, &contact.email, &contact.hours];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn organization(project: &Project, language: &str) -> String {
    match project.setting_in(language, "organization.name").map(|node| &node.value) {
        Some(crate::yaml::Value::Text(name)) if !name.is_empty() => name.clone(),
        _ => project.config.title.clone(),
    }
}

fn sender(alert: &Alert, project: &Project) -> String {
    let email = project.config.organization.email.clone().filter(|email| cap::is_name(email));
    alert.sender.clone().or(email).unwrap_or_else(|| host(project).to_owned())
}

fn host(project: &Project) -> &str {
    let host = project.base.origin.split("://").nth(1).unwrap_or_default();
    host.split(':').next().unwrap_or(host)
}
