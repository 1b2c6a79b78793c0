//! Sitemaps: every page with its last change, in files of at most 50,000 (sitemaps.org).

use super::xml::Xml;
use super::{Made, Route, Sketch, made};
use crate::content::live::Update;
use crate::content::{Alert, Facts, Page};
use crate::instant::{Zone, rfc3339};
use crate::path::Address;
use crate::project::Base;
use crate::site::{SUBSCRIBE, Site, Spot, Taxonomy, Term};
use crate::world::{Lens, World};

/// Where the sitemap, or the index of several, stands.
pub(super) const FILE: &str = "sitemap.xml";

/// The most addresses that one file may hold.
const MOST: usize = 50_000;

/// Plans one sitemap, or an index and its parts.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    sketch.add_at(FILE, Route::Sitemap);
    let parts = count(&world.site).div_ceil(MOST);
    for part in (1..=parts).filter(|_| parts > 1) {
        sketch.add_at(&format!("sitemap-{part}.xml"), Route::SitemapPart(part));
    }
}

/// Makes the only sitemap, or the index.
pub(super) fn make(lens: Lens) -> Made {
    let entries = entries(lens.site(), lens.base(), lens.zone());
    if entries.len() <= MOST {
        return made(lens, url_set(&entries));
    }
    let mut xml = Xml::with_capacity(1000);
    xml.start("sitemapindex", &[NAMESPACE]);
    for part in 1..=entries.len().div_ceil(MOST) {
        let base = lens.base();
        xml.start("sitemap", &[]);
        xml.leaf("loc", &[], &format!("{}{}/sitemap-{part}.xml", base.origin, base.path));
        xml.end("sitemap");
    }
    xml.end("sitemapindex");
    made(lens, xml.into_bytes())
}

/// Makes one of several sitemaps.
pub(super) fn make_part(lens: Lens, part: usize) -> Made {
    let entries = entries(lens.site(), lens.base(), lens.zone());
    made(lens, url_set(entries.chunks(MOST).nth(part - 1).unwrap_or_default()))
}

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// An address and when what it shows last changed.
type Entry = (String, Option<String>);

/// Every page that searches should find, by address.
fn entries(site: &Site, base: &Base, zone: &Zone) -> Vec<Entry> {
    let changed = |page: &Page| {
        let when = page.front.updated.or(page.front.date);
        when.map(|when| when.start(zone)).or_else(|| page.front.reviewed.map(|day| zone.start_of(day)))
    };
    let pages = found(site).map(|page| (base.absolute(&page.address), changed(page).map(rfc3339)));
    let taxonomies = filled(site).map(|taxonomy| (base.absolute(&taxonomy.address), None));
    let terms = terms(site).map(|term| {
        let newest = term.pages.iter().filter_map(|id| changed(site.page(*id))).max();
        (base.absolute(&term.address), newest.map(rfc3339))
    });
    let updates = updates(site).map(|(page, update)| {
        let address = base.absolute(&page.update_address(&update.key));
        (address, Some(rfc3339(update.changed().start(zone))))
    });
    let subscribe = subscribe(site).map(|address| (base.absolute(&address), None));
    let mut entries: Vec<Entry> = pages.chain(taxonomies).chain(terms).chain(updates).chain(subscribe).collect();
    entries.sort();
    entries
}

/// How many [`entries`] there are, found without making them.
fn count(site: &Site) -> usize {
    found(site).count() + filled(site).count() + terms(site).count() + updates(site).count() + subscribe(site).count()
}

/// Pages that searches should find: all but exercises and tests of alerts.
fn found(site: &Site) -> impl Iterator<Item = &Page> {
    site.numbered().map(|(_, page)| page).filter(|page| page.alert().is_none_or(Alert::is_actual))
}

/// Updates of live coverage that have an address of their own.
fn updates(site: &Site) -> impl Iterator<Item = (&Page, &Update)> {
    let updates = site.numbered().filter_map(|(_, page)| match &page.front.facts {
        Facts::Live(live) => Some(live.told.updates.iter().map(move |update| (page, update))),
        _ => None,
    });
    updates
        .flatten()
        .filter(|(page, update)| matches!(site.at(&page.update_address(&update.key)), Some(Spot::Update(..))))
}

/// Pages that list feeds.
fn subscribe(site: &Site) -> impl Iterator<Item = Address> {
    let below = site.homes.values().filter_map(|home| home.child(SUBSCRIBE).ok());
    below.filter(|address| matches!(site.at(address), Some(Spot::Subscribe(_))))
}

/// Taxonomies with terms.
fn filled(site: &Site) -> impl Iterator<Item = &Taxonomy> {
    site.taxonomies.values().filter(|taxonomy| !taxonomy.terms.is_empty())
}

/// Terms with a list of their own.
fn terms(site: &Site) -> impl Iterator<Item = &Term> {
    filled(site).flat_map(|taxonomy| taxonomy.terms.values()).filter(|term| term.person.is_none())
}

fn url_set(entries: &[Entry]) -> Vec<u8> {
    let mut xml = Xml::with_capacity(entries.len() * 130 + 200);
    xml.start("urlset", &[NAMESPACE]);
    for (url, changed) in entries {
        xml.start("url", &[]);
        xml.leaf("loc", &[], url);
        if let Some(changed) = changed {
            xml.leaf("lastmod", &[], changed);
        }
        xml.end("url");
    }
    xml.end("urlset");
    xml.into_bytes()
}
