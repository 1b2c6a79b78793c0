//! Links that lead nowhere, to an anchor that is not there, or to what is not published.

use super::Subject;
use crate::content::{Facts, Page};
use crate::diag::{Code, Diagnostic};
use crate::markdown::{Fragment, Hole};
use crate::path::SourcePath;
use crate::project::components::Form;
use crate::site::{Link, PageId, Site};
use crate::span::{At, Place};
use crate::text::nearest;
use crate::world::Lens;

/// Checks every link of a page: in its body, its components and its front matter.
pub(super) fn check(subject: &mut Subject<'_>) {
    for link in all(subject.lens, subject.page, subject.body) {
        check_link(subject, link);
    }
}

/// Every link of a page into the hub, in the order in which they are written.
pub(super) fn all<'a>(lens: &Lens, page: &'a Page, body: &'a Fragment) -> Vec<&'a At<String>> {
    let mut links: Vec<&At<String>> = Vec::new();
    body.each_hole(&mut |hole| match hole {
        Hole::Link(target) => links.push(target),
        Hole::Component(component) => {
            let declared = lens.component(&component.name.value);
            for (name, value) in &component.arguments {
                let form = declared.and_then(|declared| declared.arguments.get(name)).map(|argument| &argument.form);
                if matches!(form, Some(Form::Link | Form::File | Form::Recording | Form::Captions)) {
                    links.push(value);
                }
            }
        }
        Hole::Slide(_)
        | Hole::Source(_)
        | Hole::Image(_)
        | Hole::Code(_)
        | Hole::Word(_)
        | Hole::Citation(_)
        | Hole::Section(_) => {}
    });
    let front = &page.front;
    links.extend(front.links.iter().chain(&front.related).chain(&front.translation_of).chain(&front.instead));
    match &page.front.facts {
        Facts::News(news) => {
            if let Some(video) = &news.video {
                links.push(&video.url);
                links.extend(video.captions.iter().chain(&video.transcript));
            }
        }
        Facts::Research(research) => {
            links.extend(research.retraction.iter().filter_map(|retraction| retraction.notice.as_ref()));
            links.extend(&research.pdf);
        }
        Facts::Guide(guide) => {
            links.extend(guide.translations.iter().map(|(_, link)| link).chain(&guide.version_of));
        }
        Facts::Training(training) => {
            for recording in training.recordings() {
                links.push(&recording.src);
                links.extend(recording.captions.iter().chain(&recording.transcript));
            }
            links.extend(&training.feedback);
        }
        Facts::Page | Facts::Person(_) | Facts::Question(_) | Facts::Event(_) | Facts::Alert(_) | Facts::Live(_) => {}
    }
    links.retain(|link| !is_elsewhere(&link.value));
    links
}

/// Whether a link leads out of the hub.
pub(super) fn is_elsewhere(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let named = scheme.is_some_and(|scheme| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    named || target.starts_with("//")
}

fn check_link(subject: &mut Subject<'_>, link: &At<String>) {
    match subject.lens.link(&subject.page.source, &link.value) {
        Link::To { page: Some(id), rest, .. } => {
            if let Some((_, anchor)) = rest.split_once('#') {
                check_anchor(subject, link, id, anchor);
            }
        }
        Link::To { .. } => {}
        Link::Withheld(_) => subject.fault(Code::LinkWithheld, &link.span, |place| withheld(place, &link.value)),
        Link::Broken => {
            let from = &subject.page.source;
            let site = subject.lens.site();
            let fault = |place| broken(place, &link.value, likely(site, from, &link.value));
            subject.fault(Code::LinkMissing, &link.span, fault);
        }
    }
}

fn check_anchor(subject: &mut Subject<'_>, link: &At<String>, id: PageId, anchor: &str) {
    let anchor = crate::text::decode_path(anchor);
    if anchor.is_empty() || anchor == "top" || anchor == "main" || subject.lens.anchor(id, &anchor) {
        return;
    }
    let page = subject.lens.page(id);
    let meant = || nearest(&anchor, page.outline.ids.iter().map(String::as_str)).map(str::to_owned);
    let source = page.source.as_str();
    subject.fault(Code::LinkAnchor, &link.span, |place| no_anchor(place, &anchor, source, meant()));
}

/// What a broken link was most likely meant to be, written as the author would.
fn likely(site: &Site, from: &SourcePath, target: &str) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    if path.starts_with('/') {
        let addresses = site.pages.iter().map(|page| page.address.as_str());
        return nearest(path, addresses).map(str::to_owned);
    }
    let name = path.rsplit('/').find(|name| !name.is_empty())?;
    let files = site.pages.iter().map(|page| &page.source).filter(|file| *file != from);
    let all: Vec<&SourcePath> = files.chain(site.files.values()).collect();
    let best = nearest(name, all.iter().map(|file| file.name()))?;
    let mut same = all.iter().filter(|file| file.name() == best);
    let file = same.next()?;
    match same.next() {
        None => Some(relative(from, file)),
        Some(_) => all
            .iter()
            .find(|file| file.name() == best && file.parent() == from.parent())
            .map(|file| relative(from, file)),
    }
}

/// `file` as a link from the page `from`.
pub(super) fn relative(from: &SourcePath, file: &SourcePath) -> String {
    let folder = from.parent();
    let here: Vec<&str> = folder.names().collect();
    let there: Vec<&str> = file.names().collect();
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(here.len() - common);
    format!("{up}{}", there[common..].join("/"))
}

fn broken(place: Place, target: &str, meant: Option<String>) -> Diagnostic {
    let label = meant.map_or("there is no such page or file".to_owned(), |meant| format!("did you mean `{meant}`?"));
    Diagnostic::new(Code::LinkMissing, place, format!("a link to `{target}` leads nowhere"), label)
}

fn no_anchor(place: Place, anchor: &str, page: &str, meant: Option<String>) -> Diagnostic {
    let label =
        meant.map_or("no heading there has this anchor".to_owned(), |meant| format!("did you mean `#{meant}`?"));
    Diagnostic::new(Code::LinkAnchor, place, format!("`{page}` has no anchor `#{anchor}`"), label)
}

fn withheld(place: Place, target: &str) -> Diagnostic {
    let message = format!("a link to `{target}` leads to what is not published now");
    Diagnostic::new(Code::LinkWithheld, place, message, "until then it leads to the page above")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_as_seen_from_the_page() {
        let path = |text| SourcePath::new(text).unwrap();
        let from = path("content/news/a.md");
        assert_eq!(relative(&from, &path("content/news/b.md")), "b.md");
        assert_eq!(relative(&from, &path("content/guides/c.md")), "../guides/c.md");
    }

    #[test]
    fn what_has_a_scheme_is_elsewhere() {
        assert!(is_elsewhere("https://a.example/") && is_elsewhere("//a.example") && is_elsewhere("tel:999"));
        assert!(!is_elsewhere("a/b:c.md") && !is_elsewhere("/a/") && !is_elsewhere("#b"));
    }
}
