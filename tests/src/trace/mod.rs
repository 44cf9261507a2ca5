//! Programs stopped at each of their system calls that change something: killed there, or told that
//! the call failed.
//!
//! The calls of all threads are counted as one sequence, unlike `strace --inject` does it, so that a
//! sweep over the numbers leaves out none. For x86-64: registers are read and written.

mod call;
mod tracer;

pub use call::Call;
pub use tracer::{Traced, run};

pub use nix::errno::Errno;

/// What is done about a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The program is killed instead of it.
    KillBefore,
    /// The program is killed once it is done.
    KillAfter,
    /// It is not done, and the program told so.
    Fail(Errno),
}
