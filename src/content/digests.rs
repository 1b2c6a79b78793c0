//! Hashes of what a page says, each of what somebody may see of it.
//!
//! A list shows a teaser, the site knows where pages stand, and only the page itself shows all. Who sees less changes less
//! often.

use super::front::{Guide, Live, News, Person, Picture, Question, Research, Training};
use super::{Facts, Front, Kind, Page, Role};
use crate::hash::{self, Hash};
use crate::instant::When;
use crate::project::Project;
use crate::span::At;

impl Page {
    /// The hash of all that it says.
    pub fn digest(&self) -> Hash {
        hash::of_parts([self.hash.to_bytes(), self.shape.to_bytes()].iter().map(|bytes| bytes.as_slice()))
    }
}

/// The hash of what the site may know of a page; `meant` is what its words mean here.
pub(super) fn shape(front_matter: &str, meant: Hash, said: &[&str], kind: Kind, role: Role) -> Hash {
    let what = [kind.name(), role.name(), front_matter];
    let texts = what.iter().chain(said).map(|text| text.as_bytes());
    hash::of_parts(texts.chain([meant.to_bytes().as_slice()]))
}

/// The hash of what the settings make of a page's words: the same words may be other fields, another text, a component.
pub(super) fn meant(front: &Front, has_components: bool, project: &Project) -> Hash {
    let config = &project.config;
    let body = format!("{:?} {}", config.raw_html, config.smart_punctuation);
    let components = if has_components { format!("{:?}", project.theme.components) } else { String::new() };
    let front = borsh::to_vec(front).unwrap_or_default();
    hash::of_parts([front.as_slice(), body.as_bytes(), components.as_bytes()])
}

/// The hash of what lists show of a page, see `render::teaser`. Every field is named: one that is added is either hashed or
/// said to be shown on the page itself only.
pub(super) fn teaser(page: &Page) -> Hash {
    let Page {
        title,
        mark,
        description,
        address,
        nest,
        kind,
        language,
        front,
        words: _, // In `Page::minutes`.
        role,
        // The name of the question.
        source: _,
        // Parts of the body, which no list shows.
        body_start: _,
        outline: _,
        counted: _,
        pictures: _,
        files: _,
        body: _,
        // Hashes of more than a list shows.
        hash: _,
        shape: _,
        teaser: _,
        // Such a page is not published.
        is_held_back: _,
    } = page;
    let Front {
        date,
        updated,
        expires,
        authors,
        terms,
        image,
        featured,
        weight,
        reviewed,
        facts,
        // Part of `Page::title` and `Page::description`.
        title: _,
        description: _,
        // When the page is published: a list has it or not.
        draft: _,
        publish_at: _,
        foreign_dates: _,
        embargo: _,
        consent: _,
        instead: _,
        // Shown on the page itself only, or asked for by other questions.
        share: _,
        translation_of: _,
        translation: _,
        aliases: _,
        related: _,
        toc: _,
        template: _,
        feed: _,
        extra: _,
        reviewers: _,
        next_review: _,
        review_in: _,
        sources: _,
        citation_style: _,
        funding: _,
        no_funding: _,
        interests: _,
        no_interests: _,
        links: _,
        files: _,
        unknown: _,
    } = front;
    let date_of = |when: &Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
    let terms: Vec<String> = terms.iter().map(|(name, terms)| format!("{name}:{}", names(terms))).collect();
    let texts = [
        title.as_str(),
        &format!("{mark:?}"),
        description,
        address.as_str(),
        nest.as_str(),
        kind.name(),
        role.name(),
        language,
        &date_of(date),
        &date_of(updated),
        &date_of(expires),
        &names(authors),
        &terms.join("\n"),
        &picture(image.as_ref()),
        &format!("{featured} {weight} {reviewed:?} {}", page.minutes()),
        &shown_facts(facts),
    ];
    hash::of_parts(texts.iter().map(|text| text.as_bytes()))
}

/// The fields of a kind that lists show. Every field is named, as in [`teaser`].
fn shown_facts(facts: &Facts) -> String {
    match facts {
        Facts::Page => String::new(),
        Facts::News(news) => {
            let News { sort, dateline: _, contact: _, label: _, notes_to_editors: _, video: _ } = &**news;
            format!("{sort:?}")
        }
        Facts::Research(research) => {
            #[rustfmt::skip]
            let Research {
                sort, status, journal, findings, retraction,
                label: _, pdf: _, issue: _, doi: _, pmid: _, trial: _, pmcid: _, issn: _, study: _, plain_summary: _,
                citation: _, bibliography: _, data: _, corrections: _,
            } = &**research;
            format!("{sort:?} {status:?} {journal:?} {findings:?} {}", retraction.is_some())
        }
        Facts::Event(event) => format!("{event:?}"),
        Facts::Person(person) => {
            let Person { role, credentials, affiliation, photo, orcid, registration, same_as } = &**person;
            let known = (role, credentials, affiliation, orcid, registration, same_as);
            format!("{known:?} {}", picture(photo.as_ref()))
        }
        Facts::Guide(guide) => {
            let Guide {
                condition,
                audience,
                version_of: _,
                specialty: _,
                aspect: _,
                reading_level: _,
                translations: _,
            } = &**guide;
            format!("{condition:?} {audience:?}")
        }
        Facts::Question(question) => {
            let Question { answered_by } = &**question;
            names(answered_by)
        }
        Facts::Training(training) => {
            #[rustfmt::skip]
            let Training {
                level, duration, slides, session, video, audio,
                objectives: _, credits: _, license: _, quiz: _, hashtag: _, feedback: _,
            } = &**training;
            format!("{level:?} {duration:?} {slides} {session:?} {} {}", video.is_some(), audio.is_some())
        }
        Facts::Alert(alert) => format!("{alert:?}"),
        Facts::Live(live) => {
            #[rustfmt::skip]
            let Live {
                starts, ends, halted, told, hashtag: _, delay_minutes: _, subject: _, key_points: _,
            } = &**live;
            format!("{starts:?} {ends:?} {} {:?} {}", halted.is_some(), told.standing, told.updates.len())
        }
    }
}

/// Values in one text, a line each; their places in the source do not matter.
fn names(list: &[At<String>]) -> String {
    list.iter().map(|at| at.value.as_str()).collect::<Vec<_>>().join("\n")
}

/// What is shown of a picture; where it was written does not matter.
fn picture(picture: Option<&Picture>) -> String {
    let shown = |picture: &Picture| {
        let Picture { src, alt, credit, caption, license, focus } = picture;
        format!("{:?} {alt:?} {credit:?} {caption:?} {license:?} {focus:?}", src.value)
    };
    picture.map(shown).unwrap_or_default()
}
