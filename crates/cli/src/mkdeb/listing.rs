//! A package as a person reads it, and in JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use debpkg::read::{ControlFile, DataEntry, DataKind};
use diagnostic::Printable;
use indicatif::HumanBytes;
use pkgio::{Encoding, Hex};
use pkgtree::Mode;
use serde::Serialize;
use serde_json::{Value, json};

use super::signatures::shown;
use crate::listing::Line;
use crate::report::{DiagnosticDocument, Each, Listing, Lossy, Texts, write_with};

/// A package as it was read.
pub(super) type Inspected = crate::input::Inspected<debpkg::read::Contents>;

/// A package that is shown: the control fields, the files of the control member and all entries.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) path: PathBuf,
    pub(super) package: Inspected,
}

impl Listing for Listed {
    /// A line each.
    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { path, package } = self;
        let contents = &package.contents;
        let path = path.as_os_str().as_encoded_bytes();
        writeln!(out, "{}: {}", Printable(path), HumanBytes(package.size))?;
        if let Some(digest) = &package.sha256 {
            writeln!(out, "SHA-256: {}", Hex(digest))?;
        }
        let (control, data) = (contents.metadata.control_encoding, contents.data_encoding);
        writeln!(out, "Members: control.tar{}, data.tar{}", suffix(control), suffix(data))?;
        for line in contents.signatures.iter().flat_map(|member| shown(member).lines()) {
            writeln!(out, "Signature: {line}")?;
        }
        writeln!(out)?;
        for field in contents.metadata.control.fields() {
            let mut lines = field.value().split('\n');
            let first = lines.next().unwrap_or_default();
            let name = Printable(field.name().as_bytes());
            writeln!(out, "{name}: {}", Printable(first.as_bytes()))?;
            for line in lines {
                writeln!(out, "{}", Printable(line.as_bytes()))?;
            }
        }
        if !contents.metadata.files.is_empty() {
            writeln!(out, "\nControl files:")?;
        }
        for file in &contents.metadata.files {
            let interpreter = interpreter(file).map(|line| format!("  {}", Printable(line)));
            let (mode, length) = (Mode::from_bits(file.mode.into()), file.bytes.len());
            let name = Printable(&file.name);
            writeln!(out, "  {mode} {length:>9} {name}{}", interpreter.unwrap_or_default())?;
        }
        writeln!(out, "\nFiles:")?;
        contents.entries.iter().try_for_each(|entry| writeln!(out, "  {}", line(entry)))
    }

    fn document(&self, warnings: &[DiagnosticDocument], out: &mut dyn Write) -> io::Result<()> {
        let Self { path, package } = self;
        let contents = &package.contents;
        let metadata = &contents.metadata;
        let fields = metadata.control.fields().iter();
        let path = path.as_os_str().as_encoded_bytes();
        let texts = Texts::of(&[path]);
        let document = Document {
            control: fields.map(|field| (field.name(), field.value())).collect(),
            control_compression: compression(metadata.control_encoding),
            control_files: Each(metadata.files.iter().map(ControlDocument::of)),
            data_compression: compression(contents.data_encoding),
            escaped: texts.escaped,
            files: Each(contents.entries.iter().map(entry)),
            path: texts.text(path),
            sha256: package.sha256.map(|digest| Hex(&digest).to_string()),
            signatures: contents.signatures.iter().flat_map(|one| shown(one).documents()).collect(),
            size: package.size,
        };
        write_with(&document, warnings, out)
    }
}

/// A package in JSON, by the names of its fields.
#[derive(Serialize)]
struct Document<'a, C, F> {
    control: BTreeMap<&'a str, &'a str>,
    control_compression: &'static str,
    control_files: C,
    data_compression: &'static str,
    escaped: bool,
    files: F,
    path: String,
    sha256: Option<String>,
    signatures: Vec<Value>,
    size: u64,
}

#[derive(Serialize)]
struct ControlDocument<'a> {
    mode: String,
    name: String,
    text: Lossy<'a>,
}

impl<'a> ControlDocument<'a> {
    fn of(file: &'a ControlFile) -> Self {
        Self {
            mode: Mode::from_bits(file.mode.into()).to_string(),
            name: Printable(&file.name).to_string(),
            text: Lossy(&file.bytes),
        }
    }
}

fn line(entry: &DataEntry) -> Line<'_> {
    let (size, target) = match &entry.kind {
        DataKind::File { length, .. } => (length.to_string(), None),
        DataKind::Symlink(target) => (String::new(), Some((" -> ", &**target))),
        DataKind::HardLink(target) => (String::new(), Some((" link to /", &**target))),
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
            value["sha256"] =
                digests.to_digests().sha256.map(|digest| Hex(&digest).to_string()).into();
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
