//! Processor architectures by each of their names.

use std::fmt;
use std::str::FromStr;

use diagnostic::Printable;

/// A processor architecture, or none.
///
/// Parses any usual spelling: Debian's (`amd64`, `all`), RPM's (`x86_64`, `noarch`), a Docker
/// platform (`linux/arm64`, `linux/arm/v7`), a GNU machine name (`ppc64le`), and those of the variants
/// of amd64 (`amd64v3`, `x86_64_v3`, `linux/amd64/v3`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Architecture {
    debian: &'static str,
    variant: Option<&'static str>,
    rpm: &'static str,
    elf: Option<Elf>,
}

/// What the head of an ELF file says of the machine (elf(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Elf {
    machine: u16,
    /// `EI_CLASS`: 1 for 32 bits, 2 for 64.
    class: u8,
    /// `EI_DATA`: 1 for little-endian, 2 for big.
    data: u8,
}

impl Architecture {
    /// No architecture: Debian's `all`, RPM's `noarch`.
    pub const NONE: Self = Self { debian: "all", variant: None, rpm: "noarch", elf: None };

    /// Debian's name; that of the architecture itself for a variant of it.
    #[must_use]
    pub fn debian(self) -> &'static str {
        self.debian
    }

    /// The variant by the name that apt knows it by (`varianttable` of dpkg): `amd64v3` for processors of
    /// the level x86-64-v3. `None` for what every processor of the architecture runs.
    #[must_use]
    pub fn variant(self) -> Option<&'static str> {
        self.variant
    }

    /// The name in file names and of indexes: that of the variant, or else Debian's.
    #[must_use]
    pub fn specific(self) -> &'static str {
        self.variant.unwrap_or(self.debian)
    }

    /// RPM's name.
    #[must_use]
    pub fn rpm(self) -> &'static str {
        self.rpm
    }

    /// What `e_machine` in an ELF header is on it; `None` for [`NONE`](Self::NONE).
    #[must_use]
    pub fn elf_machine(self) -> Option<u16> {
        self.elf.map(|elf| elf.machine)
    }

    /// False when `head`, the first 20 bytes of a file or more, begins an ELF file for another
    /// machine, class or byte order; for [`NONE`](Self::NONE), when it begins any ELF file.
    #[must_use]
    pub fn suits(self, head: &[u8]) -> bool {
        Elf::read(head).is_none_or(|found| self.elf == Some(found))
    }

    /// How many bytes of a file [`of_elf`](Self::of_elf) looks at.
    pub const HEAD: usize = 52;

    /// The architecture that the ELF file which begins with `head` is for, by its usual names;
    /// `None` for any other file, `Some(None)` for a machine that is not known. For ARM, a file that
    /// does not say how it passes floating-point numbers counts as `armhf`.
    #[must_use]
    pub fn of_elf(head: &[u8]) -> Option<Option<Self>> {
        /// `EF_ARM_ABI_FLOAT_SOFT`, the first byte of a little-endian `e_flags` but one.
        const SOFT_FLOAT: u8 = 0x02;
        let found = Elf::read(head)?;
        let is_soft = head.get(37).is_some_and(|byte| byte & SOFT_FLOAT != 0);
        let mut known = TABLE.iter().map(|(known, _)| *known);
        Some(known.find(|known| {
            let is_armel = known.debian == "armel";
            known.elf == Some(found) && (found.machine != ARM || is_armel == is_soft)
        }))
    }
}

impl Elf {
    /// What the first bytes of a file say; `None` when it is no ELF file.
    fn read(head: &[u8]) -> Option<Self> {
        let [0x7f, b'E', b'L', b'F', class, data] = *head.first_chunk::<6>()? else { return None };
        let machine = *head.get(18..20)?.first_chunk::<2>()?;
        let read = if data == BIG { u16::from_be_bytes } else { u16::from_le_bytes };
        Some(Self { machine: read(machine), class, data })
    }
}

impl FromStr for Architecture {
    type Err = UnknownArchitecture;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let row = TABLE.iter().find(|(_, names)| names.contains(&text));
        row.map(|(architecture, _)| *architecture)
            .ok_or_else(|| UnknownArchitecture { given: text.to_owned(), nearest: nearest(text) })
    }
}

/// What Debian's source packages say of their architecture, and no binary package.
fn is_wildcard(text: &str) -> bool {
    text.split('-').any(|part| part == "any") || matches!(text, "source" | "src" | "nosrc" | "*")
}

/// The architecture of a GNU, Rust or Debian triplet: `x86_64` of `x86_64-linux-gnu`.
fn of_triplet(text: &str) -> Option<&'static str> {
    let mut parts = text.split('-').filter(|part| part.bytes().any(|it| it.is_ascii_digit()));
    let found = parts.find_map(|part| {
        let mut names = TABLE.iter().flat_map(|(_, names)| names.iter());
        names.find(|name| **name == part)
    });
    found.filter(|_| text.contains('-')).copied()
}

