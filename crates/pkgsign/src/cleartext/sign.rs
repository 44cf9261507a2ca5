//! Signing and verifying of text.

use super::{BEGIN, canonical, split, text};
use crate::several::{self, EndorseError, Endorsed};
use crate::{DetachedSignature, SignError, SignOptions, SignatureType, Signer, Verifier};

/// Signs `text` with each of `signers`, whatever type of signature `options` name.
///
/// The message's text is [`canonical`]: publish that beside it. Every signature is verified over the
/// message that is given back, by `published`, which is to be what clients have: the certificates as
/// they are published.
///
/// # Errors
/// [`SignError::Text`] for text that clients do not take alike; [`SignError::Unverified`] for a
/// signature that `published` does not verify; those of the signers.
pub fn sign(
    text: &[u8],
    signers: &[&dyn Signer],
    published: &dyn Verifier,
    options: SignOptions,
) -> Result<Vec<u8>, SignError> {
    let text = canonical(text)?;
    let options = SignOptions { kind: SignatureType::Text, ..options };
    let signatures = several::sign(text::signed(&text), signers, options)?;
    let message = message(&text, &signatures);
    let read = split(&message).map_err(|error| SignError::Message(std::io::Error::other(error)))?;
    several::prove(&read.signatures, text::signed(&read.text), published)?;
    if read.text != text || read.signatures != signatures {
        let problem = "the signed message differs from the text that was signed";
        return Err(SignError::Message(std::io::Error::other(problem)));
    }
    Ok(message)
}

/// Verifies a cleartext message. As with apt, one good signature by a key that `verifier` knows is
/// sufficient, and one bad signature is an error. Returns the text, as [`split`] does, and the
/// signers.
///
/// # Errors
/// See [`EndorseError`].
pub fn verify(
    message: &[u8],
    verifier: &dyn Verifier,
) -> Result<(Vec<u8>, Endorsed), EndorseError> {
    let read = split(message)?;
    let endorsed = several::verify(&read.signatures, text::signed(&read.text), verifier)?;
    Ok((read.text, endorsed))
}

/// The message: headers, escaped text, signatures.
pub(super) fn message(text: &[u8], signatures: &[DetachedSignature]) -> Vec<u8> {
    let mut digests: Vec<String> = signatures.iter().map(|one| one.hash.to_string()).collect();
    digests.sort();
    digests.dedup();
    let header = format!("\nHash: {}\n\n", digests.join(","));
    let mut message = [BEGIN, header.as_bytes()].concat();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"-") {
            message.extend_from_slice(b"- ");
        }
        message.extend_from_slice(line);
    }
    message.extend_from_slice(DetachedSignature::armor(signatures).as_bytes());
    message
}
