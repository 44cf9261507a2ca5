//! Recognition of keys that variables, secret stores and clipboards damaged, and of other data
//! given instead of a key.

use std::fmt;

use zeroize::Zeroizing;

use super::KeyHandle;
use super::armored::BEGIN;
use crate::{Secret, base64};

/// The reason why given data is not a key, if its form shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A backslash and an `n`, two characters, in place of each line end.
    Escaped,
    /// A `;`, `,` or `|` in place of each line end.
    Separated,
    /// Blanks in place of line ends.
    OneLine,
    /// A key in quotes.
    Quoted,
    /// Blanks before each line.
    Indented,
    /// Armor of something else than keys: a signature or a message.
    OtherArmor,
    /// A key with an additional base64 encoding, as `base64 -w0 key.asc` writes it.
    Base64,
    /// A key of SSH.
    Ssh,
    /// A key or certificate of X.509 or PKCS #8, as OpenSSL writes it.
    Pem,
    /// The name of a key: a fingerprint or a key ID.
    Name,
    /// The path of a file.
    Path,
    /// gpg's own database of keys.
    Keybox,
}

impl Form {
    /// Recognizes the form of `bytes`, which are not a key.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        // The header of a keybox: a length, its type, version and flags (gnupg's kbx/keybox-blob.c).
        if bytes.get(8..12) == Some(b"KBXf") {
            return Some(Self::Keybox);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let text = text.trim_start_matches('\u{feff}').trim();
        let begin = std::str::from_utf8(BEGIN).unwrap_or_default();
        match text.find(begin) {
            Some(at) => Self::of_armor(&text[..at], &text[at..]),
            None => Self::of_text(text),
        }
    }

    fn of_armor(before: &str, armor: &str) -> Option<Self> {
        let is_one_line = !armor.contains('\n');
        if armor.contains("\\n") {
            Some(Self::Escaped)
        } else if before.ends_with(['"', '\'']) {
            Some(Self::Quoted)
        } else if is_one_line {
            let separated = [';', ',', '|'].iter().any(|mark| armor.matches(*mark).count() > 1);
            Some(if separated { Self::Separated } else { Self::OneLine })
        } else if before.ends_with([' ', '\t']) || armor.lines().skip(1).all(is_indented) {
            Some(Self::Indented)
        } else {
            (!armor.contains(" KEY BLOCK-----")).then_some(Self::OtherArmor)
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        let is_line = !text.contains('\n');
        let ssh = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "PuTTY-User-Key-File-"];
        if text.contains("-----BEGIN OPENSSH") || ssh.iter().any(|start| text.starts_with(start)) {
            Some(Self::Ssh)
        } else if text.contains("-----BEGIN ") {
            Some(Self::Pem)
        } else if is_line && text.parse::<KeyHandle>().is_ok() {
            Some(Self::Name)
        } else if is_line && ["/", "./", "../", "~/", "file:"].iter().any(|it| text.starts_with(it))
        {
            Some(Self::Path)
        } else {
            decoded(text.as_bytes()).map(|_| Self::Base64)
        }
    }

    /// The fix.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Escaped | Self::Separated | Self::OneLine | Self::Indented => {
                "keep the line ends: store the key as a file, or, in a variable, what `base64 -w0 \
                 key.asc` prints"
            }
            Self::Quoted => "store the key without the quotes",
            Self::OtherArmor | Self::Keybox => {
                "give what `gpg --armor --export FINGERPRINT` or, to sign, `gpg --armor \
                 --export-secret-keys FINGERPRINT` writes"
            }
            Self::Base64 => "decode it: `base64 -d`; only variables are decoded by themselves",
            Self::Ssh | Self::Pem => {
                "packages and repositories are signed with OpenPGP: `mkrepo key generate` makes a \
                 key"
            }
            Self::Name => {
                "give the key itself: gpg --armor --export-secret-keys FINGERPRINT, or --export \
                 for the public one"
            }
            Self::Path => "give the key itself, or name the file where a file is expected",
        }
    }
}

impl fmt::Display for Form {
    /// After `it `; nothing of what was given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escaped => "has \\n, two characters, in place of line ends",
            Self::Separated => "has separators such as ; in place of line ends",
            Self::OneLine => "stands on one line, without line ends",
            Self::Quoted => "has quotes around it",
            Self::Indented => "has blanks before its lines",
            Self::OtherArmor => "is a signature or a message in OpenPGP's armor",
            Self::Base64 => "is a key in base64 once more",
            Self::Ssh => "is a key of SSH",
            Self::Pem => "is a key or certificate of X.509 or PKCS #8 (PEM)",
            Self::Name => "is the fingerprint or ID of a key, not the key",
            Self::Path => "is the path of a file, not a key",
            Self::Keybox => "is a keybox, the database of gpg (.kbx)",
        })
    }
}

fn is_indented(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.trim().is_empty()
}

/// Decodes a key with an additional base64 encoding, with or without line ends, as `base64 key.asc`
/// prints it; `None` for other data.
#[must_use]
pub fn decoded(text: &[u8]) -> Option<Secret> {
    // Of the length that is needed: a vector that grows leaves its bytes behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().filter(|it| !it.is_ascii_whitespace()));
    let decoded = Secret::new(base64::decode(&digits)?);
    // Binary packets start with the tag of a key, in either form.
    let bytes = decoded.expose();
    let is_binary = bytes.len() > 64 && matches!(bytes[0], 0x94..=0x9B | 0xC5 | 0xC6);
    let armored = bytes.trim_ascii_start().starts_with(BEGIN);
    (is_binary || armored).then_some(decoded)
}
