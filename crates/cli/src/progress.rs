//! How far a run is.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

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
#[derive(Debug)]
pub(crate) struct Progress {
    tool: &'static str,
    /// What is done to the bytes: `packed`.
    verb: &'static str,
    total: AtomicU64,
    show: Show,
}

#[derive(Debug)]
enum Show {
    Nothing,
    Bar(Bar),
    Lines(Mutex<Instant>),
}

impl Progress {
    /// Progress over `total` bytes that are to be `verb`, as the flags ask.
    pub(crate) fn new(
        tool: &'static str,
        verb: &'static str,
        args: &CommonArgs,
        total: u64,
    ) -> Self {
        let terminal = environment::stderr_is_terminal();
        let show = match args.progress {
            When::Never => Show::Nothing,
            When::Always if !terminal => Show::Lines(Mutex::new(Instant::now())),
            When::Auto if !terminal || args.quiet || args.json => Show::Nothing,
            When::Auto | When::Always => Show::Bar(Bar::new(verb, total)),
        };
        Self { tool, verb, total: AtomicU64::new(total), show }
    }

    /// Tells that there are `total` bytes after all, of which `done` are.
    pub(crate) fn advance_of(&self, done: u64, total: u64) {
        if self.total.swap(total, Ordering::Relaxed) != total
            && let Show::Bar(bar) = &self.show
        {
            bar.bar.set_length(total);
        }
        self.advance(done);
    }

    /// Tells that `done` bytes are.
    pub(crate) fn advance(&self, done: u64) {
        match &self.show {
            Show::Nothing => {}
            Show::Bar(bar) => bar.bar.set_position(done),
            Show::Lines(last) => self.line(last, done),
        }
    }

    fn line(&self, last: &Mutex<Instant>, done: u64) {
        let Ok(mut last) = last.try_lock() else { return };
        let total = self.total.load(Ordering::Relaxed);
        if done < total && last.elapsed() < PACE {
            return;
        }
        *last = Instant::now();
        let (done, total) = (HumanBytes(done), HumanBytes(total));
        let _ = writeln!(io::stderr(), "{}: {} {done} of {total}", self.tool, self.verb);
    }
}

/// A bar that appears after a while, and moves on while compressors are busy.
#[derive(Debug)]
struct Bar {
    bar: ProgressBar,
    /// Dropped when the run is done.
    running: Option<mpsc::Sender<()>>,
    waiter: Option<JoinHandle<()>>,
}

impl Bar {
    fn new(verb: &str, total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden())
            .with_style(style(verb));
        let (running, done) = mpsc::channel();
        let waiter = std::thread::spawn({
            let bar = bar.clone();
            move || {
                if done.recv_timeout(DELAY) == Err(mpsc::RecvTimeoutError::Timeout) {
                    DRAWN.store(true, Ordering::Relaxed);
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            }
        });
        Self { bar, running: Some(running), waiter: Some(waiter) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(waiter) = self.waiter.take() {
            let _ = waiter.join();
        }
        self.bar.finish_and_clear();
        DRAWN.store(false, Ordering::Relaxed);
    }
}

fn style(verb: &str) -> ProgressStyle {
    let template = format!("{{bar:40}} {verb} {{bytes}} of {{total_bytes}}");
    ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
