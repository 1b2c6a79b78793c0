//! Clean builds, and builds that go on with what earlier ones left. The only file here that knows how a build is started.

use std::collections::{BTreeMap, BTreeSet};

use bulletin::build::{self, Unwatched};
use bulletin::diag::{Diagnostics, settle};
use bulletin::disk::{Output, Tree};
use bulletin::output;
use bulletin::path::{OutPath, SourcePath};
use bulletin::project::Options;

use crate::folder::Folder;
use crate::hub::Hub;

/// Files by their path.
pub type Files = BTreeMap<OutPath, Vec<u8>>;

/// What became of a build.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Every file that is there after it.
    pub files: Files,
    /// Everything that is told.
    pub diagnostics: Diagnostics,
    /// How many outputs of each kind there are.
    pub outputs: BTreeMap<&'static str, usize>,
    /// The size of all outputs.
    pub bytes: usize,
    /// How many files were written.
    pub written: usize,
    /// How many files of an earlier build were removed.
    pub removed: usize,
    /// How many outputs were made anew.
    pub rendered: usize,
    /// How many could not be made.
    pub failed: usize,
    /// Where an output was to be.
    pub planned: BTreeSet<OutPath>,
    /// Whether there was nothing to go on with, so that nothing was made or removed.
    pub stopped: bool,
}

/// What a history carries from one build to the next: the output with all that is kept beside it.
pub struct Kept {
    place: Place,
    files: Files,
}

enum Place {
    Memory,
    Folder(Folder),
}

impl Kept {
    /// Nothing yet, in memory.
    pub fn in_memory() -> Kept {
        Kept { place: Place::Memory, files: Files::new() }
    }

    /// Nothing yet, in a folder of the machine.
    pub fn on_disk() -> Kept {
        Kept { place: Place::Folder(Folder::new()), files: Files::new() }
    }

    /// Every file of the output as it is now.
    pub fn files(&self) -> Files {
        match &self.place {
            Place::Memory => self.files.clone(),
            Place::Folder(folder) => folder.files(),
        }
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Folder> {
        match &self.place {
            Place::Memory => None,
            Place::Folder(folder) => Some(folder),
        }
    }

    /// Builds with what the builds before left.
    pub fn build(&mut self, hub: &Hub) -> Built {
        match &mut self.place {
            Place::Folder(folder) => {
                let (tree, faults) = folder.tree(hub);
                let built = build(hub, tree, faults, &folder.output());
                Built { files: folder.files(), ..built }
            }
            Place::Memory => {
                let output = Output::memory();
                for (path, bytes) in &self.files {
                    output.put(path, bytes).expect("memory takes everything");
                }
                let mut built = build(hub, in_memory(hub), Diagnostics::new(), &output);
                built.files = output.files();
                // Memory does not know yet that what cannot be made stays as it was made last.
                for path in
                    built.planned.iter().filter(|path| !built.files.contains_key(*path)).cloned().collect::<Vec<_>>()
                {
                    if let Some(bytes) = self.files.remove(&path) {
                        built.removed -= 1;
                        built.files.insert(path, bytes);
                    }
                }
                self.files.clone_from(&built.files);
                built
            }
        }
    }

    /// Builds the same as if there had been no build before.
    pub fn clean(&mut self, hub: &Hub) -> Built {
        let (tree, faults) = match &mut self.place {
            Place::Folder(folder) => folder.tree(hub),
            Place::Memory => (in_memory(hub), Diagnostics::new()),
        };
        let output = Output::memory();
        let built = build(hub, tree, faults, &output);
        Built { files: output.files(), ..built }
    }
}

fn in_memory(hub: &Hub) -> Tree {
    let path = |path: &str| SourcePath::new(path).expect("paths of these hubs are right");
    Tree::memory(hub.files.iter().map(|(name, bytes)| (path(name), bytes.clone())))
}

/// Builds; `faults` are what was wrong with the tree.
fn build(hub: &Hub, tree: Tree, mut faults: Diagnostics, output: &Output) -> Built {
    let options = Options { now: hub.now, base_url: hub.base_url.clone(), drafts: hub.drafts };
    let mut prepared = match build::prepare(tree, &options, &Unwatched) {
        Ok(prepared) => prepared,
        Err(fatal) => {
            faults.extend(fatal);
            return Built { diagnostics: settle(faults, &BTreeMap::new()), stopped: true, ..Built::default() };
        }
    };
    prepared.diagnostics.extend(faults);
    let planned = output::plan(&prepared.world).0.routes.into_keys().collect();
    let report = build::run(prepared, output, &Unwatched).expect("nothing keeps it from being written");
    Built {
        stopped: report.outputs.is_empty() && report.failed == 0,
        files: Files::new(),
        diagnostics: report.diagnostics,
        outputs: report.outputs,
        bytes: report.bytes,
        written: report.written,
        removed: report.removed,
        rendered: 0,
        failed: report.failed,
        planned,
    }
}
