//! Headers of anything.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Any value.
fn values() -> impl Strategy<Value = Value> {
    let text = || vec(1..=255_u8, 0..6);
    prop_oneof![
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Char(bytes.into())),
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Int8(bytes.into())),
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Binary(bytes.into())),
        vec(any::<u16>(), 1..5).prop_map(Value::int16),
        vec(any::<u32>(), 1..5).prop_map(Value::int32),
        vec(any::<u64>(), 1..5).prop_map(Value::int64),
        text().prop_map(Value::text),
        vec(text(), 1..5).prop_map(Value::texts),
        vec(text(), 1..5).prop_map(Value::translated),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_parses(entries in vec((100_u32..6000, values()), 0..24), main: bool) {
        let region = if main { Region::Immutable } else { Region::Signature };
        let mut header = Header::new();
        for (number, value) in entries {
            header.insert(Tag(number), value);
        }
        let bytes = header.to_bytes(region).unwrap();
        prop_assert_eq!(Header::parse(&bytes, region, &HeaderLimits::MAIN), Ok(header));
    }

    #[test]
    fn never_panics(
        entries in vec((60..110_i64, 0..11_i64, -20..60_i64, 0..6_i64), 0..5),
        data in vec(0..4_u8, 0..60),
        at in 0..60_usize,
        region_entries in 0..5_i64,
    ) {
        let entries: Vec<_> = entries.into_iter().map(|entry| entry.into()).collect();
        let at = at.min(data.len());
        let data = [&data[..at], &trailer(63, region_entries), &data[at..]].concat();
        for region in [Region::Signature, Region::Immutable] {
            if let Ok(header) = Header::parse(&raw(&entries, &data), region, &HeaderLimits::MAIN) {
                prop_assert!(header.len() <= entries.len());
            }
        }
    }
}
