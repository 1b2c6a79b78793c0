//! The ends of alerts, which hold in every language: a translation of an alert that was cancelled, was given the all-clear, or
//! whose time is over, ends when the alert does. What it says of that itself may only be earlier.
//!
//! Pages are looked at before it is known which of them are published: an alert that is a draft, or not published yet, ends
//! nothing.

use std::sync::Arc;

use crate::content::alert::ended_with;
use crate::content::lifecycle::{State, released};
use crate::content::{Page, address};
use crate::hash::Map;
use crate::path::SourcePath;
use crate::project::Project;

/// So many translations of translations are followed to the first alert.
const DEPTH: usize = 8;

/// Ends every translation among `pages` with the alert that it was made from.
pub(super) fn inherit(pages: &mut [Arc<Page>], project: &Project) {
    let alerts: Vec<usize> = (0..pages.len()).filter(|at| pages[*at].alert().is_some()).collect();
    let by_source: Map<SourcePath, usize> = alerts.iter().map(|at| (pages[*at].source.clone(), *at)).collect();
    let made_from = |at: usize| {
        let found = candidates(&pages[at]).into_iter().find_map(|file| by_source.get(&file).copied());
        found.or_else(|| by_address(pages, &alerts, at)).filter(|original| *original != at)
    };
    let ended: Vec<(usize, Arc<Page>)> = alerts
        .iter()
        .filter_map(|&at| {
            let original = std::iter::successors(made_from(at), |at| made_from(*at)).take(DEPTH).last()?;
            let is_published =
                matches!(released(&pages[original].front, &project.zone, project.now), State::Published { .. });
            let original = Some(&pages[original]).filter(|original| is_published && !original.is_held_back)?;
            Some((at, ended_with(&pages[at], original, project)?))
        })
        .collect();
    for (at, page) in ended {
        pages[at] = page;
    }
}

/// The files of which one is the alert that `page` is a translation of, as its front matter or its name says.
fn candidates(page: &Page) -> Vec<SourcePath> {
    let named = page.front.translation_of.as_ref().map(|link| file_part(&link.value));
    let files = named.into_iter().flat_map(|link| {
        let path = match link.strip_prefix('/') {
            Some(path) => SourcePath::new(&format!("{}/{path}", address::CONTENT)).ok(),
            None => page.source.parent().join(link).ok(),
        };
        path.into_iter().flat_map(|path| {
            let path = path.as_str().trim_end_matches('/').to_owned();
            [path.clone(), format!("{path}.md"), format!("{path}/index.md")]
        })
    });
    let files: Vec<SourcePath> = files.filter_map(|file| SourcePath::new(&file).ok()).collect();
    files.into_iter().chain(super::versions::plain(page)).collect()
}

/// The alert at the address that the front matter of a translation names.
fn by_address(pages: &[Arc<Page>], alerts: &[usize], at: usize) -> Option<usize> {
    let link = file_part(&pages[at].front.translation_of.as_ref()?.value);
    let wanted = link.trim_matches('/');
    alerts
        .iter()
        .copied()
        .find(|other| link.starts_with('/') && pages[*other].address.as_str().trim_matches('/') == wanted)
}

/// A link without what follows `#` or `?`.
fn file_part(link: &str) -> &str {
    link.split(['#', '?']).next().unwrap_or(link)
}
