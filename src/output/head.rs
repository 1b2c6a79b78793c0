//! The share-ready head of a page: what networks, search engines and feed readers read.
//!
//! Readers differ: some cut a page after a few kilobytes, some parse with regular expressions. So all
//! of it stands together at the start, each element on its own line, values double-quoted and escaped,
//! `property=` for Open Graph, every address absolute, and one `og:image` only. Structured data comes
//! last, one script for each entity, the article first.

use std::borrow::Cow;

use crate::card::{self, Field};
use crate::content::front::Picture;
use crate::content::live::Update;
use crate::content::{Alert, Facts, Kind, Page, Role};
use crate::health::alert::Standing;
use crate::health::standing;
use crate::instant::{When, rfc3339};
use crate::path::{Address, SourcePath};
use crate::picture::Ratio;
use crate::render::{Feed, FeedFile, List, Scene};
use crate::site::{Link, PageId};
use crate::text::{escape_html, push_escaped};
use crate::world::{Card, PicturePlace, front_pictures};

use super::picture::{RATIOS, is_described};
use super::{highwire, structured};

/// What a head says, settled.
pub(super) struct Head<'a> {
    pub(super) scene: &'a Scene,
    /// The page, if there is one.
    pub(super) page: Option<(PageId, &'a Page)>,
    /// The update of live coverage that is shown by itself, and its page.
    pub(super) update: Option<(PageId, &'a Page, &'a Update)>,
    pub(super) title: String,
    pub(super) description: String,
    /// Title and description as networks show them.
    pub(super) shared: (String, String),
    /// The whole address.
    pub(super) url: String,
    pub(super) image: Option<ShareImage>,
    pub(super) hub: String,
    /// What the page says, as HTML.
    pub(super) body: &'a str,
}

/// The picture that networks show.
pub(super) struct ShareImage {
    pub(super) url: String,
    pub(super) alt: String,
    pub(super) size: Option<(usize, usize)>,
    media_type: Option<&'static str>,
    /// Where the same picture stands in other proportions, with its size: for search engines.
    pub(super) others: Vec<(String, (usize, usize))>,
}

/// The head of a page of the hub, which says `body`.
pub(super) fn of_page(scene: &Scene, id: PageId, list: Option<&List>, body: &str) -> String {
    let page = scene.lens.page(id);
    let share = &page.front.share;
    let hub = hub_title(scene);
    let title = with_number(scene, page.title.clone(), list);
    let said = alert_summary(scene, page).unwrap_or_else(|| page.description.clone());
    let description = first_of([said, setting(scene, "description"), page.title.clone()]);
    let share_title = share.title.clone().map(|title| with_number(scene, title, list));
    let shared = (
        share_title.unwrap_or_else(|| title.clone()),
        share.description.clone().filter(|_| !is_called_off(scene, page)).unwrap_or_else(|| description.clone()),
    );
    let (shared, image) = match page.front.may_be_shared() {
        true => (shared, image_of_page(scene, id, page)),
        false => preview_of_hub(scene),
    };
    let head = Head {
        title,
        description,
        shared,
        url: scene.lens.base().absolute(&scene.address),
        image,
        page: Some((id, page)),
        update: None,
        scene,
        hub,
        body,
    };
    write(&head, list)
}

/// What previews say of an alert; of one that is over, and of which nothing else is said, that it is.
fn alert_summary(scene: &Scene, page: &Page) -> Option<String> {
    page.alert()?;
    let standing = scene.lens.standing(&page.source)?;
    let over = || standing.is_past().then(|| scene.lens.text(&page.language, "alert.standing.over")).flatten();
    page.alert_summary(standing, scene.lens.zone()).or_else(|| over().map(|text| text.to_string()))
}

/// Whether it is an alert that was cancelled or given the all-clear: what it was shared with before does not hold.
fn is_called_off(scene: &Scene, page: &Page) -> bool {
    page.alert().is_some() && scene.lens.standing(&page.source) == Some(Standing::Ended)
}

