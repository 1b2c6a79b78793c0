//! Every page of the example hub as Lemmy sees it, by the library that it reads links with.
//!
//! Of several feeds that a page offers, that library keeps the last: so a page offers them all in one order, and
//! which one it is does not matter.
#![expect(clippy::disallowed_methods, reason = "a test builds a hub on disk, by the binary, from outside")]

mod example;

use std::collections::BTreeMap;
use std::fs;

use webpage::HTML;

const BASE: &str = "https://northside.example/hub/";

/// A page of each kind and one in Arabic: where it stands, and its source. Their titles, descriptions and dates are
/// plain lines of front matter.
const PAGES: &[(&str, &str)] = &[
    ("news/winter-vaccines/", "news/2026-11-03-winter-vaccines.md"),
    ("research/waiting-room-noise/", "research/waiting-room-noise/index.md"),
    ("guides/high-blood-pressure/", "guides/high-blood-pressure.md"),
    ("ar/guides/ghasl-al-yadayn/", "guides/ghasl-al-yadayn.md"),
    ("questions/can-the-flu-vaccine-give-me-flu/", "questions/can-the-flu-vaccine-give-me-flu.md"),
    ("events/sleeping-better-talk/", "events/2027-02-11-sleep-talk.md"),
    ("training/hand-rub/", "training/2026-10-26-hand-rub.md"),
    ("people/priya-raman/", "people/priya-raman.md"),
    ("editorial-policy/", "editorial-policy.md"),
];

#[test]
fn a_reader_of_links_finds_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    example::run(example::command(&hub));
    let files = example::files(&hub.join("public"));
    let mut seen = 0;
    for (name, bytes) in &files {
        let html = String::from_utf8_lossy(bytes);
        let is_gone = html.contains("<meta name=\"robots\" content=\"noindex");
        if !name.ends_with("index.html") || is_gone || html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let address = name.trim_end_matches("index.html");
        let read = HTML::from_string(html.into_owned(), Some(format!("{BASE}{address}"))).expect("it can be read");
        whole(address, &read, &files);
        seen += 1;
    }
    assert!(seen > 80, "only {seen} pages were read");
    for (address, source) in PAGES {
        let html = String::from_utf8_lossy(&files[&format!("{address}index.html")]).into_owned();
        let read = HTML::from_string(html, Some(format!("{BASE}{address}"))).expect("it can be read");
        let front = fs::read_to_string(hub.join("content").join(source)).expect("the source is there");
        written(address, &read, source, &front);
    }
}

/// Everything that a card needs is there, and its picture is what the tags say.
fn whole(address: &str, read: &HTML, files: &BTreeMap<String, Vec<u8>>) {
    assert!(read.title.as_ref().is_some_and(|title| !title.contains('\n')), "{address}: {:?}", read.title);
    assert_eq!(read.url, Some(format!("{BASE}{address}")), "the canonical address");
    assert!(read.language.is_some() && read.description.is_some() && read.feed.is_some(), "{address}");
    let tags = &read.opengraph;
    for name in ["title", "description", "url", "site_name", "locale"] {
        assert!(tags.properties.get(name).is_some_and(|text| !text.is_empty()), "{address} has no og:{name}");
    }
    let [image] = tags.images.as_slice() else { panic!("{address} has {} pictures", tags.images.len()) };
    // What follows a `?` only says which version it is.
    let file = image.url.split('?').next().and_then(|url| url.strip_prefix(BASE)).unwrap_or_default();
    let bytes = files.get(file).unwrap_or_else(|| panic!("{address}: there is no {}", image.url));
    let size = imagesize::blob_size(bytes).expect("it is a picture");
    let said = ["width", "height"].map(|name| image.properties[name].clone());
    assert_eq!(said, [size.width.to_string(), size.height.to_string()], "{address}: {}", image.url);
    assert!(image.properties.get("alt").is_some_and(|alt| !alt.is_empty()), "{address}: {}", image.url);
}

/// Tags and structured data say what front matter says, to the letter.
fn written(address: &str, read: &HTML, source: &str, front: &str) {
    let line = |name: &str| front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    // A file may have its date in its name.
    let name = source.rsplit('/').next().and_then(|name| name.get(..10)).filter(|day| day.starts_with("20"));
    let date = line("date").or(name);
    let tags = &read.opengraph.properties;
    assert_eq!(tags.get("title").map(String::as_str), line("title"), "{address}");
    assert_eq!(tags.get("description").map(String::as_str), line("description"), "{address}");
    let main = &read.schema_org.first().expect("it has structured data").value;
    for (field, value) in [("datePublished", date), ("startDate", line("starts"))] {
        assert!(main[field].is_null() || main[field].as_str() == value, "{address}: {field} is {}", main[field]);
    }
    let modified = line("updated").or(date);
    assert!(main["dateModified"].is_null() || main["dateModified"].as_str() == modified, "{address}");
}
