//! YAML as a tree that knows where everything was written, and a reader that asks it for fields.
//!
//! Configuration, front matter, theme manifests and strings are all read through [`Fields`], so a
//! wrong type, an unknown key and a missing value are reported in the same words everywhere, each at
//! its place, all in one run. The parser is named here and nowhere else.

use borsh::{BorshDeserialize, BorshSerialize};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_yaml::Spanned;

use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::span::{At, Source, Span};

/// The largest block of YAML that is read, in bytes.
pub const LIMIT: usize = 1 << 20;

/// A value and where it was written, in bytes from the start of the YAML.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
}

/// What YAML can say. Dates are text: who expects a date reads one.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Value {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`, and nothing else.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(#[borsh(serialize_with = "write_float", deserialize_with = "read_float")] f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<(At<String>, Node)>),
}

/// Remembers a number by its bits: one that is no number is a number too.
fn write_float<W: std::io::Write>(number: &f64, to: &mut W) -> std::io::Result<()> {
    BorshSerialize::serialize(&number.to_bits(), to)
}

fn read_float<R: std::io::Read>(from: &mut R) -> std::io::Result<f64> {
    u64::deserialize_reader(from).map(f64::from_bits)
}

/// Reads `yaml`, which stands in `source` from byte `offset` on.
///
/// # Errors
/// One diagnostic: what cannot be read, where.
pub fn parse(source: &Source, yaml: Span) -> Result<Node, Box<Diagnostic>> {
    let text = &source.text[yaml.clone()];
    if text.len() > LIMIT {
        let message = format!("{} bytes of YAML are more than the {LIMIT} that are read", text.len());
        return Err(Box::new(Diagnostic::new(Code::YamlLimit, source.place(yaml.start..yaml.start), message, "")));
    }
    if text.trim().is_empty() {
        return Ok(Node { value: Value::Null, span: yaml });
    }
    let options = serde_yaml::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => Ok(node(raw, text, yaml.start)),
        Err(error) => Err(Box::new(fault(source, yaml, text, &error))),
    }
}

/// What the parser builds; turned into [`Node`]s once the text is known to be good.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Int(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Float(value as f64), Raw::Int))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Float(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Raw::List(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn node(raw: Spanned<Raw>, text: &str, offset: usize) -> Node {
    let span = span_of(&raw.referenced, text, offset);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) => Value::Bool(value),
        Raw::Int(value) => Value::Int(value),
        Raw::Float(value) => Value::Float(value),
        Raw::Text(value) => Value::Text(printable(value)),
        Raw::List(values) => Value::List(values.into_iter().map(|value| node(value, text, offset)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let span = span_of(&key.referenced, text, offset);
                    (At { value: key.value, span }, node(value, text, offset))
                })
                .collect(),
        ),
    };
    Node { value, span }
}

/// A text without the characters that no output can hold: `"\x07"` is good YAML.
fn printable(mut text: String) -> String {
    text.retain(crate::text::is_printable);
    text
}

fn span_of(location: &serde_yaml::Location, text: &str, offset: usize) -> Span {
    let span = location.span();
    match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => {
            let start = offset + start as usize;
            start..start + length as usize
        }
        _ => {
            let line = (location.line() as usize).saturating_sub(1);
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let rest = &text[start..];
            let column = (location.column() as usize).saturating_sub(1);
            let start = offset + start + rest.char_indices().nth(column).map_or(0, |(at, _)| at);
            start..start
        }
    }
}

