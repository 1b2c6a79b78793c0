//! What templates see of pages, as the template engine's values.
//!
//! Everything that another page has to say (an author's name, a topic's address, an image's size) is
//! asked through the lens while the value is built.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;
use tera::value::Key;

use super::files::picture_of;
use super::people::{affiliation, authors, contact, credentials, funding, people};
use super::{Scene, Shared, files, lists, media, quiz, teaser};
use crate::content::alert::LIGHT;
use crate::content::front::{Credits, Event, Front, Live, Recording, Research, Translation, Video};
use crate::content::live::Update;
use crate::content::{Alert, Facts, Page, Role, message};
use crate::health::alert;
use crate::health::offer::Offer;
use crate::health::references::Cited;
use crate::health::review::Standing;
use crate::health::{identifiers, vocabulary};
use crate::instant::{When, iso_duration, rfc3339};
use crate::markdown::{self, Heading};
use crate::path::Address;
use crate::project::{languages, strings};
use crate::site::PageId;
use crate::span::At;
use crate::text::slug;

/// A title and where it leads.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The title.
    pub title: String,
    /// From the root of the host.
    pub url: String,
}

/// An update of live coverage, as it is shown.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Its anchor in the page.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its heading; may be empty.
    pub heading: String,
    /// Its time, and whether it is of the day on which coverage begins.
    pub time: (When, bool),
    /// When something in it was last put right.
    pub corrected: Option<When>,
    /// Where it stands by itself: from the root, and whole.
    pub url: (String, String),
    /// The page that it is part of.
    pub page: Link,
    /// Who wrote it: ids of people or plain names.
    pub authors: Vec<At<String>>,
    /// Its text as HTML.
    pub body: String,
}

impl Posted {
    /// What is shown of an update of live coverage.
    pub fn of(scene: &Scene, page: &Page, live: &Live, update: &Update, body: String) -> Posted {
        let address = page.update_address(&update.key);
        let base = scene.lens.base();
        Posted {
            key: update.key.clone(),
            title: update.title(),
            heading: update.heading.clone(),
            time: (update.time, super::body::is_first_day(live, update)),
            corrected: update.corrections.last().map(|last| last.date),
            url: (base.rooted(&address), base.absolute(&address)),
            page: Link { title: page.title.clone(), url: base.rooted(&page.address) },
            authors: page.front.authors.clone(),
            body,
        }
    }
}

/// An update of live coverage.
pub(super) fn update(scene: &Scene, update: &Posted) -> Value {
    map([
        ("authors", authors(scene, &update.authors)),
        ("key", Value::from(update.key.as_str())),
        ("title", Value::from(update.title.as_str())),
        ("heading", Value::from(update.heading.as_str())),
        ("time", Value::from(update.time.0.to_string())),
        ("first_day", Value::from(update.time.1)),
        ("corrected", Value::from(update.corrected.map(|when| when.to_string()))),
        ("url", Value::from(update.url.0.as_str())),
        ("permalink", Value::from(update.url.1.as_str())),
        ("page", link_value(&update.page.title, &update.page.url)),
        ("body", Value::safe_string(&update.body)),
    ])
}

/// Fields of a value, in their order.
pub(super) type Fields = Vec<(&'static str, Value)>;

/// A map from its fields.
pub(super) fn map(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let placed = fields.into_iter().enumerate().map(|(place, (name, value))| (Name { place, name }, value));
    Value::from(placed.collect::<BTreeMap<Name, Value>>())
}

/// The name of a field by its place. The engine makes a map of its own from any map that it is given: this
/// one keeps the order and is made without hashing each name once more.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    place: usize,
    name: &'static str,
}

impl From<Name> for Key<'static> {
    fn from(name: Name) -> Key<'static> {
        Key::Str(name.name)
    }
}

pub(super) fn of(value: &impl Serialize) -> Value {
    Value::from_serializable(value)
}

/// Whether a link says where it leads by itself.
pub(super) fn is_absolute(target: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:", "sms:"].iter().any(|scheme| target.starts_with(scheme))
}

