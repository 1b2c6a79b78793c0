//! What a network reads from a finished page: from its bytes, by its own precedence, and not from front matter.
//!
//! [`Document::parse`] takes the head apart once; [`see`] asks it as one network asks. Where a network says itself what it
//! reads, that is followed; where it does not (Bluesky, Slack, Threads), what is known from others is assumed.

use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde::Serialize;
use serde_json::Value;

use super::networks::Network;
use crate::path::media_type;

/// The head of a page, and its first heading.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// `<meta>` with a content, in order.
    pub metas: Vec<Meta>,
    /// `<title>`.
    pub title: Option<String>,
    /// Where `<title>` stands, its text included.
    pub title_span: Range<usize>,
    /// `<link>`, in order.
    pub links: Vec<Link>,
    /// Structured data, each script's text.
    pub scripts: Vec<String>,
    /// `<html lang>`.
    pub language: Option<String>,
    /// The text of the first `<h1>`.
    pub heading: Option<String>,
    /// Where the character set is said, in bytes from the start.
    pub charset_end: Option<usize>,
    /// How many bytes the whole page has.
    pub bytes: usize,
}

/// A `<meta>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The attribute that has its key.
    pub attribute: Attribute,
    /// Its key: `og:title`.
    pub key: String,
    /// What it says.
    pub content: String,
    /// Where the tag stands, in bytes.
    pub span: Range<usize>,
}

/// Which attribute says what a `<meta>` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `property`, of Open Graph.
    Property,
    /// `name`, of HTML.
    Name,
    /// `itemprop`, of microdata.
    Itemprop,
}

/// A `<link>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// `rel`, in lower case.
    pub rel: String,
    /// `href`.
    pub href: String,
    /// `type`.
    pub media_type: String,
    /// The first number of `sizes`.
    pub size: u32,
}

/// What a page says of its picture.
pub struct Declared {
    /// `og:image`.
    pub url: String,
    /// `og:image:type`.
    pub media_type: Option<String>,
    /// `og:image:width` and `og:image:height`.
    pub size: Option<(usize, usize)>,
}

impl Declared {
    /// The type that it is said to have, else the one that its name ends with.
    pub fn sort(&self) -> &str {
        let by_name = || media_type(self.url.split(['?', '#']).next().unwrap_or_default());
        self.media_type.as_deref().unwrap_or_else(by_name)
    }
}

/// What one network sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The title.
    pub title: Option<Part>,
    /// The description.
    pub description: Option<Part>,
    /// The address of the picture.
    pub image: Option<Part>,
    /// The text alternative of the picture.
    pub alt: Option<Part>,
    /// The name of the site.
    pub site: Option<Part>,
    /// The author.
    pub author: Option<Part>,
    /// The account in the fediverse that the page is by.
    pub creator: Option<Part>,
    /// What the network takes for the page's address.
    pub url: Option<Part>,
    /// Whether the tags ask for a large picture.
    pub is_large: bool,
}

/// A text, and where it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it says, white space as a browser shows it.
    pub text: String,
    /// Where: `og:title`, `<title>`, `JSON-LD headline`.
    pub from: String,
}

