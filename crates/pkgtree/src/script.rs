//! Scripts that the system runs.

use std::fmt;

/// What a script's first line names: the interpreter, and what is handed to it before the script.
///
/// The kernel hands over everything after the interpreter as one argument (execve(2)).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Interpreter {
    /// The absolute path.
    pub path: String,
    /// The argument, when there is one.
    pub argument: Option<String>,
}

impl fmt::Display for Interpreter {
    /// As it stands after the `#!`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.argument.iter().try_for_each(|argument| write!(f, " {argument}"))
    }
}

/// Why the system could not run a script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// There is nothing in it but blanks.
    #[error("is empty")]
    Empty,
    /// It starts with U+FEFF.
    #[error("starts with a byte order mark, so the kernel does not see the \"#!\"")]
    ByteOrderMark,
    /// It has no `#!`.
    #[error("does not start with \"#!\"")]
    NoInterpreter,
    /// There is nothing after the `#!`.
    #[error("has no interpreter after \"#!\"")]
    EmptyInterpreter,
    /// The interpreter is not an absolute path.
    #[error("has the interpreter {0:?}, which is not an absolute path")]
    RelativeInterpreter(String),
    /// The first line ends in CR LF.
    #[error("ends its first line in CR LF, so the kernel looks for {0:?}")]
    CarriageReturn(String),
    /// A NUL byte, at this offset.
    #[error("has a NUL byte at offset {0}")]
    Nul(usize),
    /// Not UTF-8, from this byte of its first line on.
    #[error("has an interpreter that is not UTF-8 at byte {0}")]
    NotUtf8(usize),
}

impl ScriptError {
    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "remove the script, or add commands to it",
            Self::ByteOrderMark => "save it as UTF-8 without a byte order mark",
            Self::NoInterpreter | Self::EmptyInterpreter => "start it with the line \"#!/bin/sh\"",
            Self::RelativeInterpreter(_) | Self::NotUtf8(_) => {
                "use the absolute path of the interpreter, such as \"/bin/sh\""
            }
            Self::CarriageReturn(_) => "save it with Unix line ends, for example with dos2unix(1)",
            Self::Nul(_) => "give a script, not a binary",
        }
    }
}

/// Checks that the system can run the script `bytes` by its first line, `#!interpreter argument`.
///
/// # Errors
/// Why it cannot.
pub fn check(bytes: &[u8]) -> Result<Interpreter, ScriptError> {
    check_text(bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let command = line.strip_prefix(b"#!").ok_or(ScriptError::NoInterpreter)?;
    let command = str::from_utf8(command)
        .map_err(|error| ScriptError::NotUtf8(error.valid_up_to() + "#!".len()))?;
    let command = command.trim_matches(BLANKS);
    if command.ends_with('\r') {
        return Err(ScriptError::CarriageReturn(command.to_owned()));
    }
    let (path, argument) = command.split_once(BLANKS).unwrap_or((command, ""));
    match path {
        "" => Err(ScriptError::EmptyInterpreter),
        _ if path.starts_with('/') => {
            let argument = Some(argument.trim_start_matches(BLANKS).to_owned());
            let argument = argument.filter(|argument| !argument.is_empty());
            Ok(Interpreter { path: path.to_owned(), argument })
        }
        _ => Err(ScriptError::RelativeInterpreter(path.to_owned())),
    }
}

/// Checks that `bytes` can be a script at all, anyone who runs it: a text that is not empty.
///
/// # Errors
/// Why it cannot.
pub fn check_text(bytes: &[u8]) -> Result<(), ScriptError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ScriptError::Empty);
    }
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ScriptError::Nul(offset));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(ScriptError::ByteOrderMark);
    }
    Ok(())
}

const BLANKS: [char; 2] = [' ', '\t'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_run_name_their_interpreter() {
        for (script, interpreter) in [
            ("#!/bin/sh\n", "/bin/sh"),
            ("#! /usr/bin/perl -w\nexit 0", "/usr/bin/perl -w"),
            ("#!/bin/sh -e\nx\r\n", "/bin/sh -e"),
            ("#!\t/usr/bin/env \t-S python3 -I \n", "/usr/bin/env -S python3 -I"),
        ] {
            let found = check(script.as_bytes()).unwrap();
            assert_eq!(found.to_string(), interpreter);
        }
        let one = Interpreter { path: "/x".into(), argument: Some("-S python3 -I".into()) };
        assert_eq!(check(b"#!/x -S python3 -I"), Ok(one));
    }

    #[test]
    fn scripts_that_do_not_run_are_told() {
        let nearly = |text: &str| check(text.as_bytes()).unwrap_err();
        assert_eq!(nearly(""), ScriptError::Empty);
        assert_eq!(nearly(" \n\r\n"), ScriptError::Empty);
        assert_eq!(nearly("\u{feff}#!/bin/sh\n"), ScriptError::ByteOrderMark);
        assert_eq!(nearly("echo\n#!/bin/sh\n"), ScriptError::NoInterpreter);
        assert_eq!(nearly("#!\nx"), ScriptError::EmptyInterpreter);
        assert_eq!(nearly("#! \nx"), ScriptError::EmptyInterpreter);
        assert_eq!(nearly("#!sh\n"), ScriptError::RelativeInterpreter("sh".into()));
        assert_eq!(
            nearly("#!/bin/sh\r\necho\r\n"),
            ScriptError::CarriageReturn("/bin/sh\r".into())
        );
        assert_eq!(nearly("#!/bin/sh\n\0"), ScriptError::Nul(10));
        assert_eq!(check(b"#!/bin/\xff\n"), Err(ScriptError::NotUtf8(7)));
    }
}
