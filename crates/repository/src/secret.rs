//! Where secrets come from: files and variables, never arguments, which every user can see.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::open_operand;
use pkgsign::{Secret, key};

use crate::codes;
use crate::exposure::Exposure;
use diagnostic::flag_defect;

/// Longer than any file of keys.
const LIMIT: u64 = 16 << 20;

/// Where a secret comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// A file.
    File(&'a Path),
    /// A variable of the environment.
    Variable(&'a str),
    /// Nowhere: the secret itself was given.
    Given,
}

/// Whether files of secrets may be exposed to other users.
#[derive(Clone, Copy, Debug)]
pub struct Exposed {
    /// Whether that is accepted.
    pub is_accepted: bool,
    /// What accepts it.
    pub by: &'static str,
}

impl Exposed {
    /// As a flag of the command line says.
    #[must_use]
    pub fn flag(is_accepted: bool) -> Self {
        Self { is_accepted, by: "--allow-readable-key" }
    }

    /// As `[signing]` of a repository's configuration says.
    #[must_use]
    pub fn configured(is_accepted: bool) -> Self {
        Self { is_accepted, by: "allow-readable-key = true in [signing]" }
    }

    /// What is for everybody to read.
    pub const PUBLIC: Self = Self { is_accepted: true, by: "" };
}

impl<'a> Origin<'a> {
    /// `env:NAME`, else a file, unless it looks like a key itself.
    #[must_use]
    pub fn parse(flag: &'a Secret) -> Self {
        let text = flag.expose();
        match text.strip_prefix(b"env:") {
            Some(name) => std::str::from_utf8(name).map_or(Self::Given, Self::Variable),
            None if is_key(text) => Self::Given,
            None => Self::File(Path::new(OsStr::from_bytes(text))),
        }
    }

    /// Where a password is. What is no file is not shown: it may be the password.
    #[must_use]
    pub fn parse_password(flag: &'a Secret) -> Self {
        match Self::parse(flag) {
            Self::File(path) if path.symlink_metadata().is_err() => Self::Given,
            origin => origin,
        }
    }

    /// What a defect of it is about; `flag` gave it.
    #[must_use]
    pub fn subject(self, flag: &str) -> Subject {
        match self {
            Self::File(path) => Subject::File(path.to_owned()),
            Self::Variable(_) | Self::Given => flag_defect(codes::KEY_UNREADABLE, flag, "").subject,
        }
    }

    /// The bytes of a key: as [`read`](Self::read), and what a variable has in base64 once more is
    /// decoded, since line ends do not outlast every store of secrets.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn read_key(
        self,
        flag: &str,
        exposed: Exposed,
        variable: fn(&str) -> Option<OsString>,
        warnings: &mut Diagnostics,
    ) -> Result<Secret, Diagnostic> {
        let secret = self.read(flag, exposed, variable, warnings)?;
        Ok(match self {
            Self::Variable(_) => key::decoded(secret.expose()).unwrap_or(secret),
            Self::File(_) | Self::Given => secret,
        })
    }

    /// The secret. A file that others can change, or that every user can read and needs not, is refused
    /// unless that is accepted; one that others can read otherwise is warned of.
    ///
    /// # Errors
    /// A file that cannot be read, or is refused; a variable that is not set; a secret that was given itself.
    pub fn read(
        self,
        flag: &str,
        exposed: Exposed,
        variable: fn(&str) -> Option<OsString>,
        warnings: &mut Diagnostics,
    ) -> Result<Secret, Diagnostic> {
        let unreadable = |problem: String, hint: &str| {
            Diagnostic::new(codes::KEY_UNREADABLE, self.subject(flag), problem).hint(hint)
        };
        let export = "set and export it, or give a file";
        match self {
            Self::Variable(name) => match variable(name) {
                Some(value) if !value.is_empty() => Ok(value.into()),
                Some(_) => Err(unreadable(format!("{} is empty", shown(name)), export)),
                None => Err(unreadable(format!("{} is not set", shown(name)), export)),
            },
            Self::Given => {
                let problem = "is neither a file nor a variable; it is not shown, because it may \
                               be the secret itself";
                let hint = "give a file, or a variable as env:NAME: other users can see the \
                            arguments of every process";
                Err(unreadable(problem.to_owned(), hint))
            }
            Self::File(path) => {
                let failed = |error: io::Error| {
                    let hint = "name a file that you can read, or a variable as env:NAME";
                    unreadable(format!("could not be read: {error}"), hint)
                };
                let file = open_operand(path).map_err(failed)?;
                let found =
                    if exposed.is_accepted { None } else { Exposure::of(&file).map_err(failed)? };
                if let Some(found) = found {
                    let hint = hint(path, &found, exposed);
                    let defect =
                        Diagnostic::new(codes::KEY_EXPOSED, self.subject(flag), found.problem)
                            .hint(hint);
                    if found.is_refused {
                        return Err(defect);
                    }
                    warnings.push(defect);
                }
                Secret::read(file.take(LIMIT)).map_err(failed)
            }
        }
    }
}

/// How an exposure ends.
fn hint(path: &Path, exposure: &Exposure, exposed: Exposed) -> String {
    let end = match exposure.is_ours {
        true => format!("chmod 600 {}", path.display()),
        false => "have it mounted or given to this user with mode 0400".to_owned(),
    };
    format!("{end}, or accept it with {}", exposed.by)
}

/// True for what can only be a key, and no name of a file.
fn is_key(flag: &[u8]) -> bool {
    let begin = b"-----BEGIN ";
    flag.windows(begin.len()).any(|it| it == begin)
        || flag.contains(&b'\n')
        || key::decoded(flag).is_some()
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
