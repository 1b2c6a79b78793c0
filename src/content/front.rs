//! Front matter, typed.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::alert::Alert;
use super::live::Told;
use crate::health::{identifiers, standing};
use crate::instant::{self, Day, Instant, Length, When, Zone};
use crate::markdown::Choice;
use crate::project::config::CitationStyle;
use crate::span::At;
use crate::yaml::Node;

/// The fields that every kind has, and those of its own kind. Texts that name something elsewhere (a
/// file, a person, a page) carry their place, so that `check` can point at them.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Front {
    /// `title`.
    pub title: Option<At<String>>,
    /// `description`.
    pub description: Option<At<String>>,
    /// `date`: publication.
    pub date: Option<When>,
    /// `updated`: last real change.
    pub updated: Option<When>,
    /// `draft`.
    pub draft: bool,
    /// `publish_at`.
    pub publish_at: Option<When>,
    /// `embargo`; it has a time and an offset.
    pub embargo: Option<When>,
    /// `expires`: when the page is gone; an alert is over then and stays.
    pub expires: Option<When>,
    /// Dates under names of other systems, which are in `publish_at` and `expires` already.
    pub foreign_dates: Vec<ForeignDate>,
    /// `instead`, of a page that expires: a link to what to read then.
    pub instead: Option<At<String>>,
    /// `authors`: ids of people or plain names.
    pub authors: Vec<At<String>>,
    /// `topics` and the terms of further taxonomies: name of the taxonomy and its terms.
    pub terms: Vec<(String, Vec<At<String>>)>,
    /// `image`.
    pub image: Option<Picture>,
    /// `share`.
    pub share: Share,
    /// `translation_of`: a link.
    pub translation_of: Option<At<String>>,
    /// `translation`: how it was translated.
    pub translation: Option<Translation>,
    /// `aliases`: addresses that lead here too.
    pub aliases: Vec<At<String>>,
    /// `weight`: smaller comes first. Default: 0.
    pub weight: i64,
    /// `featured`.
    pub featured: bool,
    /// `related`: links.
    pub related: Vec<At<String>>,
    /// `toc`: whether a contents list is shown; none lets the kind decide.
    pub toc: Option<bool>,
    /// `template`: a template instead of the kind's own, without `.html`.
    pub template: Option<At<String>>,
    /// `feed`, of the index of a folder: false keeps its pages out of all feeds.
    pub feed: Option<bool>,
    /// `extra`: anything.
    pub extra: Option<Node>,
    /// `reviewed`.
    #[borsh(serialize_with = "instant::write_day", deserialize_with = "instant::read_day")]
    pub reviewed: Option<Day>,
    /// `reviewers`.
    pub reviewers: Vec<At<String>>,
    /// `next_review`, or what `review_in` makes of `reviewed`.
    #[borsh(serialize_with = "instant::write_day", deserialize_with = "instant::read_day")]
    pub next_review: Option<Day>,
    /// `review_in`, as written.
    pub review_in: Option<Length>,
    /// `sources`.
    pub sources: Vec<Reference>,
    /// `citation_style`: how the page cites works, if not as the hub does.
    pub citation_style: Option<CitationStyle>,
    /// `funding`.
    pub funding: Vec<Funding>,
    /// `funding: none`: it is said that nobody paid, and not left open.
    pub no_funding: bool,
    /// `interests`.
    pub interests: Option<String>,
    /// `interests: none`: it is said that there are none.
    pub no_interests: bool,
    /// `consent`.
    pub consent: Option<Consent>,
    /// Links that stand in its texts, as written.
    pub links: Vec<At<String>>,
    /// Names in its values, those of unknown fields too, that may be a file of the hub which is no page.
    pub files: Vec<String>,
    /// Fields that nobody knows, by name: reported, and used by nothing.
    pub unknown: Vec<String>,
    /// The fields of its kind.
    pub facts: Facts,
}

impl Front {
    /// Whether the body is slides.
    pub fn has_slides(&self) -> bool {
        matches!(&self.facts, Facts::Training(training) if training.slides)
    }

