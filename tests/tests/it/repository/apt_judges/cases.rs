//! The damages.

use std::fs;
use std::path::Path;

use conformance::repository::Key;
use pkgio::{Codec, Timestamp};
use pkgsign::key::KeyKind;

use super::archive::{Archive, PACKAGES, SOURCES, compressed, date, now};

/// A damage.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Does it to a copy of a good archive; a `Release` that it changes is signed.
    pub(super) damage: fn(&mut Archive),
}

const fn case(name: &'static str, damage: fn(&mut Archive)) -> Case {
    Case { name, damage }
}

const TRANSLATION: &str = "main/i18n/Translation-en";
const GZ: &str = "main/binary-amd64/Packages.gz";
const XZ: &str = "main/binary-amd64/Packages.xz";
const LONG: i64 = 86_400;

fn remove(path: impl AsRef<Path>) {
    fs::remove_file(path).unwrap();
}

/// Changes one bit in the middle.
fn flip(path: impl AsRef<Path>) {
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Cuts the second half off.
fn halve(path: impl AsRef<Path>) {
    let bytes = fs::read(&path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn remove_both(archive: &Archive, name: &str) {
    remove(archive.by_hash(name));
    remove(archive.path(name));
}

fn flip_both(archive: &Archive, name: &str) {
    flip(archive.by_hash(name));
    flip(archive.path(name));
}

/// The line of a field in the index of packages.
fn line(text: &str, field: &str) -> String {
    text.lines().find(|line| line.starts_with(field)).unwrap().to_owned() + "\n"
}

/// Without a field in the index of packages.
fn without(archive: &mut Archive, index: &str, field: &str) {
    archive.edit(index, |text| text.replacen(&line(&text, field), "", 1));
}

/// With another value of a field in the index of packages.
fn value(archive: &mut Archive, field: &str, value: &str) {
    archive.edit(PACKAGES, |text| {
        text.replacen(&line(&text, field), &format!("{field} {value}\n"), 1)
    });
}

/// Without what is under another name than that of a digest.
fn by_digest_alone(archive: &Archive) {
    for [_, _, name] in archive.listed() {
        let _ = fs::remove_file(archive.path(&name));
    }
}

fn unsigned(archive: &Archive, names: &[&str]) {
    names.iter().for_each(|name| remove(archive.path(name)));
}

/// All that are held against apt.
pub(super) const CASES: &[Case] = &[
    case("good", |_| {}),
    // What is signed.
    case("inrelease-gone", |archive| unsigned(archive, &["InRelease"])),
    case("release-gone", |archive| unsigned(archive, &["Release", "Release.gpg"])),
    case("signature-gone", |archive| unsigned(archive, &["InRelease", "Release.gpg"])),
    case("everything-signed-gone", |archive| {
        unsigned(archive, &["InRelease", "Release", "Release.gpg"]);
    }),
    case("inrelease-cut", |archive| halve(archive.path("InRelease"))),
    case("inrelease-changed", |archive| {
        let path = archive.path("InRelease");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("Label: Conformance", "Label: Conformity!")).unwrap();
    }),
    case("inrelease-empty", |archive| fs::write(archive.path("InRelease"), "").unwrap()),
    case("inrelease-not-signed", |archive| {
        fs::write(archive.path("InRelease"), &archive.release).unwrap();
    }),
    case("release-changed-beside-inrelease", |archive| flip(archive.path("Release"))),
    case("signature-changed-beside-inrelease", |archive| halve(archive.path("Release.gpg"))),
    case("signature-cut", |archive| {
        unsigned(archive, &["InRelease"]);
        halve(archive.path("Release.gpg"));
    }),
    case("signed-release-changed", |archive| {
        unsigned(archive, &["InRelease"]);
        let text = archive.release.replace("Label: Conformance", "Label: Conformity!");
        fs::write(archive.path("Release"), text).unwrap();
    }),
    case("stranger", |archive| {
        archive.sign_by(&Key::new(KeyKind::Ed25519, now().seconds() - 9_999, None), now());
    }),
    case("signed-tomorrow", |archive| {
        let tomorrow = now().seconds().cast_signed() + LONG;
        archive.sign_by(&Key::quick(), Timestamp::clamped(tomorrow));
    }),
    // Dates.
    case("date-tomorrow", |archive| archive.field("Date:", &format!("Date: {}\n", date(LONG)))),
    case("date-gone", |archive| archive.field("Date:", "")),
    case("date-no-date", |archive| archive.field("Date:", "Date: yesterday\n")),
    case("date-with-numbers", |archive| {
        let text = date(-LONG).replace("UTC", "+0000");
        archive.field("Date:", &format!("Date: {text}\n"));
    }),
    case("date-in-another-zone", |archive| {
        let text = date(-LONG).replace("UTC", "+0200");
        archive.field("Date:", &format!("Date: {text}\n"));
    }),
    case("expired", |archive| {
        archive.field("Date:", &format!("Date: {}\nValid-Until: {}\n", date(-LONG), date(-60)));
    }),
    case("expires-later", |archive| {
        archive.field("Date:", &format!("Date: {}\nValid-Until: {}\n", date(-LONG), date(LONG)));
    }),
    case("expires-no-date", |archive| {
        archive.field("Date:", &format!("Date: {}\nValid-Until: never\n", date(-LONG)));
    }),
    // Digests of files.
    case("no-digests", |archive| {
        archive.release = archive.release.split_once("SHA256:").unwrap().0.to_owned();
    }),
    case("md5-alone", |archive| archive.relist("MD5Sum")),
    case("sha1-alone", |archive| archive.relist("SHA1")),
    case("sha512-alone", |archive| archive.relist("SHA512")),
    case("sha512-alone-without-by-hash", |archive| {
        archive.relist("SHA512");
        archive.field("Acquire-By-Hash:", "");
    }),
    case("sha256-and-md5", |archive| {
        let before = archive.release.clone();
        archive.relist("MD5Sum");
        let (head, md5) = archive.release.split_once("MD5Sum:").unwrap();
        let sha256 = &before[before.find("SHA256:").unwrap()..];
        archive.release = format!("{head}MD5Sum:{md5}{sha256}");
    }),
    case("field-of-digests-in-lower-case", |archive| archive.replace("SHA256:", "sha256:")),
    case("digest-of-other-length", |archive| {
        archive.edit(PACKAGES, |text| text + "\n");
        let [digest, ..] = archive.listed().into_iter().find(|one| one[2] == XZ).unwrap();
        archive.replace(&digest, &digest[..60]);
    }),
    case("no-length", |archive| {
        let [_, size, _] = archive.listed().into_iter().find(|one| one[2] == XZ).unwrap();
        archive.replace(&format!(" {size} {XZ}"), &format!(" {XZ}"));
    }),
    case("packages-not-listed", |archive| {
        for name in [PACKAGES, GZ, XZ] {
            archive.list(name, None);
        }
    }),
    case("compressed-alone-listed", |archive| archive.list(PACKAGES, None)),
    case("sources-compressed-alone-listed", |archive| archive.list(SOURCES, None)),
    case("plain-alone-listed", |archive| {
        archive.list(GZ, None);
        archive.list(XZ, None);
    }),
    case("plain-alone", |archive| {
        let text = archive.bytes(PACKAGES);
        archive.list(GZ, None);
        archive.list(XZ, None);
        archive.write(PACKAGES, &text);
    }),
    case("xz-digest-wrong", |archive| {
        archive.list(XZ, Some(b"other"));
    }),
    case("plain-digest-wrong", |archive| archive.list(PACKAGES, Some(b"other"))),
    case("plain-length-wrong", |archive| {
        let [_, size, _] = archive.listed().into_iter().find(|one| one[2] == PACKAGES).unwrap();
        archive.replace(&format!(" {size} {PACKAGES}"), &format!(" 1{size} {PACKAGES}"));
    }),
    case("names-with-a-dot", |archive| archive.replace(" main/", " ./main/")),
    case("names-in-another-component", |archive| archive.replace(" main/", " other/")),
    // Files by name and by digest.
    case("by-digest-alone", |archive| by_digest_alone(archive)),
    case("by-digest-alone-and-not-said", |archive| {
        by_digest_alone(archive);
        archive.field("Acquire-By-Hash:", "");
    }),
    case("by-digest-alone-and-denied", |archive| {
        by_digest_alone(archive);
        archive.replace("Acquire-By-Hash: yes", "Acquire-By-Hash: no");
    }),
    case("by-name-alone", |archive| {
        for name in [GZ, XZ] {
            remove(archive.by_hash(name));
        }
    }),
    case("by-name-alone-and-said", |archive| {
        for name in [GZ, XZ] {
            remove(archive.by_hash(name));
        }
        archive.field("Acquire-By-Hash:", "");
    }),
    case("packages-gone", |archive| [GZ, XZ].iter().for_each(|name| remove_both(archive, name))),
    case("xz-gone", |archive| remove_both(archive, XZ)),
    case("gz-gone", |archive| remove_both(archive, GZ)),
    case("xz-changed", |archive| flip_both(archive, XZ)),
    case("gz-changed", |archive| flip_both(archive, GZ)),
    case("xz-changed-by-digest", |archive| flip(archive.by_hash(XZ))),
    case("xz-changed-by-name", |archive| flip(archive.path(XZ))),
    case("xz-changed-and-by-name-alone", |archive| {
        for name in [GZ, XZ] {
            remove(archive.by_hash(name));
        }
        flip(archive.path(XZ));
    }),
    case("sources-gone", |archive| {
        for suffix in ["gz", "xz"] {
            remove_both(archive, &format!("{SOURCES}.{suffix}"));
        }
    }),
    case("translation-gone", |archive| {
        for suffix in ["gz", "xz"] {
            remove_both(archive, &format!("{TRANSLATION}.{suffix}"));
        }
    }),
    case("xz-is-gzip", |archive| {
        let text = archive.bytes(PACKAGES);
        archive.write(XZ, &compressed(Codec::Gzip, &text));
    }),
    case("xz-of-other-text", |archive| {
        archive.write(XZ, &compressed(Codec::Xz, b"Package: other\n"));
    }),
    case("xz-cut-and-listed", |archive| {
        let text = archive.bytes(PACKAGES);
        let whole = compressed(Codec::Xz, &text);
        archive.write(XZ, &whole[..whole.len() - 20]);
    }),
    case("gzip-in-two-members", |archive| {
        let text = archive.bytes(PACKAGES);
        let (one, two) = text.split_at(text.len() / 2);
        let both = [compressed(Codec::Gzip, one), compressed(Codec::Gzip, two)].concat();
        archive.list(XZ, None);
        archive.write(GZ, &both);
    }),
    case("xz-in-two-streams", |archive| {
        let text = archive.bytes(PACKAGES);
        let (one, two) = text.split_at(text.len() / 2);
        let both = [compressed(Codec::Xz, one), compressed(Codec::Xz, two)].concat();
        archive.list(GZ, None);
        archive.write(XZ, &both);
    }),
    // What a Release says of itself.
    case("other-architecture", |archive| archive.field("Architectures:", "Architectures: arm64\n")),
    case("no-architectures", |archive| archive.field("Architectures:", "")),
    case("other-component", |archive| archive.field("Components:", "Components: contrib\n")),
    case("no-components", |archive| archive.field("Components:", "")),
    case("component-with-path", |archive| {
        archive.field("Components:", "Components: updates/main\n");
    }),
    case("other-names", |archive| {
        archive.field("Suite:", "Suite: other\n");
        archive.field("Codename:", "Codename: other\n");
    }),
    case("other-suite", |archive| archive.field("Suite:", "Suite: other\n")),
    case("other-codename", |archive| archive.field("Codename:", "Codename: other\n")),
    case("no-names", |archive| {
        archive.field("Suite:", "");
        archive.field("Codename:", "");
    }),
    case("no-suite", |archive| archive.field("Suite:", "")),
    case("no-codename", |archive| archive.field("Codename:", "")),
    case("no-origin", |archive| {
        archive.field("Origin:", "");
        archive.field("Label:", "");
    }),
    case("empty-line-before-digests", |archive| archive.replace("SHA256:", "\nSHA256:")),
    case("empty-line-first", |archive| archive.release = format!("\n{}", archive.release)),
    case("empty-line-last", |archive| archive.release += "\n"),
    case("second-paragraph", |archive| archive.release += "\nOrigin: Other\n"),
    case("field-twice", |archive| archive.replace("Suite: stable", "Suite: stable\nSuite: other")),
    case("digests-twice", |archive| {
        let digests = archive.release[archive.release.find("SHA256:").unwrap()..].to_owned();
        archive.release += &digests;
    }),
    case("line-without-colon", |archive| archive.replace("Suite: stable", "Suite stable")),
    case("not-automatic-odd", |archive| {
        archive.field("Suite:", "Suite: stable\nNotAutomatic: maybe\n");
    }),
    case("not-automatic", |archive| archive.field("Suite:", "Suite: stable\nNotAutomatic: yes\n")),
    case("signed-by-another", |archive| {
        let other = "0123456789ABCDEF0123456789ABCDEF01234567";
        archive.field("Suite:", &format!("Suite: stable\nSigned-By: {other}\n"));
    }),
    case("signed-by-no-key", |archive| {
        archive.field("Suite:", "Suite: stable\nSigned-By: nobody\n");
    }),
    // Paragraphs of packages.
    case("empty-lines-first", |archive| archive.edit(PACKAGES, |text| format!("\n\n{text}"))),
    case("many-empty-lines-first", |archive| {
        archive.edit(PACKAGES, |text| "\n".repeat(70_000) + &text);
    }),
    case("empty-lines-last", |archive| archive.edit(PACKAGES, |text| text + "\n\n\n")),
    case("no-line-break-last", |archive| {
        archive.edit(PACKAGES, |text| text.trim_end().to_owned());
    }),
    case("empty-line-within", |archive| archive.swap(PACKAGES, "\nVersion:", "\n\nVersion:")),
    case("empty-line-behind-version", |archive| {
        archive.edit(PACKAGES, |text| {
            let filename = line(&text, "Filename:");
            text.replacen(&filename, &format!("\n{filename}"), 1)
        });
    }),
    case("line-of-a-blank-within", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nTag: a\n \n b\nVersion:");
    }),
    case("line-of-a-blank-between", |archive| {
        archive.edit(PACKAGES, |text| {
            format!("Package: first\nVersion: 1\nArchitecture: all\n \n{text}")
        });
    }),
    case("line-of-a-blank-first", |archive| archive.edit(PACKAGES, |text| format!(" \n{text}"))),
    case("line-of-a-blank-last", |archive| archive.edit(PACKAGES, |text| text + " \n")),
    case("line-of-a-tab-within", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nTag: a\n\t\n b\nVersion:");
    }),
    case("carriage-returns", |archive| {
        archive.edit(PACKAGES, |text| text.replace('\n', "\r\n"));
    }),
    case("one-carriage-return", |archive| {
        archive.edit(PACKAGES, |text| {
            let section = line(&text, "Version:");
            text.replacen(&section, &section.replace('\n', "\r\n"), 1)
        });
    }),
    case("nul", |archive| archive.swap(PACKAGES, "\nVersion:", "\nTag: a\0b\nVersion:")),
    case("latin-1", |archive| {
        let text = archive.bytes(PACKAGES);
        let mut new = b"Tag: caf\xe9\n".to_vec();
        new.extend(text.strip_prefix(b"Package: tool\n").unwrap());
        archive.index(PACKAGES, &[b"Package: tool\n".to_vec(), new].concat());
    }),
    case("garbage", |archive| archive.index(PACKAGES, b"<html>404</html>\n")),
    case("continuation-first", |archive| archive.edit(PACKAGES, |text| format!(" x\n{text}"))),
    case("line-without-colon-within", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nno colon\nVersion:");
    }),
    case("comment-within", |archive| archive.swap(PACKAGES, "\nVersion:", "\n# no\nVersion:")),
    case("field-of-package-twice", |archive| {
        archive.edit(PACKAGES, |text| {
            let version = line(&text, "Version:");
            text.replacen(&version, &format!("{version}{version}"), 1)
        });
    }),
    case("no-version", |archive| without(archive, PACKAGES, "Version:")),
    case("no-architecture", |archive| without(archive, PACKAGES, "Architecture:")),
    case("no-filename", |archive| without(archive, PACKAGES, "Filename:")),
    case("no-size", |archive| without(archive, PACKAGES, "Size:")),
    case("no-sha256", |archive| without(archive, PACKAGES, "SHA256:")),
    case("md5-in-place-of-sha256", |archive| {
        let digest = super::archive::digest("MD5Sum", &fs::read(archive.pooled(".deb")).unwrap());
        without(archive, PACKAGES, "SHA256:");
        archive.swap(PACKAGES, "\nSize:", &format!("\nMD5sum: {digest}\nSize:"));
    }),
    case("sha512-in-place-of-sha256", |archive| {
        let digest = super::archive::digest("SHA512", &fs::read(archive.pooled(".deb")).unwrap());
        without(archive, PACKAGES, "SHA256:");
        archive.swap(PACKAGES, "\nSize:", &format!("\nSHA512: {digest}\nSize:"));
    }),
    case("sha256-wrong", |archive| value(archive, "SHA256:", &"0".repeat(64))),
    case("sha256-no-digest", |archive| value(archive, "SHA256:", "none")),
    case("size-wrong", |archive| value(archive, "Size:", "7")),
    case("size-no-number", |archive| value(archive, "Size:", "large")),
    case("md5-wrong-beside-sha256", |archive| {
        archive.swap(PACKAGES, "\nSize:", &format!("\nMD5sum: {}\nSize:", "0".repeat(32)));
    }),
    case("filename-outside", |archive| value(archive, "Filename:", "../../tool.deb")),
    case("filename-absolute", |archive| {
        archive.swap(PACKAGES, "Filename: ", "Filename: /");
    }),
    case("filename-with-a-dot", |archive| archive.swap(PACKAGES, "Filename: ", "Filename: ./")),
    case("filename-with-slashes", |archive| {
        archive.swap(PACKAGES, "Filename: pool/", "Filename: pool//")
    }),
    case("filename-of-nothing", |archive| value(archive, "Filename:", "pool/none.deb")),
    case("filename-empty", |archive| value(archive, "Filename:", "")),
    case("version-with-blank", |archive| value(archive, "Version:", "1 0")),
    case("version-of-letters", |archive| value(archive, "Version:", "abc")),
    case("version-odd", |archive| value(archive, "Version:", "1_0")),
    case("depends-odd", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nDepends: (>> 1\nVersion:");
    }),
    case("depends-operator-odd", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nDepends: a (>>> 1)\nVersion:");
    }),
    case("depends-empty", |archive| archive.swap(PACKAGES, "\nVersion:", "\nDepends:\nVersion:")),
    case("multi-arch-odd", |archive| {
        archive.swap(PACKAGES, "\nVersion:", "\nMulti-Arch: maybe\nVersion:");
    }),
    case("architecture-of-another", |archive| value(archive, "Architecture:", "arm64")),
    case("paragraph-twice", |archive| archive.edit(PACKAGES, |text| format!("{text}\n{text}"))),
    case("name-with-blank", |archive| value(archive, "Package:", "to ol")),
    case("package-without-description", |archive| without(archive, PACKAGES, "Description:")),
    // Files of the pool.
    case("package-gone", |archive| remove(archive.pooled(".deb"))),
    case("package-changed", |archive| flip(archive.pooled(".deb"))),
    case("package-cut", |archive| halve(archive.pooled(".deb"))),
    case("package-longer", |archive| {
        let path = archive.pooled(".deb");
        let bytes = fs::read(&path).unwrap();
        fs::write(path, [bytes, b"\n".to_vec()].concat()).unwrap();
    }),
    case("dsc-gone", |archive| remove(archive.pooled(".dsc"))),
    case("dsc-changed", |archive| flip(archive.pooled(".dsc"))),
    case("tarball-gone", |archive| remove(archive.pooled(".tar.gz"))),
    case("tarball-changed", |archive| flip(archive.pooled(".tar.gz"))),
    case("source-without-directory", |archive| without(archive, SOURCES, "Directory:")),
    case("source-without-version", |archive| without(archive, SOURCES, "Version:")),
    case("source-without-sha256", |archive| {
        archive.edit(SOURCES, |text| {
            let start = text.find("Checksums-Sha256:").unwrap();
            let end = start + text[start..].find("\n").unwrap() + 1;
            let lines = text[end..].split_inclusive('\n').take_while(|line| line.starts_with(' '));
            let length: usize = lines.map(str::len).sum();
            text[..start].to_owned() + &text[end + length..]
        });
    }),
    case("source-empty-lines-first", |archive| archive.edit(SOURCES, |text| format!("\n\n{text}"))),
];
