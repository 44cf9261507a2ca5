//! What differs between two packages, for a person and in JSON.

use std::error::Error;
use std::io::Read;
use std::path::Path;

use diagnostic::{Diagnostic, Printable};
use pkgterms::difference::{Change, DiffError, Difference, Side};
use serde_json::{Map, Value, json};

use crate::report::{Failure, Outcome};
use crate::{exit, input};

/// Shows what differs, as `compare` finds it, between the packages at `a` and `b`. `refused` is the
/// defect of one that cannot be read.
pub(crate) fn diff<E: Error + 'static>(
    [a, b]: [&Path; 2],
    compare: impl FnOnce(&mut dyn Read, &mut dyn Read) -> Result<Vec<Difference>, DiffError<E>>,
    refused: impl FnOnce(&E, &Path) -> Diagnostic,
) -> Result<Outcome, Failure> {
    let (mut left, mut right) = (input::open(a)?, input::open(b)?);
    let differences = compare(&mut left, &mut right)
        .map_err(|error| refused(&error.source, if error.side == Side::Left { a } else { b }))?;
    let summary = match differences.len() {
        0 => "the packages are identical".to_owned(),
        1 => "1 difference".to_owned(),
        many => format!("{many} differences"),
    };
    Ok(Outcome {
        result: differences.iter().map(line).collect::<String>().into_bytes(),
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
