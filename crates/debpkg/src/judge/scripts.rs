//! Maintainer scripts that cannot be run.
//!
//! dpkg runs a script without a first line of `#!`, an empty one included, with `/bin/sh`, and makes
//! files executable that are not. What an interpreter says of a script is not judged, nor whether it is
//! there: it may come from a dependency.

use super::{Finding, Flaw, Verdict};
use crate::codes;
use crate::scripts::ScriptName;

/// Checks the first line of a file that is a script.
pub(super) fn check(name: &[u8], bytes: &[u8], verdict: &mut Verdict) {
    let name = std::str::from_utf8(name).unwrap_or_default();
    if name.parse::<ScriptName>().is_ok()
        && let Some(flaw) = flaw(bytes)
    {
        let finding = Finding::new(codes::SCRIPT, name, flaw.problem, flaw.hint);
        verdict.refusals.push(finding);
    }
}

/// Why the kernel cannot run the script `bytes`.
pub(crate) fn flaw(bytes: &[u8]) -> Option<Flaw> {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = line.strip_prefix(b"#!")?;
    // Linux takes the interpreter up to a blank or tab, and a carriage return is neither.
    let mut words = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty());
    let interpreter = words.next().unwrap_or_default();
    interpreter.ends_with(b"\r").then(|| {
        let problem = format!(
            "cannot be executed: its interpreter is \"{}\", with a carriage return",
            interpreter.escape_ascii()
        );
        Flaw::new(problem, "end the lines of the script with only a line feed")
    })
}
