//! Where we differ on purpose: part of a file's name, part of the difference, and why.

pub(super) type Known = (&'static str, &'static str, &'static str);

/// Whether the list has a difference of a file.
pub(super) fn is_known(list: &[Known], file: &str, difference: &str) -> bool {
    list.iter().any(|(name, part, _)| file.contains(name) && difference.contains(part))
}

const NEW: &str = "gpg of Debian does not know the algorithm";
const VERSION_6: &str = "gpg does not know version 6";
const OLD: &str = "apt 3 and rpm 6 refuse it by policy";
const UNBOUND: &str = "gpg lists what has no self-signature, and sqv takes nothing by it";
const EARLY: &str = "only a file from which older self-signatures were taken out has such: sqv wants one \
                     from before the signature, and its maker could give it any time";

/// Between what we read of a certificate and what gpg lists.
pub(super) const LISTING: &[Known] = &[
    ("", "signs: false, by gpg true [weak-binding]", OLD),
    ("", "weak-binding]", OLD),
    (
        "",
        "[curve]",
        "signatures on the curve are not verified here, those of the key itself neither",
    ),
    ("eddsa/bp256", "", "EdDSA on a curve that RFC 9580 does not have for it"),
    ("", "signs: false, by gpg true [aging-rsa unbound]", UNBOUND),
    ("", "signs: false, by gpg true [nist-curve unbound]", UNBOUND),
    ("", "signs: false, by gpg true [unbound]", UNBOUND),
    ("forged-keyring", "is not in gpg's listing", UNBOUND),
    ("hash-algos/MD5", "is not in gpg's listing", OLD),
    ("peter-sha1-backsig", "signs: false, by gpg true", OLD),
    (
        "already-revoked-direct",
        "is revoked: true",
        "gpg passes over a revocation behind a subkey, sqv does not",
    ),
    ("v4-revoked-by-v3", "is revoked: true", "gpg passes over a revocation of version 3"),
    (
        "already-revoked-userid",
        "ends at Some",
        "gpg passes over what withdrawn user IDs say, sqv does not",
    ),
    ("dkg-sigs-out-of-order", "signs: false", "for gpg a photo is enough of a user ID"),
    ("bobs-cert-badly-mangled", "its armor is broken", "gpg drops what is no base64; apt does not"),
    ("sha-mbles", "gpg alone reads", "SHA-1 that resists collisions names the key otherwise"),
    ("yuge-key", "gpg alone reads", "a secret key whose numbers do not fit to each other"),
    ("gnupg-v1-002-decrypt", "gpg alone reads", "a stub of gpg in the place of a secret DSA key"),
    ("e2e-p256-1", "gpg alone reads", "public and secret keys in one file"),
    ("unknown_oid", "gpg's listing alone", "ECDH on an unknown curve: listed as not supported"),
    ("secp256k1.sec", "gpg's listing alone", "ECDH on an unknown curve: listed as not supported"),
    ("mock_pq/", "gpg does not read", NEW),
    ("pqc/", "", NEW),
    ("pubring.pkr", "gpg does not read", "gpg does not read DSA of 768 bits with SHA-1"),
    ("secring.skr", "gpg does not read", "gpg does not read DSA of 768 bits with SHA-1"),
    ("alice-marker", "gpg does not read", "gpg before 2.4 stops at a marker before a secret key"),
    ("hardware-backed", "gpg does not read", "gpg stops at the stub of another program"),
    ("eike-v3-v4", "gpg does not read", "gpg stops at a self-signature whose hash it refuses"),
    ("certificate-with-unsigned", "gpg does not read", "gpg refuses the whole for a part"),
];

/// Between our verdict on a signature and those of gpgv and sqv.
pub(super) const SIGNATURES: &[Known] = &[
    ("v6-", "gpgv refuses it", VERSION_6),
    ("crypto-refresh/", "gpgv refuses it", VERSION_6),
    ("x448.sec", "gpgv refuses it", VERSION_6),
    ("pqc", "gpgv refuses it", NEW),
    ("v4-ed25519", "gpgv refuses it", NEW),
    ("mock_pq/", "gpgv refuses it", NEW),
    ("", "DSA key, which is too weak", OLD),
    ("hash-algos/SHA224", "over a digest that is too weak", OLD),
    ("e2e-001", "is not bound", EARLY),
    ("csf/empty.csf", "the text is empty", "an empty Release is none"),
    ("", "is a signature of version 3, which apt 3 refuses", OLD),
];

/// Between our verdict on a signature by a certificate that was changed and those of gpgv and sqv.
pub(super) const CHANGED: &[Known] =
    &[("", "NO_PUBKEY", "gpgv reads no key of a file behind a packet that it does not know")];

/// Between what rpm imports and what we say of a certificate.
pub(super) const IMPORTS: &[Known] = &[];
