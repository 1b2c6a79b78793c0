//! From YAML to [`Front`]: the fields that every page has, and what they say of each other.
//!
//! The page is held back exactly when `front/release` is among the diagnostics: a field on which it
//! depends whether the page may be seen could not be read, or was misspelt.

use super::facts;
use super::faults;
use super::fields;
use super::form::Form;
use super::front::{Consent, ForeignDate, Front, Funding, Reference, Share, Translation};
use super::hiding::{self, Meaning};
use super::{Kind, Placing, Role, address};
use crate::diag::{Code, Diagnostic, Diagnostics, Level};
use crate::health::{identifiers, translation, vocabulary};
use crate::instant::{Length, When};
use crate::markdown;
use crate::path::Address;
use crate::project::config::{CitationStyle, FrontMatter, Unknown};
use crate::project::{Config, Project};
use crate::span::{At, Source};
use crate::yaml::{self, Node, Value};

/// What front matter says, with what is not kept in [`Front`].
pub struct Said {
    /// The fields.
    pub front: Front,
    /// The kind of the page.
    pub kind: Kind,
    /// The kind of the pages in the folder whose index this is.
    pub children: Option<Kind>,
    /// `language`.
    pub language: Option<String>,
    /// `slug`, as it can stand in an address.
    pub slug: Option<String>,
    /// `url`.
    pub url: Option<Address>,
}

/// Reads the front matter `node` of `source`.
pub fn read(source: &Source, mut node: Node, place: &Placing, project: &Project, faults: &mut Diagnostics) -> Said {
    let config = &project.config;
    let first = faults.len();
    call_by_our_names(source, &mut node, &config.front_matter, faults);
    let said = kind(source, &node, faults);
    let (kind, children) = match place.role {
        Role::Leaf => (said.unwrap_or(place.kind), None),
        Role::Home | Role::Section => (Kind::Page, said),
    };
    let mut files = Vec::new();
    file_names(&node, &mut files);
    let mut links = Vec::new();
    let mut form = Form::of(source, node, kind.one(), &project.zone, (faults, &mut links));
    form.take("kind");
    let terms = terms(&mut form, kind, config);
    hold_for_empty(&mut form);
    hidden_status(&mut form, kind);
    let mut front = front(&mut form, kind, terms);
    let (language, slug) = (language(&mut form, config), slug(&mut form));
    let url = form.link("url").and_then(|url| written(&mut form, "url", &url));
    foreign_dates(&mut form, &mut front);
    front.unknown = unknown_fields(form, kind, config);
    front.links = links;
    front.files = files;
    judge_unknown(faults, first, config.front_matter.unknown);
    Said { front, kind, children, language, slug, url }
}

