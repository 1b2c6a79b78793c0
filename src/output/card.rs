//! Share cards: a picture for each page that has none of its own for networks to show.

use super::{Made, Route, Sketch, made};
use crate::diag::{Code, Diagnostic};
use crate::site::PageId;
use crate::span::Place;
use crate::world::{Lens, World};

/// Plans the card of each page that has no picture of its own.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (id, _) in world.site.numbered() {
        if let Some(address) = world.card_address(id) {
            sketch.add(&address, Route::Card(id));
        }
    }
}

/// Draws the card of a page.
pub(super) fn make(lens: Lens, id: PageId) -> Result<Made, Box<Diagnostic>> {
    let card = lens.card(id);
    let drawn = card.zip(lens.studio()).map(|(card, studio)| studio.draw(&card.fields));
    match drawn {
        Some(bytes) => Ok(made(lens, bytes)),
        None => Err(Box::new(Diagnostic::new(Code::DiskUnreadable, Place::file("card.png"), "the card is gone", ""))),
    }
}
