//! File capabilities as text.

use std::fmt::Write;

use super::{EFFECTIVE, NAMES, REVISION_1, REVISION_2, REVISION_3, Sets};
use crate::Capabilities;

/// A set of a capability's flags: of `E`, `P` and `I` those that it has.
type Flags = usize;

const E: Flags = 1;
const P: Flags = 2;
const I: Flags = 4;

impl Capabilities {
    /// The text that cap_to_text(3) of libcap 2.25 and later makes of them, that getcap(8) prints and
    /// that rpm stores in `FILECAPS`: `cap_net_raw=ep`.
    ///
    /// # Errors
    /// The bytes are not the attribute's revision 1 or 2, or they are revision 3 and hold for a user
    /// namespace only.
    pub fn to_text(&self) -> Result<String, CapabilitiesTextError> {
        Ok(Sets::decode(&self.0)?.to_text())
    }
}

impl Sets {
    /// What the attribute `security.capability` says (`struct vfs_cap_data`).
    fn decode(bytes: &[u8]) -> Result<Self, CapabilitiesTextError> {
        let word = |index: usize| {
            let bytes: [u8; 4] = *bytes.get(index * 4..)?.first_chunk()?;
            Some(u32::from_le_bytes(bytes))
        };
        let words = |low, high| Some(u64::from(word(high)?) << 32 | u64::from(word(low)?));
        let malformed = || CapabilitiesTextError::Malformed(bytes.len());
        let magic = word(0).ok_or_else(malformed)?;
        let sets = match (magic & !EFFECTIVE, bytes.len()) {
            (REVISION_1, 12) => word(1).map(u64::from).zip(word(2).map(u64::from)),
            (REVISION_2, 20) | (REVISION_3, 24) => words(1, 3).zip(words(2, 4)),
            _ => None,
        };
        let (permitted, inheritable) = sets.ok_or_else(malformed)?;
        match word(5) {
            Some(user) if user != 0 => return Err(CapabilitiesTextError::Namespace(user)),
            _ => {}
        }
        let is_effective = magic & EFFECTIVE != 0;
        let effective = if is_effective { permitted | inheritable } else { 0 };
        Ok(Self { effective, permitted, inheritable })
    }

    /// See [`Capabilities::to_text`]: the flags that most capabilities have, then those that have
    /// others, group by group.
    fn to_text(self) -> String {
        let groups = group(0..NAMES.len(), self);
        // Of flags that are equally common, those of the least value.
        let common = (0..8).rev().max_by_key(|&flags| groups[flags].len()).unwrap_or(0);
        let mut text = format!("={}", letters(common));
        for flags in (0..8).rev().filter(|&flags| flags != common && !groups[flags].is_empty()) {
            let names: Vec<_> =
                groups[flags].iter().map(|&number| format!("cap_{}", NAMES[number])).collect();
            let is_first = text == "=";
            if is_first {
                text.clear();
            } else {
                text.push(' ');
            }
            text.push_str(&names.join(","));
            let (more, fewer) = (flags & !common, !flags & common);
            if more != 0 {
                text.push(if is_first { '=' } else { '+' });
                text.push_str(letters(more));
            }
            if fewer != 0 {
                text.push('-');
                text.push_str(letters(fewer));
            }
        }
        let unnamed = group(NAMES.len()..64, self);
        for flags in (1..8).rev().filter(|&flags| !unnamed[flags].is_empty()) {
            let numbers: Vec<_> = unnamed[flags].iter().map(usize::to_string).collect();
            // Writing to a text cannot fail.
            let _ = write!(text, " {}+{}", numbers.join(","), letters(flags));
        }
        text
    }
}

/// Capabilities by their flags.
fn group(numbers: std::ops::Range<usize>, sets: Sets) -> [Vec<usize>; 8] {
    let mut groups = [const { Vec::new() }; 8];
    for number in numbers {
        let flag = |set: u64, flag| if set >> number & 1 == 1 { flag } else { 0 };
        let flags = flag(sets.effective, E) | flag(sets.permitted, P) | flag(sets.inheritable, I);
        groups[flags].push(number);
    }
    groups
}

/// Flags as letters, in libcap's order.
fn letters(flags: Flags) -> &'static str {
    ["", "e", "p", "ep", "i", "ei", "ip", "eip"][flags & (E | P | I)]
}

