//! What `data/` holds: YAML, JSON and CSV as trees, bibliographies as text.
//!
//! Nothing here knows what the data is for. Spans are those of the file for YAML, and empty for what
//! other parsers read.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::path::SourcePath;
use crate::span::{At, Source, Span};
use crate::yaml::{self, Node, Value};

/// The largest file of data, in bytes. YAML has a limit of its own.
pub const LIMIT: u64 = 16 << 20;

/// Reads every file below `data/` whose extension says what it is, by its path there.
pub(super) fn load(tree: &Tree, faults: &mut Diagnostics) -> BTreeMap<SourcePath, Node> {
    let mut data = BTreeMap::new();
    for path in tree.below("data") {
        let Some(read) = reader(path) else { continue };
        let node = tree.text(path, LIMIT).and_then(|source| read(&source));
        match (node, path.below("data").map(SourcePath::new)) {
            (Ok(node), Some(Ok(below))) => _ = data.insert(below, node),
            (Ok(_), _) => {}
            (Err(fault), _) => faults.push(*fault),
        }
    }
    data
}

type Reader = fn(&Source) -> Result<Node, Box<Diagnostic>>;

fn reader(path: &SourcePath) -> Option<Reader> {
    match path.extension()?.to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Some(read_yaml),
        "json" => Some(read_json),
        "csv" => Some(csv),
        "bib" => Some(read_text),
        _ => None,
    }
}

fn read_yaml(source: &Source) -> Result<Node, Box<Diagnostic>> {
    yaml::parse(source, 0..source.text.len()).map_err(|fault| Box::new(Diagnostic { code: Code::DataSyntax, ..*fault }))
}

fn read_json(source: &Source) -> Result<Node, Box<Diagnostic>> {
    match serde_json::from_str(&source.text) {
        Ok(value) => Ok(from_json(value)),
        Err(error) => Err(bad_json(source, &error)),
    }
}

fn from_json(value: serde_json::Value) -> Node {
    use serde_json::Value as Json;
    unplaced(match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(values) => Value::List(values.into_iter().map(from_json).collect()),
        Json::Object(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key_of(key), from_json(value))).collect())
        }
    })
}

/// A list of one map for each line, with the names in the first line as keys. All values are text.
///
/// # Errors
/// Says which line has another number of columns, or that a column has no name of its own.
pub fn csv(source: &Source) -> Result<Node, Box<Diagnostic>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.text.as_bytes());
    let names = reader.headers().map_err(|error| bad_csv(source, &error))?.clone();
    check_names(source, &names)?;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| bad_csv(source, &error))?;
        let cell = |(name, text): (&str, &str)| (key_of(name.to_owned()), unplaced(Value::Text(text.to_owned())));
        lines.push(unplaced(Value::Map(names.iter().zip(&record).map(cell).collect())));
    }
    Ok(unplaced(Value::List(lines)))
}

fn check_names(source: &Source, names: &csv::StringRecord) -> Result<(), Box<Diagnostic>> {
    let mut seen = BTreeSet::new();
    for name in names {
        if name.is_empty() {
            return Err(bad_names(source, "a column has no name".to_owned()));
        }
        if !seen.insert(name) {
            return Err(bad_names(source, format!("two columns are called `{name}`")));
        }
    }
    Ok(())
}

fn read_text(source: &Source) -> Result<Node, Box<Diagnostic>> {
    Ok(Node { value: Value::Text(source.text.to_string()), span: 0..source.text.len() })
}

fn unplaced(value: Value) -> Node {
    Node { value, span: 0..0 }
}

fn key_of(key: String) -> At<String> {
    At { value: key, span: 0..0 }
}

fn bad_json(source: &Source, error: &serde_json::Error) -> Box<Diagnostic> {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
    let start = line_start(source, error.line()) + error.column().saturating_sub(1);
    Box::new(Diagnostic::new(Code::DataSyntax, source.place(start..start + 1), "this JSON cannot be read", said))
}

