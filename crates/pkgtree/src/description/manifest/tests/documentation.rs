//! The reference for users is true to the tables of keys.

use super::super::suggest::{TABLES, valid_keys};
use super::*;

const REFERENCE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/manifest.md"));

/// The keys that the reference lists under a heading, in order.
fn documented(heading: &str) -> Vec<&'static str> {
    let start = format!("\n## {heading}\n");
    let Some((_, text)) = REFERENCE.split_once(&start) else { panic!("no heading {heading:?}") };
    let section = text.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0)).collect()
}

#[test]
fn every_key_is_documented_and_no_other() {
    for (table, heading) in
        TABLES.into_iter().zip(["Top", "`[deb]`", "`[rpm]`", "`[[file]]`", "`[[add]]`"])
    {
        assert_eq!(documented(heading), valid_keys(table), "{heading}");
    }
}

#[test]
fn the_example_is_a_manifest() {
    let example = REFERENCE.split("```toml\n").nth(1).and_then(|text| text.split("```").next());
    let it = read(example.expect("an example"));
    assert_eq!(value(&it.name), Some("hello"));
    assert_eq!(it.tree.attributes.len(), 1);
}
