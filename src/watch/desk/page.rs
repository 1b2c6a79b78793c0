//! One page on the desk: what it says of itself, what is wrong with it, and what becomes of it.

use maud::{Markup, html};

use super::super::aside::Then;
use super::super::preview::Snapshot;
use super::super::stage::Stage;
use super::entries::{self, Entry, State};
use super::list::capital;
use super::look::{self, Room};
use super::share::{self, Told};
use super::{ahead, reach, structured};
use crate::check;
use crate::content::{self, Page};
use crate::diag::{Diagnostic, Level, settle};
use crate::project::Project;
use crate::site::PageId;
use crate::world::{Lens, World};

/// The page that is made from `source`, with the status to show it with.
pub(super) fn show(_: &Stage, room: &Room<'_>, source: &str) -> (u16, String) {
    let Some(snapshot) = &room.standing.snapshot else { return (200, room.sheet("Page", None, &html! {})) };
    let Some(entry) = entries::find(snapshot, &room.standing.problems, source) else { return (404, none(room)) };
    let project = &snapshot.world().project;
    let page = entry.page;
    // What is not published is read from the hub as it will be.
    let (then, ahead) = match entry.id {
        Some(_) => (Some(Then { now: None, drafts: project.drafts }), None),
        None => {
            let then = ahead::then(entry.state);
            (then, then.and_then(|then| ahead::hub(snapshot, then)))
        }
    };
    let shown = ahead.as_deref().unwrap_or(snapshot);
    let id = entry.id.or_else(|| shown.world().site.by_source(page.source.as_str()).filter(|_| ahead.is_some()));
    let place = html! {
        nav .crumbs aria-label="Where you are" { a href="/_desk/" { "All pages" } }
    };
    let main = html! {
        article .page {
            header {
                p .kind { (capital(entry.sort())) }
                h1 lang=(page.language) dir="auto" { (page.title) }
                p .badges {
                    (look::state(entry.state, &project.zone)) (look::coverage(entry.coverage)) (look::stale(entry.stale))
                    @if let Some(review) = entry.review { " " span .with { "Review: " (look::review(review)) } }
                }
                (ways(room, shown, &entry, id))
                (contents(id.is_some()))
            }
            (silence(&entry, project))
            (problems(room, page, id.filter(|_| ahead.is_some()).map(|id| (shown, id))))
            (facts(&entry, shown))
            (reading(&entry, shown))
            @if let Some(id) = id {
                @match then.and_then(|then| Told::of(snapshot, then, &page.source, &shown.world().project.base)) {
                    Some(told) => { (share::cards(room, &told, page)) (share::posts(&told, page)) }
                    None => { (not_made()) }
                }
                (reach::feeds(shown, id))
                (structured::show(shown, id))
                (reach::links(shown, id))
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

/// The parts of the view.
fn contents(is_placed: bool) -> Markup {
    let parts = [("problems", "Problems"), ("facts", "What it says")];
    let more = [
        ("networks", "Sharing"),
        ("posts", "Posts"),
        ("feeds", "Feeds"),
        ("structured", "Structured data"),
        ("links", "Links"),
    ];
    html! {
        nav aria-label="On this page" {
            ul .contents {
                @for (id, name) in parts.iter().chain(more.iter().filter(|_| is_placed)) { li { a href={ "#" (id) } { (name) } } }
            }
        }
    }
}

/// Where to see it and where to change it.
fn ways(room: &Room<'_>, shown: &Snapshot, entry: &Entry<'_>, id: Option<PageId>) -> Markup {
    let page = entry.page;
    let source = page.source.as_str();
    html! {
        ul .ways {
            @if let Some(id) = id {
                @let words = if entry.id.is_some() { "See the page" } else { "See it as it will be" };
                li { a .button href=(shown.world().project.base.rooted(&shown.world().site.page(id).address)) { (words) } }
            }
            @if let Some(address) = room.file_address(source, 1) {
                li { a .button href=(address) { "Edit the file" } }
            }
            li .source { code { (source) } }
        }
    }
}

/// How each part of a page reads, if it has several.
fn reading(entry: &Entry<'_>, shown: &Snapshot) -> Markup {
    let world = shown.world();
    let page = entry.page;
    let parts = content::sections(page, &world.tree, &world.project);
    let grade = |part: &content::Section| part.counts.grade().map(|grade| grade.round().clamp(0.0, 99.0) as usize);
    html! {
        @if parts.len() > 1 {
            section #reading aria-labelledby="reading-heading" {
                h2 #reading-heading { "How it reads" }
                dl .facts {
                    @for part in &parts {
                        @let (long, many) = (part.counts.long_sentences as usize, part.counts.long_paragraphs as usize);
                        div {
                            dt lang=(page.language) dir="auto" { @if part.title.is_empty() { "Beginning" } @else { (part.title) } }
                            dd {
                                @if let Some(grade) = grade(part) { "grade " (grade) }
                                @if long > 0 { ", " (look::counted(long, "sentence", "sentences")) " of more than 20 words" }
                                @if many > 0 { ", " (look::counted(many, "paragraph", "paragraphs")) " of more than 3 sentences" }
                            }
                        }
                    }
                }
            }
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
                    State::HeldBack => { "An error in its front matter leaves open whether it may be published. So that nothing comes out too early, it is held back until that is mended." }
                    State::LeftOut => { "Another page has the same address. Give one of them another " code { "slug" } "." }
                }
            }
            @if entry.id.is_some() {
                p { "You see it in this preview because it was started with " code { "--drafts" } "." }
            }
        }
    }
}

/// Nothing can be read from a page that cannot be made, or that is just being saved: what an open desk shows stays.
fn not_made() -> Markup {
    html! {
        @for (id, heading) in [("networks", "How it will look when it is shared"), ("posts", "Posts")] {
            section id=(id) data-keep aria-labelledby={ (id) "-heading" } {
                h2 id={ (id) "-heading" } { (heading) }
                p { "The page cannot be made at the moment. If it stays so, what keeps it is among the problems." }
            }
        }
    }
}

/// What is wrong in its file. A page that is not published is checked where it is `ahead`: otherwise nobody does.
fn problems(room: &Room<'_>, page: &Page, ahead: Option<(&Snapshot, PageId)>) -> Markup {
    let checked = ahead.map_or_else(Vec::new, |(hub, id)| {
        let world = hub.world();
        settle(check::page(Lens::new(world.clone()), id).0, &world.project.verdicts)
    });
    let here = |problem: &&Diagnostic| problem.place.file == page.source.as_str();
    let found: Vec<&Diagnostic> = room.standing.problems.iter().filter(here).chain(&checked).collect();
    let errors = found.iter().filter(|problem| problem.level == Level::Error).count();
    html! {
        section #problems aria-labelledby="problems-heading" {
            h2 #problems-heading { "Problems" }
            @if found.is_empty() {
                p .fine { (if room.standing.is_whole { "Nothing is wrong with this page." } else { "Nothing found so far. Other pages are still being looked at." }) }
            } @else {
                p { (look::tally(errors, found.len() - errors)) }
                (room.problems(&found))
            }
        }
    }
}

