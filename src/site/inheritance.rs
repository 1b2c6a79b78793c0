//! Originals of translations and versions, found before it is known what is published: what ends an original ends them.
//!
//! [`super::versions`] shows readers which published pages say the same; here every page counts, also one that is a draft or
//! cannot be read, because what was made from it must not be published in its place.

use std::sync::Arc;

use crate::content::{self, Facts, Page};
use crate::hash::{Map, Set};
use crate::path::{Address, SourcePath};
use crate::project::Project;
use crate::text::decode_path;

/// Pages, each with what holds for it because of its originals. `files` are all sources that are called like a page.
pub(super) fn applied(pages: Vec<Arc<Page>>, files: &[&SourcePath], project: &Project) -> Vec<Arc<Page>> {
    if !pages.iter().any(|page| names_original(page)) {
        return pages;
    }
    let family = Family::of(&pages, files);
    let inherited = |page: &Arc<Page>| {
        let (originals, is_in_doubt) = family.originals(page);
        content::inherit(page, &originals, is_in_doubt, project).map(Arc::new)
    };
    let made: Vec<Option<Arc<Page>>> = pages.iter().map(inherited).collect();
    pages.into_iter().zip(made).map(|(page, made)| made.unwrap_or(page)).collect()
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
    fn of(pages: &'a [Arc<Page>], files: &[&'a SourcePath]) -> Family<'a> {
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
                for (_, link) in &guide.translations {
                    let Some(translation) = family.linked(page, &link.value) else { continue };
                    if let Some((source, _)) = family.pages.get_key_value(&translation) {
                        family.made_from.entry(source).or_default().push(page.source.clone());
                    }
                }
            }
            family.made_from.entry(&page.source).or_default().extend(named);
        }
        family
    }

    /// The source that a link in `page` leads to, published or not.
    fn linked(&self, page: &Page, link: &str) -> Option<SourcePath> {
        let path = decode_path(link.split(['#', '?']).next().unwrap_or_default()).into_owned();
        if let Some(rooted) = path.strip_prefix('/') {
            let address = Address::new(rooted).ok().and_then(|address| self.addresses.get(&address).copied());
            return address.cloned().or_else(|| SourcePath::new(rooted).ok());
        }
        let file = page.source.parent().join(&path).ok()?;
        let index = |name| file.join(name).ok();
        let candidates = std::iter::once(Some(file.clone())).chain([index("index.md"), index("_index.md")]);
        candidates.flatten().find(|file| self.files.contains(file))
    }

    /// Everything that `page` was made from, the nearest first, and whether one of these cannot be read.
    fn originals(&self, page: &'a Page) -> (Vec<&'a Page>, bool) {
        let (mut originals, mut is_in_doubt) = (Vec::new(), false);
        let mut known: Set<SourcePath> = Set::default();
        known.insert(page.source.clone());
        let mut open: Vec<SourcePath> = self.made_from.get(&page.source).cloned().unwrap_or_default();
        while let Some(source) = open.pop() {
            if !known.insert(source.clone()) {
                continue;
            }
            match self.pages.get(&source) {
                Some(original) => originals.push(*original),
                None => is_in_doubt |= self.files.contains(&source),
            }
            open.extend(self.made_from.get(&source).into_iter().flatten().cloned());
        }
        (originals, is_in_doubt)
    }
}
