//! Keys as a person reads them, and in JSON.

use std::fmt::{self, Write};
use std::path::Path;

use diagnostic::Printable;
use pkgio::Timestamp;
use pkgsign::key::{CertifiedKey, Client, Fault, Finding, UnsupportedKey};
use pkgsign::{Certificate, KeyAlgorithm};
use serde_json::{Map, Value, json};

use super::file::KeyFile;
use pkgio::Day;

/// Each certificate with its keys, then what is wrong.
pub(super) fn text(path: &Path, file: &KeyFile, findings: &[Finding], now: Timestamp) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_text(&mut text, path, file, findings, now);
    text
}

fn write_text(
    text: &mut String,
    path: &Path,
    file: &KeyFile,
    findings: &[Finding],
    now: Timestamp,
) -> fmt::Result {
    let kind = match (file.is_secret, file.certificates.len()) {
        (true, 1) => "a secret key",
        (true, _) => "secret keys",
        (false, 1) => "a certificate",
        (false, 0) => "no supported key",
        (false, _) => "certificates",
    };
    writeln!(text, "{}: {kind}", Printable(path.as_os_str().as_encoded_bytes()))?;
    for certificate in &file.certificates {
        writeln!(text, "\n{}", certificate.fingerprint())?;
        for user_id in certificate.user_ids() {
            writeln!(text, "  {}", Printable(user_id))?;
        }
        for key in certificate.keys() {
            write_key(text, &key, certificate)?;
        }
        for key in subkeys(certificate) {
            let name = key.fingerprint.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            writeln!(text, "  subkey{name}, not supported: {}", key.what)?;
        }
        match works_until(certificate, findings, now) {
            Works::Refused => writeln!(text, "  unusable")?,
            Works::Until(time) => writeln!(text, "  works until {}", Day(time))?,
            Works::On => writeln!(text, "  works, without an expiry date")?,
        }
    }
    for key in file.unsupported() {
        match &key.fingerprint {
            Some(name) => writeln!(text, "\n{name}\n  not supported: {}", key.what)?,
            None => writeln!(text, "\nnot supported: {}", key.what)?,
        }
    }
    if !findings.is_empty() {
        writeln!(text)?;
    }
    for finding in findings {
        let word = if finding.fault.is_refused(now) { "refused" } else { "warning" };
        write!(text, "{word}: {}", shown(finding))?;
        let clients = finding.fault.clients();
        if !clients.is_empty() {
            let names = clients.iter().map(Client::to_string).collect::<Vec<_>>().join(", ");
            write!(text, "\n  by {names}")?;
            if let Some(since) = finding.fault.since() {
                write!(text, " from {} on", Day(since))?;
            }
        }
        writeln!(text)?;
    }
    Ok(())
}

fn write_key(text: &mut String, key: &CertifiedKey, certificate: &Certificate) -> fmt::Result {
    write!(text, "  {}", algorithm(key))?;
    if key.fingerprint != certificate.fingerprint() {
        write!(text, " subkey {}", key.fingerprint)?;
    }
    write!(text, ", made {}", Day(key.created))?;
    match (key.revoked, key.expires) {
        (Some(at), _) => write!(text, ", revoked {}", Day(at))?,
        (None, Some(at)) => write!(text, ", ends {}", Day(at))?,
        (None, None) => write!(text, ", never ends")?,
    }
    if let Some(what) = &key.unsupported {
        write!(text, ", not supported: {what}")?;
    }
    writeln!(text, "{}", if key.signs { ", signs" } else { "" })
}

/// The subkeys of a certificate that nothing can be made of.
fn subkeys(certificate: &Certificate) -> impl Iterator<Item = &UnsupportedKey> {
    let own = certificate.fingerprint();
    let keys = certificate.unsupported().iter();
    keys.filter(move |key| key.certificate.as_ref() == Some(&own))
}

fn unsupported_document(key: &UnsupportedKey) -> Value {
    json!({
        "fingerprint": key.fingerprint.as_ref().map(ToString::to_string),
        "reason": format!("{}, which is not supported", key.what),
    })
}

