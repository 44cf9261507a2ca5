//! Scriptlets: what rpm runs when the package comes and goes.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::description::{self, ScriptBody, Text, Value, files};
use pkgtree::{Description, script};

use crate::{Scriptlet, ScriptletFlags, ScriptletKind, codes, judge};

/// The longest script, in bytes.
const LIMIT: u64 = 1 << 20;
/// rpm's interpreter within itself.
const LUA: &str = "<lua>";

/// All names of scriptlets: a spec file's, and Debian's for those that both have.
const NAMES: [(&str, ScriptletKind); 14] = [
    ("pretrans", ScriptletKind::Pretrans),
    ("pre", ScriptletKind::Pre),
    ("preinst", ScriptletKind::Pre),
    ("post", ScriptletKind::Post),
    ("postinst", ScriptletKind::Post),
    ("preun", ScriptletKind::Preun),
    ("prerm", ScriptletKind::Preun),
    ("postun", ScriptletKind::Postun),
    ("postrm", ScriptletKind::Postun),
    ("posttrans", ScriptletKind::Posttrans),
    ("preuntrans", ScriptletKind::Preuntrans),
    ("postuntrans", ScriptletKind::Postuntrans),
    ("verify", ScriptletKind::Verify),
    ("verifyscript", ScriptletKind::Verify),
];

/// The scriptlets, each kind once.
pub(super) fn scriptlets(
    description: &Description,
    report: &mut Report,
) -> BTreeMap<ScriptletKind, Scriptlet> {
    let mut found = BTreeMap::new();
    let mut names: BTreeMap<ScriptletKind, String> = BTreeMap::new();
    for rule in description.rpm_scripts() {
        let own = description.rpm.scripts.iter().any(|own| own.name == rule.name);
        let field = format!("{}scripts.{}", if own { "rpm." } else { "" }, rule.name.value);
        let value = Value::text(&*field, &rule.name);
        let Some((_, kind)) = NAMES.iter().find(|(name, _)| *name == rule.name.value) else {
            report.defect(unknown_name(&value));
            continue;
        };
        if let Some(other) = names.insert(*kind, field.clone()) {
            let problem = format!("is given twice: {other} is the same scriptlet");
            let defect = value.diagnostic(codes::SCRIPTLET_NAME, problem);
            report.defect(defect.hint("leave one of them out"));
            continue;
        }
        if let Some(script) = body(&field, &rule.name, &rule.body, report) {
            if *kind == ScriptletKind::Pretrans
                && let Some(interpreter) = script.interpreter.first().filter(|it| *it != LUA)
            {
                report.warn(before_all(&value, interpreter));
            }
            found.insert(*kind, script);
        }
    }
    found
}

/// The warning of a program that runs before the first transaction of a new system has brought any.
fn before_all(value: &Value<'_>, interpreter: &str) -> Diagnostic {
    let problem = format!(
        "runs {interpreter} before any package of the transaction is installed: the installation \
         of a new system, which does not have it yet, fails"
    );
    let hint =
        "write it in Lua with the interpreter \"<lua>\", which is built into rpm, or use pre";
    value.diagnostic(codes::PRETRANS, problem).hint(hint)
}

fn unknown_name(value: &Value<'_>) -> Diagnostic {
    let names = NAMES.map(|(name, _)| name);
    let given = value.value.trim_start_matches('%').to_ascii_lowercase().replace(['_', ' '], "-");
    let meant = match given.as_str() {
        "before-install" | "pre-install" | "preinstall" => Some("preinst"),
        "after-install" | "post-install" | "postinstall" => Some("postinst"),
        "before-remove" | "pre-uninstall" | "preremove" => Some("prerm"),
        "after-remove" | "post-uninstall" | "postremove" => Some("postrm"),
        _ => {
            let distance = |name: &&str| strsim::damerau_levenshtein(&given, name);
            names.into_iter().min_by_key(distance).filter(|name| distance(name) <= 2)
        }
    };
    let problem = format!("is not a scriptlet; known are {}", names.join(", "));
    let defect = value.diagnostic(codes::SCRIPTLET_NAME, problem);
    match meant {
        Some(name) => defect.hint(format!("did you mean {name:?}?")),
        None => defect.hint("leave it out, or use a trigger"),
    }
}

