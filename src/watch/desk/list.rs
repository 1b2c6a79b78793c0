//! The list of all pages: counted, filtered, searched and sorted by what stands in its address.
//!
//! A view of the list is a [`View`], and every link and form on it leads to another: so it works without script, can be
//! bookmarked, and the back button does what it says.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::entries::{Entry, Tally, all, coverage_name, elsewhere};
use super::look::{self, Room, grouped};
use super::query::{Query, link};
use crate::instant::Zone;

/// So many pages are on one page of the list.
const ROWS: usize = 50;

/// What of the list is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// Words that title, description or file must have.
    text: String,
    /// The name of a state or of a review's.
    state: String,
    /// What a page is: a kind, `section` or `home page`.
    sort_of: String,
    section: Option<String>,
    language: String,
    problems: Option<Problems>,
    column: Column,
    is_reversed: bool,
    /// From 1.
    number: usize,
}

/// Pages with what kind of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problems {
    Any,
    Errors,
    Warnings,
    None,
}

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Column {
    Title,
    Kind,
    State,
    Problems,
    #[default]
    Changed,
    Review,
    Grade,
}

impl Column {
    const ALL: [Column; 7] =
        [Column::Title, Column::Kind, Column::State, Column::Problems, Column::Changed, Column::Review, Column::Grade];

    fn name(self) -> &'static str {
        match self {
            Column::Title => "title",
            Column::Kind => "kind",
            Column::State => "state",
            Column::Problems => "problems",
            Column::Changed => "changed",
            Column::Review => "review",
            Column::Grade => "grade",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Column::Title => "Title",
            Column::Kind => "Kind",
            Column::State => "State",
            Column::Problems => "Problems",
            Column::Changed => "Last change",
            Column::Review => "Review",
            Column::Grade => "Reading grade",
        }
    }

    /// Whether it begins with the greatest: the newest, the most.
    fn is_descending(self) -> bool {
        matches!(self, Column::Problems | Column::Changed | Column::Grade)
    }
}

impl Problems {
    const ALL: [(Problems, &'static str, &'static str); 4] = [
        (Problems::Any, "any", "With problems"),
        (Problems::Errors, "errors", "With errors"),
        (Problems::Warnings, "warnings", "With warnings"),
        (Problems::None, "none", "Without problems"),
    ];

    fn name(self) -> &'static str {
        Problems::ALL.iter().find(|(it, ..)| *it == self).map_or("", |(_, name, _)| name)
    }

    fn fits(self, tally: Tally) -> bool {
        match self {
            Problems::Any => tally != Tally::default(),
            Problems::Errors => tally.errors > 0,
            Problems::Warnings => tally.warnings > 0,
            Problems::None => tally == Tally::default(),
        }
    }
}

impl View {
    /// What an address asks for. What is not understood asks for nothing.
    pub(super) fn of(query: &Query) -> View {
        let said = |name| query.get(name).unwrap_or("").trim().to_owned();
        View {
            text: said("q"),
            state: said("state"),
            sort_of: said("kind"),
            section: query.get("section").filter(|section| *section != ANYWHERE).map(str::to_owned),
            language: said("language"),
            problems: Problems::ALL.iter().find(|(_, name, _)| query.get("problems") == Some(name)).map(|(it, ..)| *it),
            column: Column::ALL.into_iter().find(|it| query.get("sort") == Some(it.name())).unwrap_or_default(),
            is_reversed: query.get("order") == Some("reversed"),
            number: query.get("page").and_then(|number| number.parse().ok()).filter(|number| *number > 0).unwrap_or(1),
        }
    }

