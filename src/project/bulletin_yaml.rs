//! Reading `bulletin.yaml`: each key by its type, each value checked, every fault in one run.
//!
//! A value that is wrong is reported and its default taken, so there is always something to go on
//! with. The keys stand in [`read`] and below it in the order of the documentation.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::config::{
    CitationStyle, Config, Desk, Editor, Emergency, FeedFormat, Feeds, FrontMatter, Health, Images, MenuEntry,
    Organization, Podcast, RawHtml, Share, Spacing, Unknown,
};
use super::known::{KINDS, NETWORKS, ORGANIZATIONS, PODCAST_CATEGORIES, POLICIES, ZONES, is_language};
use super::players::PLAYERS;
use super::safety::{self, Safety};
use super::{Base, Options};
use crate::diag::{Code, Diagnostic, Diagnostics, Level, Verdict, did_you_mean, one_of};
use crate::instant::{Length, Zone};
use crate::path::{self, Address};
use crate::picture::Form;
use crate::span::{At, Place, Source, Span};
use crate::yaml::{Fields, Node, Value, text, unknown_key};

/// What `bulletin.yaml` settles, the theme's options still as written.
pub(super) struct Settled {
    pub(super) config: Config,
    pub(super) base: Base,
    pub(super) zone: Zone,
    pub(super) verdicts: BTreeMap<Code, Verdict>,
    /// Where the theme is named.
    pub(super) theme: Span,
    pub(super) theme_options: Vec<(At<String>, Node)>,
}

/// Reads the configuration `node`, which stands in `source`.
pub(super) fn read(source: &Source, node: Node, options: &Options, faults: &mut Diagnostics) -> Settled {
    let mut tree = node.clone();
    let default = Config::default();
    let mut fields = Fields::of(source, node, "the configuration", Code::ConfigValue, faults);
    let title = fields.text("title", faults).map_or(default.title, |title| title.value);
    let base = base(&mut fields, options, faults);
    let description = fields.text("description", faults).map_or(default.description, |text| text.value);
    let language = fields.read("language", faults, language).map_or(default.language, |language| language.value);
    let zone = fields.read("time_zone", faults, zone).map_or(Zone::utc(), |zone| zone.value);
    let theme = fields.text("theme", faults).unwrap_or(At { value: default.theme, span: 0..0 });
    let theme_options = fields.map("theme_options", faults);
    let organization = organization(&mut fields, &title, faults);
    let social = social(&mut fields, faults);
    let image = fields.text("image", faults);
    let menu = menu(&mut fields, faults);
    let taxonomies = taxonomies(&mut fields, faults);
    let page_size = fields.read("page_size", faults, whole(1..=1000)).map_or(default.page_size, |size| size.value);
    let feeds = feeds(&mut fields, faults);
    let podcast = podcast(&mut fields, faults);
    let mut emergency = BTreeMap::new();
    emergency.insert(language.clone(), emergency_of(&mut fields, faults));
    let own_safety = safety::read(&mut fields, faults);
    let mut other_safety = BTreeMap::new();
    let health = health(&mut fields, faults);
    let verdicts = verdicts(&mut fields, faults);
    let front_matter = front_matter(&mut fields, faults);
    let (raw_html, smart_punctuation) = markdown(&mut fields, faults);
    let images = images(&mut fields, faults);
    let citations = citations(&mut fields, faults);
    let desk = desk(&mut fields, faults);
    let share = share(&mut fields, faults);
    let players = players(&mut fields, faults);
    let mut menus = BTreeMap::new();
    let others = Others { menus: &mut menus, emergency: &mut emergency, safety: &mut other_safety };
    let languages = languages(&mut fields, &title, others, faults);
    let redirects = redirects(&mut fields, faults);
    let ignore = values(fields.texts("ignore", faults));
    fields.finish(Code::ConfigUnknownKey, faults);
    safety::put(&mut tree, &own_safety, other_safety.iter().map(|(language, said)| (language.as_str(), said)));
    let source = source.clone();
    #[rustfmt::skip]
    let mut config = Config {
        source, title, description, language, theme: theme.value, organization, social, menu, menus, taxonomies, feeds,
        podcast, emergency, health, citations, images, desk, share, front_matter, raw_html, smart_punctuation, languages, redirects,
        ignore, players, image, page_size, tree,
    };
    fill_tree(&mut config, &base);
    Settled { config, base, zone, verdicts, theme: theme.span, theme_options }
}

