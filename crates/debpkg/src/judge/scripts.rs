//! Maintainer scripts that cannot be run.
//!
//! dpkg runs a script without a first line of `#!`, an empty one included, with `/bin/sh`, and makes
//! files executable that are not. What an interpreter says of a script is not judged, nor whether it is
//! there: it may come from a dependency.

use super::{Finding, Verdict};
use crate::codes;
use crate::read::ControlFile;
use crate::scripts::ScriptName;

/// Checks the first line of a file that is a script.
pub(super) fn check(file: &ControlFile, verdict: &mut Verdict) {
    let name = std::str::from_utf8(&file.name).unwrap_or_default();
    if name.parse::<ScriptName>().is_err() {
        return;
    }
    let line = file.bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let Some(line) = line.strip_prefix(b"#!") else { return };
    // Linux takes the interpreter up to a blank or tab, and a carriage return is neither.
    let mut words = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty());
    let interpreter = words.next().unwrap_or_default();
    if interpreter.ends_with(b"\r") {
        let problem = format!(
            "cannot be run: its interpreter is \"{}\", with a carriage return",
            interpreter.escape_ascii()
        );
        let hint = "end the lines of the script with a line feed alone";
        verdict.refusals.push(Finding::new(codes::SCRIPT, name, problem, hint));
    }
}
