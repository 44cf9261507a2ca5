//! What was built, for a person and in JSON.

use std::io::{self, IsTerminal};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Printable};
use indicatif::HumanBytes;
use pkgio::{Compression, Digests, Hex, Timestamp};
use pkgtree::{Entry, Kind, Mode, Tree};
use serde_json::{Map, Value, json};

use super::{Format, Written, plan};
use crate::args::CommonArgs;
use crate::report::{Outcome, diagnostic_documents};

/// A package that was built, or checked only.
pub(super) struct Built<F: Format> {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it is.
    pub(super) package: F::Package,
    /// How it is compressed.
    pub(super) compression: Compression,
    /// The package's time, when one was given.
    pub(super) timestamp: Option<Timestamp>,
    /// What was written; `None` when it was checked only.
    pub(super) written: Option<(Written, Digests)>,
}

/// What is said of it.
pub(super) fn outcome<F: Format>(built: &Built<F>, common: &CommonArgs) -> Outcome {
    let result = [shown(&built.path), b"\n".to_vec()].concat();
    let note = |note: &Diagnostic| format!("note: {}: {}", note.subject, note.problem);
    let mut summary: Vec<_> = F::notes(&built.package).as_slice().iter().map(note).collect();
    summary.push(headline(built));
    let set_id = set_id(F::tree(&built.package));
    if !set_id.is_empty() {
        let files: Vec<_> = set_id.iter().map(|e| format!("{} ({})", e.path, e.mode)).collect();
        summary.push(format!("setuid or setgid: {}", files.join(", ")));
    }
    if built.written.is_none() {
        summary.extend(plan::lines(built));
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

fn headline<F: Format>(built: &Built<F>) -> String {
    let name = built.path.display();
    let files = count(files(F::tree(&built.package)).count(), "file");
    let configuration = count(F::configuration(&built.package).len(), F::CONFIGURATION);
    match &built.written {
        Some((written, _)) => {
            let length = HumanBytes(written.length);
            let installed = HumanBytes(written.installed_size);
            format!("{name}: {length}, {installed} installed, {files}, {configuration}")
        }
        None => format!("{name}: would be built; {files}, {configuration}"),
    }
}

fn details<F: Format>(built: &Built<F>, summary: &mut Vec<String>) {
    summary.push(format!("compression {}", built.compression));
    if let Some((written, _)) = &built.written {
        summary.push(format!("timestamp {}", written.timestamp));
    }
    let configuration = F::configuration(&built.package);
    summary.extend(configuration.iter().map(|path| format!("{} {path}", F::CONFIGURATION)));
}

fn document<F: Format>(built: &Built<F>) -> Map<String, Value> {
    let written = built.written.as_ref().map(|(written, _)| written);
    let sha256 = built.written.as_ref().and_then(|(_, digests)| digests.sha256);
    let set_id: Vec<_> =
        set_id(F::tree(&built.package)).iter().map(|entry| entry.path.to_string()).collect();
    let mut value = json!({
        "path": Printable(built.path.as_os_str().as_bytes()).to_string(),
        "size": written.map(|written| written.length),
        "sha256": sha256.map(|digest| Hex(&digest).to_string()),
        "timestamp": written.map(|written| written.timestamp.seconds()),
        "compression": built.compression.to_string(),
        "files": files(F::tree(&built.package)).count(),
        "setuid": set_id,
        "dry_run": built.written.is_none(),
        "notes": diagnostic_documents(F::notes(&built.package), usize::MAX),
    });
    if built.written.is_none() {
        value["timestamp"] = plan::time(built).seconds().into();
        value["entries"] = plan::entries(built);
        value["patterns"] = plan::patterns(built);
    }
    let mut document = F::document(&built.package, written);
    if let Value::Object(common) = value {
        document.extend(common);
    }
    document
}

/// Everything but directories.
fn files(tree: &Tree) -> impl Iterator<Item = &Entry> {
    tree.entries().iter().filter(|entry| entry.kind != Kind::Directory)
}

fn set_id(tree: &Tree) -> Vec<&Entry> {
    let is_set_id = |entry: &&Entry| {
        matches!(entry.kind, Kind::File(_)) && entry.mode.bits() & Mode::SET_ID != 0
    };
    files(tree).filter(is_set_id).collect()
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