/// Where the site will stand: what the one who builds says, else the configuration, else nowhere yet.
fn base(fields: &mut Fields, options: &Options, faults: &mut Diagnostics) -> Base {
    let before = faults.len();
    let configured =
        fields.read("base_url", faults, |node, source| Base::parse(&text(node, source)?)).map(|base| base.value);
    let configured_wrong = faults.len() > before;
    let base = match options.base_url.as_deref().map(Base::parse) {
        Some(Ok(base)) => Some(base),
        Some(Err(expected)) => {
            faults.push(bad_base_option(&expected));
            configured
        }
        None if configured.is_none() && !configured_wrong => {
            faults.push(no_base(fields.source()));
            None
        }
        None => configured,
    };
    base.unwrap_or(Base { origin: "https://hub.example".to_owned(), path: String::new() })
}

fn organization(fields: &mut Fields, title: &str, faults: &mut Diagnostics) -> Organization {
    let nothing = Organization { name: title.to_owned(), kind: "Organization".to_owned(), ..Organization::default() };
    let Some(mut fields) = fields.fields("organization", faults) else { return nothing };
    let organization = Organization {
        name: fields.text("name", faults).map_or(nothing.name, |name| name.value),
        logo: fields.text("logo", faults),
        url: fields.read("url", faults, web_address).map(|url| url.value),
        kind: organization_kind(&mut fields, faults).unwrap_or(nothing.kind),
        same_as: web_addresses(&mut fields, "same_as", faults),
        ror: fields.text("ror", faults),
        policies: POLICIES.into_iter().filter_map(|name| fields.text(name, faults)).collect(),
        ..contact(&mut fields, faults)
    };
    fields.finish(Code::ConfigUnknownKey, faults);
    organization
}

/// An organization of which only the contact is known.
fn contact(fields: &mut Fields, faults: &mut Diagnostics) -> Organization {
    let Some(mut fields) = fields.fields("contact", faults) else { return Organization::default() };
    let email = fields.read("email", faults, email).map(|email| email.value);
    let phone = fields.text("phone", faults).map(|phone| phone.value);
    // For templates only.
    for name in ["name", "address", "hours"] {
        fields.text(name, faults);
    }
    fields.read("url", faults, web_address);
    fields.finish(Code::ConfigUnknownKey, faults);
    Organization { email, phone, ..Organization::default() }
}

fn social(fields: &mut Fields, faults: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut accounts = BTreeMap::new();
    let source = fields.source();
    for (network, node) in fields.map("social", faults) {
        if !NETWORKS.contains(&network.value.as_str()) {
            faults.push(unknown_key(source, "`social`", &network, NETWORKS, Code::ConfigUnknownKey));
            continue;
        }
        let account = text(&node, source).and_then(|account| match network.value.as_str() {
            "mastodon" => fediverse_account(account),
            _ => Ok(account),
        });
        match account {
            Ok(account) => _ = accounts.insert(network.value, account),
            Err(expected) => faults.push(wrong(source, node.span, &format!("social.{}", network.value), expected)),
        }
    }
    accounts
}

