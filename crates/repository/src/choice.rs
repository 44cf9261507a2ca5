//! The targets that the values of a flag choose: names, and patterns of names.

use std::collections::BTreeSet;

use crate::route::{TargetName, TargetPattern, alike};
use diagnostic::{Diagnostic, Diagnostics, nearest};
use repo_index::name::Name;
use repo_index::publish::PublishError;
use repo_store::Store;

use crate::described::Repository;
use crate::known_targets::KnownTargets;
use crate::opened::{Publishable, State, refused};
use crate::{codes, target};
use diagnostic::flag_defect;

/// No more targets than these are named.
const NAMED: usize = 8;

/// Chooses targets of a repository.
#[derive(Debug)]
pub(crate) struct Chooser<'a> {
    pub(crate) repository: &'a Repository,
    /// What is published.
    pub(crate) store: &'a dyn Store,
    /// The flag, or the operand, that names them.
    pub(crate) flag: &'a str,
}

/// What is done about a target that was dropped when something is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IfDropped {
    /// It is there again.
    Revive,
    /// Nothing is added, and it is an error.
    Refuse,
    /// Nothing is added.
    PassOver,
}

impl IfDropped {
    /// Whether something may be added to what is published as `state`.
    pub(crate) fn admits<T: Publishable>(
        self,
        opened: &T,
        state: &State<T>,
    ) -> Result<bool, PublishError> {
        match self {
            _ if !T::is_dropped(state) => Ok(true),
            Self::Revive => Ok(true),
            Self::PassOver => Ok(false),
            Self::Refuse => {
                let problem = format!("{} was dropped", opened.name());
                let hint = "pass --new-suite to create it again, or use `mkrepo rollback` to \
                            restore its packages";
                Err(refused(flag_defect(codes::DROPPED, "--to", problem).hint(hint)))
            }
        }
    }
}

/// The targets that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// All of them, in order; several components of a suite among them.
    pub(crate) targets: BTreeSet<TargetName>,
    /// Those that a text names; the others are there because a pattern matches them.
    pub(crate) named: BTreeSet<TargetName>,
}

impl Chosen {
    /// What is done if `target`, which is without a component, was dropped: `may_be_new` as
    /// `--new-suite` says. A pattern never makes a suite.
    pub(crate) fn if_dropped(&self, target: &TargetName, may_be_new: bool) -> IfDropped {
        let is_it = |named: &TargetName| named.clone().without_component() == *target;
        match self.named.iter().any(is_it) {
            true if may_be_new => IfDropped::Revive,
            true => IfDropped::Refuse,
            false => IfDropped::PassOver,
        }
    }
}

