//! What tells others who reads about an illness: links that name their reader, and what a page loads from elsewhere.
//!
//! The names are those that browsers take out of links to protect their readers. Only names that mean nothing else are
//! among them: a link must still lead where it led.

use std::ops::Range;

/// Names that stand in links only to know a campaign, a click or a reader.
const NAMES: [&str; 36] = [
    "__hsfp",
    "__hssc",
    "__hstc",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "dclid",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "hsctatracking",
    "igshid",
    "itm_campaign",
    "itm_content",
    "itm_medium",
    "itm_source",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
];

/// Hosts whose pictures and scripts are there to count readers, and what lies below them.
const COUNTERS: [&str; 12] = [
    "analytics.tiktok.com",
    "bat.bing.com",
    "clarity.ms",
    "connect.facebook.net",
    "ct.pinterest.com",
    "doubleclick.net",
    "google-analytics.com",
    "googletagmanager.com",
    "hotjar.com",
    "mc.yandex.ru",
    "px.ads.linkedin.com",
    "scorecardresearch.com",
];

/// The link without what tracks its reader; none if nothing in it does.
pub fn cleaned(link: &str) -> Option<String> {
    let (whole, anchor) = link.split_once('#').map_or((link, None), |(whole, anchor)| (whole, Some(anchor)));
    let (path, query) = whole.split_once('?')?;
    let all: Vec<&str> = query.split('&').collect();
    let kept: Vec<&str> = all.iter().copied().filter(|pair| !tracks(pair)).collect();
    if kept.len() == all.len() {
        return None;
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    Some(format!("{path}{query}{anchor}"))
}

/// Whether `name=value` of a query tracks. In HTML that is not decoded, `&` is `&amp;`.
fn tracks(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).trim_start_matches("amp;").to_ascii_lowercase();
    name.starts_with("utm_") || NAMES.binary_search(&name.as_str()).is_ok()
}

/// Every whole address in a line of text, with its place in bytes.
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[at..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '}' | ']' | ')' | '|');
        let end = at + rest.find(ends).unwrap_or(rest.len());
        if rest.starts_with("http://") || rest.starts_with("https://") {
            found.push(at..at + text[at..end].trim_end_matches([',', '.', ';']).len());
        }
        from = end.max(at + 4);
    }
    found
}

/// The host of an address elsewhere, if it is one: `https://a.example/b` and `//a.example/b`.
pub fn host(address: &str) -> Option<&str> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("//")?;
    let is_web = scheme.is_empty() || scheme.eq_ignore_ascii_case("https:") || scheme.eq_ignore_ascii_case("http:");
    let host = rest.split(['/', '?', '#']).next().filter(|_| is_web)?;
    (!host.is_empty()).then_some(host)
}

/// Whether two hosts are one: in capitals or not, with the port that everybody uses or without.
pub fn is_same_host(a: &str, b: &str) -> bool {
    fn bare(host: &str) -> &str {
        host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
    }
    bare(a).eq_ignore_ascii_case(bare(b))
}

/// Whether a host is known for counting readers.
pub fn counts_readers(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    COUNTERS.iter().any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
}

/// The addresses in the value of an attribute that [`loads`]: each of several sizes, those of a style, else the value itself.
pub fn loaded<'v>(attribute: &str, value: &'v str) -> Vec<&'v str> {
    match attribute {
        "srcset" => value.split(',').filter_map(|candidate| candidate.split_whitespace().next()).collect(),
        "style" => {
            let ends = |c: char| matches!(c, '"' | '\'' | ')');
            let address = |rest: &'v str| rest.trim_start().trim_start_matches(['"', '\'']).split(ends).next();
            value.split("url(").skip(1).filter_map(address).collect()
        }
        _ => vec![value],
    }
}

/// Whether a browser asks for what `attribute` of an element names as soon as it shows it. `rel` is what a `link` is for.
pub fn loads(element: &str, attribute: &str, rel: Option<&str>) -> bool {
    const FETCHED: [&str; 9] = [
        "dns-prefetch",
        "icon",
        "manifest",
        "modulepreload",
        "preconnect",
        "prefetch",
        "preload",
        "prerender",
        "stylesheet",
    ];
    match (element, attribute) {
        ("link", "href") => rel.is_some_and(|rel| {
            rel.split_ascii_whitespace().any(|word| FETCHED.binary_search(&word.to_ascii_lowercase().as_str()).is_ok())
        }),
        (_, "style") | ("img" | "source", "src" | "srcset") => true,
        ("script" | "iframe" | "frame" | "embed" | "video" | "audio" | "track" | "input", "src") => true,
        ("video", "poster") | ("object", "data") | ("image" | "use", "href" | "xlink:href") => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lose_what_tracks_and_nothing_else() {
        for (link, clean) in [
            ("https://a.example/?utm_source=x", Some("https://a.example/")),
            ("https://a.example/b?id=5&fbclid=Iw&lang=cy#part", Some("https://a.example/b?id=5&lang=cy#part")),
            ("https://a.example/b?UTM_Medium=e&amp;mc_eid=1", Some("https://a.example/b")),
            ("/clinics/?gclid=1", Some("/clinics/")),
            ("https://a.example/b?id=5", None),
            ("https://a.example/utm_source=x", None),
            ("https://a.example/?q=utm_source&ref=fbclid", None),
            ("https://a.example/#?utm_source=x", None),
        ] {
            assert_eq!(cleaned(link).as_deref(), clean, "{link}");
        }
        assert!(NAMES.is_sorted() && COUNTERS.is_sorted());
    }

    #[test]
    fn addresses_are_found_in_a_line() {
        let line = "  - {url: https://a.example/?x=1, title: \"see https://b.example/.\"} http";
        let found: Vec<&str> = addresses(line).into_iter().map(|span| &line[span]).collect();
        assert_eq!(found, ["https://a.example/?x=1", "https://b.example/"]);
    }

    #[test]
    fn hosts_are_read_of_what_leads_elsewhere() {
        for (address, found) in [
            ("https://a.example/b", Some("a.example")),
            ("//a.example", Some("a.example")),
            ("HTTP://a.example?x", Some("a.example")),
            ("a//b.png", None),
            ("/a/b.png", None),
            ("data:image/png;base64,//8=", None),
        ] {
            assert_eq!(host(address), found, "{address}");
        }
        assert!(counts_readers("stats.g.doubleclick.net") && counts_readers("www.google-analytics.com"));
        assert!(!counts_readers("notdoubleclick.net") && !counts_readers("a.example"));
    }

    #[test]
    fn a_link_is_no_load() {
        assert_eq!(loaded("srcset", "a.png 1x, https://a.example/b.png 2x"), ["a.png", "https://a.example/b.png"]);
        assert_eq!(loaded("style", "color: red; background: url( 'a.png'), url(b.png)"), ["a.png", "b.png"]);
        assert!(is_same_host("A.example:443", "a.example") && !is_same_host("a.example.b", "a.example"));
        assert!(loads("img", "src", None) && loads("link", "href", Some("preload Stylesheet")));
        assert!(
            !loads("a", "href", None)
                && !loads("link", "href", Some("canonical"))
                && !loads("blockquote", "cite", None)
        );
    }
}
