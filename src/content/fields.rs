//! Every field of front matter: its name, the kinds that have it, an example and a word on it.
//!
//! The table says what exists, for near misses, for fields on the wrong kind of page, and for the file
//! that `bulletin new` makes. What a field means is typed in [`super::front`] and read in `reading` and
//! `facts`; a test reads every example.

use super::Kind;
use super::hiding::{self, plain};
use crate::text::{is_slip, nearest};

/// A field of front matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// As written in front matter.
    pub name: &'static str,
    /// The kinds that have it.
    pub kinds: &'static [Kind],
    /// A value in YAML, on one line. `{day}` stands for the day of the page, `{later}` for one after it,
    /// `{kind}` for the kind.
    pub example: &'static str,
    /// What it is, for who meets it for the first time.
    pub word: &'static str,
}

/// Other names of fields, as other systems spell them.
pub const ALIASES: &[(&str, &str)] = &[
    ("last_reviewed", "reviewed"),
    ("last_reviewed_on", "reviewed"),
    ("lastReviewed", "reviewed"),
    ("reviewAgain", "next_review"),
    ("nextReview", "next_review"),
    ("review_by", "next_review"),
];

/// Every field, in the order in which a new file shows them.
pub const FIELDS: &[Field] = &[
    all("title", "A new scanner", "the heading of the page and its name everywhere"),
    all("date", "{day}", "when it was published; a time with offset may follow"),
    all("description", "One sentence for lists, search and previews.", "else the first paragraph"),
    all("updated", "{later}", "the last real change"),
    only(NEWS, "type", "announcement", "announcement, press-release, success, event-report or correction"),
    only(
        &[Kind::News, Kind::Research],
        "label",
        "{peer_review: peer-reviewed, evidence: observational-study, subjects: people}",
        "what kind of evidence it is",
    ),
    only(NEWS, "dateline", "Northtown", "the place before the first sentence"),
    only(
        NEWS_AND_ALERT,
        "contact",
        "{name: Jo Field, role: Press office, email: press@example.org, phone: 01632 960000, hours: 9am to 5pm}",
        "whom journalists, or people who want to know more, may ask",
    ),
    only(NEWS, "notes_to_editors", "About us and about the study.", "Markdown, after the end of a press release"),
    only(
        NEWS,
        "video",
        "{url: tour.mp4, title: A tour, captions: tour.vtt, transcript: tour.md, poster: tour.jpg}",
        "a file or an address",
    ),
    only(
        RESEARCH,
        "status",
        "peer-reviewed",
        "preprint, peer-reviewed, corrected, expression-of-concern, retracted or withdrawn",
    ),
    only(RESEARCH, "type", "summary", "paper (the page is the paper itself), summary or lay-summary"),
    only(RESEARCH, "doi", "10.1136/bmj.n1234", "of the paper"),
    only(RESEARCH, "pmid", "\"33301246\"", "the number in PubMed"),
    only(RESEARCH, "trial", "NCT04368728", "the number in a registry: NCT, ISRCTN, EudraCT or EU CT"),
    only(RESEARCH, "pmcid", "PMC7723057", "the number in PubMed Central"),
    only(RESEARCH, "issn", "0028-4793", "the ISSN of the journal"),
    only(
        RESEARCH,
        "journal",
        "{name: The Journal of Examples, volume: 4, issue: 2, pages: 21-30}",
        "where it was published; a name alone will do",
    ),
    only(RESEARCH, "pdf", "paper.pdf", "the paper as a file, where the page is the paper"),
    only(
        RESEARCH,
        "study",
        "{design: randomised trial, type: RandomizedTrial, status: Completed, participants: 1248, population: adults with asthma}",
        "what kind of study, how far it is, and of whom; type and status are schema.org's",
    ),
    only(RESEARCH, "findings", "[One sentence, Another sentence]", "what was found, most important first"),
    only(RESEARCH, "plain_summary", "What it means, in plain words.", "Markdown"),
    only(RESEARCH, "citation", "Field J. A new scanner. J Ex. 2026;1:1-9.", "how to cite it"),
    only(RESEARCH, "bibliography", "references.bib", "a BibTeX file of what it cites"),
    only(RESEARCH, "data", "On request from the authors.", "where the data are"),
    only(
        RESEARCH,
        "corrections",
        "[{date: {later}, text: The dose in table 2 was wrong.}]",
        "what was wrong, and when it was put right",
    ),
    only(
        RESEARCH,
        "retraction",
        "{date: {later}, reason: The data cannot be verified., notice: ../news/retraction.md}",
        "use it with the status retracted",
    ),
    only(
        GUIDE,
        "condition",
        "{name: High blood pressure, also: [Hypertension], codes: [{system: ICD-10, code: I10}]}",
        "what the guide is about, and what else that is called; a name alone will do",
    ),
    only(
        GUIDE_AND_ALERT,
        "audience",
        "patients",
        "patients, carers, professionals, researchers or public; of a guide also children or easy-read; a list if several",
    ),
    only(GUIDE, "version_of", "asthma.md", "the guide that says the same to other readers"),
    only(GUIDE, "specialty", "Pulmonary", "schema.org's MedicalSpecialty"),
    only(GUIDE, "aspect", "[Symptoms, Treatments]", "what about the condition: schema.org's health aspects"),
    only(GUIDE, "reading_level", "6", "the school grade it is written for"),
    only(GUIDE, "translations", "{cy: https://example.org/cy/asthma/}", "the same guide elsewhere, by language"),
    only(PERSON, "role", "Consultant radiologist", "what they do here"),
    only(PERSON, "credentials", "[MB BCh, FRCR]", "degrees and memberships"),
    only(
        PERSON,
        "affiliation",
        "{name: A hospital, ror: 03yrm5c26}",
        "where they work, if it is not the hub's organization",
    ),
    only(PERSON, "orcid", "0000-0002-1825-0097", "their ORCID iD"),
    only(PERSON, "registration", "GMC 1234567", "with a professional body"),
    only(PERSON, "photo", "{src: jo-field.jpg, alt: Jo Field}", "a portrait"),
    only(PERSON, "same_as", "[https://example.org/jo-field]", "their other homes on the web"),
    only(QUESTION, "answered_by", "[jo-field]", "names of files in people/, or plain names"),
    only(MEETING, "starts", "{later}T10:00", "a day, or a day and a time"),
    only(MEETING, "ends", "{later}T12:00", "a day, or a day and a time"),
    only(
        MEETING,
        "location",
        "{name: Main hall, address: \"1 High Street, Northtown\", url: https://example.org/}",
        "where it is",
    ),
    only(MEETING, "status", "scheduled", "scheduled, cancelled, postponed, rescheduled or moved-online"),
    only(MEETING, "attendance", "in-person", "in-person, online or mixed"),
    only(TRAINING, "objectives", "[Say when to call for help, Use the chart]", "what people can do afterwards"),
    only(TRAINING, "level", "introductory", "introductory, intermediate or advanced"),
    only(TRAINING, "duration", "45 minutes", "how long it takes: 45 minutes, 1 h 30 min"),
    only(
        TRAINING,
        "credits",
        "{amount: 1, type: CPD, accreditor: A body, released: {day}, expires: {later}}",
        "what it counts towards; a number alone will do",
    ),
    only(
        TRAINING,
        "video",
        "{src: talk.mp4, captions: talk.vtt, transcript: talk.md, poster: talk.jpg, duration: 20 min, chapters: [{at: \"0:30\", title: Why}]}",
        "a file or an address",
    ),
    only(TRAINING, "audio", "{src: talk.mp3, transcript: talk.md, duration: 20 min}", "a file or an address"),
    only(TRAINING, "license", "CC-BY-4.0", "under what terms others may use it: a name or an address"),
    only(ALERT, "severity", "severe", "extreme, severe, moderate, minor or unknown"),
    only(ALERT, "urgency", "immediate", "immediate, expected, future, past or unknown"),
    only(ALERT, "certainty", "observed", "observed, likely, possible, unlikely or unknown"),
    only(ALERT, "category", "health", "health, safety, met, env, fire and others; a list if several"),
    only(ALERT, "han", "advisory", "alert, advisory, update or info, as health alert networks call it"),
    only(ALERT, "event", "Extreme heat", "what happens in a few words, if the title says more"),
    only(ALERT, "effective", "{day}T09:00", "from when it is in force, if not from its date"),
    only(ALERT, "do_now", "[Drink water often, Stay in the shade]", "what people should do now, a step each"),
    only(ALERT, "instruction", "Keep out of the sun from 11am to 3pm.", "the same in a sentence or two"),
    only(ALERT, "response", "prepare", "shelter, evacuate, prepare, execute, avoid, monitor, assess, allclear or none"),
    only(ALERT, "known", "[It will be 38°C on Friday.]", "what is known"),
    only(ALERT, "unknown", "[How long it will last.]", "what is not known yet"),
    only(ALERT, "doing", "[Wards are being cooled.]", "what is being done"),
    only(ALERT, "next_update", "{later}T17:00", "when more will be said"),
    only(ALERT, "advice_until", "{later}", "until when the advice holds, if that is longer than the alert is in force"),
    only(
        ALERT,
        "areas",
        "[{name: Northtown, geocode: {SAME: \"006037\"}, polygon: \"53.4,-2.2 53.5,-2.2 53.5,-2.3 53.4,-2.2\", circle: \"53.4,-2.2 12\"}]",
        "where it holds; names alone will do",
    ),
    only(
        ALERT,
        "updates",
        "[{date: {later}T12:00, text: The water is safe again., type: update}]",
        "what was said since: update, cancel or all-clear",
    ),
    only(ALERT, "status", "actual", "actual, exercise or test; exercises and tests are in no banner"),
    only(ALERT, "sender", "alerts@hospital.example", "who sends it, if not the organization's e-mail"),
    only(LIVE, "starts", "{day}T18:00", "when it begins; times of updates are counted from that day"),
    only(LIVE, "ends", "{day}T20:00", "when it ends; without it, it goes on until this is written"),
    only(LIVE, "hashtag", "NorthsideOpenEvening", "for posts about it, without the #"),
    only(LIVE, "delay_minutes", "5", "how many minutes after its time an update is seen, so that somebody can stop it"),
    only(LIVE, "halted", "{day}T19:10", "stops it: what was not seen by then never is; or {at: …, text: …}"),
    only(LIVE, "subject", "event", "event, or patient: then it needs consent"),
    only(LIVE, "key_points", "[One sentence, Another sentence]", "what matters most, above the updates"),
    only(
        TRAINING,
        "quiz",
        "[{question: How long?, choices: [5 seconds, 20 seconds], right: 20 seconds, why: It takes so long.}]",
        "questions after the text; several may be right",
    ),
    only(TRAINING, "slides", "true", "the text is slides, with a line `---` between them"),
    only(TRAINING, "hashtag", "NorthsideHands", "for posts from the session"),
    only(
        TRAINING,
        "feedback",
        "https://example.org/feedback",
        "where people say what they think; shown as a link and a QR code",
    ),
    all("authors", "[jo-field]", "names of files in people/, or plain names"),
    all("topics", "[Imaging]", "what it is about"),
    all(
        "image",
        "{src: picture.jpg, alt: What it shows, credit: Jo Field, caption: In use, license: CC BY 4.0, focus: 40% 30%}",
        "the lead picture, also for previews",
    ),
    all("reviewed", "{day}", "when a professional last reviewed all of it"),
    all("reviewers", "[jo-field]", "names of files in people/, or plain names"),
    all("next_review", "{later}", "when it must be reviewed again"),
    all("review_in", "3y", "instead of next_review: 3y, 18 months, 6 weeks"),
    all(
        "sources",
        "[{title: Guideline, url: https://example.org/, publisher: A body, date: 2026-01-01, accessed: 2026-01-02}]",
        "what it rests on",
    ),
    all("citation_style", "author-date", "vancouver or author-date, if not as in the rest of the hub"),
    all("funding", "[{funder: A charity, grant: A-123, url: https://example.org/}]", "who paid for it"),
    all("interests", "None declared.", "the authors' interests"),
    all(
        "consent",
        "{ref: form 123, obtained: {day}, scope: [web, social, press], expires: {later}, withdrawn: {later}}",
        "where a patient is told of or shown; ref is never published",
    ),
    all("draft", "true", "not published yet"),
    all("publish_at", "{later}T09:00:00+00:00", "not published before"),
    all("embargo", "{later}T00:01:00+00:00", "not one byte of it before; needs a time and an offset"),
    all("expires", "{later}", "gone after this day; an alert is over then, and stays"),
    all("instead", "../guides/asthma.md", "what its address then says to read instead; needs expires"),
    all(
        "share",
        "{title: Shorter, description: Short, image: share.jpg, text: A post, hashtags: [health], networks: {x: A post for X}}",
        "how it looks in social networks",
    ),
    all("related", "[../guides/asthma.md]", "pages that belong with it"),
    all("featured", "true", "shown first where the theme has a place for it"),
    all("weight", "10", "smaller comes first in lists by weight"),
    all("toc", "true", "whether a list of contents is shown"),
    all("language", "cy", "the language of the page, if it is not the hub's"),
    all("translation_of", "../guides/asthma.md", "the page that it translates"),
    all(
        "translation",
        "{date: {day}, method: human, by: [Eleri Vaughan], reviewed_by: [jo-field]}",
        "when, how and by whom it was translated; method is human or machine; a date alone will do",
    ),
    all("slug", "another-name", "instead of the last name of its address"),
    all("url", "/another/address/", "instead of its whole address"),
    all("aliases", "[/old/address/]", "addresses that lead here too"),
    all("template", "wide", "a template instead of the kind's own"),
    all("feed", "false", "false keeps a page, or all pages of a folder, out of feeds"),
    all("kind", "{kind}", "instead of what its folder says"),
    all("extra", "{anything: you like}", "for templates of your own"),
];

