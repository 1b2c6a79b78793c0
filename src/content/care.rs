//! Care cards as guidance wants them: one of each level on a page, none that leads away from help, and no number that is not
//! the hub's.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, Diagnostics, Tally};
use crate::markdown::{Component, Fragment, Hole};
use crate::project::config::Emergency;
use crate::span::{At, Place, Source, Span};
use crate::text::digit;

/// What is wrong with the care cards of a body. `emergency` is whom to call in the language of the page, if the hub says.
pub(super) fn faults(source: &Source, body: &Fragment, emergency: Option<&Emergency>) -> Diagnostics {
    let mut cards: Vec<&Component> = Vec::new();
    body.each_hole(&mut |hole| match hole {
        Hole::Component(component) if component.name.value == "care" => cards.push(component),
        _ => {}
    });
    let mut faults = Tally::default();
    let mut firsts: HashMap<&str, &At<String>> = HashMap::new();
    for card in cards {
        let Some(level) = argument(card, "level") else { continue };
        match firsts.get(level.value.as_str()) {
            Some(first) => faults.add(Code::CareTwice, || twice(source, level, first)),
            None => drop(firsts.insert(&level.value, level)),
        }
        if level.value == "emergency" {
            for link in links(card) {
                faults.add(Code::CareLink, || leads_away(source.place(link.span.clone())));
            }
        }
        let title = argument(card, "title");
        if let Some((title, emergency)) = title.zip(emergency)
            && let Some(number) = strange_number(title, emergency)
        {
            let own = emergency.number.as_deref();
            faults.add(Code::CareNumber, || strange(source, title.span.clone(), number, own));
        }
    }
    faults.finish()
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

/// A longer number is somebody's telephone, whatever it has in it.
const TELEPHONE: usize = 7;

/// The number that a title tells to call and that is nobody's here: the card was copied from elsewhere.
fn strange_number<'a>(title: &At<String>, emergency: &Emergency) -> Option<&'a str> {
    let texts = [&emergency.number, &emergency.advice, &emergency.text];
    let own: Vec<String> = texts.into_iter().flatten().flat_map(|text| short_numbers(text)).collect();
    // 112 is answered in every mobile network.
    let is_known = |number: &str| number == "112" || own.is_empty() || own.iter().any(|known| known == number);
    let called = short_numbers(&title.value);
    NUMBERS.into_iter().find(|number| called.iter().any(|called| called == number) && !is_known(number))
}

/// The numbers of a text as they are dialled, in the digits of any language, but for those of telephones: `9-1-1` is 911, and
/// `0161 911 0000` holds none.
fn short_numbers(text: &str) -> Vec<String> {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2013}');
    let goes_on = |c: char| digit(c).is_some() || is_dash(c) || c.is_whitespace() || matches!(c, '(' | ')' | '+' | '.');
    let mut found = Vec::new();
    for run in text.split(|c: char| !goes_on(c)) {
        let groups = run.split(|c: char| digit(c).is_none() && !is_dash(c));
        let groups = groups.map(|group| group.chars().filter_map(digit).collect::<String>());
        let groups: Vec<String> = groups.filter(|group| !group.is_empty()).collect();
        if groups.iter().map(String::len).sum::<usize>() < TELEPHONE {
            found.extend(groups);
        }
    }
    found
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
