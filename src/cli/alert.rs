//! `bulletin alert`: issues alerts, updates and cancels them.
//!
//! What is said goes into the Markdown and, as a message of the Common Alerting Protocol, into a file beside it, which is
//! never written again. The Markdown comes first: if anything stops between the two, `bulletin alert issue` goes on.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use serde_json::json;

use super::args::{AlertAction, AlertWords, Common, Format, NewAlert};
use super::report::{self, DIM};
use super::{CACHE, End, Stop, now, open, root};
use crate::content::alert::CAP;
use crate::content::edit::{quoted, with_field, with_update};
use crate::content::{self, Kind, LIMIT, Page, Placing, Role, message};
use crate::diag::{Diagnostics, Level};
use crate::disk::{self, Held, Tree};
use crate::health::alert::{Standing, UPDATES};
use crate::health::cap;
use crate::instant::{Instant, Length, When, length_after};
use crate::path::SourcePath;
use crate::project::{self, Options, Project};
use crate::span::Source;

/// A hub of which only what has to do with alerts is read, and that nobody else changes meanwhile: two who post at once
/// write one update after the other, each with its message.
struct Hub {
    held: Held,
    root: PathBuf,
    tree: Tree,
    project: Project,
    now: Instant,
}

/// Runs what was asked for.
pub(super) fn run(common: &Common, action: AlertAction) -> Result<End, Stop> {
    let hub = Hub::open(common)?;
    match action {
        AlertAction::New(new) => hub.create(common, &new),
        AlertAction::Update { page, text, words } => hub.update(common, &page, &text, UPDATES[0], &words),
        AlertAction::Cancel { page, text, all_clear } => {
            let sort = if all_clear { UPDATES[2] } else { UPDATES[1] };
            hub.update(common, &page, &text, sort, &AlertWords::default())
        }
        AlertAction::Issue { page } => {
            let (source, page) = hub.find(&page)?;
            let messages = hub.issue(&source, &page)?;
            hub.tell(common, &source.path, &page, &messages)
        }
    }
}

impl Hub {
    fn open(common: &Common) -> Result<Hub, Stop> {
        let (root, now) = (root(common)?, now(common)?);
        let now = Instant::from_second(now.as_second()).unwrap_or(now);
        let held = disk::hold(&root.join(CACHE))?;
        let (tree, faults) = open(&root)?;
        let options = Options { now, base_url: None, drafts: true };
        let (project, mut settled) = project::load(&tree, &options).map_err(Stop::Faults)?;
        settled.extend(faults);
        settled.retain(|fault| fault.level == Level::Error);
        if !settled.is_empty() {
            return Err(Stop::Faults(settled));
        }
        Ok(Hub { held, root, tree, project, now })
    }

