//! What a hub says beside the content of its pages, for the safety of their readers: a disclaimer for each kind of page, and
//! who helps in a crisis on pages with certain topics.
//!
//! Both are for templates alone, which ask for them by [`super::Project::setting_in`]. A disclaimer is not shown in another
//! language than that of the page: the theme has words for that. Who helps is shown in the hub's own language rather than
//! not at all.

use super::bulletin_yaml::{incomplete, web_address, wrong};
use super::known::KINDS;
use crate::diag::{Code, Diagnostics};
use crate::span::{At, Source};
use crate::text::slug;
use crate::yaml::{Fields, Node, Value, text, unknown_key};

/// What is said in one language.
#[derive(Default)]
pub(super) struct Safety {
    /// By kind of page.
    disclaimers: Vec<(String, String)>,
    /// As templates see them; none if nothing is said of them.
    lines: Vec<Node>,
}

/// Reads `disclaimers` and `crisis_lines`.
pub(super) fn read(fields: &mut Fields, faults: &mut Diagnostics) -> Safety {
    let source = fields.source();
    let mut disclaimers = Vec::new();
    for (kind, node) in fields.map("disclaimers", faults) {
        if !KINDS.contains(&kind.value.as_str()) {
            faults.push(unknown_key(source, "`disclaimers`", &kind, KINDS, Code::ConfigUnknownKey));
            continue;
        }
        match text(&node, source) {
            Ok(said) => disclaimers.push((kind.value, said)),
            Err(expected) => faults.push(wrong(source, node.span, &format!("disclaimers.{}", kind.value), expected)),
        }
    }
    let lines = fields.list("crisis_lines").into_iter().filter_map(|node| line(node, source, faults)).collect();
    Safety { disclaimers, lines }
}

/// An entry of `crisis_lines`: on which topics, who, and how to reach them.
fn line(node: Node, source: &Source, faults: &mut Diagnostics) -> Option<Node> {
    const WHAT: &str = "an entry of `crisis_lines`";
    let before = faults.len();
    let mut fields = Fields::of(source, node, WHAT, Code::ConfigValue, faults);
    let span = fields.span();
    let topics: Vec<String> = fields.texts("topics", faults).iter().map(|topic| slug(&topic.value)).collect();
    let name = fields.text("name", faults);
    let number = fields.read("number", faults, number);
    let url = fields.read("url", faults, web_address);
    let more = fields.text("text", faults);
    fields.finish(Code::ConfigUnknownKey, faults);
    let missing =
        [(topics.is_empty(), "topics"), (name.is_none(), "name"), (number.is_none() && url.is_none(), "number")];
    if let Some((_, field)) = missing.iter().find(|(is_missing, _)| *is_missing) {
        // It may have been told already what is wrong with it.
        if faults.len() == before {
            faults.push(incomplete(source, span, WHAT, field));
        }
        return None;
    }
    let node = |value| Node { value, span: 0..0 };
    let key = |name: &str| At { value: name.to_owned(), span: 0..0 };
    let topics = topics.into_iter().map(|topic| node(Value::Text(topic))).collect();
    let mut entries = vec![(key("topics"), node(Value::List(topics)))];
    for (name, said) in [("name", name), ("number", number), ("url", url), ("text", more)] {
        entries.extend(said.map(|said| (key(name), node(Value::Text(said.value)))));
    }
    Some(node(Value::Map(entries)))
}

/// A number that can be dialled: `988`, `116 123`, `+44 1632 960100`.
fn number(node: &Node, source: &Source) -> Result<String, String> {
    let said = text(node, source)?;
    let can_be_dialled = said.bytes().any(|byte| byte.is_ascii_digit())
        && said.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')'));
    if can_be_dialled { Ok(said) } else { Err("expected a telephone number, as `116 123`".to_owned()) }
}

/// Puts into the configuration's `tree` what is said in the hub's own language, and in `others`.
pub(super) fn put<'a>(tree: &mut Node, own: &Safety, others: impl Iterator<Item = (&'a str, &'a Safety)>) {
    for (kind, said) in &own.disclaimers {
        tree.put(&format!("disclaimers.{kind}"), Value::Text(said.clone()));
    }
    tree.put("crisis_lines", Value::List(own.lines.clone()));
    for (language, safety) in others {
        for kind in own.disclaimers.iter().chain(&safety.disclaimers).map(|(kind, _)| kind) {
            let said = safety.disclaimers.iter().find(|(known, _)| known == kind);
            let said = said.map(|(_, said)| said.clone()).unwrap_or_default();
            tree.put(&format!("languages.{language}.disclaimers.{kind}"), Value::Text(said));
        }
        if !safety.lines.is_empty() {
            tree.put(&format!("languages.{language}.crisis_lines"), Value::List(safety.lines.clone()));
        }
    }
}
