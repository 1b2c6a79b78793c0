//! What stands in the fields, bodies and settings of the hubs: a few values of each, so that equal ones meet.

use bulletin::content::Kind;
use bulletin::content::fields::{FIELDS, of};
use bulletin::health::vocabulary::RESEARCH_STATUSES;

use crate::chance::Chance;

/// The days that `{day}` stands for, and `{later}`.
const DAYS: [&str; 5] = ["2025-03-01", "2026-10-31", "2026-11-19", "2026-11-20", "2026-11-21"];
const LATER: [&str; 5] = ["2026-11-20", "2026-11-21", "2026-11-23", "2026-12-31", "2027-12-01"];

/// Values of fields whose example is not enough, besides the example.
const VALUES: &[(&str, &[&str])] = &[
    (
        "title",
        &[
            "Alpha",
            "Beta",
            "Émile & <co>",
            "\"zeta: last\"",
            "A new scanner",
            "9 ways",
            "Asthma",
            "Jo Field",
            "\"{mark} Alpha\"",
            "Retracted eyelids",
        ],
    ),
    ("description", &["Short.", "\"With *marks* & <tags>\"", "Another sentence."]),
    ("date", &["{day}", "{later}", "{day}T10:00:00+01:00", "not a day"]),
    ("updated", &["{day}", "{later}"]),
    ("authors", &["[jo-field]", "[sam-lee, Nobody Known]", "[Jo Field]", "[]", "jo-field"]),
    ("reviewers", &["[jo-field]", "[sam-lee]"]),
    ("answered_by", &["[jo-field, sam-lee]", "[Nobody]"]),
    ("topics", &["[Flu]", "[Flu, Asthma]", "[flu]", "[\"Care & cure\"]", "[Rare]"]),
    ("image", &["{src: ../pictures/chart.png, alt: A chart}", "chart.png", "../pictures/new.png", "/files/logo.png"]),
    ("photo", &["{src: ../pictures/chart.png, alt: Jo}", "nothing.png"]),
    ("draft", &["true", "false"]),
    ("publish_at", &["{later}T09:00:00+00:00", "{day}", "{later}"]),
    ("embargo", &["{later}T00:01:00+00:00", "{day}T00:01:00+00:00", "{day}"]),
    ("expires", &["{later}", "{day}"]),
    ("next_review", &["{later}", "{day}"]),
    ("review_in", &["1y", "2 weeks", "soon"]),
    ("starts", &["{later}", "{day}T10:00", "{later}T10:00"]),
    ("ends", &["{later}", "{day}T12:00"]),
    (
        "consent",
        &["{ref: form 123, obtained: {day}, scope: [web]}", "{ref: x, expires: {later}}", "{withdrawn: {later}}"],
    ),
    ("audio", &["/files/talk.mp3", "{src: /files/talk.mp3, transcript: ../news/alpha.md}", "talk.mp3"]),
    ("video", &["{src: /files/talk.mp3, captions: nothing.vtt, poster: ../pictures/chart.png}", "https://a.example/v"]),
    ("effective", &["{later}", "{day}"]),
    ("next_update", &["{later}", "{day}"]),
    ("severity", &["minor", "extreme"]),
    (
        "updates",
        &[
            "[{date: {day}, text: New.}]",
            "[{date: {later}, text: Over., type: cancel}]",
            "[{date: {day}, text: Over., type: cancel}]",
            "[{date: {day}, text: Safe., type: all-clear}]",
        ],
    ),
    ("halted", &["true", "{at: {day}T10:30, text: Stopped.}"]),
    ("delay_minutes", &["0", "30"]),
    ("corrections", &["[{date: {day}, text: A dose.}]", "[{date: {later}, text: A name.}]"]),
    ("doi", &["10.1000/one", "10.1000/two"]),
    ("bibliography", &["/data/works.bib"]),
    ("pdf", &["/files/leaflet.txt", "/files/nothing.pdf"]),
    ("duration", &["20 min", "1 h 30 min", "a while"]),
    ("related", &["[../news/alpha.md]", "[../guides/asthma.md, ../nothing.md]"]),
    ("featured", &["true", "false"]),
    ("weight", &["-1", "5", "10"]),
    ("language", &["cy", "ar", "en", "pl"]),
    ("citation_style", &["author-date", "vancouver", "numbers"]),
    ("translation_of", &["../news/alpha.md", "asthma.md", "../guides/asthma.md"]),
    ("translation", &["2026-01-02", "{method: machine}", "{date: 2020-01-02, by: ada-osei, reviewed_by: Jo Field}"]),
    ("version_of", &["../news/alpha.md", "asthma.md", "/guides/asthma/"]),
    ("condition", &["Asthma", "{name: Asthma, also: [Wheezing, Cough]}", "{name: Wheezing, also: [24-hour cough]}"]),
    ("audience", &["patients", "easy-read", "[professionals, carers]"]),
    ("translations", &["{cy: asthma.md}", "{cy: ../news/alpha.md, pl: https://a.example/}"]),
    ("slug", &["another-name", "alpha", "beta"]),
    ("url", &["/another/address/", "/news/alpha/", "/guides/", "/page.html"]),
    ("aliases", &["[/old/address/]", "[/old/]", "[/news/alpha/]", "[/old/, /older/]", "[/another/address/]"]),
    ("template", &["wide", "news", "nothing"]),
    ("kind", &["news", "guide", "page", "person", "event", "research", "question", "training", "alert", "live"]),
    ("status", &["unheard-of"]),
    ("type", &["press-release", "correction", "unheard-of"]),
    (
        "retraction",
        &[
            "{date: {later}, reason: Wrong data., notice: ../news/alpha.md}",
            "{date: {day}, reason: Wrong data.}",
            "{date: {day}, notice: alpha.md}",
        ],
    ),
    ("bibliography", &["references.bib", "nothing.bib"]),
    ("participants", &["12"]),
    ("share", &["{title: Shared, image: ../pictures/chart.png}", "{text: A post, hashtags: [health]}"]),
    ("extra", &["{anything: you like}", "{list: [1, 2]}"]),
];

