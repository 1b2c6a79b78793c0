//! Reviews that are overdue at the instant of the build.

use super::Subject;
use crate::diag::{Code, Diagnostic};
use crate::span::Place;

/// Says so when nobody has reviewed a page by the day on which that was due.
pub(super) fn check(subject: &mut Subject<'_>) {
    let Some(due) = subject.page.front.next_review else { return };
    if subject.lens.overdue(subject.id) {
        let message = format!("the review of this page was due on {due}");
        let label = "once it is reviewed as a whole, set `reviewed:` to the day";
        let place = Place::file(subject.page.source.as_str());
        subject.faults.push(Diagnostic::new(Code::ReviewOverdue, place, message, label));
    }
}
