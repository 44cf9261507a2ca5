//! Leaving nothing after when a run is ended from outside.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use diagnostic::Printable;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::{codes, exit, progress};

/// Temporaries that exist now.
static TEMPORARIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What a signal asks for first, where something else than the end of the process is wanted.
static STOP: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Arranges that the next signal calls `stop`, and the one after it ends the process.
pub(crate) fn stop_with(stop: impl FnOnce() + Send + 'static) {
    *STOP.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(stop));
}

/// Arranges that SIGINT, SIGTERM, SIGHUP and panics remove the temporaries that are
/// [guarded](Guard) and end the process at once, without waiting for compressors.
pub(crate) fn install(tool: &'static str) {
    std::panic::set_hook(Box::new(move |panic| {
        end(exit::BUG.into(), || {
            let code = codes::BUG;
            let text = format!("a bug of {tool}: {panic}; please report it");
            let _ = writeln!(io::stderr(), "{tool}: error[{code}]: {}", Printable(text.as_bytes()));
        });
    }));
    // Without the handlers a signal still ends the process; only a temporary may stay.
    if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) {
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let stop = STOP.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(stop) = stop {
                    stop();
                    continue;
                }
                end(128 + signal, || {
                    // The parent shall see what ended us. The first process of a container cannot
                    // end by a signal, so there the shell's code for it must do.
                    if std::process::id() != 1 {
                        let _ = signal_hook::low_level::emulate_default_handler(signal);
                    }
                });
            }
        });
    }
}

/// Makes something with a temporary beside it, which is removed when the run is ended from outside
/// as long as the [`Guard`] lives.
pub(crate) fn guarded<T>(
    make: impl FnOnce() -> io::Result<T>,
    temporary: impl FnOnce(&T) -> &Path,
) -> io::Result<(T, Guard)> {
    // No signal is acted upon between making the temporary and knowing it.
    let mut known = temporaries();
    let made = make()?;
    let path = temporary(&made).to_owned();
    known.push(path.clone());
    Ok((made, Guard(path)))
}

/// See [`guarded`].
#[derive(Debug)]
pub(crate) struct Guard(PathBuf);

impl Drop for Guard {
    fn drop(&mut self) {
        temporaries().retain(|path| *path != self.0);
    }
}

fn temporaries() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporaries and ends the process.
#[expect(clippy::exit, reason = "other threads may be compressing for a long time yet")]
fn end(code: i32, last: impl FnOnce()) -> ! {
    // Held to the end: nothing makes a further temporary meanwhile.
    let known = temporaries();
    for path in known.iter() {
        let _ = std::fs::remove_file(path);
    }
    progress::erase();
    last();
    std::process::exit(code)
}
