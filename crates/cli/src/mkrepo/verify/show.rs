//! What came of verifying, for a person and in JSON.

use std::fmt::Write;

use diagnostic::Printable;
use pkgio::Timestamp;
use repo_index::verify::{Report, RepositoryReport, SignatureReport, SignatureState, SuiteReport};
use serde_json::{Map, Value, json};

use crate::report::diagnostic_documents;
use pkgio::Date;

/// The report for a person: what was looked at, then every fault, then how much it was.
pub(super) fn text(report: &Report, warnings: usize) -> String {
    let mut text = String::new();
    for suite in &report.suites {
        text.push_str(&suite_text(suite));
    }
    for repository in &report.repositories {
        text.push_str(&repository_text(repository));
    }
    for place in &report.unpublished {
        let _ = writeln!(
            text,
            "{}: nothing is published here yet",
            Printable(place.to_string().as_bytes())
        );
    }
    text.push_str(&faults(report));
    let counts = report.counts;
    let faults = report.faults.as_slice().len();
    let hashed = match counts.hashed {
        0 => String::new(),
        hashed => format!(", {hashed} of them read"),
    };
    let superseded = match counts.superseded {
        0 => String::new(),
        files => format!("{}; ", number(files, "superseded file")),
    };
    let mut kinds = Vec::new();
    if !report.suites.is_empty() || report.repositories.is_empty() {
        kinds.push(number(report.suites.len(), "suite"));
    }
    match report.repositories.len() {
        0 => {}
        1 => kinds.push("1 RPM repository".to_owned()),
        many => kinds.push(format!("{many} RPM repositories")),
    }
    let _ = writeln!(
        text,
        "{}, {}, {} of {} bytes{hashed}; {superseded}{}, {}",
        kinds.join(", "),
        number(counts.listed, "listed file"),
        number(counts.pool_files, "package file"),
        counts.pool_bytes,
        number(faults, "fault"),
        number(warnings, "warning"),
    );
    text
}

/// A line for each fault; nothing where there is none.
pub(super) fn faults(report: &Report) -> String {
    let mut text = String::new();
    for fault in report.faults.as_slice() {
        let line = fault.to_string();
        let line = line.split_once(": ").map_or(line.as_str(), |(_, line)| line);
        let _ = writeln!(text, "fault[{}]: {line}", fault.code);
    }
    text
}