impl Chooser<'_> {
    /// The targets that `texts` choose among those that are described and those that are published.
    pub(crate) fn choose(&self, texts: &[String]) -> Result<Chosen, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut chosen = Chosen::default();
        let mut known = None;
        let names = KnownTargets::new(&self.repository.config, self.store);
        for text in texts {
            if TargetPattern::is_meant(text) {
                let known = match &known {
                    Some(known) => known,
                    None => known.insert(self.known()?),
                };
                match self.matching(text, known, &names) {
                    Ok(matching) => chosen.targets.extend(matching),
                    Err(error) => errors.push(error),
                }
                continue;
            }
            match target::parse(&names, self.flag, text).and_then(|target| self.described(target)) {
                Ok(target) => {
                    chosen.named.insert(target.clone());
                    chosen.targets.insert(target);
                }
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(chosen)
    }

    /// Those that were chosen, without components: of the ones that a pattern matches, only what is
    /// published.
    pub(crate) fn published(&self, chosen: Chosen) -> Result<BTreeSet<TargetName>, Diagnostic> {
        let named = chosen.named.into_iter().map(TargetName::without_component);
        let mut targets: BTreeSet<_> = named.collect();
        for target in chosen.targets.into_iter().map(TargetName::without_component) {
            if !targets.contains(&target) && self.is_published(&target)? {
                targets.insert(target);
            }
        }
        Ok(targets)
    }

    /// Checks that none of the suites and RPM repositories which were named is a new one that is called like
    /// another. With `may_be_new` it may be.
    pub(crate) fn check_new(&self, chosen: &Chosen, may_be_new: bool) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        for target in chosen.named.iter().filter(|_| !may_be_new) {
            let (archive, suite) = match target {
                TargetName::Apt { archive, suite, .. } => (archive, suite),
                TargetName::Rpm { repository } => {
                    errors.extend(self.new_repository(target, repository));
                    continue;
                }
            };
            let described = self.suites(archive);
            if described.contains(&suite.as_str()) || self.is_published(target)? {
                continue;
            }
            let published = self.known()?;
            let published = published.iter().filter_map(|target| match target {
                TargetName::Apt { archive: its, suite, .. } if its == archive => {
                    Some(suite.as_str())
                }
                _ => None,
            });
            if let Some(known) = alike(suite.as_str(), described.into_iter().chain(published)) {
                errors.push(self.new_suite(target, archive, known));
            }
        }
        errors.into_result(())
    }

    /// That a repository which is to be made is called like another.
    fn new_repository(&self, target: &TargetName, name: &Name) -> Option<Diagnostic> {
        let known = &self.repository.config.rpm;
        if known.iter().any(|one| one.name == name.as_str()) {
            return None;
        }
        let near = alike(name.as_str(), known.iter().map(|one| one.name.as_str()))?;
        let problem = format!("{target} does not exist, and its name is similar to rpm:{near}");
        let hint = format!(
            "did you mean rpm:{near}? To create the new repository, pass --new-suite or configure \
             it in mkrepo.toml"
        );
        Some(flag_defect(codes::NEW_TARGET, self.flag, problem).hint(hint))
    }

    fn new_suite(&self, target: &TargetName, archive: &Name, known: &str) -> Diagnostic {
        let target = target.clone().without_component();
        let problem =
            format!("{target} does not exist, and its name is similar to apt:{archive}/{known}");
        let hint = format!(
            "did you mean apt:{archive}/{known}? To create the new suite, pass --new-suite or \
             configure it in mkrepo.toml"
        );
        flag_defect(codes::NEW_TARGET, self.flag, problem).hint(hint)
    }

    /// The target, of which the archive or the repository must be described.
    fn described(&self, target: TargetName) -> Result<TargetName, Diagnostic> {
        match &target {
            TargetName::Apt { archive, .. } => {
                self.repository.archive(self.flag, archive).map(drop)?;
            }
            // What is added to may be made.
            TargetName::Rpm { repository }
                if self.flag == "--to"
                    && self.repository.config.make(repository.as_str()).is_some() => {}
            TargetName::Rpm { repository } => {
                self.repository.rpm(self.flag, repository).map(drop)?;
            }
        }
        Ok(target)
    }

    /// The suites of an archive that the configuration names.
    fn suites(&self, archive: &Name) -> Vec<&str> {
        let archive = self.repository.config.archive(archive.as_str());
        let suites = archive.into_iter().flat_map(|archive| &archive.suites);
        suites.map(|(suite, _)| suite.as_str()).collect()
    }

    fn is_published(&self, target: &TargetName) -> Result<bool, Diagnostic> {
        target::is_published(&self.repository.config, self.store, target)
            .map_err(|error| error.diagnostic())
    }

    /// Every target that is described or published.
    fn known(&self) -> Result<BTreeSet<TargetName>, Diagnostic> {
        let config = &self.repository.config;
        let mut known =
            target::published(config, self.store).map_err(|error| error.diagnostic())?;
        known.extend(target::described(config));
        Ok(known)
    }

    /// The targets among `known` that the pattern `text` matches: at least one.
    fn matching(
        &self,
        text: &str,
        known: &BTreeSet<TargetName>,
        names: &KnownTargets<'_>,
    ) -> Result<Vec<TargetName>, Diagnostic> {
        let pattern: TargetPattern =
            text.parse().map_err(|error| target::unparsed(self.flag, &error))?;
        // A pattern ignores aliases where packages come and go: they have those of another suite.
        let passes = |target: &&TargetName| {
            self.flag != "TARGET" && target::is_alias(&self.repository.config, target)
        };
        let own = known.iter().filter(|target| !passes(target));
        let matching = pattern.choose(own, names);
        names.check()?;
        if !matching.is_empty() {
            return Ok(matching);
        }
        // An archive that is named, and not by a pattern, must be described.
        if let Some(("apt", rest)) = text.split_once(':')
            && let Some((archive, _)) = rest.split_once('/')
            && let Ok(archive) = archive.parse()
        {
            self.repository.archive(self.flag, &archive)?;
        }
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let plain: String = text.chars().filter(|character| !"*?".contains(*character)).collect();
        let near = nearest(&plain, names.iter().map(String::as_str));
        let hint = match (near, &names[..]) {
            (Some(near), _) => format!("did you mean {near}? A pattern never creates a suite"),
            (None, []) => "nothing that it could match is configured or published".to_owned(),
            (None, names) => {
                let more = if names.len() > NAMED { ", ..." } else { "" };
                format!("there are {}{more}", names[..names.len().min(NAMED)].join(", "))
            }
        };
        let problem = format!("{text} matches no configured or published target");
        Err(flag_defect(codes::NO_TARGET, self.flag, problem).hint(hint))
    }
}
