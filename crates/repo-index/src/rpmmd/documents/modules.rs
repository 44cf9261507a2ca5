//! `modules`: YAML documents, each with its identity (libmodulemd's `yaml_specs`).

use super::{DocumentError, merged};
use crate::rpmmd::xml::find_forbidden;

/// What identifies a document: its type and these keys of its data.
const KEYS: [&str; 6] = ["name", "module", "stream", "version", "context", "arch"];

/// How many of them are names.
const NAMES: usize = 2;

type Identity = Vec<String>;

/// Checks that the text is of modules, each with its identity.
pub(super) fn parse(text: &[u8]) -> Result<(), DocumentError> {
    match read(text)?.is_empty() {
        true => Err(DocumentError { line: 1, problem: "no document".to_owned() }),
        false => Ok(()),
    }
}

/// The documents of both; those of `given` replace those of `published` that have their identity.
pub(super) fn merge(published: &[u8], given: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let mut text = String::new();
    for module in merged(&read(published)?, &read(given)?) {
        text.push_str("---\n");
        text.push_str(module);
        if !module.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str("...\n");
    Ok(text.into_bytes())
}

/// The documents of a stream, with their identities.
fn read(text: &[u8]) -> Result<Vec<(Identity, &str)>, DocumentError> {
    let line_of = |at: usize| memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
    let error = |line, problem: &str| Err(DocumentError { line, problem: problem.to_owned() });
    let checked = match std::str::from_utf8(text) {
        Ok(checked) => checked,
        Err(found) => return error(line_of(found.valid_up_to()), "a byte that is not UTF-8"),
    };
    if let Some(at) = find_forbidden(text) {
        return error(line_of(at), "a control character");
    }
    let mut modules = Vec::new();
    for (start, document) in documents(checked) {
        let holds_any = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !document.lines().any(holds_any) {
            continue;
        }
        match identity(document) {
            Some(identity) => modules.push((identity, document)),
            None => {
                let problem = "no document of modules: it lacks \"document: modulemd\", or a name";
                return error(line_of(start), problem);
            }
        }
    }
    Ok(modules)
}

/// The documents of a stream and where they start, without `---` before and `...` behind them.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let is_marker = |marker| line.trim_end() == marker;
        if is_marker("---") || is_marker("...") {
            found.push((start, &text[start..at]));
            start = at + line.len();
        }
        at += line.len();
    }
    found.push((start, &text[start..]));
    found
}

/// The identity of a document in YAML's block style, which is what modules are written in.
fn identity(document: &str) -> Option<Identity> {
    let kind = document.lines().find_map(|line| scalar(line, "document"))?;
    let mut data =
        document.lines().skip_while(|line| line.trim_end() != "data:").skip(1).peekable();
    let is_deeper = |line: &&str| line.starts_with(' ') || line.trim().is_empty();
    let indent = data.peek().map(|line| line.len() - line.trim_start().len())?;
    let data: Vec<&str> = data
        .take_while(is_deeper)
        .filter_map(|line| line.split_at_checked(indent))
        .filter(|(blank, _)| blank.trim().is_empty())
        .map(|(_, line)| line)
        .collect();
    let value = |key| data.iter().find_map(|line| scalar(line, key)).unwrap_or_default();
    let values = KEYS.map(value);
    let is_named = values[..NAMES].iter().any(|name| !name.is_empty());
    // A module has one default, whichever stream it is.
    let keys = if kind == "modulemd-defaults" { NAMES } else { KEYS.len() };
    (kind.starts_with("modulemd") && indent > 0 && is_named).then(|| {
        let mut identity = vec![kind];
        identity.extend(values.into_iter().take(keys));
        identity
    })
}

/// The value of `key: value`, which starts the line.
fn scalar(line: &str, key: &str) -> Option<String> {
    let value = line.strip_prefix(key)?.strip_prefix(':')?;
    if !value.starts_with(' ') {
        return None;
    }
    let value = value.split(" #").next().unwrap_or_default().trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote).and_then(|value| value.strip_suffix(*quote)));
    Some(unquoted.unwrap_or(value).to_owned())
}
