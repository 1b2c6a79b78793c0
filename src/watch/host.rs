//! How a host of static files behaves: media types, `_redirects`, `_headers`, ranges, whom it answers.
//!
//! Follows what Netlify and Cloudflare Pages have in common. All of it is text in, answer out: nothing
//! here knows the network, or what a page is.

use std::net::IpAddr;
use std::ops::Range;

/// What `_redirects` and `_headers` say.
#[derive(Debug, Default)]
pub(super) struct Rules {
    redirects: Vec<Redirect>,
    headers: Vec<(Pattern, String, String)>,
}

/// A line of `_redirects`.
#[derive(Debug)]
struct Redirect {
    from: Pattern,
    to: String,
    status: u16,
    /// Whether it holds even where something stands: `301!`.
    forced: bool,
}

/// Where a rule of `_redirects` leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leads {
    /// An address: from the root, or whole.
    pub(super) to: String,
    /// The status to answer with. 200 and 404 show what stands there without leading to it.
    pub(super) status: u16,
    /// Whether it holds even where something stands.
    pub(super) forced: bool,
}

impl Rules {
    /// Reads both files. What is not understood is passed over, as hosts do.
    pub(super) fn parse(redirects: &str, headers: &str) -> Rules {
        Rules { redirects: redirects.lines().filter_map(Redirect::parse).collect(), headers: headers_of(headers) }
    }

    /// Where `path`, percent-decoded and from the root of the host, leads: the first rule that fits.
    pub(super) fn leads(&self, path: &str) -> Option<Leads> {
        self.redirects.iter().find_map(|redirect| {
            let found = redirect.from.fits(path)?;
            let to = found.iter().fold(redirect.to.clone(), |to, (name, part)| {
                to.replace(&format!(":{name}"), &crate::text::encode_path(part))
            });
            Some(Leads { to, status: redirect.status, forced: redirect.forced })
        })
    }

    /// The headers for `path`: of one name that several rules give, the values in one, with commas.
    pub(super) fn headers(&self, path: &str) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (_, name, value) in self.headers.iter().filter(|(pattern, ..)| pattern.fits(path).is_some()) {
            match found.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((_, values)) if values != value => *values = format!("{values}, {value}"),
                Some(_) => {}
                None => found.push((name.clone(), value.clone())),
            }
        }
        found
    }
}

impl Redirect {
    /// Reads `from to [status]`. Rules with conditions (a query, a country, a language) are passed over.
    fn parse(line: &str) -> Option<Redirect> {
        let line = line.split_once(" #").map_or(line, |(before, _)| before).trim();
        let mut words = line.split_whitespace().filter(|_| !line.starts_with('#'));
        let (from, to) = (words.next()?, words.next()?);
        let status = words.next().unwrap_or("301");
        let forced = status.ends_with('!');
        let status: u16 = status.trim_end_matches('!').parse().ok()?;
        let is_known = matches!(status, 200 | 301 | 302 | 303 | 307 | 308 | 404);
        let is_plain = from.starts_with('/') && (to.starts_with('/') || to.contains("://")) && words.next().is_none();
        (is_known && is_plain).then(|| Redirect { from: Pattern::of(from), to: to.to_owned(), status, forced })
    }
}

/// Reads the paths that begin a line, and the headers that stand below each, indented.
fn headers_of(text: &str) -> Vec<(Pattern, String, String)> {
    let mut rules = Vec::new();
    let mut path = None;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        match (line.starts_with(char::is_whitespace), path, line.split_once(':')) {
            (false, ..) => path = Some(line.trim()),
            (true, Some(path), Some((name, value))) => {
                rules.push((Pattern::of(path), name.trim().to_owned(), value.trim().to_owned()));
            }
            (true, ..) => {}
        }
    }
    rules
}

/// A path with `*` for anything and `:name` for one name of it.
#[derive(Debug)]
struct Pattern(String);

impl Pattern {
    fn of(text: &str) -> Pattern {
        Pattern(crate::text::decode_path(text).into_owned())
    }

