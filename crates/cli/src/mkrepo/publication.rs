//! What a transaction did, for a person and in JSON.

use diagnostic::Printable;
use repo_index::publish::Published;
use repo_store::Created;
use repository::route::TargetName;
use serde_json::{Value, json};

use super::destination::Destination;
use super::opened::{Package, Publishable, State};

/// What a change does to a target.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    /// What was done to packages, such as `added`, and to which. A verb stands here even when it was
    /// done to none.
    pub(super) packages: Vec<(&'static str, Vec<Package>)>,
    /// The types of documents of an RPM repository that are new.
    pub(super) documents: Vec<String>,
    /// The types of those that are removed.
    pub(super) documents_removed: Vec<String>,
    /// How many packages were signed before by the key that signs them.
    pub(super) already: Option<usize>,
    /// The number of the publication that is published again.
    pub(super) restored: Option<u64>,
    /// Whether the target was dropped before, and is there again.
    pub(super) revived: bool,
    /// Whether the target is dropped.
    pub(super) dropped: bool,
    /// Whether there is nothing to publish, though there is something to say.
    pub(super) unchanged: bool,
}

impl Done {
    /// That `verb` was done to `packages`.
    pub(super) fn to(verb: &'static str, packages: Vec<Package>) -> Self {
        Self { packages: vec![(verb, packages)], ..Self::default() }
    }

    /// Whether nothing was done to any package. One that is outdated was not added.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.iter().all(|(verb, packages)| *verb == "outdated" || packages.is_empty())
    }

    /// What is done to the state that this is about, unless nothing changes.
    pub(super) fn of<S>(self, state: S, is_changed: bool) -> Option<(S, Self)> {
        let says_something = self.packages.iter().any(|(_, packages)| !packages.is_empty());
        (is_changed || says_something).then_some((state, Self { unchanged: !is_changed, ..self }))
    }
}

/// What one transaction did, or would do.
#[derive(Debug)]
pub(super) struct Publication {
    target: TargetName,
    done: Done,
    /// The number of this publication; `None` when nothing changed.
    serial: Option<u64>,
    /// Whether it is the first one of its target.
    is_first: bool,
    /// What would be created, in a dry run.
    created: Option<Created>,
}

impl Publication {
    /// What became of `published`, which is what `done` says of `opened`.
    pub(super) fn new<T: Publishable>(
        opened: &T,
        mut done: Done,
        published: &Published<State<T>>,
        destination: &Destination,
    ) -> Self {
        let serial = published.serial.filter(|_| published.changed);
        for package in done.packages.iter_mut().flat_map(|(_, packages)| packages) {
            // The signature that is to come makes another digest.
            if destination.is_stand_in(&package.digest) {
                package.digest.clear();
            }
        }
        Self {
            target: opened.name().clone(),
            done,
            serial,
            is_first: published.changed && !T::is_published(&published.state),
            created: destination.created(),
        }
    }

    /// A line for each package and each document.
    pub(super) fn lines(&self) -> String {
        if self.done.dropped {
            let said = if self.created.is_some() { "would be dropped" } else { "dropped" };
            return format!("{} {said}\n", self.target);
        }
        let mut lines = String::new();
        let mut line = |verb: &str, what: &str| {
            let what = Printable(what.as_bytes());
            lines.push_str(&format!("{} {verb} {what}\n", self.target));
        };
        for (verb, packages) in &self.done.packages {
            for package in packages {
                let is_signed = package.digest.is_empty();
                line(self.said(verb, is_signed), &package.shown);
            }
        }
        for document in &self.done.documents {
            line(self.said("added", false), document);
        }
        for document in &self.done.documents_removed {
            line(self.said("removed", false), document);
        }
        lines
    }

    /// The verb, or what would be done.
    fn said(&self, verb: &'static str, is_signed: bool) -> &'static str {
        match verb {
            _ if self.created.is_none() => verb,
            "added" if is_signed => "would sign and add",
            "added" => "would add",
            "removed" => "would remove",
            "replaced" => "would replace",
            "resigned" => "would sign",
            "yanked" => "would yank",
            _ => verb,
        }
    }

    /// What else a person may want to know.
    pub(super) fn summary(&self) -> String {
        let Self { target, serial: Some(serial), .. } = self else {
            return match self.done.already {
                Some(count) => {
                    let by = "signed by the present key";
                    format!("{}: nothing to do; {} {by} already", self.target, packages(count))
                }
                None => format!("{}: nothing to do", self.target),
            };
        };
        let kind = match (self.is_first, target) {
            _ if self.done.dropped => self.emptied(),
            _ if self.done.already.is_some() => self.resigned(),
            _ if self.done.revived => ", which was dropped before".to_owned(),
            (false, _) => String::new(),
            (true, TargetName::Apt { .. }) => ", a new suite".to_owned(),
            (true, TargetName::Rpm { .. }) => ", a new repository".to_owned(),
        };
        match self.created {
            None => format!("{target}: published as {serial}{kind}"),
            Some(Created { objects, bytes }) => {
                let plural = if objects == 1 { "" } else { "s" };
                format!(
                    "{target}: would be published as {serial}{kind}, with {objects} new object{plural} \
                     of {bytes} bytes"
                )
            }
        }
    }

    fn emptied(&self) -> String {
        format!(", empty; it had {}", packages(self.count()))
    }

    fn resigned(&self) -> String {
        let already = self.done.already.unwrap_or_default();
        format!(", with {} signed again and {already} signed already", packages(self.count()))
    }

    /// How many packages it is about.
    fn count(&self) -> usize {
        self.done.packages.iter().map(|(_, packages)| packages.len()).sum()
    }

    /// The same in JSON.
    pub(super) fn document(&self) -> Value {
        let mut document = json!({
            "target": self.target.to_string(),
            "changed": self.serial.is_some(),
            "first": self.is_first,
            "serial": self.serial,
        });
        for (verb, packages) in &self.done.packages {
            document[*verb] = packages.iter().map(Package::document).collect();
        }
        if !self.done.documents.is_empty() {
            document["documents"] = json!(self.done.documents);
        }
        if !self.done.documents_removed.is_empty() {
            document["documents_removed"] = json!(self.done.documents_removed);
        }
        for (key, is_so) in [("revived", self.done.revived), ("dropped", self.done.dropped)] {
            if is_so {
                document[key] = json!(true);
            }
        }
        if let Some(already) = self.done.already {
            document["already_signed"] = json!(already);
        }
        if let Some(serial) = self.done.restored {
            document["restored"] = json!(serial);
        }
        if let Some(Created { objects, bytes }) = self.created {
            document["create"] = json!({ "objects": objects, "bytes": bytes });
        }
        document
    }
}

/// A number of packages.
fn packages(count: usize) -> String {
    match count {
        1 => "1 package".to_owned(),
        count => format!("{count} packages"),
    }
}
