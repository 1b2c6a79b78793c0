//! What the template engine complains about, as diagnostics with the template's own line.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, Tera};

use super::Scene;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::span::{Place, Source};

/// Every template that cannot be read, and `error` if it is not among them.
pub(super) fn of_templates(registered: &Tera, templates: &BTreeMap<String, Source>, error: &Error) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for (name, source) in templates {
        let mut alone = Tera::new();
        alone.register_from(registered);
        if let Err(error) = alone.add_raw_template(name, &source.text)
            && matches!(error.kind(), ErrorKind::SyntaxError(_) | ErrorKind::Msg(_))
        {
            faults.push(fault(Code::TemplateSyntax, templates, name, &error));
        }
    }
    if faults.is_empty() {
        let name = templates.keys().find(|name| error.to_string().contains(name.as_str()));
        faults.push(fault(Code::TemplateSyntax, templates, name.map_or("base.html", String::as_str), error));
    }
    faults
}

/// A template that failed on a page.
pub(super) fn of_render(
    templates: &BTreeMap<String, Source>,
    template: &str,
    scene: &Scene,
    error: &Error,
) -> Diagnostic {
    let mut fault = fault(Code::TemplateRender, templates, template, error);
    let page = Place::file(scene.source.as_str());
    fault.message = format!("{} (on `{}`)", fault.message, scene.address);
    fault.also(page, "while this page was made")
}

fn fault(code: Code, templates: &BTreeMap<String, Source>, template: &str, error: &Error) -> Diagnostic {
    if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
        let (name, range) = (report.filename(), report.span().range.clone());
        let place = match templates.get(name).or_else(|| templates.get(template)) {
            Some(source) => source.place(range),
            None => Place::file(name),
        };
        return Diagnostic::new(code, place, format!("template `{name}`: {}", report.message()), "here");
    }
    let place = match templates.get(template) {
        Some(source) => source.place(0..0),
        None => Place::file(template),
    };
    let said = error.to_string();
    let (first, rest) = said.trim().split_once('\n').unwrap_or((said.trim(), ""));
    let fault = Diagnostic::new(code, place, format!("template `{template}`: {first}"), "");
    if rest.trim().is_empty() { fault } else { fault.help(rest.trim_end()) }
}
