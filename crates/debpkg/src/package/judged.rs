//! The package that a description and a tree make, held to what dpkg refuses.
//!
//! Each value was held to the same rules before, at its own place. What is found here is what none of
//! those checks looked for.

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::{Description, InstallPath, Kind, Tree};

use super::DEB;
use super::control::Fields;
use crate::codes;
use crate::conffiles::Conffiles;
use crate::control::{SetBy, known};
use crate::deb822::FieldError;
use crate::judge::{Finding, Installed, Parts, What, judge_parts, paths};
use crate::write::entry::installed;

/// What a tree ships.
pub(super) struct Shipped<'a>(pub(super) &'a Tree);

impl Installed for Shipped<'_> {
    fn at(&self, path: &[u8]) -> Option<What<'_>> {
        let parsed = InstallPath::parse(path).ok().filter(|parsed| parsed.as_bytes() == path)?;
        let entry = self.0.entry(&parsed).filter(|entry| !entry.roles.ghost)?;
        Some(what(&entry.kind))
    }

    fn each(&self, look: &mut dyn FnMut(&[u8], What<'_>)) {
        installed(self.0).for_each(|entry| look(entry.path.as_bytes(), what(&entry.kind)));
    }
}

fn what(kind: &Kind) -> What<'_> {
    match kind {
        Kind::File(_) | Kind::HardLink { .. } => What::File,
        Kind::Directory => What::Directory,
        Kind::Symlink { target } => What::Symlink(target),
        _ => What::Special,
    }
}

/// Checks the paths and links that `tree` ships.
pub(super) fn entries(tree: &Tree, report: &mut Report) {
    Shipped(tree).each(&mut |path, what| {
        if let Some(flaw) = paths::flaw(path, what) {
            let subject = Subject::Entry(path.to_vec());
            report.defect(Diagnostic::new(codes::ENTRY, subject, flaw.problem).hint(flaw.hint));
        }
    });
}

/// Judges all parts of a package in which nothing wrong was found before.
pub(super) fn check(
    description: &Description,
    fields: &Fields,
    conffiles: &Conffiles,
    tree: &Tree,
    report: &mut Report,
) {
    // What the package takes when installed is known later, and no rule is about it.
    let control = match fields.control.to_paragraph(fields.installed_size.unwrap_or(0)) {
        Ok(control) => control,
        Err(error) => return report.defect(unwritable(description, &error)),
    };
    let lines = conffiles.to_bytes();
    let mut files: Vec<(&[u8], &[u8])> = vec![(b"conffiles", &lines)];
    files.extend(fields.metadata.iter().map(|file| (file.name.as_bytes(), &*file.bytes)));
    files.extend(fields.scripts.iter().map(|script| {
        let name = script.name.as_str().as_bytes();
        (name, &*script.bytes)
    }));
    let parts =
        Parts { control: &control, ends_in_empty_line: false, files, entries: &Shipped(tree) };
    let verdict = judge_parts(&parts);
    for finding in verdict.refusals.iter().chain(&verdict.warnings) {
        report.defect(at_its_place(description, finding));
    }
}

/// A finding at the key that sets its field; one of another part at the package's name.
fn at_its_place(description: &Description, finding: &Finding) -> Diagnostic {
    let key = finding.of_field().and_then(|field| match known(field) {
        Some((_, SetBy::Key(key))) => Some(key),
        _ => None,
    });
    let subject = subject(description, key.unwrap_or("name"));
    Diagnostic::new(finding.code(), subject, finding.to_string()).hint(finding.hint())
}

fn unwritable(description: &Description, error: &FieldError) -> Diagnostic {
    let hint = match error {
        FieldError::TooMany => "leave some of the further fields out",
        _ => "write the value on one line, without control characters",
    };
    let subject = subject(description, "deb.fields");
    Diagnostic::new(codes::FURTHER_FIELD, subject, error.to_string()).hint(hint)
}

/// A key, as manifests spell it from their top.
fn subject(description: &Description, key: &str) -> Subject {
    let own = key.strip_prefix("deb.").unwrap_or(key);
    Subject::Field { name: key.to_owned(), source: description.source_of(DEB.0, own) }
}
