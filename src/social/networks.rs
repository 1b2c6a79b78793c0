//! The networks and their limits, each with where it comes from.
//!
//! A limit is a *rule* where the network says so itself or its code does, and a *guide* where it is only what widely used
//! tools assume: what is over a rule is cut or refused; what is over a guide may be cut.

use serde::Serialize;

use super::count::Unit;

/// Where a page is shown or told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Facebook, and previews in Messenger.
    Facebook,
    /// X, formerly Twitter.
    X,
    /// LinkedIn.
    LinkedIn,
    /// WhatsApp.
    WhatsApp,
    /// Slack.
    Slack,
    /// Discord.
    Discord,
    /// Mastodon.
    Mastodon,
    /// Bluesky.
    Bluesky,
    /// Threads.
    Threads,
    /// Messages on Apple devices.
    #[serde(rename = "imessage")]
    Messages,
    /// A result of Google's search.
    Google,
}

/// How firm a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The network or its code says so.
    Rule,
    /// Widely used tools assume so.
    Guide,
}

/// How much of a text is shown or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// At most so many.
    pub most: usize,
    /// Of these.
    pub unit: Unit,
    /// How firm it is.
    pub standing: Standing,
}

/// What a network's preview looks like and takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Looks {
    /// The width of the card in CSS pixels, as far as anybody has measured it.
    pub width: u32,
    /// The picture is as wide as the card and this many times as wide as high; none: a small square.
    pub ratio: Option<f32>,
    /// Lines of the title before it is cut by the layout; 0 where none is shown.
    pub title_lines: u8,
    /// Lines of the description; 0 where none is shown.
    pub description_lines: u8,
    /// How much of a title there may be.
    pub title: Option<Limit>,
    /// How much of a description there may be.
    pub description: Option<Limit>,
}

impl Network {
    /// Every network.
    pub const ALL: [Network; 11] = [
        Network::Facebook,
        Network::X,
        Network::LinkedIn,
        Network::WhatsApp,
        Network::Slack,
        Network::Discord,
        Network::Mastodon,
        Network::Bluesky,
        Network::Threads,
        Network::Messages,
        Network::Google,
    ];

    /// Those that posts are written for.
    pub const POSTS: [Network; 6] =
        [Network::X, Network::Bluesky, Network::Mastodon, Network::Threads, Network::LinkedIn, Network::Facebook];

    /// Its name, for people.
    pub fn title(self) -> &'static str {
        match self {
            Network::Facebook => "Facebook",
            Network::X => "X",
            Network::LinkedIn => "LinkedIn",
            Network::WhatsApp => "WhatsApp",
            Network::Slack => "Slack",
            Network::Discord => "Discord",
            Network::Mastodon => "Mastodon",
            Network::Bluesky => "Bluesky",
            Network::Threads => "Threads",
            Network::Messages => "iMessage",
            Network::Google => "Google",
        }
    }

    /// Its name in `share.networks` and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Network::Facebook => "facebook",
            Network::X => "x",
            Network::LinkedIn => "linkedin",
            Network::WhatsApp => "whatsapp",
            Network::Slack => "slack",
            Network::Discord => "discord",
            Network::Mastodon => "mastodon",
            Network::Bluesky => "bluesky",
            Network::Threads => "threads",
            Network::Messages => "imessage",
            Network::Google => "google",
        }
    }

    /// The network called `name`.
    pub fn named(name: &str) -> Option<Network> {
        let name = name.trim().to_lowercase();
        let name = if name == "twitter" { "x" } else { &name };
        Network::ALL.into_iter().find(|network| network.name() == name)
    }

    /// What a post may hold, each limit; empty where no posts are written.
    pub fn post_limits(self) -> &'static [Limit] {
        match self {
            // twitter-text configuration 3, read and run.
            Network::X => &[Limit { most: 280, unit: Unit::Weighted, standing: Standing::Rule }],
            // Lexicon app.bsky.feed.post: maxGraphemes and maxLength.
            Network::Bluesky => &[
                Limit { most: 300, unit: Unit::Graphemes, standing: Standing::Rule },
                Limit { most: 3000, unit: Unit::Bytes, standing: Standing::Rule },
            ],
            // Mastodon's own default; a server may allow more.
            Network::Mastodon => &[Limit { most: 500, unit: Unit::Fediverse, standing: Standing::Rule }],
            // Meta's documentation of the Threads API.
            Network::Threads => &[Limit { most: 500, unit: Unit::EmojiBytes, standing: Standing::Rule }],
            // Constants of widely used tools.
            Network::LinkedIn => &[Limit { most: 3000, unit: Unit::Characters, standing: Standing::Guide }],
            Network::Facebook => &[Limit { most: 63_206, unit: Unit::Characters, standing: Standing::Guide }],
            Network::WhatsApp | Network::Slack | Network::Discord | Network::Messages | Network::Google => &[],
        }
    }

    /// What its preview looks like. Widths and lines are guides: measured in browsers and apps by others, and they change.
    pub fn looks(self) -> Looks {
        const WIDE: Option<f32> = Some(1.91);
        match self {
            // Cut at 110 and 200 characters by widely used tools; by lines in truth.
            Network::Facebook => looks(527, WIDE, (2, guide(110)), (1, guide(200))),
            // X's archived documentation: 70 and 200 characters. Shown today are picture, title and host.
            Network::X => looks(507, WIDE, (1, rule(70)), (0, rule(200))),
            // Guides without a source.
            Network::LinkedIn => looks(552, WIDE, (2, guide(200)), (0, guide(300))),
            // WhatsApp's documentation: two lines of title; 80 characters of description are enough.
            Network::WhatsApp => looks(330, WIDE, (2, None), (2, guide(80))),
            // Nothing is published.
            Network::Slack => looks(360, WIDE, (2, None), (5, None)),
            // Discord's documentation: bytes, not characters.
            Network::Discord => looks(432, WIDE, (3, bytes(70)), (20, bytes(350))),
            // Widely used tools, for the title alone; one line each in the web interface.
            Network::Mastodon => looks(544, WIDE, (1, guide(200)), (1, None)),
            Network::Bluesky => looks(516, WIDE, (2, guide(200)), (2, None)),
            Network::Threads => looks(520, WIDE, (2, guide(120)), (0, None)),
            // Apple TN3156: short, no description.
            Network::Messages => looks(300, WIDE, (2, None), (0, None)),
            // 600 pixels of title, in practice some 63 characters; 160 of description.
            Network::Google => looks(600, None, (1, guide(63)), (2, guide(160))),
        }
    }
}

