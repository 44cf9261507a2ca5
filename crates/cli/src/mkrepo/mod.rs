//! `mkrepo`: signed repositories of packages.

mod add;
mod args;
mod context;
mod copy;
mod drop;
mod history;
mod index;
mod init;
mod key;
mod list;
mod package;
mod prune;
mod publication;
mod recover;
mod refresh;
mod remove;
mod resign;
mod rollback;
mod serve;
mod settings;
mod table;
mod verify;
mod yank;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::report::{Console, Failure, Outcome};
use crate::{interrupt, usage};
use args::{Command, MkrepoArgs};
use context::{Context, NAME};

/// The command line as clap knows it, for manual pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    MkrepoArgs::command()
}

/// Runs `mkrepo` with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    interrupt::install(NAME);
    let arguments: Vec<_> = std::env::args_os().collect();
    match MkrepoArgs::try_parse_from(&arguments) {
        Ok(args) => Console::new(NAME, &args.common).finish(run(&args)),
        Err(error) => usage::end(&command(), &error, &arguments),
    }
}

fn run(args: &MkrepoArgs) -> Result<Outcome, Failure> {
    let context = Context { directory: &args.directory, common: &args.common };
    match &args.command {
        Command::Init(command) => command.run(context),
        Command::Add(command) => command.run(context),
        Command::Index(command) => command.run(context),
        Command::Key(command) => command.run(context),
        Command::Refresh(command) => command.run(context),
        Command::Recover(command) => command.run(context),
        Command::Resign(command) => command.run(context),
        Command::Verify(command) => command.run(context),
        Command::Serve(command) => command.run(context),
        Command::Remove(command) => command.run(context),
        Command::Yank(command) => command.run(context),
        Command::Copy(command) => command.run(context),
        Command::Drop(command) => command.run(context),
        Command::List(command) => command.run(context),
        Command::History(command) => command.run(context),
        Command::Rollback(command) => command.run(context),
        Command::Prune(command) => command.run(context),
    }
}
