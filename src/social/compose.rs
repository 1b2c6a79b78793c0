//! A post about a page: as somebody wrote it for that network, else of its title, description, hashtags and address.
//!
//! Always within the network's limits, its address included: what is too long is cut after a word. The same brief makes
//! the same post.

use serde::Serialize;

use super::count::{Unit, cut_to};
use super::networks::{Limit, Network, Standing};
use super::read::{Document, Part, see};
use crate::content::front::{Front, Share};

/// What there is to say about a page.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    /// The title that networks show.
    pub title: String,
    /// The description that networks show.
    pub description: String,
    /// `share.text`: instead of title and description.
    pub text: Option<String>,
    /// `share.hashtags`, else the page's topics.
    pub hashtags: Vec<String>,
    /// The whole address.
    pub url: String,
    /// `share.networks`: posts for one network each, by its name.
    pub written: Vec<(String, String)>,
}

impl Brief {
    /// What a finished page and its front matter give for posts.
    pub fn of(document: &Document, url: &str, front: &Front) -> Brief {
        let seen = see(document, Network::Facebook);
        let text = |part: Option<Part>| part.map(|part| part.text).unwrap_or_default();
        let topics = front.terms.iter().filter(|(name, _)| name == "topics").flat_map(|(_, terms)| terms);
        let Share { text: own, hashtags, networks, .. } = front.share.clone();
        Brief {
            title: text(seen.title),
            description: text(seen.description),
            text: own,
            hashtags: if hashtags.is_empty() { topics.map(|topic| topic.value.clone()).collect() } else { hashtags },
            url: url.to_owned(),
            written: networks,
        }
    }
}

/// A post that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Post {
    /// Where it is to stand.
    pub network: Network,
    /// What it says.
    pub text: String,
    /// Whether somebody wrote it for this network or for all; else it is composed.
    pub is_written: bool,
    /// Whether something of it did not fit.
    pub is_cut: bool,
    /// How long it is, by each limit of the network.
    pub counts: Vec<Counted>,
}

/// How long a post is, and how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// So long it is.
    pub count: usize,
    /// So long it may be.
    pub most: usize,
    /// In these.
    pub unit: Unit,
    /// How firm the limit is.
    pub standing: Standing,
}

/// More hashtags than this read as noise.
const HASHTAGS: usize = 3;

/// The post about a page on a network.
pub fn compose(network: Network, brief: &Brief) -> Post {
    let limits = network.post_limits();
    let fits = |text: &str| limits.iter().all(|limit| limit.unit.count(text) <= limit.most);
    let own = brief.written.iter().find(|(name, _)| Network::named(name) == Some(network));
    let (text, is_cut) = match (own, &brief.text) {
        (Some((_, text)), _) => written(text, brief, &[], fits),
        (None, Some(text)) => written(text, brief, &tags(brief), fits),
        (None, None) => composed(brief, fits),
    };
    let counts = limits.iter().map(|limit| counted(&text, limit)).collect();
    Post { network, text, is_written: own.is_some() || brief.text.is_some(), is_cut, counts }
}

/// How long any text is by a network's limits.
pub fn counts(network: Network, text: &str) -> Vec<Counted> {
    network.post_limits().iter().map(|limit| counted(text, limit)).collect()
}

fn counted(text: &str, limit: &Limit) -> Counted {
    Counted { count: limit.unit.count(text), most: limit.most, unit: limit.unit, standing: limit.standing }
}

/// What somebody wrote, with the address if no link is in it.
fn written(text: &str, brief: &Brief, tags: &[String], fits: impl Fn(&str) -> bool) -> (String, bool) {
    let text = text.trim();
    let has_link = text.contains("https://") || text.contains("http://");
    let url = if has_link { "" } else { brief.url.as_str() };
    let missing: Vec<String> = tags.iter().filter(|tag| !text.contains(tag.as_str())).cloned().collect();
    let end = ending(url, &missing, &fits);
    let lead = cut_to(text, |lead| fits(&joined(&[lead, &end])));
    let is_cut = lead != text;
    (joined(&[&lead, &end]), is_cut)
}

fn composed(brief: &Brief, fits: impl Fn(&str) -> bool) -> (String, bool) {
    let end = ending(&brief.url, &tags(brief), &fits);
    let title = cut_to(&brief.title, |title| fits(&joined(&[title, &end])));
    // A title that is cut leaves no room for more; a description that says the same says nothing.
    let says_more = title == brief.title.trim() && !same(&brief.description, &title);
    let description = match says_more {
        true => cut_to(&brief.description, |text| fits(&joined(&[&title, text, &end]))),
        false => String::new(),
    };
    let is_cut = title != brief.title.trim() || says_more && description != brief.description.trim();
    (joined(&[&title, &description, &end]), is_cut)
}

