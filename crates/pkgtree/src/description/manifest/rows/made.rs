//! `[[directory]]`, `[[link]]` and `[[ghost]]`: entries without a file on the build host.

use std::ops::Range;

use toml::de::DeTable;

use super::attributes::{Attributes, check};
use super::{missing, pattern_of, rows};
use crate::description::manifest::keys::{DIRECTORY, GHOST, Key, LINK};
use crate::description::manifest::reader::Reader;
use crate::description::{Text, codes};
use crate::{InstallPath, Made, MakeRule, TreeRules};

/// One of these tables.
#[derive(Debug, Default)]
pub(in super::super) struct MadeRow {
    pub(in super::super) path: Option<Text>,
    pub(in super::super) target: Option<Text>,
    pub(in super::super) attributes: Attributes,
}

/// Reads all three tables into rules.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    prefix: &'static str,
    rules: &mut TreeRules,
) {
    let tables: [(&'static str, &'static [Key<MadeRow>]); 3] =
        [("directory", DIRECTORY), ("link", LINK), ("ghost", GHOST)];
    for (name, keys) in tables {
        for (prefix, span, row) in rows(table, prefix, name) {
            let mut made = MadeRow::default();
            reader.table(name, &prefix, keys, row, &mut made);
            for key in ["path", "target"] {
                if keys.iter().any(|known| known.name == key) && !row.contains_key(key) {
                    missing(reader, &prefix, &span, &format!("{key} = \"...\""));
                }
            }
            let says_more =
                row.iter().any(|(key, _)| !matches!(&**key.get_ref(), "path" | "target"));
            let place = Place { name, prefix: &prefix, span: &span, says_more };
            one(reader, &place, made, rules);
        }
    }
}

/// Where a row stands.
struct Place<'a> {
    /// The name of its table.
    name: &'a str,
    /// The prefix of its keys in messages.
    prefix: &'a str,
    span: &'a Range<usize>,
    /// Whether it has attributes.
    says_more: bool,
}

/// Makes a rule of one row.
fn one(reader: &mut Reader<'_>, place: &Place<'_>, row: MadeRow, rules: &mut TreeRules) {
    let Place { name, prefix, span, says_more } = *place;
    let checked = check(reader, prefix, row.attributes);
    let Some(text) = row.path else { return };
    let Some(path) = install_path(reader, prefix, &text) else { return };
    let is_folder = text.value.ends_with('/');
    let pattern = pattern_of(reader, prefix, &path, "", text.source);
    let mut rule = pattern.map(|pattern| checked.of(pattern));
    let made = match name {
        "link" => {
            let Some(target) = row.target else { return };
            Made::Link { target: target.value.into_bytes().into() }
        }
        "ghost" => {
            if let Some(rule) = &mut rule {
                rule.roles.ghost = true;
            }
            if is_folder { Made::Directory } else { Made::Ghost }
        }
        _ => Made::Directory,
    };
    let is_ghost_folder = name == "ghost" && is_folder;
    rules.attributes.extend(rule.filter(|_| says_more || is_ghost_folder));
    let origin = reader.source(span);
    rules.make.push(MakeRule { path, made, origin });
}

fn install_path(reader: &mut Reader<'_>, prefix: &str, text: &Text) -> Option<InstallPath> {
    let problem = match InstallPath::parse(text.value.as_bytes()) {
        Ok(path) if !path.is_root() => return Some(path),
        Ok(_) => "is the root directory".to_owned(),
        Err(error) => error.to_string(),
    };
    let hint = "use the installed path, such as \"/var/lib/hello\"".to_owned();
    let name = format!("{prefix}path");
    reader.report_at(codes::TARGET, &name, text.source.clone(), problem, Some(hint));
    None
}
