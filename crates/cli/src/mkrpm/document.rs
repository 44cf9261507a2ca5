//! A package in JSON.

use std::path::Path;

use pkgio::Hex;
use pkgtree::Mode;
use rpmpkg::header::{Header, Tag, Value as Stored, tag};
use rpmpkg::read::{ChangelogEntry, DependencyKind, FileEntry, ReadError};
use rpmpkg::{Dependency, Scriptlet, Trigger, TriggerKind};
use serde_json::{Map, Value, json};

use super::inspect::Inspected;
use super::listing;
use super::signatures::shown;
use crate::report::Texts;

/// `RPMFILE_*` of rpmfiles.h, by their words in a spec file.
const ROLES: [(u32, &str); 9] = [
    (1 << 0, "config"),
    (1 << 1, "doc"),
    (1 << 3, "missingok"),
    (1 << 4, "noreplace"),
    (1 << 6, "ghost"),
    (1 << 7, "license"),
    (1 << 8, "readme"),
    (1 << 11, "pubkey"),
    (1 << 12, "artifact"),
];

/// The words for a file's flags.
pub(super) fn roles(flags: u32) -> Vec<&'static str> {
    ROLES.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, word)| *word).collect()
}

/// Everything that a package says: its tags by rpm's names, and what several tags say together
/// put together.
pub(super) fn document(path: &Path, package: &Inspected) -> Result<Map<String, Value>, ReadError> {
    let contents = &package.contents;
    let metadata = &contents.metadata;
    let mut dependencies = Map::new();
    for kind in DependencyKind::ALL {
        let all: Vec<_> = metadata.dependencies(kind)?.iter().map(dependency).collect();
        dependencies.insert(kind.name().to_lowercase(), Value::from(all));
    }
    let scriptlets: Map<_, _> = metadata
        .scriptlets()?
        .iter()
        .map(|(kind, it)| (kind.name().to_owned(), scriptlet(it)))
        .collect();
    let triggers: Vec<_> = metadata.triggers()?.iter().map(trigger).collect();
    let signatures: Vec<_> =
        metadata.signatures().iter().flat_map(|one| shown(one).documents()).collect();
    let changelog: Vec<_> = metadata.changelog()?.iter().map(change).collect();
    let files: Vec<_> = contents.files.iter().map(|(entry, _)| file(entry)).collect();
    let range = &metadata.header_range;
    let path = path.as_os_str().as_encoded_bytes();
    let texts = Texts::of(&[path]);
    let value = json!({
        "path": texts.text(path),
        "escaped": texts.escaped,
        "size": package.size,
        "sha256": package.sha256.map(|digest| Hex(&digest).to_string()),
        "name": metadata.name,
        "epoch": metadata.evr.epoch,
        "version": metadata.evr.version,
        "release": metadata.evr.release,
        "architecture": metadata.architecture,
        "source": metadata.is_source,
        "format": metadata.format(),
        "installed_size": metadata.installed_size(),
        "header_range": [range.start, range.end],
        "payload_size": contents.payload_length,
        "payload_compression": listing::compression(metadata),
        "archive_size": contents.archive_length,
        "signatures": signatures,
        "signature_header": tags(&metadata.signature, tag::signature::name),
        "header": tags(&metadata.header, Tag::name),
        "dependencies": dependencies,
        "scriptlets": scriptlets,
        "triggers": triggers,
        "changelog": changelog,
        "files": files,
    });
    Ok(match value {
        Value::Object(document) => document,
        _ => Map::new(),
    })
}

/// The tags by name, without the arrays that have an element for each file.
fn tags(header: &Header, name: fn(Tag) -> Option<&'static str>) -> Map<String, Value> {
    let files = [tag::BASENAMES, tag::DIRINDEXES, tag::DIRNAMES, tag::OLDFILENAMES];
    let is_of_files = |name: &str| name.starts_with("FILE") && !name.starts_with("FILETRIGGER");
    let mut tags = Map::new();
    for (tag, value) in header.entries() {
        let name = name(tag).map_or_else(|| tag.0.to_string(), str::to_owned);
        if value.count() == 1 || !files.contains(&tag) && !is_of_files(&name) {
            tags.insert(name, stored(value));
        }
    }
    tags
}

/// A value: one element as itself, several as an array, bytes in hexadecimal.
fn stored(value: &Stored) -> Value {
    let texts =
        |texts: &[Box<[u8]>]| -> Vec<Value> { texts.iter().map(|text| lossy(text)).collect() };
    let numbers = |numbers: &dyn Fn(usize) -> Option<u64>| -> Vec<Value> {
        (0..value.count()).filter_map(|index| numbers(index).map(Value::from)).collect()
    };
    let mut all = match value {
        Stored::String(text) => return lossy(text),
        Stored::Binary(bytes) | Stored::Char(bytes) => return Hex(bytes).to_string().into(),
        Stored::StringArray(all) | Stored::I18nString(all) => texts(all),
        _ => numbers(&|index| value.number(index)),
    };
    if all.len() == 1 { all.remove(0) } else { Value::from(all) }
}

fn dependency(dependency: &Dependency) -> Value {
    json!({
        "text": dependency.to_string(),
        "name": dependency.name,
        "version": dependency.evr,
        "flags": dependency.sense.0,
    })
}

fn scriptlet(script: &Scriptlet) -> Value {
    let flags = [
        ("expand", script.flags.expand),
        ("qformat", script.flags.qformat),
        ("critical", script.flags.critical),
    ];
    let flags: Vec<_> = flags.iter().filter(|(_, set)| *set).map(|(word, _)| *word).collect();
    json!({ "interpreter": script.interpreter, "text": lossy(&script.body), "flags": flags })
}

fn trigger(trigger: &Trigger) -> Value {
    let mut value = scriptlet(&trigger.script);
    value["event"] = Value::from(trigger.kind.name());
    match &trigger.kind {
        TriggerKind::Package { targets, .. } => {
            value["packages"] = targets.iter().map(dependency).collect();
        }
        TriggerKind::File { prefixes, priority, .. } => {
            value["prefixes"] = json!(prefixes);
            value["priority"] = Value::from(*priority);
        }
    }
    value
}

fn change(entry: &ChangelogEntry) -> Value {
    json!({
        "time": entry.time,
        "name": lossy(&entry.name),
        "text": lossy(&entry.text),
    })
}

fn file(entry: &FileEntry) -> Value {
    let texts = Texts::of(&[
        &entry.path,
        &entry.owner,
        &entry.group,
        &entry.link_target,
        &entry.language,
        &entry.capabilities,
    ]);
    let printable = |bytes: &[u8]| texts.text(bytes);
    json!({
        "path": printable(&entry.path),
        "escaped": texts.escaped,
        "type": entry.kind().word(),
        "mode": Mode::from_bits(entry.mode.into()).to_string(),
        "owner": printable(&entry.owner),
        "group": printable(&entry.group),
        "mtime": entry.mtime,
        "size": entry.size,
        "digest": (!entry.digest.is_empty()).then(|| printable(&entry.digest)),
        "target": (!entry.link_target.is_empty()).then(|| printable(&entry.link_target)),
        "roles": roles(entry.flags),
        "flags": entry.flags,
        "verify": entry.verify,
        "device": entry.device,
        "inode": entry.inode,
        "language": printable(&entry.language),
        "capabilities": printable(&entry.capabilities),
    })
}

/// A text that may have several lines.
fn lossy(text: &[u8]) -> Value {
    Value::from(String::from_utf8_lossy(text))
}