fn menu(fields: &mut Fields, faults: &mut Diagnostics) -> Vec<MenuEntry> {
    let source = fields.source();
    let mut menu = Vec::new();
    for node in fields.list("menu") {
        let before = faults.len();
        let mut entry = Fields::of(source, node, "an entry of `menu`", Code::ConfigValue, faults);
        let (title, url) = (entry.text("title", faults), entry.text("url", faults));
        let span = entry.span();
        entry.finish(Code::ConfigUnknownKey, faults);
        match (title, url) {
            (Some(_), Some(url)) if has_other_scheme(&url.value) => {
                let expected = "expected an address of the site, or one that begins with `https:`, `mailto:` or `tel:`";
                faults.push(wrong(source, url.span, "menu", expected.to_owned()));
            }
            (Some(title), Some(url)) => menu.push(MenuEntry { title: title.value, url }),
            // It has been told what is wrong already.
            _ if faults.len() > before => {}
            (None, _) => faults.push(incomplete(source, span, "an entry of `menu`", "title")),
            (_, None) => faults.push(incomplete(source, span, "an entry of `menu`", "url")),
        }
    }
    menu
}

/// `topics` first, then what the hub adds; `authors` exists without being named.
fn taxonomies(fields: &mut Fields, faults: &mut Diagnostics) -> Vec<String> {
    let source = fields.source();
    let mut taxonomies = Config::default().taxonomies;
    for name in fields.texts("taxonomies", faults) {
        let slug = crate::text::slug(&name.value);
        if slug != name.value {
            let expected = format!("expected a name that can be a field and an address, as `{slug}`");
            faults.push(wrong(source, name.span, "taxonomies", expected));
        } else if slug != "authors" && !taxonomies.contains(&slug) {
            taxonomies.push(slug);
        }
    }
    taxonomies
}

fn feeds(fields: &mut Fields, faults: &mut Diagnostics) -> Feeds {
    let default = Feeds::default();
    let Some(mut fields) = fields.fields("feeds", faults) else { return default };
    let formats = [("rss", FeedFormat::Rss), ("atom", FeedFormat::Atom), ("json", FeedFormat::Json)];
    let feeds = Feeds {
        items: fields.read("items", faults, whole(1..=1000)).map_or(default.items, |items| items.value),
        full_text: fields.flag("full_text", faults).unwrap_or(default.full_text),
        formats: choices(&mut fields, "formats", choice(&formats), faults).unwrap_or(default.formats),
        hub: fields.read("hub", faults, web_address).map(|hub| hub.value),
    };
    fields.finish(Code::ConfigUnknownKey, faults);
    feeds
}

fn podcast(fields: &mut Fields, faults: &mut Diagnostics) -> Podcast {
    let Some(mut fields) = fields.fields("podcast", faults) else { return Podcast::default() };
    let mut own = |name| fields.text(name, faults).map(|text| text.value);
    let (title, description, author) = (own("title"), own("description"), own("author"));
    let podcast = Podcast {
        title,
        description,
        author,
        image: fields.text("image", faults),
        email: fields.read("email", faults, email).map(|email| email.value),
        category: fields.read("category", faults, podcast_category).map(|category| category.value),
        explicit: fields.flag("explicit", faults).unwrap_or(false),
        began_at: fields.read("began_at", faults, web_address).map(|url| url.value),
    };
    fields.finish(Code::ConfigUnknownKey, faults);
    podcast
}

/// A category, or a list of a category and one below it.
fn podcast_category(node: &Node, source: &Source) -> Result<(String, Option<String>), String> {
    let (first, second) = match &node.value {
        Value::List(nodes) => match nodes.as_slice() {
            [first] => (text(first, source)?, None),
            [first, second] => (text(first, source)?, Some(text(second, source)?)),
            _ => return Err("expected a category and one below it: `[Health & Fitness, Medicine]`".to_owned()),
        },
        _ => (text(node, source)?, None),
    };
    let names = || PODCAST_CATEGORIES.iter().map(|(name, _)| *name);
    let Some((_, below)) = PODCAST_CATEGORIES.iter().find(|(name, _)| *name == first) else {
        return Err(did_you_mean(&first, names(), "expected a category of Apple Podcasts, as `Health & Fitness`"));
    };
    match second {
        Some(second) if !below.contains(&second.as_str()) => {
            let otherwise = match below.is_empty() {
                true => format!("`{first}` has nothing below it"),
                false => format!("below `{first}` are {}", one_of(below.iter().copied())),
            };
            Err(did_you_mean(&second, below.iter().copied(), otherwise))
        }
        second => Ok((first, second)),
    }
}

