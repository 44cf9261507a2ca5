//! Instruction sets, as dependencies name them.

use pkgterms::Architecture;

/// What is in the parentheses of `name(isa)` on `architecture`, such as `x86-64`: rpm's macros
/// `%{__isa_name}-%{__isa_bits}`, from the files `macros` of its platforms. `None` for `noarch`,
/// and for what rpm has no platform of.
pub(super) fn isa(architecture: Architecture) -> Option<&'static str> {
    Some(match architecture.rpm() {
        "x86_64" | "x86_64_v2" | "x86_64_v3" | "x86_64_v4" => "x86-64",
        "i686" | "i586" | "i486" | "i386" => "x86-32",
        "aarch64" => "aarch-64",
        "armv5tel" => "armv5tel-32",
        "armv6hl" => "armv6hl-32",
        "armv7hl" | "armv7hnl" => "armv7hl-32",
        "ppc64le" | "ppc64" => "ppc-64",
        "ppc" => "ppc-32",
        "s390x" => "s390-64",
        "s390" => "s390-32",
        "riscv64" => "riscv-64",
        "loongarch64" => "loongarch64-64",
        "mips" | "mipsel" => "mips-32",
        "mips64" | "mips64el" => "mips-64",
        "alpha" => "alpha-64",
        "ia64" => "ia-64",
        "m68k" => "m68k-32",
        "sh4" => "sh-32",
        "sparc" => "sparc-32",
        "sparc64" => "sparc-64",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_of_rpm_agrees() {
        let mut seen = 0;
        let platforms = std::path::Path::new("/usr/lib/rpm/platform");
        let folders = std::fs::read_dir(platforms).expect("apt-get install rpm");
        for folder in folders.map(Result::unwrap) {
            let name = folder.file_name().into_string().unwrap();
            let Some(architecture) = name.strip_suffix("-linux") else { continue };
            let Ok(parsed) = architecture.parse::<Architecture>() else { continue };
            if parsed.rpm() != architecture {
                continue;
            }
            let macros = std::fs::read_to_string(folder.path().join("macros")).unwrap();
            let value = |name: &str| {
                let words = macros.lines().map(str::split_whitespace);
                let mut definition = words.filter(|line| line.clone().next() == Some(name));
                let value = definition.next().and_then(|mut line| line.nth(1));
                value.unwrap_or_default().to_owned()
            };
            let expected = match format!("{}-{}", value("%__isa_name"), value("%__isa_bits")) {
                none if none == "-" => None,
                isa => Some(isa),
            };
            assert_eq!(isa(parsed), expected.as_deref(), "{architecture}");
            seen += 1;
        }
        assert!(seen > 15, "{seen}");
    }
}
