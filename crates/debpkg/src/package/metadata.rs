//! The files of the control member that are taken as they are: scripts, templates, triggers, shlibs
//! and symbols.

use std::path::PathBuf;
use std::sync::Arc;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::description::{self, Value, files};
use pkgtree::{Description, script};

use super::DEB;
use crate::deb822::Paragraphs;
use crate::judge::{Flaw, scripts as rules};
use crate::{MaintainerScript, ScriptName, codes, triggers};

/// The longest script, in bytes.
const SCRIPT_LIMIT: u64 = 1 << 20;
/// The longest of the other files, in bytes.
const FILE_LIMIT: u64 = 16 << 20;

/// A file of the control member that no script is.
#[derive(Clone, Debug)]
pub(crate) struct MetadataFile {
    pub(crate) name: &'static str,
    pub(crate) bytes: Arc<[u8]>,
}

/// The maintainer scripts.
pub(super) fn maintainer_scripts(
    description: &Description,
    report: &mut Report,
) -> Vec<MaintainerScript> {
    let mut found: Vec<MaintainerScript> = Vec::new();
    for (name, path) in description.deb_scripts() {
        let value = Value::path(format!("scripts.{}", name.value), path);
        let script = match name.value.parse::<ScriptName>() {
            Ok(script) => script,
            Err(error) => {
                let defect = value.diagnostic(codes::SCRIPT_NAME, error.to_string());
                report.defect(match meant(&name.value) {
                    Some(nearest) => defect.hint(format!("did you mean {:?}?", nearest.as_str())),
                    None => defect,
                });
                continue;
            }
        };
        if found.iter().any(|other| other.name == script) {
            let defect = value.diagnostic(codes::SCRIPT_NAME, "is given twice");
            report.defect(defect.hint("leave one of them out"));
            continue;
        }
        if let Some(bytes) = read_script(&value, report) {
            found.push(MaintainerScript { name: script, bytes: bytes.into() });
        }
    }
    found
}

fn read_script(value: &Value<'_, PathBuf>, report: &mut Report) -> Option<Vec<u8>> {
    let bytes = read(value, SCRIPT_LIMIT, report)?;
    let found = script::check(&bytes).map_err(|error| Flaw::new(error.to_string(), error.hint()));
    match found.map(|_| rules::flaw(&bytes)) {
        Ok(None) => Some(bytes),
        Ok(Some(flaw)) | Err(flaw) => {
            let subject = Subject::File(value.value.clone());
            let defect = Diagnostic::new(description::codes::SCRIPT, subject, flaw.problem);
            report.defect(defect.hint(flaw.hint));
            None
        }
    }
}

/// The script that was meant by a name of rpm's, of fpm's or a misspelt one.
fn meant(name: &str) -> Option<ScriptName> {
    let name = name.trim_start_matches('%').to_ascii_lowercase().replace(['_', ' '], "-");
    let known = match name.as_str() {
        "pre" | "before-install" | "pre-install" | "preinstall" => Some(ScriptName::Preinst),
        "post" | "after-install" | "post-install" | "postinstall" => Some(ScriptName::Postinst),
        "preun" | "before-remove" | "pre-uninstall" | "preremove" => Some(ScriptName::Prerm),
        "postun" | "after-remove" | "post-uninstall" | "postremove" => Some(ScriptName::Postrm),
        _ => None,
    };
    known.or_else(|| {
        let nearest = ScriptName::ALL
            .into_iter()
            .min_by_key(|script| strsim::damerau_levenshtein(&name, script.as_str()))?;
        (strsim::damerau_levenshtein(&name, nearest.as_str()) <= 2).then_some(nearest)
    })
}

