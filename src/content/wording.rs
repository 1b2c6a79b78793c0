//! What a page's words give away or get wrong: numbers of patients, doses that are misread, a text that is hard to read.
//!
//! The rules are `health`'s; here their findings become diagnostics with places.

use std::cell::OnceCell;

use super::leftovers;
use crate::diag::{Code, Diagnostic, Diagnostics, Tally};
use crate::health::dose::{self, Slip};
use crate::health::privacy::{self, Identifier};
use crate::health::readability::{self, Counts};
use crate::health::risk;
use crate::health::words::{Word, tokens, words};
use crate::markdown::{Fragment, Hole, Passage, Passages};
use crate::project::config::Health;
use crate::span::{Place, Source, Span};
use crate::text::count;

/// What is to be known of a page to judge its words.
pub(super) struct Wording<'a> {
    pub(super) source: &'a Source,
    /// Where its body begins.
    pub(super) body_start: usize,
    pub(super) passages: &'a Passages,
    /// What pictures and components say stands in its holes.
    pub(super) body: &'a Fragment,
    pub(super) language: &'a str,
    pub(super) health: &'a Health,
}

/// A passage, and its words once a rule has to look at them.
struct Read<'a> {
    passage: Passage<'a>,
    words: OnceCell<Vec<Word<'a>>>,
}

impl<'a> Read<'a> {
    fn words(&self) -> &[Word<'a>] {
        self.words.get_or_init(|| words(&tokens(self.passage.text)))
    }
}

impl<'a> Wording<'a> {
    /// Everything that is wrong with the words of a page.
    pub(super) fn judge(&self) -> Diagnostics {
        let mut faults = Tally::default();
        self.front_matter(&mut faults);
        self.holes(&mut faults);
        let read = |passage| Read { passage, words: OnceCell::new() };
        let passages: Vec<Read<'_>> = self.passages.iter().map(read).collect();
        let is_english = readability::has_formula(self.language);
        for read in &passages {
            let text = read.passage.text;
            let place = |found: Span| read.passage.start + found.start..read.passage.start + found.end;
            if privacy::may_be_in(text) {
                for (identifier, found) in privacy::find_in(read.words()) {
                    let span = || self.passages.span(place(found));
                    faults.add(code(identifier), || identified(self.source, span(), identifier));
                }
            }
            if is_english && dose::may_be_in(text) {
                for (slip, found) in dose::find(read.words(), self.health.dose_spacing) {
                    let (span, words) = (|| self.passages.span(place(found.clone())), &text[found.clone()]);
                    faults.add(code_of_slip(slip), || misread(self.source, span(), words, slip));
                }
            }
        }
        if is_english && risk::may_be_in(self.passages.text()) {
            self.risks(&passages, &mut faults);
        }
        faults.extend(leftovers::find(self.source, self.passages));
        faults.finish()
    }

    /// Changes of a risk where neither the same passage nor the one above or below says how large it is.
    fn risks(&self, passages: &[Read<'_>], faults: &mut Tally) {
        let relatives = |read: &Read<'_>| match risk::may_be_in(read.passage.text) {
            true => risk::relative(read.words()),
            false => Vec::new(),
        };
        for (at, read) in passages.iter().enumerate() {
            let found = relatives(read);
            if found.is_empty() {
                continue;
            }
            let near = &passages[at.saturating_sub(1)..passages.len().min(at + 2)];
            if near.iter().any(|near| risk::is_absolute(near.words(), &relatives(near))) {
                continue;
            }
            for span in found {
                let words = &read.passage.text[span.clone()];
                let start = read.passage.start;
                let span = || self.passages.span(start + span.start..start + span.end);
                faults.add(Code::RiskRelative, || relative(self.source.place(span()), words));
            }
        }
    }

    /// Alternative texts and titles are heard or seen, and so are the arguments of components.
    fn holes(&self, faults: &mut Tally) {
        let mut look = |text: &str, span: &Span| {
            for (identifier, _) in privacy::find(text) {
                faults.add(code(identifier), || identified(self.source, span.clone(), identifier));
            }
        };
        self.body.each_hole(&mut |hole| match hole {
            Hole::Image(image) => {
                look(&image.alt, &image.src.span);
                image.title.iter().for_each(|title| look(title, &image.src.span));
            }
            Hole::Component(component) => {
                component.arguments.iter().for_each(|(_, value)| look(&value.value, &value.span));
            }
            Hole::Slide(_) | Hole::Link(_) | Hole::Source(_) | Hole::Code(_) => {}
            Hole::Word(_) | Hole::Citation(_) | Hole::Section(_) => {}
        });
    }

