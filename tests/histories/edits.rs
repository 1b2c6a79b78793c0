//! What people do to a hub between two builds. Each edit says what it did, or that it had nothing to do.

use crate::chance::Chance;
use crate::hub::{FOLDERS, Hub, STEMS, kind_of, new_page, png, some_path};
use crate::values;

/// An edit: how often it comes, in comparison, and what it does.
type Edit = (usize, fn(&mut Hub, &mut Chance) -> Option<String>);

const EDITS: &[Edit] = &[
    (8, add_page),
    (8, edit_body),
    (3, edit_letter),
    (20, edit_field),
    (4, rename),
    (4, move_page),
    (3, rename_case),
    (2, rename_folder),
    (2, page_to_folder),
    (6, delete),
    (2, swap),
    (8, edit_template),
    (4, override_template),
    (4, override_other),
    (3, remove_override),
    (4, edit_string),
    (4, edit_data),
    (9, edit_setting),
    (4, edit_theme_option),
    (2, edit_manifest),
    (4, edit_static),
    (7, edit_picture),
    (7, clock_forward),
    (1, clock_back),
    (4, section_page),
    (3, break_page),
    (3, break_template),
    (1, break_setting),
    (8, mend),
    (3, edit_mark),
    (3, edit_status),
    (3, become_page),
    (3, collide),
    (4, translate),
    (3, touch),
    (1, touch_page),
    (1, drafts),
    (1, elsewhere),
    (2, check_out),
];

/// Does one edit, or a few at once, as when work of others is fetched.
pub fn edit(hub: &mut Hub, chance: &mut Chance, stopped: bool) -> String {
    let before = hub.files.clone();
    // Where nothing can be built, nothing can be found: it is mended soon.
    let said = match stopped && !chance.once_in(4) {
        true => mend(hub, chance).unwrap_or_else(|| one(hub, chance)),
        false if chance.once_in(12) => {
            (0..chance.between(2, 4)).map(|_| one(hub, chance)).collect::<Vec<_>>().join("; and ")
        }
        false => one(hub, chance),
    };
    hub.earlier.push(before);
    said
}

fn one(hub: &mut Hub, chance: &mut Chance) -> String {
    let all: usize = EDITS.iter().map(|(weight, _)| weight).sum();
    loop {
        let mut at = chance.below(all);
        let found = EDITS.iter().find(|(weight, _)| {
            let is_here = at < *weight;
            at = at.saturating_sub(*weight);
            is_here
        });
        if let Some(said) = found.and_then(|(_, edit)| edit(hub, chance)) {
            return said;
        }
    }
}

fn page(hub: &Hub, chance: &mut Chance) -> Option<String> {
    chance.any(&hub.pages())
}

/// Moves a file to where none is.
fn move_file(hub: &mut Hub, from: &str, to: &str) -> Option<String> {
    if from == to || hub.files.contains_key(to) {
        return None;
    }
    let bytes = hub.files.remove(from)?;
    hub.files.insert(to.to_owned(), bytes);
    Some(format!("{from} becomes {to}"))
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

// Pages.

fn add_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = some_path(chance);
    if hub.files.contains_key(&path) || hub.pages().len() > 24 {
        return None;
    }
    let text = new_page(kind_of(&path), chance);
    hub.write(&path, &text);
    Some(format!("{path} is new: {text:?}"))
}

fn edit_body(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let paragraph = values::paragraph(chance);
    let body = match chance.below(3) {
        0 => paragraph,
        1 => format!("{paragraph}{}", hub.body(&path)?),
        _ => format!("{}\n\n{paragraph}", hub.body(&path)?.trim_end()),
    };
    hub.set_body(&path, &body).then(|| format!("the body of {path} is {body:?}"))
}

/// One letter, so that the file keeps its size.
fn edit_letter(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let body = hub.body(&path)?;
    let letters: Vec<usize> =
        body.char_indices().filter(|(_, letter)| letter.is_ascii_lowercase()).map(|(at, _)| at).collect();
    let at = chance.any(&letters)?;
    let letter = ["q", "x", "z"][chance.below(3)];
    let body = format!("{}{letter}{}", &body[..at], &body[at + 1..]);
    hub.set_body(&path, &body).then(|| format!("letter {at} of {path} is {letter}"))
}

