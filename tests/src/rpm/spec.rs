//! A description as a spec file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use diagnostic::Sourced;
use pkgterms::Architecture;
use pkgtree::description::{ScriptBody, Text};
use pkgtree::{Capabilities, Description, Entry, Kind, Tree, Verify};

use crate::tool::{call, command, run};

/// Where the spec file finds the tree that it packs.
pub(super) const STAGE: &str = "/stage";

/// The spec file that says of the tree at `STAGE` what `description` says. `tree` is that tree as
/// the description's rules have it; folders that `is_owned` denies stay out of the package.
///
/// # Panics
/// When the description holds what a spec file cannot say, or a script cannot be read.
#[must_use]
pub fn spec(description: &Description, tree: &Tree, is_owned: &dyn Fn(&[u8]) -> bool) -> String {
    let mut spec = preamble(description);
    dependencies(description, &mut spec);
    texts(description, &mut spec);
    writeln!(spec, "%install\ncp -a {STAGE}/. %{{buildroot}}\n").unwrap();
    scriptlets(description, &mut spec);
    triggers(description, &mut spec);
    files(tree, is_owned, &mut spec);
    if let Some(changelog) = &description.rpm.changelog {
        let text = fs::read_to_string(&changelog.value).unwrap();
        writeln!(spec, "\n%changelog\n{text}").unwrap();
    }
    spec
}

/// `%` begins a macro.
fn escape(text: &str) -> String {
    text.replace('%', "%%")
}

fn preamble(description: &Description) -> String {
    let rpm = &description.rpm;
    let mut spec = String::new();
    let release = "1".to_owned();
    for (tag, value) in [
        ("Name", description.rpm_name()),
        ("Epoch", description.rpm_epoch()),
        ("Version", description.rpm_version()),
        ("Summary", description.rpm_summary()),
        ("License", description.rpm_license()),
        ("URL", description.rpm_homepage()),
        ("Vendor", description.rpm_vendor()),
        ("Packager", description.rpm_packager()),
        ("Group", rpm.group.as_ref()),
        ("Distribution", rpm.distribution.as_ref()),
    ] {
        if let Some(value) = value {
            writeln!(spec, "{tag}: {}", escape(&value.value)).unwrap();
        }
    }
    let release = description.rpm_release().map_or(&release, |release| &release.value);
    writeln!(spec, "Release: {release}").unwrap();
    for (locale, text) in &rpm.summaries {
        writeln!(spec, "Summary({}): {}", locale.value, escape(&text.value)).unwrap();
    }
    if architecture(description) == "noarch" {
        spec.push_str("BuildArch: noarch\n");
    }
    spec
}

/// rpm's name of the architecture.
pub(super) fn architecture(description: &Description) -> &'static str {
    let text = &description.rpm_arch().expect("an architecture").value;
    text.parse::<Architecture>().unwrap().rpm()
}

fn dependencies(description: &Description, spec: &mut String) {
    let mut list = |tag: &str, texts: &mut dyn Iterator<Item = &Text>| {
        for text in texts {
            writeln!(spec, "{tag}: {}", escape(&text.value)).unwrap();
        }
    };
    list("Requires", &mut description.rpm_requires());
    list("Recommends", &mut description.rpm_recommends());
    list("Suggests", &mut description.rpm_suggests());
    list("Supplements", &mut description.rpm.supplements.iter());
    list("Enhances", &mut description.rpm_enhances());
    list("Provides", &mut description.rpm_provides());
    list("Conflicts", &mut description.rpm_conflicts());
    list("Obsoletes", &mut description.rpm_obsoletes());
    list("OrderWithRequires", &mut description.rpm.order_with_requires.iter());
    for (qualifiers, texts) in &description.rpm.requires_for {
        list(&format!("Requires({})", qualifiers.value), &mut texts.iter());
    }
}

fn texts(description: &Description, spec: &mut String) {
    let text = description.rpm_description().or(description.rpm_summary()).expect("a summary");
    writeln!(spec, "\n%description\n{}\n", escape(&text.value)).unwrap();
    for (locale, text) in &description.rpm.descriptions {
        writeln!(spec, "%description -l {}\n{}\n", locale.value, escape(&text.value)).unwrap();
    }
}

fn scriptlets(description: &Description, spec: &mut String) {
    for scriptlet in description.rpm_scripts() {
        let section = match &scriptlet.name.value[..] {
            "preinst" => "pre",
            "postinst" => "post",
            "prerm" => "preun",
            "postrm" => "postun",
            "verify" => "verifyscript",
            own => own,
        };
        writeln!(spec, "%{section}{}", body(&scriptlet.body, "")).unwrap();
    }
}

fn triggers(description: &Description, spec: &mut String) {
    for trigger in &description.rpm.triggers {
        let on = trigger.on.iter().map(|on| on.value.clone()).collect::<Vec<_>>().join(", ");
        let priority = trigger.priority.as_ref().map(|priority| format!(" -P {}", priority.value));
        let event = format!("{}{}", trigger.event.value, priority.unwrap_or_default());
        writeln!(spec, "%{event}{}", body(&trigger.body, &format!(" -- {on}"))).unwrap();
    }
}

