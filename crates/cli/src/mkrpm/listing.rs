//! A package as a person reads it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use diagnostic::Printable;
use indicatif::HumanBytes;
use pkgio::Hex;
use rpmpkg::header::{Header, Tag, tag};
use rpmpkg::read::{ChangelogEntry, DependencyKind, FileEntry, FileKind, Metadata, ReadError};
use rpmpkg::{Dependency, Scriptlet, ScriptletKind, Trigger, TriggerKind};

use crate::listing::Line;
use crate::report::{DiagnosticDocument, Listing};
use pkgio::Date;

/// A package as it was read.
pub(super) type Inspected = crate::input::Inspected<rpmpkg::read::Contents>;

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

/// A package that is shown: the tags that matter, dependencies, scriptlets and all files.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) path: PathBuf,
    pub(super) package: Inspected,
    pub(super) scriptlets: BTreeMap<ScriptletKind, Scriptlet>,
    pub(super) triggers: Vec<Trigger>,
}

impl Listed {
    /// A package that was read at `path`.
    ///
    /// # Errors
    /// Whatever keeps a part of it from being shown.
    pub(super) fn new(path: &Path, package: Inspected) -> Result<Self, ReadError> {
        let metadata = &package.contents.metadata;
        let (scriptlets, triggers) = (metadata.scriptlets()?, metadata.triggers()?);
        for kind in DependencyKind::ALL {
            metadata.each_dependency(kind, drop)?;
        }
        metadata.each_change(drop)?;
        Ok(Self { path: path.to_owned(), package, scriptlets, triggers })
    }

    /// Gives each dependency of a kind.
    pub(super) fn each_dependency(&self, kind: DependencyKind, each: impl FnMut(Dependency)) {
        // That it can be read is known.
        let _ = self.package.contents.metadata.each_dependency(kind, each);
    }

    /// Gives each entry of the changelog.
    pub(super) fn each_change(&self, each: impl FnMut(ChangelogEntry)) {
        let _ = self.package.contents.metadata.each_change(each);
    }
}

impl Listing for Listed {
    /// A line each.
    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let metadata = &self.package.contents.metadata;
        self.write_file(out)?;
        write_tags(out, &metadata.header)?;
        self.write_dependencies(out)?;
        self.write_scriptlets(out)?;
        let (mut newest, mut count) = (None, 0_usize);
        self.each_change(|entry| {
            newest.get_or_insert(entry);
            count += 1;
        });
        if let Some(newest) = newest {
            let (date, name) = (Date(newest.time.into()), Printable(&newest.name));
            writeln!(out, "\nChangelog: {date} {name} (newest of {count})")?;
        }
        writeln!(out, "\nFiles:")?;
        let mut files = self.package.contents.files.iter();
        files.try_for_each(|(file, _)| writeln!(out, "  {}{}", line(file), roles(file)))
    }

    fn document(&self, warnings: &[DiagnosticDocument], out: &mut dyn Write) -> io::Result<()> {
        super::document::write(self, warnings, out)
    }
}

impl Listed {
    fn write_file(&self, text: &mut dyn Write) -> io::Result<()> {
        let Self { path, package, .. } = self;
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
        writeln!(
            text,
            "Header: {header}; payload: {payload}, {}",
            compression(&contents.metadata)
        )?;
        for signature in contents.metadata.signatures() {
            for line in super::signatures::shown(&signature).lines() {
                writeln!(text, "Signature: {line}")?;
            }
        }
        writeln!(text)
    }

    fn write_dependencies(&self, text: &mut dyn Write) -> io::Result<()> {
        for kind in DependencyKind::ALL {
            let (mut heading, mut written) = (true, Ok(()));
            self.each_dependency(kind, |dependency| {
                if std::mem::take(&mut heading) {
                    written = writeln!(text, "\n{}:", kind.name());
                }
                if written.is_ok() {
                    let shown = dependency.to_string();
                    written = writeln!(text, "  {}", Printable(shown.as_bytes()));
                }
            });
            written?;
        }
        Ok(())
    }

    fn write_scriptlets(&self, text: &mut dyn Write) -> io::Result<()> {
        let mut heading = "\nScriptlets:\n";
        let scriptlets = self.scriptlets.iter().map(|(kind, script)| (kind.name(), script, None));
        let triggers = self.triggers.iter();
        let triggers = triggers.map(|one| (one.kind.name(), &one.script, Some(&one.kind)));
        for (name, script, trigger) in scriptlets.chain(triggers) {
            let (interpreter, length) = (script.interpreter.join(" "), script.body.len());
            let interpreter = Printable(interpreter.as_bytes());
            write!(text, "{heading}  {name:<22} {length:>9} {interpreter}")?;
            trigger.map_or(Ok(()), |trigger| write_watched(text, trigger))?;
            writeln!(text)?;
            heading = "";
        }
        Ok(())
    }
}

/// The payload's compressor and its level, as the header has them.
pub(super) fn compression(metadata: &Metadata) -> String {
    let word = |tag| metadata.header.text(tag).map(|text| Printable(text).to_string());
    let name = word(tag::PAYLOADCOMPRESSOR).unwrap_or_else(|| "gzip".to_owned());
    let level = word(tag::PAYLOADFLAGS).filter(|level| !level.is_empty());
    level.map_or(name.clone(), |level| format!("{name}:{level}"))
}

fn write_tags(text: &mut dyn Write, header: &Header) -> io::Result<()> {
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

/// Writes the packages or path prefixes that a trigger watches.
fn write_watched(text: &mut dyn Write, trigger: &TriggerKind) -> io::Result<()> {
    let mut separator = " on ";
    let mut write = |watched: &str| {
        write!(text, "{separator}{}", Printable(watched.as_bytes()))?;
        separator = ", ";
        Ok(())
    };
    match trigger {
        TriggerKind::Package { targets, .. } => {
            targets.iter().try_for_each(|target| write(&target.to_string()))
        }
        TriggerKind::File { prefixes, .. } => prefixes.iter().try_for_each(|one| write(one)),
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
        target: (letter == 'l').then_some((" -> ", &*file.link_target)),
    }
}

/// Major and minor number, from the 16 bits that headers keep of them.
fn device(number: u32) -> String {
    format!("{},{}", (number >> 8) & 0xff, number & 0xff)
}

/// What the file is for, in brackets.
fn roles(file: &FileEntry) -> String {
    let words = super::roles::roles(file.flags);
    if words.is_empty() { String::new() } else { format!("  [{}]", words.join(" ")) }
}
