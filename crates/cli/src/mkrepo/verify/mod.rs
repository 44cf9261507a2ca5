//! `mkrepo verify`: everything that a client would check, and what it would not.

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

/// Check what is published: signatures, dates, every digest, every package
///
/// Without an operand, all that mkrepo.toml describes is verified. A folder or an address may be that
/// of any APT or RPM repository, whoever made it. Every fault is named with its mend; what works and
/// should not be so is a warning. With --quiet faults and warnings alone are printed, and nothing at
/// all of a repository that has none.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo verify
  mkrepo verify -q
      As a daily job: prints nothing while all is well.

  mkrepo verify --deep apt:deb/stable
  mkrepo verify --key example.asc https://example.org/deb/dists/stable
  mkrepo verify --key example.asc https://example.org/el9
  mkrepo verify --json /srv/mirror | jq -r '.faults[].subject'")]
pub(crate) struct VerifyArgs {
    /// apt:ARCHIVE, apt:ARCHIVE/SUITE, rpm:NAME, the folder of a repository, or its http or https address
    #[arg(value_name = "TARGET|DIR|URL")]
    operand: Option<String>,

    /// Read every package: hash it, check its signature, and compare what it says with its index
    #[arg(long)]
    deep: bool,

    /// A file of OpenPGP certificates, any of which may have signed; repeatable [default: those of
    /// the keys in mkrepo.toml]
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,

    /// A suite of the folder or address; repeatable [default: all of a folder]
    #[arg(long = "suite", value_name = "SUITE")]
    suites: Vec<String>,

    /// The most seconds that an address may take, all answers together
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    max_time: u64,

    /// First make what is derived from what is published that of it, as after a publication that was
    /// cut short: files at plain names, Release and Release.gpg; mirrorlist, .repo file and key
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

/// That of a fault, if there is one; else why something could not be looked at.
fn exit_code(faults: &Diagnostics) -> u8 {
    let is_fault = |code: diagnostic::Code| code.class() == diagnostic::Class::Verification;
    if faults.as_slice().iter().any(|fault| is_fault(fault.code)) {
        exit::VERIFICATION
    } else {
        exit::code(faults)
    }
}

/// What is wrong with an operand.
fn no_place(problem: impl Into<String>, hint: &str) -> diagnostic::Diagnostic {
    diagnostic::flag_defect(codes::PLACE, "TARGET|DIR|URL", problem).hint(hint)
}
