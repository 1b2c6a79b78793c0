//! The words of a theme in one language, and what depends on a language: dates and numbers.
//!
//! `strings/TAG.yaml` is a flat map of key and text, with `{name}` where something is filled in. A key
//! that a language lacks has the text of the language that it is a kind of (`cy-GB`, then `cy`), and
//! at last of English; of one tag, the hub's own text wins over the theme's. Four groups of keys say
//! how dates, times and numbers look:
//!
//! | key | default |
//! |---|---|
//! | `date.months`, `date.months.short` | twelve names in English, with commas |
//! | `date.long`, `date.short` | `{day} {month} {year}`; of the short, `month` is the short name |
//! | `date.time` | `{hour}:{minute}` |
//! | `number.group`, `number.decimal` | `,` and `.` |

use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::{BTreeMap, BTreeSet};

use super::known::{is_language, lineage};
use super::theme::{LIMIT, Origin, files};
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::disk::Tree;
use crate::instant::Day;
use crate::path::SourcePath;
use crate::span::{At, Place, Source};
use crate::yaml::{self, Fields};

/// Texts by key, with `{name}` placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    /// The texts; a key that a language lacks has the text of the theme's English.
    pub texts: BTreeMap<String, String>,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum DateForm {
    /// `20 November 2026`.
    Long,
    /// `20 Nov 2026`.
    Short,
    /// `2026`.
    Year,
}

impl Strings {
    /// The text called `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// A day, as this language writes it.
    pub fn date(&self, day: Day, form: DateForm) -> String {
        let (pattern, months, english) = match form {
            DateForm::Long => ("date.long", "date.months", &MONTHS),
            DateForm::Short => ("date.short", "date.months.short", &MONTHS_SHORT),
            DateForm::Year => return day.year().to_string(),
        };
        let month = usize::from(day.month().unsigned_abs()).saturating_sub(1);
        let named = self.text(months).and_then(twelve).and_then(|names| names.get(month).copied());
        let name = named.or(english.get(month).copied()).unwrap_or_default();
        let (number, year) = (day.day().to_string(), day.year().to_string());
        let pattern = self.text(pattern).unwrap_or("{day} {month} {year}");
        fill(pattern, &[("day", &number), ("month", name), ("year", &year)])
    }

    /// A time of day, as this language writes it.
    pub fn time(&self, hour: i8, minute: i8) -> String {
        let (hour, minute) = (format!("{hour:02}"), format!("{minute:02}"));
        fill(self.text("date.time").unwrap_or("{hour}:{minute}"), &[("hour", &hour), ("minute", &minute)])
    }

    /// A whole number with its digits in groups of three: `12,480`.
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let group = self.text("number.group").unwrap_or(",");
        let mut grouped = String::from(if number < 0 { "-" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(group);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A number with `places` digits after its decimal sign: `1.2`.
    pub fn decimal(&self, number: f64, places: usize) -> String {
        format!("{number:.places$}").replace('.', self.text("number.decimal").unwrap_or("."))
    }
}

/// `text` with each `{name}` that `values` knows replaced by its value; any other stays as it is, and
/// what is filled in is not looked at again.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, braced) = rest.split_at(start);
        filled.push_str(before);
        let name = braced.find('}').map(|end| &braced[1..end]);
        match name.and_then(|name| Some((name, values.iter().find(|(known, _)| *known == name)?.1))) {
            Some((name, value)) => {
                filled.push_str(value);
                rest = &braced[name.len() + 2..];
            }
            None => {
                filled.push('{');
                rest = &braced[1..];
            }
        }
    }
    filled + rest
}

/// The strings of every language that the theme or the hub has some for, and of each of `wanted`.
pub(super) fn load(
    origin: &Origin,
    hub: &Tree,
    wanted: &BTreeSet<&str>,
    faults: &mut Diagnostics,
) -> BTreeMap<String, Strings> {
    let theme = read_all(&origin.files("strings"), faults);
    let own = read_all(&files(hub, "strings"), faults);
    check(&theme, &own, faults);
    let tags = theme.keys().chain(own.keys()).map(String::as_str).chain(wanted.iter().copied());
    tags.map(|tag| (tag.to_owned(), together(tag, &theme, &own))).collect()
}

/// The texts of one file, and what they were read from.
struct File {
    source: Source,
    texts: Vec<(At<String>, String)>,
}

/// The texts for `tag`: English, then from the widest to the tag itself, each time the hub's last.
fn together(tag: &str, theme: &BTreeMap<String, File>, own: &BTreeMap<String, File>) -> Strings {
    let mut tags: Vec<&str> = lineage(tag).chain(["en"]).collect();
    tags.reverse();
    let files = tags.into_iter().flat_map(|tag| [theme.get(tag), own.get(tag)]).flatten();
    let texts = files.flat_map(|file| &file.texts).map(|(key, text)| (key.value.clone(), text.clone()));
    Strings { texts: texts.collect() }
}

/// Every file of strings by its language.
fn read_all(files: &BTreeMap<String, (&Tree, &SourcePath)>, faults: &mut Diagnostics) -> BTreeMap<String, File> {
    let mut all = BTreeMap::new();
    for (tree, path) in files.values() {
        if !matches!(path.extension(), Some("yaml" | "yml")) {
            continue;
        }
        if !is_language(path.stem()) {
            faults.push(no_language(path));
            continue;
        }
        match read(tree, path, faults) {
            Ok(file) => _ = all.insert(path.stem().to_owned(), file),
            Err(fault) => faults.push(*fault),
        }
    }
    all
}