/// The page that a scene shows.
pub(super) fn page(scene: &Scene, shared: &Shared) -> Value {
    let Some(id) = scene.page else { return heading(scene) };
    let page = scene.lens.page(id);
    let front = &page.front;
    let mut fields = Fields::with_capacity(64);
    let teaser = teaser::of(scene, shared, id);
    fields.extend(teaser.as_map().into_iter().flatten().take(COMMON).filter_map(|(name, value)| match name {
        Key::Str(name) => Some((*name, value.clone())),
        _ => None,
    }));
    let review_overdue = front.next_review.is_some() && scene.lens.review(id) == Standing::Overdue;
    // A description that was made of the first paragraph is read there.
    let lede = (front.description.is_some() || page.words == 0).then_some(page.description.as_str());
    fields.extend([
        ("lede", Value::from(lede)),
        ("language", Value::from(page.language.as_str())),
        ("direction", Value::from(strings::direction(&page.language))),
        ("reviewers", people(scene, &front.reviewers)),
        ("toc", contents_list(page)),
        ("words", Value::from(page.words)),
        ("extra", front.extra.as_ref().map_or(Value::none(), of)),
        ("next_review", front.next_review.map_or(Value::none(), |day| Value::from(day.to_string()))),
        ("review_overdue", Value::from(review_overdue)),
        ("sources", of(&front.sources)),
        ("cited", Value::from(page.cited().len())),
        ("cited_by_number", Value::from(scene.cited().is_some_and(Cited::is_numbered))),
        ("funding", Value::from(front.funding.iter().map(funding).collect::<Vec<Value>>())),
        ("no_funding", Value::from(front.no_funding)),
        ("interests", Value::from(front.interests.clone())),
        ("no_interests", Value::from(front.no_interests)),
        ("share", map([("text", front.share.text.clone().into()), ("hashtags", front.share.hashtags.clone().into())])),
        ("template", Value::from(front.template.as_ref().map(|name| name.value.clone()))),
    ]);
    fields.extend([
        ("languages", languages(scene, id, page)),
        ("versions", versions(scene, id)),
        ("translation", translation(scene, id, front)),
    ]);
    let about = scene.lens.notice_about(id);
    fields.push(("notice_about", teaser::all(scene, shared, about)));
    let ends = || {
        let members = scene.lens.members(id);
        members.first().into_iter().chain(members.last()).map(|end| scene.lens.teaser(*end)).collect()
    };
    let calendar = page.calendar(ends).map(|address| scene.lens.base().rooted(&address));
    fields.push(("calendar", Value::from(calendar)));
    own(scene, page, &mut fields);
    map(fields)
}

/// A scene without a page of its own.
fn heading(scene: &Scene) -> Value {
    let base = scene.lens.base();
    let none = Value::none;
    let empty = || Value::from(Vec::<Value>::new());
    map([
        ("id", none()),
        ("kind", Value::from(scene.heading.kind)),
        ("title", Value::from(scene.heading.title.as_str())),
        ("mark", none()),
        ("description", Value::from(scene.heading.description.as_str())),
        ("lede", Value::from(scene.heading.description.as_str())),
        ("url", Value::from(base.rooted(&scene.address))),
        ("permalink", Value::from(base.absolute(&scene.address))),
        ("language", Value::from(scene.language.as_str())),
        ("direction", Value::from(strings::direction(&scene.language))),
        ("section", none()),
        ("date", none()),
        ("updated", none()),
        ("authors", empty()),
        ("reviewers", empty()),
        ("topics", empty()),
        ("image", none()),
        ("toc", empty()),
        ("words", Value::from(0)),
        ("minutes", Value::from(0)),
        ("featured", Value::from(false)),
        ("extra", none()),
        ("reviewed", none()),
        ("next_review", none()),
        ("review_overdue", Value::from(false)),
        ("sources", empty()),
        ("cited", Value::from(0)),
        ("cited_by_number", Value::from(false)),
        ("funding", empty()),
        ("no_funding", Value::from(false)),
        ("interests", none()),
        ("no_interests", Value::from(false)),
        ("share", map([("text", none()), ("hashtags", empty())])),
        ("template", none()),
        ("languages", empty()),
        ("versions", empty()),
        ("translation", none()),
        ("calendar", none()),
        ("notice_about", empty()),
    ])
}

