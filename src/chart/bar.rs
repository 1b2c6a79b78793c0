//! Bars, one below the other, each from zero, with its number at its end.

use super::scale::Scale;
use super::svg::{Anchor, Canvas, WIDTH};
use super::{Numbers, Style};

/// What is left beside the longest bar for its number.
const ROOM: f64 = 64.0;

pub(super) fn draw(canvas: &mut Canvas, numbers: &Numbers<'_>, _: &Style<'_>) {
    canvas.legend(&numbers.series, false);
    let all = || numbers.rows.iter().flat_map(|(_, numbers)| numbers.iter().map(|number| number.value));
    let has_negative = all().any(|number| number < 0.0);
    let from = if has_negative { ROOM } else { 2.0 };
    let scale = Scale::linear(all().chain([0.0]), from, WIDTH - ROOM);
    let zero = scale.at(0.0);
    for (label, row) in &numbers.rows {
        canvas.height += 20.0;
        canvas.words("chart-word", 2.0, canvas.height, Anchor::Start, label);
        canvas.height += 6.0;
        let top = canvas.height - 2.0;
        for (series, number) in row.iter().enumerate() {
            let end = scale.at(number.value);
            let (left, width) = (zero.min(end), (end - zero).abs().max(0.5));
            canvas.rect(&format!("chart-s{series}"), left, canvas.height, width, 16.0);
            let (x, anchor) = if number.value < 0.0 { (end - 5.0, Anchor::End) } else { (end + 5.0, Anchor::Start) };
            canvas.figures("chart-number", x, canvas.height + 13.0, anchor, number.written);
            canvas.height += 19.0;
        }
        canvas.line("chart-axis", (zero, top), (zero, canvas.height - 1.0));
        canvas.height += 4.0;
    }
}