/// Names of players, each once.
fn players(fields: &mut Fields, faults: &mut Diagnostics) -> Vec<&'static str> {
    let names: Vec<(&str, &'static str)> = PLAYERS.iter().map(|player| (player.name, player.name)).collect();
    choices(fields, "players", choice(&names), faults).unwrap_or_default()
}

fn emergency_of(fields: &mut Fields, faults: &mut Diagnostics) -> Emergency {
    let Some(mut fields) = fields.fields("emergency", faults) else { return Emergency::default() };
    let mut text = |name| fields.text(name, faults).map(|text| text.value);
    let emergency = Emergency { number: text("number"), advice: text("advice"), text: text("text") };
    fields.finish(Code::ConfigUnknownKey, faults);
    emergency
}

fn health(fields: &mut Fields, faults: &mut Diagnostics) -> Health {
    let Some(mut fields) = fields.fields("health", faults) else { return Health::default() };
    let kinds: Vec<(&str, &str)> = KINDS.iter().map(|kind| (*kind, *kind)).collect();
    let required = choices(&mut fields, "require_review", choice(&kinds), faults).unwrap_or_default();
    let review_interval = fields.read("review_interval", faults, |node, source| {
        Length::parse(&text(node, source)?).ok_or("expected a length of time, as `3y` or `18 months`".to_owned())
    });
    let dose_spacing = fields.read("dose_spacing", faults, |node, source| {
        choice(&[("together", Spacing::Together), ("apart", Spacing::Apart)])(node, source)
    });
    let readability = fields.fields("readability", faults).and_then(|mut fields| {
        let target = fields.read("target", faults, whole(1..=20));
        fields.finish(Code::ConfigUnknownKey, faults);
        target
    });
    fields.finish(Code::ConfigUnknownKey, faults);
    Health {
        require_review: required.into_iter().map(str::to_owned).collect(),
        review_interval: review_interval.map(|length| length.value),
        dose_spacing: dose_spacing.map(|spacing| spacing.value),
        readability: readability.map(|target| target.value),
    }
}

fn verdicts(fields: &mut Fields, faults: &mut Diagnostics) -> BTreeMap<Code, Verdict> {
    let source = fields.source();
    let mut verdicts = BTreeMap::new();
    let words = [("error", Verdict::At(Level::Error)), ("warn", Verdict::At(Level::Warning)), ("off", Verdict::Off)];
    for (name, node) in fields.map("checks", faults) {
        let Some(code) = Code::from_text(&name.value) else {
            faults.push(unknown_check(source, &name));
            continue;
        };
        match choice(&words)(&node, source) {
            Ok(verdict) if code.is_firm() && verdict != Verdict::At(Level::Error) => {
                faults.push(firm_check(source, node.span, code));
            }
            Ok(verdict) => _ = verdicts.insert(code, verdict),
            Err(expected) => faults.push(wrong(source, node.span, &format!("checks.{}", name.value), expected)),
        }
    }
    verdicts
}

fn citations(fields: &mut Fields, faults: &mut Diagnostics) -> CitationStyle {
    let Some(mut fields) = fields.fields("citations", faults) else { return CitationStyle::default() };
    let style = fields.read("style", faults, choice(&CitationStyle::NAMES));
    let style = style.map_or(CitationStyle::default(), |style| style.value);
    fields.finish(Code::ConfigUnknownKey, faults);
    style
}

