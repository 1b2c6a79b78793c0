//! `bulletin list --reviews`: when pages are to be reviewed, by who is to do it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::args::{Common, Format, Shape};
use super::report::{self, DIM, STRONG};
use super::shape::{Date, print_csv, print_ics};
use super::{End, Stop, prepare, progress};
use crate::content::{Page, Role};
use crate::health::review;
use crate::instant::{Day, When};
use crate::text::count;
use crate::world::World;

/// The review of one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Entry {
    /// `overdue`, `soon`, `later`; `missing` where a kind must be reviewed and a page was not.
    state: &'static str,
    /// When it is due.
    #[serde(serialize_with = "write_day")]
    due: Option<Day>,
    /// In how many days; below 0, for how many it is overdue.
    days: Option<i64>,
    /// Who is to do it: the reviewers, else the authors.
    owners: Vec<String>,
    #[serde(serialize_with = "write_day")]
    reviewed: Option<Day>,
    title: String,
    kind: &'static str,
    source: String,
    url: String,
    /// By what its entry in a calendar is known.
    #[serde(skip)]
    id: String,
}

fn write_day<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(to)
}

/// Lists reviews of published pages.
pub(super) fn run(common: &Common, owner: Option<&str>, shape: Option<Shape>) -> Result<End, Stop> {
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, false, &progress)?;
    progress.end();
    let world = &prepared.world;
    let mut entries: Vec<Entry> = world.site.pages.iter().filter_map(|page| entry(world, page)).collect();
    if let Some(owner) = owner {
        let name = named(world, owner);
        entries.retain(|entry| entry.owners.contains(&name));
    }
    // What was never reviewed comes first.
    entries.sort_by(|a, b| (a.due, &a.source).cmp(&(b.due, &b.source)));
    match (shape, common.format) {
        (Some(Shape::Csv), _) => csv(&entries)?,
        (Some(Shape::Ics), _) => ics(world, &entries)?,
        (None, Format::Json) => report::print_json(&serde_json::json!({ "reviews": entries }))?,
        (None, Format::Human | Format::Github | Format::Sarif) => table(&entries)?,
    }
    Ok(End::Done)
}

fn entry(world: &World, page: &Page) -> Option<Entry> {
    let project = &world.project;
    let front = &page.front;
    let is_required = || project.config.health.require_review.iter().any(|kind| kind == page.kind.name());
    let state = match front.next_review {
        Some(due) if review::is_overdue(due, &project.zone, project.now) => "overdue",
        Some(due) if review::is_soon(due, &project.zone, project.now) => "soon",
        Some(_) => "later",
        None if page.role == Role::Leaf && front.reviewed.is_none() && is_required() => "missing",
        None => return None,
    };
    let owners = if front.reviewers.is_empty() { &front.authors } else { &front.reviewers };
    let today = project.zone.day(project.now);
    Some(Entry {
        state,
        due: front.next_review,
        days: front.next_review.map(|due| due.duration_since(today).as_hours() / 24),
        owners: owners.iter().map(|owner| named(world, &owner.value)).collect(),
        reviewed: front.reviewed,
        title: page.title.clone(),
        kind: page.kind.name(),
        source: page.source.to_string(),
        url: project.base.absolute(&page.address),
        id: format!("review/{}", page.nest.as_str().trim_matches('/')),
    })
}

/// What somebody is called: their page's title, else what was written.
fn named(world: &World, person: &str) -> String {
    let page = world.site.person(person).map(|id| world.site.page(id));
    page.map_or_else(|| person.to_owned(), |page| page.title.clone())
}

/// For people: under each name what is theirs, so that it can be sent to them.
fn table(entries: &[Entry]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if entries.is_empty() {
        return writeln!(out, "no page says when it is to be reviewed");
    }
    let mut owned: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        for owner in &entry.owners {
            owned.entry(owner).or_default().push(entry);
        }
        if entry.owners.is_empty() {
            owned.entry(NOBODY).or_default().push(entry);
        }
    }
    for (owner, entries) in owned {
        writeln!(out, "{STRONG}{}{STRONG:#}", report::plain(owner).replace('\n', " "))?;
        for entry in entries {
            let due = entry.due.map_or(String::new(), |due| due.to_string());
            let title = report::plain(&entry.title).replace('\n', " ");
            writeln!(out, "  {:<18}  {due:<10}  {title}  {DIM}{}{DIM:#}", said(entry), entry.source)?;
        }
    }
    Ok(())
}

/// Above what names neither reviewers nor authors.
const NOBODY: &str = "nobody named";

fn said(entry: &Entry) -> String {
    let days = |days: i64| count(days.unsigned_abs() as usize, "day", "days");
    match (entry.state, entry.days) {
        ("overdue", Some(late)) => format!("overdue {}", days(late)),
        (_, Some(0)) => "due today".to_owned(),
        (_, Some(left)) => format!("due in {}", days(left)),
        (_, None) => "never reviewed".to_owned(),
    }
}

fn csv(entries: &[Entry]) -> io::Result<()> {
    let names = ["state", "due", "days", "owners", "reviewed", "title", "kind", "source", "url"];
    let day = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
    let rows = entries.iter().map(|entry| {
        vec![
            entry.state.to_owned(),
            day(entry.due),
            entry.days.map_or(String::new(), |days| days.to_string()),
            entry.owners.join("; "),
            day(entry.reviewed),
            entry.title.clone(),
            entry.kind.to_owned(),
            entry.source.clone(),
            entry.url.clone(),
        ]
    });
    print_csv(std::iter::once(names.map(str::to_owned).to_vec()).chain(rows))
}

fn ics(world: &World, entries: &[Entry]) -> io::Result<()> {
    let project = &world.project;
    let dates: Vec<Date> = entries
        .iter()
        .filter_map(|entry| {
            let owners = if entry.owners.is_empty() { NOBODY.to_owned() } else { entry.owners.join(", ") };
            Some(Date {
                id: entry.id.clone(),
                when: When::Day(entry.due?),
                title: format!("Review: {}", entry.title),
                text: format!("{owners}\n{}\n{}", entry.source, entry.url),
                url: Some(entry.url.clone()),
            })
        })
        .collect();
    print_ics(&format!("Reviews – {}", project.config.title), project.base.host(), project.now, &dates)
}