fn edit_field(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let name = values::field(kind_of(&path), chance);
    let value = (!chance.once_in(4)).then(|| values::of_field(name, kind_of(&path), chance));
    hub.set(&path, name, value.as_deref()).then(|| format!("{path} has {name}: {value:?}"))
}

fn rename(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    move_file(hub, &path, &format!("{}/{}.md", split(&path).0, chance.pick(&STEMS)))
}

fn move_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    move_file(hub, &path, &format!("content/{}{}", chance.pick(&FOLDERS), split(&path).1))
}

fn rename_case(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let (folder, name) = split(&path);
    let first = name.chars().next()?;
    let other: String = match first.is_lowercase() {
        true => first.to_uppercase().collect(),
        false => first.to_lowercase().collect(),
    };
    move_file(hub, &path, &format!("{folder}/{other}{}", &name[first.len_utf8()..]))
}

fn rename_folder(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let (from, to) = (chance.pick(&FOLDERS), chance.pick(&FOLDERS));
    if from.is_empty() || to.is_empty() || from == to || to.starts_with(from) {
        return None;
    }
    let (from, to) = (format!("content/{from}"), format!("content/{to}"));
    let moved: Vec<String> = hub.below(&from, "");
    let moved = moved.iter().filter_map(|path| move_file(hub, path, &path.replacen(&from, &to, 1))).count();
    (moved > 0).then(|| format!("{moved} files of {from} go to {to}"))
}

/// `a.md` and `a/index.md` are the same page.
fn page_to_folder(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    match path.strip_suffix("/index.md").filter(|folder| *folder != "content") {
        Some(folder) => move_file(hub, &path, &format!("{folder}.md")),
        None if path.ends_with("index.md") => None,
        None => move_file(hub, &path, &format!("{}/index.md", path.trim_end_matches(".md"))),
    }
}

fn delete(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    if hub.pages().len() < 5 {
        return None;
    }
    let path = page(hub, chance)?;
    hub.files.remove(&path)?;
    Some(format!("{path} is gone"))
}

fn swap(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let (one, other) = (page(hub, chance)?, page(hub, chance)?);
    let (first, second) = (hub.files[&one].clone(), hub.files[&other].clone());
    if first == second {
        return None;
    }
    hub.files.insert(one.clone(), second);
    hub.files.insert(other.clone(), first);
    Some(format!("{one} and {other} change places"))
}

/// The title of a page begins with a mark that its status may give it too, or does not any more.
fn edit_mark(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.any(&[hub.below("content/research/", ".md"), hub.below("content/alerts/", ".md")].concat())?;
    let text = hub.text(&path)?;
    let title = text.lines().find_map(|line| line.strip_prefix("title: "))?.trim_matches('"').to_owned();
    let bare = values::MARKS.iter().find_map(|mark| title.strip_prefix(mark)).map(|bare| bare.trim().to_owned());
    let title = bare.unwrap_or_else(|| format!("{} {title}", chance.pick(&values::MARKS)));
    hub.set(&path, "title", Some(&format!("{title:?}"))).then(|| format!("{path} has the title {title:?}"))
}

/// How a result, a meeting or an alert stands.
fn edit_status(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let folders = ["research", "events", "training", "alerts"];
    let pages: Vec<String> = folders.iter().flat_map(|name| hub.below(&format!("content/{name}/"), ".md")).collect();
    let path = chance.any(&pages)?;
    let value = values::of_field("status", kind_of(&path), chance);
    hub.set(&path, "status", Some(&value)).then(|| format!("{path} has status: {value}"))
}

/// A page takes the address of a file, of a list or of an alias; or gives it back.
fn become_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    const PAGE: &str = "content/instead.md";
    if hub.files.remove(PAGE).is_some() {
        hub.write("static/files/leaflet.txt", "A leaflet.");
        return Some(format!("{PAGE} is gone, and the leaflet is a file"));
    }
    let address = chance.pick(&["/files/leaflet.txt", "/topics/flu/", "/topics/", "/old/", "/authors/nobody-known/"]);
    if address == "/files/leaflet.txt" {
        hub.files.remove("static/files/leaflet.txt");
    }
    hub.write(PAGE, &format!("---\ntitle: Instead\nurl: {address}\n---\n## Two\n\nA page stands here.\n"));
    Some(format!("{PAGE} stands at {address}"))
}

