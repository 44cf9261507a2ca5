//! Defects beside others: what need not be said twice, and what one cause explains.

use std::path::{Component, Path, PathBuf};

use diagnostic::{Code, Diagnostic, Diagnostics, Source, Subject};

use crate::codes;

/// The name that manifests have.
const MANIFEST: &str = "package.toml";

/// The defects of a package's description that add to the `errors` found while it was read. A value
/// that was found wrong is not wrong twice; beside an error of the manifest, what is `missing` may only
/// be misspelt.
pub(super) fn known(defects: Diagnostics, errors: &Diagnostics, missing: Code) -> Diagnostics {
    let is_of_manifest = |error: &Diagnostic| {
        matches!(&error.subject, Subject::Field { source: Source::Manifest { .. }, .. })
    };
    let errors = errors.as_slice();
    let is_partial = errors.iter().any(is_of_manifest);
    let is_new = |defect: &Diagnostic| {
        let is_known = errors.iter().any(|error| same_value(&error.subject, &defect.subject));
        let may_be_misspelt = is_partial && defect.code == missing;
        !is_known && !may_be_misspelt
    };
    let mut new = Diagnostics::new();
    new.extend(defects.into_iter().filter(is_new));
    new
}

/// True for the same value of a description.
fn same_value(one: &Subject, other: &Subject) -> bool {
    matches!(one, Subject::Field { source, .. } if *source != Source::Program) && one == other
}

/// `defects`, or where fields are `missing` and there is a manifest that was not read, that instead of
/// them.
pub(super) fn manifest(defects: Diagnostics, tree: &Path, missing: Code) -> Diagnostics {
    let (missing, others): (Vec<_>, Vec<_>) =
        defects.into_iter().partition(|defect| defect.code == missing);
    let mut defects = Diagnostics::new();
    match unread(tree).filter(|_| !missing.is_empty()) {
        Some(path) => {
            let names: Vec<_> = missing.iter().map(|defect| defect.subject.to_string()).collect();
            let (last, first) =
                names.split_last().map_or(("", &[][..]), |(last, first)| (last, first));
            let names = match first {
                [] => format!("{last} is missing"),
                first => format!("{} and {last} are missing", first.join(", ")),
            };
            let hint = format!("add -m {}", path.display());
            let subject = Subject::File(path);
            let problem = format!("was not read, and {names}");
            defects.push(Diagnostic::new(codes::MANIFEST_NOT_READ, subject, problem).hint(hint));
        }
        None => defects.extend(missing),
    }
    defects.extend(others);
    defects
}

/// A manifest in the current directory or beside the tree.
fn unread(tree: &Path) -> Option<PathBuf> {
    let beside = match tree.components().next_back() {
        Some(Component::Normal(_)) => tree.parent().map(|parent| parent.join(MANIFEST)),
        Some(Component::CurDir) => Some(Path::new("..").join(MANIFEST)),
        _ => Some(tree.join("..").join(MANIFEST)),
    };
    [Some(PathBuf::from(MANIFEST)), beside].into_iter().flatten().find(|path| path.is_file())
}
