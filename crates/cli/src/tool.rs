//! What the commands that build packages have in common from their arguments to their exit code.

use std::path::Path;
use std::process::ExitCode;

use clap::{ArgMatches, Parser};
use diagnostic::Diagnostic;

use crate::args::{CommonArgs, PackageArgs};
use crate::report::{Console, Failure, Outcome};
use crate::{interrupt, usage};
use diagnostic::flag_defect;

/// A command that builds packages from trees, and has commands of its own for finished ones.
pub(crate) trait Tool: Parser {
    /// Its name.
    const NAME: &'static str;
    /// How it compresses unless told otherwise.
    const COMPRESSION: &'static str;

    /// What the help says of flags that mean something of their own here, by their identifiers.
    const HELP: &'static [(&'static str, &'static str)];

    /// The flags of every command.
    fn common(&self) -> &CommonArgs;
    /// The flags that describe a package.
    fn package(&self) -> &PackageArgs;
    /// The staged tree.
    fn tree(&self) -> Option<&Path>;
    /// Whether a manifest or flags may name what to install without a staged tree.
    fn names_content(&self) -> bool;
    /// Builds a package of the tree, or of what manifest and flags name.
    fn build(&self, tree: Option<&Path>) -> Result<Outcome, Failure>;
    /// Runs the command for finished packages that is asked for.
    fn run_command(&self) -> Option<Result<Outcome, Failure>>;
}

/// The command line of `T` as clap knows it.
pub(crate) fn command<T: Tool>() -> clap::Command {
    let compression = format!(
        "The compressor and its level: xz, zstd, gzip or none, such as zstd:19 [default: {}]",
        T::COMPRESSION
    );
    let command = T::command().mut_arg("compression", |argument| argument.help(compression));
    T::HELP
        .iter()
        .fold(command, |command, (id, help)| command.mut_arg(*id, |argument| argument.help(*help)))
}

/// Runs `T` with the arguments of this process.
pub(crate) fn main<T: Tool>() -> ExitCode {
    interrupt::install(T::NAME);
    let arguments: Vec<_> = std::env::args_os().collect();
    let parsed = command::<T>().try_get_matches_from(&arguments).and_then(|matches| {
        let tool = T::from_arg_matches(&matches)?;
        Ok((tool, matches))
    });
    match parsed {
        Ok((tool, matches)) => run(&tool, &matches),
        Err(error) => usage::end(&command::<T>(), &error, &arguments),
    }
}

fn run<T: Tool>(tool: &T, matches: &ArgMatches) -> ExitCode {
    if tool.package().version == Some(None) {
        return usage::version(T::NAME);
    }
    let ended = match (stray::<T>(matches), tool.tree()) {
        (Some(defect), _) => Err(defect.into()),
        (None, tree) => tool.run_command().unwrap_or_else(|| match tree {
            Some(_) => tool.build(tree),
            None if tool.names_content() => tool.build(None),
            None => Err(missing_tree(tool).into()),
        }),
    };
    Console::new(T::NAME, tool.common()).finish(ended)
}

/// A build's operand or flag in front of a command, which would have no effect.
fn stray<T: Tool>(matches: &ArgMatches) -> Option<Diagnostic> {
    let (command, _) = matches.subcommand()?;
    let global = ["quiet", "verbose", "json", "color", "progress", "max_entries"];
    let given = |id: &clap::Id| {
        matches.value_source(id.as_str()) == Some(clap::parser::ValueSource::CommandLine)
    };
    let mut ids = matches.ids().filter(|id| given(id) && !global.contains(&id.as_str()));
    let id = ids.find(|id| command_has::<T>(id))?.as_str();
    let flag = if id == "tree" { "TREE".to_owned() } else { format!("--{}", id.replace('_', "-")) };
    let problem = format!("has no effect on `{} {command}`", T::NAME);
    let hint = format!("for a tree with the name {command}, use ./{command}");
    Some(flag_defect(repository::codes::OPERAND, &flag, problem).hint(hint))
}

/// True for arguments; clap's identifiers name groups of them too.
fn command_has<T: Tool>(id: &clap::Id) -> bool {
    command::<T>().get_arguments().any(|argument| argument.get_id() == id)
}

fn missing_tree<T: Tool>(tool: &T) -> Diagnostic {
    let hint = match &tool.package().version {
        Some(Some(value)) if tool.package().name.is_none() => {
            format!(
                "{value:?} was used as the version of the package; to print that of the \
                     program, use -V"
            )
        }
        _ => format!(
            "give the staged tree, as in `{} stage -m package.toml`, or use --add, --directory or \
             --link",
            T::NAME
        ),
    };
    flag_defect(repository::codes::OPERAND, "TREE", "is missing").hint(hint)
}
