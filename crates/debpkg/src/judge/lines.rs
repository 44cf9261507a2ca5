//! Control files of one item a line, as dpkg reads them.

use diagnostic::Code;

use super::{Finding, Flaw, Verdict};

/// Checks each line of the control file `name`, which ends with a line break, by `check`.
pub(super) fn check(
    (name, code): (&str, Code),
    bytes: &[u8],
    verdict: &mut Verdict,
    check: impl Fn(&[u8]) -> Result<(), Flaw>,
) {
    let mut refuse = |place: String, flaw: Flaw| {
        verdict.refusals.push(Finding::new(code, place, flaw.problem, flaw.hint));
    };
    let Some(lines) = bytes.strip_suffix(b"\n") else {
        if !bytes.is_empty() {
            let problem = "has no line break at its end";
            let hint = "end the last line with a line break";
            refuse(name.to_owned(), Flaw::new(problem, hint));
        }
        return;
    };
    for (index, line) in lines.split(|&byte| byte == b'\n').enumerate() {
        if let Err(flaw) = check(line) {
            refuse(format!("{name}: line {}", index + 1), flaw);
        }
    }
}
