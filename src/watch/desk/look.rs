//! What the views of the desk have in common: the sheet they stand on, dates, badges, links to files.
//!
//! Everything is written by `maud`, which escapes every value: what an author wrote is text here and never HTML.

use std::collections::BTreeMap;
use std::path::Path;

use maud::{DOCTYPE, Markup, html};

use super::super::stage::Standing;
use super::entries::{Review, State, coverage_name};
use crate::diag::{Code, Diagnostic, Level};
use crate::health::live;
use crate::instant::{Day, Instant, When, Zone};
use crate::project::config::Editor;
use crate::span::Place;
use crate::text::encode_path;

/// What every view of the desk knows.
pub(super) struct Room<'a> {
    /// The hub as it stands.
    pub(super) standing: &'a Standing,
    /// The hub's folder.
    pub(super) root: &'a Path,
    /// What opens its files.
    pub(super) editor: Editor,
    /// The hub's name.
    pub(super) hub: &'a str,
    /// Where its home page is in the preview.
    pub(super) home: String,
}

impl Room<'_> {
    /// A whole page of the desk. `place` is where it is in the desk, before the title.
    pub(super) fn sheet(&self, title: &str, place: Option<Markup>, main: &Markup) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (title) " – Desk" }
                    link rel="icon" href="/_desk/desk.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/_desk/desk.css";
                    script src="/_desk/desk.js" defer {}
                }
                body data-told=(self.standing.told) {
                    a .skip href="#main" { "Skip to the content" }
                    header .top {
                        div .inner {
                            p .hub { a href="/_desk/" { span .mark aria-hidden="true" {} "Desk" } span .of dir="auto" { (self.hub) } }
                            (self.pulse())
                            nav aria-label="Hub" { a href=(self.home) { "See the hub" } }
                        }
                    }
                    main #main tabindex="-1" {
                        div .inner {
                            @if let Some(place) = place { (place) }
                            (self.trouble())
                            (main)
                        }
                    }
                    footer .foot {
                        div .inner {
                            p { "This desk is on this computer only. Nothing of it is ever in a build." }
                        }
                    }
                }
            }
        }
        .into_string()
    }

    /// Whether everything was looked at, and how much is wrong. Read aloud when it changes.
    fn pulse(&self) -> Markup {
        let errors = self.standing.problems.iter().filter(|problem| problem.level == Level::Error).count();
        let warnings = self.standing.problems.len() - errors;
        html! {
            p #pulse .pulse role="status" {
                @if !self.standing.is_whole && self.standing.is_current {
                    span .looking { "Looking through all pages…" } " "
                }
                @if errors + warnings == 0 {
                    @if self.standing.is_whole { span .fine { "No problems in this hub" } }
                } @else {
                    a href="/_desk/?problems=any" { (tally(errors, warnings)) }
                }
            }
        }
    }

    /// What is said above everything else when the hub cannot be put together.
    fn trouble(&self) -> Markup {
        if self.standing.is_current {
            return html! {};
        }
        let errors = self.standing.problems.iter().filter(|problem| problem.level == Level::Error);
        html! {
            section #trouble .trouble aria-labelledby="trouble-heading" {
                h2 #trouble-heading { "The hub cannot be put together at the moment" }
                p {
                    @if self.standing.snapshot.is_some() {
                        "What you see here is how it was before. Mend this and save, and the desk follows:"
                    } @else {
                        "Mend this and save, and the desk will fill:"
                    }
                }
                (self.problems(&errors.collect::<Vec<_>>()))
            }
        }
    }

    /// Problems, the grave ones first; of many alike a few, and the rest when it is asked for.
    pub(super) fn problems(&self, problems: &[&Diagnostic]) -> Markup {
        let mut alike: BTreeMap<(Level, Code), Vec<&Diagnostic>> = BTreeMap::new();
        for problem in problems {
            alike.entry((problem.level, problem.code)).or_default().push(problem);
        }
        html! {
            ul .problems {
                @for ((_, code), alike) in alike {
                    @let (few, rest) = alike.split_at(alike.len().min(FEW));
                    @for problem in few { (self.problem(problem)) }
                    @if !rest.is_empty() {
                        li .rest {
                            details #{ "rest-" (code.text().replace('/', "-")) } {
                                summary { (rest.len()) " more: " (code.meaning()) }
                                ul .problems { @for problem in rest.iter().take(MOST) { (self.problem(problem)) } }
                                @if rest.len() > MOST { p { "and " (rest.len() - MOST) " more" } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A problem, with its line and a way out.
    fn problem(&self, problem: &Diagnostic) -> Markup {
        let level = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        html! {
            li .problem.(level) {
                p .what { (level_word(problem.level)) " " (words(&sentence(&problem.message))) }
                (self.place(&problem.place))
                @if !problem.label.is_empty() { p .hint { (words(&sentence(&problem.label))) } }
                @for (place, word) in &problem.also {
                    p .hint { (words(&sentence(word))) }
                    (self.place(place))
                }
                @if let Some(help) = &problem.help { p .hint { (words(&sentence(help))) } }
                p .code { code { (problem.code.text()) } }
            }
        }
    }

    /// A place in a file: its name and line, and the line itself with what is meant.
    fn place(&self, place: &Place) -> Markup {
        let part = |from: usize, length: usize| place.text.chars().skip(from).take(length).collect::<String>();
        let start = place.shown_column().saturating_sub(1);
        let name = match place.text.is_empty() {
            true => place.file.clone(),
            false => format!("{}, line {}", place.file, place.line),
        };
        html! {
            p .where { (self.file_link(&place.file, place.line, &name)) }
            @if !place.text.trim().is_empty() {
                pre .line {
                    code dir="auto" { (part(0, start)) mark { (part(start, place.length)) } (part(start + place.length, usize::MAX)) }
                }
            }
        }
    }

    /// A link that opens a file of the hub at a line; its words alone where none is wanted.
    pub(super) fn file_link(&self, file: &str, line: usize, words: &str) -> Markup {
        // Files of a theme inside the program cannot be opened.
        let snapshot = self.standing.snapshot.as_ref();
        let is_there = snapshot.is_some_and(|snapshot| snapshot.world().tree.has(file));
        match self.file_address(file, line).filter(|_| is_there) {
            Some(address) => html! { a .file href=(address) { (words) } },
            None => html! { span .file { (words) } },
        }
    }

    /// What opens a file of the hub at a line, as configured.
    pub(super) fn file_address(&self, file: &str, line: usize) -> Option<String> {
        let whole = self.root.join(file).to_string_lossy().replace('\\', "/");
        // Windows writes `\\?\` before paths that it has looked up.
        let path = encode_path(whole.trim_start_matches("//?").trim_start_matches('/')).into_owned();
        match self.editor {
            Editor::VsCode => Some(format!("vscode://file/{path}:{line}")),
            Editor::File => Some(format!("file:///{path}")),
            Editor::None => None,
        }
    }
}

/// So many problems that are alike are shown at once, and so many when more are asked for.
const FEW: usize = 3;
/// See [`FEW`].
const MOST: usize = 200;

/// Errors and warnings in words, each only if there are any.
pub(super) fn tally(errors: usize, warnings: usize) -> Markup {
    html! {
        @if errors > 0 { span .count.error { (counted(errors, "error", "errors")) } }
        @if errors > 0 && warnings > 0 { " " }
        @if warnings > 0 { span .count.warning { (counted(warnings, "warning", "warnings")) } }
    }
}

/// `1 page`, `2,422 pages`.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with its thousands apart: `63,206`.
pub(super) fn grouped(n: usize) -> String {
    match (n / 1000, n % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

fn level_word(level: Level) -> Markup {
    match level {
        Level::Error => html! { span .count.error { "Error" } },
        Level::Warning => html! { span .count.warning { "Warning" } },
    }
}

/// The state of a page as a badge.
pub(super) fn state(state: State, zone: &Zone) -> Markup {
    html! {
        span .badge.(state.name()) {
            @match state {
                State::Published(None) => "Published",
                State::Published(Some(until)) => { "Published until " (moment(until, zone)) }
                State::Draft => "Draft",
                State::Embargoed(until) => { "Embargoed until " (moment(until, zone)) }
                State::Scheduled(until) => { "Scheduled for " (moment(until, zone)) }
                State::Expired(since) => { "Expired " (moment(since, zone)) }
                State::Withdrawn => "Withdrawn",
                State::HeldBack => "Held back",
                State::LeftOut => "Left out",
            }
        }
    }
}

/// How live coverage stands, as a badge.
pub(super) fn coverage(standing: Option<live::Standing>) -> Markup {
    html! {
        @if let Some((name, words)) = standing.map(coverage_name) { " " span .badge.(name) { (words) } }
    }
}

/// Since when a translation is older than what it translates, as a badge.
pub(super) fn stale(changed: Option<Day>) -> Markup {
    html! {
        @if let Some(changed) = changed { " " span .badge.stale { "Original changed on " (day(changed)) } }
    }
}

/// A review as a badge.
pub(super) fn review(review: Review) -> Markup {
    html! {
        span .badge.(review.name()) {
            @match review {
                Review::Overdue(due) => { "Overdue since " (day(due)) }
                Review::Soon(due) => { "Due by " (day(due)) }
                Review::Later(due) => { (day(due)) }
            }
        }
    }
}

/// A day: `20 Nov 2026`.
pub(super) fn day(day: Day) -> Markup {
    html! { time datetime=(day) { (day_words(day)) } }
}

fn day_words(day: Day) -> String {
    let month = MONTHS.get(usize::from(day.month().unsigned_abs()) - 1).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date as its author gave it: a day, perhaps with a time.
pub(super) fn when(when: When, zone: &Zone) -> Markup {
    match when {
        When::Day(only) => day(only),
        When::Moment(instant, _) => moment(instant, zone),
    }
}

/// An instant on the hub's clock: `20 Nov 2026, 09:00`; of midnight, the day.
pub(super) fn moment(instant: Instant, zone: &Zone) -> Markup {
    let clock = zone.clock(instant);
    let time = format!("{:02}:{:02}", clock.hour(), clock.minute());
    let is_midnight = (clock.hour(), clock.minute(), clock.second()) == (0, 0, 0);
    html! {
        time datetime=(crate::instant::rfc3339(instant)) {
            (day_words(clock.date())) @if !is_midnight { ", " (time) }
        }
    }
}

/// Text of a message, what stands in backticks as code.
pub(super) fn words(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A message as a sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    let end = if text.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    [&first, letters.as_str(), end].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, words) in [(0, "0"), (999, "999"), (1000, "1,000"), (63_206, "63,206"), (1_000_007, "1,000,007")] {
            assert_eq!(grouped(number), words);
        }
        assert_eq!((counted(1, "page", "pages").as_str(), counted(0, "page", "pages").as_str()), ("1 page", "0 pages"));
    }
}
