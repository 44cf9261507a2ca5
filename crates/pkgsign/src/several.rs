//! Several signatures of one message, of which one is enough.

use crate::cleartext::SplitError;
use crate::{
    DetachedSignature, SignError, SignOptions, SignatureError, SignatureType, Signer, Verified,
    Verifier, VerifyError,
};

/// What is known of the signatures of a message of which at least one is good.
#[derive(Debug)]
#[non_exhaustive]
pub struct Endorsed {
    /// The good ones, in their order; one at least.
    pub good: Vec<Verified>,
    /// Those that prove nothing: by unknown keys, as while keys are being replaced, or by keys that
    /// were not valid then.
    pub worthless: Vec<VerifyError>,
}

/// Why a message is not taken for signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndorseError {
    /// Not a cleartext message as it should be.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Not signatures.
    #[error("the signature {0}")]
    Signature(#[from] SignatureError),
    /// A signature of another type: text where bytes are signed, or none of a message at all.
    #[error("has a {0} signature where a binary one is needed")]
    Kind(SignatureType),
    /// A signature by a known key does not match the message: one of them was changed.
    #[error(transparent)]
    Bad(VerifyError),
    /// No signature is good; each with the reason.
    #[error("is not signed by a known key: {}", reasons(.0))]
    NoneGood(Vec<VerifyError>),
}

fn reasons(reasons: &[VerifyError]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Verifies all of `signatures` over `message`. As apt does it, one good signature is enough, and a
/// bad one by a known key is one too many.
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

/// Refuses signatures that `published` does not verify, every one of them, before they are given
/// out: a client would refuse them too.
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
