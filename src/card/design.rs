//! `card.yaml`: how a theme draws a share card.
//!
//! A card is a ground of shapes, a mark, and boxes of text. Colours have names and may follow an option of the theme.
//! Everything is settled when the design is read; what is wrong is told at its place and left out.

use zeno::{Command, PathBuilder, PathData};

use super::fonts::Weight;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean, one_of};
use crate::path::SourcePath;
use crate::span::{At, Source, Span};
use crate::yaml::{Fields, Node, Value, text};

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// How a theme draws its cards.
#[derive(Debug, Default)]
pub struct Design {
    /// The hub's file that it stands in; none if it is one of the program's own. Whoever found it says so.
    pub file: Option<SourcePath>,
    /// Files of fonts, as written: those that the theme's own texts are set in.
    pub fonts: Vec<At<String>>,
    pub(super) ground: Rgb,
    pub(super) shapes: Vec<Shape>,
    pub(super) mark: Option<Mark>,
    pub(super) texts: Vec<TextBox>,
}

/// Something drawn on the ground.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) path: Vec<Command>,
    pub(super) color: Rgb,
    /// The width of its line; without, it is filled.
    pub(super) line: Option<f32>,
}

/// Where the hub's mark stands. It is never mirrored, but its place is.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) at: [f32; 4],
    /// How wide and high the field is that its shapes are drawn on.
    pub(super) view: f32,
    pub(super) shapes: Vec<Shape>,
}

/// A box that is filled with text.
#[derive(Debug)]
pub(super) struct TextBox {
    pub(super) fields: Vec<Field>,
    pub(super) join: String,
    /// It stays empty where one of these is shown.
    pub(super) unless: Vec<Field>,
    /// Left, top, width, height.
    pub(super) at: [f32; 4],
    /// Largest first.
    pub(super) sizes: Vec<f32>,
    pub(super) lines: usize,
    pub(super) weight: Weight,
    pub(super) align: Align,
    pub(super) color: Rgb,
    /// How far lines stand apart at least, in sizes.
    pub(super) leading: f32,
    /// What is added between letters where a script allows it, in sizes.
    pub(super) spacing: f32,
    pub(super) plate: Option<Plate>,
}

/// A field of colour behind a text, as large as the text needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plate {
    pub(super) color: Rgb,
    /// How far it reaches over the text at the sides, and above and below.
    pub(super) around: [f32; 2],
    pub(super) radius: f32,
}

/// Where a text stands in a box that is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Top,
    Middle,
    Bottom,
}

macro_rules! fields {
    ($($name:ident $text:literal $meaning:literal)*) => {
        /// Something that a card can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $(#[doc = $meaning] $name),* }

        impl Field {
            /// Everything that a card can say.
            pub const ALL: &'static [Field] = &[$(Field::$name),*];

            /// Its name in `card.yaml`.
            pub fn name(self) -> &'static str {
                match self { $(Field::$name => $text),* }
            }
        }
    };
}

fields! {
    Title "title" "The page's title."
    Kind "kind" "What kind of page it is, in words."
    Section "section" "The section that it is in."
    Label "label" "The section, else the kind."
    Date "date" "When it was published; of an event, when it begins."
    Hub "hub" "The hub's name; nothing on its home page, where it is the title."
    Author "author" "Who wrote it."
    Reviewer "reviewer" "Who reviewed it."
    Note "note" "A word on it: of the home page and a section the description, of a person the role."
    Status "status" "A status that nobody may miss: retracted, withdrawn, cancelled."
}

impl TextBox {
    pub(super) fn largest(&self) -> f32 {
        self.sizes.first().copied().unwrap_or(16.0)
    }

    pub(super) fn width(&self) -> f32 {
        self.at[2]
    }

    pub(super) fn height(&self) -> f32 {
        self.at[3]
    }
}

