//! The index entries of a package's two headers, read without any library.

use super::Values;

/// `signature 1004` or `header 1000` with the type and count of the entry.
///
/// # Panics
/// When it is no package.
pub(super) fn entries(package: &[u8]) -> Values {
    let mut values = Values::new();
    let mut start = 96;
    for name in ["signature", "header"] {
        let word = |offset: usize| {
            let bytes = &package[start + offset..start + offset + 4];
            u32::from_be_bytes(bytes.try_into().unwrap()) as usize
        };
        assert_eq!(&package[start..start + 4], b"\x8e\xad\xe8\x01", "the {name} header's magic");
        let (count, length) = (word(8), word(12));
        for entry in 0..count {
            let at = 16 + entry * 16;
            let value = format!("type {}, {} elements", word(at + 4), word(at + 12));
            values.insert(format!("{name} {}", word(at)), vec![value]);
        }
        start += 16 + count * 16 + length;
        start = if name == "signature" { start.next_multiple_of(8) } else { start };
    }
    values
}
