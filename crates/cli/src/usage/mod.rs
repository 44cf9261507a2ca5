//! Command lines that do not parse.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use diagnostic::{Diagnostic, Source, Subject};

use crate::codes;
use crate::report::Console;

mod habits;
mod operands;

/// Ends a run of `command` whose command line did not parse, or asked for help or the version.
pub(crate) fn end(
    command: &clap::Command,
    error: &clap::Error,
    arguments: &[OsString],
) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away, as in `mkdeb --help | head`, is no error.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            let json = arguments.iter().any(|argument| argument == "--json");
            let tool = habits::tool(command.get_name());
            Console::plain(tool, json).finish(Err(diagnostic(command, error, arguments).into()))
        }
    }
}

/// Prints the version of `tool`.
pub(crate) fn version(tool: &str) -> ExitCode {
    let _ = writeln!(io::stdout(), "{tool} {}", env!("CARGO_PKG_VERSION"));
    ExitCode::SUCCESS
}

/// clap's message as one line: its first paragraph is the problem. The hint is what a flag of another
/// tool is called here, else clap's tips, else where the help is.
fn diagnostic(command: &clap::Command, error: &clap::Error, arguments: &[OsString]) -> Diagnostic {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let problem = one_line(paragraphs.next().unwrap_or_default());
    let problem = match error.kind() {
        // clap has the whole help for a message then.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "names no command".to_owned(),
        _ => problem.strip_prefix("error: ").unwrap_or(&problem).to_owned(),
    };
    let arguments: Vec<_> = arguments.iter().skip(1).map(|it| it.to_string_lossy()).collect();
    let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
    let path = path(command, &arguments);
    let known = habits::hint(error, command.get_name(), &arguments)
        .map(str::to_owned)
        .or_else(|| operands::hint(error, command.get_name(), &arguments));
    let hint = known.unwrap_or_else(|| {
        let tips = text.lines().filter_map(|line| line.trim().strip_prefix("tip: "));
        // How to pass a value that looks like a flag is of no use to who mistook a flag.
        let tips: Vec<&str> = tips.filter(|tip| !tip.starts_with("to pass")).collect();
        if tips.is_empty() { format!("see {path} --help") } else { tips.join("; ") }
    });
    let source = Source::Program;
    let subject = Subject::Field { name: "command line".to_owned(), source };
    Diagnostic::new(codes::SYNTAX, subject, problem).hint(hint)
}

/// The command that the arguments are for, as in `mkrepo key generate`.
fn path(command: &clap::Command, arguments: &[&str]) -> String {
    let mut path = command.get_name().to_owned();
    let mut current = command;
    for argument in arguments {
        if let Some(found) = current.find_subcommand(argument) {
            path = format!("{path} {}", found.get_name());
            current = found;
        }
    }
    path
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
