//! What is not served although it lies below the directory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use pkgsign::looks_like_secret_key;

use repository::FILE;

/// The longest file that may be one of keys, in bytes.
const LONGEST: u64 = 256 << 10;

/// Whether the regular file at `path` is a description, or holds a secret key.
pub(super) fn is_withheld(path: &Path) -> io::Result<bool> {
    if path.file_name().is_some_and(|name| name == FILE) {
        return Ok(true);
    }
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(looks_like_secret_key(&bytes))
}

/// The files of that kind in a directory itself, which is where such files are left.
pub(super) fn found(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| is_withheld(path).unwrap_or_default())
        .collect();
    found.sort();
    found
}
