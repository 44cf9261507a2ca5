//! Triggers: three families of arrays, for packages, for files, and for files once a transaction.
//!
//! Each family has its scripts in the description's order, and its conditions sorted, each with the
//! index of its script (rpm's `build/parseScript.c` and `build/pack.c`).

use super::scriptlets::number;
use crate::header::{Header, Tag, Value, tag};
use crate::{Sense, Trigger, TriggerKind, TriggerWhen};

/// Inserts `triggers`.
pub(super) fn insert_into(header: &mut Header, triggers: &[Trigger]) {
    for family in [Family::Packages, Family::Files, Family::FilesOfTransaction] {
        let of_family: Vec<&Trigger> =
            triggers.iter().filter(|trigger| Family::of(&trigger.kind) == family).collect();
        family.insert_into(header, &of_family);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Packages,
    Files,
    FilesOfTransaction,
}

/// The tags of a family.
struct Tags {
    scripts: Tag,
    interpreters: Tag,
    flags: Tag,
    names: Tag,
    versions: Tag,
    senses: Tag,
    indices: Tag,
    priorities: Option<Tag>,
}

/// What sets a trigger off, ordered as rpm sorts it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Condition<'a> {
    name: &'a str,
    version: &'a str,
    sense: u32,
    index: u32,
}

impl Family {
    fn of(kind: &TriggerKind) -> Self {
        match kind {
            TriggerKind::Package { .. } => Self::Packages,
            TriggerKind::File { transaction: false, .. } => Self::Files,
            TriggerKind::File { transaction: true, .. } => Self::FilesOfTransaction,
        }
    }

    fn insert_into(self, header: &mut Header, triggers: &[&Trigger]) {
        let tags = self.tags();
        header.insert(tags.scripts, Value::texts(triggers.iter().map(|one| &one.script.body)));
        // rpm has no room for a trigger's interpreter's arguments.
        let program = |one: &&Trigger| one.script.interpreter.first().cloned().unwrap_or_default();
        let interpreters = triggers.iter().map(program);
        header.insert(tags.interpreters, Value::texts(interpreters));
        let flags = || triggers.iter().map(|one| number(one.script.flags));
        if flags().any(|flags| flags != 0) {
            header.insert(tags.flags, Value::int32(flags()));
        }
        if let Some(tag) = tags.priorities {
            header.insert(tag, Value::int32(triggers.iter().map(|one| priority(&one.kind))));
        }
        let mut conditions: Vec<Condition<'_>> =
            (0..).zip(triggers).flat_map(|(index, one)| conditions(index, &one.kind)).collect();
        conditions.sort();
        conditions.dedup();
        header.insert(tags.names, Value::texts(conditions.iter().map(|one| one.name)));
        header.insert(tags.versions, Value::texts(conditions.iter().map(|one| one.version)));
        header.insert(tags.senses, Value::int32(conditions.iter().map(|one| one.sense)));
        header.insert(tags.indices, Value::int32(conditions.iter().map(|one| one.index)));
    }

    fn tags(self) -> Tags {
        match self {
            Self::Packages => Tags {
                scripts: tag::TRIGGERSCRIPTS,
                interpreters: tag::TRIGGERSCRIPTPROG,
                flags: tag::TRIGGERSCRIPTFLAGS,
                names: tag::TRIGGERNAME,
                versions: tag::TRIGGERVERSION,
                senses: tag::TRIGGERFLAGS,
                indices: tag::TRIGGERINDEX,
                priorities: None,
            },
            Self::Files => Tags {
                scripts: tag::FILETRIGGERSCRIPTS,
                interpreters: tag::FILETRIGGERSCRIPTPROG,
                flags: tag::FILETRIGGERSCRIPTFLAGS,
                names: tag::FILETRIGGERNAME,
                versions: tag::FILETRIGGERVERSION,
                senses: tag::FILETRIGGERFLAGS,
                indices: tag::FILETRIGGERINDEX,
                priorities: Some(tag::FILETRIGGERPRIORITIES),
            },
            Self::FilesOfTransaction => Tags {
                scripts: tag::TRANSFILETRIGGERSCRIPTS,
                interpreters: tag::TRANSFILETRIGGERSCRIPTPROG,
                flags: tag::TRANSFILETRIGGERSCRIPTFLAGS,
                names: tag::TRANSFILETRIGGERNAME,
                versions: tag::TRANSFILETRIGGERVERSION,
                senses: tag::TRANSFILETRIGGERFLAGS,
                indices: tag::TRANSFILETRIGGERINDEX,
                priorities: Some(tag::TRANSFILETRIGGERPRIORITIES),
            },
        }
    }
}

fn priority(kind: &TriggerKind) -> u32 {
    match kind {
        TriggerKind::Package { .. } => 0,
        TriggerKind::File { priority, .. } => *priority,
    }
}

