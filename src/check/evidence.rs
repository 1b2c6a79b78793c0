//! What pages tell of where they come from, for the marks of [`crate::health::marks`]. It finds nothing wrong: it is for
//! reports.

use crate::content::{Facts, Kind, Page, Role};
use crate::health::marks::{self, Marks, Told};
use crate::world::World;

/// The kinds of pages that are about health, which the marks are for.
const KINDS: [Kind; 5] = [Kind::Guide, Kind::Research, Kind::News, Kind::Question, Kind::Training];

/// The marks of a page, if it is one that they are for.
pub fn marks(world: &World, page: &Page) -> Option<Marks> {
    if page.role != Role::Leaf || !KINDS.contains(&page.kind) {
        return None;
    }
    let front = &page.front;
    let authors = crate::output::authors(page);
    let has_credentials = |name: &str| {
        let person = world.site.person(name).map(|id| &world.site.page(id).front.facts);
        matches!(person, Some(Facts::Person(person)) if !person.credentials.is_empty())
    };
    let is_a_paper = match &front.facts {
        Facts::Research(research) => research.doi.is_some() || research.pmid.is_some() || research.citation.is_some(),
        _ => false,
    };
    let hub_says = world.project.setting("organization.ownership_funding").is_some();
    Some(marks::of(&Told {
        authors: authors.len(),
        with_credentials: authors.iter().filter(|name| has_credentials(&name.value)).count(),
        references: page.outline.cites.len() + front.sources.len() + usize::from(is_a_paper),
        funding: !front.funding.is_empty() || front.no_funding || hub_says,
        interests: front.interests.is_some() || front.no_interests,
        published: front.date.is_some(),
        updated: front.updated.is_some() || front.reviewed.is_some(),
        is_of_its_day: matches!(page.kind, Kind::News | Kind::Research),
    }))
}
