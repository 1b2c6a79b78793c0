//! Share cards that cannot show what they should.

use super::{Subject, place_in};
use crate::card::LeftOut;
use crate::content::front::Picture;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::path::SourcePath;
use crate::span::Place;
use crate::world::{World, front_pictures};

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

/// Checks that what the hub itself brings for its cards leaves them small. The program's own designs do.
pub(super) fn hub(world: &World, faults: &mut Diagnostics) {
    let Some(studio) = &world.project.theme.studio else { return };
    let (design, mark) = (studio.design_file(), &world.project.config.share.mark);
    if design.is_none() && mark.is_none() {
        return;
    }
    let file = SourcePath::new("bulletin.yaml").ok();
    match (studio.left_out(), design, mark.as_ref().zip(file)) {
        (None, ..) => {}
        (Some(LeftOut::Mark), _, Some((mark, file))) => {
            faults.push(too_large(place_in(world, &file, mark), format!("the mark `{}` is", mark.value)));
        }
        (Some(LeftOut::Mark), Some(design), None) => {
            faults.push(too_large(Place::file(design.as_str()), "the mark of this design is".to_owned()));
        }
        (Some(LeftOut::Shapes), Some(design), _) => {
            faults
                .push(too_large(Place::file(design.as_str()), "the shapes and the mark of this design are".to_owned()));
        }
        (Some(_), None, _) => {}
    }
}

fn too_large(place: Place, what: String) -> Diagnostic {
    let message = format!("{what} not on share cards, which would have more than 40 kB with so many details");
    let label = "use one of flat colours and plain shapes, or a smaller place for it";
    Diagnostic::new(Code::CardLarge, place, message, label)
}

fn no_glyph(place: Place, missing: &[char]) -> Diagnostic {
    let named = |letter: &char| format!("`{letter}` (U+{:04X})", *letter as u32);
    let shown: Vec<String> = missing.iter().take(5).map(named).collect();
    let message = format!("the share card of this page leaves out {}: no font has it", shown.join(", "));
    Diagnostic::new(Code::CardGlyph, place, message, "")
        .help("name a font that has it under `share: {fonts: […]}` in `bulletin.yaml`, or give the page an `image`")
}