    /// What the parts of the pattern stand for, if `path` fits. A final `/` makes no difference.
    fn fits(&self, path: &str) -> Option<Vec<(String, String)>> {
        let other = path.strip_suffix('/').map_or(format!("{path}/"), str::to_owned);
        fits(&self.0, path).or_else(|| fits(&self.0, &other))
    }
}

fn fits(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let special = pattern.find(['*', ':']).unwrap_or(pattern.len());
    let (plain, rest) = pattern.split_at(special);
    let path = path.strip_prefix(plain)?;
    if let Some(after) = rest.strip_prefix('*') {
        // The longest first, as a greedy splat takes it.
        let ends = (0..=path.len()).rev().filter(|end| path.is_char_boundary(*end));
        return ends.into_iter().find_map(|end| {
            let mut found = fits(after, &path[end..])?;
            found.insert(0, ("splat".to_owned(), path[..end].to_owned()));
            Some(found)
        });
    }
    if let Some(after) = rest.strip_prefix(':') {
        let name = after.find('/').unwrap_or(after.len());
        let part = path.find('/').unwrap_or(path.len());
        let mut found = (part > 0).then(|| fits(&after[name..], &path[part..]))??;
        found.insert(0, (after[..name].to_owned(), path[..part].to_owned()));
        return Some(found);
    }
    path.is_empty().then(Vec::new)
}

/// What a `Range` asks of so many bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: no range, several, or one that cannot be read.
    Whole,
    /// This part, which is not empty.
    Part(Range<usize>),
    /// What is not there.
    Nothing,
}

/// Reads a `Range` header (RFC 9110, section 14).
pub(super) fn range(header: &str, length: usize) -> Wanted {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>();
    let (start, end) = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Ok(most) => (length.saturating_sub(most), length),
            Err(_) => return Wanted::Whole,
        },
        (first, "") => match number(first) {
            Ok(start) => (start, length),
            Err(_) => return Wanted::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Ok(start), Ok(last)) if start <= last => (start, last.saturating_add(1).min(length)),
            _ => return Wanted::Whole,
        },
    };
    if start < end { Wanted::Part(start..end) } else { Wanted::Nothing }
}

/// Whether a `Host` header names this server. A page elsewhere can have a name of its own lead here,
/// and would then read the hub as its own; an address in numbers it cannot.
pub(super) fn is_ours(host: &str, bound: IpAddr, said: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !name.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let number = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let known = |ours: &str| name.eq_ignore_ascii_case(ours) || number.eq_ignore_ascii_case(ours);
    let is_number = number.parse::<IpAddr>();
    known("localhost")
        || known("127.0.0.1")
        || known("::1")
        || known(said)
        || is_number.is_ok_and(|number| number == bound || bound.is_unspecified())
}

/// `policy`, a Content-Security-Policy, with just so much more that a page may load what stands below
/// `ours`. What allows the page's own origin stays as it is.
pub(super) fn loosened(policy: &str, ours: &str) -> String {
    policy.split(',').map(|policy| loosened_one(policy.trim(), ours)).collect::<Vec<_>>().join(", ")
}