/// Capabilities that have no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CapabilitiesTextError {
    /// The bytes are no file capabilities.
    #[error("{0} bytes that are not file capabilities")]
    Malformed(usize),
    /// They hold in a user namespace only, that of the root user given.
    #[error("file capabilities only for the user namespace of user {0}")]
    Namespace(u32),
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;
    use rustix::fs::XattrFlags;

    use super::*;

    const ALL: u64 = (1 << NAMES.len()) - 1;

    fn attribute(effective: bool, permitted: u64, inheritable: u64) -> Capabilities {
        let mut bytes = vec![u8::from(effective), 0, 0, 2];
        for shift in [0, 32] {
            for set in [permitted, inheritable] {
                bytes.extend(&(set >> shift).to_le_bytes()[..4]);
            }
        }
        Capabilities(bytes.into())
    }

    #[test]
    fn usual_texts() {
        for (given, text) in [
            ("cap_net_raw+ep", "cap_net_raw=ep"),
            ("CAP_NET_RAW=p", "cap_net_raw=p"),
            ("cap_net_raw,cap_net_admin=eip", "cap_net_admin,cap_net_raw=eip"),
            ("cap_net_raw=p cap_chown=i", "cap_chown=i cap_net_raw+p"),
            ("=ep", "=ep"),
            ("all=p cap_chown-p", "=p cap_chown-p"),
            ("cap_checkpoint_restore+ep", "cap_checkpoint_restore=ep"),
        ] {
            let capabilities: Capabilities = given.parse().unwrap();
            assert_eq!(capabilities.to_text().as_deref(), Ok(text), "{given}");
        }
        assert_eq!(attribute(false, 0, 0).to_text().as_deref(), Ok("="));
    }

    #[test]
    fn revisions_of_the_attribute() {
        let text = |hex: &[u8]| Capabilities(hex.into()).to_text();
        let two = b"\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let one = b"\x01\0\0\x01\0\x20\0\0\0\0\0\0";
        let three = [b"\x01\0\0\x03", &two[4..], b"\0\0\0\0"].concat();
        let namespace = [b"\x01\0\0\x03", &two[4..], b"\xe8\x03\0\0"].concat();
        for bytes in [&two[..], one, &three] {
            assert_eq!(text(bytes).as_deref(), Ok("cap_net_raw=ep"));
        }
        assert_eq!(text(&namespace), Err(CapabilitiesTextError::Namespace(1000)));
        for bytes in
            [b"", b"\x01\0\0".as_slice(), &two[..19], &three[..20], &one[..8], b"\0\0\0\x04"]
        {
            assert_eq!(text(bytes), Err(CapabilitiesTextError::Malformed(bytes.len())));
        }
    }

    /// What getcap(8) prints of a file with the attribute.
    fn getcap(capabilities: &[Capabilities]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<_> = (0..capabilities.len())
            .map(|index| folder.path().join(format!("{index:03}")))
            .collect();
        for (file, capabilities) in files.iter().zip(capabilities) {
            std::fs::write(file, "").unwrap();
            rustix::fs::setxattr(file, "security.capability", &capabilities.0, XattrFlags::empty())
                .expect("CAP_SETFCAP is needed: run the tests as root");
        }
        let getcap = real_tools::command("getcap")
            .args(&files)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .output()
            .expect("getcap is needed: apt-get install libcap2-bin");
        let lines = String::from_utf8(getcap.stdout).unwrap();
        lines.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    }

    #[test]
    fn getcap_prints_the_same() {
        let low = |count: u32| (1 << count) - 1;
        let mut all = vec![
            attribute(true, ALL, ALL - 7),
            attribute(true, ALL, low(20)),
            attribute(true, ALL, low(21)),
            attribute(true, 1 << 41, 0),
            attribute(true, 1 << 45 | 1, 0),
            attribute(true, u64::MAX, 0),
            attribute(false, 1 << 63, 1 << 62 | 1 << 63),
        ];
        for count in [1, 13, 14, 20, 21, 22, 40, 41] {
            all.push(attribute(true, low(count), 0));
            all.push(attribute(false, low(count), ALL - low(count)));
            all.push(attribute(false, low(14), low(14) << count.min(16)));
        }
        let ours: Vec<_> = all.iter().map(|it| it.to_text().unwrap()).collect();
        assert_eq!(ours, getcap(&all));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn getcap_prints_the_same_of_any(
            sets in prop::collection::vec((any::<bool>(), 1..=ALL, 0..=ALL), 100),
        ) {
            let all: Vec<_> = sets.into_iter().map(|(e, p, i)| attribute(e, p, i)).collect();
            let ours: Vec<_> = all.iter().map(|it| it.to_text().unwrap()).collect();
            prop_assert_eq!(ours, getcap(&all));
        }
    }

    proptest! {
        #[test]
        fn texts_are_read_back(e in any::<bool>(), p in 1..=ALL, i in 0..=ALL) {
            let capabilities = attribute(e, p, i);
            prop_assert_eq!(capabilities.to_text().unwrap().parse(), Ok(capabilities));
        }

        #[test]
        fn any_bytes_have_a_text_or_none(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            drop(Capabilities(bytes.into()).to_text());
        }
    }
}
