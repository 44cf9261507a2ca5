//! Whether a package is whole, and who signed it.

use std::io::Read;

use pkgio::Algorithms;
use pkgsign::{SignatureError, Verified, Verifier, VerifyError, base64};

use crate::header::tag::signature as tag;
use crate::read::{self, Contents, Limits, Metadata, RawSignature, ReadError, Signed};

/// What was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The package, read to its last byte, all its digests checked.
    pub contents: Contents,
    /// The signatures over the main header, in the order of their tags.
    pub signatures: Vec<CheckedSignature>,
    /// The names of the tags with signatures over header and payload, which rpm 3 checked. They are
    /// not, since those over the header cover the payload by its digest.
    pub unchecked: Vec<&'static str>,
}

impl Report {
    /// True when there is a signature, and all there are are good, as rpm 6 asks for.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.signatures.is_empty()
            && self.signatures.iter().all(|signature| signature.result.is_ok())
    }
}

/// A signature over the main header, checked.
#[derive(Debug)]
#[non_exhaustive]
pub struct CheckedSignature {
    /// rpm's name of its tag: `RSAHEADER`, `DSAHEADER` or `OPENPGP`.
    pub name: &'static str,
    /// Who made it, or why it is not good.
    pub result: Result<Verified, VerifyError>,
}

/// Reads a package to its last byte, checks every digest, and checks its signatures with `verifier`.
///
/// # Errors
/// What cannot be read; a digest that does not match. A missing or bad signature is no error but in
/// the report.
pub fn verify(
    input: &mut dyn Read,
    verifier: &dyn Verifier,
    limits: &Limits,
) -> Result<Report, ReadError> {
    let contents = read::contents(input, Algorithms::default(), limits)?;
    let signatures = check(&contents.metadata, verifier);
    let all = contents.metadata.signatures();
    let others = all.iter().filter(|signature| signature.signed == Signed::HeaderAndPayload);
    let unchecked = others.map(|signature| signature.name).collect();
    Ok(Report { contents, signatures, unchecked })
}

/// Checks the signatures over the main header with `verifier`, in the order of their tags. What the
/// header says of the payload is not checked.
#[must_use]
pub fn check(metadata: &Metadata, verifier: &dyn Verifier) -> Vec<CheckedSignature> {
    let all = metadata.signatures();
    let own = all.iter().filter(|signature| signature.signed == Signed::Header);
    let checked = own.map(|signature| CheckedSignature {
        name: signature.name,
        result: check_one(signature, &metadata.header_bytes, verifier),
    });
    checked.collect()
}

fn check_one(
    signature: &RawSignature,
    mut header: &[u8],
    verifier: &dyn Verifier,
) -> Result<Verified, VerifyError> {
    if signature.tag != tag::OPENPGP {
        return verifier.verify(&signature.bytes, &mut header);
    }
    match base64::decode(&signature.bytes) {
        Some(packet) => verifier.verify(&packet, &mut header),
        None => Err(SignatureError::new("is not valid base64").into()),
    }
}
