//! The packages of a repository.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use diagnostic::{Diagnostic, Subject};
use rpmpkg::vercmp;

use super::checksum::Checksum;
use super::list::List;
use super::printed::PrintedList;
use super::record::{Element, Package, Record};
use super::scan::{self, Found, Listed, MetadataError, Scanned};
use super::{filelists, other, trusted};
use crate::codes;
use crate::sorted::{self, Rules};

/// The packages of a repository, from its three lists.
///
/// What was parsed stands in its order. The first addition orders it by name, then version as rpm
/// compares them, then architecture; from then on only what changes moves, so that what does not
/// change keeps its bytes.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    records: Vec<Record>,
    /// What was parsed, as long as nothing was changed since.
    parsed: Option<[Arc<Vec<u8>>; 3]>,
}

/// A package is published already, with other content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{package} is published already with other content: {published}, not {given}")]
pub struct Conflict {
    /// The package, as [`Record::nevra`] names it.
    pub package: String,
    /// The digest of what is published.
    pub published: Checksum,
    /// The digest of what was to be added.
    pub given: Checksum,
}

impl Conflict {
    /// The same as a diagnostic ([`codes::OTHER_CONTENT`]).
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let Self { package, published, given } = self;
        let problem = format!("is published with other content: {published}, not {given}");
        Diagnostic::new(codes::OTHER_CONTENT, Subject::File(package.into()), problem)
            .hint(Self::HINT)
    }

    /// How to mend it.
    pub const HINT: &'static str =
        "a version is published once; give the changed package a new version or release";
}

impl Metadata {
    /// Parses the three lists of a repository, which the records then share. An empty text stands for
    /// a list that the repository does not have: nothing is known then of its packages' files, or
    /// changes.
    ///
    /// # Errors
    /// The first defect with its line: no such document, or not well-formed; a document type; a
    /// package that lacks what identifies it, or has it twice; a package of `primary` that one of the
    /// others does not have.
    pub fn parse(
        primary: Vec<u8>,
        filelists: Vec<u8>,
        other: Vec<u8>,
    ) -> Result<Self, MetadataError> {
        let packages = scan::primary(&primary)?;
        Self::scanned([primary, filelists, other], packages, scan::listed)
    }

    /// The same of lists that were parsed or printed here before they were published: not all of them
    /// is read again.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for defects within packages' elements.
    pub fn parse_trusted(
        primary: Vec<u8>,
        filelists: Vec<u8>,
        other: Vec<u8>,
    ) -> Result<Self, MetadataError> {
        let packages = trusted::primary(&primary).map_or_else(|| scan::primary(&primary), Ok)?;
        Self::scanned([primary, filelists, other], packages, |text, list| {
            trusted::listed(text, list).map_or_else(|| scan::listed(text, list), Ok)
        })
    }

    fn scanned(
        texts: [Vec<u8>; 3],
        packages: Scanned<Found>,
        scan: impl Fn(&[u8], List) -> Result<Scanned<Listed<'_>>, MetadataError>,
    ) -> Result<Self, MetadataError> {
        let Scanned { packages, namespaces, are_lines } = packages;
        let texts = texts.map(Arc::new);
        let [primary, filelists, other] = &texts;
        let filelists = Elements::of(filelists, List::Filelists, &packages, &scan)?;
        let other = Elements::of(other, List::Other, &packages, &scan)?;
        let package = |(at, found): (usize, Found)| {
            let (filelists, other) = (filelists.at(at, &found), other.at(at, &found));
            let Found { mut fields, range } = found;
            if !namespaces.is_empty() {
                let Range { start, end } = fields.location_tag();
                fields = fields.with_tag(start + namespaces.len()..end + namespaces.len());
            }
            let primary = Element::within(primary, range, &namespaces, are_lines);
            Package::new(fields, primary, filelists, other)
        };
        let packages = packages.into_iter().enumerate().map(package).collect();
        Ok(Self { records: Record::all(packages), parsed: Some(texts) })
    }

    /// The records in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Adds packages. One that is there already, by name, version, architecture and digest, is left
    /// as it is published. Returns how many are new.
    ///
    /// # Errors
    /// Every package that is there, or given twice, with different digests; nothing is changed then.
    pub fn add(
        &mut self,
        records: impl IntoIterator<Item = Record>,
    ) -> Result<usize, Vec<Conflict>> {
        self.parsed = None;
        sorted::add(&mut self.records, records, &RULES)
    }

    /// The records of a folder, in order: each content once, and which packages have several.
    pub(super) fn of_folder(records: impl IntoIterator<Item = Record>) -> (Self, Vec<Conflict>) {
        let mut records: Vec<Record> = records.into_iter().collect();
        // What is equal stays in the order of the paths.
        records.sort_by(RULES.compare);
        let (mut kept, mut conflicts) = (Vec::<Record>::with_capacity(records.len()), Vec::new());
        for record in records {
            let twins = kept.iter().rev().take_while(|one| (RULES.compare)(one, &record).is_eq());
            let mut first = None;
            let mut is_there = false;
            for twin in twins {
                is_there |= (RULES.is_same)(twin, &record);
                first = Some(twin);
            }
            if is_there {
                continue;
            }
            conflicts.extend(first.map(|first| (RULES.conflict)(first, &record)));
            kept.push(record);
        }
        (kept.into_iter().collect(), conflicts)
    }

