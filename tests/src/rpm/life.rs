//! What becomes of a package in a system: installed, upgraded, erased.

use std::fs;
use std::path::Path;

use crate::chroot::Chroot;
use crate::model::Listing;
use crate::tool::{Outcome, outcome};

use super::Rpmbuild;

/// A system and what happened in it so far.
#[derive(Debug)]
pub struct Life {
    chroot: Chroot,
    states: Vec<State>,
}

/// What a step left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The step.
    pub step: String,
    /// rpm's exit code.
    pub code: Option<i32>,
    /// What rpm said.
    pub said: String,
    /// What is on disk besides the system and rpm's database.
    pub disk: Listing,
    /// What scriptlets wrote to [`LOG`].
    pub log: Vec<String>,
}

/// Where scriptlets say that they ran.
pub const LOG: &str = "var/log/scriptlets";

/// Where packages are put, which is not looked at.
const PACKAGES: &str = "packages";

impl Life {
    /// In `chroot`.
    ///
    /// # Panics
    /// When it cannot be written to.
    #[must_use]
    pub fn in_system(chroot: Chroot) -> Self {
        fs::create_dir_all(chroot.root().join(PACKAGES)).unwrap();
        Self { chroot, states: Vec::new() }
    }

    /// The system.
    #[must_use]
    pub fn system(&self) -> &Chroot {
        &self.chroot
    }

    /// What every step left.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// Runs `rpm`, for a minute at most; a package is put into the system first.
    ///
    /// # Panics
    /// When the package cannot be put there.
    #[track_caller]
    pub fn rpm(&mut self, step: &str, actions: &[&str], package: Option<&Path>) -> Outcome {
        let mut rpm = self.chroot.command("timeout");
        rpm.args(["60", "rpm"]).args(actions);
        if let Some(package) = package {
            // Names differ between packages and their twins.
            let inside = self.chroot.root().join(PACKAGES).join("package.rpm");
            fs::copy(package, inside).unwrap();
            rpm.arg(format!("/{PACKAGES}/package.rpm"));
        }
        let outcome = outcome(&mut rpm);
        let log = fs::read_to_string(self.chroot.root().join(LOG)).unwrap_or_default();
        self.states.push(State {
            step: step.to_owned(),
            code: outcome.status.code(),
            said: outcome.text() + &outcome.errors(),
            disk: self.chroot.changes().without(is_not_looked_at).without_folder_times(),
            log: log.lines().map(str::to_owned).collect(),
        });
        outcome
    }
}

/// rpm's database, what is put there for the test, and the log.
fn is_not_looked_at(path: &[u8]) -> bool {
    let starts =
        [PACKAGES, "etc/dpkg", "root/.rpmdb", "var/lib/rpm", "build", "stage", "twin.spec"];
    path == LOG.as_bytes() || starts.iter().any(|start| path.starts_with(start.as_bytes()))
}

/// A package without files that provides what others need, such as `/bin/sh`, so that rpm checks
/// their dependencies.
///
/// # Panics
/// When rpmbuild fails.
#[must_use]
#[track_caller]
pub fn base_package(rpmbuild: &Rpmbuild, provides: &[&str], output: &Path) -> std::path::PathBuf {
    let mut spec = String::from(
        "Name: base\nVersion: 1\nRelease: 1\nSummary: base\nLicense: MIT\nBuildArch: noarch\n",
    );
    for provided in provides {
        spec.push_str(&format!("Provides: {provided}\n"));
    }
    spec.push_str("%description\nbase\n%files\n");
    rpmbuild.package(&spec, output)
}
