//! Every page of the hub as its editors see it: published or not, with its problems and its review.
//!
//! Nothing is made for it: it is put together from what the preview knows already, anew for each view, so that a hub of
//! ten thousand pages is listed in milliseconds. Only how hard texts are to read is counted for it, once for each version
//! of a page.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::super::preview::Snapshot;
use crate::content::{Counted, Facts, Page, Role, State as Release, released};
use crate::diag::{Diagnostic, Level};
use crate::health::live::Standing;
use crate::health::review;
use crate::instant::{Day, Instant, When};
use crate::project::Project;
use crate::site::{PageId, Why};
use crate::world::World;

/// A page in the list.
pub(super) struct Entry<'a> {
    /// What its file says.
    pub(super) page: &'a Page,
    /// Its place on the site of the preview, if it is there.
    pub(super) id: Option<PageId>,
    /// Whether a build publishes it.
    pub(super) state: State,
    /// Its review, if one is due at some time.
    pub(super) review: Option<Review>,
    /// When what it translates was changed after it was translated.
    pub(super) stale: Option<Day>,
    /// How it stands, if it is live coverage.
    pub(super) coverage: Option<Standing>,
    /// How many errors and warnings there are in its file.
    pub(super) problems: Tally,
    /// The school grade at which its text reads, where there is a formula for its language and enough text for it.
    pub(super) grade: Option<usize>,
}

/// Whether a build publishes a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It does; until then, if it ends by itself.
    Published(Option<Instant>),
    /// It is a draft.
    Draft,
    /// Not before then, under embargo.
    Embargoed(Instant),
    /// Not before then.
    Scheduled(Instant),
    /// No more since then.
    Expired(Instant),
    /// No more: consent was withdrawn or has run out.
    Withdrawn,
    /// What it says of its release cannot be read.
    HeldBack,
    /// Another page has its address.
    LeftOut,
}

/// When a page is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Review {
    /// It should have been by then.
    Overdue(Day),
    /// Within a month.
    Soon(Day),
    /// Later.
    Later(Day),
}

/// Errors and warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tally {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// Every page that has a file, by its file.
pub(super) fn all<'a>(snapshot: &'a Snapshot, problems: &[Diagnostic]) -> Vec<Entry<'a>> {
    let tallies = tallies(problems);
    let entry = |page: &'a Page| one(snapshot, page, tallies.get(page.source.as_str()).copied().unwrap_or_default());
    snapshot.pages().par_iter().map(|page| entry(page)).collect()
}

/// The page that is made from `source`.
pub(super) fn find<'a>(snapshot: &'a Snapshot, problems: &[Diagnostic], source: &str) -> Option<Entry<'a>> {
    let pages = snapshot.pages();
    let at = pages.binary_search_by(|page| page.source.as_str().cmp(source)).ok()?;
    let tally = tallies(problems.iter().filter(|problem| problem.place.file == source));
    Some(one(snapshot, &pages[at], tally.get(source).copied().unwrap_or_default()))
}

fn one<'a>(snapshot: &'a Snapshot, page: &'a Page, problems: Tally) -> Entry<'a> {
    let world = snapshot.world();
    // The index of a folder that is not published has another page in its place.
    let id = world.site.by_source(page.source.as_str()).filter(|id| world.site.page(*id).source == page.source);
    let state = state(page, world, id.is_some());
    let coverage = coverage_of(page, &world.project);
    let stale = id.and_then(|id| world.site.stale_since(id, &world.project.zone)).map(When::day);
    let grade = grade(page, world);
    Entry { page, id, state, review: review_of(page, &world.project), stale, coverage, problems, grade }
}

fn grade(page: &Page, world: &World) -> Option<usize> {
    let counts = Counted::of(page, &world.tree, &world.project).filter(|counts| counts.words >= ENOUGH)?;
    Some(counts.grade()?.round().clamp(0.0, 99.0) as usize)
}

