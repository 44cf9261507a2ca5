//! What a transaction did, for a person and in JSON.

use repo_index::apt::{Record, SuitePackage, SuiteState};
use repo_index::publish::Published;
use repo_index::route::TargetName;
use serde_json::{Map, Value, json};

use crate::report::Outcome;

/// What one transaction did.
#[derive(Debug)]
pub(super) struct Publication<'a> {
    /// What was published.
    pub(super) target: &'a TargetName,
    /// What was done to packages: `added`, `removed`.
    pub(super) verb: &'static str,
    /// To which.
    pub(super) packages: Vec<SuitePackage>,
    /// The number of this publication; `None` when nothing changed.
    pub(super) serial: Option<u64>,
}

impl<'a> Publication<'a> {
    /// What became of `published`, which did `verb` to `packages`.
    pub(super) fn new(
        target: &'a TargetName,
        verb: &'static str,
        packages: Vec<SuitePackage>,
        published: &Published<SuiteState>,
    ) -> Self {
        let before = published.state.release.as_ref().and_then(|release| release.serial);
        let serial = published.changed.then(|| before.unwrap_or(0).saturating_add(1));
        Self { target, verb, packages, serial }
    }

    /// A line for each package.
    pub(super) fn lines(&self) -> String {
        let line =
            |package: &SuitePackage| format!("{} {} {}\n", self.target, self.verb, package.record);
        self.packages.iter().map(line).collect()
    }

    /// What else a person may want to know.
    pub(super) fn summary(&self) -> String {
        match self.serial {
            Some(serial) => format!("{}: published as {serial}", self.target),
            None => format!("{}: nothing to do", self.target),
        }
    }

    /// All of it, for a command that makes one transaction.
    pub(super) fn outcome(&self) -> Outcome {
        let targets = Value::from(vec![self.document()]);
        Outcome {
            result: self.lines().into_bytes(),
            document: Map::from_iter([("targets".to_owned(), targets)]),
            summary: vec![self.summary()],
            ..Outcome::default()
        }
    }

    /// The same in JSON.
    pub(super) fn document(&self) -> Value {
        json!({
            "target": self.target.to_string(),
            "changed": self.serial.is_some(),
            "serial": self.serial,
            self.verb: self.packages.iter().map(document).collect::<Vec<_>>(),
        })
    }
}

/// A published package in JSON.
pub(super) fn document(package: &SuitePackage) -> Value {
    let mut document = record_document(&package.record);
    document["component"] = json!(package.component);
    document
}

/// A package of an index in JSON.
pub(super) fn record_document(record: &Record) -> Value {
    json!({
        "package": record.package(),
        "version": record.version(),
        "architecture": record.architecture(),
        "path": record.path(),
        "size": record.size(),
        "sha256": record.sha256().to_string(),
    })
}
