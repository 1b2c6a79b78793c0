//! Charts that cannot be drawn.

use super::Subject;
use crate::chart::Fault;
use crate::diag::{Code, Diagnostic};
use crate::markdown::Hole;
use crate::render::chart;
use crate::span::Place;

/// Tries every chart of a page.
pub(super) fn check(subject: &mut Subject<'_>) {
    let mut charts = Vec::new();
    subject.body.each_hole(&mut |hole| {
        if let Hole::Component(component) = hole
            && component.name.value == chart::NAME
        {
            charts.push(component);
        }
    });
    for written in charts {
        if let Err(fault) = chart::draw(subject.lens, &subject.page.language, written) {
            subject.fault(Code::ChartData, &written.name.span, |place| undrawn(place, fault));
        }
    }
}

fn undrawn(place: Place, fault: Fault) -> Diagnostic {
    let row = fault.row.map(|row| format!(" (row {row} of its data)")).unwrap_or_default();
    Diagnostic::new(Code::ChartData, place, format!("this chart cannot be drawn: {}{row}", fault.message), fault.label)
}
