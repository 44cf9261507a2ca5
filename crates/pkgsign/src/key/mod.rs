//! Keys in process.
//!
//! * [`KeySigner`]: signs with a secret key.
//! * [`Certificate`]: a public key with its subkeys, which verifies.
//! * [`generate()`]: generates a key.
//! * [`examine()`]: finds faults in a certificate file, and the clients that they affect.
//! * [`KeyHandle`]: a name of one key.
//! * `component`: the properties of each key of a certificate, and their verification.
//! * `policy`: the accepted algorithms.

mod armored;
mod certificate;
mod component;
mod error;
mod examine;
mod form;
mod generate;
mod handle;
mod packets;
mod parse;
mod policy;
mod signer;
mod unsupported;

#[cfg(test)]
mod direct_tests;
#[cfg(test)]
mod parse_tests;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, CertifiedKey};
pub use error::{KeyError, KeyWarning};
pub use examine::{Client, Fault, Finding, Severity, examine, examine_name};
pub use form::{Form, decoded};
pub use generate::{
    GenerateError, GenerateOptions, GeneratedKey, KeyKind, ParseKeyKindError, generate,
};
pub use handle::{KeyHandle, ParseKeyHandleError};
pub use signer::{KeyOptions, KeySigner};
pub use unsupported::UnsupportedKey;

use pgp::types::KeyDetails;

use crate::Fingerprint;

fn fingerprint(key: &dyn KeyDetails) -> Fingerprint {
    Fingerprint(key.fingerprint().as_bytes().into())
}
