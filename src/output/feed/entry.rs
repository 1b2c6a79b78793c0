//! What every format of a feed says of one page, asked of the site once: many feeds may show it.

use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;

use crate::content::front::{Picture, Training};
use crate::content::{Facts, Page, message};
use crate::diag::Diagnostic;
use crate::instant::{Instant, When};
use crate::path::media_type;
use crate::picture::Form;
use crate::render::{Renderer, Scene};
use crate::site::{Link, Notice, PageId};
use crate::text::{encode_path, escape_html};
use crate::world::{Lens, PicturePlace, Printed, Trace};

use super::html;
use crate::output::xml::Raw;
use crate::output::{Maker, alert, authors, head, page};

/// What a feed says of a page.
pub(in crate::output) struct Entry {
    /// What it is known by, whatever its address.
    pub(super) id: String,
    /// Where it stands, whole.
    pub(super) url: String,
    /// Its title.
    pub(super) title: String,
    /// Its description, a plain text.
    pub(super) summary: String,
    /// Its whole text as HTML, if feeds carry it.
    pub(super) content: Option<Content>,
    /// Its language.
    pub(super) language: String,
    /// When it was published.
    pub(super) published: Option<Instant>,
    /// When it last changed.
    pub(super) updated: Option<Instant>,
    /// Who wrote it.
    pub(super) authors: Vec<Person>,
    /// What it is about.
    pub(super) topics: Vec<String>,
    /// Its lead picture.
    pub(super) picture: Option<Media>,
    /// Its recording.
    pub(super) recording: Option<Sound>,
}

/// A text as HTML.
pub(super) struct Content {
    pub(super) html: Raw,
    /// The same as a string of JSON, once a feed has asked.
    pub(super) json: OnceLock<Box<RawValue>>,
}

impl Content {
    /// None if there is no text in it.
    pub(super) fn new(html: String) -> Option<Content> {
        (!html.trim().is_empty()).then(|| Content { html: Raw::new(html), json: OnceLock::new() })
    }
}

/// Somebody.
pub(super) struct Person {
    pub(super) name: String,
    /// A page on them, whole.
    pub(super) url: Option<String>,
}

/// A picture.
pub(super) struct Media {
    /// Whole.
    pub(super) url: String,
    pub(super) media_type: Option<&'static str>,
    pub(super) size: Option<(usize, usize)>,
    /// What it shows, for those who do not see it.
    pub(super) alt: Option<String>,
    /// Who made it.
    pub(super) credit: Option<String>,
    /// Under what terms it may be used.
    pub(super) license: Option<String>,
}

