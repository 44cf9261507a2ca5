//! The accepted algorithms: those that current package managers support.

use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::ser::Serialize;
use pgp::types::{
    EcdsaPublicParams, EddsaLegacyPublicParams, KeyDetails, KeyVersion, PublicParams,
};

use super::KeyWarning;
use crate::{DetachedSignature, KeyAlgorithm};

/// The shortest RSA key that apt 3 and rpm 6 read.
pub(super) const SHORTEST_RSA: usize = 2048;
/// Shorter ones are on their way out.
pub(super) const SHORT_RSA: usize = 3072;

/// The reason why `key` must not sign for all clients; `None` if it can.
pub(super) fn unfit_to_sign(key: &dyn KeyDetails) -> Option<String> {
    if key.version() != KeyVersion::V4 {
        let version = u8::from(key.version());
        return Some(format!(
            "is a key of version {version}, which rpm before 6 and gpgv before 2.4 do not read"
        ));
    }
    let problem = match key.public_params() {
        PublicParams::RSA(_) => return too_weak(key),
        PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Ed25519 { .. }) => return None,
        PublicParams::DSA(_) => "is a DSA key, which apt 3 and rpm 6 refuse",
        PublicParams::Ed25519(_) => {
            "is an Ed25519 key of algorithm 27, which rpm 4 and gpgv 2.2 do not support; all \
             clients that support Ed25519 support algorithm 22"
        }
        PublicParams::ECDSA(_) => "is an ECDSA key, which rpm before 4.20 does not import",
        PublicParams::ECDH(_)
        | PublicParams::Elgamal(_)
        | PublicParams::X25519(_)
        | PublicParams::X448(_) => "is a key for encryption",
        _ => "has an algorithm that package managers do not support",
    };
    Some(problem.to_owned())
}

/// Why signatures by `key` prove nothing; `None` when they do.
pub(super) fn too_weak(key: &dyn KeyDetails) -> Option<String> {
    match (rsa_bits(key), key.algorithm()) {
        (Some(bits), _) if bits < SHORTEST_RSA => {
            Some(format!("is an RSA key of {bits} bits; the minimum is {SHORTEST_RSA}"))
        }
        (_, PublicKeyAlgorithm::DSA) => Some("is a DSA key, which is too weak".to_owned()),
        _ => None,
    }
}

/// What keeps signatures by `key` from being verified here, a curve or an algorithm; `None` when they
/// are.
pub(super) fn unsupported(key: &dyn KeyDetails) -> Option<String> {
    match key.public_params() {
        PublicParams::ECDSA(params @ EcdsaPublicParams::Secp256k1 { .. }) => {
            Some(format!("a key on the curve {}", params.curve()))
        }
        PublicParams::ECDSA(EcdsaPublicParams::Unsupported { curve, .. })
        | PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Unsupported { curve, .. }) => {
            Some(format!("a key on the curve {curve}"))
        }
        PublicParams::RSA(_)
        | PublicParams::DSA(_)
        | PublicParams::ECDSA(_)
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => None,
        _ => Some(format!("a key of {}", algorithm(key))),
    }
}

/// True for keys of algorithms that encrypt and never sign.
pub(super) fn encrypts(key: &dyn KeyDetails) -> bool {
    // RSA for encryption, Elgamal, ECDH, X25519, X448, and ML-KEM with one of these.
    matches!(u8::from(key.algorithm()), 2 | 16 | 18 | 25 | 26 | 35 | 36)
}

/// The unsupported digest or algorithm of `signature`.
pub(super) fn unsupported_in(signature: &DetachedSignature) -> Option<String> {
    if HashAlgorithm::from(signature.hash.number()).new_hasher().is_err() {
        return Some(signature.hash.to_string());
    }
    match signature.algorithm {
        KeyAlgorithm::Rsa
        | KeyAlgorithm::Ed25519Legacy
        | KeyAlgorithm::Other(17 | 19 | 27 | 28) => None,
        other => Some(other.to_string()),
    }
}

/// The warnings about `key` as a signing key.
pub(super) fn warnings(key: &dyn KeyDetails) -> Vec<KeyWarning> {
    match (rsa_bits(key), algorithm(key)) {
        (Some(bits), _) if bits < SHORT_RSA => vec![KeyWarning::ShortRsa { bits }],
        (None, other) => vec![KeyWarning::Unverified(other)],
        _ => Vec::new(),
    }
}

/// True for digests that are strong enough for signatures.
pub(super) fn is_strong(hash: HashAlgorithm) -> bool {
    use HashAlgorithm::{Sha3_256, Sha3_512, Sha256, Sha384, Sha512};
    matches!(hash, Sha256 | Sha384 | Sha512 | Sha3_256 | Sha3_512)
}

pub(super) fn algorithm(key: &dyn KeyDetails) -> KeyAlgorithm {
    u8::from(key.algorithm()).into()
}

/// The length of the modulus in bits.
pub(super) fn rsa_bits(key: &dyn KeyDetails) -> Option<usize> {
    let PublicParams::RSA(params) = key.public_params() else { return None };
    // It is the first number on the wire, where each has its length in bits before it.
    let bytes = params.to_bytes().ok()?;
    bytes.first_chunk().map(|bits| u16::from_be_bytes(*bits).into())
}