/// The same as JSON.
pub(super) fn document(
    path: &Path,
    file: &KeyFile,
    findings: &[Finding],
    now: Timestamp,
) -> Map<String, Value> {
    let certificate = |certificate: &Certificate| {
        let (works, until) = match works_until(certificate, findings, now) {
            Works::Refused => (false, None),
            Works::Until(time) => (true, Some(time.seconds())),
            Works::On => (true, None),
        };
        json!({
            "fingerprint": certificate.fingerprint().to_string(),
            "user_ids": certificate.user_ids().map(|id| Printable(id).to_string()).collect::<Vec<_>>(),
            "keys": certificate.keys().map(|key| key_document(&key)).collect::<Vec<_>>(),
            "unsupported": subkeys(certificate).map(unsupported_document).collect::<Vec<_>>(),
            "works": works,
            "works_until": until,
        })
    };
    let finding = |finding: &Finding| {
        json!({
            "fault": finding.fault.name(),
            "key": finding.key.as_ref().map(ToString::to_string),
            "problem": shown(finding),
            "refused": finding.fault.is_refused(now),
            "clients": finding.fault.clients().iter().map(Client::to_string).collect::<Vec<_>>(),
            "since": finding.fault.since().map(Timestamp::seconds),
        })
    };
    Map::from_iter([
        ("path".to_owned(), Printable(path.as_os_str().as_encoded_bytes()).to_string().into()),
        ("secret".to_owned(), file.is_secret.into()),
        ("certificates".to_owned(), file.certificates.iter().map(certificate).collect()),
        ("unsupported".to_owned(), file.unsupported().map(unsupported_document).collect()),
        ("findings".to_owned(), findings.iter().map(finding).collect()),
    ])
}

fn key_document(key: &CertifiedKey) -> Value {
    json!({
        "fingerprint": key.fingerprint.to_string(),
        "algorithm": algorithm(key),
        "created": key.created.seconds(),
        "expires": key.expires.map(Timestamp::seconds),
        "revoked": key.revoked.map(Timestamp::seconds),
        "signs": key.signs,
        "unsupported": key.unsupported,
    })
}

/// As gpg calls it.
fn algorithm(key: &CertifiedKey) -> String {
    match (key.algorithm, key.bits) {
        (KeyAlgorithm::Rsa, Some(bits)) => format!("rsa{bits}"),
        (KeyAlgorithm::Ed25519Legacy, _) => "ed25519".to_owned(),
        (other, _) => other.to_string(),
    }
}

/// How long clients take what a certificate signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Works {
    /// Some of today do not.
    Refused,
    /// Until a key ends, or its algorithm is given up.
    Until(Timestamp),
    /// There is no such time.
    On,
}

fn works_until(certificate: &Certificate, findings: &[Finding], now: Timestamp) -> Works {
    let keys: Vec<CertifiedKey> = certificate.keys().collect();
    let own = findings.iter().filter(|finding| {
        finding.key.as_ref().is_some_and(|key| keys.iter().any(|own| own.fingerprint == *key))
    });
    let faults: Vec<&Fault> = own.map(|finding| &finding.fault).collect();
    if faults.iter().any(|fault| fault.is_refused(now)) {
        return Works::Refused;
    }
    let given_up = faults.iter().filter_map(|fault| fault.since()).filter(|since| *since > now);
    let ends = keys.iter().filter(|key| key.signs && key.revoked.is_none()).map(|key| key.expires);
    // One key that does not end is enough.
    let last = ends.max_by_key(|end| end.unwrap_or(Timestamp::MAX)).flatten();
    given_up.chain(last).min().map_or(Works::On, Works::Until)
}

/// A finding with dates for a person.
fn shown(finding: &Finding) -> String {
    let text = match &finding.fault {
        Fault::NotYetValid { from } => format!("is valid from {} on", Day(*from)),
        Fault::Expired { at } => format!("expired on {}", Day(*at)),
        Fault::EndsTooSoon { at } | Fault::EndsSoon { at } => format!("expires on {}", Day(*at)),
        Fault::Revoked { at } => format!("was revoked on {}", Day(*at)),
        _ => return finding.to_string(),
    };
    match &finding.key {
        Some(key) => format!("the key {key} {text}"),
        None => format!("the file {text}"),
    }
}
