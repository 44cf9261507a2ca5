//! Where secrets come from: files and variables, never arguments, which every user can see.

use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use diagnostic::{Diagnostic, Subject};
use pkgsign::{Secret, key};

use crate::describe::flag_defect;
use crate::{codes, environment, input};

/// Longer than any file of keys.
const LIMIT: u64 = 16 << 20;

/// Where a secret comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'a> {
    File(&'a Path),
    Variable(&'a str),
    /// Nowhere: the secret itself was given.
    Given,
}

impl<'a> Origin<'a> {
    /// `env:NAME`, else a file, unless it looks like a key itself.
    pub(crate) fn parse(flag: &'a str) -> Self {
        match flag.strip_prefix("env:") {
            Some(name) => Self::Variable(name),
            None if is_key(flag) => Self::Given,
            None => Self::File(Path::new(flag)),
        }
    }

    /// Where a password is. What is no file is not shown: it may be the password.
    pub(crate) fn parse_password(flag: &'a str) -> Self {
        match Self::parse(flag) {
            Self::File(path) if path.symlink_metadata().is_err() => Self::Given,
            origin => origin,
        }
    }

    /// What a defect of it is about; `flag` gave it.
    pub(crate) fn subject(self, flag: &str) -> Subject {
        match self {
            Self::File(path) => Subject::File(path.to_owned()),
            Self::Variable(_) | Self::Given => flag_defect(codes::KEY_UNREADABLE, flag, "").subject,
        }
    }

    /// The bytes of a key: as [`read`](Self::read), and what a variable has in base64 once more is
    /// decoded, since line ends do not outlast every store of secrets.
    pub(crate) fn read_key(self, flag: &str, exposed: bool) -> Result<Vec<u8>, Diagnostic> {
        let bytes = self.read(flag, exposed)?;
        Ok(match self {
            Self::Variable(_) => key::decoded(&bytes).unwrap_or(bytes),
            Self::File(_) | Self::Given => bytes,
        })
    }

    /// Its bytes. A file that every user can read, or that others can change, is refused unless
    /// `exposed` allows it.
    pub(crate) fn read(self, flag: &str, exposed: bool) -> Result<Vec<u8>, Diagnostic> {
        let unreadable = |problem: String, hint: &str| {
            Diagnostic::new(codes::KEY_UNREADABLE, self.subject(flag), problem).hint(hint)
        };
        let export = "set and export it, or name a file";
        match self {
            Self::Variable(name) => match environment::variable(name) {
                Some(value) if !value.is_empty() => Ok(value.into_vec()),
                Some(_) => Err(unreadable(format!("{} is empty", shown(name)), export)),
                None => Err(unreadable(format!("{} is not set", shown(name)), export)),
            },
            Self::Given => {
                let problem = "names no file and no variable; it is not shown, since it may be the \
                               secret itself";
                let hint = "name a file, or a variable as env:NAME: other users see the arguments \
                            of every process";
                Err(unreadable(problem.to_owned(), hint))
            }
            Self::File(path) => match read(path, exposed) {
                Ok(bytes) => Ok(bytes),
                Err(Fault::Exposed(mode)) => {
                    let can = if mode & 0o004 == 0 {
                        "changed by other users"
                    } else {
                        "read by every user"
                    };
                    let problem = format!("can be {can} (mode {mode:04o})");
                    let hint = format!(
                        "chmod 600 {}, or accept it with --allow-readable-key",
                        path.display()
                    );
                    Err(Diagnostic::new(codes::KEY_EXPOSED, self.subject(flag), problem).hint(hint))
                }
                Err(Fault::Io(error)) => {
                    let hint = "name a file that you can read, or a variable as env:NAME";
                    Err(unreadable(format!("could not be read: {error}"), hint))
                }
            },
        }
    }
}

/// True for what can only be a key, and no name of a file.
fn is_key(flag: &str) -> bool {
    flag.contains("-----BEGIN ") || flag.contains('\n') || key::decoded(flag.as_bytes()).is_some()
}

/// A variable by its name, unless that may be the secret: `env:$PASSWORD` where `env:PASSWORD` is meant.
fn shown(name: &str) -> String {
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if name.len() <= 64 && name.bytes().all(is_name) {
        format!("the variable {name}")
    } else {
        "the variable, whose name is not shown because it may be the secret itself,".to_owned()
    }
}

/// A password without the end of the line that it stands on.
pub(crate) fn password(bytes: Vec<u8>) -> Secret {
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    Secret::new(line.strip_suffix(b"\r").unwrap_or(line))
}

enum Fault {
    Exposed(u32),
    Io(io::Error),
}

fn read(path: &Path, exposed: bool) -> Result<Vec<u8>, Fault> {
    let file = input::regular(path).map_err(Fault::Io)?;
    let metadata = file.metadata().map_err(Fault::Io)?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o026 != 0 && !exposed {
        return Err(Fault::Exposed(mode));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT).read_to_end(&mut bytes).map_err(Fault::Io)?;
    Ok(bytes)
}
