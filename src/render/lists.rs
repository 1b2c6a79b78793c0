//! What templates see of lists, feeds and terms.

use std::sync::PoisonError;

use tera::Value;

use super::functions::TermOrder;
use super::values::{link_value, map};
use super::{Scene, Shared, teaser};
use crate::path::Address;
use crate::project::strings::direction;
use crate::site::PageId;

/// A feed in each of its formats.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What it is called.
    pub title: String,
    /// Its files, the one that most readers know first; never none.
    pub files: Vec<FeedFile>,
}

/// A feed in one format.
#[derive(Clone, Debug)]
pub struct FeedFile {
    /// What the format is called in every language.
    pub label: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// From the root of the host.
    pub url: String,
}

/// Feeds of one sort.
#[derive(Clone, Debug)]
pub struct FeedGroup {
    /// `hub`, `podcasts`, `sections`, or the name of a taxonomy.
    pub name: String,
    /// Its feeds.
    pub feeds: Vec<Feed>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct List {
    /// The entries on this page.
    pub items: Vec<PageId>,
    /// Those of them that are events that are over: the last.
    pub over: Vec<PageId>,
    /// Its number, from 1.
    pub number: usize,
    /// How many entries the whole list has.
    pub total: usize,
    /// Where its first page stands.
    pub first: Address,
    /// How many pages it has.
    pub count: usize,
}

impl List {
    /// Where page `number` of the list stands, if there is one.
    pub fn page(&self, number: usize) -> Option<Address> {
        (1..=self.count).contains(&number).then(|| self.first.numbered(number))
    }
}

/// A page of a list.
pub(super) fn list(scene: &Scene, shared: &Shared, list: &List) -> Value {
    let base = scene.lens.base();
    let url = |number: usize| list.page(number).map(|address| base.rooted(&address));
    let coming = match list.over.is_empty() {
        true => Value::none(),
        false => teaser::all(scene, shared, &list.items[..list.items.len() - list.over.len()]),
    };
    map([
        ("items", teaser::all(scene, shared, &list.items)),
        ("coming", coming),
        ("over", teaser::all(scene, shared, &list.over)),
        ("number", Value::from(list.number)),
        ("count", Value::from(list.count)),
        ("total", Value::from(list.total)),
        ("previous", Value::from(url(list.number - 1))),
        ("next", Value::from(url(list.number + 1))),
        ("pages", Value::from(entries(scene, shared, list))),
    ])
}

/// The pages of a list. All but the current one are the same on each of them.
fn entries(scene: &Scene, shared: &Shared, list: &List) -> Vec<Value> {
    let base = scene.lens.base();
    let entry = |number: usize, current: bool| {
        let url = base.rooted(&list.first.numbered(number));
        map([("number", Value::from(number)), ("url", Value::from(url)), ("current", Value::from(current))])
    };
    let key = (list.first.clone(), list.count);
    let known = shared.entries.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    let mut entries = known.unwrap_or_else(|| {
        let made: Vec<Value> = (1..=list.count).map(|number| entry(number, false)).collect();
        shared.entries.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        made
    });
    if let Some(current) = entries.get_mut(list.number.wrapping_sub(1)) {
        *current = entry(list.number, true);
    }
    entries
}

/// Feeds as links, each to its first format.
pub(super) fn feeds(feeds: &[Feed]) -> Value {
    let first = |feed: &Feed| Some(link_value(&feed.title, &feed.files.first()?.url));
    Value::from(feeds.iter().filter_map(first).collect::<Vec<Value>>())
}

/// Every feed with all its formats, by sort.
pub(super) fn feed_groups(scene: &Scene, groups: &[FeedGroup]) -> Value {
    let origin = &scene.lens.base().origin;
    let file = |file: &FeedFile| {
        map([
            ("label", Value::from(file.label)),
            ("type", Value::from(file.media_type)),
            ("url", Value::from(file.url.as_str())),
            ("permalink", Value::from(format!("{origin}{}", file.url))),
        ])
    };
    let feed = |feed: &Feed| {
        let files = feed.files.iter().map(file).collect::<Vec<Value>>();
        map([("title", Value::from(feed.title.as_str())), ("formats", Value::from(files))])
    };
    let group = |group: &FeedGroup| {
        let feeds = group.feeds.iter().map(feed).collect::<Vec<Value>>();
        map([("name", Value::from(group.name.as_str())), ("feeds", Value::from(feeds))])
    };
    Value::from(groups.iter().map(group).collect::<Vec<Value>>())
}

/// The terms of a taxonomy.
pub(super) fn terms(scene: &Scene, taxonomy: &str, order: TermOrder, limit: usize) -> Value {
    let mut terms = scene.lens.terms(taxonomy);
    if order == TermOrder::Count {
        terms.sort_by_key(|term| std::cmp::Reverse(term.count));
    }
    if limit > 0 {
        terms.truncate(limit);
    }
    let terms = terms.iter().map(|entry| {
        let mut fields = term(scene, &entry.name, &entry.address, &entry.language, &scene.language);
        fields.push(("count", Value::from(entry.count)));
        map(fields)
    });
    Value::from(terms.collect::<Vec<Value>>())
}

/// A term as what is in `language` shows it: by the translation of the page that stands at its address, else by its name,
/// with the language of that where it is another.
pub(super) fn term(
    scene: &Scene,
    name: &str,
    address: &Address,
    own: &str,
    language: &str,
) -> Vec<(&'static str, Value)> {
    let lens = &scene.lens;
    let link = |name: &str, address: &Address| {
        vec![("name", Value::from(name)), ("url", Value::from(lens.base().rooted(address)))]
    };
    if own == language {
        return link(name, address);
    }
    let translations = lens.at(address.clone()).map_or(&[] as &[PageId], |page| lens.translations(page));
    if let Some(own) = translations.iter().map(|id| lens.teaser(*id)).find(|page| page.language == language) {
        return link(&own.title, &own.address);
    }
    let mut fields = link(name, address);
    fields.push(("language", Value::from(own)));
    if direction(own) != direction(language) {
        fields.push(("direction", Value::from(direction(own))));
    }
    fields
}
