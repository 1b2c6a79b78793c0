//! Drawings without what could run or load something.
//!
//! An SVG is a document: opened by itself it runs scripts with the rights of the site. So it is read and written anew:
//! elements of the SVG standard that only draw stay, each without attributes that could do more; what else there is, and
//! what programs and people noted in it, does not.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, BytesText, Event};

use super::{Unusable, damaged};
use crate::text::push_escaped;

/// Elements that draw, or hold what draws. All filter elements begin with `fe` and are not listed.
const ELEMENTS: [&str; 37] = [
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "use",
    "view",
    "solidColor",
];

/// What an SVG and its links are called in XML.
const SVG: &str = "http://www.w3.org/2000/svg";
const LINKS: &str = "http://www.w3.org/1999/xlink";

/// The drawing without what could run or load something.
///
/// # Errors
/// [`Unusable::Damaged`] for what cannot be read as an SVG in UTF-8.
pub fn safe_svg(bytes: &[u8]) -> Result<String, Unusable> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut drawing = Drawing { out: String::with_capacity(text.len()), ..Drawing::default() };
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(element) => drawing.open(&element, false)?,
            Event::Empty(element) => drawing.open(&element, true)?,
            Event::End(element) => drawing.close(utf8(element.name().as_ref())?),
            Event::Text(written) => drawing.text(utf8(&written)?),
            Event::CData(written) => {
                let mut escaped = String::new();
                push_escaped(&mut escaped, utf8(&written)?);
                drawing.text(&escaped);
            }
            Event::GeneralRef(reference) => drawing.reference(&reference)?,
            Event::DocType(declared) => drawing.declare(&declared)?,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if drawing.open > 0 || !drawing.has_root {
        return Err(damaged("it has no end"));
    }
    drawing.out.push('\n');
    Ok(drawing.out)
}

#[derive(Default)]
struct Drawing {
    out: String,
    has_root: bool,
    /// How many elements are open.
    open: usize,
    /// How many of these are left out, from the outermost that is.
    left_out: usize,
    /// The style sheet that is being read.
    style: Option<String>,
    /// Short names for texts, as drawing programs declare them.
    entities: BTreeMap<String, String>,
    /// How many bytes these names may have brought in so far, counted generously.
    expanded: usize,
}

/// So much may come of short names, in bytes: drawing programs shorten a few addresses.
const MOST_EXPANDED: usize = 1_000_000;

/// So deep may elements be nested.
const DEEPEST: usize = 500;

