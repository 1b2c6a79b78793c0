//! Alerts: what people must know at once, and what has been said about it since.
//!
//! Words of the Common Alerting Protocol may be written in any case; they are kept as the protocol spells them. The files
//! of messages that were issued lie beside the page: `heat.md`, `heat.cap.xml`, `heat-2.cap.xml`.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::facts;
use super::faults;
use super::form::Form;
use super::front::Contact;
use super::{Facts, Page, digests, message};
use crate::hash;
use crate::health::alert::{self, Standing, Times};
use crate::health::{cap, standing, vocabulary};
use crate::instant::{Instant, When, Zone};
use crate::path::SourcePath;
use crate::project::Project;
use crate::span::At;
use crate::text::excerpt;

/// What an alert adds.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Alert {
    /// `Actual`, `Exercise` or `Test`.
    pub status: String,
    /// The type of a message of the Health Alert Network.
    pub han: Option<String>,
    /// What happens, in a few words. Default: the title.
    pub event: Option<String>,
    /// How grave it is; `Unknown` if nobody says so.
    pub severity: String,
    /// How soon people should act, likewise.
    pub urgency: String,
    /// How sure it is, likewise.
    pub certainty: String,
    /// What it is about. Default: health.
    pub category: Vec<String>,
    /// What people should do, in one word each.
    pub response: Vec<String>,
    /// Where it holds.
    pub areas: Vec<Area>,
    /// From when it is in force. Default: from its date.
    pub effective: Option<When>,
    /// What people should do, in a sentence or two.
    pub instruction: Option<String>,
    /// What is known.
    pub known: Vec<String>,
    /// What is not known yet.
    pub unknown: Vec<String>,
    /// What is being done.
    pub doing: Vec<String>,
    /// What people should do now, a step each.
    pub do_now: Vec<String>,
    /// When more will be said.
    pub next_update: Option<When>,
    /// Until when its advice holds, if that is longer than it is in force.
    pub advice_until: Option<When>,
    /// What was said since, newest first.
    pub updates: Vec<Update>,
    /// Whom it is for.
    pub audience: Vec<String>,
    /// Who sends it, as the protocol knows them. Default: the organization's e-mail.
    pub sender: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// What was said after an alert was issued.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Update {
    /// When.
    pub date: When,
    /// What.
    pub text: String,
    /// `update`, `cancel` or `all-clear`.
    #[serde(rename = "type")]
    pub sort: String,
}

/// Where an alert holds.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Area {
    /// In words.
    pub name: String,
    /// Codes: system and value.
    pub geocode: Vec<(String, String)>,
    /// `lat,lon lat,lon …`, closed.
    pub polygon: Option<String>,
    /// `lat,lon km`.
    pub circle: Option<String>,
}

/// Reads the fields of an alert that was issued at `date`.
pub(super) fn read(form: &mut Form<'_, '_>, date: Option<&At<When>>) -> Alert {
    let han = form.choice("han", alert::HAN);
    let [urgency, severity, certainty] = alert::of_han(han.as_deref().unwrap_or_default());
    Alert {
        status: form.word("status", alert::STATUSES).unwrap_or_else(|| alert::STATUSES[0].to_owned()),
        han,
        event: form.line("event").map(|event| event.value),
        severity: form.word("severity", alert::SEVERITIES).unwrap_or_else(|| severity.to_owned()),
        urgency: form.word("urgency", alert::URGENCIES).unwrap_or_else(|| urgency.to_owned()),
        certainty: form.word("certainty", alert::CERTAINTIES).unwrap_or_else(|| certainty.to_owned()),
        category: form.words("category", alert::CATEGORIES),
        response: form.words("response", alert::RESPONSES),
        areas: form.each("areas", "name", area),
        effective: form.when("effective").map(|at| at.value),
        instruction: form.prose("instruction"),
        known: form.proses("known"),
        unknown: form.proses("unknown"),
        doing: form.proses("doing"),
        do_now: form.proses("do_now"),
        next_update: form.when("next_update").map(|at| at.value),
        advice_until: advice_until(form, date),
        updates: updates(form, date),
        audience: form.choices("audience", vocabulary::AUDIENCES, ""),
        sender: form.identifier(
            ("sender", "sender"),
            |text| cap::is_name(text).then(|| text.to_owned()),
            "it has no space, comma, `<` or `&`: `alerts@hospital.example`",
        ),
        contact: form.map_or("contact", "name", facts::contact),
    }
}

