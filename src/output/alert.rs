//! Alerts beyond their pages: what is in force as JSON, the messages that were issued as a feed, and pages for bad lines.
//!
//! The messages themselves are files of the hub and published as they are: no build makes or changes one.

use std::rc::Rc;

use serde_json::{Value, json};

use super::page::{self, finished};
use super::xml::Xml;
use super::{Made, Route, Sketch, feed, made};
use crate::content::Page;
use crate::content::alert::LIGHT;
use crate::diag::Diagnostic;
use crate::health::{cap, standing};
use crate::instant::{Instant, When, rfc2822, rfc3339};
use crate::path::Address;
use crate::project::config::FeedFormat;
use crate::project::strings::DateForm;
use crate::render::{Feed, FeedFile, Given, Renderer, Scene, alerts_file};
use crate::site::PageId;
use crate::world::{Lens, World};

/// Where the feed of messages stands.
const FEED: &str = "alerts.xml";

/// So many messages are in it: those who read such feeds want few.
const MESSAGES: usize = 50;

/// What a bad line carries in its first breath: a light page stays below it.
const LIGHT_BYTES: usize = 14 << 10;

/// Plans the files of a hub that has alerts.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    if !world.site.has_alerts {
        return;
    }
    sketch.add(&alerts_file(), Route::Alerts);
    sketch.add_at(FEED, Route::AlertFeed);
    let has_light = world.project.theme.templates.contains_key("alert-light.html");
    for (id, page) in world.site.numbered().filter(|(_, page)| has_light && page.alert().is_some()) {
        if let Ok(address) = page.address.child(LIGHT) {
            sketch.add(&address, Route::AlertLight(id));
        }
    }
}

/// What `_headers` says of these files: nobody keeps an old list, and a message is what it is.
pub(super) fn headers(path: &str) -> String {
    format!(
        "{path}{}\n  Cache-Control: no-store\n{path}/{FEED}\n  Content-Type: application/rss+xml; charset=utf-8\n\
         {path}/*{}\n  Content-Type: application/cap+xml; charset=utf-8\n",
        alerts_file(),
        crate::content::alert::CAP
    )
}

/// Makes `alerts.json`: every alert that is in force, the gravest first, once in each of its languages. It has the words
/// that the banner shows, and no HTML: whoever shows them decides what they look like.
pub(super) fn make(renderer: &Renderer) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let mut alerts: Vec<Value> = Vec::new();
    for id in lens.alerts("").unwrap_or_default() {
        let page = lens.page(id);
        let Some((alert, times)) = page.alert().zip(page.times(lens.zone())) else { continue };
        let word = |key: &str| lens.text(&page.language, key).map(|text| text.to_string()).unwrap_or_default();
        let light = page.address.child(LIGHT).ok().filter(|_| lens.template("alert-light.html"));
        let updated = page.front.updated.filter(|_| page.front.updated != page.front.date);
        let moments =
            [("alert.issued", page.front.date), ("alert.updated", updated), ("alert.until", page.front.expires)];
        let times_said = moments.into_iter().filter_map(|(key, when)| {
            let when = when?;
            Some(json!({ "label": word(key), "at": when.to_string(), "text": moment(&lens, &page.language, when) }))
        });
        alerts.push(json!({
            "id": page.alert_name(),
            "version": alert.version(),
            "language": page.language,
            "severity": alert.severity,
            "severity_label": word(&format!("alert.severity.{}", alert.severity.to_lowercase())),
            "headline": page.title,
            "url": lens.base().rooted(&page.address),
            "advice": page.advice_line(),
            "effective": times.effective.map(rfc3339),
            "expires": times.expires.map(rfc3339),
            "times": times_said.collect::<Vec<Value>>(),
            "light": light.map(|light| json!({ "label": word("alert.light"), "url": lens.base().rooted(&light) })),
            "close": word("alerts.close"),
        }));
    }
    let json = serde_json::to_string_pretty(&json!({ "alerts": alerts })).unwrap_or_default();
    Ok(made(lens, json + "\n"))
}

/// A day, or a day and a time, as pages in `language` say it.
fn moment(lens: &Lens, language: &str, when: When) -> String {
    let day = lens.date(language, when.day(), DateForm::Long).to_string();
    let clock = when.clock_in(lens.zone());
    clock.map_or(day.clone(), |clock| {
        let comma = lens.text(language, "list.comma").unwrap_or_else(|| ", ".into());
        format!("{day}{comma}{clock}")
    })
}

/// What an alert says in its parts, as HTML; nothing for other pages.
pub(super) fn parts(renderer: &Renderer, lens: &Lens, id: PageId) -> Result<String, Box<Diagnostic>> {
    match lens.page(id).alert() {
        Some(_) => page::piece(renderer, lens, id, "alert-parts.html"),
        None => Ok(String::new()),
    }
}

/// Makes the page of an alert for bad lines: its parts, and its text unless that is too long.
pub(super) fn make_light(renderer: &Renderer, id: PageId) -> Result<Made, Box<Diagnostic>> {
    let scene = Rc::new(Scene::of_page(renderer.lens(), id));
    let body = feed::without_pictures(&renderer.body(&scene.lens, id)?);
    let html = renderer.render(&scene, "alert-light.html", Given { body, ..Given::default() })?;
    let html = match html.len() > LIGHT_BYTES {
        true => renderer.render(&scene, "alert-light.html", Given::default())?,
        false => html,
    };
    Ok(finished(scene, html))
}