    /// `bulletin alert new`.
    fn create(&self, common: &Common, new: &NewAlert) -> Result<End, Stop> {
        if new.title.trim().is_empty() {
            return Err(Stop::Usage("an alert needs a title".to_owned()));
        }
        let path = content::file_name(Kind::Alert, &new.title, self.project.zone.day(self.now));
        let source = Source { path: path.clone(), text: self.text(new)?.into() };
        let page = self.read(&source)?;
        match disk::create(&self.root, &path, source.text.as_bytes()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let message = format!("`{path}` is there already: `bulletin alert update {path}` adds to it");
                return Err(Stop::Usage(message));
            }
            done => done?,
        }
        let messages = if new.draft { Vec::new() } else { self.issue(&source, &page)? };
        self.tell(common, &path, &page, &messages)
    }

    /// The Markdown of a new alert: what was said, and what can be known.
    fn text(&self, new: &NewAlert) -> Result<String, Stop> {
        let mut text = format!("---\ntitle: {}\ndate: {}\n", quoted(&new.title), self.project.zone.moment(self.now));
        let mut line = |name: &str, value: Option<String>| {
            let blank = |value: &str| if value.starts_with('\n') { "" } else { " " };
            text.extend(value.map(|value| format!("{name}:{}{value}\n", blank(&value))));
        };
        let list =
            |texts: &[String]| (!texts.is_empty()).then(|| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>());
        let lines = |texts: &[String]| list(texts).map(|texts| format!("\n  - {}", texts.join("\n  - ")));
        line("description", new.description.as_deref().map(quoted));
        for (name, value) in self.fields(&new.words)? {
            line(name, Some(value));
        }
        line("status", new.status.as_deref().map(quoted));
        line("han", new.han.as_deref().map(quoted));
        line("category", list(&new.category).map(|texts| format!("[{}]", texts.join(", "))));
        line("areas", lines(&new.area));
        line("audience", list(&new.audience).map(|texts| format!("[{}]", texts.join(", "))));
        line("do_now", lines(&new.do_now));
        line("known", lines(&new.known));
        line("unknown", lines(&new.unknown));
        line("doing", lines(&new.doing));
        line("contact", self.contact());
        line("draft", new.draft.then(|| "true".to_owned()));
        Ok(text + "---\n")
    }

    /// Whom people may ask, as the configuration knows it.
    fn contact(&self) -> Option<String> {
        let organization = &self.project.config.organization;
        let parts = [("email", &organization.email), ("phone", &organization.phone)];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}: {}", quoted(value.as_ref()?))))
            .collect();
        (!said.is_empty()).then(|| format!("{{name: {}, {}}}", quoted(&organization.name), said.join(", ")))
    }

    /// Fields that an update may change too.
    fn fields(&self, words: &AlertWords) -> Result<Vec<(&'static str, String)>, Stop> {
        let words = [
            ("severity", words.severity.as_deref().map(quoted)),
            ("urgency", words.urgency.as_deref().map(quoted)),
            ("certainty", words.certainty.as_deref().map(quoted)),
            ("instruction", words.instruction.as_deref().map(quoted)),
            ("expires", words.expires.as_deref().map(|text| self.when("expires", text)).transpose()?),
            ("next_update", words.next_update.as_deref().map(|text| self.when("next-update", text)).transpose()?),
        ];
        Ok(words.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }

    /// A moment as front matter has it, from a date or from how long it is until then.
    fn when(&self, name: &str, text: &str) -> Result<String, Stop> {
        let zone = &self.project.zone;
        if let Some(length) = Length::parse(text) {
            return Ok(zone.moment(length_after(self.now, length)).to_string());
        }
        let read = When::parse(text, zone);
        read.map(|when| when.to_string())
            .map_err(|why| Stop::Usage(format!("`--{name} {text}`: {why}, or how long until then: `6h`, `2 days`")))
    }

    /// `bulletin alert update` and `cancel`.
    fn update(&self, common: &Common, page: &str, text: &str, sort: &str, words: &AlertWords) -> Result<End, Stop> {
        if text.trim().is_empty() {
            return Err(Stop::Usage("an update needs a text".to_owned()));
        }
        let (source, page) = self.find(page)?;
        let standing = page.times(&self.project.zone).map(|times| Standing::at(&times, self.now));
        if standing == Some(Standing::Ended) {
            let message = format!("`{}` was ended already: what is new is a new alert", source.path);
            return Err(Stop::Content(message));
        }
        let mut entry =
            vec![format!("date: {}", self.project.zone.moment(self.now)), format!("text: {}", quoted(text))];
        if sort != UPDATES[0] {
            entry.push(format!("type: {sort}"));
        }
        let refuse = |why: String| Stop::Content(format!("`{}`: {why}", source.path));
        let mut changed = with_update(&source.text, page.body_start, &entry).map_err(refuse)?;
        for (name, value) in self.fields(words)? {
            let start = changed.len() - (source.text.len() - page.body_start);
            changed = with_field(&changed, start, name, &value).map_err(refuse)?;
        }
        let after = Source { path: source.path.clone(), text: changed.into() };
        let updated = self.read(&after)?;
        let counted = |page: &Page| page.alert().map(content::Alert::version);
        if counted(&updated) != counted(&page).map(|version| version + 1) {
            return Err(refuse("the update could not be added: write it into `updates` by hand".to_owned()));
        }
        // Whoever has the file open in an editor does not ask for the lock.
        disk::edit(&self.root, &self.held, &after.path, |now| match now == &*source.text {
            true => Ok((after.text.to_string(), ())),
            false => Err(refuse("it was changed in the meantime: try again".to_owned())),
        })??;
        let messages = if page.front.draft { Vec::new() } else { self.issue(&after, &updated)? };
        self.tell(common, &after.path, &updated, &messages)
    }

    /// Writes every message of an alert that is not there yet.
    fn issue(&self, source: &Source, page: &Page) -> Result<Vec<SourcePath>, Stop> {
        let Some(alert) = page.alert() else { return Ok(Vec::new()) };
        if page.front.draft {
            return Err(Stop::Content(format!("`{}` is a draft: take out `draft` first", source.path)));
        }
        let translations = self.translations(page);
        let pages: Vec<&Page> = std::iter::once(page).chain(&translations).collect();
        let (mut written, mut references) = (Vec::new(), Vec::new());
        for number in 1..=alert.version() {
            let file = page.message_file(number).ok_or_else(|| Stop::Content("no file name can be made".to_owned()))?;
            let xml = match self.tree.has(file.as_str()) {
                true => self.tree.text(&file, LIMIT).map_err(|fault| Stop::Faults(vec![*fault]))?.text.to_string(),
                false => {
                    let said = if number == 1 {
                        page.front.date
                    } else {
                        message::nth_update(alert, number).map(|it| it.date)
                    };
                    // A day alone does not tell when.
                    let sent = said
                        .filter(|said| said.moment().is_some())
                        .map_or(self.now, |said| said.start(&self.project.zone));
                    let message = message::message(&pages, number, sent, references.clone(), &self.project);
                    let xml = message.map(|message| cap::write(&message, &self.project.zone)).unwrap_or_default();
                    disk::create(&self.root, &file, xml.as_bytes())?;
                    written.push(file.clone());
                    xml
                }
            };
            let texts = cap::texts(&xml);
            let text = |name| cap::text(&texts, name);
            let Some(((sender, identifier), sent)) = text("sender").zip(text("identifier")).zip(text("sent")) else {
                return Err(Stop::Content(format!("`{file}` is no message of an alert")));
            };
            references.push(cap::reference(sender, identifier, sent));
        }
        Ok(written)
    }

    /// The alert that is called `wanted`: its file, its address or its name.
    fn find(&self, wanted: &str) -> Result<(Source, Page), Stop> {
        let here = wanted.trim_start_matches("./");
        let named = [here.to_owned(), format!("content/alerts/{here}.md"), format!("content/alerts/{here}/index.md")];
        let by_name = named.into_iter().find(|path| path.ends_with(".md") && self.tree.has(path));
        let path = by_name.and_then(|path| SourcePath::new(&path).ok());
        let found = path.and_then(|path| self.tree.text(&path, LIMIT).ok()).map(|source| (self.read(&source), source));
        if let Some((page, source)) = found {
            let page = page?;
            return match page.alert() {
                Some(_) => Ok((source, page)),
                None => Err(Stop::Content(format!("`{}` is no alert, but {}", source.path, page.kind.one()))),
            };
        }
        let at = format!("/{}/", wanted.trim_matches('/'));
        let mut names: Vec<String> = Vec::new();
        for path in self.tree.below("content/alerts").filter(|path| path.extension() == Some("md")) {
            let Some(source) = self.tree.text(path, LIMIT).ok() else { continue };
            let Ok(page) = self.read(&source) else { continue };
            if page.alert().is_some() && page.address.as_str() == at {
                return Ok((source, page));
            }
            names.push(page.alert_name().to_owned());
        }
        let hint = crate::diag::did_you_mean(wanted, names.iter().map(String::as_str), "name its file or its address");
        Err(Stop::Usage(format!("there is no alert `{wanted}`: {hint}")))
    }

    /// The same alert in other languages, from the files beside it; drafts say nothing yet.
    fn translations(&self, page: &Page) -> Vec<Page> {
        let folder = page.source.parent();
        let beside = self.tree.below(folder.as_str()).filter(|path| path.parent() == folder && **path != page.source);
        let read = beside.filter(|path| path.extension() == Some("md")).filter_map(|path| {
            let other = self.read(&self.tree.text(path, LIMIT).ok()?).ok()?;
            let is_other = other.language != page.language && !other.front.draft && other.alert().is_some();
            (is_other && other.alert_name() == page.alert_name()).then_some(other)
        });
        let mut read: Vec<Page> = read.collect();
        read.sort_by(|a, b| a.language.cmp(&b.language));
        read
    }

    /// What a file says by itself.
    fn read(&self, source: &Source) -> Result<Page, Stop> {
        let kind = if source.path.below("content/alerts").is_some() { Kind::Alert } else { Kind::Page };
        let (page, faults) = content::parse(source, &Placing { role: Role::Leaf, kind }, &self.project);
        let errors: Diagnostics = faults.into_iter().filter(|fault| fault.level == Level::Error).collect();
        match page {
            Some(page) if errors.is_empty() => Ok(page),
            _ => Err(Stop::Faults(errors)),
        }
    }

    /// Says what was written, what people still miss, and what to do next.
    fn tell(&self, common: &Common, path: &SourcePath, page: &Page, messages: &[SourcePath]) -> Result<End, Stop> {
        let missing: Vec<&str> = crate::check::missing_parts(page).map(|(name, _)| name).collect();
        let files: Vec<&str> = messages.iter().map(SourcePath::as_str).collect();
        if common.format == Format::Json {
            let version = page.alert().map(content::Alert::version);
            report::print_json(&json!({
                "file": path.as_str(), "messages": files, "version": version, "address": page.address.as_str(), "missing": missing,
            }))?;
            return Ok(End::Done);
        }
        let mut out = anstream::stdout().lock();
        writeln!(out, "{path}")?;
        for file in &files {
            writeln!(out, "{file}")?;
        }
        if common.quiet {
            return Ok(End::Done);
        }
        if files.is_empty() && !page.front.draft {
            writeln!(out, "{DIM}every message of it was issued before{DIM:#}")?;
        }
        let times = page.times(&self.project.zone).unwrap_or_default();
        if Standing::at(&times, self.now).is_in_force() && !missing.is_empty() {
            writeln!(out, "{DIM}not said yet:{DIM:#} {}", missing.join(", "))?;
        }
        match page.front.draft {
            true => writeln!(out, "{DIM}next:{DIM:#} take out `draft`, then bulletin alert issue {path}")?,
            false => {
                writeln!(out, "{DIM}next:{DIM:#} bulletin build, then publish; keep the files `*{CAP}` with the page")?
            }
        }
        Ok(End::Done)
    }
}
