//! The properties of each key of a certificate.

use std::fmt;

use pgp::composed::{SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{RevocationCode, Signature, SignatureType, SubpacketData};
use pgp::types::{KeyDetails, SignedUser, Tag};

use super::{fingerprint, policy};
use crate::Fingerprint;

/// A primary key or subkey with the properties in valid self-signatures. Times are in seconds since
/// 1970.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) fingerprint: Fingerprint,
    /// The time of the newest binding, or of the key itself.
    pub(super) valid_from: u64,
    pub(super) expires: Option<u64>,
    pub(super) revoked: Option<Revocation>,
    pub(super) signs: bool,
    /// The reason why the key is not bound to the certificate.
    pub(super) unbound: Option<Unbound>,
    /// The weak digest of a valid self-signature that is ignored.
    pub(super) weak: Option<HashAlgorithm>,
}

/// The reason why a key is not bound to its certificate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unbound {
    /// There are such signatures, over this digest at best.
    Weak(HashAlgorithm, &'static str),
    /// There is no valid signature of this type.
    Missing(&'static str),
    /// A signing subkey without a back-signature, or with one that has this weak digest.
    NotSignedBack(Option<HashAlgorithm>),
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weak(HashAlgorithm::Sha1, called) => {
                write!(f, "has only a SHA-1 {called}, which rpm 6 and apt 3 refuse")
            }
            Self::Weak(_, called) => {
                write!(f, "has only a {called} with a weak digest")
            }
            Self::Missing(called) => write!(f, "has no valid {called}"),
            Self::NotSignedBack(None) => f.write_str("has no back-signature for its primary key"),
            Self::NotSignedBack(Some(_)) => {
                f.write_str("has a back-signature for its primary key with a weak digest")
            }
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
    /// The reason why signatures by this key at `time` are not valid; `None` if they are. The text
    /// continues a sentence that starts with the key.
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
            return Some("is not a signing key".to_owned());
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
    // A key whose user IDs were all withdrawn is still the key: clients go by these then.
    let users: Vec<_> =
        details.users.iter().map(|user| certifications(certificate, user)).collect();
    let is_withdrawn = users.iter().all(|(current, _)| current.is_empty());
    let users = users.into_iter().flat_map(|(current, withdrawn)| match is_withdrawn {
        true => withdrawn,
        false => current,
    });
    let revocations = details.revocation_signatures.iter();
    let revocations = revocations.filter(|signature| signature.verify_key(key).is_ok());
    let mut component = bound(key, direct.chain(users), "self-signature");
    component.revoked = worst(revocations);
    component
}

/// The signatures by which the owner says that a user ID is theirs, and those that were withdrawn since.
fn certifications<'a>(
    certificate: &SignedPublicKey,
    user: &'a SignedUser,
) -> (Vec<&'a Signature>, Vec<&'a Signature>) {
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
    own.into_iter().partition(|signature| withdrawn.is_none_or(|at| at < created(signature)))
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
    let back_over = |binding: &Signature| {
        let back = binding.embedded_signature()?;
        let is_valid = back.verify_primary_key_binding(&subkey.key, key).is_ok();
        back.hash_alg().filter(|_| is_valid)
    };
    let signs_back = |binding: &Signature| back_over(binding).is_some_and(policy::is_strong);
    let (bindings, alone): (Vec<_>, Vec<_>) =
        bindings.into_iter().partition(|binding| !may_sign(binding) || signs_back(binding));
    let mut component = bound(&subkey.key, bindings.into_iter(), "binding signature");
    if matches!(component.unbound, Some(Unbound::Missing(_))) && !alone.is_empty() {
        let weak = alone.iter().find_map(|binding| back_over(binding));
        component.unbound = Some(Unbound::NotSignedBack(weak));
        component.expires = end(&subkey.key, &alone);
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
        // What they say is shown, although nothing follows from it.
        component.expires = end(key, &weak);
        return component;
    };
    component.valid_from = made.max(created(newest));
    component.expires =
        after(created(newest), newest.signature_expiration_time().map(|span| span.as_secs()));
    component.expires = earliest(component.expires, end(key, &strong));
    component.signs = said(&strong).all(may_sign);
    component
}

/// The newest direct-key signature and the newest of the others. gpg goes by the first where it says
/// something, Sequoia by that of the user ID: what both take is what both allow.
fn said<'a>(signatures: &[&'a Signature]) -> impl Iterator<Item = &'a Signature> {
    let (direct, others): (Vec<_>, Vec<_>) =
        signatures.iter().partition(|signature| signature.typ() == Some(SignatureType::Key));
    [direct, others].into_iter().filter_map(|kind| newest_of(&kind))
}

/// When `signatures` say that the key ends.
fn end(key: &dyn KeyDetails, signatures: &[&Signature]) -> Option<u64> {
    let made = u64::from(key.created_at().as_secs());
    let spans = said(signatures).map(|one| one.key_expiration_time().map(|span| span.as_secs()));
    spans.fold(None, |end, span| earliest(end, after(made, span)))
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
