//! The component `chart`: what is drawn of its rows.

use tera::Value;

use super::rows::{self, Wrong};
use super::values::map;
use crate::chart::{self, Fault, Sort, Style, Table};
use crate::markdown::Component;
use crate::path::SourcePath;
use crate::project::strings::direction;
use crate::world::Lens;

/// What the component is called.
pub const NAME: &str = "chart";

/// A chart: the drawing as SVG, and the table that it shows.
pub struct Chart {
    /// SVG.
    pub svg: String,
    /// Its data.
    pub table: Table,
}

/// What a component `chart` draws on the page of `source`, in `language`.
///
/// # Errors
/// Says why nothing can be drawn.
pub fn draw(lens: &Lens, source: &SourcePath, language: &str, written: &Component) -> Result<Chart, Wrong> {
    let given = |name: &str| written.arguments.iter().find(|(given, _)| given == name).map(|(_, at)| at.value.as_str());
    let table = rows::read(lens, source, written)?;
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

/// A chart as its template sees it.
pub(super) fn value(chart: &Chart) -> Value {
    map([
        ("svg", Value::safe_string(&chart.svg)),
        ("columns", Value::from(chart.table.columns.clone())),
        ("rows", Value::from_serializable(&chart.table.rows)),
    ])
}