    /// Removes the records that `is_removed` chooses, and returns them.
    pub fn remove(&mut self, is_removed: impl Fn(&Record) -> bool) -> Vec<Record> {
        self.parsed = None;
        self.records.extract_if(.., |record| is_removed(record)).collect()
    }

    /// One of the lists as it was parsed, where nothing was changed since and the repository has it.
    #[must_use]
    pub fn as_parsed(&self, list: List) -> Option<&[u8]> {
        let text = match (list, self.parsed.as_ref()?) {
            (List::Primary, [text, _, _])
            | (List::Filelists, [_, text, _])
            | (List::Other, [_, _, text]) => text,
        };
        Some(text.as_slice()).filter(|text| !text.is_empty())
    }

    /// One of the lists, as createrepo_c prints it.
    #[must_use]
    pub fn printed(&self, list: List) -> PrintedList<'_> {
        PrintedList::of(list, &self.records)
    }

    /// `primary` as it reads in another folder, from which `up`, such as `../../`, leads to this one: it
    /// stands before every location that has no `xml:base`.
    #[must_use]
    pub fn primary_below<'a>(&'a self, up: &'a str) -> PrintedList<'a> {
        PrintedList::primary_below(&self.records, up)
    }
}

impl PartialEq for Metadata {
    /// By their records.
    fn eq(&self, other: &Self) -> bool {
        self.records == other.records
    }
}

impl Eq for Metadata {}

impl FromIterator<Record> for Metadata {
    /// The records as they come.
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        Self { records: records.into_iter().collect(), parsed: None }
    }
}

const RULES: Rules<Record, Conflict> = Rules {
    compare,
    is_same: |published, given| published.pkgid() == given.pkgid(),
    conflict: |published, given| Conflict {
        package: given.nevra(),
        published: published.checksum(),
        given: given.checksum(),
    },
};

/// The order of a list; equal only for the same name, version and architecture. Versions are in rpm's
/// order, and those that it takes for equal in that of their texts.
pub(super) fn compare(left: &Record, right: &Record) -> Ordering {
    let [left, right] = [left, right].map(Record::fields);
    let by_rpm = |left: &str, right: &str| vercmp(left.as_bytes(), right.as_bytes());
    left.name()
        .cmp(right.name())
        .then_with(|| left.epoch().cmp(&right.epoch()))
        .then_with(|| by_rpm(left.version(), right.version()))
        .then_with(|| by_rpm(left.release(), right.release()))
        .then_with(|| left.version().cmp(right.version()))
        .then_with(|| left.release().cmp(right.release()))
        .then_with(|| left.architecture().cmp(right.architecture()))
}

/// The elements of the packages of `primary` in another list.
struct Elements<'a> {
    text: &'a Arc<Vec<u8>>,
    list: List,
    /// `None` where the repository has no such list.
    scanned: Option<Scanned<Listed<'a>>>,
    /// Where the packages stand in the list; `None` in the same order.
    places: Option<Vec<usize>>,
}

impl<'a> Elements<'a> {
    fn of(
        text: &'a Arc<Vec<u8>>,
        list: List,
        packages: &[Found],
        scan: impl Fn(&'a [u8], List) -> Result<Scanned<Listed<'a>>, MetadataError>,
    ) -> Result<Self, MetadataError> {
        if text.is_empty() {
            return Ok(Self { text, list, scanned: None, places: None });
        }
        let scanned = scan(text, list)?;
        let places = places(&scanned.packages, packages, list)?;
        Ok(Self { text, list, scanned: Some(scanned), places })
    }

    /// That of the package `found`, numbered `at`.
    fn at(&self, at: usize, found: &Found) -> Element {
        let Some(scanned) = &self.scanned else { return unknown(found, self.list) };
        let place = self.places.as_ref().map_or(at, |places| places[at]);
        let range = scanned.packages[place].range.clone();
        Element::within(self.text, range, &scanned.namespaces, scanned.are_lines)
    }
}

/// What a list that is not there would say.
fn unknown(found: &Found, list: List) -> Element {
    Element::whole(match list {
        List::Other => other::print(&found.fields, &[]),
        List::Primary | List::Filelists => filelists::print(&found.fields, &[]),
    })
}

/// Where each of `packages` stands in a list: in the same order in most (`None`), and found by their
/// digests in others. A package that is twice in `primary` may be once in the list.
fn places(
    listed: &[Listed<'_>],
    packages: &[Found],
    list: List,
) -> Result<Option<Vec<usize>>, MetadataError> {
    let pkgids = || packages.iter().map(|found| found.fields.hex());
    if listed.iter().map(|listed| &*listed.pkgid).eq(pkgids()) {
        return Ok(None);
    }
    let mut by_pkgid = HashMap::<String, Vec<usize>>::with_capacity(listed.len());
    for (at, listed) in listed.iter().enumerate().rev() {
        by_pkgid.entry(listed.pkgid.to_ascii_lowercase()).or_default().push(at);
    }
    let place = |found: &Found| {
        let places = by_pkgid.get_mut(found.fields.hex()).map(|places| match &**places {
            [only] => Some(*only),
            _ => places.pop(),
        });
        places.flatten().ok_or_else(|| {
            let package = format!("{} ({})", found.fields.name(), found.fields.checksum());
            let problem = format!("no element for the package {package} of primary");
            MetadataError { document: list.name(), line: 1, problem }
        })
    };
    packages.iter().map(place).collect::<Result<_, _>>().map(Some)
}
