//! Reading `theme.yaml`: the options that a theme has, and the components that it declares.

use std::collections::BTreeMap;

use super::components::{Argument, Component, Components, Form};
use super::theme::ThemeOption;
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean, one_of};
use crate::span::{At, Source, Span};
use crate::yaml::{Fields, Node, Value, text};

/// What a theme declares, each option with its default.
#[derive(Default)]
pub(super) struct Manifest {
    pub(super) components: Components,
    pub(super) options: BTreeMap<String, ThemeOption>,
}

/// What options may be.
const OPTIONS: &[&str] = &["text", "choice", "flag", "number", "color"];
/// What arguments may be.
const ARGUMENTS: &[&str] = &["text", "choice", "flag", "number", "image", "file", "link", "recording", "captions"];

/// Reads the manifest `node`, which stands in `source`. What is wrong is told and left out.
pub(super) fn read(source: &Source, node: Node, faults: &mut Diagnostics) -> Manifest {
    let mut fields = Fields::of(source, node, "the theme", Code::ThemeManifest, faults);
    fields.text("name", faults);
    fields.text("description", faults);
    let mut manifest = Manifest::default();
    for (name, node) in fields.map("options", faults) {
        if let Some(option) = option(source, &name, node, faults) {
            manifest.options.insert(name.value, option);
        }
    }
    for (name, node) in fields.map("components", faults) {
        let component = component(source, &name, node, faults);
        manifest.components.insert(name.value, component);
    }
    fields.finish(Code::ThemeManifest, faults);
    manifest
}

/// The options with the hub's values, which stand in `source`, where they are right.
pub(super) fn choose(
    mut options: BTreeMap<String, ThemeOption>,
    source: &Source,
    chosen: &[(At<String>, Node)],
    faults: &mut Diagnostics,
) -> BTreeMap<String, ThemeOption> {
    for (name, node) in chosen {
        let Some(option) = options.get_mut(&name.value) else {
            faults.push(unknown_option(source, name, &options));
            continue;
        };
        match option.form.value(node, source) {
            Ok(value) => option.value = Node { value, span: node.span.clone() },
            Err(expected) => faults.push(wrong_option(source, name, node, expected)),
        }
    }
    options
}

fn option(source: &Source, name: &At<String>, node: Node, faults: &mut Diagnostics) -> Option<ThemeOption> {
    let what = format!("the option `{}`", name.value);
    let mut fields = Fields::of(source, node, what.as_str(), Code::ThemeManifest, faults);
    let form = form(&mut fields, &what, OPTIONS, &name.span, faults);
    fields.text("description", faults);
    let default = fields.take("default");
    fields.finish(Code::ThemeManifest, faults);
    let form = form?;
    let Some(At { value: default, .. }) = default else {
        faults.push(lacks(source, &name.span, &what, "default"));
        return None;
    };
    match form.value(&default, source) {
        Ok(value) => Some(ThemeOption { form, value: Node { value, span: default.span } }),
        Err(expected) => {
            let message = format!("the default of {what} is not right");
            faults.push(Diagnostic::new(Code::ThemeManifest, source.place(default.span), message, expected));
            None
        }
    }
}

fn component(source: &Source, name: &At<String>, node: Node, faults: &mut Diagnostics) -> Component {
    let what = format!("the component `{}`", name.value);
    let mut fields = Fields::of(source, node, what, Code::ThemeManifest, faults);
    fields.text("description", faults);
    let mut component = Component::default();
    for (argument, node) in fields.map("arguments", faults) {
        let what = format!("the argument `{}` of `{}`", argument.value, name.value);
        let mut fields = Fields::of(source, node, what.as_str(), Code::ThemeManifest, faults);
        let form = form(&mut fields, &what, ARGUMENTS, &argument.span, faults);
        let required = fields.flag("required", faults).unwrap_or(false);
        fields.text("description", faults);
        fields.finish(Code::ThemeManifest, faults);
        if let Some(form) = form {
            component.arguments.insert(argument.value, Argument { form, required });
        }
    }
    fields.finish(Code::ThemeManifest, faults);
    component
}

/// The form that `type` and `values` say.
fn form(fields: &mut Fields, what: &str, known: &[&str], span: &Span, faults: &mut Diagnostics) -> Option<Form> {
    let source = fields.source();
    let before = faults.len();
    let words: Vec<String> = fields.texts("values", faults).into_iter().map(|word| word.value).collect();
    let form = fields.read("type", faults, |node, source| match text(node, source)?.as_str() {
        word if !known.contains(&word) => {
            Err(did_you_mean(word, known.iter().copied(), format!("expected {}", one_of(known.iter().copied()))))
        }
        "text" => Ok(Form::Text),
        "choice" if words.is_empty() => Err("a choice needs `values`".to_owned()),
        "choice" => Ok(Form::Choice(words)),
        "flag" => Ok(Form::Flag),
        "number" => Ok(Form::Number),
        "color" => Ok(Form::Color),
        "image" => Ok(Form::Image),
        "file" => Ok(Form::File),
        "recording" => Ok(Form::Recording),
        "captions" => Ok(Form::Captions),
        _ => Ok(Form::Link),
    });
    if form.is_none() && faults.len() == before {
        faults.push(lacks(source, span, what, "type"));
    }
    form.map(|form| form.value)
}

