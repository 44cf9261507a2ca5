//! What a `Release` says of its suite and its time.

use pkgio::Timestamp;

use super::Place;
use super::findings::Findings;
use super::report::SuiteReport;
use super::signatures::Context;
use crate::apt::{Release, ReleaseError};
use crate::codes;

/// How far ahead of the clock a `Date` may be (`Acquire::Max-FutureTime` of apt.conf(5)).
const AHEAD: u64 = 10;

/// Judges the fields of a `Release` in the file called `about`, and notes them.
pub(super) fn check(
    context: Context<'_>,
    about: &str,
    text: &[u8],
    report: &mut SuiteReport,
    findings: &mut Findings,
) -> Option<Release> {
    let release = match Release::parse(text) {
        Ok(release) => release,
        Err(ReleaseError::Sha512Alone(release)) => {
            let problem = "lists only SHA-512 digests, which apt accepts and other tools do not";
            let hint = "list SHA-256 digests too";
            findings.warn(codes::RELEASE, about, problem, hint);
            *release
        }
        Err(error) => {
            let hint = "generate the Release again, and sign it";
            findings.fault(codes::RELEASE, about, error.to_string(), hint);
            return None;
        }
    };
    report.origin.clone_from(&release.origin);
    report.codename.clone_from(&release.codename);
    report.components.clone_from(&release.components);
    report.architectures.clone_from(&release.architectures);
    report.date = Some(release.date);
    report.valid_until = release.valid_until;
    report.serial = release.serial;
    times(context.options.now, about, &release, findings);
    if let Place::Suite { name, .. } = context.place {
        named(name, about, &release, findings);
    }
    Some(release)
}

fn times(now: Timestamp, about: &str, release: &Release, findings: &mut Findings) {
    if release.date.seconds() > now.seconds() + AHEAD {
        let seconds = release.date.seconds() - now.seconds();
        let problem = format!("its Date is {seconds} s in the future, which apt refuses");
        findings.fault(codes::FUTURE, about, problem, "set the publisher's clock right, or wait");
    }
    if let Some(until) = release.valid_until
        && until < now
    {
        let seconds = now.seconds() - until.seconds();
        let problem = format!("its Valid-Until is in the past by {seconds} s, and apt refuses it");
        findings.fault(codes::EXPIRED, about, problem, "publish the suite again");
    }
}

/// apt warns where users name a suite as it does not call itself (`metaIndex::CheckDist`): by its whole
/// name, or by what stands before the last slash of it.
fn named(name: &str, about: &str, release: &Release, findings: &mut Findings) {
    let called = [&release.suite, &release.codename];
    let before = name.rsplit_once('/').map(|(before, _)| before);
    let fits = |called: &String| called == name || before == Some(called);
    if called.iter().any(|called| called.as_ref().is_some_and(fits))
        || called.iter().all(|called| called.is_none())
    {
        return;
    }
    let called: Vec<&str> = called.into_iter().flatten().map(String::as_str).collect();
    let problem = format!("calls itself {}, not {name}; apt warns", called.join(" and "));
    let hint = match before {
        Some(before) => {
            format!("set Codename to {name:?} or {before:?}, or rename the directory")
        }
        None => "rename the directory, or link to it".to_owned(),
    };
    findings.warn(codes::OTHER_NAME, about, problem, &hint);
}