/// Values of the settings; the first of each is one that many hubs have.
const SETTINGS: &[(&str, &[&str])] = &[
    ("title", &["Northside", "Southside", "\"A & B\""]),
    ("description", &["A hub", "Another hub"]),
    ("citations", &["{style: author-date}", "{style: vancouver}"]),
    ("base_url", &["https://hub.example/", "https://hub.example/sub/", "https://other.example/"]),
    ("language", &["en", "en-GB", "cy"]),
    ("time_zone", &["UTC", "Europe/London", "Pacific/Kiritimati", "America/New_York"]),
    ("theme", &["small", "clarity"]),
    (
        "theme_options",
        &[
            "{limit: 1}",
            "{look: loud}",
            "{share: false, limit: 2}",
            "{accent: \"#123456\"}",
            "{unused: Something}",
            "{wrong: 1}",
        ],
    ),
    (
        "organization",
        &[
            "{name: Northside Trust, contact: {email: press@hub.example}}",
            "{name: Other, type: Hospital, logo: content/pictures/chart.png}",
            "{contact: {phone: 0161 496 0000}}",
        ],
    ),
    ("social", &["{x: \"@hub\"}", "{mastodon: \"@hub@health.social\"}"]),
    ("image", &["pictures/chart.png", "share.png", "nothing.png"]),
    (
        "menu",
        &[
            "[{title: News, url: /news/}, {title: Away, url: \"https://a.example/\"}]",
            "[{title: Alpha, url: news/alpha.md}]",
            "[{title: Gone, url: /nothing/}]",
        ],
    ),
    ("taxonomies", &["[topics]", "[topics, wards]"]),
    ("page_size", &["2", "1", "20"]),
    (
        "feeds",
        &["{items: 2}", "{full_text: false}", "{items: 1, hub: \"https://hub.example/push\"}", "{formats: [rss]}"],
    ),
    ("emergency", &["{number: 999}", "{number: 112, advice: \"111\", text: Call}"]),
    (
        "health",
        &["{require_review: [guide]}", "{review_interval: 1y}", "{require_review: [guide], review_interval: 2 weeks}"],
    ),
    ("checks", &["{links/missing: error}", "{links/missing: \"off\"}", "{images/alt: \"off\"}"]),
    ("front_matter", &["{unknown: allow}", "{unknown: error}", "{rename: {lastmod: updated}}", "{ignore: [layout]}"]),
    ("markdown", &["{raw_html: escape}", "{raw_html: allow}", "{smart_punctuation: false}"]),
    ("images", &["{widths: [480]}"]),
    ("languages", &["{cy: {title: Y Gogledd}}", "{cy: {emergency: {number: \"112\"}}, ar: {title: A}}", "{ar: }"]),
    (
        "redirects",
        &["{/old/: /news/alpha/}", "{/news/alpha/: /guides/}", "{/old/: /nothing/, /away/: \"https://a.example/\"}"],
    ),
    ("ignore", &["[\"news/2026/**\"]", "[\"**/beta.md\"]"]),
];

