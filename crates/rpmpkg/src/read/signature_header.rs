//! What rpm asks of the signature header's tags (`headerSigVerify` in its `lib/package.c`).

use super::ReadError;
use crate::header::tag::signature as sig;
use crate::header::{Header, Tag, Value};

/// A tag's type.
#[derive(Clone, Copy)]
enum Kind {
    Numbers32,
    Numbers64,
    Text,
    Texts,
    Bytes,
}

/// Tags with their type, the number of elements when it is fixed, and the tag under which rpm shows
/// them among those of the main header.
const TAGS: [(Tag, Kind, Option<usize>, u32); 18] = [
    (sig::SIZE, Kind::Numbers32, Some(1), 257),
    (sig::PGP, Kind::Bytes, None, 259),
    (sig::MD5, Kind::Bytes, Some(16), 261),
    (sig::GPG, Kind::Bytes, None, 262),
    (sig::PGP5, Kind::Bytes, None, 263),
    (sig::DSA, Kind::Bytes, None, 267),
    (sig::RSA, Kind::Bytes, None, 268),
    (sig::SHA1, Kind::Text, Some(1), 269),
    (sig::LONGSIZE, Kind::Numbers64, Some(1), 270),
    (sig::LONGARCHIVESIZE, Kind::Numbers64, Some(1), 271),
    (sig::SHA256, Kind::Text, Some(1), 273),
    (sig::FILESIGNATURES, Kind::Texts, None, 274),
    (sig::FILESIGNATURELENGTH, Kind::Numbers32, Some(1), 275),
    (sig::VERITYSIGNATURES, Kind::Texts, None, 276),
    (sig::VERITYSIGNATUREALGO, Kind::Numbers32, Some(1), 277),
    (sig::OPENPGP, Kind::Texts, None, 278),
    (sig::SHA3_256, Kind::Text, Some(1), 279),
    (sig::PAYLOADSIZE, Kind::Numbers32, Some(1), 271),
];

/// Checks that every tag that is known has its type, and that the main header has none of them: it
/// would say otherwise to who asks there.
pub(super) fn check(signature: &Header, header: &Header) -> Result<(), ReadError> {
    for (tag, kind, count, shown) in TAGS {
        if header.value(Tag(shown)).is_some() {
            let problem = "is in the main header, and belongs in the signature header";
            return Err(ReadError::Tag(format!("tag {shown} {problem}")));
        }
        let Some(value) = signature.value(tag) else { continue };
        let is_of_kind = matches!(
            (kind, value),
            (Kind::Numbers32, Value::Int32(_))
                | (Kind::Numbers64, Value::Int64(_))
                | (Kind::Text, Value::String(_))
                | (Kind::Texts, Value::StringArray(_))
                | (Kind::Bytes, Value::Binary(_))
        );
        if !is_of_kind {
            return Err(ReadError::signature_tag(tag, "is of another type than it should be"));
        }
        if let Some(count) = count.filter(|count| *count != value.count()) {
            let problem = format!("has {} elements instead of {count}", value.count());
            return Err(ReadError::signature_tag(tag, problem));
        }
    }
    Ok(())
}
