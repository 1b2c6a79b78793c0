//! `bulletin watch`: what the terminal shows while the preview runs.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::args::{Common, Format, WatchOptions};
use super::report::{self, DIM, STRONG};
use super::{End, SKIP, Stop, now, open, remembered, root};
use crate::diag::{Code, Diagnostic, Level};
use crate::path::SourcePath;
use crate::text::count;
use crate::watch::{self, Audience, Door, Hub, Notice, Taken};

/// Shows the site until it is interrupted.
pub(super) fn run(common: &Common, options: &WatchOptions) -> Result<End, Stop> {
    let root = root(common)?;
    now(common)?;
    let (found, memory) = rayon::join(|| open(&root), || remembered(&root));
    let found = Some(found?);
    let door = Door::open(&options.host, options.port).map_err(|error| no_door(options, &error))?;
    let terminal = Arc::new(Terminal::new(common));
    let address = format!("{}/", door.origin());
    terminal.opened(&door.taken, &address, &format!("{}/_desk/", door.desk_origin()))?;
    if options.open {
        terminal.browse(&address);
    }
    let asked = common.clone();
    let instant = now(common)?;
    let now = Box::new(move || now(&asked).unwrap_or(instant));
    let hub = Hub { root, skip: &SKIP, drafts: options.drafts, found, memory, now };
    let notice = if options.poll { Notice::Looking } else { Notice::Told };
    watch::run(hub, door, notice, terminal)?;
    Ok(End::Done)
}

fn no_door(options: &WatchOptions, error: &io::Error) -> Stop {
    let WatchOptions { host, port, .. } = options;
    let message = format!("nobody can be served at `{host}`, port {port}: {}", crate::disk::words(error));
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::AddrNotAvailable | io::ErrorKind::InvalidInput => Stop::Usage(
            format!("{message}; `--host` takes an address or name of this machine, such as `127.0.0.1` or `0.0.0.0`"),
        ),
        io::ErrorKind::PermissionDenied => {
            Stop::Machine(io::Error::new(error.kind(), format!("{message}; ports below 1024 are the system's")))
        }
        _ => Stop::Machine(io::Error::new(error.kind(), message)),
    }
}

/// The terminal, and what was told there.
struct Terminal {
    common: Common,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    begun: Option<Instant>,
    /// What is known to be wrong. Only what is new is told.
    problems: BTreeSet<(Code, String, String)>,
    /// How many there are, as it was last said.
    counted: String,
}

impl Terminal {
    fn new(common: &Common) -> Terminal {
        Terminal { common: common.clone(), told: Mutex::default() }
    }

    /// Says where the site and the desk are to be seen.
    fn opened(&self, taken: &[Taken], address: &str, desk: &str) -> io::Result<()> {
        for Taken { port, by } in taken {
            let line = format!("port {port} is taken by {by}, so the next is tried");
            self.say(&serde_json::json!({ "event": "taken", "port": port, "by": by }), || report::plain(&line).into());
        }
        let told = serde_json::json!({ "event": "listening", "address": address, "desk": desk });
        match self.common.format {
            Format::Json => self.line(&told),
            Format::Human | Format::Github | Format::Sarif => {
                let mut terminal = anstream::stderr().lock();
                writeln!(terminal, "{STRONG}{address}{STRONG:#} {DIM}(Ctrl-C ends it){DIM:#}")?;
                writeln!(
                    terminal,
                    "{STRONG}{desk}{STRONG:#} {DIM}all pages, their state and how they will be shared{DIM:#}"
                )
            }
        }
    }

    /// Opens the site in the browser that the system prefers.
    fn browse(&self, address: &str) {
        let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
            "macos" => ("open", &[]),
            "windows" => ("cmd", &["/C", "start", ""]),
            _ => ("xdg-open", &[]),
        };
        #[expect(clippy::disallowed_methods, reason = "the one who starts it asks for the browser")]
        let mut command = Command::new(program);
        command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Err(error) = command.spawn() {
            let told = serde_json::json!({ "event": "not-opened", "error": error.to_string() });
            self.say(&told, || format!("no browser could be opened: {}", crate::disk::words(&error)));
        }
    }

    /// Says a line: as JSON to standard output, or for people to standard error, unless it is quiet.
    fn say(&self, told: &serde_json::Value, words: impl FnOnce() -> String) {
        // Nobody is left to tell, should it fail.
        let _ = match self.common.format {
            Format::Json => self.line(told),
            Format::Human | Format::Github | Format::Sarif if self.common.quiet => Ok(()),
            Format::Human | Format::Github | Format::Sarif => writeln!(anstream::stderr().lock(), "{}", words()),
        };
    }

    /// One JSON document on a line of its own.
    fn line(&self, told: &serde_json::Value) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{told}")?;
        out.flush()
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Audience for Terminal {
    fn begin(&self) {
        self.told().begun = Some(clock());
    }

    fn changed(&self, files: &BTreeSet<SourcePath>) {
        let took = self.told().begun.map(|begun| clock().saturating_duration_since(begun)).unwrap_or_default();
        let names: Vec<&str> = files.iter().take(NAMED).map(SourcePath::as_str).collect();
        let told = serde_json::json!({
            "event": "changed",
            "files": files.len(),
            "first": names,
            "milliseconds": took.as_secs_f64() * 1000.0,
        });
        self.say(&told, || {
            let what = match files.len() {
                0 => "ready".to_owned(),
                1..=NAMED => report::plain(&names.join(", ")).into_owned(),
                many => format!("{} and {} more", report::plain(names[0]), count(many - 1, "file", "files")),
            };
            format!("{what} {DIM}{:.0} ms{DIM:#}", took.as_secs_f64() * 1000.0)
        });
    }

    fn problems(&self, problems: &[Diagnostic], is_whole: bool) {
        let key = |problem: &Diagnostic| (problem.code, problem.place.file.clone(), problem.message.clone());
        let mut told = self.told();
        let new: Vec<Diagnostic> =
            problems.iter().filter(|problem| !told.problems.contains(&key(problem))).cloned().collect();
        told.problems = problems.iter().map(key).collect();
        let counted = report::counted(problems);
        let is_news = counted != told.counted;
        if is_news {
            told.counted.clone_from(&counted);
        }
        drop(told);
        let of = |level| problems.iter().filter(|problem| problem.level == level).count();
        let told = serde_json::json!({
            "event": "problems",
            "whole": is_whole,
            "errors": of(Level::Error),
            "warnings": of(Level::Warning),
            "diagnostics": problems,
        });
        // As above.
        let _ = match self.common.format {
            Format::Json => self.line(&told),
            Format::Human | Format::Github | Format::Sarif => report::print(&self.common, &new),
        };
        if is_news && self.common.format != Format::Json {
            self.say(&told, || counted);
        }
    }

    fn must_look(&self, why: &str) {
        let told = serde_json::json!({ "event": "looking", "why": why });
        self.say(&told, || {
            format!("the system does not tell of changes ({why}), so they are looked for, as with --poll")
        });
    }
}

/// So many changed files are named.
const NAMED: usize = 3;

#[expect(clippy::disallowed_methods, reason = "how long a change takes is shown, and is in no output")]
fn clock() -> Instant {
    Instant::now()
}