/// Adds the names in the values of `node` that may be files, those in links of Markdown too.
fn file_names(node: &Node, files: &mut Vec<String>) {
    match &node.value {
        Value::Text(text) => {
            files.extend(super::file_names(text));
            if text.contains("](") || text.contains("]:") {
                files.extend(markdown::links(text).iter().flat_map(|link| super::file_names(link)));
            }
        }
        Value::List(nodes) => nodes.iter().for_each(|node| file_names(node, files)),
        Value::Map(entries) => entries.iter().for_each(|(_, node)| file_names(node, files)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

/// Renames fields that are called otherwise in this hub or elsewhere, and removes those to be ignored.
fn call_by_our_names(source: &Source, node: &mut Node, rules: &FrontMatter, faults: &mut Diagnostics) {
    let Value::Map(entries) = &mut node.value else { return };
    entries.retain(|(key, _)| !rules.ignore.contains(&key.value));
    for (key, _) in entries.iter_mut() {
        let renamed = rules.rename.get(&key.value).map(String::as_str);
        let alias = || fields::ALIASES.iter().find(|(alias, _)| *alias == key.value).map(|(_, name)| *name);
        if let Some(name) = renamed.or_else(alias) {
            key.value = name.to_owned();
        }
    }
    remove_second_names(source, entries, faults);
}

/// Keeps the first of fields that have the same name now, and reports the others.
fn remove_second_names(source: &Source, entries: &mut Vec<(At<String>, Node)>, faults: &mut Diagnostics) {
    let mut at = 1;
    while at < entries.len() {
        let (earlier, rest) = entries.split_at(at);
        match earlier.iter().find(|(key, _)| key.value == rest[0].0.value) {
            None => at += 1,
            Some((first, _)) => {
                faults.push(match fields::is_guard(&first.value) {
                    true => faults::same_release_field(source, first, &rest[0].0),
                    false => faults::same_field(source, first, &rest[0].0),
                });
                entries.remove(at);
            }
        }
    }
}

fn kind(source: &Source, node: &Node, faults: &mut Diagnostics) -> Option<Kind> {
    let Value::Map(entries) = &node.value else { return None };
    let (_, said) = entries.iter().find(|(key, node)| key.value == "kind" && node.value != Value::Null)?;
    let name = yaml::text(said, source).unwrap_or_else(|_| said.value.kind().to_owned());
    let kind = Kind::named(name.trim());
    if kind.is_none() {
        faults.push(faults::unknown_kind(source, name.trim(), said.span.clone()));
    }
    kind
}

/// The terms of each taxonomy that the page has any of. A taxonomy may have the name of a field
/// (`specialty`): then both have its values.
fn terms<'a>(form: &mut Form<'a, '_>, kind: Kind, config: &'a Config) -> Vec<(String, Vec<At<String>>)> {
    let topics = (!config.taxonomies.iter().any(|name| name == "topics")).then_some("topics");
    let names = topics.into_iter().chain(config.taxonomies.iter().map(String::as_str));
    let mut terms = Vec::new();
    for name in names.filter(|name| *name != "authors") {
        let is_field = name != "topics" && fields::of(kind).any(|field| field.name == name);
        let found = if is_field { shared_terms(form, name) } else { form.links(name) };
        if !found.is_empty() {
            terms.push((name.to_owned(), found));
        }
    }
    terms
}

/// What is wrong with these is said where the field itself is read.
fn shared_terms(form: &Form<'_, '_>, name: &str) -> Vec<At<String>> {
    let Some(node) = form.peek(name) else { return Vec::new() };
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let term = |node: &Node| match &node.value {
        Value::Text(text) => Some(At { value: text.trim().to_owned(), span: node.span.clone() }),
        _ => None,
    };
    nodes.iter().filter_map(term).collect()
}

/// Holds a page back whose life cycle has a field without a value: nobody knows what was to stand there.
fn hold_for_empty(form: &mut Form<'_, '_>) {
    for name in fields::GUARDS {
        if let Some(Node { value: Value::Null, span }) = form.peek(name) {
            let fault = faults::empty_release(form.source(), name, span.clone());
            form.fault(fault);
        }
    }
}

fn front<'a>(form: &mut Form<'a, '_>, kind: Kind, terms: Vec<(String, Vec<At<String>>)>) -> Front {
    let (date, updated) = (form.when("date"), form.when("updated"));
    let (publish_at, embargo) = (form.release("publish_at"), embargo(form));
    // An alert whose end cannot be read is better seen than not.
    let expires = if kind == Kind::Alert { form.when("expires") } else { form.release("expires") };
    let (reviewed, next_review) = (form.day("reviewed"), form.day("next_review"));
    let review_in = review_in(form);
    ordered(form, ("updated", &updated), ("date", &date));
    not_expired(form, &expires, ("embargo", &embargo));
    not_expired(form, &expires, ("publish_at", &publish_at));
    not_expired(form, &expires, ("date", &date));
    if let (Some(reviewed), Some(next)) = (&reviewed, &next_review)
        && next.value <= reviewed.value
    {
        let (next, reviewed) = (next.span.clone(), reviewed.span.clone());
        form.fault(faults::order(form.source(), ("next_review", next), ("reviewed", reviewed), "is not after"));
    }
    let reviewed = reviewed.map(|at| at.value);
    let computed = || Some(review_in?.after(reviewed?));
    let facts = facts::read(form, kind, date.as_ref());
    Front {
        unknown: Vec::new(),
        links: Vec::new(),
        files: Vec::new(),
        title: form.line("title"),
        description: form.line("description"),
        date: date.map(|at| at.value),
        updated: updated.map(|at| at.value),
        draft: draft(form),
        publish_at: publish_at.map(|at| at.value),
        embargo: embargo.map(|at| at.value),
        expires: expires.map(|at| at.value),
        foreign_dates: Vec::new(),
        instead: form.link("instead"),
        authors: form.links("authors"),
        terms,
        image: form.picture("image"),
        share: form.map_or("share", "text", share).unwrap_or_default(),
        translation_of: form.link("translation_of"),
        translation: form.map_or("translation", "date", translation),
        aliases: aliases(form),
        weight: form.int("weight").unwrap_or(0),
        featured: form.flag("featured").unwrap_or(false),
        related: form.links("related"),
        toc: form.flag("toc"),
        template: form.link("template"),
        feed: form.flag("feed"),
        extra: form.take("extra"),
        reviewed,
        reviewers: form.links("reviewers"),
        next_review: next_review.map(|at| at.value).or_else(computed),
        review_in,
        sources: form.each("sources", "title", reference),
        citation_style: citation_style(form),
        no_funding: says_none(form, "funding"),
        funding: form.each("funding", "funder", funding),
        no_interests: says_none(form, "interests"),
        interests: form.text("interests"),
        consent: readable_consent(form),
        facts,
    }
}

/// Whether it is a draft. What is neither true nor false could be one.
fn draft(form: &mut Form<'_, '_>) -> bool {
    let Some(node) = form.take("draft") else { return false };
    match yaml::flag(&node, form.source()) {
        Ok(draft) => draft,
        Err(expected) => {
            form.fault(faults::release(form.source(), "draft", node.span, expected));
            true
        }
    }
}

fn embargo(form: &mut Form<'_, '_>) -> Option<At<When>> {
    let written = yaml::text(form.peek("embargo")?, form.source()).unwrap_or_default();
    let embargo = form.release("embargo")?;
    if embargo.value.moment().is_none() || !When::has_offset(&written) {
        let (span, value) = (embargo.span.clone(), embargo.value);
        form.fault(faults::embargo_without_offset(form.source(), span, value));
    }
    Some(embargo)
}

fn citation_style(form: &mut Form<'_, '_>) -> Option<CitationStyle> {
    let said = form.choice("citation_style", &CitationStyle::NAMES.map(|(name, _)| name))?;
    CitationStyle::NAMES.iter().find(|(name, _)| *name == said).map(|(_, style)| *style)
}

fn review_in(form: &mut Form<'_, '_>) -> Option<Length> {
    let said = form.link("review_in")?;
    let length = Length::parse(&said.value);
    if length.is_none() {
        let expected = "expected a length of time: `3y`, `18 months`, `6 weeks`";
        form.fault(faults::value(form.source(), "review_in", said.span, expected));
    }
    length
}

/// Says so when `later` lies before `earlier`.
fn ordered(form: &mut Form<'_, '_>, later: (&str, &Option<At<When>>), earlier: (&str, &Option<At<When>>)) {
    let (Some(last), Some(first)) = (later.1, earlier.1) else { return };
    if last.value.is_before(first.value, form.zone()) {
        let (last, first) = ((later.0, last.span.clone()), (earlier.0, first.span.clone()));
        form.fault(faults::order(form.source(), last, first, "is before"));
    }
}

/// Says so when a page is gone before it could be seen.
fn not_expired(form: &mut Form<'_, '_>, expires: &Option<At<When>>, seen: (&str, &Option<At<When>>)) {
    let (Some(end), Some(start)) = (expires, seen.1) else { return };
    if end.value.end(form.zone()) <= start.value.start(form.zone()) {
        let (end, start) = (("expires", end.span.clone()), (seen.0, start.span.clone()));
        form.fault(faults::order(form.source(), end, start, "is not after"));
    }
}

/// The networks that posts are written for, as `share.networks` names them; X has its former name too.
pub const POSTED: [&str; 7] = ["x", "bluesky", "mastodon", "threads", "linkedin", "facebook", "twitter"];

fn share(form: &mut Form<'_, '_>) -> Option<Share> {
    let posts = form.texts_by_key("networks");
    for (name, _) in posts.iter().filter(|(name, _)| !POSTED.contains(&name.value.trim().to_lowercase().as_str())) {
        form.fault(faults::unknown_network(form.source(), name, &POSTED[..6]));
    }
    Some(Share {
        title: form.line("title").map(|at| at.value),
        description: form.line("description").map(|at| at.value),
        image: form.picture("image"),
        text: form.text("text"),
        hashtags: form.texts("hashtags").iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect(),
        networks: posts.into_iter().map(|(name, text)| (name.value, text.value)).collect(),
    })
}

fn translation(form: &mut Form<'_, '_>) -> Option<Translation> {
    Some(Translation {
        date: form.when("date").map(|at| at.value),
        is_by_machine: form.choice("method", translation::METHODS).as_deref() == Some("machine"),
        by: form.links("by"),
        reviewed_by: form.links("reviewed_by"),
    })
}

fn aliases(form: &mut Form<'_, '_>) -> Vec<At<String>> {
    let mut aliases = Vec::new();
    for alias in form.links("aliases") {
        if let Some(address) = written(form, "aliases", &alias) {
            aliases.push(At { value: address.as_str().to_owned(), span: alias.span });
        }
    }
    aliases
}

/// A source; an address alone is its own title.
fn reference(form: &mut Form<'_, '_>) -> Option<Reference> {
    let url = form.target("url").map(|url| url.value);
    let title = match &url {
        Some(url) => Some(form.text("title").unwrap_or_else(|| url.clone())),
        None => form.need("title", "say what it is called").map(|at| at.value),
    };
    let (publisher, date, accessed) = (form.text("publisher"), form.text("date"), form.text("accessed"));
    let title = title?;
    let is_address = title.starts_with("https://") || title.starts_with("http://");
    let url = url.or_else(|| is_address.then(|| title.clone()));
    Some(Reference { title, url, publisher, date, accessed })
}

/// Whether a field is the word `none`; then it is taken.
fn says_none<'a>(form: &mut Form<'a, '_>, name: &'a str) -> bool {
    let says = matches!(form.peek(name).map(|node| &node.value), Some(Value::Text(text)) if text.trim() == "none");
    if says {
        form.take(name);
    }
    says
}

