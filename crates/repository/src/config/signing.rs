//! How metadata is signed.

use std::path::{Path, PathBuf};

use pkgtree::description::{Table, Text};
use repo_index::codes;

use super::Root;
use super::published::is_published;

/// How metadata is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// Where the keys are, each of which signs; several while keys are exchanged.
    pub keys: Vec<Secret>,
    /// Where their passwords are; each key is unlocked by one of them, if it is locked.
    pub passwords: Vec<Secret>,
    /// A shell command that reads a message and writes its signature; it signs besides the keys.
    pub command: Option<String>,
    /// Where certificates are by which what is published may be signed besides those of `keys`: those
    /// of `command`, and those that users are to have before or after a key signs.
    pub certificates: Vec<Secret>,
    /// Whether files of keys and passwords may be readable by every user.
    pub allow_readable_key: bool,
    /// The variables of keys and passwords that the command gets all the same.
    pub pass_env: Vec<String>,
}

impl Signing {
    /// The variables that the command does not get: those that keys and passwords are in.
    pub fn withheld(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().chain(&self.passwords).filter_map(|secret| match secret {
            Secret::Environment(name) if !self.pass_env.contains(name) => Some(name.as_str()),
            Secret::Environment(_) | Secret::File(_) => None,
        })
    }
}

/// Where a secret is. The secret itself never stands in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// `file:PATH`: in a file.
    File(PathBuf),
    /// `env:NAME`: in an environment variable.
    Environment(String),
}

impl Secret {
    /// Parses `env:NAME` or `file:PATH`, where the path is relative to `folder`.
    fn parse(text: &str, folder: &Path) -> Option<Self> {
        match text.split_once(':')? {
            ("file", path) if !path.is_empty() => Some(Self::File(folder.join(path))),
            ("env", name) if is_variable(name) => Some(Self::Environment(name.to_owned())),
            _ => None,
        }
    }
}

/// True for the name of an environment variable (POSIX, "Environment Variable Definition").
fn is_variable(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn read(mut table: Table<'_>, folder: &Path, root: Option<&Root>) -> Signing {
    let has_key = table.has("key");
    let keys = secrets(&mut table, "key", folder, root);
    let passwords = secrets(&mut table, "password", folder, root);
    let command = table.line("command");
    let has_certificates = table.has("certificates");
    // Whoever reads these may.
    let certificates = secrets(&mut table, "certificates", folder, None);
    let passed = table.line_or_lines("pass-env").unwrap_or_default();
    let pass_env = passed.into_iter().map(|text| text.value).collect();
    let allow_readable_key = table.flag("allow-readable-key").is_some_and(|flag| flag.value);
    if let Some(command) = command.as_ref().filter(|_| !has_certificates) {
        let problem = "signs, but there is no certificate to verify its signatures with";
        let hint = "name it: certificates = [\"file:archive-key.asc\"]";
        table.report(codes::SIGNING, "command", &command.source, problem, hint);
    }
    if !has_key && command.is_none() {
        table.missing("key", "key = \"file:signing.asc\"");
    }
    table.finish();
    let command = command.map(|text| text.value);
    Signing { keys, passwords, command, certificates, allow_readable_key, pass_env }
}

/// One or more secrets, each once, none of them below `root`, where everybody could fetch it.
fn secrets(
    table: &mut Table<'_>,
    key: &'static str,
    folder: &Path,
    root: Option<&Root>,
) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = Vec::new();
    let given = table.line_or_lines(key);
    if given.as_ref().is_some_and(Vec::is_empty) {
        let hint = "leave the key out, or write \"file:PATH\" or \"env:NAME\"";
        table.report(codes::SIGNING, key, &table.source(), "lists none", hint);
    }
    for text in given.unwrap_or_default() {
        let Some(secret) = secret(table, key, &text, folder) else { continue };
        if let Secret::File(path) = &secret
            && is_published(path, root)
        {
            let problem = format!("{} is below the root, which everybody can read", path.display());
            let hint = "keep it outside the root: use a separate root directory, such as root = \
                        \"public\"";
            table.report(codes::SIGNING, key, &text.source, problem, hint);
        } else if secrets.contains(&secret) {
            let problem = format!("{:?} is given twice", text.value);
            table.report(codes::SIGNING, key, &text.source, problem, "keep one");
        } else {
            secrets.push(secret);
        }
    }
    secrets
}

fn secret(table: &Table<'_>, key: &str, text: &Text, folder: &Path) -> Option<Secret> {
    let secret = Secret::parse(&text.value, folder);
    if secret.is_none() {
        // The value may be the secret itself, so it is not repeated.
        let problem = "is not a location";
        let hint = "write \"file:PATH\" or \"env:NAME\"; the secret itself does not belong here";
        table.report(codes::SIGNING, key, &text.source, problem, hint);
    }
    secret
}
