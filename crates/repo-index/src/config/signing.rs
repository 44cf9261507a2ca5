//! How metadata is signed.

use std::path::{Path, PathBuf};

use pkgtree::description::{Table, Text};

use crate::codes;

/// How metadata is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// Where the keys are, each of which signs; several while keys are exchanged.
    pub keys: Vec<Secret>,
    /// Where their password is.
    pub password: Option<Secret>,
    /// A program and its arguments that reads a message and writes its signature, in place of keys.
    pub command: Option<String>,
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

pub(super) fn read(mut table: Table<'_>, folder: &Path) -> Signing {
    let given = table.line_or_lines("key");
    let has_key = given.is_some();
    let mut keys: Vec<Secret> = Vec::new();
    for text in given.unwrap_or_default() {
        let Some(key) = secret(&table, "key", &text, folder) else { continue };
        if keys.contains(&key) {
            let problem = format!("{:?} is given twice", text.value);
            table.report(codes::SIGNING, "key", &text.source, problem, "keep one");
        } else {
            keys.push(key);
        }
    }
    let password = table.line("password");
    let password = password.and_then(|text| secret(&table, "password", &text, folder));
    let command = table.line("command");
    if let Some(command) = command.as_ref().filter(|_| has_key) {
        let problem = "keys are given too";
        table.report(codes::SIGNING, "command", &command.source, problem, "keep one of the two");
    }
    if !has_key && command.is_none() {
        table.missing("key", "key = \"file:signing.asc\"");
    }
    table.finish();
    Signing { keys, password, command: command.map(|text| text.value) }
}

fn secret(table: &Table<'_>, key: &str, text: &Text, folder: &Path) -> Option<Secret> {
    let secret = Secret::parse(&text.value, folder);
    if secret.is_none() {
        // The value may be the secret itself, so it is not repeated.
        let problem = "does not say where it is";
        let hint = "write \"file:PATH\" or \"env:NAME\"; the secret itself does not belong here";
        table.report(codes::SIGNING, key, &text.source, problem, hint);
    }
    secret
}