/// The page in every language that it exists in, itself too; also where a guide says that it is elsewhere. Empty if there
/// is only one.
fn languages(scene: &Scene, id: PageId, page: &Page) -> Value {
    let lens = &scene.lens;
    let mut found: Vec<(&str, String, bool)> = Vec::new();
    for &translation in lens.translations(id) {
        let other = lens.teaser(translation);
        found.push((&other.language, lens.base().rooted(&other.address), translation == id));
    }
    if let Facts::Guide(guide) = &page.front.facts
        && !guide.translations.is_empty()
    {
        if found.is_empty() {
            found.push((&page.language, lens.base().rooted(&page.address), true));
        }
        for (language, link) in &guide.translations {
            let url = super::body::link(scene, &link.value);
            if !found.iter().any(|(_, known, _)| *known == url) {
                found.push((language, url, false));
            }
        }
        found.sort_by(|a, b| a.0.cmp(b.0));
    }
    let entry = |(language, url, current): (&str, String, bool)| {
        map([
            ("language", Value::from(language)),
            ("name", Value::from(languages::own_name(language))),
            ("url", Value::from(url)),
            ("current", Value::from(current)),
        ])
    };
    Value::from(found.into_iter().map(entry).collect::<Vec<Value>>())
}

/// The page for every audience that it is written for, itself too. Empty if there is only one.
fn versions(scene: &Scene, id: PageId) -> Value {
    let version = |version: &PageId| {
        let page = scene.lens.teaser(*version);
        let audience = match &page.front.facts {
            Facts::Guide(guide) => guide.audience.clone(),
            _ => Vec::new(),
        };
        map([
            ("title", Value::from(page.title.as_str())),
            ("audience", Value::from(audience)),
            ("url", Value::from(scene.lens.base().rooted(&page.address))),
            ("current", Value::from(*version == id)),
        ])
    };
    Value::from(scene.lens.audiences(id).iter().map(version).collect::<Vec<Value>>())
}

