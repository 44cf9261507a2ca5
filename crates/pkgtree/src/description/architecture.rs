//! The architecture of a package, whatever its format.

use diagnostic::{Code, Report, Source};
use pkgterms::Architecture;

use super::offer::spelled;
use super::{Value, required};
use crate::{Machines, Tree};

/// How a format names architectures and their defects.
#[derive(Clone, Copy, Debug)]
pub struct ArchitectureNames {
    /// What it calls one.
    pub name: fn(Architecture) -> &'static str,
    /// The code of a value that is none.
    pub wrong: Code,
    /// The code of a description without one.
    pub missing: Code,
}

/// The architecture that `value` names. Where it is missing, the defect names what the files of `tree`
/// are compiled for.
pub fn architecture(
    value: Option<Value<'_>>,
    tree: Option<&Tree>,
    names: ArchitectureNames,
    report: &mut Report,
) -> Option<Architecture> {
    let Some(value) = value else {
        let defect = required("arch", names.missing);
        report.defect(match tree {
            Some(tree) => defect.hint(found(&Machines::of(tree), names)),
            None => defect,
        });
        return None;
    };
    let error = match value.value.trim().parse::<Architecture>() {
        Ok(architecture) => return Some(architecture),
        Err(error) => error,
    };
    let defect = value.diagnostic(names.wrong, error.to_string());
    let of = |architecture| (names.name)(architecture);
    report.defect(match (error.nearest, value.source) {
        (Some(nearest), _) => defect.hint(format!("did you mean {nearest:?}?")),
        _ if error.is_wildcard() => {
            let one = match tree.and_then(|tree| Machines::of(tree).only()) {
                Some(only) if only != Architecture::NONE => of(only),
                _ => own(names),
            };
            let all = of(Architecture::NONE);
            defect.hint(format!(
                "use the architecture of the compiled files, such as {one:?}, or {all:?} if the \
                 package has no compiled files"
            ))
        }
        _ if error.is_native() => defect.hint(format!("use its name, such as {:?}", own(names))),
        _ => defect.hint("use one of these, or another common spelling of one"),
    });
    None
}

/// What to write for a tree that holds code for `machines`.
fn found(machines: &Machines, names: ArchitectureNames) -> String {
    let write = |architecture| {
        let name = (names.name)(architecture);
        let flag = spelled(&Source::Flag("--arch".into()), "arch", name);
        format!("{flag}, or {} in the manifest", spelled(&Source::Program, "arch", name))
    };
    match machines.as_slice() {
        [] => format!("the tree has no compiled files: give {}", write(Architecture::NONE)),
        [(only, _)] => {
            let name = (names.name)(*only);
            format!("the compiled files in the tree are for {name}: give {}", write(*only))
        }
        several => {
            let shown = several
                .iter()
                .take(4)
                .map(|(architecture, path)| format!("{} ({path})", (names.name)(*architecture)));
            let shown: Vec<_> = shown.collect();
            let choice = "build a package for each, and exclude the files of the others with \
                          --exclude";
            format!(
                "the tree has compiled files for several architectures: {}; {choice}",
                shown.join(", ")
            )
        }
    }
}

/// The name of the architecture that this was compiled for.
fn own(names: ArchitectureNames) -> &'static str {
    let own = std::env::consts::ARCH.parse::<Architecture>();
    (names.name)(own.unwrap_or("amd64".parse().unwrap_or(Architecture::NONE)))
}
