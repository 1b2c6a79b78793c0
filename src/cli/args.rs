//! The command line as given.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::diag::{did_you_mean, one_of};
use crate::social::Network;

/// A static site generator for healthcare news and resources hubs.
#[derive(Parser, Clone, Debug)]
#[command(name = "bulletin", version, about, arg_required_else_help = true, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub(super) struct Common {
    /// The hub's folder [default: this one, or the nearest above it with a bulletin.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The instant against which drafts, embargoes and dates are judged (RFC 3339) [default: the clock]
    #[arg(long, global = true, value_name = "INSTANT")]
    pub(super) now: Option<String>,
    /// How to report
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(super) color: ColorChoice,
    /// Only errors, and no progress
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// How many threads [default: one for each core]
    #[arg(long, short, global = true, value_name = "N", value_parser = at_least_one)]
    pub(super) jobs: Option<usize>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (1..=1024).contains(&number) => Ok(number),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
}

/// A network that posts are written for.
fn posted(text: &str) -> Result<Network, String> {
    let names = || Network::POSTS.iter().map(|network| network.name());
    let known = Network::named(text).filter(|network| Network::POSTS.contains(network));
    known.ok_or_else(|| did_you_mean(text, names(), format!("expected {}", one_of(names()))))
}

/// How to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// SARIF 2.1.0, which code hosts show beside the lines (check)
    Sarif,
}

#[derive(Subcommand, Clone, Debug)]
pub(super) enum Command {
    /// Make a hub that builds and looks finished at once
    Init {
        /// Where; made if missing
        dir: PathBuf,
    },
    /// Make a page in the right folder, every field of its kind at hand
    New {
        /// page, news, research, guide, person, question, event, training or alert
        kind: String,
        /// Its title; of a person, the name
        title: String,
    },
    /// Build the site
    Build(BuildOptions),
    /// Show the site live while it is written
    Watch(WatchOptions),
    /// Say everything that is wrong, all at once, and write nothing
    Check {
        /// Only these codes, such as links/missing; may be repeated
        #[arg(long, value_name = "CODE")]
        only: Vec<String>,
        /// Check drafts as if they were published
        #[arg(long)]
        drafts: bool,
    },
    /// List pages that are not published now, and reviews that are overdue
    List {
        /// Only these states; may be repeated
        #[arg(long, value_enum, value_name = "STATE")]
        state: Vec<State>,
        /// List how hard pages are to read instead, the hardest first (pages in English)
        #[arg(long, conflicts_with = "state")]
        reading: bool,
        /// List reviews instead, the longest overdue first, by who is to do them
        #[arg(long, conflicts_with_all = ["state", "reading"])]
        reviews: bool,
        /// List instead which pages say who wrote them, what they rest on, who paid, and how old they are
        #[arg(long, conflicts_with_all = ["state", "reading", "reviews"])]
        evidence: bool,
        /// Only the reviews of this person: a file in people/ without .md, or a name
        #[arg(long, value_name = "NAME", requires = "reviews")]
        owner: Option<String>,
        /// For other programs than `--format json` is for: a table of a spreadsheet, or a calendar
        #[arg(long = "as", value_enum, value_name = "SHAPE", conflicts_with = "reading")]
        shape: Option<Shape>,
    },
    /// Write posts about a page that fit each network, and show the preview that each would draw
    Share {
        /// The page: its file, such as content/about.md, or its address, such as /about/
        page: String,
        /// Print the post for this network alone: x, bluesky, mastodon, threads, linkedin or facebook
        #[arg(long, value_name = "NETWORK", value_parser = posted)]
        copy: Option<Network>,
        /// The same as `--format json`
        #[arg(long, conflicts_with = "copy")]
        json: bool,
    },
    /// Issue an alert, update it, cancel it; list alerts
    #[command(subcommand)]
    Alert(AlertAction),
    /// Add an update to live coverage, now, or correct one
    Live(LiveOptions),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What `alert` does.
#[derive(Subcommand, Clone, Debug)]
pub(super) enum AlertAction {
    /// Write a new alert, and issue its message
    New(Box<NewAlert>),
    /// Say what is new, and issue the update
    #[command(
        after_help = "A field that is given replaces what the alert said before: --do replaces every step and the \
                      instruction, --instruction replaces it and every step. An empty text removes a field: --unknown \"\""
    )]
    Update {
        /// The alert: its file, its address, or its name
        page: String,
        /// What is new
        text: String,
        /// A new title
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        #[command(flatten)]
        words: Box<AlertWords>,
        #[command(flatten)]
        sending: Sending,
    },
    /// End an alert before its time
    Cancel {
        /// The alert: its file, its address, or its name
        page: String,
        /// Why
        text: String,
        /// The danger is over, instead of: the alert was wrong or is not needed
        #[arg(long)]
        all_clear: bool,
        #[command(flatten)]
        sending: Sending,
    },
    /// Issue what an alert says that was written by hand
    Issue {
        /// The alert: its file, its address, or its name
        page: String,
        #[command(flatten)]
        sending: Sending,
    },
    /// List alerts: in force, to come, drafts, exercises and those that are over, each with its end
    List,
}

