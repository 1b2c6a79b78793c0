//! What all feeds of a hub cost, in one thread of this process: asked, rendered and written in every format, not put on
//! disk. The bodies that they show are part of it.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bulletin::build::{self, Memory, Unwatched};
use bulletin::disk::Tree;
use bulletin::output::{self, Maker, Route};
use bulletin::project::Options;
use bulletin::world::World;

/// All feeds of a hub.
pub struct Feeds {
    pub time: Duration,
    pub count: usize,
    pub bytes: usize,
}

/// Makes all feeds of the hub in `source` once.
pub fn measure(source: &Path) -> io::Result<Feeds> {
    let (tree, _) = Tree::open(source, &["public", ".bulletin"])?;
    let now = "2026-11-20T09:00:00Z".parse().map_err(io::Error::other)?;
    let options = Options { now, base_url: None, drafts: false };
    let prepared = build::prepare(tree, &options, Memory::default(), &Unwatched);
    let world: Arc<World> = prepared.map_err(|_| io::Error::other("the hub cannot be read"))?.world;
    let plan = output::plan(&world).0;
    let begin = Instant::now();
    let mut maker = Maker::new(world).map_err(|_| io::Error::other("the theme cannot be read"))?;
    maker.expect(&plan);
    let (mut count, mut bytes) = (0, 0);
    for route in plan.routes.values().filter(|route| matches!(route, Route::Feed(..) | Route::Podcast(_))) {
        let made = maker.make(route).map_err(|fault| io::Error::other(fault.message))?;
        count += 1;
        bytes += made.content.made().len();
    }
    Ok(Feeds { time: begin.elapsed(), count, bytes })
}
