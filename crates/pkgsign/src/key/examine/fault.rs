//! Faults of certificates, and the clients that they affect.

use std::fmt;

use pkgio::Timestamp;

use crate::{Fingerprint, HashAlgorithm, KeyAlgorithm};

/// Something wrong with a file of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key, primary or subkey; `None` for the file.
    pub key: Option<Fingerprint>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "the key {key} {}", self.fault),
            None => write!(f, "the file {}", self.fault),
        }
    }
}

/// What follows from a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Some clients refuse the key, or will before long.
    Warned,
    /// The key must not be published or must not sign: many or all clients refuse it.
    Refused,
}

/// A client that verifies packages or repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Client {
    /// Debian 11, apt 2.2 with gpgv.
    Debian11,
    /// Debian 12, apt 2.6 with gpgv.
    Debian12,
    /// Debian 13, apt 3.0 with sqv.
    Debian13,
    /// Debian unstable, apt 3.3 with sqv.
    DebianUnstable,
    /// Ubuntu 24.04 as released, apt 2.7.14 with gpgv.
    Ubuntu2404,
    /// EL 8, rpm 4.14.
    El8,
    /// EL 9, rpm 4.16 with OpenSSL.
    El9,
    /// rpm 4.18, as in Debian 12.
    Rpm418,
    /// rpm 4.20 with Sequoia.
    Rpm420,
    /// rpm 6.
    Rpm6,
}

use Client::{
    Debian11, Debian12, Debian13, DebianUnstable, El8, El9, Rpm6, Rpm418, Rpm420, Ubuntu2404,
};

const ALL: &[Client] =
    &[Debian11, Debian12, Debian13, DebianUnstable, Ubuntu2404, El8, El9, Rpm418, Rpm420, Rpm6];

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Debian11 => "Debian 11 (apt 2.2)",
            Debian12 => "Debian 12 (apt 2.6)",
            Debian13 => "Debian 13 (apt 3.0)",
            DebianUnstable => "Debian unstable (apt 3.3)",
            Ubuntu2404 => "Ubuntu 24.04 (apt 2.7.14)",
            El8 => "EL 8 (rpm 4.14)",
            El9 => "EL 9 (rpm 4.16)",
            Rpm418 => "rpm 4.18",
            Rpm420 => "rpm 4.20",
            Rpm6 => "rpm 6",
        })
    }
}

/// A kind of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file has a secret key.
    Secret,
    /// The file has no readable certificates.
    Unreadable(String),
    /// Several armored blocks; some readers read only the first.
    SeveralBlocks(usize),
    /// No truly empty line before the armored packets.
    NoEmptyLine,
    /// No checksum after the armored packets, as programs that follow RFC 9580 write them.
    NoChecksum,
    /// Armored packets in a file that is called `.gpg`.
    ArmoredGpg,
    /// Binary packets in a file that is called `.asc`.
    BinaryAsc,
    /// A file name that apt ignores in its key directory.
    Name,
    /// Several certificates in one file; every client reads separate files.
    Several(usize),
    /// The key or its binding is from the future.
    NotYetValid {
        /// When it begins.
        from: Timestamp,
    },
    /// The key ended.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The key expires within 30 days, or before the metadata that it signs.
    EndsTooSoon {
        /// When.
        at: Timestamp,
    },
    /// The key ends within 90 days.
    EndsSoon {
        /// When.
        at: Timestamp,
    },
    /// The key was withdrawn.
    Revoked {
        /// When.
        at: Timestamp,
    },
    /// No self-signature but over a digest that is too weak.
    WeakBinding(HashAlgorithm),
    /// A self-signature with a weak digest, beside a good one.
    WeakHistory(HashAlgorithm),
    /// No valid self-signature.
    Unbound,
    /// A signing subkey without a back-signature (type 0x19), or with one that has this weak
    /// digest.
    NotSignedBack(Option<HashAlgorithm>),
    /// A certificate without a signing key.
    NoSigningKey,
    /// DSA.
    Dsa,
    /// RSA of less than 2048 bits.
    ShortRsa {
        /// Its length.
        bits: usize,
    },
    /// RSA of 2048 to 3071 bits.
    AgingRsa {
        /// Its length.
        bits: usize,
    },
    /// Ed25519 of algorithm 22.
    Ed25519Legacy,
    /// ECDSA on a NIST curve.
    Nist,
    /// ECDSA on another curve.
    Curve(String),
    /// An algorithm that version 4 has only since RFC 9580.
    Rfc9580(KeyAlgorithm),
    /// A key that is not of version 4.
    Version(u8),
    /// An algorithm that is not for signing.
    Unknown(KeyAlgorithm),
    /// An unsupported algorithm, curve or version; the behaviour of clients is unknown.
    Unsupported(String),
}

