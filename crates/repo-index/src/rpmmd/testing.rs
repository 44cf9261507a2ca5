//! Packages of tests, without their files.

use crate::rpmmd::{Checksum, ChecksumKind, List, Metadata, Record};

/// What the file of a package holds.
pub(crate) fn content(name: &str, version: &str) -> Vec<u8> {
    format!("what {name} {version} holds").into_bytes()
}

/// A package of release 1 whose file is [`content`], as a list at `location` has it.
pub(crate) fn record_at(name: &str, version: &str, arch: &str, location: &str) -> Record {
    record_of(name, version, arch, location, &content(name, version))
}

/// The same of a file that holds `content`.
pub(crate) fn record_of(
    name: &str,
    version: &str,
    arch: &str,
    location: &str,
    content: &[u8],
) -> Record {
    let (sum, size) = (Checksum::of(ChecksumKind::Sha256, content), content.len());
    let (sum, (epoch, version)) = (sum.hex(), version.split_once(':').unwrap_or(("0", version)));
    let version = format!("<version epoch=\"{epoch}\" ver=\"{version}\" rel=\"1\"/>");
    let primary = format!(
        "<package type=\"rpm\">\n  <name>{name}</name>\n  <arch>{arch}</arch>\n  {version}\n  \
         <checksum type=\"sha256\" pkgid=\"YES\">{sum}</checksum>\n  <summary>{name}</summary>\n  \
         <description>{name}</description>\n  <packager/>\n  <url/>\n  <time file=\"1\" build=\"1\"/>\n  \
         <size package=\"{size}\" installed=\"0\" archive=\"0\"/>\n  <location href=\"{location}\"/>\n  \
         <format>\n    <rpm:license>MIT</rpm:license>\n  </format>\n</package>\n"
    );
    let listed = format!(
        "<package pkgid=\"{sum}\" name=\"{name}\" arch=\"{arch}\">\n  {version}\n</package>\n"
    );
    let text = |list: List, element: &str| {
        let empty = String::from_utf8(Metadata::default().printed(list).to_bytes()).unwrap();
        let at = empty.rfind("</").unwrap();
        format!("{}{element}{}", &empty[..at], &empty[at..]).into_bytes()
    };
    let lists = [(List::Primary, &primary), (List::Filelists, &listed), (List::Other, &listed)];
    let [primary, filelists, other] = lists.map(|(list, element)| text(list, element));
    Metadata::parse(primary, filelists, other).unwrap().records()[0].clone()
}