/// The head of an update of live coverage by itself.
pub(super) fn of_update(scene: &Scene, id: PageId, page: &Page, update: &Update) -> String {
    let title = scene.heading.title.clone();
    let description = first_of([scene.heading.description.clone(), page.description.clone(), page.title.clone()]);
    let picture = update.picture.as_ref().and_then(|picture| share_image(scene, page, picture));
    let card = || scene.lens.update_card(id, &update.key).map(|card| card_image(scene, &card));
    let (shared, image) = match page.front.may_be_shared() {
        true => {
            let image = picture.or_else(card).or_else(|| image_of_page(scene, id, page));
            ((title.clone(), description.clone()), image)
        }
        false => preview_of_hub(scene),
    };
    let head = Head {
        shared,
        title,
        description,
        url: scene.lens.base().absolute(&scene.address),
        image,
        page: None,
        update: Some((id, page, update)),
        scene,
        hub: hub_title(scene),
        body: "",
    };
    write(&head, None)
}

/// The title, description and picture by which networks know the hub: of a page about a patient who did not agree to be shown
/// on networks they say no more than that.
fn preview_of_hub(scene: &Scene) -> ((String, String), Option<ShareImage>) {
    let hub = hub_title(scene);
    let description = first_of([setting(scene, "description"), hub.clone(), String::new()]);
    let card = scene.lens.home(&scene.language).and_then(|home| image_of_card(scene, home));
    ((hub, description), card.or_else(|| image_of_hub(scene)))
}

/// The head of a page that has no source.
pub(super) fn of_heading(scene: &Scene, list: Option<&List>) -> String {
    let hub = hub_title(scene);
    let heading = &scene.heading;
    let title = with_number(scene, heading.title.clone(), list);
    let description = first_of([heading.description.clone(), setting(scene, "description"), hub.clone()]);
    let head = Head {
        shared: (title.clone(), description.clone()),
        title,
        description,
        url: scene.lens.base().absolute(&scene.address),
        image: scene
            .lens
            .home(&scene.language)
            .and_then(|home| image_of_card(scene, home))
            .or_else(|| image_of_hub(scene)),
        page: None,
        update: None,
        scene,
        hub,
        body: "",
    };
    write(&head, list)
}

fn write(head: &Head<'_>, list: Option<&List>) -> String {
    let mut html = String::with_capacity(6 << 10);
    let is_home = head.page.is_some_and(|(_, page)| page.role == Role::Home);
    let title = match is_home || head.title == head.hub {
        true => head.hub.clone(),
        false => format!("{} – {}", head.title, head.hub),
    };
    html.push_str("<title>");
    push_escaped(&mut html, &one_line(&title));
    html.push_str("</title>\n");
    named(&mut html, "description", &head.description);
    if head.scene.heading.is_unlisted() {
        named(&mut html, "robots", "noindex");
    } else {
        html.push_str("<link rel=\"canonical\" href=\"");
        push_escaped(&mut html, &head.url);
        html.push_str("\">\n");
        let is_meant = head.page.is_none_or(|(_, page)| page.alert().is_none_or(Alert::is_actual));
        named(&mut html, "robots", if is_meant { "max-image-preview:large" } else { "noindex" });
    }
    open_graph(&mut html, head);
    article(&mut html, head);
    authors(&mut html, head);
    named(&mut html, "twitter:card", "summary_large_image");
    // X takes the rest from `og:…`, but no words for the picture.
    if let Some(image) = &head.image {
        named(&mut html, "twitter:image:alt", &image.alt);
    }
    if let Some(account) = head.scene.lens.setting_text(&head.scene.language, "social.x") {
        named(&mut html, "twitter:site", &handle(&account));
    }
    if let Some(creator) = fediverse_creator(head) {
        named(&mut html, "fediverse:creator", &creator);
    }
    if let Some(color) = theme_color(head.scene) {
        named(&mut html, "theme-color", &color);
    }
    links(&mut html, head, list);
    highwire::write(&mut html, head);
    structured::write(&mut html, head);
    html.truncate(html.trim_end().len());
    html
}

