//! What a transaction did, for a person and in JSON.

use repo_index::publish::Published;
use repo_index::route::TargetName;
use serde_json::{Map, Value, json};

use super::opened::{Package, Publishable, State};
use crate::report::Outcome;

/// What one transaction did.
#[derive(Debug)]
pub(super) struct Publication {
    /// What was published.
    pub(super) target: TargetName,
    /// What was done to packages: `added`, `removed`.
    pub(super) verb: &'static str,
    /// To which.
    pub(super) packages: Vec<Package>,
    /// The kinds of documents of an RPM repository that are new.
    pub(super) documents: Vec<String>,
    /// The number of this publication; `None` when nothing changed.
    pub(super) serial: Option<u64>,
}

impl Publication {
    /// What became of `published`, which did `verb` to `packages` of `opened`.
    pub(super) fn new<T: Publishable>(
        opened: &T,
        verb: &'static str,
        packages: Vec<Package>,
        published: &Published<State<T>>,
    ) -> Self {
        let before = T::serial(&published.state).unwrap_or(0);
        let serial = published.changed.then(|| before.saturating_add(1));
        Self { target: opened.name().clone(), verb, packages, documents: Vec::new(), serial }
    }

    /// A line for each package and each document.
    pub(super) fn lines(&self) -> String {
        let packages = self.packages.iter().map(|package| &package.shown);
        let line = |what: &String| format!("{} {} {what}\n", self.target, self.verb);
        packages.chain(&self.documents).map(line).collect()
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
        let mut document = json!({
            "target": self.target.to_string(),
            "changed": self.serial.is_some(),
            "serial": self.serial,
            self.verb: self.packages.iter().map(Package::document).collect::<Vec<_>>(),
        });
        if !self.documents.is_empty() {
            document["documents"] = json!(self.documents);
        }
        document
    }
}
