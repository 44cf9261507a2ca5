//! What a certificate says of each of its keys.

use std::fmt;

use pgp::composed::{SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{RevocationCode, Signature, SignatureType, SubpacketData};
use pgp::types::{KeyDetails, SignedUser, Tag};

use super::{fingerprint, policy};
use crate::Fingerprint;

/// A primary key or subkey, with what valid self-signatures say of it. Times are in seconds since
/// 1970.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) fingerprint: Fingerprint,
    /// When its newest binding was made, or the key itself.
    pub(super) valid_from: u64,
    pub(super) expires: Option<u64>,
    pub(super) revoked: Option<Revocation>,
    pub(super) signs: bool,
    /// Why it is not bound to the certificate at all.
    pub(super) unbound: Option<Unbound>,
    /// A digest that is too weak, of a valid self-signature that does not count.
    pub(super) weak: Option<HashAlgorithm>,
}

/// Why a key is not bound to its certificate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unbound {
    /// There are such signatures, over this digest at best.
    Weak(HashAlgorithm, &'static str),
    /// There is no such signature, or none is valid.
    Missing(&'static str),
    /// A subkey for signing that did not sign for its primary key.
    NotSignedBack,
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weak(HashAlgorithm::Sha1, called) => {
                write!(f, "has only a SHA-1 {called}, which rpm 6 and apt 3 refuse")
            }
            Self::Weak(_, called) => {
                write!(f, "has only a {called} over a digest that is too weak")
            }
            Self::Missing(called) => write!(f, "has no valid {called}"),
            Self::NotSignedBack => f.write_str("did not sign for its primary key"),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Revocation {
    pub(super) at: u64,
    /// The key may be in other hands, so that no time in a signature counts.
    compromised: bool,
}

impl Component {
    /// Why nothing that this key signs at `time` holds; `None` when it does. The rest of a sentence
    /// that starts with the key.
    pub(super) fn defect_at(&self, time: u64) -> Option<String> {
        if let Some(problem) = &self.unbound {
            return Some(problem.to_string());
        }
        if let Some(revocation) = self.revoked
            && (revocation.compromised || revocation.at <= time)
        {
            return Some(format!("was revoked at {}", revocation.at));
        }
        if !self.signs {
            return Some("is not for signing".to_owned());
        }
        match self.expires {
            Some(expiry) if expiry <= time => Some(format!("expired at {expiry}")),
            _ => None,
        }
    }
}

/// The primary key, then the subkeys in their order.
pub(super) fn components(certificate: &SignedPublicKey) -> Vec<Component> {
    let primary = primary(certificate);
    let subkeys = certificate.public_subkeys.iter();
    let subkeys: Vec<_> = subkeys.map(|key| subkey(certificate, &primary, key)).collect();
    std::iter::once(primary).chain(subkeys).collect()
}

fn primary(certificate: &SignedPublicKey) -> Component {
    let key = &certificate.primary_key;
    let details = &certificate.details;
    let direct = details.direct_signatures.iter().filter(|signature| {
        signature.typ() == Some(SignatureType::Key) && signature.verify_key(key).is_ok()
    });
    let users = details.users.iter().flat_map(|user| certifications(certificate, user));
    let revocations = details.revocation_signatures.iter();
    let revocations = revocations.filter(|signature| signature.verify_key(key).is_ok());
    let mut component = bound(key, direct.chain(users), "self-signature");
    component.revoked = worst(revocations);
    component
}

/// The signatures by which the owner says that a user ID is theirs, unless it was withdrawn since.
fn certifications<'a>(
    certificate: &SignedPublicKey,
    user: &'a SignedUser,
) -> impl Iterator<Item = &'a Signature> {
    let key = &certificate.primary_key;
    let own = |signature: &&Signature| {
        // Most signatures on well-known keys are others'.
        let issuers = signature.issuer_key_id();
        (issuers.is_empty() || issuers.contains(&&key.legacy_key_id()))
            && signature.verify_certification(key, Tag::UserId, &user.id).is_ok()
    };
    let (withdrawn, own): (Vec<_>, Vec<_>) = user
        .signatures
        .iter()
        .filter(own)
        .partition(|signature| signature.typ() == Some(SignatureType::CertRevocation));
    let withdrawn = withdrawn.into_iter().map(created).max();
    own.into_iter().filter(move |signature| withdrawn.is_none_or(|at| at < created(signature)))
}

