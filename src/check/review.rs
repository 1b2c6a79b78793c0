//! Reviews that are overdue at the instant of the build, or lie ahead of it.

use super::Subject;
use crate::diag::{Code, Diagnostic};
use crate::health::review::Standing;
use crate::instant::Day;
use crate::path::SourcePath;
use crate::span::Place;

/// Says so when nobody has reviewed a page by the day on which that was due, or when a page says that it was reviewed on a
/// day that has not come.
pub(super) fn check(subject: &mut Subject<'_>) {
    let page = subject.page;
    let (reviewed, due) = (page.front.reviewed, page.front.next_review);
    if reviewed.is_none() && due.is_none() {
        return;
    }
    let fault = match subject.lens.review(subject.id) {
        Standing::Ahead => reviewed.map(|day| ahead(&page.source, day)),
        Standing::Overdue => due.map(|day| overdue(&page.source, day)),
        Standing::Kept => None,
    };
    subject.faults.extend(fault);
}

fn ahead(file: &SourcePath, day: Day) -> Diagnostic {
    let message = format!("this page says that it was reviewed on {day}, which has not come");
    let label = "set `reviewed:` to the day on which it was reviewed as a whole";
    Diagnostic::new(Code::ReviewAhead, Place::file(file.as_str()), message, label)
}

fn overdue(file: &SourcePath, due: Day) -> Diagnostic {
    let message = format!("the review of this page was due on {due}");
    let label = "once it is reviewed as a whole, set `reviewed:` to the day";
    Diagnostic::new(Code::ReviewOverdue, Place::file(file.as_str()), message, label)
}