/// What a network asks of a picture, in pixels; 0 where it asks for nothing that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// One that is narrower or lower is not shown.
    pub least: (usize, usize),
    /// One that is narrower or lower is shown small.
    pub large: (usize, usize),
    /// One that is more than this many times as wide as high, or as high as wide, is not shown.
    pub widest: Option<usize>,
}

impl Network {
    /// What it asks of a picture.
    pub fn wants(self) -> Wants {
        match self {
            // Meta's documentation; of Threads nothing else is known.
            Network::Facebook | Network::Threads => Wants { least: (200, 200), large: (600, 315), widest: None },
            // X's archived documentation of the large card.
            Network::X => Wants { large: (300, 157), ..Wants::default() },
            // LinkedIn's help: of less than 401 pixels it makes a thumbnail.
            Network::LinkedIn => Wants { large: (401, 0), ..Wants::default() },
            // WhatsApp's documentation.
            Network::WhatsApp => Wants { least: (300, 0), large: (0, 0), widest: Some(4) },
            // Apple TN3156: what is smaller is taken for an icon.
            Network::Messages => Wants { large: (150, 150), ..Wants::default() },
            Network::Slack | Network::Discord | Network::Mastodon | Network::Bluesky | Network::Google => {
                Wants::default()
            }
        }
    }

    /// Whether it shows pictures of this type. None draws SVG, and Mastodon has no AVIF.
    pub fn draws(self, media_type: &str) -> bool {
        media_type != "image/svg+xml" && (media_type != "image/avif" || self != Network::Mastodon)
    }

    /// How far it reads a page, in bytes: what stands behind is not there for it.
    pub fn reach(self) -> Option<usize> {
        match self {
            // WhatsApp's documentation.
            Network::WhatsApp => Some(300_000),
            // Meta's documentation; Mastodon's code.
            Network::Facebook | Network::Threads | Network::Mastodon => Some(1_000_000),
            Network::X
            | Network::LinkedIn
            | Network::Slack
            | Network::Discord
            | Network::Bluesky
            | Network::Messages
            | Network::Google => None,
        }
    }
}

fn looks(
    width: u32,
    ratio: Option<f32>,
    (title_lines, title): (u8, Option<Limit>),
    (description_lines, description): (u8, Option<Limit>),
) -> Looks {
    Looks { width, ratio, title_lines, description_lines, title, description }
}

fn rule(most: usize) -> Option<Limit> {
    Some(Limit { most, unit: Unit::Characters, standing: Standing::Rule })
}

fn guide(most: usize) -> Option<Limit> {
    Some(Limit { most, unit: Unit::Characters, standing: Standing::Guide })
}

fn bytes(most: usize) -> Option<Limit> {
    Some(Limit { most, unit: Unit::Bytes, standing: Standing::Rule })
}