const NEWS: &[Kind] = &[Kind::News];
const NEWS_AND_ALERT: &[Kind] = &[Kind::News, Kind::Alert];
const RESEARCH: &[Kind] = &[Kind::Research];
const GUIDE: &[Kind] = &[Kind::Guide];
const GUIDE_AND_ALERT: &[Kind] = &[Kind::Guide, Kind::Alert];
const PERSON: &[Kind] = &[Kind::Person];
const QUESTION: &[Kind] = &[Kind::Question];
/// What people come together for.
const MEETING: &[Kind] = &[Kind::Event, Kind::Training];
const TRAINING: &[Kind] = &[Kind::Training];
const ALERT: &[Kind] = &[Kind::Alert];
const LIVE: &[Kind] = &[Kind::Live];

const fn all(name: &'static str, example: &'static str, word: &'static str) -> Field {
    only(&Kind::ALL, name, example, word)
}

const fn only(kinds: &'static [Kind], name: &'static str, example: &'static str, word: &'static str) -> Field {
    Field { name, kinds, example, word }
}

/// The fields of pages of `kind`.
pub fn of(kind: Kind) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.kinds.contains(&kind))
}

/// The kinds that have a field called `name`.
pub fn owners(name: &str) -> Vec<Kind> {
    FIELDS.iter().filter(|field| field.name == name).flat_map(|field| field.kinds).copied().collect()
}

