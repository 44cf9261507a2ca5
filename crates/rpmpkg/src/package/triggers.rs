//! Triggers: what rpm runs when other packages, or files, come and go.

use diagnostic::Report;
use pkgtree::Description;
use pkgtree::description::{TriggerRule, Value};

use super::{dependencies, scripts};
use crate::dependency::Context;
use crate::{Dependency, Trigger, TriggerKind, TriggerWhen, codes};

/// The priority of a file trigger when nothing is said (`RPMTRIGGER_DEFAULT_PRIORITY`).
const DEFAULT_PRIORITY: u32 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watched {
    Packages,
    Files { transaction: bool },
}

const FILES: Watched = Watched::Files { transaction: false };
const TRANSACTION: Watched = Watched::Files { transaction: true };

const EVENTS: [(&str, Watched, TriggerWhen); 10] = [
    ("triggerprein", Watched::Packages, TriggerWhen::Prein),
    ("triggerin", Watched::Packages, TriggerWhen::In),
    ("triggerun", Watched::Packages, TriggerWhen::Un),
    ("triggerpostun", Watched::Packages, TriggerWhen::Postun),
    ("filetriggerin", FILES, TriggerWhen::In),
    ("filetriggerun", FILES, TriggerWhen::Un),
    ("filetriggerpostun", FILES, TriggerWhen::Postun),
    ("transfiletriggerin", TRANSACTION, TriggerWhen::In),
    ("transfiletriggerun", TRANSACTION, TriggerWhen::Un),
    ("transfiletriggerpostun", TRANSACTION, TriggerWhen::Postun),
];

/// All triggers, in the order of the description.
pub(super) fn triggers(description: &Description, report: &mut Report) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = Vec::new();
    for (index, rule) in description.rpm.triggers.iter().enumerate() {
        let field = format!("rpm.trigger[{index}]");
        let Some(trigger) = trigger(&field, rule, report) else { continue };
        if let Some(twice) = found.iter().find_map(|other| shared_target(other, &trigger)) {
            let value = Value::text(&*field, &rule.event);
            let problem = format!("watches {twice}, as another trigger of the same kind does");
            let defect = value.diagnostic(codes::TRIGGER, problem);
            report.defect(defect.hint("put both scripts into one"));
        }
        found.push(trigger);
    }
    found
}

/// A target that both triggers have, which rpm does not take of triggers on packages.
fn shared_target(one: &Trigger, other: &Trigger) -> Option<Dependency> {
    match (&one.kind, &other.kind) {
        (
            TriggerKind::Package { when, targets },
            TriggerKind::Package { when: other_when, targets: others },
        ) if when == other_when => targets.iter().find(|target| others.contains(target)).cloned(),
        _ => None,
    }
}

fn trigger(field: &str, rule: &TriggerRule, report: &mut Report) -> Option<Trigger> {
    let event = Value::text(format!("{field}.event"), &rule.event);
    let known = EVENTS.iter().find(|(name, ..)| *name == event.value.trim_start_matches('%'));
    let Some((_, watched, when)) = known else {
        report.defect(unknown_event(&event));
        return None;
    };
    let priority = priority(field, rule, *watched, report);
    let script = scripts::body(field, &rule.event, &rule.body, report);
    if rule.on.is_empty() {
        let defect = event.diagnostic(codes::TRIGGER, "watches nothing");
        report.defect(defect.hint("list packages or paths under \"on\""));
    }
    let on = Value::list(&format!("{field}.on"), &rule.on);
    let kind = match watched {
        Watched::Packages => TriggerKind::Package { when: *when, targets: targets(&on, report) },
        Watched::Files { transaction } => TriggerKind::File {
            when: *when,
            prefixes: prefixes(&on, report),
            priority,
            transaction: *transaction,
        },
    };
    let script = script?;
    if script.interpreter.len() > 1 {
        let problem = format!("gives its interpreter {} arguments", script.interpreter[0]);
        let defect = event.diagnostic(codes::TRIGGER, problem);
        report.defect(defect.hint("rpm has no flags for triggers: write \"set -e\" in the script"));
        return None;
    }
    Some(Trigger { kind, script })
}

fn unknown_event(event: &Value<'_>) -> diagnostic::Diagnostic {
    let names = EVENTS.map(|(name, ..)| name);
    let distance = |name: &&str| strsim::damerau_levenshtein(event.value, name);
    let nearest = names.into_iter().min_by_key(distance).filter(|name| distance(name) <= 3);
    let problem = format!("is {:?}; known are {}", event.value, names.join(", "));
    let defect = event.diagnostic(codes::TRIGGER, problem);
    match nearest {
        Some(name) => defect.hint(format!("did you mean {name:?}?")),
        None => defect.hint("write rpm's name of the trigger"),
    }
}

fn priority(field: &str, rule: &TriggerRule, watched: Watched, report: &mut Report) -> u32 {
    let Some(text) = &rule.priority else { return DEFAULT_PRIORITY };
    let value = Value::text(format!("{field}.priority"), text);
    if watched == Watched::Packages {
        let problem = "is not allowed for a trigger on packages";
        report.defect(value.diagnostic(codes::TRIGGER, problem).hint("leave it out"));
        return DEFAULT_PRIORITY;
    }
    let digits = value.value.bytes().all(|byte| byte.is_ascii_digit());
    match value.value.parse() {
        Ok(priority) if digits => priority,
        _ => {
            let problem = format!("is {:?}, not a number from 0 to 4294967295", value.value);
            let defect = value.diagnostic(codes::TRIGGER, problem);
            report.defect(defect.hint("leave it out for 1000000; higher ones run earlier"));
            DEFAULT_PRIORITY
        }
    }
}

fn targets(on: &[Value<'_>], report: &mut Report) -> Vec<Dependency> {
    let mut targets = Vec::new();
    for value in on {
        let list = dependencies::parsed(value, Context::Free, codes::TRIGGER, report);
        if let Some(rich) = list.iter().find(|target| target.is_rich()) {
            let problem = format!("watches {rich}, a choice or condition");
            let defect = value.diagnostic(codes::TRIGGER, problem);
            report.defect(defect.hint("list the packages, separated by \",\""));
        }
        targets.extend(list);
    }
    targets
}

fn prefixes(on: &[Value<'_>], report: &mut Report) -> Vec<String> {
    let mut prefixes = Vec::new();
    for value in on {
        let text = value.value;
        if text.starts_with('/') && !text.contains(|it: char| it.is_control() || it == ' ') {
            prefixes.push(text.to_owned());
        } else {
            let problem = format!("is {text:?}, not the absolute path that files start with");
            let defect = value.diagnostic(codes::TRIGGER, problem);
            report.defect(defect.hint("write a path such as \"/usr/share/icons/\""));
        }
    }
    prefixes
}