/// What the page says of itself.
fn facts(entry: &Entry<'_>, shown: &Snapshot) -> Markup {
    let World { project, site, .. } = &**shown.world();
    let Page { front, language, address, words, description, .. } = entry.page;
    let zone = &project.zone;
    let names =
        |names: &[crate::span::At<String>]| names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    // Somebody with a page is called as it says.
    let people = |ids: &[crate::span::At<String>]| {
        let name = |id: &str| site.person(id).map_or(id, |person| &site.page(person).title).to_owned();
        ids.iter().map(|id| name(&id.value)).collect::<Vec<_>>().join(", ")
    };
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
                @if let Some(grade) = entry.grade {
                    @let target = project.config.health.readability;
                    (row("Reads like", html! { "grade " (grade) @if let Some(target) = target { ", wanted: " (target) } }))
                }
                (row("Length", html! { (look::counted(*words, "word", "words")) }))
                @if let Some(date) = day(front.date) { (row("Published", date)) }
                @if let Some(updated) = day(front.updated) { (row("Updated", updated)) }
                @if let Some(embargo) = day(front.embargo) { (row("Embargo", embargo)) }
                @if let Some(publish) = day(front.publish_at) { (row("To be published", publish)) }
                @if let Some(expires) = day(front.expires) { (row("Expires", expires)) }
                @if let Some(reviewed) = front.reviewed { (row("Reviewed", look::day(reviewed))) }
                @if let Some(review) = entry.review { (row("Next review", look::review(review))) }
                @if let Some(marks) = check::evidence::marks(shown.world(), entry.page) {
                    (row("Says of itself", html! { (marks.count()) " of 4" @for (name, has) in marks.named() { @if !has { ", no " (name) } } }))
                }
                @if !front.authors.is_empty() { (row("Authors", html! { span dir="auto" { (people(&front.authors)) } })) }
                @if !front.reviewers.is_empty() { (row("Reviewers", html! { span dir="auto" { (people(&front.reviewers)) } })) }
                @for (taxonomy, terms) in &front.terms {
                    @if !terms.is_empty() { (row(&capital(taxonomy), html! { span dir="auto" { (names(terms)) } })) }
                }
            }
        }
    }
}
