//! Posting to live coverage: the text of a page with one update or one correction more.
//!
//! What comes out is read again before it is given back: a text that would begin another update, or change one that is
//! there, is refused.

use super::live::Update;
use super::{Facts, Kind, Page, Placing, Role, parse};
use crate::instant::{Instant, When};
use crate::path::SourcePath;
use crate::project::Project;
use crate::span::Source;
use crate::text::{excerpt, slug};

/// An update to be posted.
pub struct Post<'a> {
    /// Markdown.
    pub text: &'a str,
    /// Its heading, without the time.
    pub heading: Option<&'a str>,
    /// The extension of a picture's file, and what the picture shows.
    pub picture: Option<(&'a str, &'a str)>,
}

/// What became of a page.
pub struct Posted {
    /// The whole text of its file.
    pub text: String,
    /// The key of the update that is new or corrected.
    pub key: String,
    /// The name of the picture that it shows, to be put beside the page.
    pub picture: Option<String>,
    /// From when it is seen; none if never.
    pub seen_from: Option<Instant>,
}

/// Why nothing was posted.
pub enum Refused {
    /// The page is no live coverage, or cannot be read.
    Unreadable,
    /// It has no update with this key; these are there.
    NoUpdate(Vec<String>),
    /// A file of the name that its picture would have is there.
    Taken(String),
    /// The text would change what is there or what comes after it, or not stand as it was meant.
    Changes,
}

/// A key is made of so many characters of a heading or text at most.
const KEY: usize = 40;

/// The text of `source` with an update of the minute `now`, below all that are not later.
///
/// # Errors
/// Why it cannot be posted.
pub fn post(source: &Source, project: &Project, post: &Post<'_>, now: When) -> Result<Posted, Refused> {
    let page = read(&source.path, &source.text, project).ok_or(Refused::Unreadable)?;
    let live = live(&page).ok_or(Refused::Unreadable)?;
    let zone = &project.zone;
    let words = visible(post.text);
    let heading = post.heading.map(|heading| one_line(&visible(heading))).unwrap_or_default();
    let key = free_key(&page, if heading.is_empty() { &words } else { &heading });
    let above = live.iter().rfind(|update| update.time.start(zone) <= now.start(zone));
    let at = match (above, live.first()) {
        (Some(above), _) => above.span.end,
        (None, Some(first)) => first.span.start,
        (None, None) => source.text.len(),
    };
    let picture = post.picture.map(|(extension, alt)| (format!("{}-{key}.{extension}", source.path.stem()), alt));
    let shown = picture.as_ref().map(|(name, alt)| format!("\n\n![{}]({name})", literal(alt))).unwrap_or_default();
    let said = format!("## {} {heading} {{#{key}}}\n\n{}{shown}", stamp(now), words.trim());
    let text = inserted(&source.text, at, &said);
    let is_new = |update: &Update| update.key == key && update.time.start(zone) == now.start(zone);
    verified(&page, &text, project, now, |updates, headings| {
        headings == 1 && updates.len() == live.len() + 1 && updates.iter().filter(|update| is_new(update)).count() == 1
    })?;
    let seen_from = coverage(&page, project).and_then(|coverage| coverage.seen_from(now.start(zone)));
    Ok(Posted { text, key, picture: picture.map(|(name, _)| name), seen_from })
}

/// The text of `source` with a correction, made in the minute `now`, of the update called `key`.
///
/// # Errors
/// Why it cannot be corrected.
pub fn correct(source: &Source, project: &Project, key: &str, words: &str, now: When) -> Result<Posted, Refused> {
    let page = read(&source.path, &source.text, project).ok_or(Refused::Unreadable)?;
    let live = live(&page).ok_or(Refused::Unreadable)?;
    let known = || live.iter().map(|update| update.key.clone()).collect();
    let update = live.iter().find(|update| update.key == key).ok_or_else(|| Refused::NoUpdate(known()))?;
    let said = format!(":::correction {{at=\"{}\"}}\n{}\n:::", stamp(now), visible(words).trim());
    let text = inserted(&source.text, update.span.end, &said);
    let (before, zone) = (update.corrections.len(), &project.zone);
    verified(&page, &text, project, now, |updates, headings| {
        let corrected = updates.iter().find(|update| update.key == key);
        let is_now = |update: &Update| update.corrections.iter().any(|it| it.date.start(zone) == now.start(zone));
        headings == 0
            && updates.len() == live.len()
            && corrected.is_some_and(|it| it.corrections.len() == before + 1 && is_now(it))
    })?;
    let seen_from = coverage(&page, project).and_then(|coverage| coverage.seen_from(update.time.start(zone)));
    Ok(Posted { text, key: key.to_owned(), picture: None, seen_from })
}

