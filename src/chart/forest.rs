//! A forest plot: effects with their intervals, one below the other, about the line of no effect.

use super::scale::Scale;
use super::svg::{Anchor, Canvas, WIDTH};
use super::{Fault, Number, Style, Table, number, size};

/// An effect with its interval.
pub(super) struct Effect<'a> {
    label: &'a str,
    effect: Number<'a>,
    low: Number<'a>,
    high: Number<'a>,
}

pub(super) fn read<'a>(table: &'a Table, style: &Style<'_>) -> Result<Vec<Effect<'a>>, Fault> {
    if table.columns.len() != 4 {
        let message =
            format!("a forest plot has the columns label, effect, low and high, and this has {}", table.columns.len());
        return Err(Fault { row: None, message, label: "name four columns in this order".to_owned() });
    }
    size(table, 40)?;
    let read = |(at, row): (usize, &'a Vec<String>)| {
        let cell = |column: usize| number(&row[column], at, &table.columns[column]);
        let found = Effect { label: &row[0], effect: cell(1)?, low: cell(2)?, high: cell(3)? };
        let fault = |message: String, label: &str| Err(Fault { row: Some(at + 1), message, label: label.to_owned() });
        let Effect { effect, low, high, .. } = &found;
        if !(low.value <= effect.value && effect.value <= high.value) {
            let message = format!("the effect {} is not between {} and {}", effect.written, low.written, high.written);
            return fault(message, "the columns are effect, low end and high end, in this order");
        }
        if style.log && low.value <= 0.0 {
            return fault(format!("a scale of ratios has no place for {}", low.written), "leave out `log`");
        }
        Ok(found)
    };
    table.rows.iter().enumerate().map(read).collect()
}

pub(super) fn draw(canvas: &mut Canvas, effects: &[Effect<'_>], style: &Style<'_>) {
    let all = || effects.iter().flat_map(|effect| [effect.low.value, effect.high.value]).chain([style.none]);
    let (from, to) = (16.0, WIDTH - 16.0);
    let scale = if style.log { Scale::log(all(), from, to) } else { Scale::linear(all(), from, to) };
    let bottom = effects.len() as f64 * 48.0 + 6.0;
    for effect in effects {
        canvas.height += 20.0;
        canvas.words("chart-word", 2.0, canvas.height, Anchor::Start, effect.label);
        let written = format!("{} ({}–{})", effect.effect.written, effect.low.written, effect.high.written);
        canvas.figures("chart-number", WIDTH - 2.0, canvas.height, Anchor::End, &written);
        canvas.height += 15.0;
        let (y, low, high) = (canvas.height, scale.at(effect.low.value), scale.at(effect.high.value));
        // Only beside the interval: where words and figures stand, they can be of any width.
        let none = scale.at(style.none);
        canvas.line("chart-none", (none, y - 9.0), (none, y + 16.0));
        canvas.line("chart-interval", (low, y), (high, y));
        [low, high].iter().for_each(|x| canvas.line("chart-interval", (*x, y - 5.0), (*x, y + 5.0)));
        let x = scale.at(effect.effect.value);
        canvas.rect("chart-s0", x - 5.0, y - 5.0, 10.0, 10.0);
        canvas.height += 13.0;
    }
    canvas.line("chart-axis", (from, bottom), (to, bottom));
    for tick in &scale.ticks {
        canvas.line("chart-axis", (scale.at(*tick), bottom), (scale.at(*tick), bottom + 5.0));
        canvas.figures(
            "chart-number",
            scale.at(*tick),
            bottom + 21.0,
            Anchor::Middle,
            &scale.written(*tick, style.decimal),
        );
    }
    canvas.height = bottom + 30.0;
}
