//! `mkdeb`: a `.deb` from a staged install tree.

mod args;
mod build;
mod describe;
mod diff;
mod inspect;
mod listing;
mod summary;

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches};
use pkgtree::Diagnostic;

use crate::describe::flag_defect;
use crate::report::Console;
use crate::{codes, interrupt, usage};
use args::{Command, MkdebArgs};

const TOOL: &str = "mkdeb";

/// The command line as clap knows it, for manual pages and completions.
#[must_use]
pub fn command() -> clap::Command {
    MkdebArgs::command()
}

/// Runs `mkdeb` with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    interrupt::install(TOOL);
    let arguments: Vec<_> = std::env::args_os().collect();
    let parsed = command().try_get_matches_from(&arguments).and_then(|matches| {
        let args = MkdebArgs::from_arg_matches(&matches)?;
        Ok((args, matches))
    });
    match parsed {
        Ok((args, matches)) => run(&args, &matches),
        Err(error) => usage::end(TOOL, &error, &arguments),
    }
}

fn run(args: &MkdebArgs, matches: &ArgMatches) -> ExitCode {
    if args.package.version == Some(None) {
        return usage::version(TOOL);
    }
    let console = Console::new(TOOL, &args.common);
    let ended = match (&args.command, &args.tree) {
        (Some(command), _) => match stray(matches) {
            Some(defect) => Err(defect.into()),
            None => match command {
                Command::Inspect { file } => inspect::inspect(file),
                Command::Diff { a, b } => diff::diff(a, b),
            },
        },
        (None, Some(tree)) => build::build(tree, args),
        (None, None) => Err(missing_tree(args).into()),
    };
    console.finish(ended)
}

/// A build's operand or flag in front of a command, which would have no effect.
fn stray(matches: &ArgMatches) -> Option<Diagnostic> {
    let (command, _) = matches.subcommand()?;
    let global = ["quiet", "verbose", "json", "color", "progress"];
    let given = |id: &clap::Id| {
        matches.value_source(id.as_str()) == Some(clap::parser::ValueSource::CommandLine)
    };
    let mut ids = matches.ids().filter(|id| given(id) && !global.contains(&id.as_str()));
    let id = ids.find(|id| command_has(id))?.as_str();
    let flag = if id == "tree" { "TREE".to_owned() } else { format!("--{}", id.replace('_', "-")) };
    let problem = format!("has no effect on `mkdeb {command}`");
    let hint = format!("for a tree that is called {command}, write ./{command}");
    Some(flag_defect(codes::OPERAND, &flag, problem).hint(hint))
}

/// True for arguments; clap's identifiers name groups of them too.
fn command_has(id: &clap::Id) -> bool {
    command().get_arguments().any(|argument| argument.get_id() == id)
}

fn missing_tree(args: &MkdebArgs) -> Diagnostic {
    let hint = match &args.package.version {
        Some(Some(value)) => {
            format!("{value:?} was taken as the package's version; for this program's, use -V")
        }
        _ => "name the staged tree, as in `mkdeb stage -m package.toml`".to_owned(),
    };
    flag_defect(codes::OPERAND, "TREE", "is missing").hint(hint)
}
