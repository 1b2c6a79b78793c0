//! `bulletin list`: what is not published now, and what should be looked at.

use std::io::Write;

use serde::Serialize;

use super::args::{Common, Format, Shape, State};
use super::report::{self, DIM};
use super::shape::{Date, print_csv, print_ics};
use super::{End, Stop, prepare, progress};
use crate::build::{Note, Noted, Overview};
use crate::diag::Level;
use crate::health::live::Standing;
use crate::instant::{When, rfc3339};
use crate::site::{Spread, Why};
use crate::text::count;

/// A page in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Entry {
    /// Its state.
    pub(super) state: &'static str,
    /// When the state ends or began.
    pub(super) at: Option<String>,
    /// The same for a calendar.
    #[serde(skip)]
    when: Option<When>,
    /// State and instant in words.
    pub(super) said: String,
    /// Its title.
    pub(super) title: String,
    /// Its kind.
    pub(super) kind: &'static str,
    /// Its file.
    pub(super) source: String,
    /// Whether it is published all the same.
    pub(super) published: bool,
    /// Where it had been, if consent ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spread: Option<Spread>,
}

impl Entry {
    /// Whether it only says how live coverage stands that is published.
    pub(super) fn is_coverage(&self) -> bool {
        self.published && ["upcoming", "live", "over", "halted"].contains(&self.state)
    }
}

/// Lists pages by state.
pub(super) fn run(common: &Common, states: &[State], shape: Option<Shape>) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, false, &progress)?;
    progress.end();
    let overview = Overview::of(&prepared.world);
    let mut listed = entries(&overview);
    listed.retain(|entry| states.is_empty() || states.iter().any(|state| name(*state) == entry.state));
    if let Some(shape) = shape {
        let project = &prepared.world.project;
        match shape {
            Shape::Csv => csv(&listed)?,
            Shape::Ics => {
                let dates: Vec<Date> = listed.iter().filter_map(date).collect();
                print_ics(&project.config.title, project.base.host(), project.now, &dates)?;
            }
        }
        return Ok(End::Done);
    }
    if common.format == Format::Json {
        report::print_json(&serde_json::json!({ "pages": listed, "next_change": overview.horizon.map(rfc3339) }))?;
        return Ok(End::Done);
    }
    for entry in &mut listed {
        entry.title = report::plain(&entry.title).replace('\n', " ");
    }
    let mut out = anstream::stdout().lock();
    let width = listed.iter().map(|entry| entry.said.chars().count()).max().unwrap_or(0);
    let titles = listed.iter().map(|entry| entry.title.chars().count()).max().unwrap_or(0).min(60);
    for entry in &listed {
        writeln!(
            out,
            "{:<width$}  {:<8}  {:<titles$}  {DIM}{}{DIM:#}",
            entry.said, entry.kind, entry.title, entry.source
        )?;
        for line in entry.spread.iter().flat_map(removals) {
            writeln!(out, "  {DIM}{line}{DIM:#}")?;
        }
    }
    if listed.is_empty() {
        writeln!(out, "every page is published, and no review or translation is overdue")?;
    }
    let errors = crate::diag::settle(prepared.all_diagnostics(), &prepared.world.project.verdicts);
    let errors = errors.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    if errors > 0 {
        let said = count(errors, "error", "errors");
        writeln!(anstream::stderr(), "{said} in the hub, so pages may be missing here: `bulletin check` shows more")?;
    }
    Ok(End::Done)
}

fn csv(entries: &[Entry]) -> std::io::Result<()> {
    let names = ["state", "at", "title", "kind", "source"].map(str::to_owned).to_vec();
    let row = |entry: &Entry| {
        let at = entry.at.clone().unwrap_or_default();
        vec![entry.state.to_owned(), at, entry.title.clone(), entry.kind.to_owned(), entry.source.clone()]
    };
    print_csv(std::iter::once(names).chain(entries.iter().map(row)))
}

/// When a state ends or began, for a calendar.
fn date(entry: &Entry) -> Option<Date> {
    // Several updates of one page may be scheduled.
    let update = entry.at.as_ref().filter(|_| entry.kind == "live").map(|at| format!("/{at}")).unwrap_or_default();
    Some(Date {
        id: format!("{}/{}{update}", entry.state, entry.source),
        when: entry.when?,
        title: format!("{}: {}", entry.state, entry.title),
        text: format!("{}\n{}", entry.said, entry.source),
        url: None,
    })
}

