//! The structured data of every page of the example hub: words of schema.org only, the article first, and the same
//! words as the tags beside it and the page below it.
#![expect(clippy::disallowed_methods, reason = "a test builds a hub on disk, by the binary, from outside")]

mod example;
mod schema_org;

use serde_json::Value;

/// What stands first where there is an article or somebody's or something's own page.
const FIRST: &[(&str, &str)] = &[
    ("news", "NewsArticle"),
    ("research", "ScholarlyArticle"),
    ("guides", "Article"),
    ("carers", "Article"),
    ("questions", "Article"),
    ("training", "LearningResource"),
    ("live", "LiveBlogPosting"),
    ("events", "Event"),
    ("people", "Person"),
];

#[test]
fn every_page_says_what_it_is_in_words_of_schema_org() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let hub = example::copy(folder.path(), "hub");
    example::run(example::command(&hub));
    let mut seen = 0;
    for (name, bytes) in example::files(&hub.join("public")) {
        let html = String::from_utf8_lossy(&bytes);
        // Not what is not found or not there any more, nor an alert's light page, nor what only leads elsewhere.
        let is_found = !html.contains("<meta name=\"robots\" content=\"noindex");
        if !name.ends_with(".html") || !is_found || html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        assert_eq!(schema_org::faults(&html), [] as [String; 0], "{name}");
        let entities: Vec<Value> = schema_org::scripts(&html).into_iter().flatten().collect();
        first(&name, &entities);
        headline(&name, &html, &entities);
        people(&name, &html, &entities);
        seen += 1;
    }
    assert!(seen > 80, "only {seen} pages were looked at");
}

/// The folder of a page decides what comes first; who publishes comes last.
fn first(name: &str, entities: &[Value]) {
    let types: Vec<&str> = entities.iter().filter_map(|entity| entity["@type"].as_str()).collect();
    assert_eq!(types.last(), Some(&"MedicalOrganization"), "{name}: {types:?}");
    let folders: Vec<&str> = name.trim_end_matches("index.html").split_terminator('/').collect();
    let expected = match folders[..] {
        [] => Some("WebSite"),
        ["topics" | "authors", ..] => Some("CollectionPage"),
        [section, _] | [_, section, _] => FIRST.iter().find(|(folder, _)| *folder == section).map(|(_, first)| *first),
        _ => None,
    };
    // A plain page may stand among pages of a kind.
    assert!(expected.is_none_or(|expected| [expected, "WebPage"].contains(&types[0])), "{name}: {types:?}");
}

/// Some readers show the headline and others `og:title`.
fn headline(name: &str, html: &str, entities: &[Value]) {
    let said = content(html, "<meta property=\"og:title\" content=\"");
    for headline in entities.iter().filter_map(|entity| entity["headline"].as_str()) {
        assert_eq!(bulletin::text::escape_html(headline), said, "{name}");
    }
}

/// Whoever is named as author or reviewer is named on the page, by their name alone.
fn people(name: &str, html: &str, entities: &[Value]) {
    let text = html.split("</head>").nth(1).unwrap_or_default();
    let named = entities.iter().flat_map(|entity| [&entity["author"], &entity["reviewedBy"]]);
    for person in named.filter_map(Value::as_array).flatten().filter(|person| person["@type"] == "Person") {
        let person = person["name"].as_str().unwrap_or_default();
        assert!(text.contains(&*bulletin::text::escape_html(person)), "{name}: `{person}` is not on the page");
        assert!(!person.contains([',', '(', ';']), "{name}: `{person}` is more than a name");
    }
}

fn content<'t>(html: &'t str, before: &str) -> &'t str {
    html.split(before).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}
