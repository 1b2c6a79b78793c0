//! Authors and reviewers that are meant to have a page, and templates that are meant to exist.

use super::Subject;
use crate::content::Facts;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::span::{At, Place};

/// Checks the people and the template that a page names.
pub(super) fn check(subject: &mut Subject<'_>) {
    let page = subject.page;
    let answering = match &page.front.facts {
        Facts::Question(question) => question.answered_by.as_slice(),
        _ => &[],
    };
    let translated = page.front.translation.iter();
    let translating = translated.flat_map(|translation| translation.by.iter().chain(&translation.reviewed_by));
    for name in page.front.authors.iter().chain(&page.front.reviewers).chain(answering).chain(translating) {
        if looks_like_id(&name.value) && subject.lens.person(&name.value).is_none() {
            let site = subject.lens.site();
            match site.is_withheld_person(&name.value) {
                true => subject.fault(Code::PersonUnknown, &name.span, |place| withheld_person(place, name)),
                false => {
                    let known = site.people_ids();
                    subject.fault(Code::PersonUnknown, &name.span, |place| unknown_person(place, name, &known));
                }
            }
        }
    }
    if let Some(template) = &page.front.template {
        let file = format!("{}.html", template.value.trim_end_matches(".html"));
        if !subject.lens.template(&file) {
            let known: Vec<String> = template_names(subject);
            subject.fault(Code::TemplateUnknown, &template.span, |place| unknown_template(place, template, &known));
        }
    }
}

/// Whether a name is written like the id of a person and not like a name: `ada-osei`.
fn looks_like_id(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

/// The templates that a page may ask for.
fn template_names(subject: &Subject<'_>) -> Vec<String> {
    let names = subject.lens.template_names().filter(|name| !name.contains('/') && *name != "base.html");
    names.map(|name| name.trim_end_matches(".html").to_owned()).collect()
}

fn unknown_person(place: Place, name: &At<String>, known: &[&str]) -> Diagnostic {
    let message = format!("nobody in `people/` is called `{}`", name.value);
    let label = did_you_mean(&name.value, known.iter().copied(), "write a page for them, or their full name");
    Diagnostic::new(Code::PersonUnknown, place, message, label)
}

fn withheld_person(place: Place, name: &At<String>) -> Diagnostic {
    let message = format!("the page of `{}` is not published, so readers see the id for a name", name.value);
    Diagnostic::new(Code::PersonUnknown, place, message, "publish it, or write their full name")
}

fn unknown_template(place: Place, template: &At<String>, known: &[String]) -> Diagnostic {
    let message = format!("there is no template `{}`", template.value);
    let names = known.iter().map(String::as_str);
    let label = did_you_mean(&template.value, names, "its kind's own template shows it");
    Diagnostic::new(Code::TemplateUnknown, place, message, label)
}
