//! Fields that dpkg keeps in its database of what is installed.

use super::{Finding, Flaw, Verdict};
use crate::control::{SetBy, known};
use crate::deb822::Paragraph;

const HINT: &str = "leave it out: dpkg generates this field itself";

/// Checks for fields of dpkg's own. It takes `Conffiles` where the field is as it writes it.
pub(super) fn check(control: &Paragraph<'_>, verdict: &mut Verdict) {
    for field in control.fields() {
        if let Some((name, SetBy::Dpkg)) = known(field.name()) {
            let problem = "is a field of dpkg's database, which no package can have";
            verdict.refusals.push(Finding::field(name, Flaw::new(problem, HINT)));
        }
    }
    let conffiles = control.field("Conffiles").unwrap_or_default();
    if !conffiles.is_empty() {
        // dpkg trims line breaks too, but only those at the end.
        let mut lines = conffiles.split('\n');
        let is_fine = lines.next().is_some_and(str::is_empty) && lines.all(is_conffile);
        if !is_fine {
            let problem = "is not a list of \" path digest\" lines below the field's name";
            verdict.refusals.push(Finding::field("Conffiles", Flaw::new(problem, HINT)));
        }
    }
}

/// Whether dpkg reads the line: a blank, a path, a digest, and perhaps `obsolete`.
fn is_conffile(line: &str) -> bool {
    let Some(text) = line.strip_prefix(' ') else { return false };
    let text = text.strip_suffix(" obsolete").unwrap_or(text);
    let Some((path, digest)) = text.rsplit_once(' ') else { return false };
    path.len() > 1 && !path.trim_start_matches('/').is_empty() && !digest.is_empty()
}
