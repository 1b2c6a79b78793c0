//! The rules for share pictures, from what a page says of them and what is in the file.

use super::{About, Finding};
use crate::diag::Code;
use crate::social::read::Declared;

/// A file as networks find it.
pub struct File {
    /// What its first bytes say it is.
    media_type: Option<&'static str>,
    /// Its width and height.
    size: Option<(usize, usize)>,
    /// How many bytes it has.
    bytes: usize,
    /// Whether it is an oEmbed document that only repeats the link.
    pub(super) is_link_embed: bool,
}

impl File {
    /// What these bytes are.
    pub fn of(bytes: &[u8]) -> File {
        let size = imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height));
        let embed = || serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|value| value["type"] == "link");
        let is_link_embed = bytes.first() == Some(&b'{') && embed();
        File { media_type: sniffed(bytes), size, bytes: bytes.len(), is_link_embed }
    }
}

/// What the first bytes say.
fn sniffed(bytes: &[u8]) -> Option<&'static str> {
    use imagesize::ImageType;
    Some(match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => "image/png",
        Ok(ImageType::Jpeg) => "image/jpeg",
        Ok(ImageType::Gif) => "image/gif",
        Ok(ImageType::Webp) => "image/webp",
        _ if matches!(bytes.get(4..12), Some(b"ftypavif" | b"ftypavis")) => "image/avif",
        _ if String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).contains("<svg") => "image/svg+xml",
        _ => return None,
    })
}

/// The types by the ends of names.
const NAMED: [(&str, &str); 7] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
];

/// Whether a file is named like a picture.
pub(super) fn is_named(path: &str) -> bool {
    named(path).is_some()
}

fn named(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next()?.to_ascii_lowercase();
    NAMED.iter().find(|(name, _)| *name == end).map(|(_, media_type)| *media_type)
}

/// A picture that is not there.
pub(super) fn missing(declared: &Declared) -> Finding {
    let message = format!("the share picture `{}` is not in the output", declared.url);
    Finding::new(Code::ShareImageMissing, About::Picture, message, "networks show none, and link checkers do not tell")
}

/// Everything that is wrong with a picture that is there.
pub(super) fn check(declared: &Declared, file: &File) -> Vec<Finding> {
    let name = declared.url.rsplit('/').next().unwrap_or_default();
    let mut found = Vec::new();
    let mut say = |code, is_grave: bool, message: String, label: &str| {
        let finding = Finding::new(code, About::Picture, message, label);
        found.push(if is_grave { finding.grave() } else { finding });
    };
    let Some(real) = file.media_type else {
        let message = format!("the share picture `{name}` is no picture that networks know");
        say(Code::ShareImageFormat, true, message, "save it as JPEG or PNG");
        return found;
    };
    match real {
        "image/svg+xml" => {
            say(
                Code::ShareImageFormat,
                true,
                format!("the share picture `{name}` is an SVG"),
                "no network draws it: save it as PNG",
            );
        }
        "image/avif" => {
            let label = "Mastodon and Signal do not show it: save it as JPEG";
            say(Code::ShareImageFormat, false, format!("the share picture `{name}` is an AVIF"), label);
        }
        _ => {}
    }
    let said = [("its name", named(&declared.url)), ("`og:image:type`", declared.media_type.as_deref())];
    for (who, other) in said.into_iter().filter_map(|(who, said)| Some((who, said.filter(|said| *said != real)?))) {
        let message = format!("the share picture `{name}` is `{real}`, and {who} says `{other}`");
        say(Code::ShareImageDeclared, true, message, "some networks believe the one, some the other: make them agree");
    }
    if file.bytes > HEAVY {
        let message = format!("the share picture `{name}` has {} KB", file.bytes.div_ceil(1000));
        let label = "WhatsApp shows none of more than 600 KB, and often none of more than 300: save it smaller";
        say(Code::ShareImageHeavy, file.bytes > TOO_HEAVY, message, label);
    }
    let Some((width, height)) = file.size.filter(|_| real != "image/svg+xml") else { return found };
    if let Some((said_width, said_height)) = declared.size.filter(|said| *said != (width, height)) {
        let message = format!(
            "the share picture `{name}` is {width} × {height} pixels, and the page says {said_width} × {said_height}"
        );
        say(Code::ShareImageDeclared, true, message, "networks lay it out by what the page says");
    }
    let shown = format!("the share picture `{name}` has {width} × {height} pixels");
    let ratio = width as f64 / height as f64;
    if width < LEAST_WIDTH || height < LEAST {
        say(
            Code::ShareImageSmall,
            true,
            shown,
            "Facebook and WhatsApp show none of less than 300 × 200: use one of 1200 × 630",
        );
    } else if ratio.max(1.0 / ratio) > WIDEST {
        say(
            Code::ShareImageShape,
            true,
            shown,
            "WhatsApp shows none that is four times as wide as high: use 1200 × 630",
        );
    } else if width < GOOD_WIDTH || height < GOOD_HEIGHT {
        say(Code::ShareImageSmall, false, shown, "LinkedIn and Google show it small: use one of 1200 × 630");
    } else if (ratio / RATIO - 1.0).abs() > 0.05 {
        say(
            Code::ShareImageShape,
            false,
            shown,
            "networks cut it to 1.91 : 1: use 1200 × 630, or say with `focus` what must stay",
        );
    }
    found
}

/// Above this WhatsApp often shows no picture, in bytes: what people found.
const HEAVY: usize = 300_000;
/// Above this it shows none: its documentation.
const TOO_HEAVY: usize = 600_000;
/// WhatsApp's least width.
const LEAST_WIDTH: usize = 300;
/// Facebook's least height.
const LEAST: usize = 200;
/// WhatsApp's widest.
const WIDEST: f64 = 4.0;
/// LinkedIn's and Google's width for a large picture.
const GOOD_WIDTH: usize = 1200;
/// LinkedIn's height.
const GOOD_HEIGHT: usize = 627;
/// What Facebook, X and LinkedIn cut to.
const RATIO: f64 = 1.91;
