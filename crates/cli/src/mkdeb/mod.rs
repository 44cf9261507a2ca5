//! `mkdeb`: a `.deb` from a staged install tree.

mod args;
mod build;
mod describe;
mod inspect;
mod listing;
mod signatures;

use std::path::Path;
use std::process::ExitCode;

use debpkg::read::ReadError;

use crate::args::{CommonArgs, PackageArgs};
use crate::report::{Failure, Outcome};
use crate::signatures::{sign, verify};
use crate::tool::{self, Tool};
use crate::{differences, limits};
use args::{Command, MkdebArgs};
use build::Deb;

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
    const HELP: &'static [(&'static str, &'static str)] = &[
        ("vendor", "The vendor, only for an .rpm: the organization that publishes the package"),
        (
            "license",
            "The licence, as an SPDX expression; it is in the header of an .rpm, and in the \
             copyright file of a .deb",
        ),
        (
            "changelog",
            "A changelog in Debian's format; it is compressed and installed where Debian Policy \
             requires it",
        ),
        ("copyright", "A copyright file; it is installed where Debian Policy requires it"),
        ("scripts", "A script to run: preinst, postinst, prerm, postrm or config; repeatable"),
    ];

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn package(&self) -> &PackageArgs {
        &self.package
    }

    fn tree(&self) -> Option<&Path> {
        self.tree.as_deref()
    }

    fn names_content(&self) -> bool {
        let files = &self.files;
        let lists = [&files.add, &files.directory, &files.link, &files.ghost];
        self.build.manifest.is_some() || files.allow_empty || lists.iter().any(|it| !it.is_empty())
    }

    fn build(&self, tree: Option<&Path>) -> Result<Outcome, Failure> {
        build::build(tree, self)
    }

    fn run_command(&self) -> Option<Result<Outcome, Failure>> {
        Some(match self.command.as_ref()? {
            Command::Init(args) => args.run(Self::NAME),
            Command::Inspect { file } => inspect::inspect(file, &self.common),
            Command::Diff { a, b } => differences::diff(
                [a, b],
                |a, b| debpkg::diff::compare(a, b, &limits::deb(&self.common)),
                ReadError::to_diagnostic,
            ),
            Command::Sign { files, signing } => sign::<Deb>(files, signing),
            Command::Verify { files, keys } => verify::<Deb>(files, keys),
        })
    }
}
