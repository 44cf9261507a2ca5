//! The reference for users is true to what is read.

use std::collections::BTreeSet;

use super::{defects, parse};

const REFERENCE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/repository.md"));

/// The keys that the reference lists under a heading.
fn documented(heading: &str) -> BTreeSet<&'static str> {
    let start = format!("\n## {heading}\n");
    let Some((_, text)) = REFERENCE.split_once(&start) else { panic!("no heading {heading:?}") };
    let section = text.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0)).collect()
}

/// The keys that are read in the table that ends `text`, as the message on an unknown one lists them.
fn known(text: &str) -> BTreeSet<String> {
    let defects = defects(text);
    let list = defects.iter().find_map(|line| line.split_once("valid keys: "));
    let (_, list) = list.unwrap_or_else(|| panic!("{defects:#?}"));
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_key_is_documented_and_no_other() {
    const UNLIKE: &str = "qqqqqqqqqqqqqqqqqqqqqqqq = 1\n";
    for (heading, table) in [
        ("Top-level keys", ""),
        ("`[signing]`", "[signing]\n"),
        ("`[apt.NAME]`", "[apt.x]\n"),
        ("`[apt.NAME.suites.SUITE]`", "[apt.x.suites.y]\n"),
        ("`[rpm.NAME]`", "[rpm.x]\n"),
        ("`[[route]]`", "[[route]]\n"),
        ("`when`", "[[route]]\n[route.when]\n"),
    ] {
        let known = known(&format!("{table}{UNLIKE}"));
        let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
        assert_eq!(documented(heading), known, "{heading}");
    }
}

/// The examples of the reference in order.
fn examples() -> Vec<&'static str> {
    let after = REFERENCE.split("```toml\n").skip(1);
    after.filter_map(|text| Some(text.split_once("```")?.0)).collect()
}

#[test]
fn the_examples_are_configurations() {
    let examples = examples();
    let config = parse(examples[0]).unwrap();
    assert_eq!((config.apt.len(), config.apt[0].suites.len()), (1, 1));

    let (signing, rest): (Vec<&str>, Vec<&str>) =
        examples[1..].iter().partition(|example| example.starts_with("# part of [signing]"));
    let config = parse(format!("root = \"r\"\n[signing]\n{}", signing.concat())).unwrap();
    assert!(config.signing.unwrap().command.is_some());
    let rest = rest.concat();
    let config = parse(format!("root = \"r\"\n{rest}")).unwrap();
    assert_eq!((config.apt.len(), config.rpm.len(), config.routes.len()), (1, 4, 6));
    assert_eq!(config.templates.len(), 1);
    assert!(config.apt[0].suites[0].1.but_automatic_upgrades);
}
