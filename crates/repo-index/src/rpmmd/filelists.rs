//! A package's element of `filelists`: the files that it installs.

use rpmpkg::read::{FileEntry, FileKind};

use super::record::Fields;
use super::xml::{Printer, readable};

/// Prints the element.
pub(super) fn print(fields: &Fields, files: &[FileEntry]) -> Vec<u8> {
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
    let (name, architecture) = (&fields.name, &fields.architecture);
    let attributes = [("pkgid", fields.checksum.hex()), ("name", name), ("arch", architecture)];
    printer.start("package", &attributes);
    version(&mut printer, fields);
    printer
}

/// The element `<version>`, the same in every list.
pub(super) fn version(printer: &mut Printer, fields: &Fields) {
    let epoch = fields.evr.epoch.unwrap_or_default().to_string();
    let release = fields.evr.release.as_deref().unwrap_or_default();
    printer.empty("version", &[("epoch", &epoch), ("ver", &fields.evr.version), ("rel", release)]);
}

/// The element `<file>`. A folder that is a ghost is a folder.
pub(super) fn push(printer: &mut Printer, file: &FileEntry) {
    let path = readable(&file.path);
    match file.kind() {
        FileKind::Directory => printer.text("file", &[("type", "dir")], &path),
        _ if file.is_ghost() => printer.text("file", &[("type", "ghost")], &path),
        _ => printer.text("file", &[], &path),
    }
}
