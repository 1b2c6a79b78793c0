//! An alert as a message of the Common Alerting Protocol: what [`crate::health::cap`] writes.
//!
//! A message says how the alert is when it is issued. It is issued by `bulletin alert`, which keeps it as a file beside the
//! page; builds publish that file and never make one. What is compared with an issued message is made here too.

use super::Page;
use super::alert::{Alert, Update};
use super::front::Contact;
use crate::health::alert::UPDATES;
use crate::health::cap::{self, Area, Info, Message};
use crate::health::standing;
use crate::instant::{Instant, basic_instant};
use crate::markdown;
use crate::project::strings::DateForm;
use crate::project::{Project, Strings};

/// The words of the theme that messages are made with.
pub const WORDS: [&str; 17] = [
    "alert.known",
    "alert.unknown",
    "alert.doing",
    "alert.audience.patients",
    "alert.audience.carers",
    "alert.audience.professionals",
    "alert.audience.researchers",
    "alert.audience.public",
    "alert.advice.until",
    "alert.standing.cancel.text",
    "alert.standing.all-clear.text",
    "alert.lags.text",
    "title.cancel",
    "title.all-clear",
    "title.exercise",
    "title.test",
    "title.over",
];

/// Message `number` of an alert, from 1, sent at `sent`. `pages` are the alert, then its translations: each language has an
/// `<info>`, in which a translation that lacks the update has the theme's words for it. None if the alert has no such
/// message.
pub fn message(
    pages: &[&Page],
    number: usize,
    sent: Instant,
    earlier: &EarlierMessages,
    project: &Project,
) -> Option<Message> {
    let original = pages.first()?;
    let alert = original.alert()?;
    let update = match number {
        1 => None,
        _ => Some(nth_update(alert, number)?),
    };
    let before = cap::text_in(&earlier.last, &original.language, "instruction");
    let keeps_advice = before.is_some() && before == instruction(alert, project.words(&original.language)).as_deref();
    let issue = MessageContext { original, alert, number, update, sent, keeps_advice };
    let said = pages.iter().filter_map(|page| Some(info(&issue, page, page.alert()?, project)));
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
        references: earlier.references.clone(),
        infos: said.collect(),
    })
}

/// The messages of an alert that were issued before the one that is made.
#[derive(Clone, Debug, Default)]
pub struct EarlierMessages {
    /// How the next message refers to each, the first first.
    pub references: Vec<String>,
    /// The texts of the last of them, as [`cap::texts`] reads them.
    pub last: Vec<(String, String)>,
}

/// The update that message `number` tells, from 2: they are kept newest first.
pub fn nth_update(alert: &Alert, number: usize) -> Option<&Update> {
    alert.updates.len().checked_sub(number - 1).and_then(|at| alert.updates.get(at))
}

/// The update of `alert`, a translation of the alert of which `update` is message `number`, that says the same. None if the
/// translation lags.
pub fn same_update<'a>(alert: &'a Alert, number: usize, update: &Update) -> Option<&'a Update> {
    nth_update(alert, number).filter(|own| own.sort == update.sort)
}

/// Whether a description is what the theme says of an update for a translation that lags.
pub fn is_lag_text(description: &str, language: &str, project: &Project) -> bool {
    let words = project.words(language);
    LAG_TEXTS.iter().any(|key| words.text(key).is_some_and(|text| text == description.trim()))
}

/// The texts of the theme that say, for a translation that lags, what an update is.
const LAG_TEXTS: [&str; 3] = ["alert.lags.text", "alert.standing.cancel.text", "alert.standing.all-clear.text"];

/// A message that is being made: the alert in its own language, and the update that the message tells.
struct MessageContext<'a> {
    original: &'a Page,
    alert: &'a Alert,
    number: usize,
    update: Option<&'a Update>,
    sent: Instant,
    /// Whether the advice is that of the message before.
    keeps_advice: bool,
}

impl<'a> MessageContext<'a> {
    /// `cancel` or `all-clear`, if the message ends the alert.
    fn end(&self) -> Option<&'a str> {
        self.update.map(|update| update.sort.as_str()).filter(|sort| *sort != UPDATES[0])
    }
}

