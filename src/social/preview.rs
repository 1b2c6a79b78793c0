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
    /// What is missing, in words.
    pub missing: Vec<&'static str>,
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
    let (seen, looks) = (see(document, network), network.looks());
    let title = seen.title.as_ref().map(|part| shown(part, looks.title));
    let description = seen.description.as_ref().map(|part| shown(part, looks.description));
    Preview {
        network,
        title,
        description: description.filter(|_| looks.description_lines > 0),
        host: host(url).to_owned(),
        missing: missing(document, network, &seen),
        looks,
        seen,
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

fn missing(document: &Document, network: Network, seen: &Seen) -> Vec<&'static str> {
    let has = |key: &str| document.meta_of(key).is_some();
    let mut missing = Vec::new();
    let mut say = |is_missing: bool, what: &'static str| missing.extend(is_missing.then_some(what));
    say(seen.title.is_none(), "no title: the address is shown alone");
    if network == Network::Google {
        say(seen.description.is_none(), "no description: some text of the page is shown");
        return missing;
    }
    say(seen.image.is_none(), "no picture");
    say(network != Network::Messages && seen.description.is_none(), "no description");
    match network {
        Network::LinkedIn | Network::WhatsApp => {
            say(!has("og:url"), "no og:url, which this network asks for");
            say(!has("og:title"), "no og:title, which this network asks for");
        }
        Network::X => say(seen.image.is_some() && !seen.is_large, "no large card: the picture is a small square"),
        Network::Discord => say(seen.image.is_some() && !seen.is_large, "no large card: the picture is small"),
        _ => {}
    }
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
        assert_eq!(facebook.missing, ["no picture", "no description"]);
    }
}
