//! `bulletin alert`: issues alerts, updates and cancels them, and lists them.
//!
//! What is said goes into the Markdown and, as a message of the Common Alerting Protocol, into a file beside it, which is
//! never written again. The Markdown comes first: if anything stops between the two, `bulletin alert issue` goes on. Before
//! anything is written the command shows what people will read, and asks whoever sits at a terminal.

mod ask;
mod changes;
mod list;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use serde_json::json;

use super::args::{AlertAction, AlertWords, Common, Format, NewAlert, Sending};
use super::report::{self, DIM, WARNING};
use super::{CACHE, End, Stop, now, open, root};
use crate::content::alert::CAP;
use crate::content::edit::{quoted, with_update};
use crate::content::message::{self, EarlierMessages};
use crate::content::{self, Kind, LIMIT, Page, Placing, Role};
use crate::diag::{Diagnostics, Level};
use crate::disk::{self, Held, Tree};
use crate::health::alert::{Standing, UPDATES};
use crate::health::cap::{self, Info};
use crate::instant::{Day, Instant, Length, When, hours_after, length_after, rfc3339};
use crate::path::SourcePath;
use crate::project::{self, Options, Project};
use crate::span::Source;
use ask::Caller;
use changes::FieldChange;

/// So many hours a new alert is in force if nobody says for how long.
const HOURS: i64 = 24;

/// A hub of which only what has to do with alerts is read.
struct Hub {
    /// The lock by which nobody else changes files meanwhile: two who post at once write one update after the other, each
    /// with its message. None while somebody is asked, who may take long; what is shown then is not written if the file
    /// changed in the meantime.
    held: Option<Held>,
    root: PathBuf,
    tree: Tree,
    project: Project,
    now: Instant,
}

/// A change of an alert that is not written yet.
struct PlannedAlert {
    /// The file as it will be.
    after: Source,
    /// The file as it is; none of a new alert.
    before: Option<Source>,
    /// The alert as it will be.
    page: Page,
    /// The fields that change beside `updates`.
    fields: Vec<&'static str>,
    /// What the author should know.
    warnings: Vec<String>,
}

/// Runs what was asked for.
pub(super) fn run(common: &Common, action: AlertAction) -> Result<End, Stop> {
    let (hub, sending, plan) = match action {
        AlertAction::List => return list::run(common, &Hub::open(common, None)?),
        AlertAction::New(new) => {
            let (hub, sending) = (Hub::for_change(common, new.sending)?, new.sending);
            let plan = hub.create(common, *new)?;
            (hub, sending, plan)
        }
        AlertAction::Update { page, text, title, words, sending } => {
            let hub = Hub::for_change(common, sending)?;
            let plan = hub.update(hub.find(&page)?, &text, title.as_deref(), *words, Caller::of(common, sending))?;
            (hub, sending, plan)
        }
        AlertAction::Cancel { page, text, all_clear, sending } => {
            let hub = Hub::for_change(common, sending)?;
            let plan = hub.end(hub.find(&page)?, &text, UPDATES[if all_clear { 2 } else { 1 }])?;
            (hub, sending, plan)
        }
        AlertAction::Issue { page, sending } => {
            let hub = Hub::for_change(common, sending)?;
            let plan = hub.as_written(hub.find(&page)?)?;
            (hub, sending, plan)
        }
    };
    hub.finish(common, sending, plan)
}

impl Hub {
    /// The hub for a command that changes alerts.
    fn for_change(common: &Common, sending: Sending) -> Result<Hub, Stop> {
        match Caller::of(common, sending) {
            Caller::Person => Hub::open(common, None),
            Caller::Script => Hub::open(common, Some(disk::hold(&root(common)?.join(CACHE))?)),
        }
    }

