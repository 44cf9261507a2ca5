//! `modules`: YAML documents, each with its identity (libmodulemd's `yaml_specs`).
//!
//! dnf stops at a stream that libmodulemd cannot load, so that nothing else is published: each
//! document is held to what libmodulemd asks of it, and stands between markers of its own.

mod print;
mod schema;
mod yaml;

use std::collections::HashMap;

use super::{DocumentError, clashing, merged};
use crate::rpmmd::xml::find_forbidden;
use yaml::{Document, Lines, Node};

/// What identifies a document: its type and these keys of its data.
const KEYS: [&str; 6] = ["name", "module", "stream", "version", "context", "arch"];
/// How many of them are names.
const NAMES: usize = 2;

/// The parts of a module's identity that it always says: its type, names and stream.
const FIXED: usize = 2 + NAMES;

/// The type of documents that are modules.
const MODULE: &str = "modulemd";

type Identity = Vec<String>;

/// Whether libmodulemd takes a module for one that it has loaded: what a module does not say of its
/// version, context or architecture may be anything.
fn covers(module: &Identity, loaded: &Identity) -> bool {
    let mut parts = module.iter().zip(loaded).enumerate();
    module.len() == loaded.len()
        && parts.all(|(at, (one, other))| one == other || at >= FIXED && is_unsaid(one))
}

/// Whether a module leaves out a part of its identity.
fn is_vague(identity: &Identity) -> bool {
    identity[0] == MODULE && identity.iter().skip(FIXED).any(|part| is_unsaid(part))
}

fn is_unsaid(part: &str) -> bool {
    matches!(part, "" | "0")
}

/// The documents of a text of modules, each checked, in the form in which they are published.
pub(super) fn parse(text: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let modules = read(text)?;
    if modules.is_empty() {
        return Err(DocumentError { line: 1, problem: "no document".to_owned() });
    }
    Ok(stream(modules.iter().map(|(_, text)| text.as_str())))
}

/// The documents of both; those of `given` replace those of `published` that have their identity.
pub(super) fn merge(published: &[u8], given: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let (published, given) = (read(published)?, read(given)?);
    let text = stream(merged(&borrowed(&published), &borrowed(&given)));
    // Two documents that load by themselves may not load together.
    read(&text)?;
    Ok(text)
}

/// The modules and such, by their identities, that differ.
pub(super) fn clashes(one: &[u8], other: &[u8]) -> Result<Vec<String>, DocumentError> {
    let (one, other) = (read(one)?, read(other)?);
    let (one, other) = (borrowed(&one), borrowed(&other));
    let shown = |identity: &Identity| {
        let parts: Vec<&str> = identity.iter().skip(1).map(String::as_str).collect();
        format!("{} {}", identity[0], parts.join(":").trim_matches(':'))
    };
    Ok(clashing(&one, &other).into_iter().map(|identity| shown(identity)).collect())
}

fn borrowed(modules: &[(Identity, String)]) -> Vec<(&Identity, &str)> {
    modules.iter().map(|(identity, text)| (identity, text.as_str())).collect()
}

/// Documents between markers.
fn stream<'a>(modules: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut text = String::new();
    for module in modules {
        text.push_str("---\n");
        text.push_str(module);
        if !module.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str("...\n");
    text.into_bytes()
}

/// The documents of a stream, with their identities; documents that hold nothing are left out.
fn read(text: &[u8]) -> Result<Vec<(Identity, String)>, DocumentError> {
    let line_of = |at: usize| memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
    let error = |line, problem: &str| DocumentError { line, problem: problem.to_owned() };
    let checked = match std::str::from_utf8(text) {
        Ok(checked) => checked.strip_prefix('\u{feff}').unwrap_or(checked),
        Err(found) => {
            return Err(error(line_of(found.valid_up_to()), "a byte that is not UTF-8"));
        }
    };
    if let Some(at) = find_forbidden(text) {
        return Err(error(line_of(at), "a control character"));
    }
    let mut modules: Vec<(Identity, String)> = Vec::new();
    let mut places = HashMap::<Identity, usize>::new();
    let mut by_name = HashMap::<Identity, Vec<usize>>::new();
    let lines = Lines::new(checked);
    yaml::each_document(&lines, |document| {
        if document.root.is_null() {
            return Ok(());
        }
        let line = document.root.line;
        let Some(identity) = identity(&document.root) else {
            let problem = "no document of modules: it lacks \"document: modulemd\", or a name";
            return Err(error(line, problem));
        };
        schema::check(&document.root)?;
        let text = text_of(&document, &lines);
        let exact = places.get(&identity).copied();
        let clash = match exact {
            None if is_vague(&identity) => {
                let named = by_name.get(&identity[..FIXED]).map(Vec::as_slice).unwrap_or_default();
                named.iter().copied().find(|&at| covers(&identity, &modules[at].0))
            }
            exact => exact,
        };
        if identity[0] == MODULE
            && let Some(other) = clash
            && !is_like(&modules[other].1, &document.root)
        {
            let name = identity[1..].join(":");
            let problem = format!("a second module {name} with other content");
            return Err(DocumentError { line, problem });
        }
        // Of documents that are no modules, libmodulemd takes the last.
        if let Some(at) = exact {
            modules[at].1 = text;
        } else {
            if identity[0] == MODULE {
                by_name.entry(identity[..FIXED].to_vec()).or_default().push(modules.len());
            }
            places.insert(identity.clone(), modules.len());
            modules.push((identity, text));
        }
        Ok(())
    })?;
    Ok(modules)
}

/// Whether the text of a document says the same as another. Its tree is made anew: two of one identity
/// are rare, and trees are large.
fn is_like(text: &str, root: &Node) -> bool {
    let documents = yaml::documents(&Lines::new(text));
    documents.is_ok_and(|all| all.iter().all(|other| other.root.is_like(root)))
}

/// The text of a document: as it was given where every reader of YAML takes it for the same, else
/// printed anew.
fn text_of(document: &Document, lines: &Lines<'_>) -> String {
    let text = document.text(lines);
    let is_plain = document.is_plain && !text.contains(|c| ODD.contains(&c));
    let again = || yaml::documents(&Lines::new(text)).ok().filter(|all| all.len() == 1)?.pop();
    match is_plain && again().is_some_and(|again| again.root == document.root) {
        true => text.to_owned(),
        false => print::print(&document.root),
    }
}

/// Characters that readers of YAML 1.1 and 1.2 take for different things.
const ODD: [char; 6] = ['\t', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'];

/// What identifies a document.
fn identity(root: &Node) -> Option<Identity> {
    let kind = schema::kind(root.get("document")?.text()?)?;
    let data = root.get("data")?;
    let values = KEYS.map(|key| data.get(key).and_then(Node::text).unwrap_or_default());
    let is_named = values[..NAMES].iter().any(|name| !name.is_empty());
    // A module has one default, whichever stream it is.
    let keys = if kind == "modulemd-defaults" { NAMES } else { KEYS.len() };
    is_named.then(|| {
        let mut identity = vec![kind.to_owned()];
        identity.extend(values.into_iter().take(keys).map(str::to_owned));
        identity
    })
}
