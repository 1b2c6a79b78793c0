//! Lists for other programs: a table for spreadsheets (RFC 4180), or a calendar (RFC 5545).

use std::io::{self, Write};

use crate::instant::{Instant, When, basic_instant};
use crate::output::Calendar;

/// An entry of a calendar: a day or a moment at which something is to be done or happens.
pub(super) struct Date {
    /// The same in every list, so that a calendar that is read again knows it.
    pub(super) id: String,
    pub(super) when: When,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) url: Option<String>,
}

/// Prints rows of cells, the first being their names.
pub(super) fn print_csv(rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
        write!(out, "{}\r\n", cells.join(","))?;
    }
    Ok(())
}

/// Prints a calendar called `name` that was made at `now`. Its entries take no time of anybody.
pub(super) fn print_ics(name: &str, host: &str, now: Instant, dates: &[Date]) -> io::Result<()> {
    let mut calendar = Calendar::begin();
    calendar.words("X-WR-CALNAME", name);
    for date in dates {
        calendar.line("BEGIN", "VEVENT");
        calendar.words("UID", &format!("{}@{host}", date.id));
        calendar.line("DTSTAMP", &basic_instant(now));
        calendar.time("DTSTART", date.when, false);
        calendar.words("SUMMARY", &date.title);
        calendar.words("DESCRIPTION", &date.text);
        if let Some(url) = &date.url {
            calendar.line("URL", url);
        }
        calendar.line("TRANSP", "TRANSPARENT");
        calendar.line("END", "VEVENT");
    }
    io::stdout().lock().write_all(calendar.end().as_bytes())
}

/// A cell, in quotes where it must be. What a spreadsheet would take for a formula is made a text.
fn csv_cell(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@', '\t']) && text.parse::<f64>().is_err() {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_are_never_formulas() {
        for (text, cell) in [
            ("Asthma", "Asthma"),
            ("-12", "-12"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=1+1", "'=1+1"),
            ("@home", "'@home"),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