/// The state of a page, which may follow from the page that it was made from.
fn state(page: &Page, world: &World, is_placed: bool) -> State {
    let withheld = &world.site.withheld;
    let held = withheld.binary_search_by(|held| held.source.cmp(&page.source)).ok().map(|at| withheld[at].why);
    match held {
        Some(Why::Draft) => return State::Draft,
        Some(Why::Embargoed(until)) => return State::Embargoed(until),
        Some(Why::Scheduled(until)) => return State::Scheduled(until),
        Some(Why::Expired(since)) => return State::Expired(since),
        Some(Why::Withdrawn) => return State::Withdrawn,
        Some(Why::Unclear | Why::Halted) => return State::HeldBack,
        None => {}
    }
    // A preview may show drafts.
    match released(&page.front, &world.project.zone, world.project.now) {
        Release::Draft => State::Draft,
        Release::Published { until } if is_placed => State::Published(until),
        _ => State::LeftOut,
    }
}

fn review_of(page: &Page, project: &Project) -> Option<Review> {
    let due = page.front.next_review?;
    Some(
        match (review::is_overdue(due, &project.zone, project.now), review::is_soon(due, &project.zone, project.now)) {
            (true, _) => Review::Overdue(due),
            (false, true) => Review::Soon(due),
            (false, false) => Review::Later(due),
        },
    )
}

fn coverage_of(page: &Page, project: &Project) -> Option<Standing> {
    let Facts::Live(live) = &page.front.facts else { return None };
    Some(live.coverage(&project.zone)?.standing(project.now))
}

/// How many problems there are in each file.
fn tallies<'a>(problems: impl IntoIterator<Item = &'a Diagnostic>) -> HashMap<&'a str, Tally> {
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for problem in problems {
        let tally = tallies.entry(&problem.place.file).or_default();
        match problem.level {
            Level::Error => tally.errors += 1,
            Level::Warning => tally.warnings += 1,
        }
    }
    tallies
}

/// What is wrong in files that are no pages: the configuration, templates, data.
pub(super) fn elsewhere<'p>(entries: &[Entry<'_>], problems: &'p [Diagnostic]) -> Vec<&'p Diagnostic> {
    let pages: BTreeMap<&str, ()> = entries.iter().map(|entry| (entry.page.source.as_str(), ())).collect();
    problems.iter().filter(|problem| !pages.contains_key(problem.place.file.as_str())).collect()
}

impl Entry<'_> {
    /// What it is, in a word.
    pub(super) fn sort(&self) -> &'static str {
        match self.page.role {
            Role::Home => "home page",
            Role::Section => "section",
            Role::Leaf => self.page.kind.name(),
        }
    }

    /// The folder of `content/` it lies in; empty for those that lie in none.
    pub(super) fn section(&self) -> &str {
        let mut names = self.page.source.names().skip(1);
        match (names.next(), names.next()) {
            (Some(folder), Some(_)) => folder,
            _ => "",
        }
    }

    /// When its file says that it last changed.
    pub(super) fn changed(&self) -> Option<When> {
        self.page.front.updated.or(self.page.front.date)
    }
}

/// So many words say something about how hard a text is.
const ENOUGH: u32 = 100;

impl State {
    /// Its name in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Published(_) => "published",
            State::Draft => "draft",
            State::Embargoed(_) => "embargoed",
            State::Scheduled(_) => "scheduled",
            State::Expired(_) => "expired",
            State::Withdrawn => "withdrawn",
            State::HeldBack => "held-back",
            State::LeftOut => "left-out",
        }
    }

    /// Whether a build has it.
    pub(super) fn is_published(self) -> bool {
        matches!(self, State::Published(_))
    }
}

impl Review {
    /// Its name in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Review::Overdue(_) => "overdue",
            Review::Soon(_) => "due",
            Review::Later(_) => "later",
        }
    }

    /// The last day on which it is in time.
    pub(super) fn day(self) -> Day {
        match self {
            Review::Overdue(day) | Review::Soon(day) | Review::Later(day) => day,
        }
    }
}

/// The name of coverage in addresses, and in words.
pub(super) fn coverage_name(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Scheduled => ("upcoming", "Not yet begun"),
        Standing::Live => ("live", "Live now"),
        Standing::Over => ("over", "Ended"),
        Standing::Halted => ("halted", "Halted"),
    }
}
