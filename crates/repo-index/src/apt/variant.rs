//! Variants of architectures among indexes: builds for newer processors (`amd64v3`).

use pkgterms::Architecture;

/// The architecture of which `name` is a variant; `None` for what is no variant.
pub(crate) fn base(name: &str) -> Option<&'static str> {
    let known: Architecture = name.parse().ok()?;
    (known.variant() == Some(name)).then(|| known.debian())
}

/// Whether what is built for `one` runs wherever what is built for `other` does, which is a variant: `one`
/// is its architecture, or a variant of a lower level. Levels are in the order of their names.
pub(crate) fn is_below(one: &str, other: &str) -> bool {
    base(other).is_some_and(|of| one == of || (base(one) == Some(of) && one < other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_levels_run_on_higher_ones() {
        for (one, other, expected) in [
            ("amd64", "amd64v3", true),
            ("amd64v2", "amd64v3", true),
            ("amd64v3", "amd64v3", false),
            ("amd64v4", "amd64v3", false),
            ("amd64v3", "amd64", false),
            ("arm64", "amd64v3", false),
            ("all", "amd64v3", false),
            ("amd64", "arm64", false),
            ("rva23", "amd64v3", false),
        ] {
            assert_eq!(is_below(one, other), expected, "{one} {other}");
        }
    }
}
