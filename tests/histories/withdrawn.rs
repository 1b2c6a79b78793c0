//! What is to be seen no longer goes, whatever else fails in the same build.
//!
//! A page is published with its picture, its file, and its place in feeds and lists; then it is withdrawn, in a build in
//! which something else cannot be made. `output/withdrawn` tells of each output that had to go with it.

use bulletin::diag::Code;
use bulletin::disk::Output;

use crate::builds::{Built, Kept};
use crate::differences;
use crate::hub::{Hub, png};

/// A word of the page that is withdrawn.
const SECRET: &str = "Margaretsecret";

const STORY: &str = "content/news/margaret.md";

/// A hub with the page and two others.
fn hub(front: &str) -> Hub {
    let mut hub = Hub::plain();
    hub.write("content/index.md", "---\ntitle: Home\n---\nWelcome.\n");
    hub.write("data/facts.yaml", "number: 1200\n");
    story(&mut hub, front);
    hub.files.insert("content/news/margaret/ward.png".to_owned(), png(600, 400, 3));
    hub.write("content/news/other.md", &news("Other news", "Plain."));
    hub.write("content/guides/asthma.md", "---\ntitle: Asthma\n---\nBreathe out.\n");
    hub
}

fn news(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-02\ntopics: [Flu]\n---\n{body}\n")
}

/// Writes the story with more front matter.
fn story(hub: &mut Hub, front: &str) {
    let text = format!(
        "---\ntitle: The story of {SECRET}\ndate: 2026-11-03\ntopics: [Flu]\n{front}---\n\
         {SECRET} was here.\n\n![{SECRET}](margaret/ward.png)\n"
    );
    hub.write(STORY, &text);
}

/// Why a page is not to be seen any more, and what its front matter says from then on; none where it is deleted.
const REASONS: [(&str, Option<&str>); 6] = [
    ("consent", Some("consent: {ref: form 1, withdrawn: 2026-11-20}\n")),
    ("embargo", Some("embargo: 2026-12-20T00:01:00+00:00\n")),
    ("schedule", Some("publish_at: 2026-12-20T09:00:00+00:00\n")),
    ("draft", Some("draft: true\n")),
    ("expiry", Some("expires: 2026-11-10\n")),
    ("deletion", None),
];

/// What fails in the same build: a name, the file that it is in, and what that says.
const FAILURES: [(&str, &str, &str); 4] = [
    (
        "a bad page in the feeds",
        "content/news/other.md",
        "---\ntitle: Other news\ndate: 2026-11-02\ntopics: [Flu]\n---\nPlain.\n\n:::note {level=\"low\"}\nInside.\n:::\n",
    ),
    ("a row of lists that fails", "themes/small/templates/partials/row.html", "{{ item.nothing.below }}"),
    ("a template that does not compile", "themes/small/templates/partials/row.html", "{% if %}"),
    ("a page of lists that fails", "themes/small/templates/section.html", "{{ page.nothing.below }}"),
];

/// Makes the failure, and what a component needs to fail.
fn fail(hub: &mut Hub, (_, path, text): (&str, &str, &str)) {
    hub.write(path, text);
    hub.write("themes/small/templates/components/note.html", "{{ page.nothing.below }}");
}

/// Which files have the word, or are called like the page.
fn told(built: &Built) -> Vec<&str> {
    let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(SECRET);
    // At its address a notice may say that it is gone.
    let is_called = |path: &str| path.contains("margaret") && !path.ends_with("margaret/index.html");
    let files = built.files.iter().filter(|(path, bytes)| has(bytes) || is_called(path.as_str()));
    files.map(|(path, _)| path.as_str()).collect()
}

#[track_caller]
fn withdrawn_all(what: &str, first: &Hub, second: &Hub) -> Built {
    let mut kept = Kept::Memory(Output::memory());
    let built = kept.build(first);
    assert!(told(&built).len() > 5 && built.failed == 0, "{what}: {:?} {:?}", told(&built), built.diagnostics);
    let (before, clean) = (kept.files(), kept.clean(second));
    let warm = kept.build(second);
    assert_eq!(told(&warm), [] as [&str; 0], "{what}");
    assert!(warm.failed > 0, "{what}: something fails");
    let again = kept.build(second);
    let found = differences::of_warm(&clean, &before, &warm).and_then(|()| differences::of_again(&warm, &again));
    assert_eq!(found, Ok(()), "{what}");
    assert_eq!(told(&again), [] as [&str; 0], "{what}");
    warm
}

#[test]
fn page_that_is_withdrawn_is_in_no_output_whatever_else_fails() {
    for (reason, front) in REASONS {
        for failure in FAILURES {
            let (mut hub, what) = (hub(""), format!("{reason}, {}", failure.0));
            let first = hub.clone();
            match front {
                Some(front) => story(&mut hub, front),
                None => drop(hub.files.remove(STORY)),
            }
            if front.is_none() {
                hub.files.remove("content/news/margaret/ward.png");
            }
            fail(&mut hub, failure);
            let warm = withdrawn_all(&what, &first, &hub);
            let removed = warm.diagnostics.iter().filter(|fault| fault.code == Code::OutputWithdrawn).count();
            assert!(removed > 0, "{what}: {:?}", warm.diagnostics);
            // What has nothing to do with it stays, or is made.
            assert!(warm.files.keys().any(|path| path.as_str() == "guides/asthma/index.html"), "{what}");
        }
    }
}