fn bad_csv(source: &Source, error: &csv::Error) -> Box<Diagnostic> {
    let span = error.position().map_or(0..0, |position| line(source, position.byte() as usize));
    let label = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns here, {expected_len} in the first line")
        }
        _ => error.to_string(),
    };
    Box::new(Diagnostic::new(Code::DataSyntax, source.place(span), "this CSV cannot be read", label))
}

fn bad_names(source: &Source, label: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::DataSyntax, source.place(line(source, 0)), "this CSV cannot be read", label))
}

/// Where the line `number`, from 1, begins.
fn line_start(source: &Source, number: usize) -> usize {
    source.text.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum()
}

/// The line that begins at `start`, or after line ends there.
fn line(source: &Source, start: usize) -> Span {
    let rest = source.text.get(start..).unwrap_or_default();
    let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
    let length = source.text.get(start..).unwrap_or_default().lines().next().map_or(0, str::len);
    start..start + length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(files: &[(&str, &str)]) -> (BTreeMap<SourcePath, Node>, Diagnostics) {
        let files = files.iter().map(|(path, text)| (SourcePath::new(path).unwrap(), text.as_bytes().to_vec()));
        let mut faults = Vec::new();
        let data = load(&Tree::memory(files), &mut faults);
        (data, faults)
    }

    #[test]
    fn each_form_of_data_is_read() {
        let (data, faults) = loaded(&[
            ("data/a.yaml", "name: A"),
            ("data/b.json", r#"{"n": 1, "f": 1.5, "big": 18446744073709551615, "l": [null, true, "x"]}"#),
            ("data/more/c.csv", "ward, beds\r\nA, 10\r\n\"B, C\",\"1\"\"\"\r\n"),
            ("data/d.bib", "@article{a}"),
            ("data/notes.txt", "not data"),
            ("data/e.yml", ""),
        ]);
        assert!(faults.is_empty(), "{faults:?}");
        let shown: Vec<_> = data.iter().map(|(path, node)| format!("{path} {}", json(node))).collect();
        assert_eq!(
            shown,
            [
                r#"a.yaml {"name":"A"}"#,
                r#"b.json {"n":1,"f":1.5,"big":1.8446744073709552e+19,"l":[null,true,"x"]}"#,
                r#"d.bib "@article{a}""#,
                "e.yml null",
                r#"more/c.csv [{"ward":"A","beds":"10"},{"ward":"B, C","beds":"1\""}]"#,
            ]
        );
    }

    fn json(node: &Node) -> String {
        serde_json::to_string(node).unwrap()
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (path, text, place, label) in [
            ("data/a.yaml", "a: 1\na: 2", (2, 1), "keep one of them"),
            ("data/a.json", "{\n  \"a\": ,\n}", (2, 8), "expected value"),
            ("data/a.csv", "a,b\n1,2\n3\n", (3, 1), "1 columns here, 2 in the first line"),
            ("data/a.csv", "a,a\n", (1, 1), "two columns are called `a`"),
            ("data/a.csv", "a,\n", (1, 1), "a column has no name"),
        ] {
            let (data, faults) = loaded(&[(path, text)]);
            assert!(data.is_empty() && faults.len() == 1, "{faults:?}");
            let fault = &faults[0];
            assert_eq!(fault.code, Code::DataSyntax);
            assert_eq!(((fault.place.line, fault.place.column), fault.label.as_str()), (place, label), "{text}");
        }
    }

    #[test]
    fn hostile_data_meets_limits() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let (_, faults) = loaded(&[("data/a.json", &deep), ("data/b.yaml", &deep)]);
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::DataSyntax; 2]);
        let (_, faults) = loaded(&[("data/a.csv", &"x".repeat((LIMIT + 1) as usize))]);
        assert_eq!(faults[0].code, Code::DiskSize);
    }
}
