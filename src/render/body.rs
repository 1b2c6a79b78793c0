//! A document to HTML: its holes filled.

use std::rc::Rc;

use tera::{Context, Value};

use super::pictures::Said;
use super::{Renderer, Scene, chart, files, media, pictures, quiz, references, rows, table, values};
use crate::content::Facts;
use crate::content::front::Live;
use crate::content::live::Update;
use crate::diag::Diagnostic;
use crate::markdown::{Answer, Component, Fragment, Hole, Image, Slide, highlight, unsafe_scheme};
use crate::project::components::Form;
use crate::project::strings::DateForm;
use crate::site::Link;
use crate::text::{encode_path, push_escaped};
use crate::world::PicturePlace;

/// Writes `fragment` to `out`. The scene is the current one.
pub(super) fn write(
    renderer: &Renderer,
    scene: &Rc<Scene>,
    fragment: &Fragment,
    out: &mut String,
) -> Result<(), Box<Diagnostic>> {
    fragment.write(out, &mut |hole, out| fill(renderer, scene, hole, out))
}

fn fill(renderer: &Renderer, scene: &Rc<Scene>, hole: &Hole, out: &mut String) -> Result<(), Box<Diagnostic>> {
    match hole {
        Hole::Link(target) => push_escaped(out, &link(scene, &target.value)),
        Hole::Source(target) => push_escaped(out, &source(scene, &target.value)),
        Hole::Image(written) => image(scene, written, out),
        Hole::Code(code) => highlight::write(&code.language, &code.text, out),
        Hole::Word(key) => {
            push_escaped(out, &scene.lens.text(&scene.language, key).unwrap_or_else(|| key.as_str().into()))
        }
        Hole::Citation(written) => references::citation(scene, written, out),
        Hole::Section(key) => heading(scene, key, out),
        Hole::Component(written) => component(renderer, scene, written, out)?,
        Hole::Slide(written) => slide(renderer, scene, written, out)?,
    }
    Ok(())
}

/// Where a link leads, from the root of the host. What leads nowhere stays as it was written, unless
/// following it could run something; what is withheld leads to the nearest published page above it, so
/// that its address stays unknown.
pub(super) fn link(scene: &Scene, target: &str) -> String {
    if unsafe_scheme(target).is_some() {
        return "#".to_owned();
    }
    if values::is_absolute(target) {
        return target.to_owned();
    }
    match scene.lens.link(&scene.source, target) {
        Link::To { address, rest, page }
            if rest.starts_with('#') && page.is_some() && page == scene.page && address == scene.address =>
        {
            rest
        }
        Link::To { address, rest, .. } => format!("{}{rest}", scene.lens.base().rooted(&address)),
        Link::Withheld(address) => scene.lens.base().rooted(&address),
        Link::Broken if target.starts_with('/') => format!("{}{}", scene.lens.base().path, encode_path(target)),
        Link::Broken => target.to_owned(),
    }
}

/// The heading of an update, where all of live coverage is shown as one text.
fn heading(scene: &Scene, key: &str, out: &mut String) {
    let Some(id) = scene.page else { return };
    let page = scene.lens.page(id);
    let Facts::Live(live) = &page.front.facts else { return };
    let Some(update) = live.told.update(key) else { return };
    out.push_str("<h2 id=\"");
    push_escaped(out, key);
    out.push_str(&format!("\"><time datetime=\"{}\">", update.time));
    if !is_first_day(live, update) {
        out.push_str(&scene.lens.date(&scene.language, update.time.day(), DateForm::Short));
        out.push(' ');
    }
    out.push_str(&update.time.clock_in(scene.lens.zone()).unwrap_or_default());
    out.push_str("</time> ");
    push_escaped(out, &update.heading);
    out.push_str("</h2>\n");
}

/// Whether an update is of the day on which coverage begins, so that its time says enough.
pub(super) fn is_first_day(live: &Live, update: &Update) -> bool {
    live.starts.is_some_and(|starts| starts.day() == update.time.day())
}

fn source(scene: &Scene, target: &str) -> String {
    match scene.lens.image(&scene.source, target).map(|picture| picture.place.clone()) {
        Some(PicturePlace::Site(address)) => scene.lens.base().rooted(&address),
        Some(PicturePlace::Elsewhere(url)) => url,
        // The page above, where a link to what is withheld leads, is no picture.
        None if is_withheld(scene, target) => "data:,".to_owned(),
        None => link(scene, target),
    }
}

fn is_withheld(scene: &Scene, target: &str) -> bool {
    !values::is_absolute(target) && matches!(scene.lens.link(&scene.source, target), Link::Withheld(_))
}

