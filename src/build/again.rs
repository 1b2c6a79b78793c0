//! What a build says when it is run again and nothing at all differs.
//!
//! A build that ends well keeps that, with all that it follows from: how every file of the hub looked and what was wrong
//! with them, what the one who builds said, the instant, and how every output and what is known of outputs looks. Where all
//! of this is as it was, no page is read and no question asked. What is asked instead is little: [`Again::fits`] looks at
//! the hub, [`Again::stands`] at the output. An instant is as good as another one until something changes by itself.
//!
//! What is kept cannot grow wrong: it holds for what it names, whatever was built in between.

use std::collections::BTreeMap;
use std::io;

use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;

use super::{Overview, Report, seal};
use crate::diag::{Code, Diagnostics};
use crate::disk::{Cached, FileStamp, Output, Tree};
use crate::hash::{self, Hash};
use crate::instant::{self, Instant};
use crate::path::OutPath;
use crate::project::Options;

/// What was kept, and what it follows from.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct Again {
    origin: Origin,
    /// The first instant of which it is known to be true.
    #[borsh(serialize_with = "instant::write_one_instant", deserialize_with = "instant::read_one_instant")]
    since: Instant,
    overview: Overview,
    diagnostics: Diagnostics,
    outputs: BTreeMap<String, usize>,
    bytes: usize,
    footing: [FileStamp; 2],
    files: Vec<(OutPath, FileStamp)>,
}

/// Of the hub and of what the one who builds said, as a number.
#[derive(Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Origin(Hash);

impl Origin {
    /// Of `tree`, the faults that were found when it was walked, and options. None if a file may change unseen.
    pub(super) fn of(tree: &Tree, found: &Diagnostics, options: &Options) -> Option<Origin> {
        let Options { now: _, base_url, drafts } = options;
        let said = borsh::to_vec(&(tree.look()?, found, base_url, drafts)).ok()?;
        Some(Origin(hash::of(&said)))
    }
}

impl Again {
    /// Reads what an earlier build kept; nothing of what cannot be understood or is another program's.
    pub fn decode(bytes: &[u8]) -> Option<Again> {
        let (parts, _) = seal::parts(bytes, FileStamp::default()).ok()?;
        borsh::from_slice(&bytes[parts.first()?.clone()]).ok()
    }

    /// Whether it was kept for this very hub, and nothing has changed by itself since.
    pub fn fits(&self, tree: &Tree, found: &Diagnostics, options: &Options) -> bool {
        let is_in_time = self.since <= options.now && self.overview.horizon.is_none_or(|horizon| options.now < horizon);
        is_in_time && Origin::of(tree, found, options) == Some(self.origin)
    }

    /// What there is to say, if everything in `output` stands as it was left.
    pub fn stands(self, output: &Output) -> Option<(Overview, Report)> {
        let is_same = |(path, stamp): &(OutPath, FileStamp)| output.stamp(path) == Some(*stamp);
        if output.footing() != Some(self.footing) || !self.files.par_iter().with_min_len(64).all(is_same) {
            return None;
        }
        let reused = self.outputs.values().sum();
        let report = Report {
            diagnostics: self.diagnostics,
            outputs: self.outputs,
            same: self.files.len(),
            reused,
            bytes: self.bytes,
            ..Report::default()
        };
        Some((self.overview, report))
    }

    /// Keeps what `report` says of a build that ended well: `files` are all that stand in `output` now.
    pub(super) fn keep(
        origin: Origin,
        since: Instant,
        overview: Overview,
        report: &Report,
        files: Vec<(OutPath, FileStamp)>,
        output: &Output,
    ) -> io::Result<()> {
        let Some(footing) = output.footing() else { return Ok(()) };
        let Report { diagnostics, outputs, bytes, .. } = report;
        let (diagnostics, outputs, bytes) = (diagnostics.clone(), outputs.clone(), *bytes);
        let again = Again { origin, since, overview, diagnostics, outputs, bytes, footing, files };
        let mut sealed = seal::open();
        again.serialize(&mut sealed)?;
        seal::close(&mut sealed, None);
        output.keep(Cached::Again, sealed)
    }
}

/// Whether what is wrong may look otherwise to somebody else: who may not read a file is told so, and others are not.
pub(super) fn depends_on_who_looks(found: &Diagnostics) -> bool {
    found.iter().any(|fault| fault.code == Code::DiskUnreadable)
}
