//! Packages that are nothing but control data.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use pkgio::{Codec, Compression, Encoder};

/// Fields that an index adds to those of a package.
const OF_INDEX: [&str; 6] = ["Filename", "Size", "MD5sum", "SHA1", "SHA256", "Description-md5"];

/// Makes a package of each of the first `count` paragraphs of `index` in `folder`.
pub(crate) fn make(index: &Path, count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let index = fs::read_to_string(index)?;
    let data = gzip(&archive(None))?;
    for paragraph in index.split("\n\n").take(count) {
        let field = |name: &str| {
            let line =
                |line: &'_ str| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned());
            paragraph.lines().find_map(line).ok_or_else(|| format!("no {name} in:\n{paragraph}"))
        };
        let version = field("Version")?;
        let version = version.split_once(':').map_or(&*version, |(_, version)| version);
        let name = format!("{}_{version}_{}.deb", field("Package")?, field("Architecture")?);
        let control = gzip(&archive(Some(&own(paragraph))))?;
        let mut package = b"!<arch>\n".to_vec();
        for (name, bytes) in
            [("debian-binary", &b"2.0\n"[..]), ("control.tar.gz", &control), ("data.tar.gz", &data)]
        {
            writeln!(
                package,
                "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`",
                0,
                0,
                0,
                100_644,
                bytes.len()
            )?;
            package.extend_from_slice(bytes);
            package.resize(package.len().next_multiple_of(2), b'\n');
        }
        fs::write(folder.join(name), package)?;
    }
    Ok(())
}

/// The fields that the package itself has.
fn own(paragraph: &str) -> String {
    let mut control = String::new();
    let mut left_out = false;
    for line in paragraph.lines() {
        if !line.starts_with(' ') {
            left_out = OF_INDEX.iter().any(|name| line.starts_with(&format!("{name}:")));
        }
        if !left_out {
            control.push_str(line);
            control.push('\n');
        }
    }
    control
}

/// A tar archive with the file `control`, or with nothing but its root.
fn archive(control: Option<&str>) -> Vec<u8> {
    let (name, kind, mode, text) = match control {
        Some(text) => ("./control", b'0', "0000644", text),
        None => ("./", b'5', "0000755", ""),
    };
    let mut header = [0; 512];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, mode);
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", text.len()));
    put(136, "00000000000");
    put(148, "        ");
    put(257, "ustar  ");
    put(265, "root");
    put(297, "root");
    header[156] = kind;
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut archive = header.to_vec();
    archive.extend_from_slice(text.as_bytes());
    archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
    archive
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = Encoder::new(Vec::new(), Compression::new(Codec::Gzip), NonZeroUsize::MIN)?;
    encoder.write_all(bytes)?;
    encoder.finish()
}
