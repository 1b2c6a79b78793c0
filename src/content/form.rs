//! A map of front matter that is being read: [`Fields`] with the types of content on top.
//!
//! Each question takes a field by its name and answers with its value, or with nothing and a
//! diagnostic. Nothing here knows which fields there are.

use super::faults;
use super::front::Picture;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::health::identifiers::Wrong;
use crate::instant::{Day, Length, When, Zone};
use crate::markdown;
use crate::span::{At, Source, Span};
use crate::yaml::{self, Fields, Node, Value};

/// A map that is being read.
pub struct Form<'a, 'f> {
    fields: Fields<'a>,
    name: &'a str,
    zone: &'a Zone,
    faults: &'f mut Diagnostics,
    /// Links that stand in texts of Markdown.
    links: &'f mut Vec<At<String>>,
}

impl<'a, 'f> Form<'a, 'f> {
    /// The front matter `node` of a page, which is `what`. What is wrong, and links that stand in texts, are added to
    /// `faults` and `links`.
    pub fn of(
        source: &'a Source,
        node: Node,
        what: &'a str,
        zone: &'a Zone,
        (faults, links): (&'f mut Diagnostics, &'f mut Vec<At<String>>),
    ) -> Self {
        let fields = Fields::of(source, node, what, Code::FrontValue, faults);
        Form { fields, name: what, zone, faults, links }
    }

    /// The keys that nobody asked for.
    pub fn unknown(&self) -> Vec<At<String>> {
        self.fields.unknown()
    }

    /// The names that were asked for.
    pub fn asked(&self) -> &[&'a str] {
        self.fields.asked()
    }

