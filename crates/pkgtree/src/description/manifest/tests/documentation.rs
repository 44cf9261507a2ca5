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
    let headings = [
        "Top-level keys",
        "`[deb]`",
        "`[rpm]`",
        "`[[file]]`",
        "`[[add]]`",
        "`[[directory]]`",
        "`[[link]]`",
        "`[[ghost]]`",
        "`[rpm.scripts]`",
        "`[[rpm.trigger]]`",
    ];
    for (table, heading) in TABLES.into_iter().zip(headings) {
        assert_eq!(documented(heading), valid_keys(table), "{heading}");
    }
}

#[test]
fn what_is_required_is_documented_as_the_list_says() {
    let start = "\n## Top-level keys\n";
    let section = REFERENCE.split_once(start).unwrap().1.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    for row in rows {
        let key = row.split('`').next().unwrap();
        let required = crate::description::REQUIRED.iter().find(|it| it.key == key);
        let expected = required.map(|it| match (it.deb, it.rpm) {
            (true, true) => "| required |",
            (true, false) => "| required in a `.deb` |",
            (false, _) => "| required in an `.rpm` |",
        });
        match expected {
            Some(expected) => assert!(row.contains(expected), "{row}"),
            None => assert!(!row.contains("| required"), "{row}"),
        }
    }
}

/// The examples of the reference in order.
fn examples() -> Vec<&'static str> {
    let after = REFERENCE.split("```toml\n").skip(1);
    after.filter_map(|text| Some(text.split_once("```")?.0)).collect()
}

#[test]
fn the_examples_are_manifests() {
    let examples = examples();
    let it = read(examples[0]);
    assert_eq!(value(&it.name), Some("hello"));
    assert_eq!(it.tree.attributes.len(), 1);

    let rest = read(&examples[1..].concat());
    assert_eq!(rest.rpm.requires_for.len(), 2);
    assert_eq!(rest.rpm.summaries.len(), 2);
    assert_eq!(rest.rpm.scripts.len(), 4);
    assert_eq!(rest.rpm.triggers.len(), 2);
    assert_eq!((rest.tree.attributes.len(), rest.tree.make.len()), (6, 3));
    assert_eq!((rest.deb.tree.exclude.len(), rest.deb.tree.add.len()), (1, 1));
    assert_eq!(rest.rpm.tree.attributes.len(), 1);
}
