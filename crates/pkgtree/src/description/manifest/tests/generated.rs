//! Any bytes, and any description.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::string::string_regex;

use super::super::keys::{Field, Key};
use super::*;
use crate::description::{DebSection, RpmSection};

/// Pieces from which broken manifests are made.
const PIECES: &[&str] = &[
    "name",
    "version",
    "deb",
    "rpm",
    "file",
    "add",
    "scripts",
    "match",
    "fields",
    "depends",
    "mode",
    " = ",
    "=",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\n",
    "\r\n",
    "#",
    " ",
    "1",
    "0o644",
    "true",
    "2024-01-02",
    "${",
    "}",
    "${name}",
    "$${",
    "${env:A}",
    "${version.major}",
    "\\u0000",
    "\\",
    "\u{feff}",
    "\u{202e}",
    "é",
    "\0",
    "[[file]]\n",
    "[deb]\n",
    "[deb.scripts]\n",
    "[[add]]\n",
    "x = \"y\"\n",
    "name = \"x\"\n",
    "/etc/[",
    "cap_net_raw+ep",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        drop(defects(&bytes));
        drop(manifest(&bytes).environment_names());
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in vec(prop::sample::select(PIECES), 0..60)) {
        let text = pieces.concat();
        // Twice the same, and every excerpt is drawn.
        prop_assert_eq!(defects(&text), defects(&text));
        drop(manifest(&text).environment_names());
    }

    #[test]
    fn the_sample_with_damage_is_read_or_refused(
        at in 0..super::reading::SAMPLE.len(), length in 0usize..40, new in vec(any::<u8>(), 0..6),
    ) {
        let mut bytes = super::reading::SAMPLE.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, new);
        drop(defects(&bytes));
    }

    #[test]
    fn any_texts_are_read_back(
        common in texts(COMMON), deb in texts(DEB), rpm in texts(RPM), escapes in any::<bool>(),
    ) {
        let mut text = String::new();
        write_table(&mut text, "", &common, escapes);
        write_table(&mut text, "[deb]\n", &deb, escapes);
        write_table(&mut text, "[rpm]\n", &rpm, escapes);
        let mut it = read(&text);
        check(COMMON, &common, &mut it)?;
        check(DEB, &deb, &mut it.deb)?;
        check(RPM, &rpm, &mut it.rpm)?;
    }

    #[test]
    fn any_flags_are_kept(common in texts(COMMON)) {
        let mut options = ManifestOptions::default();
        for given in common.iter().filter(|given| given.is_text) {
            let text = Text::new(given.values[0].clone(), Source::Flag("--x".into()));
            options.overrides.insert(given.key.to_owned(), text);
        }
        let mut it = read_with("version = \"${nothing}\"\n[deb]\nname = \"x\"\n",
            &with_version(options));
        for given in common.iter().filter(|given| given.is_text) {
            let Some(key) = COMMON.iter().find(|key| key.name == given.key) else { unreachable!() };
            let Some(slot) = key.field.text() else { unreachable!() };
            prop_assert_eq!(value(slot(&mut it)), Some(given.values[0].as_str()));
        }
    }
}

fn with_version(mut options: ManifestOptions) -> ManifestOptions {
    options.overrides.entry("version".into()).or_insert_with(|| "1".into());
    options
}

/// A key with the texts given to it.
#[derive(Clone, Debug)]
struct Given {
    key: &'static str,
    is_text: bool,
    values: Vec<String>,
}

/// Any texts for some of the keys that take texts.
fn texts<T>(keys: &'static [Key<T>]) -> impl Strategy<Value = Vec<Given>> {
    let line = || string_regex("[!-~éß漢\u{300}😀][ -~\té漢😀\u{200d}]{0,20}").unwrap();
    let paragraphs = || string_regex("[a-z][ -~\n]{0,60}[a-z]").unwrap();
    let mut all = Vec::new();
    for key in keys {
        let name = key.name;
        let values = match key.field {
            Field::Line(_) | Field::Number(_) => vec(line(), 1).boxed(),
            Field::Paragraphs(_) => vec(paragraphs(), 1).boxed(),
            Field::Lines(_) => vec(line(), 0..4).boxed(),
            _ => continue,
        };
        let is_text = key.field.text().is_some();
        let given = values.prop_map(move |values| Given { key: name, is_text, values });
        all.push(prop::option::of(given));
    }
    all.prop_map(|given| given.into_iter().flatten().collect())
}

