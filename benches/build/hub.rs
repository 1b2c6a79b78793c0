//! A hub of any number of pages, the same on every machine: news, research, guides and people, with topics, authors,
//! links, tables and code now and then. Page `n` follows from `n` alone.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// So many pages are written by each person.
const PAGES_PER_PERSON: usize = 40;

const WORDS: &str = "the of and to in a for with that is on as by are at be from or it this their more was patients care who \
    have not than which health can after study hospital people has been one will when there risk may between clinical they \
    other two all new treatment each during years early most into first some support data only rate services three months \
    team age use outcomes trial staff higher symptoms many community report women men low time weeks follow nurses access \
    guidance evidence review disease adults cases through reduced compared received among blood pressure children results \
    pain levels mental doctors waiting home screening heart long vaccination cancer older training need appointments \
    emergency discharge ward infection surgery safety exercise diet medicines participants baseline measured severe mild \
    clinic pathway recovery therapy sleep kidney lung asthma stroke memory carers families pharmacy winter capacity digital \
    records privacy funding experience questions advice checks plan scan laboratory quality index falls bone walking fibre";

const TOPICS: [&str; 32] = [
    "Allergies",
    "Ambulance services",
    "Arthritis",
    "Asthma",
    "Back pain",
    "Blood donation",
    "Bone health",
    "Cancer screening",
    "Child health",
    "Chronic pain",
    "Clinical trials",
    "Community care",
    "Dementia",
    "Dental care",
    "Diabetes",
    "Emergency care",
    "Eye health",
    "Flu season",
    "General practice",
    "Heart failure",
    "Infection control",
    "Kidney disease",
    "Maternity",
    "Medicines safety",
    "Mental health",
    "Nutrition",
    "Patient safety",
    "Pharmacy",
    "Physiotherapy",
    "Sleep",
    "Stroke",
    "Waiting times",
];

const HEADINGS: [&str; 8] = [
    "What the study found",
    "Why it matters",
    "How the work was done",
    "What happens next",
    "Who is at risk",
    "When to seek help",
    "Background",
    "Practical steps",
];

const CODE: &str = "```python\nimport pandas as pd\n\nvisits = pd.read_csv(\"visits.csv\")\nmissed = \
    visits[visits.state == \"missed\"]\nprint(len(missed) / len(visits))\n```\n\n";

const CONFIGURATION: &str = "title: A generated hub\nbase_url: https://hub.example/\nlanguage: en-GB\n\
    time_zone: Europe/London\nmenu:\n  - {title: News, url: /news/}\n  - {title: Research, url: /research/}\n  \
    - {title: Guides, url: /guides/}\n";

/// Writes a hub of `pages` pages into `folder`, which does not exist yet.
pub fn write(folder: &Path, pages: usize) -> io::Result<()> {
    let content = folder.join("content");
    for section in ["news", "research", "guides", "people"] {
        fs::create_dir_all(content.join(section))?;
        fs::write(content.join(section).join("index.md"), format!("---\ntitle: All {section}\n---\n"))?;
    }
    fs::write(folder.join("bulletin.yaml"), CONFIGURATION)?;
    fs::write(content.join("index.md"), "---\ntitle: A generated hub\n---\n\nFrom a fixed seed.\n")?;
    let people = people(pages);
    for number in 0..people {
        let text = format!(
            "---\ntitle: {}\nrole: Nurse\n---\n\n{}",
            name(number),
            paragraph(&mut Chance::of("person", number))
        );
        fs::write(content.join(format!("people/person-{number}.md")), text)?;
    }
    for number in 0..pages {
        fs::write(content.join(file(number)), page(number, people))?;
    }
    Ok(())
}

fn people(pages: usize) -> usize {
    (pages / PAGES_PER_PERSON).max(4)
}

fn name(number: usize) -> String {
    const FIRST: [&str; 8] = ["Amara", "Ben", "Carys", "Elena", "Farid", "Grace", "Hannah", "Jonah"];
    const LAST: [&str; 8] = ["Okafor", "Whitlock", "Morgan", "Haddad", "Osei", "Nair", "Munro", "Katz"];
    format!("{} {} {number}", FIRST[number % 8], LAST[number / 8 % 8])
}

/// Half of all pages are news, three tenths research, two tenths guides.
fn section(number: usize) -> &'static str {
    match number % 10 {
        0..5 => "news",
        5..8 => "research",
        _ => "guides",
    }
}

