//! How metadata is signed.

use pkgio::Timestamp;
use pkgsign::{HashAlgorithm, SignOptions, Signer, Verifier};

use crate::publish::PublishError;

/// What signatures are made and verified with. Their time is `wanted`, but not before a key, and not
/// after `now`.
///
/// # Errors
/// A key that is only valid from later on; no published certificates.
pub(crate) fn options<'a>(
    signers: &[&dyn Signer],
    published: Option<&'a dyn Verifier>,
    wanted: Timestamp,
    now: Timestamp,
) -> Result<(&'a dyn Verifier, SignOptions), PublishError> {
    let valid = signers.iter().filter_map(|signer| signer.valid_from()).max();
    let valid = valid.unwrap_or_default();
    if valid > now {
        let problem = "a signing key is not valid yet by this machine's clock";
        return Err(PublishError::Clock(problem.to_owned()));
    }
    let created = wanted.min(now).max(valid);
    let published = published.ok_or_else(|| {
        let problem = "no certificate is published that the signature could be verified by";
        PublishError::Signature(problem.to_owned())
    })?;
    Ok((published, SignOptions::text(HashAlgorithm::Sha512, created)))
}
