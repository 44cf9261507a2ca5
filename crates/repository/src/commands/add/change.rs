//! What is added to one target.

use crate::route::NamePath;
use diagnostic::Diagnostics;
use repo_index::publish::PublishError;
use repo_index::rpmmd::AnyDocument;
use repo_store::Store;

use crate::admission::Admission;
use crate::choice::IfDropped;
use crate::incoming::{Incoming, Routed};
use crate::opened::{Opened, Publishable, State};
use crate::publication::Done;
use crate::transaction::{Change, Transaction};

/// How packages are added.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) if_dropped: IfDropped,
    /// Whether published packages give way to others of the same version.
    pub(crate) replace: bool,
    pub(crate) admission: Admission,
}

/// The addition of `packages`, as they are routed, and of `documents` to `opened`.
pub(crate) fn change<'a>(
    (opened, manner): (Opened<'a>, Manner),
    routed: &Routed,
    packages: &[Incoming],
    documents: Vec<AnyDocument>,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    match opened {
        Opened::Apt(suite) => adding((suite, manner), routed, packages, documents),
        Opened::Rpm(repository) => adding((repository, manner), routed, packages, documents),
    }
}

fn adding<'a, T: Publishable + 'a>(
    (opened, manner): (T, Manner),
    routed: &Routed,
    packages: &[Incoming],
    documents: Vec<AnyDocument>,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    if manner.replace {
        opened.check_replaces()?;
    }
    let mut errors = Diagnostics::new();
    let mut additions = Vec::new();
    for (component, index) in routed {
        match opened.addition(&packages[*index], component.as_ref().map(NamePath::as_str)) {
            Ok(addition) => additions.push(addition),
            Err(error) => errors.push(error),
        }
    }
    let additions = errors.into_result(additions)?;
    let nothing = Done::to("added", Vec::new());
    Ok(Transaction::boxed(opened, nothing, move |opened, old, store| {
        if !manner.if_dropped.admits(opened, old)? {
            return Ok(None);
        }
        apply(opened, (&additions, &documents), manner, old, store)
    }))
}

/// The state with the packages and documents, and what is new in it; `None` when all are there
/// already, with their files.
fn apply<T: Publishable>(
    opened: &T,
    (additions, documents): (&[T::Addition], &[AnyDocument]),
    manner: Manner,
    old: &State<T>,
    store: &dyn Store,
) -> Result<Option<(State<T>, Done)>, PublishError> {
    if additions.is_empty() && documents.is_empty() {
        return Ok(None);
    }
    let mut new = old.clone();
    let mut done = Done::default();
    if manner.replace {
        let (added, replaced) = opened.replace(&mut new, additions, store)?;
        done.packages.extend([("added", added), ("replaced", replaced)]);
    } else {
        let added = opened.add(&mut new, additions);
        done.packages.push(("added", added.map_err(|errors| opened.not_added(errors))?));
    }
    manner.admission.settle(opened, &mut new, &mut done)?;
    let documents = T::add_documents(&mut new, documents).map_err(PublishError::Refused)?;
    let mut lost = false;
    for object in T::objects(&new) {
        lost |= store.length(&object.key)? != Some(object.length);
    }
    let changed = lost || !done.is_empty() || !documents.is_empty();
    let revived = T::is_dropped(old) && !T::is_dropped(&new);
    let done = Done { documents, revived, ..done };
    Ok(done.of(new, changed))
}