fn conditions(index: u32, kind: &TriggerKind) -> Vec<Condition<'_>> {
    match kind {
        TriggerKind::Package { when, targets } => {
            let condition = |target| condition(target, *when, index);
            targets.iter().map(condition).collect()
        }
        TriggerKind::File { when, prefixes, .. } => prefixes
            .iter()
            .map(|name| Condition { name, version: "", sense: sense(*when).0, index })
            .collect(),
    }
}

fn condition(target: &crate::Dependency, when: TriggerWhen, index: u32) -> Condition<'_> {
    Condition {
        name: &target.name,
        version: &target.evr,
        sense: target.sense.and(sense(when)).0,
        index,
    }
}

/// `RPMSENSE_TRIGGER*` of rpm's `rpmds.h`.
fn sense(when: TriggerWhen) -> Sense {
    Sense(match when {
        TriggerWhen::In => 1 << 16,
        TriggerWhen::Un => 1 << 17,
        TriggerWhen::Postun => 1 << 18,
        TriggerWhen::Prein => 1 << 25,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{numbers, texts};
    use super::*;
    use crate::{Dependency, Scriptlet, ScriptletFlags};

    fn script(body: &str, expand: bool) -> Scriptlet {
        Scriptlet {
            interpreter: vec!["/bin/sh".into()],
            body: body.into(),
            flags: ScriptletFlags { expand, ..ScriptletFlags::default() },
        }
    }

    fn target(name: &str, evr: &str, sense: u32) -> Dependency {
        Dependency { name: name.into(), evr: evr.into(), sense: Sense(sense) }
    }

    fn files(when: TriggerWhen, prefixes: &[&str], transaction: bool, body: &str) -> Trigger {
        let prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        let kind = TriggerKind::File { when, prefixes, priority: 100, transaction };
        Trigger { kind, script: script(body, false) }
    }

    /// What rpmbuild 4.18 makes of
    /// `%triggerin -- bash >= 2, dash`, `%triggerun -e -- bash`, `%triggerprein -- zsh`.
    #[test]
    fn conditions_are_sorted_and_keep_their_scripts() {
        let package = |when, targets, script| Trigger {
            kind: TriggerKind::Package { when, targets },
            script,
        };
        let both = vec![target("bash", "2", 12), target("dash", "", 0)];
        let triggers = [
            package(TriggerWhen::In, both, script("in", false)),
            package(TriggerWhen::Un, vec![target("bash", "", 0)], script("un", true)),
            package(TriggerWhen::Prein, vec![target("zsh", "", 0)], script("prein", false)),
        ];
        let mut header = Header::new();
        insert_into(&mut header, &triggers);
        assert_eq!(texts(&header, tag::TRIGGERSCRIPTS), ["in", "un", "prein"]);
        assert_eq!(texts(&header, tag::TRIGGERSCRIPTPROG), ["/bin/sh"; 3]);
        assert_eq!(numbers(&header, tag::TRIGGERSCRIPTFLAGS), [0, 1, 0]);
        assert_eq!(texts(&header, tag::TRIGGERNAME), ["bash", "bash", "dash", "zsh"]);
        assert_eq!(texts(&header, tag::TRIGGERVERSION), ["", "2", "", ""]);
        assert_eq!(numbers(&header, tag::TRIGGERFLAGS), [131_072, 65_548, 65_536, 1 << 25]);
        assert_eq!(numbers(&header, tag::TRIGGERINDEX), [1, 0, 0, 2]);
        assert!(header.value(tag::FILETRIGGERNAME).is_none());
    }

    #[test]
    fn families_have_tags_of_their_own() {
        let triggers = [
            files(TriggerWhen::In, &["/usr/lib", "/usr/share"], false, "in"),
            files(TriggerWhen::Postun, &["/etc"], false, "postun"),
            files(TriggerWhen::Un, &["/usr"], true, "once"),
        ];
        let mut header = Header::new();
        insert_into(&mut header, &triggers);
        assert_eq!(texts(&header, tag::FILETRIGGERSCRIPTS), ["in", "postun"]);
        assert_eq!(texts(&header, tag::FILETRIGGERNAME), ["/etc", "/usr/lib", "/usr/share"]);
        assert_eq!(numbers(&header, tag::FILETRIGGERINDEX), [1, 0, 0]);
        assert_eq!(numbers(&header, tag::FILETRIGGERFLAGS), [1 << 18, 1 << 16, 1 << 16]);
        assert_eq!(numbers(&header, tag::FILETRIGGERPRIORITIES), [100, 100]);
        assert_eq!(texts(&header, tag::TRANSFILETRIGGERSCRIPTS), ["once"]);
        assert_eq!(numbers(&header, tag::TRANSFILETRIGGERFLAGS), [1 << 17]);
        assert!(header.value(tag::FILETRIGGERSCRIPTFLAGS).is_none());
        assert!(header.value(tag::TRIGGERNAME).is_none());
    }
}
