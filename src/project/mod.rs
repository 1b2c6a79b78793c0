//! All that is settled before content: configuration, theme, strings, data.
//!
//! [`load`] reads them from the hub's tree and the themes in the binary. What comes out does not
//! change any more, and knows nothing of pages.

mod base;
pub mod bibliography;
mod bulletin_yaml;
mod cards;
pub mod components;
pub mod config;
pub mod data;
mod known;
pub mod languages;
mod manifest;
pub mod players;
mod safety;
pub mod strings;
pub mod theme;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Diagnostics, Verdict};
use crate::disk::Tree;
use crate::instant::{Instant, Zone};
use crate::path::SourcePath;
use crate::span::{Place, Source};
use crate::yaml::{self, Node, Value};

pub use base::Base;
pub use bibliography::Library;
pub use config::Config;
pub use strings::Strings;
pub use theme::Theme;

/// What the one who builds says, beside the hub.
#[derive(Clone, Debug)]
pub struct Options {
    /// The instant against which drafts, embargoes and dates are judged.
    pub now: Instant,
    /// Instead of `base_url` of the configuration.
    pub base_url: Option<String>,
    /// Whether drafts are built.
    pub drafts: bool,
}

/// All that is settled before content.
#[derive(Clone, Debug)]
pub struct Project {
    /// The hub's configuration, with every default filled in.
    pub config: Config,
    /// The theme with the hub's own templates, assets and strings laid over it.
    pub theme: Theme,
    /// Strings by language tag; the hub's own language is always there.
    pub strings: BTreeMap<String, Strings>,
    /// What `data/` holds, by path below it.
    pub data: BTreeMap<SourcePath, Node>,
    /// What `.bib` files hold.
    pub library: Library,
    /// Where the site will stand.
    pub base: Base,
    /// The hub's time zone.
    pub zone: Zone,
    /// The instant of the build.
    pub now: Instant,
    /// Whether drafts are built.
    pub drafts: bool,
    /// What the hub says about codes in `checks:`.
    pub verdicts: BTreeMap<Code, Verdict>,
}

/// Where a theme keeps scripts and styles that its templates write into pages; they are published nowhere else.
pub const INLINE: &str = "inline/";

/// Reads what `tree` settles. Reads on after every fault that leaves something to go on with.
///
/// # Errors
/// The diagnostics, when there is nothing to go on with: a configuration that is no YAML, a theme
/// that does not exist or whose manifest cannot be read.
pub fn load(tree: &Tree, options: &Options) -> Result<(Project, Diagnostics), Diagnostics> {
    let mut faults = Vec::new();
    match settle(tree, options, &mut faults) {
        Ok(project) => Ok((project, faults)),
        Err(fatal) => {
            faults.push(*fatal);
            Err(faults)
        }
    }
}

fn settle(tree: &Tree, options: &Options, faults: &mut Diagnostics) -> Result<Project, Box<Diagnostic>> {
    let source = configuration(tree, faults)?;
    let node = yaml::parse(&source, 0..source.text.len())?;
    let settled = bulletin_yaml::read(&source, node, options, faults);
    let config = settled.config;
    let data = data::load(tree, faults);
    let library = bibliography::load(tree, faults);
    let origin = theme::find(tree, &config.theme, &source, settled.theme)?;
    let mut theme = theme::load(&origin, tree, &config.theme, &source, &settled.theme_options, faults)?;
    theme.studio = cards::studio(&origin, tree, &config, &theme.options, faults).map(Arc::new);
    let wanted: BTreeSet<&str> = config.languages.keys().map(String::as_str).chain([&*config.language]).collect();
    let strings = strings::load(&origin, tree, &wanted, faults);
    Ok(Project {
        theme,
        strings,
        data,
        library,
        base: settled.base,
        zone: settled.zone,
        now: options.now,
        drafts: options.drafts,
        verdicts: settled.verdicts,
        config,
    })
}

