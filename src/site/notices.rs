//! What was said of results and alerts after they were published, and which pages say it.

use super::{Link, PageId, Site, Stream};
use crate::content::Facts;
use crate::hash::Map;
use crate::health::vocabulary;
use crate::project::Project;

/// A notice about the result of a page, by its position in [`crate::content::Page::notices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The page of the result.
    pub page: PageId,
    /// Which of its notices.
    pub at: usize,
}

/// All notices of a site.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    /// Newest first.
    all: Vec<Notice>,
    /// The results that a page is the notice about.
    about: Map<PageId, Vec<PageId>>,
    /// The page in which each of those is.
    pages: Map<PageId, PageId>,
    /// Results that are not to be relied on, by DOI in small letters.
    void: Map<String, PageId>,
}

/// Finds all notices about `pages` of `site`, research and alerts; the site is whole but for them. An update of an alert
/// that is dated ahead is not told yet.
pub(super) fn collect(site: &Site, pages: &[PageId], project: &Project) -> Notices {
    let zone = &project.zone;
    let mut notices = Notices::default();
    let mut dated = Vec::new();
    for &id in pages {
        let page = site.page(id);
        let notices_said = page.notices().into_iter().enumerate().map(|(at, notice)| {
            let date = notice.date.start(zone);
            (date, Notice { page: id, at })
        });
        dated.extend(notices_said.filter(|(date, _)| page.alert().is_none() || *date <= project.now));
        let Facts::Research(research) = &page.front.facts else { continue };
        if research.status.as_deref().is_some_and(vocabulary::is_void)
            && let Some(doi) = &research.doi
        {
            notices.void.insert(doi.to_lowercase(), id);
        }
        let written = research.retraction.as_ref().and_then(|retraction| retraction.notice.as_ref());
        if let Some(written) = written
            && let Link::To { page: Some(notice), .. } = site.resolve(&page.source, &written.value)
            && notice != id
        {
            notices.about.entry(notice).or_default().push(id);
            notices.pages.insert(id, notice);
        }
    }
    dated.sort_by_key(|(date, notice)| (std::cmp::Reverse(*date), notice.page, notice.at));
    notices.all = dated.into_iter().map(|(_, notice)| notice).collect();
    notices
}

impl Notices {
    /// Every notice, newest first.
    pub(super) fn all(&self) -> &[Notice] {
        &self.all
    }
}

impl Site {
    /// The results that a page is the notice about, in the order of their sources.
    pub fn notice_about(&self, id: PageId) -> &[PageId] {
        self.notices.about.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The notices that a feed shows, newest first, at most so many. One that has a page of its own in the same feed is told
    /// by that page.
    pub fn notices(&self, stream: &Stream, limit: usize) -> Vec<Notice> {
        let is_told = |notice: &Notice| {
            let own = self.notices.pages.get(&notice.page).filter(|_| self.is_retraction(notice));
            own.is_some_and(|own| self.streams(stream, *own))
        };
        let all = self.notices.all.iter().copied();
        all.filter(|notice| self.streams(stream, notice.page) && !is_told(notice)).take(limit).collect()
    }

    fn is_retraction(&self, notice: &Notice) -> bool {
        self.page(notice.page).notices().get(notice.at).is_some_and(|notice| notice.is_retraction)
    }

    /// The result with this DOI, if it is one of the hub's and not to be relied on.
    pub fn void_work(&self, doi: &str) -> Option<PageId> {
        self.notices.void.get(&doi.to_lowercase()).copied()
    }
}
