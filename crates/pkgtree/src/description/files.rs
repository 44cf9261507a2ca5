//! Reading the files that a description names.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Source, Subject};

use super::{Value, codes};

/// Reads the regular file that `value` names, of at most `limit` bytes.
///
/// A symbolic link is followed as long as it stays in the directory that it may be taken from: the
/// manifest's, for a file that a manifest names; the link's own, for one named otherwise.
///
/// # Errors
/// The defect, about the file.
pub fn read(value: &Value<'_, PathBuf>, limit: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let path = value.value.as_path();
    let defect = |problem: String, hint: &str| {
        let subject = Subject::File(path.to_owned());
        Box::new(Diagnostic::new(codes::NOT_A_FILE, subject, problem).hint(hint))
    };
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            defect("does not exist".into(), &format!("fix {}", place(value)))
        }
        _ => {
            let subject = Subject::File(path.to_owned());
            let problem = format!("cannot be read: {error}");
            let hint = "check its permissions and those of its parent directories";
            Box::new(Diagnostic::new(codes::UNREADABLE, subject, problem).hint(hint))
        }
    };
    let link = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
    if link.is_symlink() && !stays_within(path, value.source).map_err(|error| failed(&error))? {
        return Err(defect(
            "is a symbolic link that leads out of its directory".into(),
            "name the file itself",
        ));
    }
    let metadata = fs::metadata(path).map_err(|error| failed(&error))?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "is a directory" } else { "is not a regular file" };
        return Err(defect(what.into(), &format!("give a file in {}", place(value))));
    }
    let mut bytes = Vec::new();
    pkgio::open_regular(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 > limit {
        return Err(defect(
            format!("is longer than {limit} bytes"),
            "this is too large; give another file",
        ));
    }
    Ok(bytes)
}

fn place(value: &Value<'_, PathBuf>) -> String {
    match value.source {
        Source::Program => value.field.clone(),
        source => format!("{} at {source}", value.field),
    }
}

fn stays_within(link: &Path, source: &Source) -> io::Result<bool> {
    let file = match source {
        Source::Manifest { file, .. } => file,
        Source::Program | Source::Flag(_) => link,
    };
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    Ok(fs::canonicalize(link)?.starts_with(fs::canonicalize(folder)?))
}
