//! Names of architectures in control files, and of their variants (`Architecture-Variant`).
//!
//! A variant is a build for the newer processors of an architecture: `amd64v3` of `amd64`. apt 3.1
//! and later choose between builds by the field; dpkg ignores it, and that of Ubuntu 25.10 and
//! later names files by it.

use pkgterms::Architecture;

/// The field that names a variant of `Architecture`.
pub const VARIANT: &str = "Architecture-Variant";

/// What the file and the index of a package are named by: its variant, where it is for no others than that
/// one's processors, or else its architecture. The lowest level (`amd64v1`) is the architecture itself,
/// and a variant of another architecture counts for nothing, as apt treats it.
///
/// ```
/// use debpkg::architecture::specific;
/// assert_eq!(specific("amd64", Some("amd64v3")), "amd64v3");
/// assert_eq!(specific("amd64", Some("amd64v1")), "amd64");
/// assert_eq!(specific("arm64", Some("amd64v3")), "arm64");
/// assert_eq!(specific("amd64", None), "amd64");
/// ```
#[must_use]
pub fn specific<'a>(architecture: &'a str, variant: Option<&'a str>) -> &'a str {
    match variant.filter(|variant| is_name(variant)) {
        Some(variant) => match Variant::of(architecture, variant) {
            Variant::Known | Variant::Unknown => variant,
            Variant::Lowest | Variant::OfAnother => architecture,
        },
        None => architecture,
    }
}

/// What a value of the field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// A variant of the package's architecture.
    Known,
    /// The architecture itself, by another name.
    Lowest,
    /// Another architecture, or a variant of one.
    OfAnother,
    /// Nothing that is known here.
    Unknown,
}

impl Variant {
    pub(crate) fn of(architecture: &str, variant: &str) -> Self {
        if architecture == Architecture::NONE.debian() {
            return Self::OfAnother;
        }
        match variant.parse::<Architecture>() {
            Ok(known) if known.debian() != architecture => Self::OfAnother,
            Ok(known) if known.variant() == Some(variant) => Self::Known,
            Ok(known) if known.variant().is_none() => Self::Lowest,
            _ => Self::Unknown,
        }
    }
}

/// dpkg's rule for names of architectures, whether it knows them or not.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_name_what_a_package_is_for() {
        for (architecture, variant, expected) in [
            ("amd64", "amd64v2", "amd64v2"),
            ("amd64", "amd64v4", "amd64v4"),
            ("amd64", "amd64v1", "amd64"),
            ("amd64", "amd64", "amd64"),
            // Of a table that is newer than ours.
            ("amd64", "amd64v5", "amd64v5"),
            ("riscv64", "rva23", "rva23"),
            // apt compares names, and knows this one by another.
            ("amd64", "x86-64-v3", "x86-64-v3"),
            ("arm64", "amd64v3", "arm64"),
            ("amd64", "arm64", "amd64"),
            ("all", "amd64v3", "all"),
            ("all", "rva23", "all"),
            ("amd64", "", "amd64"),
            ("amd64", "AMD64v3", "amd64"),
            ("amd64", "../x", "amd64"),
        ] {
            assert_eq!(specific(architecture, Some(variant)), expected, "{architecture} {variant}");
        }
    }
}
