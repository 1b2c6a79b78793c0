//! The updates of live coverage: what each section of the body says, and the page as it may be seen at an instant.
//!
//! A body is read whole, once. [`as_seen`] then leaves of a page what its updates say whose time has come, in every field
//! that the body fills, so that nobody who is given that page can show more.

use std::collections::{BTreeSet, HashMap};

use borsh::{BorshDeserialize, BorshSerialize};

use super::digests;
use super::front::{Correction, Front, Live, Picture};
use super::{Facts, Page, address, faults, names, pictures};
use crate::diag::{Code, Diagnostics, Tally};
use crate::hash;
use crate::health::live::{Coverage, Halt, Stamp, Standing};
use crate::instant::{Instant, When, Zone};
use crate::markdown::{Document, Fragment, Hole, Section, without_tags};
use crate::path::Address;
use crate::project::Project;
use crate::span::{Source, Span};
use crate::text::excerpt;

/// What a body tells.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Told {
    /// How coverage stands: settled by [`as_seen`].
    pub standing: Standing,
    /// What stands before the first update.
    pub opening: Passage,
    /// Updates in order of time.
    pub updates: Vec<Update>,
    /// What is named in sections whose time is not known, so that they are never shown.
    pub left_out: Vec<String>,
    /// Where the first of those begins.
    pub left_out_at: Option<usize>,
}

/// An update.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Update {
    /// Its name in addresses and feeds, unique in its page.
    pub key: String,
    /// Its heading without the time; may be empty.
    pub heading: String,
    /// Its time.
    pub time: When,
    /// What was put right in it, oldest first.
    pub corrections: Vec<Correction>,
    /// What it says.
    pub passage: Passage,
    /// The first picture in it, by which it is shared.
    pub picture: Option<Picture>,
    /// From its heading to the next.
    pub span: Span,
}

/// What a part of a body says and names.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Passage {
    /// Its words, without those of corrections.
    pub text: String,
    /// What it links to and shows, as written.
    pub names: Vec<String>,
    pictures: Vec<String>,
    ids: Vec<String>,
}

/// An update that is not to be seen.
#[derive(Clone, Debug)]
pub struct Unseen {
    /// The update.
    pub update: Update,
    /// When it will be; none if never.
    pub from: Option<Instant>,
}

/// The name of the component that holds a correction.
const CORRECTION: &str = "correction";

/// A title that is made of an update's text has so many characters at most.
const TITLE: usize = 80;

impl Told {
    /// The update with this key.
    pub fn update(&self, key: &str) -> Option<&Update> {
        self.updates.iter().find(|update| update.key == key)
    }
}

impl Update {
    /// What it is called: its heading, else how its text begins.
    pub fn title(&self) -> String {
        match self.heading.is_empty() {
            true => excerpt(&self.passage.text, TITLE),
            false => self.heading.clone(),
        }
    }

    /// When it last changed.
    pub fn changed(&self) -> When {
        self.corrections.last().map_or(self.time, |last| last.date)
    }
}

impl Live {
    /// What decides how it stands; none if it does not say when it begins.
    pub fn coverage(&self, zone: &Zone) -> Option<Coverage> {
        let halt = |at: Option<When>| at.map_or(Halt::Unknown, |at| Halt::At(at.start(zone)));
        Some(Coverage {
            starts: self.starts?.start(zone),
            ends: self.ends.map(|ends| ends.end(zone)),
            delay: self.delay_minutes,
            halt: self.halted.as_ref().map(|halted| halt(halted.at)),
        })
    }
}

impl Page {
    /// Where open pages of it ask for what is new.
    pub fn updates_address(&self) -> Address {
        self.address.child_file("updates.json").unwrap_or_else(|_| self.address.clone())
    }

    /// Where an update of it stands.
    pub fn update_address(&self, key: &str) -> Address {
        self.address.child(&format!("{key}/")).unwrap_or_else(|_| self.address.clone())
    }
}

/// Reads the updates of a body.
pub(super) fn read(
    source: &Source,
    document: &Document,
    front: &Front,
    live: &Live,
    zone: &Zone,
    faults: &mut Diagnostics,
) -> Told {
    if let Some(subject) = live.subject.as_ref().filter(|subject| subject.value == "patient" && front.consent.is_none())
    {
        faults.push(faults::live_without_consent(source, subject.span.clone()));
    }
    let mut found = Tally::default();
    let told = updates(source, document, live, zone, &mut found);
    faults.extend(found.finish());
    told
}

