//! What templates see of pictures and files.

use tera::Value;

use super::values::{Fields, map};
use super::{Scene, pictures};
use crate::content::Page;
use crate::content::front::Picture;
use crate::path::SourcePath;
use crate::world::{self, PicturePlace};

/// An image as seen from the scene's page: `{url, permalink, width, height}`, or none if there is no such image.
pub(super) fn image(scene: &Scene, src: &str) -> Value {
    scene.lens.image(&scene.source, src).map_or(Value::none(), |found| map(fields_of(scene, &found)))
}

/// A picture that the scene's page names: likewise, with what is made of it as `sources`.
pub(super) fn picture(scene: &Scene, src: &str) -> Value {
    found_picture(scene, &scene.source, src).map_or(Value::none(), map)
}

fn found_picture(scene: &Scene, from: &SourcePath, src: &str) -> Option<Fields> {
    let found = scene.lens.picture(from, src)?;
    let mut fields = fields_of(scene, &found);
    let sources = pictures::sources(scene.lens.base(), &found);
    fields.push(("sources", sources.map_or(Value::none(), |sources| sources.value())));
    Some(fields)
}

fn fields_of(scene: &Scene, found: &world::Picture) -> Fields {
    let base = scene.lens.base();
    let (url, permalink) = match &found.place {
        PicturePlace::Site(address) => (base.rooted(address), base.absolute(address)),
        PicturePlace::Elsewhere(url) => (url.clone(), url.clone()),
    };
    vec![
        ("url", Value::from(url)),
        ("permalink", Value::from(permalink)),
        ("width", Value::from(found.width)),
        ("height", Value::from(found.height)),
    ]
}

/// A picture of front matter, with what is said of it.
pub(super) fn picture_of(scene: &Scene, page: &Page, picture: &Picture) -> Value {
    let Some(mut fields) = found_picture(scene, &page.source, &picture.src.value) else { return Value::none() };
    fields.extend([
        ("alt", Value::from(picture.alt.clone().unwrap_or_default())),
        ("credit", Value::from(picture.credit.clone())),
        ("caption", Value::from(picture.caption.clone())),
        ("license", Value::from(picture.license.clone())),
    ]);
    map(fields)
}

/// A file to be downloaded: `{url, name, extension, size}`.
pub(super) fn download(scene: &Scene, target: &str) -> Value {
    let Some(found) = scene.lens.download(&scene.source, target) else { return Value::none() };
    let extension = found.name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    map([
        ("url", Value::from(scene.lens.base().rooted(&found.address))),
        ("name", Value::from(found.name)),
        ("extension", Value::from(extension)),
        ("size", Value::from(found.size)),
    ])
}
