//! A picture as HTML: each browser takes the form that it knows and the width that it needs.

use tera::value::Key;
use tera::{Kwargs, TeraResult, Value};

use super::values::map;
use crate::picture::{Form, Print};
use crate::project::Base;
use crate::text::push_escaped;
use crate::world::{Picture, PicturePlace};

/// What an image element says besides where its picture is.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) alt: &'a str,
    pub(super) title: Option<&'a str>,
    /// How wide it is shown, as HTML says it; none where all of the page's width may be taken.
    pub(super) sizes: Option<&'a str>,
    pub(super) class: &'a str,
    /// Whether it is what a reader sees first: then it is loaded at once.
    pub(super) is_lead: bool,
}

/// What is made of a picture, as its element names it.
pub(super) struct Sources {
    /// Media type and files with their widths, the best form first.
    forms: Vec<(&'static str, String)>,
    /// What is shown by who knows none of them, and whether it is in none of them.
    fallback: String,
    is_apart: bool,
    tone: String,
}

/// So wide is what a reader gets who chooses nothing.
const USUAL: u32 = 960;

/// What is made of `picture`; none if nothing is.
pub(super) fn sources(base: &Base, picture: &Picture) -> Option<Sources> {
    let files = &picture.prints.files;
    let last = files.last()?.print.form;
    let is_usual = |print: &Print| print.form == last && print.width >= USUAL;
    let usual = files.iter().find(|file| is_usual(&file.print)).or(files.last())?;
    let (fallback, is_apart) = match &picture.place {
        PicturePlace::Site(address) if picture.is_fallback() => (address, true),
        _ => (&usual.address, false),
    };
    let mut forms: Vec<(Form, String)> = Vec::new();
    for file in files {
        let candidate = format!("{} {}w", base.rooted(&file.address), file.print.width);
        match forms.last_mut() {
            Some((form, set)) if *form == file.print.form => {
                set.push_str(", ");
                set.push_str(&candidate);
            }
            _ => forms.push((file.print.form, candidate)),
        }
    }
    let tone = picture.tone().map_or(String::new(), |tone| format!("tone-{tone}"));
    let forms = forms.into_iter().map(|(form, set)| (form.media_type(), set)).collect();
    Some(Sources { forms, fallback: base.rooted(fallback), is_apart, tone })
}

impl Sources {
    /// As a template sees them.
    pub(super) fn value(&self) -> Value {
        let form = |(kind, set): &(&'static str, String)| {
            map([("type", Value::from(*kind)), ("srcset", Value::from(set.as_str()))])
        };
        map([
            ("forms", Value::from(self.forms.iter().map(form).collect::<Vec<Value>>())),
            ("src", Value::from(self.fallback.as_str())),
            ("apart", Value::from(self.is_apart)),
            ("tone", Value::from(self.tone.as_str())),
        ])
    }
}

/// Writes a picture of a body.
pub(super) fn write(out: &mut String, base: &Base, picture: &Picture, said: &Said<'_>) {
    let size = picture.width.zip(picture.height);
    match sources(base, picture) {
        Some(sources) => {
            let forms = sources.forms.iter().map(|(kind, set)| (*kind, set.as_str())).collect();
            let Sources { fallback, is_apart, tone, .. } = &sources;
            element(out, &Shown { forms, src: fallback, is_apart: *is_apart, size, tone }, said);
        }
        None => {
            let src = match &picture.place {
                PicturePlace::Site(address) => base.rooted(address),
                PicturePlace::Elsewhere(url) => url.clone(),
            };
            element(out, &Shown { forms: Vec::new(), src: &src, is_apart: true, size, tone: "" }, said);
        }
    }
}

/// What an element shows.
struct Shown<'a> {
    forms: Vec<(&'a str, &'a str)>,
    src: &'a str,
    /// Whether what is shown is none of the last form.
    is_apart: bool,
    size: Option<(usize, usize)>,
    tone: &'a str,
}

fn element(out: &mut String, shown: &Shown<'_>, said: &Said<'_>) {
    let sizes = said.sizes.unwrap_or("100vw");
    let (last, others) = match shown.forms.split_last() {
        Some((last, others)) if !shown.is_apart => (Some(last), others),
        _ => (None, shown.forms.as_slice()),
    };
    if !others.is_empty() {
        out.push_str("<picture>");
    }
    for (kind, set) in others {
        out.push_str("<source");
        for (name, value) in [("type", *kind), ("srcset", *set), ("sizes", sizes)] {
            attribute(out, name, value);
        }
        out.push('>');
    }
    out.push_str("<img");
    attribute(out, "src", shown.src);
    if let Some((_, set)) = last {
        attribute(out, "srcset", set);
        attribute(out, "sizes", sizes);
    }
    if let Some((width, height)) = shown.size {
        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    let class = [said.class, shown.tone].join(" ");
    if !class.trim().is_empty() {
        attribute(out, "class", class.trim());
    }
    attribute(out, "alt", said.alt);
    if let Some(title) = said.title {
        attribute(out, "title", title);
    }
    out.push_str(if said.is_lead { " fetchpriority=\"high\"" } else { " loading=\"lazy\"" });
    out.push_str(" decoding=\"async\">");
    if !others.is_empty() {
        out.push_str("</picture>");
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value);
    out.push('"');
}

/// `picture(of=page.image, alt="…", sizes="…", class="…", lead=true)`: nothing if there is none.
pub(super) fn call(arguments: &Kwargs) -> TeraResult<Value> {
    let picture = arguments.get::<Value>("of")?.unwrap_or(Value::none());
    let Some(fields) = picture.as_map() else { return Ok(Value::safe_string("")) };
    let field = |name: &'static str| fields.get(&Key::Str(name));
    let word = |name: &'static str| arguments.get::<&str>(name);
    let alt = word("alt")?.or_else(|| field("alt").and_then(Value::as_str)).unwrap_or_default();
    let said = Said {
        alt,
        title: None,
        sizes: word("sizes")?,
        class: word("class")?.unwrap_or_default(),
        is_lead: arguments.get::<bool>("lead")?.unwrap_or(false),
    };
    let sources = field("sources").and_then(Value::as_map);
    let of_sources = |name: &'static str| sources.and_then(|sources| sources.get(&Key::Str(name)));
    let forms = of_sources("forms").and_then(Value::as_array).unwrap_or_default();
    let forms = forms.iter().filter_map(|form| {
        let form = form.as_map()?;
        let word = |name: &'static str| form.get(&Key::Str(name))?.as_str();
        Some((word("type")?, word("srcset")?))
    });
    let length = |name: &'static str| field(name).and_then(Value::as_u64).map(|length| length as usize);
    let src = of_sources("src").or_else(|| field("url")).and_then(Value::as_str).unwrap_or_default();
    let shown = Shown {
        forms: forms.collect(),
        src,
        is_apart: of_sources("apart").and_then(Value::as_bool).unwrap_or(true),
        size: length("width").zip(length("height")),
        tone: of_sources("tone").and_then(Value::as_str).unwrap_or_default(),
    };
    let mut out = String::new();
    element(&mut out, &shown, &said);
    Ok(Value::safe_string(&out))
}
