//! Clean builds, and builds that go on with what earlier ones left. The only file here that knows how a build is started.

use std::collections::{BTreeMap, BTreeSet};

use bulletin::build::{self, Again, How, Memory, Overview, Report, Unwatched};
use bulletin::diag::{Diagnostics, settle};
use bulletin::disk::{Cached, Output, Tree};
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
    pub outputs: BTreeMap<String, usize>,
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
    /// The addresses of what is withheld and of nothing else.
    pub withheld: BTreeSet<String>,
    /// Whether there was nothing to go on with, so that nothing was made or removed.
    pub stopped: bool,
    /// If it could have relied on what the build before kept of itself, without a look at any page: whether that would
    /// have been right.
    pub again: Option<bool>,
}

/// What a history carries from one build to the next: the output with all that is kept beside it.
pub enum Kept {
    /// In memory.
    Memory(Output),
    /// In a folder of the machine.
    Folder(Folder),
}

impl Kept {
    /// Every file of the output as it is now.
    pub fn files(&self) -> Files {
        match self {
            Kept::Memory(output) => output.files(),
            Kept::Folder(folder) => folder.files(),
        }
    }

    /// Builds with what the builds before left.
    pub fn build(&mut self, hub: &Hub) -> Built {
        let built = match self {
            Kept::Memory(output) => {
                let memory = Memory::decode(output.recall(Cached::Pages));
                build(hub, (in_memory(hub), Diagnostics::new()), memory, output)
            }
            Kept::Folder(folder) => {
                let (tree, memory) = (folder.tree(hub), Memory::decode(folder.recall()));
                build(hub, tree, memory, &folder.output())
            }
        };
        Built { files: self.files(), ..built }
    }

    /// Builds the same as if there had been no build before.
    pub fn clean(&mut self, hub: &Hub) -> Built {
        let tree = match self {
            Kept::Memory(_) => (in_memory(hub), Diagnostics::new()),
            Kept::Folder(folder) => folder.tree(hub),
        };
        let output = Output::memory();
        let built = build(hub, tree, Memory::default(), &output);
        Built { files: output.files(), ..built }
    }
}

fn in_memory(hub: &Hub) -> Tree {
    let path = |path: &str| SourcePath::new(path).expect("paths of these hubs are right");
    Tree::memory(hub.files.iter().map(|(name, bytes)| (path(name), bytes.clone())))
}

/// What a build says that relies on what the build before kept of itself.
fn again(tree: &Tree, found: &Diagnostics, options: &Options, output: &Output) -> Option<(Overview, Report)> {
    let again = Again::decode(&output.recall(Cached::Again)?.bytes)?;
    again.fits(tree, found, options).then(|| again.stands(output))?
}

/// Builds from a tree and what was wrong with it.
fn build(hub: &Hub, (tree, mut faults): (Tree, Diagnostics), memory: Memory, output: &Output) -> Built {
    let options = Options { now: hub.now, base_url: hub.base_url.clone(), drafts: hub.drafts };
    let again = again(&tree, &faults, &options, output);
    let mut prepared = match build::prepare(tree, &options, memory, &Unwatched) {
        Ok(prepared) => prepared,
        Err(fatal) => {
            faults.extend(fatal);
            let (diagnostics, again) = (settle(faults, &BTreeMap::new()), again.map(|_| false));
            return Built { diagnostics, stopped: true, again, ..Built::default() };
        }
    };
    prepared.also(faults);
    let world = prepared.world.clone();
    let report = build::run(prepared, output, How::default(), &Unwatched).expect("nothing keeps it from being written");
    let planned = output::plan(&world).0.routes.into_keys().collect();
    let withheld = world.site.withheld.iter().filter(|page| world.site.at(&page.address).is_none());
    let withheld = withheld.map(|page| world.project.base.rooted(&page.address)).collect();
    Built {
        stopped: report.outputs.is_empty() && report.failed == 0,
        again: again.map(|again| again == (Overview::of(&world), report.clone())),
        files: Files::new(),
        diagnostics: report.diagnostics,
        outputs: report.outputs,
        bytes: report.bytes,
        written: report.written,
        removed: report.removed,
        rendered: report.rendered,
        failed: report.failed,
        planned,
        withheld,
    }
}
