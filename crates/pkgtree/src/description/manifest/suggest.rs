//! What to say to a key that a table does not have.

use diagnostic::{Code, nearest};

use super::keys::{ADD, COMMON, DEB, DIRECTORY, FILE, GHOST, Key, LINK, RPM, SCRIPTLET, TRIGGER};
use crate::description::codes;

/// What other tools, or the packages themselves, call our keys.
const ALIASES: &[(&str, &str)] = &[
    ("architecture", "arch"),
    ("capability", "capabilities"),
    ("caps", "capabilities"),
    ("conf", "config"),
    ("directories", "directory"),
    ("contents", "add"),
    ("dependencies", "depends"),
    ("destination", "target"),
    ("directory-mode", "dir-mode"),
    ("dirmode", "dir-mode"),
    ("dst", "target"),
    ("filemode", "file-mode"),
    ("files", "file"),
    ("folder", "directory"),
    ("glob", "match"),
    ("hardlinks", "hard-links"),
    ("iteration", "release"),
    ("language", "lang"),
    ("licence", "license"),
    ("links", "link"),
    ("locale", "lang"),
    ("kind", "type"),
    ("package", "name"),
    ("packager", "maintainer"),
    ("path", "match"),
    ("pattern", "match"),
    ("permissions", "mode"),
    ("requires", "depends"),
    ("revision", "release"),
    ("prefix", "prefixes"),
    ("relocations", "prefixes"),
    ("src", "source"),
    ("symlink", "link"),
    ("to", "target"),
    ("url", "homepage"),
    ("user", "owner"),
];

/// The tables with keys of their own, as the reader calls them; the top one has no name.
pub(super) const TABLES: [&str; 10] =
    ["", "deb", "rpm", "file", "add", "directory", "link", "ghost", "rpm.scripts", "rpm.trigger"];

/// The code and the hint for the unknown `key` of the table `table` (`""`, `deb`, `file`...).
pub(super) fn unknown_key(table: &str, key: &str) -> (Code, String) {
    let here = valid_keys(table);
    let spelled = key.to_lowercase().replace('_', "-");
    let alias = ALIASES.iter().find(|(alias, _)| *alias == spelled).map(|(_, name)| *name);
    let elsewhere = |name: &str| {
        let mut tables = TABLES.into_iter().filter(|other| *other != table);
        tables.find(|other| valid_keys(other).contains(&name)).map(place)
    };
    if here.contains(&spelled.as_str()) {
        return (codes::UNKNOWN_KEY, format!("write {spelled:?}"));
    }
    let alias = alias.filter(|name| here.contains(name));
    if let Some(place) = elsewhere(&spelled) {
        let hint = match alias {
            Some(name) => format!("it belongs {place}; did you mean {name:?}?"),
            None => format!("it belongs {place}"),
        };
        return (codes::MISPLACED_KEY, hint);
    }
    let hint = if let Some(name) = alias.or_else(|| nearest(&spelled, here.iter().copied())) {
        format!("did you mean {name:?}?")
    } else if let Some((name, place)) = TABLES
        .into_iter()
        .filter(|other| *other != table)
        .find_map(|other| Some((nearest(&spelled, valid_keys(other).into_iter())?, place(other))))
    {
        format!("did you mean {name:?}, which belongs {place}?")
    } else {
        format!("valid keys: {}", here.join(", "))
    };
    (codes::UNKNOWN_KEY, hint)
}

/// The names of the keys of a table.
pub(super) fn valid_keys(table: &str) -> Vec<&'static str> {
    fn names<T>(keys: &[Key<T>]) -> Vec<&'static str> {
        keys.iter().map(|key| key.name).collect()
    }
    match table {
        "" => names(COMMON),
        "deb" => names(DEB),
        "rpm" => names(RPM),
        "file" => names(FILE),
        "add" => names(ADD),
        "directory" => names(DIRECTORY),
        "link" => names(LINK),
        "ghost" => names(GHOST),
        "rpm.scripts" => names(SCRIPTLET),
        "rpm.trigger" => names(TRIGGER),
        _ => Vec::new(),
    }
}

/// Where a table's keys stand.
fn place(table: &str) -> String {
    match table {
        "" => "at the top level, before the first table".to_owned(),
        "file" | "add" | "directory" | "link" | "ghost" | "rpm.trigger" => {
            format!("under [[{table}]]")
        }
        "rpm.scripts" => "in a table of [rpm.scripts]".to_owned(),
        _ => format!("under [{table}]"),
    }
}
