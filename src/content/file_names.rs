//! Names of files in sources: in the body, in the values of front matter, and in texts that could not be read.
//!
//! They decide which files are published and which are held with a page. A name may be too many, never too few.

use crate::markdown::{Fragment, Hole};
use crate::picture::Form;

/// Everything that a body links to, shows or gives to components, as written.
pub(super) fn names(body: &Fragment) -> Vec<String> {
    let mut names = Vec::new();
    body.each_hole(&mut |hole| match hole {
        Hole::Link(target) | Hole::Source(target) => names.push(target.value.clone()),
        Hole::Image(image) => names.push(image.src.value.clone()),
        Hole::Component(component) => names.extend(component.arguments.iter().map(|(_, value)| value.value.clone())),
        Hole::Slide(_) | Hole::Code(_) | Hole::Word(_) | Hole::Citation(_) | Hole::Section(_) => {}
    });
    names
}

/// Names in a value that may be files of the hub which are no pages: the value itself, or each of several in it.
pub(super) fn file_names(value: &str) -> Vec<String> {
    let may_be_file = |name: &&str| {
        let path = name.split(['#', '?']).next().unwrap_or_default();
        let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_extension =
            (1..=12).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_extension && !extension.eq_ignore_ascii_case("md") && !extension.eq_ignore_ascii_case("markdown")
    };
    if value.len() > 2_000 || value.contains('\n') {
        return Vec::new();
    }
    let pieces = value.split([' ', ',', ';', '|']).map(str::trim).filter(|piece| *piece != value);
    std::iter::once(value).chain(pieces).filter(may_be_file).map(str::to_owned).collect()
}

/// Every word of a text that could be the name of a file.
pub(super) fn words_like_files(text: &str) -> impl Iterator<Item = String> {
    let is_end = |c: char| c.is_whitespace() || "\"'`,;(){}[]<>|=".contains(c);
    let words = text.split(is_end).map(|word| word.trim_end_matches(['.', ':', '!', '?']));
    let is_name = |word: &&str| {
        let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
        (1..=5).contains(&extension.len()) && extension.chars().all(char::is_alphanumeric)
    };
    words.filter(is_name).map(str::to_owned)
}

/// Names of pictures that a body shows or gives to components.
pub(super) fn pictures(body: &Fragment) -> Vec<String> {
    let mut pictures = Vec::new();
    let mut add = |name: &String| {
        // What follows `?` or `#` is no part of a file's name.
        if Form::is_named(name.split(['?', '#']).next().unwrap_or(name)) {
            pictures.push(name.clone());
        }
    };
    body.each_hole(&mut |hole| match hole {
        Hole::Image(image) => add(&image.src.value),
        Hole::Component(component) => component.arguments.iter().for_each(|(_, value)| add(&value.value)),
        Hole::Slide(_)
        | Hole::Link(_)
        | Hole::Source(_)
        | Hole::Code(_)
        | Hole::Word(_)
        | Hole::Citation(_)
        | Hole::Section(_) => {}
    });
    pictures
}