    /// The state of its original that it translates: as is said of the translation, else the day on which it last changed
    /// itself.
    pub fn translated(&self) -> Option<When> {
        let said = self.translation.as_ref().and_then(|translation| translation.date);
        said.or(self.updated).or(self.date)
    }
}

/// A date under the name that another system has for `publish_at` or `expires`: `publishDate`, `expiryDate`.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct ForeignDate {
    /// The field, as written.
    pub key: At<String>,
    /// Its value.
    pub date: When,
    /// Whether the page ends then; otherwise it begins.
    pub is_end: bool,
}

impl ForeignDate {
    /// The field of ours.
    pub fn ours(&self) -> &'static str {
        if self.is_end { "expires" } else { "publish_at" }
    }

    /// Whether the page is hidden at `now` because of it.
    pub fn hides_at(&self, zone: &Zone, now: Instant) -> bool {
        match self.is_end {
            true => self.date.end(zone) <= now,
            false => self.date.start(zone) > now,
        }
    }
}

/// `image`: `{src, alt, credit, caption, license, focus}`, or a file alone.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Picture {
    /// A file beside the page, of the hub, or an absolute URL.
    pub src: At<String>,
    /// The text alternative.
    pub alt: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// What it shows.
    pub caption: Option<String>,
    /// Under what terms.
    pub license: Option<String>,
    /// The point that must stay visible, in per cent from the left and the top.
    pub focus: Option<(u8, u8)>,
}

/// `translation`.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Translation {
    /// `date`: what its original said then is what it says.
    pub date: Option<When>,
    /// `method: machine`.
    pub is_by_machine: bool,
    /// `by`: who translated it: ids of people or plain names.
    pub by: Vec<At<String>>,
    /// `reviewed_by`: who knows both languages and has checked it, likewise.
    pub reviewed_by: Vec<At<String>>,
}

impl Translation {
    /// Whether no person answers for what it says.
    pub fn is_unchecked(&self) -> bool {
        self.is_by_machine && self.reviewed_by.is_empty()
    }
}

/// `share`.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Share {
    /// Instead of the title.
    pub title: Option<String>,
    /// Instead of the description.
    pub description: Option<String>,
    /// Instead of the image.
    pub image: Option<Picture>,
    /// A post about the page.
    pub text: Option<String>,
    /// Without `#`.
    pub hashtags: Vec<String>,
    /// A post for one network.
    pub networks: Vec<(String, String)>,
}

impl Share {
    /// Puts `mark` before whatever says what the page is called, or stands for it, when it is shared.
    pub(super) fn mark(&mut self, mark: &str) {
        let networks = self.networks.iter_mut().map(|(_, text)| text);
        let shared = self.title.iter_mut().chain(&mut self.text).chain(networks);
        shared.for_each(|text| *text = standing::marked(mark, text));
    }
}

/// An entry of `sources`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Its date, as written.
    pub date: Option<String>,
    /// When it was read, as written.
    pub accessed: Option<String>,
}

/// An entry of `funding`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Funding {
    /// Who pays.
    pub funder: String,
    /// The number of the grant.
    pub grant: Option<String>,
    /// Where it is described.
    pub url: Option<String>,
    /// The ROR id of who pays, bare.
    pub ror: Option<String>,
}

/// `consent`: where a patient is told of or shown. `ref` is checked to be there and never kept.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Consent {
    /// When it was given.
    #[borsh(serialize_with = "instant::write_day", deserialize_with = "instant::read_day")]
    pub obtained: Option<Day>,
    /// For what: some of [`crate::health::vocabulary::CONSENT_SCOPES`]. None where that is not said: then for all of them.
    pub scope: Option<Vec<String>>,
    /// Until when.
    pub expires: Option<When>,
    /// Since when no more.
    pub withdrawn: Option<When>,
}

impl Consent {
    /// Whether it covers a surface: one of [`crate::health::vocabulary::CONSENT_SCOPES`]. Consent without a scope covers all,
    /// consent with an empty one nothing.
    pub fn covers(&self, surface: &str) -> bool {
        self.scope.as_ref().is_none_or(|scope| scope.iter().any(|scope| scope == surface))
    }
}