/// The parser's error in our words where we have better ones.
fn fault(source: &Source, yaml: Span, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let span = match error.location() {
        Some(location) => span_of(&location, text, yaml.start),
        None => yaml.start..yaml.start,
    };
    let place = source.place(span.clone());
    let said = error.without_snippet().to_string();
    let said = said.split(" at line ").next().unwrap_or(&said).trim_end_matches('.').to_owned();
    let line_start = source.text[..span.start.min(source.text.len())].rfind('\n').map_or(0, |at| at + 1);
    let indent: &str = source.text[line_start..].split(|c: char| c != ' ' && c != '\t').next().unwrap_or("");
    if indent.contains('\t') {
        let place = source.place(line_start..line_start + indent.len());
        return Diagnostic::new(
            Code::YamlSyntax,
            place,
            "a tab indents this line",
            "YAML is indented with spaces only",
        );
    }
    let lower = said.to_lowercase();
    if lower.contains("duplicate") {
        let key = source.text.get(span).unwrap_or("").trim().trim_end_matches(':').to_owned();
        let message = if key.is_empty() { said } else { format!("`{key}` is given twice") };
        return Diagnostic::new(Code::YamlDuplicate, place, message, "keep one of them");
    }
    let limits = ["budget", "limit", "depth", "recursion", "exceeded", "alias"];
    if !lower.contains("unknown anchor") && limits.iter().any(|word| lower.contains(word)) {
        return Diagnostic::new(
            Code::YamlLimit,
            place,
            "this YAML is too deep, too large or expands without end",
            said,
        );
    }
    Diagnostic::new(Code::YamlSyntax, place, "this YAML cannot be read", said)
}

impl Value {
    /// What kind of value it is, for `expected …, found …`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Text(value) => serializer.serialize_str(value),
            Value::List(values) => serializer.collect_seq(values),
            Value::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (&key.value, value))),
        }
    }
}