impl Project {
    /// The setting at a dotted path of keys, as `organization.name`, if it is there and not null.
    pub fn setting(&self, key: &str) -> Option<&Node> {
        self.config.tree.at(key).filter(|node| node.value != Value::Null)
    }

    /// The same on a page in `language`: what `languages` says for it, else for the whole hub.
    pub fn setting_in(&self, language: &str, key: &str) -> Option<&Node> {
        known::lineage(language)
            .find_map(|tag| self.setting(&format!("languages.{tag}.{key}")))
            .or_else(|| self.setting(key))
    }

    /// The words for a page in `language`: of the tag itself, else of what it is a kind of, else of
    /// the hub's language.
    pub fn words(&self, language: &str) -> &Strings {
        static NONE: Strings = Strings { texts: BTreeMap::new() };
        let own = known::lineage(language).chain([self.config.language.as_str()]);
        own.into_iter().find_map(|tag| self.strings.get(tag)).unwrap_or(&NONE)
    }
}

/// The text of `bulletin.yaml` or `bulletin.yml`; nothing if there is neither.
fn configuration(tree: &Tree, faults: &mut Diagnostics) -> Result<Source, Box<Diagnostic>> {
    const NAMES: [&str; 2] = ["bulletin.yaml", "bulletin.yml"];
    if NAMES.iter().all(|name| tree.has(name)) {
        faults.push(two_configurations());
    }
    let mut paths = NAMES.iter().filter_map(|name| SourcePath::new(name).ok());
    match paths.clone().find(|path| tree.has(path.as_str())) {
        Some(path) => tree.text(&path, yaml::LIMIT as u64),
        None => Ok(Source { path: paths.next().unwrap_or(SourcePath::root()), text: "".into() }),
    }
}