fn open_graph(html: &mut String, head: &Head<'_>) {
    property(html, "og:title", &head.shared.0);
    property(html, "og:description", &head.shared.1);
    if !head.scene.heading.is_unlisted() {
        property(html, "og:url", &head.url);
    }
    property(html, "og:type", og_type(head));
    property(html, "og:site_name", &head.hub);
    property(html, "og:locale", &locale(&head.scene.language));
    for language in other_languages(head) {
        property(html, "og:locale:alternate", &locale(language));
    }
    let Some(image) = &head.image else { return };
    property(html, "og:image", &image.url);
    if let Some(media_type) = image.media_type {
        property(html, "og:image:type", media_type);
    }
    if let Some((width, height)) = image.size {
        property(html, "og:image:width", &width.to_string());
        property(html, "og:image:height", &height.to_string());
    }
    property(html, "og:image:alt", &image.alt);
}

/// `article:…`, for pages that are articles.
fn article(html: &mut String, head: &Head<'_>) {
    let update = head.update.map(|(_, _, update)| update);
    let Some((id, page)) = head.page.or(head.update.map(|(id, page, _)| (id, page))) else { return };
    if og_type(head) != "article" {
        return;
    }
    let lens = &head.scene.lens;
    let start = |when: When| rfc3339(when.start(lens.zone()));
    if let Some(date) = update.map(|update| update.time).or(page.front.date) {
        property(html, "article:published_time", &start(date));
    }
    if let Some(date) = update.map(Update::changed).or(page.front.updated).or(page.front.date) {
        property(html, "article:modified_time", &start(date));
    }
    if let Some(section) = lens.section(id) {
        property(html, "article:section", &lens.teaser(section).title);
    }
    for topic in topics(page) {
        property(html, "article:tag", topic);
    }
}

/// Who wrote it. An author of an article is known by the address of their page, as Open Graph wants it, and by name to
/// those who read no addresses. They come after the rest of `article:…`: some readers begin a new article with each.
fn authors(html: &mut String, head: &Head<'_>) {
    let page = head.page.map(|(_, page)| page).or(head.update.map(|(_, page, _)| page));
    let Some(page) = page.filter(|page| page.role == Role::Leaf) else { return };
    let lens = &head.scene.lens;
    for author in super::authors(page) {
        let person = lens.person(&author.value).map(|person| lens.teaser(person));
        named(html, "author", person.map_or(&author.value, |person| &person.title));
        if og_type(head) == "article" {
            let url = person.map(|person| lens.base().absolute(&person.address));
            property(html, "article:author", url.as_ref().unwrap_or(&author.value));
        }
    }
}

