//! What may be seen now, and what may not yet or no more.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{PageId, alert_ends};
use crate::content::lifecycle::{self, State};
use crate::content::{Alert, Facts, Kind, Page, Role, alert as alert_page, live};
use crate::hash::Set;
use crate::health::alert::{self, Standing};
use crate::health::{offer, review};
use crate::instant::{self, Instant, When, hours_after};
use crate::path::{Address, SourcePath};
use crate::project::Project;

/// A page that is not published now.
#[derive(Clone, Debug)]
pub struct Withheld {
    /// Its file.
    pub source: SourcePath,
    /// Its title, for its editors' eyes only.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// All of it, likewise.
    pub page: Arc<Page>,
    /// Where it would stand.
    pub address: Address,
    /// Why it is not published.
    pub why: Why,
    /// The file of the page that it was made from, where that is why.
    pub by: Option<SourcePath>,
    /// Files that it names: they go with it.
    pub names: Vec<String>,
    /// Whether it is all of a folder, whose other files then are its own.
    pub owns_folder: bool,
}

/// Why a page is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Why {
    /// It is a draft.
    Draft,
    /// It is under embargo until then.
    Embargoed(
        #[borsh(serialize_with = "instant::write_one_instant", deserialize_with = "instant::read_one_instant")] Instant,
    ),
    /// It is to be published then.
    Scheduled(
        #[borsh(serialize_with = "instant::write_one_instant", deserialize_with = "instant::read_one_instant")] Instant,
    ),
    /// It expired then.
    Expired(
        #[borsh(serialize_with = "instant::write_one_instant", deserialize_with = "instant::read_one_instant")] Instant,
    ),
    /// Consent was withdrawn or has run out.
    Withdrawn,
    /// What it says of its release cannot be read.
    Unclear,
    /// An update of live coverage that a halt came before.
    Halted,
}

pub(super) struct Split {
    pub(super) published: Vec<Arc<Page>>,
    pub(super) withheld: Vec<Withheld>,
    pub(super) unseen: Vec<Withheld>,
    pub(super) horizon: Option<Instant>,
}

/// Splits pages by what may be seen at the instant of the build.
pub(super) fn split(mut pages: Vec<Arc<Page>>, project: &Project) -> Split {
    alert_ends::inherit(&mut pages, project);
    let published = Vec::with_capacity(pages.len());
    let mut split = Split { published, withheld: Vec::new(), unseen: Vec::new(), horizon: None };
    for page in pages {
        split.horizon = sooner(split.horizon, told_until(&page, project));
        if !page.is_held_back {
            let state = state(&page, project);
            split.horizon = sooner(split.horizon, lifecycle::changes_at(&page.front, &project.zone, state));
        }
        if let Some(why) = Why::of(&page, project) {
            split.hold(&page, why);
            continue;
        }
        split.horizon = sooner(split.horizon, changes_at(&page, project));
        let page = if page.kind == Kind::Live { split.as_seen(&page, project) } else { page };
        split.published.push(alert_page::as_seen(page, project));
    }
    split
}

fn state(page: &Page, project: &Project) -> State {
    let released = if project.drafts { lifecycle::released_with_drafts } else { lifecycle::released };
    released(&page.front, &project.zone, project.now)
}

impl Why {
    /// Why a page is not published at the instant of the build; none if it is.
    pub(super) fn of(page: &Page, project: &Project) -> Option<Why> {
        if page.is_held_back {
            return Some(Why::Unclear);
        }
        match state(page, project) {
            State::Published { until: _ } => None,
            State::Draft => Some(Why::Draft),
            State::Embargoed(until) => Some(Why::Embargoed(until)),
            State::Scheduled(until) => Some(Why::Scheduled(until)),
            State::Expired(since) => Some(Why::Expired(since)),
            State::Withdrawn => Some(Why::Withdrawn),
        }
    }
}

/// When what is told of the dates of a page changes by itself, also of one that is not published.
fn told_until(page: &Page, project: &Project) -> Option<Instant> {
    let front = &page.front;
    let zone = &project.zone;
    let foreign = front.foreign_dates.iter().map(|it| if it.is_end { it.date.end(zone) } else { it.date.start(zone) });
    let obtained = front.consent.as_ref().and_then(|consent| consent.obtained).map(|day| When::Day(day).start(zone));
    let date = front.date.map(|date| date.start(zone));
    foreign.chain(obtained).chain(date).filter(|instant| *instant > project.now).min()
}

/// When a published page changes by itself: its review falls due, its credits run out, the day of a notice comes, it is an
/// event that ends, news that is no news any more, or an alert that begins, ends or owes an update.
fn changes_at(page: &Page, project: &Project) -> Option<Instant> {
    let front = &page.front;
    let due = review::changes_at(front.reviewed, front.next_review, &project.zone, project.now);
    let ends = ends(page, project).filter(|ends| *ends > project.now);
    let credits = credits_until(page).and_then(|until| offer::changes_at(until, &project.zone, project.now));
    let news = fresh(page, project).and_then(|(from, until)| [from, until].into_iter().find(|at| *at > project.now));
    let alert = page.times(&project.zone).and_then(|times| alert::changes_at(&times, project.now));
    let notice = page.notice_ahead(&project.zone, project.now).map(|date| date.start(&project.zone));
    let date = front.date.map(|date| date.start(&project.zone)).filter(|&instant| instant > project.now);
    let timed = sooner(date, sooner(sooner(sooner(due, ends), sooner(credits, notice)), sooner(news, alert)));
    sooner(timed, live::changes_at(page, project))
}

