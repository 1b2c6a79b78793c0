//! Citations in a body, and the list of references at its end.

use std::collections::HashMap;

use super::Scene;
use crate::health::references::{Cited, Words};
use crate::instant::Day;
use crate::markdown::{Citation, cite_anchor};
use crate::project::strings::DateForm;
use crate::text::push_escaped;

/// The works that the page of a scene cites.
pub(super) fn cited(scene: &Scene) -> Option<Cited> {
    let page = scene.lens.page(scene.page?);
    let keys = page.cited();
    if keys.is_empty() {
        return None;
    }
    let work = |key: &&str| scene.lens.work(&page.source, key).ok_or_else(|| (*key).to_owned());
    let style = page.front.citation_style;
    let style = style.unwrap_or_else(|| scene.lens.config("citations.style", |config| config.citations));
    Some(Cited::new(style, keys.iter().map(work).collect(), scene))
}

/// Writes a citation: the mark of each work leads to its entry in the list.
pub(super) fn citation(scene: &Scene, citation: &Citation, out: &mut String) {
    let Some(cited) = scene.cited() else { return };
    let (open, close) = cited.brackets();
    // Between numbers alone a comma is enough.
    let says_more = citation.works.iter().any(|work| !work.before.is_empty() || !work.after.is_empty());
    let between = if cited.is_numbered() && !says_more { ", " } else { "; " };
    out.push_str("<span class=\"cited\">");
    out.push_str(open);
    for (at, work) in citation.works.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { between });
        push_escaped(out, &work.before);
        out.push_str(if work.before.is_empty() { "" } else { " " });
        let (number, anchor) = (work.number, work.anchor());
        out.push_str(&format!("<a href=\"#ref:{number}\" id=\"{anchor}\" role=\"doc-biblioref\">"));
        out.push_str(&cited.mark(number));
        out.push_str("</a>");
        out.push_str(if work.after.is_empty() { "" } else { ", " });
        push_escaped(out, &work.after);
    }
    out.push_str(close);
    out.push_str("</span>");
}

/// Writes the list of references of the page of a scene, if it cites any work. Each entry leads back to its places.
pub(super) fn list(scene: &Scene, out: &mut String) {
    let (Some(cited), Some(id)) = (scene.cited(), scene.page) else { return };
    let page = scene.lens.page(id);
    let keys = page.cited();
    let mut places: HashMap<&str, usize> = HashMap::new();
    page.outline.cites.iter().for_each(|cite| *places.entry(&cite.value).or_default() += 1);
    let text = |key: &str| scene.lens.text(&scene.language, key).unwrap_or_else(|| key.into());
    let element = if cited.is_numbered() { "ol" } else { "ul" };
    out.push_str(
        "<section class=\"references\" role=\"doc-bibliography\" aria-labelledby=\"ref:list\">\n<h2 id=\"ref:list\">",
    );
    push_escaped(out, &text("reference.title"));
    out.push_str(&format!("</h2>\n<{element}>\n"));
    for &number in cited.order() {
        out.push_str(&format!("<li id=\"ref:{number}\">"));
        if cited.is_retracted(number) {
            out.push_str("<strong>");
            push_escaped(out, &text("reference.retracted"));
            out.push_str("</strong> ");
        }
        // Most works are not called in the language of the page, whose direction may be another.
        out.push_str(&format!("<bdi>{}</bdi>", cited.entry(number, scene)));
        let places = keys.get(number - 1).and_then(|key| places.get(key)).copied().unwrap_or_default();
        for place in 1..=places {
            let anchor = cite_anchor(number, place);
            out.push_str(&format!(
                " <a href=\"#{anchor}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\""
            ));
            push_escaped(out, &text("footnotes.back"));
            out.push_str(&format!(" {number}-{place}\">↩\u{fe0e}</a>"));
        }
        out.push_str("</li>\n");
    }
    out.push_str(&format!("</{element}>\n</section>\n"));
}

impl Words for Scene {
    fn word(&self, key: &str, value: &str) -> String {
        let key = format!("reference.{key}");
        let text = self.lens.text(&self.language, &key).unwrap_or_else(|| key.as_str().into());
        text.replace("{value}", value)
    }

    fn day(&self, day: Day) -> String {
        self.lens.date(&self.language, day, DateForm::Long).to_string()
    }
}