/// Writes texts as TOML: as literal strings where they can be, or with every character escaped.
fn write_table(out: &mut String, header: &str, table: &[Given], escapes: bool) {
    out.push_str(header);
    for given in table {
        let values: Vec<_> = given.values.iter().map(|value| literal(value, escapes)).collect();
        match given.is_text {
            true => writeln!(out, "{} = {}", given.key, values[0]).unwrap(),
            false => writeln!(out, "{} = [{}]", given.key, values.join(", ")).unwrap(),
        }
    }
}

fn literal(value: &str, escapes: bool) -> String {
    let value = value.replace("${", "$${");
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            _ if escapes => write!(text, "\\U{:08x}", u32::from(character)).unwrap(),
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            _ => text.push(character),
        }
    }
    text.push('"');
    text
}

/// Checks that `it` has the texts that were written.
fn check<T>(keys: &[Key<T>], table: &[Given], it: &mut T) -> Result<(), TestCaseError> {
    for key in keys {
        let expected = table.iter().find(|given| given.key == key.name);
        let expected = expected.map(|given| given.values.clone()).unwrap_or_default();
        let found = match key.field {
            Field::Line(slot) | Field::Number(slot) | Field::Paragraphs(slot) => {
                slot(it).iter().map(|text| text.value.clone()).collect()
            }
            Field::Lines(slot) => slot(it).iter().map(|text| text.value.clone()).collect(),
            _ => Vec::new(),
        };
        prop_assert_eq!(found, expected, "{}", key.name);
    }
    Ok(())
}

/// Each key goes to a field of its own: what one key says is said by no other.
#[test]
fn no_two_keys_share_a_field() {
    fn distinct<T: Default>(keys: &[Key<T>]) {
        for key in keys {
            let mut it = T::default();
            let Some(slot) = key.field.text() else { continue };
            *slot(&mut it) = Some("x".into());
            for other in keys.iter().filter(|other| other.name != key.name) {
                let Some(slot) = other.field.text() else { continue };
                assert!(slot(&mut it).is_none(), "{} and {}", key.name, other.name);
            }
        }
    }
    distinct::<Description>(COMMON);
    distinct::<DebSection>(DEB);
    distinct::<RpmSection>(RPM);
}

/// Long input of any shape takes time in proportion to its length.
#[test]
fn long_manifests_take_no_long_time() {
    let many =
        |piece: &dyn Fn(usize) -> String, count: usize| (0..count).map(piece).collect::<String>();
    let line = format!("depends = [{}]\n", many(&|_| "\"a\",".into(), 20_000));
    assert_eq!(read(&line).depends.len(), 20_000);
    for text in [
        format!("depends = [{}]\n", many(&|_| "\"${a}\",".into(), 20_000)),
        format!("depends = [{}]\n", many(&|_| "1,".into(), 40_000)),
        many(&|number| format!("k{number} = 1\n"), 20_000),
        many(&|number| format!("k{} = 1\n", number % 10_000), 20_000),
        many(&|_| "[[file]]\n".into(), 20_000),
        many(&|_| "[deb]\n".into(), 20_000),
        many(&|_| "x\n".into(), 20_000),
        many(&|_| "[".into(), 100_000),
        "${".repeat(200_000),
        format!("summary = \"{}\"", "$${".repeat(200_000)),
        format!("summary = \"{}\"", "${".repeat(200_000)),
        format!("summary = \"{}\"", "${a}".repeat(100_000)),
        format!("summary = \"\"\"{}\"\"\"", "${\n".repeat(100_000)),
    ] {
        assert!(Description::from_manifest(&manifest(&text), &ManifestOptions::default()).is_err());
    }
}
