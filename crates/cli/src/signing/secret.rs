//! Where secrets come from: files and variables, never arguments, which every user can see.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use pkgsign::Secret;
use pkgtree::{Diagnostic, Subject};

use crate::describe::flag_defect;
use crate::{codes, environment};

/// Longer than any file of keys.
const LIMIT: u64 = 16 << 20;

/// Where a secret comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'a> {
    File(&'a Path),
    Variable(&'a str),
}

impl<'a> Origin<'a> {
    /// `env:NAME`, else a file.
    pub(crate) fn parse(flag: &'a str) -> Self {
        flag.strip_prefix("env:").map_or(Self::File(Path::new(flag)), Self::Variable)
    }

    /// What a defect of it is about; `flag` gave it.
    pub(crate) fn subject(self, flag: &str) -> Subject {
        match self {
            Self::File(path) => Subject::File(path.to_owned()),
            Self::Variable(_) => flag_defect(codes::KEY_UNREADABLE, flag, "").subject,
        }
    }

    /// Its bytes. A file that every user can read is refused unless `exposed` allows it.
    pub(crate) fn read(self, flag: &str, exposed: bool) -> Result<Vec<u8>, Diagnostic> {
        let unreadable = |problem: String, hint: &str| {
            Diagnostic::new(codes::KEY_UNREADABLE, self.subject(flag), problem).hint(hint)
        };
        let export = "set and export it, or name a file";
        match self {
            Self::Variable(name) => match environment::variable(name) {
                Some(value) if !value.is_empty() => Ok(value.into_vec()),
                Some(_) => Err(unreadable(format!("the variable {name} is empty"), export)),
                None => Err(unreadable(format!("the variable {name} is not set"), export)),
            },
            Self::File(path) => match read(path, exposed) {
                Ok(bytes) => Ok(bytes),
                Err(Fault::Exposed(mode)) => {
                    let problem = format!("can be read by every user (mode {mode:04o})");
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
    let file = File::open(path).map_err(Fault::Io)?;
    let metadata = file.metadata().map_err(Fault::Io)?;
    if metadata.is_dir() {
        return Err(Fault::Io(io::ErrorKind::IsADirectory.into()));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o004 != 0 && !exposed {
        return Err(Fault::Exposed(mode));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT).read_to_end(&mut bytes).map_err(Fault::Io)?;
    Ok(bytes)
}