impl Document {
    /// Takes a page apart as far as its first heading.
    pub fn parse(html: &[u8]) -> Document {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut document = Document { bytes: html.len(), ..Document::default() };
        let mut open = Open::Nothing;
        let mut text = String::new();
        let mut is_head = true;
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let attribute = |name: &str| {
                        let value = tag.attributes.get(name.as_bytes())?;
                        Some(String::from_utf8_lossy(value).into_owned())
                    };
                    let name = String::from_utf8_lossy(&tag.name);
                    is_head = is_head && is_of_head(&name);
                    let span = tag.span.start..tag.span.end;
                    match &*name {
                        "html" => document.language = attribute("lang"),
                        "h1" => open = Open::Heading,
                        _ if !is_head => {}
                        "meta" => document.meta(attribute, span),
                        "link" => document.links.extend(link(attribute)),
                        "title" if document.title.is_none() => {
                            document.title_span = span;
                            open = Open::Title;
                        }
                        "script" if attribute("type").as_deref() == Some("application/ld+json") => open = Open::Script,
                        _ => {}
                    }
                }
                Token::String(string) if open != Open::Nothing => text.push_str(&String::from_utf8_lossy(&string)),
                Token::EndTag(tag) => {
                    let text = match (open, &**tag.name) {
                        (Open::Title, b"title") | (Open::Script, b"script") | (Open::Heading, b"h1") => {
                            std::mem::take(&mut text)
                        }
                        (_, b"head") => {
                            is_head = false;
                            continue;
                        }
                        _ => continue,
                    };
                    match open {
                        Open::Title => {
                            document.title = Some(text);
                            document.title_span.end = tag.span.end;
                        }
                        Open::Script => document.scripts.push(text),
                        Open::Heading => {
                            document.heading = Some(one_line(&text));
                            break;
                        }
                        Open::Nothing => {}
                    }
                    open = Open::Nothing;
                }
                _ => {}
            }
        }
        document
    }

    fn meta(&mut self, attribute: impl Fn(&str) -> Option<String>, span: Range<usize>) {
        if attribute("charset").is_some() {
            self.charset_end = Some(span.end);
        }
        let Some(content) = attribute("content") else { return };
        let keys = [("property", Attribute::Property), ("name", Attribute::Name), ("itemprop", Attribute::Itemprop)];
        for (name, kind) in keys {
            if let Some(key) = attribute(name) {
                self.metas.push(Meta { attribute: kind, key, content: content.clone(), span: span.clone() });
            }
        }
    }

    /// The first `<meta>` of this key that says something.
    pub fn meta_of(&self, key: &str) -> Option<&Meta> {
        self.metas.iter().find(|meta| meta.key == key && !meta.content.trim().is_empty())
    }

    /// The last one: some networks let it win.
    fn last_of(&self, key: &str) -> Option<&Meta> {
        self.metas.iter().rfind(|meta| meta.key == key && !meta.content.trim().is_empty())
    }

    /// What is left of it for those who read so many bytes.
    fn within(&self, bytes: usize) -> Document {
        let mut document = self.clone();
        document.metas.retain(|meta| meta.span.end <= bytes);
        document.title = document.title.filter(|_| self.title_span.end <= bytes);
        document
    }

    /// The first `<link>` with this among its `rel`.
    pub fn link_of(&self, rel: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.rel.split_whitespace().any(|found| found == rel))
    }

    /// What Mastodon takes for the article: the first script with one of two types at its top level.
    pub fn article(&self) -> Option<Value> {
        let is_article = |value: &Value| matches!(value["@type"].as_str(), Some("NewsArticle" | "WebPage"));
        self.scripts.iter().find_map(|script| {
            let values = match serde_json::from_str(script).ok()? {
                Value::Array(values) => values,
                value => vec![value],
            };
            values.into_iter().find(is_article)
        })
    }

    fn part(&self, key: &str) -> Option<Part> {
        self.meta_of(key).map(|meta| Part { text: one_line(&meta.content), from: key.to_owned() })
    }

    fn first(&self, keys: &[&str]) -> Option<Part> {
        keys.iter().find_map(|key| match *key {
            "<title>" => {
                let text = one_line(self.title.as_deref()?);
                (!text.is_empty()).then(|| Part { text, from: "<title>".to_owned() })
            }
            key => self.part(key),
        })
    }

    /// The picture that structured data names: of the page, else of the first thing.
    fn image_of_data(&self) -> Option<Part> {
        let things: Vec<Value> = self.scripts.iter().filter_map(|script| serde_json::from_str(script).ok()).collect();
        let of = |thing: &Value, name: &str| {
            let image = thing[name].get(0).unwrap_or(&thing[name]);
            let url = [image, &image["url"], &image["contentUrl"]].into_iter().find_map(Value::as_str)?;
            Some(Part { text: one_line(url), from: format!("JSON-LD {name}") })
        };
        let primary = things.iter().find_map(|thing| of(thing, "primaryImageOfPage"));
        primary.or_else(|| of(things.first()?, "image"))
    }

    /// What the page says of its picture.
    pub fn declared(&self) -> Option<Declared> {
        let said = |key: &str| self.meta_of(key).map(|meta| meta.content.trim().to_owned());
        let pixels = |key: &str| said(key)?.parse().ok();
        Some(Declared {
            url: said("og:image")?,
            media_type: said("og:image:type"),
            size: pixels("og:image:width").zip(pixels("og:image:height")),
        })
    }

    /// The largest touch icon, else any icon.
    pub fn icon(&self) -> Option<&Link> {
        let of = |rel: &str| {
            let all = self.links.iter().filter(|link| link.rel.split_whitespace().any(|found| found.starts_with(rel)));
            all.max_by_key(|link| link.size)
        };
        of("apple-touch-icon").or_else(|| of("icon"))
    }
}

