//! The card that a network would show: what it reads, cut as it cuts, and what it misses.
//!
//! Only cuts that are counted are made here; how many lines there are is for whoever draws it.

use serde::Serialize;

use super::count::cut;
use super::networks::{Limit, Looks, Network, Standing};
use super::read::{Document, Part, Seen, see};

/// A card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// Whose it is.
    pub network: Network,
    /// What it reads.
    pub seen: Seen,
    /// The title as shown.
    pub title: Option<Shown>,
    /// The description as shown; none where the network shows none.
    pub description: Option<Shown>,
    /// The host as shown, without `www.`.
    pub host: String,
    /// How it looks.
    pub looks: Looks,
    /// How the picture is shown.
    pub frame: Frame,
    /// Why there is no card at all, in words; none if there is one.
    pub refused: Option<&'static str>,
    /// What is missing, in words.
    pub missing: Vec<&'static str>,
}

/// How a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame {
    /// As wide as the card.
    Large,
    /// As a small square beside the text.
    Small,
    /// Not at all.
    None,
}

/// A text as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What is shown.
    pub text: String,
    /// Whether something was cut, and by what.
    pub cut_by: Option<Limit>,
}

/// What `network` would show of the page at `url`.
pub fn preview(document: &Document, network: Network, url: &str) -> Preview {
    let (mut seen, looks) = (see(document, network), network.looks());
    if network == Network::Mastodon {
        // It believes no page that says it stands on another host.
        seen.url = seen.url.filter(|part| host(&part.text) == host(url));
    }
    let title = seen.title.as_ref().map(|part| shown(part, looks.title));
    let description = seen.description.as_ref().map(|part| shown(part, looks.description));
    let (frame, of_picture) = frame(document, network, &seen);
    let mut missing = missing(network, &seen);
    missing.extend(of_picture);
    Preview {
        network,
        title,
        description: description.filter(|_| looks.description_lines > 0),
        host: host(url).to_owned(),
        refused: refused(document, network, &seen, url),
        missing,
        looks,
        frame,
        seen,
    }
}

/// How the picture is shown, and what is wrong with it.
fn frame(document: &Document, network: Network, seen: &Seen) -> (Frame, Option<&'static str>) {
    let Some(image) = &seen.image else {
        return (Frame::None, Some("no picture").filter(|_| network != Network::Google));
    };
    // Of another picture nothing is declared.
    let declared = document.declared().filter(|declared| declared.url == image.text);
    if declared.as_ref().is_some_and(|declared| !network.draws(declared.sort())) {
        return (Frame::None, Some("the picture is of a type that this network does not show"));
    }
    let wants = network.wants();
    let is_below =
        |(width, height): (usize, usize), (least_width, least_height)| width < least_width || height < least_height;
    if let Some(size) = declared.and_then(|declared| declared.size) {
        let (long, short) = (size.0.max(size.1), size.0.min(size.1));
        if is_below(size, wants.least) {
            return (Frame::None, Some("the picture is too small to be shown"));
        }
        if wants.widest.is_some_and(|widest| long > short.saturating_mul(widest)) {
            return (Frame::None, Some("the picture is too long and narrow to be shown"));
        }
        if seen.is_large && is_below(size, wants.large) {
            return (Frame::Small, Some("the picture is so small that it is shown as a thumbnail"));
        }
    }
    match (seen.is_large, network) {
        (true, _) => (Frame::Large, None),
        (false, Network::X) => (Frame::Small, Some("no large card: the picture is a small square")),
        (false, Network::Discord) => (Frame::Small, Some("no large card: the picture is small")),
        (false, Network::Messages) => (Frame::Small, Some("no picture: an icon of the site is shown")),
        (false, _) => (Frame::Small, None),
    }
}