/// The page of a section comes or goes.
fn section_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let folder = chance.pick(&FOLDERS);
    let name = chance.pick(&["index.md", "index.md", "_index.md", "index.cy.md"]);
    let path = format!("content/{folder}{name}");
    if hub.files.remove(&path).is_some() {
        return Some(format!("{path} is gone"));
    }
    let text = new_page(kind_of(&path), chance);
    hub.write(&path, &text);
    Some(format!("{path} is new: {text:?}"))
}

/// Two pages want one address.
fn collide(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let name = chance.pick(&["aliases", "url", "slug"]);
    let value = values::of_field(name, "page", chance);
    hub.set(&path, name, Some(&value)).then(|| format!("{path} has {name}: {value}"))
}

fn translate(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let other = match path.strip_suffix(".cy.md") {
        Some(_) => {
            hub.files.remove(&path)?;
            return Some(format!("{path} is gone"));
        }
        None => path.replace(".md", ".cy.md"),
    };
    if hub.files.contains_key(&other) {
        return None;
    }
    hub.write(&other, &new_page(kind_of(&path), chance));
    Some(format!("{other} is new"))
}

// The theme and what the hub lays over it.

/// Another number where a template, a string or an asset has its `v0`.
fn renumber(hub: &mut Hub, path: &str, chance: &mut Chance) -> Option<String> {
    let old = hub.text(path)?;
    let marks: Vec<usize> = old.match_indices('v').map(|(at, _)| at).collect();
    let marks: Vec<usize> =
        marks.into_iter().filter(|at| old.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit)).collect();
    let at = chance.any(&marks)?;
    let new = format!("{}v{}{}", &old[..at], chance.below(10), &old[at + 2..]);
    hub.write(path, &new);
    (new != old).then(|| format!("{path} has another number at {at}"))
}

fn edit_template(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let mut paths = hub.below("themes/small/templates/", ".html");
    paths.extend(hub.below("templates/", ".html"));
    let path = chance.any(&paths)?;
    if chance.once_in(8) {
        let text = format!("{}\n{{#- A word to who reads this. -#}}\n", hub.text(&path)?.trim_end());
        hub.write(&path, &text);
        return Some(format!("{path} has a comment"));
    }
    renumber(hub, &path, chance)
}

fn override_template(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    if chance.once_in(4) {
        // Pages may ask for it already, and had to do without.
        let text = "{% extends \"article.html\" %}{% block before %}<i>v0</i> wide{% endblock before %}";
        let path = "templates/wide.html".to_owned();
        return hub.files.insert(path, text.into()).is_none().then(|| "templates/wide.html is new".to_owned());
    }
    let theirs = chance.any(&hub.below("themes/small/templates/", ".html"))?;
    let own = theirs.replacen("themes/small/", "", 1);
    if hub.files.contains_key(&own) {
        return None;
    }
    let text = hub.text(&theirs)?.replace("v0", "v5");
    hub.write(&own, &text);
    Some(format!("{own} is new"))
}

fn override_other(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let files = [
        ("assets/css/small.css", "body { color: red }"),
        ("assets/css/clarity.css", "body { color: red }"),
        ("assets/new.css", "body { color: blue }"),
        ("strings/en.yaml", "footer: \"Our footer v0\"\nnav.home: \"Our home\"\n"),
        ("strings/cy.yaml", "footer: \"Troed v0\"\n"),
        ("strings/en-GB.yaml", "kind.news: \"British news v0\"\n"),
        ("strings/ar.yaml", "footer: \"تذييل v0\"\n"),
    ];
    let (path, text) = files[chance.below(files.len())];
    match hub.files.contains_key(path) {
        true => renumber(hub, path, chance),
        false => {
            hub.write(path, text);
            Some(format!("{path} is new"))
        }
    }
}

fn remove_override(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let own: Vec<String> =
        ["templates/", "assets/", "strings/"].iter().flat_map(|folder| hub.below(folder, "")).collect();
    let path = chance.any(&own)?;
    hub.files.remove(&path)?;
    Some(format!("{path} is gone"))
}

fn edit_string(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.any(&hub.below("themes/small/strings/", ".yaml"))?;
    let text = hub.text(&path)?;
    let lines: Vec<&str> = text.lines().collect();
    let at = chance.below(lines.len());
    let (key, value) = lines[at].split_once(": ")?;
    if key.starts_with("date.") {
        return None;
    }
    let line =
        format!("{key}: \"{} {}\"", value.trim_matches('"').trim_end_matches(char::is_numeric), chance.below(10));
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    lines[at].clone_from(&line);
    hub.write(&path, &format!("{}\n", lines.join("\n")));
    Some(format!("{path} has {line}"))
}

