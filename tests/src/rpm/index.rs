//! The lead of a package and the index entries of its two headers, read without any library.

use super::Values;

/// Which rpmbuild always writes and mkrpm where the description has them: no place among others.
const OPTFLAGS: &str = "1122";

/// The lead's fields; for each header the order of its entries, in the index and in what follows it;
/// and under `signature 1004` or `header 1000` the type and count of the entry.
///
/// # Panics
/// When it is no package.
pub(super) fn values(package: &[u8]) -> Values {
    let mut values = lead(&package[..96]);
    let mut start = 96;
    for name in ["signature", "header"] {
        let word = |offset: usize| {
            let bytes = &package[start + offset..start + offset + 4];
            u32::from_be_bytes(bytes.try_into().unwrap()) as usize
        };
        assert_eq!(&package[start..start + 4], b"\x8e\xad\xe8\x01", "the {name} header's magic");
        let (count, length) = (word(8), word(12));
        let mut stored = Vec::new();
        for at in (0..count).map(|entry| 16 + entry * 16) {
            let value = format!("type {}, {} elements", word(at + 4), word(at + 12));
            values.insert(format!("{name} {}", word(at)), vec![value]);
            stored.push((word(at + 8), word(at).to_string()));
        }
        let tags = |stored: &[(usize, String)]| {
            stored.iter().map(|(_, tag)| tag.clone()).filter(|tag| tag != OPTFLAGS).collect()
        };
        values.insert(format!("{name} index"), tags(&stored));
        stored.sort_by_key(|(offset, _)| *offset);
        values.insert(format!("{name} store"), tags(&stored));
        start += 16 + count * 16 + length;
        start = if name == "signature" { start.next_multiple_of(8) } else { start };
    }
    values
}

/// `rpmlead_s` of rpm's `lib/rpmlead.c`.
fn lead(lead: &[u8]) -> Values {
    let number = |at: usize| u16::from_be_bytes([lead[at], lead[at + 1]]).to_string();
    let name = lead[10..76].split(|byte| *byte == 0).next().unwrap();
    [
        ("magic", format!("{:02x?}", &lead[..4])),
        ("version", format!("{}.{}", lead[4], lead[5])),
        ("type", number(6)),
        ("architecture", number(8)),
        ("name", String::from_utf8_lossy(name).into_owned()),
        ("system", number(76)),
        ("signature type", number(78)),
        ("reserved", format!("{:02x?}", &lead[80..])),
    ]
    .into_iter()
    .map(|(field, value)| (format!("lead {field}"), vec![value]))
    .collect()
}