/// `templates`, `triggers`, `shlibs` and `symbols`, as far as they are given.
pub(super) fn metadata_files(description: &Description, report: &mut Report) -> Vec<MetadataFile> {
    let deb = &description.deb;
    let given = [
        ("templates", codes::TEMPLATES, &deb.templates, check_templates as Check),
        ("shlibs", codes::SHLIBS, &deb.shlibs, check_shlibs),
        ("symbols", codes::SYMBOLS, &deb.symbols, check_symbols),
    ];
    let mut found = Vec::new();
    for (name, code, path, check) in given {
        let Some(path) = path else { continue };
        let value = Value::path(format!("deb.{name}"), path);
        let Some(bytes) = read(&value, FILE_LIMIT, report) else { continue };
        match text(&bytes).and_then(check) {
            Ok(()) => found.push(MetadataFile { name, bytes: bytes.into() }),
            Err(problem) => {
                let subject = Subject::File(value.value.clone());
                let hint = format!("see the manual page deb-{name}(5)")
                    .replace("deb-templates(5)", "debconf-devel(7)");
                report.defect(Diagnostic::new(code, subject, problem).hint(hint));
            }
        }
    }
    found.extend(trigger_lines(description, report));
    found
}

fn trigger_lines(description: &Description, report: &mut Report) -> Option<MetadataFile> {
    let mut lines = String::new();
    for value in DEB.list("triggers", &[], &description.deb.triggers) {
        for line in value.value.lines() {
            match triggers::parse_line(line) {
                Ok(Some(line)) => {
                    lines.push_str(&line);
                    lines.push('\n');
                }
                Ok(None) => {}
                Err(error) => report.defect(
                    value.diagnostic(codes::TRIGGERS, error.to_string()).hint(error.hint()),
                ),
            }
        }
    }
    (!lines.is_empty()).then(|| MetadataFile { name: "triggers", bytes: lines.into_bytes().into() })
}

fn read(value: &Value<'_, PathBuf>, limit: u64, report: &mut Report) -> Option<Vec<u8>> {
    files::read(value, limit).map_err(|defect| report.defect(*defect)).ok()
}

type Check = fn(&str) -> Result<(), String>;

/// The file as text that has no surprises in it.
fn text(bytes: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("is not UTF-8 at byte {}", error.valid_up_to()))?;
    match text.chars().find(|found| matches!(found, '\0' | '\r' | '\u{feff}')) {
        Some(found) => Err(format!("has the character U+{:04X}", u32::from(found))),
        None if text.trim().is_empty() => Err("is empty".to_owned()),
        None => Ok(text),
    }
}

/// The types of debconf-devel(7).
const TEMPLATE_TYPES: [&str; 9] =
    ["string", "password", "boolean", "select", "multiselect", "note", "error", "title", "text"];

fn check_templates(text: &str) -> Result<(), String> {
    let mut names = Vec::new();
    for paragraph in Paragraphs::new(text.as_bytes()) {
        let paragraph = paragraph.map_err(|error| error.to_string())?;
        let name = paragraph
            .field("Template")
            .ok_or_else(|| format!("template {} has no name", names.len() + 1))?
            .to_owned();
        let kind = paragraph.field("Type").ok_or_else(|| format!("{name} has no Type"))?;
        if !TEMPLATE_TYPES.contains(&kind) {
            return Err(format!("{name} has the unknown type {kind:?}"));
        }
        if paragraph.field("Description").is_none() {
            return Err(format!("{name} has no Description"));
        }
        if names.contains(&name) {
            return Err(format!("{name} is defined twice"));
        }
        names.push(name);
    }
    Ok(())
}

/// Lines of `[type:] library version dependencies`.
fn check_shlibs(text: &str) -> Result<(), String> {
    for (index, line) in text.lines().enumerate() {
        let code = line.split('#').next().unwrap_or_default();
        let is_type = |word: &&str| word.ends_with(':');
        let words = code.split_whitespace().skip_while(is_type).count();
        if words == 1 || words == 2 {
            return Err(format!("line {} is not \"library version dependencies\"", index + 1));
        }
    }
    Ok(())
}

/// A library's line, `library dependencies`, and below it indented ones, `symbol version`.
fn check_symbols(text: &str) -> Result<(), String> {
    let mut has_library = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let words = line.split_whitespace().count();
        match line.chars().next() {
            Some(' ' | '\t' | '|' | '*') if !has_library => {
                return Err(format!("line {number} stands before any library"));
            }
            Some(_) if words < 2 => {
                return Err(format!("line {number} has one word where two belong"));
            }
            _ => has_library = true,
        }
    }
    Ok(())
}
