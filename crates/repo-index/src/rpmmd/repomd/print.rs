//! Printing `repomd.xml`.

use super::{Data, Repomd, Tags};
use crate::rpmmd::checksum::Checksum;
use crate::rpmmd::xml::Printer;
use crate::rpmmd::{DECLARATION, REPO_NAMESPACE, RPM_NAMESPACE};

pub(super) fn print(repomd: &Repomd) -> Vec<u8> {
    let mut printer = Printer::default();
    let namespaces = &repomd.namespaces;
    printer.raw(DECLARATION);
    printer.start_raw(&format!(
        "repomd xmlns=\"{REPO_NAMESPACE}\" xmlns:rpm=\"{RPM_NAMESPACE}\"{namespaces}"
    ));
    if let Some(revision) = &repomd.revision {
        printer.text("revision", &[], revision);
    }
    for other in &repomd.others {
        printer.line(other);
    }
    if !repomd.tags.is_empty() {
        tags(&mut printer, &repomd.tags);
    }
    for data in &repomd.data {
        self::data(&mut printer, data);
    }
    printer.end("repomd");
    printer.into_bytes()
}

fn tags(printer: &mut Printer, tags: &Tags) {
    printer.start("tags", &[]);
    for content in &tags.content {
        printer.text("content", &[], content);
    }
    for repo in &tags.repo {
        printer.text("repo", &[], repo);
    }
    for (cpe, distro) in &tags.distro {
        let cpe = cpe.as_deref().map(|cpe| ("cpeid", cpe));
        printer.text("distro", cpe.as_slice(), distro);
    }
    printer.end("tags");
}

fn data(printer: &mut Printer, data: &Data) {
    printer.start("data", &[("type", &data.kind)]);
    checksum(printer, "checksum", &data.checksum);
    if let Some(open) = &data.open_checksum {
        checksum(printer, "open-checksum", open);
    }
    let mut location = vec![("href", data.location.as_str())];
    location.extend(data.base.as_deref().map(|base| ("xml:base", base)));
    printer.empty("location", &location);
    let numbers =
        [("timestamp", data.timestamp), ("size", data.size), ("open-size", data.open_size)];
    for (name, number) in numbers {
        if let Some(number) = number {
            printer.text(name, &[], &number.to_string());
        }
    }
    for other in &data.others {
        printer.line(other);
    }
    printer.end("data");
}

fn checksum(printer: &mut Printer, name: &str, checksum: &Checksum) {
    printer.text(name, &[("type", checksum.kind().name())], checksum.hex());
}
