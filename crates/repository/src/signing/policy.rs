//! What targets ask of the signatures of packages.

use std::path::Path;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Subject};
use repo_index::rpmmd::SignPackages;

use super::look::Signature;
use crate::codes;
use crate::described::Repository;

/// What a target asks of its packages' signatures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    sign: SignPackages,
    required: bool,
}

impl Policy {
    pub(crate) fn of(repository: &Repository, target: &TargetName) -> Self {
        let config = &repository.config;
        match target {
            TargetName::Apt { archive, .. } => {
                let archive = config.archive(archive.as_str());
                let sign = archive.map(|archive| archive.sign_packages).unwrap_or_default();
                Self { sign, required: false }
            }
            TargetName::Rpm { repository: name } => {
                let found = config.repository(name.as_str());
                Self {
                    sign: found.map(|one| one.sign_packages).unwrap_or_default(),
                    required: found.is_some_and(|one| one.require_signed),
                }
            }
        }
    }

    pub(crate) fn asks(self) -> bool {
        self.required || self.sign != SignPackages::No
    }
}

/// Whether a package is to be signed.
pub(crate) fn decide(
    policy: Policy,
    signature: &Signature,
    target: &TargetName,
    package: &Path,
) -> Result<bool, Diagnostic> {
    let defect = |code, problem: String, hint: String| {
        Err(Diagnostic::new(code, Subject::File(package.to_owned()), problem).hint(hint))
    };
    let table = table(target);
    match (signature, policy.sign) {
        (Signature::Known, _) => Ok(false),
        (Signature::Bad(error), _) => defect(
            codes::BAD_SIGNATURE,
            error.to_string(),
            "download or build the package again, and sign it".to_owned(),
        ),
        (Signature::Missing, SignPackages::No) => defect(
            codes::UNSIGNED,
            format!("is not signed, but {target} accepts only signed packages"),
            format!("sign it with `mkrpm sign`, or set sign-packages = \"unsigned\" in {table}"),
        ),
        (Signature::Missing, _) | (Signature::Foreign(_), SignPackages::All) => Ok(true),
        (Signature::Foreign(error), _) => defect(
            codes::UNKNOWN_KEY,
            format!(
                "{error}, but {target} accepts only packages that keys of the repository \
                     signed"
            ),
            format!(
                "if you trust that key, name its certificate: certificates = [\"file:KEY.asc\"] \
                 in [signing]; or sign such packages again: sign-packages = \"all\" in {table}"
            ),
        ),
    }
}

/// Where a target is described.
fn table(target: &TargetName) -> String {
    match target {
        TargetName::Apt { archive, .. } => format!("[apt.{archive}]"),
        TargetName::Rpm { repository } => format!("[rpm.{repository}]"),
    }
}
