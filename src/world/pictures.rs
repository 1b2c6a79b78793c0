//! Images: where they are and how large they are, read from their first bytes.

use super::answer::{Answer, asset};
use super::{Query, World};
use crate::path::{Address, SourcePath};
use crate::site::{Link, Spot};

/// An image of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Where it is.
    pub place: PicturePlace,
    /// Width in pixels, if it can be read.
    pub width: Option<usize>,
    /// Height in pixels, if it can be read.
    pub height: Option<usize>,
    /// Its media type, by its name: `image/png`.
    pub media_type: Option<&'static str>,
}

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PicturePlace {
    /// On the site.
    Site(Address),
    /// Elsewhere: an absolute URL.
    Elsewhere(String),
}

/// The image `src` as seen from the page `from`: a file of the hub, an asset of the theme, or elsewhere.
pub(super) fn find(world: &World, from: &SourcePath, src: &str) -> Option<Picture> {
    if src.starts_with("https://") || src.starts_with("http://") {
        let place = PicturePlace::Elsewhere(src.to_owned());
        return Some(Picture { place, width: None, height: None, media_type: media_type(src) });
    }
    let (address, size) = match world.site.resolve(from, src) {
        Link::To { address, page: None, .. } => match world.site.at(&address) {
            Some(Spot::File(_)) => {
                let size = match world.ask(Query::Size(address.clone())).answer {
                    Answer::Size(size) => size,
                    _ => None,
                };
                (address, size)
            }
            _ => return None,
        },
        _ => (asset(world, src)?, size_of(&world.project.theme.assets.get(src)?.bytes, src)),
    };
    let media_type = media_type(address.as_str());
    let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
    Some(Picture { place: PicturePlace::Site(address), width, height, media_type })
}

/// The width and height of the image file at `address`, if it is one.
pub(super) fn measure(world: &World, address: &Address) -> Option<(usize, usize)> {
    let Some(Spot::File(file)) = world.site.at(address) else { return None };
    let heads = [FIRST, HEAD].into_iter().filter_map(|limit| world.tree.head(file, limit).ok());
    heads.into_iter().find_map(|head| size_of(&head, address.as_str()))
}

/// How much of an image file is read for its size at first.
const FIRST: usize = 1 << 12;

/// How much is read if that did not tell: some carry long metadata in front of it.
const HEAD: usize = 1 << 18;

/// Widths and heights that a picture can have; others are lies or slips.
const LIKELY: std::ops::RangeInclusive<usize> = 1..=1_000_000;

fn size_of(head: &[u8], name: &str) -> Option<(usize, usize)> {
    let size = match name.ends_with(".svg") {
        true => svg_size(std::str::from_utf8(head).ok()?),
        false => imagesize::blob_size(head).ok().map(|size| (size.width, size.height)),
    };
    size.filter(|(width, height)| LIKELY.contains(width) && LIKELY.contains(height))
}

/// The size of an SVG: `width` and `height` of its root, else its `viewBox`.
fn svg_size(svg: &str) -> Option<(usize, usize)> {
    let root = &svg[svg.find("<svg")?..];
    let root = &root[..root.find('>')?];
    let attribute = |name: &str| {
        let start = root.find(&format!(" {name}=\""))? + name.len() + 3;
        root[start..].split('"').next()
    };
    let length =
        |name| attribute(name)?.trim_end_matches("px").parse::<f64>().ok().map(|length| length.round() as usize);
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return Some((width, height));
    }
    let mut numbers = attribute("viewBox")?.split([' ', ',']).filter_map(|number| number.parse::<f64>().ok());
    let (width, height) = (numbers.nth(2)?, numbers.next()?);
    Some((width.round() as usize, height.round() as usize))
}

fn media_type(name: &str) -> Option<&'static str> {
    let name = name.split(['?', '#']).next().unwrap_or(name).to_ascii_lowercase();
    Some(match name.rsplit('.').next()? {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "avif" => "image/avif",
        _ => return None,
    })
}
