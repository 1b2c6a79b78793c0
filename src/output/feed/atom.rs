//! Atom 1.0 (RFC 4287).

use super::entry::{Entry, Person};
use super::{Channel, rss};
use crate::instant::{Instant, rfc3339};
use crate::output::xml::Xml;

/// Writes `channel` as the feed that stands at `own`.
pub(super) fn write(channel: &Channel, own: &str) -> Vec<u8> {
    let mut xml = Xml::with_capacity(rss::room(channel));
    let namespaces = [("xmlns", "http://www.w3.org/2005/Atom"), ("xmlns:media", "http://search.yahoo.com/mrss/")];
    xml.start("feed", &namespaces.into_iter().chain([("xml:lang", channel.language.as_str())]).collect::<Vec<_>>());
    xml.leaf("id", &[], &channel.id);
    xml.leaf("title", &[], &channel.title);
    xml.leaf("subtitle", &[], &channel.description);
    xml.leaf("updated", &[], &date(channel.updated));
    person(&mut xml, &channel.publisher);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &channel.home)]);
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", own)]);
    if let Some(hub) = &channel.hub {
        xml.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
    xml.leaf("generator", &[], "Bulletin");
    if let Some(icon) = &channel.icon {
        xml.leaf("icon", &[], icon);
    }
    channel.entries.iter().for_each(|one| entry(&mut xml, channel, one));
    xml.end("feed");
    xml.into_bytes()
}

fn entry(xml: &mut Xml, channel: &Channel, entry: &Entry) {
    let language = channel.other_language(entry).map(|language| ("xml:lang", language));
    xml.start("entry", language.as_slice());
    xml.leaf("id", &[], &entry.id);
    xml.leaf("title", &[], &entry.title);
    xml.leaf("updated", &[], &date(entry.updated));
    if let Some(published) = entry.published {
        xml.leaf("published", &[], &rfc3339(published));
    }
    entry.authors.iter().for_each(|author| person(xml, author));
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.url)]);
    if let Some(recording) = &entry.recording {
        let length = recording.bytes.to_string();
        let link =
            [("rel", "enclosure"), ("type", recording.media_type), ("length", &length), ("href", &recording.url)];
        xml.empty("link", &link);
    }
    entry.topics.iter().for_each(|topic| xml.empty("category", &[("term", topic)]));
    if !entry.summary.is_empty() {
        xml.leaf("summary", &[("type", "text")], &entry.summary);
    }
    if let Some(content) = &entry.content {
        xml.raw_leaf("content", &[("type", "html")], &content.html);
    }
    if let Some(picture) = &entry.picture {
        rss::media(xml, picture);
    }
    xml.end("entry");
}

fn person(xml: &mut Xml, person: &Person) {
    xml.start("author", &[]);
    xml.leaf("name", &[], &person.name);
    if let Some(url) = &person.url {
        xml.leaf("uri", &[], url);
    }
    xml.end("author");
}

/// A date that must be there. What has none is older than all that has one, and has the day that its id has.
fn date(instant: Option<Instant>) -> String {
    instant.map_or_else(|| "2000-01-01T00:00:00Z".to_owned(), rfc3339)
}