/// Feeds, the pages before and after in a list, and the page in other languages.
fn links(html: &mut String, head: &Head<'_>, list: Option<&List>) {
    let scene = head.scene;
    let base = scene.lens.base();
    if let Some(list) = list {
        let at = |number: usize| list.page(number).map(|address| base.absolute(&address));
        for (rel, url) in [("prev", at(list.number - 1)), ("next", at(list.number + 1))] {
            if let Some(url) = url {
                html.push_str(&format!("<link rel=\"{rel}\" href=\"{}\">\n", escape_html(&url)));
            }
        }
    }
    for Feed { title, files } in &scene.feeds {
        for FeedFile { label, media_type, url } in files {
            html.push_str("<link rel=\"alternate\" type=\"");
            html.push_str(media_type);
            html.push_str("\" title=\"");
            push_escaped(html, title);
            [" (", label, ")\" href=\""].iter().for_each(|part| html.push_str(part));
            push_escaped(html, &base.origin);
            push_escaped(html, url);
            html.push_str("\">\n");
        }
    }
    let Some((id, page)) = head.page else { return };
    let translations = scene.lens.translations(id);
    let address = |id: PageId| base.absolute(&scene.lens.teaser(id).address);
    let said = |id: PageId| scene.lens.teaser(id).language.as_str();
    let mut alternates: Vec<(&str, String)> = translations.iter().map(|id| (said(*id), address(*id))).collect();
    // Where a guide says that it is elsewhere, it counts for search engines once that leads back here.
    if let Facts::Guide(guide) = &page.front.facts {
        let is_elsewhere = |link: &str| link.starts_with("https://") || link.starts_with("http://");
        let elsewhere = guide.translations.iter().filter(|(_, link)| is_elsewhere(&link.value));
        alternates.extend(elsewhere.map(|(language, link)| (language.as_str(), link.value.clone())));
    }
    if alternates.is_empty() {
        return;
    }
    if translations.is_empty() {
        alternates.push((&page.language, address(id)));
    }
    alternates.sort();
    // Whoever reads none of the languages gets the hub's own, else what was there first.
    let is_own =
        |id: &PageId| scene.lens.config("language", |config| config.language == scene.lens.teaser(*id).language);
    let own = translations.iter().copied().find(is_own);
    let first = own.or_else(|| translations.first().map(|first| scene.lens.original(*first).unwrap_or(*first)));
    alternates.push(("x-default", address(first.unwrap_or(id))));
    for (language, url) in alternates {
        let (language, url) = (escape_html(language), escape_html(&url));
        html.push_str(&format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\">\n"));
    }
}

/// The languages in which the page exists too. Some readers ignore every tag of a page that has more than 50 of them.
fn other_languages<'a>(head: &'a Head<'_>) -> impl Iterator<Item = &'a str> {
    let lens = &head.scene.lens;
    let translations = head.page.map(|(id, _)| lens.translations(id)).unwrap_or_default();
    let languages = translations.iter().map(|id| lens.teaser(*id).language.as_str());
    languages.filter(|language| *language != head.scene.language).take(20)
}

