//! A hub of nothing but defaults, and pages of it, for tests.

use std::collections::BTreeMap;

use super::{Kind, Page, Placing, Role};
use crate::diag::Diagnostics;
use crate::instant::Zone;
use crate::path::SourcePath;
use crate::project::{Base, Config, Library, Project, Theme};
use crate::span::Source;

/// A hub in British English and London's time, without configuration.
pub fn project() -> Project {
    let config = Config { title: "Northside Health".into(), language: "en-GB".into(), ..Config::default() };
    Project {
        config,
        theme: Theme::default(),
        strings: BTreeMap::new(),
        data: BTreeMap::new(),
        library: Library::default(),
        base: Base { origin: "https://example.org".into(), path: String::new() },
        zone: Zone::named("Europe/London").expect("it is in the database"),
        now: "2026-11-20T12:00:00Z".parse().expect("it is an instant"),
        drafts: false,
        verdicts: BTreeMap::new(),
    }
}

/// What becomes of a file with this text; its kind is that of the folder's name.
pub fn parse(path: &str, text: &str, project: &Project) -> (Option<Page>, Diagnostics) {
    let source = Source { path: SourcePath::new(path).expect("tests name good paths"), text: text.into() };
    let kind = path.split('/').find_map(Kind::of_folder).unwrap_or(Kind::Page);
    super::parse(&source, &Placing { role: Role::Leaf, kind }, project)
}

/// The page of a file in which nothing is wrong.
pub fn page(path: &str, text: &str) -> Page {
    let (page, faults) = parse(path, text, &project());
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    page.expect("nothing is wrong with it")
}