fn desk(fields: &mut Fields, faults: &mut Diagnostics) -> Desk {
    let default = Desk::default();
    let Some(mut fields) = fields.fields("desk", faults) else { return default };
    let editors = [("vscode", Editor::VsCode), ("file", Editor::File), ("none", Editor::None)];
    let desk = Desk {
        editor: fields.read("editor", faults, choice(&editors)).map_or(default.editor, |editor| editor.value),
        link: fields.flag("link", faults).unwrap_or(default.link),
    };
    fields.finish(Code::ConfigUnknownKey, faults);
    desk
}

/// Fields that decide when a page may be seen, under these names in every hub. In lower case, without what joins words.
const LIFE_CYCLE: [&str; 5] = ["draft", "publishat", "embargo", "expires", "consent"];

const LIFE_CYCLE_STAYS: &str = "this field decides when a page may be seen: it can neither be ignored nor renamed";

/// Whether a name is that of such a field, in any spelling: `Draft`, `publish-at`.
fn is_of_life_cycle(name: &str) -> bool {
    LIFE_CYCLE.contains(&name.to_lowercase().replace(['_', '-', ' '], "").as_str())
}

fn front_matter(fields: &mut Fields, faults: &mut Diagnostics) -> FrontMatter {
    let Some(mut fields) = fields.fields("front_matter", faults) else { return FrontMatter::default() };
    let source = fields.source();
    let unknown = [("warn", Unknown::Warn), ("error", Unknown::Error), ("allow", Unknown::Allow)];
    let unknown = fields.read("unknown", faults, choice(&unknown)).map_or(Unknown::default(), |unknown| unknown.value);
    let mut rename = BTreeMap::new();
    for (name, node) in fields.map("rename", faults) {
        match text(&node, source) {
            Ok(_) if is_of_life_cycle(&name.value) => {
                faults.push(wrong(source, name.span, "front_matter.rename", LIFE_CYCLE_STAYS.to_owned()));
            }
            Ok(field) => _ = rename.insert(name.value, field),
            Err(expected) => faults.push(wrong(source, node.span, "front_matter.rename", expected)),
        }
    }
    let mut ignore = fields.texts("ignore", faults);
    for name in ignore.extract_if(.., |name| is_of_life_cycle(&name.value)) {
        faults.push(wrong(source, name.span, "front_matter.ignore", LIFE_CYCLE_STAYS.to_owned()));
    }
    let ignore = values(ignore);
    fields.finish(Code::ConfigUnknownKey, faults);
    FrontMatter { unknown, rename, ignore }
}

fn markdown(fields: &mut Fields, faults: &mut Diagnostics) -> (RawHtml, bool) {
    let Some(mut fields) = fields.fields("markdown", faults) else { return (RawHtml::default(), true) };
    let raw_html = [("sanitize", RawHtml::Sanitize), ("allow", RawHtml::Allow), ("escape", RawHtml::Escape)];
    let raw_html = fields.read("raw_html", faults, choice(&raw_html)).map_or(RawHtml::default(), |it| it.value);
    let smart_punctuation = fields.flag("smart_punctuation", faults).unwrap_or(true);
    fields.finish(Code::ConfigUnknownKey, faults);
    (raw_html, smart_punctuation)
}

fn images(fields: &mut Fields, faults: &mut Diagnostics) -> Images {
    let default = Images::default();
    let Some(mut fields) = fields.fields("images", faults) else { return default };
    let source = fields.source();
    let mut widths = Vec::new();
    for node in fields.list("widths") {
        match whole(16..=8192)(&node, source) {
            Ok(width) => widths.push(width as u32),
            Err(expected) => faults.push(wrong(source, node.span, "images.widths", expected)),
        }
    }
    widths.sort_unstable();
    widths.dedup();
    let formats = [("webp", Form::Webp), ("jpeg", Form::Jpeg), ("png", Form::Png)];
    let formats = choices(&mut fields, "formats", image_format(&formats), faults).unwrap_or(default.formats);
    let quality = fields.read("quality", faults, whole(1..=100)).map_or(default.quality, |it| it.value as u8);
    fields.finish(Code::ConfigUnknownKey, faults);
    Images { widths: if widths.is_empty() { default.widths } else { widths }, formats, quality }
}

