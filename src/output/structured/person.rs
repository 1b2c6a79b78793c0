//! People: somebody's own page, and who wrote or reviewed another.

use super::json::{Entity, Json};
use super::{Head, identifier, organization, set, set_list, texts, typed};
use crate::content::front::Person;
use crate::content::{Facts, Page};
use crate::health::identifiers;
use crate::output::head::topics;
use crate::span::At;
use crate::world::PicturePlace;

/// Whose page it is.
pub(super) fn whole<'t>(head: &'t Head<'_>, page: &'t Page, facts: &'t Person) -> Entity<'t> {
    let mut entity = typed("Person");
    set(&mut entity, "@id", Some(id(&head.url)));
    set(&mut entity, "name", Some(page.title.as_str()));
    set(&mut entity, "url", Some(head.url.as_str()));
    set(&mut entity, "description", Some(page.description.as_str()).filter(|text| !text.is_empty()));
    set(&mut entity, "jobTitle", facts.role.as_deref());
    set(&mut entity, "honorificSuffix", suffix(facts));
    let credential = |name| Json::Entity(vec![("@type", "EducationalOccupationalCredential".into()), ("name", name)]);
    set_list(&mut entity, "hasCredential", texts(&facts.credentials).map(credential).collect());
    let orcid = facts.orcid.as_deref();
    let orcid_id = orcid.map(|orcid| identifier("ORCID", orcid, Some(identifiers::orcid_url(orcid))));
    let registration = facts.registration.as_deref().map(Json::from);
    set_list(&mut entity, "identifier", orcid_id.into_iter().chain(registration).collect());
    let orcid_url = orcid.map(|orcid| identifiers::orcid_url(orcid).into());
    set_list(&mut entity, "sameAs", orcid_url.into_iter().chain(texts(&facts.same_as)).collect());
    set(&mut entity, "image", facts.photo.as_ref().and_then(|photo| photo_url(head, page, &photo.src.value)));
    set_list(&mut entity, "knowsAbout", topics(page).map(Json::from).collect());
    match affiliation(facts) {
        None => entity.push(("worksFor", organization::reference(head))),
        affiliation => set(&mut entity, "affiliation", affiliation),
    }
    entity
}

/// Where somebody's photo stands: the whole of it, whether or not it is large enough to be shared.
fn photo_url(head: &Head<'_>, page: &Page, src: &str) -> Option<String> {
    let lens = &head.scene.lens;
    match &lens.picture(&page.source, src)?.place {
        PicturePlace::Site(address) => Some(lens.base().absolute(address)),
        PicturePlace::Elsewhere(url) => Some(url.clone()),
    }
}

/// Authors or reviewers; a name holds only the name.
pub(super) fn each<'t>(head: &'t Head<'_>, names: &'t [At<String>]) -> Vec<Json<'t>> {
    let lens = &head.scene.lens;
    let person = |name: &'t At<String>| {
        let mut person = vec![("@type", "Person".into())];
        match lens.person(&name.value).map(|id| lens.teaser(id)) {
            Some(page) => {
                let url = lens.base().absolute(&page.address);
                set(&mut person, "@id", Some(id(&url)));
                set(&mut person, "name", Some(page.title.as_str()));
                set(&mut person, "url", Some(url));
                if let Facts::Person(facts) = &page.front.facts {
                    set(&mut person, "jobTitle", facts.role.as_deref());
                    set(&mut person, "honorificSuffix", suffix(facts));
                    set(&mut person, "affiliation", affiliation(facts));
                }
            }
            None => set(&mut person, "name", Some(name.value.as_str())),
        }
        Json::Entity(person)
    };
    names.iter().map(person).collect()
}

/// What stands for somebody in all structured data of the hub, by the address of their page.
pub(super) fn id(url: &str) -> String {
    format!("{url}#person")
}

/// Where they work, if that is said.
fn affiliation(facts: &Person) -> Option<Json<'_>> {
    let affiliation = facts.affiliation.as_ref()?;
    let mut entity = vec![("@type", "Organization".into()), ("name", affiliation.name.as_str().into())];
    set(&mut entity, "url", affiliation.url.as_deref());
    set(&mut entity, "sameAs", affiliation.ror.as_deref().map(identifiers::ror_url));
    Some(Json::Entity(entity))
}

/// What stands behind the name.
fn suffix(facts: &Person) -> Option<String> {
    (!facts.credentials.is_empty()).then(|| facts.credentials.join(", "))
}
