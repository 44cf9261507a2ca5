//! Manifests.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;

use super::values::{KEYS, ROWS, TRIGGERS, with_long_names};

/// Something that a manifest says: a table, a key, and its value; or a row of an array.
#[derive(Clone, Debug)]
pub(super) enum Says {
    Value(&'static str, &'static str, &'static str),
    Row(String, &'static str),
}

/// A manifest in order, with these changes; of two values of one key it has the last.
pub(super) fn text(all: &[Says]) -> String {
    let mut values: BTreeMap<(&str, &str), &str> = [
        (("", "name"), "'case'"),
        (("", "version"), "'1.0'"),
        (("", "arch"), "'all'"),
        (("", "maintainer"), "'A <a@example.org>'"),
        (("", "summary"), "'a case'"),
        (("", "license"), "'MIT'"),
    ]
    .into();
    for says in all {
        if let Says::Value(table, key, value) = says {
            values.insert((table, key), value);
        }
    }
    let mut text = String::new();
    let mut last = "";
    for ((table, key), value) in values {
        if table != last {
            writeln!(text, "[{table}]").unwrap();
            last = table;
        }
        writeln!(text, "{key} = {value}").unwrap();
    }
    for says in all {
        if let Says::Row(table, row) = says {
            writeln!(text, "[[{table}]]\n{row}").unwrap();
        }
    }
    with_long_names(&text)
}

fn all() -> Vec<Says> {
    let mut all = Vec::new();
    for (table, keys, values) in KEYS {
        for key in *keys {
            all.extend(values.iter().map(|value| Says::Value(table, key, value)));
        }
    }
    for (name, rows) in ROWS {
        for table in ["", "deb.", "rpm."] {
            all.extend(rows.iter().map(|row| Says::Row(format!("{table}{name}"), row)));
        }
    }
    all.extend(TRIGGERS.iter().map(|row| Says::Row("rpm.trigger".to_owned(), row)));
    all
}

/// A manifest for each value of each key.
pub(super) fn each_value() -> Vec<String> {
    all().into_iter().map(|says| text(&[says])).collect()
}

/// A manifest that says several things.
pub(super) fn manifest() -> impl Strategy<Value = String> {
    prop::collection::vec(select(all()), 2..4).prop_map(|all| text(&all))
}
