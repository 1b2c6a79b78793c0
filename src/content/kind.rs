//! The kinds of pages.

use borsh::{BorshDeserialize, BorshSerialize};

/// What kind of page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Kind {
    /// Any page.
    Page,
    /// News: an announcement, a press release, a success.
    News,
    /// A research result.
    Research,
    /// Information for patients.
    Guide,
    /// Somebody: author, reviewer, clinician.
    Person,
    /// A question that a professional answered.
    Question,
    /// An event.
    Event,
    /// Something to learn from: a talk, a lesson, a recording.
    Training,
    /// Something that people must know at once.
    Alert,
    /// Live coverage of an event or a procedure.
    Live,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Kind; 10] = [
        Kind::Page,
        Kind::News,
        Kind::Research,
        Kind::Guide,
        Kind::Person,
        Kind::Question,
        Kind::Event,
        Kind::Training,
        Kind::Alert,
        Kind::Live,
    ];

    /// The name as written in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Page => "page",
            Kind::News => "news",
            Kind::Research => "research",
            Kind::Guide => "guide",
            Kind::Person => "person",
            Kind::Question => "question",
            Kind::Event => "event",
            Kind::Training => "training",
            Kind::Alert => "alert",
            Kind::Live => "live",
        }
    }

    /// The name of the folder whose pages have this kind.
    pub fn folder(self) -> Option<&'static str> {
        match self {
            Kind::Page => None,
            Kind::News => Some("news"),
            Kind::Research => Some("research"),
            Kind::Guide => Some("guides"),
            Kind::Person => Some("people"),
            Kind::Question => Some("questions"),
            Kind::Event => Some("events"),
            Kind::Training => Some("training"),
            Kind::Alert => Some("alerts"),
            Kind::Live => Some("live"),
        }
    }

    /// One page of this kind in a sentence: `a news page`.
    pub fn one(self) -> &'static str {
        match self {
            Kind::Page => "a page",
            Kind::News => "a news page",
            Kind::Research => "a research page",
            Kind::Guide => "a guide",
            Kind::Person => "a person's page",
            Kind::Question => "a question",
            Kind::Event => "an event",
            Kind::Training => "a training page",
            Kind::Alert => "an alert",
            Kind::Live => "a live page",
        }
    }

    /// Its pages in a sentence: `news pages`.
    pub fn many(self) -> &'static str {
        match self {
            Kind::Page => "pages",
            Kind::News => "news pages",
            Kind::Research => "research pages",
            Kind::Guide => "guides",
            Kind::Person => "people's pages",
            Kind::Question => "questions",
            Kind::Event => "events",
            Kind::Training => "training pages",
            Kind::Alert => "alerts",
            Kind::Live => "live pages",
        }
    }

    /// The kind that a folder called `name` gives its pages; its case does not matter, as in addresses.
    pub fn of_folder(name: &str) -> Option<Kind> {
        let is_called = |folder: &str| folder.eq_ignore_ascii_case(name);
        Kind::ALL.into_iter().find(|kind| kind.folder().is_some_and(is_called))
    }

    /// The kind called `name`.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