fn funding(form: &mut Form<'_, '_>) -> Option<Funding> {
    let funder = form.need("funder", "say who pays");
    let (grant, url) = (form.text("grant"), form.target("url").map(|url| url.value));
    let ror = form.checked(("ror", "ROR id"), identifiers::ror, identifiers::ROR_EXPECTED);
    Some(Funding { funder: funder?.value, grant, url, ror })
}

/// Consent; what is no map could be any answer, so that the page is held back.
fn readable_consent(form: &mut Form<'_, '_>) -> Option<Consent> {
    if !matches!(form.peek("consent")?.value, Value::Map(_) | Value::Null) {
        let node = form.take("consent")?;
        let expected = format!("expected `{{ref, obtained, scope}}`, found {}", node.value.kind());
        form.fault(faults::release(form.source(), "consent", node.span, expected));
        return None;
    }
    form.map("consent", consent)
}

/// Consent; where the form is kept must be said and is forgotten at once.
fn consent(form: &mut Form<'_, '_>) -> Option<Consent> {
    form.need("ref", "say where the signed form is kept; it is never published");
    let has_day = form.peek("obtained").is_some();
    // A scope of which nothing can be read covers nothing.
    let has_scope = form.peek("scope").is_some_and(|node| node.value != Value::Null);
    let surfaces = form.choices("scope", vocabulary::CONSENT_SCOPES, "");
    let consent = Consent {
        obtained: form.release("obtained").map(|at| at.map(When::day).value),
        scope: has_scope.then_some(surfaces),
        expires: form.release("expires").map(|at| at.value),
        withdrawn: form.release("withdrawn").map(|at| at.value),
    };
    // Of consent that ended, the end is what counts.
    if consent.withdrawn.is_none() {
        if !has_day {
            form.fault(faults::consent_without_day(form.source(), form.span()));
        }
        if !consent.covers("web") {
            form.fault(faults::consent_not_for_web(form.source(), form.span()));
        }
    }
    Some(consent)
}