/// Why there is no card at all.
fn refused(document: &Document, network: Network, seen: &Seen, url: &str) -> Option<&'static str> {
    let has = |key: &str| document.meta_of(key).is_some();
    let is_longer =
        |part: &Option<Part>, most: usize| part.as_ref().is_some_and(|part| part.text.chars().count() > most);
    match network {
        Network::WhatsApp if seen.title.is_none() || seen.description.is_none() || seen.url.is_none() => {
            Some("no preview without `og:title`, `og:description` and `og:url`")
        }
        Network::X if !(has("twitter:card") || has("og:type") && has("og:title") && has("og:description")) => {
            Some("no card without `twitter:card`, or `og:type` with a title and a description")
        }
        Network::Discord if is_longer(&seen.site, 256) => {
            Some("no preview: `og:site_name` is longer than 256 characters")
        }
        Network::Discord if is_longer(&seen.alt, 4096) => {
            Some("no preview: the text of the picture is longer than 4,096 characters")
        }
        Network::Discord
            if url.chars().count() > 2048 || is_longer(&seen.image, 2048) || is_longer(&seen.url, 2048) =>
        {
            Some("no preview: an address is longer than 2,048 characters")
        }
        Network::Messages if document.bytes > 1_000_000 => Some("no preview: the page has more than 1 MB"),
        Network::Google if document.meta_of("robots").is_some_and(|robots| robots.content.contains("noindex")) => {
            Some("no result: the page says that it is not to be listed")
        }
        _ if seen.title.is_none() => Some("no title: the address is shown alone"),
        _ => None,
    }
}

fn shown(part: &Part, limit: Option<Limit>) -> Shown {
    // A guide is no cut: lines are, and they are counted where it is drawn.
    let text = limit.map_or_else(|| part.text.clone(), |limit| cut(&part.text, limit.unit, limit.most));
    let cut_by = limit.filter(|_| text != part.text);
    Shown { text, cut_by }
}

/// The host of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

fn missing(network: Network, seen: &Seen) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let mut say = |is_missing: bool, what: &'static str| missing.extend(is_missing.then_some(what));
    match network {
        Network::Google => say(seen.description.is_none(), "no description: some text of the page is shown"),
        Network::Messages => {}
        _ => say(seen.description.is_none(), "no description"),
    }
    say(network == Network::LinkedIn && seen.url.is_none(), "no `og:url`, which this network asks for");
    missing
}

