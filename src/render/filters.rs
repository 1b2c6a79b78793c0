//! What templates can make of a value.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::{body, current};
use crate::health::vocabulary;
use crate::instant::When;
use crate::markdown;
use crate::project::strings::DateForm;
use crate::text::{encode_query, slug};

/// Registers every filter.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("date", date);
    tera.register_filter("absolute", absolute);
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| json(value));
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| encode_query(text).into_owned());
    tera.register_filter("license_url", |name: &str, _: Kwargs, _: &State| Value::from(vocabulary::license_url(name)));
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| slug(text));
    tera.register_filter("markdown", inline);
    tera.register_filter("filesize", |bytes: u64, _: Kwargs, _: &State| file_size(bytes));
    tera.register_filter("number", number);
}

/// `2026-11-20` as `20 November 2026`; with `format`: `short`, `year`, `time` (in the hub's zone, with its name: `15:00 BST`) or
/// `clock` (without its name). A moment is told in the hub's zone, whatever its offset.
fn date(text: &str, args: Kwargs, _: &State) -> TeraResult<String> {
    let scene = current()?;
    let zone = scene.lens.zone();
    let when = When::parse(text, zone).map_err(Error::message)?;
    let form = match args.get::<&str>("format")?.unwrap_or("long") {
        "long" => DateForm::Long,
        "short" => DateForm::Short,
        "year" => return Ok(when.day().year().to_string()),
        "time" => return Ok(when.clock_in(zone).unwrap_or_default()),
        "clock" => return Ok(when.moment().map(|moment| moment.strftime("%H:%M").to_string()).unwrap_or_default()),
        other => {
            return Err(Error::message(format!(
                "there is no date format `{other}`: `long`, `short`, `time`, `clock` or `year`"
            )));
        }
    };
    Ok(scene.lens.date(&scene.language, when.day(), form).to_string())
}

/// A short text of Markdown as HTML, its links as seen from the page.
fn inline(text: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    let scene = current()?;
    Ok(Value::safe_string(&markdown::inline(text, |target| body::link(&scene, target))))
}

/// An address from the root of the host, or an anchor of the page, as a whole one.
fn absolute(url: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let scene = current()?;
    Ok(match url.as_bytes().first() {
        Some(b'/') => format!("{}{url}", scene.lens.base().origin),
        Some(b'#') => format!("{}{url}", scene.lens.base().absolute(&scene.address)),
        _ => url.to_owned(),
    })
}

/// JSON that may stand in a script element.
fn json(value: &Value) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(Error::message)?;
    Ok(Value::safe_string(&text.replace('<', "\\u003c")))
}

/// Bytes as people read them: `1.2 MB`.
fn file_size(bytes: u64) -> String {
    let units = ["bytes", "KB", "MB", "GB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{bytes} bytes"),
        _ if size < 10.0 => format!("{size:.1} {}", units[unit]),
        _ => format!("{size:.0} {}", units[unit]),
    }
}

/// `12480` as `12,480`, with the language's own mark.
fn number(value: i64, _: Kwargs, _: &State) -> TeraResult<String> {
    let scene = current()?;
    let mark = scene.lens.text(&scene.language, "number.group").unwrap_or_else(|| ",".into());
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push_str(&mark);
        }
        grouped.push(digit);
    }
    Ok(if value < 0 { format!("-{grouped}") } else { grouped })
}
