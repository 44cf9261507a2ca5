//! What is marked, what is dropped, what stays.

use std::collections::BTreeMap;
use std::path::PathBuf;

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;

use super::marks::{Mark, Marks};
use super::{Finding, ObjectKind, PruneOptions, Pruned, Survey, Unreferenced};
use crate::codes;

/// Fewer packages than these are never many.
const FEW: usize = 10;

/// What a run does.
#[derive(Debug)]
pub(super) struct Decision {
    /// The marks from now on, with the notes of what is dropped.
    pub(super) marks: Marks,
    /// What is dropped and what is not.
    pub(super) pruned: Pruned,
    /// Why nothing should be dropped unasked.
    pub(super) objection: Option<Diagnostic>,
}

/// Decides about what was found, by what was noted before. `exclusive`: a lock keeps all others out,
/// so what others were doing is what they died of.
pub(super) fn decide(
    survey: Survey,
    before: &Marks,
    exclusive: bool,
    options: &PruneOptions,
) -> Decision {
    let Survey { kept, unreferenced, packages, mut foreign, warnings } = survey;
    let mut unreferenced: Vec<Unreferenced> =
        unreferenced.into_iter().filter(|object| !kept.contains(&object.key)).collect();
    unreferenced.sort_by(|left, right| left.key.cmp(&right.key));
    foreign.sort();
    let recent = |mark: &Mark| {
        let begun = mark.dropping.filter(|_| !exclusive);
        begun.is_some_and(|begun| begun.saturating_add(options.longest_publish) > options.now)
    };
    // What another run is at stays noted, whatever is there by now.
    let mut marks: BTreeMap<_, _> = before
        .0
        .iter()
        .filter(|(_, mark)| recent(mark))
        .map(|(key, mark)| (key.clone(), *mark))
        .collect();
    let mut pruned = Pruned { foreign, warnings, ..Pruned::default() };
    for object in unreferenced {
        let mark = before.0.get(&object.key);
        let finding = finding(&object, mark, exclusive, options);
        let is_due = finding.due.is_some_and(|due| due <= options.now);
        if mark.is_some_and(recent) {
            pruned.waiting.push(finding);
            continue;
        }
        let marked = mark.map_or(options.now, |mark| mark.marked);
        let dropping = is_due.then_some(options.now);
        marks.insert(object.key, Mark { marked, since: finding.since, dropping });
        if is_due { pruned.dropped.push(finding) } else { pruned.waiting.push(finding) }
    }
    let objection = objection(&pruned.dropped, packages).filter(|_| !options.allow_many);
    Decision { marks: Marks(marks), pruned, objection }
}

fn finding(
    object: &Unreferenced,
    mark: Option<&Mark>,
    exclusive: bool,
    options: &PruneOptions,
) -> Finding {
    let noted = mark.map(|mark| mark.since);
    let since = object.since.max(noted).unwrap_or(options.now);
    let kept_until = since.saturating_add(object.keep);
    let marked = mark.map_or(options.now, |mark| mark.marked);
    let safe_from =
        if exclusive { Timestamp::EPOCH } else { marked.saturating_add(options.longest_publish) };
    Finding {
        key: object.key.clone(),
        length: object.length,
        kind: object.kind,
        since,
        due: (!object.blocked).then(|| kept_until.max(safe_from)),
    }
}

/// A mistake, such as suites that are gone, would show in packages without any reference.
fn objection(dropped: &[Finding], packages: usize) -> Option<Diagnostic> {
    let count = dropped.iter().filter(|finding| finding.kind == ObjectKind::Package).count();
    if count <= FEW || count * 10 <= packages * 3 {
        return None;
    }
    let first = dropped.iter().find(|finding| finding.kind == ObjectKind::Package)?;
    let subject = Subject::File(PathBuf::from(first.key.as_str()));
    let problem =
        format!("it and others, {count} of {packages} packages, would be deleted at once");
    let hint = "see with --dry-run whether that is right, and then give --yes";
    Some(Diagnostic::new(codes::MANY_DROPPED, subject, problem).hint(hint))
}
