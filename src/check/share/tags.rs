//! The rules for tags, read from the bytes of one page.

use std::collections::BTreeSet;

use super::{About, Finding};
use crate::diag::{Code, one_of};
use crate::social::networks::{Limit, Standing};
use crate::social::read::{Attribute, Declared};
use crate::social::{Document, Network};

/// What a page is to say of itself.
pub struct Given<'a> {
    /// Its whole address.
    pub url: String,
    /// The name of the hub.
    pub site: &'a str,
}

/// What was read of a page.
pub struct Read {
    /// What is wrong with its tags.
    pub findings: Vec<Finding>,
    /// What it says of its picture.
    pub picture: Option<Declared>,
    /// The address of its oEmbed document.
    pub embed: Option<String>,
}

/// A page and what was found in it so far.
pub(super) struct Subject<'a> {
    pub(super) html: &'a [u8],
    pub(super) document: Document,
    given: &'a Given<'a>,
    findings: Vec<Finding>,
}

/// Reads a page.
pub fn read(html: &[u8], given: &Given<'_>) -> Read {
    let mut subject = Subject { html, document: Document::parse(html), given, findings: Vec::new() };
    subject.required();
    subject.addresses();
    subject.picture_tags();
    subject.title();
    subject.description();
    subject.lengths();
    subject.place();
    subject.syntax();
    subject.appearance();
    subject.structured_data();
    subject.embeds();
    let Subject { document, findings, .. } = subject;
    let picture = document.declared();
    let embed = document.links.iter().find(|link| link.media_type == "application/json+oembed");
    let embed = embed.map(|link| link.href.clone());
    Read { findings, picture, embed }
}

