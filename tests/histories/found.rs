//! What a history found once, in the fewest edits that showed it.

use bulletin::disk::Output;

use crate::builds::Kept;
use crate::differences;
use crate::hub::Hub;

/// Edits between two builds: what a file says from then on, or that it is gone.
type Step = Vec<(String, Option<String>)>;

/// Builds a hub with the small theme after each step, warm and clean, and holds one against the other.
#[track_caller]
fn play(steps: &[Step]) {
    let (mut hub, mut kept) = (Hub::plain(), Kept::Memory(Output::memory()));
    for (number, step) in steps.iter().enumerate() {
        for (path, text) in step {
            match text {
                Some(text) => hub.write(path, text),
                None => assert!(hub.files.remove(path).is_some(), "there is no {path}"),
            }
        }
        let (before, clean, warm) = (kept.files(), kept.clean(&hub), kept.build(&hub));
        let again = kept.build(&hub);
        let found = differences::of_warm(&clean, &before, &warm).and_then(|()| differences::of_again(&warm, &again));
        assert_eq!(found, Ok(()), "after step {number}");
    }
}

fn news(number: usize) -> (String, Option<String>) {
    let text = format!("---\ntitle: News {number}\ntopics: [T{number}]\n---\nBody.\n");
    (format!("content/news/n{number}.md"), Some(text))
}

fn write(path: &str, text: &str) -> (String, Option<String>) {
    (path.to_owned(), Some(text.to_owned()))
}

fn gone(number: usize) -> (String, Option<String>) {
    (news(number).0, None)
}

/// The ledger was tidied in the same build that asked something for the first time, and what was new in it was lost.
#[test]
fn what_is_new_in_a_ledger_that_is_tidied_is_kept() {
    play(&[(0..12).map(news).collect(), (2..12).map(gone).collect(), vec![gone(1)]]);
}

/// The mark of a title was no part of what lists are known to show: a title that had the mark's words all along lost its
/// mark, and what lists show of it was not made again. Nor was what is told of pages that lead to it.
#[test]
fn mark_of_a_title_reaches_lists_and_checks() {
    let lead = write("content/guides/care.md", "---\ntitle: Care\n---\nAs [shown](../research/trial.md).\n");
    let paper = |status: &str, title: &str| {
        let text = format!("---\ntitle: {title}\nstatus: {status}\ndate: 2026-11-02\n---\nBody.\n");
        vec![write("content/research/trial.md", &text)]
    };
    for (status, mark) in [("retracted", "RETRACTED"), ("withdrawn", "WITHDRAWN")] {
        let marked = format!("\"{mark}: A trial\"");
        let first = [paper(status, "A trial"), vec![lead.clone()]].concat();
        play(&[first, paper(status, &marked), paper(status, "A trial"), paper("preprint", &marked)]);
    }
    let alert = |status: &str, title: &str| {
        let text = format!("---\ntitle: {title}\nstatus: {status}\ndate: 2026-11-20\nseverity: Severe\n---\nBody.\n");
        vec![write("content/alerts/water.md", &text)]
    };
    for (status, mark) in [("exercise", "EXERCISE"), ("test", "TEST")] {
        let marked = format!("\"{mark}: Boil water\"");
        play(&[alert(status, "Boil water"), alert(status, &marked), alert(status, "Boil water")]);
    }
}

/// Whether a page or something else stands where a link leads was no part of the answer.
#[test]
fn file_or_list_that_becomes_a_page_at_its_address_reaches_what_links_to_it() {
    let paper = "---\ntitle: A paper\ntype: paper\ndate: 2026-11-02\nauthors: [A B]\npdf: /files/paper.pdf\n---\n\
        See [the paper](/files/paper.pdf#page-2), [flu](/topics/flu/#deep) and [old](/old/#deep).\n";
    let topic = write("content/news/flu.md", "---\ntitle: News of flu\ntopics: [Flu]\n---\nBody.\n");
    let page = |path: &str, url: &str| {
        write(path, &format!("---\ntitle: Instead\nurl: {url}\ndate: 2026-11-03\n---\n## Deep\n\nBody.\n"))
    };
    let file = write("static/files/paper.pdf", "%PDF-1.4");
    play(&[
        vec![write("content/research/paper.md", paper), topic, file.clone()],
        vec![(file.0.clone(), None), page("content/page.md", "/files/paper.pdf")],
        vec![("content/page.md".to_owned(), None), file.clone()],
        vec![page("content/page.md", "/topics/flu/")],
        vec![write("content/beta.md", "---\ntitle: Beta\naliases: [/old/]\n---\nBody.\n")],
        vec![("content/beta.md".to_owned(), None), page("content/old.md", "/old/")],
    ]);
}

/// What settings make of the words of a page was no part of what a page is known by.
#[test]
fn settings_that_change_what_a_page_means_reach_it() {
    let page = |words: &str| format!("---\ntitle: Alpha\nlastmod: 2026-11-01\nwards: [A]\n---\n{words}\n");
    let settings = |more: &str| {
        let text = format!("title: Northside\nbase_url: https://hub.example/\ntheme: small\n{more}\n");
        vec![write("bulletin.yaml", &text)]
    };
    play(&[
        vec![write("content/news/alpha.md", &page("<p onclick=\"x\">Raw <b>words</b></p>\n\n\"Quoted\" -- words..."))],
        settings("markdown: {raw_html: escape}"),
        settings("markdown: {smart_punctuation: false}"),
        settings("front_matter: {rename: {lastmod: updated}}"),
        settings("taxonomies: [topics, wards]"),
        settings("health: {review_interval: 1y}"),
        settings("time_zone: Pacific/Kiritimati"),
        settings("language: cy"),
    ]);
}

/// A folder whose index stands elsewhere, is in another language or is not published gets a page that is made up; what was
/// known of it was taken for what was known of the index.
#[test]
fn an_index_that_stands_elsewhere_is_not_the_page_that_its_folder_has_instead() {
    for front in ["url: /another/address/", "language: cy", "draft: true", "slug: moved"] {
        let index = |words: &str| format!("---\ntitle: Index\n{front}\n---\n[Nothing](nothing.md) {words}\n");
        for path in ["content/index.md", "content/news/index.md"] {
            play(&[
                vec![news(1), write(path, &index("One."))],
                vec![write(path, &index("Two."))],
                vec![write("content/about.md", "---\ntitle: About\n---\n[News](news/) [Home](index.md)\n")],
                vec![write(path, &index("Three. [More](more.md)"))],
                vec![write(path, &index("Three.").replace(front, "weight: 1"))],
            ]);
        }
    }
}
