//! Whole small sites and what becomes of them, one in each file of `tests/suite/`.
//!
//! A file is in txtar: what stands before the first section says what the case shows, perhaps with
//! options below it (`now: 2026-11-20T12:00:00Z`, `drafts: true`, `base_url: https://…/`, or `none` to
//! give none). Then come sections:
//!
//! | section | is |
//! |---|---|
//! | `-- content/a.md --` | a source |
//! | `-- content/a.png \| png 640x480 --` | a source that is a picture of this size |
//! | `-- content/a.md \| escaped --` | a source in which `\r`, `\t`, `\x00`, `\u{0}`, `\\` are read and lines joined |
//! | `-- content/a.md \| times 1000 --` | a source that is its text so many times |
//! | `-- content/a.md \| removed --` | no source any more, for a later build |
//! | `-- > news/index.html --` | an output that has these lines, in this order; `…` is anything |
//! | `-- > robots.txt == --` | an output that is exactly this |
//! | `-- > !news/index.html --` | an output that is not there |
//! | `-- > files --` | the names of all outputs but the theme's assets |
//! | `-- > absent --` | texts that are in no output and no name of one, nor escaped or percent-encoded |
//! | `-- > absent as written --` | texts that are in no output as they are |
//! | `-- > absent: news/index.html --` | texts that are not in one output |
//! | `-- left out --` | what is not published, why, and when that changes by itself |
//! | `-- diagnostics --` | everything that a build tells, in full; each build has this section |
//! | `-- networks --` | what `check` tells beside it: what networks would make of the outputs |
//! | `-- again --` | options of another build: sources after it come on top of the earlier ones |
//!
//! `UPDATE=1` writes what was found into the sections that tell of it; look at what changed.
//! `SUITE=area/case` runs only the cases whose name has this in it.
#![expect(clippy::disallowed_methods, reason = "cases are files, and how to run them is in the environment")]

#[path = "suite/runner/mod.rs"]
mod runner;
mod schema_org;

use std::collections::BTreeSet;
use std::path::Path;

use std::sync::atomic::{AtomicUsize, Ordering};

use bulletin::diag::Code;
use runner::{Case, Outcome, cases, is_update, outcome};

/// Codes that need a real disk, with the test that has them.
const ON_DISK: &[(Code, &str)] = &[
    (Code::DiskUnreadable, "hostile/files.rs"),
    (Code::DiskSymlink, "hostile/links.rs"),
    (Code::DiskCase, "hostile/names.rs"),
    (Code::OutputInside, "hostile/outputs.rs"),
    (Code::OutputForeign, "hostile/outputs.rs"),
    (Code::OutputWithdrawn, "histories/withdrawn.rs"),
    (Code::OutputStale, "incremental.rs"),
    (Code::ShareImageHeavy, "share.rs"),
    (Code::ShareFeedLarge, "share.rs"),
];

/// What only a theme can be at fault for.
const THEME: &[Code] = &[
    Code::ShareTags,
    Code::ShareSyntax,
    Code::ShareCharset,
    Code::ShareLate,
    Code::ShareTagsMany,
    Code::ShareImageMany,
    Code::ShareStructured,
    Code::ShareHeadline,
    Code::ShareDate,
    Code::ShareThemeColor,
    Code::ShareLargeImage,
];

/// Kinds of output that no file shows: tests below do, and those in `pictures.rs`.
const IN_CODE: &[&str] = &["sitemap index", "sitemap part", "picture", "share picture"];

#[test]
fn every_case_holds() {
    // Not on the threads that builds use: one that waits for a case could take up a build that waits for it.
    let next = AtomicUsize::new(0);
    let some = || std::iter::from_fn(|| cases().get(next.fetch_add(1, Ordering::Relaxed)));
    let check = || some().filter_map(|case| runner::check(case).err()).collect::<Vec<String>>();
    let failed: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(check)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("the cases of a thread were run")).collect()
    });
    assert!(failed.is_empty(), "{}\n{} of {} cases failed", failed.join("\n"), failed.len(), cases().len());
}

#[test]
fn every_diagnostic_code_has_a_case() {
    if runner::is_filtered() || is_update() {
        return;
    }
    let told: BTreeSet<Code> = outcomes()
        .flat_map(|outcome| outcome.diagnostics.iter().chain(&outcome.networks).map(|told| told.code))
        .collect();
    let missing = |code: &&Code| !told.contains(code) && !ON_DISK.iter().any(|(on_disk, _)| on_disk == *code);
    let missing: Vec<&str> = Code::ALL.iter().filter(missing).map(|code| code.text()).collect();
    assert!(missing.is_empty(), "no case in tests/suite shows {missing:?}");
    for (code, test) in ON_DISK {
        assert!(!told.contains(code), "{} has a case, and need not be in the list", code.text());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(test);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(text.contains(code.text()), "tests/{test} does not show {}", code.text());
    }
}

