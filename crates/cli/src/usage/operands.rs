//! Operands where none is expected.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What to do instead of giving one operand too many to the command `tool`.
pub(super) fn hint(error: &clap::Error, tool: &str, arguments: &[&str]) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument || tool == "mkrepo" {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    if given.starts_with('-') {
        return None;
    }
    let at = arguments.iter().position(|argument| argument == given)?;
    let before = at.checked_sub(1).and_then(|before| arguments.get(before)).copied();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| given.ends_with(suffix));
    Some(if before == Some("-v") {
        format!("-v is --verbose; set the package version with --version {given}")
    } else if ends(&[".yaml", ".yml", ".json"]) {
        "a manifest is a TOML file, given as -m package.toml".to_owned()
    } else if ends(&[".toml"]) {
        format!("a manifest is given as -m {given}")
    } else if ends(&[".deb", ".rpm"]) {
        format!("the output file is given as -o {given}")
    } else {
        format!("a package is built from one TREE; add other files with --add {given}=TARGET")
    })
}
