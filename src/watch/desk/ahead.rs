//! Pages as they will be when they are published: below the desk, and nowhere else.
//!
//! A hub of another moment is put together of the same sources and shown whole below `/_desk/ahead/`, so that a press
//! office sees a page under embargo, its pictures and its cards before anybody else does. It has no scripts.

use std::sync::Arc;

use super::super::aside::Then;
use super::super::preview::Snapshot;
use super::Answer;
use super::entries::State;
use crate::instant::Instant;
use crate::path::media_type;

/// Where hubs of other moments stand.
const ROOT: &str = "/_desk/ahead/";

/// When a page in this state will be published, if that is known; a draft could be now.
pub(super) fn then(state: State) -> Option<Then> {
    match state {
        State::Draft => Some(Then { now: None, drafts: true }),
        State::Embargoed(until) | State::Scheduled(until) => Some(Then { now: Some(until), drafts: false }),
        State::Published(_) | State::Expired(_) | State::Withdrawn | State::HeldBack | State::LeftOut => None,
    }
}

/// The hub as it will be then.
pub(super) fn hub(snapshot: &Snapshot, then: Then) -> Option<Arc<Snapshot>> {
    let origin = &snapshot.world().project.base.origin;
    snapshot.elsewhere(then, format!("{origin}{ROOT}{}/", name(then)))
}

/// What stands at `path`, if that is below another moment.
pub(super) fn answer(snapshot: &Snapshot, path: &str) -> Option<Answer> {
    let (moment, rest) = path.strip_prefix(ROOT)?.split_once('/')?;
    let hub = hub(snapshot, parse(moment)?)?;
    let name = if rest.is_empty() || rest.ends_with('/') { format!("{rest}index.html") } else { rest.to_owned() };
    let (file, route) = hub.route(&name)?;
    let bytes = hub.make(file, route).ok()?;
    let media_type = media_type(file.as_str());
    let body = if media_type.starts_with("text/html") { with_strip(bytes) } else { bytes };
    Some(Answer { status: 200, media_type, body, policy: POLICY })
}

/// What a browser may do with such a page: show it.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
                      media-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// With a line at the foot that says what this is.
fn with_strip(mut html: Vec<u8>) -> Vec<u8> {
    let strip =
        b"<link rel=\"stylesheet\" href=\"/_desk/ahead.css\"><aside class=\"bulletin-ahead\" lang=\"en\" dir=\"ltr\">\
        Not published yet: the hub as it will be. <a href=\"/_desk/\">Back to the desk</a></aside>";
    let end = html.windows(7).rposition(|part| part.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    html.splice(end..end, strip.iter().copied());
    html
}

fn name(then: Then) -> String {
    let moment = then.now.map(|now| now.to_string());
    let drafts = then.drafts.then(|| "drafts".to_owned());
    drafts.into_iter().chain(moment).collect::<Vec<_>>().join("-")
}

fn parse(name: &str) -> Option<Then> {
    let (drafts, moment) = match name.strip_prefix("drafts") {
        Some(rest) => (true, rest.trim_start_matches('-')),
        None => (false, name),
    };
    let now = if moment.is_empty() { None } else { Some(moment.parse::<Instant>().ok()?) };
    (drafts || now.is_some()).then_some(Then { now, drafts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_back_from_its_name() {
        for moment in [None, Some("2026-12-01T09:00:00.5Z".parse().unwrap())] {
            let then = Then { now: moment, drafts: true };
            assert_eq!(parse(&name(then)), Some(then));
        }
        assert_eq!(parse("2026-12-01T09:00:00Z").map(|then| then.drafts), Some(false));
        assert_eq!((parse(""), parse("soon")), (None, None));
    }
}
