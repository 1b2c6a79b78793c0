//! The least that any generator does: reads every source, parses its Markdown, and writes as many files of the same sizes,
//! on all cores.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser};

/// Does it for the hub, the output and the folder that the arguments name.
pub fn run() -> io::Result<()> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [source, built, plain] = folders.as_slice() else { return Err(io::Error::other("three folders are needed")) };
    let (sources, outputs) = (sizes(&source.join("content"))?, sizes(built)?);
    let largest = outputs.iter().map(|(_, size)| *size).max().unwrap_or_default();
    let zeros = vec![0; usize::try_from(largest).map_err(io::Error::other)?];
    let syntax = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION;
    in_parallel(&sources, |(path, _)| {
        let text = fs::read_to_string(path)?;
        let body = text.get(4..).and_then(|rest| rest.split_once("\n---\n")).map_or("", |(_, body)| body);
        std::hint::black_box(Parser::new_ext(body, syntax).count());
        Ok(())
    })?;
    in_parallel(&outputs, |(path, size)| {
        let to = plain.join(path.strip_prefix(built).map_err(io::Error::other)?);
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(to, &zeros[..*size as usize])
    })
}

fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) -> io::Result<()> + Sync) -> io::Result<()> {
    let threads = std::thread::available_parallelism()?.get();
    let share = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = items.chunks(share).map(|part| scope.spawn(|| part.iter().try_for_each(&work))).collect();
        shares
            .into_iter()
            .try_for_each(|share| share.join().unwrap_or_else(|_| Err(io::Error::other("a thread failed"))))
    })
}

/// Every file below a folder, with its size.
pub fn sizes(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        match metadata.is_dir() {
            true => found.append(&mut sizes(&entry.path())?),
            false => found.push((entry.path(), metadata.len())),
        }
    }
    Ok(found)
}
