//! Charts: a table of words and numbers in, a drawing out, as SVG that a page holds.
//!
//! Text stays text, colours and fonts are the page's own by classes, nothing has an id, and no two things differ by colour
//! alone. The drawing is 420 units wide: on a telephone its letters are still read. The table itself is the theme's to show.

mod bar;
mod forest;
mod line;
mod scale;
mod svg;
mod table;

pub use table::Table;

use svg::Canvas;

/// What sort of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A bar for each number, from zero.
    Bar,
    /// A line for each column.
    Line,
    /// Effects with their intervals, and the line of no effect.
    Forest,
}

/// How a chart is drawn.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// What sort.
    pub sort: Sort,
    /// What it shows: its name for who does not see it.
    pub title: &'a str,
    /// What is in it, in a sentence.
    pub description: &'a str,
    /// Whether distances stand for ratios. Only of forest plots.
    pub log: bool,
    /// Where there is no effect: 1 of ratios, 0 of differences.
    pub none: f64,
    /// Whether the page is read from the right.
    pub is_rtl: bool,
    /// The decimal sign of the page's language.
    pub decimal: &'a str,
}

/// Why there is no drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row of the data, from 1, without the names of the columns.
    pub row: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub label: String,
}

/// So many columns of numbers can be told apart.
pub const SERIES: usize = 4;

/// Draws `table`.
///
/// # Errors
/// Says which number is none, or what does not fit.
pub fn draw(table: &Table, style: &Style<'_>) -> Result<String, Fault> {
    let mut canvas = Canvas::new(style.is_rtl);
    match style.sort {
        Sort::Bar => bar::draw(&mut canvas, &numbers(table, 40)?, style),
        Sort::Line => line::draw(&mut canvas, &numbers(table, 400)?, style),
        Sort::Forest => forest::draw(&mut canvas, &forest::read(table, style)?, style),
    }
    Ok(canvas.finish(style))
}

/// Rows of a label and numbers.
struct Numbers<'a> {
    /// The names of the columns of numbers.
    series: Vec<&'a str>,
    rows: Vec<(&'a str, Vec<Number<'a>>)>,
}

/// A number and how it was written.
#[derive(Clone, Copy, Debug)]
struct Number<'a> {
    value: f64,
    written: &'a str,
}

fn numbers(table: &Table, most: usize) -> Result<Numbers<'_>, Fault> {
    let series = table.columns.len().saturating_sub(1);
    if series == 0 || series > SERIES {
        let message =
            format!("a chart has from 1 to {SERIES} columns of numbers after the one of labels, and this has {series}");
        let label = match series {
            0 => "put a comma between cells: `clinic,visits`",
            _ => "leave out or split columns",
        };
        return Err(Fault { row: None, message, label: label.to_owned() });
    }
    size(table, most)?;
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let numbers = row[1..].iter().zip(&table.columns[1..]).map(|(cell, column)| number(cell, at, column));
        Ok((row[0].as_str(), numbers.collect::<Result<Vec<_>, _>>()?))
    });
    Ok(Numbers {
        series: table.columns[1..].iter().map(String::as_str).collect(),
        rows: rows.collect::<Result<_, _>>()?,
    })
}

fn size(table: &Table, most: usize) -> Result<(), Fault> {
    if (1..=most).contains(&table.rows.len()) {
        return Ok(());
    }
    let message = format!("a chart of this sort has from 1 to {most} rows, and this has {}", table.rows.len());
    let label = if table.rows.is_empty() { "write a row for each label" } else { "show fewer, or a table" };
    Err(Fault { row: None, message, label: label.to_owned() })
}

fn number<'a>(cell: &'a str, row: usize, column: &str) -> Result<Number<'a>, Fault> {
    let value = cell.replace('−', "-").parse::<f64>().ok().filter(|value| value.is_finite());
    value.map(|value| Number { value, written: cell }).ok_or_else(|| Fault {
        row: Some(row + 1),
        message: match cell {
            "" => format!("a cell in the column `{column}` is empty"),
            cell => format!("`{cell}` in the column `{column}` is no number"),
        },
        label: "write digits, a point and perhaps a minus: `1200`, `0.5`, `-3`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(sort: Sort) -> Style<'static> {
        Style {
            sort,
            title: "A <title>",
            description: "b",
            log: sort == Sort::Forest,
            none: 1.0,
            is_rtl: false,
            decimal: ".",
        }
    }

    fn drawn(sort: Sort, csv: &str) -> Result<String, String> {
        let table = Table::read(csv).map_err(|fault| fault.message)?;
        draw(&table, &style(sort)).map_err(|fault| format!("{:?} {}", fault.row, fault.message))
    }

    #[test]
    fn every_sort_is_drawn() {
        for (sort, csv) in [
            (Sort::Bar, "hour,before,after\n9,58,54\n10,-61,56\n"),
            (Sort::Line, "hour,before,after\n9,58,54\n10,61,56\n11,60.5,57\n"),
            (Sort::Forest, "trial,effect,low,high\nA,0.8,0.6,1.1\nB,1.2,0.9,1.6\n"),
        ] {
            let svg = drawn(sort, csv).unwrap();
            assert!(svg.starts_with("<svg class=\"chart-drawing\" viewBox=\"0 0 420 "), "{svg}");
            assert!(svg.contains("<title>A &lt;title&gt;</title><desc>b</desc>") && svg.ends_with("</svg>"), "{svg}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert_eq!(svg, drawn(sort, csv).unwrap());
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_told() {
        for (sort, csv, told) in [
            (Sort::Bar, "a,b\nx,many\n", "Some(1) `many` in the column `b` is no number"),
            (Sort::Bar, "a,b\nx,1\ny,NaN\n", "Some(2) `NaN` in the column `b` is no number"),
            (
                Sort::Bar,
                "a\nx\n",
                "None a chart has from 1 to 4 columns of numbers after the one of labels, and this has 0",
            ),
            (Sort::Line, "a,b\n", "None a chart of this sort has from 1 to 400 rows, and this has 0"),
            (Sort::Bar, "a,b\nx,1,2\n", "row 1 has 3 cells, and there are 2 columns"),
            (
                Sort::Forest,
                "a,b\nx,1\n",
                "None a forest plot has the columns label, effect, low and high, and this has 2",
            ),
            (Sort::Forest, "t,e,l,h\nx,1,2,3\n", "Some(1) the effect 1 is not between 2 and 3"),
            (Sort::Forest, "t,e,l,h\nx,1,0,3\n", "Some(1) a scale of ratios has no place for 0"),
        ] {
            assert_eq!(drawn(sort, csv).unwrap_err(), told);
        }
    }

    #[test]
    fn equal_and_extreme_numbers_are_drawn() {
        for csv in ["a,b\nx,0\ny,0\n", "a,b\nx,5\n", "a,b\nx,1e300\ny,-1e300\n", "a,b\nx,0.0000001\n"] {
            for sort in [Sort::Bar, Sort::Line] {
                let svg = drawn(sort, csv).unwrap();
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
    }
}