fn read(path: &SourcePath, text: &str, project: &Project) -> Option<Page> {
    let source = Source { path: path.clone(), text: text.into() };
    parse(&source, &Placing { role: Role::Leaf, kind: Kind::Live }, project).0
}

fn live(page: &Page) -> Option<&[Update]> {
    match &page.front.facts {
        Facts::Live(live) => live.starts.map(|_| live.told.updates.as_slice()),
        _ => None,
    }
}

fn coverage(page: &Page, project: &Project) -> Option<crate::health::live::Coverage> {
    match &page.front.facts {
        Facts::Live(live) => live.coverage(&project.zone),
        _ => None,
    }
}

/// The time of an update or correction; with its day, so that it means the same wherever it stands.
fn stamp(now: When) -> String {
    let clock = now.moment().map(|moment| moment.strftime("%H:%M").to_string()).unwrap_or_default();
    format!("{} {clock}", now.day())
}

/// A key made of what is said that nothing in the page has.
fn free_key(page: &Page, said: &str) -> String {
    let whole = slug(&excerpt(said, KEY));
    let wanted = if whole.is_empty() { "update".to_owned() } else { whole };
    let is_free = |key: &String| !page.outline.ids.contains(key);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.clone()).chain(numbered).find(is_free).unwrap_or(wanted)
}

/// `said` as a block of its own at byte `at`, with the line ends that the text has.
fn inserted(text: &str, at: usize, said: &str) -> String {
    let (before, after) = (text[..at].trim_end(), text[at..].trim_start());
    let gap = if after.is_empty() { "\n" } else { "\n\n" };
    let block = format!("\n\n{said}{gap}");
    let block = if text.contains("\r\n") { block.replace("\r\n", "\n").replace('\n', "\r\n") } else { block };
    format!("{before}{block}{after}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without what is not to be seen and may do something on a terminal.
fn visible(text: &str) -> String {
    text.replace("\r\n", "\n").replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), " ")
}

/// A text on one line, in which nothing is markup.
fn literal(text: &str) -> String {
    let mut written = String::new();
    for c in one_line(&visible(text)).chars() {
        written.extend("\\[]*_`<>&$~".contains(c).then_some('\\'));
        written.push(c);
    }
    written
}