fn share(fields: &mut Fields, faults: &mut Diagnostics) -> Share {
    let default = Share::default();
    let Some(mut fields) = fields.fields("share", faults) else { return default };
    let share = Share {
        cards: fields.flag("cards", faults).unwrap_or(default.cards),
        fonts: fields.texts("fonts", faults),
        mark: fields.text("mark", faults),
    };
    fields.finish(Code::ConfigUnknownKey, faults);
    share
}

/// What the hub says in its other languages, by language, beside its title: only of those that say it.
struct Others<'a> {
    menus: &'a mut BTreeMap<String, Vec<MenuEntry>>,
    emergency: &'a mut BTreeMap<String, Emergency>,
    safety: &'a mut BTreeMap<String, Safety>,
}

/// The titles of the hub in its other languages; what else they say goes to `others`.
fn languages(
    fields: &mut Fields,
    title: &str,
    others: Others<'_>,
    faults: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let source = fields.source();
    let mut languages = BTreeMap::new();
    for (tag, node) in fields.map("languages", faults) {
        if !is_language(&tag.value) {
            faults.push(wrong(source, tag.span, "languages", NO_LANGUAGE.to_owned()));
            continue;
        }
        let what = format!("`languages.{}`", tag.value);
        let mut fields = Fields::of(source, node, what, Code::ConfigValue, faults);
        let own = fields.text("title", faults).map_or(title.to_owned(), |title| title.value);
        fields.text("description", faults);
        if fields.peek("menu").is_some() {
            others.menus.insert(tag.value.clone(), menu(&mut fields, faults));
        }
        let numbers = emergency_of(&mut fields, faults);
        if numbers != Emergency::default() {
            others.emergency.insert(tag.value.clone(), numbers);
        }
        others.safety.insert(tag.value.clone(), safety::read(&mut fields, faults));
        fields.finish(Code::ConfigUnknownKey, faults);
        languages.insert(tag.value, own);
    }
    languages
}

fn redirects(fields: &mut Fields, faults: &mut Diagnostics) -> Vec<(At<String>, At<String>)> {
    let source = fields.source();
    let mut redirects = Vec::new();
    for (from, node) in fields.map("redirects", faults) {
        if !from.value.starts_with('/') || from.value.starts_with("//") {
            faults.push(wrong(source, from.span, "redirects", "expected an address that begins with `/`".to_owned()));
            continue;
        }
        if let Err(why) = Address::new(&from.value) {
            faults.push(wrong(source, from.span, "redirects", format!("this cannot be an address: {why}")));
            continue;
        }
        if let Some(why) = path::pattern_in(&crate::text::decode_path(&from.value)) {
            faults.push(wrong(source, from.span, "redirects", why));
            continue;
        }
        match text(&node, source).and_then(address) {
            Ok(to) => redirects.push((from, At { value: to, span: node.span })),
            Err(expected) => faults.push(wrong(source, node.span, "redirects", expected)),
        }
    }
    redirects
}

/// Puts into the tree what templates may ask for and the hub did not say.
fn fill_tree(config: &mut Config, base: &Base) {
    let text = |text: &str| Value::Text(text.to_owned());
    let tree = &mut config.tree;
    tree.put("title", text(&config.title));
    tree.put("description", text(&config.description));
    tree.put("language", text(&config.language));
    tree.put("theme", text(&config.theme));
    tree.put("base_url", text(&format!("{}{}/", base.origin, base.path)));
    tree.put("page_size", Value::Int(config.page_size as i64));
    tree.put("organization.name", text(&config.organization.name));
    tree.put("organization.type", text(&config.organization.kind));
    let accounts = config.social.iter();
    let account = |(network, account): (&String, &String)| {
        let node = Node { value: text(account), span: 0..0 };
        (At { value: network.clone(), span: 0..0 }, node)
    };
    tree.put("social", Value::Map(accounts.map(account).collect()));
    // Numbers as they were written: `999`, and not what YAML takes it for.
    for (language, emergency) in &config.emergency {
        let path = match *language == config.language {
            true => "emergency".to_owned(),
            false => format!("languages.{language}.emergency"),
        };
        let known = [("number", &emergency.number), ("advice", &emergency.advice), ("text", &emergency.text)];
        for (name, value) in known {
            tree.put(&format!("{path}.{name}"), value.as_deref().map_or(Value::Null, text));
        }
    }
}

