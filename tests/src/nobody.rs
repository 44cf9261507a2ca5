//! Another user.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Program, plain};
use crate::tool::{call, command, require_root};

/// A user who owns nothing (user and group 65534), with copies of the programs under test: the checkout
/// may be below a directory that is root's alone, such as `/root`.
#[derive(Debug)]
pub struct Nobody {
    directory: TempDir,
}

impl Nobody {
    /// The user, and a directory of mode 0755 that it can reach.
    ///
    /// # Panics
    /// Without root, or when the programs do not build.
    #[must_use]
    pub fn new() -> Self {
        require_root();
        let directory = TempDir::new().unwrap();
        fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
        for program in Program::ALL {
            // By another process: a descriptor that one of this process's children inherits would
            // keep the copy from being run.
            call("cp", &[program.path().as_os_str(), directory.path().as_os_str()]);
        }
        Self { directory }
    }

    /// The directory that this user can reach, and search, and that root owns.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// A command for `program` that this user runs.
    #[must_use]
    pub fn command(&self, program: Program) -> Command {
        let mut setpriv = plain(command("setpriv"));
        setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        setpriv.arg(self.directory.path().join(program.name()));
        setpriv.current_dir("/");
        setpriv
    }
}

impl Default for Nobody {
    fn default() -> Self {
        Self::new()
    }
}
