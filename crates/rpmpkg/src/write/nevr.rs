//! Name, epoch, version and release in one text.

use std::fmt;

use crate::Package;

/// `name-[epoch:]version-release`.
pub(super) struct Nevr<'a> {
    name: &'a str,
    epoch: Option<u32>,
    version: &'a str,
    release: &'a str,
}

impl<'a> Nevr<'a> {
    pub(super) fn of(package: &'a Package) -> Self {
        let evr = &package.evr;
        Self {
            name: &package.name,
            epoch: evr.epoch,
            version: &evr.version,
            release: evr.release.as_deref().unwrap_or(""),
        }
    }

    /// `name-version-release`.
    pub(super) fn without_epoch(&self) -> String {
        Self { epoch: None, ..*self }.to_string()
    }
}

impl fmt::Display for Nevr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.name)?;
        if let Some(epoch) = self.epoch {
            write!(f, "{epoch}:")?;
        }
        write!(f, "{}-{}", self.version, self.release)
    }
}