fn subkey(
    certificate: &SignedPublicKey,
    primary: &Component,
    subkey: &SignedPublicSubKey,
) -> Component {
    let key = &certificate.primary_key;
    let valid = |signature: &&Signature| signature.verify_subkey_binding(key, &subkey.key).is_ok();
    let (revocations, bindings): (Vec<_>, Vec<_>) = subkey
        .signatures
        .iter()
        .filter(valid)
        .partition(|signature| signature.typ() == Some(SignatureType::SubkeyRevocation));
    // A subkey that does not sign for its primary key could have been taken from elsewhere
    // (CVE-2021-3521).
    let signs_back = |binding: &Signature| {
        binding.embedded_signature().is_some_and(|back| {
            back.hash_alg().is_some_and(policy::is_strong)
                && back.verify_primary_key_binding(&subkey.key, key).is_ok()
        })
    };
    let (bindings, alone): (Vec<_>, Vec<_>) =
        bindings.into_iter().partition(|binding| !may_sign(binding) || signs_back(binding));
    let mut component = bound(&subkey.key, bindings.into_iter(), "binding signature");
    if matches!(component.unbound, Some(Unbound::Missing(_))) && !alone.is_empty() {
        component.unbound = Some(Unbound::NotSignedBack);
    }
    component.revoked = worst(revocations.into_iter()).or(primary.revoked);
    component.valid_from = component.valid_from.max(primary.valid_from);
    component.expires = earliest(component.expires, primary.expires);
    component.unbound = primary.unbound.or(component.unbound);
    component
}

/// What the newest of `signatures`, all valid, say of `key`: the newest direct-key signature, which
/// holds for every user ID, and the newest of the others.
fn bound<'a>(
    key: &dyn KeyDetails,
    signatures: impl Iterator<Item = &'a Signature>,
    called: &'static str,
) -> Component {
    let made = u64::from(key.created_at().as_secs());
    let mut component = Component {
        fingerprint: fingerprint(key),
        valid_from: made,
        expires: None,
        revoked: None,
        signs: false,
        unbound: None,
        weak: None,
    };
    let (strong, weak): (Vec<_>, Vec<_>) =
        signatures.partition(|signature| signature.hash_alg().is_some_and(policy::is_strong));
    component.weak = weak.first().and_then(|signature| signature.hash_alg());
    let Some(newest) = newest_of(&strong) else {
        component.unbound = Some(match component.weak {
            Some(hash) => Unbound::Weak(hash, called),
            None => Unbound::Missing(called),
        });
        return component;
    };
    component.valid_from = made.max(created(newest));
    component.expires =
        after(created(newest), newest.signature_expiration_time().map(|span| span.as_secs()));
    // gpg goes by the direct-key signature where it says something, Sequoia by that of the user ID:
    // what both take is what both allow.
    let (direct, others): (Vec<_>, Vec<_>) =
        strong.iter().partition(|signature| signature.typ() == Some(SignatureType::Key));
    let said: Vec<_> = [direct, others].into_iter().filter_map(|kind| newest_of(&kind)).collect();
    for signature in &said {
        let span = signature.key_expiration_time().map(|span| span.as_secs());
        component.expires = earliest(component.expires, after(made, span));
    }
    component.signs = said.into_iter().all(may_sign);
    component
}

fn newest_of<'a>(signatures: &[&'a Signature]) -> Option<&'a Signature> {
    signatures.iter().copied().max_by_key(|signature| created(signature))
}

/// True when the key flags of a self-signature allow signing data, or where it has none: keys of
/// early programs have no flags and do everything.
fn may_sign(signature: &Signature) -> bool {
    let flagged = signature.config().is_some_and(|config| {
        config
            .hashed_subpackets()
            .any(|subpacket| matches!(subpacket.data, SubpacketData::KeyFlags(_)))
    });
    !flagged || signature.key_flags().sign()
}

/// The revocation that counts: one for compromise, else the first.
fn worst<'a>(revocations: impl Iterator<Item = &'a Signature>) -> Option<Revocation> {
    revocations
        .map(|signature| Revocation {
            at: created(signature),
            compromised: !matches!(
                signature.revocation_reason_code(),
                Some(RevocationCode::KeySuperseded | RevocationCode::KeyRetired)
            ),
        })
        .min_by_key(|revocation| (!revocation.compromised, revocation.at))
}

fn created(signature: &Signature) -> u64 {
    signature.created().map_or(0, |time| time.as_secs().into())
}

/// The end of a span; a span of nothing is none (RFC 9580, section 5.2.3.13).
fn after(start: u64, span: Option<u32>) -> Option<u64> {
    span.filter(|&seconds| seconds != 0).map(|seconds| start + u64::from(seconds))
}

fn earliest(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
