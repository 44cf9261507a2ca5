//! Targets that are named on the command line, opened: the commands do the same to a suite and to an
//! RPM repository.

mod apt;
mod package;
mod rpm;

use std::fmt::Debug;

use crate::route::TargetName;
use diagnostic::{Code, Diagnostic, Diagnostics};
use repo_index::Yanked;
use repo_index::publish::{
    COMMIT_LIMIT, Contradiction, PublishError, PublishOptions, Published, Target, contradiction,
    publish,
};
use repo_index::retention::Retention;
use repo_index::rpmmd::AnyDocument;
use repo_store::{Key, KeyError, Object, Store};

use crate::codes;
use crate::described::Repository;
use crate::incoming::Incoming;
use crate::keys::Keys;
use crate::selection::Selection;
use crate::settings::Settings;
use diagnostic::flag_defect;

pub(crate) use apt::OpenedSuite;
pub use package::{Chronicled, Generation, Package};
pub(crate) use package::{only, version};
pub(crate) use rpm::OpenedRepository;

/// What a target's name means.
#[derive(Debug)]
pub(crate) enum Opened<'a> {
    Apt(OpenedSuite<'a>),
    Rpm(OpenedRepository<'a>),
}

impl<'a> Opened<'a> {
    /// What `target`, the value of `flag`, names.
    pub(crate) fn new(
        repository: &'a Repository,
        settings: &Settings,
        keys: &'a Keys,
        flag: &str,
        target: &TargetName,
    ) -> Result<Self, Diagnostic> {
        match target {
            TargetName::Apt { archive, suite, .. } => {
                let archive = repository.archive(flag, archive)?;
                OpenedSuite::new(archive, suite, settings, keys).map(Self::Apt)
            }
            TargetName::Rpm { repository: name } => {
                let described = repository.rpm(flag, name)?;
                let name = target.clone();
                let repository = settings.repository(described, keys)?;
                Ok(Self::Rpm(OpenedRepository { name, described, repository }))
            }
        }
    }
}

impl Opened<'_> {
    /// Every package that is published; none of a target that is not published.
    pub(crate) fn packages(&self, store: &dyn Store) -> Result<Vec<Package>, Diagnostics> {
        fn of<T: Publishable>(opened: &T, store: &dyn Store) -> Result<Vec<Package>, PublishError> {
            Ok(T::packages(&opened.current(store)?))
        }
        let packages = match self {
            Self::Apt(suite) => of(suite, store),
            Self::Rpm(repository) => of(repository, store),
        };
        packages.map_err(|error| error.diagnostics())
    }
}

impl Opened<'_> {
    /// The types of the documents that are published; a suite has none.
    pub(crate) fn documents(&self, store: &dyn Store) -> Result<Vec<String>, Diagnostics> {
        let Self::Rpm(repository) = self else { return Ok(Vec::new()) };
        let state = repository.current(store).map_err(|error| error.diagnostics())?;
        Ok(state.documents.iter().map(|document| document.kind().to_owned()).collect())
    }
}

/// All that is published of a target, parsed.
pub(crate) type State<T> = <<T as Publishable>::Target as Target>::State;

/// Whether a package is meant, by its component, name, version and architecture.
pub(crate) type IsMeant<'a> = dyn Fn(Option<&str>, &str, &str, &str) -> bool + 'a;

/// What the commands do to a target, whatever packages it holds.
pub(crate) trait Publishable: Debug + Sized {
    /// What is published in one transaction.
    type Target: Target<State: Clone>;
    /// A package on its way in.
    type Addition: Clone + Debug + Sync;

    /// Its name, without a component.
    fn name(&self) -> &TargetName;

    /// What is published.
    fn target(&self) -> &Self::Target;

    /// The object at `path`, such as a package's.
    fn key(&self, path: &str) -> Result<Key, KeyError>;

    /// Whether anything is published; the empty state is not.
    fn is_published(state: &State<Self>) -> bool;

    /// The number of the publication; `None` for one of another tool.
    fn serial(state: &State<Self>) -> Option<u64>;

    /// Whether the target is dropped.
    fn is_dropped(state: &State<Self>) -> bool;

    /// Its aliases, which are published with it.
    fn aliases(&self) -> &[Self] {
        &[]
    }

    /// What it is an alias of.
    fn alias_of(&self) -> Option<&Self> {
        None
    }