/// An image; of one that is withheld, what it shows in words.
fn image(scene: &Scene, written: &Image, out: &mut String) {
    let picture = scene.lens.picture(&scene.source, &written.src.value);
    if picture.is_none() && is_withheld(scene, &written.src.value) {
        return push_escaped(out, &written.alt);
    }
    if let Some(picture) = picture {
        let sizes = sizes(scene);
        let title = written.title.as_deref();
        let said = Said { alt: &written.alt, title, sizes: sizes.as_deref(), ..Said::default() };
        return pictures::write(out, scene.lens.base(), &picture, &said);
    }
    out.push_str("<img src=\"");
    push_escaped(out, &source(scene, &written.src.value));
    out.push('"');
    out.push_str(" alt=\"");
    push_escaped(out, &written.alt);
    out.push('"');
    if let Some(title) = &written.title {
        out.push_str(" title=\"");
        push_escaped(out, title);
        out.push('"');
    }
    out.push_str(" loading=\"lazy\">");
}

/// How wide the theme shows pictures of a body, as its option `picture_sizes` says.
fn sizes(scene: &Scene) -> Option<String> {
    match &scene.lens.theme_option("picture_sizes")?.value {
        crate::yaml::Value::Text(sizes) => Some(sizes.clone()),
        _ => None,
    }
}

fn component(
    renderer: &Renderer,
    scene: &Rc<Scene>,
    written: &Component,
    out: &mut String,
) -> Result<(), Box<Diagnostic>> {
    let mut body = String::new();
    let has_rows = [chart::NAME, table::NAME].contains(&written.name.value.as_str());
    written.body.write(&mut body, &mut |hole, out| match has_rows && rows::is_rows(hole) {
        true => Ok(()),
        false => fill(renderer, scene, hole, out),
    })?;
    let declared = scene.lens.component(&written.name.value);
    let arguments = || declared.into_iter().flat_map(|component| &component.arguments);
    let given = |name: &String| written.arguments.iter().find(|(given, _)| given == name);
    // Its author was told; the template need not cope.
    if arguments().any(|(name, argument)| argument.required && given(name).is_none()) {
        out.push_str(body.trim());
        out.push('\n');
        return Ok(());
    }
    let mut context = Context::new();
    context.insert_value("heading_level", Value::from(written.level));
    for (name, argument) in arguments() {
        let given = given(name);
        let value = given.map_or(Value::none(), |(_, value)| argument_value(scene, &argument.form, &value.value));
        context.insert_value(name.clone(), value);
    }
    if let Some(given) = &written.answer {
        context.insert_value("answer", answer(renderer, scene, given)?);
    }
    // Why there is none its author is told by a check.
    match written.name.value.as_str() {
        chart::NAME => {
            let drawn = chart::draw(&scene.lens, &scene.source, &scene.language, written);
            context.insert_value(chart::NAME, drawn.map_or(Value::none(), |drawn| chart::value(&drawn)));
        }
        table::NAME => {
            let read = table::read(&scene.lens, &scene.source, written);
            context.insert_value(table::NAME, read.map_or(Value::none(), |table| table::value(&table, written)));
        }
        _ => {}
    }
    show(renderer, scene, &written.name.value, &body, context, out)
}

/// Writes what the template of the component `name` makes of `body` and what it is given.
fn show(
    renderer: &Renderer,
    scene: &Rc<Scene>,
    name: &str,
    body: &str,
    mut context: Context,
    out: &mut String,
) -> Result<(), Box<Diagnostic>> {
    context.insert_value("body", Value::safe_string(body.trim()));
    context.insert_value("page", values::page(scene, &renderer.shared));
    let template = format!("components/{name}.html");
    scene.lens.template(&template);
    let html = renderer.run(scene, &template, &context, body.len() + 1024)?;
    out.push_str(String::from_utf8_lossy(&html).trim());
    out.push('\n');
    Ok(())
}

/// What a question keeps for those who have tried: the right choices, each with its letter, and what is said of them.
fn answer(renderer: &Renderer, scene: &Rc<Scene>, answer: &Answer) -> Result<Value, Box<Diagnostic>> {
    let mut body = String::new();
    write(renderer, scene, &answer.body, &mut body)?;
    Ok(values::map([("right", quiz::right(scene, &answer.choices)), ("body", Value::safe_string(body.trim()))]))
}

fn slide(renderer: &Renderer, scene: &Rc<Scene>, written: &Slide, out: &mut String) -> Result<(), Box<Diagnostic>> {
    let mut body = String::new();
    write(renderer, scene, &written.body, &mut body)?;
    let mut context = Context::new();
    context.insert_value("number", Value::from(written.number));
    context.insert_value("count", Value::from(written.count));
    context.insert_value("heading", Value::from(written.heading.clone()));
    context.insert_value("class", Value::from(written.class.clone()));
    show(renderer, scene, "slide", &body, context, out)
}

fn argument_value(scene: &Scene, form: &Form, written: &str) -> Value {
    match form {
        Form::Text | Form::Choice(_) | Form::Color => Value::from(written),
        Form::Flag => Value::from(written != "false"),
        Form::Number => written.parse::<i64>().map_or(Value::none(), Value::from),
        Form::Image => files::picture(scene, written),
        Form::File => files::download(scene, written),
        Form::Link => Value::from(link(scene, written)),
        Form::Recording => media::source(scene, written),
        Form::Captions => media::captions(scene, written),
    }
}
