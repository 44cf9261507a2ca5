//! A package as a person reads it, and in JSON.

use std::fmt::Write;
use std::path::Path;

use debpkg::deb822::Field;
use debpkg::read::{ControlFile, DataEntry, DataKind};
use diagnostic::Printable;
use indicatif::HumanBytes;
use pkgio::{Encoding, Hex};
use pkgtree::Mode;
use serde_json::{Map, Value, json};

use super::inspect::Inspected;
use super::signatures::shown;
use crate::listing::Line;
use crate::report::Texts;

/// The control fields, the files of the control member and all entries, a line each.
pub(super) fn text(path: &Path, package: &Inspected) -> Vec<u8> {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_text(&mut text, path, package);
    text.into_bytes()
}

fn write_text(text: &mut String, path: &Path, package: &Inspected) -> std::fmt::Result {
    let contents = &package.contents;
    let path = path.as_os_str().as_encoded_bytes();
    writeln!(text, "{}: {}", Printable(path), HumanBytes(package.size))?;
    if let Some(digest) = &package.sha256 {
        writeln!(text, "SHA-256: {}", Hex(digest))?;
    }
    let (control, data) = (contents.metadata.control_encoding, contents.data_encoding);
    writeln!(text, "Members: control.tar{}, data.tar{}", suffix(control), suffix(data))?;
    for line in contents.signatures.iter().flat_map(|member| shown(member).lines()) {
        writeln!(text, "Signature: {line}")?;
    }
    writeln!(text)?;
    for field in contents.metadata.control.fields() {
        let mut lines = field.value().split('\n');
        let first = lines.next().unwrap_or_default();
        writeln!(text, "{}: {}", Printable(field.name().as_bytes()), Printable(first.as_bytes()))?;
        for line in lines {
            writeln!(text, "{}", Printable(line.as_bytes()))?;
        }
    }
    if !contents.metadata.files.is_empty() {
        writeln!(text, "\nControl files:")?;
    }
    for file in &contents.metadata.files {
        let interpreter = interpreter(file).map(|line| format!("  {}", Printable(line)));
        let (mode, length) = (Mode::from_bits(file.mode.into()), file.bytes.len());
        let name = Printable(&file.name);
        writeln!(text, "  {mode} {length:>9} {name}{}", interpreter.unwrap_or_default())?;
    }
    writeln!(text, "\nFiles:")?;
    for entry in &contents.entries {
        writeln!(text, "  {}", line(entry))?;
    }
    Ok(())
}

/// The same as JSON.
pub(super) fn document(path: &Path, package: &Inspected) -> Map<String, Value> {
    let contents = &package.contents;
    let metadata = &contents.metadata;
    let field = |field: &Field<'_>| (field.name().to_owned(), Value::from(field.value()));
    let control: Map<_, _> = metadata.control.fields().iter().map(field).collect();
    let control_files: Vec<_> = metadata.files.iter().map(control_file).collect();
    let signatures: Vec<_> =
        contents.signatures.iter().flat_map(|member| shown(member).documents()).collect();
    let files: Vec<_> = contents.entries.iter().map(entry).collect();
    let path = path.as_os_str().as_encoded_bytes();
    let texts = Texts::of(&[path]);
    let value = json!({
        "path": texts.text(path),
        "escaped": texts.escaped,
        "size": package.size,
        "sha256": package.sha256.map(|digest| Hex(&digest).to_string()),
        "control": control,
        "control_files": control_files,
        "control_compression": compression(metadata.control_encoding),
        "data_compression": compression(contents.data_encoding),
        "signatures": signatures,
        "files": files,
    });
    match value {
        Value::Object(document) => document,
        _ => Map::new(),
    }
}

fn line(entry: &DataEntry) -> Line<'_> {
    let (size, target) = match &entry.kind {
        DataKind::File { length, .. } => (length.to_string(), None),
        DataKind::Symlink(target) => (String::new(), Some((" -> ", target.as_slice()))),
        DataKind::HardLink(target) => (String::new(), Some((" link to /", target.as_slice()))),
        DataKind::CharacterDevice(major, minor) | DataKind::BlockDevice(major, minor) => {
            (format!("{major},{minor}"), None)
        }
        DataKind::Directory | DataKind::Fifo => (String::new(), None),
    };
    Line {
        letter: letter(&entry.kind),
        mode: entry.mode.into(),
        owner: format!("{}/{}", owner(&entry.owner, entry.uid), owner(&entry.group, entry.gid)),
        size,
        mtime: entry.mtime,
        path: &entry.path,
        target,
    }
}

fn owner(name: &[u8], number: u64) -> String {
    if name.is_empty() { number.to_string() } else { Printable(name).to_string() }
}

fn letter(kind: &DataKind) -> char {
    match kind {
        DataKind::File { .. } | DataKind::HardLink(_) => '-',
        DataKind::Directory => 'd',
        DataKind::Symlink(_) => 'l',
        DataKind::Fifo => 'p',
        DataKind::CharacterDevice(..) => 'c',
        DataKind::BlockDevice(..) => 'b',
    }
}

/// The first line of a script.
fn interpreter(file: &ControlFile) -> Option<&[u8]> {
    let first = file.bytes.split(|byte| *byte == b'\n').next()?;
    first.starts_with(b"#!").then_some(first)
}

fn control_file(file: &ControlFile) -> Value {
    json!({
        "name": Printable(&file.name).to_string(),
        "mode": Mode::from_bits(file.mode.into()).to_string(),
        "text": String::from_utf8_lossy(&file.bytes),
    })
}

fn entry(entry: &DataEntry) -> Value {
    let target: &[u8] = match &entry.kind {
        DataKind::Symlink(target) | DataKind::HardLink(target) => target,
        _ => b"",
    };
    let texts = Texts::of(&[&entry.path, target, &entry.owner, &entry.group]);
    let mut value = json!({
        "path": format!("/{}", texts.text(&entry.path)),
        "escaped": texts.escaped,
        "size": null,
        "sha256": null,
        "target": null,
        "device": null,
        "mode": Mode::from_bits(entry.mode.into()).to_string(),
        "uid": entry.uid,
        "gid": entry.gid,
        "owner": texts.text(&entry.owner),
        "group": texts.text(&entry.group),
        "mtime": entry.mtime,
    });
    value["type"] = Value::from(match &entry.kind {
        DataKind::File { length, digests } => {
            value["size"] = Value::from(*length);
            value["sha256"] = digests.sha256.map(|digest| Hex(&digest).to_string()).into();
            "file"
        }
        DataKind::Directory => "directory",
        DataKind::Symlink(target) => {
            value["target"] = texts.text(target).into();
            "symlink"
        }
        DataKind::HardLink(target) => {
            value["target"] = format!("/{}", texts.text(target)).into();
            "hardlink"
        }
        DataKind::Fifo => "fifo",
        DataKind::CharacterDevice(major, minor) => {
            value["device"] = json!([major, minor]);
            "character-device"
        }
        DataKind::BlockDevice(major, minor) => {
            value["device"] = json!([major, minor]);
            "block-device"
        }
    });
    value
}

fn suffix(encoding: Encoding) -> String {
    match encoding.suffix() {
        "" => String::new(),
        suffix => format!(".{suffix}"),
    }
}

fn compression(encoding: Encoding) -> &'static str {
    match encoding.suffix() {
        "" => "none",
        "gz" => "gzip",
        "zst" => "zstd",
        "bz2" => "bzip2",
        suffix => suffix,
    }
}
