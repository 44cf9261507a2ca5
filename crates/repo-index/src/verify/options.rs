//! How to verify.

use std::num::NonZeroUsize;

use debpkg::read::Limits;
use pkgio::Timestamp;
use pkgsign::{Fingerprint, Verifier};
use repo_store::Mirror;

use super::Place;

/// How to verify.
#[derive(Clone, Debug)]
pub struct VerifyOptions<'a> {
    /// The certificates that clients have. Without them signatures are named and not checked.
    pub keys: Option<&'a dyn Verifier>,
    /// Which of these keys apt refuses now, whatever they signed.
    pub refused: Vec<Refused>,
    /// Which of them the clients of RPM repositories refuse.
    pub rpm_refused: Vec<Refused>,
    /// The time.
    pub now: Timestamp,
    /// Whether to read every package, hash it, and compare its fields with its index.
    pub deep: bool,
    /// Whether the places are all that there is of their archives, so that what none of them refers
    /// to is nobody's.
    pub whole: bool,
    /// How many packages are looked at together. The report does not depend on it.
    pub threads: NonZeroUsize,
    /// How much a Debian package may hold.
    pub limits: Limits,
    /// How much an RPM package may hold.
    pub rpm_limits: rpmpkg::read::Limits,
    /// What is derived from commits, as whoever describes the repositories wants it: the list of
    /// mirrors, `.repo` files, keys.
    pub mirrors: Vec<Mirror>,
    /// What targets are called where they are described, such as `apt:deb/stable`.
    pub names: Vec<(Place, String)>,
    /// Targets that are described, published or not.
    pub described: Vec<Place>,
}

/// A key that clients refuse now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The key: a primary key, or a subkey.
    pub key: Fingerprint,
    /// Why, such as `expired on 2025-01-31`, as the rest of the sentence.
    pub reason: String,
}

impl VerifyOptions<'_> {
    /// No keys, lengths of packages alone, one thread.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            keys: None,
            refused: Vec::new(),
            rpm_refused: Vec::new(),
            now,
            deep: false,
            whole: true,
            threads: NonZeroUsize::MIN,
            limits: Limits::default(),
            rpm_limits: rpmpkg::read::Limits::default(),
            mirrors: Vec::new(),
            names: Vec::new(),
            described: Vec::new(),
        }
    }
}
