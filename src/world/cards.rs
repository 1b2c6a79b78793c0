//! What the share card of a page says: the few words of it that the theme's design shows, found here so that nothing else
//! of the page can matter to its card.

use super::World;
use super::pictures;
use crate::card::{Field, Fields};
use crate::content::front::Picture;
use crate::content::live::Update;
use crate::content::{Facts, Page, Role};
use crate::hash::{self, Hash};
use crate::health::alert::{Standing, UPDATES};
use crate::health::live;
use crate::health::standing;
use crate::instant::When;
use crate::path::Address;
use crate::project::strings::{self, DateForm};
use crate::site::PageId;
use crate::yaml::Value;

/// The card of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it says.
    pub fields: Fields,
    /// Where it stands.
    pub address: Address,
    /// What changes with how it looks.
    pub version: Hash,
}

impl World {
    /// Where the card of a page stands that has one: drawn because the page has no picture that networks show. A home
    /// page has one always, for the pages that have no source.
    pub fn card_address(&self, id: PageId) -> Option<Address> {
        let page = self.site.page(id);
        let has_own = || pictures::front_pictures(page).any(|picture| self.is_shared(page, picture));
        let address = free_address(self, page)?;
        (page.is_home() || !has_own()).then_some(address)
    }

    /// Whether networks show a picture of a page.
    fn is_shared(&self, page: &Page, picture: &Picture) -> bool {
        let found = pictures::find_with_prints(self, &page.source, &picture.src.value);
        found.is_some_and(|found| found.is_shared(picture.focus))
    }
}

impl World {
    /// Where the card of an update of live coverage stands that has one, as [`World::card_address`] says.
    pub fn update_card_address(&self, id: PageId, update: &Update) -> Option<Address> {
        let page = self.site.page(id);
        self.project.theme.studio.as_ref().filter(|_| page.front.may_be_shared())?;
        let address = page.update_address(&update.key).child_file("card.png").ok()?;
        let has_own = || update.picture.as_ref().is_some_and(|picture| self.is_shared(page, picture));
        (self.site.at(&address).is_none() && !has_own()).then_some(address)
    }
}

/// The card of a page; none if cards are not drawn, or a file of the hub stands in its place.
pub(super) fn find(world: &World, id: PageId) -> Option<Card> {
    let studio = world.project.theme.studio.as_ref()?;
    let address = free_address(world, world.site.page(id))?;
    let fields = fields(world, id);
    Some(Card { version: studio.version(&fields), fields, address })
}

/// The card of an update of live coverage: called as the update, below the title of the page.
pub(super) fn find_of_update(world: &World, id: PageId, key: &str) -> Option<Card> {
    let studio = world.project.theme.studio.as_ref()?;
    let page = world.site.page(id);
    let Facts::Live(live) = &page.front.facts else { return None };
    let update = live.told.update(key)?;
    let address = world.update_card_address(id, update)?;
    let mut fields = fields(world, id);
    let words = world.project.words(&page.language);
    let time = update.time.clock_in(&world.project.zone).unwrap_or_default();
    let date = format!("{} {time}", words.date(update.time.day(), DateForm::Long));
    for (field, text) in [(Field::Title, update.title()), (Field::Label, page.title.clone()), (Field::Date, date)] {
        if studio.shows(field) {
            fields.texts.insert(field, text);
        }
    }
    fields.texts.remove(&Field::Status);
    Some(Card { version: studio.version(&fields), fields, address })
}

/// What the words of all cards follow from beside the pages: the design and the texts of the theme.
pub(super) fn ground(world: &World) -> Hash {
    let design = world.project.theme.studio.as_ref().map(|studio| studio.identity());
    hash::of(format!("{design:?} {:?}", world.project.strings).as_bytes())
}

/// `card.png` beside a page, if cards are drawn, networks may show the page, and nothing else stands there.
fn free_address(world: &World, page: &Page) -> Option<Address> {
    world.project.theme.studio.as_ref().filter(|_| page.front.may_be_shared())?;
    let address = match page.address.as_str().strip_suffix('/') {
        Some(_) => page.address.child_file("card.png"),
        None => Address::file(&format!("{}-card.png", page.address.as_str().trim_end_matches(".html"))),
    };
    address.ok().filter(|address| world.site.at(address).is_none())
}

fn fields(world: &World, id: PageId) -> Fields {
    let page = world.site.page(id);
    let shown = |field: &&Field| world.project.theme.studio.as_ref().is_some_and(|studio| studio.shows(**field));
    let texts = Field::ALL.iter().filter(shown).filter_map(|field| Some((*field, text(world, id, page, *field)?)));
    let is_rtl = strings::direction(&page.language) == "rtl";
    Fields { language: page.language.clone(), is_rtl, texts: texts.collect() }
}

