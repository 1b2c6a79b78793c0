//! `bulletin build`, and the screen at its end.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use super::args::{BuildOptions, Common, Format};
use super::list::{Entry, entries, removals};
use super::progress::{self, Shown};
use super::report::{self, DIM, STRONG};
use super::{End, Stop, end_of, now, open, put_together, root};
use crate::build::{Again, How, Left, Memory, Overview, Phase, Progress, Report};
use crate::disk::{Cached, Output, Stray};
use crate::instant::rfc3339;
use crate::project::{Base, Options};
use crate::text::count;

/// Builds the site and tells what was done.
pub(super) fn run(common: &Common, options: &BuildOptions) -> Result<End, Stop> {
    let root = root(common)?;
    if let Some(url) = &options.base_url {
        let is_wrong = |expected| Stop::Usage(format!("`--base-url {url}` is no address for a site: {expected}"));
        Base::parse(url).map_err(is_wrong)?;
    }
    let out = options.out.clone().unwrap_or_else(|| root.join("public"));
    if let Some(inside) = crate::disk::overlap(&root, &out) {
        return Err(Stop::Faults(vec![crate::build::output_inside(&out.display().to_string(), &inside)]));
    }
    let progress = Shown::new(common);
    let built = built(common, options, &root, &out, &progress)?;
    let Built { overview, report, .. } = &built;
    let (phases, whole) = progress.end();
    report::print(common, &report.diagnostics)?;
    if let Some(path) = &options.explain {
        explain(common, report, path)?;
    }
    match common.format {
        Format::Json => report::print_json(&as_json(overview, report, &out))?,
        Format::Human | Format::Github | Format::Sarif => {
            screen(common, &built, &out, &phases, whole)?;
        }
    }
    Ok(end_of(&report.diagnostics))
}

/// What a build is told of.
struct Built {
    overview: Overview,
    report: Report,
    /// What is worth saying about the output and the cache as they were found.
    notes: Vec<String>,
}

/// Builds; where nothing differs from what the build before found, that needs little.
fn built(common: &Common, asked: &BuildOptions, root: &Path, out: &Path, progress: &Shown) -> Result<Built, Stop> {
    let how = How { verify: asked.verify, explain: asked.explain.is_some() };
    let (cache, cache_note) = crate::disk::cache_for(&root.join(super::CACHE), out);
    let recall = |cached| crate::disk::recall(out, &cache, cached);
    let again = || recall(Cached::Again).and_then(|kept| Again::decode(&kept.bytes));
    let again = || if how.verify || how.explain { None } else { again() };
    // What is remembered is not needed where nothing differs, but who walks leaves the other cores alone.
    // Who verifies believes no stamp of a file and nothing that was made of a source before.
    let memory = || if how.verify { Memory::default() } else { Memory::decode(crate::disk::recall_pages(&cache)) };
    let (opened, (again, memory)) = rayon::join(|| open(root), || (again(), memory()));
    let (tree, faults) = opened?;
    let options = Options { now: now(common)?, base_url: asked.base_url.clone(), drafts: asked.drafts };
    let stray = if asked.clean { Stray::Replace } else { Stray::Refuse };
    let output = || Output::folder(out, &cache, stray);
    let mut opened = None;
    if let Some(again) = again.filter(|again| again.fits(&tree, &faults, &options)) {
        progress.begin(Phase::Check);
        if let Some((overview, report)) = again.stands(opened.insert(output()?)) {
            return Ok(Built { overview, report, notes: cache_note.into_iter().collect() });
        }
    }
    let put_together = || put_together((tree, faults), &options, memory, progress);
    let (prepared, left) = rayon::join(put_together, || Left::read(recall(Cached::Ledger)));
    let prepared = prepared?;
    let world = prepared.world.clone();
    let output = opened.map_or_else(output, Ok)?;
    let report = crate::build::run_after(prepared, left, &output, how, progress)?;
    let notes = cache_note.into_iter().chain(output.note().map(str::to_owned)).collect();
    let overview = Overview::of(&world);
    // Taking it apart costs more than the end of the process does.
    std::mem::forget(world);
    Ok(Built { overview, report, notes })
}

/// Why outputs were made: all of them, or the one that `wanted` names by its path or its address.
fn explain(common: &Common, report: &Report, wanted: &str) -> io::Result<()> {
    if common.format == Format::Json {
        return Ok(());
    }
    let mut to = anstream::stderr().lock();
    let wanted = wanted.trim_start_matches('/');
    let is_wanted = |path: &str| match wanted {
        "" => true,
        _ => {
            path == wanted
                || path
                    .strip_suffix("index.html")
                    .is_some_and(|page| page.trim_end_matches('/') == wanted.trim_end_matches('/'))
        }
    };
    let mut told = 0;
    for reason in report.reasons.iter().filter(|reason| is_wanted(reason.path.as_str())) {
        told += 1;
        writeln!(to, "made {}: {}", report::plain(reason.path.as_str()), report::plain(&reason.why))?;
    }
    match (told, wanted) {
        (0, "") => writeln!(to, "nothing was made: nothing has changed that is shown anywhere"),
        (0, _) => writeln!(
            to,
            "`{}` was not made: nothing that it shows has changed, or there is no such output",
            report::plain(wanted)
        ),
        _ => writeln!(to),
    }
}

