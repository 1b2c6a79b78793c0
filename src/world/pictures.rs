//! Images: where they are, how large they are, and what is made of them.
//!
//! How large an image is that is shown as it is, is read from its first bytes. Of a picture that a page names there are
//! prints in several widths and forms: which, follows from what it looks like, and that is remembered by its content.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer::{Answer, asset};
use super::{Query, World};
use crate::content::front::Picture as Named;
use crate::content::{Facts, Page};
use crate::diag::Diagnostic;
use crate::hash::{self, Hash};
use crate::path::{Address, SourcePath};
use crate::picture::{self, Form, Look, Pixels, Print, Ratio, Sight, Tone, Unusable};
use crate::project::config::Images;
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
    /// What is made of it, if it is a picture that a page names.
    pub prints: Prints,
}

/// What is made of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prints {
    /// What it looks like; none of what is no picture of the hub, or cannot be read.
    pub look: Option<Look>,
    /// Why nothing is made of it, if something should be.
    pub fault: Option<Unusable>,
    /// Files in other widths and forms: the best form first, the smallest of each first.
    pub files: Vec<Printed>,
    /// The hash of its bytes, and the greatest width of a print.
    origin: Option<(Hash, u32)>,
}

/// A file that is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Printed {
    /// Where it stands.
    pub address: Address,
    /// What it is.
    pub print: Print,
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
        let (media_type, prints) = (media_type(src), Prints::default());
        return Some(Picture { place, width: None, height: None, media_type, prints });
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
    Some(Picture { place: PicturePlace::Site(address), width, height, media_type, prints: Prints::default() })
}

/// The picture `src` that the page `from` names, with what is made of it.
pub(super) fn find_with_prints(world: &World, from: &SourcePath, src: &str) -> Option<Picture> {
    let answered = world.ask(Query::Image(from.clone(), src.to_owned()));
    let Answer::Picture(found) = &answered.answer else { return None };
    let found = Picture::clone(found.as_ref()?);
    let PicturePlace::Site(address) = &found.place else { return Some(found) };
    let prints = match &world.ask(Query::Prints(address.clone())).answer {
        Answer::Prints(prints) => Prints::clone(prints),
        _ => Prints::default(),
    };
    let (width, height) = match &prints.look {
        Some(look) => (Some(look.width as usize), Some(look.height as usize)),
        None => (found.width, found.height),
    };
    Some(Picture { width, height, prints, ..found })
}

/// What is made of the picture at `address`.
pub(super) fn prints(world: &World, address: &Address) -> Prints {
    let Some(Spot::File(file)) = world.site.at(address) else { return Prints::default() };
    if !Form::is_named(file.name()) {
        return Prints::default();
    }
    // Whoever makes a page or the file tells of what cannot be read.
    let Ok((hash, sight)) = world.sight(file) else { return Prints::default() };
    match &*sight {
        Err(Unusable::Moving | Unusable::Other) => Prints::default(),
        Err(fault) => Prints { fault: Some(fault.clone()), ..Prints::default() },
        Ok(look) => {
            let Images { widths, formats, quality } = &world.project.config.images;
            let files = picture::prints(look, widths, formats, *quality);
            let printed = |print: Print| Some(Printed { address: address_of(address, hash, &print)?, print });
            let files = files.into_iter().filter_map(printed).collect();
            let widest = widths.iter().copied().max().unwrap_or(0);
            Prints { look: Some(look.clone()), fault: None, files, origin: Some((hash, widest)) }
        }
    }
}

impl Picture {
    /// Whether a page can be shared with it: it can be cut, or is neither a drawing nor something that cannot be read.
    pub fn is_shared(&self, focus: Option<(u8, u8)>) -> bool {
        match self.prints.look {
            Some(_) => self.crop(Ratio::Share, focus).is_some(),
            None => self.prints.fault.is_none() && self.media_type != Some(DRAWING),
        }
    }

    /// The part of it that networks or search engines show, about its focus; none if it is too small for them or cannot
    /// be cut.
    pub fn crop(&self, ratio: Ratio, focus: Option<(u8, u8)>) -> Option<Printed> {
        match &self.place {
            PicturePlace::Site(address) => self.prints.crop(address, ratio, focus),
            PicturePlace::Elsewhere(_) => None,
        }
    }

    /// Whether it is shown itself to who knows none of the forms that are made of it.
    pub fn is_fallback(&self) -> bool {
        let look = self.prints.look.as_ref();
        look.zip(self.prints.origin).is_some_and(|(look, (_, widest))| look.is_fallback(widest))
    }

