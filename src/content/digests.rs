//! Hashes of what a page says, each of what somebody may see of it.
//!
//! A list shows a teaser, the site knows where pages stand, and only the page itself shows all. Who sees less changes less
//! often.

use super::front::{Person, Picture, Training};
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

/// The hash of what lists show of a page, see `render::teaser`.
pub(super) fn teaser(page: &Page) -> Hash {
    let front = &page.front;
    let date = |when: Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
    let names = |list: &[At<String>]| list.iter().map(|at| at.value.as_str()).collect::<Vec<_>>().join("\n");
    let facts = match &page.front.facts {
        Facts::News(news) => format!("{:?}", news.sort),
        Facts::Research(research) => format!("{:?} {:?} {:?}", research.status, research.journal, research.findings),
        Facts::Event(event) => format!("{event:?}"),
        Facts::Person(person) => {
            let Person { role, credentials, affiliation, .. } = &**person;
            format!("{role:?} {credentials:?} {affiliation:?} {}", picture(person.photo.as_ref()))
        }
        Facts::Guide(guide) => format!("{:?} {:?}", guide.condition, guide.audience),
        Facts::Question(question) => names(&question.answered_by),
        Facts::Training(training) => {
            let said = (training.level.as_ref(), training.duration, training.slides, &training.session);
            format!("{said:?} {:?}", recordings(training))
        }
        Facts::Alert(alert) => format!("{alert:?} {:?}", front.expires),
        Facts::Live(live) => {
            format!("{:?} {:?} {:?} {}", live.starts, live.ends, live.told.standing, live.told.updates.len())
        }
        Facts::Page => String::new(),
    };
    let terms: Vec<String> = front.terms.iter().map(|(name, terms)| format!("{name}:{}", names(terms))).collect();
    let texts = [
        page.title.as_str(),
        &page.description,
        page.address.as_str(),
        page.kind.name(),
        &page.language,
        &date(front.date),
        &date(front.updated),
        &names(&front.authors),
        &terms.join("\n"),
        &picture(front.image.as_ref()),
        &format!("{} {} {:?} {}", front.featured, front.weight, front.reviewed, page.minutes()),
        &facts,
    ];
    hash::of_parts(texts.iter().map(|text| text.as_bytes()))
}

/// Which recordings it has.
fn recordings(training: &Training) -> (bool, bool) {
    (training.video.is_some(), training.audio.is_some())
}

/// What is shown of a picture; where it was written does not matter.
fn picture(picture: Option<&Picture>) -> String {
    let shown = |picture: &Picture| {
        let Picture { src, alt, credit, caption, license, focus } = picture;
        format!("{:?} {alt:?} {credit:?} {caption:?} {license:?} {focus:?}", src.value)
    };
    picture.map(shown).unwrap_or_default()
}