// Values: each says what it expected.

const NO_LANGUAGE: &str = "expected a language tag, as `en`, `en-GB` or `zh-Hant`";

fn language(node: &Node, source: &Source) -> Result<String, String> {
    text(node, source).and_then(|tag| if is_language(&tag) { Ok(tag) } else { Err(NO_LANGUAGE.to_owned()) })
}

fn zone(node: &Node, source: &Source) -> Result<Zone, String> {
    let name = text(node, source)?;
    Zone::named(&name).ok_or_else(|| nearest_zone(&name))
}

/// Zones are often guessed by their city alone.
fn nearest_zone(name: &str) -> String {
    let city = |zone: &'static str| zone.rsplit('/').next().unwrap_or(zone);
    let wanted = name.rsplit('/').next().unwrap_or(name).replace(' ', "_");
    let near = crate::text::nearest(&wanted, ZONES.iter().map(|zone| city(zone)));
    match ZONES.iter().find(|zone| Some(city(zone)) == near) {
        Some(zone) => format!("did you mean `{zone}`?"),
        None => "expected a name of the IANA time zone database, as `Europe/London`".to_owned(),
    }
}

fn organization_kind(fields: &mut Fields, faults: &mut Diagnostics) -> Option<String> {
    let kind = fields.text("type", faults)?;
    let known = || ORGANIZATIONS.iter().copied();
    if known().any(|name| name == kind.value) {
        return Some(kind.value);
    }
    let otherwise = "expected a kind of organization of schema.org, as `Hospital` or `MedicalOrganization`";
    let label = did_you_mean(&kind.value, known(), otherwise);
    let fault = wrong(fields.source(), kind.span, "organization.type", label);
    faults.push(fault.help(format!("it can be {}", one_of(known()))));
    None
}

pub(super) fn web_address(node: &Node, source: &Source) -> Result<String, String> {
    let url = text(node, source)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        true => Ok(url),
        false => Err("expected a web address that begins with `https://`".to_owned()),
    }
}

fn web_addresses(fields: &mut Fields, name: &'static str, faults: &mut Diagnostics) -> Vec<String> {
    let source = fields.source();
    let mut urls = Vec::new();
    for node in fields.list(name) {
        match web_address(&node, source) {
            Ok(url) => urls.push(url),
            Err(expected) => faults.push(wrong(source, node.span, name, expected)),
        }
    }
    urls
}

/// Whether an address has a scheme that a menu does not lead to.
fn has_other_scheme(url: &str) -> bool {
    let first = url.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    first.contains(':') && !["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| first.starts_with(scheme))
}

/// An address of the site or a URL.
fn address(to: String) -> Result<String, String> {
    let rooted = to.starts_with('/') && !to.starts_with("//");
    if let Some(bad) = to.chars().find(|c| c.is_control() || c.is_whitespace() || "<>\"\\`".contains(*c)) {
        return Err(format!("expected an address without `{}`: percent-encode it", bad.escape_debug()));
    }
    match rooted || to.starts_with("https://") || to.starts_with("http://") {
        true => Ok(to),
        false => Err("expected an address that begins with `/` or `https://`".to_owned()),
    }
}

fn email(node: &Node, source: &Source) -> Result<String, String> {
    let email = text(node, source)?;
    let parts = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    match parts && !email.contains(char::is_whitespace) {
        true => Ok(email),
        false => Err("expected an e-mail address".to_owned()),
    }
}

fn fediverse_account(account: String) -> Result<String, String> {
    let parts = account.strip_prefix('@').and_then(|rest| rest.split_once('@'));
    match parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        true => Ok(account),
        false => Err("expected an account with its server, as `\"@hub@health.social\"`".to_owned()),
    }
}

