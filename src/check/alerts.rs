//! Alerts: what people need of one that is in force, and whether what was issued is what the page says.
//!
//! A message that was issued stays as it is whatever becomes of the page: a difference is told, and to say something else
//! to those who got the message takes an update.

use super::Subject;
use crate::content::message::{self, EarlierMessages};
use crate::content::{Alert, Page};
use crate::diag::{Code, Diagnostic};
use crate::health::alert::UPDATES;
use crate::health::cap;
use crate::instant::{Instant, When, Zone};
use crate::project::Project;
use crate::span::Place;

/// Checks an alert in the language that it was written in; its translations say the same.
pub(super) fn check(subject: &mut Subject<'_>) {
    let page = subject.page;
    let Some(alert) = page.alert() else { return };
    let standing = subject.lens.standing(&page.source);
    let place = Place::file(page.source.as_str());
    if standing.is_some_and(|standing| standing.is_in_force()) {
        subject.faults.extend(parts(page, subject.lens.zone()).map(|(name, word)| part_missing(&place, name, word)));
    }
    if standing.is_some_and(|standing| standing.name() == "late") {
        let promised = alert.next_update.map(|when| when.to_string()).unwrap_or_default();
        subject.faults.push(update_late(&place, &promised));
    }
    if subject.lens.site().is_original(subject.id, &subject.lens.config("language", |config| config.language.clone())) {
        messages(subject, alert, &place);
    }
}

/// The parts of crisis communication that an alert lacks: the field, and what to write there.
pub fn parts<'a>(page: &'a Page, zone: &'a Zone) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    page.alert().into_iter().flat_map(move |alert| missing(page, alert, zone))
}

fn missing(page: &Page, alert: &Alert, zone: &Zone) -> Vec<(&'static str, &'static str)> {
    let unknown = |word: &str| word == "Unknown";
    let missing = [
        (unknown(&alert.severity), "severity", "say how grave it is"),
        (unknown(&alert.urgency), "urgency", "say how soon people should act"),
        (unknown(&alert.certainty), "certainty", "say how sure it is"),
        (alert.areas.is_empty(), "areas", "say where it holds"),
        (page.front.date.is_none(), "date", "say when it was issued, with the time"),
        (page.front.expires.is_none(), "expires", "say until when it holds: without it the banner stays for ever"),
        (alert.known.is_empty(), "known", "say what is known"),
        (alert.unknown.is_empty(), "unknown", "say what is not known yet: people trust those who do"),
        (alert.doing.is_empty(), "doing", "say what is being done"),
        (alert.do_now.is_empty() && alert.instruction.is_none(), "do_now", "say what people should do now"),
        (alert.promised_update(zone).is_none(), "next_update", "say when more will be said"),
        (alert.contact.is_none(), "contact", "say whom people may ask"),
    ];
    missing.into_iter().filter(|(is_missing, ..)| *is_missing).map(|(_, name, word)| (name, word)).collect()
}

/// Compares each message that was issued with what the page says; the last in full, those before it by what was new.
fn messages(subject: &mut Subject<'_>, alert: &Alert, place: &Place) {
    let (lens, page) = (subject.lens, subject.page);
    let others = lens.translations(subject.id).iter().copied().filter(|id| *id != subject.id);
    let pages: Vec<&Page> = std::iter::once(page).chain(others.map(|id| lens.page(id))).collect();
    subject.faults.extend(pages[1..].iter().flat_map(|other| differences(page, other, lens.zone())));
    for (page, key) in pages.iter().flat_map(|page| message::WORDS.map(|key| (page, key))) {
        lens.text(&page.language, key);
    }
    let mut earlier = EarlierMessages::default();
    for number in 1..=alert.version() {
        let Some(file) =
            page.message_file(number).filter(|_| lens.download(&page.source, &page.message_name(number)).is_some())
        else {
            subject.faults.push(not_issued(place, number));
            continue;
        };
        let Ok(bytes) = lens.file(&file) else { continue };
        let issued = cap::texts(&String::from_utf8_lossy(&bytes));
        let is_message =
            ["identifier", "sender", "sent", "status"].iter().all(|name| cap::text(&issued, name).is_some());
        let sent = Instant::UNIX_EPOCH;
        let now = message::message(&pages, number, sent, &earlier, lens.project());
        earlier.last.clone_from(&issued);
        let Some(now) = now.filter(|_| is_message) else {
            subject.faults.push(no_message(file.as_str()));
            continue;
        };
        let now = cap::texts(&cap::write(&now, lens.zone()));
        // What ends an alert is compared by what was new alone: it tells no danger any more.
        let is_last = number == alert.version() && !is_ending(alert, number);
        let said = match is_last {
            true => difference(lens.project(), &pages, &issued, &now).map(|element| (page.source.as_str(), element)),
            false => retold(lens.project(), &pages, number, &issued, &now),
        };
        if let Some((told, element)) = said {
            let sent = cap::text(&issued, "sent").unwrap_or_default();
            subject.faults.push(edited(&Place::file(told), file.as_str(), &element, sent));
        }
    }
}

/// Whether message `number` cancels the alert, or gives the all-clear.
fn is_ending(alert: &Alert, number: usize) -> bool {
    number > 1 && message::nth_update(alert, number).is_some_and(|update| update.sort != UPDATES[0])
}

