//! How many threads compress.

use std::num::NonZeroUsize;

use diagnostic::Diagnostic;

use crate::codes;
use diagnostic::flag_defect;

/// More threads than these are a mistake.
const MAX: usize = 1024;

/// The number that `--threads` gives, else one for each processor.
pub(crate) fn threads(flag: Option<&str>) -> Result<NonZeroUsize, Diagnostic> {
    let Some(text) = flag else {
        return Ok(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    };
    text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MAX).ok_or_else(|| {
        let problem = format!("{text:?} is not a number of threads from 1 to {MAX}");
        flag_defect(codes::THREADS, "--threads", problem)
            .hint("omit the option for one thread per processor")
    })
}