    /// Fields are read line by line; where a form of consent is kept is never published.
    fn front_matter(&self, faults: &mut Tally) {
        let mut start = 0;
        for line in self.source.text[..self.body_start].split_inclusive('\n') {
            let field = line.trim_start();
            let names_a_form = field.starts_with("ref:") || (field.starts_with("consent:") && field.contains("ref:"));
            if !names_a_form {
                for (identifier, found) in privacy::find(line) {
                    let span = start + found.start..start + found.end;
                    faults.add(code(identifier), || identified(self.source, span, identifier));
                }
            }
            start += line.len();
        }
    }
}

/// A number of a patient. It is not said again, neither in words nor in the line that is shown.
fn identified(source: &Source, span: Span, identifier: Identifier) -> Diagnostic {
    let what = match identifier {
        Identifier::SocialSecurity => "a Social Security number",
        Identifier::Medicare => "a Medicare number",
        Identifier::Nhs => "an NHS number",
        Identifier::MedicalRecord => "the number of a patient's record",
        Identifier::BirthDate => "a patient's date of birth",
    };
    let place = hidden(source.place(span));
    Diagnostic::new(
        code(identifier),
        place,
        format!("this looks like {what}"),
        "remove it, and tell who looks after privacy",
    )
    .help("it may be in the history of the file too; if it is nobody's, write it in code: `000`")
}

fn code(identifier: Identifier) -> Code {
    match identifier {
        Identifier::SocialSecurity => Code::PrivacySocialSecurity,
        Identifier::Medicare => Code::PrivacyMedicare,
        Identifier::Nhs => Code::PrivacyNhs,
        Identifier::MedicalRecord => Code::PrivacyRecord,
        Identifier::BirthDate => Code::PrivacyBirthDate,
    }
}

/// A place that does not show the number, nor others in its line.
fn hidden(place: Place) -> Place {
    let start = place.column - 1 - place.cut;
    let meant = start..start + place.length;
    let hide = |(at, c): (usize, char)| match c.is_ascii_digit() || (meant.contains(&at) && c.is_alphanumeric()) {
        true => '•',
        false => c,
    };
    Place { text: place.text.chars().enumerate().map(hide).collect(), ..place }
}

fn misread(source: &Source, span: Span, words: &str, slip: Slip) -> Diagnostic {
    let misread = format!("`{words}` can be misread");
    let tenfold = format!("`{words}` is ten times as much where the point is missed");
    let (message, label) = match slip {
        Slip::Unit => (format!("{misread}: U looks like 0 or 4"), "write `units`"),
        Slip::InternationalUnit => (format!("{misread}: IU looks like IV or 10"), "write `international units`"),
        Slip::Daily => (misread, "write `daily`"),
        Slip::EveryOtherDay => (misread, "write `every other day`"),
        Slip::Morphine => (
            format!("{misread}: it is used for two medicines"),
            "write `morphine sulfate`, or `magnesium sulfate` if that is meant",
        ),
        Slip::Magnesium => (format!("{misread} for morphine"), "write `magnesium sulfate`"),
        Slip::TrailingZero => (tenfold, "leave out the zero at the end"),
        Slip::LeadingZero => (tenfold, "write a zero before the point"),
        Slip::Spacing => (format!("`{words}` is not written as the hub writes amounts"), "see `health.dose_spacing`"),
    };
    Diagnostic::new(code_of_slip(slip), source.place(span), message, label)
}

fn code_of_slip(slip: Slip) -> Code {
    match slip {
        Slip::TrailingZero | Slip::LeadingZero => Code::DoseZero,
        Slip::Spacing => Code::DoseSpacing,
        Slip::Unit | Slip::InternationalUnit | Slip::Daily | Slip::EveryOtherDay | Slip::Morphine | Slip::Magnesium => {
            Code::DoseAbbreviation
        }
    }
}

fn relative(place: Place, words: &str) -> Diagnostic {
    let message = format!("`{words}` says how a risk changes, and nothing near it how large it is");
    let label = "say it in people too, with the same number before and after: from 4 in 100 to 2 in 100";
    Diagnostic::new(Code::RiskRelative, place, message, label)
}

/// A page that is harder to read than the hub wants.
pub(super) fn hard(source: &Source, title: &str, grade: f64, target: usize, counts: &Counts) -> Diagnostic {
    let message = format!("`{title}` reads at grade {grade:.1}; the hub aims at {target}");
    let sentences =
        count(counts.long_sentences as usize, "sentence of more than 20 words", "sentences of more than 20 words");
    let paragraphs = count(
        counts.long_paragraphs as usize,
        "paragraph of more than 3 sentences",
        "paragraphs of more than 3 sentences",
    );
    let label = match (counts.long_sentences, counts.long_paragraphs) {
        (0, 0) => "shorter words would help".to_owned(),
        (_, 0) => format!("it has {sentences}"),
        (0, _) => format!("it has {paragraphs}"),
        _ => format!("it has {sentences} and {paragraphs}"),
    };
    Diagnostic::new(Code::ReadabilityHard, Place::file(source.path.as_str()), message, label)
}