    fn open(common: &Common, held: Option<Held>) -> Result<Hub, Stop> {
        let (root, now) = (root(common)?, now(common)?);
        let now = Instant::from_second(now.as_second()).unwrap_or(now);
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
    fn create(&self, common: &Common, mut new: NewAlert) -> Result<PlannedAlert, Stop> {
        if new.title.trim().is_empty() {
            return Err(Stop::Usage("an alert needs a title".to_owned()));
        }
        let path = self.free_file(&new.title)?;
        let mut warnings = Vec::new();
        if !new.draft {
            let caller = Caller::of(common, new.sending);
            warnings = self.complete(&mut new, caller)?;
        }
        let after = Source { path, text: self.text(&new)?.into() };
        let page = self.read(&after)?;
        if !new.draft && self.standing(&page).is_past() {
            let expires = new.words.expires.unwrap_or_default();
            return Err(Stop::Usage(format!("`--expires {expires}` is over already: say until when it is in force")));
        }
        Ok(PlannedAlert { after, before: None, page, fields: Vec::new(), warnings })
    }

    /// Asks for what nobody should leave out, or tells that it was left out; an alert ends after a day.
    fn complete(&self, new: &mut NewAlert, caller: Caller) -> Result<Vec<String>, Stop> {
        let mut warnings = Vec::new();
        let words = &mut new.words;
        if words.severity.is_none() && new.han.is_none() {
            if caller == Caller::Person {
                words.severity = ask::severity()?;
            }
            if words.severity.is_none() {
                warnings.push("no severity is given: say how grave it is with `--severity`".to_owned());
            }
        }
        if words.area.is_empty() {
            if caller == Caller::Person {
                words.area.extend(ask::text("where does it hold?")?);
            }
            if words.area.is_empty() {
                warnings.push("no area is given: say where it holds with `--area`".to_owned());
            }
        }
        if words.expires.is_none() {
            if caller == Caller::Person {
                words.expires = self.ask_end("until when is it in force? [24h]")?;
            }
            if words.expires.is_none() {
                let end = self.project.zone.moment(hours_after(self.now, HOURS)).to_string();
                warnings.push(format!(
                    "no end is given: it is in force for 24 hours, until {end}; `--expires` sets another"
                ));
                words.expires = Some(end);
            }
        }
        Ok(warnings)
    }

    /// Asks until when an alert is in force, again until the answer can be read.
    fn ask_end(&self, question: &str) -> Result<Option<String>, Stop> {
        loop {
            let Some(answer) = ask::text(question)? else { return Ok(None) };
            match self.when("expires", &answer) {
                Ok(_) => return Ok(Some(answer)),
                Err(Stop::Usage(why)) => ask::say(&why)?,
                Err(stop) => return Err(stop),
            }
        }
    }

    /// A file for a new alert. A name that an alert had which is over is used again with the day after it, so that the old
    /// page and its messages stay as they are.
    fn free_file(&self, title: &str) -> Result<SourcePath, Stop> {
        let day = self.project.zone.day(self.now);
        let first = content::file_name(Kind::Alert, title, day);
        let clock = self.project.zone.clock(self.now).strftime("%H%M").to_string();
        let name = first.stem();
        for name in [name.to_owned(), format!("{name}-{day}"), format!("{name}-{day}t{clock}")] {
            let file = first.parent().join(&format!("{name}.md")).map_err(std::io::Error::other)?;
            match self.file_of(&name) {
                Some(taken) => {
                    let text = self.tree.text(&taken, LIMIT).map_err(|fault| Stop::Faults(vec![*fault]))?;
                    let is_over =
                        self.read(&text).is_ok_and(|page| !page.front.draft && self.standing(&page).is_past());
                    if !is_over {
                        let message = format!("`{taken}` is there already: `bulletin alert update {taken}` adds to it");
                        return Err(Stop::Usage(message));
                    }
                }
                None if self.tree.has(&format!("{}/{name}{CAP}", first.parent())) => {}
                None => return Ok(file),
            }
        }
        Err(Stop::Usage(format!("`{first}` and its name with the day are there already: give it another title")))
    }

    /// The file of the alert with this name, in the hub's own language.
    fn file_of(&self, name: &str) -> Option<SourcePath> {
        let paths = [format!("content/alerts/{name}.md"), format!("content/alerts/{name}/index.md")];
        paths.into_iter().find(|path| self.tree.has(path)).and_then(|path| SourcePath::new(&path).ok())
    }

    /// Every file below `content/alerts/` that is an alert by its place: all pages but those of the section and its folders.
    fn alert_files(&self) -> impl Iterator<Item = &SourcePath> {
        let pages = self.tree.below("content/alerts").filter(|path| path.extension() == Some("md"));
        pages.filter(|path| !self.is_section(path))
    }

    /// Whether a file is the index of a folder that has other pages.
    fn is_section(&self, path: &SourcePath) -> bool {
        let is_index = |path: &SourcePath| matches!(path.stem().split('.').next(), Some("index" | "_index"));
        let folder = path.parent();
        let others = || self.tree.below(folder.as_str()).filter(|other| other.extension() == Some("md"));
        is_index(path) && (folder.as_str() == "content/alerts" || others().any(|other| !is_index(other)))
    }

    fn standing(&self, page: &Page) -> Standing {
        Standing::at(&page.times(&self.project.zone).unwrap_or_default(), self.now)
    }

    /// The Markdown of a new alert: what was said, and what can be known.
    fn text(&self, new: &NewAlert) -> Result<String, Stop> {
        let mut text = format!("---\ntitle: {}\ndate: {}\n", quoted(&new.title), self.project.zone.moment(self.now));
        let mut line = |name: &str, value: Option<String>| text.extend(value.map(|value| format!("{name}: {value}\n")));
        line("status", new.status.as_deref().map(quoted));
        line("han", new.han.as_deref().map(quoted));
        let audience = new.audience.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
        line("audience", (!audience.is_empty()).then(|| format!("[{audience}]")));
        for (name, change) in self.changes(&new.words, None)? {
            match change {
                FieldChange::Line(value) => line(name, Some(value)),
                FieldChange::List(items) => line(name, Some(format!("\n  - {}", items.join("\n  - ")))),
                FieldChange::Removed => {}
            }
        }
        line("contact", self.contact());
        line("draft", new.draft.then(|| "true".to_owned()));
        Ok(text.replace(": \n", ":\n") + "---\n")
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

    /// `bulletin alert update`.
    fn update(
        &self,
        (source, page): (Source, Page),
        text: &str,
        title: Option<&str>,
        mut words: AlertWords,
        caller: Caller,
    ) -> Result<PlannedAlert, Stop> {
        let path = source.path.clone();
        let standing = self.standing(&page);
        if standing == Standing::Ended {
            let message = format!("`{path}` was ended already: what is new is a new alert, `bulletin alert new`");
            return Err(Stop::Content(message));
        }
        if standing.is_past() && words.expires.is_none() && !page.front.draft {
            let ended = page.front.expires.map(|when| when.to_string()).unwrap_or_default();
            if caller == Caller::Person {
                ask::say(&format!("this alert was in force until {ended}, so nobody would see the update"))?;
                words.expires = self.ask_end("until when is it in force now?")?;
            }
            if words.expires.is_none() {
                return Err(Stop::Content(format!(
                    "`{path}` was in force until {ended}, so nobody would see the update: say until when it is in force now \
                     with `--expires`, or write a new alert"
                )));
            }
        }
        let mut changes = self.changes(&words, Some(&page))?;
        changes.extend(
            title.filter(|title| !title.trim().is_empty()).map(|title| ("title", FieldChange::Line(quoted(title)))),
        );
        let plan = self.changed(source, &page, text, UPDATES[0], changes)?;
        if plan.page.front.draft {
            return Ok(plan);
        }
        if self.standing(&plan.page).is_past() {
            let expires = words.expires.unwrap_or_default();
            return Err(Stop::Usage(format!("`--expires {expires}` is over already: say until when it is in force")));
        }
        Ok(plan)
    }

    /// `bulletin alert cancel`.
    fn end(&self, (source, page): (Source, Page), text: &str, sort: &str) -> Result<PlannedAlert, Stop> {
        if self.standing(&page) == Standing::Ended {
            return Err(Stop::Content(format!("`{}` was ended already", source.path)));
        }
        self.changed(source, &page, text, sort, Vec::new())
    }

    /// The alert with an update of this sort, and with `changes`.
    fn changed(
        &self,
        source: Source,
        page: &Page,
        text: &str,
        sort: &str,
        changes: Vec<(&'static str, FieldChange)>,
    ) -> Result<PlannedAlert, Stop> {
        if text.trim().is_empty() {
            return Err(Stop::Usage("an update needs a text".to_owned()));
        }
        let mut entry =
            vec![format!("date: {}", self.project.zone.moment(self.now)), format!("text: {}", quoted(text))];
        if sort != UPDATES[0] {
            entry.push(format!("type: {sort}"));
        }
        let refuse = |why: String| Stop::Content(format!("`{}`: {why}", source.path));
        let mut changed = with_update(&source.text, page.body_start, &entry).map_err(refuse)?;
        for (name, change) in &changes {
            let start = changed.len() - (source.text.len() - page.body_start);
            changed = change.apply(&changed, start, name).map_err(refuse)?;
        }
        let after = Source { path: source.path.clone(), text: changed.into() };
        let updated = self.read(&after)?;
        let counted = |page: &Page| page.alert().map(content::Alert::version);
        if counted(&updated) != counted(page).map(|version| version + 1) || !changes::were_made(&changes, &updated) {
            return Err(refuse("the update could not be added: write it into the file by hand".to_owned()));
        }
        let fields = changes.iter().map(|(name, _)| *name).collect();
        Ok(PlannedAlert { after, before: Some(source), page: updated, fields, warnings: Vec::new() })
    }

    /// `bulletin alert issue`.
    fn as_written(&self, (source, page): (Source, Page)) -> Result<PlannedAlert, Stop> {
        if page.front.draft {
            return Err(Stop::Content(format!("`{}` is a draft: take out `draft` first", source.path)));
        }
        let mut warnings = Vec::new();
        if matches!(self.standing(&page), Standing::Over | Standing::Advising)
            && !self.missing_messages(&page).is_empty()
        {
            warnings.push(
                "the time of this alert is over, so it is in no banner: `expires` says until when it is in force"
                    .to_owned(),
            );
        }
        let after = Source { path: source.path.clone(), text: source.text.clone() };
        Ok(PlannedAlert { after, before: Some(source), page, fields: Vec::new(), warnings })
    }

    /// Shows what people will read, asks, writes the file and issues its messages.
    fn finish(&self, common: &Common, sending: Sending, plan: PlannedAlert) -> Result<End, Stop> {
        let is_issued = !plan.page.front.draft && !self.missing_messages(&plan.page).is_empty();
        let infos = if is_issued { self.infos(&plan.page) } else { Vec::new() };
        let is_told = common.format != Format::Json && !common.quiet;
        if is_told {
            for warning in &plan.warnings {
                writeln!(anstream::stderr(), "{WARNING}warning{WARNING:#}: {}", report::plain(warning))?;
            }
        }
        let is_asked = is_issued && Caller::of(common, sending) == Caller::Person;
        if !infos.is_empty() && (is_told || is_asked) {
            ask::preview(&infos, &self.project.zone)?;
        }
        if sending.dry_run {
            return tell_dry_run(common, &plan, &infos);
        }
        if is_asked && !ask::confirm("issue this now?")? {
            return Err(Stop::Content("nothing was written or issued".to_owned()));
        }
        let own;
        let held = match &self.held {
            Some(held) => held,
            None => {
                own = disk::hold(&self.root.join(CACHE))?;
                &own
            }
        };
        self.write(held, &plan)?;
        let messages = if is_issued { self.issue(&plan.page)? } else { Vec::new() };
        self.tell(common, &plan, &messages, &infos)
    }

    /// Writes the Markdown, if it changes.
    fn write(&self, held: &Held, plan: &PlannedAlert) -> Result<(), Stop> {
        let path = &plan.after.path;
        let refuse = |why: &str| Stop::Content(format!("`{path}`: {why}"));
        match &plan.before {
            None => match disk::create(&self.root, path, plan.after.text.as_bytes()) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    Err(Stop::Usage(format!("`{path}` is there already: `bulletin alert update {path}` adds to it")))
                }
                done => Ok(done?),
            },
            Some(before) if before.text == plan.after.text => Ok(()),
            // Whoever has the file open in an editor does not ask for the lock.
            Some(before) => disk::edit(&self.root, held, path, |now| match now == &*before.text {
                true => Ok((plan.after.text.to_string(), ())),
                false => Err(refuse("it was changed in the meantime: try again")),
            })?,
        }
    }

    /// The files of messages that are to be issued.
    fn missing_messages(&self, page: &Page) -> Vec<SourcePath> {
        let version = page.alert().map_or(0, content::Alert::version);
        let files = (1..=version).filter_map(|number| page.message_file(number));
        files.filter(|file| !self.tree.has(file.as_str())).collect()
    }

    /// What the last message says in each language.
    fn infos(&self, page: &Page) -> Vec<Info> {
        let translations = self.translations(page);
        let pages: Vec<&Page> = std::iter::once(page).chain(&translations).collect();
        let version = page.alert().map_or(1, content::Alert::version);
        let before = page.message_file(version - 1).and_then(|file| self.tree.text(&file, LIMIT).ok());
        let last = before.map(|before| cap::texts(&before.text)).unwrap_or_default();
        let earlier = EarlierMessages { references: Vec::new(), last };
        let message = message::message(&pages, version, self.now, &earlier, &self.project);
        message.map(|message| message.infos).unwrap_or_default()
    }

    /// Writes every message of an alert that is not there yet.
    fn issue(&self, page: &Page) -> Result<Vec<SourcePath>, Stop> {
        let Some(alert) = page.alert() else { return Ok(Vec::new()) };
        let translations = self.translations(page);
        let pages: Vec<&Page> = std::iter::once(page).chain(&translations).collect();
        let (mut written, mut earlier) = (Vec::new(), EarlierMessages::default());
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
                    let message = message::message(&pages, number, sent, &earlier, &self.project);
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
            earlier.references.push(cap::reference(sender, identifier, sent));
            earlier.last = texts;
        }
        Ok(written)
    }

