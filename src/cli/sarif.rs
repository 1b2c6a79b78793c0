//! Diagnostics as SARIF 2.1.0, which code hosts show beside the lines that are meant.
//!
//! Only what the standard requires and what is shown is written: each code that was found as a rule, each diagnostic as a
//! result with its place, the other places it names, and the way out as part of its message.

use std::path::Path;

use serde_json::{Value, json};

use crate::diag::{Code, Diagnostic, Level};
use crate::span::Place;
use crate::text::encode_path;

/// The document. `root` is the hub as it was named on the command line: files are named from where the command was started.
pub(super) fn document(root: Option<&Path>, diagnostics: &[Diagnostic]) -> Value {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(root, &codes, diagnostic)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Bulletin", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.text(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": level(code.level()) },
    })
}

fn result(root: Option<&Path>, codes: &[Code], diagnostic: &Diagnostic) -> Value {
    let parts = [Some(&diagnostic.message), Some(&diagnostic.label), diagnostic.help.as_ref()];
    let said: Vec<&str> = parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let mut result = json!({
        "ruleId": diagnostic.code.text(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.level),
        "message": { "text": said.join("\n") },
        "locations": [{ "physicalLocation": location(root, &diagnostic.place) }],
    });
    if !diagnostic.also.is_empty() {
        let other = |(number, (place, word)): (usize, &(Place, String))| json!({ "id": number, "message": { "text": word }, "physicalLocation": location(root, place) });
        result["relatedLocations"] = diagnostic.also.iter().enumerate().map(other).collect();
    }
    result
}

fn location(root: Option<&Path>, place: &Place) -> Value {
    let Place { file, line, column, length, .. } = place;
    let parts: Vec<String> = root
        .filter(|root| root.is_relative())
        .into_iter()
        .flat_map(Path::iter)
        .map(|part| part.to_string_lossy().into_owned())
        .filter(|part| part != ".")
        .chain([file.clone()])
        .collect();
    json!({
        "artifactLocation": { "uri": encode_path(&parts.join("/")) },
        "region": { "startLine": line, "startColumn": column, "endColumn": column + length },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
