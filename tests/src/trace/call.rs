//! System calls that change what is on a disk.

use std::fmt;

use nix::libc::{self, c_long};
use nix::sys::ptrace;
use nix::unistd::Pid;

/// A system call that changes files, or makes a change last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What it is called, as in syscalls(2).
    pub name: &'static str,
    /// The name that it gives, takes away or opens, as the program wrote it: relative to whatever it
    /// is relative to.
    pub path: Option<String>,
}

impl Call {
    /// Whether names change by it: what a reader of the folder could notice.
    #[must_use]
    pub fn renames(&self) -> bool {
        ["rename", "link", "mkdir", "rmdir", "symlink"].iter().any(|it| self.name.contains(it))
    }

    /// Whether it puts another state of a repository into the place of the one before.
    #[must_use]
    pub fn commits(&self) -> bool {
        let is_commit = |path: &str| matches!(path, "InRelease" | "repodata" | "repomd.xml");
        self.name.contains("rename") && self.path.as_deref().is_some_and(is_commit)
    }

    /// Whether it makes changes durable.
    #[must_use]
    pub fn syncs(&self) -> bool {
        self.name.contains("sync")
    }

    /// What thread `pid`, which is about to make a call, would do; `None` when that changes nothing.
    pub(super) fn of(pid: Pid) -> Option<Self> {
        let registers = ptrace::getregs(pid).ok()?;
        let number = c_long::try_from(registers.orig_rax).ok()?;
        let arguments = [registers.rdi, registers.rsi, registers.rdx, registers.r10];
        let (name, path) = CHANGING
            .iter()
            .find(|(it, ..)| *it == number)
            .map(|(_, name, path)| (*name, path.map(|at| arguments[at])))?;
        let creates = |flags: u64| flags & u64::from(libc::O_CREAT.unsigned_abs()) != 0;
        match number {
            libc::SYS_open if !creates(arguments[1]) => return None,
            libc::SYS_openat if !creates(arguments[2]) => return None,
            libc::SYS_openat2 if !creates(word(pid, arguments[2])?) => return None,
            // Standard output and error are the tester's.
            libc::SYS_write | libc::SYS_writev if arguments[0] <= 2 => return None,
            _ => {}
        }
        Some(Self { name, path: path.and_then(|address| text(pid, address)) })
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}({path})", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// The calls, their names, and which argument is the path.
const CHANGING: &[(c_long, &str, Option<usize>)] = &[
    (libc::SYS_chmod, "chmod", Some(0)),
    (libc::SYS_copy_file_range, "copy_file_range", None),
    (libc::SYS_creat, "creat", Some(0)),
    (libc::SYS_fallocate, "fallocate", None),
    (libc::SYS_fchmod, "fchmod", None),
    (libc::SYS_fchmodat, "fchmodat", Some(1)),
    (libc::SYS_fdatasync, "fdatasync", None),
    (libc::SYS_fsync, "fsync", None),
    (libc::SYS_ftruncate, "ftruncate", None),
    (libc::SYS_link, "link", Some(1)),
    (libc::SYS_linkat, "linkat", Some(3)),
    (libc::SYS_mkdir, "mkdir", Some(0)),
    (libc::SYS_mkdirat, "mkdirat", Some(1)),
    (libc::SYS_open, "open", Some(0)),
    (libc::SYS_openat, "openat", Some(1)),
    (libc::SYS_openat2, "openat2", Some(1)),
    (libc::SYS_pwrite64, "pwrite64", None),
    (libc::SYS_rename, "rename", Some(1)),
    (libc::SYS_renameat, "renameat", Some(3)),
    (libc::SYS_renameat2, "renameat2", Some(3)),
    (libc::SYS_rmdir, "rmdir", Some(0)),
    (libc::SYS_sendfile, "sendfile", None),
    (libc::SYS_symlink, "symlink", Some(1)),
    (libc::SYS_symlinkat, "symlinkat", Some(2)),
    (libc::SYS_sync_file_range, "sync_file_range", None),
    (libc::SYS_syncfs, "syncfs", None),
    (libc::SYS_truncate, "truncate", Some(0)),
    (libc::SYS_unlink, "unlink", Some(0)),
    (libc::SYS_unlinkat, "unlinkat", Some(1)),
    (libc::SYS_write, "write", None),
    (libc::SYS_writev, "writev", None),
];

/// The word at an address of the program's memory.
fn word(pid: Pid, address: u64) -> Option<u64> {
    ptrace::read(pid, address as ptrace::AddressType).ok().map(i64::cast_unsigned)
}

/// The text at an address of the program's memory, to its NUL.
fn text(pid: Pid, address: u64) -> Option<String> {
    const LONGEST: u64 = 4096;
    let mut bytes = Vec::new();
    for at in (0..LONGEST).step_by(8) {
        bytes.extend(word(pid, address + at)?.to_ne_bytes());
        if let Some(end) = bytes.iter().position(|byte| *byte == 0) {
            bytes.truncate(end);
            break;
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
