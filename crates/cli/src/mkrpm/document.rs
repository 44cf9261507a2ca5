//! A package in JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use pkgio::Hex;
use pkgtree::Mode;
use rpmpkg::header::{Header, Tag, Value as Stored, tag};
use rpmpkg::read::{ChangelogEntry, DependencyKind, FileEntry};
use rpmpkg::{Dependency, Scriptlet, Trigger, TriggerKind};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Value, json};

use super::listing::{self, Listed};
use super::roles::roles;
use super::signatures::shown;
use crate::report::{DiagnosticDocument, Each, Lossy, Texts, write_with};

/// Writes everything that a package says: its tags by rpm's names, and what several tags say together
/// put together.
pub(super) fn write(
    package: &Listed,
    warnings: &[DiagnosticDocument],
    out: &mut dyn Write,
) -> io::Result<()> {
    let Listed { path, package: inspected, scriptlets, triggers } = package;
    let contents = &inspected.contents;
    let metadata = &contents.metadata;
    let dependencies = DependencyKind::ALL.map(|kind| {
        (
            kind.name().to_lowercase(),
            Rows(move |each: &mut dyn FnMut(Value)| {
                package.each_dependency(kind, |one| each(dependency(&one)));
            }),
        )
    });
    let scriptlets = scriptlets.iter().map(|(kind, it)| (kind.name(), scriptlet(it)));
    let signatures = metadata.signatures();
    let range = &metadata.header_range;
    let path = path.as_os_str().as_encoded_bytes();
    let texts = Texts::of(&[path]);
    let document = Document {
        architecture: &metadata.architecture,
        archive_size: contents.archive_length,
        changelog: Rows(move |each: &mut dyn FnMut(Value)| {
            package.each_change(|one| each(change(&one)))
        }),
        dependencies: BTreeMap::from(dependencies),
        epoch: metadata.evr.epoch,
        escaped: texts.escaped,
        files: Each(contents.files.iter().map(|(entry, _)| file(entry))),
        format: metadata.format(),
        header: tags(&metadata.header, Tag::name),
        header_range: [range.start, range.end],
        installed_size: metadata.installed_size(),
        name: &metadata.name,
        path: texts.text(path),
        payload_compression: listing::compression(metadata),
        payload_size: contents.payload_length,
        release: metadata.evr.release.as_deref(),
        scriptlets: scriptlets.collect(),
        sha256: inspected.sha256.map(|digest| Hex(&digest).to_string()),
        signature_header: tags(&metadata.signature, tag::signature::name),
        signatures: signatures.iter().flat_map(|one| shown(one).documents()).collect(),
        size: inspected.size,
        source: metadata.is_source,
        triggers: Each(triggers.iter().map(trigger)),
        version: &metadata.evr.version,
    };
    write_with(&document, warnings, out)
}

/// A package in JSON, by the names of its fields.
#[derive(serde::Serialize)]
struct Document<'a, C, D, F, T> {
    architecture: &'a str,
    archive_size: u64,
    changelog: C,
    dependencies: BTreeMap<String, D>,
    epoch: Option<u32>,
    escaped: bool,
    files: F,
    format: u32,
    header: BTreeMap<String, Element<'a>>,
    header_range: [u64; 2],
    installed_size: Option<u64>,
    name: &'a str,
    path: String,
    payload_compression: String,
    payload_size: u64,
    release: Option<&'a str>,
    scriptlets: BTreeMap<&'a str, Value>,
    sha256: Option<String>,
    signature_header: BTreeMap<String, Element<'a>>,
    signatures: Vec<Value>,
    size: u64,
    source: bool,
    triggers: T,
    version: &'a str,
}

/// Rows that a function gives one by one.
struct Rows<F>(F);

impl<F: Fn(&mut dyn FnMut(Value))> Serialize for Rows<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        let mut written = Ok(());
        self.0(&mut |row| {
            if written.is_ok() {
                written = rows.serialize_element(&row);
            }
        });
        written?;
        rows.end()
    }
}

/// The tags by name, without the arrays that have an element for each file.
fn tags(header: &Header, name: fn(Tag) -> Option<&'static str>) -> BTreeMap<String, Element<'_>> {
    let files = [tag::BASENAMES, tag::DIRINDEXES, tag::DIRNAMES, tag::OLDFILENAMES];
    let is_of_files = |name: &str| name.starts_with("FILE") && !name.starts_with("FILETRIGGER");
    let mut tags = BTreeMap::new();
    for (tag, value) in header.entries() {
        let name = name(tag).map_or_else(|| tag.0.to_string(), str::to_owned);
        if value.count() == 1 || !files.contains(&tag) && !is_of_files(&name) {
            tags.insert(name, Element(value));
        }
    }
    tags
}

/// A value: one element as itself, several as an array, bytes in hexadecimal.
struct Element<'a>(&'a Stored);

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = match self.0 {
            Stored::String(text) => return Lossy(text).serialize(serializer),
            Stored::Binary(bytes) | Stored::Char(bytes) => {
                return serializer.collect_str(&Hex(bytes));
            }
            Stored::StringArray(texts) | Stored::I18nString(texts) => Some(texts),
            _ => None,
        };
        match (texts, self.0.count()) {
            (Some(texts), 1) => Lossy(&texts[0]).serialize(serializer),
            (Some(texts), _) => serializer.collect_seq(texts.iter().map(Lossy)),
            (None, 1) => self.0.number(0).serialize(serializer),
            (None, count) => {
                serializer.collect_seq((0..count).filter_map(|index| self.0.number(index)))
            }
        }
    }
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
    let text = String::from_utf8_lossy(&script.body);
    json!({ "interpreter": script.interpreter, "text": text, "flags": flags(script) })
}

/// The words for a script's flags.
fn flags(script: &Scriptlet) -> Vec<&'static str> {
    let flags = [
        ("expand", script.flags.expand),
        ("qformat", script.flags.qformat),
        ("critical", script.flags.critical),
    ];
    flags.iter().filter(|(_, set)| *set).map(|(word, _)| *word).collect()
}

/// A trigger in JSON, by the names of its fields. It may watch very many packages.
#[derive(serde::Serialize)]
struct TriggerDocument<'a, P> {
    event: &'static str,
    flags: Vec<&'static str>,
    interpreter: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    packages: Option<P>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefixes: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u32>,
    text: Lossy<'a>,
}

fn trigger(trigger: &Trigger) -> impl Serialize {
    let (packages, prefixes, priority) = match &trigger.kind {
        TriggerKind::Package { targets, .. } => {
            (Some(Each(targets.iter().map(dependency))), None, None)
        }
        TriggerKind::File { prefixes, priority, .. } => {
            (None, Some(prefixes.as_slice()), Some(*priority))
        }
    };
    TriggerDocument {
        event: trigger.kind.name(),
        flags: flags(&trigger.script),
        interpreter: &trigger.script.interpreter,
        packages,
        prefixes,
        priority,
        text: Lossy(&trigger.script.body),
    }
}

fn change(entry: &ChangelogEntry) -> Value {
    json!({
        "time": entry.time,
        "name": String::from_utf8_lossy(&entry.name),
        "text": String::from_utf8_lossy(&entry.text),
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