fn updates(source: &Source, document: &Document, live: &Live, zone: &Zone, faults: &mut Tally) -> Told {
    let sections = document.body.sections();
    let bodies: HashMap<&str, &Fragment> = sections.iter().filter_map(|(id, body)| Some(((*id)?, body))).collect();
    let ids = |from: usize, to: usize| document.ids.get(from..to).unwrap_or_default().to_vec();
    let first = document.sections.first().map_or(document.ids.len(), |section| section.first_id);
    let mut told = Told { opening: passage(&sections[0].1, ids(0, first)), ..Told::default() };
    let Some(coverage) = live.coverage(zone) else {
        told.left_out_at = document.sections.first().map(|section| section.span.start);
        told.left_out = sections[1..].iter().flat_map(|(_, body)| names(body)).collect();
        return told;
    };
    let mut before: Option<&Section> = None;
    let mut time = coverage.starts;
    for (at, section) in document.sections.iter().enumerate() {
        let stamp = Stamp::read(&section.title).and_then(|(stamp, rest)| Some((stamp.after(time, zone)?, rest)));
        let Some(body) = bodies.get(section.id.as_str()) else { continue };
        let Some((when, heading)) = stamp else {
            let message = "this update does not begin with a time, so it is left out";
            faults.add(Code::LiveTime, || faults::live_time(source, section.span.clone(), message));
            told.left_out_at.get_or_insert(section.span.start);
            told.left_out.extend(names(body));
            continue;
        };
        let now = when.start(zone);
        match before {
            Some(before) if now < time => {
                faults.add(Code::LiveOrder, || faults::live_order(source, section.span.clone(), before.span.clone()));
            }
            _ if now < coverage.starts => {
                faults.add(Code::LiveOrder, || faults::live_outside(source, section.span.clone(), "before the start"));
            }
            _ if coverage.ends.is_some_and(|ends| now > ends) => {
                faults.add(Code::LiveOrder, || faults::live_outside(source, section.span.clone(), "after the end"));
            }
            _ => {}
        }
        judge_key(source, section, faults);
        (before, time) = (Some(section), now);
        let next = document.sections.get(at + 1);
        let end = next.map_or(source.text.len(), |next| next.span.start);
        let last_id = next.map_or(document.ids.len(), |next| next.first_id);
        told.updates.push(Update {
            key: section.id.clone(),
            heading: heading.to_owned(),
            time: when,
            corrections: corrections(source, body, now, zone, faults),
            passage: passage(body, ids(section.first_id, last_id)),
            picture: picture(body),
            span: section.span.start..end,
        });
    }
    told.updates.sort_by_key(|update| update.time.start(zone));
    told
}

/// Says so when an update has no key, or one that is written otherwise in addresses.
fn judge_key(source: &Source, section: &Section, faults: &mut Tally) {
    let (made, span) = (address::name(&section.id), section.span.clone());
    match section.is_named {
        false => faults.add(Code::LiveKey, || faults::live_key(source, span, &section.id)),
        true if made != section.id => {
            faults.add(Code::LiveKey, || faults::live_key_form(source, span, &section.id, &made));
        }
        true => {}
    }
}

fn passage(body: &Fragment, ids: Vec<String>) -> Passage {
    let mut html = String::new();
    push_words(body, &mut html);
    let text = without_tags(&html).split_whitespace().collect::<Vec<_>>().join(" ");
    Passage { text, names: names(body), pictures: pictures(body), ids }
}

/// The first picture that a body shows, by itself or as a `figure`.
fn picture(body: &Fragment) -> Option<Picture> {
    let mut first = None;
    body.each_hole(&mut |hole| {
        let (src, alt) = match hole {
            Hole::Image(image) => (Some(image.src.clone()), Some(image.alt.clone())),
            Hole::Component(component) if component.name.value == "figure" => {
                let said = |name| component.arguments.iter().find(|(known, _)| known == name).map(|(_, at)| at.clone());
                (said("src"), said("alt").map(|alt| alt.value))
            }
            Hole::Component(_)
            | Hole::Slide(_)
            | Hole::Link(_)
            | Hole::Source(_)
            | Hole::Code(_)
            | Hole::Word(_)
            | Hole::Citation(_)
            | Hole::Section(_) => return,
        };
        if first.is_none() {
            first = src.map(|src| Picture { src, alt, credit: None, caption: None, license: None, focus: None });
        }
    });
    first
}