    /// Its address, of which nothing is said that goes without saying.
    fn address(&self) -> String {
        let number = if self.number > 1 { self.number.to_string() } else { String::new() };
        let column = if self.column == Column::default() { "" } else { self.column.name() };
        let mut pairs = vec![("q", self.text.as_str()), ("state", &self.state), ("kind", &self.sort_of)];
        pairs.extend([("language", self.language.as_str()), ("problems", self.problems.map_or("", Problems::name))]);
        pairs.extend([("sort", column), ("order", if self.is_reversed { "reversed" } else { "" }), ("page", &number)]);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs.extend(self.section.as_deref().map(|section| ("section", section)));
        link("/_desk/", &pairs)
    }

    /// The same from its first page, changed.
    fn but(&self, change: impl FnOnce(&mut View)) -> String {
        let mut view = View { number: 1, ..self.clone() };
        change(&mut view);
        view.address()
    }

    /// Everything, in the same order.
    fn everything(&self) -> View {
        View { column: self.column, is_reversed: self.is_reversed, number: 1, ..View::default() }
    }

    fn is_everything(&self) -> bool {
        View { number: 1, ..self.clone() } == self.everything()
    }

    fn fits(&self, entry: &Entry<'_>, needles: &[String]) -> bool {
        (self.state.is_empty() || entry.is_in(&self.state))
            && (self.sort_of.is_empty() || entry.sort() == self.sort_of)
            && self.section.as_deref().is_none_or(|section| entry.section() == section)
            && (self.language.is_empty() || entry.page.language == self.language)
            && self.problems.is_none_or(|problems| problems.fits(entry.problems))
            && entry.says(needles)
    }
}

/// What the form sends of a section when none is meant.
const ANYWHERE: &str = "*";

impl Entry<'_> {
    /// Whether its state, or that of its review, is called so.
    fn is_in(&self, state: &str) -> bool {
        self.state.name() == state
            || self.review.is_some_and(|review| review.name() == state)
            || state == "stale" && self.stale.is_some()
            || self.coverage.is_some_and(|standing| coverage_name(standing).0 == state)
    }

    /// Whether it says all of these, which are in small letters, in title, description or file name.
    fn says(&self, needles: &[String]) -> bool {
        if needles.is_empty() {
            return true;
        }
        let parts = [&self.page.title, "\n", &self.page.description, "\n", self.page.source.as_str()];
        let hay = parts.concat().to_lowercase();
        needles.iter().all(|needle| hay.contains(needle.as_str()))
    }
}

/// The list.
pub(super) fn show(room: &Room<'_>, view: &View) -> String {
    let Some(snapshot) = &room.standing.snapshot else { return room.sheet("All pages", None, &html! {}) };
    let zone = &snapshot.world().project.zone;
    let entries = all(snapshot, &room.standing.problems);
    let of_no_page = elsewhere(&entries, &room.standing.problems);
    let choices = Choices::of(&entries);
    let needles: Vec<String> = view.text.split_whitespace().map(str::to_lowercase).collect();
    let counts = counts(&entries);
    let mut shown: Vec<&Entry<'_>> = entries.iter().filter(|entry| view.fits(entry, &needles)).collect();
    sort(&mut shown, view, zone);
    let pages = shown.len().div_ceil(ROWS).max(1);
    let number = view.number.min(pages);
    let rows = &shown[(number - 1) * ROWS..shown.len().min(number * ROWS)];
    let main = html! {
        h1 { "All pages" }
        (tiles(view, &counts))
        @if !of_no_page.is_empty() {
            details #elsewhere .elsewhere {
                summary { (look::counted(of_no_page.len(), "problem", "problems")) " outside pages: in the configuration, the theme or data" }
                (room.problems(&of_no_page))
            }
        }
        (form(view, &choices))
        p #found .found role="status" {
            (look::counted(shown.len(), "page", "pages"))
            @if !view.is_everything() { " of " (grouped(entries.len())) " · " a href=(view.everything().address()) { "Show all" } }
            @if pages > 1 { " · page " (number) " of " (pages) }
        }
        @if rows.is_empty() {
            p .nothing {
                @if entries.is_empty() { "This hub has no pages yet. A Markdown file below " code { "content/" } " is one." }
                @else { "No page is like that. Choose “Any” somewhere, or search for fewer words." }
            }
        } @else {
            (table(room, view, rows, &choices, zone))
        }
        @if pages > 1 { (pager(view, number, pages)) }
    };
    room.sheet("All pages", None, &main)
}

