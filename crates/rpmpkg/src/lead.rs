//! The lead: 96 bytes that nothing but file(1) reads any more (rpm's `docs/manual/format_lead.md`).

use pkgio::Hex;

use crate::codes;
use crate::read::{ReadError, Tolerated};

/// The length in bytes.
pub(crate) const LENGTH: usize = 96;
/// What it starts with.
pub(crate) const MAGIC: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];

/// What the lead says; the headers say it again, and count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lead {
    /// 3 in packages of version 3 and 4; 4 in version 6.
    pub(crate) major: u8,
    /// True for a source package.
    pub(crate) is_source: bool,
    /// The architecture by number, see [`architecture_number`]; 0 in what rpm 6 writes.
    pub(crate) architecture: u16,
    /// `name-[epoch:]version-release`; no more than 65 bytes are written.
    pub(crate) name: Vec<u8>,
}

impl Lead {
    #[cfg(feature = "write")]
    pub(crate) fn to_bytes(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4] = self.major;
        bytes[6..8].copy_from_slice(&u16::from(self.is_source).to_be_bytes());
        bytes[8..10].copy_from_slice(&self.architecture.to_be_bytes());
        let name = &self.name[..self.name.len().min(NAME_LENGTH - 1)];
        bytes[10..10 + name.len()].copy_from_slice(name);
        let system = if self.major == 3 { LINUX } else { 0 };
        bytes[76..78].copy_from_slice(&system.to_be_bytes());
        bytes[78..80].copy_from_slice(&HEADER_SIGNATURE.to_be_bytes());
        bytes
    }

    /// Parses the first 96 bytes of a package, and tells what rpm ignores. Architecture and
    /// system are not checked, as rpm does not check them.
    pub(crate) fn parse(bytes: &[u8; LENGTH]) -> Result<(Self, Option<Tolerated>), ReadError> {
        let not = |problem: String| Err(ReadError::NotAPackage(problem));
        let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        if bytes[..4] != MAGIC {
            return not("it does not start with the bytes ed ab ee db".to_owned());
        }
        let major = bytes[4];
        if !matches!(major, 3 | 4) {
            return not(format!(
                "the lead, at byte 4, has the format {major}; supported are 3 and 4"
            ));
        }
        let mut tolerated = None;
        let kind = number(6);
        if kind > 1 {
            let problem = format!("the lead, at byte 6, has the type {kind}; known are 0 and 1");
            tolerated = Some(Tolerated::new(codes::NOT_A_PACKAGE, problem));
        }
        let signature = number(78);
        if signature != HEADER_SIGNATURE {
            return not(format!("the lead, at byte 78, has the signature type {signature}, not 5"));
        }
        let name = &bytes[10..10 + NAME_LENGTH];
        let end = name.iter().position(|&byte| byte == 0).unwrap_or_else(|| {
            let problem = "the name in the lead, at byte 10, has no end";
            tolerated.get_or_insert(Tolerated::new(codes::NOT_A_PACKAGE, problem));
            NAME_LENGTH
        });
        let lead = Self {
            major,
            is_source: kind == 1,
            architecture: number(8),
            name: name[..end].to_vec(),
        };
        Ok((lead, tolerated))
    }
}

/// The number that rpm 4 writes for an architecture of rpm's name (`arch_canon` in its `rpmrc`); 0
/// for what it does not know.
#[cfg(feature = "write")]
pub(crate) fn architecture_number(name: &str) -> u16 {
    match name {
        "x86_64" | "x86_64_v2" | "x86_64_v3" | "x86_64_v4" | "i386" | "i486" | "i586" | "i686" => 1,
        "alpha" | "sparc64" => 2,
        "sparc" => 3,
        "mips" | "mipsel" => 4,
        "ppc" => 5,
        "m68k" => 6,
        "ia64" => 9,
        "mips64" | "mips64el" => 11,
        "s390" => 14,
        "s390x" => 15,
        "ppc64" | "ppc64le" => 16,
        "sh4" => 17,
        "aarch64" => 19,
        "riscv64" => 22,
        "loongarch64" => 23,
        "noarch" => 255,
        name if name.starts_with("arm") => 12,
        _ => 0,
    }
}

/// Every field of a lead by its name, with its value for a person, in their order. What stands
/// after the end of the name and in the reserved bytes is shown as it is.
pub(crate) fn fields(bytes: &[u8; LENGTH]) -> [(&'static str, String); 9] {
    let number = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
    let name = &bytes[10..10 + NAME_LENGTH];
    let end = name.iter().position(|&byte| byte == 0).unwrap_or(NAME_LENGTH);
    let known = |number: u16, name: Option<&str>| match name {
        Some(name) => format!("{number} ({name})"),
        None => number.to_string(),
    };
    let kind = match number(6) {
        0 => Some("binary"),
        1 => Some("source"),
        _ => None,
    };
    let system = match number(76) {
        0 => Some("none"),
        LINUX => Some("Linux"),
        _ => None,
    };
    let signature = (number(78) == HEADER_SIGNATURE).then_some("header");
    [
        ("magic", Hex(&bytes[..4]).to_string()),
        ("format", format!("{}.{}", bytes[4], bytes[5])),
        ("type", known(number(6), kind)),
        ("architecture", known(number(8), architecture_name(number(8)))),
        ("name", format!("\"{}\"", name[..end].escape_ascii())),
        ("name padding", filling(&name[end..])),
        ("system", known(number(76), system)),
        ("signature type", known(number(78), signature)),
        ("reserved", filling(&bytes[80..])),
    ]
}

/// Bytes that mean nothing.
fn filling(bytes: &[u8]) -> String {
    if bytes.iter().all(|byte| *byte == 0) { "zeros".to_owned() } else { Hex(bytes).to_string() }
}

/// What rpm 4 writes the number for; see [`architecture_number`].
fn architecture_name(number: u16) -> Option<&'static str> {
    Some(match number {
        0 => "none",
        1 => "x86_64 or i386",
        2 => "alpha or sparc64",
        3 => "sparc",
        4 => "mips",
        5 => "ppc",
        6 => "m68k",
        9 => "ia64",
        11 => "mips64",
        12 => "arm",
        14 => "s390",
        15 => "s390x",
        16 => "ppc64",
        17 => "sh4",
        19 => "aarch64",
        22 => "riscv64",
        23 => "loongarch64",
        255 => "noarch",
        _ => return None,
    })
}

