//! Several signatures of one message, of which one good one is sufficient.

use crate::cleartext::SplitError;
use crate::{
    DetachedSignature, SignError, SignOptions, SignatureError, SignatureType, Signer, Verified,
    Verifier, VerifyError,
};

/// The verified signatures of a message with at least one good signature.
#[derive(Debug)]
#[non_exhaustive]
pub struct Endorsed {
    /// The good ones, in their order; one at least.
    pub good: Vec<Verified>,
    /// The signatures that prove nothing: by unknown keys, for example during a key replacement, or
    /// by keys that were not valid at that time.
    pub worthless: Vec<VerifyError>,
}

/// The reason why a message is not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndorseError {
    /// Not a correct cleartext message.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Not signatures.
    #[error("the signature {0}")]
    Signature(#[from] SignatureError),
    /// A signature of the wrong type: a text signature of binary data, or not a signature of a
    /// message.
    #[error("has a {0} signature where a binary one is needed")]
    Kind(SignatureType),
    /// A signature by a known key does not match the message: one of the two was changed.
    #[error(transparent)]
    Bad(VerifyError),
    /// No signature is good; each with the reason.
    #[error("is not signed by a known key: {}", reasons(.0))]
    NoneGood(Vec<VerifyError>),
}

fn reasons(reasons: &[VerifyError]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Verifies all of `signatures` over `message`. As with apt, one good signature is sufficient, and
/// one bad signature by a known key is an error.
pub(crate) fn verify(
    signatures: &[DetachedSignature],
    message: &[u8],
    verifier: &dyn Verifier,
) -> Result<Endorsed, EndorseError> {
    let (mut good, mut worthless) = (Vec::new(), Vec::new());
    for signature in signatures {
        match verifier.verify(&signature.bytes, &mut { message }) {
            Ok(verified) => good.push(verified),
            Err(error @ (VerifyError::UnknownKey { .. } | VerifyError::Untrusted { .. })) => {
                worthless.push(error);
            }
            Err(error) => return Err(EndorseError::Bad(error)),
        }
    }
    if good.is_empty() {
        return Err(EndorseError::NoneGood(worthless));
    }
    Ok(Endorsed { good, worthless })
}

/// One signature by each of `signers`.
pub(crate) fn sign(
    message: &[u8],
    signers: &[&dyn Signer],
    options: SignOptions,
) -> Result<Vec<DetachedSignature>, SignError> {
    if signers.is_empty() {
        return Err(SignError::Key("there is no key to sign with".to_owned()));
    }
    signers.iter().map(|signer| signer.sign(&mut { message }, options)).collect()
}

/// Refuses signatures that `published` does not verify, before they are returned: clients would
/// refuse them too.
pub(crate) fn prove(
    signatures: &[DetachedSignature],
    message: &[u8],
    published: &dyn Verifier,
) -> Result<(), SignError> {
    for signature in signatures {
        published
            .verify(&signature.bytes, &mut { message })
            .map_err(|error| SignError::Unverified(Box::new(error)))?;
    }
    Ok(())
}
