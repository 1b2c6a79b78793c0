//! Markdown: text to [`Document`], and a document back to HTML.
//!
//! A document is HTML with holes. What follows from the text alone is HTML at once; what the site has
//! to say (where a link leads, how large an image is, what a component's template makes of it) is a
//! [`Hole`], marked in the HTML and filled by whoever renders the page. So a file is parsed once, and
//! nobody reads links or headings back out of finished HTML.
//!
//! Syntax only: which components and arguments exist is told by the theme; no template is known here.

mod autolinks;
mod citations;
mod diags;
mod dollars;
mod footnotes;
mod frame;
mod headings;
pub mod highlight;
mod links;
mod markers;
mod math;
mod mathml;
mod passages;
mod prose;
mod sanitize;
mod tags;
#[cfg(test)]
mod tests;
mod write;

pub use links::unsafe_scheme;
pub use passages::{Part, Passage, Passages};

use std::borrow::Cow;
use std::cell::RefCell;

use crate::diag::Diagnostics;
use crate::project::components::Components;
use crate::project::config::RawHtml;
use crate::span::{At, Source, Span};
use borsh::{BorshDeserialize, BorshSerialize};

/// How to read Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Whether straight quotes and dashes become typographic ones.
    pub smart_punctuation: bool,
    /// The components that exist.
    pub components: &'a Components,
    /// The title that the front matter gives, if any. A first heading that says the same is left out.
    pub title: Option<&'a str>,
    /// Whether each second-level heading begins a section that stands by itself: then it is a [`Hole::Section`].
    pub sections: bool,
    /// Whether it is slides, with `---` between them.
    pub slides: bool,
}

/// A parsed body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The body as HTML with holes.
    pub body: Fragment,
    /// Its headings in order, levels as shown (a page's title is 1, so these begin at 2).
    pub headings: Vec<Heading>,
    /// Every anchor of the body: headings and other ids.
    pub ids: Vec<String>,
    /// The text of a first-level heading at the start when the front matter has no title; it is then
    /// not part of the body.
    pub title: Option<String>,
    /// The text of the first paragraph, without markup.
    pub excerpt: String,
    /// How many words a reader meets, code left out.
    pub words: usize,
    /// The prose, in passages.
    pub passages: Passages,
    /// The key of each work where the body cites it, in order: the first has the number 1, the next other one 2.
    pub cites: Vec<At<String>>,
    /// The sections, if it was read in sections.
    pub sections: Vec<Section>,
}

/// A part of a body that stands by itself: from a second-level heading to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The anchor of its heading.
    pub id: String,
    /// Whether the author gave the anchor.
    pub is_named: bool,
    /// The text of its heading.
    pub title: String,
    /// Where its heading stands in the file.
    pub span: Span,
    /// Which of the document's anchors comes first in it: its own.
    pub first_id: usize,
}

/// HTML with holes. A hole is marked by U+FDD0, its index in decimal digits, U+FDD1; neither character
/// can come from an author.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fragment {
    /// The HTML.
    pub html: String,
    /// The holes that its marks number. A hole whose mark a sanitizer removed is not here.
    pub holes: Vec<Hole>,
}

/// What only the site can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Hole {
    /// The value of an `href`: a link inside the hub, as written. Its filling is an escaped URL.
    Link(At<String>),
    /// The value of a `src` in raw HTML that names a file of the hub. Its filling is an escaped URL.
    Source(At<String>),
    /// A whole image. Its filling is an element.
    Image(Image),
    /// A component. Its filling is what its template makes of it.
    Component(Component),
    /// One slide of a body that is slides. Its filling is what the template of `slide` makes of it.
    Slide(Slide),
    /// A block of code to be highlighted. Its filling is a `pre` element.
    Code(Code),
    /// A section begins, by the anchor of its heading. Its filling is the heading; nothing of the heading is in the HTML.
    Section(String),
    /// A text of the theme, by its key, in the language of the page. It may stand in an attribute, so
    /// its filling is escaped as by [`crate::text::escape_html`]. The keys are [`WORDS`].
    Word(String),
    /// A citation. Its filling is an inline element.
    Citation(Citation),
}

/// Works cited in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// Never none.
    pub works: Vec<Cite>,
}

