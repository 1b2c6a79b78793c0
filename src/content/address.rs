//! From a file's name to where its page stands.
//!
//! `content/news/2026-11-20-new-scanner.cy.md` is `/cy/news/new-scanner/`: folders as they are, the
//! last name without its date, the language in front unless it is the hub's. Each name is lower case
//! and holds letters and digits of any script, `-`, `_` and `.`; anything else becomes `-`.

use super::Role;
use crate::instant::Day;
use crate::path::{Address, PathError, SourcePath};
use crate::project::Config;

/// The folder of all pages.
pub const CONTENT: &str = "content";

/// What the name of a file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<'a> {
    /// The folders above it, below `content/`: `news/2026`. Empty at the top. Those above the folder
    /// for a folder's index.
    pub folders: &'a str,
    /// The name of its own: of the file, or of the folder whose index it is, without date, language and
    /// extension. Empty for the home page.
    pub name: &'a str,
    /// The date at the front of the name.
    pub date: Option<Day>,
    /// The language at the end of the name, as the configuration spells it.
    pub language: Option<&'a str>,
}

/// Takes the name of a file below `content/` apart.
pub fn named<'a>(path: &'a SourcePath, role: Role, config: &'a Config) -> Named<'a> {
    let (stem, language) = stem(path, config);
    let below = path.below(CONTENT).unwrap_or(path.as_str());
    let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
    if !is_index_name(stem) {
        let (date, name) = without_date(stem);
        return Named { folders, name, date, language };
    }
    let (above, folder) = folders.rsplit_once('/').unwrap_or(("", folders));
    // The children of a section live below its folder's whole name; so does the section.
    let (date, name) = if role == Role::Leaf { without_date(folder) } else { (None, folder) };
    Named { folders: above, name, date, language }
}

/// Whether a file is the index of its folder: `index.md`, `_index.md`, `index.cy.md`.
pub fn is_index(path: &SourcePath, config: &Config) -> bool {
    // Few are called so at all.
    path.name().split('.').next().is_some_and(is_index_name) && is_index_name(stem(path, config).0)
}

/// The language that a file's name says, as the configuration spells it.
pub fn language_of<'a>(path: &SourcePath, config: &'a Config) -> Option<&'a str> {
    let (_, tag) = path.stem().rsplit_once('.')?;
    known_language(tag, config)
}

/// The language of the hub or of `languages` that is called `tag`, whatever its case.
pub fn known_language<'a>(tag: &str, config: &'a Config) -> Option<&'a str> {
    let mut known = std::iter::once(&config.language).chain(config.languages.keys());
    known.find(|known| known.eq_ignore_ascii_case(tag)).map(String::as_str)
}

/// The first name of addresses in `language`; none for the hub's own. A language that the hub does not
/// list but that is the hub's in another country is the hub's here.
pub fn prefix(language: &str, config: &Config) -> Option<String> {
    let main = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let listed = config.languages.keys().any(|known| known.eq_ignore_ascii_case(language));
    let own = language.eq_ignore_ascii_case(&config.language) || !listed && main(language) == main(&config.language);
    (!own).then(|| language.to_ascii_lowercase())
}

/// Why a page has no address.
#[derive(Clone, Debug, PartialEq)]
pub enum Unplaceable {
    /// This name holds no letter or digit.
    Name(String),
    /// The address cannot be written.
    Path(PathError),
}

/// Where the page of a file called `named` stands, in `language`, with `slug` instead of its last name.
pub fn of(named: &Named<'_>, slug: Option<&str>, language: &str, config: &Config) -> Result<Address, Unplaceable> {
    let mut path = String::with_capacity(named.folders.len() + named.name.len() + 8);
    if let Some(prefix) = prefix(language, config) {
        // `content/cy/flu.md` is there already.
        let first = named.folders.split('/').next().filter(|first| !first.is_empty()).unwrap_or(named.name);
        if !first.eq_ignore_ascii_case(&prefix) {
            path.push('/');
            path.push_str(&prefix);
        }
    }
    for folder in named.folders.split('/').filter(|folder| !folder.is_empty()) {
        push(&mut path, folder)?;
    }
    match slug {
        Some(slug) if !named.name.is_empty() => push(&mut path, slug)?,
        _ if !named.name.is_empty() => push(&mut path, named.name)?,
        _ => {}
    }
    path.push('/');
    Address::new(&path).map_err(Unplaceable::Path)
}

/// Where the section of `folder`, relative to `content/`, stands in the hub's language.
pub fn of_folder(folder: &str) -> Result<Address, Unplaceable> {
    let mut path = String::with_capacity(folder.len() + 2);
    for name in folder.split('/').filter(|name| !name.is_empty()) {
        push(&mut path, name)?;
    }
    path.push('/');
    Address::new(&path).map_err(Unplaceable::Path)
}

/// One name of an address, made of any text. Empty when there is no letter or digit in it.
pub fn name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if !(c.is_alphanumeric() || crate::text::is_mark(c) || matches!(c, '-' | '_' | '.')) {
            gap = true;
            continue;
        }
        if gap && c != '-' && !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        gap = false;
        name.extend(c.to_lowercase());
    }
    // No name may be `.` or `..`, nor begin like a hidden file.
    match name.contains(char::is_alphanumeric) {
        true => name.trim_matches(['.', '-']).to_owned(),
        false => String::new(),
    }
}

