//! The files of documents, compressed or not.

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;

use diagnostic::{Diagnostic, Subject};
use pkgio::Encoding;

use crate::compress::decompress;
use crate::{codes, input};

/// The most bytes of a document, as a file and decompressed: 1 GiB.
const LARGEST: u64 = 1 << 30;

/// How files of zchunk start.
const ZCHUNK: &[u8] = b"\0ZCK1";

/// The suffixes of compressed files.
const COMPRESSED: [&str; 5] = [".gz", ".xz", ".zst", ".bz2", ".zck"];

/// What a file holds.
pub(super) struct Contents {
    /// Decompressed.
    pub(super) text: Vec<u8>,
    pub(super) is_compressed: bool,
}

/// Reads a file, and decompresses it by what its first bytes say.
pub(super) fn read(file: &Path) -> Result<Contents, Diagnostic> {
    let unread = |error: std::io::Error| {
        let problem = format!("could not be read: {error}");
        Diagnostic::new(codes::NO_FILE, Subject::File(file.to_owned()), problem)
    };
    let mut bytes = Vec::new();
    input::open(file)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > LARGEST {
        return Err(defect(file, format!("has more than {LARGEST} bytes")));
    }
    if bytes.starts_with(ZCHUNK) {
        let problem = "is compressed with zchunk, which is not read here";
        return Err(defect(file, problem).hint("give it uncompressed: use unzck"));
    }
    match encoding(&bytes) {
        Encoding::None => Ok(Contents { text: bytes, is_compressed: false }),
        encoding => {
            let text = decompress(&bytes, encoding, LARGEST)
                .map_err(|error| defect(file, format!("does not decompress: {error}")))?;
            Ok(Contents { text, is_compressed: true })
        }
    }
}

/// That a file is no document.
pub(super) fn defect(file: &Path, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::DOCUMENT, Subject::File(file.to_owned()), problem)
        .hint("give a comps, updateinfo or modules document")
}

/// The name of a file without the suffix of a compressor.
pub(super) fn plain_name(file: &Path) -> String {
    let name = file.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let suffix = COMPRESSED.iter().find(|suffix| name.to_ascii_lowercase().ends_with(*suffix));
    name[..name.len() - suffix.map_or(0, |suffix| suffix.len())].to_owned()
}

/// How a file is compressed, by its first bytes.
fn encoding(bytes: &[u8]) -> Encoding {
    match bytes {
        [0x1f, 0x8b, ..] => Encoding::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Encoding::Zstd,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Encoding::Xz,
        [b'B', b'Z', b'h', ..] => Encoding::Bzip2,
        _ => Encoding::None,
    }
}
