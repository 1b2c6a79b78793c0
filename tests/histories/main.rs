//! After any sequence of edits a build that goes on with what earlier ones left gives what a clean build gives.
//!
//! A history is a small random hub and twenty random edits of it. After each edit the hub is built with what the builds
//! before it left, once more, which must find nothing to do, and from nothing: files, diagnostics and counts must be the
//! same, and what is gone must have been removed. The builds that go on run on one thread and the clean one on several, or
//! the other way round.
//!
//! `HISTORIES=5000 cargo test --test histories` tries more; `SEED=17` tries one and shows its steps. What failed once has
//! a case of its own in `found.rs`.
#![expect(clippy::disallowed_methods, reason = "how many histories are tried is in the environment")]

mod builds;
mod chance;
mod differences;
mod edits;
mod folder;
mod found;
mod hub;
mod values;
mod withdrawn;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use builds::Kept;
use bulletin::disk::Output;
use chance::Chance;
use folder::Folder;
use hub::Hub;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// How many edits a history has.
const STEPS: usize = 20;
/// How many histories are tried when nobody says how many.
const HISTORIES: usize = 500;

#[test]
fn a_warm_build_is_a_clean_build() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let Some(seed) = number("SEED") {
        let told = history(seed, &[true; STEPS + 1], &Pools::new());
        told.steps.iter().enumerate().for_each(|(step, edit)| println!("{step}: {edit}"));
        assert!(told.failure.is_none(), "{}", report(seed, &Pools::new()));
        return;
    }
    let all = number("HISTORIES").map_or(HISTORIES, |number| number as usize);
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let pools = Pools::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= all || failed.lock().expect("no thread panics").len() >= MOST {
                        return;
                    }
                    if history(seed as u64, &[true; STEPS + 1], &pools).failure.is_some() {
                        failed.lock().expect("no thread panics").push(report(seed as u64, &pools));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panics");
    let tried = next.into_inner().min(all);
    assert!(failed.is_empty(), "{}\n{} of {tried} histories failed", failed.join("\n"), failed.len());
}

/// After so many failures the rest is not tried.
const MOST: usize = 3;

/// One thread, and several.
struct Pools {
    one: ThreadPool,
    several: ThreadPool,
}

impl Pools {
    fn new() -> Pools {
        let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        Pools { one: pool(1), several: pool(3) }
    }
}

/// What became of a history.
struct Told {
    /// What each step did.
    steps: Vec<String>,
    /// At which step it failed, and how.
    failure: Option<(usize, String)>,
}

/// Plays the history of `seed`, with those of its steps that are `wanted`; step 0 is the hub at its beginning.
fn history(seed: u64, wanted: &[bool], pools: &Pools) -> Told {
    let mut hub = Hub::random(&mut Chance::of(seed, 0));
    let mut told = Told { steps: Vec::new(), failure: None };
    let mut kept = match is_on_disk(seed) {
        true => Kept::Folder(Folder::new(!is_young(seed))),
        false => Kept::Memory(Output::memory()),
    };
    let (mut known, mut stopped, mut failed) = (HashMap::new(), false, false);
    for (step, wanted) in wanted.iter().enumerate() {
        let mut chance = Chance::of(seed, step);
        told.steps.push(match (step, wanted) {
            (0, _) => format!("a hub of {} files", hub.files.len()),
            (_, false) => "left out".to_owned(),
            (_, true) => match &mut kept {
                Kept::Folder(folder) if !failed && !stopped && chance.once_in(6) => folder.harm(&mut chance),
                _ => edits::edit(&mut hub, &mut chance, stopped),
            },
        });
        if !wanted {
            continue;
        }
        let (here, there) = match (seed as usize + step / 2).is_multiple_of(2) {
            true => (&pools.one, &pools.several),
            false => (&pools.several, &pools.one),
        };
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let before = kept.files();
            let warm = here.install(|| kept.build(&hub));
            (stopped, failed) = (warm.stopped, warm.failed > 0);
            let clean = known.entry(state(&hub)).or_insert_with(|| there.install(|| kept.clean(&hub)));
            differences::of_warm(clean, &before, &warm)?;
            let again = here.install(|| kept.build(&hub));
            differences::of_again(&warm, &again)?;
            let is_known = again.again.is_some() || again.stopped || again.failed > 0;
            match is_known || is_young(seed) {
                true => Ok(()),
                false => Err("nothing had changed, and it did not know".to_owned()),
            }
        }));
        let found = tried.unwrap_or_else(|_| Err("it panicked".to_owned()));
        if let Err(why) = found {
            told.failure = Some((step, why));
            break;
        }
    }
    told
}

/// Whether a history is played on disk; the others are played in memory.
fn is_on_disk(seed: u64) -> bool {
    cfg!(target_os = "linux") && seed % 10 == 9
}

/// Whether files were changed right before they are built, so that nobody can be sure of them.
fn is_young(seed: u64) -> bool {
    is_on_disk(seed) && seed % 20 != 9
}

/// What a build depends on, as a number.
fn state(hub: &Hub) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&hub.files, hub.now, hub.drafts, &hub.base_url).hash(&mut hasher);
    hasher.finish()
}

/// Why the history of `seed` fails: in the fewest steps that still do.
fn report(seed: u64, pools: &Pools) -> String {
    let mut wanted = vec![true; STEPS + 1];
    let mut told = history(seed, &wanted, pools);
    for step in (1..=STEPS).rev() {
        let last = told.failure.as_ref().map_or(0, |(last, _)| *last);
        if step > last {
            wanted.truncate(step);
            continue;
        }
        wanted[step] = false;
        let fewer = history(seed, &wanted, pools);
        match fewer.failure {
            Some(_) => told = fewer,
            None => wanted[step] = true,
        }
    }
    let Some((last, why)) = told.failure else { return format!("SEED={seed} failed once and then no more") };
    let steps = told.steps.iter().enumerate().filter(|(step, _)| wanted[*step]);
    let steps: String = steps.map(|(step, edit)| format!("  {step}: {edit}\n")).collect();
    format!("SEED={seed}, step {last}: {why}\n{steps}")
}
