//! Dollar signs: those around a formula, and those of a price.
//!
//! The parser takes any two dollar signs for a formula and reads no Markdown between them, so that `**$5** or **$10**`
//! would lose its emphasis. [`masked`] decides which signs stand around a formula, by these rules, and hides all others from
//! the parser: an opening sign does not follow a letter or digit of ASCII, or a closing bracket, and is followed by a
//! non-blank; the closing sign is the next sign of the block, follows a non-blank, and is not followed by a letter or digit
//! of ASCII; what stands between them is neither a number nor prose that begins with one. `$$` is always left to the parser.

use std::borrow::Cow;
use std::iter::Peekable;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag};

use crate::span::Span;

/// The stand-in for a hidden dollar sign: one byte, and an ordinary character to the parser, in addresses too.
const STAND_IN: &str = "\u{7f}";

/// Returns `text` for the parser, of the same length: each single dollar sign that is not around a formula is replaced.
/// A text that has the stand-in itself, which is a control character, is returned as it is.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'$') || text.contains(STAND_IN) {
        return Cow::Borrowed(text);
    }
    let signs = single_signs(text);
    let mut masked = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(&open) = signs.get(at) {
        match signs.get(at + 1) {
            Some(&close) if is_formula(text, open, close) => at += 2,
            Some(_) | None => {
                masked[open] = STAND_IN.as_bytes()[0];
                at += 1;
            }
        }
    }
    String::from_utf8(masked).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The events of a masked text with their places, each hidden dollar sign as it was written.
pub(super) struct Unmasked<'a> {
    events: OffsetIter<'a>,
    has_stand_ins: bool,
}

/// Parses `masked`, which [`masked`] made of `written`.
pub(super) fn events<'a>(masked: &'a str, written: &str, syntax: Options) -> Peekable<Unmasked<'a>> {
    let events = Parser::new_ext(masked, syntax).into_offset_iter();
    Unmasked { events, has_stand_ins: masked != written }.peekable()
}

impl<'a> Iterator for Unmasked<'a> {
    type Item = (Event<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        let (event, span) = self.events.next()?;
        Some((if self.has_stand_ins { unmasked(event) } else { event }, span))
    }
}

fn unmasked(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(restored(text)),
        Event::Code(text) => Event::Code(restored(text)),
        Event::InlineMath(text) => Event::InlineMath(restored(text)),
        Event::DisplayMath(text) => Event::DisplayMath(restored(text)),
        Event::Html(html) => Event::Html(restored(html)),
        Event::InlineHtml(html) => Event::InlineHtml(restored(html)),
        Event::FootnoteReference(label) => Event::FootnoteReference(restored(label)),
        Event::Start(tag) => Event::Start(unmasked_tag(tag)),
        Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule | Event::TaskListMarker(_) => event,
    }
}

fn unmasked_tag(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: restored(dest_url), title: restored(title), id: restored(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: restored(dest_url), title: restored(title), id: restored(id) }
        }
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(restored),
            classes: classes.into_iter().map(restored).collect(),
            attrs: attrs.into_iter().map(|(name, value)| (restored(name), value.map(restored))).collect(),
        },
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(restored(info))),
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(restored(label)),
        tag => tag,
    }
}

fn restored(text: CowStr<'_>) -> CowStr<'_> {
    match text.contains(STAND_IN) {
        true => text.replace(STAND_IN, "$").into(),
        false => text,
    }
}

/// The places of dollar signs that stand alone and are not escaped by a backslash.
fn single_signs(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    text.match_indices('$')
        .map(|(at, _)| at)
        .filter(|&at| {
            let backslashes = bytes[..at].iter().rev().take_while(|&&byte| byte == b'\\').count();
            let is_single = bytes.get(at + 1) != Some(&b'$') && (at == 0 || bytes[at - 1] != b'$');
            is_single && backslashes % 2 == 0
        })
        .collect()
}

/// Whether the signs at `open` and `close` stand around a formula.
fn is_formula(text: &str, open: usize, close: usize) -> bool {
    let inside = &text[open + 1..close];
    let before = text[..open].chars().next_back();
    let after = text[close + 1..].chars().next();
    let opens = before.is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '$' | ')' | ']' | '}')));
    let closes = after.is_none_or(|c| !c.is_ascii_alphanumeric());
    let is_tight =
        !inside.is_empty() && !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
    opens && closes && is_tight && !ends_block(inside) && !has_markdown(inside) && !is_amount(inside)
}

/// Whether a blank line stands in `text`: no formula goes on behind it.
fn ends_block(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().is_empty())
}

/// Whether `text` has Markdown that no formula has: code, a link, or strong emphasis.
fn has_markdown(text: &str) -> bool {
    text.contains('`') || text.contains("](") || text.contains("**") || text.contains("://")
}

/// Whether `text` is a number, a range of numbers, or prose that begins with a number: `5`, `5–10`, `5 or US`.
fn is_amount(text: &str) -> bool {
    if !text.trim_start_matches(['-', '+', '−']).starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let is_number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | '+' | '−' | ' '));
    is_number || has_word(text)
}

/// Whether a word of two letters or more stands in `text` between blanks, punctuation or ends, outside of commands and braces.
fn has_word(text: &str) -> bool {
    let mut depth = 0_usize;
    text.split_whitespace().any(|piece| {
        let was_inside = depth > 0;
        let opened = piece.matches('{').count();
        depth = (depth + opened).saturating_sub(piece.matches('}').count());
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '\\');
        !was_inside && opened == 0 && word.chars().count() > 1 && word.chars().all(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the dollar signs, hidden ones as `¤`.
    fn shown(text: &str) -> String {
        masked(text).replace(STAND_IN, "¤")
    }

    #[test]
    fn prices_are_hidden_from_the_parser() {
        for text in [
            "**$5** or **$10**",
            "[$20](a.md) or [$40](b.md)",
            "$20/visit, *cheaper* than the $35/visit",
            "(US$) and (A$) per patient",
            "US$5 or A$6 and C$7. We pay 5$ or 10$ back.",
            "$60K–$80K, plus $5K",
            "data$age and data$sex",
            "$PATH and $HOME",
            "$5 (was `$4`) to $6",
            "$2-a-day and US$-denominated",
            "$5 to 10$.",
            "$5$ and $5,000.00$ and $5–10$",
            "$5 ([more](a.md))/$10",
            "a fee of $5\n\nand $6",
            "~~$30~~ $20, “$40”",
            "¿$5? ¡$6!",
            "診察は$5で、検査は$10です",
        ] {
            assert_eq!(shown(text), text.replace('$', "¤"), "{text}");
        }
    }

    #[test]
    fn formulas_are_left_to_the_parser() {
        for text in [
            "$x^2$",
            "so $a + b$.",
            "**$x$**",
            "($n = 5$), $p$-value",
            "\"$x$\"",
            "$2x + 3$",
            "$95\\%$",
            "$5 \\text{ or more}$",
            "$3 \\times 10^{5}$",
            "$E<1$ and\n$$x^2$$",
            "$a\n+ b$",
            "| $x$ | $y$ |",
            "a—$x$—b",
            "see $\\alpha$，",
            "当$x$时",
        ] {
            assert_eq!(shown(text), text, "{text}");
        }
    }

    #[test]
    fn a_price_beside_a_formula_is_a_price() {
        assert_eq!(shown("It costs $5, and $x$ is free."), "It costs ¤5, and $x$ is free.");
        assert_eq!(shown("$x$ costs $5"), "$x$ costs ¤5");
        assert_eq!(shown("\\$4 and $x$"), "\\$4 and $x$");
    }
}