impl Fault {
    /// A stable name of the fault.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Unreadable(_) => "unreadable",
            Self::SeveralBlocks(_) => "several-blocks",
            Self::NoEmptyLine => "no-empty-line",
            Self::NoChecksum => "no-checksum",
            Self::ArmoredGpg => "armored-gpg",
            Self::BinaryAsc => "binary-asc",
            Self::Name => "name",
            Self::Several(_) => "several",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::Expired { .. } => "expired",
            Self::EndsTooSoon { .. } => "ends-too-soon",
            Self::EndsSoon { .. } => "ends-soon",
            Self::Revoked { .. } => "revoked",
            Self::WeakBinding(_) => "weak-binding",
            Self::WeakHistory(_) => "weak-history",
            Self::Unbound => "unbound",
            Self::NotSignedBack(_) => "not-signed-back",
            Self::NoSigningKey => "no-signing-key",
            Self::Dsa => "dsa",
            Self::ShortRsa { .. } => "short-rsa",
            Self::AgingRsa { .. } => "aging-rsa",
            Self::Ed25519Legacy => "ed25519",
            Self::Nist => "nist-curve",
            Self::Curve(_) => "curve",
            Self::Rfc9580(_) => "rfc9580-algorithm",
            Self::Version(_) => "version",
            Self::Unknown(_) => "unknown-algorithm",
            Self::Unsupported(_) => "unsupported",
        }
    }

    /// Whether clients refuse the key or the file `now` because of this fault. Faults that are
    /// [warnings](Severity::Warned), or in the future, do not count.
    #[must_use]
    pub fn is_refused(&self, now: Timestamp) -> bool {
        self.severity() == Severity::Refused && self.since().is_none_or(|since| since <= now)
    }

    /// The severity of the fault.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Several(_)
            | Self::Name
            | Self::EndsSoon { .. }
            | Self::WeakHistory(_)
            | Self::AgingRsa { .. }
            | Self::Ed25519Legacy => Severity::Warned,
            _ => Severity::Refused,
        }
    }

    /// The clients that refuse the key or the file because of this fault.
    #[must_use]
    pub fn clients(&self) -> &'static [Client] {
        match self {
            Self::NoEmptyLine => &[Debian11, Debian12, Debian13, DebianUnstable],
            Self::NoChecksum => &[El8, El9, Rpm418],
            Self::ArmoredGpg | Self::BinaryAsc => &[Debian11, Debian12],
            Self::Name => &[Debian11, Debian12, Debian13, DebianUnstable, Ubuntu2404],
            Self::SeveralBlocks(_) | Self::Several(_) | Self::Unsupported(_) => &[],
            Self::WeakBinding(HashAlgorithm::Other(2)) => {
                &[Debian13, DebianUnstable, El9, Rpm420, Rpm6]
            }
            Self::WeakHistory(_) => &[El9],
            Self::Dsa => &[Debian13, DebianUnstable, Ubuntu2404, Rpm6],
            Self::ShortRsa { .. } => &[Debian13, DebianUnstable, Ubuntu2404, Rpm420, Rpm6],
            Self::AgingRsa { .. } => &[Debian13, DebianUnstable],
            Self::Ed25519Legacy => &[El8, El9],
            Self::Nist => &[Ubuntu2404, El8, El9, Rpm418],
            Self::Curve(_) => {
                &[Debian13, DebianUnstable, Ubuntu2404, El8, El9, Rpm418, Rpm420, Rpm6]
            }
            Self::Rfc9580(_) | Self::Version(_) => {
                &[Debian11, Debian12, Ubuntu2404, El8, El9, Rpm418]
            }
            _ => ALL,
        }
    }

    /// The date since which they refuse it, in the past or in the future.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        let seconds = match self {
            Self::Expired { at }
            | Self::EndsTooSoon { at }
            | Self::EndsSoon { at }
            | Self::Revoked { at } => return Some(*at),
            // Sequoia's policy, as apt 3 sets it: 2024-02-01, 2026-02-01, 2030-02-01.
            Self::Dsa => 1_706_745_600,
            Self::WeakBinding(HashAlgorithm::Other(2)) => 1_769_904_000,
            Self::AgingRsa { .. } => 1_896_134_400,
            _ => return None,
        };
        Some(Timestamp::clamped(seconds))
    }
}