fn same(one: &str, other: &str) -> bool {
    one.trim().trim_end_matches('.').eq_ignore_ascii_case(other.trim().trim_end_matches('.'))
}

/// The address and as many hashtags as leave half of the room to what is said.
fn ending(url: &str, tags: &[String], fits: impl Fn(&str) -> bool) -> String {
    let url = if fits(url) { url } else { "" };
    let whole = |tags: &[String]| joined(&[url, &tags.join(" ")]);
    let leaves_room = |tags: &[String]| fits(&format!("{}{}", whole(tags), "\n".repeat(ROOM)));
    (0..=tags.len()).rev().map(|few| &tags[..few]).find(|few| leaves_room(few)).map_or_else(|| url.to_owned(), whole)
}

/// Hashtags are left out where fewer characters than this are left to a text.
const ROOM: usize = 120;

fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The hashtags of a brief, each once, with their `#`.
fn tags(brief: &Brief) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in brief.hashtags.iter().filter_map(|words| hashtag(words)) {
        if !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    tags.truncate(HASHTAGS);
    tags
}

/// `mental health` as `#MentalHealth`: a screen reader tells words by their capitals. One word stays as it is written.
pub fn hashtag(words: &str) -> Option<String> {
    let parts: Vec<&str> =
        words.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|p| !p.is_empty()).collect();
    let tag: String = match parts.as_slice() {
        [one] => (*one).to_owned(),
        many => many.iter().map(|part| capitalized(part)).collect(),
    };
    tag.chars().any(|c| c.is_alphabetic()).then(|| format!("#{tag}"))
}

/// Marks that belong to the letter before them, and what joins letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '_') || is_vowel_sign(c)
}

/// Signs of Indic scripts and Thai that are no letters by themselves.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4e}' | '\u{64b}'..='\u{65f}' | '\u{5b0}'..='\u{5c7}')
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief() -> Brief {
        Brief {
            title: "A new scanner at Northside".to_owned(),
            description: "It opens in May. ".repeat(60),
            hashtags: vec!["mental health".to_owned(), "MRI".to_owned(), "mri".to_owned(), "2026".to_owned()],
            url: "https://northside.health/news/scanner/".to_owned(),
            ..Brief::default()
        }
    }

    #[test]
    fn every_post_fits_and_ends_with_address_and_hashtags() {
        for network in Network::POSTS {
            let post = compose(network, &brief());
            assert!(post.counts.iter().all(|counted| counted.count <= counted.most), "{post:?}");
            assert!(post.text.starts_with("A new scanner at Northside\n\nIt opens in May."), "{}", post.text);
            assert!(post.text.ends_with("\n\nhttps://northside.health/news/scanner/\n\n#MentalHealth #MRI"));
            assert_eq!(post.is_cut, post.text.contains('…'));
        }
    }

    #[test]
    fn posts_are_written_for_the_networks_that_front_matter_names() {
        let named: Vec<Option<Network>> = crate::content::POSTED.into_iter().map(Network::named).collect();
        let (twitter, others) = named.split_last().unwrap();
        assert_eq!(*twitter, Some(Network::X));
        assert_eq!(others, Network::POSTS.map(Some));
    }

    #[test]
    fn what_is_written_is_kept_and_gets_the_address_once() {
        let mut brief = brief();
        brief.written = vec![("x".to_owned(), "Scan sooner.".to_owned())];
        assert_eq!(compose(Network::X, &brief).text, "Scan sooner.\n\nhttps://northside.health/news/scanner/");
        brief.written[0].1 = "Scan sooner: https://a.org/".to_owned();
        assert_eq!(compose(Network::X, &brief).text, "Scan sooner: https://a.org/");
        brief.text = Some("For all. ".repeat(100));
        let post = compose(Network::Bluesky, &brief);
        assert!(post.is_cut && post.is_written && post.text.contains("…\n\nhttps://northside"), "{post:?}");
    }

    #[test]
    fn an_address_that_is_longer_than_a_post_is_left_out() {
        let url = format!("https://northside.health/{}/", "a".repeat(400));
        let post = compose(Network::Bluesky, &Brief { url, ..brief() });
        assert!(!post.text.contains("https://") && post.counts[0].count <= 300, "{post:?}");
    }

    #[test]
    fn hashtags_are_one_word_with_capitals() {
        for (words, tag) in [
            ("mental health", Some("#MentalHealth")),
            ("COVID-19", Some("#COVID19")),
            ("#flu", Some("#flu")),
            ("2026", None),
            ("صحة القلب", Some("#صحةالقلب")),
            ("हृदय रोग", Some("#हृदयरोग")),
            ("", None),
        ] {
            assert_eq!(hashtag(words).as_deref(), tag, "{words}");
        }
    }
}