/// Appends the HTML of a body, of its components what stands in them.
fn push_words(body: &Fragment, html: &mut String) {
    let Ok(()) = body.write(html, &mut |hole, html| {
        match hole {
            Hole::Component(component) if component.name.value != CORRECTION => push_words(&component.body, html),
            Hole::Code(code) => crate::text::push_escaped(html, &code.text),
            Hole::Slide(slide) => push_words(&slide.body, html),
            Hole::Component(_) | Hole::Image(_) | Hole::Link(_) | Hole::Source(_) => {}
            Hole::Word(_) | Hole::Section(_) | Hole::Citation(_) => {}
        }
        Ok::<(), std::convert::Infallible>(())
    });
}

fn corrections(source: &Source, body: &Fragment, time: Instant, zone: &Zone, faults: &mut Tally) -> Vec<Correction> {
    let mut corrections = Vec::new();
    body.each_hole(&mut |hole| {
        let Hole::Component(component) = hole else { return };
        if component.name.value != CORRECTION {
            return;
        }
        // That it has none is told where arguments are read.
        let Some((_, at)) = component.arguments.iter().find(|(name, _)| name == "at") else { return };
        match Stamp::read(&at.value).and_then(|(stamp, _)| stamp.after(time, zone)) {
            Some(date) => corrections.push(Correction { date, text: passage(&component.body, Vec::new()).text }),
            None => faults.add(Code::LiveTime, || {
                faults::live_time(source, component.name.span.clone(), "`at` of this correction is no time")
            }),
        }
    });
    corrections.sort_by_key(|correction| correction.date.start(zone));
    corrections
}

/// The page as it may be seen at the project's instant, and its updates that may not be.
pub fn as_seen(page: &Page, project: &Project) -> (Page, Vec<Unseen>) {
    let mut page = page.clone();
    let Facts::Live(live) = &mut page.front.facts else { return (page, Vec::new()) };
    let mut unseen = Vec::new();
    let coverage = live.coverage(&project.zone);
    let told = &mut live.told;
    told.standing = coverage.map(|coverage| coverage.standing(project.now)).unwrap_or_default();
    told.updates.retain(|update| {
        let time = update.time.start(&project.zone);
        let from = coverage.and_then(|coverage| coverage.seen_from(time));
        let is_seen = from.is_some_and(|from| from <= project.now);
        if !is_seen {
            unseen.push(Unseen { update: update.clone(), from });
        }
        is_seen
    });
    let passages = || std::iter::once(&told.opening).chain(told.updates.iter().map(|update| &update.passage));
    let ids: BTreeSet<&str> = passages().flat_map(|passage| &passage.ids).map(String::as_str).collect();
    let mut outline = (*page.outline).clone();
    outline.names = passages().flat_map(|passage| passage.names.clone()).collect();
    page.pictures = passages().flat_map(|passage| passage.pictures.clone()).collect();
    // Works have numbers in the order in which they are cited, so none is kept behind the first that may not be seen.
    let hidden = unseen.iter().map(|unseen| unseen.update.span.start).chain(told.left_out_at).min();
    outline.cites.retain(|cite| hidden.is_none_or(|hidden| cite.span.start < hidden));
    outline.headings.retain(|heading| ids.contains(heading.id.as_str()));
    outline.ids.retain(|id| ids.contains(id.as_str()));
    page.outline = outline.into();
    page.words = passages().map(|passage| passage.text.split_whitespace().count()).sum();
    let changed = told.updates.iter().map(Update::changed).max_by_key(|when| when.start(&project.zone));
    let before = page.front.updated.or(page.front.date).map(|when| when.start(&project.zone));
    if let Some(changed) = changed.filter(|changed| before.is_none_or(|before| before < changed.start(&project.zone))) {
        page.front.updated = Some(changed);
    }
    let mut seen = told.standing.name().to_owned();
    told.updates.iter().for_each(|update| seen.extend(["\n", &update.key]));
    page.shape = hash::of_parts([page.shape.to_bytes().as_slice(), seen.as_bytes()]);
    page.teaser = digests::teaser(&page);
    (page, unseen)
}

/// The next instant after the project's at which a page of live coverage is seen otherwise.
pub fn changes_at(page: &Page, project: &Project) -> Option<Instant> {
    let Facts::Live(live) = &page.front.facts else { return None };
    let times = live.told.updates.iter().map(|update| update.time.start(&project.zone));
    live.coverage(&project.zone)?.changes_at(times, project.now)
}
