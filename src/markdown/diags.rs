//! What can be wrong with Markdown, in words.

use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean, one_of};
use crate::project::components::{Argument, Component, Components, Form};
use crate::span::{Place, Source, Span};

/// So many are told of one text: making a place costs reading up to it, and nobody reads more.
const MOST: usize = 100;

/// What was found wrong so far.
pub(super) struct Reports<'a> {
    /// Whose text it is; none when nobody will be told.
    source: Option<&'a Source>,
    /// Where the text begins in it.
    start: usize,
    found: Diagnostics,
    untold: usize,
}

impl<'a> Reports<'a> {
    /// Reports on the text of `source` from `start` on.
    pub fn on(source: &'a Source, start: usize) -> Reports<'a> {
        Reports { source: Some(source), start, found: Vec::new(), untold: 0 }
    }

    /// Reports that nobody asks for.
    pub fn none() -> Reports<'static> {
        Reports { source: None, start: 0, found: Vec::new(), untold: 0 }
    }

    /// Adds what `make` makes of the place of `span`.
    pub fn add(&mut self, span: Span, make: impl FnOnce(Place) -> Diagnostic) {
        let Some(place) = self.place(span) else { return };
        match self.found.len() < MOST {
            true => self.found.push(make(place)),
            false => self.untold += 1,
        }
    }

    /// Adds what `make` makes of two places that disagree.
    pub fn add_with(&mut self, span: Span, earlier: Span, make: impl FnOnce(Place, Place) -> Diagnostic) {
        if let Some(earlier) = self.place(earlier) {
            self.add(span, |place| make(place, earlier));
        }
    }

    fn place(&self, span: Span) -> Option<Place> {
        let source = self.source?;
        match self.found.len() < MOST {
            true => Some(source.place(span.start + self.start..span.end + self.start)),
            false => Some(Place::file(source.path.as_str())),
        }
    }

    /// What was found, in order.
    pub fn finish(mut self) -> Diagnostics {
        if let (Some(last), 1..) = (self.found.last_mut(), self.untold) {
            last.help = Some(format!("{} more in this file are not shown", self.untold));
        }
        self.found
    }
}

/// A component that the theme does not declare.
pub(super) fn unknown_component(place: Place, name: &str, components: &Components) -> Diagnostic {
    let names = || components.keys().map(String::as_str);
    let label = match components.is_empty() {
        true => "the theme has no components".to_owned(),
        false => did_you_mean(name, names(), format!("expected {}", one_of(names()))),
    };
    let message = match name.is_empty() {
        true => "a component without a name".to_owned(),
        false => format!("there is no component `{name}`"),
    };
    Diagnostic::new(Code::MarkdownUnknownComponent, place, message, label)
}

/// A component that is still open where what holds it ends.
pub(super) fn unclosed_component(place: Place, name: &str, colons: usize) -> Diagnostic {
    let fence = ":".repeat(colons.min(20));
    let message = format!("the component `{name}` is not closed");
    let label = format!("close it with a line `{fence}`, indented like this one");
    Diagnostic::new(Code::MarkdownUnclosedComponent, place, message, label)
}

/// A closing line with nothing to close.
pub(super) fn never_opened(place: Place, colons: usize) -> Diagnostic {
    let message = "this closes a component that was never opened";
    let label = format!("no component with {colons} colons is open here");
    Diagnostic::new(Code::MarkdownUnclosedComponent, place, message, label)
        .help("a component is closed by as many colons as it was opened with, in the same list item or quote")
}

/// A line of a component that is so far indented that it belongs to the paragraph before it.
pub(super) fn indented_marker(place: Place) -> Diagnostic {
    let message = "this is text, not a component: it is indented by four spaces or more";
    Diagnostic::new(Code::MarkdownUnclosedComponent, place, message, "indent it less, or put a blank line before it")
}

/// Text on the opening line that is no argument.
pub(super) fn not_an_argument(place: Place) -> Diagnostic {
    let label = "arguments stand in braces: `{key=\"value\" flag}`";
    Diagnostic::new(Code::MarkdownArgument, place, "this is no argument", label)
}