fn loosened_one(policy: &str, ours: &str) -> String {
    let named = |directive: &str, name: &str| {
        directive.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    let mut directives: Vec<String> = policy
        .split(';')
        .map(|directive| directive.trim().to_owned())
        // The preview speaks plain HTTP.
        .filter(|directive| !directive.is_empty() && !named(directive, "upgrade-insecure-requests"))
        .collect();
    for wanted in ["script-src", "style-src", "connect-src"] {
        let own = directives.iter().position(|directive| named(directive, wanted));
        let Some(at) = own.or_else(|| directives.iter().position(|directive| named(directive, "default-src"))) else {
            continue;
        };
        let sources: Vec<&str> = directives[at].split_whitespace().skip(1).collect();
        if sources.iter().any(|source| *source == "*" || source.eq_ignore_ascii_case("'self'")) {
            continue;
        }
        let kept: Vec<&str> = sources.into_iter().filter(|source| !source.eq_ignore_ascii_case("'none'")).collect();
        let loosened = [&[wanted], kept.as_slice(), &[ours]].concat().join(" ");
        match own {
            Some(at) => directives[at] = loosened,
            None => directives.push(loosened),
        }
    }
    directives.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_read_as_hosts_read_them() {
        let rules = Rules::parse(
            "# a comment\n/old /new/ 302\n/blog/* /news/:splat 301!\n/n/:year/:name/ /news/:name/?y=:year\n\
             /away https://other.example/ 308\n/app/* /app/ 200\n/fr/* /f/ 302 Language=fr\nnonsense\n/x /y 999\n",
            "",
        );
        let leads = |path: &str| rules.leads(path).map(|it| (it.to, it.status, it.forced));
        let to = |to: &str, status, forced| Some((to.to_owned(), status, forced));
        assert_eq!(leads("/old"), to("/new/", 302, false));
        assert_eq!(leads("/old/"), to("/new/", 302, false));
        assert_eq!(leads("/older"), None);
        assert_eq!(leads("/blog/a/b c"), to("/news/a/b%20c", 301, true));
        assert_eq!(leads("/blog/a/"), to("/news/a/", 301, true));
        assert_eq!(leads("/blog"), to("/news/", 301, true));
        assert_eq!(leads("/n/2026/flu/"), to("/news/flu/?y=2026", 301, false));
        assert_eq!(leads("/away"), to("https://other.example/", 308, false));
        assert_eq!(leads("/app/x"), to("/app/", 200, false));
        assert_eq!(leads("/fr/a"), None);
        assert_eq!(leads("/x"), None);
    }

    #[test]
    fn headers_of_all_rules_that_fit_come_together() {
        let rules = Rules::parse(
            "",
            "/*\n  X-One: 1\n  Policy: a\n/hub/*/feed.xml\n  Content-Type: application/rss+xml\n/hub/*\n  policy: b\n",
        );
        let text = |path| rules.headers(path).iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        assert_eq!(text("/x"), ["X-One=1", "Policy=a"]);
        assert_eq!(text("/hub/news/feed.xml"), ["X-One=1", "Policy=a, b", "Content-Type=application/rss+xml"]);
    }

    #[test]
    fn ranges() {
        for (header, wanted) in [
            ("bytes=0-3", Wanted::Part(0..4)),
            ("bytes=8-", Wanted::Part(8..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-30", Wanted::Part(0..10)),
            ("bytes=5-99", Wanted::Part(5..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=99999999999999999999-", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=5-2", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
        ] {
            assert_eq!(range(header, 10), wanted, "{header}");
        }
        assert_eq!(range("bytes=0-", 0), Wanted::Nothing);
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let loopback: IpAddr = "127.0.0.1".parse().unwrap();
        for (host, ours) in [
            ("127.0.0.1:4000", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:4000", true),
            ("evil.example:4000", false),
            ("127.0.0.1.evil.example", false),
            ("192.168.0.7:4000", false),
            ("", false),
            (":4000", false),
        ] {
            assert_eq!(is_ours(host, loopback, "127.0.0.1"), ours, "{host}");
        }
        let every: IpAddr = "0.0.0.0".parse().unwrap();
        assert!(is_ours("192.168.0.7:4000", every, "0.0.0.0"));
        assert!(!is_ours("desk.example:4000", every, "0.0.0.0"));
        assert!(is_ours("desk.example:4000", "192.168.0.7".parse().unwrap(), "desk.example"));
    }

    #[test]
    fn a_policy_is_loosened_no_more_than_needed() {
        let ours = "http://127.0.0.1:4000/_bulletin/";
        let own = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'";
        assert_eq!(loosened(own, ours), own);
        assert_eq!(
            loosened("default-src 'none'; style-src 'self'; script-src 'none'", ours),
            format!("default-src 'none'; style-src 'self'; script-src {ours}; connect-src {ours}")
        );
        assert_eq!(
            loosened("img-src *; upgrade-insecure-requests, script-src a.example", ours),
            format!("img-src *, script-src a.example {ours}")
        );
    }
}
