//! `[[file]]`, `[[add]]` and those that make entries: rows that become rules of the tree.

mod attributes;
mod made;

use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use diagnostic::{Source, Sourced};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::attributes::{Attributes, check, types};
use super::keys::{ADD, FILE, Words};
use super::reader::Reader;
use crate::description::{Text, codes};
use crate::{AddRule, AddedBy, AttributeRule, InstallPath, Pattern, TreeRules};
pub(super) use made::MadeRow;

/// A `[[file]]`.
#[derive(Debug, Default)]
pub(super) struct FileRow {
    pub(super) pattern: Option<Text>,
    pub(super) types: Option<Words>,
    pub(super) attributes: Attributes,
}

/// An `[[add]]`.
#[derive(Debug, Default)]
pub(super) struct AddRow {
    pub(super) source: Option<Sourced<PathBuf>>,
    pub(super) target: Option<Text>,
    pub(super) attributes: Attributes,
}

/// Reads the rows of a table, whose keys have `prefix` in messages, into rules: those of `[[add]]`
/// after those of `[[file]]`, so that what is said of one file wins over patterns.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    prefix: &'static str,
    rules: &mut TreeRules,
) {
    for (prefix, span, row) in rows(table, prefix, "file") {
        let mut file = FileRow::default();
        reader.table("file", &prefix, FILE, row, &mut file);
        if !row.contains_key("match") {
            missing(reader, &prefix, &span, "match = \"...\"");
        }
        let says = |key: &&str| !matches!(*key, "match" | "type");
        let says_nothing = !row.keys().any(|key| says(&&**key.get_ref()));
        if says_nothing && row.contains_key("match") {
            let hint =
                "add a mode, an owner, a group, config, a role, a locale or verify".to_owned();
            let problem = "sets no attribute";
            reader.report(codes::RULE, prefix.trim_end_matches('.'), &span, problem, Some(hint));
        }
        let name = format!("{prefix}match");
        let pattern = file.pattern.and_then(|text| reader.pattern(&name, text));
        let types = file.types.and_then(|words| types(reader, &prefix, words, &file.attributes));
        let checked = check(reader, &prefix, file.attributes);
        let rule = pattern.map(|pattern| AttributeRule { types, ..checked.of(pattern) });
        rules.attributes.extend(rule);
    }
    for (prefix, span, row) in rows(table, prefix, "add") {
        let mut add = AddRow::default();
        reader.table("add", &prefix, ADD, row, &mut add);
        for key in ["source", "target"] {
            if !row.contains_key(key) {
                missing(reader, &prefix, &span, &format!("{key} = \"...\""));
            }
        }
        let has_attributes =
            row.iter().any(|(key, _)| !matches!(&**key.get_ref(), "source" | "target"));
        let checked = check(reader, &prefix, add.attributes);
        let (Some(source), Some(target)) = (add.source, add.target) else { continue };
        let Some(path) = install_path(reader, &prefix, &source, &target) else { continue };
        let origin = reader.source(&span);
        let folder = reader.folder();
        let (folder, below) = match source.value.strip_prefix(folder) {
            Ok(below) => (folder, below),
            Err(_) => (Path::new(""), source.value.as_path()),
        };
        let Ok(rule) = AddRule::below(folder, below, target.value.as_bytes(), origin.clone())
        else {
            continue;
        };
        if has_attributes {
            let (at, below) = match &rule.pattern {
                Some(_) => {
                    let all = || Sourced::new("/**".to_owned(), target.source.clone());
                    let added_by = |below| Some(AddedBy { origin: origin.clone(), below });
                    let at = reader.pattern("add.source", all());
                    let below = reader.pattern("add.source", all());
                    let of = |rule, below| AttributeRule { added_by: added_by(below), ..rule };
                    let below = below.and_then(|it| checked.below(it)).map(|it| of(it, true));
                    (at.map(|it| of(checked.of(it), false)), below)
                }
                None => {
                    let below = pattern_of(reader, &prefix, &path, "/**", target.source.clone());
                    let below = below.and_then(|pattern| checked.below(pattern));
                    let at = pattern_of(reader, &prefix, &path, "", target.source);
                    (at.map(|pattern| checked.of(pattern)), below)
                }
            };
            rules.attributes.extend(at);
            rules.attributes.extend(below);
        }
        rules.add.push(rule);
    }
    made::read(reader, table, prefix, rules);
}

/// The tables of the array `name`, each with the prefix of its keys in messages, which starts with
/// that of the table's, and its place.
pub(super) fn rows<'t>(
    table: &'t DeTable<'t>,
    prefix: &'static str,
    name: &'static str,
) -> impl Iterator<Item = (String, Range<usize>, &'t DeTable<'t>)> {
    let items = table.get(name).and_then(|value| value.get_ref().as_array());
    items.into_iter().flatten().enumerate().filter_map(
        move |(index, value)| match Spanned::get_ref(value) {
            DeValue::Table(row) => Some((format!("{prefix}{name}[{index}]."), value.span(), row)),
            _ => None,
        },
    )
}

/// Reports a row without a key that it must have, and the line that would fix it.
pub(super) fn missing(reader: &mut Reader<'_>, prefix: &str, span: &Range<usize>, line: &str) {
    let name = prefix.trim_end_matches('.');
    let key = line.split(' ').next().unwrap_or_default();
    let hint = format!("add a line {line}");
    reader.report(codes::MISSING_KEY, name, span, format!("has no {key:?}"), Some(hint));
}

/// Where an added file is installed: a target that ends in a slash takes the source's name.
fn install_path(
    reader: &mut Reader<'_>,
    prefix: &str,
    source: &Sourced<PathBuf>,
    target: &Text,
) -> Option<InstallPath> {
    let mut path = target.value.clone().into_bytes();
    if path.ends_with(b"/") {
        path.extend(source.value.file_name().unwrap_or_default().as_bytes());
    }
    let problem = match InstallPath::parse(&path) {
        Ok(path) if !path.is_root() => return Some(path),
        Ok(_) => "is the root directory".to_owned(),
        Err(error) => error.to_string(),
    };
    let name = format!("{prefix}target");
    let hint = "use the installed path, such as \"/usr/bin/tool\"".to_owned();
    reader.report_at(codes::TARGET, &name, target.source.clone(), problem, Some(hint));
    None
}

/// The pattern that matches `path` alone or, with `suffix`, what stands below it.
fn pattern_of(
    reader: &mut Reader<'_>,
    prefix: &str,
    path: &InstallPath,
    suffix: &str,
    source: Source,
) -> Option<Sourced<Pattern>> {
    let mut pattern = String::from("/");
    for character in String::from_utf8_lossy(path.as_bytes()).chars() {
        if "*?[]{}\\!".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    if !suffix.is_empty() {
        pattern.truncate(pattern.trim_end_matches('/').len());
        pattern.push_str(suffix);
    }
    reader.pattern(&format!("{prefix}target"), Sourced::new(pattern, source))
}