/// How a page was translated, and from which: nothing of one that was not.
fn translation(scene: &Scene, id: PageId, front: &Front) -> Value {
    let original = scene.lens.original(id);
    let said = front.translation.as_ref();
    if original.is_none() && said.is_none() {
        return Value::none();
    }
    let stale = original.and_then(|_| scene.lens.stale_since(id));
    let original = original.map(|original| scene.lens.teaser(original)).map(|page| {
        map([
            ("title", Value::from(page.title.as_str())),
            ("url", Value::from(scene.lens.base().rooted(&page.address))),
            ("language", Value::from(page.language.as_str())),
            ("direction", Value::from(strings::direction(&page.language))),
        ])
    });
    let named = |who: fn(&Translation) -> &[At<String>]| said.map_or(&[][..], who);
    map([
        ("original", original.unwrap_or_else(Value::none)),
        ("changed", stale.map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("date", said.and_then(|said| said.date).map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("by_machine", Value::from(said.is_some_and(|said| said.is_by_machine))),
        ("unchecked", Value::from(said.is_some_and(Translation::is_unchecked))),
        ("by", people(scene, named(|said| &said.by))),
        ("reviewed_by", people(scene, named(|said| &said.reviewed_by))),
    ])
}

/// So many fields a page and its teaser have in common.
pub(super) const COMMON: usize = 17;

/// What a page and its teaser have in common: its first fields.
pub(super) fn common(scene: &Scene, id: PageId, page: &Page) -> [(&'static str, Value); COMMON] {
    let (lens, front) = (&scene.lens, &page.front);
    let base = lens.base();
    let section = lens.section(id).map(|section| lens.teaser(section));
    [
        ("id", Value::from(identity(page))),
        ("kind", Value::from(shown_kind(page))),
        ("title", Value::from(page.title.as_str())),
        ("mark", Value::from(page.mark.as_deref())),
        ("description", Value::from(page.description.as_str())),
        ("url", Value::from(base.rooted(&page.address))),
        ("permalink", Value::from(base.absolute(&page.address))),
        (
            "section",
            section.map_or(Value::none(), |section| link_value(&section.title, &base.rooted(&section.address))),
        ),
        ("date", front.date.map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("updated", front.updated.map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("topics", topics(scene, page)),
        ("authors", authors(scene, &front.authors)),
        ("image", front.image.as_ref().map_or(Value::none(), |image| picture_of(scene, page, image))),
        ("minutes", Value::from(page.minutes())),
        ("featured", Value::from(front.featured)),
        ("reviewed", front.reviewed.map_or(Value::none(), |day| Value::from(day.to_string()))),
        ("weight", Value::from(front.weight)),
    ]
}

/// The fields of a page's own kind.
pub(super) fn own(scene: &Scene, page: &Page, fields: &mut Fields) {
    match &page.front.facts {
        Facts::Page => {}
        Facts::News(news) => fields.extend([
            ("type", Value::from(news.sort.clone())),
            ("dateline", Value::from(news.dateline.clone())),
            ("label", news.label.as_ref().map_or(Value::none(), of)),
            ("contact", news.contact.as_ref().map_or(Value::none(), contact)),
            ("notes_to_editors", prose(scene, news.notes_to_editors.as_deref())),
            ("video", news.video.as_ref().map_or(Value::none(), |film| video(scene, film))),
        ]),
        Facts::Research(research) => fields.extend([
            ("type", Value::from(research.sort.clone())),
            ("label", research.label.as_ref().map_or(Value::none(), of)),
            ("status", Value::from(research.status.clone())),
            ("exchange", exchange(scene, page, research)),
            ("pdf", Value::from(research.pdf.as_ref().map(|pdf| super::body::link(scene, &pdf.value)))),
            ("doi", Value::from(research.doi.clone())),
            ("doi_url", Value::from(research.doi.as_deref().map(identifiers::doi_url))),
            ("pmid", Value::from(research.pmid.clone())),
            ("pmid_url", Value::from(research.pmid.as_deref().map(identifiers::pmid_url))),
            ("pmcid", Value::from(research.pmcid.clone())),
            ("pmcid_url", Value::from(research.pmcid.as_deref().map(identifiers::pmcid_url))),
            ("issn", Value::from(research.issn.clone())),
            ("issn_url", Value::from(research.issn.as_deref().map(identifiers::issn_url))),
            ("trial", Value::from(research.trial.clone())),
            ("trial_url", Value::from(research.trial.as_deref().and_then(identifiers::trial_url))),
            ("journal", Value::from(research.journal.clone())),
            (
                "study",
                map([
                    ("design", Value::from(research.study.design.clone())),
                    ("type", Value::from(research.study.sort.clone())),
                    ("status", Value::from(research.study.status.clone())),
                    ("participants", research.study.participants.as_deref().map_or(Value::none(), number_or_text)),
                    ("population", Value::from(research.study.population.clone())),
                ]),
            ),
            ("findings", Value::from(research.findings.clone())),
            ("plain_summary", prose(scene, research.plain_summary.as_deref())),
            ("citation", Value::from(research.citation.clone())),
            ("data", Value::from(research.data.clone())),
            ("corrections", of(&research.corrections)),
            (
                "retraction",
                research.retraction.as_ref().map_or(Value::none(), |retraction| {
                    let notice = retraction.notice.as_ref().map(|notice| super::body::link(scene, &notice.value));
                    map([
                        ("date", retraction.date.map_or(Value::none(), |date| Value::from(date.to_string()))),
                        ("reason", Value::from(retraction.reason.clone())),
                        ("reason_language", Value::from(retraction.reason_language.clone())),
                        ("notice", Value::from(notice)),
                    ])
                }),
            ),
        ]),
        Facts::Guide(guide) => {
            fields.extend([
                ("condition", guide.condition.as_ref().map_or(Value::none(), of)),
                ("audience", Value::from(guide.audience.clone())),
                ("specialty", Value::from(guide.specialty.clone())),
                ("aspect", Value::from(guide.aspect.clone())),
                ("reading_level", Value::from(guide.reading_level)),
            ]);
        }
        Facts::Person(person) => fields.extend([
            ("role", Value::from(person.role.clone())),
            ("credentials", credentials(&person.credentials)),
            ("affiliation", person.affiliation.as_ref().map_or(Value::none(), affiliation)),
            ("orcid", Value::from(person.orcid.clone())),
            ("orcid_url", Value::from(person.orcid.as_deref().map(identifiers::orcid_url))),
            ("registration", Value::from(person.registration.clone())),
            ("photo", person.photo.as_ref().map_or(Value::none(), |photo| picture_of(scene, page, photo))),
            ("same_as", Value::from(person.same_as.clone())),
        ]),
        Facts::Question(question) => {
            fields.extend([("answered_by", people(scene, &question.answered_by))]);
        }
        Facts::Event(event) => fields.extend(meeting(event)),
        Facts::Alert(alert) => {
            fields.extend(alert_of(scene, page, alert));
            fields.extend(words_of_past(scene, page));
            fields.extend([
                ("urgency", Value::from(alert.urgency.as_str())),
                ("certainty", Value::from(alert.certainty.as_str())),
                ("audience", Value::from(alert.audience.clone())),
                ("areas", Value::from(alert.areas.iter().map(|area| area.name.clone()).collect::<Vec<String>>())),
                ("instruction", Value::from(alert.instruction.clone())),
                ("known", Value::from(alert.known.clone())),
                ("unknown", Value::from(alert.unknown.clone())),
                ("doing", Value::from(alert.doing.clone())),
                ("do_now", Value::from(alert.do_now.clone())),
                (
                    "next_update",
                    alert
                        .promised_update(scene.lens.zone())
                        .map_or(Value::none(), |date| Value::from(date.to_string())),
                ),
                ("updates", of(&alert.updates)),
                ("contact", alert.contact.as_ref().map_or(Value::none(), contact)),
                ("messages", messages(scene, page, alert)),
            ]);
        }
        Facts::Training(training) => {
            let recording = |recording: &Option<Recording>| {
                recording.as_ref().map_or(Value::none(), |it| media::recording(scene, it, training.runs(it)))
            };
            fields.extend([
                ("objectives", Value::from(training.objectives.clone())),
                ("level", Value::from(training.level.clone())),
                ("duration", training.duration.map_or(Value::none(), duration)),
                ("credits", training.credits.as_ref().map_or(Value::none(), |said| credits(scene, said))),
                ("video", recording(&training.video)),
                ("audio", recording(&training.audio)),
                ("license", training.license.as_deref().map_or(Value::none(), license)),
                (
                    "quiz",
                    Value::from(training.quiz.iter().map(|said| quiz::asked(scene, said)).collect::<Vec<Value>>()),
                ),
                ("slides", Value::from(training.slides)),
                ("hashtag", Value::from(training.hashtag.clone())),
                ("feedback", Value::from(training.feedback.as_ref().map(|at| super::body::link(scene, &at.value)))),
            ]);
            fields.extend(meeting(&training.session));
        }
        Facts::Live(live) => fields.extend([
            ("starts", Value::from(live.starts.map(|date| date.to_string()))),
            ("ends", Value::from(live.ends.map(|date| date.to_string()))),
            ("standing", Value::from(live.told.standing.name())),
            ("halted", Value::from(live.halted.as_ref().and_then(|halted| halted.text.clone()))),
            ("hashtag", Value::from(live.hashtag.clone())),
            ("key_points", Value::from(live.key_points.clone())),
            ("updates_url", Value::from(scene.lens.base().rooted(&page.updates_address()))),
        ]),
    }
}

/// Where programs for references find a paper; nothing of a page that is only about one.
fn exchange(scene: &Scene, page: &Page, research: &Research) -> Value {
    let base = scene.lens.base();
    let file = |name: &str| page.address.child_file(name).map_or(Value::none(), |file| Value::from(base.rooted(&file)));
    match research.is_paper() {
        true => map([("bibtex", file("citation.bib")), ("ris", file("citation.ris"))]),
        false => Value::none(),
    }
}

/// When and where people meet.
fn meeting(event: &Event) -> [(&'static str, Value); 5] {
    let date = |when: Option<When>| when.map_or(Value::none(), |when| Value::from(when.to_string()));
    [
        ("starts", date(event.starts)),
        ("ends", date(event.ends)),
        ("location", event.location.as_ref().map_or(Value::none(), of)),
        ("status", Value::from(event.status.clone())),
        ("attendance", Value::from(event.attendance.clone())),
    ]
}

/// Credits for education: `is_over` once they are not granted any more.
fn credits(scene: &Scene, credits: &Credits) -> Value {
    let is_over = scene.page.is_some_and(|id| scene.lens.offer(id) == Offer::Over);
    map([
        ("amount", Value::from(credits.amount.as_str())),
        ("type", Value::from(credits.sort.clone())),
        ("accreditor", Value::from(credits.accreditor.clone())),
        ("released", credits.released.map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("expires", credits.expires.map_or(Value::none(), |date| Value::from(date.to_string()))),
        ("is_over", Value::from(is_over)),
    ])
}

/// What the banner, lists and the page say of an alert.
pub(super) fn alert_of(scene: &Scene, page: &Page, alert: &Alert) -> [(&'static str, Value); 13] {
    let standing = scene.lens.standing(&page.source);
    let moment = |when: Option<When>| when.map_or(Value::none(), |when| Value::from(when.to_string()));
    let times = page.times(scene.lens.zone()).unwrap_or_default();
    let light = page.address.child(LIGHT).ok().filter(|_| scene.lens.template("alert-light.html"));
    let light = light.map(|address| scene.lens.base().rooted(&address));
    let ending = page.ending(scene.lens.zone()).filter(|_| standing == Some(alert::Standing::Ended));
    // Whether its advice holds for longer than it is in force is told apart from how it stands.
    let name = match standing {
        Some(alert::Standing::Advising) => Some(alert::Standing::Over.name()),
        standing => standing.map(alert::Standing::name),
    };
    [
        ("alert", Value::from(page.alert_name())),
        ("language", Value::from(page.language.as_str())),
        ("version", Value::from(alert.version())),
        ("severity", Value::from(alert.severity.as_str())),
        ("status", Value::from(alert.status.to_lowercase())),
        ("standing", Value::from(name)),
        ("ending", Value::from(ending.map(|ending| ending.sort.as_str()))),
        ("advises", Value::from(standing == Some(alert::Standing::Advising))),
        ("advice", Value::from(page.advice_line())),
        ("advice_until", moment(alert.advice_until)),
        ("effective", moment(alert.effective)),
        (
            "expires",
            page.front.expires.zip(times.expires).map_or(Value::none(), |(said, at)| {
                map([("said", Value::from(said.to_string())), ("at", Value::from(rfc3339(at)))])
            }),
        ),
        ("light", Value::from(light)),
    ]
}

/// What is said first of an alert that is over: why it was ended. What its author said first is told apart, as past.
fn words_of_past(scene: &Scene, page: &Page) -> Vec<(&'static str, Value)> {
    let Some(standing) = scene.lens.standing(&page.source).filter(|standing| standing.is_past()) else {
        return Vec::new();
    };
    let ending = page.ending(scene.lens.zone()).filter(|_| standing == alert::Standing::Ended);
    let is_own = page.front.description.is_some() || page.words == 0;
    vec![
        ("lede", Value::from(ending.map(|ending| message::words(&ending.text)))),
        ("said", Value::from(is_own.then_some(page.description.as_str()).filter(|text| !text.is_empty()))),
    ]
}

/// The messages of an alert that were issued, the newest first: where each stands and when what it says was said.
fn messages(scene: &Scene, page: &Page, alert: &Alert) -> Value {
    let message = |number: usize| {
        let file = scene.lens.download(&page.source, &page.message_name(number))?;
        let date = match number {
            1 => page.front.date,
            _ => message::nth_update(alert, number).map(|update| update.date),
        };
        let date = date.map_or(Value::none(), |date| Value::from(date.to_string()));
        Some(map([("url", Value::from(scene.lens.base().rooted(&file.address))), ("date", date)]))
    };
    Value::from((1..=alert.version()).rev().filter_map(message).collect::<Vec<Value>>())
}

/// What the file of a page is called: `asthma`; of a folder's own page, the folder.
fn identity(page: &Page) -> String {
    match page.role {
        Role::Home => "home".to_owned(),
        Role::Section | Role::Leaf => crate::site::person_id(page).to_owned(),
    }
}

/// `home`, `section`, or the kind.
fn shown_kind(page: &Page) -> &'static str {
    match page.role {
        Role::Home => "home",
        Role::Section => "section",
        Role::Leaf => page.kind.name(),
    }
}

/// A text that is a whole number as a number, so that a theme can write it as its language does.
fn number_or_text(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
}

pub(super) fn link_value(title: &str, url: &str) -> Value {
    map([("title", Value::from(title)), ("url", Value::from(url))])
}

fn topics(scene: &Scene, page: &Page) -> Value {
    let topics = page.front.terms.iter().filter(|(name, _)| name == TOPICS).flat_map(|(_, terms)| terms);
    let hub = scene.lens.config("language", |config| config.language.clone());
    let topics = topics.filter_map(|topic| {
        let slug = slug(&topic.value);
        let address = Address::new(&format!("{TOPICS}/{slug}/")).ok()?;
        // In the hub's language every name of its pages is one of it.
        let own = (page.language != hub).then(|| scene.lens.term_language(TOPICS, &slug)).flatten();
        let own = own.as_deref().unwrap_or(&page.language);
        let mut fields = lists::term(scene, &topic.value, &address, own, &page.language);
        fields.push(("slug", Value::from(slug)));
        Some(map(fields))
    });
    Value::from(topics.collect::<Vec<Value>>())
}

/// The taxonomy that every hub has.
const TOPICS: &str = "topics";

fn video(scene: &Scene, video: &Video) -> Value {
    let link = |at: &Option<At<String>>| Value::from(at.as_ref().map(|at| super::body::link(scene, &at.value)));
    map([
        ("url", Value::from(super::body::link(scene, &video.url.value))),
        ("title", Value::from(video.title.clone())),
        ("captions", link(&video.captions)),
        ("transcript", link(&video.transcript)),
        ("poster", video.poster.as_ref().map_or(Value::none(), |poster| files::picture(scene, &poster.value))),
    ])
}

/// A length of time for machines, and for people: in whole minutes, or in seconds where it is shorter than one.
pub(super) fn duration(seconds: u64) -> Value {
    let (minutes, rest) = if seconds < 60 { (0, seconds) } else { (seconds.div_ceil(60), 0) };
    map([
        ("iso", Value::from(iso_duration(seconds))),
        ("hours", Value::from(minutes / 60)),
        ("minutes", Value::from(minutes % 60)),
        ("seconds", Value::from(rest)),
    ])
}

/// What terms of use are called, and where they can be read.
fn license(license: &str) -> Value {
    map([("name", Value::from(license)), ("url", Value::from(vocabulary::license_url(license)))])
}

pub(super) fn prose(scene: &Scene, markdown: Option<&str>) -> Value {
    let html = |text| markdown::blocks(text, |target| super::body::link(scene, target));
    markdown.map_or(Value::none(), |text| Value::safe_string(&html(text)))
}

/// The contents list: headings below the title, nested. Empty when it is not wanted or too short.
fn contents_list(page: &Page) -> Value {
    let wanted = page.front.toc.unwrap_or(page.kind == crate::content::Kind::Guide && page.role == Role::Leaf);
    let headings: Vec<&Heading> = page.outline.headings.iter().filter(|heading| heading.level <= 3).collect();
    let shown = wanted && headings.iter().filter(|heading| heading.level == 2).count() >= 3;
    Value::from(if shown { nested(&headings) } else { Vec::new() })
}

fn nested(headings: &[&Heading]) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut rest = headings;
    while let Some((first, after)) = rest.split_first() {
        let children = after.iter().take_while(|heading| heading.level > first.level).count();
        entries.push(map([
            ("id", Value::from(first.id.as_str())),
            ("title", Value::from(first.title.as_str())),
            ("level", Value::from(first.level)),
            ("children", Value::from(nested(&after[..children]))),
        ]));
        rest = &after[children..];
    }
    entries
}
