//! Dependencies that nobody writes: what the package is and needs by its content.

use pkgterms::Architecture;

use super::dependencies::add;
use super::isa::isa;
use super::{Dependencies, FileAttributes};
use crate::flags;
use crate::{Dependency, Evr, Scriptlet, ScriptletKind, Sense, Trigger};

/// What the dependencies are made from.
pub(super) struct Content<'a> {
    pub(super) name: &'a str,
    pub(super) evr: &'a Evr,
    pub(super) architecture: Architecture,
    pub(super) files: &'a [Option<FileAttributes>],
    pub(super) scriptlets: &'a std::collections::BTreeMap<ScriptletKind, Scriptlet>,
    pub(super) triggers: &'a [Trigger],
}

/// Adds to what the description says what rpmbuild adds: the package itself, its configuration, the
/// interpreters, and the features that rpm must have for it.
pub(super) fn complete(dependencies: &mut Dependencies, content: &Content<'_>) {
    let evr = content.evr.to_string();
    add(&mut dependencies.provides, Dependency::exactly(content.name, &*evr));
    if let Some(isa) = isa(content.architecture) {
        let name = format!("{}({isa})", content.name);
        add(&mut dependencies.provides, Dependency::exactly(name, &*evr));
    }
    let is_config = |file: &&FileAttributes| file.flags & flags::CONFIG != 0;
    if content.files.iter().flatten().any(|file| is_config(&file)) {
        let config = format!("config({})", content.name);
        let config = Dependency::exactly(config, &*evr).with(Sense::CONFIG);
        add(&mut dependencies.provides, config.clone());
        add(&mut dependencies.requires, config);
    }
    interpreters(dependencies, content);
    features(dependencies, content);
}

/// What runs the scriptlets and triggers, each for its time.
fn interpreters(dependencies: &mut Dependencies, content: &Content<'_>) {
    let scriptlets =
        content.scriptlets.iter().map(|(kind, script)| (scriptlet_sense(*kind), script));
    let triggers = content.triggers.iter().map(|trigger| (Sense::ANY, &trigger.script));
    for (sense, script) in scriptlets.chain(triggers) {
        let Some(interpreter) = script.interpreter.first() else { continue };
        if interpreter.starts_with('/') {
            let needed = Dependency::any(interpreter).with(Sense::INTERP | sense);
            add(&mut dependencies.requires, needed);
        }
    }
}

/// When the interpreter of a scriptlet is needed (`build/parseScript.c`).
fn scriptlet_sense(kind: ScriptletKind) -> Sense {
    match kind {
        ScriptletKind::Pretrans => Sense::PRETRANS,
        ScriptletKind::Pre => Sense::SCRIPT_PRE,
        ScriptletKind::Post => Sense::SCRIPT_POST,
        ScriptletKind::Preun => Sense::SCRIPT_PREUN,
        ScriptletKind::Postun => Sense::SCRIPT_POSTUN,
        ScriptletKind::Posttrans => Sense::POSTTRANS,
        ScriptletKind::Preuntrans => Sense::PREUNTRANS,
        ScriptletKind::Postuntrans => Sense::POSTUNTRANS,
        ScriptletKind::Verify => Sense::SCRIPT_VERIFY,
    }
}

/// The features of rpm that the content needs, with the version of rpm that brought each
/// (`lib/rpmds.c`).
fn features(dependencies: &mut Dependencies, content: &Content<'_>) {
    let scripts = || {
        let triggers = content.triggers.iter().map(|trigger| &trigger.script);
        content.scriptlets.values().chain(triggers)
    };
    let is_lua = |script: &Scriptlet| script.interpreter.first().is_some_and(|it| it == "<lua>");
    let has_evr_with = |character: char| {
        dependencies.lists().into_iter().flatten().any(|it| it.evr.contains(character))
    };
    let owned = || content.files.iter().flatten();
    let needed = [
        ("BuiltinLuaScripts", "4.2.2-1", scripts().any(is_lua)),
        ("CaretInVersions", "4.15.0-1", has_evr_with('^')),
        ("FileCaps", "4.6.1-1", owned().any(|file| !file.capabilities.is_empty())),
        (
            "RichDependencies",
            "4.12.0-1",
            dependencies.lists().into_iter().flatten().any(Dependency::is_rich),
        ),
        (
            "ScriptletExpansion",
            "4.9.0-1",
            scripts().any(|script| script.flags.expand || script.flags.qformat),
        ),
        (
            "ScriptletInterpreterArgs",
            "4.0.3-1",
            scripts().any(|script| script.interpreter.len() > 1),
        ),
        ("TildeInVersions", "4.10.0-1", has_evr_with('~')),
    ];
    for (feature, version, _) in needed.into_iter().filter(|(_, _, is_needed)| *is_needed) {
        let sense = Sense::RPMLIB | Sense::LESS | Sense::EQUAL;
        let name = format!("rpmlib({feature})");
        add(&mut dependencies.requires, Dependency { name, evr: version.to_owned(), sense });
    }
}