/// What a network sees of a page.
pub fn see(document: &Document, network: Network) -> Seen {
    match network.reach().filter(|reach| document.metas.iter().any(|meta| meta.span.end > *reach)) {
        Some(reach) => see_all(&document.within(reach), network),
        None => see_all(document, network),
    }
}

fn see_all(document: &Document, network: Network) -> Seen {
    let first = |keys: &[&str]| document.first(keys);
    let open_graph = || Seen {
        title: first(&["og:title", "<title>"]),
        description: first(&["og:description", "description"]),
        image: first(&["og:image", "og:image:url"]),
        alt: first(&["og:image:alt"]),
        site: first(&["og:site_name"]),
        author: None,
        creator: None,
        url: first(&["og:url"]),
        is_large: true,
    };
    match network {
        Network::Facebook | Network::Threads => open_graph(),
        // They ask for these tags and read no others.
        Network::LinkedIn | Network::WhatsApp => Seen {
            title: first(&["og:title"]),
            description: first(&["og:description"]),
            image: first(&["og:image"]),
            ..open_graph()
        },
        // Its own tags, else those of Open Graph; for the words of the picture its own alone.
        Network::X => Seen {
            title: first(&["twitter:title", "og:title"]),
            description: first(&["twitter:description", "og:description"]),
            image: first(&["twitter:image", "twitter:image:src", "og:image"]),
            alt: first(&["twitter:image:alt"]),
            author: first(&["twitter:creator", "twitter:site"]),
            is_large: is_large(document.meta_of("twitter:card")),
            ..open_graph()
        },
        Network::Slack => Seen {
            title: first(&["twitter:title", "og:title", "<title>"]),
            description: first(&["twitter:description", "og:description", "description"]),
            image: first(&["twitter:image", "og:image"]),
            ..open_graph()
        },
        Network::Bluesky => Seen {
            title: first(&["og:title", "twitter:title", "<title>"]),
            description: first(&["og:description", "twitter:description", "description"]),
            image: first(&["og:image", "twitter:image"]),
            ..open_graph()
        },
        Network::Discord => discord(document, open_graph()),
        Network::Mastodon => mastodon(document, open_graph()),
        Network::Messages => messages(document, open_graph()),
        Network::Google => google(document, open_graph()),
    }
}

/// Whether a `twitter:card` asks for a large picture.
fn is_large(card: Option<&Meta>) -> bool {
    card.is_some_and(|card| card.content.trim() == "summary_large_image")
}

