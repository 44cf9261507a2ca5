//! Whether clients can insist on signed packages.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use diagnostic::{Diagnostic, Subject};
use pkgsign::{Verifier, VerifyError};
use repo_store::{Content, Key, StoreError};
use rpmpkg::read::{Limits, metadata};

use super::Writing;
use crate::publish::PublishError;
use crate::rpmmd::Record;
use crate::rpmmd::repository::tags::{History, Signed};
use crate::{codes, parallel};

/// How many packages are looked at before it is seen whether one of them had no signature.
const AT_ONCE: usize = 256;

/// What a package's signatures are to clients that know the published certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Yes,
    /// There is one, by a certificate that is not published.
    ByAnother,
    No,
}

impl Writing<'_> {
    /// Whether every package has a signature by a published certificate, where the settings ask for
    /// that; `None` where they do not, or where nobody knows the certificates. What the publication
    /// before said is relied upon, as long as the same certificates are published.
    ///
    /// # Errors
    /// Packages that were signed by a published certificate and no longer are
    /// ([`codes::CERTIFICATE_IN_USE`]), unless that is forced.
    pub(super) fn signed(&self) -> Result<Option<Signed>, PublishError> {
        let options = &self.repository.options;
        let (true, Some(verifier)) =
            (self.repository.settings.has_signed_packages(), options.published)
        else {
            return Ok(None);
        };
        let before = self.old.repomd.as_ref().map(History::of).unwrap_or_default();
        let is_same_keyring = self.is_same_keyring()?;
        let records = self.new.metadata.records();
        if let Some(Signed::Except(pkgid)) = &before.signed
            && is_same_keyring
            && records.iter().any(|record| record.pkgid() == pkgid)
        {
            return Ok(before.signed);
        }
        let known: HashSet<&str> = match before.signed == Some(Signed::All) && is_same_keyring {
            true => self.old.metadata.records().iter().map(Record::pkgid).collect(),
            false => HashSet::new(),
        };
        let fresh: Vec<&Record> =
            records.iter().filter(|record| !known.contains(record.pkgid())).collect();
        let additions = self.new.additions.iter().map(|object| (&object.key, &object.content));
        let additions: HashMap<&Key, &Content> = additions.collect();
        let were_known = before.signed == Some(Signed::All) && !options.force;
        let (mut except, mut lost) = (None, 0_usize);
        for some in fresh.chunks(AT_ONCE) {
            let found = parallel::map(some, options.threads, |record| {
                self.look(record, &additions, verifier)
            });
            for (record, found) in some.iter().zip(found) {
                let found = found?;
                if found != Known::Yes && except.is_none() {
                    except = Some(record.pkgid().to_owned());
                }
                lost += usize::from(found == Known::ByAnother);
            }
            if except.is_some() && !were_known {
                break;
            }
        }
        if were_known && lost > 0 {
            return Err(self.in_use(lost));
        }
        Ok(Some(except.map_or(Signed::All, Signed::Except)))
    }

    /// Whether users have the certificates that are published now.
    fn is_same_keyring(&self) -> Result<bool, PublishError> {
        let names = self.repository.settings.client_names(self.old.repomd.as_ref());
        let Some(keyring) = self.repository.options.keyring else { return Ok(true) };
        let key = self.repository.key(&names.key_file)?;
        let limit = keyring.len() as u64;
        match self.store.length(&key)? {
            Some(length) if length == limit => {
                let found = self.store.read(&key, limit)?;
                Ok(found.is_some_and(|found| found.bytes == keyring))
            }
            _ => Ok(false),
        }
    }

    /// What the signatures of a package are; its file is among `additions`, or published.
    fn look(
        &self,
        record: &Record,
        additions: &HashMap<&Key, &Content>,
        verifier: &dyn Verifier,
    ) -> Result<Known, PublishError> {
        // What lies elsewhere is not looked at.
        let Some(key) = self.repository.settings.package_key(record) else { return Ok(Known::No) };
        let io = |error| StoreError::Io { place: key.to_string(), error };
        let mut input: Box<dyn std::io::Read> = match additions.get(&key) {
            Some(Content::File(path)) => Box::new(File::open(path).map_err(io)?),
            Some(Content::Bytes(bytes)) => Box::new(std::io::Cursor::new(bytes.to_bytes())),
            from => {
                let key = if let Some(Content::Stored(from)) = from { from } else { &key };
                match self.store.open(key)? {
                    Some(input) => input,
                    // A later check tells what is missing.
                    None => return Ok(Known::No),
                }
            }
        };
        let Ok(metadata) = metadata(&mut BufReader::new(&mut input), &Limits::default()) else {
            return Ok(Known::No);
        };
        let mut known = Known::No;
        for signature in rpmpkg::sign::check(&metadata, verifier) {
            known = match signature.result {
                Ok(_) if known == Known::No => Known::Yes,
                Ok(_) => known,
                Err(VerifyError::UnknownKey { .. }) => Known::ByAnother,
                Err(_) => return Ok(Known::No),
            };
        }
        Ok(known)
    }

    fn in_use(&self, lost: usize) -> PublishError {
        let name = &self.repository.settings.name;
        let packages = if lost == 1 { "1 package is" } else { &format!("{lost} packages are") };
        let problem = format!(
            "{packages} signed by a certificate that would be published no longer, and clients \
             with gpgcheck=1 would refuse them"
        );
        let hint = format!(
            "keep it in certificates of [signing]; or sign the packages again with `mkrepo resign \
             rpm:{name}` before you remove it; --force publishes anyway"
        );
        let subject = Subject::File(Path::new(&format!("rpm:{name}")).to_owned());
        let defect = Diagnostic::new(codes::CERTIFICATE_IN_USE, subject, problem).hint(hint);
        PublishError::Refused(defect.into())
    }
}
