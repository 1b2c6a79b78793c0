//! Who is answered what: the one gate in front of everything that the preview serves.
//!
//! What is not published yet is for this computer alone, and not for pages of other websites that are open on it. A route
//! that is not named here as open is private.

use hyper::header::HeaderMap;

/// The port that a request came to. Each is an origin of its own for browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The site, as its readers will see it.
    Preview,
    /// The editor's desk.
    Desk,
}

/// Where a request comes from and to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker {
    /// The port that it came to.
    pub side: Side,
    /// Whether it comes from this computer.
    pub is_here: bool,
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// An output of the hub.
    Site,
    /// The script of the preview.
    Script,
    /// Its style sheet.
    Style,
    /// The stream of what happens to a page.
    Events,
    /// The path of the hub on this computer.
    Hub,
    /// A view of the desk, or a file of it.
    Desk,
    /// The hub as it will be at another moment, which takes as long to put together as the hub.
    Ahead,
    /// Nothing: the rest of what the preview keeps for itself.
    Nothing,
}

impl Route {
    /// What `path`, percent-decoded, names.
    pub(super) fn of(path: &str) -> Route {
        let is_below =
            |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        match path {
            "/_bulletin/watch.js" => Route::Script,
            "/_bulletin/watch.css" => Route::Style,
            "/_bulletin/events" => Route::Events,
            "/_bulletin/hub" => Route::Hub,
            _ if is_below("/_desk/ahead") => Route::Ahead,
            _ if is_below("/_desk") => Route::Desk,
            _ if is_below("/_bulletin") => Route::Nothing,
            _ => Route::Site,
        }
    }

    /// Whether other computers are answered, where `--host` lets them ask. The events that they get tell of no problem.
    fn is_open(self) -> bool {
        match self {
            Route::Site | Route::Script | Route::Style | Route::Events | Route::Nothing => true,
            Route::Hub | Route::Desk | Route::Ahead => false,
        }
    }
}

/// Why a request is refused; none if it is answered.
pub(super) fn refusal(route: Route, asker: Asker, headers: &HeaderMap) -> Option<&'static str> {
    let is_open = route.is_open() && asker.side == Side::Preview;
    if !is_open && !asker.is_here {
        return Some("The desk shows what is not published yet, so it answers this computer only.\n");
    }
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    // Programs that are no browsers do not say it.
    let site = said("sec-fetch-site");
    if route == Route::Hub && site.is_some() {
        return Some("This is for programs on this computer, not for pages.\n");
    }
    let is_own = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    // A link on a page of the preview, which is the same site at another port, leads to the desk. What opens so cannot be
    // read by the page that it was opened from.
    let is_followed = said("sec-fetch-mode") == Some("navigate")
        && said("sec-fetch-dest") == Some("document")
        && site == Some("same-site");
    let may_come = match route {
        Route::Site => asker.side == Side::Preview || is_own || is_followed,
        Route::Desk => is_own || is_followed,
        Route::Script | Route::Style | Route::Events | Route::Hub | Route::Ahead | Route::Nothing => is_own,
    };
    (!may_come).then_some(
        "This was asked for by a page of another website, which may not see the desk or the preview's own files.\n\
         If you followed a link, type its address instead.\n",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(path: &str, side: Side, is_here: bool, headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        refusal(Route::of(path), Asker { side, is_here }, &headers).is_some()
    }

    const PRIVATE: [&str; 9] = [
        "/_desk",
        "/_desk/",
        "/_desk/page/",
        "/_desk/desk.js",
        "/_desk/anything-new",
        "/_desk/ahead",
        "/_desk/ahead/drafts/",
        "/_desk/ahead/2026-12-01T09:00:00Z/a/",
        "/_bulletin/hub",
    ];

    #[test]
    fn strangers_are_refused_what_is_private() {
        for path in PRIVATE {
            assert!(is_refused(path, Side::Preview, false, &[]), "{path}");
            assert!(is_refused(path, Side::Desk, false, &[]), "{path}");
            assert!(!is_refused(path, Side::Desk, true, &[]), "{path}");
        }
        for path in ["/", "/hub/", "/_bulletin/watch.js", "/_bulletin/watch.css", "/_bulletin/events", "/_desks/"] {
            assert!(!is_refused(path, Side::Preview, false, &[]), "{path}");
            assert!(is_refused(path, Side::Desk, false, &[]), "{path}: the desk's port is for this computer");
        }
    }

    #[test]
    fn pages_of_other_websites_are_refused_what_is_private() {
        for path in PRIVATE.iter().chain(&["/_bulletin/events", "/_bulletin/watch.js", "/_bulletin/new"]) {
            for site in ["cross-site", "same-site", "something-new", ""] {
                for side in [Side::Preview, Side::Desk] {
                    assert!(is_refused(path, side, true, &[("sec-fetch-site", site)]), "{path} {site:?}");
                }
            }
        }
        let navigation =
            |site| [("sec-fetch-site", site), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert!(!is_refused("/_desk/page/", Side::Desk, true, &navigation("same-site")), "a link of the preview");
        assert!(is_refused("/_desk/page/", Side::Desk, true, &navigation("cross-site")));
        assert!(is_refused("/_desk/ahead/drafts/", Side::Desk, true, &navigation("same-site")));
        let frame = [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
        assert!(is_refused("/_desk/", Side::Desk, true, &frame));
        assert!(!is_refused("/hub/", Side::Preview, true, &[("sec-fetch-site", "cross-site")]), "a link to the site");
        assert!(is_refused("/hub/a.png", Side::Desk, true, &[("sec-fetch-site", "same-site")]));
        assert!(is_refused("/_bulletin/hub", Side::Preview, true, &[("sec-fetch-site", "same-origin")]));
    }
}
