//! `mkrpm`: an `.rpm` from a staged install tree.

mod args;
mod build;
mod describe;
mod document;
mod inspect;
mod listing;
mod roles;
mod signatures;

use std::path::Path;
use std::process::ExitCode;

use rpmpkg::read::ReadError;

use crate::args::{CommonArgs, PackageArgs};
use crate::report::{Failure, Outcome};
use crate::signatures::{sign, verify};
use crate::tool::{self, Tool};
use crate::{differences, limits};
use args::{Command, MkrpmArgs};
use build::Rpm;

/// The command line as clap knows it, for manual pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    tool::command::<MkrpmArgs>()
}

/// Runs `mkrpm` with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    tool::main::<MkrpmArgs>()
}

impl Tool for MkrpmArgs {
    const NAME: &'static str = "mkrpm";
    const COMPRESSION: &'static str = "zstd:19";
    const HELP: &'static [(&'static str, &'static str)] = &[
        ("release", "The release [default: 1]"),
        ("license", "The licence, as an SPDX expression; required in an .rpm"),
        ("changelog", "A changelog in Debian's format; it is converted and stored in the header"),
        ("copyright", "A copyright file in Debian's format; a .deb installs it, an .rpm does not"),
        (
            "scripts",
            "A script to run: preinst, postinst, prerm or postrm, or by RPM's names: pre, post, \
             preun, postun, pretrans, posttrans, preuntrans, postuntrans, verify; repeatable",
        ),
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
                |a, b| rpmpkg::diff::compare(a, b, &limits::rpm(&self.common)),
                ReadError::to_diagnostic,
            ),
            Command::Sign { files, signing } => sign::<Rpm>(files, signing),
            Command::Verify { files, keys } => verify::<Rpm>(files, keys),
        })
    }
}