fn edit_manifest(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let old = hub.text("themes/small/theme.yaml")?;
    let (from, to) = [
        ("default: 3", "default: 2"),
        ("default: 2", "default: 3"),
        ("default: calm", "default: loud"),
        ("default: \"Nobody asks\"", "default: \"Still nobody\""),
        ("  picture: {arguments: {src: {type: image, required: true}", "  picture: {arguments: {src: {type: text}"),
        ("level: {type: choice, values: [low, high], required: true}", "level: {type: text}"),
        ("level: {type: text}", "level: {type: choice, values: [low, high], required: true}"),
        ("  unused: {arg", "  unheard: {arguments: {}}\n  unused: {arg"),
        ("  unheard: {arguments: {}}\n", ""),
    ][chance.below(9)];
    let new = old.replacen(from, to, 1);
    hub.write("themes/small/theme.yaml", &new);
    (new != old).then(|| format!("theme.yaml has {to}"))
}

// Settings and data.

fn edit_setting(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let key = values::key(chance);
    // With another theme than at the start most templates are not the ones that are edited.
    if key == "theme" && !chance.once_in(4) {
        return None;
    }
    set(hub, key, chance)
}

fn edit_theme_option(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    set(hub, "theme_options", chance)
}

fn set(hub: &mut Hub, key: &str, chance: &mut Chance) -> Option<String> {
    let value = (!chance.once_in(4) || key == "theme").then(|| chance.pick(values::of_key(key)));
    hub.set("bulletin.yaml", key, value).then(|| format!("the setting {key} is {value:?}"))
}

fn edit_data(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let (path, text) = match chance.below(11) {
        0 => ("data/facts.yaml", format!("number: {}\nwords: A *few* words\nunused: 1\n", chance.below(3000))),
        1 => ("data/facts.yaml", format!("number: 7\nwords: Words {}\nunused: 2\n", chance.below(5))),
        2 => ("data/table.csv", format!("name,count\nflu,{}\n", chance.below(9))),
        3 => ("data/unused.json", format!("{{\"number\": {}}}", chance.below(9))),
        4 => ("data/facts.yaml", "number: [\n".to_owned()),
        8 => ("content/news/table.csv", format!("name,count\nflu,{}\n", chance.below(9))),
        9 => ("content/news/table.csv", "name,count\nflu\n".to_owned()),
        5 => (
            "data/works.bib",
            format!("@book{{one, title = {{One {}}}}}\n@book{{two, title = {{Two}}}}\n", chance.below(5)),
        ),
        6 => ("data/works.bib", "@book{two, title = {Two}}\n".to_owned()),
        7 => ("data/more.bib", format!("@book{{one, title = {{More {}}}}}\n", chance.below(3))),
        _ => {
            let path = chance.pick(&[
                "data/facts.yaml",
                "data/table.csv",
                "data/works.bib",
                "data/more.bib",
                "content/news/table.csv",
            ]);
            hub.files.remove(path)?;
            return Some(format!("{path} is gone"));
        }
    };
    hub.write(path, &text);
    Some(format!("{path} is {text:?}"))
}

// Files.

fn edit_static(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.pick(&[
        "static/files/leaflet.txt",
        "static/files/talk.mp3",
        "static/files/logo.png",
        "static/robots.txt",
        "static/news/alpha/index.html",
        "static/.well-known/security.txt",
        "static/manifest.json",
        "content/news/notes.txt",
    ]);
    if chance.once_in(3) {
        hub.files.remove(path)?;
        return Some(format!("{path} is gone"));
    }
    let text = "x".repeat(chance.between(1, 2000));
    hub.write(path, &text);
    Some(format!("{path} has {} bytes", text.len()))
}

fn edit_picture(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.pick(&[
        "content/pictures/chart.png",
        "content/pictures/chart.png",
        "content/pictures/new.png",
        "content/news/new.png",
        "static/files/logo.png",
        "themes/small/assets/share.png",
    ]);
    if chance.once_in(5) {
        hub.files.remove(path)?;
        return Some(format!("{path} is gone"));
    }
    let old = hub.files.get(path).cloned();
    let bytes = match old.as_deref() {
        // Other bytes of the same size, and the same number of them.
        Some([rest @ .., mark]) if chance.once_in(2) => [rest, &[mark.wrapping_add(1)]].concat(),
        _ => png(chance.between(1, 8) as u32 * 20, chance.between(1, 3) as u32 * 10, 0),
    };
    let said = format!("{path} is {bytes:?}");
    (hub.files.insert(path.to_owned(), bytes.clone()) != Some(bytes)).then_some(said)
}

