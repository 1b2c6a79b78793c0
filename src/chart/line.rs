//! Lines, each with its own dashes and marks, above the labels of their points.

use super::scale::Scale;
use super::svg::{Anchor, Canvas, WIDTH};
use super::{Numbers, Style};

const LEFT: f64 = 56.0;
const RIGHT: f64 = WIDTH - 14.0;
const HEIGHT: f64 = 230.0;

pub(super) fn draw(canvas: &mut Canvas, numbers: &Numbers<'_>, style: &Style<'_>) {
    canvas.legend(&numbers.series, true);
    let (top, bottom) = (canvas.height + 12.0, canvas.height + 12.0 + HEIGHT);
    let all = numbers.rows.iter().flat_map(|(_, numbers)| numbers.iter().map(|number| number.value));
    let scale = Scale::linear(all, bottom, top);
    for tick in &scale.ticks {
        let y = scale.at(*tick);
        canvas.line("chart-grid", (LEFT, y), (RIGHT, y));
        canvas.figures("chart-number", LEFT - 8.0, y + 5.0, Anchor::End, &scale.written(*tick, style.decimal));
    }
    let last = (numbers.rows.len() - 1).max(1) as f64;
    let x = |at: usize| LEFT + 8.0 + at as f64 / last * (RIGHT - LEFT - 16.0);
    for series in 0..numbers.series.len() {
        let points: Vec<(f64, f64)> =
            numbers.rows.iter().enumerate().map(|(at, (_, row))| (x(at), scale.at(row[series].value))).collect();
        canvas.polyline(&format!("chart-l{series}"), &points);
        if points.len() <= 40 {
            points.iter().for_each(|(x, y)| canvas.mark(series, *x, *y));
        }
    }
    let longest = numbers.rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(1);
    let fitting = ((RIGHT - LEFT) / (longest as f64 * 8.5 + 12.0)).max(1.0) as usize;
    let every = numbers.rows.len().div_ceil(fitting);
    for (at, (label, _)) in numbers.rows.iter().enumerate().step_by(every) {
        canvas.words("chart-word", x(at), bottom + 22.0, Anchor::Middle, label);
    }
    canvas.line("chart-axis", (LEFT, bottom), (RIGHT, bottom));
    canvas.height = bottom + 30.0;
}
