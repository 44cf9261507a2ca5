//! Signing a `Release`.

use pkgio::Timestamp;
use pkgsign::{HashAlgorithm, SignOptions, Signer, Verifier, cleartext, detached};

use super::Release;
use crate::publish::PublishError;

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

    /// What signatures of `release` are made and verified with. Their time is the release's, but not
    /// before a key, and not after now.
    fn options(&self, release: &Release) -> Result<(&dyn Verifier, SignOptions), PublishError> {
        let valid = self.signers.iter().filter_map(|signer| signer.valid_from()).max();
        let valid = valid.unwrap_or_default();
        if valid > self.now {
            let problem = "a signing key is valid only from later than this machine's clock says";
            return Err(PublishError::Clock(problem.to_owned()));
        }
        let created = release.date.min(self.now).max(valid);
        let published = self.published.ok_or_else(|| {
            let problem = "no certificate is published that the signature could be verified by";
            PublishError::Signature(problem.to_owned())
        })?;
        Ok((published, SignOptions::text(HashAlgorithm::Sha512, created)))
    }
}
