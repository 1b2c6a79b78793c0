//! Care cards as guidance wants them: one of each level on a page, none that leads away from help, and no number that is not
//! the hub's.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::markdown::{Component, Fragment, Hole};
use crate::project::config::Emergency;
use crate::span::{At, Place, Source, Span};

/// What is wrong with the care cards of a body. `emergency` is whom to call in the language of the page, if the hub says.
pub(super) fn faults(source: &Source, body: &Fragment, emergency: Option<&Emergency>) -> Diagnostics {
    let mut cards: Vec<&Component> = Vec::new();
    body.each_hole(&mut |hole| match hole {
        Hole::Component(component) if component.name.value == "care" => cards.push(component),
        _ => {}
    });
    let mut faults = Diagnostics::new();
    for (at, card) in cards.iter().enumerate() {
        let Some(level) = argument(card, "level") else { continue };
        let first = cards[..at].iter().filter_map(|card| argument(card, "level")).find(|one| one.value == level.value);
        if let Some(first) = first {
            faults.push(twice(source, level, first));
        }
        if level.value == "emergency" {
            faults.extend(links(card).into_iter().map(|link| leads_away(source.place(link.span.clone()))));
        }
        let title = argument(card, "title");
        faults.extend(title.zip(emergency).and_then(|(title, emergency)| strange_number(source, title, emergency)));
    }
    faults
}

fn argument<'a>(card: &'a Component, name: &str) -> Option<&'a At<String>> {
    card.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Links into the hub: an address elsewhere may be where help is.
fn links(card: &Component) -> Vec<&At<String>> {
    let mut links = Vec::new();
    card.body.each_hole(&mut |hole| {
        if let Hole::Link(link) = hole {
            links.push(link);
        }
    });
    links
}

/// Numbers that are called in an emergency or for advice somewhere in the world.
const NUMBERS: [&str; 10] = ["000", "110", "111", "112", "116117", "119", "811", "911", "988", "999"];

/// A title that tells to call a number that is nobody's here: a card that was copied from elsewhere.
fn strange_number(source: &Source, title: &At<String>, emergency: &Emergency) -> Option<Diagnostic> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let texts = [&emergency.number, &emergency.advice, &emergency.text];
    let own: Vec<String> = texts.into_iter().flatten().flat_map(|text| text.split(' ').map(digits)).collect();
    let number = title.value.split(|c: char| !c.is_ascii_digit()).find(|word| NUMBERS.contains(word))?;
    // 112 is answered in every mobile network.
    let is_known = number == "112" || own.is_empty() || own.iter().any(|known| known == number);
    (!is_known).then(|| strange(source, title.span.clone(), number, emergency.number.as_deref()))
}

fn twice(source: &Source, second: &At<String>, first: &At<String>) -> Diagnostic {
    let message = format!("this page has two care cards of the level `{}`", second.value);
    let label = "one list is found faster than two";
    Diagnostic::new(Code::CareTwice, source.place(second.span.clone()), message, label)
        .also(source.place(first.span.clone()), "the first")
}

fn leads_away(place: Place) -> Diagnostic {
    let message = "a link in an emergency card leads away from getting help";
    Diagnostic::new(Code::CareLink, place, message, "put it after the card")
}

fn strange(source: &Source, span: Span, number: &str, own: Option<&str>) -> Diagnostic {
    let message = format!("this care card tells to call {number}, which `emergency` in bulletin.yaml does not have");
    let label = own.map_or("leave out the title: the card then says the number of the hub".to_owned(), |own| {
        format!("write {own}, or leave out the title: the card then says the number of the hub")
    });
    Diagnostic::new(Code::CareNumber, source.place(span), message, label)
}
