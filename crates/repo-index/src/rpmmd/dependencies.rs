//! What a package needs and offers, as `primary` lists it.
//!
//! createrepo_c (`parsehdr.c`) leaves out of what is required whatever resolves without another
//! package, and folds what is required twice.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use rpmpkg::header::{Header, Tag};
use rpmpkg::read::{DependencyKind, Metadata, ReadError};
use rpmpkg::{Dependency, Sense, vercmp};

use super::filelists::ListedFile;
use super::primary::is_primary;

/// One dependency, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// How versions compare: `LT`, `LE`, `EQ`, `GE`, `GT`.
    pub(super) flags: Option<&'static str>,
    /// As it is written, epoch and release included.
    pub(super) evr: String,
    /// Whether it must be there before the package's scripts run.
    pub(super) pre: bool,
}

/// All lists, in the order in which they are printed.
pub(super) const KINDS: [(DependencyKind, &str); 8] = [
    (DependencyKind::Provides, "rpm:provides"),
    (DependencyKind::Requires, "rpm:requires"),
    (DependencyKind::Conflicts, "rpm:conflicts"),
    (DependencyKind::Obsoletes, "rpm:obsoletes"),
    (DependencyKind::Suggests, "rpm:suggests"),
    (DependencyKind::Enhances, "rpm:enhances"),
    (DependencyKind::Recommends, "rpm:recommends"),
    (DependencyKind::Supplements, "rpm:supplements"),
];

/// `RPMSENSE_STRONG`, which told a recommendation from a suggestion before rpm 4.12.
const STRONG: Sense = Sense(1 << 27);

/// What scripts of an installation need.
const BEFORE: Sense = Sense::PREREQ
    .and(Sense::PRETRANS)
    .and(Sense::SCRIPT_PRE)
    .and(Sense::SCRIPT_POST)
    .and(Sense::POSTTRANS);

/// The lists of a package, in the order of [`KINDS`].
pub(super) fn lists(
    package: &Metadata,
    files: &[ListedFile],
) -> Result<[Vec<Entry>; KINDS.len()], ReadError> {
    let mut lists = [const { Vec::new() }; KINDS.len()];
    for (at, (kind, _)) in KINDS.iter().enumerate() {
        let found = package.dependencies(*kind)?;
        lists[at] = found.into_iter().filter_map(entry).collect();
    }
    let [provides, requires, _, _, suggests, enhances, recommends, supplements] = &mut lists;
    let (kept, weak) = required(package, files, provides)?;
    *requires = kept;
    recommends.splice(..0, weak);
    // Suse's names before rpm 4.12 had weak dependencies.
    for dependency in old(&package.header, [Tag(1156), Tag(1158), Tag(1157)]) {
        let list = if dependency.sense.has(STRONG) { &mut *recommends } else { &mut *suggests };
        list.extend(entry(dependency));
    }
    for dependency in old(&package.header, [Tag(1159), Tag(1161), Tag(1160)]) {
        let list = if dependency.sense.has(STRONG) { &mut *supplements } else { &mut *enhances };
        list.extend(entry(dependency));
    }
    Ok(lists)
}

/// What is printed of a dependency: nothing, when its version has an epoch that is no number.
fn entry(dependency: Dependency) -> Option<Entry> {
    let Dependency { name, evr, sense } = dependency;
    let has_epoch = evr.split_once(':').is_none_or(|(epoch, _)| is_number(epoch));
    has_epoch.then(|| Entry { name, flags: flags(sense), evr, pre: false })
}

/// Whether C's `strtol` takes the whole of it for a number, or there is none.
fn is_number(epoch: &str) -> bool {
    let digits = epoch.trim_ascii_start();
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    epoch.is_empty() || !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn flags(sense: Sense) -> Option<&'static str> {
    match sense.0 & 0xf {
        2 => Some("LT"),
        4 => Some("GT"),
        8 => Some("EQ"),
        10 => Some("LE"),
        12 => Some("GE"),
        _ => None,
    }
}

/// What is required, and what may be missing, which is a recommendation.
fn required(
    package: &Metadata,
    files: &[ListedFile],
    provides: &[Entry],
) -> Result<(Vec<Entry>, Vec<Entry>), ReadError> {
    let own_files: HashSet<&[u8]> =
        files.iter().map(|file| &*file.path).filter(|path| is_primary(path)).collect();
    let provided: HashSet<_> =
        provides.iter().map(|entry| (&*entry.name, entry.flags, &*entry.evr)).collect();
    let (mut kept, mut weak) = (Vec::new(), Vec::new());
    let mut last = HashMap::<String, Entry>::new();
    let mut libc: Option<Entry> = None;
    for dependency in package.dependencies(DependencyKind::Requires)? {
        let sense = dependency.sense;
        if dependency.name.starts_with("rpmlib(")
            || own_files.contains(dependency.name.as_bytes())
            || provided.contains(&(&*dependency.name, flags(sense), &*dependency.evr))
        {
            continue;
        }
        let pre = sense.0 & BEFORE.0 != 0;
        let Some(entry) = entry(dependency).map(|entry| Entry { pre, ..entry }) else { continue };
        if last.get(&entry.name) == Some(&entry) {
            continue;
        }
        if sense.has(Sense::MISSINGOK) {
            weak.push(Entry { pre: false, ..entry });
        } else if entry.name.starts_with("libc.so.6") {
            match &libc {
                Some(newest) if !is_newer(&entry.name, &newest.name) => {}
                _ => libc = Some(entry),
            }
        } else {
            last.insert(entry.name.clone(), entry.clone());
            kept.push(entry);
        }
    }
    // One symbol version of the C library stands for all before it.
    kept.extend(libc);
    Ok((kept, weak))
}

/// Whether the first of two names such as `libc.so.6(GLIBC_2.34)(64bit)` has the higher version.
fn is_newer(one: &str, other: &str) -> bool {
    let ((one, version), (other, other_version)) = (symbol_version(one), symbol_version(other));
    let versions = || vercmp(version.as_bytes(), other_version.as_bytes());
    one.cmp(&other).then_with(versions) == Ordering::Greater
}

/// How much is said of a version, and the version.
fn symbol_version(name: &str) -> (u8, &str) {
    let Some((_, rest)) = name.split_once('(') else { return (0, "") };
    let Some((inner, _)) = rest.split_once(')') else { return (1, "") };
    match inner.find(|found: char| found.is_ascii_digit()) {
        _ if inner.is_empty() => (2, ""),
        None => (3, ""),
        Some(at) => (4, &inner[at..]),
    }
}

/// The rows of three arrays that rpmpkg does not know: names, flags, versions.
fn old(header: &Header, [name, flags, version]: [Tag; 3]) -> Vec<Dependency> {
    let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let row = |(row, (name, version)): (usize, (&[u8], &[u8]))| {
        let sense = header.value(flags)?.number(row)?;
        let sense = Sense(u32::try_from(sense).ok()?);
        Some(Dependency { name: text(name), evr: text(version), sense })
    };
    header.texts(name).zip(header.texts(version)).enumerate().map_while(row).collect()
}
