//! Fields that an archive adds in its indexes, and that dpkg reads in a package too.

use super::{Finding, Verdict};
use crate::deb822::Paragraph;

/// dpkg takes a value of each for every part of a package, and counts that they are as many.
const FIELDS: [&str; 4] = ["Filename", "Size", "MD5sum", "MSDOS-Filename"];

/// Checks that the fields have a value, and equally many.
pub(super) fn check(control: &Paragraph<'_>, verdict: &mut Verdict) {
    const HINT: &str = "leave it out: archives make this field themselves";
    let mut first = None;
    for field in control.fields() {
        if !FIELDS.iter().any(|name| field.is_named(name)) {
            continue;
        }
        // dpkg takes an empty first line for a word.
        let value = field.value();
        let count = value.split_ascii_whitespace().count() + usize::from(value.starts_with('\n'));
        let name = field.name();
        match *first.get_or_insert(count) {
            _ if count == 0 => {
                verdict.refusals.push(Finding::field(name, "is empty", HINT));
            }
            expected if expected != count => {
                let problem = format!("has {count} words where a field before it has {expected}");
                verdict.refusals.push(Finding::field(name, problem, HINT));
            }
            _ => {}
        }
    }
}