/// The alert in the language of `page`. How grave it is, where it holds and what kind of response it asks for are those of
/// the original in every language. Of an alert that has ended nothing is asked any more, and no danger is told: it is past,
/// minor, and expires when the message is sent.
fn info(issue: &MessageContext<'_>, page: &Page, own: &Alert, project: &Project) -> Info {
    let words = project.words(&page.language);
    let word = |key: &str| words.text(key).unwrap_or(key).to_owned();
    let (alert, end) = (issue.alert, issue.end());
    let zone = &project.zone;
    let marked = |text: &str| {
        let text = match standing::title_text(&alert.status.to_lowercase()) {
            Some(key) => standing::marked(&word(key), text),
            None => text.to_owned(),
        };
        end.and_then(standing::title_text).map_or(text.clone(), |key| standing::marked(&word(key), &text))
    };
    let title = page.unmarked();
    let audience: Vec<String> = alert.audience.iter().map(|name| word(&format!("alert.audience.{name}"))).collect();
    let health = || vec!["Health".to_owned()];
    let last_moment = issue.original.front.expires.map(|when| when.end(zone));
    let update = issue.update.map(|update| same_update(own, issue.number, update));
    let contact = own.contact.as_ref().or(alert.contact.as_ref()).map(contact);
    Info {
        language: page.language.clone(),
        category: if alert.category.is_empty() { health() } else { alert.category.clone() },
        event: match &own.event {
            Some(event) => {
                end.and_then(standing::title_text).map_or(event.clone(), |key| standing::marked(&word(key), event))
            }
            None => marked(title),
        },
        response: match end {
            None => alert.response.clone(),
            Some(end) if end == UPDATES[2] => vec!["AllClear".to_owned()],
            Some(_) => vec!["None".to_owned()],
        },
        urgency: end.map_or(alert.urgency.as_str(), |_| "Past").to_owned(),
        severity: end.map_or(alert.severity.as_str(), |_| "Minor").to_owned(),
        certainty: match end {
            None => alert.certainty.clone(),
            Some(end) if end == UPDATES[2] => "Observed".to_owned(),
            Some(_) => "Unlikely".to_owned(),
        },
        audience: (!audience.is_empty()).then(|| audience.join(", ")),
        effective: alert.effective.map(|when| when.start(zone)).filter(|_| end.is_none()),
        expires: if end.is_some() { Some(issue.sent) } else { last_moment },
        sender_name: organization(project, &page.language),
        headline: marked(title),
        description: match update {
            Some(None) => word(&end.map_or("alert.lags.text".to_owned(), |end| format!("alert.standing.{end}.text"))),
            None => description(page, own, None, false, words),
            Some(Some(update)) => description(page, own, Some(update), end.is_some(), words),
        },
        // The advice of a translation that lags may be what the update takes back.
        instruction: instruction(own, words).filter(|_| end.is_none() && (update != Some(None) || issue.keeps_advice)),
        web: project.base.absolute(&page.address),
        contact: contact.or_else(|| project.config.organization.email.clone()),
        parameters: alert.han.iter().map(|han| ("HAN".to_owned(), han.clone())).collect(),
        areas: areas(alert, own),
    }
}

/// Where an alert holds: as the original has it, under the names that the translation has for the same places.
fn areas(alert: &Alert, own: &Alert) -> Vec<Area> {
    let is_translated = own.areas.len() == alert.areas.len();
    let names = if is_translated { &own.areas } else { &alert.areas };
    let area = |(area, named): (&super::alert::Area, &super::alert::Area)| Area {
        name: named.name.clone(),
        polygons: area.polygon.iter().cloned().collect(),
        circles: area.circle.iter().cloned().collect(),
        geocodes: area.geocode.clone(),
    };
    alert.areas.iter().zip(names).map(area).collect()
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
        parts.push(page.unmarked().to_owned());
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

fn instruction(alert: &Alert, words: &Strings) -> Option<String> {
    let steps = alert.do_now.iter().map(|step| format!("- {}", self::words(step)));
    let mut lines: Vec<String> = alert.instruction.iter().map(|text| self::words(text)).chain(steps).collect();
    if let Some(until) = alert.advice_until.filter(|_| !lines.is_empty()) {
        let said = words.text("alert.advice.until").unwrap_or_default();
        lines.push(format!("{said} {}", words.date(until.day(), DateForm::Long)));
    }
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
