//! Saying it.

use std::fmt::Debug;
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use diagnostic::{Code, Diagnostic, Diagnostics, Printable, Source, Subject, excerpt};
use pkgtree::description::ManifestFile;
use serde_json::{Value, json};

use super::Failure;
use super::json::{self, DiagnosticDocument, diagnostic_documents};
use super::kinds::kinds;
use super::redact::{may_show, redacted};
use crate::args::{CommonArgs, When};
use crate::{codes, environment, exit};

/// No more errors than these are said, and no more kinds of warnings.
const LIMIT: usize = 100;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const CARET: Style = AnsiColor::Cyan.on_default();

/// What a command did.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The result for a person, on standard output; with its line breaks.
    pub(crate) result: Vec<u8>,
    /// The result as JSON: an object.
    pub(crate) document: serde_json::Map<String, Value>,
    /// The result in either form, instead of both, where it may be too long to be held as a text.
    pub(crate) listing: Option<Box<dyn Listing>>,
    /// What else a person may want to know, a line each, on standard error.
    pub(crate) summary: Vec<String>,
    /// What was odd.
    pub(crate) warnings: Diagnostics,
    /// The manifest, to show the lines that the warnings are on.
    pub(crate) manifest: Option<ManifestFile>,
    /// The exit code.
    pub(crate) exit: u8,
}

/// A result that is made while it is written, so that what it is made from is all that takes memory.
pub(crate) trait Listing: Debug {
    /// Writes it for a person, with its line breaks.
    fn text(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes it as JSON: an object, in which `warnings` stand behind everything else.
    fn document(&self, warnings: &[DiagnosticDocument], out: &mut dyn Write) -> io::Result<()>;
}

/// How a command speaks.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    tool: &'static str,
    json: bool,
    quiet: bool,
    verbose: bool,
    color: bool,
}

impl Console {
    /// The console of `tool`, as its flags say.
    pub(crate) fn new(tool: &'static str, args: &CommonArgs) -> Self {
        let color = match args.color {
            When::Always => true,
            When::Never => false,
            When::Auto => environment::stderr_is_terminal() && !environment::no_color(),
        };
        Self { tool, json: args.json, quiet: args.quiet, verbose: args.verbose, color }
    }

    /// The console of `tool` when its flags did not parse.
    pub(crate) fn plain(tool: &'static str, json: bool) -> Self {
        Self { tool, json, quiet: false, verbose: false, color: false }
    }

    /// Says how a command ended.
    pub(crate) fn finish(&self, ended: Result<Outcome, Failure>) -> ExitCode {
        match ended {
            Ok(outcome) => self.done(outcome),
            Err(failure) => self.failed(&failure),
        }
    }

    fn done(&self, mut outcome: Outcome) -> ExitCode {
        self.say_warnings(&outcome.warnings, outcome.manifest.as_ref());
        if !self.quiet && !self.json {
            for line in &outcome.summary {
                say(&format!("{}: {}", self.tool, Printable(line.as_bytes())));
            }
        }
        let written = if self.json {
            let warnings = diagnostic_documents(&outcome.warnings, usize::MAX);
            match &outcome.listing {
                Some(listing) => print(|out| listing.document(&warnings, out)),
                None => {
                    outcome.document.insert("warnings".to_owned(), json!(warnings));
                    print(|out| json::write(&outcome.document, out))
                }
            }
        } else {
            match &outcome.listing {
                Some(listing) => print(|out| listing.text(out)),
                None => print(|out| out.write_all(&outcome.result)),
            }
        };
        self.printed(written, outcome.exit)
    }

    fn failed(&self, failure: &Failure) -> ExitCode {
        let manifest = failure.manifest.as_ref();
        self.say_warnings(&failure.warnings, manifest);
        self.say_errors(&failure.errors, manifest);
        let exit = exit::code(&failure.errors);
        if !self.json {
            return ExitCode::from(exit);
        }
        let document = json!({
            "errors": diagnostic_documents(&failure.errors, LIMIT),
            "more_errors": failure.errors.as_slice().len().saturating_sub(LIMIT),
            "warnings": diagnostic_documents(&failure.warnings, usize::MAX),
        });
        self.printed(print(|out| json::write(&document, out)), exit)
    }

    /// A reader that went away is no error: it has what it wanted.
    fn printed(&self, written: io::Result<()>, exit: u8) -> ExitCode {
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let subject = Subject::File("standard output".into());
                let error = Diagnostic::new(codes::STDOUT, subject, error.to_string()).into();
                self.say_errors(&error, None);
                ExitCode::from(exit::code(&error))
            }
            _ => ExitCode::from(exit),
        }
    }

    /// Says warnings: all of them when more is asked for, else each kind in one line.
    fn say_warnings(&self, warnings: &Diagnostics, manifest: Option<&ManifestFile>) {
        let all = warnings.as_slice();
        if self.verbose {
            all.iter().for_each(|warning| self.say_one("warning", WARNING, warning, manifest));
            return;
        }
        let kinds = kinds(all);
        for kind in kinds.iter().take(LIMIT) {
            match kind.only() {
                Some(warning) => self.say_one("warning", WARNING, warning, manifest),
                None => self.say("warning", WARNING, kind.first().code, &kind.line()),
            }
        }
        if kinds.len() > LIMIT {
            let more = kinds.len() - LIMIT;
            say(&format!("{}: warning: and {more} more kinds; -v shows all", self.tool));
        }
    }

    fn say_errors(&self, errors: &Diagnostics, manifest: Option<&ManifestFile>) {
        let all = errors.as_slice();
        all.iter().take(LIMIT).for_each(|error| self.say_one("error", ERROR, error, manifest));
        if all.len() > LIMIT {
            say(&format!("{}: error: and {} more", self.tool, all.len() - LIMIT));
        }
    }

    /// Says `diagnostic`, with the line of the manifest that it is about.
    fn say_one(
        &self,
        word: &str,
        style: Style,
        diagnostic: &Diagnostic,
        manifest: Option<&ManifestFile>,
    ) {
        let text = diagnostic.to_string();
        let text = text.strip_prefix(&format!("{}: ", diagnostic.code)).unwrap_or(&text);
        self.say(word, style, diagnostic.code, text);
        if let (Some(manifest), Subject::Field { source, .. }) = (manifest, &diagnostic.subject)
            && is_showable(&manifest.text, source)
            && let Some(excerpt) = excerpt(&manifest.text, source)
        {
            say(&self.styled(CARET, excerpt.trim_end_matches('\n')));
        }
    }

    fn say(&self, word: &str, style: Style, code: Code, text: &str) {
        let word = self.styled(style, &format!("{word}[{code}]"));
        say(&format!("{}: {word}: {text}", self.tool));
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Whether the line that `source` names holds no secret.
fn is_showable(text: &[u8], source: &Source) -> bool {
    let text = String::from_utf8_lossy(text);
    let Source::Manifest { line, .. } = source else { return true };
    let at = usize::try_from(*line).unwrap_or(usize::MAX).saturating_sub(1);
    may_show(&text, at)
}

/// Prints on standard output.
fn print(content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    content(&mut out)?;
    out.flush()
}

/// A line on standard error. Nothing can be done when nobody reads it.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", redacted(line));
}
