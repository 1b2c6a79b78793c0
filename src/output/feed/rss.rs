//! RSS 2.0 by the RSS Advisory Board's profile: what `description` says is HTML, texts are whole in `content:encoded`, an
//! item has at most one enclosure, and a channel says where it stands itself.

use std::borrow::Cow;

use super::Channel;
use super::entry::{Entry, Media, Sound};
use crate::health::vocabulary::license_url;
use crate::instant::{Instant, rfc2822};
use crate::output::xml::Xml;

/// The namespaces of all that is said beyond RSS itself.
pub(super) const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
];

/// Writes `channel` as the feed that stands at `own`.
pub(super) fn write(channel: &Channel, own: &str) -> Vec<u8> {
    let mut xml = Xml::with_capacity(room(channel));
    let version = [("version", "2.0")];
    xml.start("rss", &version.into_iter().chain(NAMESPACES).collect::<Vec<_>>());
    xml.start("channel", &[]);
    head(&mut xml, channel, own, &channel.title, &channel.description);
    for entry in &channel.entries {
        xml.start("item", &[]);
        item(&mut xml, channel, entry);
        xml.end("item");
    }
    xml.end("channel");
    xml.end("rss");
    xml.into_bytes()
}

/// So many bytes it will take, about.
pub(super) fn room(channel: &Channel) -> usize {
    let texts = channel
        .entries
        .iter()
        .map(|entry| entry.content.as_ref().map_or(0, |content| content.html.as_str().len()) + 1500);
    texts.sum::<usize>() + 1500
}

/// What stands before the items.
pub(super) fn head(xml: &mut Xml, channel: &Channel, own: &str, title: &str, description: &str) {
    xml.leaf("title", &[], title);
    xml.leaf("link", &[], &channel.home);
    xml.leaf("description", &[], &as_html(description));
    xml.leaf("language", &[], &channel.language);
    date(xml, "lastBuildDate", channel.updated);
    xml.leaf("docs", &[], "https://www.rssboard.org/rss-specification");
    xml.leaf("generator", &[], "Bulletin");
    xml.empty("atom:link", &[("href", own), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(hub) = &channel.hub {
        xml.empty("atom:link", &[("href", hub), ("rel", "hub")]);
    }
}

/// What is in an item of any RSS feed.
pub(super) fn item(xml: &mut Xml, channel: &Channel, entry: &Entry) {
    xml.leaf("title", &[], &entry.title);
    xml.leaf("link", &[], &entry.url);
    xml.leaf("guid", &[("isPermaLink", "false")], &entry.id);
    date(xml, "pubDate", entry.published);
    entry.authors.iter().for_each(|author| xml.leaf("dc:creator", &[], &author.name));
    entry.topics.iter().for_each(|topic| xml.leaf("category", &[], topic));
    if let Some(language) = channel.other_language(entry) {
        xml.leaf("dc:language", &[], language);
    }
    xml.leaf("description", &[], &as_html(&entry.summary));
    if let Some(content) = &entry.content {
        xml.raw_leaf("content:encoded", &[], &content.html);
    }
    if let Some(picture) = &entry.picture {
        media(xml, picture);
    }
    if let Some(recording) = &entry.recording {
        enclosure(xml, recording);
    }
}

/// A plain text as the HTML that readers take it for. Quotes stay: some readers show what they should read.
fn as_html(text: &str) -> Cow<'_, str> {
    match text.contains(['&', '<', '>']) {
        true => Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
        false => Cow::Borrowed(text),
    }
}

fn date(xml: &mut Xml, name: &str, instant: Option<Instant>) {
    if let Some(instant) = instant {
        xml.leaf(name, &[], &rfc2822(instant));
    }
}

/// A picture by Media RSS, which Atom feeds have too.
pub(super) fn media(xml: &mut Xml, picture: &Media) {
    let (width, height) = picture.size.map_or_else(Default::default, |(w, h)| (w.to_string(), h.to_string()));
    let attributes = [
        ("url", picture.url.as_str()),
        ("medium", "image"),
        ("type", picture.media_type.unwrap_or_default()),
        ("width", &width),
        ("height", &height),
    ];
    let said: Vec<(&str, &str)> = attributes.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    xml.start("media:content", &said);
    if let Some(alt) = &picture.alt {
        xml.leaf("media:description", &[("type", "plain")], alt);
    }
    if let Some(credit) = &picture.credit {
        xml.leaf("media:credit", &[], credit);
    }
    if let Some(license) = &picture.license {
        let url = license_url(license);
        let link = url.iter().flat_map(|url| [("type", "text/html"), ("href", url.as_str())]);
        xml.leaf("media:license", &link.collect::<Vec<_>>(), license);
    }
    xml.end("media:content");
}

fn enclosure(xml: &mut Xml, recording: &Sound) {
    let length = recording.bytes.to_string();
    xml.empty("enclosure", &[("url", &recording.url), ("length", &length), ("type", recording.media_type)]);
}
