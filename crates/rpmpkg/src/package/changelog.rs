//! The changelog: a spec file's, or the common one in Debian's format.

use std::path::PathBuf;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::Description;
use pkgtree::changelog::{Changelog, Flaw};
use pkgtree::description::{Value, files};

use super::{ChangelogEntry, RPM};
use crate::{Evr, codes};

/// The longest changelog, in bytes.
const LIMIT: u64 = 64 << 20;

/// The entries, newest first.
pub(super) fn read(
    description: &Description,
    evr: Option<&Evr>,
    report: &mut Report,
) -> Vec<ChangelogEntry> {
    let (value, parse): (_, fn(&str) -> Changelog) =
        match (&description.rpm.changelog, &description.changelog) {
            (Some(path), _) => (Value::path(RPM.field("changelog"), path), Changelog::from_spec),
            (None, Some(path)) => (Value::path("changelog", path), Changelog::from_debian),
            (None, None) => return Vec::new(),
        };
    let Some(text) = text(&value, report) else { return Vec::new() };
    let changelog = parse(&text);
    for flaw in &changelog.flaws {
        tell(&value, flaw, report);
    }
    let newest = changelog.entries.first();
    if let (Some(evr), Some(newest)) = (evr, newest.and_then(|entry| entry.version.as_deref()))
        && !is_of(newest, evr)
    {
        let subject = Subject::File(value.value.clone());
        let problem = format!("its newest entry is {newest}, not {evr}");
        let warning = Diagnostic::new(codes::CHANGELOG, subject, problem);
        report.warn(warning.hint("add an entry for this version"));
    }
    let entries = changelog.entries.into_iter().map(|entry| ChangelogEntry {
        time: u32::try_from(entry.time.seconds()).unwrap_or(u32::MAX),
        name: entry.title,
        text: entry.text,
    });
    entries.collect()
}

/// True when a changelog means `evr` by `version`, which may leave out epoch and release.
fn is_of(version: &str, evr: &Evr) -> bool {
    let without_epoch = Evr { epoch: None, ..evr.clone() };
    let upstream = Evr { release: None, ..without_epoch.clone() };
    let with_epoch = Evr { release: None, ..evr.clone() };
    [evr, &without_epoch, &upstream, &with_epoch].iter().any(|evr| evr.to_string() == version)
}

fn text(value: &Value<'_, PathBuf>, report: &mut Report) -> Option<String> {
    let bytes = files::read(value, LIMIT).map_err(|defect| report.defect(*defect)).ok()?;
    let defect = |problem: String, hint: &str| {
        let subject = Subject::File(value.value.clone());
        Diagnostic::new(codes::CHANGELOG, subject, problem).hint(hint)
    };
    let problem = match String::from_utf8(bytes) {
        Err(error) if error.as_bytes().starts_with(b"\x1f\x8b") => {
            defect("is compressed".to_owned(), "give it uncompressed")
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            defect(format!("is not UTF-8 at byte {at}"), "convert it, as by iconv(1)")
        }
        Ok(text) => match text.chars().find(|found| matches!(found, '\0' | '\u{feff}')) {
            None => return Some(text),
            Some(found) => {
                let problem = format!("has the character U+{:04X}", u32::from(found));
                defect(problem, "remove the character")
            }
        },
    };
    report.defect(problem);
    None
}

fn tell(value: &Value<'_, PathBuf>, flaw: &Flaw, report: &mut Report) {
    let subject = Subject::File(value.value.clone());
    let problem = format!("line {}: {}", flaw.line, flaw.problem);
    let diagnostic = Diagnostic::new(codes::CHANGELOG, subject, problem).hint(flaw.hint());
    match flaw.is_warning() {
        true => report.warn(diagnostic),
        false => report.defect(diagnostic),
    }
}