    /// The alert that is called `wanted`: its file, its address or its name. Of several that had the name, the one that is in
    /// force, else the newest.
    fn find(&self, wanted: &str) -> Result<(Source, Page), Stop> {
        let here = wanted.trim_start_matches("./");
        if here.ends_with(".md") && self.tree.has(here) {
            let path = SourcePath::new(here).map_err(|_| Stop::Usage(format!("`{here}` is no file of the hub")))?;
            let source = self.tree.text(&path, LIMIT).map_err(|fault| Stop::Faults(vec![*fault]))?;
            let page = self.read(&source)?;
            return match page.alert() {
                Some(_) => Ok((source, page)),
                None => Err(Stop::Content(format!("`{path}` is no alert, but {}", page.kind.one()))),
            };
        }
        let at = format!("/{}/", wanted.trim_matches('/'));
        let (mut names, mut named, mut unread) = (Vec::new(), Vec::new(), None);
        for path in self.alert_files() {
            let name = content::alert::name_of(path);
            let is_named = (name == here || is_name_again(name, here)) && self.file_of(name).as_ref() == Some(path);
            let Some(source) = self.tree.text(path, LIMIT).ok() else { continue };
            let page = match self.read(&source) {
                Ok(page) => page,
                Err(stop) if is_named => {
                    unread = Some(stop);
                    continue;
                }
                Err(_) => continue,
            };
            if page.alert().is_none() {
                continue;
            }
            if page.address.as_str() == at {
                return Ok((source, page));
            }
            names.push(name.to_owned());
            if is_named {
                named.push((source, page));
            }
        }
        let rank = |page: &Page| {
            let date = page.front.date.map(|date| date.start(&self.project.zone));
            (!self.standing(page).is_past(), date)
        };
        if let Some(found) = named.into_iter().max_by_key(|(_, page)| rank(page)) {
            return Ok(found);
        }
        if let Some(stop) = unread {
            return Err(stop);
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

    /// The translations that do not have the last update, if there is one.
    fn lagging(&self, page: &Page) -> Vec<Page> {
        let Some(alert) = page.alert().filter(|alert| alert.version() > 1) else { return Vec::new() };
        let version = alert.version();
        let Some(update) = message::nth_update(alert, version) else { return Vec::new() };
        let lags = |other: &Page| other.alert().is_some_and(|own| message::same_update(own, version, update).is_none());
        self.translations(page).into_iter().filter(lags).collect()
    }

    /// Says what was written, which translations lag, what people still miss, and what to do next.
    fn tell(&self, common: &Common, plan: &PlannedAlert, messages: &[SourcePath], infos: &[Info]) -> Result<End, Stop> {
        let (path, page) = (&plan.after.path, &plan.page);
        let missing: Vec<&str> = crate::check::missing_parts(page, &self.project.zone).map(|(name, _)| name).collect();
        let files: Vec<&str> = messages.iter().map(SourcePath::as_str).collect();
        let lagging = self.lagging(page);
        if common.format == Format::Json {
            let version = page.alert().map(content::Alert::version);
            report::print_json(&json!({
                "file": path.as_str(), "messages": files, "version": version, "address": page.address.as_str(),
                "missing": missing, "warnings": plan.warnings, "read": read_by_people(infos),
                "lagging": lagging.iter().map(|page| page.source.as_str()).collect::<Vec<_>>(),
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
        if self.standing(page).is_in_force() && !missing.is_empty() {
            writeln!(out, "{DIM}not said yet:{DIM:#} {}", missing.join(", "))?;
        }
        for other in &lagging {
            writeln!(out, "{}", self.behind(plan, other))?;
        }
        match page.front.draft {
            true => writeln!(out, "{DIM}next:{DIM:#} take out `draft`, then bulletin alert issue {path}")?,
            false => {
                writeln!(out, "{DIM}next:{DIM:#} bulletin build, then publish; keep the files `*{CAP}` with the page")?
            }
        }
        Ok(End::Done)
    }

    /// How a translation lags, and what to do about it.
    fn behind(&self, plan: &PlannedAlert, other: &Page) -> String {
        let (file, language) = (&other.source, &other.language);
        let update = plan.page.alert().and_then(|alert| alert.updates.first());
        let (date, sort) = update.map_or((String::new(), UPDATES[0]), |it| (it.date.to_string(), it.sort.as_str()));
        if sort != UPDATES[0] {
            return format!(
                "{DIM}translation to finish:{DIM:#} {file} ({language}) does not say why it ended: add `{{date: {date}, text: …, \
                 type: {sort}}}` to its `updates`"
            );
        }
        let fields = match plan.fields.is_empty() {
            true => String::new(),
            false => format!(", and change {} as here", plan.fields.join(", ")),
        };
        format!(
            "{DIM}translation to finish:{DIM:#} {file} ({language}) lacks this update: add `{{date: {date}, text: …}}` to its \
             `updates`{fields}"
        )
    }
}

/// Says what a command would have written.
fn tell_dry_run(common: &Common, plan: &PlannedAlert, infos: &[Info]) -> Result<End, Stop> {
    let path = plan.after.path.as_str();
    match common.format {
        Format::Json => report::print_json(&json!({
            "dry_run": true, "file": path, "address": plan.page.address.as_str(), "warnings": plan.warnings,
            "read": read_by_people(infos),
        }))?,
        Format::Human | Format::Github | Format::Sarif => {
            writeln!(anstream::stdout(), "{DIM}nothing was written; it would be:{DIM:#} {path}")?;
        }
    }
    Ok(End::Done)
}

/// What people read in each language, for programs.
fn read_by_people(infos: &[Info]) -> serde_json::Value {
    let read = infos.iter().map(|info| {
        json!({
            "language": info.language, "headline": info.headline, "description": info.description,
            "instruction": info.instruction, "expires": info.expires.map(rfc3339),
        })
    });
    read.collect()
}

/// Whether an alert's name is `base` with a day after it: the name of an alert that was over was used again.
fn is_name_again(name: &str, base: &str) -> bool {
    let day = name.strip_prefix(base).and_then(|rest| rest.strip_prefix('-'));
    day.and_then(|rest| rest.get(..10)).is_some_and(|day| day.parse::<Day>().is_ok())
}
