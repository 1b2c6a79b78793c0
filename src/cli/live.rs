//! `bulletin live`: an update of live coverage, or a correction of one, written into its page.

use std::io::{ErrorKind, Write};
use std::path::Path;

use serde_json::json;

use super::args::{Common, Format, LiveOptions};
use super::share::{sources_and_addresses, unknown};
use super::{CACHE, End, Stop, now, prepare_at, progress, report, root};
use crate::content::Kind;
use crate::content::post::{self, Post, Posted, Refused};
use crate::diag::did_you_mean;
use crate::disk;
use crate::instant::rfc3339;
use crate::path::SourcePath;
use crate::picture::Form;
use crate::span::Source;
use crate::world::World;

/// The largest picture that is posted, in bytes.
const PICTURE: u64 = 64 << 20;

/// Posts an update, or corrects one.
pub(super) fn run(common: &Common, options: &LiveOptions) -> Result<End, Stop> {
    let (root, now) = (root(common)?, now(common)?);
    if options.text.trim().is_empty() {
        return Err(Stop::Usage("an update needs a text".to_owned()));
    }
    let picture = options.image.as_deref().map(|image| Ok::<_, Stop>((extension(image)?, bytes(image)?)));
    let picture = picture.transpose()?;
    let progress = progress::Shown::new(common);
    let world = prepare_at(common, now, true, &progress)?.world.clone();
    progress.end();
    let path = find(&root, &world, &options.page)?;
    let minute = world.project.zone.minute(now);
    let alt = options.alt.as_deref().unwrap_or_default();
    let beside = |name: &str| path.parent().join(name).map_err(std::io::Error::other);
    let held = disk::hold(&root.join(CACHE))?;
    let posted = disk::edit(&root, &held, &path, |text| {
        let source = Source { path: path.clone(), text: text.into() };
        let posted = match &options.correct {
            Some(key) => post::correct(&source, &world.project, key, &options.text, minute)?,
            None => {
                let picture = picture.as_ref().map(|(extension, _)| (extension.as_str(), alt));
                let said = Post { text: &options.text, heading: options.heading.as_deref(), picture };
                post::post(&source, &world.project, &said, minute)?
            }
        };
        let is_taken = |name: &String| beside(name).is_ok_and(|file| disk::is_file(&root.join(file.as_str())));
        match posted.picture.clone().filter(is_taken) {
            Some(name) => Err(Refused::Taken(name)),
            None => Ok((posted.text.clone(), posted)),
        }
    });
    let posted = posted?.map_err(|refused| stop(&path, options, refused))?;
    // Only now: a picture that no page names yet would be published by itself.
    if let (Some(name), Some((_, bytes))) = (&posted.picture, &picture) {
        disk::create(&root, &beside(name)?, bytes)?;
    }
    tell(common, &world, &path, &posted)?;
    Ok(End::Done)
}

fn extension(image: &Path) -> Result<String, Stop> {
    let name = image.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_owned());
    extension
        .filter(|_| Form::is_named(&name))
        .ok_or_else(|| Stop::Usage(format!("`{}` is no picture: expected JPEG, PNG or WebP", image.display())))
}

fn bytes(image: &Path) -> Result<Vec<u8>, Stop> {
    disk::read_named(image, PICTURE).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::InvalidInput => Stop::Usage(error.to_string()),
        _ => Stop::Machine(error),
    })
}

/// The file of the live page that is meant, published or not.
fn find(root: &Path, world: &World, wanted: &str) -> Result<SourcePath, Stop> {
    let (sources, addresses) = sources_and_addresses(root, world, wanted);
    let pages = world.site.pages.iter().map(|page| (&page.source, &page.address, page.kind));
    let held = world.site.withheld.iter().map(|page| (&page.source, &page.address, page.kind));
    let is_meant = |source: &SourcePath, address| {
        sources.iter().any(|meant| meant == source.as_str()) || addresses.contains(address)
    };
    match pages.chain(held).find(|(source, address, _)| is_meant(source, address)) {
        Some((source, _, Kind::Live)) => Ok(source.clone()),
        Some((source, ..)) => Err(Stop::Usage(format!("`{source}` is no live coverage: it is not of the kind `live`"))),
        None => Err(Stop::Usage(unknown(world, wanted))),
    }
}

fn stop(path: &SourcePath, options: &LiveOptions, refused: Refused) -> Stop {
    match refused {
        Refused::Unreadable => {
            Stop::Content(format!("`{path}` cannot be posted to: `bulletin check` shows what is wrong"))
        }
        Refused::NoUpdate(keys) => {
            let wanted = options.correct.as_deref().unwrap_or_default();
            let keys = keys.iter().map(String::as_str);
            let meant = did_you_mean(wanted, keys, "the key stands in braces after the heading of the update");
            Stop::Usage(format!("`{path}` has no update `{wanted}`: {meant}"))
        }
        Refused::Taken(name) => Stop::Usage(format!(
            "`{name}` is there already: give the update a heading of its own, which names its picture"
        )),
        Refused::Changes => Stop::Usage(
            "the text would begin another update or leave something open, so nothing was written: \
             write no line of `#`, `---` or `:::` alone"
                .to_owned(),
        ),
    }
}

fn tell(common: &Common, world: &World, path: &SourcePath, posted: &Posted) -> Result<(), Stop> {
    let page = world.site.by_source(path.as_str()).map(|id| world.site.page(id));
    let url = page.map(|page| world.project.base.absolute(&page.update_address(&posted.key)));
    let from = posted.seen_from.map(rfc3339);
    if common.format == Format::Json {
        report::print_json(&json!({ "file": path.as_str(), "key": posted.key, "url": url, "seen_from": from }))?;
    } else if !common.quiet {
        let seen =
            from.map_or_else(|| "never seen: the coverage was halted".to_owned(), |from| format!("seen from {from}"));
        writeln!(anstream::stdout().lock(), "{} {}: {seen}", posted.key, url.as_deref().unwrap_or(path.as_str()))?;
    }
    Ok(())
}
