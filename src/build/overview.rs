//! What is worth telling of a hub at the end of a build, beside what is wrong with it and what was made.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::content::{Facts, Kind, Page, Role};
use crate::health::live::{Halt, Standing};
use crate::health::review;
use crate::instant::{self, Day, Instant, Zone, hours_after};
use crate::path::SourcePath;
use crate::site::{self, Spread, Why};
use crate::world::World;

/// A hub at a glance.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Overview {
    /// What it is called.
    pub title: String,
    /// Where it will stand.
    pub base: String,
    /// How many pages are published.
    pub pages: usize,
    /// How many of each kind; pages of folders are a `section`.
    pub kinds: BTreeMap<String, usize>,
    /// Every page and every update of live coverage that is not published, every published page whose review is overdue or
    /// that is older than what it translates, and live coverage that is not over for more than a day.
    pub noted: Vec<Noted>,
    /// Fields of front matter that are not known and how often they are used, the most common first.
    pub unused_fields: Vec<(String, usize)>,
    /// Files that belong to pages that are not published.
    pub held_files: Vec<SourcePath>,
    /// Files of `content/` that no published page has or names.
    pub unlinked_files: Vec<SourcePath>,
    /// When the site changes by itself.
    #[borsh(serialize_with = "instant::write_instant", deserialize_with = "instant::read_instant")]
    pub horizon: Option<Instant>,
}

/// A page that somebody should know of.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Noted {
    /// Its file.
    pub source: SourcePath,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// Why it is noted.
    pub why: Note,
    /// The file of the page that it was made from, if it is not published because of that.
    pub by: Option<SourcePath>,
    /// Where it had been, if consent ended: it must be asked for its removal there.
    pub spread: Option<Spread>,
}

/// Why a page is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Note {
    /// It is not published.
    Withheld(Why),
    /// It is published live coverage, which stands so, since or until then if that is known.
    Live(
        Standing,
        #[borsh(serialize_with = "instant::write_instant", deserialize_with = "instant::read_instant")] Option<Instant>,
    ),
    /// It is published, and its review was due on this day.
    Overdue(#[borsh(serialize_with = "instant::write_one_day", deserialize_with = "instant::read_one_day")] Day),
    /// It is published, and what it translates was changed on this day, after it was translated.
    Stale(#[borsh(serialize_with = "instant::write_one_day", deserialize_with = "instant::read_one_day")] Day),
}

impl Overview {
    /// What is to be told of the hub of `world`.
    pub fn of(world: &World) -> Overview {
        let (hub, project) = (&world.site, &world.project);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let mut unused: BTreeMap<&str, usize> = BTreeMap::new();
        let mut noted: Vec<Noted> = Vec::new();
        for (id, page) in hub.numbered() {
            let kind = match page.role {
                Role::Leaf => page.kind.name(),
                Role::Home | Role::Section => "section",
            };
            match kinds.get_mut(kind) {
                Some(number) => *number += 1,
                None => drop(kinds.insert(kind.to_owned(), 1)),
            }
            page.front.unknown.iter().for_each(|name| *unused.entry(name).or_default() += 1);
            let due = page.front.next_review.filter(|due| review::is_overdue(*due, &project.zone, project.now));
            let stale = hub.stale_since(id, &project.zone).map(|changed| Note::Stale(changed.day()));
            let notes =
                standing(page, &project.zone, project.now).into_iter().chain(due.map(Note::Overdue)).chain(stale);
            noted.extend(notes.map(|why| Noted {
                source: page.source.clone(),
                title: page.title.clone(),
                kind: page.kind,
                why,
                by: None,
                spread: None,
            }));
        }
        let withheld = hub.withheld.iter().chain(&hub.unseen).map(|page| Noted {
            source: page.source.clone(),
            title: page.title.clone(),
            kind: page.kind,
            why: Note::Withheld(page.why),
            by: page.by.clone(),
            spread: (page.why == Why::Withdrawn).then(|| site::spread(hub, project, &page.page)),
        });
        let mut unused_fields: Vec<(String, usize)> =
            unused.into_iter().map(|(name, number)| (name.to_owned(), number)).collect();
        unused_fields.sort_by_key(|(_, number)| Reverse(*number));
        Overview {
            title: project.config.title.clone(),
            base: project.base.whole(),
            pages: hub.pages.len(),
            kinds,
            noted: withheld.chain(noted).collect(),
            unused_fields,
            held_files: hub.held_files.clone(),
            unlinked_files: hub.unlinked_files.clone(),
            horizon: hub.horizon,
        }
    }
}

/// How live coverage stands, as long as somebody may wonder.
fn standing(page: &Page, zone: &Zone, now: Instant) -> Option<Note> {
    let Facts::Live(live) = &page.front.facts else { return None };
    let coverage = live.coverage(zone)?;
    let standing = coverage.standing(now);
    let at = match standing {
        Standing::Scheduled => Some(coverage.starts),
        Standing::Live | Standing::Over => coverage.ends,
        Standing::Halted => match coverage.halt {
            Some(Halt::At(at)) => Some(at),
            Some(Halt::Unknown) | None => None,
        },
    };
    let is_old = standing == Standing::Over && at.is_some_and(|ended| hours_after(ended, 24) <= now);
    (!is_old).then_some(Note::Live(standing, at))
}