/// The language, spelled as in the configuration if it is there.
fn language(form: &mut Form<'_, '_>, config: &Config) -> Option<String> {
    let said = form.link("language")?;
    if !facts::is_language(&said.value) {
        form.fault(faults::value(form.source(), "language", said.span, facts::LANGUAGE_EXPECTED));
        return None;
    }
    Some(address::known_language(&said.value, config).map(str::to_owned).unwrap_or(said.value))
}

fn slug(form: &mut Form<'_, '_>) -> Option<String> {
    let said = form.link("slug")?;
    let made = address::name(&said.value);
    if made.is_empty() {
        let why = "it has no letter or digit".to_owned();
        form.fault(faults::address(form.source(), "slug", &said, why));
        return None;
    }
    if made != said.value {
        form.fault(faults::slug(form.source(), &said, &made));
    }
    Some(made)
}

fn written(form: &mut Form<'_, '_>, name: &str, said: &At<String>) -> Option<Address> {
    match address::written(&said.value) {
        Ok(address) => Some(address),
        Err(why) => {
            form.fault(faults::address(form.source(), name, said, why));
            None
        }
    }
}

/// Reports a `status` or `audience` of our own that hides the page in another system: `status: draft` of research.
fn hidden_status(form: &mut Form<'_, '_>, kind: Kind) {
    for name in ["status", "audience"] {
        let is_ours = fields::of(kind).any(|field| field.name == name);
        let Some((key, word)) = form.key_and_word(name).filter(|_| is_ours) else { continue };
        let is_word_of_ours =
            matches!(word.as_str(), "scheduled" | "planned" | "removed" | "postponed" | "on-hold" | "withdrawn");
        if hiding::is_hidden_state(&word) && !is_word_of_ours {
            form.fault(faults::hidden_status(form.source(), &key, &word));
        }
    }
}