impl fmt::Display for Fault {
    /// The rest of a sentence about the key or the file; times are in seconds since 1970.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => f.write_str("has a secret key, which must not be published"),
            Self::Unreadable(problem) => f.write_str(problem),
            Self::SeveralBlocks(count) => write!(f, "has {count} armored blocks"),
            Self::NoEmptyLine => f.write_str("has no empty line before its armored packets"),
            Self::NoChecksum => f.write_str("has no checksum after its armored packets"),
            Self::ArmoredGpg => f.write_str("is armored, and its name ends in .gpg"),
            Self::BinaryAsc => f.write_str("is binary, and its name ends in .asc"),
            Self::Name => f.write_str(
                "has a name with characters other than letters, digits and \"_.:-\", which \
                 /etc/apt/trusted.gpg.d does not accept",
            ),
            Self::Several(count) => write!(f, "has {count} certificates"),
            Self::NotYetValid { from } => write!(f, "is valid from {from} on"),
            Self::Expired { at } => write!(f, "expired at {at}"),
            Self::EndsTooSoon { at } | Self::EndsSoon { at } => write!(f, "expires at {at}"),
            Self::Revoked { at } => write!(f, "was revoked at {at}"),
            Self::WeakBinding(hash) => write!(f, "has only self-signatures with {hash}"),
            Self::WeakHistory(hash) => write!(f, "has an old self-signature with {hash}"),
            Self::Unbound => f.write_str("has no valid self-signature"),
            Self::NotSignedBack(None) => f.write_str("is a signing key without a back-signature"),
            Self::NotSignedBack(Some(hash)) => {
                write!(f, "is a signing key with a back-signature only with {hash}")
            }
            Self::NoSigningKey => f.write_str("has no signing key"),
            Self::Dsa => f.write_str("is a DSA key"),
            Self::ShortRsa { bits } | Self::AgingRsa { bits } => {
                write!(f, "is an RSA key of {bits} bits")
            }
            Self::Ed25519Legacy => f.write_str("is an Ed25519 key"),
            Self::Nist => f.write_str("is an ECDSA key on a NIST curve"),
            Self::Curve(curve) => write!(f, "is an ECDSA key on the curve {curve}"),
            Self::Rfc9580(algorithm) => write!(f, "is a key of {algorithm}"),
            Self::Version(version) => write!(f, "is a key of version {version}"),
            Self::Unknown(algorithm) => write!(f, "is a key of {algorithm}, which does not sign"),
            Self::Unsupported(what) => write!(f, "is {what}, which is not supported"),
        }
    }
}