fn whole(range: RangeInclusive<i64>) -> impl Fn(&Node, &Source) -> Result<usize, String> {
    move |node, _| match &node.value {
        Value::Int(value) if range.contains(value) => Ok(*value as usize),
        _ => Err(format!("expected a whole number from {} to {}", range.start(), range.end())),
    }
}

fn choice<T: Copy>(words: &[(&str, T)]) -> impl Fn(&Node, &Source) -> Result<T, String> {
    |node: &Node, source: &Source| {
        let word = text(node, source)?;
        let known = words.iter().find(|(name, _)| *name == word);
        let names = || words.iter().map(|(name, _)| *name);
        known.map(|(_, value)| *value).ok_or_else(|| format!("expected {}", one_of(names())))
    }
}

/// A form of picture. AVIF is asked for often enough to be told why it is not there.
fn image_format(words: &[(&str, Form)]) -> impl Fn(&Node, &Source) -> Result<Form, String> {
    |node: &Node, source: &Source| {
        let known = choice(words)(node, source);
        match text(node, source)?.as_str() {
            "avif" => known.map_err(|known| format!("AVIF takes seconds for each picture, so it is not made: {known}")),
            _ => known,
        }
    }
}

/// A list of words, each once; none if it is not there.
fn choices<T: Copy + PartialEq>(
    fields: &mut Fields,
    name: &'static str,
    read: impl Fn(&Node, &Source) -> Result<T, String>,
    faults: &mut Diagnostics,
) -> Option<Vec<T>> {
    let source = fields.source();
    let nodes = fields.take(name).map(|at| match at.value {
        Node { value: Value::List(nodes), .. } => nodes,
        node => vec![node],
    })?;
    let mut values = Vec::new();
    for node in nodes {
        match read(&node, source) {
            Ok(value) if values.contains(&value) => {}
            Ok(value) => values.push(value),
            Err(expected) => faults.push(wrong(source, node.span, name, expected)),
        }
    }
    Some(values)
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

// Faults.

pub(super) fn wrong(source: &Source, span: Span, name: &str, expected: String) -> Diagnostic {
    let message = format!("`{name}` of the configuration is not right");
    Diagnostic::new(Code::ConfigValue, source.place(span), message, expected)
}

pub(super) fn incomplete(source: &Source, span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(Code::ConfigValue, source.place(span), format!("{what} has no `{name}`"), "it needs one")
}

fn unknown_check(source: &Source, name: &At<String>) -> Diagnostic {
    let codes = Code::ALL.iter().map(|code| code.text());
    let message = format!("there is no check `{}`", name.value);
    let label = did_you_mean(&name.value, codes, "no check has a name like it");
    Diagnostic::new(Code::ConfigUnknownKey, source.place(name.span.clone()), message, label)
}

fn firm_check(source: &Source, span: Span, code: Code) -> Diagnostic {
    let message = format!("`{}` is always an error", code.text());
    Diagnostic::new(Code::ConfigValue, source.place(span), message, "remove this line")
}

fn no_base(source: &Source) -> Diagnostic {
    let message = "there is no `base_url`: addresses in feeds and share tags begin with `https://hub.example/`";
    Diagnostic::new(Code::ConfigBaseUrl, Place::file(source.path.as_str()), message, "")
        .help("say where the site will stand: `base_url: https://…/` in `bulletin.yaml`")
}

fn bad_base_option(expected: &str) -> Diagnostic {
    let message = format!("the base address given for this build is not right: {expected}");
    Diagnostic::new(Code::ConfigValue, Place::file("--base-url"), message, "")
}

#[cfg(test)]
mod tests;
