//! The signatures of `repomd.xml`.

use pkgio::Timestamp;
use pkgsign::{Endorsed, detached};
use repo_store::{Key, Mirror, Store};

use super::Repository;
use super::tags::History;
use crate::publish::{COMMIT_LIMIT, PublishError, Target};
use crate::rpmmd::Repomd;
use crate::signing;

/// By so many seconds signatures are dated back: a client whose clock is slow takes no signature of
/// the future.
const DATED_BACK: u64 = 300;

/// A signature of a commit that is good, or that nothing checks.
pub(super) struct GoodSignature {
    pub(super) bytes: Vec<u8>,
    /// Who made it, where that was checked.
    pub(super) by: Option<Endorsed>,
}

impl Repository<'_> {
    /// The key of the signature beside the commit.
    pub(super) fn signature_key(&self) -> Result<Key, PublishError> {
        self.key("repodata/repomd.xml.asc")
    }

    /// What stands beside a commit of that signature.
    pub(super) fn signature(
        &self,
        signature: Option<Vec<u8>>,
    ) -> Result<Vec<Mirror>, PublishError> {
        let Some(signature) = signature else { return Ok(Vec::new()) };
        Ok(vec![Mirror { key: self.signature_key()?, bytes: Some(signature.into()) }])
    }

    /// The good signature of a commit: the one beside it or, where that is of another commit because
    /// both could not be changed in one step, the copy in its snapshot. `None` for a commit that
    /// nobody signed, where that is taken.
    pub(super) fn verify(
        &self,
        store: &dyn Store,
        commit: &[u8],
    ) -> Result<Option<Vec<u8>>, PublishError> {
        Ok(self.good_signature(store, commit)?.map(|signature| signature.bytes))
    }

    /// The same, with who made it, where that is checked.
    pub(super) fn good_signature(
        &self,
        store: &dyn Store,
        commit: &[u8],
    ) -> Result<Option<GoodSignature>, PublishError> {
        let key = self.signature_key()?;
        let beside = store.read(&key, COMMIT_LIMIT)?.map(|found| found.bytes);
        if self.options.signer.is_none() {
            return match beside {
                None => Ok(None),
                Some(_) => Err(PublishError::Signature(format!(
                    "{key} exists, but there is no key to sign the next one"
                ))),
            };
        }
        let Some(published) = self.options.published else {
            return Ok(beside.map(|bytes| GoodSignature { bytes, by: None }));
        };
        let is_good = |signature: &[u8]| detached::verify(signature, commit, published);
        let first = match beside {
            Some(bytes) => match is_good(&bytes) {
                Ok(by) => return Ok(Some(GoodSignature { bytes, by: Some(by) })),
                Err(error) => Some(error),
            },
            None => None,
        };
        if let Some(bytes) = self.kept_signature(store, commit)?
            && let Ok(by) = is_good(&bytes)
        {
            return Ok(Some(GoodSignature { bytes, by: Some(by) }));
        }
        match first {
            Some(error) => Err(PublishError::of_signatures(&key, &error)),
            None if self.options.adopt_unsigned => Ok(None),
            None => Err(PublishError::Unsigned { key: self.commit().to_string() }),
        }
    }

    /// The signature of a commit that its snapshot keeps, unverified.
    fn kept_signature(
        &self,
        store: &dyn Store,
        commit: &[u8],
    ) -> Result<Option<Vec<u8>>, PublishError> {
        let Ok(repomd) = Repomd::parse(commit) else { return Ok(None) };
        let Some(id) = History::of(&repomd).snapshot else { return Ok(None) };
        let found = store.read(&self.snapshot_key(id, "commit.asc")?, COMMIT_LIMIT)?;
        Ok(found.map(|found| found.bytes))
    }

    /// A signature of `text` that was verified; `None` without a signer. One that is under `key`
    /// already and good is taken, so that nothing immutable has to become another.
    pub(super) fn sign(
        &self,
        store: &dyn Store,
        key: &Key,
        text: &[u8],
    ) -> Result<Option<Vec<u8>>, PublishError> {
        let Some(signer) = self.options.signer else { return Ok(None) };
        let back = self.options.now.seconds().saturating_sub(DATED_BACK);
        let wanted = Timestamp::clamped(i64::try_from(back).unwrap_or(i64::MAX));
        let (published, now) = (self.options.published, self.options.now);
        let (published, options) = signing::options(&[signer], published, wanted, now)?;
        if let Some(found) = store.read(key, COMMIT_LIMIT)?
            && detached::verify(&found.bytes, text, published).is_ok()
        {
            return Ok(Some(found.bytes));
        }
        detached::sign(text, &[signer], published, options)
            .map(|signature| Some(signature.into_bytes()))
            .map_err(|error| PublishError::Signature(error.to_string()))
    }
}