/// Reads dates under names of other systems as our own. The later beginning and the earlier end count.
fn foreign_dates(form: &mut Form<'_, '_>, front: &mut Front) {
    for key in form.unknown() {
        let Some(meaning) = hiding::meaning(&key.value) else { continue };
        let Some(Ok(date)) = form.date_of(&key.value) else { continue };
        let is_end = match meaning {
            Meaning::Begins | Meaning::ShownIf => false,
            Meaning::Ends => true,
            Meaning::HiddenIf
            | Meaning::HiddenIfYes
            | Meaning::State
            | Meaning::Rendering
            | Meaning::Container
            | Meaning::Secret => continue,
        };
        let zone = form.zone();
        let ours = if is_end { &mut front.expires } else { &mut front.publish_at };
        let counts = match (*ours, is_end) {
            (None, _) => true,
            (Some(own), true) => date.end(zone) < own.end(zone),
            (Some(own), false) => date.start(zone) > own.start(zone),
        };
        if counts {
            *ours = Some(date);
        }
        front.foreign_dates.push(ForeignDate { key, date, is_end });
    }
}

/// Reports a field that hides the page in another system, or that is read as one of ours.
fn foreign_field(form: &Form<'_, '_>, key: &At<String>) -> Option<Diagnostic> {
    let (meaning, source) = (hiding::meaning(&key.value)?, form.source());
    let node = form.peek(&key.value)?;
    if meaning.hides(node, source) {
        return Some(faults::hidden_elsewhere(source, key, meaning));
    }
    let is_date = matches!(meaning, Meaning::Begins | Meaning::Ends);
    match form.date_of(&key.value)? {
        Ok(_) if is_date || meaning == Meaning::ShownIf => Some(faults::foreign_date(
            source,
            key,
            match meaning {
                Meaning::Ends => "expires",
                _ => "publish_at",
            },
        )),
        Err(why) if is_date && !hiding::says_nothing(node, source) => {
            Some(faults::release(source, &key.value, node.span.clone(), why))
        }
        Ok(_) | Err(_) => None,
    }
}

/// Reports what nobody asked for, and returns the names.
fn unknown_fields(mut form: Form<'_, '_>, kind: Kind, config: &Config) -> Vec<String> {
    let source = form.source();
    let known = || fields::of(kind).map(|field| field.name).chain(config.taxonomies.iter().map(String::as_str));
    debug_assert!(form.asked().iter().all(|asked| known().any(|name| name == *asked)), "the table lacks a field");
    let unknown = form.unknown();
    for key in &unknown {
        let fault = match fields::guard_meant_by(kind, &key.value) {
            Some(meant) => faults::guard_misspelt(source, key, meant),
            None => foreign_field(&form, key).unwrap_or_else(|| faults::unknown_field(source, kind, key, known())),
        };
        form.fault(fault);
    }
    unknown.into_iter().map(|key| key.value).collect()
}

/// Gives unknown fields found from `first` on, those in maps too, the level that the hub wants.
fn judge_unknown(faults: &mut Diagnostics, first: usize, unknown: Unknown) {
    let level = match unknown {
        Unknown::Warn => Level::Warning,
        Unknown::Error => Level::Error,
        Unknown::Allow => {
            let mut at = 0;
            faults.retain(|fault| {
                at += 1;
                at <= first || fault.code != Code::FrontUnknownKey
            });
            return;
        }
    };
    faults[first..].iter_mut().filter(|fault| fault.code == Code::FrontUnknownKey).for_each(|f| f.level = level);
}