#[test]
fn page_that_was_withdrawn_stays_away_when_the_failure_came_first() {
    for failure in FAILURES {
        let mut failing = hub("");
        let first = failing.clone();
        fail(&mut failing, failure);
        let mut withdrawn = failing.clone();
        story(&mut withdrawn, "consent: {ref: form 1, withdrawn: 2026-11-20}\n");
        let mut kept = Kept::Memory(Output::memory());
        kept.build(&first);
        assert!(!told(&kept.build(&failing)).is_empty(), "{}: what stays is what was made last", failure.0);
        assert_eq!(told(&kept.build(&withdrawn)), [] as [&str; 0], "{}", failure.0);
        // And when all is well again, nothing is missing.
        let mut well = first.clone();
        story(&mut well, "consent: {ref: form 1, withdrawn: 2026-11-20}\n");
        let (before, clean, warm) = (kept.files(), kept.clean(&well), kept.build(&well));
        assert_eq!(differences::of_warm(&clean, &before, &warm), Ok(()), "{}", failure.0);
        assert_eq!(told(&warm), [] as [&str; 0]);
    }
}

#[test]
fn output_that_fails_stays_where_nothing_is_withdrawn() {
    for failure in FAILURES {
        let mut hub = hub("");
        let mut kept = Kept::Memory(Output::memory());
        let first = kept.build(&hub);
        fail(&mut hub, failure);
        // An edit that takes nothing back.
        hub.write("content/guides/asthma.md", "---\ntitle: Asthma\n---\nBreathe in.\n");
        let second = kept.build(&hub);
        assert!(second.failed > 0, "{}", failure.0);
        assert_eq!(first.files.keys().collect::<Vec<_>>(), second.files.keys().collect::<Vec<_>>(), "{}", failure.0);
        let removed = second.diagnostics.iter().filter(|fault| fault.code == Code::OutputWithdrawn).count();
        assert_eq!(removed, 0, "{}: {:?}", failure.0, second.diagnostics);
    }
}

#[test]
fn output_that_shows_the_mark_of_a_page_stays_when_the_page_is_edited() {
    for failure in FAILURES {
        let mut hub = hub("");
        let paper = |words: &str| {
            format!(
                "---\ntitle: A trial\ndate: 2026-11-01\ntype: paper\nauthors: [A B]\nstatus: retracted\nfindings: [{words}]\n---\nIt worked.\n"
            )
        };
        hub.write("content/research/trial.md", &paper("One."));
        let mut kept = Kept::Memory(Output::memory());
        let first = kept.build(&hub);
        hub.write("content/research/trial.md", &paper("Two."));
        fail(&mut hub, failure);
        let second = kept.build(&hub);
        assert_eq!(first.files.keys().collect::<Vec<_>>(), second.files.keys().collect::<Vec<_>>(), "{}", failure.0);
    }
}

#[test]
fn output_that_nothing_is_known_of_goes_where_it_leads_to_what_is_withdrawn() {
    for failure in FAILURES {
        let mut hub = hub("");
        let mut kept = Kept::Memory(Output::memory());
        kept.build(&hub);
        let Kept::Memory(output) = &kept else { unreachable!("it is in memory") };
        output.forget(bulletin::disk::Cached::Ledger).expect("memory can be forgotten");
        story(&mut hub, "draft: true\n");
        fail(&mut hub, failure);
        let told = told(&kept.build(&hub)).into_iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(told, [] as [&str; 0], "{}", failure.0);
    }
}

#[test]
fn alert_that_is_called_off_and_result_that_is_retracted_are_not_shown_as_they_were() {
    let alert = |more: &str| {
        format!(
            "---\ntitle: Boil water in {SECRET}\ndate: 2026-11-19\nexpires: 2026-12-24\nseverity: severe\n{more}---\nBoil it.\n"
        )
    };
    let paper = |status: &str| {
        format!(
            "---\ntitle: A trial by {SECRET}\ndate: 2026-11-01\ntype: paper\nauthors: [A B]\nstatus: {status}\n---\nIt works.\n"
        )
    };
    let cases = [
        (
            "content/alerts/margaret.md",
            alert(""),
            alert("updates: [{date: 2026-11-20, text: All is well., type: cancel}]\n"),
        ),
        ("content/research/margaret.md", paper("peer-reviewed"), paper("retracted")),
    ];
    for (path, was, is) in cases {
        for failure in FAILURES {
            let mut hub = hub("");
            hub.files.remove(STORY);
            hub.files.remove("content/news/margaret/ward.png");
            hub.write(path, &was);
            let mut kept = Kept::Memory(Output::memory());
            let first = kept.build(&hub);
            assert!(!told(&first).is_empty() && first.failed == 0, "{path}: {:?}", first.diagnostics);
            hub.write(path, &is);
            fail(&mut hub, failure);
            let warm = kept.build(&hub);
            let stale: Vec<&str> = told(&warm)
                .into_iter()
                .filter(|path| {
                    first.files.iter().any(|(old, bytes)| old.as_str() == *path && warm.files[old] == *bytes)
                })
                .filter(|path| !path.ends_with(".png") && *path != "sitemap.xml")
                .collect();
            assert_eq!(stale, [] as [&str; 0], "{path}, {}", failure.0);
        }
    }
}