#[test]
fn every_kind_of_output_has_a_case() {
    if runner::is_filtered() || is_update() {
        return;
    }
    let shown: BTreeSet<&str> = cases().iter().flat_map(runner::outputs_shown).collect();
    let missing = |kind: &&&str| !shown.contains(**kind) && !IN_CODE.contains(kind);
    let missing: Vec<&&str> = runner::OUTPUTS.iter().filter(missing).collect();
    assert!(missing.is_empty(), "no case in tests/suite expects {missing:?}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one, four) = (pool(1), pool(4));
    for case in cases() {
        for (build, first) in case.builds.iter().zip(outcome(case)) {
            for pool in [&one, &four] {
                let again = pool.install(|| runner::build(case, build));
                assert!(again.files == first.files, "{} has other bytes on other threads", case.name);
                assert_eq!(again.diagnostics, first.diagnostics, "{}", case.name);
            }
        }
    }
}

#[test]
fn a_check_tells_what_a_build_tells() {
    for case in cases() {
        for (build, built) in case.builds.iter().zip(outcome(case)) {
            let (networks, told): (Vec<_>, Vec<_>) =
                runner::checked(case, build).into_iter().partition(|told| told.code.text().starts_with("share/"));
            assert_eq!(told, built.diagnostics, "{}", case.name);
            // A case that does not say so is not about networks; but a theme of ours is never at fault.
            let is_ours = !case.sources(build).keys().any(|path| path.contains("templates/"));
            let at_fault = networks.iter().find(|told| is_ours && THEME.contains(&told.code));
            assert_eq!(at_fault, None, "{}", case.name);
        }
    }
}

#[test]
fn a_sitemap_of_more_than_fifty_thousand_pages_is_several() {
    let page = |number: usize| (format!("content/p{number}.md"), format!("---\ntitle: P{number}\n---\n").into_bytes());
    let made = runner::made(&(1..=49_999).map(page).collect(), |path| path.starts_with("sitemap"));
    assert_eq!(made.keys().collect::<Vec<_>>(), ["sitemap-1.xml", "sitemap-2.xml", "sitemap-news.xml", "sitemap.xml"]);
    assert_eq!(
        made["sitemap.xml"],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <sitemap>\n<loc>https://hub.example/sitemap-1.xml</loc>\n</sitemap>\n\
         <sitemap>\n<loc>https://hub.example/sitemap-2.xml</loc>\n</sitemap>\n\
         </sitemapindex>\n"
    );
    // The home page and the one that lists the feeds are one too many.
    assert_eq!(made["sitemap-1.xml"].matches("<loc>").count(), 50_000);
    assert_eq!(made["sitemap-2.xml"].matches("<loc>").count(), 1);
}

#[test]
fn every_page_and_feed_is_sound() {
    let mut faults = Vec::new();
    for case in cases() {
        for (build, found) in case.builds.iter().zip(outcome(case)) {
            let url = build.options.base_url.as_deref().unwrap_or_default();
            let base = url.splitn(4, '/').nth(3).map_or(String::new(), |path| format!("/{path}"));
            let found = runner::faults(found, base.trim_end_matches('/'));
            faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", case.name)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_output_shows_a_result_without_how_it_stands() {
    let mut faults = Vec::new();
    for case in cases() {
        for (build, found) in case.builds.iter().zip(outcome(case)) {
            let unsaid = runner::unsaid(&case.sources(build), &found.files);
            faults.extend(unsaid.into_iter().map(|fault| format!("{}: {fault}", case.name)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_result_that_is_shown_as_sound_is_seen() {
    if runner::is_filtered() {
        return;
    }
    let case = cases().iter().find(|case| case.name == "research/standing").expect("there is this case");
    let sources = case.sources(&case.builds[0]);
    let mut seen = 0;
    for (name, bytes) in &outcome(case)[0].files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        // In each place and form in which it is said, once.
        for (at, _) in text.match_indices("RETRACTED").filter(|(at, _)| !text[..*at].ends_with("Retracted")) {
            let mut planted = text.to_owned();
            planted.replace_range(at..at + "RETRACTED".len(), "A_STUDY__");
            let files = [(name.clone(), planted.into_bytes())].into();
            let found = runner::unsaid(&sources, &files);
            assert!(!found.is_empty(), "{name}: nobody saw it: {}", &text[at..(at + 60).min(text.len())]);
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} places");
}

fn outcomes() -> impl Iterator<Item = &'static Outcome> {
    cases().iter().flat_map(|case: &'static Case| outcome(case))
}
