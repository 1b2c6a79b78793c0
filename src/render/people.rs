//! What templates see of people and of who employs and pays them.

use tera::Value;

use super::Scene;
use super::files::picture_of;
use super::values::{map, of};
use crate::content::Facts;
use crate::content::front::{Affiliation, Contact, Funding};
use crate::health::identifiers;
use crate::path::Address;
use crate::span::At;
use crate::text::slug;

/// Names and addresses of authors. One who has no page of their own has a list of what they wrote.
pub(super) fn authors(scene: &Scene, names: &[At<String>]) -> Value {
    Value::from(names.iter().map(|name| named(scene, &name.value, author_address)).collect::<Vec<Value>>())
}

/// Reviewers and those who answer: like authors, but a bare name has no page of its own.
pub(super) fn people(scene: &Scene, names: &[At<String>]) -> Value {
    Value::from(names.iter().map(|name| named(scene, &name.value, |_| None)).collect::<Vec<Value>>())
}

/// Somebody by name, with what their page says, else with the address that a bare name has.
fn named(scene: &Scene, name: &str, bare: impl Fn(&str) -> Option<Address>) -> Value {
    let base = scene.lens.base();
    let person = scene.lens.person(name).map(|id| scene.lens.teaser(id));
    let (name, url) = match person {
        Some(person) => (person.title.as_str(), Some(base.rooted(&person.address))),
        None => (name, bare(name).map(|address| base.rooted(&address))),
    };
    let role = person.and_then(|person| match &person.front.facts {
        Facts::Person(facts) => Some(facts),
        _ => None,
    });
    let photo = person.zip(role.and_then(|facts| facts.photo.as_ref()));
    map([
        ("name", Value::from(name)),
        ("url", Value::from(url)),
        ("role", Value::from(role.and_then(|facts| facts.role.clone()))),
        ("credentials", role.map_or(Value::none(), |facts| credentials(&facts.credentials))),
        ("affiliation", role.and_then(|facts| facts.affiliation.as_ref()).map_or(Value::none(), affiliation)),
        ("photo", photo.map_or(Value::none(), |(person, photo)| picture_of(scene, person, photo))),
    ])
}

fn author_address(name: &str) -> Option<Address> {
    Address::new(&format!("authors/{}/", slug(name))).ok()
}

pub(super) fn credentials(credentials: &[String]) -> Value {
    match credentials.is_empty() {
        true => Value::none(),
        false => Value::from(credentials.join(", ")),
    }
}

pub(super) fn affiliation(affiliation: &Affiliation) -> Value {
    map([
        ("name", Value::from(affiliation.name.as_str())),
        ("url", Value::from(affiliation.link())),
        ("ror", Value::from(affiliation.ror.clone())),
    ])
}

pub(super) fn funding(funding: &Funding) -> Value {
    map([
        ("funder", Value::from(funding.funder.as_str())),
        ("grant", Value::from(funding.grant.clone())),
        ("url", Value::from(funding.url.clone())),
        ("ror", Value::from(funding.ror.clone())),
        ("ror_url", Value::from(funding.ror.as_deref().map(identifiers::ror_url))),
    ])
}

pub(super) fn contact(contact: &Contact) -> Value {
    of(contact)
}
