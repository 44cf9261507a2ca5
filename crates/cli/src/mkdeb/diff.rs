//! `mkdeb diff A B`: what differs between two packages.

use std::path::Path;

use debpkg::diff::{Change, Difference, Side, compare};
use debpkg::read::Limits;
use pkgtree::Printable;
use serde_json::{Map, Value, json};

use super::inspect::input;
use crate::exit;
use crate::report::{Failure, Outcome};

/// Shows what differs between the packages at `a` and `b`.
pub(super) fn diff(a: &Path, b: &Path) -> Result<Outcome, Failure> {
    let (mut left, mut right) = (input(a)?, input(b)?);
    let differences = compare(&mut left, &mut right, &Limits::default()).map_err(|error| {
        let path = if error.side == Side::Left { a } else { b };
        error.source.to_diagnostic(path)
    })?;
    let lines: Vec<String> = differences.iter().map(line).collect();
    let summary = match lines.len() {
        0 => "the packages are the same".to_owned(),
        1 => "1 difference".to_owned(),
        many => format!("{many} differences"),
    };
    Ok(Outcome {
        result: lines.concat().into_bytes(),
        document: document(a, b, &differences),
        summary: vec![summary],
        exit: if differences.is_empty() { exit::DONE } else { exit::VERIFICATION },
        ..Outcome::default()
    })
}

fn line(difference: &Difference) -> String {
    format!("{}\n", Printable(difference.to_string().as_bytes()))
}

fn document(a: &Path, b: &Path, differences: &[Difference]) -> Map<String, Value> {
    let path = |path: &Path| Printable(path.as_os_str().as_encoded_bytes()).to_string();
    let value = json!({
        "a": path(a),
        "b": path(b),
        "same": differences.is_empty(),
        "differences": differences.iter().map(difference).collect::<Vec<_>>(),
    });
    match value {
        Value::Object(document) => document,
        _ => Map::new(),
    }
}

fn difference(difference: &Difference) -> Value {
    let (a, b) = match &difference.change {
        Change::Changed { left, right, .. } => (Some(left), Some(right)),
        Change::Added | Change::Removed => (None, None),
    };
    json!({
        "kind": difference.place.kind(),
        "name": Printable(difference.place.name()).to_string(),
        "change": difference.change.word(),
        "a": a,
        "b": b,
    })
}