impl Design {
    /// Reads the design `node`, which stands in `source`. `option` answers with the value of an option of the theme.
    pub fn read(
        source: &Source,
        node: Node,
        option: &dyn Fn(&str) -> Option<String>,
        faults: &mut Diagnostics,
    ) -> Design {
        let mut fields = Fields::of(source, node, "the card", Code::ThemeCard, faults);
        let colors = colors(&mut fields, option, faults);
        let mut reader = Reader { source, colors, faults };
        let ground = reader.color(&mut fields, "ground").unwrap_or([0x30; 3]);
        let shapes = fields.list("shapes").into_iter().filter_map(|node| reader.shape(node)).collect();
        let mark = fields.take("mark").and_then(|node| reader.mark(node.value));
        let texts = fields.list("texts").into_iter().filter_map(|node| reader.text_box(node)).collect();
        let fonts = fields.texts("fonts", faults);
        fields.finish(Code::ThemeCard, faults);
        Design { file: None, fonts, ground, shapes, mark, texts }
    }

    /// Whether a card shows `field` anywhere.
    pub fn shows(&self, field: Field) -> bool {
        self.texts.iter().any(|text| text.fields.contains(&field) || text.unless.contains(&field))
    }
}

/// Named colours, as they are under the theme's options.
fn colors(
    fields: &mut Fields<'_>,
    option: &dyn Fn(&str) -> Option<String>,
    faults: &mut Diagnostics,
) -> Vec<(String, Rgb)> {
    let source = fields.source();
    let mut colors = Vec::new();
    for (name, node) in fields.map("colors", faults) {
        let found = match &node.value {
            Value::Map(_) => chosen_color(source, node.clone(), option, faults),
            _ => text(&node, source).and_then(|written| hex(&written).ok_or_else(|| NO_COLOR.to_owned())),
        };
        match found {
            Ok(color) => colors.push((name.value, color)),
            Err(expected) => faults.push(wrong(source, node.span, &format!("the colour `{}`", name.value), expected)),
        }
    }
    colors
}

