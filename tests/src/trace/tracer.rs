//! ptrace(2), as strace does it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::{Call, Deed};
use crate::tool::{Outcome, shell};

/// What a program did, and how it ended.
#[derive(Debug)]
pub struct Traced {
    /// Its calls that change something, in the order in which they began.
    pub calls: Vec<Call>,
    /// How it ended, and what it said.
    pub outcome: Outcome,
}

/// Runs a program to its end, asking about each call that changes something what is done about it:
/// `meddle` is given the number of the call, from 0 on, and the call.
///
/// # Panics
/// When the program cannot be started or traced.
#[track_caller]
#[expect(clippy::zombie_processes, reason = "the tracer waits for it, with all its threads")]
pub fn run(program: &Command, meddle: impl FnMut(usize, &Call) -> Option<Deed>) -> Traced {
    let folder = TempDir::new().unwrap();
    let (stdout, stderr) = (folder.path().join("stdout"), folder.path().join("stderr"));
    let line = format!("{program:?}");
    let mut waiting = waiting(program);
    waiting.stdin(Stdio::piped());
    waiting.stdout(File::create(&stdout).unwrap()).stderr(File::create(&stderr).unwrap());
    let mut child = waiting.spawn().unwrap_or_else(|error| panic!("{line}: {error}"));
    let main = Pid::from_raw(i32::try_from(child.id()).unwrap());
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    ptrace::seize(main, options).unwrap_or_else(|error| panic!("{line}: ptrace: {error}"));
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    let mut tracer = Tracer { main, meddle, calls: Vec::new(), pending: HashMap::new() };
    let status = tracer.run();
    let (stdout, stderr) = (fs::read(stdout).unwrap(), fs::read(stderr).unwrap());
    Traced { calls: tracer.calls, outcome: Outcome { line, status, stdout, stderr } }
}

/// The same program started by a shell once a line is to be read: time enough to take hold of it.
/// It is the leader of a process group, so that its threads can be waited for and nobody else's.
fn waiting(program: &Command) -> Command {
    let mut shell = shell("read -r line; exec \"$@\"");
    shell.arg("sh").arg(program.get_program());
    shell.args(program.get_args()).env_clear().process_group(0);
    for (name, value) in program.get_envs() {
        value.map(|value| shell.env(name, value));
    }
    if let Some(folder) = program.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}

struct Tracer<M> {
    main: Pid,
    meddle: M,
    calls: Vec<Call>,
    /// What becomes of the call that a thread is in.
    pending: HashMap<Pid, Deed>,
}

impl<M: FnMut(usize, &Call) -> Option<Deed>> Tracer<M> {
    fn run(&mut self) -> ExitStatus {
        let group = Pid::from_raw(-self.main.as_raw());
        loop {
            match waitpid(group, Some(WaitPidFlag::__WALL)).unwrap() {
                WaitStatus::Exited(pid, code) if pid == self.main => {
                    return ExitStatus::from_raw(code << 8);
                }
                WaitStatus::Signaled(pid, signal, _) if pid == self.main => {
                    return ExitStatus::from_raw(signal as i32);
                }
                WaitStatus::PtraceSyscall(pid) => self.stopped(pid),
                WaitStatus::Stopped(pid, signal) => go_on(pid, Some(signal)),
                WaitStatus::PtraceEvent(pid, ..) => go_on(pid, None),
                _ => {}
            }
        }
    }

    /// A thread stands before a call, or behind it.
    fn stopped(&mut self, pid: Pid) {
        let Ok(info) = ptrace::syscall_info(pid) else { return };
        match info.op {
            libc::PTRACE_SYSCALL_INFO_ENTRY => {
                let Some(call) = Call::of(pid) else { return go_on(pid, None) };
                let deed = (self.meddle)(self.calls.len(), &call);
                self.calls.push(call);
                match deed {
                    Some(Deed::KillBefore) => return self.kill(),
                    Some(Deed::Fail(_)) => set(pid, |registers| registers.orig_rax = u64::MAX),
                    Some(Deed::KillAfter) | None => {}
                }
                deed.and_then(|deed| self.pending.insert(pid, deed));
            }
            libc::PTRACE_SYSCALL_INFO_EXIT => match self.pending.remove(&pid) {
                Some(Deed::KillAfter) => return self.kill(),
                Some(Deed::Fail(error)) => fail(pid, error),
                _ => {}
            },
            _ => {}
        }
        go_on(pid, None);
    }

    fn kill(&self) {
        killpg(self.main, Signal::SIGKILL).unwrap();
    }
}

/// Until the next call begins or ends. A thread that was killed meanwhile is none any more.
fn go_on(pid: Pid, signal: Option<Signal>) {
    match ptrace::syscall(pid, signal) {
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(error) => panic!("ptrace: {error}"),
    }
}

fn fail(pid: Pid, error: Errno) {
    set(pid, |registers| registers.rax = (-i64::from(error as i32)).cast_unsigned());
}

fn set(pid: Pid, change: impl FnOnce(&mut libc::user_regs_struct)) {
    let mut registers = ptrace::getregs(pid).unwrap();
    change(&mut registers);
    ptrace::setregs(pid, registers).unwrap();
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn shell(folder: &TempDir, script: &str) -> Command {
        let mut shell = crate::tool::shell(script);
        shell.env("PATH", "/usr/bin:/bin").current_dir(folder.path());
        shell
    }

    #[test]
    fn counts_what_changes_files_in_all_processes() {
        let folder = TempDir::new().unwrap();
        let traced = run(&shell(&folder, "mkdir a; echo 1; mv a b"), |_, _| None);
        let names: Vec<String> = traced.calls.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["mkdir(a)", "renameat2(b)"]);
        assert_eq!(traced.outcome.succeeded().text(), "1\n");
    }

    #[test]
    fn kills_before_and_after() {
        for (deed, made) in [(Deed::KillBefore, false), (Deed::KillAfter, true)] {
            let folder = TempDir::new().unwrap();
            let program = shell(&folder, "mkdir first; mkdir second; mkdir third");
            let traced = run(&program, |number, _| (number == 1).then_some(deed));
            assert_eq!(traced.outcome.status.signal(), Some(9));
            let made_are = |names: [&str; 3]| names.map(|name| folder.path().join(name).exists());
            assert_eq!(made_are(["first", "second", "third"]), [true, made, false], "{deed:?}");
        }
    }

    #[test]
    fn failures_are_told_and_nothing_is_done() {
        let folder = TempDir::new().unwrap();
        let traced = run(&shell(&folder, "mkdir a || exit 3"), |_, call| {
            (call.name == "mkdir").then_some(Deed::Fail(Errno::ENOSPC))
        });
        assert_eq!(traced.outcome.status.code(), Some(3));
        assert!(traced.outcome.errors().contains("No space left on device"), "{}", traced.outcome);
        assert!(!folder.path().join("a").exists());
    }
}
