//! What a long command shows while it works, on a terminal only, and how long each phase took.

use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::args::{Common, Format};
use crate::build::{Phase, Progress};

/// Shows progress on a terminal and times phases.
pub(super) struct Shown {
    visible: bool,
    state: Mutex<State>,
}

struct State {
    started: Instant,
    phases: Vec<(Phase, Instant)>,
    drawn: Option<Instant>,
}

/// A line is drawn at most this often.
const EVERY: Duration = Duration::from_millis(80);

impl Shown {
    /// Begins now.
    pub(super) fn new(common: &Common) -> Shown {
        let visible = super::is_watched() && !common.quiet && common.format == Format::Human;
        Shown { visible, state: Mutex::new(State { started: clock(), phases: Vec::new(), drawn: None }) }
    }

    /// Removes the line and tells how long each phase and all of it took.
    pub(super) fn end(&self) -> (Vec<(Phase, Duration)>, Duration) {
        let end = clock();
        let Ok(mut state) = self.state.lock() else { return (Vec::new(), Duration::ZERO) };
        if state.drawn.take().is_some() {
            let _ = write!(anstream::stderr(), "\r\x1b[K");
        }
        let ends = state.phases.iter().skip(1).map(|(_, begun)| *begun).chain([end]);
        let phases = state.phases.iter().zip(ends).map(|((phase, begun), end)| (*phase, end - *begun)).collect();
        (phases, end - state.started)
    }

    fn draw(&self, state: &mut State, line: &str) {
        let now = clock();
        if state.drawn.is_none_or(|drawn| now - drawn >= EVERY) && now - state.started >= EVERY {
            state.drawn = Some(now);
            let _ = write!(anstream::stderr(), "\r\x1b[K{line}");
        }
    }
}

impl Progress for Shown {
    fn begin(&self, phase: Phase) {
        let Ok(mut state) = self.state.lock() else { return };
        state.phases.push((phase, clock()));
        if self.visible {
            self.draw(&mut state, &format!("{}…", verb(phase)));
        }
    }

    fn step(&self, done: usize, total: usize) {
        if self.visible
            && let Ok(mut state) = self.state.try_lock()
        {
            self.draw(&mut state, &format!("making {done} of {total}"));
        }
    }
}

/// What a phase is called while it runs.
pub(super) fn verb(phase: Phase) -> &'static str {
    match phase {
        Phase::Settle => "settling",
        Phase::Read => "reading",
        Phase::Assemble => "assembling",
        Phase::Check => "checking",
        Phase::Make => "making",
        Phase::Clear => "clearing",
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a command takes is shown, and is in no output")]
fn clock() -> Instant {
    Instant::now()
}