impl Preview {
    /// Whether a cut is certain, and not only likely.
    pub fn is_cut_by_rule(&self) -> bool {
        let texts = [&self.title, &self.description];
        let cuts = texts.into_iter().flatten().filter_map(|shown| shown.cut_by);
        cuts.into_iter().any(|limit| limit.standing == Standing::Rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_made_in_the_unit_of_the_network() {
        let title = "Prüfung ".repeat(9);
        let html = format!("<meta property=\"og:title\" content=\"{title}\"><meta property=\"og:url\" content=\"u\">");
        let document = Document::parse(html.as_bytes());
        let discord = preview(&document, Network::Discord, "https://www.northside.health/a/");
        let text = discord.title.as_ref().map(|shown| shown.text.clone()).unwrap();
        assert!(text.len() <= 70 && text.ends_with("Prüfung…"), "{text}");
        assert!(discord.is_cut_by_rule());
        assert_eq!(discord.host, "northside.health");
        let facebook = preview(&document, Network::Facebook, "https://northside.health/a/");
        assert_eq!(facebook.title.unwrap().cut_by, None);
        assert_eq!(facebook.missing, ["no description", "no picture"]);
    }

    fn of(head: &str, network: Network) -> Preview {
        let title = "<meta property=\"og:title\" content=\"T\">";
        preview(&Document::parse(format!("{title}{head}").as_bytes()), network, "https://northside.health/a/")
    }

    fn picture(width: u32, height: u32, name: &str) -> String {
        format!(
            "<meta property=\"og:image\" content=\"https://northside.health/{name}\">\
             <meta property=\"og:image:width\" content=\"{width}\"><meta property=\"og:image:height\" content=\"{height}\">\
             <meta name=\"twitter:card\" content=\"summary_large_image\">"
        )
    }

    #[test]
    fn pictures_are_shown_as_large_as_each_network_takes_them() {
        for (network, width, height, frame) in [
            (Network::Facebook, 600, 315, Frame::Large),
            (Network::Facebook, 599, 315, Frame::Small),
            (Network::Facebook, 600, 314, Frame::Small),
            (Network::Facebook, 200, 200, Frame::Small),
            (Network::Facebook, 199, 400, Frame::None),
            (Network::Threads, 400, 400, Frame::Small),
            (Network::X, 300, 157, Frame::Large),
            (Network::X, 299, 157, Frame::Small),
            (Network::LinkedIn, 401, 210, Frame::Large),
            (Network::LinkedIn, 400, 210, Frame::Small),
            (Network::WhatsApp, 300, 75, Frame::Large),
            (Network::WhatsApp, 300, 74, Frame::None),
            (Network::WhatsApp, 300, 1201, Frame::None),
            (Network::WhatsApp, 299, 200, Frame::None),
            (Network::Messages, 150, 150, Frame::Large),
            (Network::Messages, 149, 150, Frame::Small),
            (Network::Slack, 100, 100, Frame::Large),
            (Network::Mastodon, 1200, 630, Frame::Large),
        ] {
            let found = of(&picture(width, height, "a.png"), network);
            assert_eq!(found.frame, frame, "{network:?} {width} × {height}");
            let is_told = found.missing.iter().any(|told| told.contains("the picture is"));
            assert_eq!(is_told, frame != Frame::Large, "{:?}", found.missing);
        }
        // Of what is not declared nothing is known.
        let bare = "<meta property=\"og:image\" content=\"https://northside.health/a.png\">";
        assert_eq!(of(bare, Network::Facebook).frame, Frame::Large);
        assert_eq!((of(bare, Network::X).frame, of("", Network::X).frame), (Frame::Small, Frame::None));
    }

    #[test]
    fn pictures_of_some_types_are_not_shown() {
        for network in Network::ALL {
            assert_eq!(of(&picture(1200, 630, "a.svg"), network).frame, Frame::None, "{network:?}");
        }
        let avif = |network| of(&picture(1200, 630, "a.avif?v=1"), network).frame;
        assert_eq!((avif(Network::Mastodon), avif(Network::Discord)), (Frame::None, Frame::Large));
        let typed = format!("{}<meta property=\"og:image:type\" content=\"image/avif\">", picture(1200, 630, "a"));
        assert_eq!(of(&typed, Network::Mastodon).frame, Frame::None);
    }

    #[test]
    fn what_a_network_refuses_is_said() {
        let long = |key: &str, length: usize| format!("<meta property=\"{key}\" content=\"{}\">", "a".repeat(length));
        let card = "<meta name=\"twitter:card\" content=\"summary\">";
        let more = "<meta property=\"og:description\" content=\"D\">";
        let url = "<meta property=\"og:url\" content=\"https://northside.health/a/\">";
        let of_type = "<meta property=\"og:type\" content=\"article\">";
        let big = format!("<!--{}-->", " ".repeat(1_000_000));
        for (network, head, is_refused) in [
            (Network::WhatsApp, [more, url].concat(), false),
            (Network::WhatsApp, more.to_owned(), true),
            (Network::WhatsApp, url.to_owned(), true),
            (Network::X, card.to_owned(), false),
            (Network::X, [of_type, more].concat(), false),
            (Network::X, more.to_owned(), true),
            (Network::Discord, long("og:site_name", 256), false),
            (Network::Discord, long("og:site_name", 257), true),
            (Network::Discord, long("og:image:alt", 4096), false),
            (Network::Discord, long("og:image:alt", 4097), true),
            (Network::Discord, long("og:url", 2049), true),
            (Network::Slack, long("og:site_name", 257), false),
            (Network::Messages, String::new(), false),
            (Network::Messages, big.clone(), true),
            (Network::Discord, big, false),
            (Network::Google, "<meta name=\"robots\" content=\"noindex\">".to_owned(), true),
            (Network::Google, "<meta name=\"robots\" content=\"max-image-preview:large\">".to_owned(), false),
        ] {
            let refused = of(&head, network).refused;
            assert_eq!(refused.is_some(), is_refused, "{network:?} {refused:?} {}", &head[..head.len().min(80)]);
        }
        let none = preview(&Document::parse(b"<p>"), Network::Facebook, "https://northside.health/");
        assert!(none.refused.is_some());
    }

    #[test]
    fn mastodon_believes_an_address_on_its_own_host_only() {
        let url = |host: &str| {
            of(&format!("<link rel=\"canonical\" href=\"https://{host}/b/\">"), Network::Mastodon).seen.url
        };
        assert!(url("northside.health").is_some() && url("elsewhere.example").is_none());
    }
}
