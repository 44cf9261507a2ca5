//! The changelog and the copyright file, installed where Policy 12.5 and 12.7 want them.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use diagnostic::{Diagnostic, Report, Subject};
use pkgio::{Codec, Compression, Encoder};
use pkgtree::changelog::{Heading, debian_heading};
use pkgtree::description::{Value, files};
use pkgtree::{Content, ContentError, Description, Entry, InstallPath, Kind, Mode, Tree};

use crate::{PackageName, Version, codes};

/// The longest changelog or copyright file, in bytes.
const LIMIT: u64 = 64 << 20;

/// A document with where it is installed.
#[derive(Debug)]
pub(super) struct Document {
    path: InstallPath,
    bytes: Vec<u8>,
    subject: Subject,
}

/// Reads the documents that `description` names.
pub(super) fn read(
    description: &Description,
    name: &PackageName,
    version: &Version,
    report: &mut Report,
) -> Vec<Document> {
    let mut documents = Vec::new();
    if let Some(path) = &description.changelog {
        let value = Value::path("changelog", path);
        let file = match version.revision() {
            Some(_) => "changelog.Debian.gz",
            None => "changelog.gz",
        };
        documents.extend(text(&value, report).and_then(|text| {
            check_changelog(&value, &text, name, version, report);
            document(&value, name, file, compress(&text), report)
        }));
    }
    if let Some(path) = &description.copyright {
        let value = Value::path("copyright", path);
        documents.extend(
            text(&value, report)
                .and_then(|text| document(&value, name, "copyright", Some(text.into()), report)),
        );
    }
    documents
}

fn document(
    value: &Value<'_, PathBuf>,
    name: &PackageName,
    file: &str,
    bytes: Option<Vec<u8>>,
    report: &mut Report,
) -> Option<Document> {
    let path = InstallPath::parse(format!("usr/share/doc/{name}/{file}").as_bytes());
    match (path, bytes) {
        (Ok(path), Some(bytes)) => Some(Document { path, bytes, subject: value.subject() }),
        _ => {
            report.defect(value.diagnostic(codes::DOCUMENT, "cannot be installed"));
            None
        }
    }
}

/// Puts the documents into the tree.
pub(super) fn insert(documents: Vec<Document>, tree: &mut Tree, report: &mut Report) {
    for document in documents {
        let content = Content::from_bytes(document.bytes.as_slice());
        let result = tree.insert_file(document.path.clone(), content, Mode::from_bits(0o644));
        let Err(obstacle) = result else { continue };
        match stands_there(&obstacle, &document) {
            Ok(true) => {}
            Ok(false) => report.defect(
                Diagnostic::new(
                    codes::DOCUMENT,
                    document.subject,
                    format!(
                        "would be installed at {}, but the tree already has that file",
                        obstacle.path
                    ),
                )
                .hint("remove it from the tree, or from the description"),
            ),
            Err(error) => report.defect(Diagnostic::new(
                pkgtree::codes::UNREADABLE,
                Subject::Entry(obstacle.path.as_bytes().to_vec()),
                error.to_string(),
            )),
        }
    }
}

/// True when `entry` is already what `document` would be.
fn stands_there(entry: &Entry, document: &Document) -> Result<bool, ContentError> {
    let Kind::File(content) = &entry.kind else { return Ok(false) };
    if entry.path != document.path || content.length() != document.bytes.len() as u64 {
        return Ok(false);
    }
    let mut reader = content.open()?;
    let mut rest = document.bytes.as_slice();
    let mut buffer = [0; 8192];
    loop {
        let length = reader.read(&mut buffer)?;
        if length == 0 {
            return Ok(rest.is_empty());
        }
        match rest.strip_prefix(&buffer[..length]) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}

fn text(value: &Value<'_, PathBuf>, report: &mut Report) -> Option<String> {
    let bytes = files::read(value, LIMIT).map_err(|defect| report.defect(*defect)).ok()?;
    let defect = |problem: &str, hint: &str| {
        let subject = Subject::File(value.value.clone());
        Diagnostic::new(codes::DOCUMENT, subject, problem).hint(hint)
    };
    let problem = match String::from_utf8(bytes) {
        Err(error) if error.as_bytes().starts_with(b"\x1f\x8b") => {
            defect("is already compressed", "give the uncompressed file; mkdeb compresses it")
        }
        Err(_) => defect("is not UTF-8", "convert it, as by iconv(1)"),
        Ok(text) if text.trim().is_empty() => {
            defect("is empty", "remove it from the description, or add content")
        }
        Ok(text) if text.contains('\0') => defect("has a NUL byte", "name a text file"),
        Ok(text) => return Some(text),
    };
    report.defect(problem);
    None
}

/// Checks the first entry of a changelog (deb-changelog(5)) against the package.
fn check_changelog(
    value: &Value<'_, PathBuf>,
    text: &str,
    name: &PackageName,
    version: &Version,
    report: &mut Report,
) {
    let subject = Subject::File(value.value.clone());
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let heading = debian_heading(first).filter(|it| PackageName::parse(it.package).is_ok());
    let Some(Heading { package: its_name, version: its_version }) = heading else {
        let hint = format!("start it with \"{name} ({version}) unstable; urgency=medium\"");
        report.defect(
            Diagnostic::new(codes::DOCUMENT, subject, "is not a Debian changelog").hint(hint),
        );
        return;
    };
    if its_name != name.as_str() || its_version != version.to_string() {
        report.warn(
            Diagnostic::new(
                codes::DOCUMENT,
                subject,
                format!("its newest entry is {its_name} {its_version}, not {name} {version}"),
            )
            .hint("add an entry for this version"),
        );
    }
}

/// What `gzip -9n` is for: the best compression, without name and time.
fn compress(text: &str) -> Option<Vec<u8>> {
    let compression = Compression::new(Codec::Gzip);
    let mut encoder = Encoder::new(Vec::new(), compression, NonZeroUsize::MIN).ok()?;
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok()
}
