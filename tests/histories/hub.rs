//! A small hub in memory that is edited: its files, and what the one who builds says.
//!
//! Front matter and configuration have one field on each line, so that a field is changed by changing its line.

use std::collections::BTreeMap;

use bulletin::instant::Instant;

use crate::chance::Chance;
use crate::values;

/// A hub as it is at one step of a history.
#[derive(Clone)]
pub struct Hub {
    /// Every file by its path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The instant of the build.
    pub now: Instant,
    /// Whether drafts are built.
    pub drafts: bool,
    /// Instead of the configuration's `base_url`.
    pub base_url: Option<String>,
    /// What was broken on purpose, and how it was before.
    pub broken: Vec<(String, Vec<u8>)>,
    /// How its files were at earlier steps.
    pub earlier: Vec<BTreeMap<String, Vec<u8>>>,
}

/// Where the first build of every history stands in time.
const BEGIN: &str = "2026-11-20T12:00:00Z";

/// Folders that pages are in.
pub const FOLDERS: [&str; 13] = [
    "",
    "news/",
    "news/2026/",
    "research/",
    "guides/",
    "guides/deep/",
    "people/",
    "questions/",
    "events/",
    "training/",
    "alerts/",
    "live/",
    "projects/",
];

/// What pages are called; few, so that they meet each other.
pub const STEMS: [&str; 14] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "asthma",
    "jo-field",
    "sam-lee",
    "2026-11-02-dated",
    "2026-12-01-later",
    "alpha.cy",
    "beta.cy",
    "two words",
    "Épsilon",
    "page",
];

impl Hub {
    /// A home page, the small theme, and nothing else.
    pub fn plain() -> Hub {
        let mut hub = Hub {
            files: theme_files().into_iter().collect(),
            now: BEGIN.parse().expect("it is an instant"),
            drafts: false,
            base_url: None,
            broken: Vec::new(),
            earlier: Vec::new(),
        };
        hub.write("bulletin.yaml", "title: Northside\nbase_url: https://hub.example/\ntheme: small\n");
        hub.write("content/index.md", "---\ntitle: Home\n---\nWelcome. See [alpha](news/alpha.md).\n");
        hub
    }

    /// A hub of 8 to 20 sources, with a theme of its own or the one in the program.
    pub fn random(chance: &mut Chance) -> Hub {
        let mut hub = Hub::plain();
        if chance.once_in(12) {
            hub.set("bulletin.yaml", "theme", Some("clarity"));
        }
        // Drawing is slow where nothing is optimized.
        if !chance.once_in(10) {
            hub.set("bulletin.yaml", "share", Some("{cards: false}"));
        }
        for key in ["languages", "menu", "page_size", "redirects", "emergency"] {
            if chance.once_in(2) {
                let value = chance.pick(values::of_key(key));
                hub.set("bulletin.yaml", key, Some(value));
            }
        }
        hub.write("data/facts.yaml", "number: 1200\nwords: A *few* words\nunused: 1\n");
        hub.write("data/table.csv", "name,count\nflu,3\n");
        hub.write("data/works.bib", "@book{one, title = {One}}\n@book{two, title = {Two}}\n");
        hub.files.insert("content/pictures/chart.png".to_owned(), png(60, 40, 0));
        for (page, kind) in [("news/alpha", "news"), ("guides/asthma", "guide"), ("people/jo-field", "person")] {
            let text = new_page(kind, chance);
            hub.write(&format!("content/{page}.md"), &text);
        }
        for _ in 0..chance.between(4, 12) {
            let path = some_path(chance);
            let text = new_page(kind_of(&path), chance);
            hub.write(&path, &text);
        }
        for section in ["news", "guides", "projects"] {
            if chance.once_in(3) {
                hub.write(&format!("content/{section}/index.md"), &format!("---\ntitle: All {section}\n---\nIntro.\n"));
            }
        }
        hub
    }