/// Whichever of Open Graph and Twitter comes first; title and description of HTML only where there is neither.
fn discord(document: &Document, open_graph: Seen) -> Seen {
    let either = |keys: [&str; 2]| {
        let said = |meta: &&Meta| {
            keys.contains(&meta.key.as_str())
                && meta.attribute != Attribute::Itemprop
                && !meta.content.trim().is_empty()
        };
        let meta = document.metas.iter().find(said)?;
        Some(Part { text: one_line(&meta.content), from: meta.key.clone() })
    };
    let (title, description) =
        (either(["og:title", "twitter:title"]), either(["og:description", "twitter:description"]));
    let is_plain = title.is_none() && description.is_none();
    let pair = document.first(&["<title>"]).zip(document.first(&["description"])).filter(|_| is_plain);
    let (plain_title, plain_description) = pair.unzip();
    Seen {
        title: title.or(plain_title),
        description: description.or(plain_description),
        image: either(["og:image", "twitter:image"]),
        // Of layouts the last wins.
        is_large: is_large(document.last_of("twitter:card")),
        ..open_graph
    }
}

/// Any picture that is named before an icon; no description.
fn messages(document: &Document, open_graph: Seen) -> Seen {
    let named = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image"];
    let item = || {
        let is_image = |meta: &&Meta| meta.attribute == Attribute::Itemprop && meta.key == "image";
        let meta = document.metas.iter().find(is_image)?;
        Some(Part { text: one_line(&meta.content), from: "itemprop=image".to_owned() })
    };
    let picture = document.first(&named).or_else(item);
    let icon = || document.icon().map(|link| Part { text: link.href.clone(), from: link.rel.clone() });
    Seen {
        title: document.first(&["og:title", "twitter:title", "<title>"]),
        description: None,
        is_large: picture.is_some(),
        image: picture.or_else(icon),
        ..open_graph
    }
}

/// What HTML says before Open Graph; the picture from structured data.
fn google(document: &Document, open_graph: Seen) -> Seen {
    let heading = || Some(Part { text: document.heading.clone()?, from: "<h1>".to_owned() });
    let canonical = document.link_of("canonical");
    Seen {
        title: document.first(&["<title>", "og:title"]).or_else(heading),
        description: document.first(&["description", "og:description"]),
        image: document.image_of_data().or(open_graph.image),
        url: canonical.map(|link| Part { text: link.href.clone(), from: "canonical".to_owned() }),
        is_large: false,
        ..open_graph
    }
}

/// Structured data first, the picture excepted; the canonical address before that of Open Graph.
fn mastodon(document: &Document, open_graph: Seen) -> Seen {
    let article = document.article().unwrap_or_default();
    let said = |value: &Value, from: &str| {
        let text = one_line(value.as_str()?);
        (!text.is_empty()).then(|| Part { text, from: format!("JSON-LD {from}") })
    };
    let one = |name: &str| article[name].get(0).unwrap_or(&article[name]).clone();
    let canonical = document.link_of("canonical");
    let canonical = canonical.map(|link| Part { text: link.href.clone(), from: "canonical".to_owned() });
    Seen {
        title: said(&article["headline"], "headline").or(open_graph.title),
        description: said(&article["description"], "description").or(open_graph.description),
        author: said(&one("author")["name"], "author").or_else(|| document.first(&["og:author", "og:author:username"])),
        creator: document.first(&["fediverse:creator"]),
        site: said(&one("publisher")["name"], "publisher").or(open_graph.site),
        image: document.first(&["og:image"]),
        url: canonical.or(open_graph.url),
        ..open_graph
    }
}

/// What the text that is read belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Title,
    Script,
    Heading,
}

/// Whether an element may stand in the head; any other ends it.
fn is_of_head(name: &str) -> bool {
    let names = ["html", "head", "base", "link", "meta", "noscript", "script", "style", "template", "title"];
    names.contains(&name)
}