impl Subject<'_> {
    pub(super) fn say(&mut self, code: Code, about: About, message: impl Into<String>, label: impl Into<String>) {
        self.findings.push(Finding::new(code, about, message, label));
    }

    pub(super) fn content(&self, key: &str) -> Option<&str> {
        self.document.meta_of(key).map(|meta| meta.content.trim())
    }

    /// LinkedIn and WhatsApp show no preview without them, Facebook asks for them.
    fn required(&mut self) {
        let wanted = ["og:title", "og:description", "og:url", "og:image", "og:type"];
        let missing: Vec<&str> = wanted.into_iter().filter(|key| self.content(key).is_none()).collect();
        if !missing.is_empty() {
            let message = format!("the head of the page has no {}", one_of(missing).replace(" or ", " and "));
            self.say(
                Code::ShareTags,
                About::Page,
                message,
                "the theme's `base.html` writes them with `{{ head | safe }}`",
            );
        }
    }

    fn addresses(&mut self) {
        let canonical = self.document.link_of("canonical").map(|link| link.href.trim().to_owned());
        let url = self.content("og:url").map(str::to_owned);
        let image = self.content("og:image").map(str::to_owned);
        let named = [("canonical", &canonical), ("og:url", &url), ("og:image", &image)];
        for (name, address) in named.into_iter().filter_map(|(name, address)| Some((name, address.as_deref()?))) {
            if !address.starts_with("https://") && !address.starts_with("http://") {
                let message = format!("`{name}` is no whole address: `{address}`");
                self.say(
                    Code::ShareAddress,
                    About::Page,
                    message,
                    "networks see it from elsewhere: begin it with `https://`",
                );
            } else if address.starts_with("http://") {
                let message = format!("`{name}` begins with `http://`");
                self.say(
                    Code::ShareInsecure,
                    About::Page,
                    message,
                    "Signal shows no preview; give `base_url` with `https://`",
                );
            }
            if address.chars().count() > ADDRESS {
                let message = format!("`{name}` is longer than {ADDRESS} characters");
                self.say(
                    Code::ShareAddressLong,
                    About::Page,
                    message,
                    "Discord shows no preview at all: shorten `slug` or file name",
                );
            }
        }
        if let (Some(canonical), Some(url)) = (&canonical, &url)
            && canonical != url
        {
            let message = format!("`og:url` and the canonical address differ: `{url}` and `{canonical}`");
            self.say(
                Code::ShareAddress,
                About::Page,
                message,
                "likes and comments are counted apart: make them the same",
            );
        }
        if let Some(url) = url.as_deref().filter(|url| url.starts_with("http")) {
            if url.contains(['?', '#']) {
                let message = "`og:url` has a query or fragment";
                self.say(Code::ShareAddress, About::Page, message, "networks take each for another page: leave it out");
            } else if without_scheme(url) != without_scheme(&self.given.url) {
                let message = format!("`og:url` is not where the page stands: `{url}`");
                let label = format!("networks lead elsewhere, or do not believe it: write `{}`", self.given.url);
                self.say(Code::ShareAddress, About::Page, message, label);
            }
        }
        let name = self.given.url.rsplit('/').next().unwrap_or_default();
        if name.contains('.')
            && !name.ends_with(".html")
            && !name.ends_with(".htm")
            && self.given.url.matches('/').count() > 2
        {
            let message = format!("the page's address ends like another kind of file: `{name}`");
            self.say(
                Code::ShareExtension,
                About::Page,
                message,
                "Bluesky does not look at it: end it with `/` or `.html`",
            );
        }
    }

    fn picture_tags(&mut self) {
        let many = self.document.metas.iter().filter(|meta| meta.key == "og:image").count();
        if many > 1 {
            let message = format!("there are {many} `og:image`");
            self.say(
                Code::ShareImageMany,
                About::Picture,
                message,
                "Discord shows a gallery, others any of them: keep one",
            );
        }
        if self.content("og:image").is_some() {
            match self.content("og:image:alt").map(|alt| alt.chars().count()) {
                None => {
                    let message = "the share picture has no text alternative";
                    self.say(
                        Code::ShareImageAlt,
                        About::Picture,
                        message,
                        "say in a few words what it shows, in `alt`",
                    );
                }
                Some(length) if length > ALT => {
                    let message = format!("the text alternative of the share picture has {length} characters");
                    let label = format!("with more than {ALT} Discord shows no preview at all");
                    self.findings.push(Finding::new(Code::ShareImageAlt, About::Picture, message, label).grave());
                }
                Some(_) => {}
            }
        }
        if self.document.metas.iter().any(|meta| meta.key == "og:video" || meta.key.starts_with("og:video:")) {
            let message = "the page has an `og:video`";
            self.say(Code::ShareVideo, About::Page, message, "iMessage downloads and plays it at once: leave it out");
        }
    }

    fn title(&mut self) {
        let Some(title) = self.content("og:title").map(str::to_owned) else { return };
        let cut = cut_by(&title, |network| network.looks().title);
        if !cut.is_empty() {
            let message = format!("the title is cut on {cut}");
            self.say(Code::ShareTitleLong, About::Title, message, "shorten it, or give a shorter `title` in `share`");
        }
        let site = self.given.site.trim();
        let beside = |rest: &str| {
            let rest = rest.trim();
            rest.starts_with(SEPARATORS) || rest.ends_with(SEPARATORS)
        };
        let around = [title.strip_suffix(site), title.strip_prefix(site)];
        if !site.is_empty() && around.into_iter().flatten().any(beside) {
            let message = format!("the title says the hub's name: `{title}`");
            self.say(Code::ShareTitleSite, About::Title, message, "networks show it beside the title: leave it out");
        }
    }

    fn description(&mut self) {
        let Some(description) = self.content("og:description") else { return };
        let is_shown = |network: Network| network.looks().description_lines > 0;
        let cut = cut_by(description, |network| network.looks().description.filter(|_| is_shown(network)));
        if !cut.is_empty() {
            let message = format!("the description is cut on {cut}");
            self.say(
                Code::ShareDescriptionLong,
                About::Description,
                message,
                "say the most important first, or write it shorter",
            );
        }
    }

    fn lengths(&mut self) {
        let site = self.content("og:site_name").map_or(0, |name| name.chars().count());
        if site > SITE {
            let message = format!("`og:site_name` has {site} characters");
            let label = format!("with more than {SITE} Discord shows no preview at all: shorten the hub's `title`");
            self.say(Code::ShareSiteLong, About::Page, message, label);
        }
        let tags = self.document.metas.iter().filter(|meta| meta.key.starts_with("og:")).count();
        if tags > TAGS {
            let message = format!("the page has {tags} tags of Open Graph");
            self.say(
                Code::ShareTagsMany,
                About::Page,
                message,
                format!("Matrix ignores all of them if there are more than {TAGS}"),
            );
        }
        if self.html.len() > PAGE {
            let message = format!("the page has {} of HTML", kilobytes(self.html.len()));
            self.say(
                Code::SharePageLarge,
                About::Page,
                message,
                "Apple shows no preview of more than 1 MB, others read its beginning",
            );
        }
    }

    /// Some read only the beginning of a page.
    fn place(&mut self) {
        let of_networks =
            self.document.metas.iter().filter(|meta| meta.key.starts_with("og:") || meta.key.starts_with("twitter:"));
        let end = of_networks.map(|meta| meta.span.end).max().unwrap_or(0);
        if end > LATE {
            let message = format!("the last tag for networks stands {} from the beginning of the page", kilobytes(end));
            let finding = Finding::new(
                Code::ShareLate,
                About::Page,
                message,
                "put `{{ head | safe }}` before styles and scripts",
            );
            self.findings.push(if end > TOO_LATE { finding.grave() } else { finding });
        }
        if self.document.charset_end.is_none_or(|end| end > CHARSET) {
            let message = format!("the page does not say its character set within the first {CHARSET} bytes");
            self.say(Code::ShareCharset, About::Page, message, "begin the head with `<meta charset=\"utf-8\">`");
        }
    }

    /// Signal reads with regular expressions; WhatsApp does not show the picture of tags without quotes.
    fn syntax(&mut self) {
        let mut wrong: BTreeSet<&str> = BTreeSet::new();
        for meta in &self.document.metas {
            let is_open_graph = meta.key.starts_with("og:") || meta.key.starts_with("article:");
            if !is_open_graph {
                continue;
            }
            let tag = String::from_utf8_lossy(self.html.get(meta.span.clone()).unwrap_or_default());
            let content = tag.split_once("content=\"").and_then(|(_, rest)| rest.split('"').next());
            let is_named = meta.attribute == Attribute::Property && tag.contains(&format!("property=\"{}\"", meta.key));
            if !is_named || content.is_none_or(|content| content.contains(['<', '>'])) {
                wrong.insert(&meta.key);
            }
        }
        if !wrong.is_empty() {
            let message = format!("{} cannot be read by every network", one_of(wrong).replace(" or ", " and "));
            let label = "write `property=\"…\" content=\"…\"` in double quotes, and `<` and `>` as `&lt;` and `&gt;`";
            self.say(Code::ShareSyntax, About::Page, message, label);
        }
        let title = self.html.get(self.document.title_span.clone()).unwrap_or_default();
        if title.contains(&b'\n') {
            self.say(Code::ShareSyntax, About::Page, "`<title>` is on several lines", "Signal reads it only on one");
        }
    }

    fn appearance(&mut self) {
        let colors: Vec<&str> = self
            .document
            .metas
            .iter()
            .filter(|meta| meta.key == "theme-color")
            .map(|meta| meta.content.trim())
            .collect();
        let is_color = |color: &&str| {
            let digits = color.strip_prefix('#').unwrap_or_default();
            matches!(digits.len(), 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        let message = match colors.as_slice() {
            [] => None,
            [color] if is_color(color) => None,
            [color] => Some(format!("`theme-color` is `{color}`")),
            many => Some(format!("there are {} `theme-color`", many.len())),
        };
        if let Some(message) = message {
            self.say(
                Code::ShareThemeColor,
                About::Page,
                message,
                "Discord takes the last, and only as `#RRGGBB` or `#RRGGBBAA`",
            );
        }
        let robots = self.content("robots").unwrap_or_default();
        if !robots.contains("max-image-preview:large") && !robots.contains("noindex") {
            let message = "nothing allows Google to show the picture large";
            self.say(Code::ShareLargeImage, About::Page, message, "say `max-image-preview:large` in the `robots` tag");
        }
    }

    fn embeds(&mut self) {
        let has_xml = self.document.links.iter().any(|link| link.media_type == "text/xml+oembed");
        if has_xml {
            self.findings.push(link_embed());
        }
    }
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// An oEmbed document hides what Open Graph says.
pub(super) fn link_embed() -> Finding {
    let message = "an oEmbed document of type `link` stands before the page's own tags";
    Finding::new(
        Code::ShareOembed,
        About::Page,
        message,
        "Mastodon shows no description and no author: leave it out, or make it `rich`",
    )
}

/// The networks that cut a text by a rule of their own, each with its limit and the length; empty if none does.
fn cut_by(text: &str, limit: impl Fn(Network) -> Option<Limit>) -> String {
    let limits = Network::ALL.into_iter().filter_map(|network| Some((network, limit(network)?)));
    let over = limits.filter(|(_, limit)| limit.standing == Standing::Rule && limit.unit.count(text) > limit.most);
    let said = over.map(|(network, limit)| {
        let (most, unit, length) = (limit.most, limit.unit.name(), limit.unit.count(text));
        format!("{} after {most} of {length} {unit}", network.title())
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Longer addresses give no preview on Discord.
const ADDRESS: usize = 2048;
/// Longer text alternatives give none there either.
const ALT: usize = 4096;
/// Nor longer names of the hub.
const SITE: usize = 256;
/// Synapse ignores all tags if there are more.
const TAGS: usize = 50;
/// Larger pages give no preview on Apple's devices, in bytes.
const PAGE: usize = 1_000_000;
/// Slack is said to read so many bytes.
const LATE: usize = 32_000;
/// WhatsApp reads so many.
const TOO_LATE: usize = 300_000;
/// HTML wants the character set here.
const CHARSET: usize = 1024;
/// What stands between a title and the hub's name.
const SEPARATORS: [char; 6] = ['-', '–', '—', '|', '·', ':'];

fn kilobytes(bytes: usize) -> String {
    format!("{} KB", bytes.div_ceil(1000))
}