/// A recording whose file is the hub's.
pub(super) struct Sound {
    /// Whole.
    pub(super) url: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: u64,
    pub(super) seconds: Option<u64>,
    /// Its text: address and media type of each form of it.
    pub(super) transcripts: Vec<(String, &'static str)>,
    /// Under what terms it may be used.
    pub(super) license: Option<String>,
}

/// An entry that feeds share, and what was asked for it.
pub(in crate::output) type Shown = Result<(Arc<Entry>, Trace), Box<Diagnostic>>;

/// What feeds say of a page, each the same.
pub(super) fn of_page(maker: &Maker, lens: &Lens, id: PageId) -> Result<Arc<Entry>, Box<Diagnostic>> {
    let make = || {
        let lens = maker.renderer.lens();
        let entry = make(&maker.renderer, &lens, id)?;
        Ok((Arc::new(entry), lens.into_trace()))
    };
    match &*maker.entries.get(id, make) {
        Ok((entry, trace)) => {
            lens.absorb(trace);
            Ok(entry.clone())
        }
        Err(fault) => Err(fault.clone()),
    }
}

fn make(renderer: &Renderer, lens: &Lens, id: PageId) -> Result<Entry, Box<Diagnostic>> {
    let page = lens.page(id);
    let base = lens.base();
    let url = base.absolute(&page.address);
    let content = match lens.config("feeds.full_text", |config| config.feeds.full_text) {
        true => {
            let text = alert::parts(renderer, lens, id)? + &renderer.body(lens, id)? + &questions(renderer, lens, id)?;
            Some(html::for_readers(&text, &base.origin, &url))
        }
        false => None,
    };
    let start = |when: Option<When>| when.map(|when| when.start(lens.zone()));
    Ok(Entry {
        id: id_of(page, &base.origin),
        url,
        title: page.title.clone(),
        summary: summary(lens, page),
        content: content.and_then(Content::new),
        language: page.language.clone(),
        published: start(page.front.date),
        updated: start(page.front.updated.or(page.front.date)),
        authors: authors(page).iter().map(|author| person(lens, &author.value)).collect(),
        topics: head::topics(page).map(str::to_owned).collect(),
        picture: page.front.image.as_ref().and_then(|image| picture(lens, page, image)),
        recording: match &page.front.facts {
            Facts::Training(training) => sound(lens, page, training),
            _ => None,
        },
    })
}

/// What a feed says of a page in plain text: of an alert what previews say.
fn summary(lens: &Lens, page: &Page) -> String {
    let standing = page.alert().and_then(|_| lens.standing(&page.source));
    let said = standing.and_then(|standing| page.alert_summary(standing, lens.zone()));
    said.unwrap_or_else(|| page.description.clone())
}

/// What a training page asks after its text, as HTML.
fn questions(renderer: &Renderer, lens: &Lens, id: PageId) -> Result<String, Box<Diagnostic>> {
    match &lens.page(id).front.facts {
        Facts::Training(training) if !training.quiz.is_empty() => {
            page::piece(renderer, lens, id, "training-questions.html")
        }
        _ => Ok(String::new()),
    }
}

/// What was said of a result after it was published, as something new: readers do not show an entry again because it
/// changed. It leads to the notice if that has a page, else to the result.
pub(super) fn notice(scene: &Scene, notice: Notice) -> Option<Entry> {
    let lens = &scene.lens;
    let base = lens.base();
    let page = lens.page(notice.page);
    let said = page.notices().into_iter().nth(notice.at)?;
    let work = base.absolute(&page.address);
    let written = page.front.facts.retraction().and_then(|retraction| retraction.notice.as_ref());
    let own = written.filter(|_| said.is_retraction).map(|written| &written.value);
    let url = own.and_then(|own| head::whole_link(scene, &page.source, own)).unwrap_or_else(|| work.clone());
    // The notice says by itself how the result stands, unless something else was said later. So does the end of an alert.
    let is_last = match page.alert() {
        Some(_) => said.text != "notice.alert.update" && notice.at == 0,
        None => said.is_retraction || page.front.facts.status() == Some("corrected"),
    };
    let text = if page.alert().is_some() { message::words(said.said) } else { said.said.to_owned() };
    let title = if is_last { page.unmarked() } else { &page.title };
    let words = lens.text(&page.language, said.text).unwrap_or_else(|| "{title}".into());
    let content = format!(
        "<p>{}</p>\n<p><a href=\"{}\">{}</a></p>\n",
        escape_html(&text),
        escape_html(&work),
        escape_html(&page.title)
    );
    let date = Some(said.date.start(lens.zone()));
    Some(Entry {
        id: format!("{}#{}", id_of(page, &base.origin), said.name),
        url,
        title: words.replace("{title}", title),
        summary: if text.is_empty() { page.title.clone() } else { text },
        content: lens
            .config("feeds.full_text", |config| config.feeds.full_text)
            .then_some(content)
            .and_then(Content::new),
        language: page.language.clone(),
        published: date,
        updated: date,
        authors: Vec::new(),
        topics: head::topics(page).map(str::to_owned).collect(),
        picture: None,
        recording: None,
    })
}

/// What a page is known by: from where its source is, which `slug`, `url` and the hub's sub-path do not change.
fn id_of(page: &Page, origin: &str) -> String {
    let day = page.front.date.map_or_else(|| "2000-01-01".to_owned(), |date| date.day().to_string());
    tag_uri(origin, &day, &encode_path(page.nest.as_str().trim_matches('/')))
}

/// A tag URI (RFC 4151).
pub(super) fn tag_uri(origin: &str, day: &str, name: &str) -> String {
    let host = origin.split("://").nth(1).unwrap_or_default();
    let host = host.split(':').next().unwrap_or(host);
    format!("tag:{host},{day}:{name}")
}

pub(super) fn person(lens: &Lens, author: &str) -> Person {
    match lens.person(author) {
        Some(id) => {
            let page = lens.teaser(id);
            Person { name: page.title.clone(), url: Some(lens.base().absolute(&page.address)) }
        }
        None => Person { name: author.to_owned(), url: None },
    }
}

fn picture(lens: &Lens, page: &Page, image: &Picture) -> Option<Media> {
    let found = lens.picture(&page.source, &image.src.value)?;
    // The largest that every reader can show, and not what came from the camera.
    let made = found.prints.files.iter().rfind(|file| file.print.form != Form::Webp);
    let (url, media_type, size) = match made {
        Some(Printed { address, print }) => {
            let size = Some((print.width as usize, print.height as usize));
            (lens.base().absolute(address), Some(print.form.media_type()), size)
        }
        None => (place(lens, &found.place), found.media_type, found.width.zip(found.height)),
    };
    Some(Media {
        url,
        media_type,
        size,
        alt: image.alt.clone().filter(|alt| !alt.is_empty()),
        credit: image.credit.clone(),
        license: image.license.clone(),
    })
}

pub(super) fn place(lens: &Lens, place: &PicturePlace) -> String {
    match place {
        PicturePlace::Site(address) => lens.base().absolute(address),
        PicturePlace::Elsewhere(url) => url.clone(),
    }
}

/// The recording that players get: sound, which they all can play, before a video.
fn sound(lens: &Lens, page: &Page, training: &Training) -> Option<Sound> {
    let recordings = training.audio.iter().chain(&training.video);
    recordings.into_iter().find_map(|recording| {
        let file = lens.download(&page.source, &recording.src.value)?;
        let texts = recording.transcript.iter().chain(&recording.captions);
        let texts = texts.filter_map(|text| {
            let Link::To { address, rest, .. } = lens.link(&page.source, &text.value) else { return None };
            let is_page = address.as_str().ends_with('/');
            let media_type = if is_page { "text/html" } else { transcript_type(address.as_str())? };
            Some((format!("{}{rest}", lens.base().absolute(&address)), media_type))
        });
        // What a page makes of captions stands in the page itself.
        let spoken = recording.captions.as_ref().filter(|_| recording.transcript.is_none());
        let spoken = spoken.and_then(|at| lens.captions(&page.source, &at.value));
        let is_read =
            spoken.is_some_and(|spoken| spoken.captions.as_ref().is_ok_and(|said| !said.transcript().is_empty()));
        let page_address = format!("{}#_transcript", lens.base().absolute(&page.address));
        let in_page = is_read.then_some((page_address, "text/html"));
        Some(Sound {
            url: lens.base().absolute(&file.address),
            media_type: media_type(&file.name),
            bytes: file.size,
            seconds: training.runs(recording),
            transcripts: in_page.into_iter().chain(texts).collect(),
            license: training.license.clone(),
        })
    })
}

/// The media types that players of podcasts read transcripts in.
fn transcript_type(name: &str) -> Option<&'static str> {
    match name.rsplit('.').next()? {
        "vtt" => Some("text/vtt"),
        "srt" => Some("application/x-subrip"),
        "json" => Some("application/json"),
        "html" => Some("text/html"),
        "txt" => Some("text/plain"),
        _ => None,
    }
}
