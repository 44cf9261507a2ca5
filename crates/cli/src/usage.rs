//! Command lines that do not parse.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use pkgtree::{Diagnostic, Source, Subject};

use crate::codes;
use crate::report::Console;

/// Ends a run whose command line did not parse, or asked for help or the version.
pub(crate) fn end(tool: &'static str, error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away, as in `mkdeb --help | head`, is no error.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            let json = arguments.iter().any(|argument| argument == "--json");
            Console::plain(tool, json).finish(Err(diagnostic(tool, error).into()))
        }
    }
}

/// Prints the version of `tool`.
pub(crate) fn version(tool: &str) -> ExitCode {
    let _ = writeln!(io::stdout(), "{tool} {}", env!("CARGO_PKG_VERSION"));
    ExitCode::SUCCESS
}

/// clap's message as one line: its first paragraph is the problem, its tips are the hint.
fn diagnostic(tool: &str, error: &clap::Error) -> Diagnostic {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let problem = one_line(paragraphs.next().unwrap_or_default());
    let problem = match error.kind() {
        // clap has the whole help for a message then.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "names no command".to_owned(),
        _ => problem.strip_prefix("error: ").unwrap_or(&problem).to_owned(),
    };
    let tips: Vec<String> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("tip: "))
        .map(str::to_owned)
        .collect();
    let hint = if tips.is_empty() { format!("see {tool} --help") } else { tips.join("; ") };
    let source = Source::Program;
    let subject = Subject::Field { name: "command line".to_owned(), source };
    Diagnostic::new(codes::SYNTAX, subject, problem).hint(hint)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
