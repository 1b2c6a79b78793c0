//! Arguments, commands, and what the terminal shows.
//!
//! The only module that prints, reads the clock and the environment, and decides the exit status: 0
//! done; 1 the content has errors; 2 wrong usage or configuration; 3 the machine failed.

mod alert;
mod args;
mod build;
mod create;
mod evidence;
mod list;
mod live;
mod progress;
mod reading;
mod report;
mod reviews;
mod sarif;
mod shape;
mod share;
mod watch;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::build::{Memory, Prepared, Progress};
use crate::diag::{Diagnostic, Diagnostics, Level};
use crate::disk::Tree;
use crate::instant::Instant;
use crate::project::Options;
use crate::world::World;

use args::{Arguments, Command, Common, Format};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Done,
    ContentErrors,
    Usage,
    Machine,
}

/// What keeps a command from going on.
enum Stop {
    /// Wrong usage, in words.
    Usage(String),
    /// The machine failed.
    Machine(std::io::Error),
    /// What was asked for is not to be had of this content, in words.
    Content(String),
    /// The hub has errors that leave nothing to go on with.
    Faults(Diagnostics),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop::Machine(error)
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.common.color {
        clap::ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        clap::ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        clap::ColorChoice::Auto => {}
    }
    let common = arguments.common.clone();
    let end = in_pool(common.jobs, move || run(arguments)).unwrap_or_else(|stop| tell(&common, stop));
    ExitCode::from(match end {
        End::Done => 0,
        End::ContentErrors => 1,
        End::Usage => 2,
        End::Machine => 3,
    })
}

/// Runs `command` in a pool of so many threads; with none said, one for each core.
fn in_pool(jobs: Option<usize>, command: impl FnOnce() -> Result<End, Stop> + Send) -> Result<End, Stop> {
    let threads = jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    match pool {
        Ok(pool) => pool.install(command),
        Err(error) => Err(Stop::Machine(std::io::Error::other(error))),
    }
}

/// Where a hub keeps what one build leaves for the next.
const CACHE: &str = ".bulletin";

/// The stack of a thread in bytes: templates and Markdown nest, within limits.
const STACK: usize = 8 << 20;

fn run(arguments: Arguments) -> Result<End, Stop> {
    let common = &arguments.common;
    if common.format == Format::Sarif && !matches!(arguments.command, Command::Check { .. }) {
        return Err(Stop::Usage("`--format sarif` is for `bulletin check`".to_owned()));
    }
    match arguments.command {
        Command::Init { dir } => create::init(common, &dir),
        Command::New { kind, title } => create::new(common, &kind, &title),
        Command::Build(options) => build::run(common, &options),
        Command::Watch(options) => watch::run(common, &options),
        Command::Check { only, drafts } => check(common, &only, drafts),
        Command::List { reading: true, .. } => reading::run(common),
        Command::List { evidence: true, shape, .. } => evidence::run(common, shape),
        Command::List { reviews: true, owner, shape, .. } => reviews::run(common, owner.as_deref(), shape),
        Command::List { state, shape, .. } => list::run(common, &state, shape),
        Command::Alert(action) => alert::run(common, action),
        Command::Share { page, copy, json: false } => share::run(common, &page, copy),
        Command::Share { page, copy, json: true } => {
            share::run(&Common { format: Format::Json, ..common.clone() }, &page, copy)
        }
        Command::Live(options) => live::run(common, &options),
        Command::Completions { shell } => {
            // In one piece: a standard output that is closed is an error here and a panic there.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "bulletin", &mut script);
            std::io::stdout().write_all(&script)?;
            Ok(End::Done)
        }
    }
}

/// `bulletin check`.
fn check(common: &Common, only: &[String], drafts: bool) -> Result<End, Stop> {
    let wanted = report::codes(only).map_err(Stop::Usage)?;
    let progress = progress::Shown::new(common);
    let prepared = prepare(common, drafts, &progress)?;
    let (world, mut diagnostics) = (prepared.world.clone(), prepared.all_diagnostics());
    diagnostics.extend(crate::build::try_all(&world, &progress));
    forget_outdated(&root(common)?, &world);
    progress.end();
    let mut settled = crate::diag::settle(diagnostics, &world.project.verdicts);
    settled.retain(|diagnostic| wanted.is_empty() || wanted.contains(&diagnostic.code));
    match wanted.is_empty() {
        true => report::print(common, &settled)?,
        false => report::print_all(common, &settled)?,
    }
    report::table(common, &settled)?;
    report::summary(common, &settled)?;
    Ok(end_of(&settled))
}

/// Opens the hub and puts it together.
fn prepare(common: &Common, drafts: bool, progress: &dyn Progress) -> Result<Prepared, Stop> {
    prepare_at(common, now(common)?, drafts, progress)
}

/// Opens the hub and puts it together as it is at `now`.
fn prepare_at(common: &Common, now: Instant, drafts: bool, progress: &dyn Progress) -> Result<Prepared, Stop> {
    let root = root(common)?;
    let (opened, memory) = rayon::join(|| open(&root), || remembered(&root));
    let options = Options { now, base_url: None, drafts };
    put_together(opened?, &options, memory, progress)
}

