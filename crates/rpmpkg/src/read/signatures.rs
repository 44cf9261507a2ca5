//! Signatures as they are in the signature header.

use super::Metadata;
use crate::header::tag::signature as tag;
use crate::header::{Tag, Value};

/// What a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signed {
    /// The main header, whose digests cover the payload: what rpm 4 and 6 sign.
    Header,
    /// The main header and the compressed payload: what rpm 3 signed, and rpm 4 beside the header.
    HeaderAndPayload,
}

/// A signature, unchecked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSignature {
    /// Where it is in the signature header.
    pub tag: Tag,
    /// rpm's name of the tag.
    pub name: &'static str,
    /// What it is over.
    pub signed: Signed,
    /// The OpenPGP packets; in base64 under `OPENPGP`.
    pub bytes: Vec<u8>,
}

/// Each tag with rpm's name and what is signed.
const TAGS: [(Tag, &str, Signed); 6] = [
    (tag::DSA, "DSAHEADER", Signed::Header),
    (tag::RSA, "RSAHEADER", Signed::Header),
    (tag::OPENPGP, "OPENPGP", Signed::Header),
    (tag::PGP, "SIGPGP", Signed::HeaderAndPayload),
    (tag::GPG, "SIGGPG", Signed::HeaderAndPayload),
    (tag::PGP5, "SIGPGP5", Signed::HeaderAndPayload),
];

impl Metadata {
    /// The signatures, unchecked.
    #[must_use]
    pub fn signatures(&self) -> Vec<RawSignature> {
        let mut signatures = Vec::new();
        for (tag, name, signed) in TAGS {
            let mut add = |bytes: &[u8]| {
                signatures.push(RawSignature { tag, name, signed, bytes: bytes.to_vec() });
            };
            match self.signature.value(tag) {
                Some(Value::Binary(bytes)) => add(bytes),
                Some(Value::StringArray(texts)) => texts.iter().for_each(add),
                _ => {}
            }
        }
        signatures
    }
}
