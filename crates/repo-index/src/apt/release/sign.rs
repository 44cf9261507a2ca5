//! Signing a `Release`.

use pkgio::Timestamp;
use pkgsign::{SignOptions, Signer, Verifier, cleartext, detached};

use super::Release;
use crate::publish::PublishError;
use crate::signing;

/// Who signs a `Release`, and by what it is verified.
#[derive(Clone, Copy, Debug)]
pub(in crate::apt) struct Signing<'a> {
    /// All of them sign.
    pub(in crate::apt) signers: &'a [&'a dyn Signer],
    /// The published certificates.
    pub(in crate::apt) published: Option<&'a dyn Verifier>,
    /// The time.
    pub(in crate::apt) now: Timestamp,
}

impl Signing<'_> {
    /// The `InRelease` of `release`, which prints as `text`.
    pub(in crate::apt) fn cleartext(
        &self,
        release: &Release,
        text: &[u8],
    ) -> Result<Vec<u8>, PublishError> {
        let (published, options) = self.options(release)?;
        cleartext::sign(text, self.signers, published, options)
            .map_err(|error| PublishError::Signature(error.to_string()))
    }

    /// The `Release.gpg` of `release`, which prints as `text`.
    pub(in crate::apt) fn detached(
        &self,
        release: &Release,
        text: &[u8],
    ) -> Result<String, PublishError> {
        let (published, options) = self.options(release)?;
        detached::sign(text, self.signers, published, options)
            .map_err(|error| PublishError::Signature(error.to_string()))
    }

    /// What signatures of `release` are made and verified with; their time is the release's.
    fn options(&self, release: &Release) -> Result<(&dyn Verifier, SignOptions), PublishError> {
        signing::options(self.signers, self.published, release.date, self.now)
    }
}
