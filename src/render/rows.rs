//! The rows that the components `chart` and `table` show: of a file beside the page or in `data/`, or of a block of code in
//! the component.

use std::sync::Arc;

use crate::chart::{Fault, Table};
use crate::diag::Diagnostic;
use crate::disk;
use crate::markdown::{Component, Hole};
use crate::path::SourcePath;
use crate::project::data;
use crate::span::Source;
use crate::world::Lens;
use crate::yaml::{Node, Value};

/// Why there are no rows to show.
pub enum Wrong {
    /// They do not fit what they are for, or are not there.
    Rows(Fault),
    /// Their file cannot be read; it says where.
    File(Box<Diagnostic>),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Wrong {
        Wrong::Rows(fault)
    }
}

/// The rows of a component on the page of `source`. There is at least one.
///
/// # Errors
/// Says why there are none.
pub fn read(lens: &Lens, source: &SourcePath, written: &Component) -> Result<Table, Wrong> {
    let src = written.arguments.iter().find(|(name, _)| name == "src").map(|(_, at)| at.value.as_str());
    let code = written.body.holes.iter().find_map(|hole| match hole {
        Hole::Code(code) if is_rows(hole) => Some(&code.text),
        _ => None,
    });
    let table = match (src, code) {
        (Some(_), Some(_)) => {
            return Err(wrong("it has rows of its own, and those of a file", "leave out `src`, or the block of code"));
        }
        (Some(src), None) => {
            let node = file(lens, source, src)?;
            of_node(&node, src)?
        }
        (None, Some(code)) => Table::read(code)?,
        (None, None) => {
            let label =
                "name a CSV file beside the page or in `data/` with `src`, or put rows in a block of code called `csv`";
            return Err(wrong("it has no rows", label));
        }
    };
    match table.rows.is_empty() {
        true => Err(wrong("it has no rows", "the first line names the columns, and each after it is a row")),
        false => Ok(table),
    }
}

/// Whether a hole of a component is its rows, and no part of what is said of them.
pub(super) fn is_rows(hole: &Hole) -> bool {
    matches!(hole, Hole::Code(code) if code.language == "csv")
}

/// A file of rows: one beside the page, else one of `data/`.
fn file(lens: &Lens, source: &SourcePath, src: &str) -> Result<Arc<Node>, Wrong> {
    let path = src.trim_start_matches('/');
    let below = path.strip_prefix("data/");
    let beside = source.parent().join(src).ok().filter(|_| below.is_none() && !src.starts_with('/'));
    if let Some((beside, found)) = beside.and_then(|beside| Some((beside, lens.download(source, src)?))) {
        if found.size > data::LIMIT {
            return Err(wrong(&format!("`{src}` is too large"), "keep rows that nobody scrolls to elsewhere"));
        }
        return of_csv(lens, beside).map(Arc::new).map_err(Wrong::File);
    }
    lens.data(below.unwrap_or(path)).ok_or_else(|| {
        let message = match below {
            Some(_) => format!("there is no `{path}` that can be read"),
            None => format!("there is no `{src}` beside the page, and no `data/{path}` that can be read"),
        };
        wrong(&message, "name a CSV file beside the page or in `data/`")
    })
}

fn of_csv(lens: &Lens, path: SourcePath) -> Result<Node, Box<Diagnostic>> {
    let text = disk::decode(&path, &lens.file(&path)?)?;
    data::csv(&Source { path, text })
}

/// A list of maps that have the same keys, as CSV is read.
fn of_node(node: &Node, src: &str) -> Result<Table, Wrong> {
    let rows = match &node.value {
        Value::List(rows) => rows.as_slice(),
        _ => &[],
    };
    let mut table = Table::default();
    for (at, row) in rows.iter().enumerate() {
        let Value::Map(cells) = &row.value else {
            return Err(wrong(&format!("row {} of `{src}` has no columns", at + 1), "expected rows of named cells"));
        };
        let names = cells.iter().map(|(name, _)| &name.value);
        if at == 0 {
            table.columns = names.cloned().collect();
        } else if !names.eq(&table.columns) {
            return Err(wrong(&format!("row {} of `{src}` has other columns", at + 1), "give each row the same"));
        }
        table.rows.push(cells.iter().map(|(_, cell)| cell_text(&cell.value)).collect());
    }
    Ok(table)
}

fn cell_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => String::new(),
    }
}

fn wrong(message: &str, label: &str) -> Wrong {
    Wrong::Rows(Fault { row: None, message: message.to_owned(), label: label.to_owned() })
}