/// Until when advice holds: not before the alert was issued.
fn advice_until(form: &mut Form<'_, '_>, issued: Option<&At<When>>) -> Option<When> {
    let until = form.when("advice_until")?;
    if let Some(issued) = issued.filter(|issued| until.value.is_before(issued.value, form.zone())) {
        let (later, earlier) = (("advice_until", until.span.clone()), ("date", issued.span.clone()));
        form.fault(faults::order(form.source(), later, earlier, "is before"));
    }
    Some(until.value)
}

fn area(form: &mut Form<'_, '_>) -> Option<Area> {
    let name = form.need("name", "say where it is");
    let geocode = form.texts_by_key("geocode").into_iter().map(|(system, code)| (system.value, code.value)).collect();
    let polygon =
        form.shape("polygon", cap::polygon, "expected `lat,lon lat,lon …`: four points or more, the last as the first");
    let circle = form.shape("circle", cap::circle, "expected a centre and a radius in kilometres: `53.48,-2.24 12`");
    Some(Area { name: name?.value, geocode, polygon, circle })
}

/// Newest first, whatever the order in which they were written.
fn updates(form: &mut Form<'_, '_>, issued: Option<&At<When>>) -> Vec<Update> {
    let mut updates = form.each("updates", "text", |form| {
        let written = form.peek("date").is_some();
        let date = form.when("date");
        if let (Some(date), Some(issued)) = (&date, issued)
            && date.value.is_before(issued.value, form.zone())
        {
            let (update, alert) = (("updates.date", date.span.clone()), ("date", issued.span.clone()));
            form.fault(faults::order(form.source(), update, alert, "is before"));
        }
        let text = form.need("text", "say what is new");
        text.iter().for_each(|text| form.keep_links(text));
        let sort = form.choice("type", alert::UPDATES).unwrap_or_else(|| alert::UPDATES[0].to_owned());
        if !written {
            form.need("date", "say when it was said, with its time");
        }
        Some(Update { date: date?.value, text: text?.value, sort })
    });
    let zone = form.zone();
    updates.sort_by_key(|update| std::cmp::Reverse(update.date.start(zone)));
    updates
}

impl Alert {
    /// How many messages it takes to tell it: itself and each update.
    pub fn version(&self) -> usize {
        self.updates.len() + 1
    }

    /// When more will be said. None once there is an update from that time or later: the promise was kept.
    pub fn promised_update(&self, zone: &Zone) -> Option<When> {
        let newest = self.updates.first().map(|update| update.date.start(zone));
        self.next_update.filter(|promised| newest.is_none_or(|newest| newest < promised.start(zone)))
    }

    /// Whether it is meant: no exercise and no test.
    pub fn is_actual(&self) -> bool {
        self.status == alert::STATUSES[0]
    }
}

/// A translation of an alert as it ends with `original`: by the same cancellation or all-clear, in the words of the theme, and
/// no later. None if it ends by then itself, or is no alert.
pub fn ended_with(page: &Page, original: &Page, project: &Project) -> Option<Arc<Page>> {
    let zone = &project.zone;
    let own = page.times(zone)?;
    let is_later = |own: Option<Instant>, end: Instant| own.is_none_or(|own| own > end);
    let ending = original.ending(zone).filter(|ending| is_later(own.ended, ending.date.start(zone)));
    let expires = original.front.expires.filter(|when| is_later(own.expires, when.end(zone)));
    if ending.is_none() && expires.is_none() {
        return None;
    }
    let mut ended = page.clone();
    if let (Some(ending), Facts::Alert(alert)) = (ending, &mut ended.front.facts) {
        let text = project.words(&page.language).text(&format!("alert.standing.{}.text", ending.sort));
        let text = text.unwrap_or_default().to_owned();
        alert.updates.push(Update { date: ending.date, text, sort: ending.sort.clone() });
        alert.updates.sort_by_key(|update| std::cmp::Reverse(update.date.start(zone)));
    }
    ended.front.expires = expires.or(page.front.expires);
    let said = format!("{ending:?} {expires:?}");
    ended.shape = hash::of_parts([page.shape.to_bytes().as_slice(), said.as_bytes()]);
    ended.teaser = digests::teaser(&ended);
    Some(Arc::new(ended))
}

