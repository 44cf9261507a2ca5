//! Headers against those of the real rpmbuild, and every way in which one can be wrong.

mod limits;
mod malformed;
mod random;
mod real;

use super::*;

/// A header of `entries` (tag, type, offset, count) and `data`, which nothing checked.
fn raw(entries: &[[i64; 4]], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
    bytes.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    for field in entries.as_flattened() {
        bytes.extend(&field.to_be_bytes()[4..]);
    }
    bytes.extend(data);
    bytes
}

/// The trailer of a region.
fn trailer(tag: i64, entries: i64) -> Vec<u8> {
    let fields = [tag, 7, -16 * entries, 16];
    fields.iter().flat_map(|field| field.to_be_bytes()[4..].to_vec()).collect()
}

fn refusal(bytes: &[u8], region: Region) -> String {
    Header::parse(bytes, region, &HeaderLimits::MAIN).unwrap_err().to_string()
}
