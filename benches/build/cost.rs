//! What a process needed: wall time from outside, processor time and memory as it tells them at its end.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// What a process is told to do when it is one of the measured.
pub const ROLE: &str = "BULLETIN_BENCH_ROLE";

/// What one process needed.
#[derive(Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time; known on Linux.
    pub cpu: Option<Duration>,
    /// The most memory it ever had, in kilobytes; known on Linux.
    pub memory: Option<u64>,
    /// How many files it wrote, if it says.
    pub written: Option<u64>,
    /// How many share cards it drew, if it was a build.
    pub cards: Option<u64>,
}

/// The one in the middle.
pub fn median<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut sorted: Vec<T> = values.collect();
    sorted.sort();
    let middle = sorted.len() / 2;
    sorted.into_iter().nth(middle)
}

/// Starts this program in a role, and returns what that cost.
pub fn run(role: &str, arguments: &[&Path]) -> io::Result<Cost> {
    let begin = Instant::now();
    let ran = Command::new(std::env::current_exe()?).args(arguments).env(ROLE, role).output()?;
    let wall = begin.elapsed();
    let said = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        let told = String::from_utf8_lossy(&ran.stdout);
        return Err(io::Error::other(format!("the {role} failed: {said}{told}")));
    }
    let last = said.lines().last().and_then(|line| line.strip_prefix("cost "));
    let mut numbers = last.into_iter().flat_map(|line| line.split(' ')).map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    let (cpu, memory) = (next().map(Duration::from_millis), next());
    let report: Option<serde_json::Value> = serde_json::from_slice(&ran.stdout).ok();
    let written = report.and_then(|report| report["written"].as_u64());
    Ok(Cost { wall, cpu, memory, written, cards: None })
}

/// The end of a measured process: on Linux, with its cost as the last line.
pub fn told(code: ExitCode) -> ExitCode {
    if let Some((cpu, memory)) = spent("self") {
        eprintln!("cost {} {memory}", cpu.as_millis());
    }
    code
}

/// User and system time of a process and the most memory it ever had, in kilobytes; known on Linux.
pub fn spent(process: &str) -> Option<(Duration, u64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    // What follows the name of the program, which may hold anything: user time is field 14, system time 15.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields.get(11..13)?.iter().filter_map(|time| time.parse::<u64>().ok()).sum();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let memory = memory.trim().trim_end_matches(" kB").parse().ok()?;
    // The kernel counts in hundredths of a second, whatever the machine.
    Some((Duration::from_millis(10 * ticks), memory))
}
