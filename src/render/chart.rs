//! The component `chart`: its data, from a file of `data/` or a block of code in it, and what is drawn of them.

use tera::Value;

use super::values::map;
use crate::chart::{self, Fault, Sort, Style, Table};
use crate::markdown::{Component, Hole};
use crate::project::strings::direction;
use crate::world::Lens;
use crate::yaml;

/// What the component is called.
pub const NAME: &str = "chart";

/// A chart: the drawing as SVG, and the table that it shows.
pub struct Chart {
    /// SVG.
    pub svg: String,
    /// Its data.
    pub table: Table,
}

/// What a component `chart` draws on a page in `language`.
///
/// # Errors
/// Says why nothing can be drawn.
pub fn draw(lens: &Lens, language: &str, written: &Component) -> Result<Chart, Fault> {
    let given = |name: &str| written.arguments.iter().find(|(given, _)| given == name).map(|(_, at)| at.value.as_str());
    let table = match (given("src"), written.body.holes.iter().any(is_data)) {
        (Some(_), true) => return Err(twice()),
        (Some(src), false) => file(lens, src)?,
        (None, _) => inline(written)?,
    };
    let (sort, text) = match given("type") {
        Some("line") => (Sort::Line, "chart.line"),
        Some("forest") => (Sort::Forest, "chart.forest"),
        _ => (Sort::Bar, "chart.bar"),
    };
    let is_log = given("log").is_some_and(|log| log != "false");
    let none = match given("none") {
        None => f64::from(u8::from(is_log)),
        Some(written) => {
            written.parse().ok().filter(|none: &f64| none.is_finite() && (!is_log || *none > 0.0)).ok_or_else(|| {
                Fault {
                    row: None,
                    message: format!("`none` cannot be `{written}`"),
                    label: "expected the number at which there is no effect: 1 of ratios, 0 of differences".to_owned(),
                }
            })?
        }
    };
    let description = lens.text(language, text).unwrap_or_else(|| "".into());
    let decimal = lens.text(language, "number.decimal").unwrap_or_else(|| ".".into());
    let style = Style {
        sort,
        title: given("title").unwrap_or_default(),
        description: &description,
        log: is_log,
        none,
        is_rtl: direction(language) == "rtl",
        decimal: &decimal,
    };
    Ok(Chart { svg: chart::draw(&table, &style)?, table })
}

/// Whether a hole of the component is its data, and no part of its caption.
pub(super) fn is_data(hole: &Hole) -> bool {
    matches!(hole, Hole::Code(code) if code.language == "csv")
}

fn twice() -> Fault {
    let message = "this chart has rows of its own, and those of a file".to_owned();
    Fault { row: None, message, label: "leave out `src`, or the block of code".to_owned() }
}

fn inline(written: &Component) -> Result<Table, Fault> {
    let code = written.body.holes.iter().find_map(|hole| match hole {
        Hole::Code(code) if is_data(hole) => Some(&code.text),
        _ => None,
    });
    let missing = || Fault {
        row: None,
        message: "this chart has no data".to_owned(),
        label: "name a file of `data/` with `src`, or put rows in a block of code called `csv`".to_owned(),
    };
    Table::read(code.ok_or_else(missing)?)
}

/// A file of `data/`: a list of maps that have the same keys, as CSV is read.
fn file(lens: &Lens, src: &str) -> Result<Table, Fault> {
    let fault = |message: String, label: &str| Fault { row: None, message, label: label.to_owned() };
    let path = src.trim_start_matches('/').trim_start_matches("data/");
    let Some(node) = lens.data(path) else {
        return Err(fault(format!("there is no `data/{path}`"), "name a CSV file below `data/`"));
    };
    let rows = match &node.value {
        yaml::Value::List(rows) => rows.as_slice(),
        _ => &[],
    };
    let mut table = Table::default();
    for (at, row) in rows.iter().enumerate() {
        let yaml::Value::Map(cells) = &row.value else {
            return Err(fault(
                format!("row {} of `data/{path}` has no columns", at + 1),
                "expected rows of named cells",
            ));
        };
        let names: Vec<&String> = cells.iter().map(|(name, _)| &name.value).collect();
        if at == 0 {
            table.columns = names.iter().map(|name| (*name).clone()).collect();
        } else if !names.iter().copied().eq(&table.columns) {
            return Err(fault(format!("row {} of `data/{path}` has other columns", at + 1), "give each row the same"));
        }
        table.rows.push(cells.iter().map(|(_, cell)| cell_text(&cell.value)).collect());
    }
    Ok(table)
}

fn cell_text(value: &yaml::Value) -> String {
    match value {
        yaml::Value::Text(text) => text.clone(),
        yaml::Value::Int(number) => number.to_string(),
        yaml::Value::Float(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A chart as its template sees it.
pub(super) fn value(chart: &Chart) -> Value {
    let rows: Vec<Vec<&str>> = chart.table.rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    map([
        ("svg", Value::safe_string(&chart.svg)),
        ("columns", Value::from(chart.table.columns.clone())),
        ("rows", Value::from_serializable(&rows)),
    ])
}
