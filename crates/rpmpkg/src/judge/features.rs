//! Features of rpm that a package requires: `rpmlib(...)` (`lib/rpmds.c`).

use std::cmp::Ordering;

use super::{Flaw, Verdict};
use crate::header::{Header, tag};
use crate::read::{DependencyKind, table};
use crate::{Dependency, Sense, vercmp};

/// What rpm 4.16 to 6.1 all provide, with the version of each, which has the release 1.
const PROVIDED: [(&str, &str); 20] = [
    ("BuiltinLuaScripts", "4.2.2"),
    ("CaretInVersions", "4.15.0"),
    ("CompressedFileNames", "3.0.4"),
    ("ConcurrentAccess", "4.1"),
    ("DynamicBuildRequires", "4.15.0"),
    ("ExplicitPackageProvide", "4.0"),
    ("FileCaps", "4.6.1"),
    ("FileDigests", "4.6.0"),
    ("HeaderLoadSortsTags", "4.0.1"),
    ("LargeFiles", "4.12.0"),
    ("PartialHardlinkSets", "4.0.4"),
    ("PayloadFilesHavePrefix", "4.0"),
    ("PayloadIsLzma", "4.4.2"),
    ("PayloadIsXz", "5.2"),
    ("PayloadIsZstd", "5.4.18"),
    ("RichDependencies", "4.12.0"),
    ("ScriptletExpansion", "4.9.0"),
    ("ScriptletInterpreterArgs", "4.0.3"),
    ("TildeInVersions", "4.10.0"),
    ("VersionedDependencies", "3.0.3"),
];

const HINT: &str = "build the package for rpm of the supported releases";

pub(super) fn check(header: &Header, verdict: &mut Verdict) {
    // Lists that cannot be read are told of where they are read.
    let Ok(required) = table(header, DependencyKind::Requires.tags()) else { return };
    for Flaw { problem, hint } in required.iter().filter_map(flaw) {
        verdict.refuse(tag::REQUIRENAME, problem, hint);
    }
}

/// What is wrong with a requirement: a feature that no supported rpm provides.
pub(crate) fn flaw(dependency: &Dependency) -> Option<Flaw> {
    let name = dependency.name.strip_prefix("rpmlib(");
    let feature = name.and_then(|name| name.strip_suffix(')'))?;
    let provided = PROVIDED.iter().find(|(known, _)| *known == feature);
    if provided.is_some_and(|(_, version)| meets(dependency, version)) {
        return None;
    }
    let Dependency { name, evr, .. } = dependency;
    Some(Flaw::new(format!("requires {name} {evr}, which no supported rpm provides"), HINT))
}

/// Whether `version`, of the release 1, is what `dependency` asks for.
fn meets(dependency: &Dependency, version: &str) -> bool {
    let compared = dependency.sense.0 & 0xe;
    if compared == 0 || dependency.evr.is_empty() {
        return true;
    }
    let (wanted, release) =
        dependency.evr.split_once('-').map_or((&*dependency.evr, None), |(v, r)| (v, Some(r)));
    let wanted = wanted.strip_prefix("0:").unwrap_or(wanted);
    let releases = || release.map_or(Ordering::Equal, |release| vercmp(b"1", release.as_bytes()));
    let bit = match vercmp(version.as_bytes(), wanted.as_bytes()).then_with(releases) {
        Ordering::Less => Sense::LESS,
        Ordering::Equal => Sense::EQUAL,
        Ordering::Greater => Sense::GREATER,
    };
    dependency.sense.has(bit)
}
