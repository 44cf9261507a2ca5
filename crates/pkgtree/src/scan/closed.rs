//! Modes for files that rules give to directories, too: `0640` of a directory lets nobody enter it.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, Subject};

use super::Found;
use super::findings::Findings;
use crate::{AttributeRule, InstallPath, Mode, codes};

/// The directories that a rule leaves readable but closed, by the index of the rule.
#[derive(Debug, Default)]
pub(super) struct Closed(BTreeMap<usize, Directories>);

#[derive(Debug)]
struct Directories {
    first: InstallPath,
    mode: Mode,
    count: usize,
}

impl Closed {
    /// Looks at a directory whose mode was `before` and was last given by the rule `index`, which
    /// says nothing of directories in particular.
    pub(super) fn note(&mut self, index: usize, before: Mode, found: &Found) {
        let mode = found.entry.mode;
        if closed_to(mode) & !closed_to(before) == 0 {
            return;
        }
        let first = || Directories { first: found.entry.path.clone(), mode, count: 0 };
        self.0.entry(index).or_insert_with(first).count += 1;
    }

    /// Reports each rule once.
    pub(super) fn report(self, rules: &[AttributeRule], findings: &mut Findings) {
        for (index, Directories { first, mode, count }) in self.0 {
            let AttributeRule { pattern, mode: Some(change), .. } = &rules[index] else { continue };
            let others = match count {
                1 => String::new(),
                2 => " and another directory".to_owned(),
                _ => format!(" and {} more directories", count - 1),
            };
            let problem = format!(
                "\"{change}\" makes the directory {first}{others} readable but not searchable \
                 ({mode})"
            );
            let open = Mode::from_bits((mode.bits() | closed_to(mode)).into());
            let text = pattern.value.as_str();
            let hint = format!(
                "use file-mode = \"{change}\" for files only (--file-mode '{text}={change}'), or \
                 also set dir-mode = \"{open}\" (--dir-mode '{text}={open}')"
            );
            let subject =
                Subject::Field { name: "file.mode".to_owned(), source: pattern.source.clone() };
            findings.defect(Diagnostic::new(codes::CLOSED_DIRECTORY, subject, problem).hint(hint));
        }
    }
}

/// The execute bits that are missing where the read bits are set.
fn closed_to(mode: Mode) -> u16 {
    let bits = mode.bits();
    (bits & 0o444) >> 2 & !bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_closed_to_those_who_can_only_read_it() {
        for (bits, closed) in
            [(0o755, 0), (0o640, 0o110), (0o744, 0o011), (0o711, 0), (0o300, 0), (0o7000, 0)]
        {
            assert_eq!(closed_to(Mode::from_bits(bits)), closed, "{bits:o}");
        }
    }
}
