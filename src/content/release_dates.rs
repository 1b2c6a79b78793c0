//! Dates of pages held against the instant of the build: those that hide a page and were hardly meant to, and those that
//! lie ahead of a page that is published.
//!
//! Everything else in `content` follows from the source alone and is remembered; this is looked at in each build.

use std::sync::Arc;

use super::front::ForeignDate;
use super::{Facts, LIMIT, Page, faults, lifecycle};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::disk::Tree;
use crate::instant::When;
use crate::project::Project;

/// Holds a page back that ended by a date under another system's name. It leaves no notice at its address: whether it was
/// ever to be seen here is not known.
pub(super) fn held_after_foreign_end(page: Arc<Page>, project: &Project) -> Arc<Page> {
    let ended = |date: &ForeignDate| date.is_end && date.hides_at(&project.zone, project.now);
    match page.front.foreign_dates.iter().any(ended) {
        true => Arc::new(Page { is_held_back: true, ..Arc::unwrap_or_clone(page) }),
        false => page,
    }
}

/// Tells of dates that hide `page` at the instant of the build and were hardly meant to: an error for each date under another
/// system's name, and for consent that was obtained on a day to come.
pub(super) fn judge_dates(tree: &Tree, project: &Project, page: &Page, found: &mut Diagnostics) {
    let obtained = page.front.consent.as_ref().and_then(|consent| consent.obtained);
    if let Some(day) = obtained.filter(|day| When::Day(*day).start(&project.zone) > project.now)
        && let Ok(source) = tree.text(&page.source, LIMIT)
    {
        found.push(faults::consent_ahead(&source, day));
    }
    let hides = |date: &ForeignDate| date.hides_at(&project.zone, project.now);
    for date in page.front.foreign_dates.iter().filter(|date| hides(date)) {
        let Ok(source) = tree.text(&page.source, LIMIT) else { continue };
        let fault = faults::hidden_by_date(&source, date, &project.zone);
        found.retain(|known| known.code != Code::FrontUnknownKey || known.place != fault.place);
        found.push(fault);
    }
}

/// Tells of a `date` that has not come on a page that is published all the same. A day in the name of a file, and the
/// beginning of live coverage, are no such dates.
pub(super) fn date_ahead(page: &Page, project: &Project) -> Option<Diagnostic> {
    let date = page.front.date.filter(|date| date.start(&project.zone) > project.now)?;
    let is_told = match &page.front.facts {
        Facts::Event(_) | Facts::Alert(_) | Facts::Training(_) => {
            !page.source.name().starts_with(&date.day().to_string())
        }
        Facts::Live(live) => live.starts != Some(date) && !page.source.name().starts_with(&date.day().to_string()),
        Facts::Page | Facts::News(_) | Facts::Research(_) | Facts::Guide(_) | Facts::Person(_) | Facts::Question(_) => {
            false
        }
    };
    let waits = lifecycle::publication(&page.front).is_some();
    (is_told && !waits && !page.is_held_back).then(|| faults::date_ahead(&page.source, page.kind, date))
}
