//! One defect or warning: what is wrong, where, and the fix.

use std::fmt;

use crate::{Code, Printable, Subject};

/// One defect or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable number.
    pub code: Code,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong, in lower case and without a full stop.
    pub problem: String,
    /// How to fix it.
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