/// What is run: a script with its interpreter, or the interpreter alone. `None` when it cannot be.
pub(super) fn body(
    field: &str,
    place: &Text,
    body: &ScriptBody,
    report: &mut Report,
) -> Option<Scriptlet> {
    let flags = flags(field, &body.flags, report);
    let given = body.interpreter.as_ref();
    let given =
        given.map(|text| interpreter(&Value::text(format!("{field}.interpreter"), text), report));
    let script = match &body.file {
        Some(path) => {
            let value = Value::path(field, path);
            let has_interpreter = given.is_some();
            let bytes = files::read(&value, LIMIT).map_err(|defect| report.defect(*defect)).ok()?;
            let found = split(&bytes, has_interpreter, flags);
            found.map_err(|error| error.about(Subject::File(path.value.clone())))
        }
        None => match &given {
            Some(Some(words)) if words.first().is_some_and(|it| it == LUA) => {
                Err(nothing(field, place, "has the interpreter <lua>, but no script for it"))
            }
            Some(_) => Ok((Vec::new(), Vec::new(), false)),
            None => Err(nothing(field, place, "has neither a script nor an interpreter")),
        },
    };
    let (own, text, has_macro) = script.map_err(|defect| report.defect(defect)).ok()?;
    if has_macro && let Some(path) = &body.file {
        report.warn(
            Diagnostic::new(
                codes::MACRO,
                Subject::File(path.value.clone()),
                "has \"%{\", which is not expanded",
            )
            .hint("write its value; or have rpm expand it by the flag \"expand\""),
        );
    }
    let interpreter = match given {
        Some(given) => given?,
        None => own,
    };
    Some(Scriptlet { interpreter, body: text, flags })
}

fn nothing(field: &str, place: &Text, problem: &str) -> Diagnostic {
    let value = Value::text(field, place);
    value.diagnostic(codes::SCRIPTLET, problem).hint("name the file of the script")
}

/// Why a file is no script.
struct Fault(script::ScriptError);

impl Fault {
    fn about(&self, subject: Subject) -> Diagnostic {
        let Self(error) = self;
        Diagnostic::new(description::codes::SCRIPT, subject, error.to_string()).hint(error.hint())
    }
}

/// The interpreter of the `#!` line, the text without that line and without blanks at its end (as
/// rpmbuild leaves them out), and whether there is a macro in it.
fn split(
    bytes: &[u8],
    has_interpreter: bool,
    flags: ScriptletFlags,
) -> Result<(Vec<String>, Vec<u8>, bool), Fault> {
    let interpreter = match has_interpreter {
        true => script::check_text(bytes).map(|()| Vec::new()).map_err(Fault)?,
        false => {
            let found = script::check(bytes).map_err(Fault)?;
            std::iter::once(found.path).chain(found.argument).collect()
        }
    };
    let text = match bytes.strip_prefix(b"#!") {
        Some(rest) => match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => &rest[end + 1..],
            None => &[],
        },
        None => bytes,
    };
    let text = text.trim_ascii_end();
    if text.is_empty() {
        return Err(Fault(script::ScriptError::Empty));
    }
    let is_expanded = flags.expand || flags.qformat;
    let has_macro = !is_expanded && text.windows(2).any(|pair| pair == b"%{");
    Ok((interpreter, text.to_vec(), has_macro))
}

/// The words of an interpreter that was given.
fn interpreter(value: &Value<'_>, report: &mut Report) -> Option<Vec<String>> {
    let text = description::texts::line(value, report)?;
    let words: Vec<_> = text.split_ascii_whitespace().map(str::to_owned).collect();
    let first = words.first().map(String::as_str).unwrap_or_default();
    if first == LUA || (first.starts_with('/') && first.len() > 1) {
        return Some(words);
    }
    if let Some(flaw) = judge::scripts::flaw(first.as_bytes()) {
        report.defect(value.diagnostic(codes::SCRIPTLET, flaw.problem).hint(flaw.hint));
        return None;
    }
    let problem = format!("is {first:?}, which is neither an absolute path nor \"<lua>\"");
    let defect = value.diagnostic(codes::SCRIPTLET, problem);
    report.defect(match first {
        "lua" => defect.hint("write \"<lua>\" for the one in rpm, \"/usr/bin/lua\" for another"),
        _ => defect.hint("name it by its absolute path, such as \"/bin/sh\""),
    });
    None
}

fn flags(field: &str, given: &[Text], report: &mut Report) -> ScriptletFlags {
    let mut flags = ScriptletFlags::default();
    for value in Value::list(&format!("{field}.flags"), given) {
        match value.value {
            "expand" => flags.expand = true,
            "qformat" => flags.qformat = true,
            "critical" => flags.critical = true,
            other => report.defect(
                value
                    .diagnostic(codes::SCRIPTLET, format!("is {other:?}, which is not a flag"))
                    .hint("known are expand, qformat and critical"),
            ),
        }
    }
    flags
}
