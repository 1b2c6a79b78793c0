//! The text and name of a new file, as `bulletin new` makes it.

use super::Kind;
use super::address::CONTENT;
use super::fields::{self, Field};
use crate::instant::{Day, Length};
use crate::path::SourcePath;

/// A new page: title and date filled in, every other field of its kind in a comment with an example
/// and a word on it, and a body to be overwritten.
pub fn archetype(kind: Kind, title: &str, now: Day) -> String {
    let title: String = title.chars().filter(|c| !c.is_control()).collect();
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = format!("---\ntitle: \"{}\"\ndate: {now}\n", quoted.trim());
    // An alert stands on every page of the hub as soon as it is saved.
    text.push_str(if kind == Kind::Alert { "draft: true\n\n" } else { "\n" });
    if kind == Kind::Live {
        text.push_str(&format!("starts: {now}T18:00  # the day and time at which it begins\n"));
    }
    text.push_str("# Remove the # in front of a field to use it.\n");
    for field in fields::of(kind).filter(|field| !is_filled_in(kind, field.name)) {
        text.push_str(&format!("# {}: {}  # {}\n", field.name, example(field, kind, now), field.word));
    }
    text.push_str("---\n\n");
    text.push_str(body(kind));
    text
}

/// Where a new page goes: `content/news/2026-11-20-new-scanner.md`, `content/guides/asthma.md`. News
/// has its day in its name, so that a folder is in order of time.
pub fn file_name(kind: Kind, title: &str, day: Day) -> SourcePath {
    let name = short(crate::text::slug(title));
    let name = match name.as_str() {
        "" => kind.name().to_owned(),
        // A file of this name would be the index of its folder.
        "index" => format!("index-{}", kind.name()),
        _ => name,
    };
    let path = match (kind, kind.folder()) {
        (Kind::News, Some(folder)) => format!("{CONTENT}/{folder}/{day}-{name}.md"),
        (_, Some(folder)) => format!("{CONTENT}/{folder}/{name}.md"),
        (_, None) => format!("{CONTENT}/{name}.md"),
    };
    SourcePath::new(&path).expect("a slug holds letters, digits and hyphens, and it was cut")
}

/// At most 80 characters and 200 bytes of a slug, cut between words if it can be.
fn short(mut slug: String) -> String {
    let ends = slug.char_indices().map(|(at, c)| at + c.len_utf8());
    let fits = ends.take(80).take_while(|&end| end <= 200).last().unwrap_or(0);
    if fits < slug.len() {
        slug.truncate(slug[..fits].rfind('-').unwrap_or(fits));
    }
    slug
}

/// Whether a new page has the field as it is.
fn is_filled_in(kind: Kind, name: &str) -> bool {
    matches!((kind, name), (_, "title" | "date") | (Kind::Alert, "draft") | (Kind::Live, "starts"))
}

fn example(field: &Field, kind: Kind, now: Day) -> String {
    let later = Length::parse("30 days").map_or(now, |month| month.after(now));
    let example = field.example.replace("{day}", &now.to_string()).replace("{later}", &later.to_string());
    example.replace("{kind}", kind.name())
}

fn body(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "Say first what matters most.\n\n## A heading\n\nThen the rest.\n",
        Kind::News => {
            "Who, what, when, where and why, in one or two sentences.\n\n\
             > “A sentence by somebody who knows.” – Name, role\n\n\
             ## What happens next\n\nSay what changes, for whom, and from when.\n"
        }
        Kind::Research => {
            "What was found, in one or two sentences.\n\n\
             ## Why it matters\n\nSay what was known before.\n\n\
             ## What was done\n\nSay how many took part, how, and for how long.\n\n\
             ## What was found\n\nGive numbers that readers can picture: 3 in 100, not only “a third less”.\n\n\
             ## What it does not show\n\nSay what is uncertain.\n"
        }
        Kind::Guide => {
            "What it is, in one or two short sentences.\n\n\
             ## Symptoms\n\n- One on each line\n\n\
             ## What you can do yourself\n\n- One on each line\n\n\
             ## When to get help\n\nSay whom to ask, and how soon.\n\n\
             ## Treatment\n\nSay what happens, and how long it takes.\n"
        }
        Kind::Person => "A few sentences about their work.\n",
        Kind::Question => "The answer in one or two sentences.\n\n## Why\n\nThe rest of the answer.\n",
        Kind::Event => {
            "What it is, and for whom.\n\n## Programme\n\n- 10:00 Welcome\n\n## How to come\n\nSay how to book, and how to get there.\n"
        }
        Kind::Alert => "More that people may want to know, if there is any.\n",
        Kind::Training => {
            "Whom it is for, and what they will be able to do, in one or two sentences.\n\n\
             ## Before you start\n\nSay what one needs to know or to have at hand.\n\n\
             ## To take away\n\n- One point on each line\n"
        }
        Kind::Live => "What it is, who reports, and how often.\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;

    #[test]
    fn a_new_page_is_right_as_it_is_and_with_any_field_in_use() {
        let day: Day = "2026-11-20".parse().unwrap();
        for kind in Kind::ALL {
            let text = archetype(kind, "A \"new\" C:\\scanner: #1", day);
            let path = file_name(kind, "A new scanner", day);
            let page = sample::page(path.as_str(), &text);
            assert_eq!((page.kind, page.title.as_str()), (kind, "A \"new\" C:\\scanner: #1"));
            assert_eq!(page.front.date.unwrap().day(), day);
            let mut tried = 0;
            for field in fields::of(kind).filter(|field| !is_filled_in(kind, field.name)) {
                let commented = format!("\n# {}: ", field.name);
                assert_eq!(text.matches(&commented).count(), 1, "{kind:?} {}", field.name);
                // What was said of a result later goes with its status.
                let status = match field.name {
                    "corrections" => "\nstatus: corrected # ",
                    "retraction" => "\nstatus: retracted # ",
                    _ => "\n# status: ",
                };
                let text = text.replace("\n# status: ", status).replace(&commented, &format!("\n{}: ", field.name));
                let page = sample::page(path.as_str(), &text);
                assert_eq!(page.kind, kind);
                tried += 1;
            }
            assert!(tried > 20);
        }
    }

    #[test]
    fn new_files_go_where_their_kind_lives() {
        let day: Day = "2026-11-20".parse().unwrap();
        for (kind, title, path) in [
            (Kind::News, "A new scanner!", "content/news/2026-11-20-a-new-scanner.md"),
            (Kind::Guide, "Asthma", "content/guides/asthma.md"),
            (Kind::Page, "../../etc", "content/etc.md"),
            (Kind::Page, "Index", "content/index-page.md"),
            (Kind::Person, "…", "content/people/person.md"),
            (Kind::Question, "الربو", "content/questions/الربو.md"),
        ] {
            assert_eq!(file_name(kind, title, day).as_str(), path);
        }
        let long = file_name(Kind::Page, &"word ".repeat(100), day);
        assert_eq!(long.stem(), "word-".repeat(15) + "word");
        assert!(file_name(Kind::Page, &"字".repeat(400), day).name().len() < 255);
    }
}
