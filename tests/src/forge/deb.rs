//! A `.deb` put together by hand: ar and tar archives.

/// An ar archive with the members given as name and bytes.
#[must_use]
pub fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        archive.extend(ar_header(name, &bytes.len().to_string()));
        archive.extend(*bytes);
        if bytes.len() % 2 == 1 {
            archive.push(b'\n');
        }
    }
    archive
}

/// The header of an ar member with any text as its size.
#[must_use]
pub fn ar_header(name: &str, size: &str) -> Vec<u8> {
    format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 100_644).into_bytes()
}

/// A tar entry to be: [`tar`] makes an archive of them.
#[derive(Clone, Debug)]
pub struct TarEntry<'a> {
    /// The name in the header, at most 100 bytes.
    pub name: &'a [u8],
    /// The type flag: `0` a file, `5` a folder, `2` a symbolic link, `x` a PAX header.
    pub kind: u8,
    /// The permissions.
    pub mode: u32,
    /// The text of a link.
    pub link: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

impl<'a> TarEntry<'a> {
    /// A regular file of mode 0644.
    #[must_use]
    pub fn file(name: &'a str, bytes: &'a [u8]) -> Self {
        Self { name: name.as_bytes(), kind: b'0', mode: 0o644, link: "", bytes }
    }

    /// A folder of mode 0755.
    #[must_use]
    pub fn directory(name: &'a str) -> Self {
        Self { name: name.as_bytes(), kind: b'5', mode: 0o755, link: "", bytes: b"" }
    }

    /// A symbolic link.
    #[must_use]
    pub fn symlink(name: &'a str, link: &'a str) -> Self {
        Self { name: name.as_bytes(), kind: b'2', mode: 0o777, link, bytes: b"" }
    }
}

/// A GNU tar archive with its two closing blocks.
///
/// # Panics
/// When a name is longer than its field.
#[must_use]
pub fn tar(entries: &[TarEntry<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    for entry in entries {
        archive.extend(tar_header(entry, entry.bytes.len() as u64));
        archive.extend(entry.bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// The header of `entry` claiming `size` bytes.
///
/// # Panics
/// When a name is longer than its field.
#[must_use]
pub fn tar_header(entry: &TarEntry<'_>, size: u64) -> Vec<u8> {
    let mut header = vec![0_u8; 512];
    let mut put = |offset: usize, bytes: &[u8]| {
        header[offset..offset + bytes.len()].copy_from_slice(bytes);
    };
    assert!(entry.name.len() <= 100 && entry.link.len() <= 100);
    put(0, entry.name);
    put(100, format!("{:07o}\0", entry.mode).as_bytes());
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[entry.kind]);
    put(157, entry.link.as_bytes());
    put(257, b"ustar  \0");
    put(265, b"root");
    put(297, b"root");
    let sum = header.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// A control paragraph that is in order.
pub const CONTROL: &[u8] = b"Package: forged\nVersion: 1.0\nArchitecture: all\n\
    Maintainer: A Tester <tester@example.com>\nDescription: a forged package\n";

/// A control member that is in order, not compressed.
#[must_use]
pub fn control_tar() -> Vec<u8> {
    tar(&[TarEntry::directory("./"), TarEntry::file("./control", CONTROL)])
}

/// A data member that is in order, not compressed.
#[must_use]
pub fn data_tar() -> Vec<u8> {
    tar(&[
        TarEntry::directory("./"),
        TarEntry::directory("./usr/"),
        TarEntry::file("./usr/forged", b"forged\n"),
    ])
}

/// A package that is in order, to be damaged.
#[must_use]
pub fn package() -> Vec<u8> {
    ar(&[("debian-binary", b"2.0\n"), ("control.tar", &control_tar()), ("data.tar", &data_tar())])
}