fn sort(shown: &mut [&Entry<'_>], view: &View, zone: &Zone) {
    let day = |entry: &Entry<'_>| entry.changed().map(|when| when.start(zone));
    match view.column {
        Column::Title => shown.sort_by_cached_key(|entry| entry.page.title.to_lowercase()),
        Column::Kind => shown.sort_by_key(|entry| entry.sort()),
        Column::State => shown.sort_by_key(|entry| entry.state),
        Column::Problems => shown.sort_by_key(|entry| Reverse(entry.problems)),
        Column::Changed => shown.sort_by_cached_key(|entry| Reverse(day(entry))),
        Column::Grade => shown.sort_by_key(|entry| Reverse(entry.grade)),
        // Those that need none come last.
        Column::Review => shown.sort_by(|a, b| match (a.review, b.review) {
            (Some(a), Some(b)) => a.day().cmp(&b.day()),
            (a, b) => match (a.is_none(), b.is_none()) {
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                _ => Ordering::Equal,
            },
        }),
    }
    if view.is_reversed {
        shown.reverse();
    }
}

/// How many pages there are of what: name and number, of those that a tile may show.
fn counts(entries: &[Entry<'_>]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::from([("all", entries.len())]);
    let mut one = |name| *counts.entry(name).or_default() += 1;
    for entry in entries {
        one(entry.state.name());
        if let Some(review) = entry.review {
            one(review.name());
        }
        if entry.stale.is_some() {
            one("stale");
        }
        if let Some(standing) = entry.coverage {
            one(coverage_name(standing).0);
        }
        if entry.problems.errors > 0 {
            one("errors");
        }
        if entry.problems.warnings > 0 {
            one("warnings");
        }
    }
    counts
}

/// What a tile shows: its name, its words, and whether it is there even for nothing.
type Tile = (&'static str, &'static str, bool);

/// Whether pages are published.
const STATES: [Tile; 8] = [
    ("published", "Published", true),
    ("draft", "Drafts", true),
    ("embargoed", "Embargoed", true),
    ("scheduled", "Scheduled", false),
    ("expired", "Expired", false),
    ("withdrawn", "Withdrawn", false),
    ("held-back", "Held back", false),
    ("left-out", "Left out", false),
];

/// What asks for somebody to look.
const CALLS: [Tile; 7] = [
    ("live", "Live now", false),
    ("halted", "Halted", false),
    ("overdue", "Review overdue", true),
    ("due", "Review due soon", true),
    ("stale", "Old translations", false),
    ("errors", "With errors", true),
    ("warnings", "With warnings", true),
];

/// The counts on top, each a filter.
fn tiles(view: &View, counts: &BTreeMap<&'static str, usize>) -> Markup {
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    let tile = |name: &str, words: &str, address: &str, is_chosen: bool| {
        html! {
            li {
                a .tile.(name) .none[of(name) == 0] href=(address) aria-current=[is_chosen.then_some("true")] {
                    b { (grouped(of(name))) } " " span { (words) }
                }
            }
        }
    };
    let shown = |tiles: &[Tile]| {
        html! {
            @for (name, words, _) in tiles.iter().filter(|(name, _, always)| *always || of(name) > 0) {
                @let problems = Problems::ALL.iter().find(|(_, other, _)| other == name).map(|(it, ..)| *it);
                @let wanted = View {
                    state: if problems.is_none() { (*name).to_owned() } else { String::new() },
                    problems,
                    ..view.everything()
                };
                @let is_chosen = view.state == wanted.state && view.problems == wanted.problems;
                (tile(name, words, &wanted.address(), is_chosen))
            }
        }
    };
    html! {
        nav .groups aria-label="Pages by state" {
            div {
                p #by-state .soft { "How they stand" }
                ul .tiles aria-labelledby="by-state" {
                    (tile("all", "All pages", &view.everything().address(), view.is_everything()))
                    (shown(&STATES))
                }
            }
            div {
                p #by-call .soft { "What to look at" }
                ul .tiles aria-labelledby="by-call" { (shown(&CALLS)) }
            }
        }
    }
}

/// What can be chosen from.
struct Choices {
    states: Vec<(&'static str, &'static str)>,
    sorts: Vec<String>,
    sections: Vec<String>,
    languages: Vec<String>,
    has_grades: bool,
}

impl Choices {
    fn of(entries: &[Entry<'_>]) -> Choices {
        let mut sorts: Vec<&str> = entries.iter().map(Entry::sort).collect();
        let mut sections: Vec<&str> = entries.iter().map(Entry::section).collect();
        let mut languages: Vec<&str> = entries.iter().map(|entry| entry.page.language.as_str()).collect();
        for list in [&mut sorts, &mut sections, &mut languages] {
            list.sort_unstable();
            list.dedup();
        }
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        let states = STATES.iter().chain(&CALLS).filter(|(name, ..)| !matches!(*name, "errors" | "warnings"));
        Choices {
            states: states.map(|(name, words, _)| (*name, *words)).collect(),
            sorts: owned(sorts),
            sections: owned(sections),
            languages: owned(languages),
            has_grades: entries.iter().any(|entry| entry.grade.is_some()),
        }
    }
}

fn form(view: &View, choices: &Choices) -> Markup {
    let option = |value: &str, words: &str, is_chosen: bool| {
        html! { option value=(value) selected[is_chosen] { (words) } }
    };
    html! {
        search {
            form .filters action="/_desk/" method="get" {
                div .field.wide {
                    label for="q" { "Search" }
                    input #q type="search" name="q" value=(view.text) autocomplete="off" dir="auto" placeholder="Title, description or file";
                }
                div .field {
                    label for="state" { "State" }
                    select #state name="state" {
                        (option("", "Any", view.state.is_empty()))
                        @for (name, words) in &choices.states { (option(name, words, view.state == *name)) }
                    }
                }
                div .field {
                    label for="kind" { "Kind" }
                    select #kind name="kind" {
                        (option("", "Any", view.sort_of.is_empty()))
                        @for name in &choices.sorts { (option(name, &capital(name), view.sort_of == *name)) }
                    }
                }
                div .field {
                    label for="section" { "Section" }
                    select #section name="section" {
                        (option(ANYWHERE, "Any", view.section.is_none()))
                        @for name in &choices.sections {
                            (option(name, if name.is_empty() { "In none" } else { name }, view.section.as_deref() == Some(name)))
                        }
                    }
                }
                @if choices.languages.len() > 1 {
                    div .field {
                        label for="language" { "Language" }
                        select #language name="language" {
                            (option("", "Any", view.language.is_empty()))
                            @for name in &choices.languages { (option(name, name, view.language == *name)) }
                        }
                    }
                }
                div .field {
                    label for="problems" { "Problems" }
                    select #problems name="problems" {
                        (option("", "Any or none", view.problems.is_none()))
                        @for (it, name, words) in Problems::ALL { (option(name, words, view.problems == Some(it))) }
                    }
                }
                @if view.column != Column::default() { input type="hidden" name="sort" value=(view.column.name()); }
                @if view.is_reversed { input type="hidden" name="order" value="reversed"; }
                button type="submit" { "Show" }
            }
        }
    }
}