/// An alert as it is to be seen at the instant of the build: whatever is called as it is says first that it was cancelled,
/// that the danger is over, or that its time is. Any other page, and an alert in force, is as it was written.
pub fn as_seen(page: Arc<Page>, project: &Project) -> Arc<Page> {
    let Some(times) = page.times(&project.zone) else { return page };
    let standing = Standing::at(&times, project.now);
    if !standing.is_past() {
        return page;
    }
    let ending = page.ending(&project.zone).filter(|_| standing == Standing::Ended);
    let text = standing::title_text(ending.map_or("over", |ending| &ending.sort));
    let Some(mark) = text.and_then(|text| project.words(&page.language).text(text)) else { return page };
    let title = standing::marked(mark, &page.title);
    let marks = [(title != page.title).then_some(mark), page.mark.as_deref()];
    let mut seen = (*page).clone();
    seen.mark = Some(marks.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|marks| !marks.is_empty());
    seen.front.share.mark(mark);
    seen.title = title;
    seen.shape = hash::of_parts([page.shape.to_bytes().as_slice(), mark.as_bytes()]);
    seen.teaser = digests::teaser(&seen);
    Arc::new(seen)
}

impl Page {
    /// What it says as an alert, if it is one.
    pub fn alert(&self) -> Option<&Alert> {
        match &self.front.facts {
            Facts::Alert(alert) => Some(alert),
            _ => None,
        }
    }

    /// The moments on which it depends whether an alert is in force.
    pub fn times(&self, zone: &Zone) -> Option<Times> {
        let alert = self.alert()?;
        let ends = alert.updates.iter().filter(|update| update.sort != alert::UPDATES[0]);
        Some(Times {
            effective: alert.effective.or(self.front.date).map(|when| when.start(zone)),
            expires: self.front.expires.map(|when| when.end(zone)),
            ended: ends.map(|update| update.date.start(zone)).min(),
            next_update: alert.promised_update(zone).map(|when| when.end(zone)),
            advice_until: alert.advice_until.map(|when| when.end(zone)),
        })
    }

    /// What previews of an alert say of it beside its title. Of one that was ended it is why; else its description, then the
    /// first thing to do, the instruction, and what is known; none of these of an alert that is over. None if nothing is
    /// said, or it is no alert.
    pub fn alert_summary(&self, standing: Standing, zone: &Zone) -> Option<String> {
        let alert = self.alert()?;
        if standing == Standing::Ended {
            return self.ending(zone).map(|ending| message::words(&ending.text));
        }
        let advice = || self.advice().into_iter().chain(alert.known.first().map(String::as_str)).next();
        let description = Some(self.description.as_str()).filter(|text| !text.trim().is_empty());
        description.map(str::to_owned).or_else(|| advice().filter(|_| !standing.is_past()).map(message::words))
    }

    /// The first line of an alert's advice: of its steps, else of its instruction.
    pub fn advice(&self) -> Option<&str> {
        let alert = self.alert()?;
        alert.do_now.first().or(alert.instruction.as_ref()).map(|text| text.lines().next().unwrap_or(text))
    }

    /// The same as a plain text that fits a banner.
    pub fn advice_line(&self) -> Option<String> {
        self.advice().map(|text| excerpt(&message::words(text), ADVICE)).filter(|text| !text.is_empty())
    }

    /// The update that ended an alert, if one did: the first cancellation or all-clear.
    pub fn ending(&self, zone: &Zone) -> Option<&Update> {
        let ends = self.alert()?.updates.iter().filter(|update| update.sort != alert::UPDATES[0]);
        ends.min_by_key(|update| update.date.start(zone))
    }

    /// What an alert is called in all its languages: the name of its file or folder, without what says the language.
    pub fn alert_name(&self) -> &str {
        name_of(&self.source)
    }

    /// The name of the file beside an alert in which its message `number` is, from 1.
    pub fn message_name(&self, number: usize) -> String {
        match number {
            1 => format!("{}{CAP}", self.alert_name()),
            _ => format!("{}-{number}{CAP}", self.alert_name()),
        }
    }