/// Where else the removal of a page has to be asked for: what other readers and networks have is theirs.
pub(super) fn removals(spread: &Spread) -> Vec<String> {
    let listed = |said: &str, places: &[String]| (!places.is_empty()).then(|| format!("{said} {}", places.join(", ")));
    let feeds = listed("it had been in the feeds of", &spread.feeds);
    let networks = listed("look for posts about it, and remove them, on", &spread.networks);
    feeds.into_iter().chain(networks).collect()
}

/// Every page that is not published, and every published one whose review is overdue or that is older than what it
/// translates.
pub(super) fn entries(overview: &Overview) -> Vec<Entry> {
    let entry = |noted: &Noted| {
        let (state, at, said) = state_of(noted.why);
        let said = noted.by.as_ref().map_or(said.clone(), |by| format!("{said}, as its original {by} is"));
        Entry {
            state: name(state),
            at,
            when: when(noted.why),
            said,
            title: noted.title.clone(),
            kind: noted.kind.name(),
            source: noted.source.to_string(),
            published: matches!(noted.why, Note::Overdue(_) | Note::Stale(_) | Note::Live(..)),
            spread: noted.spread.clone(),
        }
    };
    let mut entries: Vec<Entry> = overview.noted.iter().map(entry).collect();
    entries.sort_by(|a, b| (a.state, &a.at, &a.source).cmp(&(b.state, &b.at, &b.source)));
    entries
}

fn when(note: Note) -> Option<When> {
    match note {
        Note::Withheld(Why::Embargoed(at) | Why::Scheduled(at) | Why::Expired(at)) => Some(When::at(at)),
        Note::Withheld(Why::Draft | Why::Withdrawn | Why::Unclear | Why::Halted) => None,
        Note::Live(_, at) => at.map(When::at),
        Note::Overdue(day) | Note::Stale(day) => Some(When::Day(day)),
    }
}

/// The state, since or until when, and both in words.
pub(super) fn state_of(note: Note) -> (State, Option<String>, String) {
    let until = |state, said: &str, at| (state, Some(rfc3339(at)), format!("{said} {}", rfc3339(at)));
    match note {
        Note::Withheld(Why::Draft) => (State::Draft, None, "draft".to_owned()),
        Note::Withheld(Why::Embargoed(at)) => until(State::Embargoed, "embargoed until", at),
        Note::Withheld(Why::Scheduled(at)) => until(State::Scheduled, "scheduled for", at),
        Note::Withheld(Why::Expired(at)) => until(State::Expired, "expired", at),
        Note::Withheld(Why::Withdrawn) => (State::Withdrawn, None, "consent withdrawn or run out".to_owned()),
        Note::Withheld(Why::Unclear) => (State::HeldBack, None, "held back: see its error".to_owned()),
        Note::Withheld(Why::Halted) => (State::Halted, None, "never shown: the coverage was halted".to_owned()),
        Note::Live(standing, at) => {
            let (state, word) = match standing {
                Standing::Scheduled => (State::Upcoming, "live from"),
                Standing::Live => (State::Live, "live until"),
                Standing::Over => (State::Over, "live until"),
                Standing::Halted => (State::Halted, "halted"),
            };
            let said = match at {
                Some(at) => format!("{word} {}", rfc3339(at)),
                None => word.split(' ').next().unwrap_or_default().to_owned(),
            };
            (state, at.map(rfc3339), said)
        }
        Note::Overdue(due) => (State::Overdue, Some(due.to_string()), format!("review overdue since {due}")),
        Note::Stale(changed) => {
            (State::Stale, Some(changed.to_string()), format!("translation out of date since {changed}"))
        }
    }
}

fn name(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Embargoed => "embargoed",
        State::Scheduled => "scheduled",
        State::Expired => "expired",
        State::Withdrawn => "withdrawn",
        State::HeldBack => "held-back",
        State::Overdue => "overdue",
        State::Stale => "stale",
        State::Upcoming => "upcoming",
        State::Live => "live",
        State::Over => "over",
        State::Halted => "halted",
    }
}
