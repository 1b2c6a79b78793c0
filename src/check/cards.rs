//! Share cards that cannot show what they should.

use super::Subject;
use crate::content::front::Picture;
use crate::diag::{Code, Diagnostic};
use crate::span::Place;
use crate::world::front_pictures;

/// Checks that there is a glyph for every character on the card of a page.
pub(super) fn check(subject: &mut Subject<'_>) {
    let Subject { lens, id, page, .. } = *subject;
    let Some(card) = lens.card(id) else { return };
    let find = |picture: &Picture| lens.picture(&page.source, &picture.src.value);
    if front_pictures(page).any(|picture| find(picture).is_some_and(|found| found.is_shared(picture.focus))) {
        return;
    }
    let missing = lens.studio().map(|studio| studio.missing(&card.fields)).unwrap_or_default();
    if !missing.is_empty() {
        let span = page.front.title.as_ref().map_or(0..0, |title| title.span.clone());
        subject.fault(Code::CardGlyph, &span, |place| no_glyph(place, &missing));
    }
}

fn no_glyph(place: Place, missing: &[char]) -> Diagnostic {
    let named = |letter: &char| format!("`{letter}` (U+{:04X})", *letter as u32);
    let shown: Vec<String> = missing.iter().take(5).map(named).collect();
    let message = format!("the share card of this page leaves out {}: no font has it", shown.join(", "));
    Diagnostic::new(Code::CardGlyph, place, message, "")
        .help("name a font that has it under `share: {fonts: […]}` in `bulletin.yaml`, or give the page an `image`")
}