fn number(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn suite_text(suite: &SuiteReport) -> String {
    let mut text = format!("{}:", Printable(suite.place.to_string().as_bytes()));
    if let Some(serial) = suite.serial {
        let _ = write!(text, " serial {serial},");
    }
    if let Some(date) = suite.date {
        let _ = write!(text, " of {}", shown(date));
    }
    if let Some(until) = suite.valid_until {
        let _ = write!(text, ", valid until {}", shown(until));
    }
    let (indexes, entries) = (suite.indexes, suite.entries);
    let _ = writeln!(
        text,
        "\n  {}, {}",
        if indexes == 1 { "1 index".to_owned() } else { format!("{indexes} indexes") },
        if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") },
    );
    for signature in &suite.signatures {
        let _ = writeln!(text, "  {}", signature_text(signature));
    }
    text
}

fn repository_text(repository: &RepositoryReport) -> String {
    let mut text = format!("{}:", Printable(repository.place.to_string().as_bytes()));
    if let Some(serial) = repository.serial {
        let _ = write!(text, " serial {serial},");
    }
    if let Some(revision) = &repository.revision {
        match revision.parse().ok() {
            Some(seconds) => {
                let _ = write!(text, " of {}", shown(Timestamp::clamped(seconds)));
            }
            None => {
                let _ = write!(text, " revision {}", Printable(revision.as_bytes()));
            }
        }
    }
    let files = number(repository.documents.len(), "metadata file");
    let _ = writeln!(text, "\n  {files}, {}", number(repository.packages, "package"));
    for signature in &repository.signatures {
        let _ = writeln!(text, "  {}", signature_text(signature));
    }
    text
}

fn signature_text(signature: &SignatureReport) -> String {
    let SignatureReport { file, key, digest, .. } = signature;
    let state = match &signature.state {
        SignatureState::Good => "good".to_owned(),
        SignatureState::Refused(reason) => format!("refused: the key {reason}"),
        SignatureState::Unknown => "by an unknown key".to_owned(),
        SignatureState::Untrusted(reason) => format!("not trusted: {reason}"),
        SignatureState::Bad => "bad".to_owned(),
        SignatureState::Unchecked => "not checked".to_owned(),
    };
    let mut text = format!("{file}: {state}, {key}");
    if let Some(user) = &signature.user_id {
        let _ = write!(text, " {}", Printable(user));
    }
    let _ = write!(text, ", {digest}");
    if let Some(created) = signature.created {
        let _ = write!(text, ", {}", shown(created));
    }
    text
}

fn shown(time: Timestamp) -> String {
    format!("{} UTC", Date::from(time))
}

/// The same in JSON; warnings are added by who prints it. A list of faults is never cut.
pub(super) fn document(report: &Report) -> Map<String, Value> {
    let counts = report.counts;
    let faults = diagnostic_documents(&report.faults, usize::MAX);
    Map::from_iter([
        ("suites".to_owned(), report.suites.iter().map(suite_document).collect()),
        ("repositories".to_owned(), report.repositories.iter().map(repository_document).collect()),
        (
            "unpublished".to_owned(),
            report.unpublished.iter().map(|place| json!(place.to_string())).collect(),
        ),
        ("faults".to_owned(), json!(faults)),
        (
            "counts".to_owned(),
            json!({
                "listed_files": counts.listed,
                "package_files": counts.pool_files,
                "package_bytes": counts.pool_bytes,
                "read": counts.hashed,
                "superseded": counts.superseded,
                "orphans": counts.orphans,
                "faults": report.faults.as_slice().len(),
            }),
        ),
    ])
}

fn suite_document(suite: &SuiteReport) -> Value {
    json!({
        "folder": suite.place.to_string(),
        "origin": suite.origin,
        "codename": suite.codename,
        "components": suite.components,
        "architectures": suite.architectures,
        "date": suite.date.map(Timestamp::seconds),
        "valid_until": suite.valid_until.map(Timestamp::seconds),
        "serial": suite.serial,
        "indexes": suite.indexes,
        "entries": suite.entries,
        "signatures": suite.signatures.iter().map(signature_document).collect::<Vec<_>>(),
    })
}

fn repository_document(repository: &RepositoryReport) -> Value {
    json!({
        "folder": repository.place.to_string(),
        "revision": repository.revision.as_deref().map(|it| Printable(it.as_bytes()).to_string()),
        "serial": repository.serial,
        "snapshot": repository.snapshot.map(|id| id.to_string()),
        "metadata_files": repository.documents,
        "packages": repository.packages,
        "signatures": repository.signatures.iter().map(signature_document).collect::<Vec<_>>(),
    })
}

fn signature_document(signature: &SignatureReport) -> Value {
    let (state, reason) = match &signature.state {
        SignatureState::Good => ("good", None),
        SignatureState::Refused(reason) => ("refused", Some(reason)),
        SignatureState::Unknown => ("unknown", None),
        SignatureState::Untrusted(reason) => ("untrusted", Some(reason)),
        SignatureState::Bad => ("bad", None),
        SignatureState::Unchecked => ("unchecked", None),
    };
    json!({
        "file": signature.file,
        "state": state,
        "reason": reason,
        "key": signature.key,
        "certificate": signature.certificate.as_ref().map(ToString::to_string),
        "user_id": signature.user_id.as_deref().map(|user| Printable(user).to_string()),
        "digest": signature.digest,
        "time": signature.created.map(Timestamp::seconds),
    })
}