/// An argument that the component does not take.
pub(super) fn unknown_argument(place: Place, name: &str, component: &Component) -> Diagnostic {
    let names = || component.arguments.keys().map(String::as_str);
    let label = match component.arguments.is_empty() {
        true => "it takes none".to_owned(),
        false => did_you_mean(name, names(), format!("expected {}", one_of(names()))),
    };
    Diagnostic::new(Code::MarkdownArgument, place, format!("this component has no argument `{name}`"), label)
}

/// An argument that is given again.
pub(super) fn argument_twice(place: Place, name: &str) -> Diagnostic {
    Diagnostic::new(Code::MarkdownArgument, place, format!("the argument `{name}` is given twice"), "leave one out")
}

/// An argument that must be given and is not.
pub(super) fn missing_argument(place: Place, name: &str, argument: &Argument) -> Diagnostic {
    let label = format!("add `{name}=\"…\"`: {}", form(&argument.form));
    Diagnostic::new(Code::MarkdownArgument, place, format!("the argument `{name}` is missing"), label)
}

/// An argument that is no flag and has no value.
pub(super) fn argument_without_value(place: Place, name: &str, expected: &Form) -> Diagnostic {
    let label = format!("expected {}", form(expected));
    Diagnostic::new(Code::MarkdownArgument, place, format!("the argument `{name}` has no value"), label)
}

/// An argument of the wrong form.
pub(super) fn argument_form(place: Place, name: &str, value: &str, expected: &Form) -> Diagnostic {
    let otherwise = format!("expected {}", form(expected));
    let label = match expected {
        Form::Choice(choices) => did_you_mean(value, choices.iter().map(String::as_str), otherwise),
        Form::Text
        | Form::Flag
        | Form::Number
        | Form::Color
        | Form::Image
        | Form::File
        | Form::Link
        | Form::Recording
        | Form::Captions => otherwise,
    };
    Diagnostic::new(Code::MarkdownArgument, place, format!("`{name}` cannot be `{value}`"), label)
}

/// A form in words.
fn form(form: &Form) -> String {
    match form {
        Form::Text => "a text".to_owned(),
        Form::Choice(choices) => one_of(choices.iter().map(String::as_str)),
        Form::Flag => "`true` or `false`".to_owned(),
        Form::Number => "a whole number".to_owned(),
        Form::Color => "a colour such as `#0b5d6b`".to_owned(),
        Form::Image => "an image of the hub".to_owned(),
        Form::File => "a file of the hub".to_owned(),
        Form::Link => "a link".to_owned(),
        Form::Recording => "a file or an address".to_owned(),
        Form::Captions => "a WebVTT file of the hub".to_owned(),
    }
}

/// A tag that does not pass.
pub(super) fn tag_removed(place: Place, name: &str, with_content: bool) -> Diagnostic {
    let message = match with_content {
        true => format!("`<{name}>` is not safe and was removed with what is in it"),
        false => format!("`<{name}>` is not kept and was removed; what is in it stays"),
    };
    let label = match name {
        "h1" => "the title of the page is its only first-level heading",
        "script" | "style" => "scripts and styles belong in the theme",
        "iframe" | "object" | "embed" => "link to the other site instead",
        "video" | "audio" | "source" | "track" => "use a component of the theme",
        "svg" => "save it as a file and show that as an image",
        "math" => "write formulas as `$…$`",
        "font" | "center" | "big" | "marquee" => "how it looks is for the theme to say",
        _ => "write it in Markdown, or as text: `&lt;`",
    };
    Diagnostic::new(Code::MarkdownHtmlRemoved, place, message, label)
}

/// An attribute that does not pass.
pub(super) fn attribute_removed(place: Place, tag: &str, name: &str) -> Diagnostic {
    let message = format!("the attribute `{name}` of `<{tag}>` was removed");
    let label = match name {
        "style" | "align" | "bgcolor" | "width" | "height" | "border" => "how it looks is for the theme to say",
        "target" => "readers decide themselves where a link opens",
        name if name.starts_with("on") => "scripts belong in the theme",
        _ => "leave it out",
    };
    Diagnostic::new(Code::MarkdownHtmlRemoved, place, message, label)
}

