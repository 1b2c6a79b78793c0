//! What machines read of a page, each entity by itself.

use maud::{Markup, html};
use serde_json::Value;

use super::super::preview::Snapshot;
use crate::site::PageId;

/// The structured data of a page.
pub(super) fn show(snapshot: &Snapshot, id: PageId) -> Markup {
    let found = snapshot.html_of(id).map(|html| entities(&html));
    html! {
        section #structured data-keep[found.is_none()] aria-labelledby="structured-heading" {
            h2 #structured-heading { "Structured data" }
            @match found {
                None => { p { "The page cannot be made at the moment, so nothing can be read from it." } }
                Some(found) if found.is_empty() => { p { "The page has none." } }
                Some(found) => {
                    p .soft { "What search engines and some networks read of the page, beside what people see." }
                    @for (at, (name, text)) in found.iter().enumerate() {
                        details #{ "entity-" (at) } {
                            summary { (name) }
                            pre tabindex="0" role="group" aria-label=(name) { code { (text) } }
                        }
                    }
                }
            }
        }
    }
}

/// The type and the text of every entity in finished HTML.
fn entities(html: &str) -> Vec<(String, String)> {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    let texts = scripts.filter_map(|rest| rest.split_once("</script>")).map(|(text, _)| text);
    texts
        .map(|text| match serde_json::from_str::<Value>(text) {
            Ok(value) => {
                let name = value["@type"].as_str().unwrap_or("Without a type").to_owned();
                (name, serde_json::to_string_pretty(&value).unwrap_or_default())
            }
            Err(error) => (format!("Not readable: {error}"), text.to_owned()),
        })
        .collect()
}
