//! Bulletin: Markdown about health in, a site worth sharing out.
//!
//! A site is a pure function of its files, its options and an instant. The shape is *map, reduce, map*:
//! read each file alone, put the site together once, make each output alone.
//!
//! ```text
//! disk      a folder           ->  Tree       walked once; sizes
//! project   Tree, Options      ->  Project    configuration, theme, strings, data: settled before content
//! content   one source         ->  Page       what a file says by itself                        (parallel)
//! site      all pages          ->  Site       what is published, places, orders, links, terms
//! world     Project, Site      ->  World      all that can be asked, each question answered once
//! output    World              ->  Plan       every route that will exist
//! output    Maker, Route       ->  Made       the bytes of one of them                          (parallel)
//! build     Plan               ->  disk       written where it differs, as it is made
//! ```
//!
//! `check` asks the same site; `list` reads it; both stop before anything is written. `watch` makes an output when it is
//! asked for, by the same function: what you preview is what you publish.
//!
//! **Nothing flows back.** Where a later stage seems to owe an earlier one something, the earlier one
//! carries the question as data. A component in Markdown is a node with name, arguments and body:
//! [`markdown`] knows its syntax, [`render`] its template. A link is kept as written and resolved by
//! [`site`]. A parsed body is HTML with holes ([`markdown::Fragment`]); whoever renders the page fills
//! them. So a file is parsed once and needs nobody's answers for it.
//!
//! **A render sees the site through a [`world::Lens`]** and no other way. The lens has the same closed set
//! of questions ([`world::Query`]) as the world and notes each with a hash of its answer. Such a trace is
//! what an incremental build compares; there is no question for the clock, the machine or a file by its
//! path, so none of them can matter.
//!
//! **A build makes what has changed.** Two things are kept in `.bulletin/`: what was made of each source, by the hash of
//! its bytes and of what it was read under ([`content::Memory`]), and a ledger of what stands in the output, with the
//! questions that were asked for each of it. The site is put together anew each time and asked each question again, once;
//! an output stands if all of its questions are answered as they were ("there is no such page" is an answer too). Many
//! answers follow from the shape of the site, which is all but the texts of pages: where that is as it was, they are not
//! looked at one by one. A page is a small record; its body is read again from the source when somebody asks for it. Where
//! every file, every output and what was asked for is as the build before found it, not even pages are read
//! ([`build::Again`]).
//!
//! **What may not be seen is not there.** [`site::assemble`] takes drafts, embargoed, scheduled, expired
//! and withdrawn pages out before lists, terms, addresses and files are known. No output asks for them,
//! so no output can leak them.
//!
//! **Every fault is a [`diag::Diagnostic`]** with a stable code, a place and a way out. Stages return
//! theirs beside their result and go on, so that one run says everything. `Result` is for what makes
//! going on senseless.
//!
//! **Where things are.** A module uses only those listed before it: `instant hash path span text diag
//! yaml` (words that everyone uses), `captions` (what films say), `qr` (codes for telephones), `picture` (bytes of
//! pictures in, bytes out), `card` (draws share
//! cards), `chart` (draws charts), `disk` (alone touches files), `project`, `markdown` (alone names the parser), `health` (facts and
//! pure rules), `content`, `site`, `world`, `render` (alone names the template engine), `output` (one file
//! for each kind of output), `social` (how networks count and what they read, from strings alone), `check`
//! (one file for each group of checks), `build`, `watch` (alone serves), `cli` (alone prints, reads the
//! clock and the environment). A test reads the `use`s.

pub mod build;
pub mod captions;
pub mod card;
pub mod chart;
pub mod check;
pub mod cli;
pub mod content;
pub mod diag;
pub mod disk;
pub mod hash;
pub mod health;
pub mod instant;
pub mod markdown;
pub mod output;
pub mod path;
pub mod picture;
pub mod project;
pub mod qr;
pub mod render;
pub mod site;
pub mod social;
pub mod span;
pub mod text;
pub mod watch;
pub mod world;
pub mod yaml;