fn text(world: &World, id: PageId, page: &Page, field: Field) -> Option<String> {
    let words = world.project.words(&page.language);
    let word = |key: &str| words.text(key).map(str::to_owned);
    let section =
        || world.site.section(id).filter(|section| *section != id).map(|id| world.site.page(id).title.clone());
    let is_leaf = page.role == Role::Leaf;
    match field {
        Field::Title => {
            let title = page.front.share.title.as_ref().unwrap_or(&page.title);
            // What the status says already is not said twice.
            let mark = page
                .mark
                .as_deref()
                .filter(|_| shows_status(world) && (status(page).is_some() || page.alert().is_some()));
            Some(mark.map_or(title.as_str(), |mark| standing::unmarked(mark, title)).to_owned())
        }
        Field::Kind => word(&format!("kind.{}", if is_leaf { page.kind.name() } else { page.role.name() })),
        Field::Section => section(),
        Field::Label if is_leaf => section().or_else(|| word(&format!("kind.{}", page.kind.name()))),
        Field::Label => section(),
        Field::Date => date(page).map(|date| words.date(date.day(), DateForm::Long)),
        Field::Hub if page.role == Role::Home => None,
        Field::Hub => match &world.project.setting_in(&page.language, "title")?.value {
            Value::Text(title) => Some(title.clone()),
            _ => None,
        },
        Field::Author => match &page.front.facts {
            Facts::Question(question) if page.front.authors.is_empty() => people(world, page, &question.answered_by),
            _ => people(world, page, &page.front.authors),
        },
        Field::Reviewer => {
            let names = people(world, page, &page.front.reviewers)?;
            Some(word("review.by").map_or(names.clone(), |by| format!("{by} {names}")))
        }
        Field::Note => match &page.front.facts {
            _ if !is_leaf => page.front.description.as_ref().map(|description| description.value.clone()),
            Facts::Person(person) => person.role.clone(),
            _ => None,
        },
        Field::Status if page.alert().is_some_and(|_| is_leaf) => {
            alert(world, id, page).and_then(|key| word(&key)).map(|text| without_colon(&text))
        }
        Field::Status => status(page).and_then(|status| {
            let loud = word(&format!("title.{status}")).map(|text| without_colon(&text));
            loud.or_else(|| word(&format!("status.{status}")))
                .or_else(|| word(&format!("event.status.{status}")))
                .or_else(|| word(&format!("live.{status}")))
        }),
    }
}

/// A mark of a title as it stands by itself.
fn without_colon(text: &str) -> String {
    text.trim_end_matches([':', '：', ' ']).to_owned()
}

fn shows_status(world: &World) -> bool {
    world.project.theme.studio.as_ref().is_some_and(|studio| studio.shows(Field::Status))
}

/// The words for how an alert stands: not meant, cancelled, over, or how grave it is.
fn alert(world: &World, id: PageId, page: &Page) -> Option<String> {
    let alert = page.alert()?;
    let times = page.times(&world.project.zone)?;
    Some(match Standing::at(&times, world.project.now) {
        _ if !alert.is_actual() => format!("alert.status.{}", alert.status.to_lowercase()),
        Standing::Over | Standing::Advising => "title.over".to_owned(),
        Standing::Ended => {
            let ending = page.ending(&world.project.zone).map_or(UPDATES[1], |ending| &ending.sort);
            standing::title_text(ending)?.to_owned()
        }
        _ if world.site.in_force.contains(&id) => format!("alert.severity.{}", alert.severity.to_lowercase()),
        _ => return None,
    })
}

fn date(page: &Page) -> Option<When> {
    match &page.front.facts {
        Facts::Event(event) => event.starts.or(page.front.date),
        _ if page.role == Role::Leaf => page.front.date,
        _ => None,
    }
}

/// A status that nobody may miss.
fn status(page: &Page) -> Option<&str> {
    match &page.front.facts {
        Facts::Research(research) => research.status.as_deref().filter(|status| standing::title_text(status).is_some()),
        Facts::Live(facts) => {
            Some(facts.told.standing).filter(|it| *it == live::Standing::Halted).map(live::Standing::name)
        }
        Facts::Event(event) => event.status.as_deref().filter(|status| ["cancelled", "postponed"].contains(status)),
        _ => None,
    }
}

/// Names of people, as their own pages have them; of more than three the first two, and how many others there are.
fn people(world: &World, page: &Page, people: &[crate::span::At<String>]) -> Option<String> {
    let name = |person: &crate::span::At<String>| {
        let known = world.site.person(&person.value);
        known.map_or_else(|| person.value.clone(), |id| world.site.page(id).title.clone())
    };
    let comma = match page.language.split('-').next() {
        Some("zh" | "ja") => "、",
        Some("ar" | "fa" | "ur" | "ps") => "، ",
        _ => ", ",
    };
    let names = |people: &[crate::span::At<String>]| people.iter().map(name).collect::<Vec<_>>().join(comma);
    let words = world.project.words(&page.language);
    match words.text("people.others") {
        Some(pattern) if people.len() > 3 => {
            let others = words.number(people.len() as i64 - 2);
            Some(strings::fill(pattern, &[("names", &names(&people[..2])), ("count", &others)]))
        }
        _ => (!people.is_empty()).then(|| names(people)),
    }
}
