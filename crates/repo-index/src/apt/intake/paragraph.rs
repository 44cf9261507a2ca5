//! The paragraph of a package in its index.

use pkgio::Hex;

use super::Incoming;
use crate::apt::{ordered, translation};

/// The order in which apt-ftparchive(1) prints fields; those that are not listed follow in theirs.
const ORDER: [&str; 49] = [
    "Package",
    "Package-Type",
    "Architecture",
    "Architecture-Variant",
    "Subarchitecture",
    "Version",
    "Kernel-Version",
    "Built-Using",
    "Static-Built-Using",
    "Built-For-Profiles",
    "Auto-Built-Package",
    "Multi-Arch",
    "Priority",
    "Build-Essential",
    "Protected",
    "Important",
    "Essential",
    "Installer-Menu-Item",
    "Section",
    "Source",
    "Origin",
    "Phased-Update-Percentage",
    "Maintainer",
    "Original-Maintainer",
    "Bugs",
    "Config-Version",
    "Conffiles",
    "Triggers-Awaited",
    "Triggers-Pending",
    "Installed-Size",
    "Provides",
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Suggests",
    "Conflicts",
    "Breaks",
    "Replaces",
    "Enhances",
    "Filename",
    "MSDOS-Filename",
    "Size",
    "MD5sum",
    "SHA256",
    "Homepage",
    "Description",
    "Description-md5",
    "Tag",
    "Task",
];

/// Fields that say what the archive knows, or what dpkg notes of an installed package: a package's
/// own are left out.
const NOT_ITS_OWN: [&str; 8] =
    ["Filename", "Size", "MD5sum", "SHA1", "SHA256", "SHA512", "Description-md5", "Status"];

pub(super) fn print(package: &Incoming, filename: &str, translations: bool) -> String {
    let mut own = vec![
        ("Filename", filename.to_owned()),
        ("Size", package.size.to_string()),
        ("SHA256", package.sha256.to_string()),
    ];
    own.extend(package.md5.map(|md5| ("MD5sum", Hex(&md5).to_string())));
    if translations && let Some(description) = package.control.field("Description") {
        own.push(("Description", description.lines().next().unwrap_or_default().to_owned()));
        own.push(("Description-md5", translation::md5(description)));
    }
    ordered::print(&package.control, &ORDER, &NOT_ITS_OWN, &own)
}