    /// The file.
    pub fn source(&self) -> &'a Source {
        self.fields.source()
    }

    /// The hub's time zone.
    pub fn zone(&self) -> &'a Zone {
        self.zone
    }

    /// The place of the map.
    pub fn span(&self) -> Span {
        self.fields.span()
    }

    /// Says what is wrong.
    pub fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The field as it is.
    pub fn take(&mut self, name: &'a str) -> Option<Node> {
        Some(self.fields.take(name)?.value)
    }

    /// The field as it is, left where it is.
    pub fn peek(&self, name: &str) -> Option<&Node> {
        self.fields.peek(name)
    }

    /// A text, as written. An empty one is none.
    pub fn text(&mut self, name: &'a str) -> Option<String> {
        Some(self.link(name)?.value)
    }

    /// A text on one line.
    pub fn line(&mut self, name: &'a str) -> Option<At<String>> {
        let mut line = self.link(name)?;
        if line.value.contains(['\n', '\t']) || line.value.contains("  ") {
            line.value = line.value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        Some(line)
    }

    /// A text that names something elsewhere, with its place.
    pub fn link(&mut self, name: &'a str) -> Option<At<String>> {
        let mut text = self.fields.text(name, self.faults)?;
        trim(&mut text.value);
        (!text.value.is_empty()).then_some(text)
    }

    /// A link that readers may follow: a whole address with a scheme that is safe, or a place of the hub.
    pub fn target(&mut self, name: &'a str) -> Option<At<String>> {
        let link = self.link(name)?;
        self.followed(name, link)
    }

    /// Links that readers may follow.
    pub fn targets(&mut self, name: &'a str) -> Vec<At<String>> {
        let links = self.links(name);
        links.into_iter().filter_map(|link| self.followed(name, link)).collect()
    }

    /// `link`, the value of the field `name`, unless nobody may follow it.
    pub fn followed(&mut self, name: &str, link: At<String>) -> Option<At<String>> {
        let Some(scheme) = markdown::unsafe_scheme(&link.value) else { return Some(link) };
        self.faults.push(faults::scheme(self.fields.source(), name, link.span, &scheme));
        None
    }

    /// A text without which the map means nothing; `word` says what to write.
    pub fn need(&mut self, name: &'a str, word: &str) -> Option<At<String>> {
        let before = self.faults.len();
        let text = self.link(name);
        if text.is_none() && self.faults.len() == before {
            let span = self.fields.span();
            self.faults.push(faults::missing(self.source(), self.name, name, span, word));
        }
        text
    }

    /// A list of texts with their places.
    pub fn links(&mut self, name: &'a str) -> Vec<At<String>> {
        let mut texts = self.fields.texts(name, self.faults);
        texts.iter_mut().for_each(|text| trim(&mut text.value));
        texts.retain(|text| !text.value.is_empty());
        texts
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &'a str) -> Vec<String> {
        self.links(name).into_iter().map(|text| text.value).collect()
    }

    /// A text of Markdown, as written; its links are kept.
    pub fn prose(&mut self, name: &'a str) -> Option<String> {
        let text = self.link(name)?;
        self.keep_links(&text);
        Some(text.value)
    }

    /// A list of such texts.
    pub fn proses(&mut self, name: &'a str) -> Vec<String> {
        let texts = self.links(name);
        texts.iter().for_each(|text| self.keep_links(text));
        texts.into_iter().map(|text| text.value).collect()
    }

    /// Keeps the links that stand in a text of Markdown, each where the source has it in the same letters.
    pub fn keep_links(&mut self, text: &At<String>) {
        let written = &self.source().text[text.span.clone()];
        let mut from = 0;
        let place = |target: String| {
            let found = written[from..].find(&target).map(|at| from + at..from + at + target.len());
            from = found.as_ref().map_or(from, |found| found.end);
            let span =
                found.map_or(text.span.clone(), |found| text.span.start + found.start..text.span.start + found.end);
            At { value: target, span }
        };
        let links: Vec<At<String>> = markdown::links(&text.value).into_iter().map(place).collect();
        self.links.extend(links);
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'a str) -> Option<bool> {
        self.fields.flag(name, self.faults)
    }

    /// A whole number.
    pub fn int(&mut self, name: &'a str) -> Option<i64> {
        Some(self.fields.int(name, self.faults)?.value)
    }

    /// A day or moment.
    pub fn when(&mut self, name: &'a str) -> Option<At<When>> {
        self.date(name, faults::date)
    }

    /// A day; of a moment, its day.
    pub fn day(&mut self, name: &'a str) -> Option<At<Day>> {
        Some(self.when(name)?.map(When::day))
    }

    /// A day or moment on which it depends whether the page may be seen.
    pub fn release(&mut self, name: &'a str) -> Option<At<When>> {
        self.date(name, faults::release)
    }

    fn date(&mut self, name: &'a str, fault: fn(&Source, &str, Span, String) -> Diagnostic) -> Option<At<When>> {
        let node = self.take(name)?;
        let read = yaml::text(&node, self.source()).and_then(|text| When::parse(&text, self.zone));
        match read {
            Ok(value) => Some(At { value, span: node.span }),
            Err(why) => {
                self.faults.push(fault(self.source(), name, node.span, why));
                None
            }
        }
    }

    /// The date that the field has, left where it is. The error says what was expected.
    pub fn date_of(&self, name: &str) -> Option<Result<When, String>> {
        let node = self.peek(name)?;
        Some(yaml::text(node, self.source()).and_then(|text| When::parse(&text, self.zone)))
    }

    /// The key and the one word of a field, left where they are.
    pub fn key_and_word(&self, name: &str) -> Option<(At<String>, String)> {
        let key = self.fields.key(name)?.clone();
        let word = yaml::text(self.peek(name)?, self.source()).ok()?;
        Some((key, word.trim().to_owned()))
    }

    /// How long something takes, in seconds.
    pub fn duration(&mut self, name: &'a str) -> Option<u64> {
        let said = self.link(name)?;
        let seconds = Length::parse(&said.value).and_then(Length::seconds);
        if seconds.is_none() {
            let expected = "expected hours and minutes: `45 minutes`, `1 h 30 min`, `1:05:00`";
            self.faults.push(faults::value(self.source(), name, said.span, expected));
        }
        seconds
    }

    /// One of `among`, in capitals or not.
    pub fn choice(&mut self, name: &'a str, among: &[&str]) -> Option<String> {
        let said = self.link(name)?;
        self.chosen(name, said, among)
    }

    /// Some of `among`, each perhaps with `ending`.
    pub fn choices(&mut self, name: &'a str, among: &[&str], ending: &str) -> Vec<String> {
        let said = self.links(name);
        let bare = |said: At<String>| said.map(|text| text.strip_suffix(ending).map_or(text.clone(), str::to_owned));
        said.into_iter().filter_map(|said| self.chosen(name, bare(said), among)).collect()
    }

    fn chosen(&mut self, name: &str, said: At<String>, among: &[&str]) -> Option<String> {
        let known = among.iter().find(|known| known.eq_ignore_ascii_case(&said.value));
        if known.is_none() {
            self.faults.push(faults::not_among(self.source(), name, &said.value, said.span, among));
        }
        known.map(|known| (*known).to_owned())
    }

    /// A text that `read` turns into what it is, for whoever `expected` it.
    pub fn identifier(
        &mut self,
        (name, shown): (&'a str, &str),
        read: impl FnOnce(&str) -> Option<String>,
        expected: &str,
    ) -> Option<String> {
        let said = self.link(name)?;
        let good = read(&said.value);
        if good.is_none() {
            self.faults.push(faults::identifier(self.source(), shown, &said.value, said.span, expected));
        }
        good
    }

    /// The same for an identifier that checks itself.
    pub fn checked(
        &mut self,
        (name, shown): (&'a str, &str),
        read: impl FnOnce(&str) -> Result<String, Wrong>,
        expected: &str,
    ) -> Option<String> {
        let said = self.link(name)?;
        let why = match read(&said.value) {
            Ok(good) => return Some(good),
            Err(Wrong::Form) => expected,
            Err(Wrong::Check) => "its check digit does not fit: a character is wrong, or two are swapped",
        };
        self.faults.push(faults::identifier(self.source(), shown, &said.value, said.span, why));
        None
    }

    /// The map under `name`, read by `read`.
    pub fn map<T>(&mut self, name: &'a str, read: impl FnOnce(&mut Form<'a, '_>) -> Option<T>) -> Option<T> {
        let node = self.take(name)?;
        self.within(name, node, read)
    }

    /// The map under `name`; a text alone is its field `key`.
    pub fn map_or<T>(
        &mut self,
        name: &'a str,
        key: &str,
        read: impl FnOnce(&mut Form<'a, '_>) -> Option<T>,
    ) -> Option<T> {
        let node = self.take(name)?;
        self.within(name, keyed(node, key), read)
    }

    /// The list of maps under `name`; a text alone is the field `key` of one.
    pub fn each<T>(
        &mut self,
        name: &'a str,
        key: &str,
        mut read: impl FnMut(&mut Form<'a, '_>) -> Option<T>,
    ) -> Vec<T> {
        let nodes = self.fields.list(name).into_iter().filter(|node| node.value != Value::Null);
        nodes.filter_map(|node| self.within(name, keyed(node, key), &mut read)).collect()
    }

    /// The texts of the map under `name`, whatever their keys.
    pub fn texts_by_key(&mut self, name: &'a str) -> Vec<(At<String>, At<String>)> {
        let entries = self.fields.map(name, self.faults);
        let mut texts = Vec::with_capacity(entries.len());
        for (key, node) in entries.into_iter().filter(|(_, node)| node.value != Value::Null) {
            match yaml::text(&node, self.source()) {
                Ok(value) => texts.push((key, At { value, span: node.span })),
                Err(expected) => self.faults.push(faults::value(self.source(), &key.value, node.span, expected)),
            }
        }
        texts
    }

    /// A picture: a map, or a file alone.
    pub fn picture(&mut self, name: &'a str) -> Option<Picture> {
        self.map_or(name, "src", |form| {
            let src = form.need("src", "expected a file or an address").and_then(|src| form.followed("src", src));
            let picture = Picture {
                alt: form.text("alt"),
                credit: form.text("credit"),
                caption: form.text("caption"),
                license: form.text("license"),
                focus: form.focus("focus"),
                src: src?,
            };
            Some(picture)
        })
    }

    /// `40% 30%`.
    fn focus(&mut self, name: &'a str) -> Option<(u8, u8)> {
        let said = self.link(name)?;
        let per_cent = |text: &str| text.strip_suffix('%')?.parse().ok().filter(|&number: &u8| number <= 100);
        let read = said.value.split_once(' ').and_then(|(x, y)| Some((per_cent(x)?, per_cent(y.trim())?)));
        if read.is_none() {
            let expected = "expected per cent from the left and the top: `40% 30%`";
            self.faults.push(faults::value(self.source(), name, said.span, expected));
        }
        read
    }

    fn within<T>(&mut self, name: &'a str, node: Node, read: impl FnOnce(&mut Form<'a, '_>) -> Option<T>) -> Option<T> {
        let before = self.faults.len();
        let fields = Fields::of(self.source(), node, format!("`{name}`"), Code::FrontValue, self.faults);
        if self.faults.len() > before {
            return None;
        }
        let mut form = Form { fields, name, zone: self.zone, faults: &mut *self.faults, links: &mut *self.links };
        let value = read(&mut form);
        form.fields.finish(Code::FrontUnknownKey, form.faults);
        value
    }
}

/// A scalar as a map of one field; maps and lists stay.
fn keyed(node: Node, key: &str) -> Node {
    match node.value {
        Value::Map(_) | Value::List(_) => node,
        _ => {
            let span = node.span.clone();
            let key = At { value: key.to_owned(), span: span.clone() };
            Node { value: Value::Map(vec![(key, node)]), span }
        }
    }
}

fn trim(text: &mut String) {
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.len() - text.trim_start().len();
    text.drain(..start);
}
