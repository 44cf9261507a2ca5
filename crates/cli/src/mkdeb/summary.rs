//! What was built, for a person and in JSON.

use std::io::{self, IsTerminal};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use debpkg::{Package, Written};
use indicatif::HumanBytes;
use pkgio::{Compression, Digests, Hex};
use pkgtree::{Entry, Kind, Mode, Printable};
use serde_json::{Value, json};

use crate::args::CommonArgs;
use crate::report::Outcome;

/// A package that was built, or checked only.
#[derive(Debug)]
pub(super) struct Built {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it is.
    pub(super) package: Package,
    /// How it is compressed.
    pub(super) compression: Compression,
    /// What was written; `None` when it was checked only.
    pub(super) written: Option<(Written, Digests)>,
}

/// What is said of it.
pub(super) fn outcome(built: &Built, common: &CommonArgs) -> Outcome {
    let result = [shown(&built.path), b"\n".to_vec()].concat();
    let mut summary = vec![headline(built)];
    let set_id = set_id(&built.package);
    if !set_id.is_empty() {
        let files: Vec<_> = set_id.iter().map(|e| format!("{} ({})", e.path, e.mode)).collect();
        summary.push(format!("setuid or setgid: {}", files.join(", ")));
    }
    if common.verbose {
        details(built, &mut summary);
    }
    Outcome { result, document: document(built), summary, ..Outcome::default() }
}

/// A path as it is for a program, escaped for a terminal.
fn shown(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_bytes();
    if io::stdout().is_terminal() {
        return Printable(bytes).to_string().into_bytes();
    }
    bytes.to_vec()
}

fn headline(built: &Built) -> String {
    let name = built.package.file_name();
    let files = count(files(&built.package).count(), "file");
    let conffiles = count(built.package.conffiles().count(), "conffile");
    match &built.written {
        Some((written, _)) => {
            let length = HumanBytes(written.length);
            let installed = HumanBytes(written.installed_size << 10);
            format!("{name}: {length}, {installed} installed, {files}, {conffiles}")
        }
        None => format!("{name}: would be built; {files}, {conffiles}"),
    }
}

fn details(built: &Built, summary: &mut Vec<String>) {
    summary.push(format!("compression {}", built.compression));
    if let Some((written, _)) = &built.written {
        summary.push(format!("timestamp {}", written.timestamp));
    }
    summary.extend(built.package.conffiles().map(|path| format!("conffile {path}")));
}

fn document(built: &Built) -> serde_json::Map<String, Value> {
    let control = built.package.control();
    let written = built.written.as_ref().map(|(written, _)| written);
    let sha256 = built.written.as_ref().and_then(|(_, digests)| digests.sha256);
    let paths = |entries: Vec<&Entry>| -> Vec<_> {
        entries.iter().map(|entry| entry.path.to_string()).collect()
    };
    let value = json!({
        "path": Printable(built.path.as_os_str().as_bytes()).to_string(),
        "name": control.package.as_str(),
        "version": control.version.to_string(),
        "architecture": control.architecture,
        "size": written.map(|written| written.length),
        "sha256": sha256.map(|digest| Hex(&digest).to_string()),
        "installed_size_kib": written.map(|written| written.installed_size),
        "timestamp": written.map(|written| written.timestamp.seconds()),
        "compression": built.compression.to_string(),
        "files": files(&built.package).count(),
        "conffiles": built.package.conffiles().map(ToString::to_string).collect::<Vec<_>>(),
        "setuid": paths(set_id(&built.package)),
        "dry_run": built.written.is_none(),
    });
    match value {
        Value::Object(document) => document,
        _ => serde_json::Map::new(),
    }
}

/// Everything but folders.
fn files(package: &Package) -> impl Iterator<Item = &Entry> {
    package.tree().entries().iter().filter(|entry| entry.kind != Kind::Directory)
}

fn set_id(package: &Package) -> Vec<&Entry> {
    let is_set_id = |entry: &&Entry| {
        matches!(entry.kind, Kind::File(_)) && entry.mode.bits() & Mode::SET_ID != 0
    };
    files(package).filter(is_set_id).collect()
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
