//! From YAML to [`Facts`]: the fields that one kind has beside those of every page.

use super::Kind;
use super::alert;
use super::faults;
use super::form::Form;
use super::front::{
    Affiliation, Asked, Chapter, Condition, Contact, Correction, Credits, Event, Facts, Guide, Halted, Issue, Label,
    Live, Location, MedicalCode, News, Person, Question, Recording, Research, Retraction, Study, Training, Video,
};
use super::live::Told;
use crate::captions;
use crate::diag::Diagnostic;
use crate::health::{identifiers, vocabulary};
use crate::instant::When;
use crate::markdown::Choice;
use crate::span::{At, Source, Span};
use crate::yaml::{self, Value};

/// What `news` may be.
pub const NEWS_TYPES: &[&str] = &["announcement", "press-release", "success", "event-report", "correction"];
/// How an event stands.
pub const EVENT_STATUSES: &[&str] = &["scheduled", "cancelled", "postponed", "rescheduled", "moved-online"];
/// How an event is attended.
pub const ATTENDANCES: &[&str] = &["in-person", "online", "mixed"];
/// Whom or what live coverage shows.
pub const SUBJECTS: &[&str] = &["event", "patient"];
/// How much training asks of those who take part.
pub const LEVELS: &[&str] = &["introductory", "intermediate", "advanced"];

/// Reads the fields of `kind`, on a page of this date.
pub fn read(form: &mut Form<'_, '_>, kind: Kind, date: Option<&At<When>>) -> Facts {
    match kind {
        Kind::Page => Facts::Page,
        Kind::News => Facts::News(Box::new(news(form))),
        Kind::Research => Facts::Research(Box::new(research(form))),
        Kind::Guide => Facts::Guide(Box::new(guide(form))),
        Kind::Person => Facts::Person(Box::new(person(form))),
        Kind::Question => Facts::Question(Box::new(Question { answered_by: form.links("answered_by") })),
        Kind::Event => Facts::Event(Box::new(event(form))),
        Kind::Training => Facts::Training(Box::new(training(form))),
        Kind::Alert => Facts::Alert(Box::new(alert::read(form, date))),
        Kind::Live => Facts::Live(Box::new(live(form))),
    }
}

fn news(form: &mut Form<'_, '_>) -> News {
    News {
        sort: form.choice("type", NEWS_TYPES),
        dateline: form.text("dateline"),
        label: form.map("label", label),
        contact: form.map_or("contact", "name", contact),
        notes_to_editors: form.prose("notes_to_editors"),
        video: form.map_or("video", "url", video),
    }
}

/// Whom to ask.
pub fn contact(form: &mut Form<'_, '_>) -> Option<Contact> {
    Some(Contact {
        name: form.text("name"),
        role: form.text("role"),
        email: form.text("email"),
        phone: form.text("phone"),
        hours: form.text("hours"),
    })
}

fn video(form: &mut Form<'_, '_>) -> Option<Video> {
    let url = form.need("url", "expected a file or an address").and_then(|url| form.followed("url", url));
    let (title, captions) = (form.text("title"), form.target("captions"));
    let (transcript, poster) = (form.target("transcript"), form.target("poster"));
    Some(Video { url: url?, title, captions, transcript, poster })
}

fn research(form: &mut Form<'_, '_>) -> Research {
    let place = |name| form.peek(name).map(|node| node.span.clone());
    let (status, retraction, corrections) = (place("status"), place("retraction"), place("corrections"));
    let research = fields_of_research(form);
    if let Some(fault) = standing(form.source(), &research, [status, retraction, corrections]) {
        form.fault(fault);
    }
    research
}

/// Where what is said of a result does not fit how it stands.
fn standing(
    source: &Source,
    research: &Research,
    [status, retraction, corrections]: [Option<Span>; 3],
) -> Option<Diagnostic> {
    let said = research.status.as_deref();
    let needs_reason = said.is_some_and(|said| vocabulary::is_void(said) || said == "expression-of-concern");
    match (&research.retraction, said, status) {
        (Some(_), _, _) if !needs_reason => Some(faults::retraction_without_status(source, retraction?, said)),
        (Some(given), _, _) if given.date.is_none() => Some(faults::retraction_without_date(source, retraction?)),
        (Some(given), _, _) if given.reason.is_none() => Some(faults::retraction_without_reason(source, retraction?)),
        (None, Some(said), Some(status)) if needs_reason => Some(faults::no_retraction(source, status, said)),
        (None, Some("corrected"), Some(status)) if research.corrections.is_empty() => {
            Some(faults::no_correction(source, status))
        }
        (_, None | Some("preprint" | "peer-reviewed"), _) if !research.corrections.is_empty() => {
            Some(faults::corrections_without_status(source, corrections?))
        }
        _ => None,
    }
}

