//! iCalendar (RFC 5545), line by line: what a calendar of events and a list of reviews have in common.

use crate::instant::{Day, When, basic_day, basic_instant};

/// A calendar line by line: each at most 75 bytes, ended by CRLF, with the rest on the next after a blank.
pub struct Calendar(String);

impl Calendar {
    /// A calendar with nothing in it yet.
    pub fn begin() -> Calendar {
        let mut text = Calendar(String::new());
        text.line("BEGIN", "VCALENDAR");
        text.line("VERSION", "2.0");
        text.line("PRODID", "-//Bulletin//Bulletin//EN");
        text.line("METHOD", "PUBLISH");
        text
    }

    /// The whole calendar.
    pub fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }

    /// A day, or a moment. A day at which something ends is not part of it, so the next is said.
    pub fn time(&mut self, name: &str, when: When, is_end: bool) {
        match when {
            When::Moment(instant, _) => self.line(name, &basic_instant(instant)),
            When::Day(day) => {
                let day: Day = if is_end { day.tomorrow().unwrap_or(day) } else { day };
                self.line(&format!("{name};VALUE=DATE"), &basic_day(day));
            }
        }
    }

    /// A text of an author's.
    pub fn words(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    /// A line whose value needs no escape.
    pub fn line(&mut self, name: &str, value: &str) {
        let mut room = 75;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_texts_escaped() {
        let mut text = Calendar(String::new());
        text.words("SUMMARY", &format!("a;b,c\\d\ne{}", "é".repeat(60)));
        assert!(text.0.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = text.0.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:a\\;b\\,c\\\\d\\ne{}\r\n", "é".repeat(60)));
    }

    #[test]
    fn a_last_day_is_part_of_the_event() {
        let mut text = Calendar(String::new());
        let day = When::Day("2026-12-31".parse().unwrap());
        text.time("DTSTART", day, false);
        text.time("DTEND", day, true);
        assert_eq!(text.0, "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n");
    }
}
