//! The member that `debsig-verify(1)` checks.

use std::io::Read;

use pkgio::{Spooled, Timestamp};
use pkgsign::{DetachedSignature, HashAlgorithm, SignError, SignOptions, Signer};

use super::DEBIAN_BINARY;

/// Signs the contents of the members one after another, without their headers.
pub(super) fn sign(
    signer: &dyn Signer,
    created: Timestamp,
    control: &[u8],
    data: &Spooled,
) -> Result<DetachedSignature, SignError> {
    let data = data.reader();
    let mut message = DEBIAN_BINARY.chain(control).chain(data);
    signer.sign(&mut message, SignOptions::binary(HashAlgorithm::Sha512, created))
}
