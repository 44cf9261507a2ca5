//! The bits of `FILEFLAGS` (rpm's `rpmfi.h`, `RPMFILE_*`).

/// `%config`
pub(crate) const CONFIG: u32 = 1 << 0;
/// `%doc`
pub(crate) const DOC: u32 = 1 << 1;
/// `%config(missingok)`
pub(crate) const MISSINGOK: u32 = 1 << 3;
/// `%config(noreplace)`
pub(crate) const NOREPLACE: u32 = 1 << 4;
/// `%ghost`
pub(crate) const GHOST: u32 = 1 << 6;
/// `%license`
pub(crate) const LICENSE: u32 = 1 << 7;
/// `%readme`
pub(crate) const README: u32 = 1 << 8;
/// `%artifact`
pub(crate) const ARTIFACT: u32 = 1 << 12;
