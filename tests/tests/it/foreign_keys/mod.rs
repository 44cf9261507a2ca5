//! The keys, certificates and signatures that other OpenPGP libraries ship for their own tests, beside
//! what gpg, gpgv, sqv and rpm make of them.
//!
//! A difference fails the test unless [`known`] lists it with its reason.

mod clients;
mod imports;
mod known;
mod listing;
mod made;
mod mutants;
mod signatures;

use std::io::Read;
use std::sync::OnceLock;

use conformance::crates::shipped;
use pgp::armor::Dearmor;
use pkgsign::{Certificate, KeyError};

/// Every file that is shipped, read as keys, once for all tests.
fn all() -> &'static [Keys] {
    static ALL: OnceLock<Vec<Keys>> = OnceLock::new();
    ALL.get_or_init(|| {
        shipped().into_iter().map(|file| Keys::read(file.name, file.bytes)).collect()
    })
}

/// A file of keys: its certificates, of secret keys the public halves.
struct Keys {
    name: String,
    /// The file as it is.
    bytes: Vec<u8>,
    certificates: Result<Vec<Certificate>, KeyError>,
    is_secret: bool,
}

impl Keys {
    fn read(name: String, bytes: Vec<u8>) -> Self {
        let (certificates, is_secret) = match Certificate::parse(&bytes) {
            Err(KeyError::Secret(_)) => (Certificate::of_secret(&bytes), true),
            parsed => (parsed, false),
        };
        Self { name, bytes, certificates, is_secret }
    }

    /// What gpgv and sqv are given: the packets of the file itself, where it holds no secrets and is one
    /// block at most.
    fn keyring(&self) -> Vec<u8> {
        let ours = || {
            let certificates = self.certificates.iter().flatten();
            certificates.flat_map(|one| one.to_bytes().unwrap()).collect()
        };
        if self.is_secret {
            return ours();
        }
        if self.bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
            return self.bytes.clone();
        }
        let mut packets = Vec::new();
        match Dearmor::new(self.bytes.as_slice()).read_to_end(&mut packets) {
            Ok(_) if self.certificates.as_ref().is_ok_and(|all| all.len() == 1) => packets,
            _ => ours(),
        }
    }
}