/// How a command that issues messages goes about it.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(super) struct Sending {
    /// Do not ask before it is issued, for scripts; without a terminal nothing is asked anyway
    #[arg(long, short)]
    pub(super) yes: bool,
    /// Show what people would read, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// What `alert new` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct NewAlert {
    /// What happened, as a headline
    pub(super) title: String,
    #[command(flatten)]
    pub(super) words: AlertWords,
    /// For whom: public, patients, carers, professionals or researchers
    #[arg(long, value_name = "WORD")]
    pub(super) audience: Vec<String>,
    /// alert, advisory, update or info, as health alert networks call it
    #[arg(long, value_name = "WORD")]
    pub(super) han: Option<String>,
    /// exercise or test: it is in no banner and no feed
    #[arg(long, value_name = "WORD")]
    pub(super) status: Option<String>,
    /// Write it as a draft, to be finished and issued later
    #[arg(long)]
    pub(super) draft: bool,
    #[command(flatten)]
    pub(super) sending: Sending,
}

/// What an alert and an update of it may say.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct AlertWords {
    /// extreme, severe, moderate, minor or unknown
    #[arg(long, value_name = "WORD")]
    pub(super) severity: Option<String>,
    /// immediate, expected, future, past or unknown
    #[arg(long, value_name = "WORD")]
    pub(super) urgency: Option<String>,
    /// observed, likely, possible, unlikely or unknown
    #[arg(long, value_name = "WORD")]
    pub(super) certainty: Option<String>,
    /// Until when it is in force: a date and time, or how long: 6h, 2 days [default of a new alert: 24h]
    #[arg(long, value_name = "WHEN")]
    pub(super) expires: Option<String>,
    /// When more will be said, likewise
    #[arg(long, value_name = "WHEN")]
    pub(super) next_update: Option<String>,
    /// Until when the advice holds, if that is longer than the alert is in force
    #[arg(long, value_name = "WHEN")]
    pub(super) advice_until: Option<String>,
    /// What people should do, in a sentence or two
    #[arg(long, value_name = "TEXT")]
    pub(super) instruction: Option<String>,
    /// One sentence on it
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,
    /// Where it holds; may be repeated, as all that follow
    #[arg(long, value_name = "NAME")]
    pub(super) area: Vec<String>,
    /// What is known
    #[arg(long, value_name = "TEXT")]
    pub(super) known: Vec<String>,
    /// What is not known yet
    #[arg(long, value_name = "TEXT")]
    pub(super) unknown: Vec<String>,
    /// What is being done
    #[arg(long, value_name = "TEXT")]
    pub(super) doing: Vec<String>,
    /// What people should do now
    #[arg(long = "do", value_name = "TEXT")]
    pub(super) do_now: Vec<String>,
    /// What it is about: health, safety, met, env and others
    #[arg(long, value_name = "WORD")]
    pub(super) category: Vec<String>,
}

/// What `build` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct BuildOptions {
    /// Where the site goes [default: public/ in the hub]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Where the site will stand, instead of base_url
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Build drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Replace files in the output folder that no build of this hub wrote
    #[arg(long)]
    pub(super) clean: bool,
    /// Say why each output was made; of one only, with its path in the output folder or its address
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    pub(super) explain: Option<String>,
    /// Make everything anyway, and fail if something that was kept is not what it should be
    #[arg(long)]
    pub(super) verify: bool,
}

/// What `live` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct LiveOptions {
    /// The page: its file, such as content/live/open-evening.md, or its address
    pub(super) page: String,
    /// What happened, in Markdown; of a correction, what was wrong and what is right
    pub(super) text: String,
    /// The heading of the update
    #[arg(long, value_name = "TEXT")]
    pub(super) heading: Option<String>,
    /// A picture, copied beside the page
    #[arg(long, value_name = "FILE", requires = "alt")]
    pub(super) image: Option<PathBuf>,
    /// What the picture shows, for those who do not see it
    #[arg(long, value_name = "TEXT", requires = "image")]
    pub(super) alt: Option<String>,
    /// Correct the update with this key
    #[arg(long, value_name = "KEY", conflicts_with_all = ["heading", "image"])]
    pub(super) correct: Option<String>,
}

/// What `watch` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct WatchOptions {
    /// The port, or the next that is free; 0 for any
    #[arg(long, value_name = "N", default_value_t = 4000)]
    pub(super) port: u16,
    /// The address or name to be asked at; 0.0.0.0 lets everybody in the network look
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(super) host: String,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Show drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Look for changes again and again, where the system does not tell of them (network shares, containers)
    #[arg(long)]
    pub(super) poll: bool,
}

/// What a list is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shape {
    /// Comma-separated values
    Csv,
    /// iCalendar: what has a date
    Ics,
}

/// A state of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum State {
    /// Marked as draft
    Draft,
    /// Under embargo
    Embargoed,
    /// To be published later
    Scheduled,
    /// Expired
    Expired,
    /// Consent withdrawn or run out
    Withdrawn,
    /// Held back, because its embargo or publication time cannot be read
    HeldBack,
    /// Published, but its review is overdue
    Overdue,
    /// Published, but older than the last change of what it translates
    Stale,
    /// Published live coverage that has not begun
    Upcoming,
    /// Published live coverage that is running
    Live,
    /// Published live coverage that has ended within a day
    Over,
    /// Live coverage that was halted, or an update that will never be shown because of it
    Halted,
}
