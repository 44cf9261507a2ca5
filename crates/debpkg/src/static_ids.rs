//! The numbers of the users and groups that every Debian system has (base-passwd).
//!
//! dpkg looks an entry's owner up by name on the target system and falls back to the number, so the
//! number only matters where the name is unknown: there it must not be that of somebody else.

/// A user or group as it is in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner<'a> {
    pub(crate) name: &'a str,
    pub(crate) id: u32,
}

impl Owner<'static> {
    pub(crate) const ROOT: Self = Self { name: "root", id: 0 };
}

impl<'a> Owner<'a> {
    /// The user `name`; number 0 when it is not one that every Debian system has.
    pub(crate) fn user(name: &'a str) -> Self {
        Self { name, id: user_id(name).unwrap_or(0) }
    }

    /// The group `name`; number 0 when it is not one that every Debian system has.
    pub(crate) fn group(name: &'a str) -> Self {
        Self { name, id: group_id(name).unwrap_or(0) }
    }
}

/// The number of a user that every Debian system has.
pub(crate) fn user_id(name: &str) -> Option<u32> {
    find(USERS, name)
}

/// The number of a group that every Debian system has.
pub(crate) fn group_id(name: &str) -> Option<u32> {
    find(GROUPS, name)
}

fn find(table: &[(&str, u32)], name: &str) -> Option<u32> {
    table.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
}

/// `/usr/share/base-passwd/passwd.master`, without `_apt`, which is not static.
const USERS: &[(&str, u32)] = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("sync", 4),
    ("games", 5),
    ("man", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("proxy", 13),
    ("www-data", 33),
    ("backup", 34),
    ("list", 38),
    ("irc", 39),
    ("nobody", 65534),
];

/// `/usr/share/base-passwd/group.master`.
const GROUPS: &[(&str, u32)] = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("adm", 4),
    ("tty", 5),
    ("disk", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("man", 12),
    ("proxy", 13),
    ("kmem", 15),
    ("dialout", 20),
    ("fax", 21),
    ("voice", 22),
    ("cdrom", 24),
    ("floppy", 25),
    ("tape", 26),
    ("sudo", 27),
    ("audio", 29),
    ("dip", 30),
    ("www-data", 33),
    ("backup", 34),
    ("operator", 37),
    ("list", 38),
    ("irc", 39),
    ("src", 40),
    ("shadow", 42),
    ("utmp", 43),
    ("video", 44),
    ("sasl", 45),
    ("plugdev", 46),
    ("staff", 50),
    ("games", 60),
    ("users", 100),
    ("nogroup", 65534),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;

    /// base-passwd is essential, so the file is on every Debian system.
    fn master(path: &str) -> BTreeMap<String, u32> {
        let text = fs::read_to_string(path).expect("base-passwd is installed");
        text.lines()
            .map(|line| {
                let fields: Vec<_> = line.split(':').collect();
                (fields[0].to_owned(), fields[2].parse().unwrap())
            })
            .collect()
    }

    /// Debian's releases and derivatives add and drop a few, but never give a number again.
    fn agrees(ours: &[(&str, u32)], theirs: &BTreeMap<String, u32>) {
        for (name, id) in ours {
            assert!(theirs.get(*name).is_none_or(|their| their == id), "{name}");
        }
        let known = theirs.keys().filter(|name| find(ours, name).is_some()).count();
        assert!(known + 2 >= theirs.len(), "{known} of {}", theirs.len());
    }

    #[test]
    fn users_are_those_of_base_passwd() {
        agrees(USERS, &master("/usr/share/base-passwd/passwd.master"));
    }

    #[test]
    fn groups_are_those_of_base_passwd() {
        agrees(GROUPS, &master("/usr/share/base-passwd/group.master"));
    }

    #[test]
    fn an_unknown_owner_is_not_somebody_else() {
        assert_eq!(Owner::user("erlang"), Owner { name: "erlang", id: 0 });
        assert_eq!(Owner::user("games"), Owner { name: "games", id: 5 });
        assert_eq!(Owner::group("games"), Owner { name: "games", id: 60 });
    }
}
