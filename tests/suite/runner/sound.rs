//! What holds for every page and feed of every case, whatever the case shows.

use std::collections::BTreeSet;

use bulletin::diag::Level;
use bulletin::text::decode_path;

use super::Outcome;
use crate::schema_org;

/// What is not sound in the outputs of one build below `base`, the path of the site.
pub fn faults(found: &Outcome, base: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, bytes) in &found.files {
        let text = String::from_utf8_lossy(bytes);
        let mut fault = |why: String| faults.push(format!("{name}: {why}"));
        if name.ends_with(".html") && text.contains("<body class=\"kind-") {
            page(&text, &mut fault);
            links(&text, found, base, &mut fault);
        }
        if ["feed.xml", "atom.xml", "feed.json", "podcast.xml"].iter().any(|file| name.ends_with(file)) {
            feed(bytes, &mut fault);
        }
        if name.starts_with("sitemap") {
            sitemap(&text, found, base, &mut fault);
        }
    }
    faults
}

fn page(html: &str, fault: &mut impl FnMut(String)) {
    let is_bad = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || ('\u{fdd0}'..='\u{fdef}').contains(c);
    if let Some(bad) = html.chars().find(|c| is_bad(c) || u32::from(*c) & 0xfffe == 0xfffe) {
        fault(format!("holds the character {bad:?}"));
    }
    for (part, most) in [("<title>", 1), ("<h1", 1), ("rel=\"canonical\"", 1), ("\"og:image\"", 1), ("<main", 1)] {
        // A drawing has a title too.
        let within = if part == "<title>" { html.split("</head>").next().unwrap_or_default() } else { html };
        let times = within.matches(part).count();
        if times > most || times == 0 && !part.starts_with("rel") {
            fault(format!("has `{part}` {times} times"));
        }
    }
    if html.find("</head>").is_none_or(|at| html[..at].find("\"og:").is_some_and(|at| at > 8 << 10)) {
        fault("has its share tags too far from the start".to_owned());
    }
    schema_org::faults(html).into_iter().for_each(&mut *fault);
    let mut ids = BTreeSet::new();
    for id in attributes(html, "id") {
        if !ids.insert(id) {
            fault(format!("has the anchor `{id}` twice"));
        }
    }
}

/// Each address from the root of the host is that of an output, and each anchor is there, unless the hub
/// was told of errors.
fn links(html: &str, found: &Outcome, base: &str, fault: &mut impl FnMut(String)) {
    if found.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error) {
        return;
    }
    let ids: BTreeSet<&str> = attributes(html, "id").collect();
    for anchor in attributes(html, "href").filter_map(|href| href.strip_prefix('#')) {
        if !anchor.is_empty() && !ids.contains(anchor) && !ids.contains(&*decode_path(anchor)) {
            fault(format!("leads to its own anchor `{anchor}`, which is not there"));
        }
    }
    for url in attributes(html, "href").chain(attributes(html, "src")) {
        if !url.starts_with('/') || url.starts_with("//") {
            continue;
        }
        let path = url.split(['#', '?']).next().unwrap_or_default();
        match path.strip_prefix(base).filter(|rest| rest.starts_with('/')) {
            Some(below) if is_output(below, found) => {}
            Some(_) => fault(format!("leads to `{url}`, which is not there")),
            None => fault(format!("leads to `{url}`, which is not below `{base}/`")),
        }
    }
}

fn is_output(below: &str, found: &Outcome) -> bool {
    let path = bulletin::text::decode_path(below.trim_start_matches('/'));
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into_owned() };
    found.files.contains_key(&file)
}

fn feed(bytes: &[u8], fault: &mut impl FnMut(String)) {
    match feed_rs::parser::parse(bytes) {
        Ok(feed) => {
            let ids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
            if ids.len() != feed.entries.len() {
                fault("has two items that are known by the same name".to_owned());
            }
        }
        Err(error) => fault(format!("cannot be read: {error}")),
    }
}

fn sitemap(xml: &str, found: &Outcome, base: &str, fault: &mut impl FnMut(String)) {
    if !xml.contains("<loc>") && !xml.contains("sitemap-news") {
        fault("names no address".to_owned());
    }
    for url in xml.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()) {
        let url = url.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let path = url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        if !path.strip_prefix(base).is_some_and(|below| is_output(below, found)) && found.diagnostics.is_empty() {
            fault(format!("names `{url}`, which is not there"));
        }
    }
}

/// The values of an attribute, as they are written.
fn attributes<'a>(html: &'a str, name: &'static str) -> impl Iterator<Item = &'a str> {
    html.split('<').skip(1).filter_map(move |tag| {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[at..].split('"').next()
    })
}
