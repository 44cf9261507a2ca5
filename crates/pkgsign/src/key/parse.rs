//! Files of keys, armored or binary.

use pgp::composed::{PublicOrSecret, SignedPublicKey, SignedSecretKey};

use super::{KeyError, fingerprint};
use crate::Fingerprint;

/// The longest file of keys that is read. Certificates with many foreign signatures get long.
const LIMIT: usize = 4 << 20;

/// Every secret key.
pub(super) fn secret(bytes: &[u8]) -> Result<Vec<SignedSecretKey>, KeyError> {
    let (mut secret, mut public) = (Vec::new(), Vec::new());
    for key in keys(bytes)? {
        match key {
            PublicOrSecret::Secret(key) => secret.push(key),
            PublicOrSecret::Public(key) => public.push(fingerprint(&key.primary_key)),
        }
    }
    if public.is_empty() { Ok(secret) } else { Err(KeyError::Public(public)) }
}

/// Every public key.
pub(super) fn public(bytes: &[u8]) -> Result<Vec<SignedPublicKey>, KeyError> {
    let (mut secret, mut public) = (Vec::<Fingerprint>::new(), Vec::new());
    for key in keys(bytes)? {
        match key {
            PublicOrSecret::Secret(key) => secret.push(fingerprint(key.primary_key.public_key())),
            PublicOrSecret::Public(key) => public.push(key),
        }
    }
    if secret.is_empty() { Ok(public) } else { Err(KeyError::Secret(secret)) }
}

fn keys(bytes: &[u8]) -> Result<Vec<PublicOrSecret>, KeyError> {
    if bytes.len() > LIMIT {
        return Err(KeyError::TooLong(LIMIT));
    }
    let malformed = |error: pgp::errors::Error| KeyError::Malformed(error.to_string());
    let mut keys = Vec::new();
    for block in blocks(bytes) {
        let (found, _) = PublicOrSecret::from_reader_many(block).map_err(malformed)?;
        for key in found {
            keys.push(key.map_err(malformed)?);
        }
    }
    if keys.is_empty() {
        return Err(KeyError::Malformed("there is none that can be read".to_owned()));
    }
    Ok(keys)
}

/// The armored blocks of a file, which may be several files in one; or the whole, binary.
fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    const BEGIN: &[u8] = b"\n-----BEGIN PGP ";
    // A text editor may have put blank lines first.
    let mut rest = bytes.trim_ascii_start();
    let mut blocks = Vec::new();
    if rest.first().is_some_and(u8::is_ascii) {
        while let Some(end) = rest.windows(BEGIN.len()).position(|window| window == BEGIN) {
            let (block, next) = rest.split_at(end + 1);
            blocks.push(block);
            rest = next;
        }
    }
    blocks.push(rest);
    blocks
}
