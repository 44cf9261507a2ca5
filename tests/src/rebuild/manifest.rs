//! A manifest from a control member and a listing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::TarItem;

/// Fields of the control file and the keys of the manifest's common section they become.
const COMMON: &[(&str, &str)] = &[
    ("Package", "name"),
    ("Architecture", "arch"),
    ("Maintainer", "maintainer"),
    ("Homepage", "homepage"),
];

const LISTS: &[(&str, &str)] = &[
    ("Depends", "depends"),
    ("Recommends", "recommends"),
    ("Suggests", "suggests"),
    ("Enhances", "enhances"),
    ("Provides", "provides"),
    ("Conflicts", "conflicts"),
    ("Replaces", "replaces"),
    ("Pre-Depends", "pre-depends"),
    ("Breaks", "breaks"),
    ("Built-Using", "built-using"),
    ("Static-Built-Using", "static-built-using"),
];

const DEB: &[(&str, &str)] = &[
    ("Section", "section"),
    ("Priority", "priority"),
    ("Multi-Arch", "multi-arch"),
    ("Source", "source"),
    ("Bugs", "bugs"),
    ("Origin", "origin"),
    ("Tag", "tag"),
];

/// Renders the manifest; paths in it are those of the control member.
pub(super) fn render(
    fields: &[(String, String)],
    listing: &BTreeMap<String, TarItem>,
    control: &Path,
) -> String {
    let mut common = String::from("modes = \"keep\"\nhard-links = \"keep\"\n");
    let mut deb = String::from("\n[deb]\n");
    let mut other = String::from("\n[deb.fields]\n");
    for (name, value) in fields {
        let key = |table: &[(&str, &'static str)]| {
            table.iter().find(|(field, _)| *field == name.as_str()).map(|(_, key)| *key)
        };
        if let Some(key) = key(COMMON) {
            set(&mut common, key, value);
        } else if let Some(key) = key(LISTS) {
            writeln!(deb, "{key} = [{}]", quote(&value.replace('\n', ""))).unwrap();
        } else if let Some(key) = key(DEB) {
            set(&mut deb, key, value);
        } else {
            match name.as_str() {
                "Version" => version(&mut common, value),
                "Description" => description(&mut common, value),
                "Essential" => deb.push_str("essential = true\n"),
                "Protected" => deb.push_str("protected = true\n"),
                "Installed-Size" => {}
                _ => set(&mut other, &quote(name), value),
            }
        }
    }
    deb.push_str(&control_files(listing, control));
    common + &deb + &other + &scripts(control) + &attributes(listing)
}

fn set(table: &mut String, key: &str, value: &str) {
    writeln!(table, "{key} = {}", quote(value)).unwrap();
}

fn version(table: &mut String, value: &str) {
    let (epoch, rest) = value.split_once(':').unwrap_or(("", value));
    let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
    if !epoch.is_empty() {
        writeln!(table, "epoch = {epoch}").unwrap();
    }
    set(table, "version", version);
    if !release.is_empty() {
        set(table, "release", release);
    }
}

fn description(table: &mut String, value: &str) {
    let mut lines = value.lines();
    set(table, "summary", lines.next().unwrap());
    let text = lines.map(|line| match &line[1..] {
        "." => "",
        text => text,
    });
    let text = text.collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        set(table, "description", &text);
    }
}

/// The keys of `[deb]` for what is in the control member besides the control file and the scripts.
fn control_files(listing: &BTreeMap<String, TarItem>, control: &Path) -> String {
    let mut deb = String::new();
    for file in ["templates", "shlibs", "symbols"] {
        if control.join(file).is_file() {
            set(&mut deb, file, control.join(file).to_str().unwrap());
        }
    }
    let lines = |file: &str| {
        let text = fs::read_to_string(control.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let triggers = lines("triggers").into_iter().filter(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    writeln!(
        deb,
        "triggers = [{}]",
        triggers.map(|line| quote(&line)).collect::<Vec<_>>().join(", ")
    )
    .unwrap();
    let conffiles = lines("conffiles");
    let of_upgrade = conffiles.iter().filter_map(|line| line.strip_prefix("remove-on-upgrade "));
    let of_upgrade = of_upgrade.map(quote).collect::<Vec<_>>().join(", ");
    writeln!(deb, "remove-on-upgrade = [{of_upgrade}]").unwrap();
    // What stands under /etc must be found to be a conffile without being told, as debhelper does.
    let outside = conffiles
        .iter()
        .filter(|line| listing.contains_key(line.trim_start_matches('/')))
        .filter(|line| !line.starts_with("/etc/"));
    let outside = outside.map(|line| quote(line)).collect::<Vec<_>>().join(", ");
    writeln!(deb, "conffiles = [{outside}]").unwrap();
    deb
}

fn scripts(control: &Path) -> String {
    let mut table = String::from("\n[deb.scripts]\n");
    for script in ["preinst", "postinst", "prerm", "postrm", "config"] {
        let file = control.join(script);
        if file.is_file() {
            set(&mut table, script, file.to_str().unwrap());
        }
    }
    table
}

/// A rule for every entry whose attributes are not those of a staged tree: another's, or with a
/// special mode bit.
fn attributes(listing: &BTreeMap<String, TarItem>) -> String {
    let mut rules = String::new();
    for (path, item) in listing {
        let special = item.mode.contains(['s', 'S', 't', 'T']);
        if path.is_empty() || !(special || item.owner != "root" || item.group != "root") {
            continue;
        }
        rules.push_str("\n[[file]]\n");
        set(&mut rules, "match", &format!("/{}", literal(path)));
        if !item.mode.starts_with('l') {
            set(&mut rules, "mode", &item.octal());
        }
        set(&mut rules, "owner", &item.owner);
        set(&mut rules, "group", &item.group);
    }
    rules
}

/// A pattern that matches `path` alone.
fn literal(path: &str) -> String {
    let mut pattern = String::new();
    for character in path.chars() {
        if "*?[]{}\\!".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// A TOML string; `${` means a reference in a manifest and `$${` itself.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.replace("${", "$${").chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
