//! `bulletin init` and `bulletin new`: the only commands that write into a hub.

use std::io::{ErrorKind, Write};
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde_json::json;

use super::args::{Common, Format};
use super::report::{self, DIM};
use super::{End, Stop, now, root};
use crate::content::{self, Kind};
use crate::diag::{did_you_mean, one_of};
use crate::disk;
use crate::instant::Zone;
use crate::path::SourcePath;

/// The hub that `init` makes.
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// Makes a hub in `dir`. Nothing that is there is touched.
pub(super) fn init(common: &Common, dir: &Path) -> Result<End, Stop> {
    if disk::is_file(&dir.join("bulletin.yaml")) || disk::is_folder(&dir.join("content")) {
        return Err(Stop::Usage(format!("`{}` is a hub already", dir.display())));
    }
    let today = Zone::utc().day(now(common)?).to_string();
    let mut files = Vec::new();
    gather(&STARTER, &mut files);
    for (name, bytes) in files {
        // A starter's dates are those of the day it is made, and its dot files are kept under plain names.
        let name = name.replace("TODAY", &today).replace("gitignore", ".gitignore");
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) => text.replace("TODAY", &today).into_bytes(),
            Err(_) => bytes.to_vec(),
        };
        let path = SourcePath::new(&name).map_err(std::io::Error::other)?;
        match disk::create(dir, &path, &bytes) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && disk::is_file(&dir.join(path.as_str())) => {}
            made => made?,
        }
    }
    if common.format == Format::Json {
        report::print_json(&json!({ "hub": dir.display().to_string() }))?;
    } else if !common.quiet {
        let mut out = anstream::stdout().lock();
        writeln!(out, "made a hub in {}", dir.display())?;
        writeln!(out, "{DIM}next:{DIM:#} bulletin build --root {}", dir.display())?;
    }
    Ok(End::Done)
}

fn gather<'a>(folder: &'a Dir<'a>, files: &mut Vec<(String, &'a [u8])>) {
    files.extend(folder.files().map(|file| (file.path().to_string_lossy().into_owned(), file.contents())));
    for below in folder.dirs() {
        gather(below, files);
    }
}

/// Makes a page of `kind` called `title`.
pub(super) fn new(common: &Common, kind: &str, title: &str) -> Result<End, Stop> {
    let Some(kind) = Kind::named(kind) else {
        let names = Kind::ALL.map(Kind::name);
        let hint = did_you_mean(kind, names, format!("expected {}", one_of(names)));
        return Err(Stop::Usage(format!("there is no kind `{kind}`: {hint}")));
    };
    if title.trim().is_empty() {
        return Err(Stop::Usage("a page needs a title".to_owned()));
    }
    let root = root(common)?;
    if !disk::is_file(&root.join("bulletin.yaml")) && !disk::is_folder(&root.join("content")) {
        return Err(super::no_hub(&root));
    }
    let today = Zone::utc().day(now(common)?);
    let path = content::file_name(kind, title, today);
    match disk::create(&root, &path, content::archetype(kind, title, today).as_bytes()) {
        Ok(()) => {
            match common.format {
                Format::Json => report::print_json(&json!({ "file": path.as_str() }))?,
                Format::Human | Format::Github | Format::Sarif => writeln!(anstream::stdout().lock(), "{path}")?,
            }
            Ok(End::Done)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Stop::Usage(format!("`{path}` is there already")))
        }
        Err(error) if error.kind() == ErrorKind::InvalidInput => Err(Stop::Usage(error.to_string())),
        Err(error) => Err(Stop::Machine(error)),
    }
}
