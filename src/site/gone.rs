//! Pages that readers knew and that are no more: what their addresses say, and where else they had been.
//!
//! Only what was to be seen at some time has left an address behind. Of a page that never was, because it was a draft or
//! under embargo until its end, nothing may be told, and its address is not told either.

use std::collections::BTreeSet;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Link, PageId, Site, Spot, Structure, Why, Withheld, feeds};
use crate::content::{Page, lifecycle};
use crate::path::Address;
use crate::project::Project;
use crate::span::At;
use crate::text::slug;

/// What the address of a page says that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Gone {
    /// Whether it expired. Where consent ended, nothing is said of the page, and not why it was removed.
    pub has_expired: bool,
    /// Its language.
    pub language: String,
    /// What to read instead: what the page named, else the nearest page above it.
    pub instead: Vec<PageId>,
}

/// Where a page had been beside its own address.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, serde::Serialize)]
pub struct Spread {
    /// The pages whose feeds had it.
    pub feeds: Vec<String>,
    /// The networks on which it may have been posted: those that it has posts for, and those where the hub has an account.
    pub networks: Vec<String>,
}

/// Puts up the addresses of what is gone, where nothing else stands by now.
pub(super) fn occupy(site: &mut Site, project: &Project) {
    if !project.theme.templates.contains_key("gone.html") {
        return;
    }
    let known = |held: &&Withheld| lifecycle::was_seen(&held.page.front, &project.zone);
    let ended = |held: &&Withheld| matches!(held.why, Why::Expired(_) | Why::Withdrawn);
    let gone: Vec<(Vec<Address>, Gone)> =
        site.withheld.iter().filter(ended).filter(known).map(|held| (addresses(held), of(site, held))).collect();
    for (address, gone) in gone.into_iter().flat_map(|(all, gone)| all.into_iter().map(move |at| (at, gone.clone()))) {
        let Structure { spots, gone: all, .. } = site.structure();
        if !spots.contains_key(&address) {
            spots.insert(address.clone(), Spot::Gone);
            all.insert(address, gone);
        }
    }
}

/// Where a page stood, and from where it could be reached.
fn addresses(held: &Withheld) -> Vec<Address> {
    let aliases = held.page.front.aliases.iter().filter_map(|alias| Address::new(&alias.value).ok());
    std::iter::once(held.address.clone()).chain(aliases).collect()
}

fn of(site: &Site, held: &Withheld) -> Gone {
    let front = &held.page.front;
    let has_expired = matches!(held.why, Why::Expired(_));
    let named: Vec<&At<String>> = match &front.instead {
        Some(instead) => vec![instead],
        None => front.related.iter().collect(),
    };
    let mut instead: Vec<PageId> = Vec::new();
    for link in named.into_iter().filter(|_| has_expired) {
        if let Link::To { page: Some(id), .. } = site.resolve(&held.source, &link.value)
            && !instead.contains(&id)
        {
            instead.push(id);
        }
    }
    if instead.is_empty()
        && let Some(Spot::Page(id)) = site.at(&site.nearest(&held.address))
    {
        instead.push(*id);
    }
    Gone { has_expired, language: held.page.language.clone(), instead }
}

/// Where `page` had been while it was published: nobody else can take it away there.
pub fn spread(site: &Site, project: &Project, page: &Page) -> Spread {
    let above: Vec<&Page> = site.pages.iter().map(|page| &**page).filter(|it| is_above(it, page)).collect();
    let is_open = |page: &Page| page.front.feed != Some(false);
    let mut places: BTreeSet<Address> = BTreeSet::new();
    if feeds::is_for_feeds(page) && is_open(page) && above.iter().all(|page| is_open(page)) {
        places.extend(site.homes.get(&page.language).cloned());
        places.extend(above.iter().map(|page| page.address.clone()));
        let terms =
            page.front.terms.iter().flat_map(|(name, terms)| terms.iter().map(move |term| (name.as_str(), term)));
        let authors = page.front.authors.iter().map(|author| ("authors", author));
        for (taxonomy, term) in terms.chain(authors) {
            let person = site.person(&term.value).filter(|_| taxonomy == "authors");
            let place = match person {
                Some(id) => Ok(site.page(id).address.clone()),
                None => Address::new(&format!("{taxonomy}/{}/", slug(&term.value))),
            };
            places.extend(place);
        }
    }
    let posted = page.front.share.networks.iter().map(|(network, _)| network);
    let networks: BTreeSet<&String> = posted.chain(project.config.social.keys()).collect();
    Spread {
        feeds: places.iter().map(|place| project.base.absolute(place)).collect(),
        networks: networks.into_iter().cloned().collect(),
    }
}

/// Whether `section` is a page of a folder that `page` lies in.
fn is_above(section: &Page, page: &Page) -> bool {
    let nest = section.nest.as_str();
    section.role == crate::content::Role::Section && nest != page.nest.as_str() && page.nest.as_str().starts_with(nest)
}
