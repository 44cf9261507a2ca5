//! How far a run is.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use pkgio::Meter;

use crate::args::{CommonArgs, When};
use crate::environment;

/// Shorter runs show nothing.
const DELAY: Duration = Duration::from_secs(1);
/// Between two drawings of the bar.
const TICK: Duration = Duration::from_millis(200);
/// Between two lines where there is no terminal.
const PACE: Duration = Duration::from_secs(5);

/// A bar stands on the terminal.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// Erases the bar of a run that ends at once.
pub(crate) fn erase() {
    if DRAWN.load(Ordering::Relaxed) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

/// How far a run is, shown on standard error; cleaned away when dropped.
///
/// A thread of its own looks at the meter, so that what is shown moves on while all others work.
#[derive(Debug)]
pub(crate) struct Progress {
    meter: Meter,
    /// Dropped when the run is done.
    running: Option<mpsc::Sender<()>>,
    watcher: Option<JoinHandle<()>>,
}

impl Progress {
    /// Progress over `total` bytes that are to be `verb`, as the flags ask; see
    /// [`advance`](Self::advance).
    pub(crate) fn new(
        tool: &'static str,
        verb: &'static str,
        args: &CommonArgs,
        total: u64,
    ) -> Self {
        let meter = Meter::new();
        meter.set_total(total);
        Self::watch(tool, verb, args, &meter)
    }

    /// Progress as `meter` counts it.
    pub(crate) fn watch(
        tool: &'static str,
        verb: &'static str,
        args: &CommonArgs,
        meter: &Meter,
    ) -> Self {
        let terminal = environment::stderr_is_terminal();
        let mut progress = Self { meter: meter.clone(), running: None, watcher: None };
        let show = match args.progress {
            When::Never => return progress,
            When::Auto if !terminal || args.quiet || args.json => return progress,
            When::Always if !terminal => lines,
            When::Auto | When::Always => bar,
        };
        let (running, done) = mpsc::channel();
        let watched = Watched { tool, verb, meter: meter.clone(), started: Instant::now() };
        progress.running = Some(running);
        progress.watcher = Some(std::thread::spawn(move || show(&watched, &done)));
        progress
    }

    /// Tells that there are `total` bytes after all, of which `done` are.
    pub(crate) fn advance_of(&self, done: u64, total: u64) {
        self.meter.set_total(total);
        self.advance(done);
    }

    /// Tells that `done` bytes are.
    pub(crate) fn advance(&self, done: u64) {
        self.meter.reach(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}

/// What the thread that shows progress looks at.
struct Watched {
    tool: &'static str,
    /// What is done to the bytes: `packed`.
    verb: &'static str,
    meter: Meter,
    started: Instant,
}

impl Watched {
    fn state(&self) -> State {
        let done = self.meter.done();
        let total = self.meter.total().max(done);
        State { verb: self.verb, done, total, elapsed: self.started.elapsed() }
    }
}

/// Whether the run continues after `span`.
fn goes_on(done: &mpsc::Receiver<()>, span: Duration) -> bool {
    done.recv_timeout(span) == Err(mpsc::RecvTimeoutError::Timeout)
}

/// Shows a bar that appears after a while.
fn bar(watched: &Watched, done: &mpsc::Receiver<()>) {
    if !goes_on(done, DELAY) {
        return;
    }
    let style = ProgressStyle::with_template("{bar:30} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ");
    let target = ProgressDrawTarget::stderr();
    let bar = ProgressBar::with_draw_target(Some(0), target).with_style(style);
    DRAWN.store(true, Ordering::Relaxed);
    loop {
        let state = watched.state();
        bar.set_length(state.total);
        bar.set_position(state.done);
        bar.set_message(state.to_string());
        bar.tick();
        if !goes_on(done, TICK) {
            break;
        }
    }
    bar.finish_and_clear();
    DRAWN.store(false, Ordering::Relaxed);
}

/// Shows a line now and then, and one at the end.
fn lines(watched: &Watched, done: &mpsc::Receiver<()>) {
    loop {
        let is_running = goes_on(done, PACE);
        let state = watched.state();
        let _ = writeln!(io::stderr(), "{}: {state}", watched.tool);
        if !is_running {
            return;
        }
    }
}

/// How far a run is at one time.
struct State {
    verb: &'static str,
    done: u64,
    total: u64,
    elapsed: Duration,
}

impl fmt::Display for State {
    /// `packed 12.00 MiB of 48.00 MiB, 3.00 MiB/s, 12 s left`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, total) = (HumanBytes(self.done), HumanBytes(self.total));
        write!(f, "{} {done} of {total}", self.verb)?;
        let seconds = self.elapsed.as_secs_f64();
        if self.done == 0 || seconds <= 0.0 {
            return Ok(());
        }
        let rate = self.done as f64 / seconds;
        write!(f, ", {}/s", HumanBytes(rate as u64))?;
        if self.done < self.total {
            let left = ((self.total - self.done) as f64 / rate).ceil() as u64;
            write!(f, ", {} left", Span(left))?;
        }
        Ok(())
    }
}

/// Seconds as a person says them.
struct Span(u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            seconds @ 0..60 => write!(f, "{seconds} s"),
            seconds @ 60..3600 => write!(f, "{} min {:02} s", seconds / 60, seconds % 60),
            seconds => write!(f, "{} h {:02} min", seconds / 3600, seconds / 60 % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(done: u64, total: u64, seconds: u64) -> String {
        let elapsed = Duration::from_secs(seconds);
        State { verb: "packed", done, total, elapsed }.to_string()
    }

    #[test]
    fn a_state_has_the_rate_and_the_time_left() {
        const MIB: u64 = 1 << 20;
        assert_eq!(shown(0, 48 * MIB, 3), "packed 0 B of 48.00 MiB");
        let text = "packed 12.00 MiB of 48.00 MiB, 3.00 MiB/s, 12 s left";
        assert_eq!(shown(12 * MIB, 48 * MIB, 4), text);
        assert!(shown(MIB, 101 * MIB, 1).ends_with(", 1 min 40 s left"));
        assert!(shown(MIB, 7201 * MIB, 1).ends_with(", 2 h 00 min left"));
        assert_eq!(shown(MIB, MIB, 1), "packed 1.00 MiB of 1.00 MiB, 1.00 MiB/s");
    }

    #[test]
    fn a_watcher_ends_with_the_run() {
        let (running, done) = mpsc::channel();
        let watched =
            Watched { tool: "x", verb: "y", meter: Meter::new(), started: Instant::now() };
        let watcher = std::thread::spawn(move || bar(&watched, &done));
        drop(running);
        watcher.join().unwrap();
    }
}
