//! `mkrepo verify`: all client checks, and some that no client makes.

mod http;
mod keys;
mod operand;
mod pace;
mod repair;
mod show;

use std::path::PathBuf;
use std::time::Duration;

use diagnostic::Diagnostics;
use repo_index::verify::{VerifyOptions, verify};

use super::settings;
use crate::args::PublicationArgs;
use crate::mkrepo::context::Context;
use crate::report::{Failure, Outcome};
use crate::{codes, exit, limits};
use operand::Operand;

/// Verify a repository: signatures, dates, every digest, every package
///
/// Without an operand, verifies everything that mkrepo.toml configures. A directory or URL can be
/// any APT or RPM repository, whichever tool published it. Every fault is printed with a fix.
/// Conditions that work but should be corrected are warnings. With --quiet, only faults and
/// warnings are printed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo verify
  mkrepo verify -q
      Run this daily: it prints nothing unless there is a fault or a warning.

  mkrepo verify --deep apt:deb/stable
  mkrepo verify --key example.asc https://example.org/deb/dists/stable
  mkrepo verify --key example.asc https://example.org/el9
  mkrepo verify --json /srv/mirror | jq -r '.faults[].subject'")]
pub(crate) struct VerifyArgs {
    /// apt:ARCHIVE, apt:ARCHIVE/SUITE, rpm:NAME, the directory of a repository, or its http or
    /// https URL
    #[arg(value_name = "TARGET|DIR|URL")]
    operand: Option<String>,

    /// Read every package: hash it, verify its signature, and compare its fields with the index
    #[arg(long)]
    deep: bool,

    /// A file of OpenPGP certificates; a signature by any of them is accepted; repeatable [default:
    /// those of the keys in mkrepo.toml]
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,

    /// A suite of the directory or URL; repeatable [default: all suites of a directory]
    #[arg(long = "suite", value_name = "SUITE")]
    suites: Vec<String>,

    /// Maximum time for all answers of a server together
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    max_time: u64,

    /// First write the derived files again, for example after a publication was interrupted: files
    /// under plain names, Release and Release.gpg; mirrorlist, .repo file and key
    #[arg(long)]
    repair: bool,

    #[command(flatten)]
    publication: PublicationArgs,
}

impl VerifyArgs {
    fn max_time(&self) -> Duration {
        Duration::from_secs(self.max_time)
    }

    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        // Only who publishes has to keep to the clock: what will be may be asked for.
        let force_date = self.publication.force_date || !self.repair;
        let settings = settings::new(&PublicationArgs { force_date, ..self.publication.clone() })?;
        let mut warnings = Diagnostics::new();
        let operand = Operand::open(self, context)?;
        let keys = keys::known(&self.keys, operand.repository.as_ref(), &settings, &mut warnings)?;
        let mut outcome = Outcome::default();
        let mut faults = Diagnostics::new();
        if self.repair {
            outcome.summary = repair::repair(&operand, &settings, &mut warnings, &mut faults)?;
        }
        let options = VerifyOptions {
            keys: keys.verifier(),
            refused: keys.refused.clone(),
            rpm_refused: keys.rpm_refused.clone(),
            mirrors: repair::derived(&operand, &settings),
            names: operand.names(),
            described: operand.described_places(),
            deep: self.deep,
            whole: operand.whole,
            threads: operand.threads(settings.threads),
            limits: limits::deb(context.common),
            rpm_limits: limits::rpm(context.common),
            ..VerifyOptions::new(settings.now)
        };
        let mut report = verify(&*operand.source, &operand.places, &options);
        faults.append(std::mem::take(&mut report.faults));
        report.faults = faults;
        warnings.append(std::mem::take(&mut report.warnings));
        outcome.exit = exit_code(&report.faults);
        let text = match context.common.quiet {
            true => show::faults(&report),
            false => show::text(&report, warnings.as_slice().len()),
        };
        outcome.result = text.into_bytes();
        outcome.document = show::document(&report);
        Ok(Outcome { warnings, ..outcome })
    }
}

/// The exit code of a fault, if there is one; else that of the reason why something could not be
/// checked.
fn exit_code(faults: &Diagnostics) -> u8 {
    let is_fault = |code: diagnostic::Code| code.class() == diagnostic::Class::Verification;
    if faults.as_slice().iter().any(|fault| is_fault(fault.code)) {
        exit::VERIFICATION
    } else {
        exit::code(faults)
    }
}

/// An error about the operand.
fn no_place(problem: impl Into<String>, hint: &str) -> diagnostic::Diagnostic {
    diagnostic::flag_defect(codes::PLACE, "TARGET|DIR|URL", problem).hint(hint)
}
