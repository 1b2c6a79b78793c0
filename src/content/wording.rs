//! What a page's words give away or get wrong: numbers of patients, doses that are misread, a text that is hard to read.
//!
//! The rules are `health`'s; here their findings become diagnostics with places.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::health::dose::{self, Slip};
use crate::health::privacy::{self, Identifier};
use crate::health::readability::{self, Counts};
use crate::markdown::Passages;
use crate::project::config::Health;
use crate::span::{Place, Source, Span};
use crate::text::count;

/// What is to be known of a page to judge its words.
pub(super) struct Wording<'a> {
    pub(super) source: &'a Source,
    /// Where its body begins.
    pub(super) body_start: usize,
    pub(super) passages: &'a Passages,
    pub(super) language: &'a str,
    pub(super) health: &'a Health,
}

impl Wording<'_> {
    /// Everything that is wrong with the words of a page.
    pub(super) fn faults(&self) -> Diagnostics {
        let mut faults = self.in_front_matter();
        for passage in self.passages.iter() {
            let span = |found: Span| self.passages.span(passage.start + found.start..passage.start + found.end);
            for (identifier, found) in privacy::find(passage.text) {
                faults.push(identified(self.source, span(found), identifier));
            }
            if !self.is_english() {
                continue;
            }
            for (slip, found) in dose::find(passage.text, self.health.dose_spacing) {
                let words = &passage.text[found.clone()];
                faults.push(misread(self.source, span(found), words, slip));
            }
        }
        faults
    }

    /// What was counted in the text, if there is a formula for its language.
    pub(super) fn counts(&self) -> Option<Counts> {
        self.is_english().then(|| readability::count(self.passages))
    }

    fn is_english(&self) -> bool {
        self.language.split('-').next() == Some("en")
    }

    /// Fields are read line by line; where a form of consent is kept is never published.
    fn in_front_matter(&self) -> Diagnostics {
        let mut faults = Diagnostics::new();
        let mut start = 0;
        for line in self.source.text[..self.body_start].split_inclusive('\n') {
            let field = line.trim_start();
            let names_a_form = field.starts_with("ref:") || (field.starts_with("consent:") && field.contains("ref:"));
            if !names_a_form {
                let found = privacy::find(line).into_iter();
                faults.extend(found.map(|(identifier, found)| {
                    identified(self.source, start + found.start..start + found.end, identifier)
                }));
            }
            start += line.len();
        }
        faults
    }
}

/// A number of a patient. It is not said again, neither in words nor in the line that is shown.
fn identified(source: &Source, span: Span, identifier: Identifier) -> Diagnostic {
    let (code, what) = match identifier {
        Identifier::SocialSecurity => (Code::PrivacySocialSecurity, "a Social Security number"),
        Identifier::Medicare => (Code::PrivacyMedicare, "a Medicare number"),
        Identifier::Nhs => (Code::PrivacyNhs, "an NHS number"),
        Identifier::MedicalRecord => (Code::PrivacyRecord, "the number of a patient's record"),
        Identifier::BirthDate => (Code::PrivacyBirthDate, "a patient's date of birth"),
    };
    let place = hidden(source.place(span));
    Diagnostic::new(code, place, format!("this looks like {what}"), "remove it, and tell who looks after privacy")
        .help("it may be in the history of the file too; if it is nobody's, write it in code: `000`")
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
    let (code, message, label) = match slip {
        Slip::Unit => {
            (Code::DoseAbbreviation, format!("`{words}` can be misread: U looks like 0 or 4"), "write `units`")
        }
        Slip::InternationalUnit => (
            Code::DoseAbbreviation,
            format!("`{words}` can be misread: IU looks like IV or 10"),
            "write `international units`",
        ),
        Slip::Daily => (Code::DoseAbbreviation, format!("`{words}` can be misread"), "write `daily`"),
        Slip::EveryOtherDay => (Code::DoseAbbreviation, format!("`{words}` can be misread"), "write `every other day`"),
        Slip::Morphine => (
            Code::DoseAbbreviation,
            format!("`{words}` can be misread: it is used for two medicines"),
            "write `morphine sulfate`, or `magnesium sulfate` if that is meant",
        ),
        Slip::Magnesium => {
            (Code::DoseAbbreviation, format!("`{words}` can be misread for morphine"), "write `magnesium sulfate`")
        }
        Slip::TrailingZero => (
            Code::DoseZero,
            format!("`{words}` is ten times as much where the point is missed"),
            "leave out the zero at the end",
        ),
        Slip::LeadingZero => (
            Code::DoseZero,
            format!("`{words}` is ten times as much where the point is missed"),
            "write a zero before the point",
        ),
        Slip::Spacing => (
            Code::DoseSpacing,
            format!("`{words}` is not written as the hub writes amounts"),
            "see `health.dose_spacing`",
        ),
    };
    Diagnostic::new(code, source.place(span), message, label)
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
