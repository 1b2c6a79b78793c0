//! The component `table`: rows, with what their template needs to know of each column.

use tera::Value;

use super::rows::{self, Wrong};
use super::values::map;
use crate::chart::Table;
use crate::markdown::Component;
use crate::path::SourcePath;
use crate::text::digit;
use crate::world::Lens;

/// What the component is called.
pub const NAME: &str = "table";

/// The rows of a component `table` on the page of `source`.
///
/// # Errors
/// Says why there are none.
pub fn read(lens: &Lens, source: &SourcePath, written: &Component) -> Result<Table, Wrong> {
    rows::read(lens, source, written)
}

/// A table as its template sees it: its columns, each with whether it is of numbers, its rows, and whether the first cell of
/// each heads it.
pub(super) fn value(table: &Table, written: &Component) -> Value {
    let columns = table.columns.iter().enumerate().map(|(at, name)| {
        let mut cells = table.rows.iter().map(|row| row[at].as_str());
        map([("name", Value::from(name.as_str())), ("is_number", Value::from(is_of_numbers(&mut cells)))])
    });
    let columns: Vec<Value> = columns.collect();
    let is_plain = written.arguments.iter().any(|(name, at)| name == "row_headers" && at.value == "false");
    let rows = Value::from_serializable(&table.rows);
    map([("columns", Value::from(columns)), ("rows", rows), ("has_row_headers", Value::from(!is_plain))])
}

/// Whether a column is of numbers: each cell is one, but for those that say nothing, and not all say nothing.
fn is_of_numbers(cells: &mut dyn Iterator<Item = &str>) -> bool {
    let mut any = false;
    cells.filter(|cell| !says_nothing(cell)).all(|cell| {
        any = true;
        is_number(cell)
    }) && any
}

fn says_nothing(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '…'))
}

/// Whether a cell is a number as people write it, perhaps with a sign, a currency or per cent: `1,200`, `−3.5`, `£40`, `12 %`.
/// No telephone number, time or day is one.
fn is_number(cell: &str) -> bool {
    let bare = cell.trim_matches(|c: char| {
        matches!(c, '+' | '-' | '−' | '<' | '>' | '≤' | '≥' | '~' | '%' | '٪' | '$' | '€' | '£' | '¥')
            || c.is_whitespace()
    });
    let begins = bare.strip_prefix(|c| digit(c) == Some('0')).and_then(|rest| rest.chars().next()).and_then(digit);
    let is_part = |c: char| digit(c).is_some() || c.is_whitespace() || matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬');
    begins.is_none() && bare.chars().any(|c| digit(c).is_some()) && bare.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_telephones_times_and_days() {
        for cell in ["0", "1,200", "1 200.5", "−3", "+0.5", "£40", "12 %", "<5", "١٢٫٥", "2026", "1’000"] {
            assert!(is_number(cell), "{cell}");
        }
        for cell in ["", "–", "0161 496 0000", "09:30", "2026-11-20", "10–12", "3 of 4", "x", "5 km", ".", "12th"] {
            assert!(!is_number(cell), "{cell}");
        }
    }

    #[test]
    fn a_column_is_of_numbers_where_every_cell_that_says_something_is_one() {
        let column = |cells: &[&str]| is_of_numbers(&mut cells.iter().copied());
        assert!(column(&["1", "", "–", "2"]));
        assert!(!column(&["1", "two"]) && !column(&["", "–"]) && !column(&[]));
    }
}