/// The room for the name and the NUL after it.
const NAME_LENGTH: usize = 66;
/// The number of the operating system; rpm 6 writes 0.
const LINUX: u16 = 1;
/// The type of a signature that is a header: the only one since rpm 2.1.
const HEADER_SIGNATURE: u16 = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rpmbuild;

    fn first(package: &[u8]) -> [u8; LENGTH] {
        *package.first_chunk().unwrap()
    }

    fn spec(name: &str) -> String {
        format!(
            "Name: {name}\nEpoch: 7\nVersion: 1\nRelease: 2\nSummary: s\nLicense: MIT\n\
             %description\n%files\n"
        )
    }

    #[test]
    fn writes_what_rpmbuild_writes() {
        for (machine, name) in [
            ("x86_64", "a"),
            ("noarch", "a"),
            ("aarch64", "a"),
            ("armv7hl", "a"),
            ("i686", "a"),
            ("loongarch64", "a"),
            ("mips64el", "a"),
            ("ppc64le", "a"),
            ("riscv64", "a"),
            ("s390x", "a"),
            ("x86_64", "a-name-of-just-so-many-letters-that-the-version-has-no-room-left"),
        ] {
            let packages = rpmbuild(&spec(name), &["-ba", "--target", machine]);
            assert_eq!(packages.len(), 2);
            for (file_name, package) in packages {
                let real = first(&package);
                let lead = Lead {
                    major: 3,
                    is_source: file_name.ends_with(".src.rpm"),
                    architecture: architecture_number(machine),
                    name: format!("{name}-7:1-2").into_bytes(),
                };
                assert_eq!(lead.to_bytes(), real, "{file_name}");
                let (again, tolerated) = Lead::parse(&real).unwrap();
                assert_eq!(tolerated, None);
                assert_eq!(again, Lead { name: again.name.clone(), ..lead.clone() });
                assert!(lead.name.starts_with(&again.name));
            }
        }
    }

    #[test]
    fn every_byte_belongs_to_a_field() {
        let lead = Lead { major: 3, is_source: false, architecture: 1, name: b"a-1-1".to_vec() };
        let bytes = lead.to_bytes();
        let all = fields(&bytes);
        assert_eq!(all[1].1, "3.0");
        assert_eq!(all[2].1, "0 (binary)");
        assert_eq!(all[3].1, "1 (x86_64 or i386)");
        assert_eq!(all[4].1, "\"a-1-1\"");
        assert_eq!(all[6].1, "1 (Linux)");
        assert_eq!(all[7].1, "5 (header)");
        for at in 0..LENGTH {
            let mut other = bytes;
            other[at] ^= 1;
            assert!(fields(&other) != all, "byte {at}");
        }
    }

    #[test]
    fn the_name_of_a_number_is_one_that_gives_it() {
        for number in 1..=u16::MAX {
            let Some(names) = architecture_name(number) else { continue };
            for name in names.split(" or ") {
                assert_eq!(architecture_number(name), number, "{name}");
            }
        }
    }

    #[test]
    fn refuses_what_is_no_lead() {
        let lead = Lead { major: 3, is_source: false, architecture: 1, name: b"a-1-1".to_vec() };
        let refused = |change: &dyn Fn(&mut [u8; LENGTH])| {
            let mut bytes = lead.to_bytes();
            change(&mut bytes);
            Lead::parse(&bytes).unwrap_err().to_string()
        };
        for (at, value, problem) in [
            (0, 0, "it does not start with the bytes ed ab ee db"),
            (4, 2, "the lead, at byte 4, has the format 2; supported are 3 and 4"),
            (4, 5, "the lead, at byte 4, has the format 5; supported are 3 and 4"),
            (79, 1, "the lead, at byte 78, has the signature type 1, not 5"),
        ] {
            let found = refused(&|bytes| bytes[at] = value);
            assert_eq!(found, format!("is not an RPM package: {problem}"));
        }
    }

    #[test]
    fn tells_what_rpm_passes_over() {
        let lead = Lead { major: 3, is_source: false, architecture: 1, name: b"a-1-1".to_vec() };
        let tolerated = |change: &dyn Fn(&mut [u8; LENGTH])| {
            let mut bytes = lead.to_bytes();
            change(&mut bytes);
            Lead::parse(&bytes).unwrap().1.unwrap().to_string()
        };
        assert_eq!(
            tolerated(&|bytes| bytes[7] = 2),
            "the lead, at byte 6, has the type 2; known are 0 and 1"
        );
        assert_eq!(
            tolerated(&|bytes| bytes[10..76].fill(b'a')),
            "the name in the lead, at byte 10, has no end"
        );
    }
}