/// A cell of a table beyond those of its head.
pub(super) fn cell_left_out(place: Place, cell: &str, cells: usize, columns: usize) -> Diagnostic {
    let cell = crate::text::excerpt(cell, 40).replace('`', "'");
    let head = crate::text::count(columns, "column", "columns");
    let message = format!("this row has {cells} cells and its table {head}: readers do not see `{cell}`");
    Diagnostic::new(Code::MarkdownTable, place, message, "give the head and its line of dashes as many columns")
        .help("a bar that is text is written `\\|`")
}

/// A heading that is another `h1`.
pub(super) fn heading_one(place: Place) -> Diagnostic {
    let label = "begin at `##`; all headings of this page were moved down one level";
    Diagnostic::new(Code::MarkdownHeadingOne, place, "only the title of a page is a first-level heading", label)
}

/// A heading more than one level below the one before it, levels as written.
pub(super) fn heading_jump(place: Place, level: u8, before: Option<u8>) -> Diagnostic {
    let message = match before {
        None => format!("the first heading is of level {level}"),
        Some(before) => format!("a heading of level {level} after one of level {before}"),
    };
    let label = format!("expected `{}`", "#".repeat(usize::from(before.unwrap_or(1)) + 1));
    Diagnostic::new(Code::MarkdownHeadingJump, place, message, label)
}

/// An anchor that another place of the page has already.
pub(super) fn duplicate_id(place: Place, earlier: Place, id: &str) -> Diagnostic {
    Diagnostic::new(Code::MarkdownDuplicateId, place, format!("the anchor `{id}` is given twice"), "choose another")
        .also(earlier, "first here")
}

/// Quotes, lists, emphasis, components or tags that are too deep.
pub(super) fn depth(place: Place, most: usize) -> Diagnostic {
    let message = format!("nested deeper than {most} levels");
    Diagnostic::new(Code::MarkdownDepth, place, message, "shown as if it were less deep")
}

/// A formula that cannot be read.
pub(super) fn formula(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::new(Code::MarkdownMath, place, "this formula cannot be read", reason)
        .help("for a dollar sign write `\\$`")
}

/// A reference to a footnote that does not exist.
pub(super) fn footnote_missing(place: Place, label: &str) -> Diagnostic {
    let way = format!("add it: `[^{label}]: …`");
    Diagnostic::new(Code::MarkdownFootnote, place, format!("there is no footnote `{label}`"), way)
}

/// A footnote that nothing refers to.
pub(super) fn footnote_unused(place: Place, label: &str) -> Diagnostic {
    let way = format!("refer to it: `[^{label}]`");
    Diagnostic::new(Code::MarkdownFootnote, place, format!("nothing refers to the footnote `{label}`"), way)
}

/// A footnote that is written twice.
pub(super) fn footnote_twice(place: Place, earlier: Place, label: &str) -> Diagnostic {
    let message = format!("the footnote `{label}` is written twice");
    Diagnostic::new(Code::MarkdownFootnote, place, message, "this one is left out").also(earlier, "first here")
}

/// A slide without a heading.
pub(super) fn slide_heading(place: Place) -> Diagnostic {
    let message = "this slide has no heading";
    Diagnostic::new(Code::MarkdownSlideHeading, place, message, "begin it with `## …`, so that it can be named")
}

/// `:::slide` where there are no slides, or within something.
pub(super) fn slide_astray(place: Place) -> Diagnostic {
    let message = "`slide` stands where no slide can begin";
    Diagnostic::new(Code::MarkdownSlide, place, message, "shown as text of the page")
        .help("slides stand by themselves, on a training page with `slides: true`")
}

/// A question that nobody can answer.
pub(super) fn quiz(place: Place, is_empty: bool) -> Diagnostic {
    let message = if is_empty { "this question has no choices" } else { "none of the choices is right" };
    Diagnostic::new(Code::MarkdownQuiz, place, message, "write a task list: `- [ ] wrong`, `- [x] right`")
}

/// A question without words.
pub(super) fn quiz_unasked(place: Place) -> Diagnostic {
    Diagnostic::new(Code::MarkdownQuiz, place, "this question asks nothing", "write what is asked")
}

/// A link with a scheme that is not known to be safe.
pub(super) fn scheme(place: Place, scheme: &str) -> Diagnostic {
    let message = format!("a link with the scheme `{scheme}:` was removed");
    let label = "expected `https:`, `mailto:`, `tel:`, `sms:` or a file of the hub";
    Diagnostic::new(Code::LinkScheme, place, message, label)
}
