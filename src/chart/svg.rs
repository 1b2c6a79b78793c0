//! What a chart is drawn on: shapes and texts with classes, in the direction in which the page is read.

use super::Style;
use crate::text::push_escaped;

/// How wide a drawing is.
pub(super) const WIDTH: f64 = 420.0;

/// On which side of its place a text stands, as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing under way. Places are from the left of a page that is read from the left.
pub(super) struct Canvas {
    body: String,
    is_rtl: bool,
    pub(super) height: f64,
}

impl Canvas {
    pub(super) fn new(is_rtl: bool) -> Canvas {
        Canvas { body: String::new(), is_rtl, height: 0.0 }
    }

    fn x(&self, x: f64) -> f64 {
        if self.is_rtl { WIDTH - x } else { x }
    }

    /// A bar of `width` from `x` on.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let left = if self.is_rtl { WIDTH - x - width } else { x };
        let parts = [("x", left), ("y", y), ("width", width), ("height", height)];
        self.shape("rect", class, &parts);
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let parts = [("x1", self.x(x1)), ("y1", y1), ("x2", self.x(x2)), ("y2", y2)];
        self.shape("line", class, &parts);
    }

    fn shape(&mut self, name: &str, class: &str, parts: &[(&str, f64)]) {
        self.body.push_str(&format!("<{name} class=\"{class}\""));
        for (part, value) in parts {
            self.body.push_str(&format!(" {part}=\"{}\"", short(*value)));
        }
        self.body.push_str("/>");
    }

    /// A line through all of `points`.
    pub(super) fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", short(self.x(*x)), short(*y))).collect();
        self.body.push_str(&format!("<polyline class=\"{class}\" points=\"{}\"/>", points.join(" ")));
    }

    /// The mark of a column at a point: each has another shape.
    pub(super) fn mark(&mut self, series: usize, x: f64, y: f64) {
        let (x, r) = (self.x(x), 4.5);
        let corners: &[(f64, f64)] = match series {
            0 => {
                return self.shape("circle", "chart-s0", &[("cx", x), ("cy", y), ("r", r)]);
            }
            1 => &[(-r, -r), (r, -r), (r, r), (-r, r)],
            2 => &[(0.0, -r - 1.0), (r + 1.0, r), (-r - 1.0, r)],
            _ => &[(0.0, -r - 1.5), (r + 1.5, 0.0), (0.0, r + 1.5), (-r - 1.5, 0.0)],
        };
        let points: Vec<String> =
            corners.iter().map(|(dx, dy)| format!("{},{}", short(x + dx), short(y + dy))).collect();
        self.body.push_str(&format!("<polygon class=\"chart-s{series}\" points=\"{}\"/>", points.join(" ")));
    }

    /// Words, in the direction of the page.
    pub(super) fn words(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.text(class, x, y, anchor, "", text);
    }

    /// Numbers, which are read from the left everywhere.
    pub(super) fn figures(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match (self.is_rtl, anchor) {
            (true, Anchor::Start) => Anchor::End,
            (true, Anchor::End) => Anchor::Start,
            (_, anchor) => anchor,
        };
        self.text(class, x, y, anchor, " direction=\"ltr\"", text);
    }

    fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, direction: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (short(self.x(x)), short(y));
        self.body.push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}{direction}>"));
        push_escaped(&mut self.body, text);
        self.body.push_str("</text>");
    }

    /// What each column looks like, from the top; none for one column.
    pub(super) fn legend(&mut self, series: &[&str], is_line: bool) {
        if series.len() < 2 {
            return;
        }
        for (at, name) in series.iter().enumerate() {
            self.height += 22.0;
            if is_line {
                self.line(&format!("chart-l{at}"), (2.0, self.height - 5.0), (30.0, self.height - 5.0));
                self.mark(at, 16.0, self.height - 5.0);
            } else {
                self.rect(&format!("chart-s{at}"), 2.0, self.height - 12.0, 28.0, 14.0);
            }
            self.words("chart-word", 38.0, self.height, Anchor::Start, name);
        }
        self.height += 12.0;
    }

    pub(super) fn finish(self, style: &Style<'_>) -> String {
        let height = short(self.height.ceil());
        let mut svg = format!("<svg class=\"chart-drawing\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>");
        push_escaped(&mut svg, style.title);
        svg.push_str("</title><desc>");
        push_escaped(&mut svg, style.description);
        svg.push_str("</desc>");
        svg.push_str(&self.body);
        svg.push_str("</svg>");
        svg
    }
}

/// A number with at most one digit after the point.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