/// What no build reads, or not for what it says.
fn touch(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.pick(&["notes.txt", "README.md", "content/.hidden.md", "content/_draft.md", "scripts/run.sh"]);
    hub.write(path, &format!("{}", chance.below(1000)));
    Some(format!("{path} is touched"))
}

/// A comment in front matter, or an empty line at the end: another file, the same page.
fn touch_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let text = hub.text(&path)?;
    let text = match text.strip_prefix("---\n") {
        Some(rest) if chance.once_in(2) => format!("---\n# A comment.\n{rest}"),
        _ => format!("{text}\n"),
    };
    hub.write(&path, &text);
    Some(format!("{path} says the same in other bytes"))
}

// Mistakes.

/// Breaks a file, and remembers how it was.
fn break_file(hub: &mut Hub, path: &str, text: &str) -> Option<String> {
    let old = hub.files.get(path)?.clone();
    hub.write(path, text);
    hub.broken.push((path.to_owned(), old));
    Some(format!("{path} is broken: {text:?}"))
}

fn break_page(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = page(hub, chance)?;
    let old = hub.text(&path)?;
    let text = match chance.below(4) {
        0 => old.replacen("---\n", "---\ntitle: [\n", 1),
        1 => old.replacen("---\n", "---\ntitle: Twice\ntitle: Twice\n", 1),
        2 => old.replacen("---\n", "---\nembrago: soon\n", 1),
        _ => "---\ntitle: Never ends\n".to_owned(),
    };
    break_file(hub, &path, &text)
}

fn break_template(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let path = chance.any(&hub.below("themes/small/templates/", ".html"))?;
    let old = hub.text(&path)?;
    let fault = match chance.below(5) {
        0 => "{% if %}",
        1 => "{{ page.nothing.below }}",
        2 => "{{ t(key=\"unheard.of\") }}",
        _ => "{% if page.title == \"Alpha\" %}{{ data(path=\"nothing.yaml\") }}{% endif %}",
    };
    break_file(hub, &path, &old.replacen("<i>v", &format!("{fault}<i>v"), 1)).filter(|_| old.contains("<i>v"))
}

fn break_setting(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let old = hub.text("bulletin.yaml")?;
    let line = chance.pick(&["page_size: 0", "titel: A", "title: Twice", "theme_options: ["]);
    break_file(hub, "bulletin.yaml", &format!("{old}{line}\n"))
}

fn mend(hub: &mut Hub, _: &mut Chance) -> Option<String> {
    let (path, old) = hub.broken.pop()?;
    hub.files.insert(path.clone(), old);
    Some(format!("{path} is mended"))
}

// What the one who builds says.

fn clock_forward(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let hours = [1, 11, 13, 24, 48, 24 * 7, 24 * 40, 24 * 400][chance.below(8)];
    hub.now = seconds_later(hub.now, hours * 3600)?;
    Some(format!("it is {}", hub.now))
}

fn clock_back(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    hub.now = seconds_later(hub.now, -3600 * [1, 24, 72][chance.below(3)])?;
    Some(format!("it is {} again", hub.now))
}

fn seconds_later(now: bulletin::instant::Instant, seconds: i64) -> Option<bulletin::instant::Instant> {
    bulletin::instant::Instant::from_second(now.as_second() + seconds).ok()
}

fn drafts(hub: &mut Hub, _: &mut Chance) -> Option<String> {
    hub.drafts = !hub.drafts;
    Some(format!("drafts are built: {}", hub.drafts))
}

fn elsewhere(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let old = hub.base_url.clone();
    hub.base_url = (!chance.once_in(2)).then(|| "https://preview.example/branch/".to_owned());
    (hub.base_url != old).then(|| format!("the site will stand at {:?}", hub.base_url))
}

/// All files as they were some steps ago, as another branch has them.
fn check_out(hub: &mut Hub, chance: &mut Chance) -> Option<String> {
    let files = chance.any(&hub.earlier)?;
    if files == hub.files {
        return None;
    }
    hub.files = files;
    hub.broken.clear();
    Some("all files are as they were at an earlier step".to_owned())
}
