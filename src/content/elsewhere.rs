//! What a page tells others of its readers: what it loads from elsewhere, and links that name who follows them.
//!
//! The rules are `health`'s; here their findings become diagnostics with places.

use std::borrow::Cow;

use super::Facts;
use super::front::{Front, Picture};
use crate::diag::{Code, Diagnostic, Diagnostics, Tally};
use crate::health::tracking;
use crate::markdown::{Fragment, Hole};
use crate::project::Project;
use crate::project::components::Form;
use crate::span::{At, Place, Source};
use crate::yaml::Value;

/// Everything in a page that tells others of its readers. `body_start` is where its front matter ends.
pub(super) fn faults(
    source: &Source,
    body_start: usize,
    front: &Front,
    body: &Fragment,
    project: &Project,
) -> Diagnostics {
    let text = Text { source, body_start };
    let mut found = Found { own: own_host(project), faults: Tally::default() };
    let photo = match &front.facts {
        Facts::Person(person) => person.photo.as_ref(),
        _ => None,
    };
    for Picture { src, .. } in front.image.iter().chain(photo) {
        found.load(&src.value, || source.place(src.span.clone()));
    }
    let front_matter = &source.text[..body_start];
    for span in tracking::addresses(front_matter) {
        found.link(&front_matter[span.clone()], || source.place(span));
    }
    // Addresses elsewhere stand in the HTML already, whoever wrote them; only those that a site resolves are holes.
    body.each_element(&mut |name, attributes| found.element(name, attributes, text));
    body.each_hole(&mut |hole| match hole {
        Hole::Link(link) => found.link(&link.value, || source.place(link.span.clone())),
        Hole::Image(image) => found.load(&image.src.value, || source.place(image.src.span.clone())),
        Hole::Component(component) => {
            let declared = project.theme.components.get(&component.name.value);
            for (name, value) in &component.arguments {
                let form = declared.and_then(|declared| declared.arguments.get(name)).map(|argument| &argument.form);
                match form {
                    Some(Form::Image) => found.load(&value.value, || source.place(value.span.clone())),
                    _ => found.argument(value, source),
                }
            }
        }
        Hole::Source(src) => found.load(&src.value, || source.place(src.span.clone())),
        Hole::Slide(_) | Hole::Citation(_) | Hole::Section(_) | Hole::Code(_) | Hole::Word(_) => {}
    });
    found.faults.finish()
}

struct Found {
    /// The hub's own host: what is there is not elsewhere.
    own: Option<String>,
    faults: Tally,
}

impl Found {
    fn element(&mut self, name: &str, attributes: &[(&str, Cow<'_, str>)], text: Text<'_>) {
        let rel = attributes.iter().find(|(name, _)| *name == "rel").map(|(_, value)| &**value);
        for (attribute, value) in attributes {
            if name == "a" && *attribute == "href" {
                self.link(value, || text.place(value));
            } else if tracking::loads(name, attribute, rel) {
                for address in tracking::loaded(attribute, value) {
                    self.load(address, || text.place(address));
                }
            }
        }
    }

    /// An argument of a component that is no picture: an address as others are.
    fn argument(&mut self, value: &At<String>, source: &Source) {
        if tracking::host(&value.value).is_some() {
            self.link(&value.value, || source.place(value.span.clone()));
        }
    }

    /// To find a place takes as long as the file is large, so it is only asked for where something is told.
    fn link(&mut self, link: &str, place: impl FnOnce() -> Place) {
        if let Some(clean) = tracking::cleaned(link) {
            self.faults.add(Code::PrivacyTrackingLink, || tracking_link(place(), &clean));
        }
    }

    /// As [`Self::link`].
    fn load(&mut self, address: &str, place: impl FnOnce() -> Place) {
        let is_own = |host: &str| self.own.as_deref().is_some_and(|own| tracking::is_same_host(host, own));
        if let Some(host) = tracking::host(address).filter(|host| !is_own(host)) {
            self.faults.add(Code::PrivacyThirdParty, || third_party(place(), host));
        }
    }
}

/// A source, and where its body begins.
#[derive(Clone, Copy)]
struct Text<'a> {
    source: &'a Source,
    body_start: usize,
}

impl Text<'_> {
    /// Where an address of finished HTML stands in the source, if it is written there in the same letters.
    fn place(&self, address: &str) -> Place {
        let body = &self.source.text[self.body_start..];
        let at = [address.to_owned(), address.replace('&', "&amp;")].into_iter().find_map(|written| {
            body.find(&written).map(|at| self.body_start + at..self.body_start + at + written.len())
        });
        at.map_or_else(|| Place::file(self.source.path.as_str()), |span| self.source.place(span))
    }
}

fn own_host(project: &Project) -> Option<String> {
    match &project.config.tree.at("base_url")?.value {
        Value::Text(url) => tracking::host(url).map(str::to_owned),
        _ => None,
    }
}

fn tracking_link(place: Place, clean: &str) -> Diagnostic {
    Diagnostic::new(Code::PrivacyTrackingLink, place, "this link tells who follows it", format!("write `{clean}`"))
}

fn third_party(place: Place, host: &str) -> Diagnostic {
    let message = match tracking::counts_readers(host) {
        true => format!("this counts readers: `{host}` is told who reads this page"),
        false => format!("this is loaded from `{host}`, which is told who reads this page"),
    };
    let label = "put a copy in the hub, or link to it";
    Diagnostic::new(Code::PrivacyThirdParty, place, message, label)
        .help("browsers do not show it where the hub is served with its own `_headers`")
}