fn nearest(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(name) = of_triplet(&text) {
        return Some(name);
    }
    if is_wildcard(&text) {
        return None;
    }
    let names = TABLE.iter().flat_map(|(_, names)| names.iter().copied());
    let scored = names.map(|name| (strsim::damerau_levenshtein(&text, name), name));
    let (distance, name) = scored.min_by_key(|&(distance, _)| distance)?;
    (distance <= 2 && distance * 2 < name.len()).then_some(name)
}

/// No architecture of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownArchitecture {
    /// What was given.
    pub given: String,
    /// The nearest known spelling.
    pub nearest: Option<&'static str>,
}

impl UnknownArchitecture {
    /// True for what means several architectures, as in Debian's source packages: `any`,
    /// `linux-any`, `source`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        is_wildcard(&self.given.to_ascii_lowercase())
    }

    /// True for what means the architecture of the machine at hand, which only a program that
    /// runs there can tell: `native`.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.given == NATIVE
    }
}

/// Stands for the architecture of the machine at hand.
pub const NATIVE: &str = "native";

impl fmt::Display for UnknownArchitecture {
    /// Lists what is known, by Debian's names, unless what was given has a meaning of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = Printable(self.given.as_bytes());
        if self.is_wildcard() {
            return write!(f, "\"{given}\" is not the architecture of a binary package");
        }
        let names = self.given.split([',', ' ']).filter(|name| !name.is_empty());
        if names.filter(|name| name.parse::<Architecture>().is_ok()).count() > 1 {
            return write!(f, "\"{given}\" is not a single architecture, and a package needs one");
        }
        write!(f, "\"{given}\" is not a known architecture: use one of ")?;
        let mut last = "";
        for (architecture, _) in TABLE {
            if architecture.debian != last {
                let comma = if last.is_empty() { "" } else { ", " };
                write!(f, "{comma}{}", architecture.debian)?;
            }
            last = architecture.debian;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownArchitecture {}

const LITTLE: u8 = 1;
const BIG: u8 = 2;
/// `EM_ARM`.
const ARM: u16 = 40;

/// Each architecture with all of its spellings: dpkg's `cputable`, rpm's `rpmrc`, Docker's
/// platforms, `uname -m`. Rows of one Debian name stand together.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    (Architecture::NONE, &["all", "noarch", "none"]),
    row("amd64", "x86_64", 62, 64, LITTLE, &["amd64", "x86_64", "x86-64", "x64", "linux/amd64", "linux/x86_64", "linux/amd64/v1", "amd64v1"]),
    variant("amd64v2", row("amd64", "x86_64_v2", 62, 64, LITTLE, &["amd64v2", "x86_64_v2", "x86-64-v2", "linux/amd64/v2"])),
    variant("amd64v3", row("amd64", "x86_64_v3", 62, 64, LITTLE, &["amd64v3", "x86_64_v3", "x86-64-v3", "linux/amd64/v3"])),
    variant("amd64v4", row("amd64", "x86_64_v4", 62, 64, LITTLE, &["amd64v4", "x86_64_v4", "x86-64-v4", "linux/amd64/v4"])),
    row("arm64", "aarch64", 183, 64, LITTLE, &["arm64", "aarch64", "armv8", "arm64v8", "linux/arm64", "linux/arm64/v8", "linux/aarch64"]),
    row("armel", "armv5tel", 40, 32, LITTLE, &["armel", "armv5tel", "armv5te", "armv5tejl", "armv5", "arm32v5", "linux/arm/v5"]),
    row("armhf", "armv7hl", 40, 32, LITTLE, &["armhf", "armv7hl", "armv7l", "armv7", "armhfp", "arm32v7", "linux/arm/v7", "linux/arm"]),
    row("armhf", "armv7hnl", 40, 32, LITTLE, &["armv7hnl"]),
    row("armhf", "armv6hl", 40, 32, LITTLE, &["armv6hl", "armv6l", "armv6", "arm32v6", "linux/arm/v6"]),
    row("i386", "i686", 3, 32, LITTLE, &["i686", "386", "x86", "ia32", "linux/386", "linux/i386"]),
    row("i386", "i386", 3, 32, LITTLE, &["i386"]),
    row("i386", "i586", 3, 32, LITTLE, &["i586"]),
    row("i386", "i486", 3, 32, LITTLE, &["i486"]),
    row("loong64", "loongarch64", 258, 64, LITTLE, &["loong64", "loongarch64", "linux/loong64", "linux/loongarch64"]),
    row("mips64el", "mips64el", 8, 64, LITTLE, &["mips64el", "mips64le", "linux/mips64le"]),
    row("mipsel", "mipsel", 8, 32, LITTLE, &["mipsel", "mipsle", "linux/mipsle"]),
    row("ppc64el", "ppc64le", 21, 64, LITTLE, &["ppc64el", "ppc64le", "powerpc64le", "linux/ppc64le"]),
    row("riscv64", "riscv64", 243, 64, LITTLE, &["riscv64", "riscv64gc", "linux/riscv64"]),
    row("s390x", "s390x", 22, 64, BIG, &["s390x", "linux/s390x"]),
    row("alpha", "alpha", 0x9026, 64, LITTLE, &["alpha"]),
    row("hppa", "parisc", 15, 32, BIG, &["hppa", "parisc"]),
    row("hurd-amd64", "x86_64", 62, 64, LITTLE, &["hurd-amd64"]),
    row("hurd-i386", "i686", 3, 32, LITTLE, &["hurd-i386"]),
    row("ia64", "ia64", 50, 64, LITTLE, &["ia64"]),
    row("m68k", "m68k", 4, 32, BIG, &["m68k"]),
    row("mips", "mips", 8, 32, BIG, &["mips", "linux/mips"]),
    row("mips64", "mips64", 8, 64, BIG, &["mips64", "linux/mips64"]),
    row("powerpc", "ppc", 20, 32, BIG, &["powerpc", "ppc"]),
    row("ppc64", "ppc64", 21, 64, BIG, &["ppc64", "powerpc64", "linux/ppc64"]),
    row("s390", "s390", 22, 32, BIG, &["s390"]),
    row("sh4", "sh4", 42, 32, LITTLE, &["sh4"]),
    row("sparc", "sparc", 2, 32, BIG, &["sparc"]),
    row("sparc64", "sparc64", 43, 64, BIG, &["sparc64"]),
    row("x32", "x32", 62, 32, LITTLE, &["x32"]),
];

type Row = (Architecture, &'static [&'static str]);

