//! Fields that an archive adds in its indexes, and that dpkg reads in a package too.

use super::{Finding, Flaw, Verdict};
use crate::control::{SetBy, known};
use crate::deb822::Paragraph;

const HINT: &str = "leave it out: archives generate this field themselves";

/// Checks that the fields have a value, and equally many.
pub(super) fn check(control: &Paragraph<'_>, verdict: &mut Verdict) {
    let mut first = None;
    for field in control.fields() {
        if !matches!(known(field.name()), Some((_, SetBy::ArchivePart))) {
            continue;
        }
        // dpkg takes an empty first line for a word.
        let value = field.value();
        let count = value.split_ascii_whitespace().count() + usize::from(value.starts_with('\n'));
        let mut refuse = |problem: String| {
            verdict.refusals.push(Finding::field(field.name(), Flaw::new(problem, HINT)));
        };
        match *first.get_or_insert(count) {
            _ if count == 0 => {
                refuse("is empty".to_owned());
            }
            expected if expected != count => {
                refuse(format!("has {count} words, but a field before it has {expected}"));
            }
            _ => {}
        }
    }
}
