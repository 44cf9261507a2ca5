//! A package's element of `primary`: what it is, what it needs, where it is.

use memchr::memmem;
use rpmpkg::header::{Tag, tag};
use rpmpkg::read::Metadata;

use super::dependencies::{Entry, KINDS};
use super::fields::Fields;
use super::filelists::{self, ListedFile};
use super::xml::{Printer, prose};

/// What the element is printed from.
pub(super) struct Source<'a> {
    pub(super) fields: &'a Fields,
    pub(super) package: &'a Metadata,
    pub(super) files: &'a [ListedFile],
    /// In the order of [`KINDS`].
    pub(super) dependencies: &'a [Vec<Entry>; KINDS.len()],
    /// When the file was modified, in seconds since 1970.
    pub(super) time: i64,
}

/// Whether `primary` lists a file, for those who load no `filelists`: `/etc/`, what has `bin/` in its
/// path, and `/usr/lib/sendmail` (createrepo_c's `cr_is_primary`).
pub(super) fn is_primary(path: &[u8]) -> bool {
    path.starts_with(b"/etc/")
        || path == b"/usr/lib/sendmail"
        || memmem::find(path, b"bin/").is_some()
}

/// Prints the element, and gives it with where the tag `<location ..>` stands in it.
pub(super) fn print(source: &Source<'_>) -> (Vec<u8>, std::ops::Range<usize>) {
    let Source { fields, package, files, dependencies, time } = source;
    let text = |tag| prose(package.header.text(tag).unwrap_or_default());
    let number = |number: Option<u64>| number.unwrap_or_default().to_string();
    let mut printer = Printer::default();
    printer.start("package", &[("type", "rpm")]);
    printer.text("name", &[], fields.name());
    printer.text("arch", &[], fields.architecture());
    filelists::version(&mut printer, fields);
    let checksum = fields.checksum();
    let attributes = [("type", checksum.kind().name()), ("pkgid", "YES")];
    printer.text("checksum", &attributes, checksum.hex());
    printer.text("summary", &[], &text(tag::SUMMARY));
    printer.text("description", &[], &text(tag::DESCRIPTION));
    printer.text("packager", &[], &text(tag::PACKAGER));
    printer.text("url", &[], &text(tag::URL));
    let built = number(package.header.number(tag::BUILDTIME));
    printer.empty("time", &[("file", &time.to_string()), ("build", &built)]);
    let (installed, archive) = (number(package.installed_size()), number(archive_size(package)));
    let size = fields.size().to_string();
    printer.empty("size", &[("package", &size), ("installed", &installed), ("archive", &archive)]);
    // Behind the blanks, up to the line break.
    let start = printer.length() + "  ".len();
    printer.empty("location", &[("href", fields.location())]);
    let location = start..printer.length() - 1;
    printer.start("format", &[]);
    for (name, tag) in FORMAT {
        printer.text(name, &[], &text(tag));
    }
    let range = [package.header_range.start, package.header_range.end].map(|at| at.to_string());
    printer.empty("rpm:header-range", &[("start", &range[0]), ("end", &range[1])]);
    for ((_, name), entries) in KINDS.iter().zip(*dependencies) {
        list(&mut printer, name, entries);
    }
    for file in files.iter().filter(|file| is_primary(&file.path)) {
        filelists::push(&mut printer, file);
    }
    printer.end("format");
    printer.end("package");
    (printer.into_bytes(), location)
}

const FORMAT: [(&str, Tag); 5] = [
    ("rpm:license", tag::LICENSE),
    ("rpm:vendor", tag::VENDOR),
    ("rpm:group", tag::GROUP),
    ("rpm:buildhost", tag::BUILDHOST),
    ("rpm:sourcerpm", tag::SOURCERPM),
];

/// The bytes of the uncompressed payload; version 6 of the format does not say.
fn archive_size(package: &Metadata) -> Option<u64> {
    let Metadata { header, signature, .. } = package;
    signature
        .number(tag::signature::LONGARCHIVESIZE)
        .or_else(|| signature.number(tag::signature::PAYLOADSIZE))
        .or_else(|| header.number(tag::ARCHIVESIZE))
}

fn list(printer: &mut Printer, name: &str, entries: &[Entry]) {
    if entries.is_empty() {
        return;
    }
    printer.start(name, &[]);
    for entry in entries.iter().filter(|entry| !entry.name.is_empty()) {
        let mut attributes = vec![("name", entry.name.as_str())];
        if let Some(flags) = entry.flags {
            attributes.push(("flags", flags));
            let [epoch, version, release] = parts(&entry.evr);
            let parts = [("epoch", epoch), ("ver", version), ("rel", release)];
            attributes.extend(parts.into_iter().filter(|(_, part)| !part.is_empty()));
        }
        if entry.pre {
            attributes.push(("pre", "1"));
        }
        printer.empty("rpm:entry", &attributes);
    }
    printer.end(name);
}

/// Epoch, version and release. The release is what stands behind the first `-`: createrepo_c's
/// `cr_str_to_evr`, unlike rpm, has it so.
fn parts(evr: &str) -> [&str; 3] {
    if evr.is_empty() {
        return [""; 3];
    }
    let (epoch, rest) = evr.split_once(':').unwrap_or(("", evr));
    let (version, release) = rest.split_once('-').unwrap_or((rest, ""));
    [if epoch.is_empty() { "0" } else { epoch }, version, release]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_what_others_depend_on_most() {
        for path in ["/etc/x", "/usr/bin/x", "/sbin/x", "/usr/lib/sendmail", "/opt/cabin/x"] {
            assert!(is_primary(path.as_bytes()), "{path}");
        }
        for path in ["/etc", "/usr/bin", "/usr/lib/sendmail2", "/usr/etc/x", "/opt/bin"] {
            assert!(!is_primary(path.as_bytes()), "{path}");
        }
    }

    #[test]
    fn versions_are_taken_apart() {
        assert_eq!(parts(""), ["", "", ""]);
        assert_eq!(parts("1"), ["0", "1", ""]);
        assert_eq!(parts("2:1-3"), ["2", "1", "3"]);
        assert_eq!(parts(":1-3-4"), ["0", "1", "3-4"]);
    }
}