/// The fields of one map. Each is asked for by name; what nobody asked for is unknown.
pub struct Fields<'a> {
    source: &'a Source,
    entries: Vec<(At<String>, Option<Node>)>,
    /// What is being read, for messages: `a news page`, `the configuration`.
    what: String,
    /// Where the map stands.
    span: Span,
    /// The code for a value of the wrong type or form.
    code: Code,
    asked: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    /// The fields of `node`, which is `what`; `code` reports values of the wrong type. A node that is
    /// no map gives no fields and one diagnostic; nothing gives no fields.
    pub fn of(
        source: &'a Source,
        node: Node,
        what: impl Into<String>,
        code: Code,
        faults: &mut Diagnostics,
    ) -> Fields<'a> {
        let what = what.into();
        let span = node.span.clone();
        let entries = match node.value {
            Value::Map(entries) => entries.into_iter().map(|(key, value)| (key, Some(value))).collect(),
            Value::Null => Vec::new(),
            other => {
                let message = format!("{what} is a map of fields, not {}", other.kind());
                faults.push(Diagnostic::new(code, source.place(node.span), message, "expected `key: value` lines"));
                Vec::new()
            }
        };
        Fields { source, entries, what, span, code, asked: Vec::new() }
    }

    /// The source that is being read.
    pub fn source(&self) -> &'a Source {
        self.source
    }

    /// Where the map stands.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// The field `name` without taking it: it is still unknown.
    pub fn peek(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(key, _)| key.value == name)?.1.as_ref()
    }

    /// The field `name` as it is, if it is there and not null.
    pub fn take(&mut self, name: &'a str) -> Option<At<Node>> {
        self.asked.push(name);
        let (key, value) = self.entries.iter_mut().find(|(key, _)| key.value == name)?;
        let node = value.take()?;
        match node.value {
            Value::Null => None,
            _ => Some(At { span: key.span.clone(), value: node }),
        }
    }

    /// The field `name` read by `read`, which says what it expected if it cannot.
    pub fn read<T>(
        &mut self,
        name: &'a str,
        faults: &mut Diagnostics,
        read: impl FnOnce(&Node, &Source) -> Result<T, String>,
    ) -> Option<At<T>> {
        let node = self.take(name)?.value;
        match read(&node, self.source) {
            Ok(value) => Some(At { value, span: node.span }),
            Err(expected) => {
                let message = format!("`{name}` of {} is not right", self.what);
                faults.push(Diagnostic::new(self.code, self.source.place(node.span), message, expected));
                None
            }
        }
    }

    /// A text; a number is taken as it was written.
    pub fn text(&mut self, name: &'a str, faults: &mut Diagnostics) -> Option<At<String>> {
        self.read(name, faults, text)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'a str, faults: &mut Diagnostics) -> Option<bool> {
        self.read(name, faults, flag).map(|at| at.value)
    }

    /// A whole number.
    pub fn int(&mut self, name: &'a str, faults: &mut Diagnostics) -> Option<At<i64>> {
        self.read(name, faults, |node, _| match &node.value {
            Value::Int(value) => Ok(*value),
            other => Err(format!("expected a whole number, found {}", other.kind())),
        })
    }

    /// A list of texts; one text alone is a list of one.
    pub fn texts(&mut self, name: &'a str, faults: &mut Diagnostics) -> Vec<At<String>> {
        let Some(At { value: node, .. }) = self.take(name) else { return Vec::new() };
        let source = self.source;
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            _ => vec![node],
        };
        let mut texts = Vec::with_capacity(nodes.len());
        for node in nodes.into_iter().filter(|node| node.value != Value::Null) {
            match text(&node, source) {
                Ok(value) => texts.push(At { value, span: node.span }),
                Err(expected) => {
                    let message = format!("`{name}` of {} is a list of texts", self.what);
                    faults.push(Diagnostic::new(self.code, source.place(node.span), message, expected));
                }
            }
        }
        texts
    }

    /// The fields of the map under `name`, to be read and finished in turn.
    pub fn fields(&mut self, name: &'a str, faults: &mut Diagnostics) -> Option<Fields<'a>> {
        let node = self.take(name)?.value;
        Some(Fields::of(self.source, node, format!("`{name}`"), self.code, faults))
    }

    /// The entries of the list under `name`; one value alone is a list of one.
    pub fn list(&mut self, name: &'a str) -> Vec<Node> {
        match self.take(name).map(|at| at.value) {
            None => Vec::new(),
            Some(Node { value: Value::List(nodes), .. }) => nodes,
            Some(node) => vec![node],
        }
    }

    /// The entries of the map under `name`, whatever their keys.
    pub fn map(&mut self, name: &'a str, faults: &mut Diagnostics) -> Vec<(At<String>, Node)> {
        match self.take(name).map(|at| at.value) {
            None => Vec::new(),
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => {
                let message = format!("`{name}` of {} is a map", self.what);
                let expected = format!("expected `key: value` lines, found {}", node.value.kind());
                faults.push(Diagnostic::new(self.code, self.source.place(node.span), message, expected));
                Vec::new()
            }
        }
    }

    /// The key `name`, with its place.
    pub fn key(&self, name: &str) -> Option<&At<String>> {
        self.entries.iter().map(|(key, _)| key).find(|key| key.value == name)
    }

    /// The keys that nobody asked for.
    pub fn unknown(&self) -> Vec<At<String>> {
        let keys = self.entries.iter().map(|(key, _)| key);
        keys.filter(|key| !self.asked.contains(&key.value.as_str())).cloned().collect()
    }

    /// The names that were asked for.
    pub fn asked(&self) -> &[&'a str] {
        &self.asked
    }

    /// What nobody asked for, with the names that were asked for.
    pub fn rest(self) -> (Vec<(At<String>, Node)>, Vec<&'a str>) {
        let rest = self.entries.into_iter().filter(|(key, _)| !self.asked.contains(&key.value.as_str()));
        (rest.filter_map(|(key, node)| Some((key, node?))).collect(), self.asked)
    }

    /// Reports each key that nobody asked for as `code`, with the nearest that somebody did.
    pub fn finish(self, code: Code, faults: &mut Diagnostics) {
        let (source, what) = (self.source, self.what.clone());
        let (rest, asked) = self.rest();
        faults.extend(rest.into_iter().map(|(key, _)| unknown_key(source, &what, &key, &asked, code)));
    }
}

