//! Whether any output, of whatever kind, shows the title of a result without how it stands.

use std::collections::BTreeMap;

use bulletin::text::decode_path;

/// What says how a result stands: before its title, or what the notice about it is called. Any language of the cases.
const SAYS: &[(&str, &[&str])] = &[
    ("corrected", &["CORRECTED", "Correction:"]),
    ("expression-of-concern", &["EXPRESSION OF CONCERN", "Expression of concern:"]),
    ("retracted", &["RETRACTED", "Retraction:", "TYNNWYD YN ÔL", "Tynnu'n ôl:"]),
    ("withdrawn", &["WITHDRAWN", "Withdrawal:"]),
];

/// Every place of `files` at which a result of `sources` is shown as if it were sound.
pub fn unsaid(sources: &BTreeMap<String, Vec<u8>>, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let results: Vec<(String, &[&str])> = sources.values().flat_map(|source| names(source)).collect();
    let mut unsaid = Vec::new();
    if results.is_empty() {
        return unsaid;
    }
    for (file, bytes) in files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let text = plain(text);
        for (title, says) in &results {
            for (at, _) in text.match_indices(title.as_str()) {
                let before: String = text[..at].chars().rev().take(28).collect::<Vec<_>>().into_iter().rev().collect();
                if !says.iter().any(|word| before.trim_end_matches([':', ' ']).ends_with(word.trim_end_matches(':'))) {
                    unsaid.push(format!("{file}: {before}{title}"));
                }
            }
        }
    }
    unsaid
}

/// What a result is called, on its page and when it is shared, if it does not say how it stands by itself; and what says it.
fn names(source: &[u8]) -> Vec<(String, &'static [&'static str])> {
    let text = std::str::from_utf8(source).unwrap_or_default();
    let front = text.strip_prefix("---\n").and_then(|text| text.split("\n---").next()).unwrap_or_default();
    let field = |name: &str| front.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let status = field("status:").and_then(|status| SAYS.iter().find(|(known, _)| *known == status));
    let Some((_, says)) = status else { return Vec::new() };
    let shared = field("share: {title:").and_then(|rest| rest.split([',', '}']).next()).map(str::trim);
    let names = [field("title:").map(|title| title.trim_matches('"')), shared].into_iter().flatten();
    let names = names.filter(|name| name.len() > 10 && !name.starts_with("Retracted"));
    names.map(|name| (name.to_owned(), *says)).collect()
}

/// A text without tags, references and percent signs, on one line: what is left is what somebody reads somewhere. What
/// stands in attributes is read too.
fn plain(text: &str) -> String {
    let text = decode_path(text);
    let text = text.replace("&amp;", "&").replace("</span>", "").replace(['\n', '+'], " ");
    let mut plain = String::with_capacity(text.len());
    text.split(' ').filter(|word| !word.is_empty()).for_each(|word| {
        plain.push_str(word);
        plain.push(' ');
    });
    plain
}
