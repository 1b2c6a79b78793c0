//! The news sitemap: what is new for search engines of news, by their rules. News of the last two days, at most a thousand;
//! it may have nothing in it.
//!
//! It changes by itself as news grows old: the site knows when, and a build after that makes it again.

use super::xml::Xml;
use super::{Made, Route, Sketch, made};
use crate::instant::{When, rfc3339};
use crate::world::{Lens, World};

/// Where it stands.
pub(super) const FILE: &str = "sitemap-news.xml";

/// The most pages that it may name.
const MOST: usize = 1000;

/// Plans it.
pub(super) fn plan(_: &World, sketch: &mut Sketch) {
    sketch.add_at(FILE, Route::SitemapOfNews);
}

/// Makes it.
pub(super) fn make(lens: Lens) -> Made {
    let recent = lens.recent();
    let mut xml = Xml::with_capacity(500 + recent.len() * 500);
    let namespaces = [
        ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
        ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"),
    ];
    xml.start("urlset", &namespaces);
    for id in recent.into_iter().take(MOST) {
        let page = lens.teaser(id);
        xml.start("url", &[]);
        xml.leaf("loc", &[], &lens.base().absolute(&page.address));
        xml.start("news:news", &[]);
        xml.start("news:publication", &[]);
        xml.leaf("news:name", &[], &lens.setting_text(&page.language, "title").unwrap_or_default());
        xml.leaf("news:language", &[], language(&page.language));
        xml.end("news:publication");
        if let Some(date) = page.front.date {
            xml.leaf("news:publication_date", &[], &published(date, &lens));
        }
        xml.leaf("news:title", &[], &page.title);
        xml.end("news:news");
        xml.end("url");
    }
    xml.end("urlset");
    made(lens, xml.into_bytes())
}

/// A day is a day here: nobody knows at what time of it.
fn published(date: When, lens: &Lens) -> String {
    match date {
        When::Day(day) => day.to_string(),
        When::Moment(..) => rfc3339(date.start(lens.zone())),
    }
}

/// A language as this sitemap wants it: two or three letters, but for the two ways to write Chinese.
fn language(tag: &str) -> &str {
    let lower = tag.to_ascii_lowercase();
    match lower.split('-').next() {
        Some("zh") if ["hant", "tw", "hk", "mo"].iter().any(|part| lower.split('-').any(|other| other == *part)) => {
            "zh-tw"
        }
        Some("zh") => "zh-cn",
        _ => tag.split('-').next().unwrap_or(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_those_that_are_read() {
        for (tag, read) in [("en-GB", "en"), ("cy", "cy"), ("zh-Hant-HK", "zh-tw"), ("zh", "zh-cn"), ("fil-PH", "fil")]
        {
            assert_eq!(language(tag), read);
        }
    }
}