/// `{option: palette, lagoon: "#…"}`, or `{option: accent}` for the colour that the option is.
fn chosen_color(
    source: &Source,
    node: Node,
    option: &dyn Fn(&str) -> Option<String>,
    faults: &mut Diagnostics,
) -> Result<Rgb, String> {
    let mut fields = Fields::of(source, node, "the colour", Code::ThemeCard, faults);
    let span = fields.span();
    let named = fields.text("option", faults).map(|name| name.value).ok_or("it needs an `option` to follow")?;
    let (values, _) = fields.rest();
    let Some(value) = option(&named) else {
        faults.push(wrong(source, span, "the colour", format!("the theme has no option `{named}` of text")));
        let first = values.first().and_then(|(_, node)| text(node, source).ok());
        return first.and_then(|written| hex(&written)).ok_or_else(|| NO_COLOR.to_owned());
    };
    match values.iter().find(|(name, _)| name.value == value) {
        Some((_, node)) => text(node, source).and_then(|written| hex(&written).ok_or_else(|| NO_COLOR.to_owned())),
        None => {
            hex(&value).ok_or_else(|| format!("expected a colour for `{value}`, which the option `{named}` may be"))
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    colors: Vec<(String, Rgb)>,
    faults: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// A colour by its name or its digits.
    fn color(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Option<Rgb> {
        let known = &self.colors;
        let read = |node: &Node, source: &Source| {
            let written = text(node, source)?;
            let named = known.iter().find(|(name, _)| *name == written).map(|(_, color)| *color);
            named.or_else(|| hex(&written)).ok_or_else(|| {
                did_you_mean(&written, known.iter().map(|(name, _)| name.as_str()), "expected the name of a colour")
            })
        };
        fields.read(name, self.faults, read).map(|color| color.value)
    }

    /// Exactly so many numbers.
    fn numbers<const N: usize>(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Option<[f32; N]> {
        let expected = || format!("expected {N} numbers between -4000 and 4000");
        let read = |node: &Node, _: &Source| {
            let Value::List(nodes) = &node.value else { return Err(expected()) };
            let numbers: Option<Vec<f32>> = nodes.iter().map(|node| number(&node.value)).collect();
            numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(expected)
        };
        fields.read(name, self.faults, read).map(|numbers| numbers.value)
    }

    fn number(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Option<f32> {
        let read = |node: &Node, _: &Source| number(&node.value).ok_or("expected a number".to_owned());
        fields.read(name, self.faults, read).map(|number| number.value)
    }

    fn shape(&mut self, node: Node) -> Option<Shape> {
        let source = self.source;
        let mut fields = Fields::of(source, node, "a shape", Code::ThemeCard, self.faults);
        let span = fields.span();
        let path = self.path(&mut fields);
        let fill = self.color(&mut fields, "fill");
        let stroke = self.color(&mut fields, "stroke");
        let width = self.number(&mut fields, "width").unwrap_or(1.0);
        fields.finish(Code::ThemeCard, self.faults);
        let (path, color) = match (path, fill.or(stroke)) {
            (Some(path), Some(color)) => (path, color),
            (None, _) => return self.lacks(span, "a shape", "`rect`, `circle` or `path`"),
            (_, None) => return self.lacks(span, "a shape", "`fill` or `stroke`"),
        };
        Some(Shape { path, color, line: fill.is_none().then_some(width) })
    }

    fn path(&mut self, fields: &mut Fields<'_>) -> Option<Vec<Command>> {
        let mut path = Vec::new();
        if let Some([left, top, width, height]) = self.numbers(fields, "rect") {
            match self.number(fields, "radius") {
                Some(radius) => path.add_round_rect((left, top), width, height, radius, radius),
                None => path.add_rect((left, top), width, height),
            };
        }
        if let Some([x, y, radius]) = self.numbers(fields, "circle") {
            path.add_circle((x, y), radius);
        }
        let read = |node: &Node, source: &Source| {
            let written = text(node, source)?;
            let outline = "expected the outline of a shape, as `d` of a `path` in SVG".to_owned();
            zeno::validate_svg(&written).map_err(|_| outline)?;
            Ok(written.as_str().commands().collect::<Vec<Command>>())
        };
        path.extend(fields.read("path", self.faults, read).map(|path| path.value).unwrap_or_default());
        (!path.is_empty()).then_some(path)
    }

    fn mark(&mut self, node: Node) -> Option<Mark> {
        let mut fields = Fields::of(self.source, node, "the mark", Code::ThemeCard, self.faults);
        let span = fields.span();
        let at = self.numbers(&mut fields, "at");
        let view = self.number(&mut fields, "view").filter(|view| *view > 0.0).unwrap_or(100.0);
        let shapes = fields.list("shapes").into_iter().filter_map(|node| self.shape(node)).collect();
        fields.finish(Code::ThemeCard, self.faults);
        match at {
            Some(at) => Some(Mark { at, view, shapes }),
            None => self.lacks(span, "the mark", "`at`"),
        }
    }

    fn text_box(&mut self, node: Node) -> Option<TextBox> {
        let mut fields = Fields::of(self.source, node, "a text", Code::ThemeCard, self.faults);
        let span = fields.span();
        let (shown, unless) = (self.fields(&mut fields, "fields"), self.fields(&mut fields, "unless"));
        let join = fields.text("join", self.faults).map_or(" · ".to_owned(), |join| join.value);
        let at = self.numbers(&mut fields, "at");
        let sizes = self.sizes(&mut fields);
        let lines = fields.int("lines", self.faults).map_or(1, |lines| lines.value.clamp(1, 20) as usize);
        let words = [("regular", Weight::Regular), ("bold", Weight::Bold)];
        let weight = self.choice(&mut fields, "weight", &words).unwrap_or(Weight::Regular);
        let words = [("top", Align::Top), ("middle", Align::Middle), ("bottom", Align::Bottom)];
        let align = self.choice(&mut fields, "align", &words).unwrap_or(Align::Top);
        let color = self.color(&mut fields, "color").unwrap_or([0xff; 3]);
        let leading = self.number(&mut fields, "leading").unwrap_or(1.15);
        let spacing = self.number(&mut fields, "spacing").unwrap_or(0.0);
        let plate = fields.take("plate").and_then(|node| self.plate(node.value));
        fields.finish(Code::ThemeCard, self.faults);
        let Some(at) = at else { return self.lacks(span, "a text", "`at`") };
        if shown.is_empty() || sizes.is_empty() {
            return self.lacks(span, "a text", "`fields` and `size`");
        }
        #[rustfmt::skip]
        let text_box = TextBox {
            fields: shown, join, unless, at, sizes, lines, weight, align, color, leading, spacing, plate,
        };
        Some(text_box)
    }

    fn plate(&mut self, node: Node) -> Option<Plate> {
        let mut fields = Fields::of(self.source, node, "the plate", Code::ThemeCard, self.faults);
        let span = fields.span();
        let color = self.color(&mut fields, "color");
        let around = self.numbers(&mut fields, "around").unwrap_or([16.0, 8.0]);
        let radius = self.number(&mut fields, "radius").unwrap_or(0.0);
        fields.finish(Code::ThemeCard, self.faults);
        match color {
            Some(color) => Some(Plate { color, around, radius }),
            None => self.lacks(span, "the plate", "`color`"),
        }
    }

    fn fields(&mut self, fields: &mut Fields<'_>, name: &'static str) -> Vec<Field> {
        let names = || Field::ALL.iter().map(|field| field.name());
        let mut found = Vec::new();
        for written in fields.texts(name, self.faults) {
            match Field::ALL.iter().find(|field| field.name() == written.value) {
                Some(field) => found.push(*field),
                None => {
                    let expected = did_you_mean(&written.value, names(), format!("expected {}", one_of(names())));
                    self.faults.push(wrong(self.source, written.span, "a field of the card", expected));
                }
            }
        }
        found
    }

    /// `size`: one, or several to be tried from the largest down.
    fn sizes(&mut self, fields: &mut Fields<'_>) -> Vec<f32> {
        let read = |node: &Node, _: &Source| {
            let nodes = match &node.value {
                Value::List(nodes) => nodes.as_slice(),
                _ => std::slice::from_ref(node),
            };
            let sizes: Option<Vec<f32>> = nodes.iter().map(|node| number(&node.value)).collect();
            let sizes = sizes.filter(|sizes| sizes.iter().all(|size| (8.0..=400.0).contains(size)));
            sizes.ok_or("expected sizes between 8 and 400 pixels".to_owned())
        };
        let mut sizes = fields.read("size", self.faults, read).map_or(Vec::new(), |sizes| sizes.value);
        sizes.sort_by(|one, other| other.total_cmp(one));
        sizes
    }

    fn choice<T: Copy>(&mut self, fields: &mut Fields<'_>, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let read = |node: &Node, source: &Source| {
            let written = text(node, source)?;
            let found = words.iter().find(|(word, _)| *word == written).map(|(_, value)| *value);
            found.ok_or_else(|| format!("expected {}", one_of(words.iter().map(|(word, _)| *word))))
        };
        fields.read(name, self.faults, read).map(|choice| choice.value)
    }

    /// Says what is missing, unless something there was told of already.
    fn lacks<T>(&mut self, span: Span, what: &str, lacks: &str) -> Option<T> {
        let told = self.source.place(span.clone());
        let end = self.source.place(span.end..span.end);
        let is_within = |fault: &Diagnostic| (told.line..=end.line).contains(&fault.place.line);
        if self.faults.iter().any(is_within) {
            return None;
        }
        let message = format!("{what} of the card has no {lacks}");
        self.faults.push(Diagnostic::new(Code::ThemeCard, self.source.place(span), message, "it needs one"));
        None
    }
}

const NO_COLOR: &str = "expected a colour in quotation marks, as `\"#0b5d6b\"`";

fn wrong(source: &Source, span: Span, what: &str, expected: String) -> Diagnostic {
    Diagnostic::new(Code::ThemeCard, source.place(span), format!("{what} is not right"), expected)
}

fn number(value: &Value) -> Option<f32> {
    let number = match value {
        Value::Int(number) => *number as f32,
        Value::Float(number) => *number as f32,
        _ => return None,
    };
    (-4000.0..=4000.0).contains(&number).then_some(number)
}

/// `#rrggbb` or `#rgb`.
fn hex(written: &str) -> Option<Rgb> {
    let digits: Option<Vec<u8>> =
        written.strip_prefix('#')?.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    match digits?.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r1, r2, g1, g2, b1, b2] => Some([r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2]),
        _ => None,
    }
}