/// What titles begin with that say how the page stands, by themselves or by its status.
pub const MARKS: [&str; 6] = ["RETRACTED:", "WITHDRAWN:", "CORRECTED:", "EXPRESSION OF CONCERN:", "EXERCISE:", "TEST:"];

const PARAGRAPHS: &[&str] = &[
    "## 10:00 First {#first}\n\nIt begins. [Alpha](../news/alpha.md)",
    "## 10:20 Second {#second}\n\nIt goes on.",
    "As [shown](../research/alpha.md) and [once more](../research/beta.md). https://doi.org/10.1000/one",
    "See [the flu](/topics/flu/), [what was](/old/) and [a leaflet](/files/leaflet.txt#two).",
    "As shown [@one], and elsewhere [see @two, p. 4; @one].",
    "Some plain words that say little.",
    "Other plain words, *with* **marks** and `code`.",
    "See [alpha](../news/alpha.md) and [asthma](../guides/asthma.md#care).",
    "See [beta](beta.md), [nothing](nothing.md) and [the section](../guides/).",
    "See [a file](/files/leaflet.txt) and [away](https://a.example/).",
    "![A chart](../pictures/chart.png)",
    "![New](new.png)",
    "![](../pictures/new.png)",
    "## Care\n\nHow to care.",
    "## Care\n\n### Deep\n\n- one\n- two",
    ":::note {level=\"high\" title=\"Look\"}\nInside [alpha](../news/alpha.md).\n:::",
    ":::note {level=\"odd\"}\nInside.\n:::",
    ":::posts {kind=\"news\"}\n:::",
    ":::posts {topic=\"Flu\" limit=\"1\"}\n:::",
    ":::posts {section=\"guides\"}\n:::",
    ":::picture {src=\"../pictures/chart.png\" alt=\"A chart\"}\n:::",
    ":::picture {src=\"new.png\"}\n:::",
    ":::file {file=\"/files/leaflet.txt\"}\n:::",
    ":::table {src=\"table.csv\"}\n:::",
    ":::table {src=\"data/table.csv\"}\n:::",
    ":::unheard\nInside.\n:::",
    "<p onclick=\"x\">Raw <b>words</b></p>",
    "| a | b |\n|---|--:|\n| 1 | 2 |",
    "A note[^1].\n\n[^1]: Below.",
    "A formula $x^2$ and `0`.",
    "```rust\nlet x = 1;\n```",
    "\"Quoted\" -- words...",
];

/// The name of a field: most often one that pages of `kind` have.
pub fn field(kind: &str, chance: &mut Chance) -> &'static str {
    let own = Kind::named(kind).filter(|_| !chance.once_in(6));
    let names: Vec<&str> = match own {
        Some(kind) => of(kind).map(|field| field.name).collect(),
        None => FIELDS
            .iter()
            .map(|field| field.name)
            .chain(["lastmod", "lastmod", "layout", "unheard_of", "wards", "wards"])
            .collect(),
    };
    chance.pick(&names)
}

/// A value for the field `name` of a page of `kind`, on one line.
pub fn of_field(name: &str, kind: &str, chance: &mut Chance) -> String {
    let mut values: Vec<&str> = FIELDS.iter().filter(|field| field.name == name).map(|field| field.example).collect();
    values.extend(VALUES.iter().filter(|(known, _)| *known == name).flat_map(|(_, values)| values.iter().copied()));
    if name == "status" {
        values.extend(of_status(kind));
    }
    if values.is_empty() {
        values.extend(["{day}", "[{day}, Ward]"]);
    }
    let value = chance.pick(&values).replace("{mark}", chance.pick(&MARKS));
    let (day, later) = (chance.pick(&DAYS), chance.pick(&LATER));
    value.replace("{day}", day).replace("{later}", later).replace("{kind}", kind)
}

/// The statuses that pages of a kind have.
fn of_status(kind: &str) -> &'static [&'static str] {
    match kind {
        "research" => RESEARCH_STATUSES,
        "event" | "training" => &["scheduled", "cancelled", "postponed", "rescheduled", "moved-online"],
        "alert" => &["actual", "exercise", "test"],
        _ => &[],
    }
}

/// The name of a setting.
pub fn key(chance: &mut Chance) -> &'static str {
    SETTINGS[chance.below(SETTINGS.len())].0
}

/// The values of a setting.
pub fn of_key(name: &str) -> &'static [&'static str] {
    SETTINGS.iter().find(|(key, _)| *key == name).map_or(&["1"], |(_, values)| values)
}

/// A paragraph, with an empty line behind it.
pub fn paragraph(chance: &mut Chance) -> String {
    format!("{}\n\n", chance.pick(PARAGRAPHS))
}
