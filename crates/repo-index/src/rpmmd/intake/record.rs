//! The record of a package from what was read of it.

use rpmpkg::header::tag;
use rpmpkg::read::{ChangelogEntry, Metadata, ReadError};

use crate::rpmmd::checksum::Checksum;
use crate::rpmmd::dependencies::{self, Entry, KINDS};
use crate::rpmmd::fields::{Fields, Identity};
use crate::rpmmd::filelists::ListedFile;
use crate::rpmmd::record::{Element, Package, Record};
use crate::rpmmd::{filelists, other, primary};

impl Record {
    /// The record of a package that was read elsewhere, of this digest and length in bytes, at
    /// `location`. The time of its file is that of its build.
    pub(crate) fn of(
        package: &Metadata,
        checksum: Checksum,
        size: u64,
        location: &str,
    ) -> Result<Self, ReadError> {
        let files = ListedFile::all(package)?;
        let lists = dependencies::lists(package, &files)?;
        let changelog = package.changelog()?;
        let fields = fields(package, &checksum, size, location);
        Ok(record(package, fields, built(package), &files, &lists, &changelog))
    }
}

/// Prints the elements of a package.
pub(super) fn record(
    package: &Metadata,
    fields: Fields,
    time: i64,
    files: &[ListedFile],
    lists: &[Vec<Entry>; KINDS.len()],
    changelog: &[ChangelogEntry],
) -> Record {
    let source = primary::Source { fields: &fields, package, files, dependencies: lists, time };
    let (primary, location_tag) = primary::print(&source);
    let filelists = Element::whole(filelists::print(&fields, files));
    let other = Element::whole(other::print(&fields, changelog));
    let fields = fields.with_tag(location_tag);
    Package::new(fields, Element::whole(primary), filelists, other).into()
}

/// What identifies the package.
pub(super) fn fields(package: &Metadata, checksum: &Checksum, size: u64, location: &str) -> Fields {
    Fields::new(&Identity {
        name: &package.name,
        architecture: if package.is_source { "src" } else { &package.architecture },
        epoch: package.evr.epoch.unwrap_or_default(),
        version: &package.evr.version,
        release: package.evr.release.as_deref().unwrap_or_default(),
        kind: checksum.kind(),
        hex: checksum.hex(),
        size,
        location,
        base: None,
        location_tag: 0..0,
    })
}

/// When the package was built, in seconds since 1970.
pub(super) fn built(package: &Metadata) -> i64 {
    let built = package.header.number(tag::BUILDTIME).unwrap_or_default();
    i64::try_from(built).unwrap_or(i64::MAX)
}
