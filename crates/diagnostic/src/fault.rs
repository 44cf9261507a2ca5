//! Defects that every crate may come upon: of options, of files, of whatever has causes.

use std::io;
use std::path::Path;

use crate::{Code, Diagnostic, Source, Subject, codes};

/// A defect of the value of an option, or of an operand, by its name.
pub fn flag_defect(code: Code, flag: &str, problem: impl Into<String>) -> Diagnostic {
    let subject = Subject::Field { name: flag.to_owned(), source: Source::Program };
    Diagnostic::new(code, subject, problem)
}

/// The defect of a file that cannot be read.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let problem = format!("could not be read: {error}");
    Diagnostic::new(codes::READ, Subject::File(path.to_owned()), problem)
}

/// The defect of a file that could not be written, or exists already.
#[must_use]
pub fn unwritten(path: &Path, error: &io::Error) -> Diagnostic {
    let about =
        |code, problem: String| Diagnostic::new(code, Subject::File(path.to_owned()), problem);
    if error.kind() == io::ErrorKind::AlreadyExists {
        return about(codes::EXISTS, "exists already".to_owned()).hint("replace it with --force");
    }
    let text = error.to_string();
    let cause = text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text);
    about(codes::WRITE, format!("could not be written: {cause}"))
}

/// An error with everything behind it, as one line.
#[must_use]
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
