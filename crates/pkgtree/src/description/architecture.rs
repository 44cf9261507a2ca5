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
                "write the one that its files were compiled for, such as {one:?}, or {all:?} when \
                 nothing in it is compiled"
            ))
        }
        _ if error.is_native() => defect.hint(format!("write its name, such as {:?}", own(names))),
        _ => defect.hint("write one of these, or any other usual spelling of one"),
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
        [] => format!("nothing in the tree is compiled: give {}", write(Architecture::NONE)),
        [(only, _)] => {
            let name = (names.name)(*only);
            format!("the tree's files are for {name}: give {}", write(*only))
        }
        several => {
            let shown = several
                .iter()
                .take(4)
                .map(|(architecture, path)| format!("{} ({path})", (names.name)(*architecture)));
            let shown: Vec<_> = shown.collect();
            let choice = "make a package for each, and leave out the others' files with --exclude";
            format!("the tree's files are for several: {}; {choice}", shown.join(", "))
        }
    }
}

/// The name of the architecture that this was compiled for.
fn own(names: ArchitectureNames) -> &'static str {
    let own = std::env::consts::ARCH.parse::<Architecture>();
    (names.name)(own.unwrap_or("amd64".parse().unwrap_or(Architecture::NONE)))
}
