//! How long a cold build takes, and what it needs: `cargo bench`, or `cargo bench -- 1000 50000` for other sizes.
//!
//! Each round is a process of its own that builds a generated hub into a folder that does not exist yet, by the same code
//! as the program: this one starts itself again. Beside it stands the floor, in the same rounds: a process that only reads
//! the same sources and writes files of the same number and size. Nothing written is removed before the end, because
//! some file systems are slow to write soon after much was deleted; for the same reason, wait some minutes before you
//! measure again.
#![expect(clippy::disallowed_methods, reason = "a benchmark works on disk, starts processes and looks at the clock")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it measured")]

mod hub;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// What a process is told to do when it is one of the measured.
const ROLE: &str = "BULLETIN_BENCH_ROLE";
const SIZES: [usize; 2] = [1_000, 10_000];
const ROUNDS: usize = 5;
/// Before the first round everything was built once, so that sources and program come from memory.
const WARM_UP: usize = 1;

fn main() -> ExitCode {
    match std::env::var(ROLE).as_deref() {
        Ok("build") => return told(bulletin::cli::main()),
        Ok("floor") => return told(floor().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)),
        _ => {}
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` starts this too, without the word that `cargo bench` adds: it has been compiled, that is all.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let measured = leftovers(&place).and_then(|()| sizes.into_iter().try_for_each(|pages| measure(&place, pages)));
    match measured.and_then(|()| fs::remove_dir_all(&place)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Clears what a benchmark that was stopped left behind.
fn leftovers(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What one process needed.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: Duration,
    /// User and system time; known on Linux.
    cpu: Option<Duration>,
    /// The most memory it ever had, in kilobytes; known on Linux.
    memory: Option<u64>,
}

/// Measures and prints one size.
fn measure(place: &Path, pages: usize) -> io::Result<()> {
    let place = place.join(pages.to_string());
    let source = place.join("hub");
    hub::write(&source, pages)?;
    let (mut builds, mut floors) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let (out, plain) = (place.join(format!("built-{round}")), place.join(format!("plain-{round}")));
        // The cache goes with the output: a cold build knows nothing.
        let _ = fs::remove_dir_all(source.join(".bulletin"));
        let build = run(
            "build",
            &[
                Path::new("build"),
                Path::new("--quiet"),
                Path::new("--now=2026-11-20T09:00:00Z"),
                Path::new("--root"),
                &source,
                Path::new("--out"),
                &out,
            ],
        )?;
        let floor = run("floor", &[&source, &out, &plain])?;
        if round >= WARM_UP {
            builds.push(build);
            floors.push(floor);
        }
    }
    let (files, bytes) =
        sizes(&place.join("built-0"))?.iter().fold((0, 0), |(files, bytes), (_, size)| (files + 1, bytes + size));
    println!("{pages} pages: {files} files, {:.1} MB; medians of {ROUNDS} rounds", bytes as f64 / 1e6);
    println!("  {:<12}{:>10}{:>10}{:>10}", "", "wall", "CPU", "memory");
    print("cold build", &builds);
    print("floor", &floors);
    Ok(())
}

fn print(name: &str, costs: &[Cost]) {
    let wall = median(costs.iter().map(|cost| cost.wall));
    let cpu = median(costs.iter().filter_map(|cost| cost.cpu));
    let memory = median(costs.iter().filter_map(|cost| cost.memory));
    let seconds =
        |time: Option<Duration>| time.map_or("unknown".to_owned(), |time| format!("{:.2} s", time.as_secs_f64()));
    let megabytes = memory.map_or("unknown".to_owned(), |memory| format!("{:.0} MB", memory as f64 * 1024.0 / 1e6));
    println!("  {name:<12}{:>10}{:>10}{megabytes:>10}", seconds(wall), seconds(cpu));
}

fn median<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut sorted: Vec<T> = values.collect();
    sorted.sort();
    let middle = sorted.len() / 2;
    sorted.into_iter().nth(middle)
}

/// Starts this program in a role, and returns what that cost.
fn run(role: &str, arguments: &[&Path]) -> io::Result<Cost> {
    let begin = Instant::now();
    let ran = Command::new(std::env::current_exe()?).args(arguments).env(ROLE, role).output()?;
    let wall = begin.elapsed();
    let said = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        return Err(io::Error::other(format!("the {role} failed: {said}")));
    }
    let last = said.lines().last().and_then(|line| line.strip_prefix("cost "));
    let mut numbers = last.into_iter().flat_map(|line| line.split(' ')).map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    // The kernel counts in hundredths of a second, whatever the machine.
    Ok(Cost { wall, cpu: next().map(|ticks| Duration::from_millis(10 * ticks)), memory: next() })
}

/// The end of a measured process: on Linux, with its cost as the last line.
fn told(code: ExitCode) -> ExitCode {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    // What follows the name of the program, which may hold anything: user time is field 14, system time 15.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: Option<u64> =
        fields.get(11..13).map(|times| times.iter().filter_map(|time| time.parse::<u64>().ok()).sum());
    let memory =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|line| line.trim().trim_end_matches(" kB"));
    if let (Some(ticks), Some(memory)) = (ticks, memory) {
        eprintln!("cost {ticks} {memory}");
    }
    code
}

/// The least that any generator does: reads every source, and writes as many files of the same sizes, on all cores.
fn floor() -> io::Result<()> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [source, built, plain] = folders.as_slice() else { return Err(io::Error::other("three folders are needed")) };
    let (sources, outputs) = (sizes(&source.join("content"))?, sizes(built)?);
    let largest = outputs.iter().map(|(_, size)| *size).max().unwrap_or_default();
    let zeros = vec![0; usize::try_from(largest).map_err(io::Error::other)?];
    in_parallel(&sources, |(path, _)| fs::read(path).map(drop))?;
    in_parallel(&outputs, |(path, size)| {
        let to = plain.join(path.strip_prefix(built).map_err(io::Error::other)?);
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(to, &zeros[..*size as usize])
    })
}

fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let threads = std::thread::available_parallelism()?.get();
    let share = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = items.chunks(share).map(|part| scope.spawn(|| part.iter().try_for_each(&work))).collect();
        shares
            .into_iter()
            .try_for_each(|share| share.join().unwrap_or_else(|_| Err(io::Error::other("a thread failed"))))
    })
}

/// Every file below a folder, with its size.
fn sizes(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        match metadata.is_dir() {
            true => found.append(&mut sizes(&entry.path())?),
            false => found.push((entry.path(), metadata.len())),
        }
    }
    Ok(found)
}
