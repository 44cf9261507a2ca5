//! The control member: one folder of small files.

use std::io::Read;

use pkgio::Encoding;

use super::path::normalise;
use super::tar::{Entry, EntryKind, Tar};
use super::{ControlFile, Limits, Metadata, ReadError};
use crate::deb822::Paragraph;
use crate::{PackageName, Version};

/// Reads the decompressed member `name` from `input`.
pub(super) fn read(
    input: impl Read,
    name: &str,
    encoding: Encoding,
    limits: &Limits,
) -> Result<Metadata, ReadError> {
    let mut files = Vec::<ControlFile>::new();
    let mut tar = Tar::new(input);
    let tar_error = |error| ReadError::from_tar(error, name, limits.control);
    while let Some(entry) = tar.next_entry().map_err(tar_error)? {
        let wrong = |problem: String| {
            let path = entry.path.clone();
            Err(ReadError::Entry { member: name.to_owned(), path, problem })
        };
        let path = match control_path(&entry) {
            Ok(Some(path)) => path,
            Ok(None) => continue,
            Err(problem) => return wrong(problem),
        };
        if files.iter().any(|file| file.name == path) {
            return wrong("is there twice".to_owned());
        }
        if files.len() == MOST_FILES {
            return wrong(format!("is one more than the {MOST_FILES} files that there may be"));
        }
        let mut bytes = Vec::new();
        tar.read_to_end(&mut bytes)
            .map_err(|error| ReadError::from_io(error, name, limits.control))?;
        files.push(ControlFile { name: path, mode: entry.mode, bytes });
    }
    metadata(files, name, encoding)
}

/// dpkg and debhelper know some twenty.
const MOST_FILES: usize = 1000;

/// The entry's name; `None` for the root.
fn control_path(entry: &Entry) -> Result<Option<Vec<u8>>, String> {
    let path = normalise(&entry.path, entry.kind == EntryKind::Directory)?;
    match entry.kind {
        EntryKind::Directory if path.is_empty() => Ok(None),
        EntryKind::File if path.contains(&b'/') => Err("stands in a folder".to_owned()),
        EntryKind::File => Ok(Some(path)),
        _ => Err("is not a regular file".to_owned()),
    }
}

fn metadata(
    mut files: Vec<ControlFile>,
    member: &str,
    encoding: Encoding,
) -> Result<Metadata, ReadError> {
    let Some(place) = files.iter().position(|file| file.name == b"control") else {
        return Err(ReadError::Members(format!("member {member} has no file \"control\"")));
    };
    let bytes = files.remove(place).bytes;
    let control = Paragraph::parse(&bytes).map_err(ReadError::Control)?.into_owned();
    let field = |field: &'static str| match control.field(field) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(ReadError::Field { field, problem: "is missing".to_owned() }),
    };
    let wrong = |field: &'static str, value: &str, error: String| ReadError::Field {
        field,
        problem: format!("{value:?} {error}"),
    };
    let package = field("Package")?;
    let version = field("Version")?;
    let architecture = field("Architecture")?;
    if !is_architecture(architecture) {
        let problem = "is not an architecture".to_owned();
        return Err(wrong("Architecture", architecture, problem));
    }
    Ok(Metadata {
        package: PackageName::parse(package)
            .map_err(|error| wrong("Package", package, error.to_string()))?,
        version: Version::parse(version)
            .map_err(|error| wrong("Version", version, error.to_string()))?,
        architecture: architecture.to_owned(),
        control,
        files,
        control_encoding: encoding,
    })
}

/// dpkg's rule for names of architectures, whether it knows them or not.
fn is_architecture(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
