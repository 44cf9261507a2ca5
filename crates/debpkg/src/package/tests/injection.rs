//! Whatever the texts hold: each field reads back as it was said, and no other field appears.

use pkgtree::{Description, Tree};
use proptest::prelude::*;

use super::hello;
use crate::Package;
use crate::deb822::Paragraph;

/// Texts that try to break out of their field.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\n"),
        Just("\n "),
        Just("\n\n"),
        Just("\r\n"),
        Just("\nDepends: evil"),
        Just("\n."),
        Just("\n .\n"),
        Just(" "),
        Just("\t"),
        Just(":"),
        Just("."),
        Just("\u{a0}"),
        Just("\u{2028}"),
        Just("\u{85}"),
        Just("\0"),
        Just("#x"),
        Just("-----BEGIN PGP"),
        Just("word"),
        Just("größe"),
    ];
    prop_oneof![
        3 => proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

fn expected_fields() -> Vec<&'static str> {
    vec![
        "Package",
        "Version",
        "Architecture",
        "Origin",
        "Maintainer",
        "Installed-Size",
        "Section",
        "Priority",
        "Description",
        "X-Free",
    ]
}

fn described(summary: &str, long: &str, origin: &str, free: &str) -> Description {
    let mut description = hello();
    description.summary = Some(summary.into());
    description.description = Some(long.into());
    description.deb.origin = Some(origin.into());
    description.deb.fields.push(("X-Free".into(), free.into()));
    description
}

/// The lines of a long description as a reader sees them: a lone dot is an empty line.
fn seen<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.map(|line| if line == "." { "" } else { line }).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_breaks_out_of_its_field(
        summary in text(),
        long in text(),
        origin in text(),
        free in text(),
    ) {
        let description = described(&summary, &long, &origin, &free);
        let Ok(package) = Package::from_tree(Tree::empty(), &description) else { return Ok(()) };
        let printed = package.control().to_paragraph(1).unwrap().to_string();
        let read = Paragraph::parse(printed.as_bytes()).unwrap();
        let names: Vec<_> = read.fields().iter().map(|field| field.name().to_owned()).collect();
        prop_assert_eq!(names, expected_fields());
        prop_assert_eq!(read.field("Origin"), Some(origin.trim_matches(' ')));
        let value = read.field("Description").unwrap();
        prop_assert_eq!(value.split('\n').next().unwrap(), summary.trim_matches(' '));
        let long = seen(value.split('\n').skip(1).map(|line| &line[1..]));
        prop_assert_eq!(long, seen(package.control().description.split('\n')));
    }

    #[test]
    fn sound_texts_are_taken(
        summary in "[!-~][ -~]{0,60}",
        long in "([ \t]{0,2}[!-~ ]{0,20}\n){0,6}",
    ) {
        let description = described(&summary, &long, "x", "y");
        prop_assert!(Package::from_tree(Tree::empty(), &description).is_ok());
    }
}
