//! What the next `Release` says of its suite.

use pkgio::Timestamp;
use repo_store::{Found, Sha256};

use super::{Suite, SuiteOptions, SuiteState};
use crate::apt::release::next;
use crate::apt::{IndexId, IndexKind, Packages, Release, SuiteSettings};
use crate::publish::{PublishError, not_far_ahead};

impl Suite<'_> {
    /// The `Release` that follows `old`, without its files.
    pub(super) fn next_release(
        &self,
        commit: Option<&Found>,
        old: &SuiteState,
        new: &SuiteState,
    ) -> Result<Release, PublishError> {
        let before = old.release.as_ref();
        let date = self.next_date(old, new)?;
        let mut release = self.described(before);
        release.date = date;
        // The last state of a dropped suite is true for as long as it is there.
        let valid_for = self.archive.valid_for.filter(|_| !new.dropped);
        release.valid_until = valid_for.map(|span| date.saturating_add(span));
        release.dropped = new.dropped;
        release.yanked = new.yanked.clone();
        release.acquire_by_hash = true;
        let serial = before.and_then(|before| before.serial).unwrap_or(0);
        let serial = old.follows.map_or(serial, |link| link.serial.max(serial));
        release.serial = Some(serial.saturating_add(1));
        let parent = commit.map(|commit| Sha256::of(&commit.bytes));
        release.parent = old.follows.map(|link| link.id).or(parent);
        release.target = Some(self.target_name());
        self.list_contents(&mut release, before, new);
        if let Some(before) = before
            && !self.options.allow_release_info_change
        {
            next::frozen(before, &release).into_result(()).map_err(PublishError::Refused)?;
        }
        Ok(release)
    }

    /// The `Date` of what follows `old`.
    fn next_date(&self, old: &SuiteState, new: &SuiteState) -> Result<Timestamp, PublishError> {
        let SuiteOptions { now, force_date, restart_dates, .. } = self.options;
        let before = old.release.as_ref().map(|release| release.date);
        let before = before.max(old.follows.map(|link| link.date)).filter(|_| !restart_dates);
        if let Some(before) = before {
            not_far_ahead(now, before, new.newest, force_date)?;
        }
        next::date(now, before, force_date)
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
        let SuiteSettings {
            suite, codename, version, not_automatic, but_automatic_upgrades, ..
        } = archive.suite(&self.name);
        release.suite = or_name(suite.as_ref(), release.suite);
        release.codename = or_name(codename.as_ref(), release.codename);
        release.version = version.or(release.version);
        release.origin = archive.origin.clone().or(release.origin);
        release.label = archive.label.clone().or(release.label);
        release.description = archive.description.clone().or(release.description);
        let signed_by = archive.signed_by.as_ref().map(|keys| keys.join(","));
        release.signed_by = given(signed_by, release.signed_by);
        release.snapshots = given(archive.snapshots.clone(), release.snapshots);
        if settings.is_some() {
            release.not_automatic = not_automatic;
            release.but_automatic_upgrades = but_automatic_upgrades;
        }
        release
    }

    /// `Architectures` and `Components`: as before, then those that are new.
    fn list_contents(&self, release: &mut Release, before: Option<&Release>, new: &SuiteState) {
        let mut architectures = self.archive.architectures.clone();
        let declared = self.archive.declared_components();
        let mut components: Vec<String> = declared.map(str::to_owned).collect();
        for id in new.indexes.keys() {
            if let IndexKind::Binary(architecture) = &id.kind {
                architectures.push(architecture.clone());
            }
            components.push(id.component.clone());
        }
        extend(&mut release.architectures, architectures);
        extend(&mut release.components, components);
        // As it was published; an index for `all` that is new holds what all others hold, too.
        let is_new = before.is_none_or(|before| before.asks_for_all().is_none());
        if is_new && release.asks_for_all() == Some(true) && !keeps_all_apart(new) {
            release.refuse_all();
        }
    }
}

/// Whether no index but the one for `all` has packages for `all`: because there is no other, or because
/// they stand in that one alone.
fn keeps_all_apart(state: &SuiteState) -> bool {
    let is_other = |id: &IndexId| matches!(&id.kind, IndexKind::Binary(one) if one != "all");
    let mut others = state.indexes.iter().filter(|(id, _)| is_other(id)).peekable();
    let is_own = |(id, index): (&IndexId, &Packages)| {
        matches!(&id.kind, IndexKind::Binary(one) if one == "all") && !index.records().is_empty()
    };
    let is_alone = others.peek().is_none();
    let has = |index: &Packages| index.records().iter().any(|one| one.architecture() == "all");
    is_alone || (state.indexes.iter().any(is_own) && !others.any(|(_, index)| has(index)))
}

/// What is set, and nothing when that is empty; else what was there.
fn given(set: Option<String>, before: Option<String>) -> Option<String> {
    set.or(before).filter(|value| !value.is_empty())
}

fn extend(list: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}
