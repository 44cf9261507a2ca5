//! What a transaction did, for a person and in JSON.

use diagnostic::Printable;
use repo_store::Created;
use repository::route::TargetName;
use repository::{Publication, Settings};
use serde_json::{Map, Value, json};

use super::package;
use crate::report::Outcome;

/// What was published, or would be.
pub(super) fn changed(settings: &Settings, published: &[Publication]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut targets = Vec::new();
    for one in published {
        outcome.result.extend(lines(one).into_bytes());
        outcome.summary.push(summary(one));
        targets.push(document(one));
    }
    outcome.document = Map::from_iter([
        ("dry_run".to_owned(), json!(settings.dry_run)),
        ("targets".to_owned(), Value::from(targets)),
    ]);
    outcome
}

/// A line for each package and each document.
fn lines(publication: &Publication) -> String {
    if publication.done.dropped {
        let said = if publication.created.is_some() { "would be dropped" } else { "dropped" };
        return format!("{} {said}\n", publication.target);
    }
    let mut lines = String::new();
    let mut line = |verb: &str, what: &str| {
        let what = Printable(what.as_bytes());
        lines.push_str(&format!("{} {verb} {what}\n", publication.target));
    };
    for (verb, packages) in &publication.done.packages {
        for package in packages {
            let is_signed = package.digest.is_empty();
            line(said(publication, verb, is_signed), &package.shown);
        }
    }
    for document in &publication.done.documents {
        line(said(publication, "added", false), document);
    }
    for document in &publication.done.documents_removed {
        line(said(publication, "removed", false), document);
    }
    lines
}

/// The verb, or what would be done.
fn said(publication: &Publication, verb: &'static str, is_signed: bool) -> &'static str {
    match verb {
        _ if publication.created.is_none() => verb,
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
fn summary(publication: &Publication) -> String {
    let Publication { target, serial: Some(serial), .. } = publication else {
        return match publication.done.already {
            Some(count) => {
                let by = "signed by the current key";
                format!("{}: nothing to do; {} {by} already", publication.target, packages(count))
            }
            None => format!("{}: nothing to do", publication.target),
        };
    };
    let kind = match (publication.is_first, target) {
        _ if publication.done.dropped => emptied(publication),
        _ if publication.done.already.is_some() => resigned(publication),
        _ if publication.done.revived => ", which was dropped before".to_owned(),
        (false, _) => String::new(),
        (true, TargetName::Apt { .. }) => ", a new suite".to_owned(),
        (true, TargetName::Rpm { .. }) => ", a new repository".to_owned(),
    };
    match publication.created {
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

fn emptied(publication: &Publication) -> String {
    format!(", empty; it had {}", packages(count(publication)))
}

fn resigned(publication: &Publication) -> String {
    let already = publication.done.already.unwrap_or_default();
    format!(", with {} signed again and {already} signed already", packages(count(publication)))
}

/// How many packages it is about.
fn count(publication: &Publication) -> usize {
    publication.done.packages.iter().map(|(_, packages)| packages.len()).sum()
}

/// The same in JSON.
fn document(publication: &Publication) -> Value {
    let mut document = json!({
        "target": publication.target.to_string(),
        "changed": publication.serial.is_some(),
        "first": publication.is_first,
        "serial": publication.serial,
    });
    for (verb, packages) in &publication.done.packages {
        document[*verb] = packages.iter().map(package::document).collect();
    }
    if !publication.done.documents.is_empty() {
        document["documents"] = json!(publication.done.documents);
    }
    if !publication.done.documents_removed.is_empty() {
        document["documents_removed"] = json!(publication.done.documents_removed);
    }
    for (key, is_so) in
        [("revived", publication.done.revived), ("dropped", publication.done.dropped)]
    {
        if is_so {
            document[key] = json!(true);
        }
    }
    if let Some(already) = publication.done.already {
        document["already_signed"] = json!(already);
    }
    if let Some(serial) = publication.done.restored {
        document["restored"] = json!(serial);
    }
    if let Some(Created { objects, bytes }) = publication.created {
        document["create"] = json!({ "objects": objects, "bytes": bytes });
    }
    document
}

/// A number of packages.
fn packages(count: usize) -> String {
    match count {
        1 => "1 package".to_owned(),
        count => format!("{count} packages"),
    }
}