fn read(tree: &Tree, path: &SourcePath, faults: &mut Diagnostics) -> Result<File, Box<Diagnostic>> {
    let source = tree.text(path, LIMIT)?;
    let node = yaml::parse(&source, 0..source.text.len())?;
    let (entries, _) = Fields::of(&source, node, format!("`{path}`"), Code::ConfigValue, faults).rest();
    let mut texts = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        match yaml::text(&node, &source) {
            Ok(text) => texts.push((key, text)),
            Err(expected) => faults.push(no_text(&source, &key, expected)),
        }
    }
    Ok(File { source, texts })
}

/// Reports what no text of the theme's English is called, and lists of months that are not twelve.
fn check(theme: &BTreeMap<String, File>, own: &BTreeMap<String, File>, faults: &mut Diagnostics) {
    let keys = |file: &File| file.texts.iter().map(|(key, _)| key.value.clone()).collect::<Vec<_>>();
    let english = theme.get("en").map(keys).unwrap_or_default();
    let known: Vec<&str> = english.iter().map(String::as_str).chain(OURS).collect();
    for file in theme.values().chain(own.values()) {
        for (key, text) in &file.texts {
            if !known.contains(&key.value.as_str()) && !english.is_empty() {
                faults.push(unknown(&file.source, key, &known));
            }
            if key.value.starts_with("date.months") && twelve(text).is_none() {
                faults.push(not_twelve(&file.source, key));
            }
        }
    }
}

/// The names in a list with commas, if they are twelve.
fn twelve(list: &str) -> Option<Vec<&str>> {
    // Arabic and Chinese have commas of their own.
    let names: Vec<&str> = list.split([',', '،', '、']).map(str::trim).filter(|name| !name.is_empty()).collect();
    (names.len() == 12).then_some(names)
}

/// Keys that are asked for here, whatever the theme.
const OURS: [&str; 7] =
    ["date.months", "date.months.short", "date.long", "date.short", "date.time", "number.group", "number.decimal"];

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
];

const MONTHS_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn no_language(path: &SourcePath) -> Diagnostic {
    let message = format!("`{}` is no language tag", path.stem());
    Diagnostic::new(Code::StringsUnknown, Place::file(path.as_str()), message, "")
        .help("name the file by its language, as `en.yaml` or `cy.yaml`")
}

fn no_text(source: &Source, key: &At<String>, expected: String) -> Diagnostic {
    let message = format!("`{}` is no text", key.value);
    Diagnostic::new(Code::ConfigValue, source.place(key.span.clone()), message, expected)
}

fn unknown(source: &Source, key: &At<String>, known: &[&str]) -> Diagnostic {
    let message = format!("the theme has no text `{}`", key.value);
    let label = did_you_mean(&key.value, known.iter().copied(), "no text has a name like it");
    Diagnostic::new(Code::StringsUnknown, source.place(key.span.clone()), message, label)
}

fn not_twelve(source: &Source, key: &At<String>) -> Diagnostic {
    let message = format!("`{}` does not name twelve months", key.value);
    let label = "expected twelve names with commas between them";
    Diagnostic::new(Code::ConfigValue, source.place(key.span.clone()), message, label)
}

/// `rtl` for languages that are written from right to left.
pub fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let base = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.next().unwrap_or_default();
    let rtl_script = ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo"].contains(&script);
    let rtl = ["ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr", "arc"].contains(&base.as_str());
    if rtl_script || rtl && script != "Latn" { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[(&str, &str)]) -> Strings {
        Strings { texts: texts.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect() }
    }

    #[test]
    fn dates_are_written_as_a_language_does() {
        let day: Day = "2026-03-04".parse().unwrap();
        let english = Strings::default();
        assert_eq!(english.date(day, DateForm::Long), "4 March 2026");
        assert_eq!(english.date(day, DateForm::Short), "4 Mar 2026");
        assert_eq!(english.date(day, DateForm::Year), "2026");
        assert_eq!(english.time(9, 5), "09:05");
        let chinese = strings(&[
            ("date.months", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"),
            ("date.long", "{year}年{month}月{day}日"),
            ("date.months.short", "one, two"),
        ]);
        assert_eq!(chinese.date(day, DateForm::Long), "2026年3月4日");
        assert_eq!(chinese.date(day, DateForm::Short), "4 Mar 2026");
    }

    #[test]
    fn numbers_are_grouped() {
        let english = Strings::default();
        for (number, text) in [(0, "0"), (999, "999"), (12480, "12,480"), (-1_000_000, "-1,000,000")] {
            assert_eq!(english.number(number), text);
        }
        assert_eq!(english.number(i64::MIN), "-9,223,372,036,854,775,808");
        let german = strings(&[("number.group", "."), ("number.decimal", ",")]);
        assert_eq!((german.number(12480), german.decimal(1.25, 1)), ("12.480".to_owned(), "1,2".to_owned()));
    }

    #[test]
    fn only_what_is_known_is_filled_in_and_only_once() {
        let values = [("name", "{count}"), ("count", "3")];
        for (text, filled) in [
            ("{count} by {name}", "3 by {count}"),
            ("{other} {count}", "{other} 3"),
            ("{ {count} }", "{ 3 }"),
            ("open {", "open {"),
            ("{count", "{count"),
            ("é{count}é", "é3é"),
        ] {
            assert_eq!(fill(text, &values), filled);
        }
    }
}
