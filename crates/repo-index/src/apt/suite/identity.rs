//! What the next `Release` says of its suite.

use pkgio::Timestamp;
use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::{Suite, SuiteState};
use crate::Sha256;
use crate::apt::{IndexKind, Release, SuiteSettings};
use crate::codes;
use crate::publish::PublishError;
use crate::store::Found;

/// By so many seconds a release is dated back, so that clients whose clock is slow take it: apt
/// refuses a `Date` in the future, and sqv a signature that is only seconds ahead.
const DATED_BACK: u64 = 300;
/// How far ahead of the clock a `Date` may be because others were published at once before it; apt
/// takes 10 seconds.
const AHEAD: u64 = 5;

impl Suite<'_> {
    /// The `Release` that follows `old`, without its files.
    pub(super) fn next_release(
        &self,
        commit: Option<&Found>,
        old: &SuiteState,
        new: &SuiteState,
    ) -> Result<Release, PublishError> {
        let before = old.release.as_ref();
        let date = self.next_date(before)?;
        let mut release = self.described(before);
        release.date = date;
        release.valid_until = self.archive.valid_for.map(|span| later(date, span.as_secs()));
        release.acquire_by_hash = true;
        release.serial =
            Some(before.and_then(|before| before.serial).unwrap_or(0).saturating_add(1));
        release.parent = commit.map(|commit| Sha256::of(&commit.bytes));
        self.list_contents(&mut release, new);
        if let Some(before) = before
            && !self.options.allow_release_info_change
        {
            frozen(before, &release).into_result(()).map_err(PublishError::Refused)?;
        }
        Ok(release)
    }

    fn next_date(&self, before: Option<&Release>) -> Result<Timestamp, PublishError> {
        let now = self.options.now;
        let usual = earlier(now, DATED_BACK);
        let Some(before) = before else { return Ok(usual) };
        let date = usual.max(later(before.date, 1));
        if date <= before.date {
            return Err(PublishError::Clock("no date is later than the published one".to_owned()));
        }
        if before.date > later(now, AHEAD) && !self.options.force_date {
            let ahead = before.date.seconds() - now.seconds();
            return Err(PublishError::Clock(format!(
                "the published Release is dated {ahead} seconds ahead of this machine's clock; set \
                 the clock right, or wait"
            )));
        }
        Ok(date)
    }

    /// The fields that settings give, or else the release before.
    fn described(&self, before: Option<&Release>) -> Release {
        let archive = self.archive;
        let mut release =
            Release { files: Default::default(), ..before.cloned().unwrap_or_default() };
        let settings = archive.suites.iter().find(|(name, _)| *name == self.name);
        let or_name = |set: Option<&String>, kept: Option<String>| {
            set.cloned().or(kept).or_else(|| Some(self.name.clone()))
        };
        let SuiteSettings { suite, codename, version, not_automatic, but_automatic_upgrades } =
            settings.map(|(_, settings)| settings.clone()).unwrap_or_default();
        release.suite = or_name(suite.as_ref(), release.suite);
        release.codename = or_name(codename.as_ref(), release.codename);
        release.version = version.or(release.version);
        release.origin = archive.origin.clone().or(release.origin);
        release.label = archive.label.clone().or(release.label);
        release.description = archive.description.clone().or(release.description);
        if settings.is_some() {
            release.not_automatic = not_automatic;
            release.but_automatic_upgrades = but_automatic_upgrades;
        }
        release
    }

    /// `Architectures` and `Components`: as before, then those that are new.
    fn list_contents(&self, release: &mut Release, new: &SuiteState) {
        let mut architectures = self.archive.architectures.clone();
        let mut components = vec![self.archive.default_component.clone()];
        for id in new.indexes.keys() {
            if let IndexKind::Binary(architecture) = &id.kind {
                architectures.push(architecture.clone());
            }
            components.push(id.component.clone());
        }
        extend(&mut release.architectures, architectures);
        extend(&mut release.components, components);
    }
}

fn extend(list: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

/// What apt asks every user about before it takes it.
fn frozen(before: &Release, after: &Release) -> Diagnostics {
    let mut changes = Diagnostics::new();
    for (name, before, after) in [
        ("Origin", &before.origin, &after.origin),
        ("Label", &before.label, &after.label),
        ("Suite", &before.suite, &after.suite),
        ("Codename", &before.codename, &after.codename),
    ] {
        if before == after {
            continue;
        }
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let subject = Subject::Field { name: name.to_owned(), source: pkgtree::Source::Program };
        let problem =
            format!("is published as {}, and would become {}", shown(before), shown(after));
        let hint = "keep it as it is: apt stops until every user agrees to the change; if they \
                    know of it, allow the change";
        changes.push(Diagnostic::new(codes::RELEASE_INFO_CHANGE, subject, problem).hint(hint));
    }
    changes
}

fn later(time: Timestamp, seconds: u64) -> Timestamp {
    let seconds = time.seconds().saturating_add(seconds);
    Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))
}

fn earlier(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp::clamped(i64::try_from(time.seconds().saturating_sub(seconds)).unwrap_or(0))
}
