//! How long builds take, and what they need: `cargo bench`, or `cargo bench -- 1000 50000` for other numbers of pages.
//! `--theme lean` measures with one theme only, `--rounds 3` says how often, `--keep` leaves what was built, and `--cards`
//! draws share cards and measures nothing else.
//!
//! Each run is a process of its own that builds a generated hub by the same code as the program: this one starts itself
//! again. It is measured with the theme in the program and with a lean one, which shows what a plain theme of another
//! generator shows. First come cold builds, each into a folder that does not exist yet, in turn with the floor: a process
//! that only reads the same sources, parses their Markdown and writes files of the same number and size. Then come builds
//! over the last of them, with nothing changed and after small edits; then the preview, from its start to the first page
//! and from the write of a file to its new bytes. Last comes what is made of a photo.
//!
//! Nothing written is removed before the end, because some file systems are slow to write soon after much was deleted; for
//! the same reason, wait some minutes before you measure again.
#![expect(clippy::disallowed_methods, reason = "a benchmark works on disk, starts processes and looks at the clock")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it measured")]

mod cards;
mod cost;
mod feeds;
mod floor;
mod hub;
mod pictures;
mod watch;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use cost::{Cost, ROLE, median, run};
use watch::Preview;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: [usize; 2] = [1_000, 10_000];
const ROUNDS: usize = 5;
/// Before the first round everything was built once, so that sources and program come from memory.
const WARM_UP: usize = 1;
const THEMES: [&str; 2] = ["clarity", "lean"];

