//! Why outputs were made, in words for people.

use crate::disk::FileStamp;
use crate::path::OutPath;
use crate::world::{Query, World};

use super::ledger::Ledger;

/// Why an output was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Where it stands.
    pub path: OutPath,
    /// Why: lower case, no full stop.
    pub why: String,
}

/// Why an output does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// No earlier build made it, or not without fault.
    New,
    /// Something else stood there.
    Other,
    /// Its file is gone, or not as we left it.
    Touched(Option<FileStamp>),
    /// This question is answered otherwise.
    Asked(u32),
    /// It stands, and was made all the same.
    Verified,
}

/// `why` in words.
pub(super) fn told(why: Why, ledger: &Ledger, world: &World) -> String {
    match why {
        Why::New if ledger.len() == 0 => "nothing is remembered of an earlier build".to_owned(),
        Why::New => "the build before did not make it".to_owned(),
        Why::Other => "something else stood there".to_owned(),
        Why::Touched(None) => "its file was gone".to_owned(),
        Why::Touched(Some(_)) => "its file was changed by somebody".to_owned(),
        Why::Verified => "to compare it with what stood there".to_owned(),
        Why::Asked(number) => match ledger.told(number) {
            Some((query, before)) => changed(&query, &before, world),
            None => "what was asked for it cannot be read".to_owned(),
        },
    }
}

fn changed(query: &Query, before: &str, world: &World) -> String {
    let now = world.in_short(query);
    let what = asked(query);
    match before.is_empty() || now == before {
        true => format!("{what} changed"),
        false => format!("{what} was `{before}` and is `{now}`"),
    }
}

/// What a question asks, in words.
fn asked(query: &Query) -> String {
    match query {
        Query::Page(source) => format!("the page {source}"),
        Query::Teaser(source) => format!("what lists show of {source}"),
        Query::Link(from, target) => format!("where the link `{target}` of {from} leads"),
        Query::Image(from, src) => format!("the image `{src}` of {from}"),
        Query::Picture(from, src) => format!("the picture `{src}` of {from}"),
        Query::Prints(address) => format!("what is made of the picture {address}"),
        Query::Size(address) => format!("the size of the image {address}"),
        Query::File(from, target) => format!("the file `{target}` of {from}"),
        Query::Pages(select) => format!("a list of pages ({})", selected(select)),
        Query::Members(source) => format!("the pages below {source}"),
        Query::Over(source) => format!("the events below {source} that are over"),
        Query::Sections(language) => format!("the sections ({language})"),
        Query::Around(source) => format!("what {source} is part of"),
        Query::Links(source) => format!("where the links of {source} lead"),
        Query::Neighbours(source) => format!("the pages before and after {source}"),
        Query::Related(source, _) => format!("the pages related to {source}"),
        Query::AToZ(language, kind, _) => format!("the list from A to Z of {} pages ({language})", kind.name()),
        Query::Terms(taxonomy) => format!("the terms of `{taxonomy}`"),
        Query::Term(taxonomy, slug) => format!("the pages of `{slug}` in `{taxonomy}`"),
        Query::TermLanguage(taxonomy, slug) => format!("the language of `{slug}` in `{taxonomy}`"),
        Query::TermPlace(taxonomy, slug) => format!("the name and place of `{slug}` in `{taxonomy}`"),
        Query::Taxonomy(name) => format!("the place of `{name}`"),
        Query::At(address) => format!("the page at {address}"),
        Query::Home(language) => format!("the home page ({language})"),
        Query::Work(from, key) => format!("the work `{key}` that {from} cites"),
        Query::WorkKeys(from) => format!("the works that {from} may cite"),
        Query::Bibliography(from) => format!("the bibliography of {from}"),
        Query::Bibliographies => "which bibliographies there are".to_owned(),
        Query::Person(name) => format!("the person `{name}`"),
        Query::Text(language, key) => format!("the text `{key}` ({language})"),
        Query::Date(language, day, _) => format!("how {day} is written ({language})"),
        Query::Setting(_, key) => format!("the setting `{key}`"),
        Query::ThemeOption(name) => format!("the theme option `{name}`"),
        Query::Data(path) => format!("data/{path}"),
        Query::Asset(name) => format!("the asset `{name}`"),
        Query::Template(name) => format!("the template `{name}` or one that it uses"),
        Query::TemplateNames => "which templates there are".to_owned(),
        Query::Component(name) => format!("what the component `{name}` takes"),
        Query::Review(source) => format!("how the review of {source} stands"),
        Query::NoticeAhead(source) => format!("the day of a notice about {source}"),
        Query::Offer(source) => format!("whether {source} still grants its credits"),
        Query::Stale(source) => format!("whether {source} is older than what it translates"),
        Query::Captions(from, target) => format!("the captions `{target}` of {from}"),
        Query::Anchor(source, anchor) => format!("whether {source} has the anchor `#{anchor}`"),
        Query::Stream(..) => "what the feed shows".to_owned(),
        Query::Notices(..) => "what the feed says of results".to_owned(),
        Query::VoidWork(doi) => format!("whether `{doi}` may be relied on"),
        Query::HubIn(language) => format!("where the hub begins ({language})"),
        Query::Alerts(language) => format!("which alerts are in force ({language})"),
        Query::Standing(source) => format!("whether the alert {source} is in force"),
        Query::Inlined => "which scripts and styles stand in pages".to_owned(),
        Query::Recent => "which news is fresh".to_owned(),
        Query::Redirect(from) => format!("where {from} leads"),
        Query::Gone(address) => format!("what {address} says, where a page stood"),
        Query::Bytes(file) => format!("the file {file}"),
        Query::Card(source) => format!("what the card of {source} says"),
        Query::UpdateCard(source, key) => format!("what the card of the update `{key}` of {source} says"),
        Query::Base => "where the site will stand".to_owned(),
        Query::Shape => "what there is on the site and where".to_owned(),
    }
}

fn selected(select: &crate::site::Select) -> String {
    let kind = select.kind.map(|kind| format!("kind {}", kind.name()));
    let named = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name} {value}"));
    let traits =
        [kind, named("section", &select.section), named("topic", &select.topic), named("author", &select.author)];
    let traits: Vec<String> = traits.into_iter().flatten().collect();
    if traits.is_empty() { "all".to_owned() } else { traits.join(", ") }
}

/// The name of an output and what differs there, for who asked to verify.
pub(super) fn difference(old: &[u8], new: &[u8]) -> String {
    let at = old.iter().zip(new).position(|(a, b)| a != b).unwrap_or(old.len().min(new.len()));
    let around = |bytes: &[u8]| {
        let start = at.saturating_sub(20).min(bytes.len());
        String::from_utf8_lossy(&bytes[start..bytes.len().min(at + 20)]).replace('\n', " ")
    };
    format!("byte {at}: `{}` stood there, and a clean build makes `{}`", around(old), around(new))
}
