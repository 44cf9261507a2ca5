//! A package's element of `filelists`: the files that it installs.

use rpmpkg::read::{FileEntry, FileKind, Metadata, ReadError};

use super::fields::Fields;
use super::xml::{Printer, readable};

/// What is listed of a file.
#[derive(Clone, Debug)]
pub(super) struct ListedFile {
    pub(super) path: Box<[u8]>,
    kind: FileKind,
    is_ghost: bool,
}

impl ListedFile {
    /// The files of a package, in its order.
    pub(super) fn all(package: &Metadata) -> Result<Vec<Self>, ReadError> {
        let keep = |file: FileEntry| {
            let (kind, is_ghost) = (file.kind(), file.is_ghost());
            Self { path: file.path, kind, is_ghost }
        };
        package.files_as(keep, |file| &file.path)
    }
}

/// Prints the element.
pub(super) fn print(fields: &Fields, files: &[ListedFile]) -> Vec<u8> {
    let mut printer = start(fields);
    for file in files {
        push(&mut printer, file);
    }
    printer.end("package");
    printer.into_bytes()
}

/// The start of the element, which is that of `other` too.
pub(super) fn start(fields: &Fields) -> Printer {
    let mut printer = Printer::default();
    let (name, architecture) = (fields.name(), fields.architecture());
    let attributes = [("pkgid", fields.hex()), ("name", name), ("arch", architecture)];
    printer.start("package", &attributes);
    version(&mut printer, fields);
    printer
}

/// The element `<version>`, the same in every list.
pub(super) fn version(printer: &mut Printer, fields: &Fields) {
    let epoch = fields.epoch().to_string();
    let attributes = [("epoch", &*epoch), ("ver", fields.version()), ("rel", fields.release())];
    printer.empty("version", &attributes);
}

/// The element `<file>`. A folder that is a ghost is a folder.
pub(super) fn push(printer: &mut Printer, file: &ListedFile) {
    let path = readable(&file.path);
    match file.kind {
        FileKind::Directory => printer.text("file", &[("type", "dir")], &path),
        _ if file.is_ghost => printer.text("file", &[("type", "ghost")], &path),
        _ => printer.text("file", &[], &path),
    }
}