/// `website` for the hub and its lists, `profile` for people, `article` for the rest.
fn og_type(head: &Head<'_>) -> &'static str {
    match head.page {
        _ if head.update.is_some() => "article",
        Some((_, page)) if page.role == Role::Leaf => match page.kind {
            Kind::News | Kind::Research | Kind::Guide | Kind::Question | Kind::Training | Kind::Alert | Kind::Live => {
                "article"
            }
            Kind::Person => "profile",
            Kind::Page | Kind::Event => "website",
        },
        _ => "website",
    }
}

/// The page's own picture, else its card. Where no cards are drawn its section's image, else the hub's.
fn image_of_page(scene: &Scene, id: PageId, page: &Page) -> Option<ShareImage> {
    own_picture(scene, page)
        .or_else(|| image_of_card(scene, id))
        .or_else(|| {
            let section = scene.lens.section(id).filter(|section| *section != id)?;
            let section = scene.lens.page(section);
            share_image(scene, section, section.front.image.as_ref()?)
        })
        .or_else(|| image_of_hub(scene))
}

/// The card of a page. Its address is always the same; what follows it changes with the card, so that networks fetch it
/// anew.
fn image_of_card(scene: &Scene, id: PageId) -> Option<ShareImage> {
    scene.lens.card(id).map(|card| card_image(scene, &card))
}

fn card_image(scene: &Scene, card: &Card) -> ShareImage {
    let lens = &scene.lens;
    let said = |field: Field| card.fields.texts.get(&field).cloned();
    let alt = [said(Field::Title), said(Field::Hub)].into_iter().flatten().collect::<Vec<_>>().join(" – ");
    ShareImage {
        url: format!("{}?v={}", lens.base().absolute(&card.address), &card.version.short()[..8]),
        alt: said(Field::Status).map_or_else(|| alt.clone(), |status| standing::marked(&format!("{status}:"), &alt)),
        size: Some((card::WIDTH, card::HEIGHT)),
        media_type: Some("image/png"),
        others: Vec::new(),
    }
}

/// The first picture of its own that a page can be shared with.
fn own_picture(scene: &Scene, page: &Page) -> Option<ShareImage> {
    front_pictures(page).find_map(|picture| share_image(scene, page, picture))
}

/// A picture as networks show it: cut to their proportions about its focus. None of what they would not show; what is
/// elsewhere or moves is left as it is.
fn share_image(scene: &Scene, page: &Page, picture: &Picture) -> Option<ShareImage> {
    let found = scene.lens.picture(&page.source, &picture.src.value)?;
    if !found.is_shared(picture.focus) {
        return None;
    }
    let alt = picture.alt.clone().filter(|alt| !alt.is_empty()).unwrap_or_else(|| page.title.clone());
    if found.prints.look.is_some() {
        let cut = |ratio| {
            let printed = found.crop(ratio, picture.focus)?;
            let url = scene.lens.base().absolute(&printed.address);
            Some((url, (printed.print.width as usize, printed.print.height as usize)))
        };
        let (url, size) = cut(Ratio::Share)?;
        let others =
            if is_described(page) { RATIOS[1..].iter().copied().filter_map(cut).collect() } else { Vec::new() };
        return Some(ShareImage { url, alt, size: Some(size), media_type: Some("image/jpeg"), others });
    }
    let url = match &found.place {
        PicturePlace::Site(address) => scene.lens.base().absolute(address),
        PicturePlace::Elsewhere(url) => url.clone(),
    };
    let size = found.width.zip(found.height);
    Some(ShareImage { url, alt, size, media_type: found.media_type, others: Vec::new() })
}

/// `image:` of the configuration, else the theme's `share.png`.
fn image_of_hub(scene: &Scene) -> Option<ShareImage> {
    let home = crate::render::home();
    let configured = scene.lens.setting_text(&scene.language, "image");
    let found =
        configured.and_then(|src| scene.lens.image(&home, &src)).or_else(|| scene.lens.image(&home, "share.png"))?;
    let url = match &found.place {
        PicturePlace::Site(address) => scene.lens.base().absolute(address),
        PicturePlace::Elsewhere(url) => url.clone(),
    };
    let alt = hub_title(scene);
    let size = found.width.zip(found.height);
    Some(ShareImage { url, alt, size, media_type: found.media_type, others: Vec::new() })
}

/// The fediverse account of the first author that has one, else the hub's: `@user@host`.
fn fediverse_creator(head: &Head<'_>) -> Option<String> {
    let lens = &head.scene.lens;
    let authors = head.page.map_or(&[][..], |(_, page)| &page.front.authors);
    let of_author = authors.iter().find_map(|author| match &lens.page(lens.person(&author.value)?).front.facts {
        Facts::Person(person) => person.same_as.iter().find_map(|url| fediverse_account(url)),
        _ => None,
    });
    of_author.or_else(|| {
        let account = lens.setting_text(&head.scene.language, "social.mastodon")?;
        fediverse_account(&account).or_else(|| account.contains('@').then(|| handle(&account)))
    })
}

/// `https://host/@user` as `@user@host`. YouTube, Threads and others write profiles alike and are not
/// meant.
fn fediverse_account(url: &str) -> Option<String> {
    let (host, user) = url.strip_prefix("https://")?.split_once("/@")?;
    let elsewhere = ["youtube.com", "threads.net", "threads.com", "tiktok.com", "medium.com"];
    let known = elsewhere.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")));
    let user = user.trim_end_matches('/');
    (!known && !host.contains('/') && !user.contains(['/', '@'])).then(|| format!("@{user}@{host}"))
}

fn handle(account: &str) -> String {
    format!("@{}", account.trim().trim_start_matches('@'))
}

/// The theme's option `accent`, when it is a colour with six digits.
fn theme_color(scene: &Scene) -> Option<String> {
    match &scene.lens.theme_option("accent")?.value {
        crate::yaml::Value::Text(color) if color.len() == 7 && color.starts_with('#') => Some(color.clone()),
        _ => None,
    }
}

/// `en-GB` as `en_GB`. A language alone gets the region that networks know it by.
fn locale(language: &str) -> String {
    let mut parts = language.split('-');
    let base = parts.next().unwrap_or("en");
    if let Some(region) = parts.find(|part| part.len() == 2) {
        return format!("{base}_{}", region.to_uppercase());
    }
    let region = match base {
        "en" => "US",
        "cy" | "gd" => "GB",
        "ar" => "AR",
        "zh" => "CN",
        "ja" => "JP",
        "ko" => "KR",
        "hi" | "bn" | "pa" | "gu" | "ta" | "te" => "IN",
        "ur" => "PK",
        "fa" => "IR",
        "uk" => "UA",
        "cs" => "CZ",
        "da" => "DK",
        "sv" => "SE",
        "el" => "GR",
        "he" => "IL",
        "vi" => "VN",
        "pt" => "PT",
        "es" => "ES",
        _ => return format!("{base}_{}", base.to_uppercase()),
    };
    format!("{base}_{region}")
}

/// The topics of a page, as written.
pub(super) fn topics(page: &Page) -> impl Iterator<Item = &str> {
    let topics = page.front.terms.iter().filter(|(name, _)| name == "topics");
    topics.flat_map(|(_, terms)| terms.iter().map(|term| term.value.as_str()))
}

fn hub_title(scene: &Scene) -> String {
    setting(scene, "title")
}

fn setting(scene: &Scene, key: &str) -> String {
    scene.lens.setting_text(&scene.language, key).unwrap_or_default()
}

/// A title of a list's later pages says which page it is.
fn with_number(scene: &Scene, title: String, list: Option<&List>) -> String {
    let Some(list) = list.filter(|list| list.number > 1) else { return title };
    let words = scene.lens.text(&scene.language, "pages.of").unwrap_or_else(|| "{number} / {count}".into());
    let words = words.replace("{number}", &list.number.to_string()).replace("{count}", &list.count.to_string());
    format!("{title} – {words}")
}

fn first_of(texts: [String; 3]) -> String {
    texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default()
}

fn one_line(text: &str) -> Cow<'_, str> {
    let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(|byte| (b'!'..0x7f).contains(byte));
    match text.as_bytes().split(|byte| *byte == b' ').all(is_word) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

fn property(html: &mut String, property: &str, content: &str) {
    meta(html, "property", property, content);
}

pub(super) fn named(html: &mut String, name: &str, content: &str) {
    meta(html, "name", name, content);
}

fn meta(html: &mut String, attribute: &str, name: &str, content: &str) {
    html.push_str("<meta ");
    html.push_str(attribute);
    html.push_str("=\"");
    html.push_str(name);
    html.push_str("\" content=\"");
    push_escaped(html, &one_line(content));
    html.push_str("\">\n");
}

/// The whole address of what is linked in `from`; none for what is not there.
pub(super) fn whole_link(scene: &Scene, from: &SourcePath, to: &str) -> Option<String> {
    if to.starts_with("https://") || to.starts_with("http://") {
        return Some(to.to_owned());
    }
    match scene.lens.link(from, to) {
        Link::To { address, rest, .. } => Some(format!("{}{rest}", scene.lens.base().absolute(&address))),
        Link::Withheld(_) | Link::Broken => None,
    }
}

/// The address of the home page.
pub(super) fn home_url(scene: &Scene) -> String {
    scene.lens.base().absolute(&Address::home())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fediverse_accounts_are_told_from_other_profiles() {
        assert_eq!(fediverse_account("https://health.social/@ada").as_deref(), Some("@ada@health.social"));
        for other in ["https://www.youtube.com/@hospital", "https://health.social/ada", "http://health.social/@ada"] {
            assert_eq!(fediverse_account(other), None);
        }
    }

    #[test]
    fn locales_have_a_region() {
        for (language, expected) in
            [("en-GB", "en_GB"), ("en", "en_US"), ("cy", "cy_GB"), ("fr", "fr_FR"), ("zh-Hans-CN", "zh_CN")]
        {
            assert_eq!(locale(language), expected);
        }
    }
}