fn main() -> ExitCode {
    match std::env::var(ROLE).as_deref() {
        Ok("build") => return cost::told(bulletin::cli::main()),
        Ok("picture") => return cost::told(pictures::run_step().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)),
        Ok("floor") => return cost::told(floor::run().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)),
        _ => {}
    }
    let asked = match Asked::read(std::env::args().skip(1)) {
        Ok(Some(asked)) => asked,
        // `cargo test --benches` starts this too, without the word that `cargo bench` adds: it has been compiled, that is
        // all.
        Ok(None) => return ExitCode::SUCCESS,
        Err(word) => {
            eprintln!("`{word}` is no number of pages, nor `--theme NAME`, `--rounds NUMBER`, `--keep` or `--cards`");
            return ExitCode::FAILURE;
        }
    };
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    match measure_all(&place, &asked).and_then(|()| if asked.keep { Ok(()) } else { leftovers(&place) }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What is to be measured.
struct Asked {
    sizes: Vec<usize>,
    themes: Vec<&'static str>,
    rounds: usize,
    keep: bool,
    cards: bool,
}

impl Asked {
    /// Reads the arguments; none if this is no benchmark.
    ///
    /// # Errors
    /// The argument that is not understood.
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Asked>, String> {
        let mut asked = Asked { sizes: Vec::new(), themes: THEMES.to_vec(), rounds: ROUNDS, keep: false, cards: false };
        let mut is_benchmark = false;
        while let Some(word) = arguments.next() {
            match word.as_str() {
                "--bench" => is_benchmark = true,
                "--keep" => asked.keep = true,
                "--cards" => asked.cards = true,
                "--theme" => {
                    let name = arguments.next().unwrap_or_default();
                    asked.themes.retain(|theme| *theme == name);
                    if asked.themes.is_empty() {
                        return Err(name);
                    }
                }
                "--rounds" => asked.rounds = number(arguments.next())?,
                _ => asked.sizes.push(number(Some(word))?),
            }
        }
        if asked.sizes.is_empty() {
            asked.sizes = SIZES.to_vec();
        }
        Ok(is_benchmark.then_some(asked))
    }
}

fn number(word: Option<String>) -> Result<usize, String> {
    let word = word.unwrap_or_default();
    word.parse().ok().filter(|number| *number > 0).ok_or(word)
}

fn measure_all(place: &Path, asked: &Asked) -> io::Result<()> {
    leftovers(place)?;
    println!("bulletin {} on {} threads", env!("CARGO_PKG_VERSION"), std::thread::available_parallelism()?);
    cards::measure();
    if asked.cards {
        return Ok(());
    }
    for theme in &asked.themes {
        for pages in &asked.sizes {
            measure(&place.join(format!("{theme}-{pages}")), *pages, theme, asked.rounds)?;
        }
    }
    pictures::measure(&place.join("pictures"), asked.rounds)
}

/// Clears what a benchmark that was stopped left behind.
fn leftovers(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A hub that is measured.
struct Subject {
    source: PathBuf,
    pages: usize,
    theme: &'static str,
}

/// What is done to the hub before a build over an older output.
type Edit = fn(&Subject, round: usize) -> io::Result<()>;

const EDITS: [(&str, Edit); 4] = [
    ("nothing changed", |_, _| Ok(())),
    ("one body edited", edit_body),
    ("one title edited", edit_title),
    ("one template edited", edit_template),
];

/// Measures and prints one size with one theme.
fn measure(place: &Path, pages: usize, theme: &'static str, rounds: usize) -> io::Result<()> {
    let subject = Subject { source: place.join("hub"), pages, theme };
    hub::write(&subject.source, pages)?;
    furnish(&subject)?;
    edit_template(&subject, 0)?;
    let (mut builds, mut floors, mut out) = (Vec::new(), Vec::new(), PathBuf::new());
    for round in 0..WARM_UP + rounds {
        out = place.join(format!("built-{round}"));
        // The cache goes with the output: a cold build knows nothing.
        let _ = fs::remove_dir_all(subject.source.join(".bulletin"));
        let built = build(&subject, &out)?;
        let floor = run("floor", &[&subject.source, &out, &place.join(format!("plain-{round}"))])?;
        if round >= WARM_UP {
            builds.push(built);
            floors.push(floor);
        }
    }
    let (files, bytes) = sum(&floor::sizes(&out)?);
    println!(
        "\n{pages} pages, theme {theme}: {files} files, {:.1} MB; medians of {rounds} rounds\n",
        bytes as f64 / 1e6
    );
    println!("| build | wall | CPU | memory | written | cards |\n|---|--:|--:|--:|--:|--:|");
    print("floor", &floors);
    print("cold", &builds);
    for (name, edit) in EDITS {
        let mut costs = Vec::new();
        for round in 0..WARM_UP + rounds {
            edit(&subject, round + 1)?;
            let cost = build(&subject, &out)?;
            if round >= WARM_UP {
                costs.push(cost);
            }
        }
        print(name, &costs);
    }
    let (_, kept) = sum(&floor::sizes(&subject.source.join(".bulletin"))?);
    let made: Vec<feeds::Feeds> = (0..rounds).map(|_| feeds::measure(&subject.source)).collect::<io::Result<_>>()?;
    if let (Some(time), Some(one)) = (median(made.iter().map(|feeds| feeds.time)), made.first()) {
        let (ms, mb) = (time.as_secs_f64() * 1e3, one.bytes as f64 / 1e6);
        println!("\nall {} feeds, one thread: {ms:.0} ms, {mb:.1} MB", one.count);
    }
    measure_watch(&subject, rounds)?;
    println!("\nkept in `.bulletin/`: {:.1} MB", kept as f64 / 1e6);
    Ok(())
}

/// Measures and prints the preview of a hub that was built.
fn measure_watch(subject: &Subject, rounds: usize) -> io::Result<()> {
    let path = format!("/news/page-{}/", number_of_page(subject));
    let preview = Preview::start(&subject.source, &path)?.0;
    preview.rest();
    for (name, kind, edit) in [("body", "more paragraph, for", edit_body as Edit), ("title", "title of", edit_title)] {
        let mut costs = Vec::new();
        // Other numbers than those of the builds.
        for round in (0..WARM_UP + rounds).map(|round| 1_000 + round) {
            let cost = preview.edit(&path, &format!("{kind} round {round}"), || edit(subject, round))?;
            if round >= 1_000 + WARM_UP {
                costs.push(cost);
            }
        }
        print(&format!("watch: one {name} edited"), &costs);
    }
    drop(preview);
    let first =
        || -> io::Result<Vec<Cost>> { (0..rounds).map(|_| Ok(Preview::start(&subject.source, &path)?.1)).collect() };
    print("watch: first page", &first()?);
    // A preview keeps nothing itself.
    fs::remove_dir_all(subject.source.join(".bulletin"))?;
    print("watch: first page, nothing remembered", &first()?);
    Ok(())
}

fn build(subject: &Subject, out: &Path) -> io::Result<Cost> {
    let fixed = ["build", "--quiet", "--format=json", "--now=2026-11-20T09:00:00Z"].map(Path::new);
    let chosen = [Path::new("--root"), &subject.source, Path::new("--out"), out];
    let before = drawn(out)?;
    let cost = run("build", &[fixed, chosen].concat())?;
    let cards = drawn(out)?.into_iter().filter(|(card, time)| before.get(card) != Some(time)).count();
    Ok(Cost { cards: Some(cards as u64), ..cost })
}

/// The share cards in an output, and when each was drawn.
fn drawn(out: &Path) -> io::Result<BTreeMap<PathBuf, SystemTime>> {
    let files = if out.exists() { floor::sizes(out)? } else { Vec::new() };
    let cards = files.into_iter().map(|(path, _)| path).filter(|path| path.ends_with("card.png"));
    cards.map(|card| Ok((card.clone(), fs::metadata(card)?.modified()?))).collect()
}

fn sum(files: &[(PathBuf, u64)]) -> (usize, u64) {
    (files.len(), files.iter().map(|(_, size)| size).sum())
}

fn print(name: &str, costs: &[Cost]) {
    let seconds = |time: Option<std::time::Duration>| {
        time.map_or("unknown".to_owned(), |time| format!("{:.3} s", time.as_secs_f64()))
    };
    let wall = seconds(median(costs.iter().map(|cost| cost.wall)));
    let cpu = seconds(median(costs.iter().filter_map(|cost| cost.cpu)));
    let memory = median(costs.iter().filter_map(|cost| cost.memory));
    let memory = memory.map_or("unknown".to_owned(), |memory| format!("{:.0} MB", memory as f64 * 1024.0 / 1e6));
    let written = median(costs.iter().filter_map(|cost| cost.written));
    let written = written.map_or("all".to_owned(), |written| written.to_string());
    let cards = median(costs.iter().filter_map(|cost| cost.cards)).map_or(String::new(), |cards| cards.to_string());
    println!("| {name} | {wall} | {cpu} | {memory} | {written} | {cards} |");
}

/// Gives the hub its theme.
fn furnish(subject: &Subject) -> io::Result<()> {
    if subject.theme == "clarity" {
        return Ok(());
    }
    let ours = own(&format!("benches/build/site/themes/{}", subject.theme));
    for (path, _) in floor::sizes(&ours)? {
        let below = path.strip_prefix(&ours).map_err(io::Error::other)?;
        let to = subject.source.join("themes").join(subject.theme).join(below);
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::copy(&path, to)?;
    }
    let configuration = subject.source.join("bulletin.yaml");
    let text = fs::read_to_string(&configuration)?;
    // Other generators draw no cards.
    fs::write(configuration, format!("{text}theme: {}\nshare: {{cards: false}}\n", subject.theme))
}

/// A file of this project.
fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A page of news in the middle of the hub.
fn page(subject: &Subject) -> PathBuf {
    subject.source.join("content").join(hub::file(number_of_page(subject)))
}

fn number_of_page(subject: &Subject) -> usize {
    subject.pages / 20 * 10
}

fn edit_body(subject: &Subject, round: usize) -> io::Result<()> {
    let text = fs::read_to_string(page(subject))?;
    fs::write(page(subject), format!("{text}\nOne more paragraph, for round {round}.\n"))
}

fn edit_title(subject: &Subject, round: usize) -> io::Result<()> {
    let text = fs::read_to_string(page(subject))?;
    let lines = text.lines().map(|line| match line.strip_prefix("title: ") {
        Some(_) => format!("title: A title of round {round}\n"),
        None => format!("{line}\n"),
    });
    fs::write(page(subject), lines.collect::<String>())
}

/// The template of guides, a fifth of all pages: the hub has its own from the beginning, with another comment each time.
fn edit_template(subject: &Subject, round: usize) -> io::Result<()> {
    let theirs = match subject.theme {
        "clarity" => own("themes/clarity/templates/guide.html"),
        theme => own(&format!("benches/build/site/themes/{theme}/templates/guide.html")),
    };
    let text = fs::read_to_string(theirs)?;
    let block = text.find("{% block ").and_then(|at| Some(at + text[at..].find("%}")? + 2));
    let at = block.ok_or_else(|| io::Error::other("the template of guides has no block"))?;
    let folder = subject.source.join("templates");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("guide.html"), format!("{}<!-- {round} -->{}", &text[..at], &text[at..]))
}
