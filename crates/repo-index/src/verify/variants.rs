//! Whether indexes of variants are whole, as clients take them to be.

use std::collections::{BTreeMap, HashSet};

use super::findings::Findings;
use crate::apt::{IndexId, IndexKind, Record, Release, base};
use crate::codes;

/// What indexes list, each with the name of the file that it was read from.
pub(super) type Listed<'a> = BTreeMap<&'a IndexId, &'a (String, Vec<Record>)>;

/// Tells of each index of a variant that lacks versions which the index of its architecture has. A system
/// that asks for a variant which the `Release` names reads no other index (apt 3.1).
pub(super) fn check(release: &Release, listed: &Listed<'_>, findings: &mut Findings) {
    for (id, (about, records)) in listed {
        let Some(variant) = id.kind.architecture() else { continue };
        let Some(architecture) = base(variant) else { continue };
        if !release.architectures.iter().any(|named| named == variant) {
            continue;
        }
        let kind = IndexKind::of(id.kind.package_kind(), architecture);
        let original = IndexId { component: id.component.clone(), kind };
        let Some((_, originals)) = listed.get(&original) else { continue };
        let builds: HashSet<_> =
            records.iter().map(|record| (record.package(), record.version())).collect();
        let mut missing = originals
            .iter()
            .filter(|record| !builds.contains(&(record.package(), record.version())));
        let Some(first) = missing.next() else { continue };
        let more = match missing.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let problem = format!(
            "lacks {first}{more}: systems that ask for {variant} read this index instead of that \
             of {architecture}, and do not find it"
        );
        let hint = "also list packages without a build for the variant: `mkrepo refresh` does this";
        findings.warn(codes::INCOMPLETE_VARIANT, about, problem, hint);
    }
}
