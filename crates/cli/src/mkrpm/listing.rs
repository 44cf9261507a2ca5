//! A package as a person reads it.

use std::fmt::{self, Write};
use std::path::Path;

use diagnostic::Printable;
use indicatif::HumanBytes;
use pkgio::Hex;
use rpmpkg::TriggerKind;
use rpmpkg::header::{Header, Tag, tag};
use rpmpkg::read::{DependencyKind, FileEntry, FileKind, Metadata, ReadError};

use super::inspect::Inspected;
use crate::date::Date;
use crate::listing::Line;

/// Texts of the header, as a spec file calls them.
const TEXTS: [(&str, Tag); 13] = [
    ("Name", tag::NAME),
    ("Version", tag::VERSION),
    ("Release", tag::RELEASE),
    ("Architecture", tag::ARCH),
    ("Group", tag::GROUP),
    ("License", tag::LICENSE),
    ("URL", tag::URL),
    ("Vendor", tag::VENDOR),
    ("Packager", tag::PACKAGER),
    ("Distribution", tag::DISTRIBUTION),
    ("Build host", tag::BUILDHOST),
    ("Source RPM", tag::SOURCERPM),
    ("Summary", tag::SUMMARY),
];

/// The tags that matter, dependencies, scriptlets and all files, a line each.
pub(super) fn text(path: &Path, package: &Inspected) -> Result<Vec<u8>, ReadError> {
    let metadata = &package.contents.metadata;
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_file(&mut text, path, package);
    let _ = write_tags(&mut text, &metadata.header);
    write_dependencies(&mut text, metadata)?;
    write_scriptlets(&mut text, metadata)?;
    let changelog = metadata.changelog()?;
    if let Some(newest) = changelog.first() {
        let (date, name) = (Date(newest.time.into()), Printable(&newest.name));
        let _ = writeln!(text, "\nChangelog: {date} {name} (newest of {})", changelog.len());
    }
    text.push_str("\nFiles:\n");
    for (file, _) in &package.contents.files {
        let _ = writeln!(text, "  {}{}", line(file), roles(file));
    }
    Ok(text.into_bytes())
}

fn write_file(text: &mut String, path: &Path, package: &Inspected) -> fmt::Result {
    let shown = path.as_os_str().as_encoded_bytes();
    writeln!(text, "{}: {}", Printable(shown), HumanBytes(package.size))?;
    if let Some(digest) = &package.sha256 {
        writeln!(text, "SHA-256: {}", Hex(digest))?;
    }
    let contents = &package.contents;
    let range = &contents.metadata.header_range;
    let (header, payload) = (range.end - range.start, contents.payload_length);
    let (header, payload) = (HumanBytes(header), HumanBytes(payload));
    writeln!(text, "Format: {}", contents.metadata.format())?;
    writeln!(text, "Header: {header}; payload: {payload}, {}", compression(&contents.metadata))?;
    for signature in contents.metadata.signatures() {
        for line in super::signatures::shown(&signature).lines() {
            writeln!(text, "Signature: {line}")?;
        }
    }
    writeln!(text)
}

/// The payload's compressor and its level, as the header has them.
pub(super) fn compression(metadata: &Metadata) -> String {
    let word = |tag| metadata.header.text(tag).map(|text| Printable(text).to_string());
    let name = word(tag::PAYLOADCOMPRESSOR).unwrap_or_else(|| "gzip".to_owned());
    let level = word(tag::PAYLOADFLAGS).filter(|level| !level.is_empty());
    level.map_or(name.clone(), |level| format!("{name}:{level}"))
}

fn write_tags(text: &mut String, header: &Header) -> fmt::Result {
    for (name, tag) in TEXTS {
        if let Some(value) = header.text(tag) {
            writeln!(text, "{name}: {}", Printable(value))?;
        }
        if let (tag::NAME, Some(epoch)) = (tag, header.number(tag::EPOCH)) {
            writeln!(text, "Epoch: {epoch}")?;
        }
    }
    if let Some(time) = header.number(tag::BUILDTIME).and_then(|time| i64::try_from(time).ok()) {
        writeln!(text, "Build time: {}", Date(time))?;
    }
    let description = header.text(tag::DESCRIPTION).unwrap_or_default();
    if !description.is_empty() {
        writeln!(text, "Description:")?;
    }
    for line in description.split(|byte| *byte == b'\n').filter(|_| !description.is_empty()) {
        writeln!(text, "  {}", Printable(line))?;
    }
    Ok(())
}

fn write_dependencies(text: &mut String, metadata: &Metadata) -> Result<(), ReadError> {
    for kind in DependencyKind::ALL {
        let all = metadata.dependencies(kind)?;
        if !all.is_empty() {
            let _ = writeln!(text, "\n{}:", kind.name());
        }
        for dependency in &all {
            let _ = writeln!(text, "  {}", Printable(dependency.to_string().as_bytes()));
        }
    }
    Ok(())
}

fn write_scriptlets(text: &mut String, metadata: &Metadata) -> Result<(), ReadError> {
    let mut heading = "\nScriptlets:\n";
    let scriptlets = metadata.scriptlets()?;
    let triggers = metadata.triggers()?;
    let scriptlets = scriptlets.iter().map(|(kind, script)| (kind.name(), script, String::new()));
    let triggers = triggers.iter().map(|trigger| {
        (trigger.kind.name(), &trigger.script, format!(" on {}", watched(&trigger.kind)))
    });
    for (name, script, on) in scriptlets.chain(triggers) {
        let (interpreter, length) = (script.interpreter.join(" "), script.body.len());
        let (interpreter, on) = (Printable(interpreter.as_bytes()), Printable(on.as_bytes()));
        let _ = writeln!(text, "{heading}  {name:<22} {length:>9} {interpreter}{on}");
        heading = "";
    }
    Ok(())
}

/// The packages or path prefixes that a trigger watches.
fn watched(kind: &TriggerKind) -> String {
    match kind {
        TriggerKind::Package { targets, .. } => {
            targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        TriggerKind::File { prefixes, .. } => prefixes.join(", "),
    }
}

fn line(file: &FileEntry) -> Line<'_> {
    let (letter, size) = match file.kind() {
        FileKind::File => ('-', file.size.to_string()),
        FileKind::Directory => ('d', String::new()),
        FileKind::Symlink => ('l', String::new()),
        FileKind::Fifo => ('p', String::new()),
        FileKind::Socket => ('s', String::new()),
        FileKind::CharacterDevice => ('c', device(file.device)),
        FileKind::BlockDevice => ('b', device(file.device)),
    };
    Line {
        letter,
        mode: file.mode.into(),
        owner: format!("{}/{}", Printable(&file.owner), Printable(&file.group)),
        size,
        mtime: file.mtime.into(),
        path: file.path.strip_prefix(b"/").unwrap_or(&file.path),
        target: (letter == 'l').then_some((" -> ", file.link_target.as_slice())),
    }
}

/// Major and minor number, from the 16 bits that headers keep of them.
fn device(number: u32) -> String {
    format!("{},{}", (number >> 8) & 0xff, number & 0xff)
}

/// What the file is for, in brackets.
fn roles(file: &FileEntry) -> String {
    let words = super::document::roles(file.flags);
    if words.is_empty() { String::new() } else { format!("  [{}]", words.join(" ")) }
}
