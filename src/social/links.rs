//! What X takes for a link in a post: with `http://` or `https://` before it or without, ending as it ends there.
//!
//! The rules are those of its published counter (twitter-text 3), and so are the top-level domains: what it does not know,
//! such as `.example`, is no link and counts letter by letter.

use std::ops::Range;

/// Every top-level domain that is known, sorted by bytes, one on each line.
const DOMAINS: &str = include_str!("domains.txt");

/// A link longer than this is none, in characters.
const LONGEST: usize = 4096;

/// A part of a domain longer than this is none.
const LONGEST_LABEL: usize = 63;

/// Which links are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Bare domains too.
    Any,
    /// Only with `http://` or `https://`.
    WithScheme,
}

/// The links in `text`, in order, as ranges of characters.
pub(super) fn find(text: &[char], wanted: Wanted) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let after_letter = may_precede(text[at]).then(|| candidate(text, at + 1)).flatten();
        let Some(found) = after_letter.or_else(|| (at == 0).then(|| candidate(text, 0)).flatten()) else {
            at += 1;
            continue;
        };
        at = found.end;
        found.links(text, wanted, &mut links);
    }
    links
}

/// What has the form of a link.
struct Candidate {
    start: usize,
    scheme: usize,
    domain: Range<usize>,
    has_path: bool,
    end: usize,
}

fn candidate(text: &[char], start: usize) -> Option<Candidate> {
    let scheme = scheme_length(&text[start.min(text.len())..]);
    let domain = start + scheme..domain_end(text, start + scheme)?;
    let mut end = domain.end;
    let port = run(text, end + 1, |c| c.is_ascii_digit());
    if text.get(end) == Some(&':') && port > end + 1 {
        end = port;
    }
    let path = path_end(text, end);
    let query = query_end(text, path.unwrap_or(end));
    let end_of_all = query.or(path).unwrap_or(end);
    Some(Candidate { start, scheme, domain, has_path: path.is_some(), end: end_of_all })
}

impl Candidate {
    /// The links that it holds: itself, or without a scheme the plain domains in it.
    fn links(&self, text: &[char], wanted: Wanted, links: &mut Vec<Range<usize>>) {
        let domain = &text[self.domain.clone()];
        let is_short = domain.split(|c| *c == '.').all(|label| label.len() <= LONGEST_LABEL);
        if !is_short || self.end - self.start > LONGEST {
            return;
        }
        if self.scheme > 0 {
            links.push(self.start..self.shortened(text).unwrap_or(self.end));
            return;
        }
        let before = self.start.checked_sub(1).map(|at| text[at]);
        if wanted == Wanted::WithScheme || matches!(before, Some('-' | '_' | '.' | '/')) {
            return;
        }
        let first = links.len();
        let plain = plain_domains(domain);
        links.extend(plain.iter().map(|found| self.start + found.start..self.start + found.end));
        if let Some(last) = links[first..].last_mut()
            && self.has_path
        {
            last.end = self.end;
        }
    }

    /// Where a link of X's own shortener ends.
    fn shortened(&self, text: &[char]) -> Option<usize> {
        let is_own = text[self.domain.clone()].iter().collect::<String>().eq_ignore_ascii_case("t.co");
        if !is_own || text.get(self.domain.end) != Some(&'/') {
            return None;
        }
        let name = run(text, self.domain.end + 1, |c| c.is_ascii_alphanumeric());
        (name > self.domain.end + 1).then(|| query_end(text, name).unwrap_or(name))
    }
}

/// Whether a link may stand right after this.
fn may_precede(c: char) -> bool {
    !c.is_ascii_alphanumeric() && !matches!(c, '@' | '＠' | '$' | '#' | '＃' | '\u{fffe}' | '\u{feff}' | '\u{ffff}')
}

fn scheme_length(text: &[char]) -> usize {
    let begins = |with: &str| {
        with.chars().enumerate().all(|(at, c)| text.get(at).is_some_and(|found| found.eq_ignore_ascii_case(&c)))
    };
    ["https://", "http://"].into_iter().find(|scheme| begins(scheme)).map_or(0, str::len)
}

/// Where the domain that begins at `start` ends: as many parts as there are before a known top-level domain.
fn domain_end(text: &[char], start: usize) -> Option<usize> {
    let mut best = None;
    let mut at = start;
    loop {
        let end = run(text, at, |c| is_of_domain(c) || matches!(c, '_' | '-'));
        let label = text.get(at..end)?;
        let is_label = label.first().zip(label.last()).is_some_and(|(a, b)| is_of_domain(*a) && is_of_domain(*b));
        if !is_label || text.get(end) != Some(&'.') {
            return best;
        }
        at = end + 1;
        if !label.contains(&'_')
            && let Some(end) = top_level_end(text, at)
        {
            best = Some(end);
        }
    }
}

