//! `bulletin list`: what is not published now, and what should be looked at.

use std::io::Write;

use serde::Serialize;

use super::args::{Common, Format, State};
use super::report::{self, DIM};
use super::{End, Stop, prepare, progress};
use crate::diag::Level;
use crate::health::review;
use crate::instant::{Instant, rfc3339};
use crate::site::Why;
use crate::text::count;
use crate::world::World;

/// A page in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Entry {
    /// Its state.
    pub(super) state: &'static str,
    /// When the state ends or began.
    pub(super) at: Option<String>,
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
}

/// Lists pages by state.
pub(super) fn run(common: &Common, states: &[State]) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, None, false, &progress)?;
    progress.end();
    let mut listed = entries(&prepared.world);
    listed.retain(|entry| states.is_empty() || states.iter().any(|state| name(*state) == entry.state));
    if common.format == Format::Json {
        report::print_json(
            &serde_json::json!({ "pages": listed, "next_change": prepared.world.site.horizon.map(rfc3339) }),
        )?;
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
    }
    if listed.is_empty() {
        writeln!(out, "every page is published, and no review is overdue")?;
    }
    let errors = crate::diag::settle(prepared.all_diagnostics(), &prepared.world.project.verdicts);
    let errors = errors.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    if errors > 0 {
        let said = count(errors, "error", "errors");
        writeln!(anstream::stderr(), "{said} in the hub, so pages may be missing here: `bulletin check` shows more")?;
    }
    Ok(End::Done)
}

/// Every page that is not published, and every published one whose review is overdue.
pub(super) fn entries(world: &World) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for page in &world.site.withheld {
        let (state, at, said) = state_of(page.why);
        entries.push(Entry {
            state: name(state),
            at: at.map(rfc3339),
            said,
            title: page.title.clone(),
            kind: page.kind.name(),
            source: page.source.to_string(),
            published: false,
        });
    }
    for page in &world.site.pages {
        let due = page.front.next_review.filter(|due| review::is_overdue(*due, &world.project.zone, world.project.now));
        if let Some(due) = due {
            entries.push(Entry {
                state: name(State::Overdue),
                at: Some(due.to_string()),
                said: format!("review overdue since {due}"),
                title: page.title.clone(),
                kind: page.kind.name(),
                source: page.source.to_string(),
                published: true,
            });
        }
    }
    entries.sort_by(|a, b| (a.state, &a.at, &a.source).cmp(&(b.state, &b.at, &b.source)));
    entries
}

fn state_of(why: Why) -> (State, Option<Instant>, String) {
    match why {
        Why::Draft => (State::Draft, None, "draft".to_owned()),
        Why::Embargoed(until) => (State::Embargoed, Some(until), format!("embargoed until {}", rfc3339(until))),
        Why::Scheduled(until) => (State::Scheduled, Some(until), format!("scheduled for {}", rfc3339(until))),
        Why::Expired(since) => (State::Expired, Some(since), format!("expired {}", rfc3339(since))),
        Why::Withdrawn => (State::Withdrawn, None, "consent withdrawn or run out".to_owned()),
        Why::Unclear => (State::HeldBack, None, "held back: its release cannot be read".to_owned()),
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
    }
}
