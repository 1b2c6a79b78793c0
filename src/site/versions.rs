//! Pages that say the same: in other languages, and for other readers.
//!
//! A page names the one that it was made from (`translation_of`, `version_of`); a guide may name its translations instead;
//! and a file whose name differs from another's in the language only (`flu.cy.md`) is a translation of that. All that were
//! made from one page, however far, stand together.

use std::collections::BTreeMap;

use super::{Link, PageId, Site};
use crate::content::{Facts, Page};
use crate::hash::Map;
use crate::health::{translation, vocabulary};
use crate::instant::{When, Zone};
use crate::path::SourcePath;
use crate::span::At;

/// Which pages say the same as others.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions {
    /// By page: it in every language, itself too, sorted by language.
    translations: Map<PageId, Vec<PageId>>,
    /// By translation: the page that it was made from.
    originals: Map<PageId, PageId>,
    /// By page: it for every audience in its own language, itself too, patients first.
    audiences: Map<PageId, Vec<PageId>>,
}

/// Finds all versions of pages of `site`, which is whole but for them.
pub(super) fn collect(site: &Site) -> Versions {
    let mut versions = Versions::default();
    let translated = translated(site);
    for (root, group) in groups(site, &translated) {
        let root = site.by_source(root.as_str());
        for &id in &group {
            versions.originals.extend(root.filter(|root| *root != id).map(|root| (id, root)));
        }
        let said = |id: &PageId| &site.page(*id).language;
        share(&mut versions.translations, group, |a, b| said(a).cmp(said(b)));
    }
    let mut readers: BTreeMap<(PageId, &str), Vec<PageId>> = BTreeMap::new();
    let made_from = adapted(site);
    for id in members(&made_from) {
        readers.entry((root(&made_from, id), &site.page(id).language)).or_default().push(id);
    }
    for group in readers.into_values() {
        share(&mut versions.audiences, group, |a, b| rank(site.page(*a)).cmp(&rank(site.page(*b))));
    }
    versions
}

/// Gives each page of a group the sorted group, if there is more than one.
fn share(
    into: &mut Map<PageId, Vec<PageId>>,
    mut group: Vec<PageId>,
    order: impl Fn(&PageId, &PageId) -> std::cmp::Ordering,
) {
    if group.len() < 2 {
        return;
    }
    group.sort_by(|a, b| order(a, b).then(a.cmp(b)));
    into.extend(group.iter().map(|id| (*id, group.clone())));
}

/// By translation: the page that it says it was made from, or that says so.
fn translated(site: &Site) -> Map<PageId, PageId> {
    let mut made_from = Map::default();
    for (id, page) in site.numbered() {
        let named = page.front.translation_of.as_ref().and_then(|link| linked(site, page, link));
        let named = named.or_else(|| site.by_source(plain(page)?.as_str()));
        made_from.extend(named.filter(|original| *original != id).map(|original| (id, original)));
    }
    for (id, page) in site.numbered() {
        let Facts::Guide(guide) = &page.front.facts else { continue };
        for other in guide.translations.iter().filter_map(|(_, link)| linked(site, page, link)) {
            if root(&made_from, id) != root(&made_from, other) {
                made_from.entry(other).or_insert(id);
            }
        }
    }
    made_from
}

/// By version for other readers: the page that it says it was made from.
fn adapted(site: &Site) -> Map<PageId, PageId> {
    let made_from = |(id, page): (PageId, &Page)| {
        let Facts::Guide(guide) = &page.front.facts else { return None };
        let original = linked(site, page, guide.version_of.as_ref()?)?;
        (original != id).then_some((id, original))
    };
    site.numbered().filter_map(made_from).collect()
}

fn linked(site: &Site, page: &Page, link: &At<String>) -> Option<PageId> {
    match site.resolve(&page.source, &link.value) {
        Link::To { page, .. } => page,
        Link::Withheld(_) | Link::Broken => None,
    }
}

/// Translations by the file of what they were made from, which need not be published.
fn groups(site: &Site, made_from: &Map<PageId, PageId>) -> BTreeMap<SourcePath, Vec<PageId>> {
    let mut groups: BTreeMap<SourcePath, Vec<PageId>> = BTreeMap::new();
    for (id, _) in site.numbered() {
        let root = site.page(root(made_from, id));
        let Some(file) = plain(root).or_else(|| made_from.contains_key(&id).then(|| root.source.clone())) else {
            continue;
        };
        groups.entry(file).or_default().push(id);
    }
    for (file, group) in &mut groups {
        group.extend(site.by_source(file.as_str()).filter(|root| !group.contains(root)));
    }
    groups
}

/// Every page that was made from another, or that another was made from, once each.
fn members(made_from: &Map<PageId, PageId>) -> Vec<PageId> {
    let mut members: Vec<PageId> = made_from.iter().flat_map(|(id, original)| [*id, *original]).collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// What a page was made from in the end. Of pages that were made from each other, the first.
fn root(made_from: &Map<PageId, PageId>, id: PageId) -> PageId {
    let mut way = vec![id];
    let mut last = id;
    while let Some(&next) = made_from.get(&last) {
        if let Some(at) = way.iter().position(|known| *known == next) {
            return way[at..].iter().copied().min().unwrap_or(next);
        }
        way.push(next);
        last = next;
    }
    last
}

/// The file of a page that says its language in its name, without it: `flu.md` of `flu.cy.md`.
pub(super) fn plain(page: &Page) -> Option<SourcePath> {
    let stem = page.source.stem().strip_suffix(page.language.as_str())?.strip_suffix('.')?;
    page.source.parent().join(&format!("{stem}.md")).ok()
}

/// Where a page stands among versions for other readers.
fn rank(page: &Page) -> (usize, &str) {
    let first = match &page.front.facts {
        Facts::Guide(guide) => guide.audience.first(),
        _ => None,
    };
    let place = first.and_then(|first| vocabulary::READERS.iter().position(|known| known == first));
    (place.unwrap_or(usize::MAX), &page.title)
}

impl Site {
    /// The pages that say the same in another language, with itself, sorted by language; empty when
    /// there are none.
    pub fn translations(&self, id: PageId) -> &[PageId] {
        self.versions.translations.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The page that a page translates.
    pub fn original(&self, id: PageId) -> Option<PageId> {
        self.versions.originals.get(&id).copied()
    }

    /// The pages that say the same to other readers in its language, with itself; empty when there are none.
    pub fn audiences(&self, id: PageId) -> &[PageId] {
        self.versions.audiences.get(&id).map_or(&[], Vec::as_slice)
    }

    /// When the page that a page translates last changed, if that was after it was translated.
    pub fn stale_since(&self, id: PageId, zone: &Zone) -> Option<When> {
        let original = &self.page(self.original(id)?).front;
        translation::stale_since(self.page(id).front.translated(), original.updated.or(original.date), zone)
    }
}
