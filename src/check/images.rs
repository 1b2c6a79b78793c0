//! Images that are not there, cannot be read, or say nothing to who cannot see them.

use super::Subject;
use super::links::{is_elsewhere, relative};
use crate::content::Facts;
use crate::content::front::Picture;
use crate::diag::{Code, Diagnostic};
use crate::markdown::Hole;
use crate::path::SourcePath;
use crate::picture::Unusable;
use crate::project::components::Form;
use crate::site::{Link, Site};
use crate::span::{At, Place};
use crate::text::nearest;

/// Checks every image of a page: in its body, its components and its front matter.
pub(super) fn check(subject: &mut Subject<'_>) {
    let Subject { lens, page, body, .. } = *subject;
    let mut images: Vec<(&At<String>, Option<&str>)> = Vec::new();
    body.each_hole(&mut |hole| match hole {
        Hole::Image(image) => images.push((&image.src, Some(&image.alt))),
        Hole::Source(src) => images.push((src, None)),
        Hole::Component(component) => {
            let declared = lens.component(&component.name.value);
            for (name, value) in &component.arguments {
                let form = declared.and_then(|declared| declared.arguments.get(name)).map(|argument| &argument.form);
                if form == Some(&Form::Image) {
                    images.push((value, None));
                }
            }
        }
        Hole::Slide(_) | Hole::Link(_) | Hole::Code(_) | Hole::Word(_) | Hole::Citation(_) | Hole::Section(_) => {}
    });
    let photo = match &page.front.facts {
        Facts::Person(person) => person.photo.as_ref(),
        _ => None,
    };
    let pictures: [Option<&Picture>; 3] = [page.front.image.as_ref(), page.front.share.image.as_ref(), photo];
    images.extend(
        pictures.into_iter().flatten().map(|picture| (&picture.src, Some(picture.alt.as_deref().unwrap_or("")))),
    );
    if let Facts::News(news) = &page.front.facts {
        images.extend(news.video.iter().filter_map(|video| Some((video.poster.as_ref()?, None))));
    }
    if let Facts::Training(training) = &page.front.facts {
        images.extend(training.recordings().filter_map(|recording| Some((recording.poster.as_ref()?, None))));
    }
    for (src, alt) in images {
        check_image(subject, src);
        if alt.is_some_and(|alt| alt.trim().is_empty()) {
            subject.fault(Code::ImageAlt, &src.span, |place| no_alt(place, &src.value));
        }
    }
}

fn check_image(subject: &mut Subject<'_>, src: &At<String>) {
    if is_elsewhere(&src.value) {
        return;
    }
    let (lens, from) = (subject.lens, &subject.page.source);
    match lens.link(from, &src.value) {
        Link::To { page: None, .. } => {
            let picture = lens.picture(from, &src.value);
            match picture.as_ref().and_then(|picture| picture.prints.fault.as_ref()) {
                Some(Unusable::TooLarge(width, height)) => {
                    return subject.fault(Code::ImageTooLarge, &src.span, |place| too_large(place, (*width, *height)));
                }
                Some(fault) => {
                    return subject.fault(Code::ImageUnreadable, &src.span, |place| damaged(place, &src.value, fault));
                }
                None => {}
            }
            if keeps_notes(&src.value) {
                subject.fault(Code::ImageMetadata, &src.span, |place| noted(place, &src.value));
            }
            let readable = picture.is_some_and(|picture| picture.width.is_some());
            let is_file = lens.download(from, &src.value).is_some();
            if !readable && is_file && has_size(&src.value) {
                subject.fault(Code::ImageUnreadable, &src.span, |place| unreadable(place, &src.value));
            }
        }
        Link::Withheld(_) => subject.fault(Code::LinkWithheld, &src.span, |place| withheld(place, &src.value)),
        Link::To { page: Some(_), .. } | Link::Broken => {
            if lens.image(from, &src.value).is_none() {
                let site = lens.site();
                let fault = |place| missing(place, &src.value, likely(site, from, &src.value));
                subject.fault(Code::ImageMissing, &src.span, fault);
            }
        }
    }
}

/// Whether a file of this name should have a width and a height.
fn has_size(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["png", "jpg", "jpeg", "webp", "gif", "svg", "avif"].contains(&extension.as_str())
}

/// The file that was most likely meant.
fn likely(site: &Site, from: &SourcePath, src: &str) -> Option<String> {
    let name = src.rsplit('/').next()?;
    let near = |folder: SourcePath| {
        let files = site.files.values().filter(|file| file.parent() == folder);
        nearest(name, files.map(SourcePath::name)).and_then(|best| folder.join(best).ok())
    };
    if let Some(file) = near(from.parent()) {
        return Some(relative(from, &file));
    }
    site.files.values().find(|file| file.name() == name).map(|file| match file.below("static") {
        Some(rooted) => format!("/{rooted}"),
        None => relative(from, file),
    })
}

fn missing(place: Place, src: &str, meant: Option<String>) -> Diagnostic {
    let label = meant.map_or("there is no such file".to_owned(), |meant| format!("did you mean `{meant}`?"));
    Diagnostic::new(Code::ImageMissing, place, format!("the image `{src}` does not exist"), label)
}

fn no_alt(place: Place, src: &str) -> Diagnostic {
    let message = format!("the image `{src}` has no text alternative");
    Diagnostic::new(Code::ImageAlt, place, message, "say in a few words what it shows")
}

fn withheld(place: Place, src: &str) -> Diagnostic {
    let message = format!("the image `{src}` belongs to a page that is not published now");
    Diagnostic::new(Code::LinkWithheld, place, message, "it is left out until then")
}

/// Whether what a camera notes stays in a file of this name, because nobody here takes it out.
fn keeps_notes(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["avif", "heic", "heif", "jxl", "tif", "tiff"].contains(&extension.as_str())
}

fn too_large(place: Place, (width, height): (u32, u32)) -> Diagnostic {
    let message = format!("the image has {width} by {height} pixels, and more than 64 million are not read");
    Diagnostic::new(Code::ImageTooLarge, place, message, "save it smaller: 3000 pixels across are plenty")
        .help("until then readers get the whole file, and networks another picture")
}

fn damaged(place: Place, src: &str, fault: &Unusable) -> Diagnostic {
    let message = format!("the image `{src}` is damaged: {fault}");
    Diagnostic::new(Code::ImageUnreadable, place, message, "it is not published")
        .help("open it and save it again, then look whether it is whole")
}

fn noted(place: Place, src: &str) -> Diagnostic {
    let message = format!("what a camera noted in `{src}`, perhaps where it was taken, is published with it");
    Diagnostic::new(Code::ImageMetadata, place, message, "save it as JPEG, PNG or WebP: there it is taken out")
}

fn unreadable(place: Place, src: &str) -> Diagnostic {
    let message = format!("the size of the image `{src}` cannot be read");
    Diagnostic::new(Code::ImageUnreadable, place, message, "is it damaged, or another format than its name says?")
}