fn fields_of_research(form: &mut Form<'_, '_>) -> Research {
    let (journal, issue) = form.map_or("journal", "name", journal).unwrap_or_default();
    Research {
        sort: form.choice("type", vocabulary::RESEARCH_TYPES),
        label: form.map("label", label),
        pdf: form.target("pdf"),
        status: form.choice("status", vocabulary::RESEARCH_STATUSES),
        doi: form.identifier(("doi", "DOI"), identifiers::doi, "a DOI looks like `10.1136/bmj.n1234`"),
        pmid: form.identifier(("pmid", "PubMed number"), identifiers::pmid, "it is a number of up to 8 digits"),
        pmcid: form.identifier(("pmcid", "PubMed Central number"), identifiers::pmcid, "it looks like `PMC7723057`"),
        trial: form.identifier(
            ("trial", "trial number"),
            identifiers::trial,
            "it looks like `NCT04368728`, `ISRCTN50189673`, `2004-000446-20` or `2022-500024-30-00`",
        ),
        journal,
        issue,
        issn: form.checked(
            ("issn", "ISSN"),
            identifiers::issn,
            "it looks like `0028-4793`, and its last character checks the others",
        ),
        study: form.map_or("study", "design", study).unwrap_or_default(),
        findings: form.proses("findings"),
        plain_summary: form.prose("plain_summary"),
        citation: form.text("citation"),
        bibliography: form.link("bibliography"),
        data: form.prose("data"),
        corrections: corrections(form),
        retraction: form.map_or("retraction", "reason", |form| {
            let date = form.when("date").map(|date| date.value);
            Some(Retraction { date, reason: form.text("reason"), notice: form.target("notice"), reason_language: None })
        }),
    }
}

/// Its name, and where in it the paper is.
fn journal(form: &mut Form<'_, '_>) -> Option<(Option<String>, Issue)> {
    let name = form.need("name", "say what it is called");
    let (volume, number, pages) = (form.text("volume"), form.text("issue"), form.text("pages"));
    Some((Some(name?.value), Issue { volume, number, pages }))
}

fn label(form: &mut Form<'_, '_>) -> Option<Label> {
    Some(Label {
        peer_review: form.choice("peer_review", vocabulary::PEER_REVIEWS),
        evidence: form.choice("evidence", vocabulary::EVIDENCE),
        subjects: form.choices("subjects", vocabulary::SUBJECTS, ""),
    })
}

fn study(form: &mut Form<'_, '_>) -> Option<Study> {
    let designs = [vocabulary::TRIAL_DESIGNS, vocabulary::OBSERVATIONAL_DESIGNS].concat();
    Some(Study {
        design: form.text("design"),
        sort: form.choice("type", &designs),
        status: form.choice("status", vocabulary::STUDY_STATUSES),
        participants: form.text("participants"),
        population: form.text("population"),
    })
}

/// Newest first, whatever the order in which they were written.
fn corrections(form: &mut Form<'_, '_>) -> Vec<Correction> {
    let mut corrections = form.each("corrections", "text", |form| {
        let written = form.peek("date").is_some();
        let date = form.when("date");
        let text = form.need("text", "say what was wrong and what it says now");
        if !written {
            form.need("date", "say when it was put right");
        }
        Some(Correction { date: date?.value, text: text?.value })
    });
    let zone = form.zone();
    corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date.start(zone)));
    corrections
}

fn guide(form: &mut Form<'_, '_>) -> Guide {
    Guide {
        condition: form.map_or("condition", "name", condition),
        audience: form.choices("audience", vocabulary::READERS, ""),
        version_of: form.link("version_of"),
        specialty: form.choices("specialty", vocabulary::SPECIALTIES, ""),
        aspect: form.choices("aspect", vocabulary::ASPECTS, vocabulary::ASPECT_ENDING),
        reading_level: form.int("reading_level"),
        translations: translations(form),
    }
}

