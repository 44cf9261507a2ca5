//! The paragraph of a package in its index.

use pkgio::Hex;

use super::Incoming;
use crate::apt::translation;

/// The order in which apt-ftparchive(1) prints fields; those that are not listed follow in theirs.
const ORDER: [&str; 48] = [
    "Package",
    "Package-Type",
    "Architecture",
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
    let control = &package.control;
    let mut text = String::with_capacity(control.to_string().len() + filename.len() + 256);
    let mut push = |name: &str, value: &str| {
        let blank = if value.is_empty() || value.starts_with('\n') { "" } else { " " };
        text.push_str(&format!("{name}:{blank}{value}\n"));
    };
    let is = |name: &str, other: &&str| name.eq_ignore_ascii_case(other);
    for name in ORDER {
        match name {
            "Filename" => push(name, filename),
            "Size" => push(name, &package.size.to_string()),
            "SHA256" => push(name, &package.sha256.to_string()),
            "MD5sum" => {
                if let Some(md5) = package.md5 {
                    push(name, &Hex(&md5).to_string());
                }
            }
            "Description" if translations => {
                if let Some(description) = control.field(name) {
                    push(name, description.lines().next().unwrap_or_default());
                    push("Description-md5", &translation::md5(description));
                }
            }
            _ if NOT_ITS_OWN.contains(&name) => {}
            _ => {
                if let Some(field) = control.fields().iter().find(|field| field.is_named(name)) {
                    push(field.name(), field.value());
                }
            }
        }
    }
    for field in control.fields() {
        let known = ORDER.iter().chain(&NOT_ITS_OWN).any(|name| is(field.name(), name));
        if !known {
            push(field.name(), field.value());
        }
    }
    text
}