/// Fields on which it depends whether a page may be seen.
pub const GUARDS: &[&str] = &["draft", "publish_at", "embargo", "expires", "consent"];

/// Those of which a slip of one letter is noticed: `darft`, `draf`, `publsh_at`. (`content` is one from `consent`.)
const SLIPS: &[&str] = &["draft", "publish_at", "expires"];

/// Fields on which it depends when updates of live coverage may be seen, and how their misspellings begin.
const LIVE_GUARDS: &[(&str, &str)] = &[("delay", "delay_minutes"), ("halt", "halted")];

/// Whether `name` is a field on which it depends whether a page may be seen.
pub fn is_guard(name: &str) -> bool {
    GUARDS.contains(&name)
}

/// The field that hides pages and that the unknown `name` must have been meant to be: `Draft`,
/// `publish-at`, `embrago`. To ignore such a field could publish what must not be seen.
pub fn guard_meant_by(kind: Kind, name: &str) -> Option<&'static str> {
    let wrong = plain(name);
    let same = GUARDS.iter().copied().find(|guard| plain(guard) == wrong);
    let embargo = || wrong.starts_with("embargo") || nearest(&wrong, ["embargo"]).is_some();
    let slip = || SLIPS.iter().copied().find(|guard| hiding::meaning(name).is_none() && is_slip(&wrong, &plain(guard)));
    let live = || LIVE_GUARDS.iter().find(|(word, _)| kind == Kind::Live && wrong.starts_with(word)).map(|(_, it)| *it);
    same.or_else(|| embargo().then_some("embargo")).or_else(live).or_else(slip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_given_once_to_each_kind_and_examples_take_one_line() {
        for kind in Kind::ALL {
            let names: Vec<_> = of(kind).map(|field| field.name).collect();
            for name in &names {
                assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
            }
            assert!(ALIASES.iter().all(|(alias, name)| !names.contains(alias) && names.contains(name)));
            assert!(GUARDS.iter().all(|name| names.contains(name)));
        }
        assert!(FIELDS.iter().all(|field| !field.example.contains('\n') && !field.word.contains('\n')));
    }

    #[test]
    fn a_slip_in_what_hides_a_page_is_noticed() {
        for (name, meant) in [
            ("Draft", Some("draft")),
            ("publish-at", Some("publish_at")),
            ("publishAt", Some("publish_at")),
            ("embrago", Some("embargo")),
            ("embargo_until", Some("embargo")),
            ("published", None),
            ("publishDate", None),
            ("drafts", None),
            ("darft", Some("draft")),
            ("draf", Some("draft")),
            ("publsh_at", Some("publish_at")),
            ("drift", None),
            ("graft", None),
            ("content", None),
            ("cargo", None),
            ("layout", None),
        ] {
            assert_eq!(guard_meant_by(Kind::News, name), meant, "{name}");
        }
        for (name, meant) in [("delay", Some("delay_minutes")), ("halt", Some("halted")), ("start", None)] {
            assert_eq!(guard_meant_by(Kind::Live, name), meant, "{name}");
            assert_eq!(guard_meant_by(Kind::Event, name), None, "{name}");
        }
    }
}