/// The file of page `number`, below `content/`.
pub fn file(number: usize) -> String {
    match section(number) {
        "news" => format!("news/{}-page-{number}.md", date(number)),
        section => format!("{section}/page-{number}.md"),
    }
}

fn date(number: usize) -> String {
    format!("{}-{:02}-{:02}", 2012 + number % 14, number / 14 % 12 + 1, number / 168 % 28 + 1)
}

fn page(number: usize, people: usize) -> String {
    let mut chance = Chance::of("page", number);
    let (mut text, date) = (String::from("---\n"), date(number));
    let (a, b) = (chance.below(people), chance.below(people));
    let (one, two) = (TOPICS[chance.below(TOPICS.len())], TOPICS[chance.below(TOPICS.len())]);
    add(&mut text, format_args!("title: {}\n", title(&mut chance, number)));
    add(&mut text, format_args!("description: {}\n", sentence(&mut chance).trim_end()));
    add(&mut text, format_args!("date: {date}\nauthors: [person-{a}, person-{b}]\ntopics: [{one}, {two}]\n"));
    match section(number) {
        "news" => text.push_str("type: announcement\n"),
        "research" => text.push_str("status: peer-reviewed\njournal: Journal of Generated Care\n"),
        _ => add(&mut text, format_args!("reviewed: {date}\nreviewers: [person-{a}]\nreview_in: 30y\n")),
    }
    text.push_str("---\n\n");
    for part in 0..chance.between(3, 5) {
        add(&mut text, format_args!("## {}\n\n", HEADINGS[(number + part) % HEADINGS.len()]));
        for _ in 0..chance.between(2, 4) {
            text.push_str(&paragraph(&mut chance));
        }
        block(&mut text, &mut chance, number);
    }
    text
}

/// What stands at the end of a part: a link most often, else a list, a table, or code.
fn block(text: &mut String, chance: &mut Chance, number: usize) {
    match chance.below(12) {
        0..5 if number > 0 => {
            let to = file(chance.below(number));
            add(
                text,
                format_args!(
                    "See [what we wrote about this](../{to}) and [the guidance](https://guidance.example/{number}).\n\n"
                ),
            );
        }
        5..8 => {
            (0..4).for_each(|_| add(text, format_args!("- {}", sentence(chance))));
            text.push('\n');
        }
        8 | 9 => {
            text.push_str("| Measure | Before | After |\n|:--|--:|--:|\n");
            for measure in ["Falls", "Missed visits", "Mean stay"] {
                add(text, format_args!("| {measure} | {} | {} |\n", chance.below(400), chance.below(400)));
            }
            text.push('\n');
        }
        10 => text.push_str(":::care {level=\"urgent\"}\nAsk for help today if it gets worse.\n:::\n\n"),
        11 if number.is_multiple_of(4) => text.push_str(CODE),
        _ => text.push_str("> We expected a small effect and found a steady one.\n\n"),
    }
}

fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes everything");
}

fn title(chance: &mut Chance, number: usize) -> String {
    let words: Vec<&str> = (0..chance.between(4, 8)).map(|_| chance.word()).collect();
    format!("Page {number} on {}", words.join(" "))
}

fn paragraph(chance: &mut Chance) -> String {
    let sentences = chance.between(3, 6);
    let mut text: String = (0..sentences).map(|_| sentence(chance).replace('\n', " ")).collect();
    text.push_str("\n\n");
    text
}

fn sentence(chance: &mut Chance) -> String {
    let words: Vec<String> = (0..chance.between(8, 18)).map(|_| phrase(chance)).collect();
    format!("In short, {}.\n", words.join(" "))
}

/// A word, emphasised now and then.
fn phrase(chance: &mut Chance) -> String {
    let word = chance.word();
    match chance.below(40) {
        0 => format!("*{word}*"),
        1 => format!("**{word}**"),
        _ => word.to_owned(),
    }
}

/// Numbers that look random and are always the same: splitmix64.
struct Chance(u64);

impl Chance {
    fn of(what: &str, number: usize) -> Chance {
        Chance(what.bytes().fold(number as u64, |seed, byte| seed.wrapping_mul(131).wrapping_add(u64::from(byte))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// A word, the first of the list more often.
    fn word(&mut self) -> &'static str {
        static LIST: std::sync::LazyLock<Vec<&str>> = std::sync::LazyLock::new(|| WORDS.split_whitespace().collect());
        let place = self.below(LIST.len()).min(self.below(LIST.len()));
        LIST[place]
    }
}