/// Until when credits are granted for a page, if it says so.
fn credits_until(page: &Page) -> Option<When> {
    match &page.front.facts {
        Facts::Training(training) => training.credits.as_ref()?.expires,
        _ => None,
    }
}

/// For so long a page is news to search engines.
const FRESH_HOURS: i64 = 48;

/// When a page begins and ceases to be fresh, if it is news.
fn fresh(page: &Page, project: &Project) -> Option<(Instant, Instant)> {
    let is_news = page.kind == Kind::News && page.role == Role::Leaf;
    let from = page.front.date.filter(|_| is_news)?.start(&project.zone);
    Some((from, hours_after(from, FRESH_HOURS)))
}

/// Which of `news` is fresh at the instant of the build.
pub(super) fn recent(pages: &[Arc<Page>], news: &[PageId], project: &Project) -> Vec<PageId> {
    let is_fresh = |(from, until): (Instant, Instant)| from <= project.now && project.now < until;
    let page = |id: &PageId| &*pages[id.0 as usize];
    news.iter().copied().filter(|id| fresh(page(id), project).is_some_and(is_fresh)).collect()
}

/// The first instant at which an event, or training with a date, is over.
fn ends(page: &Page, project: &Project) -> Option<Instant> {
    let event = page.front.facts.meeting()?;
    event.ends.or(event.starts).map(|ends| ends.end(&project.zone))
}

/// Which of `meetings` are not over at the instant of the build.
pub(super) fn upcoming(pages: &[Arc<Page>], meetings: &[PageId], project: &Project) -> Set<PageId> {
    let is_to_come = |id: &PageId| ends(&pages[id.0 as usize], project).is_some_and(|ends| ends > project.now);
    meetings.iter().copied().filter(is_to_come).collect()
}

/// Which of `alerts` the feed of messages has at the instant of the build.
pub(super) fn listed(pages: &[Arc<Page>], alerts: &[PageId], project: &Project) -> Set<PageId> {
    let times = |id: &PageId| pages[id.0 as usize].times(&project.zone);
    alerts.iter().copied().filter(|id| times(id).is_some_and(|times| times.is_listed(project.now))).collect()
}

/// Which of `alerts` are in force and meant, the gravest first, then the newest.
pub(super) fn in_force(pages: &[Arc<Page>], alerts: &[PageId], project: &Project) -> Vec<PageId> {
    let is_in_force = |id: &PageId| {
        let page = &pages[id.0 as usize];
        let times = page.times(&project.zone).filter(|_| page.alert().is_some_and(Alert::is_actual));
        times.is_some_and(|times| Standing::at(&times, project.now).is_in_force())
    };
    let mut found: Vec<PageId> = alerts.iter().copied().filter(is_in_force).collect();
    found.sort_by_key(|id| {
        let page = &pages[id.0 as usize];
        let said = |when: When| std::cmp::Reverse(when.start(&project.zone));
        let rank = page.alert().map(|alert| alert::rank(&alert.severity));
        (rank, page.front.date.map(said), *id)
    });
    found
}

impl Split {
    /// Live coverage as far as it may be seen now.
    fn as_seen(&mut self, page: &Page, project: &Project) -> Arc<Page> {
        let (page, unseen) = live::as_seen(page, project);
        let page = Arc::new(page);
        self.unseen.extend(unseen.into_iter().map(|unseen| Withheld {
            names: unseen.update.passage.names.clone(),
            owns_folder: false,
            source: page.source.clone(),
            title: unseen.update.title(),
            kind: page.kind,
            page: page.clone(),
            address: page.update_address(&unseen.update.key),
            why: unseen.from.map_or(Why::Halted, Why::Scheduled),
            by: None,
        }));
        page
    }

    fn hold(&mut self, page: &Arc<Page>, why: Why) {
        self.withheld.push(Withheld {
            names: named_files(page),
            owns_folder: page.role == Role::Leaf && is_index(&page.source),
            source: page.source.clone(),
            title: page.title.clone(),
            kind: page.kind,
            page: page.clone(),
            address: page.address.clone(),
            why,
            by: None,
        });
    }
}

/// Whether a file is the index of its folder.
pub(super) fn is_index(source: &SourcePath) -> bool {
    matches!(source.name().split('.').next(), Some("index" | "_index"))
}

/// The files that a page names, as written: in its front matter and its body, or by what it is.
pub(super) fn named_files(page: &Page) -> Vec<String> {
    // Of live coverage, `live::as_seen` has left the names that may be known.
    let mut names = if page.kind == Kind::Live { page.outline.names.clone() } else { page.files.clone() };
    names.extend(page.front.files.iter().cloned());
    if let Facts::Alert(alert) = &page.front.facts {
        names.extend((1..=alert.version()).map(|number| page.message_name(number)));
    }
    names
}

fn sooner(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