    /// The state of an alias, which was published as `state`, of what is published as `of`.
    fn following(state: &State<Self>, _of: &State<Self>) -> State<Self> {
        state.clone()
    }

    /// Every package, once, in order.
    fn packages(state: &State<Self>) -> Vec<Package>;

    /// Whether both list the same.
    fn is_same(one: &State<Self>, other: &State<Self>) -> bool;

    /// A package in its place, in `component` where one is named.
    fn addition(
        &self,
        package: &Incoming,
        component: Option<&str>,
    ) -> Result<Self::Addition, Diagnostic>;

    /// Adds packages. Returns those that are new; one that is there with other content is an error.
    fn add(
        &self,
        state: &mut State<Self>,
        additions: &[Self::Addition],
    ) -> Result<Vec<Package>, Diagnostics>;

    /// Adds packages. A published one gives way to another content of the same version, and a file whose
    /// name is taken gets another. Returns those that are new, and those that gave way.
    fn replace(
        &self,
        state: &mut State<Self>,
        additions: &[Self::Addition],
        store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError>;

    /// The table that describes the target, and whether it lets packages be replaced.
    fn replaces(&self) -> (String, bool);

    /// Checks that packages may be replaced.
    fn check_replaces(&self) -> Result<(), Diagnostic> {
        let (table, may_replace) = self.replaces();
        if may_replace {
            return Ok(());
        }
        let problem = format!("{} does not permit replacing packages", self.name());
        let hint = format!(
            "add replace = true to {table} in mkrepo.toml, if nobody relies on a published version"
        );
        Err(flag_defect(codes::REPLACE, "--replace", problem).hint(hint))
    }

    /// That additions are refused. What is published with other content has `--replace` in its hint, where
    /// that may be given.
    fn not_added(&self, errors: Diagnostics) -> PublishError {
        PublishError::Refused(self.advised(errors, repo_index::codes::OTHER_CONTENT))
    }

    /// The errors, with that in the hints of those with `code`.
    fn advised(&self, errors: Diagnostics, code: Code) -> Diagnostics {
        if !self.replaces().1 {
            return errors;
        }
        let mut advised = Diagnostics::new();
        advised.extend(errors.as_slice().iter().cloned().map(|error| match &error.hint {
            Some(hint) if error.code == code => {
                let hint = format!("{hint}; or pass --replace, which {} permits", self.name());
                error.hint(hint)
            }
            _ => error,
        }));
        advised
    }

    /// Adds documents, such as `updateinfo.xml`; returns the kinds that are others than before.
    fn add_documents(_: &mut State<Self>, _: &[AnyDocument]) -> Result<Vec<String>, Diagnostics> {
        Ok(Vec::new())
    }

    /// Removes the document of a type, and tells whether there was any.
    fn remove_document(_: &mut State<Self>, _kind: &str) -> bool {
        false
    }

    /// Removes the chosen packages, and returns them.
    fn remove(state: &mut State<Self>, selection: &Selection<'_>) -> Vec<Package>;

    /// How many versions of a package stay when others are added; `None`: all.
    fn retention(&self) -> Option<Retention>;

    /// Removes the versions that `retention` does not keep of the packages that `is_meant` chooses by their
    /// component, name, version and architecture. Returns them.
    fn retain(
        state: &mut State<Self>,
        retention: &Retention,
        is_meant: &IsMeant<'_>,
    ) -> Vec<Package>;

    /// The versions that were taken back.
    fn yanked(state: &mut State<Self>) -> &mut Vec<Yanked>;

    /// Drops the target: removes everything, and returns the packages.
    fn withdraw(state: &mut State<Self>) -> Vec<Package>;

    /// What is listed of a package on its way in.
    fn package(addition: &Self::Addition) -> Package;

    /// The file that a package brings; `None` for a source package.
    fn object(addition: &Self::Addition) -> Option<&Object>;

    /// The same place for `package`, a signed copy.
    fn signed(
        &self,
        addition: &Self::Addition,
        package: &Incoming,
    ) -> Result<Self::Addition, Diagnostic>;

    /// The chosen packages of `source` as additions: where it has a pool of its own and they are read
    /// from there, or where their signatures are looked at; `None` where [`copy`](Self::copy) does it.
    fn transfer(
        &self,
        store: &dyn Store,
        source: &Self,
        to: (&TargetName, &Settings),
        selection: &Selection<'_>,
        looks: bool,
    ) -> Result<Option<Vec<Self::Addition>>, Diagnostics>;

    /// The packages that are published and chosen, each as an addition to where it is. They are read: a
    /// package that is not what its record says is an error.
    fn published(
        &self,
        store: &dyn Store,
        settings: &Settings,
        is_chosen: &dyn Fn(&Package) -> bool,
    ) -> Result<Vec<(Package, Self::Addition)>, Diagnostics>;

    /// Adds the chosen packages of `source`, which stands with its state, to the place that `to` names.
    /// Returns those that are new.
    fn copy(
        &self,
        state: &mut State<Self>,
        source: (&Self, &State<Self>),
        to: &TargetName,
        selection: &Selection<'_>,
    ) -> Result<Vec<Package>, Diagnostics>;

    /// As [`copy`](Self::copy), where published packages give way as in [`replace`](Self::replace).
    fn copy_replacing(
        &self,
        state: &mut State<Self>,
        source: (&Self, &State<Self>),
        to: &TargetName,
        selection: &Selection<'_>,
        store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError>;

    /// What is to be created with the state.
    fn objects(state: &State<Self>) -> &[Object];

    /// The same, to be changed.
    fn objects_mut(state: &mut State<Self>) -> &mut Vec<Object>;

    /// The publications that are kept, the current one first, at most `limit`.
    fn history(&self, store: &dyn Store, limit: usize) -> Result<Vec<Generation>, PublishError>;

    /// The same, with what each of the newest `most` changed.
    fn chronicle(&self, store: &dyn Store, most: usize) -> Result<Chronicled, PublishError>;

    /// The packages of a publication as the state that follows `current`; `None` when it is not kept.
    fn at(
        &self,
        store: &dyn Store,
        serial: u64,
        current: &State<Self>,
    ) -> Result<Option<State<Self>>, PublishError>;

    /// What is published now, if anything is.
    fn current(&self, store: &dyn Store) -> Result<State<Self>, PublishError> {
        let commit = store.read(&self.target().commit(), COMMIT_LIMIT)?;
        self.target().read(store, commit.as_ref())
    }

    /// What is published now; nothing at all is an error, and so is what is not its newest state.
    fn read(&self, store: &dyn Store) -> Result<State<Self>, PublishError> {
        if let Some(found) = self.contradiction(store)? {
            return Err(found.into());
        }
        let state = self.current(store)?;
        self.check(&state)?;
        Ok(state)
    }

    /// What proves that what is published is not its newest state.
    fn contradiction(&self, store: &dyn Store) -> Result<Option<Contradiction>, PublishError> {
        self.contradiction_with(store, &PublishOptions::default())
    }

    /// The same, by what `options` know besides.
    fn contradiction_with(
        &self,
        store: &dyn Store,
        options: &PublishOptions<'_>,
    ) -> Result<Option<Contradiction>, PublishError> {
        contradiction(store, self.target(), options)
    }

    /// Publishes what `change` makes of the state.
    fn publish(
        &self,
        store: &dyn Store,
        change: impl FnMut(&State<Self>) -> Result<Option<State<Self>>, PublishError>,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Published<State<Self>>, Diagnostics> {
        let published = publish(store, self.target(), change, &settings.publish_options())
            .map_err(|error| self.advised(error.diagnostics(), repo_store::codes::CONFLICT))?;
        warnings.append(published.warnings.clone());
        warnings.extend(self.advice(&published.state));
        Ok(published)
    }

    /// What a person should know of how `state`, which was published, and the description differ.
    fn advice(&self, _: &State<Self>) -> Option<Diagnostic> {
        None
    }

    /// Checks that `state` is one that was published.
    fn check(&self, state: &State<Self>) -> Result<(), PublishError> {
        if Self::is_published(state) { Ok(()) } else { Err(refused(self.unpublished())) }
    }

    /// That nothing is published.
    fn unpublished(&self) -> Diagnostic {
        let problem = format!("nothing is published as {}", self.name());
        let hint = "list the published packages with `mkrepo list`";
        flag_defect(codes::UNPUBLISHED, "TARGET", problem).hint(hint)
    }
}

/// The change cannot be made.
pub(crate) fn refused(errors: impl Into<Diagnostics>) -> PublishError {
    PublishError::Refused(errors.into())
}