fn condition(form: &mut Form<'_, '_>) -> Option<Condition> {
    let name = form.need("name", "say what it is called");
    let also = form.texts("also");
    let codes = form.each("codes", "code", |form| {
        let system = form.need("system", "say of which system: `ICD-10`, `SNOMED CT`, `MeSH`");
        let code = form.need("code", "expected the code");
        Some(MedicalCode { system: system?.value, code: code?.value })
    });
    Some(Condition { name: name?.value, also, codes })
}

fn translations(form: &mut Form<'_, '_>) -> Vec<(String, At<String>)> {
    let mut translations = Vec::new();
    for (language, link) in form.texts_by_key("translations") {
        match is_language(&language.value) {
            true => translations.extend(form.followed("translations", link).map(|link| (language.value, link))),
            false => {
                let fault = faults::value(form.source(), &language.value, language.span, LANGUAGE_EXPECTED);
                form.fault(fault);
            }
        }
    }
    translations
}

/// What a language that is none should have been.
pub const LANGUAGE_EXPECTED: &str = "expected a language tag: `cy`, `pt-BR`, `zh-Hans`";

/// Whether `tag` has the form of a BCP 47 tag. Whether the language exists is not asked.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let main = parts.next().unwrap_or("");
    (2..=3).contains(&main.len())
        && main.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn person(form: &mut Form<'_, '_>) -> Person {
    Person {
        role: form.text("role"),
        credentials: form.texts("credentials"),
        affiliation: form.map_or("affiliation", "name", affiliation),
        orcid: form.checked(
            ("orcid", "ORCID iD"),
            identifiers::orcid,
            "it looks like `0000-0002-1825-0097`, and its last character checks the others",
        ),
        registration: form.text("registration"),
        photo: form.picture("photo"),
        same_as: form.targets("same_as").into_iter().map(|link| link.value).collect(),
    }
}

fn affiliation(form: &mut Form<'_, '_>) -> Option<Affiliation> {
    let name = form.need("name", "say what it is called");
    let url = form.target("url").map(|url| url.value);
    let ror = form.checked(("ror", "ROR id"), identifiers::ror, identifiers::ROR_EXPECTED);
    Some(Affiliation { name: name?.value, url, ror })
}

fn event(form: &mut Form<'_, '_>) -> Event {
    let (starts, ends) = in_order(form, "starts", "ends");
    Event {
        starts,
        ends,
        location: form.map_or("location", "name", |form| {
            let name = form.need("name", "say where it is");
            let (address, url) = (form.text("address"), form.target("url").map(|url| url.value));
            Some(Location { name: name?.value, address, url })
        }),
        status: form.choice("status", EVENT_STATUSES),
        attendance: form.choice("attendance", ATTENDANCES),
    }
}

/// Two dates, of which the second may not be before the first.
fn in_order<'a>(form: &mut Form<'a, '_>, first: &'a str, second: &'a str) -> (Option<When>, Option<When>) {
    let (from, until) = (form.when(first), form.when(second));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value.is_before(from.value, form.zone())
    {
        let (later, earlier) = ((second, until.span.clone()), (first, from.span.clone()));
        let fault = faults::order(form.source(), later, earlier, "is before");
        form.fault(fault);
    }
    (from.map(|at| at.value), until.map(|at| at.value))
}

/// A question, with the rules that it has in a text: there are choices, and somebody is right.
fn asked(form: &mut Form<'_, '_>) -> Option<Asked> {
    let question = form.need("question", "write what is asked");
    let (written, right, why) = (form.links("choices"), form.links("right"), form.prose("why"));
    written.iter().for_each(|choice| form.keep_links(choice));
    let is_choice = |right: &&At<String>| written.iter().any(|choice| choice.value == right.value);
    for right in right.iter().filter(|right| !written.is_empty() && !is_choice(right)) {
        form.fault(faults::no_choice(form.source(), right, written.iter().map(|choice| choice.value.as_str())));
    }
    let is_right = |choice: &At<String>| right.iter().any(|right| right.value == choice.value);
    let question = question?;
    if right.is_empty() || written.is_empty() {
        form.fault(faults::unanswerable(form.source(), question.span, written.is_empty()));
    }
    let choices = written.into_iter().map(|choice| Choice { is_right: is_right(&choice), text: choice.value });
    Some(Asked { question: question.value, choices: choices.collect(), why })
}

