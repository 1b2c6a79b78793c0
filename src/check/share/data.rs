//! The rules for structured data: that it is found, and that it says what tags and page say.

use serde_json::Value;

use super::About;
use super::tags::Subject;
use crate::diag::Code;

impl Subject<'_> {
    /// Mastodon reads structured data before Open Graph, and only at the top level.
    pub(super) fn structured_data(&mut self) {
        let of_article = |value: &Value| match &value["@type"] {
            Value::Array(kinds) => kinds.iter().any(|kind| kind == "NewsArticle" || kind == "WebPage"),
            _ => false,
        };
        let scripts: Vec<Value> =
            self.document.scripts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
        if self.document.scripts.len() > scripts.len() {
            self.say(Code::ShareStructured, About::Page, "structured data that is no JSON", "nobody reads it");
        }
        let hidden = scripts.iter().any(|script| !script["@graph"].is_null() || of_article(script));
        if hidden {
            let message = "structured data stands in `@graph`, or has several types";
            self.say(
                Code::ShareStructured,
                About::Page,
                message,
                "Mastodon reads neither: one script for each entity, one `@type`",
            );
        }
        let kinds: Vec<&str> = scripts.iter().filter_map(|script| script["@type"].as_str()).collect();
        let at = |kind: &str| kinds.iter().position(|found| *found == kind);
        if at("WebPage").zip(at("NewsArticle")).is_some_and(|(page, article)| page < article) {
            let message = "structured data of the page stands before that of the article";
            self.say(
                Code::ShareStructured,
                About::Page,
                message,
                "Mastodon takes the first and shows no author: put the article first",
            );
        }
        let article = self.document.article();
        let article = article.or_else(|| scripts.into_iter().find(|script| script["headline"].is_string()));
        if let Some(article) = article {
            self.titles(&article);
            self.dates(&article);
            self.authors(&article);
        }
    }

    /// Whoever follows a link should find the title that they saw.
    fn titles(&mut self, article: &Value) {
        let Some(headline) = article["headline"].as_str() else { return };
        let shared = self.content("og:title");
        if let Some(title) = shared
            && !is_same(headline, title)
        {
            let message = format!("Mastodon shows another title than others: `{headline}` and `{title}`");
            self.say(Code::ShareHeadline, About::Title, message, "make `headline` and `og:title` the same");
            return;
        }
        // A page that networks show under another title says its own as well.
        let said = ["headline", "alternativeHeadline", "name"].map(|name| article[name].as_str());
        let is_said = |heading: &str| said.into_iter().flatten().any(|said| is_same(said, heading));
        if self.document.heading.as_deref().is_some_and(|heading| !is_said(heading)) {
            let message = "the heading of the page is not its title";
            let label = "readers find another title than networks show: put `{{ page.title }}` alone into `<h1>`";
            self.say(Code::ShareHeadline, About::Page, message, label);
        }
    }

    /// A date that search engines show stands on the page too.
    fn dates(&mut self, article: &Value) {
        let html = String::from_utf8_lossy(self.html);
        let is_shown = |date: &str| {
            let day = date.get(..10).unwrap_or(date);
            html.split("datetime=\"").skip(1).any(|rest| rest.starts_with(day))
        };
        let hidden = ["datePublished", "dateModified"].into_iter().find(|name| {
            let date = article[*name].as_str();
            date.is_some_and(|date| !is_shown(date))
        });
        if let Some(name) = hidden {
            let message = format!("the page does not show its `{name}`");
            let label = "Google wants dates to be those that readers see: show it in a `<time>`";
            self.say(Code::ShareDate, About::Page, message, label);
        }
    }

    fn authors(&mut self, article: &Value) {
        let authors = match &article["author"] {
            Value::Array(authors) => authors.as_slice(),
            author => std::slice::from_ref(author),
        };
        for name in authors.iter().filter_map(|author| author["name"].as_str()) {
            let is_more = name.contains("://") || name.contains('@') || name.to_lowercase().starts_with("by ");
            if is_more {
                let message = format!("the author's name is more than a name: `{name}`");
                self.say(
                    Code::ShareAuthor,
                    About::Page,
                    message,
                    "Google and Mastodon show it as it is: write the name alone",
                );
            }
        }
    }
}

/// Whether two titles read alike: white space and what is not seen do not count.
fn is_same(one: &str, other: &str) -> bool {
    let seen = |text: &str| text.replace(['\u{ad}', '\u{200b}', '\u{2060}'], "");
    seen(one).split_whitespace().eq(seen(other).split_whitespace())
}