fn table(room: &Room<'_>, view: &View, rows: &[&Entry<'_>], choices: &Choices, zone: &Zone) -> Markup {
    let project = room.standing.snapshot.as_ref().map(|snapshot| &snapshot.world().project);
    let base = project.map(|project| &project.base);
    let own = project.map_or("", |project| project.config.language.as_str());
    let columns = Column::ALL.into_iter().filter(|column| *column != Column::Grade || choices.has_grades);
    let target = project.and_then(|project| project.config.health.readability);
    // Where it is narrow the table is shown as cards, and has to say that it still is one.
    html! {
        table #pages .pages role="table" aria-describedby="found" {
            caption { "Pages of the hub, with links to sort them" }
            thead role="rowgroup" {
                tr role="row" {
                    @for column in columns {
                        (heading(view, column))
                    }
                }
            }
            tbody role="rowgroup" {
                @for entry in rows {
                    @let page = entry.page;
                    tr role="row" data-key=(page.source) {
                        td .title role="cell" {
                            a .name href=(link("/_desk/page/", &[("source", page.source.as_str())])) lang=(page.language) dir="auto" { (page.title) }
                            p .ways {
                                @if let (Some(_), Some(base)) = (entry.id, base) {
                                    a .see href=(base.rooted(&page.address)) {
                                        "See the page" span .unseen { " " (page.title) }
                                    }
                                }
                                (room.file_link(page.source.as_str(), 1, page.source.as_str()))
                            }
                        }
                        td role="cell" { span .label { "Kind" } span { (capital(entry.sort())) @if page.language != own { " " span .tongue { (page.language) } } } }
                        td .state role="cell" { span .label { "State" } (look::state(entry.state, zone)) (look::coverage(entry.coverage)) (look::stale(entry.stale)) }
                        td role="cell" .empty[entry.problems == Tally::default()] {
                            span .label { "Problems" }
                            @if entry.problems == Tally::default() { (nothing("none")) }
                            @else { span .tally { (look::tally(entry.problems.errors, entry.problems.warnings)) } }
                        }
                        td .date role="cell" .empty[entry.changed().is_none()] {
                            span .label { "Last change" }
                            @if let Some(changed) = entry.changed() { (look::day(changed.day())) } @else { (nothing("not said")) }
                        }
                        td .date role="cell" .empty[entry.review.is_none()] {
                            span .label { "Review" }
                            @if let Some(review) = entry.review { (look::review(review)) } @else { (nothing("none")) }
                        }
                        @if choices.has_grades { td .grade role="cell" .empty[entry.grade.is_none()] {
                            span .label { "Reading grade" }
                            @match entry.grade {
                                Some(grade) if target.is_some_and(|target| grade > target) => { span .count.warning { (grade) } }
                                Some(grade) => { span { (grade) } }
                                None => { (nothing("not known")) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// A cell in which there is nothing.
fn nothing(said: &str) -> Markup {
    html! { span .dash aria-hidden="true" { "–" } span .unseen { (said) } }
}

/// The heading of a column, which sorts by it, and the other way round if that is so already.
fn heading(view: &View, column: Column) -> Markup {
    let is_chosen = view.column == column;
    let is_descending = column.is_descending() != view.is_reversed;
    let said = is_chosen.then_some(if is_descending { "descending" } else { "ascending" });
    let address = view.but(|view| {
        view.is_reversed = is_chosen && !view.is_reversed;
        view.column = column;
    });
    html! {
        th scope="col" role="columnheader" aria-sort=[said] {
            a href=(address) { (column.label()) @if is_chosen { span .arrow aria-hidden="true" { (if is_descending { "▼" } else { "▲" }) } } }
        }
    }
}

fn pager(view: &View, number: usize, pages: usize) -> Markup {
    let to = |number: usize| view.but(|view| view.number = number);
    html! {
        nav .pager aria-label="Pages of the list" {
            @if number > 1 { a rel="prev" href=(to(number - 1)) { "Previous" } }
            span { "Page " (number) " of " (pages) }
            @if number < pages { a rel="next" href=(to(number + 1)) { "Next" } }
        }
    }
}

/// With a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