const fn row(
    debian: &'static str,
    rpm: &'static str,
    machine: u16,
    bits: u8,
    data: u8,
    names: &'static [&'static str],
) -> Row {
    let elf = Some(Elf { machine, class: bits / 32, data });
    (Architecture { debian, variant: None, rpm, elf }, names)
}

/// The row of a variant, of which Debian has a name besides that of the architecture.
const fn variant(name: &'static str, (architecture, names): Row) -> Row {
    (Architecture { variant: Some(name), ..architecture }, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (&'static str, &'static str) {
        let architecture: Architecture = text.parse().unwrap();
        (architecture.debian(), architecture.rpm())
    }

    #[test]
    fn docker_platforms() {
        for (platform, debian, rpm) in [
            ("linux/amd64", "amd64", "x86_64"),
            ("linux/386", "i386", "i686"),
            ("linux/arm64", "arm64", "aarch64"),
            ("linux/arm64/v8", "arm64", "aarch64"),
            ("linux/arm/v7", "armhf", "armv7hl"),
            ("linux/arm/v6", "armhf", "armv6hl"),
            ("linux/arm/v5", "armel", "armv5tel"),
            ("linux/ppc64le", "ppc64el", "ppc64le"),
            ("linux/s390x", "s390x", "s390x"),
            ("linux/riscv64", "riscv64", "riscv64"),
            ("linux/mips64le", "mips64el", "mips64el"),
            ("linux/loong64", "loong64", "loongarch64"),
            ("none", "all", "noarch"),
            ("i386", "i386", "i386"),
            ("i486", "i386", "i486"),
            ("i586", "i386", "i586"),
            ("i686", "i386", "i686"),
            ("x86", "i386", "i686"),
            ("386", "i386", "i686"),
        ] {
            assert_eq!(names(platform), (debian, rpm), "{platform}");
        }
    }

    #[test]
    fn variants_are_known_by_each_spelling() {
        for level in ["v2", "v3", "v4"] {
            for spelling in ["amd64", "linux/amd64/", "x86_64_", "x86-64-"] {
                let found: Architecture = format!("{spelling}{level}").parse().unwrap();
                assert_eq!(found.specific(), format!("amd64{level}"), "{spelling}{level}");
                assert_eq!((found.debian(), found.rpm()), ("amd64", &*format!("x86_64_{level}")));
            }
        }
        for baseline in ["amd64", "amd64v1", "linux/amd64/v1", "x86_64"] {
            let found: Architecture = baseline.parse().unwrap();
            assert_eq!((found.specific(), found.variant()), ("amd64", None), "{baseline}");
        }
        assert_eq!("amd64v5".parse::<Architecture>().unwrap_err().nearest, Some("amd64v1"));
    }

    #[test]
    fn spellings_are_unique_and_each_names_lead_back() {
        let mut seen = std::collections::HashSet::new();
        for (architecture, spellings) in TABLE {
            for name in *spellings {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(name.parse(), Ok(*architecture));
            }
            let debian: Architecture = architecture.debian().parse().unwrap();
            assert_eq!(debian.debian(), architecture.debian());
            let specific: Architecture = architecture.specific().parse().unwrap();
            assert_eq!(specific.variant(), architecture.variant());
            let rpm: Architecture = architecture.rpm().parse().unwrap();
            assert_eq!(rpm.rpm(), architecture.rpm());
        }
    }

    #[test]
    fn unknown_ones_are_refused_with_the_nearest() {
        for (text, near) in [
            ("amd46", Some("amd64")),
            ("AMD64", Some("amd64")),
            ("x86_46", Some("x86_64")),
            ("sparc9000", None),
            ("", None),
            ("x86_64-linux-gnu", Some("x86_64")),
            ("x86_64-unknown-linux-musl", Some("x86_64")),
            ("any-arm64", Some("arm64")),
            ("i786", Some("i686")),
        ] {
            let error = text.parse::<Architecture>().unwrap_err();
            assert_eq!(error.nearest, near, "{text}");
            let shown = error.to_string();
            let lists = shown.contains("all, amd64, arm64, armel, armhf, i386");
            assert!(lists || error.is_wildcard(), "{shown}");
        }
    }

    #[test]
    fn wildcards_of_source_packages_are_refused_as_such() {
        for text in ["any", "linux-any", "any-any", "source", "src", "Any"] {
            let error = text.parse::<Architecture>().unwrap_err();
            assert_eq!((error.is_wildcard(), error.nearest), (true, None), "{text}");
            assert!(error.to_string().ends_with("is not the architecture of a binary package"));
        }
        assert!("native".parse::<Architecture>().unwrap_err().is_native());
        let several = "amd64, arm64".parse::<Architecture>().unwrap_err();
        assert!(several.to_string().contains("not a single architecture"), "{several}");
    }

    #[test]
    fn a_head_tells_the_architecture() {
        let head = |machine: u16, class: u8, data: u8, flags: u32| {
            let mut head = [0u8; Architecture::HEAD];
            head[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, data]);
            let machine = if data == BIG { machine.to_be_bytes() } else { machine.to_le_bytes() };
            head[18..20].copy_from_slice(&machine);
            head[36..40].copy_from_slice(&flags.to_le_bytes());
            head
        };
        let debian =
            |head: &[u8]| Architecture::of_elf(head).map(|found| found.map(Architecture::debian));
        assert_eq!(debian(&head(62, 2, LITTLE, 0)), Some(Some("amd64")));
        assert_eq!(debian(&head(62, 1, LITTLE, 0)), Some(Some("x32")));
        assert_eq!(debian(&head(3, 1, LITTLE, 0)), Some(Some("i386")));
        assert_eq!(debian(&head(40, 1, LITTLE, 0x0500_0400)), Some(Some("armhf")));
        assert_eq!(debian(&head(40, 1, LITTLE, 0x0500_0200)), Some(Some("armel")));
        assert_eq!(debian(&head(22, 2, BIG, 0)), Some(Some("s390x")));
        assert_eq!(debian(&head(9999, 2, LITTLE, 0)), Some(None));
        assert_eq!(debian(b"#!/bin/sh\n"), None);
        let own = std::fs::read("/proc/self/exe").unwrap();
        assert!(Architecture::of_elf(&own).unwrap().unwrap().suits(&own));
    }

    #[test]
    fn elf_files_suit_their_machine_alone() {
        let head = |machine: u16, class: u8, data: u8| {
            let mut head = [0u8; 20];
            head[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, data]);
            let machine = if data == BIG { machine.to_be_bytes() } else { machine.to_le_bytes() };
            head[18..].copy_from_slice(&machine);
            head
        };
        let of = |text: &str| text.parse::<Architecture>().unwrap();
        assert!(of("amd64").suits(&head(62, 2, LITTLE)));
        assert!(!of("amd64").suits(&head(62, 1, LITTLE)), "x32");
        assert!(of("x32").suits(&head(62, 1, LITTLE)));
        assert!(!of("arm64").suits(&head(62, 2, LITTLE)));
        assert!(of("s390x").suits(&head(22, 2, BIG)));
        assert!(!of("ppc64").suits(&head(21, 2, LITTLE)));
        assert!(!of("all").suits(&head(62, 2, LITTLE)));
        for architecture in ["all", "amd64"] {
            for other in [&b""[..], b"#!/bin/sh\nexit 0 # 1234", b"\x7fELF\x02\x01"] {
                assert!(of(architecture).suits(other));
            }
        }
        assert_eq!(of("amd64").elf_machine(), Some(62));
        assert_eq!(Architecture::NONE.elf_machine(), None);
        let own = std::fs::read("/proc/self/exe").unwrap();
        assert!(of(std::env::consts::ARCH).suits(&own));
    }
}
