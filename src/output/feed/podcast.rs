//! A podcast: RSS with what its directories ask for, by Apple's and the Podcasting 2.0 namespace.

use uuid::Uuid;

use super::entry::Entry;
use super::{Channel, rss};
use crate::health::vocabulary::license_url;
use crate::output::xml::Xml;
use crate::path::Address;
use crate::project::config::Podcast;
use crate::render::home;
use crate::world::{Lens, PicturePlace};

/// The last name of its address.
pub(super) const FILE: &str = "podcast.xml";

/// Below which the identities of podcasts are named.
const NAMESPACE: Uuid = Uuid::from_u128(0xead4c236_bf58_58c6_a2c6_a6b28d128cb6);

/// Writes `channel` as the podcast that stands at `address`.
pub(super) fn write(lens: &Lens, channel: &Channel, address: &Address) -> Vec<u8> {
    let podcast = lens.config("podcast", |config| config.podcast.clone());
    let own = lens.base().absolute(address);
    let mut xml = Xml::with_capacity(rss::room(channel));
    let more = [
        ("version", "2.0"),
        ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
    ];
    xml.start("rss", &more.into_iter().chain(rss::NAMESPACES).collect::<Vec<_>>());
    xml.start("channel", &[]);
    let title = podcast.title.as_ref().unwrap_or(&channel.title);
    let description = podcast.description.as_ref().unwrap_or(&channel.description);
    rss::head(&mut xml, channel, &own, title, description);
    show(&mut xml, lens, channel, &podcast);
    xml.leaf("podcast:guid", &[], &guid(&began_at(lens, &podcast, address)));
    for entry in &channel.entries {
        xml.start("item", &[]);
        rss::item(&mut xml, channel, entry);
        episode(&mut xml, entry, podcast.explicit);
        xml.end("item");
    }
    xml.end("channel");
    xml.end("rss");
    xml.into_bytes()
}

/// What is said of the whole podcast.
fn show(xml: &mut Xml, lens: &Lens, channel: &Channel, podcast: &Podcast) {
    let author = podcast.author.as_ref().unwrap_or(&channel.publisher.name);
    xml.leaf("itunes:author", &[], author);
    xml.leaf("itunes:type", &[], "episodic");
    xml.leaf("itunes:explicit", &[], if podcast.explicit { "true" } else { "false" });
    let standard = ("Health & Fitness".to_owned(), Some("Medicine".to_owned()));
    let (category, below) = podcast.category.as_ref().unwrap_or(&standard);
    match below {
        Some(below) => {
            xml.start("itunes:category", &[("text", category)]);
            xml.empty("itunes:category", &[("text", below)]);
            xml.end("itunes:category");
        }
        None => xml.empty("itunes:category", &[("text", category)]),
    }
    let cover = podcast.image.as_ref().and_then(|image| lens.image(&home(), &image.value));
    if let Some(cover) = cover {
        let url = match &cover.place {
            PicturePlace::Site(address) => lens.base().absolute(address),
            PicturePlace::Elsewhere(url) => url.clone(),
        };
        xml.empty("itunes:image", &[("href", &url)]);
    }
    let hubs = lens.config("organization.contact.email", |config| config.organization.email.clone());
    if let Some(email) = podcast.email.clone().or(hubs) {
        xml.start("itunes:owner", &[]);
        xml.leaf("itunes:name", &[], author);
        xml.leaf("itunes:email", &[], &email);
        xml.end("itunes:owner");
    }
}

/// What is said of one recording beside what any item says.
fn episode(xml: &mut Xml, entry: &Entry, is_explicit: bool) {
    let Some(recording) = &entry.recording else { return };
    if let Some(seconds) = recording.seconds {
        xml.leaf("itunes:duration", &[], &seconds.to_string());
    }
    xml.leaf("itunes:episodeType", &[], "full");
    xml.leaf("itunes:explicit", &[], if is_explicit { "true" } else { "false" });
    let language = &entry.language;
    for (url, media_type) in &recording.transcripts {
        let mut said = vec![("url", url.as_str()), ("type", media_type), ("language", language)];
        if *media_type == "text/vtt" {
            said.push(("rel", "captions"));
        }
        xml.empty("podcast:transcript", &said);
    }
    for author in &entry.authors {
        let url = author.url.iter().map(|url| ("href", url.as_str()));
        xml.leaf("podcast:person", &url.collect::<Vec<_>>(), &author.name);
    }
    if let Some(license) = &recording.license {
        let url = license_url(license);
        let url = url.iter().map(|url| ("url", url.as_str()));
        xml.leaf("podcast:license", &url.collect::<Vec<_>>(), license);
    }
}

/// Where the podcast stood when it began.
fn began_at(lens: &Lens, podcast: &Podcast, address: &Address) -> String {
    match &podcast.began_at {
        Some(before) => format!("{}{}", before.trim_end_matches('/'), crate::text::encode_path(address.as_str())),
        None => lens.base().absolute(address),
    }
}

/// The identity of the podcast that began at `url`: the same for as long as it lives, and the same from any scheme.
fn guid(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    Uuid::new_v5(&NAMESPACE, bare.as_bytes()).hyphenated().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_podcast_is_known_by_where_it_began() {
        // The example in the documentation of the namespace.
        assert_eq!(guid("https://mp3s.nashownotes.com/pc20rss.xml"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
        assert_eq!(guid("http://podnews.net/rss/"), guid("https://podnews.net/rss"));
        assert_eq!(guid("podnews.net/rss"), "9b024349-ccf0-5f69-a609-6b82873eab3c");
    }
}
