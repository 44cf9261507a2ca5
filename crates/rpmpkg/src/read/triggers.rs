//! Triggers.

use super::dependencies::table;
use super::scriptlets::{interpreter, parse_flags};
use super::tags::{Numbers, Texts, utf8};
use super::{Metadata, ReadError};
use crate::header::{Header, Tag, tag};
use crate::{Dependency, Scriptlet, Sense, Trigger, TriggerKind, TriggerWhen};

/// The tags of one of the three kinds of triggers.
struct Tags {
    scripts: Tag,
    programs: Tag,
    flags: Tag,
    /// Of the conditions, each of which names its script by index.
    index: Tag,
    /// Of the conditions: names, flags and versions.
    conditions: [Tag; 3],
    /// None for triggers on packages.
    priorities: Option<Tag>,
    is_transaction: bool,
}

const PACKAGE: Tags = Tags {
    scripts: tag::TRIGGERSCRIPTS,
    programs: tag::TRIGGERSCRIPTPROG,
    flags: tag::TRIGGERSCRIPTFLAGS,
    index: tag::TRIGGERINDEX,
    conditions: [tag::TRIGGERNAME, tag::TRIGGERFLAGS, tag::TRIGGERVERSION],
    priorities: None,
    is_transaction: false,
};

const FILE: Tags = Tags {
    scripts: tag::FILETRIGGERSCRIPTS,
    programs: tag::FILETRIGGERSCRIPTPROG,
    flags: tag::FILETRIGGERSCRIPTFLAGS,
    index: tag::FILETRIGGERINDEX,
    conditions: [tag::FILETRIGGERNAME, tag::FILETRIGGERFLAGS, tag::FILETRIGGERVERSION],
    priorities: Some(tag::FILETRIGGERPRIORITIES),
    is_transaction: false,
};

const TRANSACTION_FILE: Tags = Tags {
    scripts: tag::TRANSFILETRIGGERSCRIPTS,
    programs: tag::TRANSFILETRIGGERSCRIPTPROG,
    flags: tag::TRANSFILETRIGGERSCRIPTFLAGS,
    index: tag::TRANSFILETRIGGERINDEX,
    conditions: [
        tag::TRANSFILETRIGGERNAME,
        tag::TRANSFILETRIGGERFLAGS,
        tag::TRANSFILETRIGGERVERSION,
    ],
    priorities: Some(tag::TRANSFILETRIGGERPRIORITIES),
    is_transaction: true,
};

/// The priority of a file trigger that has none.
const PRIORITY: u32 = 1_000_000;

/// `RPMSENSE_TRIGGER...` of rpm's `rpmlib/rpmds.h`.
const WHEN: [(u32, TriggerWhen); 4] = [
    (1 << 25, TriggerWhen::Prein),
    (1 << 16, TriggerWhen::In),
    (1 << 17, TriggerWhen::Un),
    (1 << 18, TriggerWhen::Postun),
];

impl Metadata {
    /// The triggers: those on packages, on files, and on the files of a transaction, each in the
    /// header's order.
    ///
    /// # Errors
    /// Arrays of different lengths, a condition without its script, a script without a condition.
    pub fn triggers(&self) -> Result<Vec<Trigger>, ReadError> {
        let mut triggers = Vec::new();
        for tags in [PACKAGE, FILE, TRANSACTION_FILE] {
            triggers.extend(read(&self.header, &tags)?);
        }
        Ok(triggers)
    }
}

/// The tags that triggers are made of.
pub(super) fn tags() -> impl Iterator<Item = Tag> {
    [PACKAGE, FILE, TRANSACTION_FILE].into_iter().flat_map(|tags| {
        let Tags { scripts, programs, flags, index, conditions, priorities, .. } = tags;
        [scripts, programs, flags, index].into_iter().chain(conditions).chain(priorities)
    })
}

fn read(header: &Header, tags: &Tags) -> Result<Vec<Trigger>, ReadError> {
    let scripts = Texts::all(header, tags.scripts)?;
    let count = scripts.len();
    let programs = Texts::rows(header, tags.programs, count)?;
    let flags = Numbers::rows(header, tags.flags, count)?;
    let conditions = grouped(header, tags, count)?;
    let mut triggers = Vec::with_capacity(count);
    for (row, (body, conditions)) in scripts.iter().zip(conditions).enumerate() {
        let program = programs.at(row);
        let words = if program.is_empty() { vec![] } else { vec![utf8(tags.programs, program)?] };
        let script = Scriptlet {
            interpreter: interpreter(words),
            body: body.to_vec(),
            flags: parse_flags(flags.get(row, 0)?),
        };
        let when = when(tags, row, &conditions)?;
        let kind = match tags.priorities {
            None => {
                TriggerKind::Package { when, targets: conditions.into_iter().map(target).collect() }
            }
            Some(priorities) => TriggerKind::File {
                when,
                prefixes: conditions.into_iter().map(|condition| condition.name).collect(),
                priority: Numbers::rows(header, priorities, count)?.get(row, PRIORITY)?,
                transaction: tags.is_transaction,
            },
        };
        triggers.push(Trigger { kind, script });
    }
    Ok(triggers)
}

/// The conditions of each of `count` scripts.
fn grouped(header: &Header, tags: &Tags, count: usize) -> Result<Vec<Vec<Dependency>>, ReadError> {
    let conditions = table(header, tags.conditions)?;
    let indexes = Numbers::required(header, tags.index, conditions.len())?;
    let mut groups = vec![Vec::new(); count];
    for (row, condition) in conditions.into_iter().enumerate() {
        let index = indexes.get(row, 0_usize)?;
        let Some(group) = groups.get_mut(index) else {
            let problem = format!("refers to script {index}, but there are {count}");
            return Err(ReadError::tag(tags.index, problem));
        };
        group.push(condition);
    }
    Ok(groups)
}

/// When the script of `row` runs, on which all its conditions agree.
fn when(tags: &Tags, row: usize, conditions: &[Dependency]) -> Result<TriggerWhen, ReadError> {
    let bad = |problem: String| Err(ReadError::tag(tags.conditions[1], problem));
    let mut found = None;
    for condition in conditions {
        let mut named = WHEN.iter().filter(|(bit, _)| condition.sense.has(Sense(*bit)));
        let (Some((_, when)), None) = (named.next(), named.next()) else {
            let name = &condition.name;
            return bad(format!(
                "does not define when the trigger on {name:?} runs, or defines it twice"
            ));
        };
        if found.is_some_and(|found| found != *when) {
            return bad(format!("has script {row} run at different times"));
        }
        found = Some(*when);
    }
    match found {
        Some(when) => Ok(when),
        None => bad(format!("has no condition for script {row}")),
    }
}

/// The condition without what is not of the package that it names.
fn target(condition: Dependency) -> Dependency {
    let compared = Sense::LESS.and(Sense::GREATER).and(Sense::EQUAL);
    Dependency { sense: Sense(condition.sense.0 & compared.0), ..condition }
}