/// An address as authors write it in `url` and `aliases`.
///
/// # Errors
/// In words for the author.
pub fn written(text: &str) -> Result<Address, String> {
    if text.contains("://") || text.starts_with("//") {
        return Err("expected an address of this site: `/news/new-scanner/`".to_owned());
    }
    let decoded = crate::text::decode_path(text.trim());
    if decoded.contains(['?', '#']) {
        return Err("an address of a page has neither `?` nor `#`".to_owned());
    }
    if let Some(why) = crate::path::pattern_in(&decoded) {
        return Err(why);
    }
    if decoded.split('/').any(|name| name.starts_with('.') && !matches!(name, "." | ".." | ".well-known")) {
        return Err("a name in an address does not begin with a full stop".to_owned());
    }
    Address::new(&decoded).map_err(|error| error.to_string())
}

fn push(path: &mut String, folder: &str) -> Result<(), Unplaceable> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    path.push('/');
    if folder.bytes().all(plain) && folder.starts_with(|c| c != '-') && !folder.ends_with('-') {
        path.push_str(folder);
        return Ok(());
    }
    let name = name(folder);
    if name.is_empty() {
        return Err(Unplaceable::Name(folder.to_owned()));
    }
    path.push_str(&name);
    Ok(())
}

fn stem<'a>(path: &'a SourcePath, config: &'a Config) -> (&'a str, Option<&'a str>) {
    let whole = path.stem();
    let Some((stem, tag)) = whole.rsplit_once('.') else { return (whole, None) };
    match known_language(tag, config) {
        Some(language) if !stem.is_empty() => (stem, Some(language)),
        _ => (whole, None),
    }
}

fn is_index_name(stem: &str) -> bool {
    matches!(stem, "index" | "_index")
}

fn without_date(name: &str) -> (Option<Day>, &str) {
    match (name.get(..10), name.get(10..)) {
        (Some(date), Some(rest)) if rest.len() > 1 && rest.starts_with('-') && is_date_shaped(date) => {
            match date.parse::<Day>() {
                Ok(day) => (Some(day), &rest[1..]),
                Err(_) => (None, name),
            }
        }
        _ => (None, name),
    }
}

fn is_date_shaped(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::sample;

    fn address(path: &str, role: Role, language: &str) -> String {
        let mut config = sample::project().config;
        config.languages.insert("cy".into(), "Cymraeg".into());
        config.languages.insert("pt-BR".into(), "Português".into());
        let path = SourcePath::new(path).unwrap();
        let named = named(&path, role, &config);
        let language = named.language.unwrap_or(language);
        of(&named, None, language, &config).map_or_else(|error| format!("{error:?}"), |address| address.to_string())
    }

    #[test]
    fn files_stand_where_their_names_say() {
        for (path, expected) in [
            ("content/about.md", "/about/"),
            ("content/404.md", "/404/"),
            ("content/news/2026-11-20-new-scanner.md", "/news/new-scanner/"),
            ("content/news/2026-13-20-new-scanner.md", "/news/2026-13-20-new-scanner/"),
            ("content/news/2026-11-20.md", "/news/2026-11-20/"),
            ("content/news/2026-11-20-scan/index.md", "/news/scan/"),
            ("content/guides/flu.cy.md", "/cy/guides/flu/"),
            ("content/guides/flu.PT-br.md", "/pt-br/guides/flu/"),
            ("content/guides/flu.en-GB.md", "/guides/flu/"),
            ("content/guides/flu.de.md", "/guides/flu.de/"),
            ("content/guides/asthma/index.cy.md", "/cy/guides/asthma/"),
            ("content/cy/flu.cy.md", "/cy/flu/"),
            ("content/v1.2.md", "/v1.2/"),
            ("content/A Page.md", "/a-page/"),
            ("content/It's 50% \"off\" (really)!.md", "/it-s-50-off-really/"),
            ("content/a - b.md", "/a-b/"),
            ("content/Ärzte/Über uns.md", "/ärzte/über-uns/"),
            ("content/e\u{301}te\u{301}.md", "/e\u{301}te\u{301}/"),
            ("content/دليل/الربو.md", "/دليل/الربو/"),
            ("content/日本 語.md", "/日本-語/"),
            ("content/%...md", "Name(\"%..\")"),
            ("content/!!!/a.md", "Name(\"!!!\")"),
        ] {
            assert_eq!(address(path, Role::Leaf, "en-GB"), expected, "{path}");
        }
        assert_eq!(address("content/index.md", Role::Home, "en-GB"), "/");
        assert_eq!(address("content/index.cy.md", Role::Section, "en-GB"), "/cy/");
        assert_eq!(address("content/2026-11-20-event/index.md", Role::Section, "en-GB"), "/2026-11-20-event/");
        assert_eq!(address("content/a.md", Role::Leaf, "de"), "/de/a/");
        assert_eq!(address("content/a.md", Role::Leaf, "en"), "/a/");
        assert_eq!(of_folder("Our News/2026").unwrap().as_str(), "/our-news/2026/");
    }

    #[test]
    fn written_addresses_stay_on_the_site() {
        for (text, address) in [("/a/b/", "/a/b/"), ("a", "/a/"), ("/old.html", "/old.html"), ("/caf%C3%A9/", "/café/")]
        {
            assert_eq!(written(text).unwrap().as_str(), address);
        }
        for text in
            ["../../etc", "https://example.org/", "//example.org", "/a?b", "/a#b", "/%2e%2e/a", "/a%3Fb", "a\\b"]
        {
            assert!(written(text).is_err(), "{text}");
        }
    }
}
