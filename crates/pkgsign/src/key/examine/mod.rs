//! What is wrong with the certificates that clients are to have.

mod armor;
mod fault;
#[cfg(test)]
mod tests;

use pgp::crypto::hash::HashAlgorithm;
use pgp::types::{
    EcdsaPublicParams, EddsaLegacyPublicParams, KeyDetails, KeyVersion, PublicParams,
};
use pkgio::Timestamp;

use super::component::{Component, Unbound};
use super::{Certificate, KeyError, armored, policy};
use crate::{Fingerprint, HashAlgorithm as Digest};

pub use fault::{Client, Fault, Finding, Severity};

const DAY: u64 = 86_400;
/// How long a key has to last at least.
const TOO_SOON: u64 = 30 * DAY;
/// Below this it is time to renew it.
const SOON: u64 = 90 * DAY;

/// Everything that is wrong, or soon will be, with the file of certificates `bytes`, armored or
/// binary, for clients that verify `now`. `valid_until` is how long the metadata is valid that the
/// key signs.
///
/// Subkeys for encryption are left out, and subkeys that ended or were revoked where another key of
/// the certificate signs: they are its history, by which old signatures stay good.
#[must_use]
pub fn examine(bytes: &[u8], now: Timestamp, valid_until: Option<Timestamp>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        armor::faults(bytes).into_iter().map(|fault| Finding { key: None, fault }).collect();
    let certificates = match Certificate::parse(bytes) {
        Ok(certificates) => certificates,
        Err(error) => {
            let fault = match error {
                KeyError::Secret(_) => Fault::Secret,
                KeyError::Unsupported(keys) => {
                    findings.extend(keys.into_iter().map(|key| Finding {
                        key: key.fingerprint,
                        fault: Fault::Unsupported(key.what),
                    }));
                    return findings;
                }
                other => Fault::Unreadable(other.to_string()),
            };
            findings.push(Finding { key: None, fault });
            return findings;
        }
    };
    if certificates.len() > 1 {
        findings.push(Finding { key: None, fault: Fault::Several(certificates.len()) });
    }
    let beside = certificates.iter().flat_map(Certificate::unsupported);
    findings.extend(beside.filter(|key| key.certificate.is_none()).map(|key| Finding {
        key: key.fingerprint.clone(),
        fault: Fault::Unsupported(key.what.clone()),
    }));
    let times = Times { now: now.seconds(), until: valid_until.map(Timestamp::seconds) };
    findings.extend(certificates.iter().flat_map(|certificate| certify(certificate, times)));
    findings
}

/// Finds faults in the file name of certificates, for apt, which before version 3 uses the name to
/// distinguish armored from binary files.
#[must_use]
pub fn examine_name(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let is_binary = armored::is_binary(bytes);
    let suffix = match (name.rsplit_once('.'), is_binary) {
        (Some((_, "gpg")), false) => Some(Fault::ArmoredGpg),
        (Some((_, "asc")), true) => Some(Fault::BinaryAsc),
        _ => None,
    };
    let odd = |byte: u8| !byte.is_ascii_alphanumeric() && !b"_.:-".contains(&byte);
    let faults = suffix.into_iter().chain(name.bytes().any(odd).then_some(Fault::Name));
    faults.map(|fault| Finding { key: None, fault }).collect()
}

#[derive(Clone, Copy, Debug)]
struct Times {
    now: u64,
    until: Option<u64>,
}

/// The findings of one certificate.
fn certify(certificate: &Certificate, times: Times) -> Vec<Finding> {
    let key = &certificate.key;
    let subkeys = key.public_subkeys.iter().map(|subkey| &subkey.key as &dyn KeyDetails);
    let keys = std::iter::once(&key.primary_key as &dyn KeyDetails).chain(subkeys);
    let mut found: Vec<(&Component, Vec<Fault>)> = Vec::new();
    for (at, (key, component)) in keys.zip(&certificate.components).enumerate() {
        // Without a binding nothing says what a subkey is for.
        if at == 0 || component.signs || component.unbound.is_some() {
            // The primary key's defects are told once.
            let inherited = found.first().map(|(primary, _)| *primary);
            found.push((component, faults(key, component, inherited, times)));
        }
    }
    let refused =
        |faults: &[Fault]| faults.iter().any(|fault| fault.severity() == Severity::Refused);
    let ended = |fault: &Fault| matches!(fault, Fault::Expired { .. } | Fault::Revoked { .. });
    let primary_refused = found.first().is_some_and(|(_, faults)| refused(faults));
    let signs = found.iter().any(|(key, faults)| key.signs && !refused(faults)) && !primary_refused;
    let mut findings: Vec<Finding> = Vec::new();
    for (at, (component, faults)) in found.iter().enumerate() {
        if at > 0 && signs && faults.iter().any(ended) {
            continue;
        }
        let key: &Fingerprint = &component.fingerprint;
        findings.extend(
            faults.iter().map(|fault| Finding { key: Some(key.clone()), fault: fault.clone() }),
        );
    }
    if !certificate.components.iter().any(|component| component.signs)
        && certificate.components.iter().all(|component| component.unbound.is_none())
    {
        findings.push(Finding { key: Some(certificate.fingerprint()), fault: Fault::NoSigningKey });
    }
    findings
}

