//! The bytes of a header.

use super::intro::{INTRO, Intro};
use super::value::Kind;
use super::{Header, HeaderError, HeaderLimits, Region, Tag, Value};

/// Lays out index and data as rpm does: the region's entry first, the others in the order of their
/// tags, their data in the same order, the region's trailer last.
pub(super) fn to_bytes(header: &Header, region: Region) -> Result<Vec<u8>, HeaderError> {
    let limits = HeaderLimits::of_written(region);
    let entries = u32::try_from(header.len() + 1).unwrap_or(u32::MAX);
    Intro { entries, data: 0 }.check(&limits)?;

    let mut index = Vec::with_capacity(header.len() + 1);
    let mut data = Vec::new();
    for (tag, value) in header.entries() {
        let kind = value.kind();
        data.resize(data.len().next_multiple_of(kind.alignment()), 0);
        index.push(entry(tag, kind, offset(data.len()), value.count()));
        let fault = |problem: &str| {
            HeaderError::of(tag, region.name(tag), INTRO * (index.len() + 1), problem)
        };
        let count = limits.check_count(kind, length(value.count()));
        count.map_err(|problem| fault(&problem))?;
        append(&mut data, value).map_err(fault)?;
        Intro { entries, data: length(data.len()) }.check(&limits)?;
    }
    index.insert(0, region_entry(region, offset(data.len())));
    data.extend(region_entry(region, -offset(INTRO * index.len())));
    let intro = Intro { entries, data: length(data.len()) };
    intro.check(&limits)?;

    let mut bytes = Vec::with_capacity(INTRO * (1 + index.len()) + data.len());
    bytes.extend(intro.to_bytes());
    bytes.extend(index.as_flattened());
    bytes.append(&mut data);
    Ok(bytes)
}

/// The region's entry in the index, and its trailer.
fn region_entry(region: Region, offset: i32) -> [u8; INTRO] {
    entry(region.tag(), Kind::Binary, offset, INTRO)
}

fn entry(tag: Tag, kind: Kind, offset: i32, count: usize) -> [u8; INTRO] {
    let mut entry = [0; INTRO];
    let fields = [tag.0.to_be_bytes(), kind.number().to_be_bytes(), offset.to_be_bytes()];
    for (bytes, field) in entry.chunks_exact_mut(4).zip(fields) {
        bytes.copy_from_slice(&field);
    }
    entry[12..].copy_from_slice(&length(count).to_be_bytes());
    entry
}

/// A length that the limits refuse when it does not fit.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// An offset within the limits.
fn offset(offset: usize) -> i32 {
    i32::try_from(offset).unwrap_or(i32::MAX)
}

const NUL: &str = "a text holds a NUL byte";

fn append(data: &mut Vec<u8>, value: &Value) -> Result<(), &'static str> {
    match value {
        Value::Char(bytes) | Value::Int8(bytes) | Value::Binary(bytes) => data.extend(bytes),
        Value::Int16(numbers) => {
            data.extend(numbers.iter().flat_map(|number| number.to_be_bytes()))
        }
        Value::Int32(numbers) => {
            data.extend(numbers.iter().flat_map(|number| number.to_be_bytes()))
        }
        Value::Int64(numbers) => {
            data.extend(numbers.iter().flat_map(|number| number.to_be_bytes()))
        }
        Value::String(text) => append_text(data, text)?,
        Value::StringArray(texts) | Value::I18nString(texts) => {
            if !texts.is_printable() {
                return Err(NUL);
            }
            data.extend(texts.as_bytes());
        }
    }
    Ok(())
}

fn append_text(data: &mut Vec<u8>, text: &[u8]) -> Result<(), &'static str> {
    if text.contains(&0) {
        return Err(NUL);
    }
    data.extend(text);
    data.push(0);
    Ok(())
}
