//! The keys of a repository, for what is done with it.

use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics, Subject};

use super::{Keys, StandIn};
use crate::codes;
use crate::described::Repository;

impl Repository {
    /// The keys that sign it, and a warning when there are none.
    ///
    /// # Errors
    /// Every key that cannot be used.
    pub fn keys(&self, warnings: &mut Diagnostics) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) => {
                let folder = self.file.path.parent().unwrap_or(Path::new(""));
                Keys::read(signing, folder, &self.surroundings, warnings)
            }
            None => {
                warnings.push(self.not_signed());
                Ok(Keys::default())
            }
        }
    }

    /// The keys that sign a change, or what signs in their place in a dry run.
    pub(crate) fn changing_keys(
        &self,
        dry_run: bool,
        warnings: &mut Diagnostics,
    ) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) if dry_run => Keys::rehearsing(self, signing, warnings),
            _ => self.keys(warnings),
        }
    }

    /// The certificates by which it is signed, for what signs nothing, and a warning when `stand_in`
    /// allows published ones and they are needed. No key is unlocked, and none has to be valid still.
    ///
    /// # Errors
    /// Every certificate that cannot be read.
    pub fn reading_keys(
        &self,
        stand_in: StandIn,
        warnings: &mut Diagnostics,
    ) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) => Keys::reading(self, signing, stand_in, warnings),
            None => Ok(Keys::default()),
        }
    }

    /// The warning that nothing is signed.
    #[must_use]
    pub fn not_signed(&self) -> Diagnostic {
        let subject = Subject::File(self.file.path.clone());
        let problem = "has no [signing]: the publication is not signed, and clients accept it only with \
                       [trusted=yes] (apt) or gpgcheck=0 (dnf)";
        let hint = "generate a key with `mkrepo key generate -o signing.asc`, and name it there";
        Diagnostic::new(codes::NOT_SIGNED, subject, problem).hint(hint)
    }
}
