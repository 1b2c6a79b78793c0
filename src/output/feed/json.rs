//! JSON Feed 1.1 (jsonfeed.org).

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::value::RawValue;

use super::entry::{Content, Entry, Person, Sound};
use super::{Channel, rss};
use crate::instant::rfc3339;
use crate::text::find_byte;

/// Writes `channel` as the feed that stands at `own`.
pub(super) fn write(channel: &Channel, own: &str) -> Vec<u8> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: own,
        description: &channel.description,
        icon: channel.icon.as_deref(),
        authors: vec![author(&channel.publisher)],
        language: &channel.language,
        hubs: channel.hub.iter().map(|url| Hub { sort: "WebSub", url }).collect(),
        items: channel.entries.iter().map(|entry| item(channel, entry)).collect(),
    };
    let mut bytes = Vec::with_capacity(rss::room(channel));
    // Texts and lists of texts: there is nothing that JSON cannot hold, and memory does not fail.
    let _ = feed.serialize(&mut Serializer::with_formatter(&mut bytes, NoMarkup));
    bytes.push(b'\n');
    bytes
}

/// JSON without a `<`: whatever somebody takes the file for, it is no HTML.
struct NoMarkup;

impl Formatter for NoMarkup {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = find_byte(rest, b'<') {
            to.write_all(&rest.as_bytes()[..at])?;
            to.write_all(b"\\u003c")?;
            rest = &rest[at + 1..];
        }
        to.write_all(rest.as_bytes())
    }
}

#[derive(Serialize)]
struct Feed<'a> {
    version: &'a str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    authors: Vec<Author<'a>>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    sort: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// An item has its text as HTML, else a plain text: one of them must be there.
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    size_in_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

fn item<'a>(channel: &Channel, entry: &'a Entry) -> Item<'a> {
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_html: entry.content.as_ref().map(html),
        content_text: entry.content.is_none().then_some(&entry.summary),
        summary: &entry.summary,
        image: entry.picture.as_ref().map(|picture| picture.url.as_str()),
        date_published: entry.published.map(rfc3339),
        date_modified: entry.updated.map(rfc3339),
        authors: entry.authors.iter().map(author).collect(),
        tags: &entry.topics,
        language: channel.other_language(entry),
        attachments: entry.recording.iter().map(attachment).collect(),
    }
}

/// A text as it stands in every feed that shows it.
fn html(content: &Content) -> &RawValue {
    content.json.get_or_init(|| {
        let mut written = Vec::with_capacity(content.html.as_str().len() * 5 / 4);
        // A text is written, and what was written is JSON.
        let _ = content.html.as_str().serialize(&mut Serializer::with_formatter(&mut written, NoMarkup));
        String::from_utf8(written).ok().and_then(|json| RawValue::from_string(json).ok()).unwrap_or_default()
    })
}

fn author(person: &Person) -> Author<'_> {
    Author { name: &person.name, url: person.url.as_deref() }
}

fn attachment(recording: &Sound) -> Attachment<'_> {
    Attachment {
        url: &recording.url,
        mime_type: recording.media_type,
        size_in_bytes: recording.bytes,
        duration_in_seconds: recording.seconds,
    }
}