/// The element in which the last message differs from what the pages say. A translation that lagged when the message was
/// issued, or was not there, may be finished later: what it says then is not compared.
fn difference(
    project: &Project,
    pages: &[&Page],
    issued: &[(String, String)],
    now: &[(String, String)],
) -> Option<String> {
    let is_finished = |page: &&&Page| match cap::text_in(issued, &page.language, "description") {
        Some(told) => message::is_lag_text(told, &page.language, project),
        None => true,
    };
    let finished: Vec<&str> = pages[1..].iter().filter(is_finished).map(|page| page.language.as_str()).collect();
    cap::difference(&cap::without_languages(issued, &finished), &cap::without_languages(now, &finished))
}

/// What a translation of an alert says otherwise of how grave it is and when it holds: whoever reads the one must act as who
/// reads the other.
fn differences(original: &Page, translation: &Page, zone: &Zone) -> Vec<Diagnostic> {
    let said = |page: &Page| {
        let (alert, times) = (page.alert()?, page.times(zone)?);
        let word = |word: &str| (word.to_lowercase(), None);
        // The same moment may be written in several ways: a day that ends something is its last moment.
        let when = |when: Option<When>, moment: Option<Instant>| {
            (when.map(|when| when.to_string()).unwrap_or_default(), moment)
        };
        let ended = alert.updates.iter().rfind(|update| update.sort != UPDATES[0]).map(|update| update.date);
        Some([
            ("`status`", word(&alert.status)),
            ("`severity`", word(&alert.severity)),
            ("`urgency`", word(&alert.urgency)),
            ("`certainty`", word(&alert.certainty)),
            ("`effective`", when(alert.effective, alert.effective.map(|when| when.start(zone)))),
            ("`expires`", when(page.front.expires, times.expires)),
            ("`next_update`", when(alert.next_update, alert.next_update.map(|when| when.end(zone)))),
            ("`advice_until`", when(alert.advice_until, times.advice_until)),
            ("`cancel` or `all-clear`", when(ended, times.ended)),
        ])
    };
    let Some((first, second)) = said(original).zip(said(translation)) else { return Vec::new() };
    let pairs = first.into_iter().zip(second).map(|((name, first), (_, second))| (name, (first, second)));
    pairs
        .filter(|(_, (a, b))| a.1 != b.1 || (a.1.is_none() && a.0 != b.0))
        .map(|(name, (first, second))| told_otherwise(original, translation, name, [&first.0, &second.0]))
        .collect()
}

/// The page that tells an earlier message otherwise than it was issued, and the element in which it does. What is known, and
/// whatever an update may change, is of the last message; of those before it only what was new must stand.
fn retold<'a>(
    project: &Project,
    pages: &[&'a Page],
    number: usize,
    issued: &[(String, String)],
    now: &[(String, String)],
) -> Option<(&'a str, String)> {
    if cap::text(issued, "msgType") != cap::text(now, "msgType") {
        return Some((pages[0].source.as_str(), "msgType".to_owned()));
    }
    let is_retold = |page: &&&Page| {
        let update = page.alert().filter(|_| number > 1).and_then(|alert| message::nth_update(alert, number));
        // A translation that lagged when the message was issued had the theme's words.
        let told = cap::text_in(issued, &page.language, "description");
        let told = told.filter(|told| !message::is_lag_text(told, &page.language, project));
        update.zip(told).is_some_and(|(update, told)| !message::begins_with(told, &update.text))
    };
    pages.iter().find(is_retold).map(|page| (page.source.as_str(), "description".to_owned()))
}

fn part_missing(place: &Place, name: &str, word: &str) -> Diagnostic {
    let message = match name {
        "severity" | "urgency" | "certainty" => format!("this alert is in force and its `{name}` is unknown"),
        _ => format!("this alert is in force and has no `{name}`"),
    };
    Diagnostic::new(Code::AlertPart, place.clone(), message, word)
}

fn update_late(place: &Place, promised: &str) -> Diagnostic {
    let message = format!("the next update was promised for {promised} and has not come");
    let label = "`bulletin alert update` says what is new, even if that is nothing, and when more will be said";
    Diagnostic::new(Code::AlertLate, place.clone(), message, label)
}

fn not_issued(place: &Place, number: usize) -> Diagnostic {
    let message = match number {
        1 => "this alert has no message for programs".to_owned(),
        _ => format!("update {} of this alert has no message for programs", number - 1),
    };
    let label = format!("`bulletin alert issue {}` writes it beside the page", place.file);
    Diagnostic::new(Code::AlertNotIssued, place.clone(), message, label)
}

fn edited(place: &Place, file: &str, element: &str, sent: &str) -> Diagnostic {
    let message = format!("the `{element}` of this alert is not what the message says that was sent at {sent}");
    Diagnostic::new(Code::AlertEdited, place.clone(), message, "a message that was sent stays as it is")
        .also(Place::file(file), "the message")
        .help("`bulletin alert update` sends what is new; or put back what stood there")
}

fn told_otherwise(original: &Page, translation: &Page, name: &str, [first, second]: [&str; 2]) -> Diagnostic {
    let quoted = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
    let message =
        format!("{name} of this alert is {} here and {} in `{}`", quoted(second), quoted(first), original.language);
    let place = Place::file(translation.source.as_str());
    Diagnostic::new(
        Code::AlertTranslation,
        place,
        message,
        "an alert is as grave, and as long in force, in every language",
    )
    .also(Place::file(original.source.as_str()), "the alert that it is a translation of")
}

fn no_message(file: &str) -> Diagnostic {
    let label = "put back the file as it was issued, or remove it";
    Diagnostic::new(Code::AlertMessage, Place::file(file), "this is no message of the alert beside it", label)
}