/// Whether the new text says what was there as before, and what `holds` of its updates and of how many more headings it
/// has that could begin one; and whether it leaves nothing open that would swallow the next update.
fn verified(
    before: &Page,
    text: &str,
    project: &Project,
    now: When,
    holds: impl Fn(&[Update], usize) -> bool,
) -> Result<(), Refused> {
    let page = read(&before.source, text, project).ok_or(Refused::Changes)?;
    let after = live(&page).ok_or(Refused::Changes)?;
    let said = |update: &Update| (update.heading.clone(), update.time, update.passage.text.clone());
    let is_kept = |update: &Update| after.iter().any(|it| it.key == update.key && said(it) == said(update));
    let headings = |page: &Page| page.outline.headings.iter().filter(|heading| heading.level == 2).count();
    let more = headings(&page).checked_sub(headings(before)).ok_or(Refused::Changes)?;
    let next = inserted(text, text.len(), &format!("## {} {{#{}}}", stamp(now), free_key(&page, "next")));
    let leaves_nothing_open = || {
        let next = read(&before.source, &next, project);
        next.as_ref().and_then(live).is_some_and(|updates| updates.len() == after.len() + 1)
    };
    match live(before).unwrap_or_default().iter().all(is_kept) && holds(after, more) && leaves_nothing_open() {
        true => Ok(()),
        false => Err(Refused::Changes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;
    use crate::project::components::{Argument, Component, Form};

    /// A hub whose theme knows corrections.
    fn project() -> Project {
        let at = ("at".to_owned(), Argument { form: Form::Text, required: true });
        let mut project = sample::project();
        project.theme.components.insert("correction".to_owned(), Component { arguments: [at].into() });
        project
    }

    const PAGE: &str = "---\ntitle: Day\nstarts: 2026-11-20T14:00\n---\nHello.\n\n## 14:10 One {#one}\n\nA.\n\n## 14:30 Two {#two}\n\nB.\n";

    fn source(text: &str) -> Source {
        Source { path: SourcePath::new("content/live/day.md").unwrap(), text: text.into() }
    }

    fn now(text: &str) -> When {
        sample::project().zone.minute(text.parse().unwrap())
    }

    fn posted(text: &str, heading: Option<&str>, at: &str) -> Result<Posted, Refused> {
        post(&source(PAGE), &project(), &Post { text, heading, picture: None }, now(at))
    }

    #[test]
    fn an_update_comes_below_those_that_are_not_later() {
        for (at, after) in [
            ("2026-11-20T14:45:59Z", "B.\n\n## 2026-11-20 14:45 Three {#three}\n\nC.\n"),
            ("2026-11-20T14:20:00Z", "A.\n\n## 2026-11-20 14:20 Three {#three}\n\nC.\n\n## 14:30 Two {#two}\n\nB.\n"),
            ("2026-11-20T14:05:00Z", "Hello.\n\n## 2026-11-20 14:05 Three {#three}\n\nC.\n\n## 14:10 One {#one}\n"),
        ] {
            let Ok(posted) = posted("C.", Some("Three"), at) else { panic!("{at}") };
            assert!(posted.text.contains(after), "{at}: {}", posted.text);
            assert_eq!((posted.key.as_str(), posted.text.matches("## ").count()), ("three", 3));
        }
    }

    #[test]
    fn a_key_is_made_and_is_free() {
        for (text, heading, key) in
            [("Now *this* happens.", None, "now-this-happens"), ("…", None, "update"), ("C.", Some("One"), "one-2")]
        {
            assert_eq!(posted(text, heading, "2026-11-20T15:00:00Z").ok().unwrap().key, key);
        }
    }

    #[test]
    fn a_text_that_would_be_more_than_an_update_is_refused() {
        for text in
            ["C.\n\n## 15:10 Another\n\nD.", "C.\n---\nD.", "C.\n\n:::correction {at=\"15:00\"}\nno end", "```\nno end"]
        {
            let whole = format!("{text}\n");
            let refused = match posted(&whole, None, "2026-11-20T14:20:00Z") {
                Ok(posted) => posted.text,
                Err(Refused::Changes) => continue,
                Err(_) => String::new(),
            };
            panic!("{text}: {refused}");
        }
    }

    #[test]
    fn a_text_that_would_swallow_the_next_update_is_refused() {
        for text in ["C.\n\n```\nno end", "C.\n\n<!-- no end", ":::details {summary=\"C\"}\nno end"] {
            let last = posted(text, None, "2026-11-20T15:00:00Z");
            assert!(matches!(last, Err(Refused::Changes)), "{text}");
        }
        let corrected = correct(&source(PAGE), &project(), "two", "```\nno end", now("2026-11-20T15:00:00Z"));
        assert!(matches!(corrected, Err(Refused::Changes)));
    }

    #[test]
    fn what_a_picture_shows_is_no_markup_and_nothing_is_invisible() {
        let alt = "A [door](https://evil.example/) \\ *open*\n\n## 16:00 X";
        let post = Post { text: "A\u{1b}[2J b\r\nc.\u{7}", heading: Some("H\u{0}\ni"), picture: Some(("png", alt)) };
        let Ok(posted) = super::post(&source(PAGE), &project(), &post, now("2026-11-20T15:00:00Z")) else {
            panic!("it is refused")
        };
        let expected = "## 2026-11-20 15:00 H i {#h-i}\n\nA [2J b\nc.\n\n\
                        ![A \\[door\\](https://evil.example/) \\\\ \\*open\\* ## 16:00 X](day-h-i.png)\n";
        assert!(posted.text.ends_with(expected), "{}", posted.text);
    }

    #[test]
    fn a_correction_stands_in_its_update() {
        let corrected = correct(&source(PAGE), &project(), "one", "It was B.", now("2026-11-20T15:00:00Z"));
        let Ok(corrected) = corrected else { panic!("it is refused") };
        let expected = "A.\n\n:::correction {at=\"2026-11-20 15:00\"}\nIt was B.\n:::\n\n## 14:30 Two";
        assert!(corrected.text.contains(expected), "{}", corrected.text);
        let nobody = correct(&source(PAGE), &project(), "three", "No.", now("2026-11-20T15:00:00Z"));
        assert!(matches!(nobody, Err(Refused::NoUpdate(keys)) if keys == ["one", "two"]));
        let broken = correct(&source(PAGE), &project(), "one", "No.\n:::\n\nMore.", now("2026-11-20T15:00:00Z"));
        assert!(matches!(broken, Err(Refused::Changes)));
    }
}