fn lacks(source: &Source, span: &Span, what: &str, field: &str) -> Diagnostic {
    let message = format!("{what} has no `{field}`");
    Diagnostic::new(Code::ThemeManifest, source.place(span.clone()), message, "it needs one")
}

fn unknown_option(source: &Source, name: &At<String>, known: &BTreeMap<String, ThemeOption>) -> Diagnostic {
    let message = format!("the theme has no option `{}`", name.value);
    let known = known.keys().map(String::as_str);
    let label = did_you_mean(&name.value, known, "no option has a name like it");
    Diagnostic::new(Code::ThemeOption, source.place(name.span.clone()), message, label)
}

fn wrong_option(source: &Source, name: &At<String>, node: &Node, expected: String) -> Diagnostic {
    let message = format!("the option `{}` of the theme is not right", name.value);
    let span = if node.value == Value::Null { name.span.clone() } else { node.span.clone() };
    Diagnostic::new(Code::ThemeOption, source.place(span), message, expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    fn parsed(name: &str, yaml: &str) -> (Source, Node) {
        let source = Source { path: SourcePath::new(name).unwrap(), text: yaml.into() };
        let node = crate::yaml::parse(&source, 0..yaml.len()).unwrap();
        (source, node)
    }

    fn manifest(yaml: &str) -> (Manifest, Vec<String>) {
        let (source, node) = parsed("themes/a/theme.yaml", yaml);
        let mut faults = Vec::new();
        let manifest = read(&source, node, &mut faults);
        assert!(faults.iter().all(|fault| fault.code == Code::ThemeManifest));
        (manifest, faults.iter().map(|fault| format!("{}: {}", fault.message, fault.label)).collect())
    }

    #[test]
    fn options_and_arguments_are_typed() {
        let (manifest, faults) = manifest(
            r##"
name: a
description: A theme
options:
  accent: {type: color, default: "#0b5d6b", description: A colour}
  palette: {type: choice, values: [sea, sand], default: sea}
  count: {type: number, default: 5}
  share: {type: flag, default: true}
  note: {type: text, default: ""}
components:
  figure: {description: A picture, arguments: {src: {type: image, required: true}, alt: {type: text}}}
  care: {arguments: {level: {type: choice, values: [urgent], required: true}}}
  posts:
"##,
        );
        assert_eq!(faults, [] as [&str; 0]);
        assert_eq!(manifest.options["accent"].value.value, Value::Text("#0b5d6b".to_owned()));
        assert_eq!(manifest.options["palette"].form, Form::Choice(vec!["sea".to_owned(), "sand".to_owned()]));
        let src = &manifest.components["figure"].arguments["src"];
        assert_eq!((&src.form, src.required), (&Form::Image, true));
        assert_eq!(manifest.components["posts"], Component::default());
    }

    #[test]
    fn a_wrong_manifest_is_told() {
        for (yaml, told) in [
            ("optons: {}", "the theme has no field `optons`: did you mean `options`?"),
            (
                "options: {a: {type: colour, default: x}}",
                "`type` of the option `a` is not right: did you mean `color`?",
            ),
            ("options: {a: {default: x}}", "the option `a` has no `type`: it needs one"),
            ("options: {a: {type: text}}", "the option `a` has no `default`: it needs one"),
            ("options: {a: {type: image, default: x}}", "`type` of the option `a` is not right: expected `text`"),
            (
                "options: {a: {type: number, default: x}}",
                "the default of the option `a` is not right: expected a whole",
            ),
            (
                "options: {a: {type: choice, default: x}}",
                "`type` of the option `a` is not right: a choice needs `values`",
            ),
            ("components: {a: {arguments: {b: {}}}}", "the argument `b` of `a` has no `type`: it needs one"),
            ("components: {a: {args: {}}}", "the component `a` has no field `args`: "),
        ] {
            let (_, faults) = manifest(yaml);
            assert!(faults.len() == 1 && faults[0].starts_with(told), "{yaml}: {faults:?}");
        }
    }

    #[test]
    fn options_are_held_against_the_manifest() {
        let (manifest, _) = manifest(
            "options: {accent: {type: color, default: '#fff'}, look: {type: choice, values: [sea, sand], default: sea}}",
        );
        for (yaml, told) in [
            ("accent: '#0B5d6b'", ""),
            ("look: sand", ""),
            ("acent: '#000'", "did you mean `accent`?"),
            ("accent: #000", "expected a colour in quotation marks, as `\"#0b5d6b\"`"),
            ("accent: '#0000'", "expected a colour in quotation marks, as `\"#0b5d6b\"`"),
            ("accent: 'red;}'", "expected a colour in quotation marks, as `\"#0b5d6b\"`"),
            ("look: snad", "did you mean `sand`?"),
            ("look: forest", "expected `sea` or `sand`"),
        ] {
            let (source, node) = parsed("bulletin.yaml", yaml);
            let Value::Map(chosen) = node.value else { panic!("a map") };
            let mut faults = Vec::new();
            let options = choose(manifest.options.clone(), &source, &chosen, &mut faults);
            assert_eq!(faults.first().map_or("", |fault| fault.label.as_str()), told, "{yaml}");
            assert_eq!(options.len(), 2);
        }
    }
}
