//! Defects and warnings: what is wrong, where, and the mend.

use std::fmt;
use std::os::unix::ffi::OsStrExt;

use crate::{InstallPath, Printable};

/// What kind of failure a [`Code`] stands for. The command lines turn it into an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The command line itself is wrong (exit 2).
    Usage,
    /// A manifest, a tree or a package is wrong (exit 3).
    Input,
    /// A file could not be read or written (exit 4).
    Io,
    /// Something exists already or would be overwritten (exit 5).
    Conflict,
    /// A key or a signature is wrong (exit 6).
    Key,
    /// A check found damage (exit 7).
    Verification,
    /// The clock is wrong (exit 8).
    Clock,
    /// A fault of our own (exit 70).
    Bug,
}

/// The stable number of a defect, shown as `E123`. Each crate lists its own in a module `codes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    number: u16,
    class: Class,
}

impl Code {
    /// A code. Numbers are never reused.
    #[must_use]
    pub const fn new(number: u16, class: Class) -> Self {
        Self { number, class }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The kind of failure.
    #[must_use]
    pub const fn class(self) -> Class {
        self.class
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.number)
    }
}

/// What a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A value of the package description, with where it came from.
    Field {
        /// The field's name as the manifest spells it, such as `deb.section` or `depends[2]`.
        name: String,
        /// Where the value came from.
        source: crate::Source,
    },
    /// A file of the building machine.
    File(std::path::PathBuf),
    /// A path that the package installs.
    Entry(Vec<u8>),
}

impl From<&InstallPath> for Subject {
    fn from(path: &InstallPath) -> Self {
        Self::Entry(path.as_bytes().to_vec())
    }
}

impl fmt::Display for Subject {
    /// `package.toml:3:1: sumary`, `stage/usr/bin/x` or `/usr/bin/x`, escaped as by [`Printable`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { name, source: crate::Source::Program } => {
                Printable(name.as_bytes()).fmt(f)
            }
            Self::Field { name, source } => {
                let source = source.to_string();
                write!(f, "{}: {}", Printable(source.as_bytes()), Printable(name.as_bytes()))
            }
            Self::File(path) => Printable(path.as_os_str().as_bytes()).fmt(f),
            Self::Entry(path) => {
                let path = path.strip_prefix(b"/").unwrap_or(path);
                write!(f, "/{}", Printable(path))
            }
        }
    }
}

/// One defect or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable number.
    pub code: Code,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong, in lower case and without a full stop.
    pub problem: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a hint.
    #[must_use]
    pub fn new(code: Code, subject: Subject, problem: impl Into<String>) -> Self {
        Self { code, subject, problem: problem.into(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Diagnostic {
    /// `E101: package.toml:3:1: sumary: unknown key; did you mean "summary"?`: one line, with every
    /// non-printable character escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.code, self.subject, Printable(self.problem.as_bytes()))?;
        match &self.hint {
            Some(hint) => write!(f, "; {}", Printable(hint.as_bytes())),
            None => Ok(()),
        }
    }
}

/// All defects of an input, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }

    /// `Ok(value)` when there are none, else all of them as the error.
    ///
    /// # Errors
    /// `self`, when it is not empty.
    pub fn into_result<T>(self, value: T) -> Result<T, Diagnostics> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Diagnostics {
    /// One line each, without a line end after the last.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    const CODE: Code = Code::new(7, Class::Input);

    fn field(name: &str) -> Subject {
        Subject::Field { name: name.to_owned(), source: Source::Program }
    }

    #[test]
    fn a_diagnostic_is_one_line() {
        let plain = Diagnostic::new(CODE, field("name"), "is missing");
        assert_eq!(plain.to_string(), "E007: name: is missing");
        let hinted = plain.hint("did you mean \"nmae\"?");
        assert_eq!(hinted.to_string(), "E007: name: is missing; did you mean \"nmae\"?");
        let two: Diagnostics =
            [hinted.clone(), hinted].into_iter().fold(Diagnostics::new(), |mut all, one| {
                all.push(one);
                all
            });
        assert_eq!(two.to_string().lines().count(), 2);
    }

    #[test]
    fn every_part_is_escaped() {
        let name = b"a\x1b]0;x\x07\n\xff".to_vec();
        let text = String::from_utf8_lossy(&name).into_owned();
        for subject in [
            Subject::Entry(name.clone()),
            Subject::File(std::ffi::OsStr::from_bytes(&name).into()),
            field(&text),
        ] {
            let shown = Diagnostic::new(CODE, subject, &text).hint(&text).to_string();
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
        }
        let entry = Diagnostic::new(CODE, Subject::Entry(name), "is odd");
        assert_eq!(entry.to_string(), r"E007: /a\x1b]0;x\x07\x0a\xff: is odd");
    }

    #[test]
    fn results_follow_what_was_found() {
        assert_eq!(Diagnostics::new().into_result(1), Ok(1));
        let found = Diagnostics::from(Diagnostic::new(CODE, field("name"), "is missing"));
        assert_eq!(found.clone().into_result(1), Err(found));
    }
}