fn training(form: &mut Form<'_, '_>) -> Training {
    Training {
        objectives: form.proses("objectives"),
        level: form.choice("level", LEVELS),
        duration: form.duration("duration"),
        credits: form.map_or("credits", "amount", |form| {
            let amount = form.need("amount", "say how many");
            let (sort, accreditor) = (form.text("type"), form.text("accreditor"));
            let (released, expires) = in_order(form, "released", "expires");
            Some(Credits { amount: amount?.value, sort, accreditor, released, expires })
        }),
        video: form.map_or("video", "src", recording),
        audio: form.map_or("audio", "src", recording),
        license: form.target("license").map(|license| license.value),
        quiz: form.each("quiz", "question", asked),
        slides: form.flag("slides").unwrap_or(false),
        session: event(form),
        hashtag: form.text("hashtag").map(|tag| tag.trim_start_matches('#').to_owned()).filter(|tag| !tag.is_empty()),
        feedback: form.target("feedback"),
    }
}

fn recording(form: &mut Form<'_, '_>) -> Option<Recording> {
    let src = form.need("src", "expected a file or an address").and_then(|src| form.followed("src", src));
    let (captions, transcript) = (form.target("captions"), form.target("transcript"));
    let (poster, duration) = (form.target("poster"), form.duration("duration"));
    Some(Recording { src: src?, captions, transcript, poster, duration, chapters: chapters(form) })
}

/// By their beginnings, whatever the order in which they were written.
fn chapters(form: &mut Form<'_, '_>) -> Vec<Chapter> {
    let mut chapters = form.each("chapters", "title", |form| {
        let (title, said) =
            (form.need("title", "say what it is called"), form.need("at", "say when it begins: `1:05`"));
        let said = said?;
        let at = captions::from_clock(&said.value);
        if at.is_none() {
            let fault = faults::value(form.source(), "at", said.span, "expected minutes and seconds: `1:05`");
            form.fault(fault);
        }
        Some(Chapter { at: at?, title: title?.value })
    });
    chapters.sort_by_key(|chapter| chapter.at);
    chapters
}

fn live(form: &mut Form<'_, '_>) -> Live {
    if form.peek("starts").is_none() {
        form.need("starts", "say when it begins: the times of updates are counted from that day");
    }
    let (starts, ends) = in_order(form, "starts", "ends");
    let at = form.peek("subject").map(|node| node.span.clone()).unwrap_or_default();
    Live {
        starts,
        ends,
        hashtag: form.text("hashtag").map(|tag| tag.trim_start_matches('#').to_owned()).filter(|tag| !tag.is_empty()),
        delay_minutes: delay(form),
        halted: halted(form),
        subject: form.choice("subject", SUBJECTS).map(|value| At { value, span: at }),
        key_points: form.proses("key_points"),
        told: Told::default(),
    }
}

/// A delay that cannot be read would show updates too early, so the page is held back.
fn delay(form: &mut Form<'_, '_>) -> i64 {
    let Some(node) = form.take("delay_minutes").filter(|node| node.value != Value::Null) else { return 0 };
    let minutes = yaml::text(&node, form.source()).ok().and_then(|text| text.parse::<i64>().ok());
    minutes.filter(|minutes| (0..=LONGEST_DELAY).contains(minutes)).unwrap_or_else(|| {
        let expected = "expected minutes: a whole number from 0 to 1440".to_owned();
        form.fault(faults::release(form.source(), "delay_minutes", node.span, expected));
        0
    })
}

/// A day, in minutes.
const LONGEST_DELAY: i64 = 1440;

/// `true`, when, a word to readers, or a map of both. What cannot be read, and what is left empty, halts too.
fn halted(form: &mut Form<'_, '_>) -> Option<Halted> {
    let node = form.peek("halted")?.clone();
    let halted = match (&node.value, yaml::flag(&node, form.source())) {
        (Value::Map(_), _) => form
            .map("halted", |form| Some(Halted { at: form.when("at").map(|at| at.value), text: form.text("text") }))
            .unwrap_or_default(),
        (_, Ok(is_halted)) => {
            form.take("halted");
            is_halted.then(Halted::default)?
        }
        _ => match form.link("halted") {
            None => Halted::default(),
            Some(said) => match When::parse(&said.value, form.zone()) {
                Ok(at) => Halted { at: Some(at), text: None },
                Err(why) if said.value.starts_with(|c: char| c.is_ascii_digit()) => {
                    form.fault(faults::date(form.source(), "halted", said.span, why));
                    Halted::default()
                }
                Err(_) => Halted { at: None, text: Some(said.value) },
            },
        },
    };
    if halted.at.is_none() {
        form.fault(faults::halted_without_time(form.source(), node.span));
    }
    Some(halted)
}