    /// The file in which message `number` of an alert is, from 1.
    pub fn message_file(&self, number: usize) -> Option<SourcePath> {
        self.source.parent().join(&self.message_name(number)).ok()
    }
}

/// The name of the alert in this file, without what says the language.
pub fn name_of(source: &SourcePath) -> &str {
    let stem = source.stem();
    match stem.split('.').next().unwrap_or(stem) {
        "index" | "_index" => source.as_str().rsplit('/').nth(1).unwrap_or(stem),
        name => name,
    }
}

/// The name, beside its page, of the version of an alert for bad lines.
pub const LIGHT: &str = "light.html";

/// A banner has room for so many characters of advice.
const ADVICE: usize = 200;

/// How the names of messages end.
pub const CAP: &str = ".cap.xml";

impl<'a> Form<'a, '_> {
    /// One of `among`, whatever its case.
    fn word(&mut self, name: &'a str, among: &[&str]) -> Option<String> {
        let said = self.link(name)?;
        self.spelled(name, said, among)
    }

    /// Some of `among`, likewise.
    fn words(&mut self, name: &'a str, among: &[&str]) -> Vec<String> {
        self.links(name).into_iter().filter_map(|said| self.spelled(name, said, among)).collect()
    }

    fn spelled(&mut self, name: &str, said: crate::span::At<String>, among: &[&str]) -> Option<String> {
        let known = among.iter().find(|known| known.eq_ignore_ascii_case(&said.value));
        if known.is_none() {
            let lower: Vec<String> = among.iter().map(|known| known.to_lowercase()).collect();
            let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
            self.fault(faults::not_among(self.source(), name, &said.value, said.span, &lower));
        }
        known.map(|known| (*known).to_owned())
    }

    /// A place on the map that `read` understands.
    fn shape(&mut self, name: &'a str, read: fn(&str) -> Option<String>, expected: &str) -> Option<String> {
        let said = self.link(name)?;
        let good = read(&said.value);
        if good.is_none() {
            self.fault(faults::value(self.source(), name, said.span, expected));
        }
        good
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;

    #[test]
    fn an_alert_keeps_the_words_of_the_protocol_and_its_messages_lie_beside_it() {
        let text = "---\ntitle: Heat\ndate: 2026-07-01T09:00:00Z\nexpires: 2026-07-03\nseverity: severe\n\
                    category: [health, CBRNE]\nupdates:\n  - {date: 2026-07-02T09:00:00Z, text: It goes on}\n---\n";
        let page = sample::page("content/alerts/heat.md", text);
        let alert = page.alert().unwrap();
        assert_eq!((alert.severity.as_str(), alert.urgency.as_str(), alert.version()), ("Severe", "Unknown", 2));
        assert_eq!(alert.category, ["Health", "CBRNE"]);
        assert_eq!(page.message_name(1), "heat.cap.xml");
        assert_eq!(page.message_file(2).unwrap().as_str(), "content/alerts/heat-2.cap.xml");
        let times = page.times(&Zone::named("Europe/London").unwrap()).unwrap();
        assert_eq!(times.expires, Some("2026-07-03T23:00:00Z".parse().unwrap()));
        assert_eq!(Standing::at(&times, "2026-07-03T22:59:59Z".parse().unwrap()), Standing::Active);
        assert_eq!(sample::page("content/alerts/heat/index.md", text).message_name(1), "heat.cap.xml");
    }

    #[test]
    fn a_cancellation_ends_it_and_a_type_stands_for_words_that_are_missing() {
        let text = "---\ntitle: Heat\nhan: advisory\ncertainty: observed\nupdates:\n\
                    \x20 - {date: 2026-07-02T09:00:00Z, text: Over, type: cancel}\n---\n";
        let page = sample::page("content/alerts/heat.md", text);
        let alert = page.alert().unwrap();
        let words = [alert.urgency.as_str(), &alert.severity, &alert.certainty];
        assert_eq!(words, ["Expected", "Moderate", "Observed"]);
        assert_eq!(page.times(&Zone::utc()).unwrap().ended, Some("2026-07-02T09:00:00Z".parse().unwrap()));
    }
}
