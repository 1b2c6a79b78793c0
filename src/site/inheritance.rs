//! Originals of translations and versions, found before it is known what is published: what ends an original ends them.
//!
//! [`super::versions`] shows readers which published pages say the same; here every page counts, also one that is a draft or
//! cannot be read, because what was made from it must not be published in its place.

use std::sync::Arc;

use super::{Why, Withheld};
use crate::content::{self, Facts, Page};
use crate::hash::{Map, Set};
use crate::path::{Address, SourcePath};
use crate::project::Project;
use crate::text::decode_path;

/// Pages that hold for others, by the page that they hold for.
pub(super) type Holders = Map<SourcePath, Holder>;

/// The originals of a page that is stricter because of them.
pub(super) struct Holder {
    /// The page as its file says it.
    own: Arc<Page>,
    /// The files of its originals, the nearest first.
    originals: Vec<SourcePath>,
}

/// Pages, each with what holds for it because of its originals, and these. `files` are all sources that are called like a page.
pub(super) fn applied(pages: Vec<Arc<Page>>, files: &[&SourcePath], project: &Project) -> (Vec<Arc<Page>>, Holders) {
    let mut holders = Holders::default();
    if !pages.iter().any(|page| names_original(page)) {
        return (pages, holders);
    }
    let family = Family::of(&pages, files, &project.config.language);
    let mut made: Vec<Option<Arc<Page>>> = Vec::with_capacity(pages.len());
    for page in &pages {
        let (originals, doubtful) = family.originals(page);
        let stricter = content::inherit(page, &originals, !doubtful.is_empty(), project).map(Arc::new);
        if stricter.is_some() {
            let sources = originals.iter().map(|original| &original.source).cloned();
            let originals = doubtful.into_iter().chain(sources).collect();
            holders.insert(page.source.clone(), Holder { own: page.clone(), originals });
        }
        made.push(stricter);
    }
    (pages.into_iter().zip(made).map(|(page, made)| made.unwrap_or(page)).collect(), holders)
}

/// Names, of each withheld page that would be published or withheld for another reason by its own words, the original that is
/// the reason.
pub(super) fn name_reasons(withheld: &mut [Withheld], holders: &Holders, project: &Project) {
    let known: Map<SourcePath, Why> = withheld.iter().map(|held| (held.source.clone(), held.why)).collect();
    for held in withheld {
        let Some(holder) = holders.get(&held.source) else { continue };
        if Why::of(&holder.own, project) != Some(held.why) {
            let is_reason = |source: &&SourcePath| known.get(*source).unwrap_or(&Why::Unclear) == &held.why;
            held.by = holder.originals.iter().rev().find(is_reason).cloned();
        }
    }
}

/// Whether a page may have an original, or names what was made from it.
fn names_original(page: &Page) -> bool {
    let is_guide_of_several = match &page.front.facts {
        Facts::Guide(guide) => guide.version_of.is_some() || !guide.translations.is_empty(),
        _ => false,
    };
    page.front.translation_of.is_some() || is_guide_of_several || super::versions::plain(page).is_some()
}

/// What was made from what, by source.
struct Family<'a> {
    pages: Map<&'a SourcePath, &'a Page>,
    addresses: Map<&'a Address, &'a SourcePath>,
    files: Set<&'a SourcePath>,
    /// By page: the sources that it was made from.
    made_from: Map<&'a SourcePath, Vec<SourcePath>>,
}

impl<'a> Family<'a> {
    fn of(pages: &'a [Arc<Page>], files: &[&'a SourcePath], language: &str) -> Family<'a> {
        let mut family = Family {
            pages: pages.iter().map(|page| (&page.source, &**page)).collect(),
            addresses: pages.iter().map(|page| (&page.address, &page.source)).collect(),
            files: files.iter().copied().collect(),
            made_from: Map::default(),
        };
        for page in pages.iter().filter(|page| names_original(page)) {
            let mut named: Vec<SourcePath> = super::versions::plain(page).into_iter().collect();
            named.extend(page.front.translation_of.iter().filter_map(|link| family.linked(page, &link.value)));
            if let Facts::Guide(guide) = &page.front.facts {
                named.extend(guide.version_of.iter().filter_map(|link| family.linked(page, &link.value)));
            }
            family.made_from.entry(&page.source).or_default().extend(named);
        }
        // Guides may name each other: then the one in the hub's language is the original.
        let mut guides: Vec<&Page> = pages.iter().map(|page| &**page).filter(|page| names_original(page)).collect();
        guides.sort_by_key(|page| page.language != language);
        for page in guides {
            let Facts::Guide(guide) = &page.front.facts else { continue };
            for (_, link) in &guide.translations {
                let Some(translation) = family.linked(page, &link.value) else { continue };
                let is_original = family.originals(page).0.iter().any(|original| original.source == translation);
                if let Some((source, _)) = family.pages.get_key_value(&translation).filter(|_| !is_original) {
                    family.made_from.entry(source).or_default().push(page.source.clone());
                }
            }
        }
        family
    }

    /// The source that a link in `page` leads to, published or not.
    fn linked(&self, page: &Page, link: &str) -> Option<SourcePath> {
        let path = decode_path(link.split(['#', '?']).next().unwrap_or_default()).into_owned();
        if let Some(rooted) = path.strip_prefix('/') {
            let address = Address::new(rooted).ok().and_then(|address| self.addresses.get(&address).copied());
            let file = || SourcePath::new(rooted).ok().filter(|file| self.files.contains(file));
            return address.cloned().or_else(file).or_else(|| self.unread());
        }
        let file = page.source.parent().join(&path).ok()?;
        let index = |name| file.join(name).ok();
        let candidates = std::iter::once(Some(file.clone())).chain([index("index.md"), index("_index.md")]);
        candidates.flatten().find(|file| self.files.contains(file)).or_else(|| self.unread())
    }

    /// The first file of a page that could not be read. A link that leads nowhere may mean it: its address is not known.
    fn unread(&self) -> Option<SourcePath> {
        let is_unread = |file: &&&SourcePath| self.pages.get(**file).is_none_or(|page| page.is_held_back);
        let unread = self.files.iter().filter(is_unread);
        unread.min().map(|file| (*file).clone())
    }

    /// Everything that `page` was made from, the nearest first, and the files of those that cannot be read.
    fn originals(&self, page: &'a Page) -> (Vec<&'a Page>, Vec<SourcePath>) {
        let (mut originals, mut doubtful) = (Vec::new(), Vec::new());
        let mut known: Set<SourcePath> = Set::default();
        known.insert(page.source.clone());
        let mut open: Vec<SourcePath> = self.made_from.get(&page.source).cloned().unwrap_or_default();
        while let Some(source) = open.pop() {
            if !known.insert(source.clone()) {
                continue;
            }
            match self.pages.get(&source) {
                Some(original) => originals.push(*original),
                None => doubtful.extend(Some(source.clone()).filter(|source| self.files.contains(source))),
            }
            open.extend(self.made_from.get(&source).into_iter().flatten().cloned());
        }
        (originals, doubtful)
    }
}
