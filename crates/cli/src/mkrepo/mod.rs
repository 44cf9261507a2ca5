//! `mkrepo`: signed repositories of packages.

mod add;
mod admission;
mod alias;
mod args;
mod choice;
mod copy;
mod destination;
mod document;
mod drop;
mod history;
mod incoming;
mod index;
mod init;
mod key;
mod keys;
mod known_targets;
mod list;
mod opened;
mod prune;
mod publication;
mod recover;
mod refresh;
mod remove;
mod repository;
mod resign;
mod rollback;
mod selection;
mod serve;
mod signing;
mod strict;
mod table;
mod target;
mod transaction;
mod verify;
mod yank;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::report::{Console, Failure, Outcome};
use crate::{interrupt, usage};
use args::{Command, MkrepoArgs};

const NAME: &str = "mkrepo";

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
    match &args.command {
        Command::Init(command) => command.run(args),
        Command::Add(command) => command.run(args),
        Command::Index(command) => command.run(args),
        Command::Key(command) => command.run(args),
        Command::Refresh(command) => command.run(args),
        Command::Recover(command) => command.run(args),
        Command::Resign(command) => command.run(args),
        Command::Verify(command) => command.run(args),
        Command::Serve(command) => command.run(args),
        Command::Remove(command) => command.run(args),
        Command::Yank(command) => command.run(args),
        Command::Copy(command) => command.run(args),
        Command::Drop(command) => command.run(args),
        Command::List(command) => command.run(args),
        Command::History(command) => command.run(args),
        Command::Rollback(command) => command.run(args),
        Command::Prune(command) => command.run(args),
    }
}
