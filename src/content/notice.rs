//! Notices: that a published result was corrected, is doubted, or was taken back, and what is new of an alert, each said once
//! more as something new.

use super::alert::{Alert, Update};
use super::front::{Front, Research};
use super::{Facts, Page};
use crate::health::standing;
use crate::instant::{Instant, When, Zone, basic_instant};

/// Something that was said of a result or an alert after it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// What it is known by beside its page, in every build: `retraction`, `correction-2026-03-04`.
    pub name: String,
    /// The text of the theme that says what it is, before the title.
    pub text: &'static str,
    /// When it was said.
    pub date: When,
    /// What was said.
    pub said: &'a str,
    /// Whether it is the page's `retraction`, which may have a page of its own.
    pub is_retraction: bool,
}

impl Page {
    /// All that was said of its result since it was published: the retraction, then corrections, newest first. Without a day
    /// nothing can be told as new. Of an alert its updates, newest first.
    pub fn notices(&self) -> Vec<Notice<'_>> {
        let research = match &self.front.facts {
            Facts::Research(research) => research,
            Facts::Alert(alert) => return updates(alert),
            _ => return Vec::new(),
        };
        let mut notices: Vec<Notice<'_>> = retraction(research).into_iter().collect();
        for (at, correction) in research.corrections.iter().enumerate() {
            let day = correction.date.day();
            let same_day = research.corrections[at + 1..].iter().filter(|other| other.date.day() == day).count();
            let number = if same_day == 0 { String::new() } else { format!("-{}", same_day + 1) };
            notices.push(Notice {
                name: format!("correction-{day}{number}"),
                text: "notice.corrected",
                date: correction.date,
                said: &correction.text,
                is_retraction: false,
            });
        }
        notices
    }

    /// The earliest day of a notice that has not come at `now`. When it does, the answer changes by itself.
    pub fn notice_ahead(&self, zone: &Zone, now: Instant) -> Option<When> {
        let days = self.notices().into_iter().map(|notice| notice.date);
        days.filter(|date| date.start(zone) > now).min_by_key(|date| date.start(zone))
    }
}

/// The updates of an alert. Each is known by its time; of several at one time the later ones have a number too.
fn updates(alert: &Alert) -> Vec<Notice<'_>> {
    alert.updates.iter().enumerate().map(|(at, update)| notice_of(alert, at, update)).collect()
}

fn notice_of<'a>(alert: &'a Alert, at: usize, update: &'a Update) -> Notice<'a> {
    let earlier = alert.updates[at + 1..].iter().filter(|other| other.date == update.date).count();
    let number = if earlier == 0 { String::new() } else { format!("-{}", earlier + 1) };
    let time = match update.date {
        When::Day(day) => day.to_string(),
        When::Moment(instant, _) => basic_instant(instant),
    };
    let text = match update.sort.as_str() {
        "cancel" => "notice.alert.cancel",
        "all-clear" => "notice.alert.all-clear",
        _ => "notice.alert.update",
    };
    Notice { name: format!("update-{time}{number}"), text, date: update.date, said: &update.text, is_retraction: false }
}

/// The retraction of a result whose status says that it has one.
fn retraction(research: &Research) -> Option<Notice<'_>> {
    let (status, said) = (research.status.as_deref()?, research.retraction.as_ref()?);
    let text = match status {
        "retracted" => "notice.retracted",
        "withdrawn" => "notice.withdrawn",
        "expression-of-concern" => "notice.expression-of-concern",
        _ => return None,
    };
    debug_assert!(standing::title_text(status).is_some());
    let reason = said.reason.as_deref().unwrap_or_default();
    Some(Notice { name: "retraction".to_owned(), text, date: said.date?, said: reason, is_retraction: true })
}

/// When a page last really changed: what was said of its result since is a change too, even if nobody said so.
pub(super) fn last_change(front: &Front, zone: &Zone) -> Option<When> {
    let Facts::Research(research) = &front.facts else { return front.updated };
    let corrected = research.corrections.first().map(|correction| correction.date);
    let said = retraction(research).map(|notice| notice.date).into_iter().chain(corrected);
    front.updated.into_iter().chain(said).max_by_key(|when| when.start(zone))
}