/// A key that does not exist, with the nearest of `known`.
pub fn unknown_key(source: &Source, what: &str, key: &At<String>, known: &[&str], code: Code) -> Diagnostic {
    let message = format!("{what} has no field `{}`", key.value);
    let label = did_you_mean(&key.value, known.iter().copied(), "no field has a name like it");
    Diagnostic::new(code, source.place(key.span.clone()), message, label)
}

/// A text; a number or truth value is taken as it was written.
pub fn text(node: &Node, source: &Source) -> Result<String, String> {
    match &node.value {
        Value::Text(text) => Ok(text.clone()),
        Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
            Ok(source.text.get(node.span.clone()).unwrap_or_default().trim().to_owned())
        }
        other => Err(format!("expected text, found {}", other.kind())),
    }
}

/// `true` or `false`.
pub fn flag(node: &Node, _: &Source) -> Result<bool, String> {
    match &node.value {
        Value::Bool(value) => Ok(*value),
        Value::Text(text) if ["yes", "no", "on", "off"].contains(&text.to_lowercase().as_str()) => {
            Err(format!("expected `true` or `false`, not `{text}`"))
        }
        other => Err(format!("expected `true` or `false`, found {}", other.kind())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    fn source(text: &str) -> Source {
        Source { path: SourcePath::new("a.yaml").unwrap(), text: text.into() }
    }

    #[test]
    fn every_value_knows_its_place() {
        let source = source("title: Zwölf\nversion: 1.10\nlist: [a, 'b']\nempty:\n");
        let node = parse(&source, 0..source.text.len()).unwrap();
        let mut faults = Vec::new();
        let mut fields = Fields::of(&source, node, "a page", Code::FrontValue, &mut faults);
        let title = fields.text("title", &mut faults).unwrap();
        assert_eq!((title.value.as_str(), &source.text[title.span]), ("Zwölf", "Zwölf"));
        assert_eq!(fields.text("version", &mut faults).unwrap().value, "1.10");
        assert_eq!(fields.text("empty", &mut faults), None);
        let list = fields.texts("list", &mut faults);
        assert_eq!(&source.text[list[1].span.clone()], "'b'");
        assert!(faults.is_empty());
    }

    #[test]
    fn faults_have_places_and_ways_out() {
        for (text, code, line) in [
            ("a: 1\na: 2\n", Code::YamlDuplicate, 2),
            ("a:\n\tb: 1\n", Code::YamlSyntax, 2),
            ("a: [1\nb: 2\n", Code::YamlSyntax, 2),
            ("a: *b\n", Code::YamlSyntax, 1),
        ] {
            let fault = parse(&source(text), 0..text.len()).unwrap_err();
            assert_eq!((fault.code, fault.place.line), (code, line), "{fault:?}");
        }
        let bomb = format!(
            "a: &a [x,x,x,x,x,x,x,x,x]\n{}",
            (0..9)
                .map(|i| {
                    let (from, to) = ((b'a' + i) as char, (b'b' + i) as char);
                    format!("{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from},*{from},*{from},*{from}]\n")
                })
                .collect::<String>()
        );
        assert_eq!(parse(&source(&bomb), 0..bomb.len()).unwrap_err().code, Code::YamlLimit);
        let deep = "[".repeat(20_000);
        assert_eq!(parse(&source(&deep), 0..deep.len()).unwrap_err().code, Code::YamlLimit);
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest() {
        let source = source("titel: A\n");
        let mut faults = Vec::new();
        let node = parse(&source, 0..source.text.len()).unwrap();
        let mut fields = Fields::of(&source, node, "a news page", Code::FrontValue, &mut faults);
        fields.text("title", &mut faults);
        fields.finish(Code::FrontUnknownKey, &mut faults);
        assert_eq!(faults[0].message, "a news page has no field `titel`");
        assert_eq!(faults[0].label, "did you mean `title`?");
    }
}
