//! Charts that cannot be drawn, and tables without rows to show.

use super::Subject;
use crate::diag::{Code, Diagnostic};
use crate::markdown::{Component, Hole};
use crate::render::{Wrong, chart, table};
use crate::span::Place;

/// Tries every chart and table of a page.
pub(super) fn check(subject: &mut Subject<'_>) {
    let mut written: Vec<&Component> = Vec::new();
    subject.body.each_hole(&mut |hole| match hole {
        Hole::Component(component) if [chart::NAME, table::NAME].contains(&component.name.value.as_str()) => {
            written.push(component)
        }
        _ => {}
    });
    for written in written {
        let (lens, page) = (subject.lens, subject.page);
        let (code, tried) = match written.name.value.as_str() {
            chart::NAME => (Code::ChartData, chart::draw(lens, &page.source, &page.language, written).err()),
            _ => (Code::TableData, table::read(lens, &page.source, written).err()),
        };
        if let Some(wrong) = tried {
            subject.fault(code, &written.name.span, |place| cannot(code, place, wrong));
        }
    }
}

fn cannot(code: Code, place: Place, wrong: Wrong) -> Diagnostic {
    let what = if code == Code::ChartData { "this chart cannot be drawn" } else { "this table cannot be shown" };
    match wrong {
        Wrong::Rows(fault) => {
            let row = fault.row.map(|row| format!(" (row {row} of its data)")).unwrap_or_default();
            Diagnostic::new(code, place, format!("{what}: {}{row}", fault.message), fault.label)
        }
        Wrong::File(fault) => Diagnostic::new(code, fault.place, format!("{what}: {}", fault.message), fault.label)
            .also(place, "named here"),
    }
}
