//! Comparing the values of tags.

use pkgio::{Algorithms, Hasher, Hex};
use pkgterms::difference::{Report, Values, values};

use super::side::Package;
use super::{Attribute, Place};
use crate::header::tag::signature as sig;
use crate::header::{Header, Tag, Value, tag};

/// Digests and lengths of what is compared by itself. They were checked when the package was read.
const DERIVED: [Tag; 10] = [
    tag::ARCHIVESIZE,
    tag::PAYLOADCOMPRESSOR,
    tag::PAYLOADSHA256,
    tag::PAYLOADSHA256ALT,
    tag::PAYLOADSHA512,
    tag::PAYLOADSHA512ALT,
    tag::PAYLOADSHA3_256,
    tag::PAYLOADSHA3_256ALT,
    tag::PAYLOADSIZE,
    tag::PAYLOADSIZEALT,
];

/// The same in the signature header.
const DERIVED_IN_SIGNATURE: [Tag; 8] = [
    sig::SHA1,
    sig::SHA256,
    sig::SHA3_256,
    sig::MD5,
    sig::SIZE,
    sig::LONGSIZE,
    sig::PAYLOADSIZE,
    sig::LONGARCHIVESIZE,
];

/// A value is shown up to so many characters.
const MOST_SHOWN: usize = 120;

/// Compares the tags of the main header that are not `covered`.
pub(super) fn main(left: &Package, right: &Package, covered: &[Tag]) -> Report {
    let name = |tag: Tag| match tag.name() {
        Some(name) => name.to_owned(),
        None => tag.0.to_string(),
    };
    let (left, right) = (&left.metadata.header, &right.metadata.header);
    let is_left_out =
        |tag: Tag, both: bool| covered.contains(&tag) || (both && DERIVED.contains(&tag));
    headers(left, right, |tag| Place::Tag(name(tag)), is_left_out)
}

/// Compares the tags of the signature header.
pub(super) fn signature(left: &Package, right: &Package) -> Report {
    let name = |tag: Tag| match sig::name(tag) {
        Some(name) => name.to_owned(),
        None => tag.0.to_string(),
    };
    let (left, right) = (&left.metadata.signature, &right.metadata.signature);
    let is_left_out = |tag: Tag, both: bool| both && DERIVED_IN_SIGNATURE.contains(&tag);
    headers(left, right, |tag| Place::SignatureTag(name(tag)), is_left_out)
}

/// Names the main header as a whole when its bytes differ.
pub(super) fn header_bytes(report: &mut Report, left: &Package, right: &Package) {
    let both = (&left.metadata.header_bytes[..], &right.metadata.header_bytes[..]);
    report.attributes(&Place::Tag(String::new()), [bytes(both)]);
}

/// Names the signature header as a whole when its bytes differ.
pub(super) fn signature_bytes(report: &mut Report, left: &Package, right: &Package) {
    let both = (left.signature(), right.signature());
    report.attributes(&Place::SignatureTag(String::new()), [bytes(both)]);
}

fn bytes((left, right): (&[u8], &[u8])) -> Values {
    values(Attribute::Dialect, left, right, |bytes| sha256(bytes))
}

fn sha256(bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::NONE });
    hasher.update(bytes);
    Hex(&hasher.finish().sha256.unwrap_or_default()).to_string()
}

/// Compares all tags but those that `is_left_out` says of, given also whether both sides have it.
fn headers(
    left: &Header,
    right: &Header,
    place: impl Fn(Tag) -> Place,
    is_left_out: impl Fn(Tag, bool) -> bool,
) -> Report {
    let rows = |header: &'_ Header, other: &Header| -> Vec<(String, Tag, Value)> {
        header
            .entries()
            .filter(|(tag, _)| !is_left_out(*tag, other.value(*tag).is_some()))
            .map(|(tag, value)| (tag.0.to_string(), tag, value.clone()))
            .collect()
    };
    let mut report = Report::default();
    report.items(
        (&rows(left, right), &rows(right, left)),
        |(key, _, _)| key.as_bytes(),
        |(_, tag, _)| place(*tag),
        |(_, _, left), (_, _, right)| vec![value(left, right)],
    );
    report
}

fn value(left: &Value, right: &Value) -> Values {
    if left == right {
        return None;
    }
    let (one, other) = (elements(left), elements(right));
    let (one, other) = match (&one[..], &other[..]) {
        ([one], [other]) => (one.clone(), other.clone()),
        _ => {
            let at = one.iter().zip(&other).position(|(one, other)| one != other);
            let at = at.unwrap_or(one.len().min(other.len()));
            (element(&one, at), element(&other, at))
        }
    };
    let (one, other) = (short(one, left), short(other, right));
    match one == other {
        true => Some((Attribute::Kind, kind(left).to_owned(), kind(right).to_owned())),
        false => Some((Attribute::Value, one, other)),
    }
}

/// `[3 of 7] "x"`
fn element(all: &[String], at: usize) -> String {
    match all.get(at) {
        Some(element) => format!("[{} of {}] {element}", at + 1, all.len()),
        None => format!("[{} elements]", all.len()),
    }
}

/// What is too long to be shown is shown by its digest.
fn short(text: String, value: &Value) -> String {
    match text.len() <= MOST_SHOWN {
        true => text,
        false => format!("of SHA-256 {}", sha256(elements(value).join("\n").as_bytes())),
    }
}

fn elements(value: &Value) -> Vec<String> {
    let quoted = |text: &[u8]| format!("\"{}\"", text.escape_ascii());
    match value {
        Value::Char(bytes) | Value::Binary(bytes) => vec![Hex(bytes).to_string()],
        Value::Int8(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Value::Int16(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Value::Int32(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Value::Int64(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Value::String(text) => vec![quoted(text)],
        Value::StringArray(texts) | Value::I18nString(texts) => texts.iter().map(quoted).collect(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Char(_) => "characters",
        Value::Int8(_) => "8-bit numbers",
        Value::Int16(_) => "16-bit numbers",
        Value::Int32(_) => "32-bit numbers",
        Value::Int64(_) => "64-bit numbers",
        Value::String(_) => "a text",
        Value::Binary(_) => "bytes",
        Value::StringArray(_) => "texts",
        Value::I18nString(_) => "translated texts",
    }
}
