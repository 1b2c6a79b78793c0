//! A hub in a folder of the machine, for the histories that are played on disk: real names, sizes and times of files.
#![expect(clippy::disallowed_methods, reason = "this is where the histories touch files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bulletin::diag::Diagnostics;
use bulletin::disk::{Kept, Output, Stray, Tree};
use bulletin::path::OutPath;

use crate::builds::Files;
use crate::chance::Chance;
use crate::hub::Hub;

/// A file that was changed so long ago can be told from one that is changed again.
const TICK: Duration = Duration::from_millis(12);

/// A folder with a hub, its output and its cache; gone when dropped.
pub struct Folder {
    place: tempfile::TempDir,
    /// The sources as they were put there.
    there: BTreeMap<String, Vec<u8>>,
    /// Whether what is written looks old, each time another number of seconds: only then its time tells anything.
    is_old: bool,
    seconds: u64,
}

impl Folder {
    /// An empty folder. Sources in it look old, or as new as they are.
    pub fn new(is_old: bool) -> Folder {
        let place = tempfile::tempdir().expect("a folder can be made");
        Folder { place, there: BTreeMap::new(), is_old, seconds: 0 }
    }

    /// Puts the files of `hub` there, where they differ, and walks them.
    pub fn tree(&mut self, hub: &Hub) -> (Tree, Diagnostics) {
        for path in self.there.keys().filter(|path| !hub.files.contains_key(*path)) {
            let path = self.place.path().join(path);
            fs::remove_file(&path).expect("the file is there");
            for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.place.path()) {
                // Others may be in it.
                let _ = fs::remove_dir(folder);
            }
        }
        let there = std::mem::replace(&mut self.there, hub.files.clone());
        let changed: Vec<&String> = hub.files.keys().filter(|path| there.get(*path) != hub.files.get(*path)).collect();
        changed.iter().for_each(|path| self.put(path));
        if self.is_old && !changed.is_empty() {
            // The time of a change is set by the system alone, and its clock ticks.
            std::thread::sleep(TICK);
        }
        Tree::open(self.place.path(), &["public"]).expect("the folder can be read")
    }

    /// Writes one of its sources.
    fn put(&mut self, path: &str) {
        let file = self.place.path().join(path);
        write(&file, &self.there[path]);
        if self.is_old {
            self.seconds += 1;
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(self.seconds);
            let file = fs::File::options().write(true).open(&file).expect("the file is there");
            file.set_modified(time).expect("it has a time");
        }
    }

    /// What builds keep of sources.
    pub fn recall(&self) -> Option<Kept> {
        bulletin::disk::recall_pages(&self.cache())
    }

    /// Its output.
    pub fn output(&self) -> Output {
        Output::folder(&self.public(), &self.cache(), Stray::Refuse).expect("the folder can be written")
    }

    /// Every file of its output.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        for path in below(&self.public()) {
            let bytes = fs::read(&path).expect("the file can be read");
            let name = path.strip_prefix(self.public()).expect("it was found there").to_string_lossy().into_owned();
            files.insert(OutPath::new(&name).expect("a build wrote it"), bytes);
        }
        files
    }

    /// What happens to files that nobody edits: a fresh checkout, a cache that is cut off, an output that is changed.
    pub fn harm(&mut self, chance: &mut Chance) -> String {
        match chance.below(5) {
            0 => {
                self.there.keys().cloned().collect::<Vec<_>>().iter().for_each(|path| self.put(path));
                std::thread::sleep(TICK);
                "every source has another time".to_owned()
            }
            1 => self.harm_one(&self.public(), chance, &[remove]),
            2 => self.harm_one(&self.public(), chance, &[cut, grow, alter]),
            3 => self.harm_one(&self.cache(), chance, &[remove]),
            _ => self.harm_one(&self.cache(), chance, &[cut, grow, alter]),
        }
    }

    fn harm_one(&self, folder: &Path, chance: &mut Chance, harms: &[fn(&Path, &mut Chance)]) -> String {
        let files: Vec<PathBuf> = below(folder).into_iter().filter(|path| !path.ends_with("lock")).collect();
        let Some(path) = chance.any(&files) else { return "nothing is harmed".to_owned() };
        let harm = chance.below(harms.len());
        harms[harm](&path, chance);
        format!("{} is harmed ({harm})", path.display())
    }

    fn public(&self) -> PathBuf {
        self.place.path().join("public")
    }

    fn cache(&self) -> PathBuf {
        self.place.path().join(".bulletin")
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
    fs::write(path, bytes).expect("the file can be written");
}

/// Every file below a folder, sorted.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("the folder can be read").path();
        match path.is_dir() {
            true => found.append(&mut below(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn remove(path: &Path, _: &mut Chance) {
    fs::remove_file(path).expect("the file is there");
}

fn cut(path: &Path, chance: &mut Chance) {
    let bytes = fs::read(path).expect("the file is there");
    write(path, &bytes[..chance.below(bytes.len())]);
}

fn grow(path: &Path, _: &mut Chance) {
    let mut bytes = fs::read(path).expect("the file is there");
    bytes.extend(b"more");
    write(path, &bytes);
}

fn alter(path: &Path, chance: &mut Chance) {
    let mut bytes = fs::read(path).expect("the file is there");
    if !bytes.is_empty() {
        let at = chance.below(bytes.len());
        bytes[at] ^= 1 << chance.below(8);
    }
    write(path, &bytes);
}
