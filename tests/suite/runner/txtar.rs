//! A case as it is written down: sections of a txtar file, and what they mean.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::{Options, Outcome};

/// One file of the suite.
pub struct Case {
    /// `area/case`.
    pub name: String,
    pub path: PathBuf,
    /// What stands before the first section.
    pub intro: String,
    pub sections: Vec<Section>,
    pub builds: Vec<Build>,
    pub(super) outcome: OnceLock<Vec<Outcome>>,
}

/// A header and what stands below it.
#[derive(Clone, Debug)]
pub struct Section {
    pub header: String,
    pub body: String,
}

/// One build of a case: its options and its sections.
pub struct Build {
    pub options: Options,
    pub sections: Range<usize>,
}

/// Reads a case.
pub fn read(name: &str, path: PathBuf) -> Case {
    let text = std::fs::read_to_string(&path).expect("a case is UTF-8");
    let mut intro = String::new();
    let mut sections: Vec<Section> = Vec::new();
    for line in text.split_inclusive('\n') {
        let header = line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --"));
        match (header, sections.last_mut()) {
            (Some(header), _) => sections.push(Section { header: header.to_owned(), body: String::new() }),
            (None, Some(section)) => section.body.push_str(line),
            (None, None) => intro.push_str(line),
        }
    }
    let builds = builds(name, &intro, &sections);
    Case { name: name.to_owned(), path, intro, sections, builds, outcome: OnceLock::new() }
}

fn builds(name: &str, intro: &str, sections: &[Section]) -> Vec<Build> {
    let starts: Vec<usize> = (0..sections.len()).filter(|at| sections[*at].header == "again").collect();
    let mut options = Options::default();
    let mut builds = Vec::new();
    let mut from = 0;
    let said = std::iter::once(intro).chain(starts.iter().map(|at| sections[*at].body.as_str()));
    for (at, said) in said.enumerate() {
        read_options(name, said, &mut options);
        let end = starts.get(at).copied().unwrap_or(sections.len());
        builds.push(Build { options: options.clone(), sections: from..end });
        from = end + 1;
    }
    builds
}

fn read_options(name: &str, said: &str, options: &mut Options) {
    for line in said.lines() {
        match line.split_once(": ") {
            Some(("now", now)) => options.now = now.trim().parse().unwrap_or_else(|_| panic!("{name}: `{now}`")),
            Some(("drafts", drafts)) => options.drafts = drafts.trim() == "true",
            Some(("base_url", "none")) => options.base_url = None,
            Some(("base_url", url)) => options.base_url = Some(url.trim().to_owned()),
            _ => {}
        }
    }
}

impl Case {
    /// The sources of a build: its own over those of the builds before it.
    pub fn sources(&self, build: &Build) -> BTreeMap<String, Vec<u8>> {
        let mut sources = BTreeMap::new();
        for section in &self.sections[..build.sections.end] {
            if !section.is_source() {
                continue;
            }
            let (path, form) = section.header.split_once(" | ").unwrap_or((&section.header, ""));
            match form {
                "removed" => _ = sources.remove(path),
                _ => _ = sources.insert(path.to_owned(), section.bytes(form)),
            }
        }
        sources
    }

    /// The case as it is written, with other sections.
    pub fn written(&self, sections: &[Section]) -> String {
        let mut text = self.intro.clone();
        for section in sections {
            text.push_str(&format!("-- {} --\n{}", section.header, section.body));
        }
        text
    }
}

impl Section {
    /// Whether it is a source, and not what is expected.
    pub fn is_source(&self) -> bool {
        !self.header.starts_with("> ")
            && !["again", "diagnostics", "networks", "left out"].contains(&self.header.as_str())
    }

    fn bytes(&self, form: &str) -> Vec<u8> {
        let text = self.text();
        if let Some(size) = form.strip_prefix("png ") {
            let (width, height) = size.split_once('x').expect("a picture has a size");
            return png(width.parse().expect("a width"), height.parse().expect("a height"));
        }
        if let Some(times) = form.strip_prefix("times ") {
            return text.repeat(times.parse().expect("a number of times")).into_bytes();
        }
        match form {
            "" => text.into_bytes(),
            "escaped" => unescaped(&text.lines().collect::<String>()),
            _ => panic!("a source is not `{form}`"),
        }
    }

    /// What stands in it, blank lines at its end left out.
    pub fn text(&self) -> String {
        match self.body.trim_end() {
            "" => String::new(),
            text => format!("{text}\n"),
        }
    }
}

/// A grey PNG.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::GrayImage::from_pixel(width, height, image::Luma([0x88]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a PNG can be written");
    bytes
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let mut characters = after.chars();
        let escape = characters.next().expect("an escape has a letter");
        rest = characters.as_str();
        match escape {
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            's' => bytes.push(b' '),
            '\\' => bytes.push(b'\\'),
            'x' => {
                bytes.push(u8::from_str_radix(&rest[..2], 16).expect("two digits"));
                rest = &rest[2..];
            }
            'u' => {
                let (digits, after) = rest[1..].split_once('}').expect("`\\u{…}`");
                let code = u32::from_str_radix(digits, 16).expect("digits");
                let mut buffer = [0; 4];
                bytes.extend(char::from_u32(code).expect("a character").encode_utf8(&mut buffer).as_bytes());
                rest = after;
            }
            other => panic!("there is no escape `\\{other}`"),
        }
    }
    bytes.extend(rest.as_bytes());
    bytes
}