    /// Writes a file of text.
    pub fn write(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    /// The text of a file, if it is there and is text.
    pub fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.files.get(path)?.clone()).ok()
    }

    /// Every page, by its path.
    pub fn pages(&self) -> Vec<String> {
        self.below("content/", ".md")
    }

    /// Every file whose path begins and ends so.
    pub fn below(&self, start: &str, end: &str) -> Vec<String> {
        self.files.keys().filter(|path| path.starts_with(start) && path.ends_with(end)).cloned().collect()
    }

    /// Sets the field `name` of a page's front matter or of the configuration, or removes it. False if nothing came of it.
    pub fn set(&mut self, path: &str, name: &str, value: Option<&str>) -> bool {
        let Some(old) = self.text(path) else { return false };
        let (start, end) = match front(&old) {
            Some(range) => range,
            None if path == "bulletin.yaml" => (0, old.len()),
            None => return false,
        };
        let mark = format!("{name}:");
        let mut lines: Vec<String> =
            old[start..end].lines().filter(|line| !line.starts_with(&mark)).map(str::to_owned).collect();
        lines.extend(value.map(|value| format!("{name}: {value}")));
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let new = format!("{}{lines}{}", &old[..start], &old[end..]);
        self.write(path, &new);
        new != old
    }

    /// The body of a page: what stands behind its front matter.
    pub fn body(&self, path: &str) -> Option<String> {
        let text = self.text(path)?;
        let at = front(&text).map_or(0, |(_, end)| end + 4);
        text.get(at..).map(str::to_owned)
    }

    /// Puts another body behind the front matter of a page.
    pub fn set_body(&mut self, path: &str, body: &str) -> bool {
        let (Some(text), Some(old)) = (self.text(path), self.body(path)) else { return false };
        self.write(path, &format!("{}{body}", &text[..text.len() - old.len()]));
        body != old
    }
}

/// Where the lines of front matter begin and end in the text of a page.
fn front(text: &str) -> Option<(usize, usize)> {
    let rest = text.strip_prefix("---\n")?;
    Some((4, 4 + rest.find("---\n").filter(|at| *at == 0 || rest[..*at].ends_with('\n'))?))
}

/// The path of some page.
pub fn some_path(chance: &mut Chance) -> String {
    format!("content/{}{}.md", chance.pick(&FOLDERS), chance.pick(&STEMS))
}

/// The kind that a page has by its folder.
pub fn kind_of(path: &str) -> &'static str {
    let folder = path.trim_start_matches("content/").split('/').next().unwrap_or_default();
    bulletin::content::Kind::of_folder(folder).map_or("page", |kind| kind.name())
}

/// The text of a new page.
pub fn new_page(kind: &str, chance: &mut Chance) -> String {
    let mut fields: BTreeMap<&str, String> = BTreeMap::new();
    fields.insert("title", values::of_field("title", kind, chance));
    for name in ["date", "topics", "authors", "description", "featured", "image"] {
        if chance.once_in(3) {
            fields.insert(name, values::of_field(name, kind, chance));
        }
    }
    for _ in 0..chance.below(4) {
        let name = values::field(kind, chance);
        fields.insert(name, values::of_field(name, kind, chance));
    }
    if matches!(kind, "research" | "alert") && chance.once_in(2) {
        fields.insert("status", values::of_field("status", kind, chance));
    }
    if kind == "live" {
        fields.insert("starts", "2026-11-20T09:00".to_owned());
    }
    let fields: String = fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let body: String = (0..chance.below(4)).map(|_| values::paragraph(chance)).collect();
    format!("---\n{fields}---\n{body}")
}

/// A picture of a size; `mark` makes other bytes of the same size.
pub fn png(width: u32, height: u32, mark: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::GrayImage::from_pixel(width, height, image::Luma([mark]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a PNG can be written");
    bytes
}

/// The files of the small theme, below `themes/small/`.
fn theme_files() -> Vec<(String, Vec<u8>)> {
    let text = include_str!("theme.txt").split("\n-- ").skip(1);
    let file = |part: &str| {
        let (name, text) = part.split_once(" --\n").expect("a name stands between dashes");
        match name.split_once(" | ") {
            Some((name, _)) => (format!("themes/small/{name}"), png(40, 20, 0)),
            None => (format!("themes/small/{name}"), format!("{}\n", text.trim_end()).into_bytes()),
        }
    };
    text.map(file).collect()
}
