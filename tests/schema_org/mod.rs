//! Structured data held against schema.org: the type of each entity, where each of its fields may stand, and what may
//! stand there. What it knows is in `terms.txt`, apart from the program, so that both cannot be wrong alike unnoticed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// A type of schema.org.
struct Type {
    parents: Vec<&'static str>,
    /// By field: what it may be.
    fields: BTreeMap<&'static str, Vec<&'static str>>,
}

/// What schema.org knows.
#[derive(Default)]
struct Terms {
    types: BTreeMap<&'static str, Type>,
    enumerations: BTreeMap<&'static str, Vec<&'static str>>,
}

/// The scripts of structured data in a page, in order.
pub fn scripts(html: &str) -> Vec<Result<Value, serde_json::Error>> {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    scripts.map(|rest| serde_json::from_str(rest.split("</script>").next().unwrap_or_default())).collect()
}

/// What is wrong with the structured data of a page.
pub fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for script in scripts(html) {
        match script {
            Ok(Value::Object(fields)) => {
                if fields.get("@context").is_none_or(|context| context != "https://schema.org") {
                    faults.push("a script has no context".to_owned());
                }
                entity(&fields, &mut faults);
            }
            // Readers look at the top level only.
            Ok(other) => faults.push(format!("a script is no entity: {other}")),
            Err(error) => faults.push(format!("structured data is no JSON: {error}")),
        }
    }
    faults
}

fn entity(fields: &Map<String, Value>, faults: &mut Vec<String>) {
    let kind = fields.get("@type").and_then(Value::as_str).unwrap_or_default();
    if !terms().types.contains_key(kind) {
        return faults.push(format!("there is no type {}", fields.get("@type").unwrap_or(&Value::Null)));
    }
    for (name, value) in fields.iter().filter(|(name, _)| !["@context", "@type", "@id"].contains(&name.as_str())) {
        let allowed: Vec<&str> = lineage(kind)
            .into_iter()
            .filter_map(|kind| terms().types[kind].fields.get(name.as_str()))
            .flatten()
            .copied()
            .collect();
        if allowed.is_empty() {
            faults.push(format!("`{kind}` has no `{name}`"));
            continue;
        }
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        if values.is_empty() {
            faults.push(format!("`{name}` of `{kind}` is an empty list"));
        }
        for value in values {
            if !allowed.iter().any(|allowed| fits(value, allowed)) || is_wrong_term(value, &allowed) {
                faults.push(format!("`{name}` of `{kind}` cannot be {value}, only {allowed:?}"));
            }
            if let Value::Object(fields) = value
                && !is_reference(fields)
            {
                entity(fields, faults);
            }
        }
    }
}

/// Whether `value` is an `expected`: a kind of text or number, a term of an enumeration, or an entity of a type.
fn fits(value: &Value, expected: &str) -> bool {
    match value {
        Value::Bool(_) => expected == "Boolean",
        Value::Number(number) => expected == "Number" || expected == "Integer" && number.is_u64(),
        Value::Object(fields) => {
            let kind = fields.get("@type").and_then(Value::as_str).unwrap_or_default();
            is_reference(fields) || lineage(kind).contains(&expected)
        }
        Value::String(text) => match expected {
            "Text" => !text.trim().is_empty(),
            // Where any thing may stand, its address does.
            "URL" | "Thing" => text.starts_with("https://") || text.starts_with("http://"),
            "Date" | "DateTime" => is_date(text),
            "Duration" => text.starts_with('P'),
            _ => terms()
                .enumerations
                .get(expected)
                .is_some_and(|names| term_of(text).is_some_and(|it| names.contains(&it))),
        },
        Value::Null | Value::Array(_) => false,
    }
}

/// Whether `value` names a term where terms are expected, and none of those. As a mere text it would fit.
fn is_wrong_term(value: &Value, allowed: &[&str]) -> bool {
    let mut enumerations = allowed.iter().filter_map(|name| terms().enumerations.get(name)).peekable();
    let Some(term) = value.as_str().and_then(term_of) else { return false };
    enumerations.peek().is_some() && !enumerations.any(|names| names.contains(&term))
}

fn term_of(text: &str) -> Option<&str> {
    text.strip_prefix("https://schema.org/")
}

fn is_reference(fields: &Map<String, Value>) -> bool {
    fields.len() == 1 && fields.get("@id").is_some_and(|id| fits(id, "URL"))
}

/// `2026`, `2026-05`, `2026-05-19` or a moment with an offset.
fn is_date(text: &str) -> bool {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_day = [&[4][..], &[4, 2], &[4, 2, 2]].contains(&lengths.as_slice()) && parts.iter().all(|part| digits(part));
    is_day && time.is_none_or(|time| time.ends_with('Z') || time[1..].contains(['+', '-']))
}

/// A type and all that it is a kind of; nothing for what is no type.
fn lineage(kind: &str) -> Vec<&'static str> {
    let Some((&name, found)) = terms().types.get_key_value(kind) else { return Vec::new() };
    let above = found.parents.iter().flat_map(|parent| lineage(parent));
    std::iter::once(name).chain(above).collect()
}

fn terms() -> &'static Terms {
    static TERMS: OnceLock<Terms> = OnceLock::new();
    TERMS.get_or_init(|| read(include_str!("terms.txt")))
}

fn read(text: &'static str) -> Terms {
    let mut terms = Terms::default();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, said) = line.split_once(": ").unwrap_or((line, ""));
        if let Some(name) = name.strip_prefix("enumeration ") {
            terms.enumerations.insert(name, said.split(' ').collect());
            continue;
        }
        let (name, parents) = name.split_once(" < ").unwrap_or((name, ""));
        let fields = said.split(", ").filter_map(|field| field.split_once(" = "));
        let fields = fields.map(|(field, what)| (field, what.split('|').collect())).collect();
        terms.types.insert(name, Type { parents: parents.split_whitespace().collect(), fields });
    }
    terms
}

#[test]
fn planted_faults_are_seen() {
    let of = |json: &str| faults(&format!("<script type=\"application/ld+json\">{json}</script>")).len();
    let whole = |fields: &str| of(&format!(r#"{{"@context":"https://schema.org",{fields}}}"#));
    assert_eq!(whole(r#""@type":"NewsArticle","headline":"A","author":[{"@type":"Person","name":"B"}]"#), 0);
    assert_eq!(
        whole(
            r#""@type":"MedicalWebPage","specialty":["https://schema.org/Renal"],"isPartOf":{"@id":"https://a.example/"}"#
        ),
        0
    );
    for wrong in [
        r#""@type":"NewsArtikel""#,
        r#""@type":["NewsArticle"]"#,
        r#""@type":"NewsArticle","titel":"A""#,
        r#""@type":"NewsArticle","lastReviewed":"2026-01-01""#,
        r#""@type":"NewsArticle","author":{"@type":"Event"}"#,
        r#""@type":"NewsArticle","datePublished":"last May""#,
        r#""@type":"NewsArticle","url":"/news/""#,
        r#""@type":"NewsArticle","author":[]"#,
        r#""@type":"MedicalWebPage","specialty":"https://schema.org/Lungs""#,
        r#""@type":"MedicalTrial","status":"https://schema.org/Finished""#,
        r#""@graph":[]"#,
    ] {
        assert_eq!(whole(wrong), 1, "{wrong}");
    }
    assert_eq!((of("[]"), of("{")), (1, 1));
}
