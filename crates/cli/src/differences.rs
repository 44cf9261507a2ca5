//! What differs between two packages, for a person and in JSON.

use std::path::Path;

use pkgtree::Printable;
use serde_json::{Map, Value, json};

use crate::exit;
use crate::report::Outcome;

/// One difference.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// For a person.
    pub(crate) line: String,
    /// The stable word for where it is.
    pub(crate) kind: &'a str,
    /// Where it is.
    pub(crate) name: &'a [u8],
    /// The stable word for what it is.
    pub(crate) change: &'a str,
    /// The values on the left and on the right, where both have one.
    pub(crate) values: Option<(&'a str, &'a str)>,
}

/// What is said of the differences between the packages at `a` and `b`.
pub(crate) fn outcome(a: &Path, b: &Path, differences: &[Shown<'_>]) -> Outcome {
    let summary = match differences.len() {
        0 => "the packages are the same".to_owned(),
        1 => "1 difference".to_owned(),
        many => format!("{many} differences"),
    };
    let line = |shown: &Shown<'_>| format!("{}\n", Printable(shown.line.as_bytes()));
    Outcome {
        result: differences.iter().map(line).collect::<String>().into_bytes(),
        document: document(a, b, differences),
        summary: vec![summary],
        exit: if differences.is_empty() { exit::DONE } else { exit::VERIFICATION },
        ..Outcome::default()
    }
}

fn document(a: &Path, b: &Path, differences: &[Shown<'_>]) -> Map<String, Value> {
    let path = |path: &Path| Printable(path.as_os_str().as_encoded_bytes()).to_string();
    let difference = |shown: &Shown<'_>| {
        json!({
            "kind": shown.kind,
            "name": Printable(shown.name).to_string(),
            "change": shown.change,
            "a": shown.values.map(|(a, _)| a),
            "b": shown.values.map(|(_, b)| b),
        })
    };
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