/// A work cited in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// Of the work: from 1 in the order in which the body first cites each.
    pub number: usize,
    /// Which of the places that cite the work it is, from 1.
    pub place: usize,
    /// What is said before it: `see`.
    pub before: String,
    /// What is said after it: `p. 4`.
    pub after: String,
}

impl Cite {
    /// The anchor of the place.
    pub fn anchor(&self) -> String {
        cite_anchor(self.number, self.place)
    }
}

/// The anchor of the `place`th place that cites work `number`. The anchor of its entry in the list is `ref:NUMBER`.
pub fn cite_anchor(number: usize, place: usize) -> String {
    format!("cite:{number}-{place}")
}

/// The keys of the texts that a body may need of the theme: titles of notes, and labels that only a
/// screen reader says.
pub const WORDS: [&str; 11] = [
    "note.note",
    "note.tip",
    "note.important",
    "note.warning",
    "note.caution",
    "footnotes.label",
    "footnotes.back",
    "table.label",
    "task.done",
    "task.open",
    "slides.notes",
];

/// An image of Markdown.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The file or address, as written.
    pub src: At<String>,
    /// The text alternative; empty when there is none.
    pub alt: String,
    /// The title, if any.
    pub title: Option<String>,
}

/// A fenced container: `:::name {key="value"}` … `:::`.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name, which exists.
    pub name: At<String>,
    /// The level of a heading in it: from 2 to 5, one below the heading under which it stands.
    pub level: u8,
    /// Its arguments in the order in which they were written; they exist and have the right form.
    pub arguments: Vec<(String, At<String>)>,
    /// What stands in it.
    pub body: Fragment,
    /// Of a `quiz`: what it keeps for those who have tried.
    pub answer: Option<Answer>,
}

/// What a question with choices keeps for those who have tried. Its choices themselves stand in the body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The choices in order.
    pub choices: Vec<Choice>,
    /// What is said after them.
    pub body: Fragment,
}

/// One choice of a question.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Choice {
    /// Its text without markup.
    pub text: String,
    /// Whether it is right.
    pub is_right: bool,
}

/// One slide.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// Which it is, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The anchor of its first heading, if it has one.
    pub heading: Option<String>,
    /// Its classes, as written.
    pub class: Option<String>,
    /// What stands on it, notes too.
    pub body: Fragment,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The first word after the fence, lower case; empty when there is none.
    pub language: String,
    /// The code.
    pub text: String,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Heading {
    /// From 2 to 6.
    pub level: u8,
    /// Its anchor, unique in the page and stable as long as the text is.
    pub id: String,
    /// Its text without markup.
    pub title: String,
}

/// Reads `body` of `source`. What is wrong is reported and read as well as it can be.
pub fn parse(source: &Source, body: Span, options: &Options<'_>) -> (Document, Diagnostics) {
    let (mut document, faults) = write::document(source, body, options);
    document.body.shrink();
    (document, faults)
}

/// Reads a short text as inline Markdown with raw HTML escaped: for fields such as a finding. `link`
/// says where a link inside the hub leads.
pub fn inline(text: &str, link: impl Fn(&str) -> String) -> String {
    write::inline(text, &link)
}

/// Where the links of such a text, or of one of several paragraphs, lead that are not whole addresses, in order.
pub fn links(text: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    if text.contains('[') {
        write::blocks(text, &|target| {
            found.borrow_mut().push(target.to_owned());
            String::new()
        });
    }
    found.into_inner()
}

/// A short text without its inline Markdown: for readers who show no markup.
pub fn plain(text: &str) -> String {
    without_tags(&inline(text, |_| String::new()))
}

/// The words of HTML that was written here: what an author wrote as `<` is escaped there, so each `<` begins a tag.
pub fn without_tags(html: &str) -> String {
    let words: String = html
        .split('<')
        .enumerate()
        .map(|(at, part)| match at {
            0 => part,
            _ => part.split_once('>').map_or("", |(_, words)| words),
        })
        .collect();
    tags::decoded(&words).into_owned()
}

/// Reads a text as blocks of Markdown with raw HTML escaped: for fields such as notes to editors.
/// `link` says where a link inside the hub leads. Its headings begin at level 3, under the one that
/// the theme puts above it.
pub fn blocks(text: &str, link: impl Fn(&str) -> String) -> String {
    write::blocks(text, &link)
}