/// What is wrong with one key; `primary` is that of a subkey.
fn faults(
    key: &dyn KeyDetails,
    component: &Component,
    primary: Option<&Component>,
    times: Times,
) -> Vec<Fault> {
    let mut faults: Vec<Fault> = algorithm(key).into_iter().collect();
    // Signatures of curves that are not known are not verified here.
    let unknown = faults
        .iter()
        .any(|fault| matches!(fault, Fault::Curve(_) | Fault::Unknown(_) | Fault::Unsupported(_)));
    match component.unbound {
        Some(_) if unknown || primary.is_some_and(|primary| primary.unbound.is_some()) => {}
        Some(Unbound::Weak(hash, _)) => faults.push(Fault::WeakBinding(digest(hash))),
        Some(Unbound::Missing(_)) => faults.push(Fault::Unbound),
        Some(Unbound::NotSignedBack(weak)) => {
            faults.push(Fault::NotSignedBack(weak.map(digest)));
        }
        None => {
            faults.extend(component.weak.map(|hash| Fault::WeakHistory(digest(hash))));
            faults.extend(time(component, primary, times));
        }
    }
    faults
}

/// The fault of a key's time, the worst; those of the primary key are told there.
fn time(component: &Component, primary: Option<&Component>, times: Times) -> Option<Fault> {
    let inherited = primary.and_then(|primary| primary.revoked);
    if let Some(revocation) = component.revoked
        && inherited.is_none_or(|primary| primary.at != revocation.at)
    {
        return Some(Fault::Revoked { at: timestamp(revocation.at) });
    }
    if component.valid_from > times.now
        && primary.is_none_or(|primary| primary.valid_from != component.valid_from)
    {
        return Some(Fault::NotYetValid { from: timestamp(component.valid_from) });
    }
    let expires = component.expires?;
    if primary.is_some_and(|primary| primary.expires == Some(expires)) {
        return None;
    }
    let at = timestamp(expires);
    match expires.checked_sub(times.now) {
        None | Some(0) => Some(Fault::Expired { at }),
        Some(left) if left < TOO_SOON || times.until.is_some_and(|until| expires <= until) => {
            Some(Fault::EndsTooSoon { at })
        }
        Some(left) if left < SOON => Some(Fault::EndsSoon { at }),
        Some(_) => None,
    }
}

/// The fault of a key's algorithm or version.
fn algorithm(key: &dyn KeyDetails) -> Option<Fault> {
    if key.version() != KeyVersion::V4 {
        return Some(Fault::Version(key.version().into()));
    }
    match key.public_params() {
        PublicParams::RSA(_) => match policy::rsa_bits(key) {
            Some(bits) if bits < policy::SHORTEST_RSA => Some(Fault::ShortRsa { bits }),
            Some(bits) if bits < policy::SHORT_RSA => Some(Fault::AgingRsa { bits }),
            _ => None,
        },
        PublicParams::DSA(_) => Some(Fault::Dsa),
        PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Ed25519 { .. }) => {
            Some(Fault::Ed25519Legacy)
        }
        PublicParams::ECDSA(
            EcdsaPublicParams::P256 { .. }
            | EcdsaPublicParams::P384 { .. }
            | EcdsaPublicParams::P521 { .. },
        ) => Some(Fault::Nist),
        PublicParams::ECDSA(other) => Some(Fault::Curve(other.curve().to_string())),
        PublicParams::Ed25519(_) | PublicParams::Ed448(_) => {
            Some(Fault::Rfc9580(policy::algorithm(key)))
        }
        _ if policy::encrypts(key) => Some(Fault::Unknown(policy::algorithm(key))),
        _ => policy::unsupported(key).map(Fault::Unsupported),
    }
}

fn digest(hash: HashAlgorithm) -> Digest {
    u8::from(hash).into()
}

fn timestamp(seconds: u64) -> Timestamp {
    Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))
}