impl Front {
    /// Whether networks may show the page: always, unless a patient's consent leaves them out.
    pub fn may_be_shared(&self) -> bool {
        self.consent.as_ref().is_none_or(|consent| consent.covers("social"))
    }
}

/// The fields of one kind.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum Facts {
    /// Nothing more.
    Page,
    /// News.
    News(Box<News>),
    /// Research.
    Research(Box<Research>),
    /// A guide.
    Guide(Box<Guide>),
    /// A person.
    Person(Box<Person>),
    /// A question.
    Question(Box<Question>),
    /// An event.
    Event(Box<Event>),
    /// Training.
    Training(Box<Training>),
    /// An alert.
    Alert(Box<Alert>),
    /// Live coverage.
    Live(Box<Live>),
}

impl Facts {
    /// Of research how it stands.
    pub fn status(&self) -> Option<&str> {
        match self {
            Facts::Research(research) => research.status.as_deref(),
            _ => None,
        }
    }

    /// Of research its retraction.
    pub fn retraction(&self) -> Option<&Retraction> {
        match self {
            Facts::Research(research) => research.retraction.as_ref(),
            _ => None,
        }
    }

    /// When and where people meet: of an event, and of training that has a date.
    pub fn meeting(&self) -> Option<&Event> {
        match self {
            Facts::Event(event) => Some(event),
            Facts::Training(training) => Some(&training.session).filter(|session| session.starts.is_some()),
            Facts::Page
            | Facts::News(_)
            | Facts::Research(_)
            | Facts::Guide(_)
            | Facts::Person(_)
            | Facts::Question(_)
            | Facts::Alert(_)
            | Facts::Live(_) => None,
        }
    }
}

/// What news adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct News {
    /// `announcement`, `press-release`, `success`, `event-report` or `correction`.
    pub sort: Option<String>,
    /// The place before the first sentence.
    pub dateline: Option<String>,
    /// Whom journalists ask.
    pub contact: Option<Contact>,
    /// What kind of evidence it tells of.
    pub label: Option<Label>,
    /// Markdown.
    pub notes_to_editors: Option<String>,
    /// A video elsewhere or in the hub.
    pub video: Option<Video>,
}

/// `contact`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Hours.
    pub hours: Option<String>,
}

/// `video`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Video {
    /// Where it is.
    pub url: At<String>,
    /// What it is called.
    pub title: Option<String>,
    /// A WebVTT file.
    pub captions: Option<At<String>>,
    /// A page or file with its text.
    pub transcript: Option<At<String>>,
    /// A still picture of it.
    pub poster: Option<At<String>>,
}

/// `label`: what kind of evidence a text rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Label {
    /// `peer-reviewed` or `not-peer-reviewed`.
    pub peer_review: Option<String>,
    /// How it was found: `observational-study`.
    pub evidence: Option<String>,
    /// In whom: `people`, `animals`, `cells`.
    pub subjects: Vec<String>,
}

/// What research adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Research {
    /// `type`: `paper`, `summary` or `lay-summary`.
    pub sort: Option<String>,
    /// What kind of evidence it is.
    pub label: Option<Label>,
    /// The paper as a file.
    pub pdf: Option<At<String>>,
    /// Where in its journal it is.
    pub issue: Issue,
    /// `preprint`, `peer-reviewed`, `corrected`, `expression-of-concern`, `retracted` or `withdrawn`.
    pub status: Option<String>,
    /// Without `https://doi.org/`.
    pub doi: Option<String>,
    /// PubMed.
    pub pmid: Option<String>,
    /// A registry's number: NCT, ISRCTN, EudraCT, EU CT.
    pub trial: Option<String>,
    /// PubMed Central, with its letters.
    pub pmcid: Option<String>,
    /// The journal.
    pub journal: Option<String>,
    /// The ISSN of the journal, with its hyphen.
    pub issn: Option<String>,
    /// `study`.
    pub study: Study,
    /// One sentence each.
    pub findings: Vec<String>,
    /// Markdown.
    pub plain_summary: Option<String>,
    /// How to cite it.
    pub citation: Option<String>,
    /// A file of references.
    pub bibliography: Option<At<String>>,
    /// Where its data are.
    pub data: Option<String>,
    /// What was corrected, newest first.
    pub corrections: Vec<Correction>,
    /// Its retraction.
    pub retraction: Option<Retraction>,
}

