//! Tags of the signature header (rpm's `include/rpm/rpmtag.h`, `RPMSIGTAG_*`).
//!
//! Those from 1000 on mean other things in the main header.

use super::tags;

tags! {
    /// The region.
    HEADERSIGNATURES = 62;
    /// A wrong SHA-1 of the header, in old files.
    BADSHA1_1 = 264;
    /// A wrong SHA-1 of the header, in old files.
    BADSHA1_2 = 265;
    /// The DSA or Ed25519 signature of the main header, as a packet.
    DSA = 267;
    /// The RSA signature of the main header, as a packet.
    RSA = 268;
    /// The SHA-1 of the main header in hexadecimal.
    SHA1 = 269;
    /// The length of header and payload, when 4 GiB or more.
    LONGSIZE = 270;
    /// The length of the uncompressed payload, when 4 GiB or more.
    LONGARCHIVESIZE = 271;
    /// The SHA-256 of the main header in hexadecimal.
    SHA256 = 273;
    /// IMA signatures of the files.
    FILESIGNATURES = 274;
    /// The length of each IMA signature.
    FILESIGNATURELENGTH = 275;
    /// fs-verity signatures of the files.
    VERITYSIGNATURES = 276;
    /// The algorithm of the fs-verity signatures.
    VERITYSIGNATUREALGO = 277;
    /// Every signature of the main header, each in Base64 (rpm 6).
    OPENPGP = 278;
    /// The SHA3-256 of the main header in hexadecimal (rpm 6).
    SHA3_256 = 279;
    /// Space for signatures to come (rpm 6).
    RESERVED = 999;
    /// The length of header and payload, when below 4 GiB.
    SIZE = 1000;
    /// A wrong MD5, in old files.
    LEMD5_1 = 1001;
    /// The RSA signature of header and payload, as a packet.
    PGP = 1002;
    /// A wrong MD5, in old files.
    LEMD5_2 = 1003;
    /// The MD5 of header and payload.
    MD5 = 1004;
    /// The DSA signature of header and payload, as a packet.
    GPG = 1005;
    /// A signature of PGP 5, in old files.
    PGP5 = 1006;
    /// The length of the uncompressed payload, when below 4 GiB.
    PAYLOADSIZE = 1007;
    /// Space for signatures to come.
    RESERVEDSPACE = 1008;
}