/// The options of a section, its conditions, and the lines below it.
fn body(body: &ScriptBody, conditions: &str) -> String {
    let read = |file: &Sourced<_>| fs::read_to_string::<&std::path::PathBuf>(&file.value).unwrap();
    let text = body.file.as_ref().map(read).unwrap_or_default();
    let line = text.lines().next().and_then(|line| line.strip_prefix("#!"));
    // What names the interpreter is no part of what it is given.
    let script = if line.is_some() { text.split_once('\n').unwrap_or_default().1 } else { &text };
    let interpreter = match &body.interpreter {
        Some(interpreter) => &interpreter.value,
        None => line.expect("an interpreter").trim(),
    };
    let mut options = format!(" -p {:?}", interpreter.trim());
    if !interpreter.contains(' ') {
        options = format!(" -p {interpreter}");
    }
    for flag in &body.flags {
        options.push_str(match &flag.value[..] {
            "expand" => " -e",
            "qformat" => " -q",
            other => panic!("no option of a spec file's scriptlet says {other:?}"),
        });
    }
    format!("{options}{conditions}\n{}", escape(script))
}

fn files(tree: &Tree, is_owned: &dyn Fn(&[u8]) -> bool, spec: &mut String) {
    spec.push_str("\n%files\n");
    for entry in tree.entries().iter().filter(|entry| !entry.path.is_root()) {
        let path = entry.path.as_bytes();
        if entry.kind != Kind::Directory || is_owned(path) {
            writeln!(spec, "{}{}", directives(entry), quoted(path)).unwrap();
        }
    }
}

fn directives(entry: &Entry) -> String {
    let mode = match entry.kind {
        Kind::Symlink { .. } => "-".to_owned(),
        _ => entry.mode.to_string(),
    };
    let mut line =
        format!("%attr({mode}, {}, {}) ", entry.attributes.owner(), entry.attributes.group());
    if entry.kind == Kind::Directory {
        line.push_str("%dir ");
    }
    if let Some(kind) = entry.roles.config.flatten() {
        let words = [(kind.missing_ok, "missingok"), (kind.noreplace, "noreplace")];
        let words = words.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| word);
        let words = words.collect::<Vec<_>>().join(", ");
        line.push_str(&if words.is_empty() {
            "%config ".into()
        } else {
            format!("%config({words}) ")
        });
    }
    for (is_set, directive) in [
        (entry.roles.doc, "%doc "),
        (entry.roles.license, "%license "),
        (entry.roles.readme, "%readme "),
        (entry.roles.ghost, "%ghost "),
        (entry.roles.artifact, "%artifact "),
    ] {
        line.push_str(if is_set { directive } else { "" });
    }
    if let Some(language) = entry.attributes.language().filter(|language| !language.is_empty()) {
        write!(line, "%lang({}) ", language.replace('|', ", ")).unwrap();
    }
    if let Some(verify) = entry.attributes.verify() {
        write!(line, "%verify({}) ", not_verified(verify)).unwrap();
    }
    if let Some(capabilities) = entry.attributes.capabilities() {
        write!(line, "%caps({}) ", as_text(capabilities)).unwrap();
    }
    line
}

fn not_verified(verify: Verify) -> String {
    let names = [
        ("filedigest", Verify::DIGEST),
        ("size", Verify::SIZE),
        ("link", Verify::LINK),
        ("user", Verify::USER),
        ("group", Verify::GROUP),
        ("mtime", Verify::MTIME),
        ("mode", Verify::MODE),
        ("rdev", Verify::DEVICE),
        ("caps", Verify::CAPS),
    ];
    let left_out = names.iter().filter(|(_, bit)| !verify.contains(*bit)).map(|(name, _)| *name);
    format!("not {}", left_out.collect::<Vec<_>>().join(" "))
}

/// What `getcap` says of a file that has them.
fn as_text(capabilities: &Capabilities) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut value = String::from("0x");
    capabilities.0.iter().for_each(|byte| write!(value, "{byte:02x}").unwrap());
    let name = ["-n", "security.capability", "-v", &value];
    run(command("setfattr").args(name).arg(file.path()));
    let said = String::from_utf8(call("getcap", &[file.path()])).unwrap();
    said.trim().rsplit_once(' ').expect("capabilities").1.to_owned()
}

/// The path as `%files` reads it: what has a meaning there is matched by a `?`.
fn quoted(path: &[u8]) -> String {
    let path = String::from_utf8(path.to_vec()).unwrap();
    let plain = |letter: char| match letter {
        ' ' | '\\' | '%' | '*' | '[' | ']' | '{' | '}' | '"' | '\'' => '?',
        other => other,
    };
    let path = Path::new("/").join(path.trim_start_matches('/'));
    path.to_str().unwrap().chars().map(plain).collect()
}
