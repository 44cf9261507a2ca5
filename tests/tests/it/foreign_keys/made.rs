//! Signatures by the secret keys that are shipped, at times in and out of their keys' lives.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use pgp::composed::{Deserializable, DetachedSignature, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{KeyVersion, Password, SigningKey, Timestamp};

use super::all;

/// A signature of [`MESSAGE`].
pub(super) struct Made {
    /// The fingerprint of the key that made it, in hexadecimal.
    pub(super) key: String,
    pub(super) bytes: Vec<u8>,
}

pub(super) const MESSAGE: &[u8] = b"a message\r\n\0\xff";

/// 2018-06-01 and 2026-06-01.
const TIMES: [u32; 2] = [1_527_811_200, 1_780_272_000];

/// Signatures by every key of every secret key that is shipped and not locked, each key once.
pub(super) fn signatures() -> &'static [Made] {
    static MADE: OnceLock<Vec<Made>> = OnceLock::new();
    MADE.get_or_init(make)
}

fn make() -> Vec<Made> {
    let (mut made, mut seen) = (Vec::new(), BTreeSet::new());
    for file in all().iter().filter(|file| file.is_secret) {
        for key in secret_keys(&file.bytes) {
            let mut one = |key: &dyn Fn(u32) -> Option<Vec<u8>>, name: String, from: u32| {
                if seen.insert(name.clone()) {
                    // A day after the key was made, and at the fixed times.
                    let times = [from + 86_400].into_iter().chain(TIMES).filter(|at| *at > from);
                    let bytes = times.filter_map(key);
                    made.extend(bytes.map(|bytes| Made { key: name.clone(), bytes }));
                }
            };
            one(&|at| sign(&key.primary_key, at), name(&key.primary_key), born(&key.primary_key));
            for subkey in &key.secret_subkeys {
                one(&|at| sign(&subkey.key, at), name(&subkey.key), born(&subkey.key));
            }
        }
    }
    made
}

fn secret_keys(file: &[u8]) -> Vec<SignedSecretKey> {
    let Ok((keys, _)) = SignedSecretKey::from_reader_many(file) else { return Vec::new() };
    keys.flatten().collect()
}

fn name(key: &impl SigningKey) -> String {
    key.fingerprint().as_bytes().iter().map(|byte| format!("{byte:02X}")).collect()
}

fn born(key: &impl SigningKey) -> u32 {
    key.created_at().as_secs()
}

/// `None` for keys that are locked, or for something else than signing.
fn sign(key: &impl SigningKey, at: u32) -> Option<Vec<u8>> {
    let kind = SignatureType::Binary;
    let mut config = match key.version() {
        KeyVersion::V4 => SignatureConfig::v4(kind, key.algorithm(), HashAlgorithm::Sha512),
        KeyVersion::V6 => SignatureConfig::from_key(rand::rngs::OsRng, key, kind).ok()?,
        _ => return None,
    };
    let subpacket = |data| Subpacket::regular(data).unwrap();
    config.hashed_subpackets = vec![
        subpacket(SubpacketData::SignatureCreationTime(Timestamp::from_secs(at))),
        subpacket(SubpacketData::IssuerFingerprint(key.fingerprint())),
    ];
    if key.version() == KeyVersion::V4 {
        let key_id = SubpacketData::IssuerKeyId(key.legacy_key_id());
        config.unhashed_subpackets = vec![subpacket(key_id)];
    }
    let signature = config.sign(key, &Password::empty(), MESSAGE).ok()?;
    DetachedSignature::new(signature).to_bytes().ok()
}