    /// About what colour it has.
    pub fn tone(&self) -> Option<Tone> {
        self.prints.look.as_ref()?.tone
    }
}

impl Prints {
    /// As [`Picture::crop`], of the picture at `address`.
    pub fn crop(&self, address: &Address, ratio: Ratio, focus: Option<(u8, u8)>) -> Option<Printed> {
        let (hash, widest) = self.origin?;
        let print = picture::crop(self.look.as_ref()?, ratio, focus, widest)?;
        Some(Printed { address: address_of(address, hash, &print)?, print })
    }
}

/// Where a print of the picture at `original` stands: beside it, under a name that holds what it is made of and how. One
/// that is cut has both sides in its name.
fn address_of(original: &Address, content: Hash, print: &Print) -> Option<Address> {
    let made_of = hash::of_parts([&content.to_bytes()[..], format!("{RECIPE} {print:?}").as_bytes()]);
    let (stem, _) = original.as_str().rsplit_once('.')?;
    let size = match print.focus {
        None => print.width.to_string(),
        Some(_) => format!("{}x{}", print.width, print.height),
    };
    Address::file(&format!("{stem}-{}-{size}.{}", made_of.short(), print.form.extension())).ok()
}

/// Which way of making prints this is: another makes other bytes, so they stand elsewhere.
const RECIPE: u32 = 1;

/// The pictures that a page names outside of its body: for its front matter.
pub fn front_pictures(page: &Page) -> impl Iterator<Item = &Named> {
    let photo = match &page.front.facts {
        Facts::Person(person) => person.photo.as_ref(),
        _ => None,
    };
    [page.front.share.image.as_ref(), page.front.image.as_ref(), photo].into_iter().flatten()
}

/// The pictures that a page or an update of it is shared by, if networks show them.
pub fn shared_pictures(page: &Page) -> impl Iterator<Item = &Named> {
    let updates = match &page.front.facts {
        Facts::Live(live) => live.told.updates.as_slice(),
        _ => &[],
    };
    front_pictures(page).chain(updates.iter().filter_map(|update| update.picture.as_ref()))
}

impl World {
    /// What a picture of the hub looks like, with the hash of its bytes. Found once, and remembered by that.
    ///
    /// # Errors
    /// What kept its file from being read.
    pub fn sight(&self, file: &SourcePath) -> Result<(Hash, Sight), Box<Diagnostic>> {
        let hash = self.tree.hash(file)?;
        let sight = self.looks.get(hash, || self.tree.read(file).map(|bytes| picture::look(&bytes)))?;
        Ok((hash, sight))
    }

    /// What is made of the picture at an address, for the plan; whoever makes something asks.
    pub fn prints(&self, address: &Address) -> Prints {
        prints(self, address)
    }

    /// Every file of the hub that a published page names as a picture, sorted by where it stands.
    pub fn pictured(&self) -> BTreeSet<Address> {
        let mut pictured = BTreeSet::new();
        for (_, page) in self.site.numbered() {
            let poster = match &page.front.facts {
                Facts::News(news) => news.video.as_ref().and_then(|video| video.poster.as_ref()),
                _ => None,
            };
            let named = page.pictures.iter().map(String::as_str);
            let named = named.chain(front_pictures(page).map(|picture| picture.src.value.as_str()));
            for name in named.chain(poster.map(|poster| poster.value.as_str())) {
                if let Link::To { address, page: None, .. } = self.site.resolve(&page.source, name)
                    && matches!(self.site.at(&address), Some(Spot::File(_)))
                {
                    pictured.insert(address);
                }
            }
        }
        pictured
    }

    /// The pixels of a picture of the hub, in a size for prints up to `widest`.
    ///
    /// # Errors
    /// What kept its file from being read, or why nothing can be made of it.
    pub(super) fn pixels(
        &self,
        file: &SourcePath,
        widest: u32,
    ) -> Result<Result<Arc<Pixels>, Unusable>, Box<Diagnostic>> {
        let hash = self.tree.hash(file)?;
        let bytes = self.tree.read(file)?;
        Ok(self.darkroom.get(hash, widest, || picture::develop(&bytes, widest)))
    }
}

/// No network shows one of these.
const DRAWING: &str = "image/svg+xml";

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
        false => imagesize::blob_size(head).ok().map(|size| match picture::is_on_its_side(head) {
            true => (size.height, size.width),
            false => (size.width, size.height),
        }),
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
