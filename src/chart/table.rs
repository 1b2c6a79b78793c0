//! The data of a chart: named columns and rows of as many cells.

use super::Fault;

/// A table of texts; each row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads rows of CSV, of which the first names the columns. A cell in quotation marks may hold commas.
    ///
    /// # Errors
    /// Says which row has another number of cells.
    pub fn read(csv: &str) -> Result<Table, Fault> {
        let mut lines = csv.lines().filter(|line| !line.trim().is_empty());
        let columns = cells(lines.next().unwrap_or_default());
        let rows: Vec<Vec<String>> = lines.map(cells).collect();
        match rows.iter().position(|row| row.len() != columns.len()) {
            None => Ok(Table { columns, rows }),
            Some(at) => Err(Fault {
                row: None,
                message: format!(
                    "row {} has {} cells, and there are {} columns",
                    at + 1,
                    rows[at].len(),
                    columns.len()
                ),
                label: "put a cell that holds a comma in quotation marks".to_owned(),
            }),
        }
    }
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_hold_commas_and_quotation_marks() {
        assert_eq!(cells("a, \"b, c\" ,\"d \"\"e\"\"\","), ["a", "b, c", "d \"e\"", ""]);
    }
}
