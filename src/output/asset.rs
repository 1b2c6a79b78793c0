//! Files that are published as they are: a theme's assets, `static/`, and files beside pages.
//!
//! As they are, but for what nobody meant to publish: pictures lose what their camera noted, drawings what could run.

use super::picture::damaged;
use super::{Content, Made, Route, Sketch, made};
use crate::diag::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::picture::{Form, Unusable, safe_svg, stripped};
use crate::project::INLINE;
use crate::span::Place;
use crate::world::{Lens, World};

/// Plans every file of the hub, then every asset of the theme under a name with its hash, but those that stand in pages.
pub(super) fn plan(world: &World, sketch: &mut Sketch) {
    for (address, file) in &world.site.files {
        sketch.add(address, Route::File(file.clone()));
    }
    for name in world.project.theme.assets.keys().filter(|name| !name.starts_with(INLINE)) {
        if let Some(address) = world.asset_address(name) {
            sketch.add(&address, Route::Asset(name.clone()));
        }
    }
}

/// Makes an asset of the theme. Style sheets may name other assets (`url(../fonts/a.woff2)`); those
/// names get their hash.
pub(super) fn make(lens: Lens, name: &str) -> Result<Made, Box<Diagnostic>> {
    let Some(bytes) = lens.asset_bytes(name) else {
        return Err(Box::new(Diagnostic::new(Code::DiskUnreadable, Place::file(name), "the asset is gone", "")));
    };
    let bytes = match std::str::from_utf8(&bytes) {
        Ok(css) if name.ends_with(".css") => with_published_names(&lens, name, css).into_bytes(),
        _ => bytes.to_vec(),
    };
    Ok(made(lens, bytes))
}

/// `css` with each `url(…)` that names an asset leading to where that is published.
fn with_published_names(lens: &Lens, name: &str, css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let folder = SourcePath::new(name).map(|path| path.parent()).unwrap_or_else(|_| SourcePath::root());
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + 4);
        out.push_str(before);
        let end = after.find(')').unwrap_or(after.len());
        let target = after[..end].trim().trim_matches(['"', '\'']);
        let published = folder.join(target).ok().and_then(|path| lens.asset(path.as_str()));
        match published {
            Some(address) => out.push_str(&lens.base().rooted(&address)),
            None => out.push_str(&after[..end]),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

/// So many first bytes say whether a file is a picture.
const HEAD: usize = 16;

/// Makes a file of the hub: its bytes, cleaned if it is a picture. What a picture is follows from its bytes, and what a
/// drawing is from its name, as a browser sees it.
pub(super) fn make_file(lens: Lens, file: &SourcePath) -> Result<Made, Box<Diagnostic>> {
    let is_named = |wanted: &str| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    let is_drawing = is_named("svg") || is_named("svgz");
    // A film, or whatever else is large and nothing is taken out of, is copied and never held.
    if !is_drawing && lens.head_of_large(file, HEAD)?.is_some_and(|head| Form::of(&head).is_none()) {
        return Ok(Made { content: Content::Copy(file.clone()), trace: lens.into_trace() });
    }
    let bytes = lens.file(file)?;
    let cleaned = match is_named("svg") {
        true => safe_svg(&bytes).map(String::into_bytes),
        false if is_named("svgz") => Err(Unusable::Damaged("a packed drawing cannot be looked into".to_owned())),
        false => stripped(&bytes),
    };
    match cleaned {
        Ok(bytes) => Ok(made(lens, bytes)),
        Err(Unusable::Other) => Ok(made(lens, bytes.to_vec())),
        Err(fault) => Err(Box::new(damaged(file, &fault))),
    }
}