fn two_configurations() -> Diagnostic {
    let message = "`bulletin.yaml` is the configuration, so this file is not read";
    Diagnostic::new(Code::ConfigValue, Place::file("bulletin.yml"), message, "").help("keep one of them")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        Tree::memory(files.iter().map(|(path, text)| (SourcePath::new(path).unwrap(), text.as_bytes().to_vec())))
    }

    fn options() -> Options {
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        Options { now, base_url: Some("https://hub.example/".to_owned()), drafts: false }
    }

    /// The project, and `file:line code message` of each fault.
    fn loaded(files: &[(&str, &str)]) -> (Project, Vec<String>) {
        let (project, faults) = load(&tree(files), &options()).unwrap();
        (project, faults.iter().map(shown).collect())
    }

    fn failed(files: &[(&str, &str)]) -> Vec<String> {
        load(&tree(files), &options()).unwrap_err().iter().map(shown).collect()
    }

    fn shown(fault: &Diagnostic) -> String {
        let place = &fault.place;
        format!("{}:{} {} {} ({})", place.file, place.line, fault.code.text(), fault.message, fault.label)
    }

    fn text<'a>(project: &'a Project, key: &str) -> Option<&'a str> {
        match project.setting(key).map(|node| &node.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    const OWN: (&str, &str) = (
        "themes/own/theme.yaml",
        "name: own\noptions: {accent: {type: color, default: '#fff'}}\ncomponents: {care: {arguments: {}}}\n",
    );

    #[test]
    fn an_empty_hub_has_a_theme_and_words() {
        let (project, faults) = loaded(&[]);
        assert_eq!(faults, [] as [&str; 0]);
        assert_eq!(project.theme.name, "clarity");
        let base = &project.theme.templates["base.html"];
        assert_eq!(base.path.as_str(), "themes/clarity/templates/base.html");
        assert!(!project.words("en").texts.is_empty());
        assert_eq!(project.words("fr"), project.words("en"));
        assert_eq!(text(&project, "organization.name"), Some("Bulletin"));
        assert_eq!(project.setting("organization.url"), None);
    }

    #[test]
    fn every_built_in_theme_is_whole() {
        for name in theme::built_in() {
            let (project, faults) = loaded(&[("bulletin.yaml", &format!("theme: {name}"))]);
            assert_eq!(faults, [] as [&str; 0], "{name}");
            assert_eq!(project.theme.name, name);
        }
    }

    #[test]
    fn without_a_base_address_a_hub_is_warned_once() {
        for (file, told) in [("", 1), ("base_url: https://a.example/b/", 0), ("base_url: nonsense", 1)] {
            let options = Options { base_url: None, ..options() };
            let (project, faults) = load(&tree(&[("bulletin.yml", file)]), &options).unwrap();
            assert_eq!(faults.len(), told, "{file}");
            assert_eq!(project.base.path.is_empty(), told == 1);
        }
        let (project, faults) = loaded(&[("bulletin.yaml", "base_url: https://a.example/b/")]);
        assert_eq!((project.base.origin.as_str(), faults.len()), ("https://hub.example", 0));
        let options = Options { base_url: Some("nonsense".to_owned()), ..options() };
        let (_, faults) = load(&tree(&[]), &options).unwrap();
        assert_eq!(faults[0].code, Code::ConfigValue);
    }

    #[test]
    fn a_configuration_that_cannot_be_read_ends_it() {
        assert_eq!(
            failed(&[("bulletin.yaml", "title: A\ntitle: B\n")]),
            ["bulletin.yaml:2 yaml/duplicate-key `title` is given twice (keep one of them)"]
        );
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (from, to) in ('a'..='h').zip('b'..='i') {
            bomb += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(","));
        }
        assert!(failed(&[("bulletin.yaml", &bomb)])[0].contains("yaml/limit"));
        let huge = "#".repeat(yaml::LIMIT + 1);
        assert!(failed(&[("bulletin.yaml", &huge)])[0].contains("disk/size"));
    }

    #[test]
    fn two_configurations_are_told() {
        let (project, faults) = loaded(&[("bulletin.yaml", "title: A"), ("bulletin.yml", "title: B")]);
        assert_eq!(project.config.title, "A");
        assert_eq!(faults.len(), 1);
    }

    #[test]
    fn a_theme_that_does_not_exist_is_told_with_the_nearest() {
        assert_eq!(
            failed(&[("bulletin.yaml", "theme: clarty")]),
            ["bulletin.yaml:1 theme/missing there is no theme `clarty` (did you mean `clarity`?)"]
        );
        assert!(failed(&[OWN, ("bulletin.yaml", "theme: onw")])[0].contains("did you mean `own`?"));
        assert!(failed(&[("bulletin.yaml", "theme: ../../etc")])[0].contains("theme/missing"));
        assert!(failed(&[("themes/own/a.html", ""), ("bulletin.yaml", "theme: own")])[0].contains("theme/manifest"));
        assert!(
            failed(&[("themes/own/theme.yaml", "a: ["), ("bulletin.yaml", "theme: own")])[0].contains("yaml/syntax")
        );
    }

    #[test]
    fn a_hub_lays_its_files_over_a_theme() {
        let (project, faults) = loaded(&[
            ("bulletin.yaml", "theme: own\ntheme_options: {accent: '#000'}"),
            OWN,
            ("themes/own/templates/base.html", "theme"),
            ("themes/own/templates/partials/top.html", "theme"),
            ("themes/own/assets/a.css", "theme"),
            ("templates/base.html", "hub"),
            ("templates/extra.html", "hub"),
            ("assets/a.css", "hub"),
        ]);
        assert_eq!(faults, [] as [&str; 0]);
        let theme = &project.theme;
        let templates: Vec<_> = theme.templates.iter().map(|(name, it)| (name.as_str(), it.path.as_str())).collect();
        assert_eq!(
            templates,
            [
                ("base.html", "templates/base.html"),
                ("extra.html", "templates/extra.html"),
                ("partials/top.html", "themes/own/templates/partials/top.html"),
            ]
        );
        assert_eq!(&*theme.assets["a.css"].bytes, b"hub");
        assert_eq!(theme.options["accent"].value.value, Value::Text("#000".to_owned()));
        assert!(theme.components.contains_key("care"));
    }

    #[test]
    fn a_theme_of_the_hub_takes_the_place_of_a_built_in_one() {
        let (project, _) = loaded(&[("themes/clarity/theme.yaml", "name: mine")]);
        assert!(project.theme.templates.is_empty() && project.theme.assets.is_empty());
    }

    #[test]
    fn languages_fall_back_from_the_tag_to_english() {
        let (project, faults) = loaded(&[
            ("bulletin.yaml", "theme: own\nlanguage: cy-GB\nlanguages: {cy: {description: Cymraeg}, zh-Hant-TW: }"),
            OWN,
            ("themes/own/strings/en.yaml", "a: en\nb: en\nc: en\nd: en\n"),
            ("themes/own/strings/cy.yaml", "b: cy\nc: cy\nd: cy\n"),
            ("strings/cy.yaml", "c: own cy\n"),
            ("strings/cy-GB.yml", "d: own cy-GB\n"),
            ("strings/en.yaml", "a: own en\n"),
        ]);
        assert_eq!(faults, [] as [&str; 0]);
        let texts = |tag| ["a", "b", "c", "d"].map(|key| project.words(tag).text(key).unwrap());
        assert_eq!(texts("cy-GB"), ["own en", "cy", "own cy", "own cy-GB"]);
        assert_eq!(texts("cy"), ["own en", "cy", "own cy", "cy"]);
        assert_eq!(texts("zh-Hant-TW"), ["own en", "en", "en", "en"]);
        assert_eq!(texts("en-GB"), ["own en", "en", "en", "en"]);
        // A language that nobody has words for is shown in the hub's own.
        assert_eq!(texts("fr"), texts("cy-GB"));
        let described = |tag| project.setting_in(tag, "description").map(|node| node.value.clone());
        assert_eq!(described("cy-GB"), Some(Value::Text("Cymraeg".to_owned())));
        assert_eq!(described("en"), Some(Value::Text(String::new())));
    }

    #[test]
    fn texts_that_no_theme_has_are_told() {
        let (_, faults) = loaded(&[
            ("bulletin.yaml", "theme: own"),
            OWN,
            ("themes/own/strings/en.yaml", "nav.search: Search\n"),
            ("strings/en.yaml", "nav.serch: Find\ndate.months: a, b\nnumber.group: ' '\n"),
            ("strings/cy.yaml", "nav.search: [a]\n"),
            ("strings/welsh.yaml", "nav.search: a\n"),
        ]);
        assert_eq!(
            faults,
            [
                "strings/cy.yaml:1 config/value `nav.search` is no text (expected text, found a list)",
                "strings/welsh.yaml:1 strings/unknown `welsh` is no language tag ()",
                "strings/en.yaml:1 strings/unknown the theme has no text `nav.serch` (did you mean `nav.search`?)",
                "strings/en.yaml:2 config/value `date.months` does not name twelve months (expected twelve names with commas between them)",
            ]
        );
    }

    #[test]
    fn faults_of_every_part_are_told_in_one_run() {
        let (project, faults) = loaded(&[
            ("bulletin.yaml", "titel: A\ntheme_options: {acent: 1}\n"),
            ("data/a.json", "{"),
            ("data/b.yaml", "ok: true"),
            ("strings/en.yaml", "a: [\n"),
        ]);
        let codes: Vec<_> = faults.iter().map(|fault| fault.split(' ').nth(1).unwrap()).collect();
        assert_eq!(codes, ["config/unknown-key", "data/syntax", "theme/option", "yaml/syntax"]);
        assert_eq!(project.data.len(), 1);
    }
}