/// Reads a text as CommonMark alone: no extension, no holes, no anchors, raw HTML as it is. Only for
/// comparing with the specification.
#[doc(hidden)]
pub fn commonmark(text: &str) -> String {
    write::commonmark(text)
}

impl Fragment {
    /// Gives back the memory that growing has reserved: documents live as long as the build.
    fn shrink(&mut self) {
        self.html.shrink_to_fit();
        self.holes.shrink_to_fit();
        for hole in &mut self.holes {
            match hole {
                Hole::Component(component) => {
                    component.body.shrink();
                    component.answer.iter_mut().for_each(|answer| answer.body.shrink());
                }
                Hole::Slide(slide) => slide.body.shrink(),
                Hole::Link(_)
                | Hole::Source(_)
                | Hole::Image(_)
                | Hole::Code(_)
                | Hole::Word(_)
                | Hole::Section(_)
                | Hole::Citation(_) => {}
            }
        }
    }

    /// Writes the HTML to `out`, each hole filled by `fill`.
    ///
    /// # Errors
    /// Whatever `fill` fails with; `out` then holds the part before that hole.
    pub fn write<E>(
        &self,
        out: &mut String,
        fill: &mut dyn FnMut(&Hole, &mut String) -> Result<(), E>,
    ) -> Result<(), E> {
        for piece in frame::pieces(&self.html) {
            match piece {
                frame::Piece::Html(html) => out.push_str(html),
                frame::Piece::Hole(index) => {
                    if let Some(hole) = self.holes.get(index) {
                        fill(hole, out)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Every element of the HTML by name with its attributes, those inside components and slides too. Values of holes are marks.
    pub fn each_element(&self, visit: &mut impl FnMut(&str, &[(&str, Cow<'_, str>)])) {
        let mut parts = tags::parts(&self.html);
        while let Some(part) = parts.next() {
            let tags::Part::Start(start) = part else { continue };
            let attributes = start.attributes.iter();
            let attributes: Vec<(&str, Cow<'_, str>)> =
                attributes.map(|attribute| (&*attribute.name, tags::decoded(attribute.value))).collect();
            visit(&start.name, &attributes);
            if matches!(&*start.name, "script" | "style" | "textarea") {
                parts.skip_content(&start.name);
            }
        }
        for hole in &self.holes {
            match hole {
                Hole::Component(component) => {
                    component.body.each_element(visit);
                    component.answer.iter().for_each(|answer| answer.body.each_element(visit));
                }
                Hole::Slide(slide) => slide.body.each_element(visit),
                _ => {}
            }
        }
    }

    /// Its sections: what stands before the first has no anchor.
    pub fn sections(&self) -> Vec<(Option<&str>, Fragment)> {
        let mut sections = vec![(None, Fragment::default())];
        for piece in frame::pieces(&self.html) {
            let Some((_, section)) = sections.last_mut() else { break };
            match piece {
                frame::Piece::Html(html) => section.html.push_str(html),
                frame::Piece::Hole(index) => match self.holes.get(index) {
                    Some(Hole::Section(id)) => sections.push((Some(id.as_str()), Fragment::default())),
                    Some(hole) => section.push_hole(hole.clone()),
                    None => {}
                },
            }
        }
        sections
    }

    /// It with only those of its sections that `is_wanted`, by the anchor of each.
    pub fn with_sections(&self, is_wanted: impl Fn(&str) -> bool) -> Fragment {
        let mut whole = Fragment::default();
        for (id, section) in self.sections() {
            match id {
                Some(id) if is_wanted(id) => whole.push_hole(Hole::Section(id.to_owned())),
                Some(_) => continue,
                None => {}
            }
            whole.append(section);
        }
        whole
    }

    /// Every hole, those inside components and slides too, in order.
    pub fn each_hole<'a>(&'a self, visit: &mut dyn FnMut(&'a Hole)) {
        for hole in &self.holes {
            visit(hole);
            match hole {
                Hole::Component(component) => {
                    component.body.each_hole(visit);
                    component.answer.iter().for_each(|answer| answer.body.each_hole(visit));
                }
                Hole::Slide(slide) => slide.body.each_hole(visit),
                Hole::Link(_)
                | Hole::Source(_)
                | Hole::Image(_)
                | Hole::Code(_)
                | Hole::Word(_)
                | Hole::Section(_)
                | Hole::Citation(_) => {}
            }
        }
    }
}
