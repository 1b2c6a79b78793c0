//! One page on the desk: what it says of itself, what is wrong with it, and what becomes of it.

use maud::{Markup, html};

use super::super::preview::Snapshot;
use super::super::stage::Stage;
use super::entries::{self, Entry, State};
use super::list::capital;
use super::look::{self, Room};
use super::{reach, structured};
use crate::content::Page;
use crate::diag::{Diagnostic, Level};
use crate::project::Project;
use crate::text::count;

/// The page that is made from `source`, with the status to show it with.
pub(super) fn show(_: &Stage, room: &Room<'_>, source: &str) -> (u16, String) {
    let Some(snapshot) = &room.standing.snapshot else { return (200, room.sheet("Page", None, &html! {})) };
    let Some(entry) = entries::find(snapshot, &room.standing.problems, source) else { return (404, none(room)) };
    let project = &snapshot.world().project;
    let page = entry.page;
    let place = html! {
        nav .crumbs aria-label="Where you are" { a href="/_desk/" { "All pages" } }
    };
    let main = html! {
        article .page {
            header {
                p .kind { (capital(entry.sort())) }
                h1 lang=(page.language) dir="auto" { (page.title) }
                p .badges {
                    (look::state(entry.state, &project.zone))
                    @if let Some(review) = entry.review { " " span .with { "Review: " (look::review(review)) } }
                }
                (ways(room, snapshot, &entry))
            }
            (silence(&entry, project))
            (problems(room, page))
            (facts(&entry, project))
            @if let Some(id) = entry.id {
                (reach::feeds(snapshot, id))
                (structured::show(snapshot, id))
                (reach::links(snapshot, id))
            }
        }
    };
    (200, room.sheet(&page.title, Some(place), &main))
}

/// There is no such page.
pub(super) fn none(room: &Room<'_>) -> String {
    let main = html! {
        h1 { "There is no such page" }
        p { "Its file may have been renamed or deleted. When it is back, it is shown here." }
        p { a href="/_desk/" { "All pages" } }
    };
    room.sheet("There is no such page", None, &main)
}

/// Where to see it and where to change it.
fn ways(room: &Room<'_>, snapshot: &Snapshot, entry: &Entry<'_>) -> Markup {
    let page = entry.page;
    let source = page.source.as_str();
    html! {
        ul .ways {
            @if entry.id.is_some() {
                li { a .button href=(snapshot.world().project.base.rooted(&page.address)) { "See the page" } }
            }
            @if let Some(address) = room.file_address(source, 1) {
                li { a .button href=(address) { "Edit the file" } }
            }
            li .source { code { (source) } }
        }
    }
}

/// Why a page is not published, in a sentence for its editor.
fn silence(entry: &Entry<'_>, project: &Project) -> Markup {
    if entry.state.is_published() {
        return html! {};
    }
    let zone = &project.zone;
    html! {
        section #silence .silence aria-labelledby="silence-heading" {
            h2 #silence-heading { "Not published: nothing of it is in a build" }
            p {
                @match entry.state {
                    State::Published(_) => {}
                    State::Draft => { "It says " code { "draft: true" } ". Take that line out to publish it." }
                    State::Embargoed(until) => { "It is under embargo until " (look::moment(until, zone)) ". A build from then on has it." }
                    State::Scheduled(until) => { "It is to be published on " (look::moment(until, zone)) ". A build from then on has it." }
                    State::Expired(since) => { "It expired on " (look::moment(since, zone)) "." }
                    State::Withdrawn => { "A patient's consent was withdrawn or has run out, so it may not be shown." }
                    State::HeldBack => { "What it says of its embargo or its publication cannot be read. So that nothing comes out too early, it is held back until that is mended." }
                    State::LeftOut => { "Another page has the same address. Give one of them another " code { "slug" } "." }
                }
            }
            @if entry.id.is_some() {
                p { "You see it in this preview because it was started with " code { "--drafts" } "." }
            }
        }
    }
}

/// What is wrong in its file.
fn problems(room: &Room<'_>, page: &Page) -> Markup {
    let here = |problem: &&Diagnostic| problem.place.file == page.source.as_str();
    let mut found: Vec<&Diagnostic> = room.standing.problems.iter().filter(here).collect();
    found.sort_by_key(|problem| problem.level);
    let errors = found.iter().filter(|problem| problem.level == Level::Error).count();
    html! {
        section #problems aria-labelledby="problems-heading" {
            h2 #problems-heading { "Problems" }
            @if found.is_empty() {
                p .fine { (if room.standing.is_whole { "Nothing is wrong with this page." } else { "Nothing found so far. Other pages are still being looked at." }) }
            } @else {
                p { (look::tally(errors, found.len() - errors)) }
                ul .problems { @for problem in found { (room.problem(problem)) } }
            }
        }
    }
}

/// What the page says of itself.
fn facts(entry: &Entry<'_>, project: &Project) -> Markup {
    let Page { front, language, address, words, description, .. } = entry.page;
    let zone = &project.zone;
    let names =
        |names: &[crate::span::At<String>]| names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    let row = |name: &str, value: Markup| html! { div { dt { (name) } dd { (value) } } };
    let day = |day: Option<crate::instant::When>| day.map(|day| look::when(day, zone));
    html! {
        section #facts aria-labelledby="facts-heading" {
            h2 #facts-heading { "What it says" }
            dl .facts {
                @if !description.is_empty() {
                    div .wide { dt { "Description" } dd lang=(language) dir="auto" { (description) } }
                }
                (row("Address", html! { code { (project.base.path) (address) } }))
                (row("Language", html! { (language) }))
                (row("Length", html! { (count(*words, "word", "words")) }))
                @if let Some(date) = day(front.date) { (row("Published", date)) }
                @if let Some(updated) = day(front.updated) { (row("Updated", updated)) }
                @if let Some(embargo) = day(front.embargo) { (row("Embargo", embargo)) }
                @if let Some(publish) = day(front.publish_at) { (row("To be published", publish)) }
                @if let Some(expires) = day(front.expires) { (row("Expires", expires)) }
                @if let Some(reviewed) = front.reviewed { (row("Reviewed", look::day(reviewed))) }
                @if let Some(review) = entry.review { (row("Next review", look::review(review))) }
                @if !front.authors.is_empty() { (row("Authors", html! { span dir="auto" { (names(&front.authors)) } })) }
                @if !front.reviewers.is_empty() { (row("Reviewers", html! { span dir="auto" { (names(&front.reviewers)) } })) }
                @for (taxonomy, terms) in &front.terms {
                    @if !terms.is_empty() { (row(&capital(taxonomy), html! { span dir="auto" { (names(terms)) } })) }
                }
            }
        }
    }
}