/// The end of a build, on one screen.
fn screen(
    common: &Common,
    Built { overview, report, notes }: &Built,
    out: &Path,
    phases: &[(Phase, Duration)],
    whole: Duration,
) -> io::Result<()> {
    if common.quiet {
        return Ok(());
    }
    let mut to = anstream::stderr().lock();
    writeln!(to, "{STRONG}{}{STRONG:#} {DIM}{}{DIM:#}", report::plain(&overview.title), overview.base)?;
    let kinds: Vec<String> = overview.kinds.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
    writeln!(to, "  {:<10} {} ({})", "pages", overview.pages, kinds.join(", "))?;
    let made: Vec<String> = report.outputs.iter().map(|(name, number)| format!("{number} {name}")).collect();
    writeln!(to, "  {:<10} {}", "outputs", made.join(", "))?;
    writeln!(to, "  {:<10} {} rendered, {} reused", "", report.rendered, report.reused)?;
    let mut files = vec![format!("{} written", report.written), format!("{} unchanged", report.same)];
    files.extend((report.removed > 0).then(|| format!("{} removed", report.removed)));
    files.extend((report.failed > 0).then(|| format!("{} not made", report.failed)));
    writeln!(to, "  {:<10} {} ({})", "files", files.join(", "), size(report.bytes))?;
    let timed: Vec<String> =
        phases.iter().map(|(phase, took)| format!("{} {}", progress::verb(*phase), took_text(*took))).collect();
    writeln!(to, "  {:<10} {} {DIM}({}){DIM:#}", "time", took_text(whole), timed.join(", "))?;
    left_out(&mut to, overview, report)?;
    let unused = &overview.unused_fields;
    if !unused.is_empty() {
        let named: Vec<String> = unused
            .iter()
            .take(MOST)
            .map(|(name, number)| format!("{} {number}", report::plain(name).replace('\n', " ")))
            .collect();
        let more = if unused.len() > MOST { ", …" } else { "" };
        writeln!(
            to,
            "  {:<10} {} that no template knows: {}{more}",
            "not used",
            count(unused.len(), "field", "fields"),
            named.join(", ")
        )?;
    }
    for note in notes.iter().chain(&report.note) {
        writeln!(to, "  {:<10} {note}", "note")?;
    }
    let warned = grouped(report);
    if !warned.is_empty() {
        writeln!(to, "  {:<10} {}", "to mend", warned.join(", "))?;
    }
    writeln!(
        to,
        "{} {DIM}in {}{DIM:#}",
        report::counted(&report.diagnostics),
        report::plain(&out.display().to_string())
    )
}

/// What was left out and why, and when the site changes by itself.
fn left_out(to: &mut impl Write, overview: &Overview, report: &Report) -> io::Result<()> {
    let listed: Vec<Entry> = entries(overview).into_iter().filter(|entry| !entry.is_coverage()).collect();
    if !listed.is_empty() {
        writeln!(
            to,
            "  {:<10} {}",
            "left out",
            count(listed.iter().filter(|entry| !entry.published).count(), "page", "pages")
        )?;
        for Entry { source, said, spread, .. } in listed.iter().take(MOST) {
            writeln!(to, "    {said:<38} {DIM}{source}{DIM:#}")?;
            for line in spread.iter().flat_map(removals) {
                writeln!(to, "      {DIM}{line}{DIM:#}")?;
            }
        }
        if listed.len() > MOST {
            writeln!(to, "    and {} more: `bulletin list` shows all", listed.len() - MOST)?;
        }
    }
    if !overview.held_files.is_empty() {
        let files = count(overview.held_files.len(), "file that belongs to them", "files that belong to them");
        writeln!(to, "    and {files}")?;
    }
    if let Some((first, others)) = overview.unlinked_files.split_first() {
        let files = count(others.len() + 1, "file that no published page names", "files that no published page names");
        writeln!(to, "  {:<10} {files}: {first}{}", "left out", if others.is_empty() { "" } else { ", …" })?;
        writeln!(to, "             link them from a page, or put them into static/; `--format json` lists them")?;
    }
    if !report.left.is_empty() {
        writeln!(
            to,
            "  {:<10} {} changed by somebody since, no longer ours",
            "left there",
            count(report.left.len(), "file", "files")
        )?;
    }
    if let Some(horizon) = overview.horizon {
        writeln!(to, "  {:<10} {}: build again then", "next change", rfc3339(horizon))?;
    }
    Ok(())
}

/// So many pages that are left out are named.
const MOST: usize = 12;

/// How often each code was found.
fn grouped(report: &Report) -> Vec<String> {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        *codes.entry(diagnostic.code.text()).or_default() += 1;
    }
    codes.iter().map(|(code, number)| format!("{number} {code}")).collect()
}

fn as_json(overview: &Overview, report: &Report, out: &Path) -> serde_json::Value {
    serde_json::json!({
        "out": out.display().to_string(),
        "base_url": overview.base,
        "pages": overview.pages,
        "outputs": report.outputs,
        "written": report.written,
        "unchanged": report.same,
        "rendered": report.rendered,
        "reused": report.reused,
        "removed": report.removed,
        "failed": report.failed,
        "bytes": report.bytes,
        "left_out": entries(overview),
        "unused_fields": overview.unused_fields,
        "held_files": overview.held_files.iter().map(|file| file.as_str()).collect::<Vec<_>>(),
        "unlinked_files": overview.unlinked_files.iter().map(|file| file.as_str()).collect::<Vec<_>>(),
        "next_change": overview.horizon.map(rfc3339),
        "reasons": report.reasons.iter().map(|reason| (reason.path.as_str(), &reason.why)).collect::<BTreeMap<_, _>>(),
        "note": report.note,
        "diagnostics": report.diagnostics,
    })
}

fn took_text(took: Duration) -> String {
    match took.as_secs_f64() {
        seconds if seconds >= 1.0 => format!("{seconds:.2} s"),
        seconds => format!("{:.0} ms", seconds * 1000.0),
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