impl Drawing {
    fn open(&mut self, element: &BytesStart<'_>, is_empty: bool) -> Result<(), Unusable> {
        let name = utf8(element.name().into_inner())?.to_owned();
        let local = name.strip_prefix("svg:").unwrap_or(&name).to_owned();
        if self.open == 0 {
            if local != "svg" || self.has_root {
                return Err(damaged("it does not begin with `svg`"));
            }
            self.has_root = true;
        }
        if self.open >= DEEPEST {
            return Err(damaged(format!("its elements are nested deeper than {DEEPEST} levels")));
        }
        // Within a style sheet there is only text: an element would part it, and each half might look harmless.
        if self.style.is_some() && self.left_out == 0 {
            if !is_empty {
                self.open += 1;
                self.left_out += 1;
            }
            return Ok(());
        }
        let is_known = ELEMENTS.contains(&local.as_str()) || local.starts_with("fe") && !local.contains(':');
        let attributes = self.attributes(element, &local)?;
        // An animation could write what may not be written.
        let writes_links = attributes.iter().any(|(name, value)| {
            name == "attributeName" && (value.ends_with("href") || value.to_ascii_lowercase().starts_with("on"))
        });
        if self.left_out > 0 || !is_known || writes_links {
            if !is_empty {
                self.open += 1;
                self.left_out += 1;
            }
            return Ok(());
        }
        self.out.push('<');
        self.out.push_str(&name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(&name);
            self.out.push_str("=\"");
            push_escaped(&mut self.out, &value);
            self.out.push('"');
        }
        self.out.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty {
            self.open += 1;
            self.style = (local == "style").then(String::new);
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.open -= 1;
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        if let Some(style) = self.style.take() {
            push_escaped(&mut self.out, &safe_css(&style));
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Text as it is written in XML.
    fn text(&mut self, written: &str) {
        if self.open == 0 || self.left_out > 0 {
            return;
        }
        match &mut self.style {
            Some(style) => style.push_str(&quick_xml::escape::unescape(written).unwrap_or_default()),
            None => self.out.push_str(written),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Unusable> {
        let name = utf8(reference)?;
        if name.starts_with('#') || ["lt", "gt", "amp", "quot", "apos"].contains(&name) {
            self.text(&format!("&{name};"));
            return Ok(());
        }
        let value = self.entities.get(name).ok_or_else(|| damaged(format!("it does not say what `&{name};` is")))?;
        let mut escaped = String::new();
        push_escaped(&mut escaped, value);
        self.expand(escaped.len())?;
        self.text(&escaped);
        Ok(())
    }

    /// Counts what short names bring in.
    fn expand(&mut self, bytes: usize) -> Result<(), Unusable> {
        self.expanded = self.expanded.saturating_add(bytes);
        match self.expanded > MOST_EXPANDED {
            true => Err(damaged("its entities stand for more text than a drawing needs")),
            false => Ok(()),
        }
    }

    /// Notes `<!ENTITY name "text">`. A text that names another is none that drawing programs write.
    fn declare(&mut self, declared: &BytesText<'_>) -> Result<(), Unusable> {
        for entity in utf8(declared)?.split("<!ENTITY").skip(1) {
            let mut words = entity.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(rest)) = (words.next(), words.next()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else { continue };
            let value = rest[1..].split(quote).next().unwrap_or_default();
            if value.len() <= 1000 && !value.contains(['&', '%', '<']) && self.entities.len() < 100 {
                self.entities.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(())
    }

    /// The attributes of an element that may stay.
    fn attributes(&mut self, element: &BytesStart<'_>, local: &str) -> Result<Vec<(String, String)>, Unusable> {
        let mut kept = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let name = utf8(attribute.key.into_inner())?;
            let raw = utf8(&attribute.value)?;
            // Counted before anything is made of it.
            let longest = self.entities.values().map(String::len).max().unwrap_or(0);
            self.expand(raw.bytes().filter(|byte| *byte == b'&').count().saturating_mul(longest))?;
            let entity = |name: &str| {
                let declared = self.entities.get(name).map(String::as_str);
                declared.or_else(|| quick_xml::escape::resolve_predefined_entity(name))
            };
            let value = quick_xml::escape::unescape_with(raw, entity).map_err(damaged)?;
            if let Some(value) = safe_attribute(local, name, value) {
                kept.push((name.to_owned(), value.into_owned()));
            }
        }
        Ok(kept)
    }
}

/// The value of an attribute, if it may stay.
fn safe_attribute<'v>(element: &str, name: &str, value: Cow<'v, str>) -> Option<Cow<'v, str>> {
    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let plain = plain.to_ascii_lowercase();
    let is_kept = match name {
        "xmlns" | "xmlns:svg" => value == SVG,
        "xmlns:xlink" => value == LINKS,
        "href" | "xlink:href" => is_safe_link(element, &plain),
        "xml:space" | "xml:lang" | "xlink:title" => true,
        "src" | "ping" | "formaction" => false,
        _ if name.contains(':') || name.to_ascii_lowercase().starts_with("on") => false,
        "style" => return Some(Cow::Owned(safe_css(&value))),
        _ => !plain.contains("javascript:") && !plain.contains("vbscript:") && !loads(&plain),
    };
    is_kept.then_some(value)
}

/// Where an element may lead: within the drawing; a link also elsewhere; an image may hold another, with pixels.
fn is_safe_link(element: &str, plain: &str) -> bool {
    let begins = |with: &[&str]| with.iter().any(|start| plain.starts_with(start));
    match element {
        _ if plain.starts_with('#') => true,
        "a" => begins(&["https://", "http://", "mailto:", "tel:"]),
        "image" | "feImage" => begins(&["data:image/png;", "data:image/jpeg;", "data:image/webp;", "data:image/gif;"]),
        _ => false,
    }
}

/// Whether a value without spaces may lead out of the drawing: by `url(…)`, by what loads without it, or behind an escape.
fn loads(plain: &str) -> bool {
    ["\\", "image-set(", "src(", "image(", "cross-fade(", "@import"].iter().any(|word| plain.contains(word))
        || plain.split("url(").skip(1).any(|inside| !inside.trim_start_matches(['"', '\'']).starts_with('#'))
}

/// A style sheet, or nothing of one that loads something or hides what it does.
fn safe_css(css: &str) -> String {
    let plain: String = css.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let plain = plain.to_ascii_lowercase();
    let hides = plain.contains('\\') || plain.contains("/*") && plain.contains("url");
    let is_unsafe = hides
        || loads(&plain)
        || ["@import", "image-set(", "javascript:", "expression("].iter().any(|word| plain.contains(word));
    if is_unsafe { String::new() } else { css.to_owned() }
}

fn utf8(bytes: &[u8]) -> Result<&str, Unusable> {
    std::str::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))
}