/// Where the top-level domain that begins at `start` ends.
fn top_level_end(text: &[char], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let may_follow = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '@' | '+' | '-');
    let is_end = |length: &usize| rest.get(*length).is_none_or(|c| may_follow(*c));
    let mut name = String::new();
    let mut best = None;
    for (length, c) in rest.iter().take(LONGEST_DOMAIN).enumerate() {
        name.extend(c.to_lowercase());
        let length = length + 1;
        if is_end(&length) && is_known(&name) {
            best = Some(start + length);
        }
    }
    best.or_else(|| {
        let is_coded = rest.len() > 4 && rest[..4].iter().collect::<String>().eq_ignore_ascii_case("xn--");
        let end = run(text, start + 4, |c| c.is_ascii_alphanumeric() || c == '-');
        (is_coded && end > start + 4).then_some(end)
    })
}

/// The longest top-level domain has so many characters.
const LONGEST_DOMAIN: usize = 24;

fn is_known(name: &str) -> bool {
    static SORTED: std::sync::LazyLock<Vec<&str>> = std::sync::LazyLock::new(|| DOMAINS.lines().collect());
    SORTED.binary_search(&name).is_ok()
}

/// Domains of Latin letters in a domain of any.
fn plain_domains(domain: &[char]) -> Vec<Range<usize>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || is_latin(c);
    let mut found = Vec::new();
    let mut at = 0;
    while at < domain.len() {
        let (mut label, mut best) = (at, None);
        loop {
            let end = run(domain, label, is_plain);
            if end == label || domain.get(end) != Some(&'.') {
                break;
            }
            label = end + 1;
            best = top_level_end(domain, label).or(best);
        }
        match best {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Where the path that begins at `start` ends, if one does.
fn path_end(text: &[char], start: usize) -> Option<usize> {
    if text.get(start) != Some(&'/') {
        return None;
    }
    let (mut at, mut end) = (start + 1, start + 1);
    loop {
        match text.get(at) {
            Some(c) if is_of_path(*c) => {
                at += 1;
                end = if may_end_path(*c) { at } else { end };
            }
            Some('(') => match parentheses_end(text, at) {
                Some(closed) => (at, end) = (closed, closed),
                None => return Some(end),
            },
            _ => return Some(end),
        }
    }
}

/// Where balanced parentheses, one pair inside another at most, end.
fn parentheses_end(text: &[char], start: usize) -> Option<usize> {
    let inner = run(text, start + 1, is_of_path);
    match text.get(inner) {
        Some(')') => (inner > start + 1).then_some(inner + 1),
        Some('(') => {
            let deepest = run(text, inner + 1, is_of_path);
            if deepest == inner + 1 || text.get(deepest) != Some(&')') {
                return None;
            }
            let end = run(text, deepest + 1, is_of_path);
            (text.get(end) == Some(&')')).then_some(end + 1)
        }
        _ => None,
    }
}

/// Where the query that begins at `start` ends, if one does.
fn query_end(text: &[char], start: usize) -> Option<usize> {
    if text.get(start) != Some(&'?') {
        return None;
    }
    let is_of_query = |c: char| c.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(c);
    let may_end = |c: char| c.is_ascii_alphanumeric() || "-_&=#/".contains(c);
    let end = run(text, start + 1, is_of_query);
    (start + 1..end).rev().find(|at| may_end(text[*at])).map(|last| last + 1)
}

/// Where a run of such characters that begins at `start` ends.
fn run(text: &[char], start: usize, is_of_it: impl Fn(char) -> bool) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|c| is_of_it(**c)).count()
}

fn is_of_domain(c: char) -> bool {
    !matches!(c,
        '!' | '\'' | '#' | '%' | '&' | '(' | ')' | '*' | '+' | ',' | '\\' | '-' | '.' | '/' | ':' | ';' | '<' | '=' | '>'
        | '?' | '@' | '[' | ']' | '^' | '_' | '{' | '|' | '}' | '~' | '$'
        | '\u{9}'..='\u{d}' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200a}' | '\u{2028}'
        | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        | '\u{fffe}' | '\u{feff}' | '\u{ffff}'
        | '\u{202a}'..='\u{202e}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

fn is_of_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!*';:=+,.$/%#[]-\u{2013}_~@|&".contains(c) || is_latin(c) || is_cyrillic(c)
}

fn may_end_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+-=_#/".contains(c) || is_latin(c) || is_cyrillic(c)
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&c)
}

/// Latin letters with marks, and the marks.
fn is_latin(c: char) -> bool {
    matches!(c,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}'
        | '\u{259}' | '\u{25b}' | '\u{263}' | '\u{268}' | '\u{26f}' | '\u{272}' | '\u{289}' | '\u{28b}' | '\u{2bb}'
        | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}
