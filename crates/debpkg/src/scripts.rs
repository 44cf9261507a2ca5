//! Maintainer scripts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The scripts that dpkg and debconf run (deb-preinst(5) and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptName {
    /// `config`, run by debconf.
    Config,
    /// `postinst`
    Postinst,
    /// `postrm`
    Postrm,
    /// `preinst`
    Preinst,
    /// `prerm`
    Prerm,
}

impl ScriptName {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 5] =
        [Self::Config, Self::Postinst, Self::Postrm, Self::Preinst, Self::Prerm];

    /// The name of its file in the control member.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Postinst => "postinst",
            Self::Postrm => "postrm",
            Self::Preinst => "preinst",
            Self::Prerm => "prerm",
        }
    }
}

impl fmt::Display for ScriptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ScriptName {
    type Err = ScriptNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| ScriptNameError(text.to_owned()))
    }
}

/// Not the name of a maintainer script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a maintainer script; known are config, postinst, postrm, preinst and prerm")]
pub struct ScriptNameError(pub String);

/// A script, checked: it starts with `#!` and an absolute interpreter, and holds no NUL.
#[derive(Clone, Debug)]
pub struct MaintainerScript {
    /// Which.
    pub name: ScriptName,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Why dpkg could not run a script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ScriptError {
    #[error("is empty")]
    Empty,
    #[error("starts with a byte order mark, so the kernel does not see the \"#!\"")]
    ByteOrderMark,
    #[error("does not start with \"#!\"")]
    NoInterpreter,
    #[error("names no interpreter behind \"#!\"")]
    EmptyInterpreter,
    #[error("names the interpreter {0:?}, which is not an absolute path")]
    RelativeInterpreter(String),
    #[error("ends its first line in CR LF, so the kernel looks for {0:?}")]
    CarriageReturn(String),
    #[error("has a NUL byte at offset {0}")]
    Nul(usize),
}

impl ScriptError {
    /// How to mend it.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "leave the script out, or write what it is to do",
            Self::ByteOrderMark => "save it as UTF-8 without a byte order mark",
            Self::NoInterpreter | Self::EmptyInterpreter => "start it with the line \"#!/bin/sh\"",
            Self::RelativeInterpreter(_) => {
                "name the interpreter by its absolute path, such as \"/bin/sh\""
            }
            Self::CarriageReturn(_) => "save it with Unix line ends, as by dos2unix(1)",
            Self::Nul(_) => "give a script, not a binary",
        }
    }
}

/// Checks that dpkg can run the script `bytes`.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ScriptError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ScriptError::Empty);
    }
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ScriptError::Nul(offset));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(ScriptError::ByteOrderMark);
    }
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let command = line.strip_prefix(b"#!").ok_or(ScriptError::NoInterpreter)?;
    let command = String::from_utf8_lossy(command);
    let interpreter = command.trim_matches([' ', '\t']);
    if interpreter.ends_with('\r') {
        return Err(ScriptError::CarriageReturn(interpreter.to_owned()));
    }
    match interpreter.split([' ', '\t']).next() {
        None | Some("") => Err(ScriptError::EmptyInterpreter),
        Some(path) if path.starts_with('/') => Ok(()),
        Some(path) => Err(ScriptError::RelativeInterpreter(path.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_run_pass() {
        for script in ["#!/bin/sh\n", "#! /usr/bin/perl -w\nexit 0", "#!/bin/sh -e\nx\r\n"] {
            assert_eq!(check(script.as_bytes()), Ok(()), "{script:?}");
        }
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
    }

    #[test]
    fn names_read_back() {
        for name in ScriptName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        assert!("postist".parse::<ScriptName>().is_err());
        assert!(ScriptName::ALL.is_sorted_by_key(|name| name.as_str()));
    }
}