/// The rest of `journal`: where in it the paper is.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Issue {
    /// The volume.
    pub volume: Option<String>,
    /// `issue`: its number in the volume.
    pub number: Option<String>,
    /// First and last page: `21-30`.
    pub pages: Option<String>,
}

impl Research {
    /// Whether the page is the paper itself, and not only about one.
    pub fn is_paper(&self) -> bool {
        self.sort.as_deref() == Some("paper")
    }
}

/// `study`.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Study {
    /// What kind of study it is, in the author's words.
    pub design: Option<String>,
    /// `type`: a value of schema.org's MedicalTrialDesign or MedicalObservationalStudyDesign.
    pub sort: Option<String>,
    /// A value of schema.org's MedicalStudyStatus.
    pub status: Option<String>,
    /// How many took part.
    pub participants: Option<String>,
    /// Who took part.
    pub population: Option<String>,
}

/// An entry of `corrections`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Correction {
    /// When.
    pub date: When,
    /// What was wrong and what it says now.
    pub text: String,
}

/// `retraction`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Retraction {
    /// When.
    pub date: Option<When>,
    /// Why.
    pub reason: Option<String>,
    /// A link to the notice.
    pub notice: Option<At<String>>,
    /// The language of the reason, where it is another one than that of the page.
    pub reason_language: Option<String>,
}

/// What a guide adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Guide {
    /// The condition it is about.
    pub condition: Option<Condition>,
    /// Some of [`crate::health::vocabulary::READERS`].
    pub audience: Vec<String>,
    /// The page that says the same to other readers: a link.
    pub version_of: Option<At<String>>,
    /// Values of schema.org's MedicalSpecialty.
    pub specialty: Vec<String>,
    /// Values of schema.org's HealthAspectEnumeration, without the ending.
    pub aspect: Vec<String>,
    /// A school grade.
    pub reading_level: Option<i64>,
    /// Language and link.
    pub translations: Vec<(String, At<String>)>,
}

/// `condition`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Condition {
    /// Its name.
    pub name: String,
    /// What else it is called.
    pub also: Vec<String>,
    /// Its codes.
    pub codes: Vec<MedicalCode>,
}

/// A code of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct MedicalCode {
    /// `ICD-10`, `SNOMED CT`, `MeSH`.
    pub system: String,
    /// The code.
    pub code: String,
}

/// What a person adds. The title is the name.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Person {
    /// What they do.
    pub role: Option<String>,
    /// Degrees and memberships.
    pub credentials: Vec<String>,
    /// Where they work.
    pub affiliation: Option<Affiliation>,
    /// The 16 characters with hyphens.
    pub orcid: Option<String>,
    /// With a professional body.
    pub registration: Option<String>,
    /// A portrait.
    pub photo: Option<Picture>,
    /// Their other homes on the web.
    pub same_as: Vec<String>,
}

/// `affiliation`.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Affiliation {
    /// What it is called.
    pub name: String,
    /// Where it is on the web.
    pub url: Option<String>,
    /// Its ROR id, bare.
    pub ror: Option<String>,
}

impl Affiliation {
    /// Where to read about it: its own address, else what its ROR id leads to.
    pub fn link(&self) -> Option<String> {
        self.url.clone().or_else(|| self.ror.as_deref().map(identifiers::ror_url))
    }
}

/// What a question adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Question {
    /// Ids of people or plain names.
    pub answered_by: Vec<At<String>>,
}