/// The feed of messages, as pages and lists lead to it.
pub(super) fn feed_of(lens: &Lens, language: &str) -> Feed {
    let url = Address::file(FEED).map(|address| lens.base().rooted(&address)).unwrap_or_default();
    let files = vec![FeedFile { label: FeedFormat::Rss.label(), media_type: "application/rss+xml", url }];
    Feed { title: feed_title(lens, language, &feed::hub_title(lens, Some(language))), files }
}

/// What the feed is called in a language.
fn feed_title(lens: &Lens, language: &str, hub: &str) -> String {
    let word = lens.text(language, "alert.feed").unwrap_or_else(|| "Alerts".into());
    format!("{word} – {hub}")
}

/// A message that was issued.
struct Issued {
    /// What the title of its alert begins with by now.
    mark: Option<String>,
    sent: Instant,
    url: String,
    texts: Vec<(String, String)>,
}

/// Makes the feed of messages as the World Meteorological Organization's own tools do: an item leads to the message, and
/// is known by its identifier. Exercises and tests are not in it.
pub(super) fn make_feed(renderer: &Renderer) -> Result<Made, Box<Diagnostic>> {
    let lens = renderer.lens();
    let mut messages = issued(&lens)?;
    messages.sort_by(|a, b| (b.sent, &a.url).cmp(&(a.sent, &b.url)));
    messages.truncate(MESSAGES);
    let base = lens.base();
    let language = lens.config("language", |config| config.language.clone());
    let title = feed_title(&lens, &language, &feed::hub_title(&lens, None));
    let own = Address::file(FEED).map(|address| base.absolute(&address)).unwrap_or_default();
    let mut xml = Xml::with_capacity(4 << 10);
    xml.start("rss", &[("version", "2.0"), ("xmlns:atom", "http://www.w3.org/2005/Atom")]);
    xml.start("channel", &[]);
    xml.leaf("title", &[], &title);
    xml.leaf("link", &[], &base.whole());
    xml.leaf("description", &[], &title);
    xml.leaf("language", &[], &language);
    if let Some(newest) = messages.first() {
        xml.leaf("pubDate", &[], &rfc2822(newest.sent));
        xml.leaf("lastBuildDate", &[], &rfc2822(newest.sent));
    }
    xml.leaf("docs", &[], "https://www.rssboard.org/rss-specification");
    xml.empty("atom:link", &[("href", &own), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(hub) = lens.config("feeds.hub", |config| config.feeds.hub.clone()) {
        xml.empty("atom:link", &[("href", &hub), ("rel", "hub")]);
    }
    messages.iter().for_each(|message| item(&mut xml, message));
    xml.end("channel");
    xml.end("rss");
    Ok(made(lens, xml.into_bytes()))
}

fn item(xml: &mut Xml, message: &Issued) {
    let text = |name: &str| cap::text(&message.texts, name).unwrap_or_default();
    xml.start("item", &[]);
    // Of an alert that is over every message says so, also those that were issued before.
    let headline = text("headline");
    let title = message.mark.as_deref().map_or(headline.to_owned(), |mark| standing::marked(mark, headline));
    xml.leaf("title", &[], &title);
    xml.leaf("link", &[], &message.url);
    // RSS reads what it describes as HTML.
    xml.leaf("description", &[], &crate::text::escape_html(text("description")).replace('\n', "<br>"));
    if text("sender").contains('@') {
        xml.leaf("author", &[], &format!("{} ({})", text("sender"), text("senderName")));
    }
    let mut known: Vec<&str> = Vec::new();
    for (_, category) in message.texts.iter().filter(|(name, _)| name == "category") {
        if !known.contains(&category.as_str()) {
            xml.leaf("category", &[], category);
            known.push(category);
        }
    }
    xml.leaf("guid", &[("isPermaLink", "false")], text("identifier"));
    xml.leaf("pubDate", &[], &rfc2822(message.sent));
    xml.end("item");
}

/// Every message of every alert that is meant and has not been over for two days. What cannot be read as one is left out; `check` tells of it.
fn issued(lens: &Lens) -> Result<Vec<Issued>, Box<Diagnostic>> {
    let site = lens.site();
    let own = lens.config("language", |config| config.language.clone());
    let mut messages = Vec::new();
    let is_listed = |id: PageId| site.listed.contains(&id) && site.is_original(id, &own);
    for (id, page) in site.numbered().filter(|(id, _)| is_listed(*id)) {
        let Some(alert) = page.alert().filter(|alert| alert.is_actual()) else { continue };
        for number in 1..=alert.version() {
            messages.extend(message(lens, lens.page(id), number)?);
        }
    }
    Ok(messages)
}

fn message(lens: &Lens, page: &Page, number: usize) -> Result<Option<Issued>, Box<Diagnostic>> {
    let found = lens.download(&page.source, &page.message_name(number)).zip(page.message_file(number));
    let Some((published, file)) = found else { return Ok(None) };
    let bytes = lens.file(&file)?;
    let texts = cap::texts(&String::from_utf8_lossy(&bytes));
    let sent = cap::text(&texts, "sent").and_then(|sent| When::parse(sent, lens.zone()).ok());
    let url = lens.base().absolute(&published.address);
    Ok(sent.map(|sent| Issued { mark: page.mark.clone(), sent: sent.start(lens.zone()), url, texts }))
}
