//! What the template engine complains about, as diagnostics with the template's own line.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, Tera};

use super::Scene;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::span::{Place, Source, Span};
use crate::text::count;
use crate::world::World;

type Templates = BTreeMap<String, Source>;

/// Everything that is wrong with templates that cannot be read; `error` is what was told of them all.
pub(super) fn of_templates(registered: &Tera, templates: &Templates, error: &Error) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for (name, source) in templates {
        let mut alone = Tera::new();
        alone.register_from(registered);
        // The others count as empty, so that only what is wrong with this one is told.
        let text = |other: &String| if other == name { source.text.to_string() } else { String::new() };
        if let Err(error) = alone.add_raw_templates(templates.keys().map(|other| (other.clone(), text(other)))) {
            // What is empty has no blocks.
            faults.extend(
                of_error(templates, name, &error).into_iter().filter(|fault| !fault.message.contains(NO_BLOCK)),
            );
        }
    }
    match faults.is_empty() {
        true => {
            let name = templates.keys().find(|name| error.to_string().contains(name.as_str()));
            of_error(templates, name.map_or("base.html", String::as_str), error)
        }
        false => faults,
    }
}

/// What the engine says of a block that no template above has.
const NO_BLOCK: &str = "` is not defined in any parent template";

/// A template that failed on a page.
pub(super) fn of_render(world: &World, template: &str, scene: &Scene, error: &Error) -> Diagnostic {
    let fault = fault(Code::TemplateRender, &world.project.theme.templates, template, error);
    let file = scene.source.as_str();
    match scene.page.is_some() && world.tree.has(file) {
        true => fault.also(Place::file(file), format!("while `{}` was made", scene.address)),
        false => with_help(fault, format!("this happened while `{}` was made", scene.address)),
    }
}

/// Of faults that differ only in the page, the first, which says how many there are.
pub fn grouped(faults: Diagnostics) -> Diagnostics {
    let mut first: Vec<(Diagnostic, usize)> = Vec::with_capacity(faults.len());
    let mut known: BTreeMap<(Place, String), usize> = BTreeMap::new();
    for fault in faults {
        let key = (fault.place.clone(), fault.message.clone());
        match known.get(&key) {
            Some(&at) if fault.code == Code::TemplateRender => first[at].1 += 1,
            _ => {
                known.insert(key, first.len());
                first.push((fault, 0));
            }
        }
    }
    let told = first.into_iter().map(|(fault, more)| match more {
        0 => fault,
        _ => with_help(fault, format!("the same happened to {}", count(more, "other output", "other outputs"))),
    });
    told.collect()
}

/// All that an error about templates says; `name` is the template that it is about if it does not say so.
fn of_error(templates: &Templates, name: &str, error: &Error) -> Diagnostics {
    match error.kind() {
        ErrorKind::MissingParent { current, parent } if templates.contains_key(current) => {
            let source = &templates[current];
            let start = source.text.find(parent.as_str()).unwrap_or(0);
            vec![no_template(templates, source, parent, start..start + parent.len())]
        }
        // Names that are not known are told all at once, as reports for a terminal.
        ErrorKind::Msg(reports) if reports.starts_with("error: ") => {
            let reports = reports.split("error: ").filter(|report| !report.is_empty());
            reports.filter_map(|report| of_report(templates, report)).collect()
        }
        _ => vec![fault(Code::TemplateSyntax, templates, name, error)],
    }
}

/// Reads `what`, `--> name:line:column`, and the line with carets below it.
fn of_report(templates: &Templates, report: &str) -> Option<Diagnostic> {
    let said = report.lines().next()?;
    let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let (place, column) = place.rsplit_once(':')?;
    let (name, line) = place.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.trim().parse().ok()?);
    let source = templates.get(name)?;
    let start: usize = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &source.text[start..];
    let byte = |characters: usize| start + rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
    let span = byte(column.saturating_sub(1))..byte(column.saturating_sub(1) + report.matches('^').count());
    Some(match said.strip_prefix("Unknown template `").and_then(|rest| rest.strip_suffix('`')) {
        Some(missing) => no_template(templates, source, missing, span),
        None => Diagnostic::new(Code::TemplateSyntax, source.place(span), format!("template `{name}`: {said}"), "here"),
    })
}

fn no_template(templates: &Templates, source: &Source, missing: &str, span: Span) -> Diagnostic {
    let names = templates.keys().map(String::as_str);
    let label = did_you_mean(missing, names, "neither the theme nor `templates/` has it");
    Diagnostic::new(Code::TemplateSyntax, source.place(span), format!("there is no template `{missing}`"), label)
}

fn fault(code: Code, templates: &Templates, template: &str, error: &Error) -> Diagnostic {
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

fn with_help(fault: Diagnostic, help: String) -> Diagnostic {
    let help = match &fault.help {
        Some(before) => format!("{before}\n{help}"),
        None => help,
    };
    fault.help(help)
}
