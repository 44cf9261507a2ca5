//! Comparing scriptlets and triggers.

use std::collections::HashMap;

use pkgio::{Algorithms, Hasher, Hex};
use pkgterms::difference::{Report, Values, values};

use super::side::Package;
use super::{Attribute, Place};
use crate::header::Tag;
use crate::read::script_tags;
use crate::{Scriptlet, ScriptletFlags, ScriptletKind, Trigger, TriggerKind};

/// Compares scriptlets and triggers, and says which tags need no further look.
pub(super) fn compare(left: &Package, right: &Package) -> (Report, Vec<Tag>) {
    let mut report = Report::default();
    let both = (scriptlets(left), scriptlets(right));
    let place = |(name, _): &(String, &Scriptlet)| Place::Scriptlet(name.clone());
    report.items(
        (&both.0, &both.1),
        |(name, _)| name.as_bytes(),
        place,
        |(_, left), (_, right)| scriptlet(left, right),
    );
    let both = (triggers(&left.triggers), triggers(&right.triggers));
    let place = |(_, name, _): &(String, String, &Trigger)| Place::Trigger(name.clone());
    report.items(
        (&both.0, &both.1),
        |(key, _, _)| key.as_bytes(),
        place,
        |(_, _, left), (_, _, right)| trigger(left, right),
    );
    let covered = if report.is_empty() { Vec::new() } else { script_tags() };
    (report, covered)
}

fn scriptlets(package: &Package) -> Vec<(String, &Scriptlet)> {
    let name = |(kind, scriptlet): (&ScriptletKind, _)| (kind.name().to_owned(), scriptlet);
    package.scriptlets.iter().map(name).collect()
}

fn scriptlet(left: &Scriptlet, right: &Scriptlet) -> Vec<Values> {
    let words = |words: &&Vec<String>| words.join(" ");
    let sha256 = |body: &&Vec<u8>| {
        let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::NONE });
        hasher.update(body);
        Hex(&hasher.finish().sha256.unwrap_or_default()).to_string()
    };
    vec![
        values(Attribute::Interpreter, &left.interpreter, &right.interpreter, words),
        values(Attribute::Flags, left.flags, right.flags, flags),
        values(Attribute::Content, &left.body, &right.body, sha256),
    ]
}

fn flags(flags: &ScriptletFlags) -> String {
    let ScriptletFlags { expand, qformat, critical } = *flags;
    format!("{:#x}", u32::from(expand) | u32::from(qformat) << 1 | u32::from(critical) << 2)
}

/// The triggers, each with what tells it from others, and its name for a person.
fn triggers(all: &[Trigger]) -> Vec<(String, String, &Trigger)> {
    let mut seen = HashMap::new();
    let key = |trigger: &'_ _| {
        let name = trigger_name(trigger);
        let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
        (format!("{name} {count}"), name)
    };
    let keys: Vec<_> = all.iter().map(key).collect();
    keys.into_iter().zip(all).map(|((key, name), trigger)| (key, name, trigger)).collect()
}

/// `triggerin -- foo > 1, bar`
fn trigger_name(trigger: &Trigger) -> String {
    let targets = match &trigger.kind {
        TriggerKind::Package { targets, .. } => {
            targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        TriggerKind::File { prefixes, .. } => prefixes.join(" "),
    };
    format!("{} -- {targets}", trigger.kind.name())
}

fn trigger(left: &Trigger, right: &Trigger) -> Vec<Values> {
    let priority = |trigger: &Trigger| match trigger.kind {
        TriggerKind::Package { .. } => 0,
        TriggerKind::File { priority, .. } => priority,
    };
    let mut all = scriptlet(&left.script, &right.script);
    let shown = |priority: &u32| priority.to_string();
    all.push(values(Attribute::Priority, priority(left), priority(right), shown));
    all
}