fn link(attribute: impl Fn(&str) -> Option<String>) -> Option<Link> {
    let sizes = attribute("sizes").unwrap_or_default();
    let size = sizes.split(|c: char| !c.is_ascii_digit()).next().and_then(|number| number.parse().ok()).unwrap_or(0);
    Some(Link {
        rel: attribute("rel")?.to_ascii_lowercase(),
        href: attribute("href")?,
        media_type: attribute("type").unwrap_or_default(),
        size,
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
        <title>Page &amp; hub</title><meta name="description" content="Plain">
        <meta property="og:title" content="Open  graph"><meta property="og:description" content="">
        <meta name="twitter:title" content="Bird"><meta property="og:image" content="https://a.org/a.png">
        <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"No"}]}</script>
        <script type="application/ld+json">[{"@type":"Thing"},{"@type":"WebPage","headline":"Data",
          "author":[{"name":"Ada"}],"publisher":{"name":"Hub"}}]</script>
        <link rel="icon" href="/i.png" sizes="32x32"><link rel="apple-touch-icon" href="/t.png" sizes="180x180">
        <div></div><meta property="og:site_name" content="too late"></head>
        <body><h1>The <em>heading</em></h1></body></html>"#;

    #[test]
    fn each_network_reads_by_its_own_precedence() {
        let document = Document::parse(PAGE.as_bytes());
        let title = |network| see(&document, network).title.map(|part| (part.text, part.from)).unwrap();
        for (network, text, from) in [
            (Network::Facebook, "Open graph", "og:title"),
            (Network::X, "Bird", "twitter:title"),
            (Network::Discord, "Open graph", "og:title"),
            (Network::Mastodon, "Data", "JSON-LD headline"),
            (Network::Google, "Page & hub", "<title>"),
        ] {
            assert_eq!(title(network), (text.to_owned(), from.to_owned()), "{network:?}");
        }
        let mastodon = see(&document, Network::Mastodon);
        assert_eq!(mastodon.author.unwrap().text, "Ada");
        assert_eq!(mastodon.site.unwrap().text, "Hub");
        assert_eq!(see(&document, Network::Facebook).description.unwrap().from, "description");
        assert_eq!(see(&document, Network::WhatsApp).description, None);
        assert_eq!(document.heading.as_deref(), Some("The heading"));
        assert_eq!(document.icon().map(|icon| icon.href.as_str()), Some("/t.png"));
        assert_eq!(document.meta_of("og:site_name"), None, "the head has ended before");
    }

    fn from(html: &str, network: Network, part: impl Fn(Seen) -> Option<Part>) -> Option<String> {
        part(see(&Document::parse(html.as_bytes()), network)).map(|part| part.from)
    }

    #[test]
    fn those_who_want_open_graph_take_nothing_else() {
        let plain =
            "<title>T</title><meta name=\"description\" content=\"D\"><meta name=\"twitter:title\" content=\"W\">";
        for network in [Network::LinkedIn, Network::WhatsApp] {
            assert_eq!(from(plain, network, |seen| seen.title), None);
            assert_eq!(from(plain, network, |seen| seen.description), None);
        }
        assert_eq!(from(plain, Network::Facebook, |seen| seen.title).as_deref(), Some("<title>"));
        assert_eq!(from(plain, Network::X, |seen| seen.title).as_deref(), Some("twitter:title"));
        assert_eq!(from("<title>T</title>", Network::X, |seen| seen.title), None);
    }

    #[test]
    fn words_of_the_picture_are_for_x_its_own() {
        let html = "<meta property=\"og:image:alt\" content=\"A ward\">";
        assert_eq!(from(html, Network::X, |seen| seen.alt), None);
        assert_eq!(from(html, Network::Mastodon, |seen| seen.alt).as_deref(), Some("og:image:alt"));
        let html = format!("{html}<meta name=\"twitter:image:alt\" content=\"A ward\">");
        assert_eq!(from(&html, Network::X, |seen| seen.alt).as_deref(), Some("twitter:image:alt"));
    }

    #[test]
    fn of_two_layouts_discord_takes_the_last_and_x_the_first() {
        let card = |kind: &str| format!("<meta name=\"twitter:card\" content=\"{kind}\">");
        let html = [card("summary"), card("summary_large_image")].concat();
        let document = Document::parse(html.as_bytes());
        assert!(see(&document, Network::Discord).is_large && !see(&document, Network::X).is_large);
    }

    #[test]
    fn apple_takes_an_icon_where_there_is_no_picture() {
        let icon =
            "<link rel=\"icon\" href=\"/i.png\"><link rel=\"apple-touch-icon\" href=\"/t.png\" sizes=\"180x180\">";
        let item = format!("{icon}<meta name=\"image\" content=\"n.png\"><meta itemprop=\"image\" content=\"p.png\">");
        let secure = format!(
            "{item}<meta property=\"og:image\" content=\"o.png\"><meta property=\"og:image:secure_url\" content=\"s.png\">"
        );
        for (html, image, is_large) in [(icon, "/t.png", false), (&item, "p.png", true), (&secure, "s.png", true)] {
            let seen = see(&Document::parse(html.as_bytes()), Network::Messages);
            assert_eq!((seen.image.unwrap().text.as_str(), seen.is_large), (image, is_large));
        }
    }

    #[test]
    fn google_takes_what_html_and_structured_data_say() {
        let heading = "<body><h1>Heading</h1></body>";
        assert_eq!(from(heading, Network::Google, |seen| seen.title).as_deref(), Some("<h1>"));
        let image = |data: &str| {
            let script = format!("<script type=\"application/ld+json\">{data}</script>");
            let html = format!("<meta property=\"og:image\" content=\"o.png\">{script}");
            see(&Document::parse(html.as_bytes()), Network::Google).image.map(|part| (part.text, part.from)).unwrap()
        };
        let said = |text: &str, from: &str| (text.to_owned(), from.to_owned());
        assert_eq!(image("{\"image\":[\"wide.jpg\",\"square.jpg\"]}"), said("wide.jpg", "JSON-LD image"));
        assert_eq!(
            image("{\"image\":\"a.jpg\",\"primaryImageOfPage\":{\"url\":\"b.jpg\"}}"),
            said("b.jpg", "JSON-LD primaryImageOfPage")
        );
        assert_eq!(image("{\"headline\":\"None\"}"), said("o.png", "og:image"));
    }

    #[test]
    fn mastodon_reads_the_canonical_address_and_the_account() {
        let html =
            "<link rel=\"canonical\" href=\"https://a.org/c/\"><meta property=\"og:url\" content=\"https://a.org/o/\">
            <meta name=\"fediverse:creator\" content=\"@hub@a.org\">";
        let seen = see(&Document::parse(html.as_bytes()), Network::Mastodon);
        assert_eq!(seen.url.unwrap().text, "https://a.org/c/");
        assert_eq!(seen.creator.unwrap().text, "@hub@a.org");
        assert_eq!(from(html, Network::Facebook, |seen| seen.url).as_deref(), Some("og:url"));
    }

    #[test]
    fn what_stands_too_far_down_is_not_read() {
        let far = |bytes: usize| format!("<!--{}--><meta property=\"og:title\" content=\"Far\">", " ".repeat(bytes));
        let has = |bytes: usize, network| from(&far(bytes), network, |seen| seen.title).is_some();
        assert!(has(299_000, Network::WhatsApp) && !has(300_000, Network::WhatsApp));
        assert!(has(300_000, Network::Facebook) && !has(1_000_000, Network::Facebook));
        assert!(!has(1_000_000, Network::Mastodon) && has(1_000_000, Network::Discord));
    }

    #[test]
    fn spans_are_where_the_tags_stand() {
        let document = Document::parse(PAGE.as_bytes());
        let title = document.meta_of("og:title").unwrap();
        assert_eq!(&PAGE[title.span.clone()], r#"<meta property="og:title" content="Open  graph">"#);
        assert_eq!(&PAGE[document.title_span.clone()], "<title>Page &amp; hub</title>");
    }

    #[test]
    fn anything_can_be_read() {
        for html in ["", "<", "<meta", "<title>", "<script type=application/ld+json>{", "\0<meta content>", "</h1>"] {
            let document = Document::parse(html.as_bytes());
            for network in Network::ALL {
                see(&document, network);
            }
        }
        Document::parse(b"\xff\xfe<title>\xc3</title>");
    }
}
