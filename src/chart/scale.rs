//! From numbers to places: scales whose ends and marks are round.

/// A scale between two places.
pub(super) struct Scale {
    low: f64,
    high: f64,
    log: bool,
    from: f64,
    to: f64,
    /// The numbers that are marked, smallest first.
    pub(super) ticks: Vec<f64>,
    places: usize,
}

/// So many steps a scale has, about.
const STEPS: f64 = 5.0;

impl Scale {
    /// A scale of differences that holds all of `numbers`, drawn between `from` and `to`.
    pub(super) fn linear(numbers: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
        let (low, high) = ends(numbers);
        let (low, high) = if low == high { (low - 1.0, high + 1.0) } else { (low, high) };
        let step = round_step(high / STEPS - low / STEPS);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let ticks: Vec<f64> = (0..=(last - first).min(20.0) as usize).map(|at| (first + at as f64) * step).collect();
        let places = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        Scale { low: first * step, high: last * step, log: false, from, to, ticks, places }
    }

    /// A scale of ratios that holds all of `numbers`, which are above 0.
    pub(super) fn log(numbers: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
        let (low, high) = ends(numbers);
        let round =
            |mantissa: &[f64], power: f64| mantissa.iter().map(move |m| m * 10f64.powf(power)).collect::<Vec<_>>();
        let (first, last) = (low.log10().floor(), high.log10().ceil());
        let mantissa: &[f64] = if last - first > 4.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let all: Vec<f64> =
            (0..=(last - first).min(40.0) as usize).flat_map(|at| round(mantissa, first + at as f64)).collect();
        let below = all.iter().rposition(|tick| *tick <= low).unwrap_or(0);
        let above =
            all.iter().position(|tick| *tick >= high).unwrap_or(all.len() - 1).max(below + 1).min(all.len() - 1);
        let ticks = all[below..=above].to_vec();
        let places = (-ticks[0].log10().floor()).clamp(0.0, 9.0) as usize;
        Scale { low: ticks[0], high: ticks[ticks.len() - 1], log: true, from, to, ticks, places }
    }

    /// Where a number stands.
    pub(super) fn at(&self, number: f64) -> f64 {
        let share = match self.log {
            true => (number / self.low).ln() / (self.high / self.low).ln(),
            // Halves, so that the largest numbers do not overflow.
            false => (number / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0),
        };
        self.from + share * (self.to - self.from)
    }

    /// A mark as it is written.
    pub(super) fn written(&self, tick: f64, decimal: &str) -> String {
        let text = format!("{tick:.places$}", places = self.places);
        // Ratios have marks of very different size.
        let is_padded = self.log && text.contains('.');
        let text = if is_padded { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if text.len() > 9 { format!("{tick:e}") } else { text.replace('-', "−").replace('.', decimal) }
    }
}

fn ends(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)))
}

/// The round number from `step` up: 1, 2, 5 or 10 times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|round| *round >= step * 0.999).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round() {
        let written = |scale: &Scale| scale.ticks.iter().map(|tick| scale.written(*tick, ".")).collect::<Vec<_>>();
        let linear = |numbers: &[f64]| written(&Scale::linear(numbers.iter().copied(), 0.0, 100.0));
        assert_eq!(linear(&[0.0, 63.0]), ["0", "20", "40", "60", "80"]);
        assert_eq!(linear(&[54.0, 63.0]), ["54", "56", "58", "60", "62", "64"]);
        assert_eq!(linear(&[-0.3, 0.4]), ["−0.4", "−0.2", "0.0", "0.2", "0.4"]);
        let log = Scale::log([0.6, 1.6].into_iter(), 0.0, 100.0);
        assert_eq!(written(&log), ["0.5", "1", "2"]);
        assert!((log.at(1.0) - 50.0).abs() < 1e-9);
        assert_eq!(written(&Scale::log([10.0, 90.0].into_iter(), 0.0, 1.0)), ["10", "20", "50", "100"]);
    }
}