/// What earlier builds remember of the hub's sources.
fn remembered(root: &Path) -> Memory {
    Memory::decode(crate::disk::recall_pages(&root.join(CACHE)))
}

/// Forgets what earlier builds remember of the hub's sources, if one of them was found to have other bytes: it was saved
/// meanwhile, or what is remembered is wrong. The next command reads all of them.
fn forget_outdated(root: &Path, world: &World) {
    if world.tree.is_outdated() {
        crate::disk::forget_pages(&root.join(CACHE));
    }
}

/// Puts a hub together that was opened.
fn put_together(
    (tree, mut faults): (Tree, Diagnostics),
    options: &Options,
    memory: Memory,
    progress: &dyn Progress,
) -> Result<Prepared, Stop> {
    match crate::build::prepare(tree, options, memory, progress) {
        Ok(mut prepared) => {
            prepared.also(faults);
            Ok(prepared)
        }
        Err(mut fatal) => {
            faults.append(&mut fatal);
            Err(Stop::Faults(crate::diag::settle(faults, &Default::default())))
        }
    }
}

fn open(root: &Path) -> Result<(Tree, Diagnostics), Stop> {
    if !crate::disk::is_folder(root) {
        return Err(Stop::Usage(format!("there is no folder `{}`", root.display())));
    }
    let (tree, faults) = Tree::open(root, &SKIP)?;
    // What stands there but cannot be read has been told of.
    let is_hub = tree.paths().any(|path| path.below("content").is_some()) || tree.has("bulletin.yaml");
    if !is_hub && faults.is_empty() {
        return Err(no_hub(root));
    }
    Ok((tree, faults))
}

/// Folders of a hub that are not looked into.
const SKIP: [&str; 1] = ["public"];

fn no_hub(root: &Path) -> Stop {
    let message = format!("`{}` is no hub: it has neither `content/` nor `bulletin.yaml`", root.display());
    Stop::Usage(format!("{message}; `bulletin init DIR` makes one"))
}

/// `--root`, else the nearest folder at or above this one with a `bulletin.yaml`, else this one.
fn root(common: &Common) -> Result<PathBuf, Stop> {
    if let Some(root) = &common.root {
        return Ok(root.clone());
    }
    #[expect(clippy::disallowed_methods, reason = "the working directory is an argument of the command line")]
    let here = std::env::current_dir().map_err(|error| {
        let why = crate::disk::words(&error);
        let message =
            format!("the folder that this was started in cannot be found: {why}; go to another one, or use `--root`");
        std::io::Error::new(error.kind(), message)
    })?;
    let nearest = here.ancestors().find(|folder| crate::disk::is_file(&folder.join("bulletin.yaml")));
    Ok(nearest.map_or(here.clone(), Path::to_path_buf))
}

/// `--now`, else the clock.
fn now(common: &Common) -> Result<Instant, Stop> {
    match &common.now {
        Some(text) => text.parse().map_err(|_| {
            Stop::Usage(format!("`--now {text}` is no instant: expected RFC 3339, such as `2026-11-20T09:00:00Z`"))
        }),
        #[expect(clippy::disallowed_methods, reason = "the clock is read here once, for everybody")]
        None => Ok(Instant::now()),
    }
}

/// The end of a command that found these. An error of the configuration outweighs those of content:
/// all of the site may be other than it was meant to be.
fn end_of(diagnostics: &[Diagnostic]) -> End {
    let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).peekable();
    if errors.peek().is_none() {
        return End::Done;
    }
    match errors.any(is_of_configuration) {
        true => End::Usage,
        false => End::ContentErrors,
    }
}

fn is_of_configuration(diagnostic: &Diagnostic) -> bool {
    let code = diagnostic.code.text();
    code.starts_with("config/")
        || code.starts_with("theme/")
        || matches!(diagnostic.place.file.as_str(), "bulletin.yaml" | "bulletin.yml")
}

/// Says why a command stopped.
fn tell(common: &Common, stop: Stop) -> End {
    let (end, message) = match stop {
        Stop::Usage(message) => (End::Usage, message),
        Stop::Content(message) => (End::ContentErrors, message),
        Stop::Machine(error) => (End::Machine, crate::disk::words(&error)),
        Stop::Faults(diagnostics) => {
            let told = report::print(common, &diagnostics).and_then(|()| report::summary(common, &diagnostics));
            return if told.is_ok() { End::Usage } else { End::Machine };
        }
    };
    if common.format == Format::Json {
        // As below: nobody is left to tell.
        let _ = report::print_json(&serde_json::json!({ "error": message }));
    }
    let message = report::plain(&message);
    let mut out = anstream::stderr().lock();
    let style = report::ERROR;
    // Nothing is left to tell somebody whose standard error is closed.
    let _ = writeln!(out, "{style}error{style:#}: {message}");
    end
}

/// Whether somebody sits at the terminal.
fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}
