//! The editor's desk: every page of the hub with its state, and one page with all that becomes of it.
//!
//! For people who do not read terminals. A view is made by the server for each request, from what the preview knows
//! already; the script only brings in what has changed, and copies. It is answered to this computer alone, because it
//! shows what is not published yet; and it is in no build, which has no way to it.

mod ahead;
mod entries;
mod list;
mod look;
mod page;
mod query;
mod reach;
mod share;
mod structured;

use std::path::Path;

use super::stage::{Stage, Standing};
use crate::path::SourcePath;
use crate::project::config::{Desk, Editor};
use look::Room;
use query::Query;

/// What the desk answers.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) media_type: &'static str,
    pub(super) body: Vec<u8>,
    /// Its Content-Security-Policy.
    pub(super) policy: &'static str,
}

/// The desk says for itself what a browser may do with it: nothing from elsewhere, nothing in line, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What else it says.
pub(super) const HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// What stands at `path`, which begins with `/_desk/`, for the hub in `root`.
pub(super) fn answer(stage: &Stage, standing: &Standing, root: &Path, path: &str, query: &str) -> Answer {
    match path {
        "/_desk/desk.css" => Answer::of("text/css; charset=utf-8", include_str!("desk.css")),
        "/_desk/desk.js" => Answer::of("text/javascript; charset=utf-8", include_str!("desk.js")),
        "/_desk/ahead.css" => Answer::of("text/css; charset=utf-8", include_str!("ahead.css")),
        "/_desk/desk.svg" => Answer::of("image/svg+xml", include_str!("desk.svg")),
        _ => view(stage, standing, root, path, &Query::parse(query)),
    }
}

fn view(stage: &Stage, standing: &Standing, root: &Path, path: &str, query: &Query) -> Answer {
    let snapshot = standing.snapshot.as_ref();
    if let Some(answer) = snapshot.and_then(|snapshot| ahead::answer(snapshot, path)) {
        return answer;
    }
    let project = snapshot.map(|snapshot| &snapshot.world().project);
    let room = Room {
        standing,
        root,
        editor: project.map_or(Editor::None, |project| project.config.desk.editor),
        hub: project.map_or("", |project| &project.config.title),
        home: project.map_or("/".to_owned(), |project| format!("{}/", project.base.path)),
    };
    let (status, html) = match path {
        "/_desk/" => (200, list::show(&room, &list::View::of(query))),
        "/_desk/page/" => page::show(stage, &room, query.get("source").unwrap_or("")),
        _ => (404, page::none(&room)),
    };
    Answer { status, media_type: "text/html; charset=utf-8", body: html.into_bytes(), policy: POLICY }
}

/// Where the desk shows the page that is made from `source`; all pages, if it is none.
pub(super) fn address(source: Option<&SourcePath>) -> String {
    let source = source.filter(|source| source.below("content").is_some());
    source.map_or("/_desk/".to_owned(), |source| query::link("/_desk/page/", &[("source", source.as_str())]))
}

/// Whether pages of the preview have a link to the desk.
pub(super) fn is_linked(standing: &Standing) -> bool {
    let desk = standing.snapshot.as_ref().map_or(Desk::default(), |snapshot| snapshot.world().project.config.desk);
    desk.link
}

impl Answer {
    fn of(media_type: &'static str, body: &str) -> Answer {
        Answer { status: 200, media_type, body: body.into(), policy: POLICY }
    }
}