/// What an event adds; training that people come together for has the same.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Event {
    /// When it starts.
    pub starts: Option<When>,
    /// When it ends.
    pub ends: Option<When>,
    /// Where.
    pub location: Option<Location>,
    /// `scheduled`, `cancelled`, `postponed`, `rescheduled` or `moved-online`.
    pub status: Option<String>,
    /// `in-person`, `online` or `mixed`.
    pub attendance: Option<String>,
}

/// `location`.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// Its postal address.
    pub address: Option<String>,
    /// Where it is on the web.
    pub url: Option<String>,
}

/// A question with choices, as the component `quiz` asks it in a text.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Asked {
    /// What is asked.
    pub question: String,
    /// The choices in order, as written.
    pub choices: Vec<Choice>,
    /// What is said to those who have tried.
    pub why: Option<String>,
}

/// What training adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Training {
    /// What somebody can do afterwards, one each.
    pub objectives: Vec<String>,
    /// `introductory`, `intermediate` or `advanced`.
    pub level: Option<String>,
    /// How long it takes, in seconds.
    pub duration: Option<u64>,
    /// What it counts towards.
    pub credits: Option<Credits>,
    /// A video.
    pub video: Option<Recording>,
    /// A sound recording.
    pub audio: Option<Recording>,
    /// Under what terms it may be used: a name, as `CC-BY-4.0`, or an address.
    pub license: Option<String>,
    /// Questions that readers ask themselves after the text.
    pub quiz: Vec<Asked>,
    /// Whether the body is slides.
    pub slides: bool,
    /// When and where people come together for it.
    pub session: Event,
    /// What posts about it are marked with, without `#`.
    pub hashtag: Option<String>,
    /// Where those who took part say what they think: a link.
    pub feedback: Option<At<String>>,
}

/// `credits`: for continuing education.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Credits {
    /// How many, as written.
    pub amount: String,
    /// Of what sort: `CPD`, `AMA PRA Category 1`.
    #[serde(rename = "type")]
    pub sort: Option<String>,
    /// Who grants them.
    pub accreditor: Option<String>,
    /// From when on they are granted.
    pub released: Option<When>,
    /// Until when they are granted.
    pub expires: Option<When>,
}

/// `video` or `audio` of training.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Recording {
    /// A file of the hub, or an address elsewhere.
    pub src: At<String>,
    /// A WebVTT file.
    pub captions: Option<At<String>>,
    /// A page or file with its text.
    pub transcript: Option<At<String>>,
    /// A still picture of it.
    pub poster: Option<At<String>>,
    /// How long it runs, in seconds.
    pub duration: Option<u64>,
    /// Its parts, in order.
    pub chapters: Vec<Chapter>,
}

/// An entry of `chapters`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Chapter {
    /// When it begins, in seconds.
    pub at: u64,
    /// What it is called.
    pub title: String,
}

impl Training {
    /// Its recordings: the video first.
    pub fn recordings(&self) -> impl Iterator<Item = &Recording> {
        self.video.iter().chain(&self.audio)
    }

    /// How long one of its recordings runs: as is said of it, else as is said of the only one there is by saying how long
    /// all takes.
    pub fn runs(&self, recording: &Recording) -> Option<u64> {
        let only = self.recordings().count() == 1;
        recording.duration.or_else(|| self.duration.filter(|_| only))
    }
}

/// What live coverage adds.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Live {
    /// When it begins.
    pub starts: Option<When>,
    /// When it ends; without it, when somebody writes it down.
    pub ends: Option<When>,
    /// Without `#`.
    pub hashtag: Option<String>,
    /// How many minutes after its time an update is seen.
    pub delay_minutes: i64,
    /// That it was stopped.
    pub halted: Option<Halted>,
    /// `event` or `patient`.
    pub subject: Option<At<String>>,
    /// One sentence each.
    pub key_points: Vec<String>,
    /// What its body says.
    pub told: Told,
}

/// `halted`.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Halted {
    /// When.
    pub at: Option<When>,
    /// What readers are told instead of the theme's words.
    pub text: Option<String>,
}
