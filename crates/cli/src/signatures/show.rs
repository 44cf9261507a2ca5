//! A signature of a package as `inspect` shows it: what it says of itself, unchecked.

use diagnostic::Printable;
use pkgio::Timestamp;
use pkgsign::{DetachedSignature, Fingerprint, SignatureError, cleartext};
use serde_json::{Value, json};

use pkgio::Date;

/// A signature of a package.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// Where it stands: the name of a member or of a tag.
    pub(crate) place: &'a str,
    /// What it is over, or whose it is.
    pub(crate) role: &'a str,
    /// The length of what is there in bytes.
    pub(crate) size: u64,
    /// What it says of itself, or why that cannot be read.
    pub(crate) packets: Result<Vec<DetachedSignature>, SignatureError>,
}

/// The packets of a detached signature, or of a text that is signed.
pub(crate) fn packets(bytes: &[u8]) -> Result<Vec<DetachedSignature>, SignatureError> {
    if bytes.trim_ascii_start().starts_with(b"-----BEGIN PGP SIGNED MESSAGE-----") {
        let split = cleartext::split(bytes);
        return split.map(|split| split.signatures).map_err(|error| {
            SignatureError::new(format!("is not a text with a signature: {error}"))
        });
    }
    DetachedSignature::parse_all(bytes)
}

impl Shown<'_> {
    /// A line for each packet: `_gpgorigin (origin): RSA/SHA512, key 0123..., 2024-02-29 23:59`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let place = format!("{} ({})", Printable(self.place.as_bytes()), self.role);
        match &self.packets {
            Ok(packets) => packets.iter().map(|one| format!("{place}: {}", says(one))).collect(),
            Err(error) => {
                let error = error.to_string();
                let error = Printable(error.as_bytes());
                vec![format!("{place}: {} bytes; it {error}", self.size)]
            }
        }
    }

    /// The same in JSON, a value for each packet.
    pub(crate) fn documents(&self) -> Vec<Value> {
        match &self.packets {
            Ok(packets) => packets.iter().map(|one| self.document(Ok(one))).collect(),
            Err(error) => vec![self.document(Err(error))],
        }
    }

    fn document(&self, packet: Result<&DetachedSignature, &SignatureError>) -> Value {
        let good = packet.ok();
        json!({
            "tag": Printable(self.place.as_bytes()).to_string(),
            "role": self.role,
            "size": self.size,
            "algorithm": good.map(|one| one.algorithm.to_string()),
            "digest": good.map(|one| one.hash.to_string()),
            "fingerprint": good.and_then(|one| one.issuer.as_ref()).map(Fingerprint::to_string),
            "key_id": good.and_then(|one| one.key_id).map(|key_id| key_id.to_string()),
            "time": good.and_then(|one| one.created).map(Timestamp::seconds),
            "expires": good.and_then(|one| one.expires).map(Timestamp::seconds),
            "problem": packet.err().map(|error| Printable(error.to_string().as_bytes()).to_string()),
        })
    }
}

fn says(packet: &DetachedSignature) -> String {
    let key = match (&packet.issuer, packet.key_id) {
        (Some(fingerprint), _) => format!("key {fingerprint}"),
        (None, Some(key_id)) => format!("key {key_id}"),
        (None, None) => "by an unnamed key".to_owned(),
    };
    let mut text = format!("{}/{}, {key}", packet.algorithm, packet.hash);
    match packet.created {
        Some(time) => text.push_str(&format!(", {}", Date::from(time))),
        None => text.push_str(", without a time"),
    }
    if let Some(time) = packet.expires {
        text.push_str(&format!(", expires {}", Date::from(time)));
    }
    text
}
