//! Armored detached signatures: `Release.gpg` by one or more keys, `repomd.xml.asc` by exactly one.

use crate::several::{self, EndorseError, Endorsed};
use crate::{DetachedSignature, SignError, SignOptions, SignatureType, Signer, Verifier};

/// Signs the bytes of `message` with each of `signers`, whatever type of signature `options` name,
/// into one armored block.
///
/// For `repomd.xml.asc` give one signer: some readers know of one signature alone. Every signature is
/// verified, as it is given back, by `published`, which is to be what clients have: the certificates
/// as they are published.
///
/// # Errors
/// [`SignError::Unverified`] for a signature that `published` does not verify; those of the signers.
pub fn sign(
    message: &[u8],
    signers: &[&dyn Signer],
    published: &dyn Verifier,
    options: SignOptions,
) -> Result<String, SignError> {
    let options = SignOptions { kind: SignatureType::Binary, ..options };
    let signatures = several::sign(message, signers, options)?;
    let block = DetachedSignature::armor(&signatures);
    let read = DetachedSignature::parse_all(block.as_bytes())
        .map_err(|error| SignError::Key(format!("the new signature {error}")))?;
    several::prove(&read, message, published)?;
    Ok(block)
}

/// Verifies the signatures, armored or binary, of `message`: one good one by a key that `verifier`
/// knows is enough, a bad one is too many, as with apt.
///
/// # Errors
/// See [`EndorseError`].
pub fn verify(
    signatures: &[u8],
    message: &[u8],
    verifier: &dyn Verifier,
) -> Result<Endorsed, EndorseError> {
    let signatures = DetachedSignature::parse_all(signatures)?;
    match signatures.iter().find(|signature| signature.kind != SignatureType::Binary) {
        Some(signature) => Err(EndorseError::Kind(signature.kind)),
        None => several::verify(&signatures, message, verifier),
    }
}
