//! `bulletin alert list`: every alert of the hub, how it stands, and its end.

use std::io::Write;

use serde::Serialize;

use super::{End, Hub, Stop};
use crate::cli::args::{Common, Format};
use crate::cli::report::{self, DIM};
use crate::content::{LIMIT, Page, State, released};
use crate::health::alert::{Standing, UPDATES};

/// An alert in the list.
#[derive(Serialize)]
struct ListedAlert {
    /// How it stands: `in-force`, `ahead`, `over`, `cancelled`, `all-clear`, `draft`, `exercise`, `test`, `not-published`.
    state: &'static str,
    /// Whether it is over; of an exercise too.
    over: bool,
    /// What it is known by to the other commands.
    name: String,
    /// Its title.
    title: String,
    /// How grave it is.
    severity: String,
    /// When it ended or will end.
    ends: Option<String>,
    /// How many messages it has, with those of updates.
    version: usize,
    /// The languages that it is in, its own first.
    languages: Vec<String>,
    /// Its file.
    file: String,
}

/// Lists alerts: those in force first, then those to come, drafts, exercises and tests, and those that are over, the newest
/// first in each.
pub(super) fn run(common: &Common, hub: &Hub) -> Result<End, Stop> {
    let mut alerts: Vec<(usize, std::cmp::Reverse<Option<crate::instant::Instant>>, ListedAlert)> = Vec::new();
    for path in hub.alert_files() {
        let Some(source) = hub.tree.text(path, LIMIT).ok() else { continue };
        let Ok(page) = hub.read(&source) else {
            writeln!(
                anstream::stderr(),
                "`{path}` cannot be read and is left out: `bulletin check` shows what is wrong"
            )?;
            continue;
        };
        // A translation is listed with the alert that it is of.
        let own = hub.file_of(page.alert_name());
        if own.is_some_and(|own| own != page.source) {
            continue;
        }
        if let Some(listed) = listed(hub, &page) {
            let date = page.front.date.map(|date| date.start(&hub.project.zone));
            let rank = ORDER.iter().position(|state| *state == listed.state).unwrap_or(ORDER.len());
            alerts.push((rank, std::cmp::Reverse(date), listed));
        }
    }
    alerts.sort_by(|a, b| (a.0, a.1, &a.2.file).cmp(&(b.0, b.1, &b.2.file)));
    let alerts: Vec<ListedAlert> = alerts.into_iter().map(|(_, _, alert)| alert).collect();
    if common.format == Format::Json {
        report::print_json(&serde_json::json!({ "alerts": alerts }))?;
        return Ok(End::Done);
    }
    print(&alerts)
}

/// The order of states.
const ORDER: [&str; 6] = ["in-force", "ahead", "not-published", "draft", "exercise", "test"];

fn print(alerts: &[ListedAlert]) -> Result<End, Stop> {
    let mut out = anstream::stdout().lock();
    if alerts.is_empty() {
        writeln!(out, "there are no alerts: `bulletin alert new` writes one")?;
    }
    let rows: Vec<[String; 4]> = alerts.iter().map(row).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let (state, end, severity, title) = (width(0), width(1), width(2), width(3).min(60));
    for (row, alert) in rows.iter().zip(alerts) {
        writeln!(
            out,
            "{:<state$}  {:<end$}  {:<severity$}  {:<title$}  {DIM}{}{DIM:#}",
            row[0], row[1], row[2], row[3], alert.file
        )?;
    }
    Ok(End::Done)
}

fn row(alert: &ListedAlert) -> [String; 4] {
    let ends = match (&alert.ends, alert.over) {
        (Some(at), true) => format!("ended {at}"),
        (Some(at), false) => format!("until {at}"),
        (None, _) => "no end".to_owned(),
    };
    let title = report::plain(&alert.title).replace('\n', " ");
    [alert.state.replace('-', " "), ends, alert.severity.clone(), title]
}

fn listed(hub: &Hub, page: &Page) -> Option<ListedAlert> {
    let alert = page.alert()?;
    let zone = &hub.project.zone;
    let standing = hub.standing(page);
    let ending = page.ending(zone).filter(|_| standing == Standing::Ended);
    let state = match standing {
        _ if page.front.draft => "draft",
        _ if !matches!(released(&page.front, zone, hub.now), State::Published { .. }) => "not-published",
        _ if !alert.is_actual() && alert.status == "Exercise" => "exercise",
        _ if !alert.is_actual() => "test",
        Standing::Ended if ending.is_some_and(|ending| ending.sort == UPDATES[2]) => "all-clear",
        Standing::Ended => "cancelled",
        Standing::Over | Standing::Advising => "over",
        Standing::Ahead => "ahead",
        Standing::Active | Standing::Late => "in-force",
    };
    let end = page.times(zone).and_then(|times| times.end());
    let others = hub.translations(page).into_iter().map(|other| other.language);
    Some(ListedAlert {
        state,
        over: standing.is_past(),
        name: page.alert_name().to_owned(),
        title: page.unmarked().to_owned(),
        severity: alert.severity.to_lowercase(),
        ends: end.map(|end| zone.moment(end).to_string()),
        version: alert.version(),
        languages: std::iter::once(page.language.clone()).chain(others).collect(),
        file: page.source.to_string(),
    })
}
