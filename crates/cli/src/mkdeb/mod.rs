//! `mkdeb`: a `.deb` from a staged install tree.

mod args;
mod build;
mod describe;
mod diff;
mod inspect;
mod listing;

use std::path::Path;
use std::process::ExitCode;

use crate::args::{CommonArgs, PackageArgs};
use crate::report::{Failure, Outcome};
use crate::tool::{self, Tool};
use args::{Command, MkdebArgs};

/// The command line as clap knows it, for manual pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    tool::command::<MkdebArgs>()
}

/// Runs `mkdeb` with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    tool::main::<MkdebArgs>()
}

impl Tool for MkdebArgs {
    const NAME: &'static str = "mkdeb";
    const COMPRESSION: &'static str = "xz";

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn package(&self) -> &PackageArgs {
        &self.package
    }

    fn tree(&self) -> Option<&Path> {
        self.tree.as_deref()
    }

    fn build(&self, tree: &Path) -> Result<Outcome, Failure> {
        build::build(tree, self)
    }

    fn run_command(&self) -> Option<Result<Outcome, Failure>> {
        Some(match self.command.as_ref()? {
            Command::Inspect { file } => inspect::inspect(file),
            Command::Diff { a, b } => diff::diff(a, b),
        })
    }
}
